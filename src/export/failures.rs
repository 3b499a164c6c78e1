//! `docs/failures.md`: the scenarios in which something goes wrong, as a table of how they end.
//!
//! Everything in it comes from running the scenarios.

use crate::trace::{
    Actor, Knowledge, MessageName, Outcome, Party, Side, Step, Topic, Trace, ValueName,
};
use crate::wire::display::count;
use std::fmt::Write;

/// A scenario that was run.
#[derive(Debug)]
pub struct Ran<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it shows.
    pub description: &'a str,
    /// What there is to learn.
    pub lesson: &'a str,
    /// The run.
    pub trace: &'a Trace,
}

const HEAD: &str = "\
# What can go wrong

Each row is a scenario of the program: `premaster --scenario NAME` steps through it, and
`premaster compare --scenario NAME` sets it beside a run in which all is well. The table is made by
running them: what was changed, who noticed first, in which step, with which alert, and what whoever
sits on the wire got out of it.

| scenario | what was changed | noticed by | in step | alert | what the man on the wire has |
|---|---|---|---|---|---|
";

/// The table, and below it the lesson of each scenario.
pub fn markdown(scenarios: &[Ran<'_>]) -> String {
    let mut out = HEAD.to_owned();
    for ran in scenarios {
        let trace = ran.trace;
        let failed = trace.given_up_since(0);
        let by = failed.map_or("no one".to_owned(), |step| match step.actor {
            // an impostor that admits it has not been found out
            Actor::One(side) if trace.is_impostor(side) && side == Side::Server => {
                format!(
                    "no one: the {} is the impostor and stops by itself",
                    side.name()
                )
            }
            Actor::One(side) => side.name().to_owned(),
            Actor::Both => "both".to_owned(),
        });
        let step = failed.map_or(String::new(), |step| {
            format!("{}: {}", step.index + 1, check(trace, step))
        });
        let alert = match &trace.outcome {
            Outcome::Failed {
                alert: Some(sent), ..
            } => format!("`{}`", sent.alert.description),
            _ => "none".to_owned(),
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
    out.push_str("\n## What there is to learn\n\n");
    for ran in scenarios {
        let _ = writeln!(out, "- **{}.** {}", ran.name, ran.lesson);
    }
    out
}

fn changed(ran: &Ran<'_>) -> String {
    let done: Vec<String> = ran
        .trace
        .tampering
        .iter()
        .map(|tampering| tampering.what.to_string())
        .collect();
    match done.is_empty() {
        true => ran.description.to_owned(),
        false => format!("the attacker {}", done.join(", and ")),
    }
}

/// What the step is, and the check that failed.
fn check(trace: &Trace, step: &Step) -> String {
    let failed = step.checks.iter().find(|check| !check.passed);
    let mut what = step.title().to_string();
    if step.topic == Topic::Reject {
        let before = trace.steps[..step.index].iter().rev();
        let refused = before
            .filter_map(|step| step.message.as_ref())
            .find(|message| !step.actor.includes(message.sender));
        if let Some(message) = refused {
            what = format!("{} refuses {}", step.actor.name(), message.name.name());
        }
    }
    match failed {
        Some(check) => format!("{what} ({})", check.title()),
        None => what,
    }
}

/// What the eavesdropper knows at the end.
fn gained(trace: &Trace) -> String {
    let last = trace.steps.len();
    let known = |name: ValueName| {
        let values = trace.values.iter().filter(|value| value.name == name);
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
        .steps
        .iter()
        .filter(|step| step.topic == Topic::OpenApplicationData && step.failure.is_none());
    let (sent, opened) = (trace.steps.iter().filter(data).count(), opened.count());
    let secrets = match learned.is_empty() {
        true => "no secret".to_owned(),
        false => learned.join(", "),
    };
    match sent {
        0 => format!("{secrets}; no data was sent"),
        sent => format!(
            "{secrets}; {} of data went by encrypted, of which {opened} got accepted",
            count(sent as u64, "record")
        ),
    }
}
