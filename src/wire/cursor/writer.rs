//! Writing, which leaves the same annotation as reading.

use super::Annotation;
use crate::wire::{Field, Node};

/// Writes a buffer field by field and keeps the annotation; the mirror of [`Reader`](super::Reader).
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
    annotation: Annotation,
}

impl Writer {
    /// An empty buffer.
    pub fn new() -> Self {
        Writer::default()
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
        self.annotation.leaf(field, start, self.bytes.len());
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

    /// The same with parts, which `inside` names where it can.
    pub fn vec16_of(
        &mut self,
        length: Field,
        field: Field,
        bytes: &[u8],
        inside: impl FnOnce(&[u8]) -> Option<Vec<Node>>,
    ) {
        self.vec(2, length, field, bytes);
        self.annotation.divide_last(bytes, inside);
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
        self.annotation.divide_last(bytes, inside);
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
        self.annotation.begin(field, self.bytes.len());
        body(self);
        self.annotation.end(self.bytes.len());
    }

    /// The bytes and their annotation.
    pub fn finish(self) -> (Vec<u8>, Vec<Node>) {
        let nodes = self.annotation.finish(self.bytes.len());
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
