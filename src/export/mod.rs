//! A trace as something to keep or to pass on: readable [`text`], [`markdown`] for a document,
//! [`json`] for programs, and a [`shell`] script that computes it again.
//!
//! An export is a pure function of the trace: the same trace gives the same bytes. Nothing is
//! computed anew here, every number is read off the trace.

pub mod compare;
pub mod failures;
pub mod json;
pub mod markdown;
pub mod shell;
pub mod text;
pub mod verify;

use crate::explain;
use crate::trace::{Trace, Value};

/// The name of a value, unique within its trace; see [`Value::key`].
pub fn value_key(value: &Value) -> String {
    value.key()
}

/// The formula of a derived value on a line; see [`explain::formula`].
pub fn formula(trace: &Trace, value: &Value) -> Option<String> {
    explain::formula(trace, value).map(|spans| explain::plain(&spans))
}
