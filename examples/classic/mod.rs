//! The stage that both examples draw: `classic` with seed 42 and a fixed clock, in full colour.

use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::tui::{ColorChoice, Lazily, Library, Options, Simulation, Source, Stage};
use std::error::Error;

pub const COLUMNS: u16 = 120;
pub const ROWS: u16 = 40;

/// The stage at its first step, of [`COLUMNS`] by [`ROWS`].
pub fn stage() -> Result<Stage, Box<dyn Error>> {
    let overrides = Overrides {
        clock: Some("2026-11-21T00:21:43Z".parse()?),
        ..Overrides::seed(42)
    };
    let simulation = Simulation {
        scenario: Scenario::builtin("classic", overrides)?,
        good: Box::new(|_| Err("an example has no other run".into())),
        save: Box::new(|_, _| Err("an example saves nothing".into())),
    };
    let library = Library {
        scenarios: Lazily::new(Box::new(Vec::new)),
        simulate: Box::new(simulate),
        load: Box::new(|name| Err(format!("{name} cannot be opened in an example"))),
    };
    let options = Options {
        color: ColorChoice::Full,
        ..Options::default()
    };
    let (mut stage, _) = Stage::new(Source::Simulation(Box::new(simulation), library), options);
    stage.resize(COLUMNS, ROWS);
    Ok(stage)
}
