//! One side of a connection, played by an attacker that has nothing but a recording of another run.
//!
//! The attacker sends again what that side sent, record by record, each in its turn. It has no key: it
//! reads what is in the clear, counts what is encrypted, and computes nothing. What it sends is reported
//! without the values that are encrypted in it.

use super::messages::{fill_carried, withhold_inside};
use super::{Endpoint, Progress};
use crate::crypto::cbc::BLOCK_LEN;
use crate::protocol::{
    Act, Carrier, Event, MessageName, Protected, Side, StateId, Topic, Transfer,
};
use crate::record::{Content, RecordReader};
use crate::wire::record::{HEADER_LEN, RecordHeader};
use crate::wire::{ContentType, HandshakeType};
use std::sync::Arc;

/// One side, played from a recording.
#[derive(Debug)]
pub struct Replayer {
    side: Side,
    /// Every message of the recorded run with its sender, in the order in which they were sent.
    recording: Vec<(Side, Transfer)>,
    /// How many of them have gone by in this run.
    at: usize,
    /// Reads what comes in the clear.
    reader: RecordReader,
    incoming: Vec<u8>,
    output: Vec<u8>,
    /// Whether the peer encrypts by now.
    peer_protects: bool,
    /// How many messages of application data may be sent.
    data_due: usize,
    close_due: bool,
    ended: bool,
}

impl Replayer {
    /// A side that sends again what it sent in a recorded run. The recording holds the messages of both
    /// sides with their senders, as their endpoints reported them.
    pub fn new(side: Side, recording: Vec<(Side, Transfer)>) -> Self {
        Replayer {
            side,
            recording,
            at: 0,
            reader: RecordReader::default(),
            incoming: Vec::new(),
            output: Vec::new(),
            peer_protects: false,
            data_due: 0,
            close_due: false,
            ended: false,
        }
    }

    /// Whether the handshake of the recording has gone by.
    fn handshake_is_over(&self) -> bool {
        let rest = self.recording.iter().skip(self.at);
        self.at > 0
            && rest.into_iter().all(|(_, transfer)| {
                matches!(
                    transfer.message,
                    MessageName::ApplicationData | MessageName::Alert
                )
            })
    }

    /// Whether the message that comes next in the recording may be sent by now.
    fn is_due(&self) -> bool {
        self.recording
            .get(self.at)
            .is_some_and(|(sender, transfer)| {
                *sender == self.side
                    && match transfer.message {
                        MessageName::ApplicationData => self.data_due > 0,
                        MessageName::Alert => self.close_due,
                        _ => true,
                    }
            })
    }

    /// Continues with the recording.
    fn advance(&mut self, events: &mut Vec<Event>) {
        let before = self.handshake_is_over();
        self.at += 1;
        if !before && self.handshake_is_over() {
            events.push(Event::Established);
        }
        if self.at == self.recording.len() {
            events.push(Event::Closed);
            self.ended = true;
        }
    }

    fn send(&mut self) -> Option<(Topic, Vec<Event>)> {
        let (_, recorded) = self.recording.get(self.at)?;
        let transfer = without_secrets(recorded.clone());
        for carrier in &transfer.carriers {
            self.output.extend_from_slice(&carrier.record);
        }
        if transfer.message == MessageName::ApplicationData {
            self.data_due -= 1;
        }
        let topic = Topic::Send(transfer.message);
        let mut events = vec![Event::Sent(transfer)];
        self.advance(&mut events);
        Some((topic, events))
    }

    /// Takes the next whole record of the peer.
    fn receive(&mut self) -> Option<(Topic, Vec<Event>)> {
        let header = RecordHeader::peek(&self.incoming)?;
        let end = HEADER_LEN + usize::from(header.length);
        if self.incoming.len() < end {
            return None;
        }
        let record: Vec<u8> = self.incoming.drain(..end).collect();
        let transfer = match self.peer_protects {
            true => self.protected(header.content_type, record),
            false => self.in_the_clear(&record)?,
        };
        self.peer_protects |= transfer.message == MessageName::ChangeCipherSpec;
        let topic = Topic::Receive(transfer.message);
        let expected = self
            .recording
            .get(self.at)
            .is_some_and(|(sender, recorded)| {
                *sender != self.side && recorded.message == transfer.message
            });
        let closes = transfer.message == MessageName::Alert;
        let mut events = vec![Event::Received(transfer)];
        if expected {
            self.close_due |= closes;
            self.advance(&mut events);
        } else {
            // what follows in the recording has no place in this run
            events.push(Event::Closed);
            self.ended = true;
        }
        Some((topic, events))
    }

    fn in_the_clear(&mut self, record: &[u8]) -> Option<Transfer> {
        self.reader.feed(record);
        let mut incoming = self.reader.next_message()?;
        let message = match &incoming.content {
            Ok(Content::Handshake(message)) => Some(message),
            _ => None,
        };
        fill_carried(&mut incoming.transfer, message, self.side.peer());
        Some(incoming.transfer)
    }

    /// A record that cannot be read without keys: its type is all that it shows.
    fn protected(&self, content_type: ContentType, record: Vec<u8>) -> Transfer {
        let message = match content_type {
            ContentType::Handshake => MessageName::Handshake(HandshakeType::Finished),
            ContentType::Alert => MessageName::Alert,
            ContentType::ApplicationData => MessageName::ApplicationData,
            ContentType::ChangeCipherSpec => MessageName::ChangeCipherSpec,
            ContentType::Unknown(_) => MessageName::Unknown,
        };
        let fragment = record.len().saturating_sub(HEADER_LEN);
        let protected = Protected::sealed(1, 0, fragment, BLOCK_LEN);
        let carrier = Carrier {
            parts: Arc::new([]),
            own: 0..record.len().saturating_sub(HEADER_LEN),
            protected: Some(protected),
            record: record.into(),
        };
        Transfer {
            message,
            content_type,
            content: Vec::new(),
            carriers: vec![carrier],
            carries: Vec::new(),
        }
    }
}

/// A recorded message as it was on the wire, without what is encrypted in it.
fn without_secrets(mut transfer: Transfer) -> Transfer {
    let protected = transfer
        .carriers
        .iter()
        .any(|carrier| carrier.protected.is_some());
    if protected {
        withhold_inside(&mut transfer);
        transfer.content.clear();
        for carrier in &mut transfer.carriers {
            if let Some(protected) = &mut carrier.protected {
                protected.inside = None;
            }
            carrier.own = 0..carrier.record.len().saturating_sub(HEADER_LEN);
        }
    }
    transfer
}

impl Endpoint for Replayer {
    fn side(&self) -> Side {
        self.side
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.incoming.extend_from_slice(bytes);
    }

    fn end_of_input(&mut self) {
        self.ended = true;
    }

    fn stop_reading(&mut self) {
        self.incoming.clear();
    }

    fn work(&mut self, acts: &mut Vec<Act>) -> Progress {
        if self.ended {
            return Progress::Ended;
        }
        let done = match self.receive() {
            Some(done) => Some(done),
            None if self.is_due() => self.send(),
            None => None,
        };
        let Some((topic, events)) = done else {
            return Progress::Waits;
        };
        acts.push(Act {
            side: self.side,
            topic,
            events,
            state: self.state(),
        });
        Progress::Worked
    }

    fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    /// Allows the next message of recorded data to be sent, whatever is in it.
    fn send(&mut self, _: &[u8]) {
        self.data_due += 1;
    }

    fn close(&mut self) {
        self.close_due = true;
    }

    fn take_received(&mut self) -> Vec<u8> {
        Vec::new()
    }

    fn state(&self) -> StateId {
        match self.ended {
            true => StateId::Stopped,
            false => StateId::Replay,
        }
    }

    fn is_open(&self) -> bool {
        self.handshake_is_over() && !self.ended
    }

    fn acts_next(&self) -> bool {
        self.is_due()
    }
}
