//! The transcripts of the two sides, message by message.

use super::Model;
use crate::trace::{Side, TranscriptEntry};

impl Model {
    /// The entry of a side's transcript at a place, if the side has it by now.
    pub fn transcript_of(&self, side: Side, at: usize) -> Option<&TranscriptEntry> {
        let entry = self.connection().transcript(side).get(at)?;
        (entry.step <= self.cursor).then_some(entry)
    }

    /// Whether the two sides have different messages up to a place. What the eyes that look cannot
    /// read, they cannot compare.
    pub fn transcripts_differ(&self, at: usize) -> bool {
        let both = Side::BOTH.map(|side| self.transcript_of(side, at));
        match both {
            [Some(client), Some(server)] => {
                let seen = !client.hash.is_empty() && !server.hash.is_empty();
                seen && client.hash != server.hash
            }
            // what only one side has so far goes on from what was there before
            _ => at > 0 && self.transcripts_differ(at - 1),
        }
    }
}
