//! A run with what there is to say about it: its lesson, and which change made it fail.

use super::blame;
use super::description::Scenario;
use super::run::run;
use crate::trace::{Findings, Trace};
use crate::wire::display::escaped;

/// Runs a scenario from the first random number to the last close_notify, or until it fails. A scenario
/// with interceptions that fails is run without them, too: what fails anyway is not blamed on the
/// attacker.
pub fn simulate(scenario: &Scenario) -> Trace {
    let recorder = run(scenario);
    // the lesson is that of a run which ends as it should
    let expected = scenario.expect.as_ref();
    let met = expected.is_none_or(|expected| expected.unmet(recorder.trace()).is_none());
    let lesson = met.then(|| escaped(scenario.lesson.as_bytes()));
    let noticed = blame::find(scenario, recorder.trace());
    recorder.finish(Findings {
        diagnoses: Vec::new(),
        lesson: lesson.unwrap_or_default(),
        noticed,
    })
}
