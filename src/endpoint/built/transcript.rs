//! What this side takes for `handshake_messages` (RFC 5246 §7.4.9).

use super::Building;
use crate::endpoint::core::ActDraft;
use crate::protocol::{Blank, Choice, Event, Hashed, MessageName};
use crate::record::Transcript;
use crate::wire::HandshakeType;
use crate::wire::handshake::HEADER_LEN as MESSAGE_HEADER_LEN;
use crate::wire::record::HEADER_LEN as RECORD_HEADER_LEN;

impl Building {
    fn hashed(&self) -> Hashed {
        match self.formulas.of(Blank::Messages) {
            Some(Choice::Hashed(hashed)) => hashed,
            _ => Hashed::Messages,
        }
    }

    /// Whether ChangeCipherSpec is one of them.
    pub(in crate::endpoint) fn hashes_change_cipher_spec(&self) -> bool {
        self.hashed() == Hashed::WithChangeCipherSpec
    }

    /// What of a message is hashed. It is in a transfer of the act, or else in the last record before.
    pub(in crate::endpoint) fn transcribed(
        &self,
        message: MessageName,
        bytes: &[u8],
        act: &ActDraft,
    ) -> Vec<u8> {
        let present = act.events.iter().rev().find_map(|event| match event {
            Event::Sent(transfer) | Event::Received(transfer) => transfer.carriers.last(),
            _ => None,
        });
        let record = present.map_or(self.record.as_slice(), |carrier| &carrier.record);
        let (header, fragment) = record.split_at(RECORD_HEADER_LEN.min(record.len()));
        let finished = message == MessageName::Handshake(HandshakeType::Finished);
        match self.hashed() {
            Hashed::Records => [header, bytes].concat(),
            Hashed::Bodies => bytes.get(MESSAGE_HEADER_LEN..).unwrap_or_default().to_vec(),
            Hashed::Encrypted if finished => fragment.to_vec(),
            _ => bytes.to_vec(),
        }
    }

    /// A message is about to enter the transcript.
    pub(in crate::endpoint) fn before(&mut self, message: MessageName, transcript: &Transcript) {
        let finished = message == MessageName::Handshake(HandshakeType::Finished);
        if finished && self.before_finished.is_none() {
            self.before_finished = Some(transcript.clone());
        }
    }
}
