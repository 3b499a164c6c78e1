//! What becomes of a handshake that was built: of the two runs, the one that breaks first.

use super::bench::{Bench, Spot};
use super::cause;
use super::tray;
use crate::protocol::{Piece, Side};
use crate::scenario::{Scenario, simulate};
use crate::text::Said;
use crate::trace::{Actor, Outcome, Step, Topic, Trace};

/// What becomes of it.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The side that follows what was built.
    pub side: Side,
    /// What was run.
    pub scenario: Scenario,
    /// The run.
    pub trace: Trace,
    /// What breaks first; `None` if nothing does.
    pub broken: Option<Broken>,
    /// What is said of it, sentence by sentence.
    pub said: Vec<Said>,
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
    fn of(bench: &Bench, side: Side) -> Half {
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
    fn reached(&self) -> Option<usize> {
        let Some(step) = self.failing() else {
            let established = matches!(self.trace.outcome(), Outcome::Established);
            return (!established).then(|| self.gone(self.trace.steps().len()).len());
        };
        let gone = self.gone(step.index);
        let by = self.by(step);
        let sends = self.side == by && cause::cannot_go_on(step);
        if step.topic == Topic::TransportClosed || sends {
            return Some(gone.len());
        }
        let refused = gone.iter().rposition(|(_, piece)| piece.side() != by);
        Some(refused.unwrap_or(gone.len()))
    }

    /// The messages of the order that were never sent.
    fn unsent(&self, placed: &[Piece]) -> Option<usize> {
        let sent = tray::sent(&self.trace);
        placed.iter().position(|piece| !sent.contains(piece))
    }
}

/// Runs both halves.
pub(super) fn of(bench: &Bench) -> Verdict {
    let halves = Side::BOTH.map(|side| Half::of(bench, side));
    let placed = bench.placed();
    let ends = halves.each_ref().map(|half| {
        let at = half.reached().or_else(|| half.unsent(placed));
        at.map(|at| {
            let step = half.failing();
            let own = step.is_some_and(|step| half.by(step) == half.side);
            let elsewhere = placed
                .get(at)
                .is_some_and(|piece| piece.side() != half.side);
            // the earlier; an ordinary endpoint judges better than the reader's own; the one that sends
            (at, own, elsewhere)
        })
    });
    let [client, server] = halves;
    let first = match ends {
        [Some(client), Some(server)] if client <= server => Side::Client,
        [None, Some(_)] | [Some(_), Some(_)] => Side::Server,
        _ => Side::Client,
    };
    let half = match first {
        Side::Client => client,
        Side::Server => server,
    };
    let at = ends[first as usize].map(|(at, ..)| at);
    let (broken, said) = match at {
        Some(at) => {
            let (broken, said) = cause::of(bench, &half, at);
            (Some(broken), said)
        }
        None => (None, cause::completed(bench, &half)),
    };
    Verdict {
        side: half.side,
        scenario: half.scenario,
        trace: half.trace,
        broken,
        said,
    }
}
