//! `premaster scenarios`: the list of scenarios.

use super::{failure::Failure, to_stdout};
use premaster::scenario::Scenario;
use std::io::Write;

/// One line for each scenario: its name, and what it shows.
pub fn run() -> Result<(), Failure> {
    let list = Scenario::list();
    let width = list
        .iter()
        .map(|listed| listed.name.len())
        .max()
        .unwrap_or(0);
    to_stdout(|out| {
        list.iter()
            .try_for_each(|listed| writeln!(out, "{:width$}  {}", listed.name, listed.description))
    })
}
