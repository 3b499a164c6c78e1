//! The MAC of a record: that of TLS is HMAC (RFC 5246 §6.2.3.1), that of SSL 3.0 came before it
//! (RFC 6101 §5.2.3.1).
//!
//! ```text
//! TLS      HMAC_hash(MAC_write_key, seq_num + type + version + length + content)
//! SSL 3.0  hash(MAC_write_secret + pad_2 +
//!               hash(MAC_write_secret + pad_1 + seq_num + type + length + content))
//! ```
//!
//! pad_1 is the byte 0x36, pad_2 is 0x5c, each 48 times for MD5 and 40 times for SHA-1. SSL 3.0 leaves
//! the version of the record out of what is authenticated.

use super::hash::HashAlgorithm;

/// A MAC algorithm with its hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mac {
    /// HMAC (RFC 2104).
    Hmac(HashAlgorithm),
    /// That of SSL 3.0.
    Ssl3(HashAlgorithm),
}

/// A MAC, and the hash inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maced {
    /// The inner hash of SSL 3.0. Empty for HMAC, which is taken as given.
    pub inner: Vec<u8>,
    /// The MAC: [`Mac::output_len`] bytes.
    pub output: Vec<u8>,
}

/// What is authenticated before the content, field by field, with lengths in bytes.
pub type Header = &'static [(&'static str, usize)];

impl Mac {
    /// The hash function inside.
    pub fn hash(self) -> HashAlgorithm {
        match self {
            Self::Hmac(hash) | Self::Ssl3(hash) => hash,
        }
    }

    /// Length of a MAC and of its key, in bytes.
    pub fn output_len(self) -> usize {
        self.hash().output_len()
    }

    /// What is authenticated before the content.
    pub fn header_fields(self) -> Header {
        match self {
            Self::Hmac(_) => &[("seq_num", 8), ("type", 1), ("version", 2), ("length", 2)],
            Self::Ssl3(_) => &[("seq_num", 8), ("type", 1), ("length", 2)],
        }
    }

    /// The header of a record's content, as it is authenticated. `len` is the length of the content in
    /// bytes.
    ///
    /// # Panics
    /// If the length does not fit into two bytes.
    pub fn header(self, sequence: u64, content_type: u8, version: [u8; 2], len: usize) -> Vec<u8> {
        assert!(len <= 0xFFFF, "{len} bytes of content");
        let version: &[u8] = match self {
            Self::Hmac(_) => &version,
            Self::Ssl3(_) => &[],
        };
        let (sequence, length) = (sequence.to_be_bytes(), (len as u16).to_be_bytes());
        [&sequence[..], &[content_type], version, &length].concat()
    }

    /// The MAC of data, which is given in pieces.
    pub fn compute(self, key: &[u8], data: &[&[u8]]) -> Maced {
        match self {
            Self::Hmac(hash) => Maced {
                inner: Vec::new(),
                output: hash.hmac_of(key, data),
            },
            Self::Ssl3(hash) => {
                let (pad_1, pad_2) = pads(hash);
                let inner = hash.digest(&[&[key, pad_1], data].concat().concat());
                let output = hash.digest(&[key, pad_2, &inner].concat());
                Maced { inner, output }
            }
        }
    }

    /// How many bytes the inner hash takes before the data: a block with the padded key, or key and
    /// pad_1.
    pub(super) fn before_data(self) -> usize {
        match self {
            Self::Hmac(hash) => hash.block_len(),
            Self::Ssl3(hash) => hash.output_len() + pads(hash).0.len(),
        }
    }
}

const PAD_1: [u8; 48] = [0x36; 48];
const PAD_2: [u8; 48] = [0x5c; 48];

/// pad_1 and pad_2 of SSL 3.0 (RFC 6101 §5.2.3.1).
pub fn pads(hash: HashAlgorithm) -> (&'static [u8], &'static [u8]) {
    let len = match hash {
        HashAlgorithm::Md5 => 48,
        _ => 40,
    };
    (&PAD_1[..len], &PAD_2[..len])
}
