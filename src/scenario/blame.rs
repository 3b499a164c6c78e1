//! Whether a run fails because of what an attacker did: it is run once more without that.
//!
//! A run is a function of its scenario, so what comes of one interception is the difference between
//! the run with it and the run without it. Left out: that it takes several of many together.

use super::description::Scenario;
use super::simulate::run;
use crate::trace::Trace;

/// Of more interceptions than this, none is looked at by itself: each is a run.
const APART: usize = 16;

/// Finds of each interception the step in which a side gives up because of it: the first failure that
/// would not come like that without it.
pub(super) fn find(scenario: &Scenario, trace: &mut Trace) {
    let failing = |at: usize| -> Vec<usize> { trace.given_up(at).map(|step| step.index).collect() };
    let done: Vec<(usize, Vec<usize>)> = (trace.tampering.iter().enumerate())
        .filter_map(|(i, tampering)| Some((i, *tampering.done.as_ref().ok()?)))
        .filter(|(_, at)| trace.steps[*at].fate().tampered())
        .map(|(i, at)| (i, failing(at)))
        .filter(|(_, failing)| !failing.is_empty())
        .collect();
    if done.is_empty() {
        return;
    }
    let only = |wanted: &dyn Fn(usize) -> bool| {
        let mut other = scenario.clone();
        let mut i = 0..;
        let mut wanted = |_: &_| i.next().is_some_and(wanted);
        other.interceptions.retain(&mut wanted);
        run(&other)
    };
    let untouched = only(&|_| false);
    let several = (2..=APART).contains(&scenario.interceptions.len());
    for (i, failing) in done {
        let apart = several.then(|| [only(&|other| other != i), only(&|other| other == i)]);
        let caused = |step: &usize| {
            let step = &trace.steps[*step];
            let anyhow = untouched.fails_like(trace, step);
            match &apart {
                // where either of two is enough, both have done it
                Some([without, alone]) => {
                    let enough = !anyhow && alone.fails_like(trace, step);
                    enough || !without.fails_like(trace, step)
                }
                None => !anyhow,
            }
        };
        let noticed = failing.iter().find(|step| caused(step)).copied();
        trace.tampering[i].noticed = noticed;
    }
}
