//! Hyperlinks in the output of a terminal, by the sequence OSC 8. A terminal that does not know it shows the words alone.

use super::rfc::{Reference, references};
use std::fmt::Write as _;

/// Ends a hyperlink.
pub const END: &str = "\x1b]8;;\x1b\\";

/// The longest address that terminals take, in bytes.
const LONGEST: usize = 2083;

/// Begins a hyperlink; `None` for an address that is too long. Pieces with the same number are one link to the terminal.
pub fn begin(number: usize, address: &str) -> Option<String> {
    let mut out = format!("\x1b]8;id={number};");
    for byte in address.bytes() {
        match byte {
            0x21..=0x7e => out.push(byte.into()),
            _ => {
                // what is not printable has to be encoded
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    let fits = out.len() <= LONGEST;
    out += "\x1b\\";
    fits.then_some(out)
}

/// Text for a terminal, perhaps with sequences that colour it, in which each reference to an RFC is a hyperlink. A link
/// does not cover the end of a line and the blanks before the next one.
pub fn linked(text: &str) -> String {
    let (words, places) = without_sequences(text);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (number, Reference { range, address }) in references(&words).iter().enumerate() {
        let Some(begin) = begin(number + 1, address) else {
            continue;
        };
        let mut at = range.start;
        for piece in words[range.clone()].split('\n') {
            let blanks = piece.len() - piece.trim_start().len();
            let (from, to) = (at + blanks, at + piece.trim_end().len());
            at += piece.len() + 1;
            if from >= to {
                continue;
            }
            // up to the last character, and not to a sequence behind it
            let end = places[to - 1] + 1;
            out += &text[done..places[from]];
            out += &begin;
            out += &text[places[from]..end];
            out += END;
            done = end;
        }
    }
    out + &text[done..]
}

/// The text without escape sequences, and where each of its bytes stands in the text.
fn without_sequences(text: &str) -> (String, Vec<usize>) {
    let mut words = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len());
    let mut sequence = false;
    for (at, c) in text.char_indices() {
        match (sequence, c) {
            (false, '\x1b') => sequence = true,
            // CSI, parameters, and a final letter
            (true, c) => sequence = !c.is_ascii_alphabetic(),
            (false, c) => {
                words.push(c);
                places.extend(at..at + c.len_utf8());
            }
        }
    }
    (words, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        linked(text).replace('\x1b', "^")
    }

    #[test]
    fn a_reference_is_a_link_and_nothing_else_is() {
        assert_eq!(
            shown("see RFC 5246 §7.2, and"),
            "see ^]8;id=1;https://www.rfc-editor.org/rfc/rfc5246#section-7.2^\\RFC 5246 §7.2^]8;;^\\, and"
        );
        assert_eq!(shown("no reference"), "no reference");
    }

    #[test]
    fn a_link_over_two_lines_is_one_link() {
        let link = "^]8;id=1;https://www.rfc-editor.org/rfc/rfc5246#section-7.2^\\";
        assert_eq!(
            shown("\x1b[2mRFC 5246\x1b[0m\n    \x1b[2m§7.2\x1b[0m.\n"),
            format!("^[2m{link}RFC 5246^]8;;^\\^[0m\n    ^[2m{link}§7.2^]8;;^\\^[0m.\n")
        );
    }

    #[test]
    fn an_address_cannot_end_the_sequence() {
        let link = begin(3, "https://a/\x1b\\é").unwrap_or_default();
        assert_eq!(link, "\x1b]8;id=3;https://a/%1B\\%C3%A9\x1b\\");
        assert_eq!(begin(1, &"x".repeat(LONGEST)), None);
    }
}
