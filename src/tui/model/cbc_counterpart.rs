//! Which bytes on the wire carry which bytes inside: a protected record is shown encrypted and
//! decrypted, and CBC ties the two together block by block (RFC 5246 §6.2.3.2).

use crate::said;
use crate::text::Said;
use crate::trace::{Buffer, BufferKind};
use crate::wire::{Field, Node};
use std::ops::Range;

/// The counterpart of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Their range in the other buffer.
    pub range: Range<usize>,
    /// How the two belong together.
    pub said: Said,
}

/// What of `to` belongs to a range of `from`: one is a message as on the wire, the other as it is
/// inside. `block_len` is the length of the cipher's blocks in bytes; 1 for a stream cipher. `None` for bytes
/// that have no counterpart, such as a record's header.
pub fn linked(
    from: &Buffer,
    range: &Range<usize>,
    to: &Buffer,
    block_len: usize,
) -> Option<Linked> {
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
            let first = plaintext.start..(plaintext.start + block_len).min(plaintext.end);
            return Some(Linked {
                range: first,
                said: said!("tui.linked.iv"),
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
        let first = (inner.start - own.start) / block_len;
        let last = (inner.end - 1 - own.start) / block_len;
        let start = other.start + first * block_len;
        let end = (other.start + (last + 1) * block_len).min(other.end);
        let blocks = match first == last {
            true => said!("tui.linked.block", first = first + 1),
            false => said!("tui.linked.blocks", first = first + 1, last = last + 1),
        };
        let (from, to) = (start, end - 1);
        let said = match of_wire {
            true => said!("tui.linked.inside", blocks, from, to),
            false => said!("tui.linked.on_the_wire", blocks, from, to),
        };
        return Some(Linked {
            range: start..end,
            said,
        });
    }
    None
}
