//! Line by line: what is said can be listened to, and every command does what its help says.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod build;
mod commands;
mod exam;
mod lessons;
mod spoken;

use premaster::plain::{Means, Session};
use premaster::scenario::{Overrides, Scenario, simulate};
use std::ffi::OsStr;

/// Seed and clock of every run.
fn fixed() -> Overrides {
    Overrides {
        clock: Some("2026-11-21T00:21:43Z".parse().unwrap()),
        ..Overrides::seed(42)
    }
}

fn means() -> Means {
    Means {
        simulate: Box::new(simulate),
        load: Box::new(|name| {
            Scenario::load(OsStr::new(name), fixed()).map_err(|error| error.to_string())
        }),
        formats: vec![
            ("text".into(), "Text".into()),
            ("json".into(), "Data".into()),
        ],
        print: Box::new(|format, trace, _| format!("{format} {}", trace.steps().len()).into()),
        write: Box::new(|file, _| match file {
            "taken" => Err("The file taken already exists.".into()),
            _ => Ok(()),
        }),
    }
}

fn session(name: &str, width: usize) -> Session {
    let scenario = Scenario::builtin(name, fixed()).unwrap();
    Session::simulated(scenario, means(), width)
}
