//! `premaster` alone: the terminal, on a scenario.

use super::failure::Failure;
use super::run;
use clap::{Args, ValueEnum};
use premaster::trace::feed::Feed;
use std::io::{self, IsTerminal};

/// What to open, and how it looks.
#[derive(Debug, Args)]
pub struct ScreenOptions {
    #[command(flatten)]
    run: run::RunOptions,
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

/// Opens the terminal and comes back when the reader leaves.
pub fn run(options: ScreenOptions) -> Result<(), Failure> {
    demand("`premaster print` writes a run as text or JSON, to anywhere.")?;
    let scenario = options.run.scenario()?;
    let _ = (scenario, options.ascii, options.color);
    Ok(())
}

/// Opens the terminal on a connection and comes back when the reader leaves.
pub fn watch(feed: Feed) -> Result<(), Failure> {
    drop(feed);
    Ok(())
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
