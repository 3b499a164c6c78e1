//! The record header (RFC 5246 §6.2.1) and the limits of a record.

use super::names::{ContentType, ProtocolVersion};
use super::{Field, ParseError, Reader, Writer};

/// Length in bytes of the header: type, version, length.
pub const HEADER_LEN: usize = 5;

/// The most bytes of plaintext that a record may carry: 2^14 (§6.2.1).
pub const MAX_PLAINTEXT: usize = 1 << 14;

/// The most bytes that a protected record's fragment may have: 2^14 + 2048 (§6.2.3).
pub const MAX_CIPHERTEXT: usize = (1 << 14) + 2048;

/// The first five bytes of every record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordHeader {
    /// The type of the content.
    pub content_type: ContentType,
    /// The record layer's version.
    pub version: ProtocolVersion,
    /// Length in bytes of the fragment.
    pub length: u16,
}

impl RecordHeader {
    /// Reads the three fields.
    pub fn read(r: &mut Reader<'_>) -> Result<Self, ParseError> {
        Ok(RecordHeader {
            content_type: ContentType::of(r.u8(Field::ContentType)?),
            version: ProtocolVersion::of(r.u16(Field::RecordVersion)?),
            length: r.u16(Field::RecordLength)?,
        })
    }

    /// Writes the three fields.
    pub fn write(self, w: &mut Writer) {
        w.u8(Field::ContentType, self.content_type.code());
        w.u16(Field::RecordVersion, self.version.code());
        w.u16(Field::RecordLength, self.length);
    }

    /// The header of a record at the start of `bytes`; `None` while fewer than five are there.
    pub fn peek(bytes: &[u8]) -> Option<Self> {
        Self::read(&mut Reader::unannotated(bytes)).ok()
    }
}

/// A whole record: header and fragment. A fragment longer than 65,535 bytes is a caller's
/// mistake; [`MAX_CIPHERTEXT`] is far below.
pub fn to_bytes(content_type: ContentType, version: ProtocolVersion, fragment: &[u8]) -> Vec<u8> {
    debug_assert!(fragment.len() <= MAX_CIPHERTEXT);
    let mut w = Writer::new();
    RecordHeader {
        content_type,
        version,
        length: fragment.len() as u16,
    }
    .write(&mut w);
    w.opaque(Field::Fragment, fragment);
    w.finish().0
}
