//! Building a handshake: a reader places its messages and picks the inputs of its formulas, and it is run as far
//! as it goes.
//!
//! ```text
//!   Bench                what is placed, what is picked, what is left in the tray
//!     │ halves()
//!     ▼
//!   two scenarios        the reader's client against an ordinary server, and an ordinary client against
//!     │ simulate()       the reader's server: what is wrong shows where a real endpoint refuses it
//!     ▼
//!   Verdict              the run that breaks first, where, by which check, and what belief may be behind it
//! ```
//!
//! Nothing here knows a solution to compare with. Which pieces there are in the tray is taken from a run of the
//! scenario, and so are the bytes of the values.

mod bench;
mod cause;
mod formula;
mod half;
mod level;
mod refusal;
mod tray;
mod verdict;
mod words;

pub use bench::{Bench, Spot};
pub use formula::{Span, formula};
pub use half::Broken;
pub use level::Level;
pub use refusal::Refusal;
pub use verdict::Verdict;
pub use words::{choice_title, formula_title, hint, named};
