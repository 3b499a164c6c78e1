//! What pasted bytes are, and the records that an observer reads of them.

use super::PasteError;
use super::dump::Portion;
use crate::capture::file::{LinkType, Packet};
use crate::capture::find::{begins_with_hello, begins_with_records};
use crate::capture::packet::Decoder;
use crate::pki::Certificate;
use crate::protocol::Side;
use crate::said;
use crate::text::{Said, hex};
use crate::wire::form::TLS12;
use crate::wire::handshake::CertificateList;
use crate::wire::record::{HEADER_LEN, MAX_PLAINTEXT, RecordHeader};
use crate::wire::{
    AlertDescription, AlertLevel, ContentType, Handshake, HandshakeType, ProtocolVersion,
};

/// What a portion of bytes was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// Records, with their headers, or a ClientHello in the form of SSL 2.0.
    Records,
    /// A packet of TCP with records in it, from the header of the link or of IP on.
    Packet,
    /// Handshake messages without a record around them.
    Messages,
    /// The two bytes of an alert, without a record around them.
    Alert,
    /// A certificate, without a message around it.
    Certificate,
}

/// What was pasted, as records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// What the first portion was taken for.
    pub what: What,
    /// The records in order, each with who has most likely sent it.
    pub records: Vec<(Side, Vec<u8>)>,
}

impl What {
    /// What was taken for what, where something was put around the bytes; `None` for records.
    pub fn said(self) -> Option<Said> {
        match self {
            What::Records | What::Packet => None,
            What::Messages => Some(said!("capture.paste.message")),
            What::Alert => Some(said!("capture.paste.alert")),
            What::Certificate => Some(said!("capture.paste.certificate")),
        }
    }
}

/// Makes records of portions of bytes.
///
/// # Errors
/// The bytes of a portion are nothing that is known here.
pub fn records(portions: &[Portion]) -> Result<Pasted, PasteError> {
    let mut sorting = Sorting {
        last: None,
        rest: [Vec::new(), Vec::new()],
        records: Vec::new(),
    };
    let mut first = None;
    let mut certificates = Vec::new();
    for portion in portions {
        let what = sorting.portion(portion, &mut certificates)?;
        first.get_or_insert(what);
    }
    if !certificates.is_empty() {
        let message = Handshake::Certificate(CertificateList { certificates });
        sorting.messages(Some(Side::Server), &message.to_bytes());
    }
    sorting.give_up_rest();
    match first {
        Some(what) if !sorting.records.is_empty() => {
            let records = sorting.records;
            Ok(Pasted { what, records })
        }
        _ => Err(PasteError(said!("capture.paste.empty"))),
    }
}

struct Sorting {
    /// Who has sent the record before.
    last: Option<Side>,
    /// What each side has sent of a record that is not complete.
    rest: [Vec<u8>; 2],
    records: Vec<(Side, Vec<u8>)>,
}

impl Sorting {
    fn portion(
        &mut self,
        portion: &Portion,
        certificates: &mut Vec<Vec<u8>>,
    ) -> Result<What, PasteError> {
        let bytes = &portion.bytes[..];
        if let Some(payload) = payload(bytes) {
            self.stream(portion.from, &payload);
            return Ok(What::Packet);
        }
        let goes_on = portion
            .from
            .is_some_and(|from| !self.rest[from as usize].is_empty());
        if goes_on || begins_with_records(bytes) {
            self.stream(portion.from, bytes);
            return Ok(What::Records);
        }
        if begins_with_hello(bytes) {
            self.push(Side::Client, bytes.to_vec());
            return Ok(What::Records);
        }
        if Certificate::from_der(bytes).is_ok() {
            certificates.push(bytes.to_vec());
            return Ok(What::Certificate);
        }
        if is_messages(bytes) {
            self.messages(portion.from, bytes);
            return Ok(What::Messages);
        }
        if let [level, description] = *bytes
            && AlertLevel::of(level).name().is_some()
            && AlertDescription::of(description).name().is_some()
        {
            let record = record(ContentType::Alert, TLS12.version, bytes);
            let from = portion.from.or(self.last).unwrap_or(Side::Server);
            self.push(from, record);
            return Ok(What::Alert);
        }
        let start = hex(&bytes[..bytes.len().min(16)]);
        let len = bytes.len();
        Err(PasteError(said!("capture.paste.unknown", len, start)))
    }

    /// Bytes of a stream: whole records are taken off it.
    fn stream(&mut self, from: Option<Side>, bytes: &[u8]) {
        let mut rest = match from {
            Some(from) => std::mem::take(&mut self.rest[from as usize]),
            None => Vec::new(),
        };
        rest.extend(bytes);
        let mut bytes = &rest[..];
        while let Some(header) = RecordHeader::peek(bytes) {
            let Some((record, after)) =
                bytes.split_at_checked(HEADER_LEN + usize::from(header.length))
            else {
                break;
            };
            let sender =
                from.unwrap_or_else(|| self.sender(header.content_type, record.get(HEADER_LEN)));
            self.push(sender, record.to_vec());
            bytes = after;
        }
        if !bytes.is_empty() {
            let start = bytes.get(HEADER_LEN);
            let kind = bytes
                .first()
                .map_or(ContentType::Handshake, |it| ContentType::of(*it));
            let from = from.unwrap_or_else(|| self.sender(kind, start));
            self.rest[from as usize] = bytes.to_vec();
        }
    }

    /// What is left of records that are not complete is shown as what it is.
    fn give_up_rest(&mut self) {
        for side in Side::BOTH {
            let rest = std::mem::take(&mut self.rest[side as usize]);
            if !rest.is_empty() {
                self.push(side, rest);
            }
        }
    }

    /// Puts records around handshake messages, one around each.
    fn messages(&mut self, from: Option<Side>, mut bytes: &[u8]) {
        while let Some(len) = message_len(bytes).filter(|len| *len <= bytes.len()) {
            let (message, after) = bytes.split_at(len);
            let from = from.unwrap_or_else(|| self.sender(ContentType::Handshake, message.first()));
            let hello = message.first() == Some(&HandshakeType::ClientHello.code());
            let version = match hello {
                true => ProtocolVersion::of(0x0301),
                false => TLS12.version,
            };
            let mut records = Vec::new();
            for part in message.chunks(MAX_PLAINTEXT) {
                records.extend(record(ContentType::Handshake, version, part));
            }
            self.push(from, records);
            bytes = after;
        }
    }

    fn push(&mut self, from: Side, record: Vec<u8>) {
        self.last = Some(from);
        self.records.push((from, record));
    }

    /// Who sends such a record: the type of a message says it, and otherwise it is the same side as before.
    fn sender(&self, kind: ContentType, first: Option<&u8>) -> Side {
        use HandshakeType as H;
        let by_message = match (kind, first.map(|code| H::of(*code))) {
            (ContentType::Handshake, Some(message)) => match message {
                H::ClientHello | H::ClientKeyExchange | H::CertificateVerify => Some(Side::Client),
                H::HelloRequest
                | H::ServerHello
                | H::ServerKeyExchange
                | H::CertificateRequest
                | H::ServerHelloDone
                | H::CertificateStatus
                | H::NewSessionTicket => Some(Side::Server),
                _ => None,
            },
            _ => None,
        };
        by_message.or(self.last).unwrap_or(Side::Server)
    }
}

/// What a packet carries, if these bytes are one and records or a ClientHello begin in it. Wireshark copies
/// whole packets.
fn payload(bytes: &[u8]) -> Option<Vec<u8>> {
    const LINKS: [LinkType; 3] = [LinkType::ETHERNET, LinkType::LINUX_SLL, LinkType::RAW];
    let len = u32::try_from(bytes.len()).ok()?;
    LINKS.into_iter().find_map(|link| {
        let packet = Packet {
            at: 0,
            link,
            bytes,
            len,
        };
        let mut decoder = Decoder::default();
        let payload = decoder.segment(&packet)?.payload.to_vec();
        (begins_with_records(&payload) || begins_with_hello(&payload)).then_some(payload)
    })
}

fn record(kind: ContentType, version: ProtocolVersion, content: &[u8]) -> Vec<u8> {
    let [major, minor] = version.bytes();
    let [high, low] = u16::try_from(content.len())
        .unwrap_or(u16::MAX)
        .to_be_bytes();
    [&[kind.code(), major, minor, high, low], content].concat()
}

/// The length in bytes of the handshake message that begins here, header included.
fn message_len(bytes: &[u8]) -> Option<usize> {
    let [kind, a, b, c, ..] = *bytes else {
        return None;
    };
    HandshakeType::of(kind).name()?;
    Some(4 + usize::try_from(u32::from_be_bytes([0, a, b, c])).ok()?)
}

/// Whether the bytes are handshake messages, one after the other, and nothing else.
fn is_messages(mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        match message_len(bytes).and_then(|len| bytes.split_at_checked(len)) {
            Some((_, after)) => bytes = after,
            None => return false,
        }
    }
    true
}
