//! Which bytes on the wire carry which bytes inside: a protected record is opened twice, and CBC ties
//! the two together block by block (RFC 5246 §6.2.3.2).

use crate::crypto::cbc::BLOCK_LEN;
use crate::trace::{Buffer, BufferKind};
use crate::wire::{Field, Node};
use std::ops::Range;

/// The counterpart of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Their range in the other buffer.
    pub range: Range<usize>,
    /// How the two hang together, in words.
    pub words: String,
}

/// What of `to` belongs to a range of `from`: one is a message as on the wire, the other as it is
/// inside. `None` for bytes that have no counterpart, such as a record's header.
pub fn linked(from: &Buffer, range: &Range<usize>, to: &Buffer) -> Option<Linked> {
    let (wire, inside) = match (from.kind, to.kind) {
        (BufferKind::Record, BufferKind::Plaintext) => (from, to),
        (BufferKind::Plaintext, BufferKind::Record) => (to, from),
        _ => return None,
    };
    let records = wire.tree.iter().zip(&inside.tree);
    for (record, plaintext) in records {
        let find = |field| record.find(field).map(Node::range);
        let ciphertext = find(Field::Ciphertext)?;
        let iv = find(Field::Iv).unwrap_or(0..0);
        let of_wire = from.kind == BufferKind::Record;
        if of_wire && iv.start <= range.start && range.end <= iv.end && !range.is_empty() {
            let first = plaintext.start..(plaintext.start + BLOCK_LEN).min(plaintext.end);
            let words = "XORed into the first block inside before that is encrypted".to_owned();
            return Some(Linked {
                range: first,
                words,
            });
        }
        let (own, other) = match of_wire {
            true => (ciphertext.clone(), plaintext.range()),
            false => (plaintext.range(), ciphertext.clone()),
        };
        let inner = range.start.max(own.start)..range.end.min(own.end);
        if inner.is_empty() || range.start < own.start || range.end > own.end {
            continue;
        }
        let first = (inner.start - own.start) / BLOCK_LEN;
        let last = (inner.end - 1 - own.start) / BLOCK_LEN;
        let start = other.start + first * BLOCK_LEN;
        let end = (other.start + (last + 1) * BLOCK_LEN).min(other.end);
        let blocks = match first == last {
            true => format!("block {}", first + 1),
            false => format!("blocks {} to {}", first + 1, last + 1),
        };
        let (from, to) = (start, end - 1);
        let words = match of_wire {
            true => format!("{blocks}: inside, bytes {from} to {to}"),
            false => format!("encrypted in {blocks}: on the wire, bytes {from} to {to}"),
        };
        return Some(Linked {
            range: start..end,
            words,
        });
    }
    None
}
