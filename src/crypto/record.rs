//! Protecting a record and taking the protection off again (RFC 5246 §6.2.3): MAC, then pad, then
//! encrypt.
//!
//! ```text
//! block cipher   plaintext  content + MAC + padding + padding_length
//!                fragment   IV + CBC-encrypt(plaintext)      TLS 1.1 and 1.2: each record has its IV
//!                fragment   CBC-encrypt(plaintext)           before: the IV is the last block of the
//!                                                            record before, or from the key block
//! stream cipher  plaintext  content + MAC
//!                fragment   plaintext XOR keystream
//! ```
//!
//! With encrypt-then-MAC (RFC 7366) the MAC comes last, over what was encrypted, and is verified before
//! anything is decrypted:
//!
//! ```text
//! block cipher   plaintext  content + padding + padding_length
//!                fragment   IV + CBC-encrypt(plaintext) + MAC over seq_num + type + version +
//!                           length of IV and ciphertext + IV + ciphertext
//! ```
//!
//! What a version and a suite do differently is in [`Algorithms`]; the MAC is in [`super::mac`]. Left out:
//! compression.
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

use super::cbc::{self, CbcError};
use super::cipher::Cipher;
use super::mac::{Mac, Maced};
use super::rc4::Keystream;

/// The length of a record's fragment is two bytes on the wire (RFC 5246 §6.2.3).
const MAX_FRAGMENT_LEN: usize = 0xFFFF;
/// Padding has at most this many bytes, with its length byte.
const MAX_PADDING_LEN: usize = 256;

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
    /// Whether the MAC comes last (RFC 7366). Only with a block cipher.
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

    /// The length in bytes of the shortest fragment.
    fn shortest(&self) -> usize {
        let mac_len = self.mac.output_len();
        match self.cipher.block_len() {
            Some(block) if self.encrypt_then_mac => self.iv_in_record() + block + mac_len,
            Some(block) => self.iv_in_record() + (mac_len + 1).next_multiple_of(block),
            None => mac_len,
        }
    }
}

/// How the cipher starts on a record.
#[derive(Debug)]
pub enum Start<'a> {
    /// With the IV that is in the record. Only for taking the protection off.
    InRecord,
    /// With this IV, one block, which goes into the record.
    Iv(&'a [u8]),
    /// With this IV, one block, which does not.
    Chained {
        /// The IV.
        iv: &'a [u8],
        /// Length in bytes of the ciphertext of which it is the last block; 0 if it is from the key block.
        of: usize,
    },
    /// With the next byte of a stream cipher.
    Keystream(&'a mut Keystream),
}

impl Start<'_> {
    fn iv_origin(&self) -> IvOrigin {
        match self {
            Start::Keystream(_) => IvOrigin::None,
            Start::InRecord | Start::Iv(_) => IvOrigin::InRecord,
            Start::Chained { of: 0, .. } => IvOrigin::KeyBlock,
            Start::Chained { of, .. } => IvOrigin::Previous(*of),
        }
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Start<'a> {
    fn from(iv: &'a [u8; N]) -> Self {
        Start::Iv(iv)
    }
}

/// Where the IV of one record came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IvOrigin {
    /// There is none: it is a stream cipher.
    None,
    /// It is in the record.
    InRecord,
    /// It is in the key block.
    KeyBlock,
    /// It is the last block of the record before, whose ciphertext has this length in bytes.
    Previous(usize),
}

/// A record that was protected, with the steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protection {
    /// Number of the record in its direction since the last ChangeCipherSpec, from 0.
    pub sequence: u64,
    /// `ContentType` of the record.
    pub content_type: u8,
    /// `version` of the record.
    pub version: [u8; 2],
    /// What is MACed before the content: see [`Mac::header_fields`].
    pub pseudo_header: Vec<u8>,
    /// What is protected.
    pub content: Vec<u8>,
    /// MAC of pseudo-header and content.
    pub mac: Vec<u8>,
    /// The hash inside of it: see [`Maced`].
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
    /// Where the ciphertext is in `fragment`.
    pub encrypted: Range<usize>,
    /// The initialization vector, one block. Empty with a stream cipher.
    pub iv: Vec<u8>,
    /// Where it came from.
    pub iv_origin: IvOrigin,
    /// How many bytes of the keystream came before. 0 with a block cipher.
    pub keystream_position: u64,
    /// The bytes of the keystream, as many as `plaintext` has. Empty with a block cipher.
    pub keystream: Vec<u8>,
    /// The decrypted part of `fragment`. The three ranges below tile it.
    pub plaintext: Vec<u8>,
    /// Where the content is in `plaintext`.
    pub content: Range<usize>,
    /// Where the MAC is in `plaintext`; empty if it comes last.
    pub mac: Range<usize>,
    /// Where the padding is in `plaintext`, with padding_length. If the padding is bad it is taken
    /// for padding_length alone. Empty with a stream cipher.
    pub padding: Range<usize>,
    /// What is MACed before the content: see [`Mac::header_fields`].
    pub pseudo_header: Vec<u8>,
    /// MAC of pseudo-header and content, computed here.
    pub computed_mac: Vec<u8>,
    /// The hash inside of it: see [`Maced`].
    pub inner_mac: Vec<u8>,
    /// Whether the padding is as the version demands: see [`PaddingRule`].
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
    let (algorithm, block_len) = (algorithms.mac, algorithms.cipher.block_len());
    let last = algorithms.encrypt_then_mac && block_len.is_some();
    let mac_of = |data: &[u8]| {
        let pseudo_header = algorithm.header(sequence, content_type, version, data.len());
        let maced = algorithm.compute(&keys.mac_key, &[&pseudo_header, data].concat());
        (pseudo_header, maced)
    };
    let inside = (!last).then(|| mac_of(content));
    let mac = inside.as_ref().map_or(&[][..], |(_, maced)| &maced.output);
    let padding = block_len.map_or_else(Vec::new, |len| padding(content.len() + mac.len(), len));
    let plaintext = [content, mac, &padding].concat();
    let start = start.into();
    let iv_origin = start.iv_origin();
    let (ciphertext, iv, keystream_position) = match start {
        Start::Iv(iv) | Start::Chained { iv, .. } => {
            let ciphertext = cbc::encrypt(algorithms.cipher, &keys.key, iv, &plaintext);
            (ciphertext, iv.to_vec(), 0)
        }
        Start::Keystream(keystream) => {
            let position = keystream.position();
            let mut ciphertext = plaintext.clone();
            keystream.apply(&mut ciphertext);
            (ciphertext, Vec::new(), position)
        }
        Start::InRecord => panic!("the IV of a record that is yet to be made"),
    };
    let in_record = algorithms.iv_in_record();
    let keystream = keystream(&iv, &plaintext, &ciphertext);
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
        keystream,
        fragment,
        encrypted,
        iv,
        iv_origin,
        keystream_position,
        plaintext,
    }
}

/// Takes the protection off record number `sequence` (RFC 5246 §6.2.3). An `Ok` does not mean that
/// the record is good: ask [`Unprotection::ok`].
///
/// # Errors
/// [`RecordError`] if the fragment is too short, too long or not in whole blocks, or key or IV is not of
/// the cipher's length.
///
/// # Panics
/// If `start` is not of the cipher's kind.
pub fn unprotect<'a>(
    algorithms: Algorithms,
    keys: &DirectionKeys,
    sequence: u64,
    content_type: u8,
    version: [u8; 2],
    fragment: &[u8],
    start: impl Into<Start<'a>>,
) -> Result<Unprotection, RecordError> {
    let mac_len = algorithms.mac.output_len();
    let got = fragment.len();
    if got > MAX_FRAGMENT_LEN {
        return Err(RecordError::TooLong { got });
    }
    if algorithms.encrypt_then_mac && algorithms.cipher.block_len().is_some() {
        let record = (sequence, content_type, version);
        return unprotect_encrypted_first(algorithms, keys, record, fragment, start.into());
    }
    let (in_record, ciphertext) = fragment.split_at(algorithms.iv_in_record().min(got));
    let expected = algorithms.shortest();
    let least = mac_len + usize::from(algorithms.cipher.block_len().is_some());
    if ciphertext.len() < least {
        return Err(RecordError::TooShort { expected, got });
    }
    let decrypt = |iv: &[u8]| {
        let plaintext = cbc::decrypt(algorithms.cipher, &keys.key, iv, ciphertext)?;
        Ok::<_, CbcError>((plaintext, iv.to_vec(), 0))
    };
    let start = start.into();
    let iv_origin = start.iv_origin();
    let (plaintext, iv, keystream_position) = match start {
        Start::InRecord => decrypt(in_record)?,
        Start::Iv(iv) | Start::Chained { iv, .. } => decrypt(iv)?,
        Start::Keystream(keystream) => {
            let position = keystream.position();
            let mut plaintext = ciphertext.to_vec();
            keystream.apply(&mut plaintext);
            (plaintext, Vec::new(), position)
        }
    };

    let block_len = algorithms.cipher.block_len();
    let (padding_ok, padding_len) = match block_len {
        Some(block_len) => check_padding(&plaintext, mac_len, algorithms.padding, block_len),
        None => (Choice::from(1), 0),
    };
    let mac_end = plaintext.len() - padding_len;
    let content_len = mac_end - mac_len;
    let mac = algorithms.mac;
    let pseudo_header = mac.header(sequence, content_type, version, content_len);
    let Maced {
        inner: inner_mac,
        output: computed_mac,
    } = constant_work_mac(
        mac,
        &keys.mac_key,
        &[&pseudo_header, &plaintext[..content_len]].concat(),
        pseudo_header.len() + plaintext.len() - mac_len - usize::from(block_len.is_some()),
    );
    let mac_ok = gather_mac(&plaintext, content_len, mac_len).ct_eq(&computed_mac);

    Ok(Unprotection {
        sequence,
        content_type,
        version,
        fragment: fragment.to_vec(),
        encrypted: in_record.len()..got,
        keystream: keystream(&iv, &plaintext, ciphertext),
        iv,
        iv_origin,
        keystream_position,
        content: 0..content_len,
        mac: content_len..mac_end,
        padding: mac_end..plaintext.len(),
        plaintext,
        pseudo_header,
        computed_mac,
        inner_mac,
        padding_ok: padding_ok.into(),
        mac_ok: mac_ok.into(),
    })
}

/// The same where the MAC comes last: it is verified first, and if it is wrong nothing is decrypted.
fn unprotect_encrypted_first(
    algorithms: Algorithms,
    keys: &DirectionKeys,
    (sequence, content_type, version): (u64, u8, [u8; 2]),
    fragment: &[u8],
    start: Start<'_>,
) -> Result<Unprotection, RecordError> {
    let (mac, got) = (algorithms.mac, fragment.len());
    let expected = algorithms.shortest();
    let too_short = RecordError::TooShort { expected, got };
    if got < expected {
        return Err(too_short);
    }
    let (before, received) = fragment.split_at(got - mac.output_len());
    let (in_record, ciphertext) = before.split_at(algorithms.iv_in_record());
    let iv_origin = start.iv_origin();
    let iv = match start {
        Start::Iv(iv) | Start::Chained { iv, .. } => iv,
        Start::InRecord | Start::Keystream(_) => in_record,
    };
    let pseudo_header = mac.header(sequence, content_type, version, before.len());
    let maced = mac.compute(&keys.mac_key, &[&pseudo_header, before].concat());
    let mac_ok: bool = maced.output.ct_eq(received).into();
    let plaintext = match mac_ok {
        true => cbc::decrypt(algorithms.cipher, &keys.key, iv, ciphertext)?,
        false => Vec::new(),
    };
    let block_len = algorithms.cipher.block_len().unwrap_or(1);
    let (padding_ok, padding_len) = match plaintext.is_empty() {
        false => check_padding(&plaintext, 0, algorithms.padding, block_len),
        true => (Choice::from(1), 0),
    };
    let content_len = plaintext.len() - padding_len;
    Ok(Unprotection {
        sequence,
        content_type,
        version,
        encrypted: in_record.len()..before.len(),
        fragment: fragment.to_vec(),
        keystream: Vec::new(),
        iv: iv.to_vec(),
        iv_origin,
        keystream_position: 0,
        content: 0..content_len,
        mac: content_len..content_len,
        padding: content_len..plaintext.len(),
        plaintext,
        pseudo_header,
        computed_mac: maced.output,
        inner_mac: maced.inner,
        padding_ok: padding_ok.into(),
        mac_ok,
    })
}

impl Unprotection {
    /// The encrypted part of the fragment.
    pub fn ciphertext(&self) -> &[u8] {
        &self.fragment[self.encrypted.clone()]
    }

    /// Whether the MAC comes last (RFC 7366).
    pub fn mac_is_last(&self) -> bool {
        self.encrypted.end < self.fragment.len()
    }

    /// The MAC as it came.
    pub fn received_mac(&self) -> &[u8] {
        match self.mac_is_last() {
            true => &self.fragment[self.encrypted.end..],
            false => &self.plaintext[self.mac.clone()],
        }
    }

    /// Whether it was decrypted: not if the MAC comes last and is wrong.
    pub fn was_decrypted(&self) -> bool {
        !self.mac_is_last() || self.mac_ok
    }

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

/// What a stream cipher has XORed with the plaintext. Nothing for a block cipher, which has an IV.
fn keystream(iv: &[u8], plaintext: &[u8], ciphertext: &[u8]) -> Vec<u8> {
    let pairs = plaintext.iter().zip(ciphertext);
    match iv.is_empty() {
        true => pairs.map(|(plain, encrypted)| plain ^ encrypted).collect(),
        false => Vec::new(),
    }
}

/// The shortest padding after `len` bytes, with its length byte: 1 byte to a block.
fn padding(len: usize, block_len: usize) -> Vec<u8> {
    let n = block_len - 1 - len % block_len;
    vec![n as u8; n + 1]
}

/// Whether the padding is right, and its length with padding_length. The length is 1 if it is not.
/// Looks at the last 256 bytes, or all there are, whatever padding_length says.
fn check_padding(
    plaintext: &[u8],
    mac_len: usize,
    rule: PaddingRule,
    block_len: usize,
) -> (Choice, usize) {
    let last = plaintext.len() - 1;
    let n = plaintext[last];
    let room = plaintext.len() - mac_len - 1;
    let most = match rule {
        PaddingRule::Filled => room,
        PaddingRule::Free => room.min(block_len - 1),
    };
    let mut good = !u32::from(n).ct_gt(&(most as u32));
    if rule == PaddingRule::Filled {
        for (i, byte) in (0..MAX_PADDING_LEN as u32).zip(plaintext.iter().rev()) {
            let is_padding = !i.ct_gt(&u32::from(n));
            good &= !is_padding | byte.ct_eq(&n);
        }
    }
    let len = u32::conditional_select(&1, &(u32::from(n) + 1), good);
    (good, len as usize)
}

/// MAC of `data`, and then as many further compressions as `max_len` bytes would have taken.
fn constant_work_mac(mac: Mac, key: &[u8], data: &[u8], max_len: usize) -> Maced {
    let output = mac.compute(key, data);
    mac.hash()
        .burn_compressions(missing_compressions(mac, data.len(), max_len));
    output
}

/// The inner hash runs over the key and the data.
fn missing_compressions(mac: Mac, len: usize, max_len: usize) -> usize {
    let inner = |len| mac.hash().compressions(mac.before_data() + len);
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
    use super::super::hash::HashAlgorithm;
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
            let missing = missing_compressions(Mac::Hmac(hash), len, max_len);
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
