//! Reading, which leaves an annotation.

use super::{Annotation, ParseError, ParseFault};
use crate::text::Said;
use crate::wire::{Field, Node};
use std::ops::RangeFrom;

/// Reads a buffer field by field and keeps the annotation.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
    /// The end of the innermost vector or structure that is being read.
    limit: usize,
    annotation: Annotation,
}

impl<'a> Reader<'a> {
    /// A reader over the whole buffer.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self::with(bytes, Annotation::default())
    }

    /// The same for a caller who wants the values alone: it leaves no annotation.
    pub fn unannotated(bytes: &'a [u8]) -> Self {
        Self::with(bytes, Annotation::off())
    }

    fn with(bytes: &'a [u8], annotation: Annotation) -> Self {
        Reader {
            bytes,
            position: 0,
            limit: bytes.len(),
            annotation,
        }
    }

    /// Offset of the next byte to read.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Bytes left before the end of the innermost structure.
    pub fn remaining(&self) -> usize {
        self.limit - self.position
    }

    /// One byte.
    pub fn u8(&mut self, field: Field) -> Result<u8, ParseError> {
        Ok(self.opaque(field, 1)?[0])
    }

    /// A 16-bit number, big-endian.
    pub fn u16(&mut self, field: Field) -> Result<u16, ParseError> {
        let bytes = self.opaque(field, 2)?;
        Ok(u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    /// A 24-bit number, big-endian.
    pub fn u24(&mut self, field: Field) -> Result<usize, ParseError> {
        self.number(field, 3)
    }

    fn number(&mut self, field: Field, width: usize) -> Result<usize, ParseError> {
        let bytes = self.opaque(field, width)?;
        Ok(bytes.iter().fold(0, |n, byte| n << 8 | usize::from(*byte)))
    }

    /// `len` bytes without inner structure.
    pub fn opaque(&mut self, field: Field, len: usize) -> Result<&'a [u8], ParseError> {
        self.need(field, len)?;
        let start = self.position;
        self.position += len;
        self.annotation.leaf(field, start, self.position);
        Ok(&self.bytes[start..self.position])
    }

    /// Everything up to the end of the innermost structure.
    pub fn rest(&mut self, field: Field) -> Result<&'a [u8], ParseError> {
        self.opaque(field, self.remaining())
    }

    /// Opaque data behind an 8-bit length, of at least `min` bytes.
    pub fn vec8(
        &mut self,
        min: RangeFrom<usize>,
        length: Field,
        field: Field,
    ) -> Result<&'a [u8], ParseError> {
        let len = self.length(min, length, 1)?;
        self.opaque(field, len)
    }

    /// Opaque data behind a 16-bit length, of at least `min` bytes.
    pub fn vec16(
        &mut self,
        min: RangeFrom<usize>,
        length: Field,
        field: Field,
    ) -> Result<&'a [u8], ParseError> {
        let len = self.length(min, length, 2)?;
        self.opaque(field, len)
    }

    /// Opaque data behind a 24-bit length, of at least `min` bytes, whose parts `inside` names
    /// where it can.
    pub fn vec24(
        &mut self,
        min: RangeFrom<usize>,
        length: Field,
        field: Field,
        inside: impl FnOnce(&[u8]) -> Option<Vec<Node>>,
    ) -> Result<&'a [u8], ParseError> {
        let len = self.length(min, length, 3)?;
        let bytes = self.opaque(field, len)?;
        self.annotation.divide_last(bytes, inside);
        Ok(bytes)
    }

    /// Elements behind an 8-bit length in bytes, of which there are at least `min`.
    pub fn list8<T>(
        &mut self,
        min: RangeFrom<usize>,
        length: Field,
        field: Field,
        element: impl FnMut(&mut Self) -> Result<T, ParseError>,
    ) -> Result<Vec<T>, ParseError> {
        let len = self.length(min, length, 1)?;
        self.list(field, len, element)
    }

    /// Elements behind a 16-bit length in bytes, of which there are at least `min`.
    pub fn list16<T>(
        &mut self,
        min: RangeFrom<usize>,
        length: Field,
        field: Field,
        element: impl FnMut(&mut Self) -> Result<T, ParseError>,
    ) -> Result<Vec<T>, ParseError> {
        let len = self.length(min, length, 2)?;
        self.list(field, len, element)
    }

    /// Elements behind a 24-bit length in bytes, of which there are at least `min`.
    pub fn list24<T>(
        &mut self,
        min: RangeFrom<usize>,
        length: Field,
        field: Field,
        element: impl FnMut(&mut Self) -> Result<T, ParseError>,
    ) -> Result<Vec<T>, ParseError> {
        let len = self.length(min, length, 3)?;
        self.list(field, len, element)
    }

    /// The length of a vector, in `width` bytes. Fails where the vector is shorter than its
    /// definition allows: `<2..2^16-2>` has at least two bytes (RFC 5246 §4.3).
    fn length(
        &mut self,
        min: RangeFrom<usize>,
        length: Field,
        width: usize,
    ) -> Result<usize, ParseError> {
        let got = self.number(length, width)?;
        if min.contains(&got) {
            return Ok(got);
        }
        let min = min.start;
        Err(self.error(length, width, ParseFault::TooShort { min, got }))
    }

    fn list<T>(
        &mut self,
        field: Field,
        len: usize,
        mut element: impl FnMut(&mut Self) -> Result<T, ParseError>,
    ) -> Result<Vec<T>, ParseError> {
        self.bounded(field, len, |r| {
            let mut out = Vec::new();
            while r.remaining() > 0 {
                out.push(element(r)?);
            }
            Ok(out)
        })
    }

    /// A structure whose length comes from its parts.
    pub fn node<T>(
        &mut self,
        field: Field,
        body: impl FnOnce(&mut Self) -> Result<T, ParseError>,
    ) -> Result<T, ParseError> {
        self.annotation.begin(field, self.position);
        let value = body(self)?;
        self.annotation.end(self.position);
        Ok(value)
    }

    /// A structure of exactly `len` bytes; bytes left over inside are an error. Where fewer than
    /// `len` are there, what is there is read all the same, so that the error names the part
    /// that is cut and the annotation keeps what came before it.
    pub fn bounded<T>(
        &mut self,
        field: Field,
        len: usize,
        body: impl FnOnce(&mut Self) -> Result<T, ParseError>,
    ) -> Result<T, ParseError> {
        let whole = self.need(field, len);
        let end = self.limit.min(self.position.saturating_add(len));
        let outer = std::mem::replace(&mut self.limit, end);
        self.annotation.begin(field, self.position);
        let value = body(self)?;
        whole?;
        self.expect_end(field)?;
        self.annotation.end(self.position);
        self.limit = outer;
        Ok(value)
    }

    /// The same for a structure that only the reader of the annotation wants to see: where all `len` bytes
    /// are there and `body` cannot read them, what it has not read becomes one `Unparsed` node, and reading
    /// goes on behind the structure. Returns its bytes.
    pub fn shown(
        &mut self,
        field: Field,
        len: usize,
        body: impl FnOnce(&mut Self) -> Result<(), ParseError>,
    ) -> Result<&'a [u8], ParseError> {
        let whole = self.need(field, len);
        let (start, outer, depth) = (self.position, self.limit, self.annotation.depth());
        match self.bounded(field, len, body) {
            Ok(()) => {}
            // where bytes are missing, that is the fault, whatever those before them say
            Err(error) if matches!(error.fault, ParseFault::Truncated { .. }) && whole.is_err() => {
                return Err(error);
            }
            Err(_) if let Err(missing) = whole => return Err(missing),
            Err(_) => {
                let end = start + len;
                if self.position < end {
                    self.annotation.leaf(Field::Unparsed, self.position, end);
                }
                self.annotation.end_to(depth, end);
                (self.position, self.limit) = (end, outer);
            }
        }
        Ok(&self.bytes[start..self.position])
    }

    /// The annotation of a structure that fills `bytes`.
    pub fn parts(
        bytes: &'a [u8],
        body: impl FnOnce(&mut Self) -> Result<(), ParseError>,
    ) -> Vec<Node> {
        let mut r = Reader::new(bytes);
        // a failure leaves an `Unparsed` node, which is all that an annotation can say about it
        let _ = body(&mut r);
        r.into_nodes()
    }

    /// Fails unless the innermost structure is used up.
    pub fn expect_end(&self, field: Field) -> Result<(), ParseError> {
        match self.remaining() {
            0 => Ok(()),
            extra => Err(self.error(field, 0, ParseFault::Trailing { extra })),
        }
    }

    /// The error for a value that was read well but is not allowed: it names the last `width`
    /// bytes as its place.
    pub fn bad_value(
        &self,
        field: Field,
        width: usize,
        expected: Said,
        got: impl ToString,
    ) -> ParseError {
        let got = got.to_string();
        self.error(field, width, ParseFault::Value { expected, got })
    }

    /// A fault in the last `width` bytes.
    fn error(&self, field: Field, width: usize, fault: ParseFault) -> ParseError {
        ParseError {
            field,
            offset: self.position.saturating_sub(width),
            fault,
        }
    }

    /// The annotation. What was not read, after a failure or because no call asked for it, is one
    /// `Unparsed` node, so that the leaves tile the buffer in every case.
    pub fn into_nodes(mut self) -> Vec<Node> {
        let end = self.bytes.len();
        if self.position < end {
            self.annotation.leaf(Field::Unparsed, self.position, end);
        }
        self.annotation.finish(end)
    }

    fn need(&self, field: Field, needed: usize) -> Result<(), ParseError> {
        let available = self.remaining();
        match available < needed {
            true => Err(self.error(field, 0, ParseFault::Truncated { needed, available })),
            false => Ok(()),
        }
    }
}
