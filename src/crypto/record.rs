//! Protecting a record with a CBC suite and taking the protection off again (RFC 5246 §6.2.3.2):
//! MAC, then pad, then encrypt.
//!
//! ```text
//! MAC        HMAC(MAC_write_key, seq_num + type + version + length + content)
//! plaintext  content + MAC + padding + padding_length
//! fragment   IV + CBC-encrypt(plaintext)
//! ```
//!
//! This is the record of TLS 1.1 and 1.2, which carries its own IV, outside the MAC. Left out:
//! compression; TLS 1.0, which chains IVs from record to record; SSL 3.0 with its own MAC and
//! undefined padding; encrypt-then-MAC (RFC 7366).
//!
//! # Padding oracles
//!
//! An attacker who can tell bad padding from a bad MAC can decrypt (Vaudenay 2002), whether by the alert or by
//! the time until it comes. So [`unprotect`] makes both checks on every record, without branches on
//! what it decrypted: bad padding counts as no padding, the MAC is computed anyway, compared in
//! constant time, and the compressions that a longer content would have taken are made up for, as
//! the attack Lucky Thirteen (2013) demands. It goes no further than that: the content is copied and
//! hashed with its real length, so what remains is a difference of some nanoseconds in copying and
//! buffering. The result says which check failed, for the screen; only [`Unprotection::ok`] may
//! decide what is sent.

use crate::said;
use crate::text::Said;
use std::ops::Range;

use subtle::{
    Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater, ConstantTimeLess,
};

use super::cbc::{self, BLOCK_LEN, CbcError};
use super::cipher::Cipher;
use super::hash::HashAlgorithm;

/// Length of what is MACed before the content, in bytes: seq_num, type, version, length.
pub const PSEUDO_HEADER_LEN: usize = 13;
/// The length of a record's fragment is two bytes on the wire (RFC 5246 §6.2.3).
const MAX_FRAGMENT_LEN: usize = 0xFFFF;
/// Padding has at most this many bytes, with its length byte.
const MAX_PADDING_LEN: usize = 256;

/// The two keys of one direction, out of the key block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectionKeys {
    /// Key of the HMAC, as long as the output of its hash.
    pub mac_key: Vec<u8>,
    /// Key of the cipher, [`Cipher::key_len`](Cipher::key_len) bytes.
    pub key: Vec<u8>,
}

/// What protects the records of a suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithms {
    /// The cipher.
    pub cipher: Cipher,
    /// The hash function of the HMAC.
    pub mac: HashAlgorithm,
}

/// How a version protects a record: see [`protect`].
pub type Protect =
    fn(Algorithms, &DirectionKeys, u64, u8, [u8; 2], &[u8], [u8; BLOCK_LEN]) -> Protection;

/// How a version takes the protection off a record: see [`unprotect`].
pub type Unprotect =
    fn(Algorithms, &DirectionKeys, u64, u8, [u8; 2], &[u8]) -> Result<Unprotection, RecordError>;

/// A record that was protected, with the steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protection {
    /// Number of the record in its direction since the last ChangeCipherSpec, from 0.
    pub sequence: u64,
    /// `ContentType` of the record.
    pub content_type: u8,
    /// `version` of the record.
    pub version: [u8; 2],
    /// What is MACed before the content: seq_num (8), type (1), version (2), length of the content
    /// (2).
    pub pseudo_header: [u8; PSEUDO_HEADER_LEN],
    /// What is protected.
    pub content: Vec<u8>,
    /// HMAC of pseudo-header and content.
    pub mac: Vec<u8>,
    /// Padding and padding_length: n + 1 bytes of the value n, to fill the last block.
    pub padding: Vec<u8>,
    /// The initialization vector, one block.
    pub iv: Vec<u8>,
    /// What is encrypted: content, MAC, padding.
    pub plaintext: Vec<u8>,
    /// What goes into the record: IV, ciphertext.
    pub fragment: Vec<u8>,
}

/// A record whose protection was taken off, and whether it is to be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unprotection {
    /// Number of the record in its direction since the last ChangeCipherSpec, from 0.
    pub sequence: u64,
    /// `ContentType` of the record.
    pub content_type: u8,
    /// `version` of the record.
    pub version: [u8; 2],
    /// What came in the record.
    pub fragment: Vec<u8>,
    /// Where the initialization vector is in `fragment`.
    pub iv: Range<usize>,
    /// The decrypted rest of `fragment`. The three ranges below tile it.
    pub plaintext: Vec<u8>,
    /// Where the content is in `plaintext`.
    pub content: Range<usize>,
    /// Where the MAC is in `plaintext`.
    pub mac: Range<usize>,
    /// Where the padding is in `plaintext`, with padding_length. If the padding is bad it is taken
    /// for padding_length alone.
    pub padding: Range<usize>,
    /// What is MACed before the content.
    pub pseudo_header: [u8; PSEUDO_HEADER_LEN],
    /// HMAC of pseudo-header and content, computed here.
    pub computed_mac: Vec<u8>,
    /// Whether the padding consists of n + 1 bytes of the value n.
    pub padding_ok: bool,
    /// Whether `computed_mac` equals the bytes at `mac`.
    pub mac_ok: bool,
}

/// Why there is nothing to decrypt. Told from lengths alone, so there is no secret in it; the answer
/// is `bad_record_mac` all the same (RFC 5246 §7.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum RecordError {
    /// The fragment cannot hold an IV, a MAC and a padding_length.
    TooShort {
        /// The shortest possible fragment of this suite, in bytes.
        expected: usize,
        /// Length of the fragment, in bytes.
        got: usize,
    },
    /// The fragment is longer than a record can say (its length has two bytes).
    TooLong {
        /// Length of the fragment, in bytes.
        got: usize,
    },
    /// The key or the ciphertext has a length that the cipher cannot take.
    Cbc(#[from] CbcError),
}

impl RecordError {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            RecordError::TooShort { expected, got } => {
                said!("crypto.record.too_short", expected, got)
            }
            RecordError::TooLong { got } => {
                said!("crypto.record.too_long", max = MAX_FRAGMENT_LEN, got)
            }
            RecordError::Cbc(error) => error.said(),
        }
    }
}

/// Protects `content` as record number `sequence`, with as little padding as possible (RFC 5246
/// §6.2.3.2). The caller generates the IV, one for each record, so that no one can know it in advance.
///
/// # Panics
/// If the keys are not of the algorithms' lengths, or `content` is longer than 2^16 − 1 bytes. (A record
/// holds at most 2^14, RFC 5246 §6.2.1; cutting is the record layer's business.)
pub fn protect(
    algorithms: Algorithms,
    keys: &DirectionKeys,
    sequence: u64,
    content_type: u8,
    version: [u8; 2],
    content: &[u8],
    iv: [u8; BLOCK_LEN],
) -> Protection {
    let pseudo_header = pseudo_header(sequence, content_type, version, content.len());
    let mac = (algorithms.mac).hmac(&keys.mac_key, &[&pseudo_header, content].concat());
    let padding = padding(content.len() + mac.len());
    let plaintext = [content, &mac, &padding].concat();
    let ciphertext = cbc::encrypt(algorithms.cipher, &keys.key, &iv, &plaintext);
    Protection {
        sequence,
        content_type,
        version,
        pseudo_header,
        content: content.to_vec(),
        mac,
        padding,
        iv: iv.to_vec(),
        plaintext,
        fragment: [iv.as_slice(), &ciphertext].concat(),
    }
}

/// Takes the protection off record number `sequence` (RFC 5246 §6.2.3.2). An `Ok` does not mean that
/// the record is good: ask [`Unprotection::ok`].
///
/// # Errors
/// [`RecordError`] if the fragment is too short, too long or not in whole blocks, or the key is not
/// of the cipher's length.
pub fn unprotect(
    algorithms: Algorithms,
    keys: &DirectionKeys,
    sequence: u64,
    content_type: u8,
    version: [u8; 2],
    fragment: &[u8],
) -> Result<Unprotection, RecordError> {
    let mac_len = algorithms.mac.output_len();
    let too_short = RecordError::TooShort {
        expected: BLOCK_LEN + (mac_len + 1).next_multiple_of(BLOCK_LEN),
        got: fragment.len(),
    };
    if fragment.len() > MAX_FRAGMENT_LEN {
        return Err(RecordError::TooLong {
            got: fragment.len(),
        });
    }
    let (iv, ciphertext) = fragment.split_first_chunk().ok_or(too_short)?;
    if ciphertext.len() < mac_len + 1 {
        return Err(too_short);
    }
    let plaintext = cbc::decrypt(algorithms.cipher, &keys.key, iv, ciphertext)?;

    let (padding_ok, padding_len) = check_padding(&plaintext, mac_len);
    let mac_end = plaintext.len() - padding_len;
    let content_len = mac_end - mac_len;
    let pseudo_header = pseudo_header(sequence, content_type, version, content_len);
    let computed_mac = constant_work_mac(
        algorithms.mac,
        &keys.mac_key,
        &[&pseudo_header, &plaintext[..content_len]].concat(),
        PSEUDO_HEADER_LEN + plaintext.len() - mac_len - 1,
    );
    let mac_ok = gather_mac(&plaintext, content_len, mac_len).ct_eq(&computed_mac);

    Ok(Unprotection {
        sequence,
        content_type,
        version,
        fragment: fragment.to_vec(),
        iv: 0..BLOCK_LEN,
        content: 0..content_len,
        mac: content_len..mac_end,
        padding: mac_end..plaintext.len(),
        plaintext,
        pseudo_header,
        computed_mac,
        padding_ok: padding_ok.into(),
        mac_ok: mac_ok.into(),
    })
}

impl Unprotection {
    /// Whether the record is what the other side sent. If not, the answer is `bad_record_mac`,
    /// whatever the reason.
    pub fn ok(&self) -> bool {
        self.padding_ok & self.mac_ok
    }

    /// The content. It is worth nothing unless [`ok`](Self::ok).
    pub fn content(&self) -> &[u8] {
        &self.plaintext[self.content.clone()]
    }
}

/// seq_num (8 bytes), type (1), version (2), length (2), as they are MACed (RFC 5246 §6.2.3.1).
fn pseudo_header(
    sequence: u64,
    content_type: u8,
    version: [u8; 2],
    content_len: usize,
) -> [u8; PSEUDO_HEADER_LEN] {
    assert!(content_len <= 0xFFFF, "{content_len} bytes of content");
    let mut bytes = [0; PSEUDO_HEADER_LEN];
    bytes[..8].copy_from_slice(&sequence.to_be_bytes());
    bytes[8] = content_type;
    bytes[9..11].copy_from_slice(&version);
    bytes[11..].copy_from_slice(&(content_len as u16).to_be_bytes());
    bytes
}

/// The shortest padding after `len` bytes, with its length byte: 1 to 16 bytes.
fn padding(len: usize) -> Vec<u8> {
    let n = BLOCK_LEN - 1 - len % BLOCK_LEN;
    vec![n as u8; n + 1]
}

/// Whether the padding is right, and its length with padding_length. The length is 1 if it is not.
/// Looks at the last 256 bytes, or all there are, whatever padding_length says.
fn check_padding(plaintext: &[u8], mac_len: usize) -> (Choice, usize) {
    let last = plaintext.len() - 1;
    let n = plaintext[last];
    let room = (plaintext.len() - mac_len - 1) as u32;
    let mut good = !u32::from(n).ct_gt(&room);
    for (i, byte) in (0..MAX_PADDING_LEN as u32).zip(plaintext.iter().rev()) {
        let is_padding = !i.ct_gt(&u32::from(n));
        good &= !is_padding | byte.ct_eq(&n);
    }
    let len = u32::conditional_select(&1, &(u32::from(n) + 1), good);
    (good, len as usize)
}

/// HMAC of `data`, and then as many compressions as are missing to what `max_len` bytes would take.
fn constant_work_mac(hash: HashAlgorithm, key: &[u8], data: &[u8], max_len: usize) -> Vec<u8> {
    let mac = hash.hmac(key, data);
    hash.burn_compressions(missing_compressions(hash, data.len(), max_len));
    mac
}

/// The inner hash of HMAC runs over one block of padded key and the data.
fn missing_compressions(hash: HashAlgorithm, len: usize, max_len: usize) -> usize {
    let inner = |len| hash.compressions(hash.block_len() + len);
    inner(max_len) - inner(len)
}

/// The `mac_len` bytes at `start`, taken without an address that depends on `start`: every byte where
/// a MAC could be is read, those of the MAC are kept in a ring, and the ring is turned.
fn gather_mac(plaintext: &[u8], start: usize, mac_len: usize) -> Vec<u8> {
    let first = plaintext.len().saturating_sub(mac_len + MAX_PADDING_LEN);
    let (start, len) = ((start - first) as u32, mac_len as u32);
    let mut ring = vec![0u8; mac_len];
    let mut turn = 0u32;
    for (i, &byte) in (0u32..).zip(&plaintext[first..]) {
        let slot = i % len;
        turn.conditional_assign(&slot, i.ct_eq(&start));
        let inside = !i.ct_lt(&start) & i.ct_lt(&(start + len));
        ring[slot as usize] |= u8::conditional_select(&0, &byte, inside);
    }
    (0..len)
        .map(|i| {
            let mut byte = 0;
            for (slot, kept) in (0u32..).zip(&ring) {
                // turn + i is less than twice the length, so its remainder is one subtraction away.
                let here = slot.ct_eq(&(turn + i)) | (slot + len).ct_eq(&(turn + i));
                byte.conditional_assign(kept, here);
            }
            byte
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// HMAC's inner hash of SHA-1 and SHA-256 takes one block of key, and then 55 bytes in the first
    /// block of data and 64 in each further. This is what Lucky Thirteen measures.
    #[test]
    fn missing_compressions_are_those_of_the_longest_content() {
        for (hash, len, max_len, expected) in [
            (HashAlgorithm::Sha1, 13, 55, 0),
            (HashAlgorithm::Sha1, 55, 56, 1),
            (HashAlgorithm::Sha256, 56, 119, 0),
            (HashAlgorithm::Sha256, 56, 120, 1),
            (HashAlgorithm::Sha256, 13, 13 + 255, 4),
            (HashAlgorithm::Sha384, 13, 111, 0),
            (HashAlgorithm::Sha384, 111, 112, 1),
        ] {
            let missing = missing_compressions(hash, len, max_len);
            assert_eq!(missing, expected, "{len} of {max_len} bytes");
        }
    }

    /// FIPS 180-4 §5.1: 55 bytes are the longest message in one block of 64, 111 in one of 128.
    #[test]
    fn compressions_are_counted_with_the_length_field() {
        for (hash, len, expected) in [
            (HashAlgorithm::Sha256, 0, 1),
            (HashAlgorithm::Sha256, 55, 1),
            (HashAlgorithm::Sha256, 56, 2),
            (HashAlgorithm::Sha256, 119, 2),
            (HashAlgorithm::Sha256, 120, 3),
            (HashAlgorithm::Sha384, 111, 1),
            (HashAlgorithm::Sha384, 112, 2),
        ] {
            assert_eq!(hash.compressions(len), expected, "{len} bytes");
        }
    }

    #[test]
    fn the_mac_is_gathered_from_wherever_it_is() {
        let plaintext: Vec<u8> = (0..600u32).map(|i| (i * 7 % 251) as u8).collect();
        for mac_len in [16, 20, 32, 48] {
            for len in [mac_len, mac_len + 1, 300, 600] {
                let plaintext = &plaintext[..len];
                for start in len.saturating_sub(mac_len + 256)..=len - mac_len {
                    let expected = &plaintext[start..start + mac_len];
                    assert_eq!(gather_mac(plaintext, start, mac_len), expected);
                }
            }
        }
    }
}
