//! The options that say what to run, the same for every command that runs a scenario.

use super::failure::Failure;
use clap::Args;
use premaster::crypto::suite::Suite;
use premaster::pki::time::UnixTime;
use premaster::said;
use premaster::scenario::{Overrides, Scenario, ScenarioError, suite_named};
use premaster::trace::{Obstacle, Trace};
use premaster::wire::display::escaped;
use std::ffi::OsString;
use std::io::{self, Write};

/// What to run.
#[derive(Debug, Args)]
pub struct RunOptions {
    /// A scenario's name, or a file with one
    #[arg(long, value_name = "NAME|FILE", default_value = "classic")]
    scenario: OsString,
    /// The seed of all random numbers; with the same clock, the same seed gives the same run. Drawn
    /// anew without it, unless the scenario names one
    #[arg(long, value_name = "N", value_parser = seed)]
    seed: Option<u64>,
    /// The time that both ends believe it is, such as 2026-11-21T00:21:43Z; the present without it,
    /// unless the scenario names one
    #[arg(long, value_name = "TIME")]
    clock: Option<UnixTime>,
    /// The cipher suite to agree on, by its name in the RFC or in OpenSSL
    #[arg(long, value_name = "NAME", value_parser = suite)]
    suite: Option<&'static Suite>,
    /// What the client sends once the handshake is complete
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    message: Option<String>,
}

/// Whether everything that a scenario's file asks for can be done in a run with such messages. `name` is what
/// the user calls the scenario.
///
/// # Errors
/// A change of a byte behind the end of its field: the file is wrong.
pub(super) fn check(name: &str, scenario: &Scenario, trace: &Trace) -> Result<(), Failure> {
    for (interception, tampering) in scenario.interceptions.iter().zip(&trace.tampering) {
        if let Err(Obstacle::BeyondField(problem)) = &tampering.done {
            let message = interception.message.title();
            let said = said!("scenario.error.beyond", name, message, problem);
            let hint = said!("scenario.hint.from_zero");
            return Err(Failure::usage(said.to_string(), hint.to_string()));
        }
    }
    Ok(())
}

/// What the reader of a run must not miss: an interception that came to nothing, and an end other than
/// the scenario expects. On standard error, since the run itself is what was asked for.
pub(super) fn warn(scenario: &Scenario, trace: &Trace) {
    let unmet = scenario
        .expect
        .as_ref()
        .and_then(|expect| expect.unmet(trace));
    let unmet = unmet.map(|what| said!("cli.unmet", what = what.to_string()).to_string());
    let not_done = trace.not_done().map(|not_done| not_done.to_string());
    for warning in not_done.chain(unmet) {
        // without a reader there is no one to tell
        let warning = escaped(warning.as_bytes());
        let _ = writeln!(io::stderr(), "{}", said!("cli.warning", warning));
    }
}

impl RunOptions {
    /// What the user calls the scenario, safe to show.
    pub fn name(&self) -> String {
        escaped(self.scenario.to_string_lossy().as_bytes())
    }

    /// The scenario that is meant.
    pub fn scenario(self) -> Result<Scenario, Failure> {
        let RunOptions {
            scenario,
            seed,
            clock,
            suite,
            message,
        } = self;
        // with another clock or suite it may well end otherwise
        let other = clock.is_some() || suite.is_some();
        let mut scenario = Scenario::load(
            &scenario,
            Overrides {
                seed,
                clock,
                present: Some(UnixTime::now()),
                suite,
                message,
            },
        )?;
        scenario.expect = scenario.expect.filter(|_| !other);
        Ok(scenario)
    }
}

/// A suite that can be run, by any of its names.
pub(super) fn suite(name: &str) -> Result<&'static Suite, String> {
    suite_named(name).map_err(|error| match &error {
        ScenarioError::UnknownSuite { nearest, .. } => {
            let (error, nearest) = (error.to_string(), nearest.join(", "));
            said!("cli.expected.suite", error, nearest).to_string()
        }
        _ => error.to_string(),
    })
}

fn seed(text: &str) -> Result<u64, String> {
    whole(text, 0)
}

/// What counts something: one or more.
pub(super) fn at_least_one(text: &str) -> Result<u64, String> {
    whole(text, 1)
}

fn whole(text: &str, least: u64) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| *number >= least);
    number.ok_or_else(|| said!("cli.expected.whole", least, most = u64::MAX).to_string())
}
