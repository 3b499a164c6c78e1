//! A trace as something to keep or to pass on: readable [`text`], [`markdown`] for a document,
//! [`json`] for programs, and a [`shell`] script that computes it again.
//!
//! An export is a pure function of the trace: the same trace gives the same bytes. Nothing is
//! computed again here; every number comes from the trace.

pub mod compare;
pub mod failures;
pub mod json;
pub mod markdown;
pub mod shell;
pub mod text;
pub mod verify;

use crate::explain;
use crate::trace::{Actor, Side, Step, Trace, Value};
use crate::wire::display::count;

/// The formula of a derived value on a line; see [`explain::formula`].
pub fn formula(trace: &Trace, value: &Value) -> Option<String> {
    explain::formula(trace, value).map(|spans| explain::plain(&spans))
}

/// What the outcome does not say: a warning that was ignored, checks that were skipped, a side that an
/// attacker plays.
fn caveats(trace: &Trace) -> Vec<String> {
    let skipped = trace.steps.iter().flat_map(|step| {
        let checks = step.checks.iter().filter(|check| check.skipped);
        checks.map(|check| {
            format!(
                "A check was skipped: in step {} the {} was told not to check {}.",
                step.index + 1,
                step.actor.name(),
                check.title()
            )
        })
    });
    let replayed = trace.replayed.map(|replayed| {
        format!(
            "The {} is not there: an attacker sends what it recorded in the run with seed {}.",
            replayed.side.name(),
            replayed.seed
        )
    });
    clicked_away(trace)
        .into_iter()
        .chain(skipped)
        .chain(replayed)
        .collect()
}

/// That the client went on with a certificate that failed a check, if it did.
fn clicked_away(trace: &Trace) -> Option<String> {
    let warned = trace.clicked_through()?;
    let failed = warned.checks.iter().filter(|check| !check.passed);
    let failed: Vec<String> = failed
        .map(|check| format!("\"{}\"", check.title()))
        .collect();
    let checks = if failed.len() == 1 { "check" } else { "checks" };
    Some(format!(
        "The warning was clicked away: in step {} the client went on with a certificate that did not \
         pass the {checks} {}. Nothing vouches for whoever is at the other end.",
        warned.index + 1,
        failed.join(" and "),
    ))
}

/// The side that acts. For a message its direction, written by `way` from its sender, its name and its
/// length.
fn who(step: &Step, way: impl FnOnce(Side) -> &'static str) -> String {
    let Some(message) = &step.message else {
        return match step.actor {
            Actor::One(side) => side.name().to_owned(),
            Actor::Both => "client and server, each for itself".to_owned(),
        };
    };
    let (way, name) = (way(message.sender), message.name.name());
    let length = count(message.content.len() as u64, "byte");
    let protected = if message.protected { ", encrypted" } else { "" };
    format!("{way}{name}, {length}{protected}")
}
