//! Messages taken out of records (RFC 5246 §6.2.1): handshake messages are reassembled, the others read
//! as they come.

use super::fault::Fault;
use super::reassembly::cut;
use crate::crypto::record::Unprotection;
use crate::protocol::{Carrier, CheckName, MessageName, Transfer};
use crate::said;
use crate::text::hex;
use crate::wire::alert::{Alert, AlertDescription};
use crate::wire::annotate::Part;
use crate::wire::{AlertLevel, ContentType, Field, Form, Handshake, HandshakeType, Reader};
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

impl Incoming {
    /// A record that cannot be decrypted.
    pub(super) fn sealed(content_type: ContentType, carrier: Option<Carrier>) -> Self {
        let carriers = carrier.into_iter().collect();
        Incoming {
            transfer: Transfer {
                message: MessageName::sealed(content_type),
                ..Transfer::new(content_type, Vec::new(), carriers)
            },
            content: Ok(Content::Sealed),
            unprotection: None,
        }
    }
}

/// A record whose content can be read.
pub(super) struct Readable {
    pub content_type: ContentType,
    pub content: Vec<u8>,
    /// The record, if it is kept.
    pub carrier: Option<Carrier>,
    /// How it was protected, if it was.
    pub unprotection: Option<Arc<Unprotection>>,
}

impl Readable {
    /// A message that is the whole content.
    pub(super) fn whole(self, parsed: Result<Content, Fault>) -> Incoming {
        let carriers = self.carrier.into_iter().collect();
        Incoming {
            transfer: Transfer::new(self.content_type, self.content, carriers),
            content: parsed,
            unprotection: self.unprotection,
        }
    }
}

/// The messages that have come in.
#[derive(Debug, Default)]
pub(super) struct Messages {
    /// In boxes, since a queue that waits for one message has room for several.
    queue: VecDeque<Box<Incoming>>,
    /// No more are accepted: there was a fault, or the end.
    pub closed: bool,
    /// A handshake message whose end has not come yet, and the records that carry its beginning.
    partial: Vec<u8>,
    partial_carriers: Vec<Carrier>,
    /// The protection of the last of them.
    partial_unprotection: Option<Arc<Unprotection>>,
    idle_records: usize,
    /// Whether a fault is no reason to stop.
    pub observing: bool,
}

impl Messages {
    /// Messages of which a fault is no reason to stop.
    pub(super) fn observing() -> Self {
        Messages {
            observing: true,
            ..Messages::default()
        }
    }

    /// The message that is next, if it is there.
    pub(super) fn front(&self) -> Option<&Incoming> {
        self.queue.front().map(|incoming| &**incoming)
    }

    /// Takes the message that is next, if it is there.
    pub(super) fn pop(&mut self) -> Option<Incoming> {
        self.queue.pop_front().map(|incoming| *incoming)
    }

    /// Frees the memory of the queue, which is empty.
    pub(super) fn release(&mut self) {
        debug_assert!(self.queue.is_empty());
        self.queue = VecDeque::new();
    }

    /// Queues a message. After a fault there are no more.
    pub(super) fn push(&mut self, incoming: Incoming) {
        self.closed |= incoming.content.is_err() && !self.observing;
        self.queue.push_back(Box::new(incoming));
    }

    /// Drops what has arrived in part.
    pub(super) fn drop_partial(&mut self) {
        self.partial.clear();
    }

    /// How many bytes of an incomplete message have arrived.
    pub(super) fn unfinished(&self) -> usize {
        self.partial.len()
    }

    /// The handshake message that has begun and is not complete.
    pub(super) fn begun(&self) -> Option<MessageName> {
        let begun = !self.partial.is_empty() && !self.closed;
        begun.then(|| MessageName::of(ContentType::Handshake, &self.partial))
    }

    /// Returns what has arrived of that message, and accepts no more.
    pub(super) fn take_begun(&mut self) -> Option<Incoming> {
        self.begun()?;
        self.closed = true;
        let reason = said!("record.fault.partial");
        let content = std::mem::take(&mut self.partial);
        let carriers = std::mem::take(&mut self.partial_carriers);
        Some(Incoming {
            transfer: Transfer::new(ContentType::Handshake, content, carriers),
            content: Err(Fault::new(AlertDescription::DecodeError, reason)),
            unprotection: self.partial_unprotection.take(),
        })
    }

    /// Queues the messages that a record completes. `form` is the layout of handshake messages.
    pub(super) fn read(&mut self, record: Readable, form: &Form) {
        match record.content_type {
            ContentType::Handshake => self.handshake(record, form),
            _ => self.other(record),
        }
    }

    fn other(&mut self, record: Readable) {
        let (kind, content) = (record.content_type, &record.content);
        // an alert may come at any time, also in the middle of a message (§7.2)
        let parsed = if self.partial.is_empty() || kind == ContentType::Alert {
            self.parse_other(kind, content)
        } else {
            let (came, got) = (self.partial.len(), MessageName::of(kind, content).name());
            let reason = said!("record.fault.rest", came, got);
            Err(Fault::new(AlertDescription::UnexpectedMessage, reason))
        };
        self.push(record.whole(parsed));
    }

    fn parse_other(&mut self, kind: ContentType, content: &[u8]) -> Result<Content, Fault> {
        let mut r = Reader::unannotated(content);
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
                r.expect_end(Field::Alert)?;
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
    pub(super) fn count_idle(&mut self) -> Result<(), Fault> {
        self.idle_records += 1;
        if self.idle_records > MAX_IDLE_RECORDS {
            let reason = said!("record.fault.idle", max = MAX_IDLE_RECORDS);
            let fault = Fault::new(AlertDescription::UnexpectedMessage, reason);
            return Err(fault.at(CheckName::Progress));
        }
        Ok(())
    }

    /// Reassembles handshake messages with the content of one more record.
    fn handshake(&mut self, record: Readable, form: &Form) {
        if record.content.is_empty() {
            let reason = said!("record.fault.empty_handshake");
            let fault = Fault::new(AlertDescription::UnexpectedMessage, reason);
            return self.push(record.whole(Err(fault.at(CheckName::Content))));
        }
        let Readable {
            content,
            carrier,
            unprotection,
            ..
        } = record;
        let (ends, parts) = cut(&self.partial, &content);
        let carrier = carrier.map(|carrier| Carrier {
            parts: match parts[..] {
                [Part::Message(_)] => Arc::new([]),
                _ => parts.into(),
            },
            ..carrier
        });
        let carry = |own: Range<usize>| {
            let carrier = carrier.clone();
            carrier.map(|carrier| Carrier { own, ..carrier })
        };
        let mut start = 0;
        for end in ends {
            let mut carriers = std::mem::take(&mut self.partial_carriers);
            carriers.extend(carry(start..end));
            let mut message = std::mem::take(&mut self.partial);
            message.extend_from_slice(&content[start..end]);
            self.complete(message, carriers, unprotection.clone(), form);
            start = end;
        }
        if start < content.len() {
            self.partial.extend_from_slice(&content[start..]);
            self.partial_carriers.extend(carry(start..content.len()));
            self.partial_unprotection = unprotection;
        }
    }

    /// Queues a handshake message that has arrived to its end.
    fn complete(
        &mut self,
        message: Vec<u8>,
        carriers: Vec<Carrier>,
        unprotection: Option<Arc<Unprotection>>,
        form: &Form,
    ) {
        let parsed = Handshake::parse_only(&message, form);
        let transfer = Transfer::new(ContentType::Handshake, message, carriers);
        // a request for another handshake advances nothing; its receiver counts it
        let anew = [HandshakeType::HelloRequest, HandshakeType::ClientHello];
        if !anew.map(MessageName::Handshake).contains(&transfer.message) {
            self.idle_records = 0;
        }
        self.push(Incoming {
            transfer,
            content: parsed.map(Content::Handshake).map_err(Fault::from),
            unprotection,
        });
    }
}
