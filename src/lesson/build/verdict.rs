//! What becomes of a handshake that was built: of the two runs, the one that breaks first.

use super::bench::Bench;
use super::cause;
use super::half::{Broken, Half};
use crate::protocol::Side;
use crate::scenario::Scenario;
use crate::text::Said;
use crate::trace::Trace;

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

impl Verdict {
    /// Runs what was built, as far as it goes.
    pub fn of(bench: &Bench) -> Verdict {
        of(bench)
    }
}

/// Runs both halves.
fn of(bench: &Bench) -> Verdict {
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
