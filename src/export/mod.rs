//! A trace as something to keep or to pass on: readable [`text`], [`markdown`] for a document,
//! [`json`] for programs, a [`shell`] script that computes it again, and for other tools a capture
//! ([`pcapng`]) and a key log ([`keylog`]).
//! A trace as something to keep or to pass on. A [`report`] of it is written as readable [`text`], as
//! [`markdown`] for a document, or as a page in [`html`] that steps through the run. Beside these there are
//! [`json`] for programs, a [`shell`] script that computes the run again, and its sequence of messages as
//! [`svg`] or for [`mermaid`].
//!
//! An export is a pure function of the trace: the same trace gives the same bytes. Nothing is
//! computed again here; every number comes from the trace.

mod bytes;
pub mod compare;
pub mod contents;
mod ending;
pub mod failures;
pub mod html;
pub mod json;
pub mod keylog;
pub mod markdown;
mod markup;
pub mod mermaid;
pub mod pcapng;
pub mod report;
mod sequence;
pub mod shell;
pub mod svg;
pub mod text;
pub mod verify;

pub use markup::escaped;

use crate::text::Said;
use crate::trace::{Actor, BufferKind, ConnectionId, Side, Step, Trace, Value};
use crate::{explain, label, said};

/// The formula of a derived value on a line; see [`explain::formula`].
pub fn formula(trace: &Trace, value: &Value) -> Option<String> {
    explain::formula(trace, value).map(|spans| explain::plain(&spans))
}

/// The heading of a connection, where a run has several: `Connection 2 of 2, resumed`.
fn connection_title(trace: &Trace, connection: ConnectionId) -> Option<Said> {
    let (n, of) = (connection.number(), trace.connections().len());
    let title = match trace.is_resumed(connection) {
        true => said!("export.connection.resumed", n, of),
        false => said!("export.connection.full", n, of),
    };
    (of > 1).then_some(title)
}

/// What the outcome does not say: a warning that was ignored, checks that were skipped, a side that an
/// attacker plays.
fn caveats(trace: &Trace) -> Vec<String> {
    let skipped = trace.steps().iter().flat_map(|step| {
        let checks = step.checks.iter().filter(|check| check.skipped);
        checks.map(|check| {
            said!(
                "export.caveat.skipped",
                step = step.index + 1,
                side = step.actor.name(),
                check = check.title()
            )
        })
    });
    let replayed = trace.replayed().map(|replayed| {
        said!(
            "export.caveat.replayed",
            side = replayed.side.name(),
            seed = replayed.seed.to_string()
        )
    });
    let all = warning_ignored(trace).into_iter().chain(skipped);
    all.chain(replayed).map(|said| said.to_string()).collect()
}

/// That the client went on with a certificate that failed a check, if it did.
fn warning_ignored(trace: &Trace) -> Option<Said> {
    let warned = trace.clicked_through()?;
    let failed = warned.checks.iter().filter(|check| !check.passed);
    let checks: Vec<Said> = failed
        .map(|check| said!("export.caveat.check", check = check.title()))
        .collect();
    Some(said!(
        "export.caveat.warning_ignored",
        step = warned.index + 1,
        checks
    ))
}

/// Above the bytes of a message.
fn buffer_title(kind: BufferKind, arrived: bool) -> &'static str {
    match kind {
        _ if arrived => label!("export.buffer.arrived"),
        BufferKind::Record => label!("export.buffer.record"),
        BufferKind::Plaintext => label!("export.buffer.plaintext"),
        BufferKind::Message => label!("export.buffer.message"),
        BufferKind::Certificate => label!("export.buffer.certificate"),
    }
}

/// A step by its number from 1.
fn step_number(index: usize) -> Said {
    said!("export.outcome.step", number = index + 1)
}

/// The side that acts. For a message its direction, written by `way` from its sender, its name, and the
/// lengths of its record and of the message inside.
fn who(step: &Step, way: impl FnOnce(Side) -> &'static str) -> String {
    let Some(message) = &step.message else {
        return match step.actor {
            Actor::One(side) => side.name().to_owned(),
            Actor::Both => label!("export.who.both").to_owned(),
            Actor::Reader => label!("export.who.reader").to_owned(),
        };
    };
    let (way, name) = (way(message.sender), message.name.name());
    let record = message.buffer(BufferKind::Record);
    let record = record.map_or(0, |record| record.bytes.len());
    let length = message.content.len();
    let said = match message.protected {
        _ if message.sealed => said!("export.who.sealed", name, record),
        true => said!("export.who.encrypted", name, record, length),
        false => said!("export.who.message", name, record, length),
    };
    format!("{way}{said}")
}
