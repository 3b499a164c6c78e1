//! The connections of a run: moving from one to another, and what the present one has of an earlier one.

use super::Model;
use crate::said;
use crate::trace::{ConnectionId, Side, Value, ValueName};

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
        let mut all = self.index.connections.iter();
        let before = all.rfind(|one| one.first < self.cursor);
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
            V::ServerModulus
                | V::PreMasterSecret
                | V::MasterSecret
                | V::EncryptedPreMasterSecret
                | V::SignedHash
                | V::HandshakeSignature
        );
        let here = self.connection_at(step);
        let resumed = exchanged && self.agreed_at(step);
        resumed.then(|| self.trace.session_began(here)).flatten()
    }

    /// The earlier connection that a side has a value from, as long as nothing has brought it again.
    pub fn kept_from(&self, value: &Value, side: Side) -> Option<ConnectionId> {
        let mut places = value.places.iter();
        let known = || self.trace.known_from(value.id, side.into());
        match self.trace.kept_from(value) {
            Some(source) => Some(source.connection),
            None if places.any(|place| place.step <= self.cursor) => None,
            None => known(),
        }
    }

    /// The earlier connections, as the legend calls them; `None` on the first one.
    pub fn earlier_connections(&self) -> Option<&'static str> {
        match self.index.connection_at(self.cursor) {
            0 => None,
            1 => Some("1"),
            _ => Some("n"),
        }
    }

    /// The connection that begins with a step, unless the run does.
    pub fn reconnects_at(&self, step: usize) -> Option<ConnectionId> {
        let further = self.index.connections.iter().skip(1);
        let mut begun = further.filter(|one| one.first == step);
        begun.next().map(|one| one.connection)
    }
}
