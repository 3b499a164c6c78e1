//! DER (X.690), as far as an annotation needs it: elements one after the other, and what is in them.

use super::super::{Field, Node};
use std::ops::Range;

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const BMP_STRING: u8 = 0x1e;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// The most elements of lists that are told apart in one certificate. Its author is unknown, and an
/// element may have two bytes. A list that is too long stays one field, as it would if it were malformed.
pub(super) const MOST: usize = 4096;

/// Reads the content of a constructed element; `None` if it is something else.
pub(super) type Body = fn(&mut Cursor<'_>, &mut Vec<Node>) -> Option<()>;

/// A position in the DER that is being annotated.
pub(super) struct Cursor<'a> {
    der: &'a [u8],
    at: usize,
    end: usize,
    /// How many more elements of lists are allowed.
    left: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(der: &'a [u8]) -> Cursor<'a> {
        Cursor {
            der,
            at: 0,
            end: der.len(),
            left: MOST,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.at == self.end
    }

    /// The tag of the element that comes next.
    pub(super) fn next(&self) -> Option<u8> {
        self.der[self.at..self.end].first().copied()
    }

    pub(super) fn next_is(&self, tag: u8) -> bool {
        self.next() == Some(tag)
    }

    /// Where the content of the next element is, if it has this tag.
    fn header(&self, tag: u8) -> Option<Range<usize>> {
        let (content, found) = element(self.der, self.at..self.end)?;
        (found == tag).then_some(content)
    }

    /// The content of the next element, if it has this tag.
    pub(super) fn content(&self, tag: u8) -> Option<&'a [u8]> {
        Some(&self.der[self.header(tag)?])
    }

    /// The object identifier at the start of the next element, a SEQUENCE.
    pub(super) fn identified(&self) -> Option<&'a [u8]> {
        let sequence = self.header(SEQUENCE)?;
        let (content, tag) = element(self.der, sequence)?;
        (tag == OBJECT_IDENTIFIER).then(|| &self.der[content])
    }

    /// What is left, as one leaf; `None` if nothing is.
    pub(super) fn rest(&mut self, field: Field) -> Option<Node> {
        (!self.is_done()).then_some(())?;
        let start = std::mem::replace(&mut self.at, self.end);
        Some(leaf(field, start..self.end))
    }

    /// Enters an element that fills the rest; its tag and length become a leaf.
    pub(super) fn open(&mut self, tag: u8, parts: &mut Vec<Node>) -> Option<()> {
        let start = self.at;
        let content = self.header(tag)?;
        (content.end == self.end).then_some(())?;
        parts.push(leaf(Field::DerHeader, start..content.start));
        self.at = content.start;
        Some(())
    }

    /// One byte of that value, as a leaf.
    pub(super) fn octet(&mut self, value: u8, field: Field) -> Option<Node> {
        self.next_is(value).then_some(())?;
        self.at += 1;
        Some(leaf(field, self.at - 1..self.at))
    }

    /// A BIT STRING as three leaves: tag and length, the number of unused bits, and the bits, which
    /// the field names. A BIT STRING of another form, or an empty one, is one leaf.
    pub(super) fn bits(&mut self, parts: &mut Vec<Node>, field: Field) -> Option<()> {
        self.split(BIT_STRING, Field::UnusedBits, parts, field)
    }

    /// An INTEGER that is not negative as three leaves: tag and length, the sign octet that keeps it
    /// from being negative, if it needs one, and the number without it, which the field names.
    pub(super) fn unsigned(&mut self, parts: &mut Vec<Node>, field: Field) -> Option<()> {
        self.split(INTEGER, Field::SignOctet, parts, field)
    }

    /// A primitive element whose content begins with a zero byte of its own meaning, as leaves.
    fn split(&mut self, tag: u8, zero: Field, parts: &mut Vec<Node>, rest: Field) -> Option<()> {
        let content = self.header(tag)?;
        let leads = self.der[content.clone()].first() == Some(&0);
        if content.len() < 2 || (tag == BIT_STRING && !leads) {
            parts.push(self.any(rest)?);
            return Some(());
        }
        parts.push(leaf(Field::DerHeader, self.at..content.start));
        self.at = content.start;
        if leads {
            parts.push(self.octet(0, zero)?);
        }
        parts.push(leaf(rest, self.at..content.end));
        self.at = content.end;
        Some(())
    }

    /// An element as one leaf.
    pub(super) fn primitive(&mut self, tag: u8, field: Field) -> Option<Node> {
        self.header(tag)?;
        self.any(field)
    }

    /// An element with any tag as one leaf.
    pub(super) fn any(&mut self, field: Field) -> Option<Node> {
        let (content, _) = element(self.der, self.at..self.end)?;
        let node = leaf(field, self.at..content.end);
        self.at = content.end;
        Some(node)
    }

    /// An element as a node: its tag and length, and its parts.
    pub(super) fn constructed(
        &mut self,
        tag: u8,
        field: Field,
        body: impl FnOnce(&mut Self, &mut Vec<Node>) -> Option<()>,
    ) -> Option<Node> {
        let content = self.header(tag)?;
        let start = self.at;
        let mut children = vec![leaf(Field::DerHeader, start..content.start)];
        let outer = self.end;
        (self.at, self.end) = (content.start, content.end);
        let read = body(self, &mut children);
        let done = self.at == content.end;
        (self.at, self.end) = (content.end, outer);
        (read.is_some() && done).then_some(())?;
        Some(Node {
            field,
            start,
            end: content.end,
            children,
        })
    }

    /// An element as a node, or as one leaf if its content is not what it should be.
    pub(super) fn apart(
        &mut self,
        tag: u8,
        field: Field,
        body: impl FnOnce(&mut Self, &mut Vec<Node>) -> Option<()>,
    ) -> Option<Node> {
        let (at, left) = (self.at, self.left);
        if let Some(node) = self.constructed(tag, field, body) {
            return Some(node);
        }
        (self.at, self.left) = (at, left);
        self.primitive(tag, field)
    }

    /// All elements to the end.
    pub(super) fn each(
        &mut self,
        parts: &mut Vec<Node>,
        element: impl Fn(&mut Self) -> Option<Node>,
    ) -> Option<()> {
        while !self.is_done() {
            self.left = self.left.checked_sub(1)?;
            parts.push(element(self)?);
        }
        Some(())
    }
}

fn leaf(field: Field, range: Range<usize>) -> Node {
    Node {
        field,
        start: range.start,
        end: range.end,
        children: Vec::new(),
    }
}

/// Where the content of the element at the start of a range is, and its tag (X.690 §8.1): tags of
/// one byte, definite lengths of up to four.
pub(super) fn element(der: &[u8], within: Range<usize>) -> Option<(Range<usize>, u8)> {
    let bytes = der.get(within.clone())?;
    let (&tag, rest) = bytes.split_first()?;
    let (&short, rest) = rest.split_first()?;
    let (header, len) = match short {
        0..=0x7f => (2, usize::from(short)),
        0x81..=0x83 => {
            let digits = rest.get(..usize::from(short & 0x7f))?;
            (
                2 + digits.len(),
                digits
                    .iter()
                    .fold(0, |n, digit| n << 8 | usize::from(*digit)),
            )
        }
        _ => return None,
    };
    let start = within.start + header;
    (tag & 0x1f != 0x1f && start + len <= within.end).then_some((start..start + len, tag))
}

/// The elements that fill some bytes: tag and content of each, up to the first that is malformed.
pub(super) fn elements(der: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (content, tag) = element(der, at..der.len())?;
        at = content.end;
        Some((tag, &der[content]))
    })
}
