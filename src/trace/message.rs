//! The message of a step: its bytes as they crossed the wire, and their annotation.

use crate::endpoint::event::{Carrier, MessageName, Side, Transfer};
use crate::wire::alert::{Alert, AlertDescription, AlertLevel};
use crate::wire::annotate::{self, Protection};
use crate::wire::{ContentType, Field, Node, node, record};
use std::ops::Range;

/// A message of a step.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its name in the RFC.
    pub name: MessageName,
    /// Who sent it.
    pub sender: Side,
    /// The record protocol.
    pub content_type: ContentType,
    /// The message itself: a handshake message with its header, an alert's two bytes, data.
    pub content: Vec<u8>,
    /// Whether it crossed the wire encrypted.
    pub protected: bool,
    /// The bytes and their annotation, the wire first: as they were sent, where the sender is ours.
    pub buffers: Vec<Buffer>,
    /// The same as they arrived, where something changed them on the way.
    pub arrived: Option<Vec<Buffer>>,
}

/// Bytes with their annotation; the leaves of `tree` tile `bytes`.
#[derive(Clone, Debug)]
pub struct Buffer {
    /// What they are.
    pub kind: BufferKind,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Their annotation.
    pub tree: Vec<Node>,
    /// The bytes that belong to this message: all, unless a record holds several messages.
    pub own: Range<usize>,
}

/// What a buffer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BufferKind {
    /// The record, or the records one after the other, as on the wire.
    Record,
    /// What decrypting gave: content, MAC, padding.
    Plaintext,
    /// A message put together from several records.
    Message,
}

impl BufferKind {
    /// `record`, `plaintext` or `message`.
    pub const fn name(self) -> &'static str {
        match self {
            BufferKind::Record => "record",
            BufferKind::Plaintext => "plaintext",
            BufferKind::Message => "message",
        }
    }
}

impl Message {
    /// The message as a side told of it.
    pub(super) fn of(sender: Side, transfer: &Transfer) -> Message {
        let protected = transfer
            .carriers
            .iter()
            .any(|carrier| carrier.iv_len.is_some());
        let mut wire = Buffer {
            kind: BufferKind::Record,
            bytes: Vec::new(),
            tree: Vec::new(),
            own: 0..0,
        };
        let mut inside = Buffer {
            kind: BufferKind::Plaintext,
            ..wire.clone()
        };
        for carrier in &transfer.carriers {
            append_record(&mut wire, carrier);
            append_inside(&mut inside, carrier, transfer);
        }
        let mut buffers = vec![wire];
        if !inside.bytes.is_empty() {
            buffers.push(inside);
        }
        if transfer.carriers.len() > 1 {
            buffers.push(Buffer {
                kind: BufferKind::Message,
                tree: annotate::message(&transfer.content, transfer.content_type),
                own: 0..transfer.content.len(),
                bytes: transfer.content.clone(),
            });
        }
        Message {
            name: transfer.message,
            sender,
            content_type: transfer.content_type,
            content: transfer.content.clone(),
            protected,
            buffers,
            arrived: None,
        }
    }

    /// Takes note of what arrived, if it is not what was sent.
    pub(super) fn arrive(&mut self, transfer: &Transfer) {
        let wire = transfer
            .carriers
            .iter()
            .flat_map(|carrier| carrier.record.iter());
        let sent = self
            .buffers
            .iter()
            .filter(|buffer| buffer.kind == BufferKind::Record);
        if wire.ne(sent.flat_map(|buffer| &buffer.bytes)) {
            self.arrived = Some(Message::of(self.sender, transfer).buffers);
        }
    }

    /// The alert that it is, if it is a fatal one.
    pub fn fatal_alert(&self) -> Option<Alert> {
        match (self.name, self.content.as_slice()) {
            (MessageName::Alert, &[level, description]) => {
                let level = AlertLevel::of(level);
                let alert = Alert {
                    level,
                    description: AlertDescription::of(description),
                };
                alert.is_fatal().then_some(alert)
            }
            _ => None,
        }
    }

    /// The first node of a field among the bytes of this message, and its buffer.
    pub fn find(&self, field: Field) -> Option<(&Buffer, &Node)> {
        self.buffers.iter().find_map(|buffer| {
            let within = |root| find_within(root, field, &buffer.own);
            Some((buffer, buffer.tree.iter().find_map(within)?))
        })
    }

    /// The buffer of a kind.
    pub fn buffer(&self, kind: BufferKind) -> Option<&Buffer> {
        self.buffers.iter().find(|buffer| buffer.kind == kind)
    }
}

impl Buffer {
    /// Every node with its path, outermost first.
    pub fn fields(&self) -> Vec<node::Placed<'_>> {
        node::walk(&self.tree)
    }
}

/// The first node of a field that lies within a range of the buffer.
fn find_within<'a>(node: &'a Node, field: Field, range: &Range<usize>) -> Option<&'a Node> {
    if node.field == field && node.start >= range.start && node.end <= range.end {
        return Some(node);
    }
    node.children
        .iter()
        .find_map(|child| find_within(child, field, range))
}

fn append_record(buffer: &mut Buffer, carrier: &Carrier) {
    let protection = match carrier.iv_len {
        Some(iv_len) => Protection::Block { iv_len },
        None => Protection::Clear(&carrier.parts),
    };
    let at = buffer.bytes.len();
    let tree = annotate::record(&carrier.record, &protection);
    buffer
        .tree
        .extend(tree.into_iter().map(|node| node.shifted(at)));
    buffer.bytes.extend_from_slice(&carrier.record);
    let shared = carrier.parts.len() > 1 && carrier.iv_len.is_none();
    if at == 0 && shared {
        let start = record::HEADER_LEN + carrier.own.start;
        buffer.own = start..record::HEADER_LEN + carrier.own.end;
    } else {
        let start = if at == 0 { 0 } else { buffer.own.start };
        buffer.own = start..buffer.bytes.len();
    }
}

fn append_inside(buffer: &mut Buffer, carrier: &Carrier, transfer: &Transfer) {
    let Some(inside) = &carrier.inside else {
        return;
    };
    let at = buffer.bytes.len();
    let tree = annotate::block_ciphered(
        &inside.plaintext,
        transfer.content_type,
        inside.content.clone(),
        inside.mac.clone(),
        &carrier.parts,
    );
    buffer
        .tree
        .extend(tree.into_iter().map(|node| node.shifted(at)));
    buffer.bytes.extend_from_slice(&inside.plaintext);
    if at == 0 && carrier.parts.len() > 1 {
        buffer.own = carrier.own.clone();
    } else {
        let start = if at == 0 { 0 } else { buffer.own.start };
        buffer.own = start..buffer.bytes.len();
    }
}
