//! `docs/failures.md`: the scenarios in which something goes wrong, as a table of how they end.
//!
//! Everything in it comes from running the scenarios.

use crate::trace::{
    Actor, Knowledge, MessageName, Outcome, Party, Side, Step, Topic, Trace, ValueName,
};
use crate::{label, said};
use std::fmt::Write;

/// A scenario that was run.
#[derive(Debug)]
pub struct Ran<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it shows.
    pub description: &'a str,
    /// Its lesson.
    pub lesson: &'a str,
    /// The run.
    pub trace: &'a Trace,
}

/// What stands above the rows, with the head of the table.
const HEAD: &str = include_str!("../../assets/export/failures.md");

/// The table, and below it the lesson of each scenario.
pub fn markdown(scenarios: &[Ran<'_>]) -> String {
    let mut out = HEAD.to_owned();
    for ran in scenarios {
        let trace = ran.trace;
        let failed = trace.given_up_since(0);
        let by = failed.map_or(
            label!("export.failures.no_one").to_owned(),
            |step| match step.actor {
                // an impostor that admits it has not been found out
                Actor::One(side) if trace.is_impostor(side) && side == Side::Server => {
                    said!("export.failures.impostor", side = side.name()).to_string()
                }
                Actor::One(side) => side.name().to_owned(),
                Actor::Both | Actor::Reader => label!("export.failures.both").to_owned(),
            },
        );
        let step = failed.map_or(String::new(), |step| {
            format!("{}: {}", step.index + 1, check(trace, step))
        });
        let alert = match trace.outcome() {
            Outcome::Failed {
                alert: Some(sent), ..
            } => format!("`{}`", sent.alert.description),
            _ => label!("export.failures.no_alert").to_owned(),
        };
        // writing to a string cannot fail
        let _ = writeln!(
            out,
            "| `{}` | {} | {by} | {step} | {alert} | {} |",
            ran.name,
            changed(ran),
            gained(trace),
        );
    }
    let _ = write!(out, "\n## {}\n\n", label!("export.failures.lessons"));
    for ran in scenarios {
        let _ = writeln!(out, "- **{}.** {}", ran.name, ran.lesson);
    }
    out
}

fn changed(ran: &Ran<'_>) -> String {
    let tampering = ran.trace.tampering().iter();
    let did: Vec<String> = tampering.map(|one| one.what.to_string()).collect();
    match did.is_empty() {
        true => ran.description.to_owned(),
        false => said!("export.failures.attacker", did).to_string(),
    }
}

/// What the step is, and the check that failed.
fn check(trace: &Trace, step: &Step) -> String {
    let failed = step.checks.iter().find(|check| !check.passed);
    let mut what = step.title().to_string();
    if step.topic == Topic::Reject {
        let before = trace.steps()[..step.index].iter().rev();
        let refused = before
            .filter_map(|step| step.message.as_ref())
            .find(|message| !step.actor.includes(message.sender));
        if let Some(message) = refused {
            let (side, message) = (step.actor.name(), message.name.name());
            what = said!("export.failures.refuses", side, message).to_string();
        }
    }
    match failed {
        Some(check) => format!("{what} ({})", check.title()),
        None => what,
    }
}

/// What the eavesdropper knows at the end.
fn gained(trace: &Trace) -> String {
    let last = trace.steps().len();
    let known = |name: ValueName| {
        let values = trace.values().iter().filter(|value| value.name == name);
        values
            .map(|value| value.known_to(Party::Eavesdropper, last))
            .max()
    };
    let secrets = [
        ValueName::PreMasterSecret,
        ValueName::MasterSecret,
        ValueName::KeyBlock,
        ValueName::WriteKey(Side::Client),
        ValueName::WriteKey(Side::Server),
    ];
    let learned: Vec<String> = secrets
        .into_iter()
        .filter(|name| known(*name) == Some(Knowledge::Known))
        .map(ValueName::title)
        .collect();
    let data = |step: &&Step| {
        let message = step.message.as_ref();
        message.is_some_and(|message| message.name == MessageName::ApplicationData)
    };
    let opened = trace
        .steps()
        .iter()
        .filter(|step| step.topic == Topic::OpenApplicationData && step.failure.is_none());
    let (sent, opened) = (trace.steps().iter().filter(data).count(), opened.count());
    let secrets = match learned.is_empty() {
        true => label!("export.failures.no_secret").to_owned(),
        false => learned.join(", "),
    };
    match sent {
        0 => said!("export.failures.no_data", secrets).to_string(),
        sent => said!("export.failures.data", secrets, sent, opened).to_string(),
    }
}
