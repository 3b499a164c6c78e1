//! `[[connection]]`: the connections that follow the first; and `[[message]]`, their application data.

use super::fault::Fault;
use super::{suites, versions};
use crate::said;
use crate::scenario::description::{AppMessage, Ask, Further};
use crate::scenario::tables::{AskName, ConnectionTable, MessageTable};
use toml::Spanned;

/// Maximum number of messages of application data on a connection: each makes three steps.
const MOST_MESSAGES: usize = 1000;
/// Maximum number of connections.
const MOST_CONNECTIONS: usize = 16;

/// All connections but the first.
pub(super) fn all(tables: Vec<Spanned<ConnectionTable>>) -> Result<Vec<Further>, Fault> {
    if let Some(first) = tables.get(MOST_CONNECTIONS - 1) {
        let (got, most) = (tables.len() + 1, MOST_CONNECTIONS);
        let message = said!("scenario.file.too_many_connections", got, most);
        return Err(Fault::at(first, message));
    }
    let tables = tables.into_iter().map(Spanned::into_inner);
    tables.map(ConnectionTable::further).collect()
}

impl ConnectionTable {
    fn further(self) -> Result<Further, Fault> {
        let limited = self.min.is_some() || self.max.is_some();
        let versions = versions(self.min.as_ref(), self.max.as_ref())?;
        let named = self.suites.is_some();
        let suites = suites(self.suites.as_ref())?;
        Ok(Further {
            server_forgets: self.server_forgets,
            versions: limited.then_some(versions),
            suites: named.then_some(suites),
            ask: self.client_authentication.map(Ask::from),
            messages: messages(self.message)?,
        })
    }
}

impl From<AskName> for Ask {
    fn from(name: AskName) -> Ask {
        match name {
            AskName::None => Ask::None,
            AskName::Request => Ask::Request,
            AskName::Require => Ask::Require,
        }
    }
}

/// The application data of a connection.
pub(super) fn messages(tables: Vec<Spanned<MessageTable>>) -> Result<Vec<AppMessage>, Fault> {
    if let Some(first) = tables.get(MOST_MESSAGES) {
        let (got, most) = (tables.len(), MOST_MESSAGES);
        let message = said!("scenario.file.too_many_messages", got, most);
        return Err(Fault::at(first, message));
    }
    let tables = tables.into_iter().map(Spanned::into_inner);
    let message = |message: MessageTable| AppMessage {
        from: message.from.into(),
        text: message.text,
    };
    Ok(tables.map(message).collect())
}
