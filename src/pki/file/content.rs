//! What is in a file: a text, or something binary.

use super::error::FileFault;
use std::borrow::Cow;

/// What is in a file.
pub enum Content<'f> {
    /// Something binary.
    Der(&'f [u8]),
    /// A text, whatever the encoding of what stands around its blocks.
    Text(Cow<'f, str>),
}

impl Content<'_> {
    /// Tells the two apart.
    ///
    /// # Errors
    /// [`FileFault::Empty`], [`FileFault::CutOff`] and [`FileFault::Utf16`].
    pub fn of(bytes: &[u8]) -> Result<Content<'_>, FileFault> {
        if bytes.is_empty() {
            return Err(FileFault::Empty);
        }
        if is_utf16(bytes) {
            return Err(FileFault::Utf16);
        }
        // a SEQUENCE: of more than 127 bytes, or of as many as there are
        let (binary, whole) = match bytes {
            [0x30, 0x81, a, ..] => (true, 3 + usize::from(*a)),
            [0x30, 0x82, a, b, ..] => (true, 4 + usize::from(u16::from_be_bytes([*a, *b]))),
            [0x30, 0x80..=0xff, ..] => (true, bytes.len()),
            [0x30, len, rest @ ..] => (rest.len() == usize::from(*len), bytes.len()),
            _ => (false, bytes.len()),
        };
        if bytes.len() < whole {
            let got = bytes.len();
            return Err(FileFault::CutOff { got, whole });
        }
        Ok(match binary {
            true => Content::Der(bytes),
            false => Content::Text(String::from_utf8_lossy(bytes)),
        })
    }
}

/// Whether a text is in UTF-16: by its byte order mark, or by the zero bytes beside its first letters.
fn is_utf16(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'-', 0, b'-', 0, ..] | [0, b'-', 0, b'-', ..]
    )
}
