//! `premaster build`: a reader builds a handshake, on the screen or line by line.

use super::exports::exports;
use super::failure::Failure;
use super::plain::{columns, converse, means};
use super::run::RunOptions;
use super::screen::{self, Look};
use super::stages;
use clap::Args;
use premaster::lesson::build::{Bench, Level};
use premaster::plain::Build;
use premaster::scenario::Overrides;
use premaster::{label, tui};

/// What is built, and how it looks.
#[derive(Debug, Args)]
pub struct BuildOptions {
    #[command(flatten)]
    run: RunOptions,
    /// How much there is to build: 1 the messages, 2 the formulas, 3 both
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=3))]
    level: u8,
    #[command(flatten)]
    look: Look,
}

/// Lets the reader build.
pub fn run(options: BuildOptions) -> Result<(), Failure> {
    let scenario = options.run.scenario()?;
    let name = scenario.name.clone();
    // clap has checked the range
    let level = Level::numbered(options.level).unwrap_or(Level::Messages);
    let refused = |refusal: premaster::lesson::build::Refusal| {
        Failure::usage(refusal.said(&name).to_string(), label!("cli.build.which"))
    };
    let bench = Bench::new(scenario, level).map_err(refused)?;
    match options.look.plain {
        true => line_by_line(bench),
        false => on_screen(bench, options.look),
    }
}

fn on_screen(bench: Bench, look: Look) -> Result<(), Failure> {
    screen::demand(&look, label!("cli.build.plain_instead"))?;
    let options = tui::Options::from(look);
    let source = stages::simulated(bench.scenario().clone(), exports(options.clone()));
    screen::begin(source, options, |stage| stage.build(bench))
}

fn line_by_line(bench: Bench) -> Result<(), Failure> {
    let means = means(Overrides::default());
    let (mut build, first) = Build::new(bench, means, columns());
    converse(&mut build, first, Build::is_over, Build::obey)
}
