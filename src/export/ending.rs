//! What a run agreed on and how it ended, as JSON: of a run alone and of two beside each other.

use crate::protocol;
use crate::trace::{Connection, Outcome};
use serde::Serialize as Json;

#[derive(Json)]
pub(super) struct Suite {
    name: &'static str,
    id: String,
}

#[derive(Json)]
pub(super) struct Alert {
    level: String,
    name: String,
    side: &'static str,
    step: usize,
}

impl Suite {
    /// The suite that was agreed on, if one was.
    pub(super) fn of(connection: &Connection) -> Option<Suite> {
        connection.suite.map(Suite::named)
    }

    /// A suite.
    fn named(suite: &protocol::Suite) -> Suite {
        Suite {
            name: suite.name,
            id: format!("0x{:04x}", suite.id),
        }
    }
}

impl Alert {
    /// The fatal alert that was sent, if one was.
    pub(super) fn of(connection: &Connection) -> Option<Alert> {
        let Outcome::Failed { alert, .. } = &connection.outcome else {
            return None;
        };
        alert.map(|sent| Alert {
            level: sent.alert.level.to_string(),
            name: sent.alert.description.to_string(),
            side: sent.side.name(),
            step: sent.step,
        })
    }
}

/// `running`, `established` or `failed`.
pub(super) fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Running => "running",
        Outcome::Established => "established",
        Outcome::Failed { .. } => "failed",
    }
}
