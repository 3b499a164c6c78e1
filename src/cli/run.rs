//! The options that select what to run. They are the same for every command that runs a scenario.

use super::failure::Failure;
use super::switches::SwitchOptions;
use super::version::VersionOptions;
use clap::Args;
use premaster::pki::time::UnixTime;
use premaster::protocol::{Suite, Switch, Switches};
use premaster::scenario::{Overrides, Scenario, ScenarioError, suite_named};
use premaster::trace::{Connection, Located, Obstacle, Place, Trace};
use premaster::wire::display::escaped;
use premaster::{label, said};
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};

/// What to run.
#[derive(Clone, Debug, Args)]
pub struct RunOptions {
    /// The name of a scenario, or a file that describes one; classic by default
    #[arg(long, value_name = "NAME|FILE")]
    scenario: Option<OsString>,
    #[command(flatten)]
    settings: Settings,
}

/// What can be set for a run, whatever its scenario.
#[derive(Clone, Debug, Args)]
pub struct Settings {
    /// The seed of all random numbers. The same seed and clock give the same run. By default a new seed
    /// is generated, unless the scenario sets one
    #[arg(long, value_name = "N", value_parser = seed)]
    pub seed: Option<u64>,
    /// The time on both sides' clocks, such as 2026-11-21T00:21:43Z. By default it is the present, unless
    /// the scenario sets it
    #[arg(long, value_name = "TIME")]
    pub clock: Option<UnixTime>,
    #[command(flatten)]
    pub versions: VersionOptions,
    /// The cipher suite to use, by its name in the RFC or in OpenSSL
    #[arg(long, value_name = "NAME", value_parser = suite)]
    pub suite: Option<&'static Suite>,
    #[command(flatten)]
    pub switches: SwitchOptions,
    /// The data that the client sends when the handshake is complete
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub message: Option<String>,
}

/// A step's number. Whether there is such a step shows only in the run; this includes 0.
pub(super) fn step_number(text: &str) -> Result<usize, String> {
    let expected = |_| label!("cli.expected.step").to_owned();
    text.parse().map_err(expected)
}

/// The index of the step with a number that the user gave.
///
/// # Errors
/// The run has no such step; the hint says how many it has.
pub(super) fn step_index(trace: &Trace, number: usize) -> Result<usize, Failure> {
    let index = number.checked_sub(1);
    let index = index.filter(|index| *index < trace.steps().len());
    index.ok_or_else(|| {
        Failure::usage(
            said!("cli.print.no_step", number).to_string(),
            said!("cli.print.steps", last = trace.steps().len()).to_string(),
        )
    })
}

/// Where a place leads in a run.
///
/// # Errors
/// Nowhere.
pub(super) fn locate(trace: &Trace, place: &Place) -> Result<Located, Failure> {
    let located = place.resolve(trace);
    located.map_err(|error| Failure::usage(error.to_string(), label!("cli.at.keys")))
}

/// Checks that the changes which a scenario's file asks for were possible in the run. `name` is the scenario's
/// name, or its file as the user gave it.
///
/// # Errors
/// A change of a byte beyond the end of its field: the file is wrong.
pub(super) fn check(name: &str, scenario: &Scenario, trace: &Trace) -> Result<(), Failure> {
    for (interception, tampering) in scenario.interceptions.iter().zip(trace.tampering()) {
        if let Err(Obstacle::BeyondField(problem)) = &tampering.done {
            let message = interception.message.title();
            let said = said!("scenario.error.beyond", name, message, problem);
            let hint = said!("scenario.hint.from_zero");
            return Err(Failure::usage(said.to_string(), hint.to_string()));
        }
    }
    Ok(())
}

/// Warns on standard error about what the reader of a run must not miss: an interception that could not be
/// made, and an end other than the scenario expects.
pub(super) fn warn(scenario: &Scenario, trace: &Trace) {
    let unmet = scenario
        .expect
        .as_ref()
        .and_then(|expect| expect.unmet(trace));
    let unmet = unmet.map(|what| said!("cli.unmet", what = what.to_string()).to_string());
    let not_done = trace.not_done().map(|not_done| not_done.to_string());
    for warning in not_done.chain(unmet).chain(without_effect(scenario, trace)) {
        // if standard error is closed, no one can be told
        let warning = escaped(warning.as_bytes());
        let _ = writeln!(io::stderr(), "{}", said!("cli.warning", warning));
    }
}

/// The switches that are on at both sides and change nothing on any connection.
fn without_effect(scenario: &Scenario, trace: &Trace) -> Vec<String> {
    let agreed: Vec<_> = trace
        .connections()
        .iter()
        .filter_map(Connection::agreed)
        .collect();
    let Some((last, suite)) = agreed.last() else {
        return Vec::new();
    };
    let idle = |switch: &Switch| {
        let mut agreed = agreed.iter();
        !agreed.any(|(rules, suite)| switch.is_possible(rules, suite))
    };
    let words = |switch: Switch| {
        let (switch, version) = (switch.key(), last.version.to_string());
        said!("cli.no_effect", switch, suite = suite.name, version).to_string()
    };
    let both = scenario.client.switches.and(scenario.server.switches);
    both.on().filter(idle).map(words).collect()
}

impl RunOptions {
    /// The scenario's name or file as the user gave it, safe to show.
    pub fn name(&self) -> String {
        shown(self.named())
    }

    /// The seed, if one was given.
    pub fn seed(&self) -> Option<u64> {
        self.settings.seed
    }

    fn named(&self) -> &OsStr {
        self.scenario.as_deref().unwrap_or(OsStr::new("classic"))
    }

    /// The same options for the run that a place names.
    ///
    /// # Errors
    /// They name a run themselves.
    pub fn with_run_of(mut self, place: &Place) -> Result<Self, Failure> {
        let Some(run) = &place.run else {
            return Ok(self);
        };
        let twice = |option: &str| {
            let place = escaped(place.to_string().as_bytes());
            let message = said!("cli.at.twice", place, option).to_string();
            Failure::usage(message, label!("cli.at.once"))
        };
        if self.scenario.is_some() {
            return Err(twice("--scenario"));
        }
        if run.seed.is_some() && self.settings.seed.is_some() {
            return Err(twice("--seed"));
        }
        self.scenario = Some(run.scenario.clone().into());
        self.settings.seed = run.seed.or(self.settings.seed);
        Ok(self)
    }

    /// Loads the scenario.
    pub fn scenario(self) -> Result<Scenario, Failure> {
        let scenario = self.named().to_owned();
        load(&scenario, self.settings, UnixTime::now())
    }
}

/// A scenario's name or file as the user gave it, safe to show.
pub(super) fn shown(scenario: &OsStr) -> String {
    escaped(scenario.to_string_lossy().as_bytes())
}

/// Loads a scenario. `present` is the time for one that sets no clock.
pub(super) fn load(
    scenario: &OsStr,
    settings: Settings,
    present: UnixTime,
) -> Result<Scenario, Failure> {
    let Settings {
        seed,
        clock,
        versions,
        switches,
        suite,
        message,
    } = settings;
    versions.versions(suite)?;
    let VersionOptions { min, max } = versions;
    let switches = Switches::from(switches);
    // with another clock, version, suite or switch it may end differently
    let other = clock.is_some() || suite.is_some() || min.is_some() || max.is_some();
    let other = other || switches.on().next().is_some();
    let mut scenario = Scenario::load(
        scenario,
        Overrides {
            seed,
            clock,
            present: Some(present),
            min,
            max,
            suite,
            switches,
            message,
        },
    )?;
    scenario.expect = scenario.expect.filter(|_| !other);
    Ok(scenario)
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

pub(super) fn seed(text: &str) -> Result<u64, String> {
    whole(text, 0)
}

/// A number of things: one or more.
pub(super) fn at_least_one(text: &str) -> Result<u64, String> {
    whole(text, 1)
}

fn whole(text: &str, least: u64) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| *number >= least);
    number.ok_or_else(|| said!("cli.expected.whole", least, most = u64::MAX).to_string())
}
