//! The sequence of a run: what a diagram of it draws, row by row.

use super::connection_title;
use crate::said;
use crate::trace::{Actor, BufferKind, ConnectionId, Message, Phase, Side, Step, Trace};

/// A row of a diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Row<'t> {
    /// A connection begins, in a run of several.
    Connection(String),
    /// A part of the handshake begins.
    Phase(&'static str),
    /// A message crosses the wire.
    Message(Arrow<'t>),
    /// A side does something by itself, or both do, or the reader of a capture.
    Local(Deed),
}

/// A message that crosses the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arrow<'t> {
    pub step: usize,
    pub from: Side,
    /// Its name, and of an alert what it says.
    pub name: String,
    /// How long its records are, and whether they are encrypted.
    pub size: String,
    pub protected: bool,
    /// What became of it on the way; empty for what was delivered.
    pub fate: &'t str,
    /// Whether it reaches the other side.
    pub arrives: bool,
    /// Whether it reports a failure or was tampered with.
    pub bad: bool,
    /// Whether its receiver refuses it.
    pub refused: bool,
}

/// What is done without a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deed {
    pub step: usize,
    /// Who does it.
    pub actor: Actor,
    /// What, in words that follow the name of a side. If it is the reader, the words name it.
    pub words: String,
    /// Whether it passed its checks; `None` for a step that checks nothing.
    pub passed: Option<bool>,
}

/// The rows of steps, in order.
pub(super) fn rows<'t>(trace: &'t Trace, steps: &[usize]) -> Vec<Row<'t>> {
    let mut out = Vec::new();
    let mut at: Option<(ConnectionId, Phase)> = None;
    for step in steps.iter().map(|index| &trace.steps()[*index]) {
        let other = at.is_none_or(|(connection, _)| connection != step.connection);
        if let Some(title) = connection_title(trace, step.connection).filter(|_| other) {
            out.push(Row::Connection(title.to_string()));
        }
        if at.replace((step.connection, step.phase)) != Some((step.connection, step.phase)) {
            out.push(Row::Phase(step.phase.title()));
        }
        out.push(match &step.message {
            Some(message) => Row::Message(arrow(step, message)),
            None => Row::Local(deed(step)),
        });
    }
    out
}

fn arrow<'t>(step: &Step, message: &Message) -> Arrow<'t> {
    let record = message.buffer(BufferKind::Record);
    let record = record.map_or(0, |record| record.own.len());
    let size = match message.protected {
        true => said!("export.sequence.encrypted", record),
        false => said!("export.sequence.clear", record),
    };
    Arrow {
        step: step.index,
        from: message.sender,
        name: message.title(),
        size: size.to_string(),
        protected: message.protected,
        fate: message.fate.words(),
        arrives: message.fate.arrives(),
        bad: message.is_bad(),
        refused: step.failure.is_some() && message.alert().is_none(),
    }
}

fn deed(step: &Step) -> Deed {
    Deed {
        step: step.index,
        actor: step.actor,
        words: match (step.topic.words(), step.actor) {
            (words, Actor::Reader) => said!("export.sequence.reader", words).to_string(),
            (words, _) => words.to_owned(),
        },
        passed: step.passed(),
    }
}

/// The mark of a check; nothing for a step that checks nothing.
pub(super) const fn mark(passed: Option<bool>) -> &'static str {
    match passed {
        Some(true) => " ✓",
        Some(false) => " ✗",
        None => "",
    }
}
