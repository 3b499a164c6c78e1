//! Values and numbers as a text shows them: the whole of a short one, the beginning of a longer one.

use crate::wire::display;

/// How many bits a big-endian number has, without leading zeros.
pub(super) fn bits(number: &[u8]) -> u64 {
    let digits: Vec<u8> = number
        .iter()
        .copied()
        .skip_while(|byte| *byte == 0)
        .collect();
    let top = digits
        .first()
        .map_or(0, |byte| u64::from(byte.leading_zeros()));
    8 * digits.len() as u64 - top
}

/// The whole of a short value, the beginning of a longer one.
pub(super) fn short_hex(bytes: &[u8]) -> String {
    const WHOLE: usize = 6;
    const BEGINNING: usize = 3;
    if bytes.len() <= WHOLE {
        return display::hex(bytes);
    }
    format!("{}…", display::hex(&bytes[..BEGINNING]))
}

/// A value that is text, in quotation marks; the beginning of a longer one.
pub(super) fn quoted(bytes: &[u8]) -> String {
    const MOST: usize = 40;
    let mut end = bytes.len().min(MOST);
    while end > 0 && bytes.get(end).copied().is_some_and(is_continuation) {
        end -= 1;
    }
    let more = if end < bytes.len() { "…" } else { "" };
    format!("\"{}{more}\"", display::escaped(&bytes[..end]))
}

/// Whether a byte is inside a UTF-8 character. Data need not be UTF-8, so the caller steps back
/// at most to the beginning.
fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// At most so much that it does not take the paragraph over.
pub(super) fn shortened(text: String) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
