//! Bytes as hexadecimal digits, and back.

use std::fmt::Write as _;

/// Lower-case hex without separators.
pub fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // writing into a String cannot fail
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The bytes of hexadecimal digits, two for each byte, with white space anywhere; `None` for
/// anything else.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let value = |digit: u8| char::from(digit).to_digit(16);
    let byte = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(value(*high)? << 4 | value(*low)?).ok(),
        _ => None,
    };
    digits.chunks(2).map(byte).collect()
}
