//! What crossed from one side to the other, in order: the bytes as they arrived, whatever an attacker did on
//! the way. This is what a capture of the run holds.

use super::id::ConnectionId;
use super::message::{BufferKind, Fate, Message};
use super::step::Step;
use super::{Side, Trace};
use crate::wire::record::HEADER_LEN;

/// A message on its way to the other side.
#[derive(Clone, Copy, Debug)]
pub struct Crossing<'a> {
    /// The step whose message it is.
    pub step: &'a Step,
    /// Who sent it, or in whose name an attacker did.
    pub sender: Side,
    /// The bytes that arrived: whole records, unless an attacker changed their lengths. `None` if nothing
    /// arrived.
    pub bytes: Option<&'a [u8]>,
    /// Whether an attacker delivered it for the second time.
    pub copy: bool,
}

impl<'a> Crossing<'a> {
    /// The bytes that its sender sent; `None` for a copy that an attacker made.
    pub fn sent(&self) -> Option<&'a [u8]> {
        let message = self.step.message.as_ref()?;
        let made_up = matches!(
            self.step.fate(),
            Fate::CopyOf(_) | Fate::PartOf(_) | Fate::Replayed
        );
        (!self.copy && !made_up).then(|| message.records())
    }
}

/// What the link did with a message. Kept for a simulation, where an attacker may be on the link.
#[derive(Clone, Debug)]
pub(super) struct Passage {
    /// The step whose message it is.
    pub(super) step: usize,
    /// What arrived.
    pub(super) arrived: Arrived,
    /// Whether it had arrived before.
    pub(super) copy: bool,
}

/// What arrived of a message.
#[derive(Clone, Debug)]
pub(super) enum Arrived {
    /// The bytes that were sent.
    AsSent,
    /// Other bytes.
    Changed(Vec<u8>),
    /// None.
    Nothing,
}

impl Trace {
    /// What crossed on a connection, in the order in which it arrived. A message that did not arrive is in the
    /// place in which it would have.
    pub fn crossings(&self, connection: ConnectionId) -> Vec<Crossing<'_>> {
        match self.connection(connection).is_simulated() {
            true => self.passed(connection),
            false => self.seen_to_cross(connection),
        }
    }

    /// As the link of a simulation has it.
    fn passed(&self, connection: ConnectionId) -> Vec<Crossing<'_>> {
        let crossing = |passage| self.passing(passage);
        let all = self.passages.iter().filter_map(crossing);
        all.filter(|crossing| crossing.step.connection == connection)
            .collect()
    }

    fn passing<'a>(&'a self, passage: &'a Passage) -> Option<Crossing<'a>> {
        let step = self.steps.get(passage.step)?;
        let message = step.message.as_ref()?;
        Some(Crossing {
            step,
            sender: message.sender,
            bytes: match &passage.arrived {
                Arrived::AsSent => Some(message.records()),
                Arrived::Changed(bytes) => Some(bytes),
                Arrived::Nothing => None,
            },
            copy: passage.copy,
        })
    }

    /// As the messages of a real connection have it.
    fn seen_to_cross(&self, connection: ConnectionId) -> Vec<Crossing<'_>> {
        let own = self
            .steps
            .iter()
            .filter(|step| step.connection == connection);
        own.filter_map(|step| {
            let message = step.message.as_ref()?;
            let bytes = message.new_records();
            (!bytes.is_empty()).then_some(Crossing {
                step,
                sender: message.sender,
                bytes: Some(bytes),
                copy: false,
            })
        })
        .collect()
    }
}

impl Message {
    /// The records that carried it, as they were sent.
    fn records(&self) -> &[u8] {
        let wire = self.buffer(BufferKind::Record);
        wire.map_or(&[], |wire| &wire.bytes)
    }

    /// Its records without the first if the message before began in that one.
    fn new_records(&self) -> &[u8] {
        let records = self.records();
        let begins = |kind| self.buffer(kind).map(|buffer| buffer.own.start);
        let shared = match self.protected {
            true => begins(BufferKind::Plaintext).is_some_and(|start| start > 0),
            false => begins(BufferKind::Record).is_some_and(|start| start > HEADER_LEN),
        };
        match (shared, records) {
            (true, [_, _, _, high, low, ..]) => {
                let len = usize::from(u16::from_be_bytes([*high, *low]));
                records.get(HEADER_LEN + len..).unwrap_or_default()
            }
            _ => records,
        }
    }
}
