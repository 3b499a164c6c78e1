//! What the screen is given: a scenario or a finished run, and what it can do with them that it cannot do by
//! itself.

use super::sandbox;
use super::written::{self, Existing, Holds, NotWritten};
use premaster::said;
use premaster::scenario::{self, Overrides, Scenario, simulate};
use premaster::trace::Trace;
use premaster::trace::feed::{Feed, Status, Update};
use premaster::tui::{Exports, Lazily, Library, Listed, Options, Simulation, Source, Stage};
use std::ffi::OsStr;
use std::path::Path;
use std::sync::{Arc, mpsc};

/// A scenario, which the screen simulates.
pub(super) fn simulated(scenario: Scenario, exports: Exports) -> Source {
    let kept = Overrides {
        seed: Some(scenario.seed),
        clock: Some(scenario.clock),
        ..Overrides::default()
    };
    let simulation = Simulation {
        scenario,
        good: Box::new(|scenario| scenario.counterpart().map_err(|error| error.to_string())),
        save: Box::new(save),
    };
    Source::Simulation(Box::new(simulation), library(kept, exports))
}

/// A run that is over. `name` is what the header says of it.
pub(super) fn recorded(trace: Trace, name: String) -> Feed {
    let (requests, _) = mpsc::channel();
    let (news, updates) = mpsc::channel();
    // the screen has both from the start
    let _ = news.send(Update::Trace(Arc::new(trace)));
    let _ = news.send(Update::Status(Status::Recorded(name)));
    Feed { requests, updates }
}

/// A run that is over, called what it calls itself.
pub(super) fn recorded_run(trace: Trace) -> Feed {
    let name = trace.run().scenario.clone();
    recorded(trace, name)
}

/// A stage that is drawn without a terminal: on the scenario, or else on a run that is over.
pub(super) fn stage(trace: &Trace, scenario: Option<&Scenario>, options: Options) -> Stage {
    let exports = Exports::none();
    let source = match scenario {
        Some(scenario) => simulated(scenario.clone(), exports),
        None => {
            let feed = recorded_run(trace.clone());
            Source::Live(feed, library(Overrides::default(), exports))
        }
    };
    let at = options.at.clone();
    let (mut stage, updates) = Stage::new(source, options);
    for update in updates.iter().flat_map(mpsc::Receiver::try_iter) {
        stage.update(update);
    }
    stage.go_to_located(&at);
    stage
}

/// The scenarios, and how to run them with these settings.
pub(super) fn library(kept: Overrides, exports: Exports) -> Library {
    Library {
        scenarios: Lazily::new(Box::new(listed)),
        simulate: Box::new(simulate),
        load: Box::new(move |name| {
            let found = match sandbox::is_closed() {
                true => Scenario::builtin(name, kept.clone()),
                false => Scenario::load(OsStr::new(name), kept.clone()),
            };
            found.map_err(|error| error.to_string())
        }),
        exports,
    }
}

/// The scenarios that can be chosen on the screen.
fn listed() -> Vec<Listed> {
    let row = |listed: scenario::Listed| Listed {
        name: listed.name.to_owned(),
        group: listed.group.title(),
        description: listed.description,
        lesson: listed.lesson,
    };
    Scenario::list().into_iter().map(row).collect()
}

/// Saves a scenario in a file that does not exist yet.
fn save(scenario: &Scenario, name: &str) -> Result<(), String> {
    let whole = std::path::absolute(name).unwrap_or_else(|_| name.into());
    let text = scenario.to_toml_in(whole.parent());
    new_file(name, text.as_bytes(), Holds::NoSecrets)
}

/// Writes a file that does not exist yet. An error is prose for a reader of the screen.
pub(super) fn new_file(name: &str, content: &[u8], holds: Holds) -> Result<(), String> {
    let done = written::write(Path::new(name), content, holds, Existing::Keep);
    done.map_err(|error| match error {
        NotWritten::Exists => said!("cli.screen.exists", name).to_string(),
        _ => said!("cli.screen.not_written", name, error = error.to_string()).to_string(),
    })
}
