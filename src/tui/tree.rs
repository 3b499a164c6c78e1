//! The rows of the tab Bytes: every field of the present message, found once when the reader comes to
//! it, so that a key and a frame cost the same in a message of ten fields and in one of a million.

use super::stage::Stage;
use crate::trace::{Buffer, BufferKind, Message, Value, ValueId};
use crate::wire::{Field, Node};
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
    /// The rows of the present step.
    pub fn of(stage: &Stage) -> Tree {
        let Some(step) = stage.step() else {
            return Tree::default();
        };
        let Some(message) = &step.message else {
            return Tree::default();
        };
        let mut tree = Tree::default();
        for (i, (buffer, seen)) in buffers(message).enumerate() {
            tree.add_buffer(i, buffer);
            let other = stage.otherwise(buffer, seen);
            let ranges = other.map(|other| differing(&buffer.bytes, &other.bytes));
            tree.changes.push(ranges.unwrap_or_default());
        }
        // the shortest field of a value's bytes is met last on the way down
        let mut places: HashMap<(BufferKind, usize, usize), ValueId> = HashMap::new();
        // what is new in this step goes before what was known and is in it, encrypted
        let seen = stage.index.seen.get(&step.index);
        let all = step.values.iter().chain(seen.into_iter().flatten());
        for value in all.filter_map(|id| stage.value(*id)) {
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

    fn buffer<'a>(&'a self, stage: &'a Stage, i: usize) -> Option<(&'a Buffer, Seen)> {
        if let Some(opened) = &self.certificate {
            return (i == 0).then_some((&opened.buffer, Seen::Apart));
        }
        buffers(stage.step()?.message.as_ref()?).nth(i)
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

impl Stage {
    /// How many rows the tab Bytes has.
    pub(super) fn rows(&self) -> usize {
        match self.tree.entries.len() {
            0 => self.step().map_or(0, |step| match step.message {
                Some(_) => 0,
                None => step.values.len(),
            }),
            len => len,
        }
    }

    /// A row of the tab Bytes.
    pub(super) fn row(&self, i: usize) -> Option<Row<'_>> {
        let Some(entry) = self.tree.entries.get(i) else {
            let step = self.step().filter(|step| step.message.is_none())?;
            return self.value(*step.values.get(i)?).map(Row::Value);
        };
        let (buffer, seen) = self.tree.buffer(self, entry.buffer as usize)?;
        match entry.child {
            None => Some(Row::Heading(buffer, seen)),
            Some(_) => Some(Row::Field {
                buffer,
                seen,
                node: self.tree.node(buffer, i)?,
                depth: entry.depth as usize,
            }),
        }
    }

    /// The value that stands at a row.
    pub(super) fn value_at(&self, row: usize) -> Option<&Value> {
        match self.tree.values.get(&row) {
            Some(id) => self.value(*id),
            None => match self.row(row) {
                Some(Row::Value(value)) => Some(value),
                _ => None,
            },
        }
    }

    /// The value that stands at a row or at a field around it, and where in the value the row begins.
    pub(super) fn value_around(&self, row: usize) -> Option<(ValueId, usize)> {
        let mut at = row;
        loop {
            if let Some(value) = self.value_at(at) {
                let start = |row: usize| self.tree.entries.get(row).map_or(0, |entry| entry.start);
                return Some((value.id, start(row) - start(at)));
            }
            at = self.parent(at)?;
        }
    }

    /// The first row at which a value stands.
    pub(super) fn row_of(&self, id: ValueId) -> Option<usize> {
        if self.tree.is_empty() {
            return self.step()?.values.iter().position(|other| *other == id);
        }
        let mut values = self.tree.values.iter();
        values.find(|(_, other)| **other == id).map(|(row, _)| *row)
    }

    /// A buffer of the present message as it stood on the other end of the way, where that is not the
    /// same: what arrived of what was sent, and what was sent of what arrived.
    pub(super) fn otherwise(&self, buffer: &Buffer, seen: Seen) -> Option<&Buffer> {
        let message = self.step()?.message.as_ref()?;
        let arrived = message.arrived.as_ref()?;
        match seen {
            Seen::Sent => arrived.iter().find(|other| other.kind == buffer.kind),
            Seen::Arrived => message.buffer(buffer.kind),
            Seen::Apart => None,
        }
    }

    /// The first row of a field of that name.
    pub(super) fn row_of_field(&self, field: Field) -> Option<usize> {
        (0..self.tree.entries.len()).find(|row| match self.row(*row) {
            Some(Row::Field { node, .. }) => node.field == field,
            _ => false,
        })
    }

    /// The first row at which any value stands.
    pub(super) fn first_value_row(&self) -> Option<usize> {
        match self.tree.is_empty() {
            true => Some(0),
            false => self.tree.values.keys().next().copied(),
        }
    }

    /// The row of the field around the field of a row.
    pub(super) fn parent(&self, row: usize) -> Option<usize> {
        let entry = self.tree.entries.get(row)?;
        entry.child.map(|_| entry.parent as usize)
    }

    /// The fields around the field of a row, the innermost first.
    pub(super) fn layers(&self, row: usize) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let mut at = row;
        while let Some(parent) = self.parent(at) {
            let entry = &self.tree.entries[parent];
            if entry.child.is_some() {
                out.push(entry.start..entry.end);
            }
            at = parent;
        }
        out
    }

    /// The row of the innermost field at a byte of a buffer: of the buffer that the row belongs to, or
    /// of the one with that place among the buffers.
    pub(super) fn row_at_byte(&self, buffer: usize, byte: usize) -> Option<usize> {
        let mut found = None;
        for (row, entry) in self.tree.entries.iter().enumerate() {
            let here = entry.buffer as usize == buffer && entry.child.is_some();
            if here && (entry.start..entry.end).contains(&byte) {
                found = Some(row);
            }
        }
        found
    }

    /// Which of the buffers a row belongs to.
    pub(super) fn buffer_of(&self, row: usize) -> Option<usize> {
        self.tree
            .entries
            .get(row)
            .map(|entry| entry.buffer as usize)
    }

    /// The bytes of a row's buffer that were sent otherwise than they arrived.
    pub(super) fn changes(&self, row: usize) -> &[Range<usize>] {
        let changes = self.buffer_of(row).and_then(|i| self.tree.changes.get(i));
        changes.map_or(&[], Vec::as_slice)
    }

    /// A buffer by its place.
    pub(super) fn nth_buffer(&self, i: usize) -> Option<(&Buffer, Seen)> {
        self.tree.buffer(self, i)
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
