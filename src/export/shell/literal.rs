//! Bytes and names as shell writes them.

use crate::trace::Value;
use crate::wire::display::hex;

/// The digits on a line.
const DIGITS: usize = 96;

/// The name of the variable for a value.
pub(super) fn variable(value: &Value) -> String {
    value.key().replace('@', "_of_")
}

/// Bytes as an argument: their digits, on several lines where they are many.
pub(super) fn literal(bytes: &[u8]) -> String {
    let digits = hex(bytes);
    if digits.is_empty() {
        return "''".into();
    }
    if digits.len() <= DIGITS / 2 {
        return digits;
    }
    let mut out = String::from("\"");
    let mut rest = digits.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(DIGITS));
        out.push_str("\\\n");
        out.push_str(line);
        rest = after;
    }
    out.push('"');
    out
}

/// A text of our own between single quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_digits_are_on_lines_of_their_own() {
        assert_eq!(literal(&[]), "''");
        assert_eq!(literal(&[0xab; 2]), "abab");
        let lines = literal(&[0; 100]);
        let expected = format!("\"\\\n{0}\\\n{0}\\\n{1}\"", "0".repeat(96), "0".repeat(8));
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_quote_does_not_end_a_text() {
        assert_eq!(quoted("the server's"), "'the server'\\''s'");
    }
}
