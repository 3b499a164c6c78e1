//! A run of what was built: one side follows it, and the other is an ordinary endpoint.

use super::bench::{Bench, Spot};
use super::tray;
use crate::protocol::{Piece, Side};
use crate::scenario::{Scenario, simulate};
use crate::trace::{Actor, Outcome, Step, Topic, Trace};

/// The reasons of a side that cannot do what was built, and those of them that are about a formula with a blank.
pub(super) const CANNOT: [&str; 2] = ["endpoint.fault.lacks", "endpoint.fault.empty_blank"];

/// Whether a side gives up because it cannot do what was built.
pub(super) fn cannot_go_on(step: &Step) -> bool {
    let failure = step.failure.as_ref();
    failure.is_some_and(|failure| CANNOT.contains(&failure.key()))
}

/// What breaks first.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The step in which a side gives up; the last one if none does.
    pub step: usize,
    /// The message at which it breaks, by its place in what was built.
    pub at: usize,
    /// What to change.
    pub spot: Spot,
    /// The belief that may be behind it, by its key in `assets/en/beliefs.toml`.
    pub belief: Option<&'static str>,
}

/// A run of one half.
pub(super) struct Half {
    pub side: Side,
    pub scenario: Scenario,
    pub trace: Trace,
}

impl Half {
    /// Runs one half of what was built.
    pub fn of(bench: &Bench, side: Side) -> Half {
        let scenario = bench.half(side);
        let trace = simulate(&scenario);
        Half {
            side,
            scenario,
            trace,
        }
    }

    /// The step in which a side gives up first on the connection that was built.
    pub fn failing(&self) -> Option<&Step> {
        let last = self.trace.last_connection().id;
        let mut steps = self.trace.steps().iter();
        steps.find(|step| step.connection == last && step.failure.is_some())
    }

    /// The messages that went by before a step, with the steps in which they were sent.
    pub fn gone(&self, until: usize) -> Vec<(usize, Piece)> {
        let last = self.trace.last_connection().id;
        let steps = self.trace.steps()[..until].iter();
        let steps = steps.filter(|step| step.connection == last);
        let pieces = steps.filter_map(|step| {
            let message = step.message.as_ref()?;
            Some((step.index, Piece::of(message.sender, message.name)?))
        });
        pieces.collect()
    }

    /// Who gives up in a step.
    pub fn by(&self, step: &Step) -> Side {
        match step.actor {
            Actor::One(side) => side,
            // both derive in one step, and only what was built can fail there
            _ => self.side,
        }
    }

    /// How many messages have gone by without complaint.
    pub fn reached(&self) -> Option<usize> {
        let Some(step) = self.failing() else {
            let established = matches!(self.trace.outcome(), Outcome::Established);
            return (!established).then(|| self.gone(self.trace.steps().len()).len());
        };
        let gone = self.gone(step.index);
        let by = self.by(step);
        let sends = self.side == by && cannot_go_on(step);
        if step.topic == Topic::TransportClosed || sends {
            return Some(gone.len());
        }
        let refused = gone.iter().rposition(|(_, piece)| piece.side() != by);
        Some(refused.unwrap_or(gone.len()))
    }

    /// The messages of the order that were never sent.
    pub fn unsent(&self, placed: &[Piece]) -> Option<usize> {
        let sent = tray::sent(&self.trace);
        placed.iter().position(|piece| !sent.contains(piece))
    }
}
