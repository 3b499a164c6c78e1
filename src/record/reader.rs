//! The reading half of the record layer (RFC 5246 §6): cuts the stream into records and checks their
//! headers. Without the keys it still says which records there are, and what they show.

use super::fault::Fault;
use super::messages::{Incoming, Messages, Readable};
use super::mode::{Mode, Refused};
use crate::crypto::record::{Algorithms, DirectionKeys, Timing};
use crate::protocol::{Carrier, CheckName, MessageName, Protected, Rules};
use crate::said;
use crate::text::escaped;
use crate::wire::alert::AlertDescription;
use crate::wire::form;
use crate::wire::record::{HEADER_LEN, MAX_CIPHERTEXT, MAX_PLAINTEXT, RecordHeader};
use crate::wire::ssl2;
use crate::wire::{AlertLevel, ContentType, Form, FragmentForm, KeyExchangeForm, ProtocolVersion};
use std::ops::Range;
use std::sync::Arc;

/// What comes in at one end.
#[derive(Debug, Default)]
pub struct RecordReader {
    /// What has been fed, of which the first `taken` bytes have been read.
    incoming: Vec<u8>,
    taken: usize,
    messages: Messages,
    mode: Mode,
    timing: Timing,
    /// Whether only the records of alerts, and those that cannot be accepted, are kept with what they carry.
    keeps_few: bool,
    negotiated: Option<ProtocolVersion>,
    key_exchange: KeyExchangeForm,
}

impl RecordReader {
    /// A reader that does not give up at a fault, as long as it can tell where the next record begins: that of
    /// an observer, who cannot end the connection, and whose time is no peer's business.
    pub fn observing() -> Self {
        RecordReader {
            timing: Timing::Plain,
            messages: Messages::observing(),
            ..RecordReader::default()
        }
    }

    /// The same for one who does not look at the records in which messages come: only those of alerts, and those
    /// that cannot be accepted, are among the carriers of a message.
    #[must_use]
    pub fn keeping_few_records(self) -> Self {
        RecordReader {
            keeps_few: true,
            ..self
        }
    }

    /// Takes bytes that came from the peer, in any portions.
    pub fn feed(&mut self, bytes: &[u8]) {
        if !self.messages.closed {
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
    fn take(&mut self, len: usize) -> Arc<[u8]> {
        let bytes = self.rest()[..len].into();
        self.taken += len;
        bytes
    }

    /// Frees what nothing is in: a reader that waits, of many thousands, costs little.
    fn release(&mut self) {
        self.messages.release();
        if self.rest().is_empty() {
            (self.incoming, self.taken) = (Vec::new(), 0);
        }
    }

    fn drop_rest(&mut self) {
        self.incoming.clear();
        self.taken = 0;
    }

    /// Accepts no more bytes, and drops what has arrived in part.
    pub fn stop(&mut self) {
        self.messages.closed = true;
        self.messages.drop_partial();
        self.drop_rest();
    }

    /// How messages are laid out, by the version and the suite that were agreed on.
    fn form(&self) -> Form {
        Form::of(self.negotiated.unwrap_or(form::TLS12.version)).with(self.key_exchange)
    }

    /// From here on every record has to carry this version.
    pub fn negotiated(&mut self, version: ProtocolVersion) {
        self.negotiated = Some(version);
    }

    /// From here on keys are exchanged in this way. Without such a call it is RSA.
    pub fn exchanging(&mut self, key_exchange: KeyExchangeForm) {
        self.key_exchange = key_exchange;
    }

    /// From here on every record is protected with these keys.
    pub fn protect(&mut self, rules: &'static Rules, algorithms: Algorithms, keys: DirectionKeys) {
        self.mode = (self.mode).protected(rules, algorithms, keys, self.timing);
    }

    /// The same for one whose first record has this number, counted since ChangeCipherSpec. Where a record
    /// continues the cipher of the record before, only 0 is right.
    pub fn protect_from(
        &mut self,
        rules: &'static Rules,
        algorithms: Algorithms,
        keys: DirectionKeys,
        sequence: u64,
    ) {
        self.protect(rules, algorithms, keys);
        self.mode.count_from(sequence);
    }

    /// From here on every record is protected with keys that are not known. `form` says how each fragment is
    /// built.
    pub fn seal(&mut self, form: FragmentForm) {
        self.mode = self.mode.sealed(form, false);
    }

    /// The same from ServerHello of TLS 1.3 on, where every protected record says that it is application data.
    /// A ChangeCipherSpec, which means nothing there, is in the clear, and so is the alert of a side that has no
    /// keys yet (RFC 8446 §5).
    pub fn seal_data(&mut self, form: FragmentForm) {
        self.mode = self.mode.sealed(form, true);
    }

    /// Bytes are missing: what has arrived in part is dropped, and the next byte that is fed begins a record.
    /// `form` says how fragments are built, since those that are protected cannot be decrypted any more: their
    /// numbers are not known.
    pub fn lose(&mut self, form: FragmentForm) {
        self.messages.drop_partial();
        self.drop_rest();
        if !self.mode.is_clear() {
            self.seal(form);
        }
    }

    /// Bytes that came after the last whole record.
    pub fn unfinished(&self) -> usize {
        self.rest().len() + self.messages.unfinished()
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
            let alert = header.content_type == ContentType::Alert && !self.messages.closed;
            alert && self.mode.is_clear() && content.is_some_and(is_fatal)
        })
    }

    /// The next message, if a whole one is there. After a fault there are no more.
    pub fn next_message(&mut self) -> Option<Incoming> {
        loop {
            if let Some(message) = self.messages.pop() {
                return Some(message);
            }
            if self.messages.closed || !self.read_record() {
                self.release();
                return None;
            }
        }
    }

    /// The handshake message that has begun and is not complete.
    pub fn begun(&self) -> Option<MessageName> {
        self.messages.begun()
    }

    /// Returns what has arrived of that message, and reads no further.
    pub fn take_begun(&mut self) -> Option<Incoming> {
        let begun = self.messages.take_begun()?;
        self.drop_rest();
        Some(begun)
    }

    /// Counts a message that cost the peer nothing and advances nothing.
    pub fn count_idle(&mut self) -> Result<(), Fault> {
        self.messages.count_idle()
    }

    /// A record that carries one message; `len` is the length of its content in bytes.
    fn carrier(&self, record: Arc<[u8]>, len: usize, protected: Option<Protected>) -> Carrier {
        Carrier {
            key_exchange: self.key_exchange,
            ..Carrier::whole(record, len, protected)
        }
    }

    /// The same for a record that is at this place in what has been fed; `None` if it is not kept.
    fn kept(
        &self,
        content_type: ContentType,
        record: Range<usize>,
        len: usize,
        protected: impl FnOnce() -> Option<Protected>,
    ) -> Option<Carrier> {
        let kept = !self.keeps_few || content_type == ContentType::Alert;
        kept.then(|| self.carrier(self.incoming[record].into(), len, protected()))
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
            let mut refused = self.refused(header.content_type, record, fault.into());
            refused.transfer.message = MessageName::Ssl2ClientHello;
            self.end_with(refused);
            return true;
        }
        if let Err(fault) = self.check_header(header) {
            let shown = end.min(self.rest().len());
            let record = self.take(shown);
            self.refuse(header.content_type, record, fault.into());
            return true;
        }
        if self.rest().len() < end {
            return false;
        }
        let record = self.taken..self.taken + end;
        self.taken = record.end;
        self.read_whole(header, record);
        true
    }

    /// Reads a record that has arrived to its end, and is at this place in what has been fed.
    fn read_whole(&mut self, header: RecordHeader, record: Range<usize>) {
        let content_type = header.content_type;
        let fragment = record.start + HEADER_LEN..record.end;
        if let Some(protected) = self.mode.pass_over(content_type, fragment.len()) {
            let carrier = self.kept(content_type, record, fragment.len(), || Some(protected));
            return self.messages.push(Incoming::sealed(content_type, carrier));
        }
        match self.mode.open(header, &self.incoming[fragment]) {
            Ok((content, unprotection)) => {
                let opened = || unprotection.as_deref().map(|it| self.mode.opened(it));
                let readable = Readable {
                    content_type,
                    carrier: self.kept(content_type, record, content.len(), opened),
                    content,
                    unprotection,
                };
                self.messages.read(readable, &self.form());
            }
            Err(refused) => {
                let record = self.incoming[record].into();
                let refused = self.refused(content_type, record, refused);
                match self.messages.observing {
                    true => self.messages.push(refused),
                    false => self.end_with(refused),
                }
            }
        }
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

    /// Queues a fault together with the record that caused it, and reads no further.
    fn refuse(&mut self, content_type: ContentType, record: Arc<[u8]>, refused: Refused) {
        let refused = self.refused(content_type, record, refused);
        self.end_with(refused);
    }

    fn end_with(&mut self, last: Incoming) {
        self.messages.push(last);
        self.messages.closed = true;
        self.drop_rest();
    }

    /// A fault together with the record that caused it.
    fn refused(&self, content_type: ContentType, record: Arc<[u8]>, refused: Refused) -> Incoming {
        let Refused {
            fault,
            unprotection,
        } = refused;
        let fragment = record.get(HEADER_LEN..).unwrap_or_default();
        let len = fragment.len();
        let protected = match unprotection.as_deref() {
            Some(unprotection) => Some(self.mode.opened(unprotection)),
            None => self.mode.unopened(len),
        };
        let content = match unprotection.as_deref() {
            Some(unprotection) => unprotection.content().to_vec(),
            // it has a name, even if it is not read any further
            None if protected.is_none() && content_type != ContentType::Alert => fragment.to_vec(),
            None => Vec::new(),
        };
        let refused = Readable {
            content_type,
            content,
            carrier: Some(self.carrier(record, len, protected)),
            unprotection,
        };
        refused.whole(Err(fault))
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
