//! Taking the protection off a record, and saying whether it is to be believed.

use super::algorithms::{Algorithms, DirectionKeys};
use super::start::{Ciphered, IvOrigin, Start};
use super::timing::Timing;
use crate::crypto::cbc::CbcError;
use crate::crypto::mac::Maced;
use crate::said;
use crate::text::Said;
use std::ops::Range;
use subtle::ConstantTimeEq;

/// The length of a record's fragment is two bytes on the wire (RFC 5246 §6.2.3).
const MAX_FRAGMENT_LEN: usize = 0xFFFF;

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
    /// What is MACed before the content: see [`Mac::header_fields`](crate::crypto::mac::Mac::header_fields).
    pub pseudo_header: Vec<u8>,
    /// MAC of pseudo-header and content, or of pseudo-header, IV and ciphertext if it comes last, computed here.
    pub computed_mac: Vec<u8>,
    /// The hash inside of it: see [`Maced`].
    pub inner_mac: Vec<u8>,
    /// Whether the padding is as the version demands: see [`PaddingRule`](super::PaddingRule).
    pub padding_ok: bool,
    /// Whether `computed_mac` equals the bytes at `mac`; if it comes last, the end of the record.
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

/// A record as it came.
#[derive(Debug, Clone, Copy)]
pub struct Arrived<'f> {
    /// Its number in its direction since the last ChangeCipherSpec, from 0.
    pub sequence: u64,
    /// Its `ContentType`.
    pub content_type: u8,
    /// Its `version`.
    pub version: [u8; 2],
    /// What is in it.
    pub fragment: &'f [u8],
}

/// Takes the protection off record number `sequence` (RFC 5246 §6.2.3), as an endpoint has to: see
/// [`Timing::Constant`]. An `Ok` does not mean that the record is good: ask [`Unprotection::ok`].
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
    let arrived = Arrived {
        sequence,
        content_type,
        version,
        fragment,
    };
    Timing::Constant.unprotect(algorithms, keys, arrived, start)
}

impl Timing {
    /// Takes the protection off a record, as [`unprotect`] does, in this time.
    ///
    /// # Errors
    /// As [`unprotect`].
    ///
    /// # Panics
    /// As [`unprotect`].
    pub fn unprotect<'a>(
        self,
        algorithms: Algorithms,
        keys: &DirectionKeys,
        arrived: Arrived<'_>,
        start: impl Into<Start<'a>>,
    ) -> Result<Unprotection, RecordError> {
        let Arrived {
            sequence,
            content_type,
            version,
            fragment,
        } = arrived;
        let encrypted = encrypted(algorithms, fragment.len())?;
        let start = start.into().or_iv(&fragment[..encrypted.start]);
        let header = |len| (algorithms.mac).header(sequence, content_type, version, len);
        let taken = match algorithms.mac_is_last() {
            true => self.mac_then_decrypt(algorithms, keys, fragment, &encrypted, start, header)?,
            false => {
                let ciphertext = &fragment[encrypted.clone()];
                self.decrypt_then_mac(algorithms, keys, ciphertext, start, header)?
            }
        };
        Ok(Unprotection {
            sequence,
            content_type,
            version,
            fragment: fragment.to_vec(),
            encrypted,
            iv: taken.opened.iv,
            iv_origin: taken.opened.iv_origin,
            keystream_position: taken.opened.keystream_position,
            keystream: taken.opened.keystream,
            content: taken.content,
            padding: taken.mac.end..taken.opened.text.len(),
            mac: taken.mac,
            plaintext: taken.opened.text,
            pseudo_header: taken.pseudo_header,
            computed_mac: taken.maced.output,
            inner_mac: taken.maced.inner,
            padding_ok: taken.padding_ok,
            mac_ok: taken.mac_ok,
        })
    }

    /// Decrypts, and then makes both checks.
    fn decrypt_then_mac(
        self,
        algorithms: Algorithms,
        keys: &DirectionKeys,
        ciphertext: &[u8],
        start: Start<'_>,
        header: impl Fn(usize) -> Vec<u8>,
    ) -> Result<Judged, RecordError> {
        let mac_len = algorithms.mac.output_len();
        let opened = start.decrypt(algorithms.cipher, &keys.key, ciphertext)?;
        let plaintext = opened.text.as_slice();
        let (padding_ok, padding_len) = self.check_padding(plaintext, mac_len, algorithms);
        let mac_end = plaintext.len() - padding_len;
        let content_len = mac_end - mac_len;
        let pseudo_header = header(content_len);
        let (maced, mac_ok) = self.check_mac(
            algorithms,
            &keys.mac_key,
            &pseudo_header,
            plaintext,
            content_len,
        );
        Ok(Judged {
            content: 0..content_len,
            mac: content_len..mac_end,
            pseudo_header,
            padding_ok,
            mac_ok,
            maced,
            opened,
        })
    }

    /// Verifies a MAC that comes last, and decrypts only if it is right.
    fn mac_then_decrypt(
        self,
        algorithms: Algorithms,
        keys: &DirectionKeys,
        fragment: &[u8],
        encrypted: &Range<usize>,
        start: Start<'_>,
        header: impl Fn(usize) -> Vec<u8>,
    ) -> Result<Judged, RecordError> {
        let (before, received) = fragment.split_at(encrypted.end);
        let pseudo_header = header(before.len());
        let maced = (algorithms.mac).compute(&keys.mac_key, &[&pseudo_header, before]);
        let mac_ok: bool = maced.output.ct_eq(received).into();
        let opened = match mac_ok {
            true => start.decrypt(algorithms.cipher, &keys.key, &fragment[encrypted.clone()])?,
            false => start.pass_over(),
        };
        let (padding_ok, padding_len) = match mac_ok {
            true => self.check_padding(&opened.text, 0, algorithms),
            false => (true, 0),
        };
        let content_len = opened.text.len() - padding_len;
        Ok(Judged {
            content: 0..content_len,
            mac: content_len..content_len,
            pseudo_header,
            maced,
            padding_ok,
            mac_ok,
            opened,
        })
    }
}

/// Where the ciphertext is in a fragment of `got` bytes.
fn encrypted(algorithms: Algorithms, got: usize) -> Result<Range<usize>, RecordError> {
    if got > MAX_FRAGMENT_LEN {
        return Err(RecordError::TooLong { got });
    }
    let (start, mac_len) = (algorithms.iv_in_record(), algorithms.mac.output_len());
    let expected = algorithms.shortest();
    let (least, behind) = match algorithms.mac_is_last() {
        true => (expected, mac_len),
        // whether the rest is whole blocks is for the cipher to say
        false => {
            let padding_length = usize::from(algorithms.cipher.block_len().is_some());
            (start + mac_len + padding_length, 0)
        }
    };
    match got < least {
        true => Err(RecordError::TooShort { expected, got }),
        false => Ok(start..got - behind),
    }
}

/// What was found in a fragment.
struct Judged {
    opened: Ciphered,
    /// Where the content is in what was decrypted.
    content: Range<usize>,
    /// Where the MAC is in it.
    mac: Range<usize>,
    pseudo_header: Vec<u8>,
    maced: Maced,
    padding_ok: bool,
    mac_ok: bool,
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
