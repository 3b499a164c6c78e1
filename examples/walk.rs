//! A walk through the program as an asciicast: `cargo run --example walk > docs/walk.cast`, and then
//! `asciinema play docs/walk.cast`. It is made by the program's own drawing, frame by frame, without a
//! terminal; the same command gives the same bytes.

use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::tui::{
    Cast, ColorChoice, Exports, Film, Lazily, Library, Options, Simulation, Source, Stage,
};
use std::error::Error;
use std::time::Duration;

/// Keys, and how long the screen then stays, in milliseconds.
const WALK: [(&str, u64); 26] = [
    ("Esc", 1500),
    ("Right", 1800),
    ("Right", 1200),
    ("Right", 1200),
    ("Right", 1200),
    ("Right", 800),
    ("Right", 1500),
    ("Right", 1200),
    ("Right", 1200),
    ("Right", 2200),
    ("Right", 1500),
    ("Right", 1500),
    ("Right", 2000),
    ("3", 2500),
    ("K", 3500),
    ("K", 600),
    ("2", 1500),
    ("Left", 800),
    ("Left", 800),
    ("Left", 2500),
    ("w", 2500),
    ("Esc", 500),
    ("1", 500),
    ("End", 2500),
    ("?", 2500),
    ("Esc", 1500),
];

/// The stage at the first step of `classic` with seed 42 and a fixed clock, in full colour.
fn stage() -> Result<Stage, Box<dyn Error>> {
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
        exports: Exports::none(),
    };
    let options = Options {
        color: ColorChoice::Full,
        ..Options::default()
    };
    let (stage, _) = Stage::new(Source::Simulation(Box::new(simulation), library), options);
    Ok(stage)
}

fn main() -> Result<(), Box<dyn Error>> {
    let (mut stage, film) = (stage()?, Film::default());
    stage.resize(film.size.0, film.size.1);
    let mut cast = Cast::new(film.size, "premaster", stage.trace().run().clock);
    cast.draw(&stage);
    cast.wait(Duration::from_secs(2));
    for (key, stays) in WALK {
        cast.press(&mut stage, key.parse()?);
        cast.wait(Duration::from_millis(stays));
    }
    print!("{}", cast.end());
    Ok(())
}
