//! `premaster compare`: a run beside one in which all is well.

use super::failure::Failure;
use super::{print, run, to_stdout};
use clap::Args;
use premaster::export::compare;
use premaster::scenario::{Overrides, Scenario, simulate};
use std::ffi::OsString;

/// What to compare.
#[derive(Debug, Args)]
pub struct CompareOptions {
    #[command(flatten)]
    run: run::RunOptions,
    /// The scenario to compare with, a name or a file. It is on the left; the one of `--scenario` is on the
    /// right. By default it is one in which all is well
    #[arg(long, value_name = "NAME|FILE")]
    with: Option<OsString>,
}

/// Runs both and prints them side by side.
pub fn run(options: CompareOptions) -> Result<(), Failure> {
    let name = options.run.name();
    let bad = options.run.scenario()?;
    let good = match options.with {
        Some(name) => Scenario::load(
            &name,
            Overrides {
                clock: Some(bad.clock),
                ..Overrides::seed(bad.seed)
            },
        )?,
        None => bad.counterpart()?,
    };
    let (left, right) = (simulate(&good), simulate(&bad));
    run::check(&name, &bad, &right)?;
    let printed = to_stdout(|out| compare::write(out, &left, &right, print::style_of_stdout()));
    run::warn(&good, &left);
    run::warn(&bad, &right);
    printed
}
