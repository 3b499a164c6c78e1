//! Whether a run fails because of what a man in the middle did: it is run once more without that.
//!
//! A run is a function of its scenario, so what comes of one interception is the difference between
//! the run with it and the run without it. Left out: that it takes several of many together.

use super::description::Scenario;
use super::simulate::run;
use crate::trace::Trace;

/// Of more interceptions than this, none is looked at by itself: each is a run.
const APART: usize = 16;

/// Finds of each interception whether the run would fail without it as it does.
pub(super) fn find(scenario: &Scenario, trace: &mut Trace) {
    let failing: Vec<(usize, usize)> = (trace.tampering.iter().enumerate())
        .filter_map(|(i, tampering)| Some((i, trace.noticed(tampering)?.index)))
        .collect();
    if failing.is_empty() {
        return;
    }
    let fails = |only: &dyn Fn(usize) -> bool| {
        let mut other = scenario.clone();
        let mut i = 0..;
        let mut wanted = |_: &_| i.next().is_some_and(only);
        other.interceptions.retain(&mut wanted);
        let other = run(&other);
        move |trace: &Trace, step: usize| other.fails_like(trace, &trace.steps[step])
    };
    let untouched = fails(&|_| false);
    let number = scenario.interceptions.len();
    for (i, step) in failing {
        let anyhow = untouched(trace, step);
        let blameless = match number {
            2..=APART => {
                let without = fails(&|other| other != i)(trace, step);
                // where either of two is enough, both have done it
                let enough = || !anyhow && fails(&|other| other == i)(trace, step);
                without && !enough()
            }
            _ => anyhow,
        };
        trace.tampering[i].blameless = blameless;
    }
}
