//! `premaster compare`: two runs side by side.

use super::failure::Failure;
use super::run::{self, Settings};
use super::switches::SwitchOptions;
use super::version::{self, VersionOptions};
use super::{print, text_to_stdout, to_stdout};
use clap::{Args, ValueEnum};
use premaster::export::compare::{self, Runs};
use premaster::pki::time::UnixTime;
use premaster::protocol::Suite;
use premaster::scenario::{Scenario, simulate};
use premaster::trace::{Part, Trace};
use premaster::wire::ProtocolVersion;
use premaster::{label, said};
use std::ffi::OsString;

use std::num::NonZeroUsize;

/// What to compare.
#[derive(Debug, Args)]
pub struct CompareOptions {
    /// The first scenario, a name or a file. It is on the left
    #[arg(value_name = "NAME|FILE")]
    first: OsString,
    /// The second scenario. It is on the right. Without it the first is on the right, beside a run in which
    /// all is well; with one of the options `--other-…` the first is compared with itself
    #[arg(value_name = "OTHER")]
    second: Option<OsString>,
    /// Text to read in a terminal, Markdown to read as a document, or JSON for programs (docs/json.md)
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Compare one connection of a run of several, by its number
    #[arg(long, value_name = "N", value_parser = nth)]
    connection: Option<usize>,
    // of both runs
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    other: Other,
}

/// What is set for the second run alone.
#[derive(Debug, Args)]
struct Other {
    /// The seed of the second run. By default it is that of the first
    #[arg(long, value_name = "N", value_parser = run::seed)]
    other_seed: Option<u64>,
    /// The time on the clocks of the second run. By default it is that of the first
    #[arg(long, value_name = "TIME")]
    other_clock: Option<UnixTime>,
    /// The oldest version that the second run accepts
    #[arg(long, value_name = "VERSION", value_parser = version::version)]
    other_min: Option<ProtocolVersion>,
    /// The newest version that the second run offers or accepts
    #[arg(long, value_name = "VERSION", value_parser = version::version)]
    other_max: Option<ProtocolVersion>,
    /// The cipher suite of the second run
    #[arg(long, value_name = "NAME", value_parser = run::suite)]
    other_suite: Option<&'static Suite>,
    /// The connection of the second run. By default it has the same number as that of the first
    #[arg(long, value_name = "N", value_parser = nth)]
    other_connection: Option<usize>,
    /// Switch the extended master secret on in the second run
    #[arg(long)]
    other_extended_master_secret: bool,
    /// Switch encrypt-then-MAC on in the second run
    #[arg(long)]
    other_encrypt_then_mac: bool,
    /// Switch renegotiation_info on in the second run
    #[arg(long)]
    other_renegotiation_info: bool,
    /// The data that the client sends in the second run
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    other_message: Option<String>,
}

/// The format of the output.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

impl Other {
    fn is_given(&self) -> bool {
        self.other_seed.is_some()
            || self.other_clock.is_some()
            || self.other_min.is_some()
            || self.other_max.is_some()
            || self.other_suite.is_some()
            || self.other_connection.is_some()
            || self.other_message.is_some()
            || self.other_extended_master_secret
            || self.other_encrypt_then_mac
            || self.other_renegotiation_info
    }

    /// The settings of the second run: its own, or else those of both.
    fn or(self, both: Settings) -> Settings {
        Settings {
            seed: self.other_seed.or(both.seed),
            clock: self.other_clock.or(both.clock),
            versions: VersionOptions {
                min: self.other_min.or(both.versions.min),
                max: self.other_max.or(both.versions.max),
            },
            switches: SwitchOptions {
                extended_master_secret: self.other_extended_master_secret
                    || both.switches.extended_master_secret,
                encrypt_then_mac: self.other_encrypt_then_mac || both.switches.encrypt_then_mac,
                renegotiation_info: self.other_renegotiation_info
                    || both.switches.renegotiation_info,
            },
            suite: self.other_suite.or(both.suite),
            message: self.other_message.or(both.message),
        }
    }
}

/// Runs both and prints them beside each other.
pub fn run(options: CompareOptions) -> Result<(), Failure> {
    let CompareOptions {
        first,
        second,
        format,
        connection,
        settings,
        other,
    } = options;
    let connections = [connection, other.other_connection.or(connection)];
    let second = second.or_else(|| other.is_given().then(|| first.clone()));
    let now = UnixTime::now();
    let alone = run::load(&first, settings.clone(), now)?;
    let named = match second {
        None => vec![(None, alone.counterpart()?), (Some(first), alone)],
        Some(second) => {
            let (left, right) = pair(&first, &second, alone, settings, other)?;
            vec![(Some(first), left), (Some(second), right)]
        }
    };
    let mut traces = Vec::new();
    for (name, scenario) in &named {
        let trace = simulate(scenario);
        if let Some(name) = name {
            run::check(&run::shown(name), scenario, &trace)?;
        }
        traces.push(trace);
    }
    let [mut first, second] = connections;
    if named[0].0.is_none() {
        // a run in which all is well may have fewer connections
        first = first.map(|number| number.min(traces[0].connections().len()));
    }
    let left = part(&named[0].1, &traces[0], first)?;
    let right = part(&named[1].1, &traces[1], second)?;
    let runs = Runs::of(left, right);
    let printed = match format {
        Format::Text => {
            text_to_stdout(|out| compare::text::write(out, &runs, print::style_of_stdout()))
        }
        Format::Markdown => to_stdout(|out| compare::markdown::write(out, &runs)),
        Format::Json => to_stdout(|out| compare::json::write(out, &runs)),
    };
    for ((_, scenario), trace) in named.iter().zip(&traces) {
        run::warn(scenario, trace);
    }
    printed
}

/// The number of a connection, counted from 1.
fn nth(text: &str) -> Result<usize, String> {
    let number = text.parse::<NonZeroUsize>();
    number
        .map(NonZeroUsize::get)
        .map_err(|_| label!("cli.expected.connection").to_owned())
}

/// The connection of that number, or the whole run.
fn part<'t>(
    scenario: &Scenario,
    trace: &'t Trace,
    number: Option<usize>,
) -> Result<Part<'t>, Failure> {
    let Some(number) = number else {
        return Ok(trace.into());
    };
    let connections = trace.connections();
    match connections.get(number - 1) {
        Some(connection) => Ok(Part::of(trace, connection.id)),
        None => {
            let (name, has) = (&*scenario.name, connections.len());
            Err(Failure::usage(
                said!("cli.compare.no_connection", name, has, number).to_string(),
                label!("cli.compare.choose_connection"),
            ))
        }
    }
}

/// Two scenarios with as much in common as they allow: the seed, and the clock where one sets it and the
/// other does not.
fn pair(
    first: &OsString,
    second: &OsString,
    alone: Scenario,
    settings: Settings,
    other: Other,
) -> Result<(Scenario, Scenario), Failure> {
    let shared = Settings {
        seed: settings.seed.or(Some(alone.seed)),
        ..settings
    };
    let own_clock = other.other_clock.is_some();
    let right = run::load(second, other.or(shared.clone()), alone.clock)?;
    let left = match own_clock {
        true => alone,
        false => run::load(first, shared, right.clock)?,
    };
    Ok((left, right))
}
