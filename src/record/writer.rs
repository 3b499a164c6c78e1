//! The writing half of the record layer (RFC 5246 §6): fragments messages, protects them once the
//! keys are in use, and keeps the output for the peer.

use super::protection::Protecting;
use crate::crypto::record::{Algorithms, DirectionKeys, Protection};
use crate::protocol::{Carrier, Protected, Rules, Transfer};
use crate::wire::annotate::Part;
use crate::wire::record::{MAX_PLAINTEXT, to_bytes};
use crate::wire::{ContentType, ProtocolVersion};
use std::sync::Arc;

/// A protected record that is ready to be sent.
#[derive(Debug)]
pub struct Prepared {
    /// What it carries.
    pub content_type: ContentType,
    /// How it was protected.
    pub protection: Arc<Protection>,
    protected: Protected,
    record: Vec<u8>,
}

/// The output of one end.
#[derive(Debug, Default)]
pub struct RecordWriter {
    write: Option<Protecting>,
    negotiated: Option<ProtocolVersion>,
    first: Option<ProtocolVersion>,
    output: Vec<u8>,
}

impl RecordWriter {
    /// Takes the bytes that are to go to the peer.
    pub fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    /// From here on every record carries this version.
    pub fn negotiated(&mut self, version: ProtocolVersion) {
        self.negotiated = Some(version);
    }

    /// From here on every record is protected.
    pub fn protect(&mut self, rules: &'static Rules, algorithms: Algorithms, keys: DirectionKeys) {
        let epoch = self.write.as_ref().map_or(0, Protecting::epoch) + 1;
        self.write = Some(Protecting::new(rules, algorithms, keys, epoch));
    }

    /// The sequence number in the MAC of each record is too large by this. In TLS it is not.
    pub fn miscount(&mut self, by: u64) {
        if let Some(write) = &mut self.write {
            write.miscount(by);
        }
    }

    /// Whether records are protected.
    pub fn is_protected(&self) -> bool {
        self.write.is_some()
    }

    /// The sequence number of the next protected record; 0 before the keys are in use.
    pub fn next_sequence(&self) -> u64 {
        self.write.as_ref().map_or(0, Protecting::next_sequence)
    }

    /// Until a version is negotiated, records carry this one.
    pub fn first_version(&mut self, version: ProtocolVersion) {
        self.first = Some(version);
    }

    /// Sends a message in the clear, in as many records as it needs.
    pub fn send_clear(&mut self, content_type: ContentType, content: Vec<u8>) -> Transfer {
        let first = self.first.unwrap_or(Rules::newest().first_record);
        let version = self.negotiated.unwrap_or(first);
        let whole = content.len() <= MAX_PLAINTEXT;
        let mut carriers = Vec::new();
        for fragment in content.chunks(MAX_PLAINTEXT) {
            let record = to_bytes(content_type, version, fragment);
            self.output.extend_from_slice(&record);
            let mut carrier = Carrier::whole(record, fragment.len(), None);
            if !whole {
                carrier.parts = Arc::new([Part::Fragment(fragment.len())]);
            }
            carriers.push(carrier);
        }
        Transfer::new(content_type, content, carriers)
    }

    /// How many bytes of a fresh IV the next record needs.
    pub fn fresh_iv_len(&self) -> usize {
        self.write.as_ref().map_or(0, Protecting::iv_len)
    }

    /// Protects a content of at most 2^14 bytes as the next record, with
    /// [`fresh_iv_len`](Self::fresh_iv_len) random bytes. `None` before the keys are in use.
    pub fn prepare(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        iv: &[u8],
    ) -> Option<Prepared> {
        let version = self.negotiated?;
        let write = self.write.as_mut()?;
        let epoch = write.epoch();
        let protection = write.protect(content_type, version, content, iv);
        let record = to_bytes(content_type, version, &protection.fragment);
        Some(Prepared {
            content_type,
            protected: Protected::made(epoch, &protection),
            protection: Arc::new(protection),
            record,
        })
    }

    /// Sends a protected record.
    pub fn send_prepared(&mut self, prepared: Prepared) -> Transfer {
        let Prepared {
            content_type,
            protection,
            protected,
            record,
        } = prepared;
        self.output.extend_from_slice(&record);
        let content = protection.content.clone();
        let carrier = Carrier::whole(record, content.len(), Some(protected));
        Transfer::new(content_type, content, vec![carrier])
    }
}
