//! The message of a step: its bytes as they crossed the wire, and their annotation.

use crate::protocol::{Carrier, MessageName, RecordPart, Side, Transfer};
use crate::wire::alert::{Alert, AlertDescription, AlertLevel};
use crate::wire::annotate::{self, Protection};
use crate::wire::{
    ContentType, Field, Form, FragmentForm, KeyExchangeForm, Node, form, node, record,
};
use crate::{label, said};
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
    /// Whether no one here can decrypt it: it was captured, and the reader has no keys for it.
    pub sealed: bool,
    /// The bytes and their annotation, the wire first: as they were sent, where the sender is ours.
    pub buffers: Vec<Buffer>,
    /// The same as they arrived, where something changed them on the way.
    pub arrived: Option<Vec<Buffer>>,
    /// What became of it between the two ends.
    pub fate: Fate,
}

/// What became of a message between the two ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It arrived as it was sent, as far as the trace can tell.
    #[default]
    Delivered,
    /// An attacker on the path changed it: [`Message::arrived`] is what arrived.
    Changed,
    /// An attacker on the path removed it.
    Dropped,
    /// An attacker on the path delivered it, and then a copy.
    Repeated,
    /// An attacker on the path held it back until a later message had passed.
    HeldBack,
    /// The connection was cut before it arrived.
    Cut,
    /// No one sent it: it is an attacker's copy of the message of an earlier step.
    CopyOf(usize),
    /// No one sent it: it is a part of the message of an earlier step, whose lengths an attacker changed.
    PartOf(usize),
    /// Its sender did not send it in this run: an attacker sends it again, recorded from another run.
    Replayed,
}

impl Fate {
    /// `delivered`, `changed`, `dropped`, `repeated`, `held_back`, `cut`, `copy`, `part` or
    /// `replayed`.
    pub const fn key(self) -> &'static str {
        match self {
            Fate::Delivered => "delivered",
            Fate::Changed => "changed",
            Fate::Dropped => "dropped",
            Fate::Repeated => "repeated",
            Fate::HeldBack => "held_back",
            Fate::Cut => "cut",
            Fate::CopyOf(_) => "copy",
            Fate::PartOf(_) => "part",
            Fate::Replayed => "replayed",
        }
    }

    /// Whether something of the message reaches the other side.
    pub const fn arrives(self) -> bool {
        !matches!(self, Fate::Dropped | Fate::Cut)
    }

    /// Whether an attacker has tampered with it.
    pub const fn tampered(self) -> bool {
        !matches!(self, Fate::Delivered)
    }

    /// In one word, for narrow places; empty for what was delivered.
    pub fn word(self) -> &'static str {
        match self {
            Fate::Delivered => "",
            Fate::Changed => label!("trace.fate.word.changed"),
            Fate::Dropped => label!("trace.fate.word.dropped"),
            Fate::Repeated => label!("trace.fate.word.repeated"),
            Fate::HeldBack => label!("trace.fate.word.held_back"),
            Fate::Cut => label!("trace.fate.word.cut"),
            Fate::CopyOf(_) => label!("trace.fate.word.copy"),
            Fate::PartOf(_) => label!("trace.fate.word.part"),
            Fate::Replayed => label!("trace.fate.word.replayed"),
        }
    }

    /// In a word or three, as the wire shows it; empty for what was delivered.
    pub fn words(self) -> &'static str {
        match self {
            Fate::Delivered => "",
            Fate::Changed => label!("trace.fate.words.changed"),
            Fate::Dropped => label!("trace.fate.words.dropped"),
            Fate::Repeated => label!("trace.fate.words.repeated"),
            Fate::HeldBack => label!("trace.fate.words.held_back"),
            Fate::Cut => label!("trace.fate.words.cut"),
            Fate::CopyOf(_) => label!("trace.fate.words.copy"),
            Fate::PartOf(_) => label!("trace.fate.words.part"),
            Fate::Replayed => label!("trace.fate.words.replayed"),
        }
    }
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
    /// A message reassembled from several records.
    Message,
    /// A certificate by itself, as it is kept: in no message.
    Certificate,
}

impl BufferKind {
    /// `record`, `plaintext`, `message` or `certificate`.
    pub const fn name(self) -> &'static str {
        match self {
            BufferKind::Record => "record",
            BufferKind::Plaintext => "plaintext",
            BufferKind::Message => "message",
            BufferKind::Certificate => "certificate",
        }
    }
}

impl Message {
    /// The message as a side reported it.
    pub(super) fn of(sender: Side, transfer: &Transfer) -> Message {
        let protected = transfer
            .carriers
            .iter()
            .any(|carrier| carrier.protected.is_some());
        let mut inside = Buffer::empty(BufferKind::Plaintext);
        for carrier in &transfer.carriers {
            append_inside(&mut inside, carrier, transfer);
        }
        let mut buffers = vec![Buffer::on_the_wire(transfer)];
        if !inside.bytes.is_empty() {
            buffers.push(inside);
        }
        if transfer.carriers.len() > 1 {
            buffers.push(Buffer {
                kind: BufferKind::Message,
                tree: annotate::message(
                    &transfer.content,
                    transfer.content_type,
                    &form_of(transfer),
                ),
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
            sealed: false,
            arrived: None,
            fate: Fate::Delivered,
        }
    }

    /// What an alert says; `None` for another message, and for an alert whose content is not known.
    pub fn alert(&self) -> Option<AlertDescription> {
        match (self.name, self.content.as_slice()) {
            (MessageName::Alert, [_, description]) => Some(AlertDescription::of(*description)),
            _ => None,
        }
    }

    /// Its name, and of an alert what it says.
    pub fn title(&self) -> String {
        match self.alert() {
            Some(alert) => said!("trace.alert", alert = alert.to_string()).to_string(),
            None => self.name.name().to_owned(),
        }
    }

    /// Whether it reports a failure or was tampered with.
    pub fn is_bad(&self) -> bool {
        let alert = self.alert();
        let fatal = alert.is_some_and(|alert| alert != AlertDescription::CloseNotify);
        fatal || self.fate.tampered()
    }

    /// Records the bytes that are passed on to the receiver instead of those that were sent. If the
    /// receiver reads a message in them, [`Message::arrive`] records that instead.
    pub(super) fn changed_to(&mut self, bytes: &[u8]) {
        let sent = self.buffer(BufferKind::Record);
        self.arrived = Some(vec![Buffer {
            kind: BufferKind::Record,
            bytes: bytes.to_vec(),
            tree: sent.map_or(Vec::new(), |sent| sent.annotation_of(bytes)),
            own: 0..bytes.len(),
        }]);
    }

    /// Records what arrived, if it is not what was sent.
    pub(super) fn arrive(&mut self, transfer: &Transfer) {
        if self.fate == Fate::Replayed && self.protected && !self.reads_inside() {
            self.read_by_receiver(transfer);
        }
        let wire = transfer
            .carriers
            .iter()
            .flat_map(|carrier| carrier.record.iter());
        let sent = self
            .buffers
            .iter()
            .filter(|buffer| buffer.kind == BufferKind::Record);
        self.arrived = wire
            .ne(sent.flat_map(|buffer| &buffer.bytes))
            .then(|| Message::of(self.sender, transfer).buffers);
    }

    /// Whether its content is known: it crossed the wire in the clear, or its record could be opened.
    pub fn is_readable(&self) -> bool {
        !self.protected || self.reads_inside()
    }

    fn reads_inside(&self) -> bool {
        self.buffer(BufferKind::Plaintext).is_some()
    }

    /// Whether every byte of it was understood.
    fn is_whole(&self) -> bool {
        self.find(Field::Unparsed).is_none()
    }

    /// Records what its receiver found inside, which its sender does not know.
    fn read_by_receiver(&mut self, transfer: &Transfer) {
        let inside = Message::of(self.sender, transfer);
        // what does not verify decrypts to noise, which has no name either
        if inside.reads_inside() && inside.name == self.name && inside.is_whole() {
            self.content = inside.content;
            self.buffers = inside.buffers;
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
        let mut buffers = self.buffers.iter();
        buffers.find_map(|buffer| Some((buffer, buffer.find(field)?)))
    }

    /// The section of an RFC that defines a field of this message.
    pub const fn rfc(&self, field: Field) -> &'static str {
        match self.sender {
            Side::Client => field.rfc_from_client(),
            Side::Server => field.rfc_from_server(),
        }
    }

    /// The buffer of a kind.
    pub fn buffer(&self, kind: BufferKind) -> Option<&Buffer> {
        self.buffers.iter().find(|buffer| buffer.kind == kind)
    }
}

impl Buffer {
    fn empty(kind: BufferKind) -> Buffer {
        Buffer {
            kind,
            bytes: Vec::new(),
            tree: Vec::new(),
            own: 0..0,
        }
    }

    /// The records that carry a message, as anyone on the path reads them.
    pub fn on_the_wire(transfer: &Transfer) -> Buffer {
        let mut wire = Buffer::empty(BufferKind::Record);
        for carrier in &transfer.carriers {
            append_record(&mut wire, carrier);
        }
        wire
    }

    /// The annotation of a record in the place of this one, protected in the same way.
    pub fn annotation_of(&self, record: &[u8]) -> Vec<Node> {
        let len = |field| self.find(field).map_or(0, Node::len);
        let protection = if self.find(Field::GenericStreamCipher).is_some() {
            Protection::Stream
        } else if self.find(Field::GenericAeadCipher).is_some() {
            Protection::Aead {
                nonce_len: len(Field::NonceExplicit),
            }
        } else if self.find(Field::ProtectedRecord).is_some() {
            Protection::Block {
                iv_len: len(Field::Iv),
                mac_len: len(Field::Mac),
            }
        } else {
            Protection::Clear(&[])
        };
        // an attacker changes records of simulations alone, and these exchange keys by RSA
        annotate::record(record, &protection, KeyExchangeForm::default())
    }

    /// The first node of a field among the bytes of the message.
    pub fn find(&self, field: Field) -> Option<&Node> {
        let within = |root| find_within(root, field, &self.own);
        self.tree.iter().find_map(within)
    }

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

/// How the message is laid out: the headers of its records name the version.
fn form_of(transfer: &Transfer) -> Form {
    let first = transfer.carriers.first();
    first.map_or(form::TLS12, Carrier::form)
}

fn append_record(buffer: &mut Buffer, carrier: &Carrier) {
    let protection = match &carrier.protected {
        Some(protected) => match protected.form {
            FragmentForm::Stream => Protection::Stream,
            FragmentForm::Block { iv_len } => Protection::Block {
                iv_len,
                mac_len: protected.fragment.len_of(RecordPart::Mac),
            },
            FragmentForm::Aead { nonce_len } => Protection::Aead { nonce_len },
        },
        None => Protection::Clear(&carrier.parts),
    };
    let at = buffer.bytes.len();
    let tree = annotate::record(&carrier.record, &protection, carrier.key_exchange);
    buffer
        .tree
        .extend(tree.into_iter().map(|node| node.shifted(at)));
    buffer.bytes.extend_from_slice(&carrier.record);
    let shared = carrier.parts.len() > 1 && carrier.protected.is_none();
    if at == 0 && shared {
        let start = record::HEADER_LEN + carrier.own.start;
        buffer.own = start..record::HEADER_LEN + carrier.own.end;
    } else {
        let start = if at == 0 { 0 } else { buffer.own.start };
        buffer.own = start..buffer.bytes.len();
    }
}

fn append_inside(buffer: &mut Buffer, carrier: &Carrier, transfer: &Transfer) {
    let protected = carrier.protected.as_ref();
    let Some(inside) = protected.and_then(|protected| protected.inside.as_ref()) else {
        return;
    };
    let part = |part| inside.parts.get(part).unwrap_or_default();
    let content = part(RecordPart::Content);
    let mac = inside.parts.get(RecordPart::Mac);
    let mac = mac.unwrap_or(content.end..content.end);
    let at = buffer.bytes.len();
    let tree = annotate::deciphered(
        &inside.plaintext,
        transfer.content_type,
        content,
        mac,
        &carrier.parts,
        &carrier.form(),
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
