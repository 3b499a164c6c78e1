//! One side of a connection, played by an attacker that has nothing but a recording of another run.
//!
//! The attacker sends again what that side sent, record by record, each in its turn. It has no key: it
//! reads what is in the clear, counts what is encrypted, and computes nothing. What it sends is reported
//! without the values that are encrypted in it.

use super::session::Session;
use super::{Endpoint, Progress};
use crate::protocol::{Act, Event, MessageName, Side, StateId, Topic, Transfer};
use crate::record::{Content, RecordReader};
use crate::record::{fill_carried, withhold_inside};
use crate::wire::FragmentForm;
use crate::wire::record::HEADER_LEN;

/// One side, played from a recording.
#[derive(Debug)]
pub struct Replayer {
    side: Side,
    /// Every message of the recorded run with its sender, in the order in which they were sent.
    recording: Vec<(Side, Transfer)>,
    /// How many of them have gone by in this run.
    at: usize,
    /// Reads what comes in the clear, and counts what is encrypted.
    reader: RecordReader,
    output: Vec<u8>,
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
            output: Vec::new(),
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

    /// Takes the next message of the peer.
    fn receive(&mut self) -> Option<(Topic, Vec<Event>)> {
        let mut incoming = self.reader.next_message()?;
        let message = match &incoming.content {
            Ok(Content::Handshake(message)) => Some(message),
            _ => None,
        };
        fill_carried(&mut incoming.transfer, message, self.side.peer());
        if let Ok(Content::ChangeCipherSpec) = incoming.content {
            self.reader.seal(self.fragment_form());
        }
        let transfer = incoming.transfer;
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

    /// How the fragment of a protected record is built in the recorded run.
    fn fragment_form(&self) -> FragmentForm {
        let carriers = self.recording.iter().flat_map(|(_, it)| &it.carriers);
        let mut protected = carriers.filter_map(|carrier| carrier.protected.as_ref());
        let first = protected.next();
        first.map_or(FragmentForm::Block { iv_len: 0 }, |first| first.form)
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
        self.reader.feed(bytes);
    }

    fn end_of_input(&mut self) {
        self.ended = true;
    }

    fn stop_reading(&mut self) {
        self.reader.stop();
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

    fn session(&self) -> Option<Session> {
        None
    }

    fn is_open(&self) -> bool {
        self.handshake_is_over() && !self.ended
    }

    fn acts_next(&self) -> bool {
        self.is_due()
    }
}
