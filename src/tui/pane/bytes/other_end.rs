//! The other end of the way: what arrived of what was sent, and what buffers are called.

use crate::label;
use crate::trace::{Buffer, BufferKind};
use crate::tui::model::Model;
use crate::tui::model::tree::Seen;
use crate::wire::Node;

/// What a buffer is called.
pub fn kind_name(kind: BufferKind) -> &'static str {
    match kind {
        BufferKind::Record => label!("tui.buffer.record"),
        BufferKind::Plaintext => label!("tui.buffer.plaintext"),
        BufferKind::Message => label!("tui.buffer.message"),
        BufferKind::Certificate => label!("tui.buffer.certificate"),
    }
}

/// Bytes of a changed field that are written out at most.
pub const MOST_SHOWN: usize = 256;

/// The bytes of a field on the other end of the way, if they are not the same.
pub fn other_bytes<'a>(
    model: &'a Model,
    buffer: &Buffer,
    seen: Seen,
    node: &Node,
) -> Option<&'a [u8]> {
    let other = model.otherwise(buffer, seen)?;
    let there = other.bytes.get(node.range())?;
    // more than any line has room for
    let beginning = &there[..there.len().min(MOST_SHOWN)];
    let same_length = other.bytes.len() == buffer.bytes.len();
    let here = buffer.bytes.get(node.range())?;
    (node.is_leaf() && here != there && (same_length || seen == Seen::Arrived)).then_some(beginning)
}
