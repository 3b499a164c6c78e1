//! What is on its way between the two sides of a simulation, so that an arrival finds the step that sent
//! it, whatever an attacker did in between.

use crate::protocol::Carrier;
use std::collections::VecDeque;
use std::sync::Arc;

/// What goes from one side to the other, as the link delivers it.
#[derive(Debug, Default)]
pub(super) struct Stream {
    pub(super) chunks: VecDeque<Chunk>,
    /// Whether a message was intercepted on its way to the other side.
    pub(super) intercepted: bool,
    /// How many bytes have been delivered.
    pub(super) delivered: usize,
    /// How many of them have been read, in whole records.
    pub(super) read: usize,
    /// The record that was read last: the next message may be in it, too.
    last: Option<Arc<[u8]>>,
}

/// Bytes that the link delivered at once.
#[derive(Debug)]
pub(super) struct Chunk {
    /// How many bytes have been delivered with it.
    pub(super) end: usize,
    /// The step whose message it is.
    pub(super) step: usize,
    /// Whether it is not the message itself, but a copy.
    pub(super) copy: bool,
    /// Whether a message has been read that begins in it.
    pub(super) read: bool,
}

impl Stream {
    /// The chunk in which a message begins that has just been read.
    pub(super) fn read(&mut self, carriers: &[Carrier]) -> Option<&mut Chunk> {
        let mut start = None;
        for carrier in carriers {
            let again = self
                .last
                .as_ref()
                .is_some_and(|last| Arc::ptr_eq(last, &carrier.record));
            if !again {
                self.read += carrier.record.len();
                self.last = Some(carrier.record.clone());
            }
            start.get_or_insert(self.read - carrier.record.len());
        }
        let start = start?;
        // without an attacker, messages arrive in the order in which they were sent,
        // however the records are cut
        let intercepted = self.intercepted;
        let over = |chunk: &Chunk| match intercepted {
            true => chunk.end <= start,
            false => chunk.read,
        };
        while self.chunks.front().is_some_and(over) {
            self.chunks.pop_front();
        }
        self.chunks.front_mut()
    }
}
