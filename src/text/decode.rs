//! The text of a file, whichever program has saved it.

/// The text that bytes stand for: UTF-8, or UTF-16 as Windows saves it, with its mark in front or without. What is
/// neither becomes U+FFFD.
pub fn decoded(bytes: &[u8]) -> String {
    let little = |pair: &[u8; 2]| u16::from_le_bytes(*pair);
    let big = |pair: &[u8; 2]| u16::from_be_bytes(*pair);
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, little),
        [0xfe, 0xff, rest @ ..] => wide(rest, big),
        [1..=0x7f, 0, 1..=0x7f, 0, ..] => wide(bytes, little),
        [0, 1..=0x7f, 0, 1..=0x7f, ..] => wide(bytes, big),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn wide(bytes: &[u8], unit: impl Fn(&[u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(unit);
    let mut text: String = char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_read_from_every_encoding() {
        let text = "student = mm42\r\n8.client = Grüße 🙂\r\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat(),
            [&[0xff, 0xfe], little.as_slice()].concat(),
            [&[0xfe, 0xff], big.as_slice()].concat(),
            little,
            big,
        ] {
            assert_eq!(decoded(&bytes), text);
        }
    }

    #[test]
    fn what_is_no_text_is_marked() {
        assert_eq!(decoded(b""), "");
        assert_eq!(decoded(b"a\xffb"), "a\u{fffd}b");
        // half a character, half a pair
        assert_eq!(decoded(b"\xff\xfea\0b"), "a\u{fffd}");
        assert_eq!(decoded(b"\xff\xfe\x00\xd8a\0"), "\u{fffd}a");
    }
}
