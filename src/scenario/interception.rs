//! What an attacker on the path does to the messages of a run.
//!
//! The attacker has no key: it sees and changes records as they are on the wire, and knows how TLS
//! counts its lengths. Left out: messages that it writes itself, other than copies of what was sent.

use super::intercepted::Intercepted;
use crate::pki::name::note;
use crate::said;
use crate::text::{Said, escaped, hex, nearest};
use crate::trace::{Buffer, Obstacle};
use crate::wire::node::{self, Node, walk};
use std::collections::BTreeSet;

/// One thing that an attacker on the path does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interception {
    /// To which message.
    pub message: Intercepted,
    /// To which of these, from 1.
    pub occurrence: usize,
    /// What it does.
    pub change: Change,
}

/// What is done to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// One bit is inverted.
    Flip {
        /// The path of a field in the record, as [`walk`] gives it, or the end of it.
        field: String,
        /// Which byte of the field, from 0.
        byte: usize,
        /// Which bit of it: 0 is the least significant.
        bit: u8,
    },
    /// Some bytes of a field are set to others; their number stays.
    Set {
        /// The path of a field, or the end of it.
        field: String,
        /// The first byte to set, from 0.
        byte: usize,
        /// What they become.
        bytes: Vec<u8>,
    },
    /// A field is replaced by more bytes or fewer. All lengths around it are corrected.
    Replace {
        /// The path of a field, or the end of it.
        field: String,
        /// What it becomes.
        bytes: Vec<u8>,
    },
    /// It does not arrive.
    Drop,
    /// It arrives, and then a copy of it.
    Repeat,
    /// It arrives after the next message of the same sender.
    Swap,
    /// The connection ends here: neither this message nor any later one arrives anywhere.
    Cut,
}

/// Maximum number of fields that are suggested instead of one that does not exist.
const OFFERED: usize = 12;
/// Maximum number of bytes of a change that are shown.
const SHOWN: usize = 32;

impl Interception {
    /// What it is, as a sentence without its subject: `drops ServerHelloDone`.
    pub fn describe(&self) -> Said {
        let message = self.message.title();
        let message = match self.occurrence {
            1 => said!("scenario.message.first", message),
            number => said!("scenario.message.other", message, number),
        };
        // the last part of a path is enough
        let field = match &self.change {
            Change::Flip { field, .. }
            | Change::Set { field, .. }
            | Change::Replace { field, .. } => escaped(last_name(field).as_bytes()),
            Change::Drop | Change::Repeat | Change::Swap | Change::Cut => String::new(),
        };
        match &self.change {
            Change::Flip { byte, bit, .. } => {
                said!("scenario.change.flip", bit, byte, field, message)
            }
            Change::Set { byte, bytes, .. } => {
                let to = digits(bytes);
                match bytes.len() {
                    1 => said!("scenario.change.set_one", byte, field, message, to),
                    n => {
                        let last = byte.saturating_add(n).saturating_sub(1);
                        said!("scenario.change.set", byte, last, field, message, to)
                    }
                }
            }
            Change::Replace { bytes, .. } if bytes.is_empty() => {
                said!("scenario.change.remove", field, message)
            }
            Change::Replace { bytes, .. } => {
                said!(
                    "scenario.change.replace",
                    field,
                    message,
                    with = digits(bytes)
                )
            }
            Change::Drop => said!("scenario.change.drop", message),
            Change::Repeat => said!("scenario.change.repeat", message),
            Change::Swap => said!("scenario.change.swap", message),
            Change::Cut => said!("scenario.change.cut", message),
        }
    }
}

fn last_name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Bytes in hexadecimal; if there are many, the first ones and their number.
fn digits(bytes: &[u8]) -> String {
    match bytes.get(..SHOWN) {
        Some(first) if bytes.len() > SHOWN => hex(first) + &note(bytes.len()),
        _ => hex(bytes),
    }
}

impl Change {
    /// Whether it is done to the message as a whole. A message can have at most one of these.
    pub fn is_of_the_whole(&self) -> bool {
        match self {
            Change::Drop | Change::Repeat | Change::Swap | Change::Cut => true,
            Change::Flip { .. } | Change::Set { .. } | Change::Replace { .. } => false,
        }
    }

    /// The record that is passed on in place of `bytes`, which are those of the message that was sent or
    /// what they have become, once all the changes are made in their order, and its fields as the attacker
    /// reads them.
    ///
    /// # Errors
    /// Why one of them cannot be made.
    pub fn passed_on(
        changes: &[Change],
        sent: &Buffer,
        bytes: &[u8],
    ) -> Result<(Vec<u8>, Vec<Node>), Obstacle> {
        let mut changed = bytes.to_vec();
        for change in changes {
            if let Some(passed_on) = change.apply(sent, &changed)? {
                changed = passed_on;
            }
        }
        let tree = read_again(sent, &changed);
        Ok((changed, tree))
    }

    /// The bytes that are passed on instead of `bytes`, which are those of the message that was sent or what
    /// they have become; `None` if it changes none.
    ///
    /// # Errors
    /// Why it cannot be done.
    pub(super) fn apply(&self, sent: &Buffer, bytes: &[u8]) -> Result<Option<Vec<u8>>, Obstacle> {
        let (field, byte) = match self {
            Change::Flip { field, byte, .. } | Change::Set { field, byte, .. } => (field, *byte),
            Change::Replace { field, .. } => (field, 0),
            Change::Drop | Change::Repeat | Change::Swap | Change::Cut => return Ok(None),
        };
        let reread;
        // lengths may have changed since it was sent
        let tree = match bytes == sent.bytes {
            true => &sent.tree,
            false => {
                reread = read_again(sent, bytes);
                &reread
            }
        };
        let at = place(tree, field)?;
        let changed = match self {
            Change::Flip { bit, .. } => {
                let target = target(bytes, &at, byte, 1)?;
                let mut changed = bytes.to_vec();
                changed[target] ^= 1 << (bit % 8);
                changed
            }
            Change::Set { bytes: new, .. } => {
                let target = target(bytes, &at, byte, new.len())?;
                let mut changed = bytes.to_vec();
                changed[target..target + new.len()].copy_from_slice(new);
                changed
            }
            Change::Replace { bytes: new, .. } => replace(tree, &at, bytes, new)?,
            _ => return Ok(None),
        };
        Ok(Some(changed))
    }
}

fn read_again(sent: &Buffer, bytes: &[u8]) -> Vec<Node> {
    match sent.tree.len() {
        1 => sent.annotation_of(bytes),
        // several records: their lengths have not changed, see `replace`
        _ => sent.tree.clone(),
    }
}

/// The node of a path, or of the first path that ends in it. A name without a number is the first of
/// several of that name.
fn place(tree: &[Node], field: &str) -> Result<Node, Said> {
    let all = walk(tree);
    let found = node::named(all.iter(), field);
    found.map(|placed| placed.node.clone()).ok_or_else(|| {
        let names: BTreeSet<&str> = all.iter().map(|placed| placed.node.field.key()).collect();
        let wanted = field.rsplit('.').next().unwrap_or(field);
        let mut names = nearest(wanted, names.into_iter().map(|name| (name, Vec::new())));
        names.truncate(OFFERED);
        let field = escaped(field.as_bytes());
        said!("scenario.cannot.no_field", field, nearest = names)
    })
}

fn target(bytes: &[u8], at: &Node, byte: usize, len: usize) -> Result<usize, Obstacle> {
    if byte.saturating_add(len) > at.len() || at.end > bytes.len() {
        let byte = byte.saturating_add(len.saturating_sub(1));
        let field = at.field.key();
        let said = said!("scenario.cannot.too_short", field, len = at.len(), byte);
        return Err(Obstacle::BeyondField(said));
    }
    Ok(at.start + byte)
}

/// Replaces the bytes of a node and corrects every length around it.
fn replace(tree: &[Node], at: &Node, bytes: &[u8], new: &[u8]) -> Result<Vec<u8>, Said> {
    if tree.len() != 1 {
        return Err(said!("scenario.cannot.several_records"));
    }
    let mut changed = bytes.to_vec();
    let mut level = tree;
    // from the record inwards: every length that counts these bytes has to be corrected
    while let Some(i) = level.iter().position(|node| holds(node, at)) {
        for (j, length) in level[..i].iter().enumerate() {
            if !length.field.is_length() {
                continue;
            }
            let value = number(&bytes[length.range()]);
            let rest: usize = level[j + 1..].iter().map(Node::len).sum();
            if value == rest || (j + 1 == i && value == level[i].len()) {
                put(&mut changed[length.range()], value - at.len() + new.len())?;
            }
        }
        if level[i] == *at {
            break;
        }
        level = &level[i].children;
    }
    changed.splice(at.range(), new.iter().copied());
    Ok(changed)
}

/// Whether a node is the wanted one or somewhere around it.
fn holds(node: &Node, wanted: &Node) -> bool {
    node == wanted || node.children.iter().any(|child| holds(child, wanted))
}

fn number(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .fold(0, |value, byte| value << 8 | usize::from(*byte))
}

fn put(place: &mut [u8], value: usize) -> Result<(), Said> {
    let mut rest = value;
    for byte in place.iter_mut().rev() {
        *byte = (rest & 0xff) as u8;
        rest >>= 8;
    }
    match rest {
        0 => Ok(()),
        _ => {
            let bytes = place.len();
            Err(said!("scenario.cannot.length", bytes, value))
        }
    }
}
