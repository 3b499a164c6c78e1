//! What a man in the middle does to the messages of a run.
//!
//! He has no key: he sees and changes records as they are on the wire, and knows how TLS counts
//! its lengths. Left out: messages of his own making, beyond copies of what was sent.

use super::nearest::nearest;
use crate::pki::name::note;
use crate::trace::{Buffer, BufferKind, Message};
use crate::wire::node::{Node, walk};
use crate::wire::{annotate, display};
use std::collections::BTreeSet;

/// One thing that a man in the middle does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interception {
    /// To which message, by the key of its step: one of [`MESSAGES`].
    pub message: String,
    /// To which of these, from 1.
    pub occurrence: usize,
    /// What he does.
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
    /// A field is replaced, by more bytes or fewer. All lengths around it are made to fit.
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

/// The messages that can be intercepted: the keys of their steps, and what they are called.
const TABLE: [(&str, &str); 17] = [
    ("client_hello", "ClientHello"),
    ("server_hello", "ServerHello"),
    ("server_certificate", "the server's Certificate"),
    ("certificate_request", "CertificateRequest"),
    ("server_hello_done", "ServerHelloDone"),
    ("client_certificate", "the client's Certificate"),
    ("client_key_exchange", "ClientKeyExchange"),
    ("certificate_verify", "CertificateVerify"),
    ("client_change_cipher_spec", "the client's ChangeCipherSpec"),
    ("client_finished", "the client's Finished"),
    ("server_change_cipher_spec", "the server's ChangeCipherSpec"),
    ("server_finished", "the server's Finished"),
    ("client_application_data", "the client's application data"),
    ("server_application_data", "the server's application data"),
    ("client_close_notify", "the client's close_notify"),
    ("server_close_notify", "the server's close_notify"),
    ("alert", "the alert"),
];

/// The messages that can be intercepted, by the keys of their steps.
pub const MESSAGES: [&str; TABLE.len()] = {
    let mut keys = [""; TABLE.len()];
    let mut i = 0;
    while i < keys.len() {
        keys[i] = TABLE[i].0;
        i += 1;
    }
    keys
};

/// So many fields are offered in place of one that is not there.
pub(super) const OFFERED: usize = 12;
/// So many of the bytes of a change are told.
const SHOWN: usize = 32;

impl Interception {
    /// What it is, as a sentence without its subject: `drops ServerHelloDone`.
    pub fn describe(&self) -> String {
        let mut table = TABLE.iter();
        let named = table.find(|(key, _)| *key == self.message);
        let message = named.map_or(self.message.as_str(), |(_, words)| words);
        let message = match self.occurrence {
            1 => message.to_owned(),
            n => format!("{message} number {n}"),
        };
        // the end of a path says enough
        let field = match &self.change {
            Change::Flip { field, .. }
            | Change::Set { field, .. }
            | Change::Replace { field, .. } => field.rsplit('.').next().unwrap_or(field),
            Change::Drop | Change::Repeat | Change::Swap | Change::Cut => "",
        };
        match &self.change {
            Change::Flip { byte, bit, .. } => {
                format!("flips bit {bit} of byte {byte} of {field} in {message}")
            }
            Change::Set { byte, bytes, .. } => {
                let what = digits(bytes);
                match bytes.len() {
                    1 => format!("sets byte {byte} of {field} in {message} to {what}"),
                    n => {
                        let last = byte.saturating_add(n).saturating_sub(1);
                        format!("sets bytes {byte} to {last} of {field} in {message} to {what}")
                    }
                }
            }
            Change::Replace { bytes, .. } if bytes.is_empty() => {
                format!("takes {field} out of {message}")
            }
            Change::Replace { bytes, .. } => {
                format!("replaces {field} in {message} by {}", digits(bytes))
            }
            Change::Drop => format!("drops {message}"),
            Change::Repeat => format!("delivers {message} twice"),
            Change::Swap => format!("holds {message} back until the next message has passed"),
            Change::Cut => format!("cuts the connection before {message}"),
        }
    }
}

/// Bytes in hexadecimal; of many the first, and how many they are.
fn digits(bytes: &[u8]) -> String {
    match bytes.get(..SHOWN) {
        Some(first) if bytes.len() > SHOWN => display::hex(first) + &note(bytes.len()),
        _ => display::hex(bytes),
    }
}

impl Change {
    /// Whether it is done to the message as a whole. Of these, a message can bear one.
    pub fn is_of_the_whole(&self) -> bool {
        match self {
            Change::Drop | Change::Repeat | Change::Swap | Change::Cut => true,
            Change::Flip { .. } | Change::Set { .. } | Change::Replace { .. } => false,
        }
    }

    /// The bytes that go on instead of `bytes`, which are those of the message; `None` where it changes
    /// none.
    ///
    /// # Errors
    /// Why it cannot be done, in words.
    pub(super) fn apply(&self, message: &Message, bytes: &[u8]) -> Result<Option<Vec<u8>>, String> {
        let (field, byte) = match self {
            Change::Flip { field, byte, .. } | Change::Set { field, byte, .. } => (field, *byte),
            Change::Replace { field, .. } => (field, 0),
            Change::Drop | Change::Repeat | Change::Swap | Change::Cut => return Ok(None),
        };
        let buffer = message
            .buffer(BufferKind::Record)
            .ok_or("it has no record")?;
        let reread;
        // lengths may have changed since it was sent
        let tree = match bytes == buffer.bytes {
            true => &buffer.tree,
            false => {
                reread = read_again(message, buffer, bytes);
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

fn read_again(message: &Message, buffer: &Buffer, bytes: &[u8]) -> Vec<Node> {
    let iv_len = message.find(crate::wire::Field::Iv);
    let protection = match (message.protected, iv_len) {
        (true, iv) => annotate::Protection::Block {
            iv_len: iv.map_or(0, |(_, node)| node.len()),
        },
        (false, _) => annotate::Protection::Clear(&[]),
    };
    match buffer.tree.len() {
        1 => annotate::record(bytes, &protection),
        // several records: their lengths have not changed, see `replace`
        _ => buffer.tree.clone(),
    }
}

/// The node of a path, or of the first path that ends in it. A name without a number is the first of
/// several of that name.
fn place(tree: &[Node], field: &str) -> Result<Node, String> {
    let all = walk(tree);
    let ends = |path: &str| {
        let before = path.strip_suffix(field);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let first = |path: &str| {
        let mut path = path.rsplit('.');
        field.rsplit('.').all(|wanted| {
            let name = path.next().unwrap_or_default();
            name == wanted || name.strip_suffix("[0]") == Some(wanted)
        })
    };
    let found = all.iter().find(|placed| ends(&placed.path));
    let found = found.or_else(|| all.iter().find(|placed| first(&placed.path)));
    found.map(|placed| placed.node.clone()).ok_or_else(|| {
        let names: BTreeSet<&str> = all.iter().map(|placed| placed.node.field.key()).collect();
        let wanted = field.rsplit('.').next().unwrap_or(field);
        let mut names = nearest(wanted, names.into_iter().map(|name| (name, Vec::new())));
        names.truncate(OFFERED);
        let names = names.join(", ");
        format!("it has no field {field}; of its fields the nearest in name are {names}")
    })
}

fn target(bytes: &[u8], at: &Node, byte: usize, len: usize) -> Result<usize, String> {
    if byte.saturating_add(len) > at.len() || at.end > bytes.len() {
        let has = display::count(at.len() as u64, "byte");
        return Err(format!(
            "the field has {has}, and byte {} was meant",
            byte.saturating_add(len.saturating_sub(1))
        ));
    }
    Ok(at.start + byte)
}

/// Puts bytes in the place of a node and makes every length around it fit.
fn replace(tree: &[Node], at: &Node, bytes: &[u8], new: &[u8]) -> Result<Vec<u8>, String> {
    if tree.len() != 1 {
        return Err(
            "it is spread over several records, whose fields keep their lengths".to_owned(),
        );
    }
    let mut changed = bytes.to_vec();
    let mut level = tree;
    // from the record inwards: what counts the bytes of a field around it has to count anew
    while let Some(i) = level.iter().position(|node| holds(node, at)) {
        for (j, length) in level[..i].iter().enumerate() {
            if !length.field.key().ends_with("length") {
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

fn put(place: &mut [u8], value: usize) -> Result<(), String> {
    let mut rest = value;
    for byte in place.iter_mut().rev() {
        *byte = (rest & 0xff) as u8;
        rest >>= 8;
    }
    match rest {
        0 => Ok(()),
        _ => {
            let bytes = display::count(place.len() as u64, "byte");
            Err(format!("a length of {bytes} cannot say {value}"))
        }
    }
}
