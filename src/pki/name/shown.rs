//! Text, bytes and numbers from outside, made safe to show and cut to a length that is of use.

use crate::wire::display::{count, hex, is_unsafe};
use std::fmt::Write as _;

/// So many characters of one text from outside are shown; the longest host name has 253.
pub const MAX_SHOWN: usize = 256;

/// Text from outside, made safe to show as [`printable`] does, and no longer than is of use: of more than
/// [`MAX_SHOWN`] characters the first, with the length of the whole, `… (65,536 bytes)`.
pub fn shown(text: &str) -> String {
    let start = beginning(text, MAX_SHOWN);
    let escaped = printable(start);
    match start.len() < text.len() {
        true => escaped + &note(text.len()),
        false => escaped,
    }
}

/// Text that is safe to show already, cut after `most` characters in the same way.
pub fn cut(text: String, most: usize) -> String {
    let start = beginning(&text, most);
    match start.len() < text.len() {
        true => format!("{start}{}", note(text.len())),
        false => text,
    }
}

/// The first so many characters.
pub(crate) fn beginning(text: &str, most: usize) -> &str {
    let end = text.char_indices().nth(most);
    end.map_or(text, |(at, _)| &text[..at])
}

/// What stands in place of the rest of what has so many bytes.
pub(crate) fn note(whole: usize) -> String {
    format!("… ({})", count(whole as u64, "byte"))
}

/// Text from outside, made safe to show: control characters, characters that change the
/// direction of text or have no width, and the backslash become `\HH` for each byte of their
/// UTF-8, as in RFC 4514 section 2.4. Two texts that differ still differ.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '\\' || is_unsafe(character) {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(&format!("\\{byte:02X}"));
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// Bytes as hexadecimal with colons, `1f:00:a7`.
pub fn hex_with_colons(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(3 * bytes.len());
    for (i, byte) in bytes.iter().enumerate() {
        let colon = if i > 0 { ":" } else { "" };
        let _ = write!(out, "{colon}{byte:02x}");
    }
    out
}

/// A serial number as the number that it is, in hexadecimal as OpenSSL writes it: `45:52:00:01`, `fb` for
/// 251, `-05`. Given are the bytes of the INTEGER.
pub fn serial_number(integer: &[u8]) -> String {
    let (sign, digits) = magnitude(integer);
    format!("{sign}{}", shown_hex(&digits))
}

/// The same without colons.
pub fn serial_number_hex(integer: &[u8]) -> String {
    let (sign, digits) = magnitude(integer);
    shown(&format!("{sign}{}", hex(&digits)))
}

/// The sign of an INTEGER, and its absolute value without leading zero bytes; of 0 one.
fn magnitude(integer: &[u8]) -> (&'static str, Vec<u8>) {
    let mut digits = integer.to_vec();
    let sign = match integer.first() {
        Some(0x80..) => {
            // two's complement: each bit the other way round, and one more
            let mut carry = true;
            for byte in digits.iter_mut().rev() {
                (*byte, carry) = (!*byte).overflowing_add(carry.into());
            }
            "-"
        }
        _ => "",
    };
    let zeros = digits.iter().take_while(|byte| **byte == 0).count();
    let zeros = zeros.min(digits.len().saturating_sub(1));
    (sign, digits.split_off(zeros))
}

/// Bytes from outside as hexadecimal with colons, of which there may be any number: of more than [`MAX_SHOWN`] characters
/// take the first, with the number of all, `1f:00:a7… (65,536 bytes)`.
pub fn shown_hex(bytes: &[u8]) -> String {
    cut_hex(bytes, MAX_SHOWN / 3)
}

/// The same, cut after `most` bytes.
pub fn cut_hex(bytes: &[u8], most: usize) -> String {
    match bytes.get(..most) {
        Some(start) if start.len() < bytes.len() => hex_with_colons(start) + &note(bytes.len()),
        _ => hex_with_colons(bytes),
    }
}

/// The first of a list of texts, and how many there are besides.
pub fn some_of(texts: &[String]) -> String {
    const SOME: usize = 8;
    let first = texts[..texts.len().min(SOME)].join(", ");
    match texts.len().saturating_sub(SOME) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}
