//! Protecting a record.

use super::algorithms::{Algorithms, DirectionKeys};
use super::start::{Ciphered, IvOrigin, Start};
use std::ops::Range;

/// A record that was protected, with the steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protection {
    /// Number of the record in its direction since the last ChangeCipherSpec, from 0.
    pub sequence: u64,
    /// `ContentType` of the record.
    pub content_type: u8,
    /// `version` of the record.
    pub version: [u8; 2],
    /// What is MACed before the content: see [`Mac::header_fields`](crate::crypto::mac::Mac::header_fields).
    pub pseudo_header: Vec<u8>,
    /// What is protected.
    pub content: Vec<u8>,
    /// MAC of pseudo-header and content; of pseudo-header, IV and ciphertext if it comes last.
    pub mac: Vec<u8>,
    /// The hash inside of it: see [`Maced`](crate::crypto::mac::Maced).
    pub inner_mac: Vec<u8>,
    /// Padding and padding_length: n + 1 bytes of the value n, to fill the last block. Empty with a
    /// stream cipher.
    pub padding: Vec<u8>,
    /// The initialization vector, one block. Empty with a stream cipher.
    pub iv: Vec<u8>,
    /// Where it came from.
    pub iv_origin: IvOrigin,
    /// How many bytes of the keystream came before. 0 with a block cipher.
    pub keystream_position: u64,
    /// The bytes of the keystream, as many as `plaintext` has. Empty with a block cipher.
    pub keystream: Vec<u8>,
    /// What is encrypted: content, MAC unless it comes last, padding.
    pub plaintext: Vec<u8>,
    /// What goes into the record: the IV where it is in the record, ciphertext, the MAC if it comes last.
    pub fragment: Vec<u8>,
    /// Where the ciphertext is in `fragment`.
    pub encrypted: Range<usize>,
}

impl Protection {
    /// The encrypted part of the fragment.
    pub fn ciphertext(&self) -> &[u8] {
        &self.fragment[self.encrypted.clone()]
    }

    /// Whether the MAC comes last (RFC 7366).
    pub fn mac_is_last(&self) -> bool {
        self.encrypted.end < self.fragment.len()
    }
}

/// Protects `content` as record number `sequence`, with as little padding as possible (RFC 5246
/// §6.2.3). Where each record carries its IV, the caller generates it, one for each record, so that it
/// cannot be known in advance.
///
/// # Panics
/// If the keys are not of the algorithms' lengths, `start` is not of the cipher's kind, or `content` is longer
/// than 2^16 − 1 bytes. (A record holds at most 2^14, RFC 5246 §6.2.1; cutting is the record layer's
/// business.)
pub fn protect<'a>(
    algorithms: Algorithms,
    keys: &DirectionKeys,
    sequence: u64,
    content_type: u8,
    version: [u8; 2],
    content: &[u8],
    start: impl Into<Start<'a>>,
) -> Protection {
    let mac_of = |data: &[u8]| {
        let pseudo_header = (algorithms.mac).header(sequence, content_type, version, data.len());
        let maced = (algorithms.mac).compute(&keys.mac_key, &[&pseudo_header, data]);
        (pseudo_header, maced)
    };
    let last = algorithms.mac_is_last();
    let inside = (!last).then(|| mac_of(content));
    let mac = inside.as_ref().map_or(&[][..], |(_, maced)| &maced.output);
    let block_len = algorithms.cipher.block_len();
    let padding = block_len.map_or_else(Vec::new, |len| padding(content.len() + mac.len(), len));
    let plaintext = [content, mac, &padding].concat();
    let Ciphered {
        text: ciphertext,
        iv,
        iv_origin,
        keystream_position,
        keystream,
    } = (start.into()).encrypt(algorithms.cipher, &keys.key, &plaintext);
    let in_record = algorithms.iv_in_record();
    let mut fragment = [&iv[..in_record], &ciphertext].concat();
    let encrypted = in_record..fragment.len();
    let (pseudo_header, maced) = inside.unwrap_or_else(|| mac_of(&fragment));
    if last {
        fragment.extend_from_slice(&maced.output);
    }
    Protection {
        sequence,
        content_type,
        version,
        pseudo_header,
        content: content.to_vec(),
        mac: maced.output,
        inner_mac: maced.inner,
        padding,
        iv,
        iv_origin,
        keystream_position,
        keystream,
        plaintext,
        fragment,
        encrypted,
    }
}

/// The shortest padding after `len` bytes, with its length byte: 1 byte to a block.
fn padding(len: usize, block_len: usize) -> Vec<u8> {
    let n = block_len - 1 - len % block_len;
    vec![n as u8; n + 1]
}
