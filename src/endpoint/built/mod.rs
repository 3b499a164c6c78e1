//! A side that follows an order and formulas of its own (`protocol::Built`). Everything else it does as an
//! ordinary endpoint: it is the same state machine, and where order and formulas are those of RFC 5246 it
//! sends the same bytes.
//!
//! ```text
//!   the machine is about to send what comes next in the order    it sends it
//!   it would send something else, or waits, and its own turn is  it sends that message out of its turn
//!   it would send something, and it is the peer's turn           it waits
//!   it waits, and it is the peer's turn                          it reads, and refuses another message
//! ```
//!
//! A message that cannot be made yet, and a formula with an empty blank, end in `internal_error`.

mod formulas;
mod improvise;
mod transcript;

use super::fault::Fault;
use crate::protocol::{
    Act, Blank, Built, Choice, Event, Formulas, MessageName, Piece, Rules, Side, StateId, Suite,
    Switches, Transfer, ValueName,
};
use crate::record::{Agreed, Keys, Transcript};
use crate::said;
use crate::text::Said;
use crate::wire::AlertDescription;
use std::collections::BTreeMap;

/// What such a side needs besides its state.
pub(super) struct Building {
    side: Side,
    order: Option<Vec<Piece>>,
    /// How many messages of the order have gone by.
    at: usize,
    formulas: Formulas,
    /// What it sends as application data before the connection is open.
    data: Vec<u8>,
    /// The values that it has.
    values: BTreeMap<ValueName, Vec<u8>>,
    agreed: Option<(&'static Rules, &'static Suite, Switches)>,
    /// The record of the message that was sent or received last.
    record: Vec<u8>,
    /// How many records it has sent.
    records: u64,
    /// The handshake messages before the first Finished, once that has entered the transcript.
    before_finished: Option<Transcript>,
    keys: Option<Keys>,
    /// The key of the client's records, if it is not the one in the key block.
    client_key: Option<Vec<u8>>,
}

/// What such a side does next.
pub(super) enum Turn {
    /// What its state machine does.
    Ordinary,
    /// It sends a message out of its turn.
    Improvise(Piece),
    /// It waits, although its state machine would send something.
    Hold,
}

impl Building {
    pub(super) fn new(built: &Built, data: Vec<u8>) -> Self {
        Building {
            side: built.side,
            order: built.order.clone(),
            at: 0,
            formulas: built.formulas.clone(),
            data,
            values: BTreeMap::new(),
            agreed: None,
            record: Vec::new(),
            records: 0,
            before_finished: None,
            keys: None,
            client_key: None,
        }
    }

    /// What comes next in the order, if there is an order.
    fn next(&self) -> Option<Piece> {
        self.order.as_ref()?.get(self.at).copied()
    }

    /// Whose turn it is in a handshake. `waits` says whether the state machine waits for a message.
    pub(super) fn turn(&self, state: StateId, waits: bool) -> Turn {
        if self.order.is_none() {
            return Turn::Ordinary;
        }
        let next = self.next();
        let own = next.filter(|piece| piece.side() == self.side);
        let about = Piece::sent_in(self.side, state);
        match (about, own) {
            (Some(about), Some(own)) if about == own => Turn::Ordinary,
            (None, _) if !waits => Turn::Ordinary,
            (_, Some(own)) => Turn::Improvise(own),
            (Some(_), None) => Turn::Hold,
            (None, None) if next.is_none() => Turn::Hold,
            (None, None) => Turn::Ordinary,
        }
    }

    /// What it sends out of its turn on an open connection.
    pub(super) fn turn_when_open(&self) -> Option<Piece> {
        let own = self.next().filter(|piece| piece.side() == self.side);
        own.filter(|piece| piece.message() != MessageName::ApplicationData)
    }

    /// Whether the application data that are queued may be sent by now.
    pub(super) fn may_send_data(&self) -> bool {
        self.order.is_none() || self.next() == Piece::of(self.side, MessageName::ApplicationData)
    }

    /// What it waits for instead of this message of the peer; `None` if the message may come.
    pub(super) fn expects_instead(&self, message: MessageName) -> Option<MessageName> {
        let came = Piece::of(self.side.peer(), message)?;
        let next = self.next().filter(|next| *next != came)?;
        Some(next.message())
    }

    /// Takes in what has happened.
    pub(super) fn note(&mut self, act: &Act) {
        for event in &act.events {
            match event {
                Event::Generated { name, bytes }
                | Event::Stored { name, bytes, .. }
                | Event::Kept { name, bytes }
                | Event::Derived { name, bytes, .. } => {
                    self.values.insert(*name, bytes.clone());
                }
                Event::Agreed {
                    version,
                    suite,
                    switches,
                } => {
                    self.agreed = Rules::of(*version).map(|rules| (rules, *suite, *switches));
                }
                Event::Sent(transfer) => {
                    self.records += transfer.carriers.len() as u64;
                    self.passed(self.side, transfer);
                }
                Event::Received(transfer) => self.passed(self.side.peer(), transfer),
                _ => {}
            }
        }
    }

    fn passed(&mut self, sender: Side, transfer: &Transfer) {
        if let Some(carrier) = transfer.carriers.last() {
            self.record = carrier.record.to_vec();
        }
        for carried in &transfer.carries {
            if let Some(bytes) = &carried.bytes {
                self.values.insert(carried.name, bytes.clone());
            }
        }
        if self.next() == Piece::of(sender, transfer.message) {
            self.at += 1;
        }
    }

    /// What was picked for a blank.
    fn picked(&self, blank: Blank) -> Result<Choice, Fault> {
        self.formulas.of(blank).ok_or_else(|| {
            let side = self.side.name();
            internal(said!("endpoint.fault.empty_blank", side))
        })
    }

    /// What both sides have agreed on, once they have.
    fn agreed(&self) -> Option<Agreed> {
        let (rules, suite, switches) = self.agreed?;
        let random = |name| self.values.get(&name)?.as_slice().try_into().ok();
        Some(Agreed {
            rules,
            suite,
            client_random: random(ValueName::ClientRandom)?,
            server_random: random(ValueName::ServerRandom)?,
            switches,
        })
    }

    /// The fault of a side that needs what it does not have yet.
    fn lacks(&self, needed: impl Into<String>) -> Fault {
        let (side, needed) = (self.side.name(), needed.into());
        internal(said!("endpoint.fault.lacks", side, needed))
    }
}

fn internal(reason: Said) -> Fault {
    Fault::new(AlertDescription::InternalError, reason)
}
