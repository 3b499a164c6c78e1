//! Whether a run fails because of what an attacker did: the scenario is run again without that.
//!
//! A run is a function of its scenario, so the effect of an interception is the difference between
//! the run with it and the run without it. Left out: effects that need several interceptions together.

use super::description::Scenario;
use super::run::run;
use crate::trace::{Findings, Trace};

/// If there are more interceptions than this, none is examined by itself, because each costs a run.
const APART: usize = 16;

/// Finds the step in which a side gives up because of an interception, for each by its place in the list:
/// the first failure that does not occur in the same way without it.
pub(super) fn find(scenario: &Scenario, trace: &Trace) -> Vec<(usize, usize)> {
    let failing = |at: usize| -> Vec<usize> { trace.given_up(at).map(|step| step.index).collect() };
    let done: Vec<(usize, Vec<usize>)> = (trace.tampering().iter().enumerate())
        .filter_map(|(i, tampering)| Some((i, *tampering.done.as_ref().ok()?)))
        .filter(|(_, at)| trace.steps()[*at].fate().tampered())
        .map(|(i, at)| (i, failing(at)))
        .filter(|(_, failing)| !failing.is_empty())
        .collect();
    if done.is_empty() {
        return Vec::new();
    }
    let only = |wanted: &dyn Fn(usize) -> bool| {
        let mut other = scenario.clone();
        let mut i = 0..;
        let mut wanted = |_: &_| i.next().is_some_and(wanted);
        other.interceptions.retain(&mut wanted);
        run(&other).finish(Findings::default())
    };
    let untouched = only(&|_| false);
    let several = (2..=APART).contains(&scenario.interceptions.len());
    let noticed = |(i, failing): (usize, Vec<usize>)| {
        let apart = several.then(|| [only(&|other| other != i), only(&|other| other == i)]);
        let caused = |step: &usize| {
            let step = &trace.steps()[*step];
            let anyhow = untouched.fails_like(trace, step);
            match &apart {
                // if either of two is enough, both have caused it
                Some([without, alone]) => {
                    let enough = !anyhow && alone.fails_like(trace, step);
                    enough || !without.fails_like(trace, step)
                }
                None => !anyhow,
            }
        };
        Some((i, failing.iter().find(|step| caused(step)).copied()?))
    };
    done.into_iter().filter_map(noticed).collect()
}
