//! Values, where they come from, and who knows them.

use super::id::{ConnectionId, ValueId};
use super::message::BufferKind;
use crate::protocol::{Operation, Party, Side, ValueName};
use crate::said;
use crate::text::Said;
use std::ops::Range;

/// A value of a run.
#[derive(Clone, Debug)]
pub struct Value {
    /// Its place in `Trace::values`.
    pub id: ValueId,
    /// The connection it belongs to.
    pub connection: ConnectionId,
    /// What it is.
    pub name: ValueName,
    /// Whose it is, if the connection has several values of this name.
    pub holder: Holder,
    /// The bytes; none while they are sealed.
    pub bytes: Vec<u8>,
    /// For a value that crossed the wire encrypted and whose bytes are not known: the length in bytes of the
    /// field that holds it.
    pub sealed: Option<usize>,
    /// Where it came from first.
    pub origin: Origin,
    /// The step in which it first appeared.
    pub step: usize,
    /// Where it can be seen: on the wire, or inside a decrypted record.
    pub places: Vec<Sighting>,
    /// What each party came to know of it, in the order of steps.
    pub history: Vec<(usize, Party, Knowledge)>,
}

/// Whose a value is. On a connection no two values have the same name and the same holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// Both sides agree on it, or only one has a value of this name.
    Agreed,
    /// The other side works with different bytes under the same name: this is that side's value.
    Of(Side),
    /// A message has carried it, but both sides work with other bytes under the same name. These values of
    /// a name are numbered from 1.
    OnTheWire(usize),
}

impl Holder {
    /// The side whose value it is, where the two sides have different ones.
    pub const fn side(self) -> Option<Side> {
        match self {
            Holder::Of(side) => Some(side),
            Holder::Agreed | Holder::OnTheWire(_) => None,
        }
    }
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Generated at random.
    Generated {
        /// By whom.
        by: Side,
    },
    /// Read from a message of a peer whose internal state is not visible.
    Wire(Sighting),
    /// Present before the run: a private key.
    Stored {
        /// Where.
        path: String,
    },
    /// Computed.
    Derived {
        /// How, with the intermediate values.
        operation: Operation,
        /// From what, in the order of the formula.
        inputs: Vec<ValueId>,
        /// Which bytes of the operation's output it is.
        output: Range<usize>,
    },
}

/// A computation that one side made. If the other side arrived at the same bytes, there is one
/// [`Value`], with the origin of the side that computed it first, and a derivation for each side: what the
/// client encrypts the server decrypts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// The step in which it was made.
    pub step: usize,
    /// By whom.
    pub by: Side,
    /// Its result.
    pub value: ValueId,
    /// How, with the intermediate values.
    pub operation: Operation,
    /// From what, in the order of the formula.
    pub inputs: Vec<ValueId>,
    /// Which bytes of the operation's output the value is.
    pub output: Range<usize>,
}

/// Where a value can be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The step of the message.
    pub step: usize,
    /// Which of the message's buffers.
    pub buffer: BufferKind,
    /// Which bytes of it.
    pub range: Range<usize>,
}

/// What a party knows of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Knowledge {
    /// Nothing.
    Unknown,
    /// It has seen it only encrypted.
    Sealed,
    /// It has the bytes.
    Known,
}

impl Knowledge {
    /// `unknown`, `sealed`, `known`.
    pub const fn name(self) -> &'static str {
        match self {
            Knowledge::Unknown => "unknown",
            Knowledge::Sealed => "sealed",
            Knowledge::Known => "known",
        }
    }
}

impl Value {
    /// Its name, unique within its trace: `NAME`, or `NAME@server` for the server's where the two sides
    /// hold different bytes under that name, and `NAME@wire` for what neither of them works with. On a further
    /// connection `@connection_2` follows, and so on.
    pub fn key(&self) -> String {
        self.key_from(ConnectionId::FIRST)
    }

    /// Its name as it stands beside values of a connection: `@connection_1` follows where it belongs to another.
    pub fn key_from(&self, here: ConnectionId) -> String {
        let mut key = self.name.key();
        match self.holder {
            Holder::Of(Side::Client) | Holder::Agreed => {}
            Holder::Of(Side::Server) => key.push_str("@server"),
            Holder::OnTheWire(1) => key.push_str("@wire"),
            Holder::OnTheWire(n) => key.push_str(&format!("@wire_{n}")),
        }
        if self.connection != here {
            key.push_str(&format!("@connection_{}", self.connection.number()));
        }
        key
    }

    /// Its length in words; of a sealed value, the length of what holds it.
    pub fn size(&self) -> Said {
        match self.sealed {
            Some(bytes) => said!("trace.value.sealed", bytes),
            None => said!("trace.value.size", bytes = self.bytes.len()),
        }
    }

    /// Its name in words, with whose it is where the two sides hold different bytes under that name:
    /// `master secret of the server`.
    pub fn title(&self) -> String {
        Value::titled(self.name, self.holder)
    }

    /// A name in words, with whose the value is where the two sides hold different ones.
    pub fn titled(name: ValueName, holder: Holder) -> String {
        let name = name.title();
        match holder {
            Holder::Agreed => name,
            Holder::Of(side) => said!("trace.value.of_side", name, side = side.name()).to_string(),
            Holder::OnTheWire(_) => said!("trace.value.on_the_wire", name).to_string(),
        }
    }

    /// Whether it is a part of the key pair of a side whose inside is visible: that side has had it since
    /// before the run.
    pub fn is_of_own_key(&self) -> bool {
        let own = Side::BOTH.iter().any(|side| self.name.is_of_own_key(*side));
        own && matches!(self.origin, Origin::Stored { .. })
    }

    /// What a party knows of it once step `step` is done.
    pub fn known_to(&self, party: Party, step: usize) -> Knowledge {
        self.history
            .iter()
            .filter(|(at, who, _)| *who == party && *at <= step)
            .map(|(_, _, knowledge)| *knowledge)
            .max()
            .unwrap_or(Knowledge::Unknown)
    }

    /// The step from which on a party has the bytes.
    pub fn known_since(&self, party: Party) -> Option<usize> {
        self.history
            .iter()
            .find(|(_, who, knowledge)| *who == party && *knowledge == Knowledge::Known)
            .map(|(step, ..)| *step)
    }
}
