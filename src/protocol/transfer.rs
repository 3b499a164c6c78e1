//! A message on its way, the records that carry it, and the values in it.

use super::message_name::MessageName;
use super::protected::Protected;
use super::value_name::ValueName;
use crate::wire::annotate::Part;
use crate::wire::record::RecordHeader;
use crate::wire::{ContentType, Field, Form, KeyExchangeForm, ProtocolVersion};
use std::ops::Range;
use std::sync::Arc;

/// A record that carried a message or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// The whole record as it was on the wire, header included.
    pub record: Arc<[u8]>,
    /// For a handshake record: what its content holds, in order. Empty for one whole message.
    pub parts: Arc<[Part]>,
    /// Which bytes of the record's content belong to this message.
    pub own: Range<usize>,
    /// How it is protected, if it is.
    pub protected: Option<Protected>,
    /// How the messages that exchange keys are laid out in it.
    pub key_exchange: KeyExchangeForm,
}

/// A value that a message makes visible, or that it carries encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Which value.
    pub name: ValueName,
    /// The field that holds it.
    pub field: Field,
    /// The bytes of the field that are the value; `None` for all of them.
    pub part: Option<Range<usize>>,
    /// Its bytes; `None` when the field holds it only encrypted.
    pub bytes: Option<Vec<u8>>,
}

/// A message on its way, as one side sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// What it is.
    pub message: MessageName,
    /// The record protocol.
    pub content_type: ContentType,
    /// The message: a handshake message with its header, the byte of ChangeCipherSpec, an
    /// alert's two bytes, or data.
    pub content: Vec<u8>,
    /// The records that carried it, in order.
    pub carriers: Vec<Carrier>,
    /// The values in it.
    pub carries: Vec<Carried>,
}

impl Carrier {
    /// How the handshake messages in it are laid out: its header names the version.
    pub fn form(&self) -> Form {
        Form::of_record(&self.record).with(self.key_exchange)
    }

    /// The version in the header of the record.
    pub fn version(&self) -> Option<ProtocolVersion> {
        RecordHeader::peek(&self.record).map(|header| header.version)
    }

    /// A record that carries one message and nothing else; `len` is the length of its content in bytes. It
    /// belongs to a suite with RSA key exchange.
    pub fn whole(record: impl Into<Arc<[u8]>>, len: usize, protected: Option<Protected>) -> Self {
        Carrier {
            record: record.into(),
            parts: Arc::new([]),
            own: 0..len,
            protected,
            key_exchange: KeyExchangeForm::default(),
        }
    }
}

impl Transfer {
    /// A message whose values are not named yet.
    pub fn new(content_type: ContentType, content: Vec<u8>, carriers: Vec<Carrier>) -> Self {
        Transfer {
            message: MessageName::of(content_type, &content),
            content_type,
            content,
            carriers,
            carries: Vec::new(),
        }
    }
}
