//! The connections of a run: moving from one to another, and what the present one has of an earlier one.

use super::Model;
use crate::said;
use crate::trace::{ConnectionId, ValueName};

impl Model {
    /// To the next connection.
    pub fn next_connection(&mut self) {
        let at = self.index.connection_at(self.cursor);
        match self.index.connections.get(at + 1) {
            Some(next) => self.go_to(next.first),
            None => self.say(said!("tui.notice.last_connection")),
        }
    }

    /// To the beginning of this connection, or of the one before.
    pub fn previous_connection(&mut self) {
        let all = self.index.connections.iter();
        let before = all.filter(|one| one.first < self.cursor).last();
        self.go_to(before.map_or(0, |one| one.first));
    }

    /// Whether version and suite of the present connection are agreed on by now.
    pub fn has_agreed(&self) -> bool {
        self.agreed_at(self.cursor)
    }

    fn agreed_at(&self, step: usize) -> bool {
        let at = self.index.connection_at(step);
        let here = self.index.connections.get(at);
        here.is_some_and(|here| here.agreed.is_some_and(|agreed| agreed <= step))
    }

    /// Whether it is certain by now that the present connection resumes a session.
    pub fn resumes(&self) -> bool {
        self.has_agreed() && self.trace.is_resumed(self.connection().id)
    }

    /// The connection to which a value of a full handshake belongs, when the connection of a step
    /// resumes the session that began there.
    pub fn belongs_to(&self, name: ValueName, step: usize) -> Option<ConnectionId> {
        use ValueName as V;
        let exchanged = matches!(
            name,
            V::PreMasterSecret
                | V::EncryptedPreMasterSecret
                | V::SignedHash
                | V::HandshakeSignature
        );
        let here = self.connection_at(step);
        let resumed = exchanged && self.agreed_at(step);
        resumed.then(|| self.trace.session_began(here)).flatten()
    }

    /// The connection that begins with a step, unless the run does.
    pub fn reconnects_at(&self, step: usize) -> Option<ConnectionId> {
        let further = self.index.connections.iter().skip(1);
        let mut begun = further.filter(|one| one.first == step);
        begun.next().map(|one| one.connection)
    }
}
