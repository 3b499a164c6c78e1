//! What a connection has of an earlier one: the values that were kept, and the session that it resumes.

use super::{ConnectionId, Operation, Origin, Party, Side, Trace, Value, ValueId, ValueName};

impl Trace {
    /// The value of an earlier connection that a value was kept from.
    pub fn kept_from(&self, value: &Value) -> Option<&Value> {
        match &value.origin {
            Origin::Derived {
                operation: Operation::Keep,
                inputs,
                ..
            } => inputs.first().map(|id| self.value(*id)),
            _ => None,
        }
    }

    /// The earlier connection on which a party came to know a part of the other side's key pair, which is
    /// the same on every connection.
    pub fn known_from(&self, id: ValueId, party: Party) -> Option<ConnectionId> {
        let value = self.value(id);
        let own = |side: &Side| party == (*side).into() && value.name.is_of_own_key(*side);
        if !value.is_of_own_key() || Side::BOTH.iter().any(own) {
            return None;
        }
        let all = self.connections().iter().map(|one| one.id);
        let mut earlier = all.take_while(|id| *id < value.connection);
        earlier.find(|connection| {
            let mut same = self.of_name(*connection, value.name);
            same.any(|known| known.bytes == value.bytes && known.known_since(party).is_some())
        })
    }

    /// Whether a connection goes on with the master secret of an earlier one.
    pub fn is_resumed(&self, connection: ConnectionId) -> bool {
        let secret = self.first(connection, ValueName::MasterSecret);
        secret.is_some_and(|secret| {
            // the earlier connection may have been in another run
            self.kept_from(secret).is_some() || matches!(secret.origin, Origin::Stored { .. })
        })
    }

    /// The first value of a name on each connection: of a key, the same bytes each time.
    pub fn of_every_connection(&self, name: ValueName) -> impl Iterator<Item = ValueId> {
        let all = self.connections().iter();
        all.filter_map(move |one| self.first(one.id, name).map(|value| value.id))
    }

    /// The connection in which the session of a resumed one began: the two sides exchanged the
    /// pre-master secret there. `None` if it is not in this trace.
    pub fn session_began(&self, connection: ConnectionId) -> Option<ConnectionId> {
        let secret = self.first(connection, ValueName::MasterSecret)?;
        let kept = std::iter::successors(self.kept_from(secret), |value| self.kept_from(value));
        kept.last().map(|value| value.connection)
    }
}
