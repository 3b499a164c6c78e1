//! Another run beside this one.

use crate::explain::comparison::Story;
use crate::scenario::Scenario;
use crate::trace::{Comparison, Trace};

/// Another run, and how this one differs from it.
#[derive(Debug)]
pub struct Compared {
    /// What the other run is a run of.
    pub scenario: Scenario,
    /// The other run. It is the left one.
    pub other: Trace,
    /// Both, step by step.
    pub comparison: Comparison,
    /// What there is to say of them.
    pub story: Story,
}

impl Compared {
    /// A run of a scenario beside this run.
    pub fn of(scenario: Scenario, other: Trace, this: &Trace) -> Compared {
        let comparison = Comparison::of(&other, this);
        Compared {
            story: Story::of(&other, this, &comparison),
            scenario,
            other,
            comparison,
        }
    }
}
