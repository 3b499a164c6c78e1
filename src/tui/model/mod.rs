//! What is shown, and where the reader is in it. The model imports no pane and draws nothing.

pub mod cbc_counterpart;
pub mod chains;
pub mod choices;
mod compared;
pub mod comparison;
mod computed;
mod connections;
pub mod copy;
pub mod draft;
mod edits;
pub mod endings;
pub mod eyes;
mod fields;
pub mod index;
mod jump;
mod lens;
mod lens_words;
pub mod map;
pub mod matters;
pub mod moment;
pub mod origins;
pub mod place;
pub mod presenting;
mod seen_rows;
pub mod sequence;
pub mod source;
mod state;
mod steps;
pub mod tampering;
pub mod terms;
mod transcripts;
pub mod tree;
pub mod value_row;
mod values;
pub mod what_if;

pub use state::Model;
