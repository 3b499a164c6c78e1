//! Another run beside this one.

use crate::explain::comparison::Story;
use crate::scenario::Scenario;
use crate::trace::{Comparison, ConnectionId, Part, Trace};
use std::sync::Arc;

/// What a run is compared with.
#[derive(Debug)]
pub enum Against {
    /// A run of a scenario.
    Scenario(Box<Scenario>),
    /// One connection of this run with another of this run: the left one, then the right one.
    Connections(ConnectionId, ConnectionId),
}

/// Another run, and how this one differs from it.
#[derive(Debug)]
pub struct Compared {
    /// With what this run is compared.
    pub against: Against,
    /// The other run, which may be this one. It is the left one.
    pub other: Arc<Trace>,
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
            against: Against::Scenario(Box::new(scenario)),
            other: Arc::new(other),
            comparison,
        }
    }

    /// Two connections of this run.
    pub fn connections(this: &Arc<Trace>, left: ConnectionId, right: ConnectionId) -> Compared {
        let parts = [left, right].map(|id| Part::of(this, id));
        let comparison = Comparison::of(parts[0], parts[1]);
        Compared {
            story: Story::of(parts[0], parts[1], &comparison),
            against: Against::Connections(left, right),
            other: Arc::clone(this),
            comparison,
        }
    }
}
