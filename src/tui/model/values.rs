//! The values of the two sides, row by row: what each has, what the eavesdropper has, and whether the
//! two hold the same bytes. A row never changes its place.

use super::Model;
use super::value_row::{Agreement, Held, State, ValueRow};
use crate::trace::{ConnectionId, Knowledge, Origin, Party, Side, ValueId, ValueName};

impl Model {
    /// The rows of both panes, at the present step.
    pub fn value_rows(&self) -> &[ValueRow] {
        &self.rows
    }

    /// The rows of both panes at a step.
    pub fn value_rows_at(&self, step: usize) -> Vec<ValueRow> {
        let names = self.names_of_rows(step);
        names.map(|name| self.value_row(name, step)).collect()
    }

    /// The row of a value at a step.
    pub fn value_row(&self, name: ValueName, step: usize) -> ValueRow {
        let held = Party::ALL.map(|party| self.seen_held(name, party, step));
        let bytes = |side: Side| match held[side as usize].state {
            State::Has(id) => self.value(id).map(|value| value.bytes.as_slice()),
            _ => None,
        };
        let agree = match (bytes(Side::Client), bytes(Side::Server)) {
            (Some(client), Some(server)) => Some(client == server),
            _ => None,
        };
        ValueRow { name, held, agree }
    }

    /// How many values both sides have at a step, and how many of them differ.
    pub fn agreement_at(&self, step: usize) -> Agreement {
        let before;
        let rows = match step == self.cursor {
            true => self.value_rows(),
            false => {
                before = self.value_rows_at(step);
                &before
            }
        };
        let shared = rows.iter().filter(|row| row.agree.is_some()).count();
        let differ = rows.iter().filter(|row| row.agree == Some(false)).count();
        Agreement { shared, differ }
    }

    /// The step in which the two sides parted: in which a message was taken out or changed on the way,
    /// or in which they came to have different values. `None` before that step.
    pub fn parted_at(&self) -> Option<usize> {
        self.index.parted.filter(|step| *step <= self.cursor)
    }

    fn names_of_rows(&self, step: usize) -> impl Iterator<Item = ValueName> {
        use ValueName as V;
        const BOTH: [Side; 2] = Side::BOTH;
        let client_has_key = self.index.client_shows_a_key;
        let randoms = [V::ClientRandom, V::ServerRandom];
        let session_ids = self.session_ids(self.connection_at(step));
        let servers = [V::ServerModulus, V::ServerPrivateExponent];
        let clients = [V::ClientModulus, V::ClientPrivateExponent];
        let secret = [V::PreMasterSecret, V::EncryptedPreMasterSecret];
        let signed = [V::SignedHash, V::HandshakeSignature];
        let here = self.connection_at(step);
        let has = move |name: &ValueName| self.trace.first(here, *name).is_some();
        let kept = [V::OfferedTicket, V::SessionState, V::Ticket]
            .into_iter()
            .filter(has);
        let keys = [V::KeyBlock]
            .into_iter()
            .chain(BOTH.map(V::WriteMacKey))
            .chain(BOTH.map(V::WriteKey))
            .chain(BOTH.map(V::VerifyData));
        let record = self.record_under_way(step).map(|(side, n)| {
            [
                V::RecordContent(side, n),
                V::RecordMac(side, n),
                V::RecordIv(side, n),
                V::RecordCiphertext(side, n),
            ]
        });
        let only = move |yes: bool, two: [ValueName; 2]| two.into_iter().filter(move |_| yes);
        // of a capture there is no more than what came up
        let captured = self.trace.connection(here).is_captured();
        randoms
            .into_iter()
            .chain(session_ids)
            .chain(servers)
            .chain(only(client_has_key, clients))
            .chain(secret)
            .chain(only(client_has_key, signed))
            .chain([V::MasterSecret])
            .chain(kept)
            .chain(keys)
            .chain(record.into_iter().flatten())
            .filter(move |name| !captured || self.trace.first(here, *name).is_some())
    }

    /// The session ids of a connection: the one that the client offers, and the server's where that is
    /// another one.
    fn session_ids(&self, connection: ConnectionId) -> impl Iterator<Item = ValueName> {
        let names = [ValueName::OfferedSessionId, ValueName::SessionId];
        let [offered, chosen] = names.map(|name| self.trace.first(connection, name));
        let other = chosen.filter(|chosen| offered.is_none_or(|it| it.bytes != chosen.bytes));
        [offered, other]
            .into_iter()
            .flatten()
            .map(|value| value.name)
    }

    /// The record that is protected, sent or decrypted in a step: whose, and which.
    fn record_under_way(&self, step: usize) -> Option<(Side, u64)> {
        let here = self.trace.steps().get(step)?;
        let seen = self.index.seen.get(&step);
        let mut all = here.values.iter().chain(seen.into_iter().flatten());
        all.find_map(|id| match self.value(*id)?.name {
            ValueName::RecordContent(side, n)
            | ValueName::RecordMac(side, n)
            | ValueName::RecordIv(side, n)
            | ValueName::RecordCiphertext(side, n) => Some((side, n)),
            _ => None,
        })
    }

    /// What a party has of the values of a name at a step: of several, what it has come to last.
    pub(super) fn held(&self, name: ValueName, party: Party, step: usize) -> Held {
        let mut best: Option<(Knowledge, usize, ValueId)> = None;
        let mut exists = false;
        for value in self.trace.of_name(self.connection_at(step), name) {
            let mut since = value.history.iter().filter(|(at, ..)| *at <= step);
            let known = |(_, _, what): &(usize, Party, Knowledge)| *what != Knowledge::Unknown;
            exists |= value.step <= step || since.clone().any(known);
            let Some((at, _, what)) = since.rfind(|(_, who, _)| *who == party) else {
                continue;
            };
            if best.is_none_or(|(other, when, _)| (other, when) <= (*what, *at)) {
                best = Some((*what, *at, value.id));
            }
        }
        let (state, since) = match best {
            Some((Knowledge::Known, at, id)) if self.trace.value(id).sealed.is_some() => {
                (State::Unseen, Some(at))
            }
            Some((Knowledge::Known, at, id)) => (State::Has(id), Some(at)),
            Some((Knowledge::Sealed, at, _)) => (State::Encrypted, Some(at)),
            _ if exists => (State::Lacks, None),
            _ => (State::NotMade, None),
        };
        // what a party brings, or knows from an earlier connection, is not new in the first step
        let brought = best.is_some_and(|(.., id)| {
            let value = self.value(id);
            value.is_some_and(|value| matches!(value.origin, Origin::Stored { .. }))
        });
        let begins = step == 0 || self.reconnects_at(step).is_some();
        Held {
            state,
            new: since == Some(step) && !(brought && begins),
        }
    }
}
