//! Two runs side by side.

use crate::trace::{Comparison, Trace};

/// The run without the failure, and how this one differs.
#[derive(Debug)]
pub struct Compared {
    /// The run without the failure, or without the attacker: then it may fail for another reason.
    pub good: Trace,
    /// Both, step by step: the good run is the left one.
    pub comparison: Comparison,
}
