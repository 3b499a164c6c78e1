//! The protection of the records in one direction (RFC 5246 §6.1, §6.2.3): the keys in use, and the
//! number of the next record.

use crate::crypto::rc4::Keystream;
use crate::crypto::record::{
    self, Algorithms, Arrived, DirectionKeys, IvSource, Protection, RecordError, Start, Timing,
    Unprotection,
};
use crate::protocol::Rules;
use crate::wire::record::RecordHeader;
use crate::wire::{ContentType, FragmentForm, ProtocolVersion};

/// The keys of one direction, and the number of records that they have protected.
#[derive(Debug)]
pub(super) struct Protecting {
    rules: &'static Rules,
    algorithms: Algorithms,
    keys: DirectionKeys,
    epoch: u16,
    sequence: u64,
    /// By how much the sequence number in a MAC exceeds it; 0 in TLS.
    miscounted: u64,
    carried: Carried,
    timing: Timing,
}

/// What carries over from one record to the next.
#[derive(Debug)]
enum Carried {
    /// Nothing: each record has its own IV.
    Nothing,
    /// The IV of the next record, and the length in bytes of the ciphertext that it is the end of.
    Iv(Vec<u8>, usize),
    /// The rest of the keystream.
    Keystream(Box<Keystream>),
}

impl Carried {
    /// Where the next record begins.
    fn start(&mut self) -> Start<'_> {
        match self {
            Carried::Nothing => Start::InRecord,
            Carried::Iv(iv, of) => Start::Chained { iv, of: *of },
            Carried::Keystream(keystream) => Start::Keystream(keystream),
        }
    }

    /// Goes on after a record: its last block is the next IV.
    fn chain(&mut self, ciphertext: &[u8]) {
        if let Carried::Iv(iv, of) = self
            && let Some(last) = ciphertext.len().checked_sub(iv.len())
        {
            (*iv, *of) = (ciphertext[last..].to_vec(), ciphertext.len());
        }
    }
}

impl Protecting {
    /// The protection that begins with a ChangeCipherSpec: the first of its direction has the epoch 1.
    pub(super) fn new(
        rules: &'static Rules,
        algorithms: Algorithms,
        keys: DirectionKeys,
        epoch: u16,
    ) -> Self {
        let carried = match (algorithms.cipher.block_len(), algorithms.iv) {
            (None, _) => Carried::Keystream(Box::new(Keystream::new(&keys.key))),
            (Some(_), IvSource::InRecord) => Carried::Nothing,
            (Some(_), IvSource::Chained) => Carried::Iv(keys.iv.clone(), 0),
        };
        Protecting {
            rules,
            algorithms,
            keys,
            epoch,
            sequence: 0,
            miscounted: 0,
            carried,
            timing: Timing::Constant,
        }
    }

    /// The same with checks that take this time.
    pub(super) fn in_time(self, timing: Timing) -> Self {
        Protecting { timing, ..self }
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

    /// The next record has this sequence number.
    pub(super) fn count_from(&mut self, sequence: u64) {
        self.sequence = sequence;
    }

    /// The sequence number in each MAC exceeds that of the record by this.
    pub(super) fn miscount(&mut self, by: u64) {
        self.miscounted = by;
    }

    /// How a fragment is built.
    pub(super) fn form(&self) -> FragmentForm {
        match self.algorithms.cipher.block_len() {
            Some(_) => FragmentForm::Block {
                iv_len: self.iv_len(),
            },
            None => FragmentForm::Stream,
        }
    }

    /// Length in bytes of the IV at the start of a fragment.
    pub(super) fn iv_len(&self) -> usize {
        self.algorithms.iv_in_record()
    }

    /// Protects a content as the next record. `iv` is [`iv_len`](Self::iv_len) bytes that have not been
    /// used before.
    pub(super) fn protect(
        &mut self,
        content_type: ContentType,
        version: ProtocolVersion,
        content: &[u8],
        iv: &[u8],
    ) -> Protection {
        let mut protection = record::protect(
            self.algorithms,
            &self.keys,
            self.sequence + self.miscounted,
            content_type.code(),
            version.bytes(),
            content,
            self.carried.start().or_iv(iv),
        );
        protection.sequence = self.sequence;
        self.carried.chain(protection.ciphertext());
        self.sequence += 1;
        protection
    }

    /// Takes the protection off the next record. An `Ok` does not mean that the record is good.
    pub(super) fn unprotect(
        &mut self,
        header: RecordHeader,
        fragment: &[u8],
    ) -> Result<Unprotection, RecordError> {
        let arrived = Arrived {
            sequence: self.sequence,
            content_type: header.content_type.code(),
            version: header.version.bytes(),
            fragment,
        };
        let start = self.carried.start();
        let unprotection = (self.timing).unprotect(self.algorithms, &self.keys, arrived, start)?;
        self.carried.chain(unprotection.ciphertext());
        self.sequence += 1;
        Ok(unprotection)
    }
}
