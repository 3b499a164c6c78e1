//! `premaster` alone: the terminal, on a scenario. And what else opens the terminal.

use super::failure::Failure;
use super::run::RunOptions;
use clap::{Args, ValueEnum};
use premaster::scenario::{Listed, Scenario, simulate};
use premaster::trace::feed::Feed;
use premaster::tui::{self, ColorChoice, Options, Simulation, Source, TuiError};
use std::ffi::OsStr;
use std::io::{self, IsTerminal};

/// What to open, and how it looks.
#[derive(Debug, Args)]
pub struct ScreenOptions {
    #[command(flatten)]
    run: RunOptions,
    #[command(flatten)]
    look: LookOptions,
}

/// How the screen looks.
#[derive(Clone, Copy, Debug, Args)]
pub struct LookOptions {
    /// Draw with ASCII characters only
    #[arg(long)]
    ascii: bool,
    /// How many colours to use
    #[arg(long, value_enum, value_name = "COLOURS", default_value_t = Colour::Auto)]
    color: Colour,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Colour {
    /// What the environment says
    Auto,
    /// None
    Mono,
    /// The terminal's own sixteen
    #[value(name = "16")]
    Sixteen,
    /// The palette of 256
    #[value(name = "256")]
    Indexed,
    /// 24 bits
    Full,
}

impl From<Colour> for ColorChoice {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Auto => ColorChoice::Auto,
            Colour::Mono => ColorChoice::Mono,
            Colour::Sixteen => ColorChoice::Ansi16,
            Colour::Indexed => ColorChoice::Indexed256,
            Colour::Full => ColorChoice::Full,
        }
    }
}

/// Opens the terminal on a scenario and comes back when the reader leaves.
pub fn run(options: ScreenOptions) -> Result<(), Failure> {
    demand("`premaster print` writes a run as text or JSON, to anywhere.")?;
    let simulation = simulation(&options.run)?;
    open(Source::Simulation(simulation), options.look)
}

/// Opens the terminal on a connection and comes back when the reader leaves.
pub fn watch(feed: Feed, look: LookOptions) -> Result<(), Failure> {
    open(Source::Live(feed), look)
}

/// Makes sure that there is a terminal. `instead` says what does not need one.
pub fn demand(instead: &str) -> Result<(), Failure> {
    match io::stdout().is_terminal() {
        true => Ok(()),
        false => Err(Failure::usage(
            "standard output is not a terminal, and the screen needs one",
            instead,
        )),
    }
}

fn open(source: Source, look: LookOptions) -> Result<(), Failure> {
    let options = Options {
        ascii: look.ascii,
        color: look.color.into(),
        ..Options::default()
    };
    tui::run(source, options).map_err(|error| match error {
        TuiError::Io(error) => Failure::output("the terminal", &error),
        other => Failure::unfinished(other.to_string(), None),
    })
}

/// The scenarios for the screen. The options hold for every one that is chosen there.
fn simulation(run: &RunOptions) -> Result<Simulation, Failure> {
    let overrides = run.overrides();
    let listed = |listed: Listed| (listed.name.to_owned(), listed.description);
    Ok(Simulation {
        scenario: run.scenario()?,
        scenarios: Scenario::list().into_iter().map(listed).collect(),
        simulate: Box::new(simulate),
        load: Box::new(move |name| {
            let scenario = Scenario::load(OsStr::new(name), overrides.clone());
            scenario.map_err(|error| error.to_string())
        }),
    })
}
