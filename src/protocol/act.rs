//! What an endpoint reports about its work: the only thing that leaves it besides records.
//!
//! An endpoint works in units, and each unit gives one [`Act`]. An act says what it was about,
//! which values came into being and from what, what was checked, what was sent or received. A
//! recorder turns acts into the steps of a trace; nothing else looks into an endpoint.

use super::check::Check;
use super::message_name::MessageName;
use super::operation::Operation;
use super::side::Side;
use super::state::StateId;
use super::suite::Suite;
use super::switches::Switches;
use super::topic::Topic;
use super::transfer::Transfer;
use super::value_name::ValueName;
use super::withheld::Withheld;
use crate::text::Said;
use crate::wire::{Alert, CipherSuite, ProtocolVersion};
use std::ops::Range;

/// Why an endpoint gave up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The alert that RFC 5246 names for it; `None` when nothing may be sent (the peer's own
    /// fatal alert, or a transport that is gone).
    pub alert: Option<Alert>,
    /// What was expected and what came.
    pub reason: Said,
}

/// A number of a key pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPart {
    /// What it is.
    pub name: ValueName,
    /// Its bytes, the highest first.
    pub bytes: Vec<u8>,
    /// Where it comes from, for display.
    pub path: String,
}

/// One thing that happened within an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A value generated from this side's random numbers.
    Generated {
        /// Which value.
        name: ValueName,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A value that this side had from the start: a private key.
    Stored {
        /// Which value.
        name: ValueName,
        /// Its bytes.
        bytes: Vec<u8>,
        /// Where it is kept, such as `certs/server.key`.
        path: String,
    },
    /// A value that this side has kept from an earlier connection.
    Kept {
        /// Which value.
        name: ValueName,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A value computed from others.
    Derived {
        /// Which value.
        name: ValueName,
        /// Its bytes.
        bytes: Vec<u8>,
        /// How.
        operation: Operation,
        /// From what, in the order of the formula.
        inputs: Vec<ValueName>,
        /// Which bytes of the operation's output it is.
        output: Range<usize>,
    },
    /// A message went out.
    Sent(Transfer),
    /// A message came in.
    Received(Transfer),
    /// Something was compared.
    Checked(Check),
    /// Version and suite are agreed, from this side's point of view.
    Agreed {
        /// The connection's version.
        version: ProtocolVersion,
        /// The suite.
        suite: &'static Suite,
        /// What was switched on: asked for by the client, and agreed to by the server.
        switches: Switches,
    },
    /// The server has chosen a version or a suite that cannot be computed here.
    ChosenBeyond {
        /// The connection's version.
        version: ProtocolVersion,
        /// The suite.
        suite: CipherSuite,
    },
    /// A certificate chain came in or was sent, leaf first.
    Chain {
        /// Whose chain it is.
        owner: Side,
        /// DER of each certificate.
        certificates: Vec<Vec<u8>>,
    },
    /// The client was asked for a certificate, and shows none.
    Withheld(Withheld),
    /// A chain has led to a certificate that this side trusted beforehand.
    Anchored {
        /// Whose chain it is.
        owner: Side,
        /// The trusted certificate, as DER.
        certificate: Vec<u8>,
    },
    /// A handshake message entered this side's transcript.
    Transcribed {
        /// The message.
        message: MessageName,
        /// Who has sent it, where no message of the run shows that.
        sender: Option<Side>,
        /// Its bytes, header included.
        bytes: Vec<u8>,
    },
    /// The handshake is complete on this side.
    Established,
    /// This side gives up.
    Failed(Failure),
    /// This side has sent or received close_notify in both directions, or a fatal alert.
    Closed,
}

/// One unit of an endpoint's work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Who worked.
    pub side: Side,
    /// At what.
    pub topic: Topic,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The state of its machine afterwards.
    pub state: StateId,
}

impl Event {
    /// A value that is the whole output of an operation.
    pub fn derived(
        name: ValueName,
        bytes: &[u8],
        operation: Operation,
        inputs: Vec<ValueName>,
    ) -> Self {
        Event::Derived {
            name,
            bytes: bytes.to_vec(),
            operation,
            inputs,
            output: 0..bytes.len(),
        }
    }
}

/// Who is told of events.
pub trait Report {
    /// Tells of an event, which is made only for a listener who wants it.
    fn report(&mut self, event: impl FnOnce() -> Event);
}

impl Report for Vec<Event> {
    fn report(&mut self, event: impl FnOnce() -> Event) {
        self.push(event());
    }
}

/// `None` wants no events.
impl Report for Option<Vec<Event>> {
    fn report(&mut self, event: impl FnOnce() -> Event) {
        if let Some(events) = self {
            events.push(event());
        }
    }
}
