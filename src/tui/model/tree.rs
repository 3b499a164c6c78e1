//! The rows of the tab Bytes: every field of the present message, found once when the reader comes to
//! it, so that a key and a frame cost the same in a message of ten fields and in one of a million.

use super::index::Index;
use crate::trace::{Buffer, BufferKind, Message, Step, Trace, Value, ValueId};
use crate::wire::Node;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// The rows of what is open: the message of a step with all its buffers, or a certificate by itself.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    entries: Vec<Entry>,
    /// The values that stand at a row.
    values: BTreeMap<usize, ValueId>,
    /// Of each buffer, the bytes that were sent otherwise than they arrived.
    changes: Vec<Vec<Range<usize>>>,
    /// A certificate that is open by itself.
    pub certificate: Option<Box<Opened>>,
}

/// A certificate that is open by itself.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its name.
    pub name: String,
    /// Its DER, and what each byte of it is.
    pub buffer: Buffer,
}

/// A row, and how to find it in the trees.
#[derive(Clone, Copy, Debug)]
struct Entry {
    buffer: u32,
    depth: u32,
    /// The row of the field around it; of an outermost one its heading.
    parent: u32,
    /// Its place among the children of the field around it; a heading has none.
    child: Option<u32>,
    start: usize,
    end: usize,
}

/// A row.
#[derive(Clone, Copy)]
pub enum Row<'a> {
    /// The name of a buffer, above its fields.
    Heading(&'a Buffer, Seen),
    /// A field.
    Field {
        /// Its buffer.
        buffer: &'a Buffer,
        /// At which end it is seen.
        seen: Seen,
        /// It.
        node: &'a Node,
        /// How deep it lies.
        depth: usize,
    },
    /// A value of a step without a message.
    Value(&'a Value),
}

/// At which of the two ends a buffer is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// As it was sent, and as it arrived if it was not changed.
    Sent,
    /// As it arrived, changed on the way.
    Arrived,
    /// Not of a message: a certificate by itself.
    Apart,
}

/// The buffers of a message: as they were sent, then as they arrived.
fn buffers(message: &Message) -> impl Iterator<Item = (&Buffer, Seen)> {
    let sent = message.buffers.iter().map(|buffer| (buffer, Seen::Sent));
    let arrived = message.arrived.iter().flatten();
    sent.chain(arrived.map(|buffer| (buffer, Seen::Arrived)))
}

impl Tree {
    /// The rows of a step.
    pub fn of(trace: &Trace, index: &Index, step: usize) -> Tree {
        let Some(step) = trace.steps().get(step) else {
            return Tree::default();
        };
        let Some(message) = &step.message else {
            return Tree::default();
        };
        let mut tree = Tree::default();
        for (i, (buffer, seen)) in buffers(message).enumerate() {
            tree.add_buffer(i, buffer);
            let other = otherwise(message, buffer, seen);
            let ranges = other.map(|other| differing(&buffer.bytes, &other.bytes));
            tree.changes.push(ranges.unwrap_or_default());
        }
        // the shortest field of a value's bytes is met last on the way down
        let mut places: HashMap<(BufferKind, usize, usize), ValueId> = HashMap::new();
        // what is new in this step goes before what was known and is in it, encrypted
        let seen = index.seen.get(&step.index);
        let all = step.values.iter().chain(seen.into_iter().flatten());
        for value in all.filter_map(|id| trace.values().get(id.0)) {
            for place in value.places.iter().filter(|place| place.step == step.index) {
                let range = &place.range;
                places
                    .entry((place.buffer, range.start, range.end))
                    .or_insert(value.id);
            }
        }
        for (row, entry) in tree.entries.iter().enumerate() {
            let sent = message.buffers.get(entry.buffer as usize);
            let Some(buffer) = sent.filter(|_| entry.child.is_some() && !places.is_empty()) else {
                continue;
            };
            if let Some(id) = places.get(&(buffer.kind, entry.start, entry.end)) {
                tree.values.insert(row, *id);
            }
        }
        tree
    }

    /// Whether there is no field: the step has no message, and no certificate is open.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The rows of a certificate by itself.
    pub fn of_certificate(name: String, buffer: Buffer) -> Tree {
        let mut tree = Tree::default();
        tree.add_buffer(0, &buffer);
        tree.certificate = Some(Box::new(Opened { name, buffer }));
        tree
    }

    fn add_buffer(&mut self, i: usize, buffer: &Buffer) {
        let heading = self.entries.len();
        self.entries.push(Entry {
            buffer: i as u32,
            depth: 0,
            parent: heading as u32,
            child: None,
            start: 0,
            end: buffer.bytes.len(),
        });
        self.add(i, heading, &buffer.tree, 0);
    }

    fn add(&mut self, buffer: usize, parent: usize, nodes: &[Node], depth: u32) {
        for (child, node) in nodes.iter().enumerate() {
            let row = self.entries.len();
            self.entries.push(Entry {
                buffer: buffer as u32,
                depth,
                parent: parent as u32,
                child: Some(child as u32),
                start: node.start,
                end: node.end,
            });
            self.add(buffer, row, &node.children, depth + 1);
        }
    }

    /// A buffer by its place, of the step that the rows are of.
    pub fn buffer<'a>(&'a self, step: Option<&'a Step>, i: usize) -> Option<(&'a Buffer, Seen)> {
        if let Some(opened) = &self.certificate {
            return (i == 0).then_some((&opened.buffer, Seen::Apart));
        }
        buffers(step?.message.as_ref()?).nth(i)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// A row; `None` past the last, and for a step without a message.
    pub fn row<'a>(&'a self, step: Option<&'a Step>, i: usize) -> Option<Row<'a>> {
        let entry = self.entries.get(i)?;
        let (buffer, seen) = self.buffer(step, entry.buffer as usize)?;
        match entry.child {
            None => Some(Row::Heading(buffer, seen)),
            Some(_) => Some(Row::Field {
                buffer,
                seen,
                node: self.node(buffer, i)?,
                depth: entry.depth as usize,
            }),
        }
    }

    /// The value that stands at a row.
    pub fn value(&self, row: usize) -> Option<ValueId> {
        self.values.get(&row).copied()
    }

    /// The first row at which a value stands.
    pub fn row_of(&self, id: ValueId) -> Option<usize> {
        let mut values = self.values.iter();
        values.find(|(_, other)| **other == id).map(|(row, _)| *row)
    }

    /// The first row at which any value stands.
    pub fn first_value_row(&self) -> Option<usize> {
        self.values.keys().next().copied()
    }

    /// Where in its buffer a row begins.
    pub fn start(&self, row: usize) -> usize {
        self.entries.get(row).map_or(0, |entry| entry.start)
    }

    /// The row of the field around the field of a row.
    pub fn parent(&self, row: usize) -> Option<usize> {
        let entry = self.entries.get(row)?;
        entry.child.map(|_| entry.parent as usize)
    }

    /// The fields around the field of a row, the innermost first.
    pub fn layers(&self, row: usize) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let mut at = row;
        while let Some(parent) = self.parent(at) {
            let entry = &self.entries[parent];
            if entry.child.is_some() {
                out.push(entry.start..entry.end);
            }
            at = parent;
        }
        out
    }

    /// The row of the innermost field at a byte of a buffer.
    pub fn row_at_byte(&self, buffer: usize, byte: usize) -> Option<usize> {
        let mut found = None;
        for (row, entry) in self.entries.iter().enumerate() {
            let here = entry.buffer as usize == buffer && entry.child.is_some();
            if here && (entry.start..entry.end).contains(&byte) {
                found = Some(row);
            }
        }
        found
    }

    /// Which of the buffers a row belongs to.
    pub fn buffer_of(&self, row: usize) -> Option<usize> {
        self.entries.get(row).map(|entry| entry.buffer as usize)
    }

    /// The bytes of a row's buffer that were sent otherwise than they arrived.
    pub fn changes(&self, row: usize) -> &[Range<usize>] {
        let changes = self.buffer_of(row).and_then(|i| self.changes.get(i));
        changes.map_or(&[], Vec::as_slice)
    }

    fn node<'a>(&self, buffer: &'a Buffer, row: usize) -> Option<&'a Node> {
        let mut way = Vec::new();
        let mut at = row;
        while let Some(child) = self.entries.get(at)?.child {
            way.push(child as usize);
            at = self.entries[at].parent as usize;
        }
        let mut way = way.into_iter().rev();
        let mut node = buffer.tree.get(way.next()?)?;
        for child in way {
            node = node.children.get(child)?;
        }
        Some(node)
    }
}

/// A buffer of a message as it stood on the other end of the way, where that is not the same: what
/// arrived of what was sent, and what was sent of what arrived.
pub fn otherwise<'a>(message: &'a Message, buffer: &Buffer, seen: Seen) -> Option<&'a Buffer> {
    let arrived = message.arrived.as_ref()?;
    match seen {
        Seen::Sent => arrived.iter().find(|other| other.kind == buffer.kind),
        Seen::Arrived => message.buffer(buffer.kind),
        Seen::Apart => None,
    }
}

/// Where bytes differ from others. Where something was inserted or removed, everything between the
/// common beginning and the common end.
fn differing(bytes: &[u8], other: &[u8]) -> Vec<Range<usize>> {
    /// The most stretches that are told apart.
    const MOST: usize = 256;
    let mut out: Vec<Range<usize>> = Vec::new();
    if bytes.len() != other.len() {
        let same = |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| {
            pairs.take_while(|(one, other)| one == other).count()
        };
        let start = same(&mut bytes.iter().zip(other));
        let (rest, others) = (bytes[start..].iter().rev(), other[start..].iter().rev());
        out.push(start..bytes.len() - same(&mut rest.zip(others)));
        return out;
    }
    for (at, _) in bytes
        .iter()
        .zip(other)
        .enumerate()
        .filter(|(_, (a, b))| a != b)
    {
        let out_of_room = out.len() == MOST;
        match out.last_mut() {
            Some(range) if range.end == at => range.end += 1,
            Some(range) if out_of_room => range.end = at + 1,
            _ => out.push(at..at + 1),
        }
    }
    out
}
