//! The bytes of messages, as sent and as they arrived, and how the values of their fields are cut.

use crate::text::hex;
use crate::trace::{Buffer, Message};
use std::ops::Range;

/// The buffers of a message: as they were sent and, where something changed them on the way, as they
/// arrived; each with the other form of the same bytes, if there is one.
pub(super) fn buffers(message: &Message) -> Vec<(&Buffer, bool, Option<&Buffer>)> {
    let arrived = message.arrived.as_deref().unwrap_or_default();
    let sent = message.buffers.iter().map(|buffer| {
        let other = arrived.iter().find(|other| other.kind == buffer.kind);
        (buffer, false, other)
    });
    let arrived = arrived.iter().map(|buffer| {
        let other = message
            .buffers
            .iter()
            .find(|other| other.kind == buffer.kind);
        (buffer, true, other)
    });
    sent.chain(arrived).collect()
}

/// A field's bytes in hexadecimal, in at most `columns`. Where they differ from the other form of the
/// same bytes, the first byte that differs is among those that are shown.
pub(super) fn value(
    buffer: &Buffer,
    range: Range<usize>,
    other: Option<&Buffer>,
    columns: usize,
) -> String {
    let bytes = &buffer.bytes[range.clone()];
    let other = other.and_then(|other| other.bytes.get(range));
    let pairs = bytes.iter().zip(other.unwrap_or_default());
    let changed = pairs.into_iter().position(|(a, b)| a != b);
    hex_around(bytes, changed.unwrap_or(0), columns)
}

/// Bytes in hexadecimal, in at most `columns`, with the byte at `at` among those that are shown; `…`
/// marks what is left out.
fn hex_around(bytes: &[u8], at: usize, columns: usize) -> String {
    if 2 * bytes.len() <= columns {
        return hex(bytes);
    }
    let room = (columns.saturating_sub(2) / 2).clamp(1, bytes.len());
    let start = match at < room {
        true => 0,
        false => (at - room / 2).min(bytes.len() - room),
    };
    // without a mark before it there may be room for one byte more
    let room = match start {
        0 => (columns.saturating_sub(1) / 2).clamp(1, bytes.len()),
        _ => room,
    };
    let end = start + room;
    let before = if start > 0 { "…" } else { "" };
    let after = if end < bytes.len() { "…" } else { "" };
    format!("{before}{}{after}", hex(&bytes[start..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_byte_that_changed_is_shown_wherever_it_is() {
        let bytes: Vec<u8> = (0..=255).collect();
        for at in 0..256 {
            for columns in [4, 9, 40, 64, 65] {
                let shown = hex_around(&bytes, at, columns);
                assert!(shown.contains(&format!("{at:02x}")), "{at}: {shown}");
                assert!(shown.chars().count() <= columns, "{at}: {shown}");
            }
        }
        assert_eq!(hex_around(&bytes[..4], 3, 8), "00010203");
        // as many as before, where nothing has changed
        assert_eq!(hex_around(&bytes, 0, 65).chars().count(), 65);
    }
}
