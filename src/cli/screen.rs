//! The terminal: on a scenario, as `premaster` alone opens it, or on a connection.

use super::failure::Failure;
use super::run;
use clap::{Args, ValueEnum};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::feed::Feed;
use premaster::tui::{self, ColorChoice, Listed, Options, Simulation, Source};
use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};

/// What to open, and how it looks.
#[derive(Debug, Args)]
pub struct ScreenOptions {
    #[command(flatten)]
    run: run::RunOptions,
    #[command(flatten)]
    look: Look,
}

/// How the screen looks.
#[derive(Clone, Copy, Debug, Args)]
pub struct Look {
    /// Draw with ASCII characters only
    #[arg(long)]
    ascii: bool,
    /// How many colours to use
    #[arg(long, value_enum, value_name = "COLOURS", default_value_t = Colour::Auto)]
    color: Colour,
    /// Leave the mouse to the terminal, so that text can be selected (a key switches this too)
    #[arg(long)]
    no_mouse: bool,
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

impl From<Look> for Options {
    fn from(look: Look) -> Self {
        let color = match look.color {
            Colour::Auto => ColorChoice::Auto,
            Colour::Mono => ColorChoice::Mono,
            Colour::Sixteen => ColorChoice::Ansi16,
            Colour::Indexed => ColorChoice::Indexed256,
            Colour::Full => ColorChoice::Full,
        };
        Options {
            ascii: look.ascii,
            color,
            mouse: !look.no_mouse,
        }
    }
}

/// Opens the terminal and comes back when the reader leaves.
pub fn run(options: ScreenOptions) -> Result<(), Failure> {
    demand("`premaster print` writes a run to anywhere: text, Markdown, JSON, or a shell script.")?;
    let scenario = options.run.scenario()?;
    let kept = Overrides {
        seed: Some(scenario.seed),
        clock: Some(scenario.clock),
        ..Overrides::default()
    };
    let source = Source::Simulation(Box::new(Simulation {
        scenarios: Scenario::list()
            .into_iter()
            .map(|listed| Listed {
                name: listed.name.to_owned(),
                description: listed.description,
                lesson: listed.lesson,
            })
            .collect(),
        scenario,
        simulate: Box::new(simulate),
        load: Box::new(move |name| {
            Scenario::load(OsStr::new(name), kept.clone()).map_err(|error| error.to_string())
        }),
        good: Box::new(|scenario| scenario.counterpart().map_err(|error| error.to_string())),
        save: Box::new(save),
    }));
    open(source, options.look)
}

/// Keeps a scenario in a file that does not exist yet.
fn save(scenario: &Scenario, name: &str) -> Result<(), String> {
    let mut options = OpenOptions::new();
    let file = options.write(true).create_new(true).open(name);
    let whole = std::path::absolute(name).unwrap_or_else(|_| name.into());
    let text = scenario.to_toml_in(whole.parent());
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => format!("{name} exists already, and is left as it is"),
        _ => format!("cannot write {name}: {error}"),
    })
}

/// Opens the terminal on a connection and comes back when the reader leaves.
pub fn watch(feed: Feed, look: Look) -> Result<(), Failure> {
    open(Source::Live(feed), look)
}

fn open(source: Source, look: Look) -> Result<(), Failure> {
    tui::run(source, look.into())
        .map_err(|error| Failure::usage(error.to_string(), "`premaster print` needs no terminal."))
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
