//! The transcripts: which handshake messages each side has hashed, and what the hash is after each.

use super::super::TranscriptEntry;
use super::super::step::Step;
use super::Recorder;
use crate::crypto::hash::RunningHash;
use crate::protocol::{MessageName, Side};

impl Recorder {
    /// Hashes the transcripts as the version that was agreed on does: what came before was hashed as the
    /// newest would.
    pub(super) fn hash_transcripts(&mut self) {
        let connection = &mut self.trace.connections[self.present.id.0];
        let Some((rules, suite)) = connection.agreed() else {
            return;
        };
        let transcripts = connection.transcripts.iter_mut();
        for (hash, transcript) in self.present.hashes.iter_mut().zip(transcripts) {
            *hash = RunningHash::new((rules.transcript_hash)(suite));
            for entry in transcript {
                entry.hash = hash.update(&entry.bytes);
            }
        }
    }

    pub(super) fn transcribe(
        &mut self,
        step: usize,
        side: Side,
        message: MessageName,
        sender: Option<Side>,
        bytes: Vec<u8>,
    ) {
        let (step, sender) = match sender {
            Some(sender) => (step, sender),
            None => self.message_of(step, side, message),
        };
        let hash = self.present.hashes[side as usize].update(&bytes);
        let transcript = &mut self.connection_mut().transcripts[side as usize];
        transcript.push(TranscriptEntry {
            step,
            message,
            sender,
            bytes,
            hash,
        });
    }

    /// The step whose message a transcript takes in, and who sent it. A Finished enters the
    /// transcript of its receiver only once it is checked, in a later step.
    fn message_of(&self, step: usize, side: Side, name: MessageName) -> (usize, Side) {
        let steps = &self.trace.steps;
        if let Some(message) = &steps[step].message {
            return (step, message.sender);
        }
        let received = |step: &Step| {
            let message = step.message.as_ref()?;
            let it = message.name == name && message.sender == side.peer();
            it.then_some((step.index, message.sender))
        };
        let before = &steps[self.present.first_step..step];
        let found = before.iter().rev().find_map(received);
        found.unwrap_or((step, side))
    }
}
