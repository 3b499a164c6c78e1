//! The sequence of a run: what a diagram of it draws, row by row.

use super::connection_title;
use crate::said;
use crate::trace::{
    Actor, BufferKind, ConnectionId, Fate, Message, MessageName, Phase, Side, Step, StepKind, Trace,
};
use crate::wire::AlertDescription;

/// A row of a diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Row<'t> {
    /// A connection begins, in a run of several.
    Connection(String),
    /// A part of the handshake begins.
    Phase(&'static str),
    /// A message crosses the wire.
    Message(Arrow<'t>),
    /// A side does something by itself, or both do.
    Local(Deed<'t>),
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

/// What a side does by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deed<'t> {
    pub step: usize,
    /// Who does it.
    pub sides: &'t [Side],
    /// What, in words that follow the name of the side.
    pub words: &'static str,
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
    let alert = match (message.name, message.content.as_slice()) {
        (MessageName::Alert, [_, description]) => Some(AlertDescription::of(*description)),
        _ => None,
    };
    let name = match alert {
        Some(alert) => said!("export.sequence.alert", alert = alert.to_string()).to_string(),
        None => message.name.name().to_owned(),
    };
    let record = message.buffer(BufferKind::Record);
    let record = record.map_or(0, |record| record.own.len());
    let size = match message.protected {
        true => said!("export.sequence.encrypted", record),
        false => said!("export.sequence.clear", record),
    };
    let fatal = alert.is_some_and(|alert| alert != AlertDescription::CloseNotify);
    Arrow {
        step: step.index,
        from: message.sender,
        name,
        size: size.to_string(),
        protected: message.protected,
        fate: message.fate.words(),
        arrives: !matches!(message.fate, Fate::Dropped | Fate::Cut),
        bad: fatal || message.fate.tampered(),
        refused: step.failure.is_some() && alert.is_none(),
    }
}

fn deed<'t>(step: &Step) -> Deed<'t> {
    let failed = step.failure.is_some() || step.checks.iter().any(|check| !check.passed);
    Deed {
        step: step.index,
        sides: match step.actor {
            Actor::One(Side::Client) => &[Side::Client],
            Actor::One(Side::Server) => &[Side::Server],
            Actor::Both | Actor::Reader => &Side::BOTH,
        },
        words: step.topic.words(),
        passed: match step.kind {
            _ if failed => Some(false),
            StepKind::Check if !step.checks.is_empty() => Some(true),
            _ => None,
        },
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
