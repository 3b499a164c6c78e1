//! The protection of the records in one direction (RFC 5246 §6.1, §6.2.3): the keys in use, and the
//! number of the next record.

use crate::crypto::cbc::BLOCK_LEN;
use crate::crypto::record::{DirectionKeys, Protection, RecordError, Unprotection};
use crate::protocol::{Rules, Suite};
use crate::wire::record::RecordHeader;
use crate::wire::{ContentType, ProtocolVersion};

/// The keys of one direction, and the number of records that they have protected.
#[derive(Debug)]
pub(super) struct Protecting {
    rules: &'static Rules,
    suite: &'static Suite,
    keys: DirectionKeys,
    epoch: u16,
    sequence: u64,
}

impl Protecting {
    /// The protection that begins with a ChangeCipherSpec: the first of its direction has the epoch 1.
    pub(super) fn new(
        rules: &'static Rules,
        suite: &'static Suite,
        keys: DirectionKeys,
        epoch: u16,
    ) -> Self {
        Protecting {
            rules,
            suite,
            keys,
            epoch,
            sequence: 0,
        }
    }

    pub(super) fn rules(&self) -> &'static Rules {
        self.rules
    }

    pub(super) fn epoch(&self) -> u16 {
        self.epoch
    }

    /// The sequence number of the next record.
    pub(super) fn next_sequence(&self) -> u64 {
        self.sequence
    }

    /// Length in bytes of the IV at the start of a fragment.
    pub(super) fn iv_len(&self) -> usize {
        self.rules.record_iv_len(self.suite)
    }

    /// Protects a content as the next record.
    pub(super) fn protect(
        &mut self,
        content_type: ContentType,
        version: ProtocolVersion,
        content: &[u8],
        iv: [u8; BLOCK_LEN],
    ) -> Protection {
        let protection = (self.rules.protect)(
            self.suite.algorithms(),
            &self.keys,
            self.sequence,
            content_type.code(),
            version.bytes(),
            content,
            iv,
        );
        self.sequence += 1;
        protection
    }

    /// Takes the protection off the next record. An `Ok` does not mean that the record is good.
    pub(super) fn unprotect(
        &mut self,
        header: RecordHeader,
        fragment: &[u8],
    ) -> Result<Unprotection, RecordError> {
        let unprotection = (self.rules.unprotect)(
            self.suite.algorithms(),
            &self.keys,
            self.sequence,
            header.content_type.code(),
            header.version.bytes(),
            fragment,
        )?;
        self.sequence += 1;
        Ok(unprotection)
    }
}
