//! The reading half of the record layer (RFC 5246 §6): cuts the stream into records, decrypts and verifies
//! them, and reassembles handshake messages. Without the keys it still says which records there are, and
//! what they show.

use super::fault::Fault;
use super::protection::Protecting;
use super::reassembly::cut;
use crate::crypto::record::{Algorithms, DirectionKeys, Unprotection};
use crate::protocol::{Carrier, CheckName, MessageName, Protected, Rules, Transfer};
use crate::said;
use crate::text::{escaped, hex};
use crate::wire::alert::{Alert, AlertDescription};
use crate::wire::annotate::Part;
use crate::wire::form;
use crate::wire::record::{HEADER_LEN, MAX_CIPHERTEXT, MAX_PLAINTEXT, RecordHeader};
use crate::wire::ssl2;
use crate::wire::{
    AlertLevel, ContentType, Form, Handshake, HandshakeType, ProtocolVersion, Reader,
};
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

/// Maximum number of records in a row that advance nothing: empty application data and
/// warnings cost a peer nothing.
const MAX_IDLE_RECORDS: usize = 32;

/// A message that came in, taken out of its records.
#[derive(Debug)]
pub struct Incoming {
    /// The message for the recorder; `carries` is not filled in yet.
    pub transfer: Transfer,
    /// What it says.
    pub content: Result<Content, Fault>,
    /// How the record was protected, if it was.
    pub unprotection: Option<Arc<Unprotection>>,
}

/// What a message says.
#[derive(Debug)]
pub enum Content {
    /// A handshake message.
    Handshake(Handshake),
    /// ChangeCipherSpec.
    ChangeCipherSpec,
    /// An alert.
    Alert(Alert),
    /// Application data.
    Data,
    /// What cannot be decrypted here.
    Sealed,
}

/// How the records that come in are read.
#[derive(Debug, Default)]
enum Mode {
    /// They are in the clear.
    #[default]
    Clear,
    /// They are protected, and the keys are known.
    Opening(Protecting),
    /// They are protected, and the keys are not known.
    Sealed(Sealed),
}

/// What is known of records that cannot be decrypted.
#[derive(Debug)]
struct Sealed {
    epoch: u16,
    /// The number of the next record.
    sequence: u64,
    /// Length in bytes of the IV at the start of a fragment; `None` with a stream cipher.
    iv_len: Option<usize>,
}

impl Mode {
    fn epoch(&self) -> u16 {
        match self {
            Mode::Clear => 0,
            Mode::Opening(read) => read.epoch(),
            Mode::Sealed(sealed) => sealed.epoch,
        }
    }

    fn is_clear(&self) -> bool {
        matches!(self, Mode::Clear)
    }
}

/// What comes in at one end.
#[derive(Debug, Default)]
pub struct RecordReader {
    /// What has been fed, of which the first `taken` bytes have been read.
    incoming: Vec<u8>,
    taken: usize,
    messages: VecDeque<Incoming>,
    /// A handshake message whose end has not come yet, and the records that carry its beginning.
    partial: Vec<u8>,
    partial_carriers: Vec<Carrier>,
    /// The protection of the last of them.
    partial_unprotection: Option<Arc<Unprotection>>,
    idle_records: usize,
    dead: bool,
    mode: Mode,
    negotiated: Option<ProtocolVersion>,
}

impl RecordReader {
    /// Takes bytes that came from the peer, in any portions.
    pub fn feed(&mut self, bytes: &[u8]) {
        if !self.dead {
            self.incoming.drain(..self.taken);
            self.taken = 0;
            self.incoming.extend_from_slice(bytes);
        }
    }

    /// What has come and is not read yet.
    fn rest(&self) -> &[u8] {
        &self.incoming[self.taken..]
    }

    /// Reads this number of bytes.
    fn take(&mut self, len: usize) -> Vec<u8> {
        let bytes = self.rest()[..len].to_vec();
        self.taken += len;
        bytes
    }

    fn drop_rest(&mut self) {
        self.incoming.clear();
        self.taken = 0;
    }

    /// Accepts no more bytes, and drops what has arrived in part.
    pub fn stop(&mut self) {
        self.dead = true;
        self.drop_rest();
        self.partial.clear();
    }

    /// How messages are laid out, by the version that was agreed on.
    fn form(&self) -> &'static Form {
        Form::of(self.negotiated.unwrap_or(form::TLS12.version))
    }

    /// From here on every record has to carry this version.
    pub fn negotiated(&mut self, version: ProtocolVersion) {
        self.negotiated = Some(version);
    }

    /// From here on every record is protected with these keys.
    pub fn protect(&mut self, rules: &'static Rules, algorithms: Algorithms, keys: DirectionKeys) {
        let epoch = self.mode.epoch() + 1;
        self.mode = Mode::Opening(Protecting::new(rules, algorithms, keys, epoch));
    }

    /// From here on every record is protected with keys that are not known. `iv_len` is the length in bytes
    /// of the IV at the start of each fragment; `None` with a stream cipher.
    pub fn seal(&mut self, iv_len: Option<usize>) {
        self.mode = Mode::Sealed(Sealed {
            epoch: self.mode.epoch() + 1,
            sequence: 0,
            iv_len,
        });
    }

    /// Bytes that came after the last whole record.
    pub fn unfinished(&self) -> usize {
        self.rest().len() + self.partial.len()
    }

    /// Whether the next message is there and is a fatal alert in the clear. A protected alert is read
    /// only in its turn: it may be a close_notify after the last Finished.
    pub fn fatal_alert_is_next(&self) -> bool {
        if let Some(message) = self.messages.front() {
            let alert = message.transfer.message == MessageName::Alert;
            return alert && message.unprotection.is_none() && is_fatal(&message.transfer.content);
        }
        let header = RecordHeader::peek(self.rest());
        header.is_some_and(|header| {
            let end = HEADER_LEN + usize::from(header.length);
            let content = self.rest().get(HEADER_LEN..end);
            let alert = header.content_type == ContentType::Alert && !self.dead;
            alert && self.mode.is_clear() && content.is_some_and(is_fatal)
        })
    }

    /// The next message, if a whole one is there. After a fault there are no more.
    pub fn next_message(&mut self) -> Option<Incoming> {
        loop {
            if let Some(message) = self.messages.pop_front() {
                return Some(message);
            }
            if self.dead || !self.read_record() {
                return None;
            }
        }
    }

    /// The handshake message that has begun and is not complete.
    pub fn begun(&self) -> Option<MessageName> {
        let begun = !self.partial.is_empty() && !self.dead;
        begun.then(|| MessageName::of(ContentType::Handshake, &self.partial))
    }

    /// Returns what has arrived of that message, and reads no further.
    pub fn take_begun(&mut self) -> Option<Incoming> {
        let message = self.begun()?;
        let reason = said!("record.fault.partial");
        let fault = Fault::new(AlertDescription::DecodeError, reason);
        let content = std::mem::take(&mut self.partial);
        let carriers = std::mem::take(&mut self.partial_carriers);
        let unprotection = self.partial_unprotection.take();
        let kind = ContentType::Handshake;
        self.queue(message, kind, content, carriers, Err(fault), unprotection);
        self.dead = true;
        self.drop_rest();
        self.messages.pop_back()
    }

    /// Takes one record off the stream and queues the messages that it completes. False when no
    /// whole record is there.
    fn read_record(&mut self) -> bool {
        let Some(header) = RecordHeader::peek(self.rest()) else {
            return false;
        };
        let end = HEADER_LEN + usize::from(header.length);
        if let Some(len) = self.ssl2_hello() {
            if self.rest().len() < len {
                return false;
            }
            let record = self.take(len);
            let fault = ssl2_fault(&record);
            self.refuse(header.content_type, record, None, fault);
            return true;
        }
        if let Err(fault) = self.check_header(header) {
            let shown = end.min(self.rest().len());
            let record = self.take(shown);
            self.refuse(header.content_type, record, None, fault);
            return true;
        }
        if self.rest().len() < end {
            return false;
        }
        let record = self.take(end);
        if let Mode::Sealed(sealed) = &mut self.mode {
            let fragment = record.len() - HEADER_LEN;
            let protected =
                Protected::sealed(sealed.epoch, sealed.sequence, fragment, sealed.iv_len);
            sealed.sequence += 1;
            self.sealed_record(header.content_type, record, protected);
            return true;
        }
        let (content, unprotection) = match self.open(header, &record[HEADER_LEN..]) {
            Ok(opened) => opened,
            Err((fault, unprotection)) => {
                self.refuse(header.content_type, record, unprotection, fault);
                return true;
            }
        };
        let carrier = Carrier {
            parts: Arc::new([]),
            own: 0..content.len(),
            protected: unprotection.as_deref().map(|it| self.opened(it)),
            record: record.into(),
        };
        if header.content_type == ContentType::Handshake {
            self.handshake_record(content, carrier, unprotection);
        } else {
            self.other_record(header.content_type, content, carrier, unprotection);
        }
        true
    }

    /// The length in bytes of a ClientHello in the form of SSL 2.0, if one begins the connection.
    fn ssl2_hello(&self) -> Option<usize> {
        let begins = self.negotiated.is_none() && self.mode.is_clear();
        ssl2::hello_len(self.rest()).filter(|_| begins)
    }

    fn check_header(&self, header: RecordHeader) -> Result<(), Fault> {
        if let ContentType::Unknown(got) = header.content_type {
            let start = escaped(&self.rest()[..self.rest().len().min(16)]);
            let code = format!("0x{got:02x}");
            let reason = said!("record.fault.not_tls", code, start);
            let fault = Fault::new(AlertDescription::UnexpectedMessage, reason);
            return Err(fault.at(CheckName::RecordType));
        }
        // A peer that refuses what was chosen says so under the version it began with.
        let clear_alert = header.content_type == ContentType::Alert && self.mode.is_clear();
        let [major, _] = header.version.bytes();
        let fits = match self.negotiated {
            Some(version) if !clear_alert => header.version == version,
            _ => major == 3,
        };
        if !fits {
            let got = header.version.to_string();
            let reason = match self.negotiated {
                Some(version) => {
                    let expected = version.to_string();
                    said!("record.fault.record_version", expected, got)
                }
                None => said!("record.fault.record_version_3", got),
            };
            let fault = Fault::new(AlertDescription::ProtocolVersion, reason);
            return Err(fault.at(CheckName::RecordVersion));
        }
        let limit = match self.mode.is_clear() {
            true => MAX_PLAINTEXT,
            false => MAX_CIPHERTEXT,
        };
        if usize::from(header.length) > limit {
            let reason = said!("record.fault.record_length", limit, got = header.length);
            return Err(Fault::new(AlertDescription::RecordOverflow, reason));
        }
        Ok(())
    }

    /// Decrypts and verifies a fragment.
    #[allow(
        clippy::type_complexity,
        reason = "content and evidence, or fault and evidence"
    )]
    fn open(
        &mut self,
        header: RecordHeader,
        fragment: &[u8],
    ) -> Result<(Vec<u8>, Option<Arc<Unprotection>>), (Fault, Option<Arc<Unprotection>>)> {
        let Mode::Opening(read) = &mut self.mode else {
            return Ok((fragment.to_vec(), None));
        };
        let unprotected = match read.unprotect(header, fragment) {
            Ok(unprotected) => Arc::new(unprotected),
            Err(error) => {
                let fault = Fault::new(read.rules().bad_padding, error.said());
                return Err((fault.at(CheckName::CiphertextForm), None));
            }
        };
        if !unprotected.ok() {
            // for the reader alone: the alert is one for both (§7.2.2)
            let reason = match (unprotected.padding_ok, unprotected.mac_ok) {
                (false, false) => said!("record.fault.padding_and_mac"),
                (false, true) => said!("record.fault.padding"),
                (true, _) => said!("record.fault.mac", sequence = unprotected.sequence),
            };
            let alert = match unprotected.padding_ok {
                true => AlertDescription::BadRecordMac,
                false => read.rules().bad_padding,
            };
            return Err((Fault::new(alert, reason), Some(unprotected)));
        }
        if unprotected.content.len() > MAX_PLAINTEXT {
            let (limit, got) = (MAX_PLAINTEXT, unprotected.content.len());
            let reason = said!("record.fault.content_length", limit, got);
            let fault = Fault::new(AlertDescription::RecordOverflow, reason);
            return Err((fault, Some(unprotected)));
        }
        Ok((unprotected.content().to_vec(), Some(unprotected)))
    }

    /// The description of a record that was decrypted.
    fn opened(&self, unprotection: &Unprotection) -> Protected {
        Protected::opened(self.mode.epoch(), unprotection)
    }

    /// Queues a fault together with the record that caused it, and reads no further.
    fn refuse(
        &mut self,
        content_type: ContentType,
        record: Vec<u8>,
        unprotection: Option<Arc<Unprotection>>,
        fault: Fault,
    ) {
        let fragment = record.get(HEADER_LEN..).unwrap_or_default();
        let protected = match (&self.mode, unprotection.as_deref()) {
            (_, Some(unprotection)) => Some(self.opened(unprotection)),
            // what is too short for an IV is not encrypted, at whatever point it comes
            (Mode::Opening(read), None) if fragment.len() >= read.iv_len().unwrap_or(0) => {
                Some(Protected::sealed(
                    read.epoch(),
                    read.next_sequence(),
                    fragment.len(),
                    read.iv_len(),
                ))
            }
            (_, None) => None,
        };
        let clear = protected.is_none();
        let content = match unprotection.as_deref() {
            Some(unprotection) => unprotection.content().to_vec(),
            // it has a name, even if it is not read any further
            None if clear && content_type != ContentType::Alert => fragment.to_vec(),
            None => Vec::new(),
        };
        let message = MessageName::of(content_type, &content);
        let carrier = Carrier {
            parts: Arc::new([]),
            own: 0..fragment.len(),
            protected,
            record: record.into(),
        };
        self.queue(
            message,
            content_type,
            content,
            vec![carrier],
            Err(fault),
            unprotection,
        );
        self.dead = true;
        self.drop_rest();
    }

    fn queue(
        &mut self,
        message: MessageName,
        content_type: ContentType,
        content: Vec<u8>,
        carriers: Vec<Carrier>,
        parsed: Result<Content, Fault>,
        unprotection: Option<Arc<Unprotection>>,
    ) {
        let transfer = Transfer {
            message,
            content_type,
            content,
            carriers,
            carries: vec![],
        };
        self.messages.push_back(Incoming {
            transfer,
            content: parsed,
            unprotection,
        });
    }

    /// Queues a record that cannot be decrypted.
    fn sealed_record(&mut self, content_type: ContentType, record: Vec<u8>, protected: Protected) {
        let carrier = Carrier {
            parts: Arc::new([]),
            own: 0..record.len() - HEADER_LEN,
            protected: Some(protected),
            record: record.into(),
        };
        let message = MessageName::sealed(content_type);
        let (content, carriers) = (Vec::new(), vec![carrier]);
        self.queue(
            message,
            content_type,
            content,
            carriers,
            Ok(Content::Sealed),
            None,
        );
    }

    fn other_record(
        &mut self,
        content_type: ContentType,
        content: Vec<u8>,
        carrier: Carrier,
        unprotection: Option<Arc<Unprotection>>,
    ) {
        // an alert may come at any time, also in the middle of a message (§7.2)
        let parsed = if self.partial.is_empty() || content_type == ContentType::Alert {
            self.parse_other(content_type, &content)
        } else {
            let (came, got) = (self.partial.len(), MessageName::of(content_type, &content));
            let reason = said!("record.fault.rest", came, got = got.name());
            Err(Fault::new(AlertDescription::UnexpectedMessage, reason))
        };
        self.dead |= parsed.is_err();
        let message = MessageName::of(content_type, &content);
        self.queue(
            message,
            content_type,
            content,
            vec![carrier],
            parsed,
            unprotection,
        );
    }

    fn parse_other(&mut self, kind: ContentType, content: &[u8]) -> Result<Content, Fault> {
        let mut r = Reader::new(content);
        match kind {
            ContentType::ChangeCipherSpec if content == [1] => Ok(Content::ChangeCipherSpec),
            ContentType::ChangeCipherSpec => Err(Fault::new(
                AlertDescription::DecodeError,
                match content {
                    [byte] => {
                        said!("record.fault.change_cipher_spec", got = hex(&[*byte]))
                    }
                    _ => said!(
                        "record.fault.change_cipher_spec_length",
                        got = content.len()
                    ),
                },
            )),
            ContentType::Alert => {
                self.count_idle()?;
                let alert = Alert::read(&mut r)?;
                r.expect_end(crate::wire::Field::Alert)?;
                if let AlertLevel::Unknown(level) = alert.level {
                    let reason = said!("record.fault.alert_level", level);
                    let fault = Fault::new(AlertDescription::IllegalParameter, reason);
                    return Err(fault.at(CheckName::AlertLevel));
                }
                Ok(Content::Alert(alert))
            }
            _ => {
                if content.is_empty() {
                    self.count_idle()?;
                } else {
                    self.idle_records = 0;
                }
                Ok(Content::Data)
            }
        }
    }

    /// Counts a message that cost the peer nothing and advances nothing.
    pub fn count_idle(&mut self) -> Result<(), Fault> {
        self.idle_records += 1;
        if self.idle_records > MAX_IDLE_RECORDS {
            let reason = said!("record.fault.idle", max = MAX_IDLE_RECORDS);
            let fault = Fault::new(AlertDescription::UnexpectedMessage, reason);
            return Err(fault.at(CheckName::Progress));
        }
        Ok(())
    }

    /// Reassembles handshake messages with the content of one more record.
    fn handshake_record(
        &mut self,
        content: Vec<u8>,
        carrier: Carrier,
        unprotection: Option<Arc<Unprotection>>,
    ) {
        if content.is_empty() {
            let reason = said!("record.fault.empty_handshake");
            let fault =
                Fault::new(AlertDescription::UnexpectedMessage, reason).at(CheckName::Content);
            let kind = ContentType::Handshake;
            let name = MessageName::of(kind, &[]);
            self.queue(name, kind, content, vec![carrier], Err(fault), unprotection);
            self.dead = true;
            return;
        }
        let (ends, parts) = cut(&self.partial, &content);
        let parts: Arc<[Part]> = if let [Part::Message(_)] = parts[..] {
            Arc::new([])
        } else {
            parts.into()
        };
        let carry = |own: Range<usize>| Carrier {
            parts: parts.clone(),
            own,
            ..carrier.clone()
        };
        let mut start = 0;
        for end in ends {
            let mut carriers = std::mem::take(&mut self.partial_carriers);
            carriers.push(carry(start..end));
            let mut message = std::mem::take(&mut self.partial);
            message.extend_from_slice(&content[start..end]);
            let parsed = Handshake::parse(&message, self.form())
                .0
                .map(Content::Handshake)
                .map_err(Fault::from);
            self.dead |= parsed.is_err();
            let kind = ContentType::Handshake;
            let name = MessageName::of(kind, &message);
            // a request for another handshake advances nothing; its receiver counts it
            let anew = [HandshakeType::HelloRequest, HandshakeType::ClientHello];
            if !anew.map(MessageName::Handshake).contains(&name) {
                self.idle_records = 0;
            }
            self.queue(name, kind, message, carriers, parsed, unprotection.clone());
            start = end;
        }
        if start < content.len() {
            self.partial.extend_from_slice(&content[start..]);
            self.partial_carriers.push(carry(start..content.len()));
            self.partial_unprotection = unprotection;
        }
    }
}

/// Why a ClientHello in the form of SSL 2.0 is refused.
fn ssl2_fault(record: &[u8]) -> Fault {
    let reason = match ssl2::parse(record).0 {
        Ok(hello) => {
            let (version, suites) = (hello.version.to_string(), hello.cipher_specs);
            said!("record.fault.ssl2_hello", version, suites)
        }
        Err(error) => error.said(),
    };
    Fault::new(AlertDescription::ProtocolVersion, reason).at(CheckName::RecordType)
}

fn is_fatal(alert: &[u8]) -> bool {
    alert.first() == Some(&AlertLevel::Fatal.code())
}
