//! Which fields of a message differ between two runs.
//!
//! Fields are paired by what they are. Of a list, such as the suites or the extensions, entries that are
//! the same are paired wherever they stand; then those of the same type; and what is left in its order.

use super::Relation;
use super::common::{merged, pairs};
use crate::trace::{Buffer, BufferKind, Message};
use crate::wire::node::{Placed, walk};
use crate::wire::{Field, Node, display};
use std::collections::BTreeMap;
use std::vec::IntoIter;

/// A field that is not the same in both runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPair {
    /// Which buffer of the message it is in.
    pub buffer: BufferKind,
    /// What it is.
    pub field: Field,
    /// It in the first run, if it is there.
    pub left: Option<FieldAt>,
    /// It in the second run, if it is there.
    pub right: Option<FieldAt>,
}

/// A field of one of the runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldAt {
    /// Its place in the tree: `record.handshake.client_hello.cipher_suites.cipher_suite[2]`.
    pub path: String,
    /// The offset of its first byte in its buffer.
    pub offset: usize,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What they say, if that can be said in words.
    pub meaning: Option<String>,
}

impl FieldPair {
    /// How the two differ.
    pub fn relation(&self) -> Relation {
        let bytes = |at: &Option<FieldAt>| at.as_ref().map(|at| at.bytes.clone());
        Relation::of(bytes(&self.left).as_deref(), bytes(&self.right).as_deref())
    }

    /// Its place in the tree: in the second run, unless it is in the first alone.
    pub fn path(&self) -> &str {
        let at = self.right.as_ref().or(self.left.as_ref());
        at.map_or("", |at| at.path.as_str())
    }
}

/// The fields that differ between two messages as they arrive, buffer by buffer.
pub fn of_messages(left: &Message, right: &Message) -> Vec<FieldPair> {
    let arrived = |message: &Message| -> Vec<Buffer> {
        message.arrived.clone().unwrap_or(message.buffers.clone())
    };
    let (left, right) = (arrived(left), arrived(right));
    let kinds = [
        BufferKind::Record,
        BufferKind::Plaintext,
        BufferKind::Message,
    ];
    let of_kind = |kind| {
        let find = |buffers: &[Buffer]| buffers.iter().find(|it| it.kind == kind).cloned();
        let (left, right) = (find(&left), find(&right));
        match (left, right) {
            (Some(left), Some(right)) => of_buffers(&left, &right),
            // a run that encrypts has an inside, and one that does not has none
            _ => Vec::new(),
        }
    };
    kinds.into_iter().flat_map(of_kind).collect()
}

/// The fields that differ between two buffers. Of a record with several messages, those of this message.
pub fn of_buffers(left: &Buffer, right: &Buffer) -> Vec<FieldPair> {
    let mut search = Search {
        left,
        right,
        found: Vec::new(),
    };
    let (a, b) = (twigs(left), twigs(right));
    match (&a[..], &b[..]) {
        // a record in the clear and an encrypted one are both records
        ([a], [b]) => search.pair(a, b),
        (a, b) => search.siblings(a, b),
    }
    search.found
}

/// A node with its path.
struct Twig<'a> {
    node: &'a Node,
    path: String,
    children: Vec<Twig<'a>>,
}

/// The tree of a buffer, without what belongs to other messages.
fn twigs(buffer: &Buffer) -> Vec<Twig<'_>> {
    let own = |placed: &Placed<'_>| {
        placed.node.start < buffer.own.end && placed.node.end > buffer.own.start
            || placed.node.is_empty() && buffer.own.contains(&placed.node.start)
    };
    let mut placed: Vec<Placed<'_>> = walk(&buffer.tree);
    placed.retain(own);
    grow(&mut placed.into_iter().peekable(), 0)
}

fn grow<'a>(placed: &mut std::iter::Peekable<IntoIter<Placed<'a>>>, depth: usize) -> Vec<Twig<'a>> {
    let mut out = Vec::new();
    while let Some(next) = placed.next_if(|next| next.depth >= depth) {
        out.push(Twig {
            children: grow(placed, next.depth + 1),
            node: next.node,
            path: next.path,
        });
    }
    out
}

struct Search<'a> {
    left: &'a Buffer,
    right: &'a Buffer,
    found: Vec<FieldPair>,
}

impl Search<'_> {
    fn pair(&mut self, a: &Twig<'_>, b: &Twig<'_>) {
        if bytes(self.left, a) == bytes(self.right, b) {
            return;
        }
        match a.children.is_empty() || b.children.is_empty() {
            true => self.report(Some(a), Some(b)),
            false => self.siblings(&a.children, &b.children),
        }
    }

    fn siblings(&mut self, left: &[Twig<'_>], right: &[Twig<'_>]) {
        let same = |i: usize, j: usize| {
            let (a, b): (&Twig<'_>, &Twig<'_>) = (&left[i], &right[j]);
            a.node.field == b.node.field && bytes(self.left, a) == bytes(self.right, b)
        };
        let mut paired = pairs(left.len(), right.len(), same);
        for (l, r) in gaps(&paired, left.len(), right.len()) {
            let alike = |i: usize, j: usize| {
                let (a, b) = (&left[l[i]], &right[r[j]]);
                let lead = lead(self.left, a);
                lead.is_some() && lead == self::lead(self.right, b)
            };
            let of_type = pairs(l.len(), r.len(), alike);
            paired.extend(of_type.into_iter().map(|(i, j)| (l[i], r[j])));
        }
        paired.extend(as_often(&paired, left, right));
        paired.sort_unstable();
        // those that cross are in the order of the first run
        let mut after = None;
        let in_order: Vec<_> = paired
            .iter()
            .copied()
            .filter(|(_, j)| {
                let on = after.is_none_or(|after| *j > after);
                if on {
                    after = Some(*j);
                }
                on
            })
            .collect();
        for (l, r) in merged(&in_order, left.len(), right.len()) {
            let partner = |pair: &&(usize, usize)| Some(pair.0) == l || Some(pair.1) == r;
            match (l, r, paired.iter().find(partner)) {
                (Some(_), _, Some((i, j))) => self.pair(&left[*i], &right[*j]),
                // it is reported at its place in the first run
                (None, Some(_), Some(_)) => {}
                (l, r, _) => self.report(l.map(|i| &left[i]), r.map(|j| &right[j])),
            }
        }
    }

    fn report(&mut self, left: Option<&Twig<'_>>, right: Option<&Twig<'_>>) {
        let Some(either) = right.or(left) else {
            return;
        };
        let at = |buffer: &Buffer, twig: &Twig<'_>| FieldAt {
            path: twig.path.clone(),
            offset: twig.node.start,
            bytes: bytes(buffer, twig).to_vec(),
            meaning: display::meaning(twig.node, &buffer.bytes),
        };
        self.found.push(FieldPair {
            buffer: self.right.kind,
            field: either.node.field,
            left: left.map(|twig| at(self.left, twig)),
            right: right.map(|twig| at(self.right, twig)),
        });
    }
}

fn bytes<'b>(buffer: &'b Buffer, twig: &Twig<'_>) -> &'b [u8] {
    buffer.bytes.get(twig.node.range()).unwrap_or_default()
}

/// What an entry begins with, such as the type of an extension, with the field that it is.
fn lead<'b>(buffer: &'b Buffer, twig: &Twig<'_>) -> Option<(Field, &'b [u8])> {
    let mut first = twig.children.first()?;
    while let Some(inner) = first.children.first() {
        first = inner;
    }
    Some((twig.node.field, bytes(buffer, first)))
}

/// What lies between pairs: indices on the left, and on the right.
fn gaps(paired: &[(usize, usize)], left: usize, right: usize) -> Vec<(Vec<usize>, Vec<usize>)> {
    let (mut i, mut j) = (0, 0);
    let ends = paired.iter().copied().chain([(left, right)]);
    ends.map(|(l, r)| {
        let gap = ((i..l).collect(), (j..r).collect());
        (i, j) = (l + 1, r + 1);
        gap
    })
    .collect()
}

/// Pairs of what is left, in order, of those fields that both have left equally often.
fn as_often(
    paired: &[(usize, usize)],
    left: &[Twig<'_>],
    right: &[Twig<'_>],
) -> Vec<(usize, usize)> {
    let mut places: BTreeMap<Field, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (i, twig) in left.iter().enumerate() {
        if !paired.iter().any(|(l, _)| *l == i) {
            places.entry(twig.node.field).or_default().0.push(i);
        }
    }
    for (j, twig) in right.iter().enumerate() {
        if !paired.iter().any(|(_, r)| *r == j) {
            places.entry(twig.node.field).or_default().1.push(j);
        }
    }
    let alike = places.into_values().filter(|(l, r)| l.len() == r.len());
    alike.flat_map(|(l, r)| l.into_iter().zip(r)).collect()
}
