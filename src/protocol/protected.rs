//! A protected record that describes itself: what its bytes are by name, outside and inside.

use crate::crypto::record::{IvOrigin, Protection, Unprotection};
use crate::wire::FragmentForm;
use std::ops::Range;
use std::sync::Arc;

/// A part of a protected record (RFC 5246 §6.2.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordPart {
    /// The record's own IV, at the start of its fragment.
    Iv,
    /// The explicit part of the nonce of an AEAD cipher, in the same place.
    Nonce,
    /// The encrypted rest of the fragment.
    Ciphertext,
    /// What the record is for.
    Content,
    /// The MAC of the content.
    Mac,
    /// The padding, without its length.
    Padding,
    /// The byte that says how long the padding is.
    PaddingLength,
}

/// The named parts of some bytes, in order and without gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts(Vec<(RecordPart, Range<usize>)>);

impl Parts {
    /// Parts of these lengths in bytes, one after the other. Those of no length are left out, but for the
    /// content.
    pub fn of(lengths: impl IntoIterator<Item = (RecordPart, usize)>) -> Self {
        let mut start = 0;
        let placed = lengths.into_iter().map(|(part, len)| {
            let range = start..start + len;
            start = range.end;
            (part, range)
        });
        let there = |(part, range): &(RecordPart, Range<usize>)| {
            *part == RecordPart::Content || !range.is_empty()
        };
        Parts(placed.filter(there).collect())
    }

    /// The place of a part, if there is one.
    pub fn get(&self, part: RecordPart) -> Option<Range<usize>> {
        let found = self.0.iter().find(|(name, _)| *name == part);
        found.map(|(_, range)| range.clone())
    }

    /// The length of a part in bytes; 0 if there is none.
    pub fn len_of(&self, part: RecordPart) -> usize {
        self.get(part).map_or(0, |range| range.len())
    }
}

/// How a record is protected, and what is known of its inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protected {
    /// How many times its sender had sent ChangeCipherSpec before it.
    pub epoch: u16,
    /// Its 64-bit sequence number: how many records of its sender came before it in this epoch.
    pub sequence: u64,
    /// The parts of its fragment, as they are on the wire.
    pub fragment: Parts,
    /// How its fragment is built.
    pub form: FragmentForm,
    /// What was inside; `None` where it could not be decrypted.
    pub inside: Option<Arc<Inside>>,
}

/// A protected record, decrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inside {
    /// What was encrypted.
    pub plaintext: Vec<u8>,
    /// What it consists of.
    pub parts: Parts,
}

impl Protected {
    /// A record of which nothing is known but the length of its fragment in bytes and how that is built.
    pub fn sealed(epoch: u16, sequence: u64, fragment: usize, form: FragmentForm) -> Self {
        let (part, len) = match form {
            FragmentForm::Stream => (RecordPart::Iv, 0),
            FragmentForm::Block { iv_len } => (RecordPart::Iv, iv_len),
            FragmentForm::Aead { nonce_len } => (RecordPart::Nonce, nonce_len),
        };
        let len = len.min(fragment);
        Protected {
            epoch,
            sequence,
            fragment: Parts::of([(part, len), (RecordPart::Ciphertext, fragment - len)]),
            form,
            inside: None,
        }
    }

    /// A record that was protected here.
    pub fn made(epoch: u16, protection: &Protection) -> Self {
        let mac_inside = match protection.mac_is_last() {
            true => 0,
            false => protection.mac.len(),
        };
        let content = protection.content.len();
        let parts = inside(content, mac_inside, protection.padding.len());
        let (fragment, encrypted) = (&protection.fragment, &protection.encrypted);
        let stream = protection.iv_origin == IvOrigin::None;
        let sequence = protection.sequence;
        Protected::known(epoch, sequence, fragment.len(), encrypted, stream)
            .with(&protection.plaintext, parts)
    }

    /// A record that was decrypted here.
    pub fn opened(epoch: u16, unprotection: &Unprotection) -> Self {
        let (content, mac) = (unprotection.content.len(), unprotection.mac.len());
        let parts = inside(content, mac, unprotection.padding.len());
        let (fragment, encrypted) = (&unprotection.fragment, &unprotection.encrypted);
        let stream = unprotection.iv_origin == IvOrigin::None;
        Protected::known(
            epoch,
            unprotection.sequence,
            fragment.len(),
            encrypted,
            stream,
        )
        .with(&unprotection.plaintext, parts)
    }

    /// A record of which it is known where the ciphertext is in its fragment. What is behind it is the MAC.
    fn known(
        epoch: u16,
        sequence: u64,
        fragment: usize,
        encrypted: &Range<usize>,
        stream: bool,
    ) -> Self {
        Protected {
            epoch,
            sequence,
            form: match stream {
                true => FragmentForm::Stream,
                false => FragmentForm::Block {
                    iv_len: encrypted.start,
                },
            },
            fragment: Parts::of([
                (RecordPart::Iv, encrypted.start),
                (RecordPart::Ciphertext, encrypted.len()),
                (RecordPart::Mac, fragment - encrypted.end),
            ]),
            inside: None,
        }
    }

    fn with(self, plaintext: &[u8], parts: Parts) -> Self {
        let inside = Inside {
            plaintext: plaintext.to_vec(),
            parts,
        };
        Protected {
            inside: Some(Arc::new(inside)),
            ..self
        }
    }
}

/// What is inside a protected record. `padding` is the length with padding_length; 0 with a stream
/// cipher.
fn inside(content: usize, mac: usize, padding: usize) -> Parts {
    Parts::of([
        (RecordPart::Content, content),
        (RecordPart::Mac, mac),
        (RecordPart::Padding, padding.saturating_sub(1)),
        (RecordPart::PaddingLength, padding.min(1)),
    ])
}
