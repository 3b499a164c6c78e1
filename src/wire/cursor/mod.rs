//! The cursor that reads and writes TLS structures and demands the name of every field.
//!
//! The presentation language of RFC 5246 §4 needs few verbs: numbers of 8, 16 and 24 bits,
//! fixed and variable-length opaque data, vectors of elements, and structures. A vector is read
//! with the least length that its definition allows, in bytes: `opaque HostName<1..2^16-1>` is
//! `vec16(1.., …)`. Each call records a [`Node`]. A length prefix is a node of its own, beside the
//! content that it counts. So annotation cannot be forgotten and cannot drift from what was read
//! or written.

mod error;
mod reader;
mod writer;

pub use error::{ParseError, ParseFault};
pub use reader::Reader;
pub use writer::Writer;

use super::{Field, Node};

/// An annotation in the making.
#[derive(Debug, Default)]
struct Annotation {
    roots: Vec<Node>,
    /// The structures that are open, outermost first; where they end is not known yet.
    open: Vec<Node>,
    /// Whether nothing is recorded.
    off: bool,
}

impl Annotation {
    /// One that stays empty.
    fn off() -> Self {
        Annotation {
            off: true,
            ..Annotation::default()
        }
    }

    fn begin(&mut self, field: Field, start: usize) {
        if !self.off {
            self.open.push(node(field, start, start));
        }
    }

    fn end(&mut self, end: usize) {
        if let Some(done) = self.open.pop() {
            self.add(Node { end, ..done });
        }
    }

    fn leaf(&mut self, field: Field, start: usize, end: usize) {
        self.add(node(field, start, end));
    }

    fn add(&mut self, node: Node) {
        if !self.off {
            self.innermost().push(node);
        }
    }

    fn innermost(&mut self) -> &mut Vec<Node> {
        match self.open.last_mut() {
            Some(open) => &mut open.children,
            None => &mut self.roots,
        }
    }

    /// How many structures are open.
    fn depth(&self) -> usize {
        self.open.len()
    }

    /// Ends the innermost structures at `end` until `depth` of them are open.
    fn end_to(&mut self, depth: usize, end: usize) {
        while self.open.len() > depth {
            self.end(end);
        }
    }

    /// Gives the leaf that was just recorded its parts.
    fn divide_last(&mut self, bytes: &[u8], inside: impl FnOnce(&[u8]) -> Option<Vec<Node>>) {
        if let Some(leaf) = self.innermost().last_mut()
            && let Some(parts) = inside(bytes)
        {
            let start = leaf.start;
            leaf.children = parts.into_iter().map(|part| part.shifted(start)).collect();
        }
    }

    /// The nodes; structures that are still open end at `end`.
    fn finish(mut self, end: usize) -> Vec<Node> {
        self.end_to(0, end);
        self.roots
    }
}

fn node(field: Field, start: usize, end: usize) -> Node {
    Node {
        field,
        start,
        end,
        children: Vec::new(),
    }
}
