//! What protects the records of one direction: algorithms and keys.

use crate::crypto::cipher::Cipher;
use crate::crypto::mac::Mac;

/// The keys of one direction, out of the key block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectionKeys {
    /// Key of the MAC, as long as the output of its hash.
    pub mac_key: Vec<u8>,
    /// Key of the cipher, [`Cipher::key_len`](Cipher::key_len) bytes.
    pub key: Vec<u8>,
    /// IV of the first record, one block; empty where the key block has none.
    pub iv: Vec<u8>,
}

/// Where the IV of a record comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IvSource {
    /// Each record carries its own, in front of the ciphertext (RFC 4346 §6.2.3.2).
    InRecord,
    /// It is the last block of the record before, and that of the first record is in the key block
    /// (RFC 2246 §6.2.3.2). A record shows the IV of the next, which BEAST exploits.
    Chained,
}

/// What the padding of a block cipher has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaddingRule {
    /// Up to 255 bytes, each of the value of padding_length (RFC 2246 §6.2.3.2).
    Filled,
    /// Less than a block, and of any value (RFC 6101 §5.2.3.2), which POODLE exploits.
    Free,
}

/// What protects the records of a suite in a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithms {
    /// The cipher.
    pub cipher: Cipher,
    /// The MAC.
    pub mac: Mac,
    /// Where the IV of a block cipher comes from.
    pub iv: IvSource,
    /// What the padding of a block cipher has to be.
    pub padding: PaddingRule,
    /// Whether the MAC comes last (RFC 7366). It changes nothing with a stream cipher.
    pub encrypt_then_mac: bool,
}

impl Algorithms {
    /// Length in bytes of the IV at the start of each fragment: 0 if it is not there.
    pub fn iv_in_record(&self) -> usize {
        match self.iv {
            IvSource::InRecord => self.cipher.block_len().unwrap_or(0),
            IvSource::Chained => 0,
        }
    }

    /// Whether the MAC comes last, over what was encrypted (RFC 7366).
    pub fn mac_is_last(&self) -> bool {
        self.encrypt_then_mac && self.cipher.block_len().is_some()
    }

    /// Length in bytes of the MAC that is encrypted with the content: 0 if it comes last.
    pub fn mac_inside(&self) -> usize {
        match self.mac_is_last() {
            true => 0,
            false => self.mac.output_len(),
        }
    }

    /// Length in bytes of what follows the ciphertext in a fragment: the MAC, if it comes last.
    pub fn mac_behind(&self) -> usize {
        self.mac.output_len() - self.mac_inside()
    }

    /// The length in bytes of the shortest fragment.
    pub(super) fn shortest(&self) -> usize {
        let mac_len = self.mac.output_len();
        match self.cipher.block_len() {
            Some(block) if self.encrypt_then_mac => self.iv_in_record() + block + mac_len,
            Some(block) => self.iv_in_record() + (mac_len + 1).next_multiple_of(block),
            None => mac_len,
        }
    }
}
