//! A change to a message that the reader prepares: what is to be done, to which byte, to which bit. Until
//! it is carried out it changes nothing.

use crate::scenario::Change;
use crate::text::Said;
use crate::trace::{Buffer, BufferKind, Message};
use crate::wire::display::{self, unhex};
use crate::wire::node::{leaves, walk};
use crate::wire::{Field, Node};
use crate::{label, said};
use std::collections::BTreeMap;
use std::ops::Range;

/// Something that an attacker can do to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Changes bits or bytes of it.
    Bits,
    /// Replaces a field by other bytes.
    ReplaceField,
    /// Removes a field.
    RemoveField,
    /// Drops the message.
    Drop,
    /// Delivers the message twice.
    Repeat,
    /// Delays the message until the next one has passed.
    Swap,
    /// Ends the connection here.
    Cut,
}

/// A change that is being prepared.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What is to be done.
    pub action: Action,
    /// The bytes that replace the field, as they are typed.
    pub typed: String,
    /// The bit that the cursor is on; 0 is the least significant.
    pub bit: u8,
    /// The record as it arrives so far, and its fields.
    bytes: Vec<u8>,
    tree: Vec<Node>,
    field: Spot,
    /// The byte that the cursor is on, counted in the record.
    at: usize,
    /// The bytes that are to become others, in the order of the record.
    changed: BTreeMap<usize, u8>,
    /// Whether the reader has changed any: before that, the bit under the cursor is the one.
    touched: bool,
    /// The first digit of a byte was typed, and the second is to follow.
    half: bool,
}

/// The field that is changed.
#[derive(Clone, Debug)]
struct Spot {
    path: String,
    field: Field,
    range: Range<usize>,
}

/// How a field reads before and after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The same as before.
    Same(String),
    /// Something else.
    Other(String, String),
    /// The record can no longer be read to its end.
    Unreadable(String),
    /// It can be read, and has no such field any more.
    Gone(String),
    /// The change cannot be made.
    Impossible(Said),
}

impl Draft {
    /// A flip of a bit in a field of a record, or in its last field where there is none of that path.
    pub fn of(record: &Buffer, path: Option<&str>, byte: Option<usize>) -> Draft {
        let (bytes, tree) = (record.bytes.clone(), record.tree.clone());
        let all = walk(&tree);
        let named = all.iter().find(|placed| Some(placed.path.as_str()) == path);
        let full = |node: &Node| !node.is_empty();
        let last = || {
            let mut leaves = all.iter().rev().filter(|placed| placed.node.is_leaf());
            leaves.find(|placed| full(placed.node))
        };
        let found = named.filter(|placed| full(placed.node)).or_else(last);
        let field = match found {
            Some(placed) => Spot {
                path: placed.path.clone(),
                field: placed.node.field,
                range: placed.node.range(),
            },
            None => Spot {
                path: String::new(),
                field: Field::Record,
                range: 0..bytes.len(),
            },
        };
        let len = field.range.len();
        // bytes stand on both sides of the one in the middle
        let byte = byte.unwrap_or(len / 2).min(len.saturating_sub(1));
        Draft {
            action: Action::Bits,
            typed: String::new(),
            bit: 0,
            at: field.range.start + byte,
            field,
            changed: BTreeMap::new(),
            touched: false,
            half: false,
            bytes,
            tree,
        }
    }

    /// The record as it arrives so far.
    pub fn record(&self) -> &[u8] {
        &self.bytes
    }

    /// The field that is changed.
    pub fn field(&self) -> Field {
        self.field.field
    }

    /// Where in the record the field is.
    pub fn range(&self) -> Range<usize> {
        self.field.range.clone()
    }

    /// The byte that the cursor is on, counted in the record.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The value of the byte under the cursor: before the change, and after it.
    pub fn byte(&self) -> (u8, u8) {
        let before = self.bytes.get(self.at).copied().unwrap_or(0);
        (before, self.after(self.at))
    }

    /// What a byte becomes.
    pub fn after(&self, at: usize) -> u8 {
        let before = self.bytes.get(at).copied().unwrap_or(0);
        match self.changed.get(&at) {
            Some(after) => *after,
            None if at == self.at && !self.touched => before ^ 1 << self.bit,
            None => before,
        }
    }

    /// Whether the reader has flipped or typed anything; before that, the bit under the cursor is the one
    /// that is flipped.
    pub fn is_touched(&self) -> bool {
        self.touched
    }

    /// How many bits become others.
    pub fn bits(&self) -> u32 {
        let differ = |(at, after): (&usize, &u8)| (self.bytes[*at] ^ after).count_ones();
        match self.touched {
            true => self.changed.iter().map(differ).sum(),
            false => 1,
        }
    }

    /// Moves the byte cursor; past the end of the field it goes on to the next one.
    pub fn move_byte(&mut self, by: isize) {
        let to = self.at.saturating_add_signed(by);
        self.go_to(to.min(self.bytes.len().saturating_sub(1)));
    }

    /// Moves the byte cursor to the beginning or the end of the field.
    pub fn go_to_edge(&mut self, end: bool) {
        self.go_to(match end {
            true => self.field.range.end.saturating_sub(1),
            false => self.field.range.start,
        });
    }

    /// To a bit of a byte of its field, if that is the one which is named by the end of its path.
    pub fn aim(&mut self, field: &str, byte: usize, bit: u8) {
        let path = &self.field.path;
        let named = path == field || path.ends_with(&format!(".{field}"));
        let at = self.field.range.start + byte;
        if named && self.field.range.contains(&at) {
            (self.at, self.bit) = (at, bit.min(7));
        }
    }

    /// To a byte of the record, and to the field that it is in.
    pub fn go_to(&mut self, at: usize) {
        if at >= self.bytes.len() {
            return;
        }
        self.at = at;
        self.half = false;
        if !self.field.range.contains(&at)
            && let Some(spot) = self.leaf_at(at)
        {
            self.field = spot;
        }
    }

    /// To the next field, or to the one before.
    pub fn move_field(&mut self, on: bool) {
        let here = &self.field.range;
        let leaves = leaves(&self.tree).into_iter();
        let mut leaves = leaves.filter(|leaf| !leaf.is_empty());
        let found = match on {
            true => leaves.find(|leaf| leaf.start >= here.end),
            false => leaves.rfind(|leaf| leaf.end <= here.start),
        };
        if let Some(start) = found.map(|leaf| leaf.start) {
            self.go_to(start);
        }
    }

    /// Moves the bit cursor to the left, where the bits are more significant, or to the right.
    pub fn move_bit(&mut self, right: bool) {
        self.bit = match right {
            true => self.bit.saturating_sub(1),
            false => (self.bit + 1).min(7),
        };
    }

    /// Flips the bit under the cursor. What was only proposed is flipped by that, and stays so.
    pub fn flip(&mut self) {
        let after = match self.touched {
            true => self.after(self.at) ^ 1 << self.bit,
            false => self.after(self.at),
        };
        self.half = false;
        self.set(after);
    }

    /// A hexadecimal digit was typed: the first one of the byte under the cursor, or its second.
    pub fn digit(&mut self, digit: u8) {
        let now = match self.touched {
            true => self.after(self.at),
            false => self.byte().0,
        };
        let second = std::mem::replace(&mut self.half, false);
        self.half = !second;
        self.set(match second {
            true => now & 0xf0 | digit,
            false => digit << 4 | now & 0x0f,
        });
    }

    fn set(&mut self, after: u8) {
        let Some(before) = self.bytes.get(self.at) else {
            return;
        };
        self.touched = true;
        match *before == after {
            true => self.changed.remove(&self.at),
            false => self.changed.insert(self.at, after),
        };
    }

    /// Takes back what was flipped and typed; false where there is nothing.
    pub fn take_back(&mut self) -> bool {
        let any = self.touched || !self.typed.is_empty();
        self.touched = false;
        self.half = false;
        self.changed.clear();
        self.typed.clear();
        any
    }

    /// The changes that this makes.
    ///
    /// # Errors
    /// What is missing.
    pub fn changes(&self) -> Result<Vec<Change>, Said> {
        let replaced = |bytes| Change::Replace {
            field: self.field.path.clone(),
            bytes,
        };
        Ok(vec![match self.action {
            Action::Bits => return self.flips(),
            Action::ReplaceField => {
                let bytes = unhex(&self.typed).filter(|bytes| !bytes.is_empty());
                let text = self.typed.as_str();
                replaced(bytes.ok_or_else(|| said!("tui.notice.bad_bytes", text))?)
            }
            Action::RemoveField => replaced(Vec::new()),
            Action::Drop => Change::Drop,
            Action::Repeat => Change::Repeat,
            Action::Swap => Change::Swap,
            Action::Cut => Change::Cut,
        }])
    }

    fn flips(&self) -> Result<Vec<Change>, Said> {
        let proposed = (!self.touched).then(|| (self.at, self.after(self.at)));
        let changed = self.changed.iter().map(|(at, after)| (*at, *after));
        let all = changed.chain(proposed);
        let all: Vec<Change> = all
            .filter_map(|(at, after)| self.change(at, after))
            .collect();
        match all.is_empty() {
            true => Err(said!("tui.notice.nothing_flipped")),
            false => Ok(all),
        }
    }

    /// The change of one byte.
    fn change(&self, at: usize, after: u8) -> Option<Change> {
        let spot = match self.field.range.contains(&at) {
            true => self.field.clone(),
            false => self.leaf_at(at)?,
        };
        let (field, byte) = (spot.path, at - spot.range.start);
        let differ = self.bytes.get(at)? ^ after;
        Some(match differ.count_ones() {
            1 => Change::Flip {
                field,
                byte,
                bit: differ.trailing_zeros() as u8,
            },
            _ => Change::Set {
                field,
                byte,
                bytes: vec![after],
            },
        })
    }

    fn leaf_at(&self, at: usize) -> Option<Spot> {
        let all = walk(&self.tree);
        let mut leaves = all.into_iter().filter(|placed| placed.node.is_leaf());
        let placed = leaves.find(|placed| placed.node.range().contains(&at))?;
        Some(Spot {
            field: placed.node.field,
            range: placed.node.range(),
            path: placed.path,
        })
    }

    /// How the field reads before and after the change to a message; nothing where there is no change to
    /// a field.
    pub fn reading(&self, message: &Message) -> Option<Reading> {
        let changes = self
            .changes()
            .ok()
            .filter(|_| self.action.is_of_a_field())?;
        let before = value(&self.tree, &self.bytes, &self.field.path)?;
        let sent = message.buffer(BufferKind::Record)?;
        let (bytes, tree) = match Change::passed_on(&changes, sent, &self.bytes) {
            Ok(passed_on) => passed_on,
            Err(problem) => return Some(Reading::Impossible(problem.said().clone())),
        };
        let unread = |tree: &[Node]| {
            let all = leaves(tree).into_iter();
            all.filter(|leaf| leaf.field == Field::Unparsed).count()
        };
        Some(match value(&tree, &bytes, &self.field.path) {
            _ if unread(&tree) > unread(&self.tree) => Reading::Unreadable(before),
            None => Reading::Gone(before),
            Some(after) if after == before => Reading::Same(before),
            Some(after) => Reading::Other(before, after),
        })
    }
}

impl Action {
    /// All of them, the first one first.
    pub const ALL: [Action; 7] = [
        Action::Bits,
        Action::ReplaceField,
        Action::RemoveField,
        Action::Drop,
        Action::Repeat,
        Action::Swap,
        Action::Cut,
    ];

    /// Whether it is done to a part of the message.
    pub fn is_of_a_field(self) -> bool {
        matches!(
            self,
            Action::Bits | Action::ReplaceField | Action::RemoveField
        )
    }

    /// What is done, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Action::Bits => label!("tui.tamper.bits"),
            Action::ReplaceField => label!("tui.tamper.replace"),
            Action::RemoveField => label!("tui.tamper.remove"),
            Action::Drop => label!("tui.tamper.drop"),
            Action::Repeat => label!("tui.tamper.repeat"),
            Action::Swap => label!("tui.tamper.delay"),
            Action::Cut => label!("tui.tamper.cut"),
        }
    }

    /// What comes of it.
    pub fn effect(self) -> &'static str {
        match self {
            Action::Bits => label!("tui.tamper.bits_effect"),
            Action::ReplaceField => label!("tui.tamper.replace_effect"),
            Action::RemoveField => label!("tui.tamper.remove_effect"),
            Action::Drop => label!("tui.tamper.drop_effect"),
            Action::Repeat => label!("tui.tamper.repeat_effect"),
            Action::Swap => label!("tui.tamper.delay_effect"),
            Action::Cut => label!("tui.tamper.cut_effect"),
        }
    }
}

fn value(tree: &[Node], bytes: &[u8], path: &str) -> Option<String> {
    let all = walk(tree);
    let placed = all.iter().find(|placed| placed.path == path)?;
    Some(display::value(placed.node, bytes))
}
