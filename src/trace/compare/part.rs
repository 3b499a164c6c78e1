//! What is compared: a run, or one connection of it.

use crate::trace::{Connection, ConnectionId, Outcome, Step, Trace, Value};

/// A run, or one connection of it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'t> {
    /// The run.
    pub trace: &'t Trace,
    /// The only connection of it that counts; `None` where all do.
    pub connection: Option<ConnectionId>,
}

impl<'t> From<&'t Trace> for Part<'t> {
    fn from(trace: &'t Trace) -> Part<'t> {
        Part {
            trace,
            connection: None,
        }
    }
}

impl<'t> Part<'t> {
    /// One connection of a run.
    pub fn of(trace: &'t Trace, connection: ConnectionId) -> Part<'t> {
        Part {
            trace,
            connection: Some(connection),
        }
    }

    /// Whether a connection belongs to it.
    pub fn has(self, id: ConnectionId) -> bool {
        self.connection.is_none_or(|only| only == id)
    }

    /// Its connections.
    pub fn connections(self) -> impl Iterator<Item = &'t Connection> {
        let all = self.trace.connections().iter();
        all.filter(move |connection| self.has(connection.id))
    }

    /// Its steps, in order.
    pub fn steps(self) -> impl Iterator<Item = &'t Step> {
        let all = self.trace.steps().iter();
        all.filter(move |step| self.has(step.connection))
    }

    /// Its values, in the order in which they came up.
    pub fn values(self) -> impl Iterator<Item = &'t Value> {
        let all = self.trace.values().iter();
        all.filter(move |value| self.has(value.connection))
    }

    /// The place of one of its connections among those that are compared. A connection alone is the first,
    /// whatever its place in the run.
    pub(super) fn place(self, id: ConnectionId) -> ConnectionId {
        match self.connection {
            Some(_) => ConnectionId::FIRST,
            None => id,
        }
    }

    /// The connection that it ends with.
    pub fn last_connection(self) -> &'t Connection {
        match self.connection {
            Some(id) => self.trace.connection(id),
            None => self.trace.last_connection(),
        }
    }

    /// How it ended.
    pub fn outcome(self) -> &'t Outcome {
        &self.last_connection().outcome
    }
}
