//! The handshake messages that are given, and what they say: who has sent which, and what the hellos agree on.

use super::error::DeriveError;
use crate::protocol::{Event, MessageName, Rules, Side, Suite, Switches};
use crate::record::Transcript;
use crate::wire::handshake::{ClientHello, HEADER_LEN, ServerHello};
use crate::wire::record::{HEADER_LEN as RECORD_HEADER_LEN, RecordHeader};
use crate::wire::{ContentType, Form, Handshake, HandshakeType, form};

/// The handshake messages of a connection, as far as they are given.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub messages: Vec<Message>,
    pub client_hello: Option<ClientHello>,
    pub server_hello: Option<ServerHello>,
}

/// A handshake message.
#[derive(Debug)]
pub(super) struct Message {
    pub kind: HandshakeType,
    pub sender: Side,
    /// With its header.
    pub bytes: Vec<u8>,
}

impl Message {
    pub(super) fn name(&self) -> MessageName {
        MessageName::Handshake(self.kind)
    }
}

impl Heard {
    /// The messages in these bytes: one after the other, or in records.
    ///
    /// # Errors
    /// They are no handshake messages, or a hello cannot be read.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, DeriveError> {
        let bytes = match begins_with_record(bytes) {
            true => in_records(bytes)?,
            false => bytes.to_vec(),
        };
        let mut kinds = Vec::new();
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let message = first(rest, bytes.len() - rest.len())?;
            rest = &rest[message.len()..];
            let kind = HandshakeType::of(message[0]);
            // it is in no transcript (RFC 5246 §7.4.1.1)
            if kind != HandshakeType::HelloRequest {
                kinds.push((kind, message.to_vec()));
            }
        }
        let senders = senders(&kinds);
        let mut heard = Heard::default();
        for ((kind, bytes), sender) in kinds.into_iter().zip(senders) {
            heard.hello(&bytes, kind)?;
            heard.messages.push(Message {
                kind,
                sender,
                bytes,
            });
        }
        Ok(heard)
    }

    fn hello(&mut self, bytes: &[u8], kind: HandshakeType) -> Result<(), DeriveError> {
        if !matches!(
            kind,
            HandshakeType::ClientHello | HandshakeType::ServerHello
        ) {
            return Ok(());
        }
        let name = kind.message_name();
        match Handshake::parse(bytes, Form::of(form::TLS12.version)).0 {
            Ok(Handshake::ClientHello(hello)) => self.client_hello = Some(hello),
            Ok(Handshake::ServerHello(hello)) => self.server_hello = Some(hello),
            Ok(_) => {}
            Err(error) => {
                let reason = error.said();
                return Err(DeriveError::Hello { name, reason });
            }
        }
        Ok(())
    }

    /// What ServerHello chooses: the version and the suite.
    ///
    /// # Errors
    /// One of them is not computed here.
    pub(super) fn chosen(&self) -> Result<Option<(&'static Rules, &'static Suite)>, DeriveError> {
        let Some(hello) = &self.server_hello else {
            return Ok(None);
        };
        let version = hello.chosen_version();
        let rules = Rules::of(version).ok_or(DeriveError::OtherVersion(version.to_string()))?;
        let suite = Suite::by_id(hello.cipher_suite.code());
        let suite = suite.ok_or(DeriveError::OtherSuite(hello.cipher_suite.to_string()))?;
        Ok(Some((rules, suite)))
    }

    /// What ServerHello agrees to.
    pub(super) fn switches(&self, rules: &Rules, suite: &Suite) -> Switches {
        let hello = self.server_hello.as_ref();
        Switches::of(|switch| {
            let has = hello.is_some_and(|hello| hello.has(switch.extension_type()));
            has && switch.is_possible(rules, suite)
        })
    }

    /// Where the Finished of a side is among the messages.
    fn finished_at(&self, side: Side) -> Option<usize> {
        let is = |it: &Message| it.kind == HandshakeType::Finished && it.sender == side;
        self.messages.iter().position(is)
    }

    /// The messages that the Finished of a side covers: those before it, or all if it is not among them.
    pub(super) fn covered(&self, side: Side) -> Transcript {
        let until = self.finished_at(side).unwrap_or(self.messages.len());
        self.transcript(until)
    }

    /// All messages.
    pub(super) fn whole(&self) -> Transcript {
        self.transcript(self.messages.len())
    }

    fn transcript(&self, until: usize) -> Transcript {
        let mut transcript = Transcript::default();
        // what is reported of it is reported once, for the whole
        let mut unused: Vec<Event> = Vec::new();
        for message in &self.messages[..until] {
            transcript.add(message.name(), &message.bytes, &mut unused);
        }
        transcript
    }

    /// Whether the message after which an extended master secret follows is there.
    pub(super) fn has_key_exchange(&self) -> bool {
        let mut kinds = self.messages.iter().map(|message| message.kind);
        kinds.any(|kind| kind == HandshakeType::ClientKeyExchange)
    }

    /// The sides whose verify_data follows from the messages: the one that sends the first Finished, and the
    /// other if that is there.
    pub(super) fn owners(&self) -> Vec<Side> {
        let kinds: Vec<HandshakeType> = self.messages.iter().map(|it| it.kind).collect();
        let first = finishes_first(&kinds);
        match self.finished_at(first) {
            Some(_) => vec![first, first.peer()],
            None => vec![first],
        }
    }
}

/// Whether bytes begin with the record of a handshake message.
fn begins_with_record(bytes: &[u8]) -> bool {
    let header = RecordHeader::peek(bytes);
    header.is_some_and(|it| it.content_type == ContentType::Handshake && it.version.bytes()[0] == 3)
}

/// The handshake messages in records, up to ChangeCipherSpec, behind which they are encrypted.
fn in_records(bytes: &[u8]) -> Result<Vec<u8>, DeriveError> {
    let mut messages = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (record, content_type) = record_at(bytes, at)?;
        match content_type {
            ContentType::Handshake => messages.extend_from_slice(&record[RECORD_HEADER_LEN..]),
            ContentType::ChangeCipherSpec => break,
            _ => {}
        }
        at += record.len();
    }
    Ok(messages)
}

/// The record that begins at a byte, with its header.
///
/// # Errors
/// No record begins there, or it is cut off.
pub(super) fn record_at(bytes: &[u8], at: usize) -> Result<(&[u8], ContentType), DeriveError> {
    let rest = &bytes[at..];
    let got = rest.len();
    let Some(header) = RecordHeader::peek(rest) else {
        let expected = RECORD_HEADER_LEN;
        return Err(DeriveError::RecordCut { at, expected, got });
    };
    if let ContentType::Unknown(got) = header.content_type {
        return Err(DeriveError::NoRecord { at, got });
    }
    let expected = RECORD_HEADER_LEN + usize::from(header.length);
    let record = rest.get(..expected);
    let record = record.ok_or(DeriveError::RecordCut { at, expected, got })?;
    Ok((record, header.content_type))
}

/// The message that bytes begin with. `at` is where they are among all.
fn first(bytes: &[u8], at: usize) -> Result<&[u8], DeriveError> {
    if let HandshakeType::Unknown(got) = HandshakeType::of(bytes[0]) {
        return Err(DeriveError::NoMessage { at, got });
    }
    let got = bytes.len();
    let length = match bytes {
        [_, high, mid, low, ..] => u32::from_be_bytes([0, *high, *mid, *low]) as usize,
        _ => 0,
    };
    let expected = HEADER_LEN + length;
    let message = bytes.get(..expected);
    message.ok_or(DeriveError::MessageCut { at, expected, got })
}

/// Who sends the first Finished: the client, unless a session is resumed, where no keys are exchanged.
fn finishes_first(kinds: &[HandshakeType]) -> Side {
    let full = [
        HandshakeType::Certificate,
        HandshakeType::ServerHelloDone,
        HandshakeType::ClientKeyExchange,
    ];
    let answered = kinds.contains(&HandshakeType::ServerHello);
    match answered && !kinds.iter().any(|kind| full.contains(kind)) {
        true => Side::Server,
        false => Side::Client,
    }
}

/// Who has sent each message, which follows from its type or its place.
fn senders(messages: &[(HandshakeType, Vec<u8>)]) -> Vec<Side> {
    let kinds: Vec<HandshakeType> = messages.iter().map(|(kind, _)| *kind).collect();
    let mut finishes = finishes_first(&kinds);
    let mut done = false;
    let sender = |kind: &HandshakeType| match kind {
        HandshakeType::ClientHello
        | HandshakeType::ClientKeyExchange
        | HandshakeType::CertificateVerify => Side::Client,
        HandshakeType::Certificate if done => Side::Client,
        HandshakeType::ServerHelloDone => {
            done = true;
            Side::Server
        }
        HandshakeType::Finished => {
            let side = finishes;
            finishes = side.peer();
            side
        }
        _ => Side::Server,
    };
    kinds.iter().map(sender).collect()
}
