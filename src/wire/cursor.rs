//! The cursor that reads and writes TLS structures and demands the name of every field.
//!
//! The presentation language of RFC 5246 §4 needs few verbs: numbers of 8, 16 and 24 bits,
//! fixed and variable-length opaque data, vectors of elements, and structures. A vector is read
//! with the least length that its definition allows, in bytes: `opaque HostName<1..2^16-1>` is
//! `vec16(1.., …)`. Each call records a [`Node`]. A length prefix is a node of its own, beside the
//! content that it counts. So annotation cannot be forgotten and cannot drift from what was read
//! or written.

use super::{Field, Node};
use crate::said;
use crate::text::Said;
use std::ops::RangeFrom;

/// Why some bytes could not be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub struct ParseError {
    /// The field that was being read.
    pub field: Field,
    /// Where it began, in bytes from the start of the buffer.
    pub offset: usize,
    /// What was expected and what came.
    pub fault: ParseFault,
}

/// What was expected and what came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum ParseFault {
    /// Fewer bytes than the field needs.
    Truncated {
        /// Bytes that the field takes.
        needed: usize,
        /// Bytes that were left.
        available: usize,
    },
    /// Bytes after the end of the structure.
    Trailing {
        /// Bytes that were left over.
        extra: usize,
    },
    /// A vector that is shorter than its definition allows.
    TooShort {
        /// The least length in bytes.
        min: usize,
        /// The length that came.
        got: usize,
    },
    /// A value that the RFC does not allow here.
    Value {
        /// What would be allowed.
        expected: Said,
        /// What came.
        got: String,
    },
}

impl ParseError {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        let (field, offset) = (self.field.name(), self.offset);
        said!("wire.parse.at", field, offset, fault = self.fault.said())
    }
}

impl ParseFault {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            ParseFault::Truncated { needed, available } => {
                said!("wire.parse.truncated", needed, available)
            }
            ParseFault::Trailing { extra } => said!("wire.parse.trailing", extra),
            ParseFault::TooShort { min, got } => said!("wire.parse.too_short", min, got),
            ParseFault::Value { expected, got } => said!("wire.parse.value", expected, got),
        }
    }
}

/// Reads a buffer field by field and keeps the annotation.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
    /// The end of the innermost vector or structure that is being read.
    limit: usize,
    /// The structures that are open, outermost first; the first entry holds the roots.
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    field: Option<Field>,
    start: usize,
    children: Vec<Node>,
}

impl<'a> Reader<'a> {
    /// A reader over the whole buffer.
    pub fn new(bytes: &'a [u8]) -> Self {
        let root = Open {
            field: None,
            start: 0,
            children: Vec::new(),
        };
        Reader {
            bytes,
            position: 0,
            limit: bytes.len(),
            open: vec![root],
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
        let bytes = self.opaque(field, 3)?;
        Ok(usize::from(bytes[0]) << 16 | usize::from(bytes[1]) << 8 | usize::from(bytes[2]))
    }

    /// `len` bytes without inner structure.
    pub fn opaque(&mut self, field: Field, len: usize) -> Result<&'a [u8], ParseError> {
        self.need(field, len)?;
        let start = self.position;
        self.position += len;
        self.leaf(field, start);
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
        let len = usize::from(self.u8(length)?);
        self.at_least(min, length, 1, len)?;
        self.opaque(field, len)
    }

    /// Opaque data behind a 16-bit length, of at least `min` bytes.
    pub fn vec16(
        &mut self,
        min: RangeFrom<usize>,
        length: Field,
        field: Field,
    ) -> Result<&'a [u8], ParseError> {
        let len = usize::from(self.u16(length)?);
        self.at_least(min, length, 2, len)?;
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
        let len = self.u24(length)?;
        self.at_least(min, length, 3, len)?;
        let bytes = self.opaque(field, len)?;
        annotate_last(&mut self.open, bytes, inside);
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
        let len = usize::from(self.u8(length)?);
        self.at_least(min, length, 1, len)?;
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
        let len = usize::from(self.u16(length)?);
        self.at_least(min, length, 2, len)?;
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
        let len = self.u24(length)?;
        self.at_least(min, length, 3, len)?;
        self.list(field, len, element)
    }

    /// Fails where a vector is shorter than its definition allows: `<2..2^16-2>` has at least two
    /// bytes (RFC 5246 §4.3). `width` is that of the length, which was just read.
    fn at_least(
        &self,
        min: RangeFrom<usize>,
        length: Field,
        width: usize,
        len: usize,
    ) -> Result<(), ParseError> {
        if min.contains(&len) {
            return Ok(());
        }
        Err(ParseError {
            field: length,
            offset: self.position - width,
            fault: ParseFault::TooShort {
                min: min.start,
                got: len,
            },
        })
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
        self.begin(field);
        let value = body(self)?;
        self.end();
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
        self.begin(field);
        let value = body(self)?;
        whole?;
        self.expect_end(field)?;
        self.end();
        self.limit = outer;
        Ok(value)
    }

    /// Fails unless the innermost structure is used up.
    pub fn expect_end(&self, field: Field) -> Result<(), ParseError> {
        match self.remaining() {
            0 => Ok(()),
            extra => {
                let fault = ParseFault::Trailing { extra };
                Err(ParseError {
                    field,
                    offset: self.position,
                    fault,
                })
            }
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
        let fault = ParseFault::Value {
            expected,
            got: got.to_string(),
        };
        ParseError {
            field,
            offset: self.position.saturating_sub(width),
            fault,
        }
    }

    /// The annotation. What was not read, after a failure or because no call asked for it, is one
    /// `Unparsed` node, so that the leaves tile the buffer in every case.
    pub fn into_nodes(mut self) -> Vec<Node> {
        if self.position < self.bytes.len() {
            let start = self.position;
            self.position = self.bytes.len();
            self.leaf(Field::Unparsed, start);
        }
        while self.open.len() > 1 {
            self.end();
        }
        self.open
            .pop()
            .map(|root| root.children)
            .unwrap_or_default()
    }

    fn need(&self, field: Field, needed: usize) -> Result<(), ParseError> {
        let available = self.remaining();
        if available < needed {
            let fault = ParseFault::Truncated { needed, available };
            return Err(ParseError {
                field,
                offset: self.position,
                fault,
            });
        }
        Ok(())
    }

    fn begin(&mut self, field: Field) {
        let open = Open {
            field: Some(field),
            start: self.position,
            children: Vec::new(),
        };
        self.open.push(open);
    }

    fn end(&mut self) {
        close(&mut self.open, self.position);
    }

    fn leaf(&mut self, field: Field, start: usize) {
        let node = Node {
            field,
            start,
            end: self.position,
            children: Vec::new(),
        };
        if let Some(open) = self.open.last_mut() {
            open.children.push(node);
        }
    }
}

/// Gives the leaf that was just recorded its parts.
fn annotate_last(open: &mut [Open], bytes: &[u8], inside: impl FnOnce(&[u8]) -> Option<Vec<Node>>) {
    let last = open.last_mut().and_then(|open| open.children.last_mut());
    if let (Some(node), Some(parts)) = (last, inside(bytes)) {
        let start = node.start;
        node.children = parts.into_iter().map(|part| part.shifted(start)).collect();
    }
}

fn close(open: &mut Vec<Open>, end: usize) {
    let Some(done) = open.pop() else { return };
    let Some(field) = done.field else { return };
    let node = Node {
        field,
        start: done.start,
        end,
        children: done.children,
    };
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

/// Writes a buffer field by field and keeps the annotation; the mirror of [`Reader`].
#[derive(Debug)]
pub struct Writer {
    bytes: Vec<u8>,
    open: Vec<Open>,
}

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}

impl Writer {
    /// An empty buffer.
    pub fn new() -> Self {
        let root = Open {
            field: None,
            start: 0,
            children: Vec::new(),
        };
        Writer {
            bytes: Vec::new(),
            open: vec![root],
        }
    }

    /// One byte.
    pub fn u8(&mut self, field: Field, value: u8) {
        self.opaque(field, &[value]);
    }

    /// A 16-bit number, big-endian.
    pub fn u16(&mut self, field: Field, value: u16) {
        self.opaque(field, &value.to_be_bytes());
    }

    /// Bytes without inner structure.
    pub fn opaque(&mut self, field: Field, bytes: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        let node = Node {
            field,
            start,
            end: self.bytes.len(),
            children: Vec::new(),
        };
        if let Some(open) = self.open.last_mut() {
            open.children.push(node);
        }
    }

    /// Opaque data behind a length of `width` bytes (1, 2 or 3).
    fn vec(&mut self, width: usize, length: Field, field: Field, bytes: &[u8]) {
        let at = self.bytes.len();
        self.opaque(length, &[0; 3][..width]);
        self.opaque(field, bytes);
        self.fill_length(at, width);
    }

    /// Opaque data behind an 8-bit length.
    pub fn vec8(&mut self, length: Field, field: Field, bytes: &[u8]) {
        self.vec(1, length, field, bytes);
    }

    /// Opaque data behind a 16-bit length.
    pub fn vec16(&mut self, length: Field, field: Field, bytes: &[u8]) {
        self.vec(2, length, field, bytes);
    }

    /// Opaque data behind a 24-bit length, whose parts `inside` names where it can.
    pub fn vec24(
        &mut self,
        length: Field,
        field: Field,
        bytes: &[u8],
        inside: impl FnOnce(&[u8]) -> Option<Vec<Node>>,
    ) {
        self.vec(3, length, field, bytes);
        annotate_last(&mut self.open, bytes, inside);
    }

    /// A structure behind a length of its own.
    fn list(&mut self, width: usize, length: Field, field: Field, body: impl FnOnce(&mut Self)) {
        let at = self.bytes.len();
        self.opaque(length, &[0; 3][..width]);
        self.node(field, body);
        self.fill_length(at, width);
    }

    /// Elements behind an 8-bit length in bytes.
    pub fn list8(&mut self, length: Field, field: Field, body: impl FnOnce(&mut Self)) {
        self.list(1, length, field, body);
    }

    /// Elements behind a 16-bit length in bytes.
    pub fn list16(&mut self, length: Field, field: Field, body: impl FnOnce(&mut Self)) {
        self.list(2, length, field, body);
    }

    /// Elements behind a 24-bit length in bytes.
    pub fn list24(&mut self, length: Field, field: Field, body: impl FnOnce(&mut Self)) {
        self.list(3, length, field, body);
    }

    /// A structure whose length is not written.
    pub fn node(&mut self, field: Field, body: impl FnOnce(&mut Self)) {
        let start = self.bytes.len();
        self.open.push(Open {
            field: Some(field),
            start,
            children: Vec::new(),
        });
        body(self);
        close(&mut self.open, self.bytes.len());
    }

    /// The bytes and their annotation.
    pub fn finish(mut self) -> (Vec<u8>, Vec<Node>) {
        let nodes = self
            .open
            .pop()
            .map(|root| root.children)
            .unwrap_or_default();
        (self.bytes, nodes)
    }

    /// Fills in the length at `at` once its content is written. A content too long for its prefix
    /// cannot come from the types here; it would be cut to the prefix's width and refused by
    /// any reader.
    fn fill_length(&mut self, at: usize, width: usize) {
        let len = self.bytes.len() - at - width;
        debug_assert!(
            len < 1 << (8 * width),
            "{len} bytes behind a {width}-byte length"
        );
        let all = (len as u32).to_be_bytes();
        self.bytes[at..at + width].copy_from_slice(&all[4 - width..]);
    }
}
