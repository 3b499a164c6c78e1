//! The journal of a run: what its producer hands to the [`Recorder`](super::Recorder), entry by entry.
//!
//! A simulation, a connection and a capture all produce entries and nothing else. None of them reads what
//! was made of its entries. So an entry refers to a message by its number on the link, not by a step.

use super::{Fate, Observed, Obstacle, Replayed};
use crate::protocol::{Act, Event, KeyPart, Side, Topic};
use crate::text::Said;

/// Something that happened in a run.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A further connection begins, and the one before is over. The first begins with the recording.
    Connection {
        /// From where its sides are observed, client first.
        observed: [Observed; 2],
    },
    /// A side has the key pair from the start, whether it uses it in the run or not.
    Brings {
        /// Which side.
        side: Side,
        /// The numbers of the key pair.
        key_pair: Vec<KeyPart>,
    },
    /// The sides, client first, whose generator gives the same numbers in every run.
    Repeats([bool; 2]),
    /// An attacker plays a side from a recording.
    Replays(Replayed),
    /// An endpoint has done a unit of work.
    Act(Act),
    /// Someone who observes both sides from outside has seen or computed something.
    Observation(Observation),
    /// Something happened between the two ends.
    Link(LinkEvent),
    /// An attacker on the path was to do something.
    Attempt(Attempt),
}

impl From<Act> for Entry {
    fn from(act: Act) -> Self {
        Entry::Act(act)
    }
}

impl From<LinkEvent> for Entry {
    fn from(event: LinkEvent) -> Self {
        Entry::Link(event)
    }
}

/// What is seen of a connection between two peers, or computed in their place.
#[derive(Clone, Debug)]
pub struct Observation {
    /// Whose message it is, or in whose place something is computed: what belongs to both sides is recorded
    /// for both.
    pub side: Side,
    /// A message that the side sends, or what the reader does.
    pub topic: Topic,
    /// What comes of it, in order. A message is an [`Event::Sent`].
    pub events: Vec<Event>,
}

impl From<Observation> for Entry {
    fn from(observation: Observation) -> Self {
        Entry::Observation(observation)
    }
}

/// A message on its way from one side to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransferId {
    /// Who sent it.
    pub sender: Side,
    /// How many messages that side had sent before it in this run.
    pub number: usize,
}

/// What happens between the two ends of a connection when both are ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkEvent {
    /// A message, the last of its sender, does not reach the other side as it was sent; or it does after
    /// all, though it was held back.
    Intercepted {
        /// Which message.
        message: TransferId,
        /// What becomes of it.
        fate: Fate,
    },
    /// A message reaches the other side.
    Delivered {
        /// Which message.
        message: TransferId,
        /// The bytes that arrive; `None` for those that were sent.
        changed: Option<Vec<u8>>,
        /// Whether it is a copy of a message that was delivered before.
        copy: bool,
    },
}

impl LinkEvent {
    /// A message reaches the other side as it was sent.
    pub fn delivered(message: TransferId) -> Self {
        LinkEvent::Delivered {
            message,
            changed: None,
            copy: false,
        }
    }
}

/// Something that an attacker on the path was to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What it is, as a sentence without its subject: `flips bit 0 of …`.
    pub what: Said,
    /// The message that it was done to, or why it could not be done.
    pub done: Result<TransferId, Obstacle>,
    /// What becomes of the message.
    pub fate: Fate,
}

/// Numbers the messages of a run as they are sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct TransferCounter {
    sent: [usize; 2],
}

impl TransferCounter {
    /// The next message of a side.
    pub fn next(&mut self, sender: Side) -> TransferId {
        let sent = &mut self.sent[sender as usize];
        *sent += 1;
        TransferId {
            sender,
            number: *sent - 1,
        }
    }
}
