//! A trace as something to keep or to pass on: readable [`text`], and [`json`] for programs.
//!
//! An export is a pure function of the trace: the same trace gives the same bytes. Nothing is
//! computed anew here, every number is read off the trace.

mod formula;
pub mod json;
pub mod shell;
pub mod text;

pub use formula::formula;

use crate::trace::{Side, Value};

/// The name of a value, unique within its trace: `NAME`, or `NAME@server` for the server's where
/// the two sides hold different bytes under that name.
pub fn value_key(value: &Value) -> String {
    match value.holder {
        Some(Side::Server) => format!("{}@server", value.name.key()),
        Some(Side::Client) | None => value.name.key(),
    }
}
