//! The annotation of a buffer: a tree of named byte ranges.

use super::Field;
use std::collections::BTreeMap;
use std::ops::Range;

/// One named range of a buffer. The leaves of a tree tile its buffer exactly; a node with
/// children covers them and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What these bytes are.
    pub field: Field,
    /// Offset of the first byte, counted in the buffer that the tree belongs to.
    pub start: usize,
    /// Offset past the last byte. A present but empty vector has `start == end`.
    pub end: usize,
    /// The parts, in the order of their bytes; none for a leaf.
    pub children: Vec<Node>,
}

/// A node together with its place in the tree, as [`walk`] yields it.
#[derive(Clone, Debug)]
pub struct Placed<'a> {
    /// The node.
    pub node: &'a Node,
    /// Its path, such as `record.handshake.client_hello.cipher_suites.cipher_suite[2]`.
    pub path: String,
    /// Its depth; 0 for a root.
    pub depth: usize,
}

impl Node {
    /// The byte range in the buffer.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The number of bytes.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether it covers no byte: a vector that is present but empty.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Whether it has no parts.
    pub fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }

    /// Wireshark's display filter for these bytes, if there is one. Wireshark gives an empty field no
    /// entry of its own, so no filter matches it.
    pub fn wireshark(&self) -> Option<&'static str> {
        match self.is_empty() {
            true => None,
            false => self.field.wireshark(),
        }
    }

    /// The first node of this field at or below this one, depth first.
    pub fn find(&self, field: Field) -> Option<&Node> {
        if self.field == field {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(field))
    }

    /// The same tree, `by` bytes further on: for a part that is put into a larger buffer.
    pub fn shifted(mut self, by: usize) -> Node {
        self.shift(by);
        self
    }

    fn shift(&mut self, by: usize) {
        self.start += by;
        self.end += by;
        self.children.iter_mut().for_each(|child| child.shift(by));
    }
}

/// All nodes of a forest with their paths, outermost first, in the order of their bytes.
pub fn walk(roots: &[Node]) -> Vec<Placed<'_>> {
    fn visit<'a>(siblings: &'a [Node], prefix: &str, depth: usize, out: &mut Vec<Placed<'a>>) {
        // how many there are of each field, and the number of the next: counted once, since a peer
        // chooses how long the list is
        let mut of_field: BTreeMap<Field, (usize, usize)> = BTreeMap::new();
        for node in siblings {
            of_field.entry(node.field).or_default().0 += 1;
        }
        for node in siblings {
            let mut path = String::with_capacity(prefix.len() + 24);
            if !prefix.is_empty() {
                path.push_str(prefix);
                path.push('.');
            }
            path.push_str(node.field.key());
            if let Some((2.., next)) = of_field.get_mut(&node.field) {
                path.push_str(&format!("[{next}]"));
                *next += 1;
            }
            out.push(Placed {
                node,
                path: path.clone(),
                depth,
            });
            visit(&node.children, &path, depth + 1, out);
        }
    }
    let mut out = Vec::new();
    visit(roots, "", 0, &mut out);
    out
}

/// The field that a name means among those of a [`walk`]: the one whose path it is, or else the first whose path ends
/// so. A part without a number is the first of several of that name.
pub fn named<'p, 'a: 'p>(
    all: impl Iterator<Item = &'p Placed<'a>> + Clone,
    name: &str,
) -> Option<&'p Placed<'a>> {
    let whole = |placed: &&Placed<'_>| placed.path == name;
    let ends = |placed: &&Placed<'_>| {
        let before = placed.path.strip_suffix(name);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let first = |placed: &&Placed<'_>| {
        let mut path = placed.path.rsplit('.');
        name.rsplit('.').all(|wanted| {
            let part = path.next().unwrap_or_default();
            part == wanted || part.strip_suffix("[0]") == Some(wanted)
        })
    };
    let found = all.clone().find(whole).or_else(|| all.clone().find(ends));
    found.or_else(|| all.clone().find(first))
}

/// The leaves of a forest, in the order of their bytes.
pub fn leaves(roots: &[Node]) -> Vec<&Node> {
    fn visit<'a>(nodes: &'a [Node], out: &mut Vec<&'a Node>) {
        for node in nodes {
            if node.is_leaf() {
                out.push(node);
            } else {
                visit(&node.children, out);
            }
        }
    }
    let mut out = Vec::new();
    visit(roots, &mut out);
    out
}

/// Checks that the leaves cover `0..len` without gap or overlap, and that every parent covers
/// exactly its children. Returns the first offset at which that does not hold.
pub fn tiles(roots: &[Node], len: usize) -> Result<(), usize> {
    fn covers(node: &Node) -> Result<(), usize> {
        if node.is_leaf() {
            return Ok(());
        }
        run(&node.children, node.start, node.end)
    }
    fn run(nodes: &[Node], start: usize, end: usize) -> Result<(), usize> {
        let mut at = start;
        for node in nodes {
            if node.start != at || node.end < node.start {
                return Err(at);
            }
            covers(node)?;
            at = node.end;
        }
        if at == end { Ok(()) } else { Err(at) }
    }
    run(roots, 0, len)
}

/// The chain of nodes around the byte at `offset`, outermost first; empty outside the buffer.
pub fn around(roots: &[Node], offset: usize) -> Vec<&Node> {
    let mut out = Vec::new();
    let mut level = roots;
    while let Some(node) = level.iter().find(|node| node.range().contains(&offset)) {
        out.push(node);
        level = &node.children;
    }
    out
}
