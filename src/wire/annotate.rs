//! The annotation of whole records, from the bytes that crossed the wire.
//!
//! A record alone does not say how to read it: whether it is protected depends on what came
//! before, and so does where a handshake message begins when messages span records. The caller
//! knows both and says so with [`Protection`] and [`Part`].

use super::names::ContentType;
use super::record::RecordHeader;
use super::ssl2;
use super::{Alert, Field, Form, Handshake, KeyExchangeForm, Node, ParseError, Reader};
use std::ops::Range;

/// How the fragment of a record is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protection<'a> {
    /// In the clear. For a handshake record: the parts of the fragment, in order. An empty list
    /// means one whole message, whatever its length.
    Clear(&'a [Part]),
    /// Encrypted as a GenericBlockCipher with an explicit IV.
    Block {
        /// Length of the IV at the start of the fragment: 16 for AES, 0 where it is implicit.
        iv_len: usize,
        /// Length of the MAC at its end; 0 where it is encrypted with the content.
        mac_len: usize,
    },
    /// Encrypted as a GenericStreamCipher.
    Stream,
    /// Encrypted as a GenericAEADCipher.
    Aead {
        /// Length in bytes of the explicit part of the nonce, at the start of the fragment; 0 if there is
        /// none.
        nonce_len: usize,
    },
}

/// A part of a handshake record's fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A whole handshake message of this many bytes, header included.
    Message(usize),
    /// This many bytes of a message that continues in another record.
    Fragment(usize),
}

/// The annotation of one record. Its leaves tile `bytes`, whatever they are. How keys are exchanged
/// matters in the clear alone.
pub fn record(
    bytes: &[u8],
    protection: &Protection<'_>,
    key_exchange: KeyExchangeForm,
) -> Vec<Node> {
    if ssl2::hello_len(bytes) == Some(bytes.len()) {
        return ssl2::parse(bytes).1;
    }
    let mut r = Reader::new(bytes);
    let field = match protection {
        Protection::Clear(_) => Field::Record,
        _ => Field::ProtectedRecord,
    };
    // A failure leaves an `Unparsed` node, which is all that an annotation can say about it.
    let _ = r.node(field, |r| {
        let header = RecordHeader::read(r)?;
        let length = usize::from(header.length);
        match protection {
            Protection::Block { iv_len, mac_len } => {
                r.bounded(Field::GenericBlockCipher, length, |r| {
                    if *iv_len > 0 {
                        r.opaque(Field::Iv, *iv_len)?;
                    }
                    if *mac_len == 0 || r.remaining() < *mac_len {
                        return r.rest(Field::Ciphertext).map(drop);
                    }
                    r.opaque(Field::Ciphertext, r.remaining() - mac_len)?;
                    r.rest(Field::Mac).map(drop)
                })
            }
            Protection::Stream => r.bounded(Field::GenericStreamCipher, length, |r| {
                r.rest(Field::Ciphertext).map(drop)
            }),
            Protection::Aead { nonce_len } => r.bounded(Field::GenericAeadCipher, length, |r| {
                if *nonce_len > 0 {
                    r.opaque(Field::NonceExplicit, *nonce_len)?;
                }
                r.rest(Field::AeadCiphered).map(drop)
            }),
            Protection::Clear(parts) => {
                let form = Form::of(header.version).with(key_exchange);
                clear(r, header.content_type, parts, &form)
            }
        }
    });
    r.into_nodes()
}

fn clear(
    r: &mut Reader<'_>,
    kind: ContentType,
    parts: &[Part],
    form: &Form,
) -> Result<(), ParseError> {
    match kind {
        ContentType::Handshake if parts.is_empty() => Handshake::read(r, form).map(drop),
        ContentType::Handshake => parts.iter().try_for_each(|part| match *part {
            Part::Message(_) => Handshake::read(r, form).map(drop),
            Part::Fragment(len) => r.opaque(Field::HandshakeFragment, len).map(drop),
        }),
        other => content(r, other, form),
    }
}

fn content(r: &mut Reader<'_>, kind: ContentType, form: &Form) -> Result<(), ParseError> {
    match kind {
        ContentType::Handshake => Handshake::read(r, form).map(drop),
        ContentType::Alert => Alert::read(r).map(drop),
        ContentType::ChangeCipherSpec => r.node(Field::ChangeCipherSpec, |r| {
            r.u8(Field::ChangeCipherSpecType).map(drop)
        }),
        ContentType::ApplicationData => r.rest(Field::ApplicationData).map(drop),
        ContentType::Unknown(_) => r.rest(Field::Fragment).map(drop),
    }
}

/// The annotation of a record's content alone, for a message that was joined from several
/// records.
pub fn message(bytes: &[u8], kind: ContentType, form: &Form) -> Vec<Node> {
    let mut r = Reader::new(bytes);
    let _ = content(&mut r, kind, form);
    r.into_nodes()
}

/// The annotation of a decrypted record: content, MAC, and in a GenericBlockCipher padding
/// and padding_length. `inner` and `mac` are ranges of `plaintext`; the rest is padding, whose
/// last byte is padding_length. In a GenericStreamCipher there is no rest. `parts` says what the
/// content consists of, as in [`Protection::Clear`].
pub fn deciphered(
    plaintext: &[u8],
    kind: ContentType,
    inner: Range<usize>,
    mac: Range<usize>,
    parts: &[Part],
    form: &Form,
) -> Vec<Node> {
    let leaf = |field, start, end| Node {
        field,
        start,
        end,
        children: Vec::new(),
    };
    let mut r = Reader::new(&plaintext[inner.clone()]);
    let _ = clear(&mut r, kind, parts, form);
    let content = r.into_nodes().into_iter();
    let mut children: Vec<Node> = content.map(|node| node.shifted(inner.start)).collect();
    if !mac.is_empty() {
        children.push(leaf(Field::Mac, mac.start, mac.end));
    }
    let is_block = mac.end < plaintext.len();
    if is_block {
        let last = plaintext.len() - 1;
        if mac.end < last {
            children.push(leaf(Field::Padding, mac.end, last));
        }
        children.push(leaf(Field::PaddingLength, last, plaintext.len()));
    }
    vec![Node {
        field: match is_block {
            true => Field::BlockCiphered,
            false => Field::StreamCiphered,
        },
        start: 0,
        end: plaintext.len(),
        children,
    }]
}
