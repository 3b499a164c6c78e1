//! What both roles work with: random numbers, the record layer, the transcript, and the act in the
//! making.

use super::built::Building;
use super::fault::Fault;
use super::session::Session;
use crate::crypto::random::SeededRng;
use crate::crypto::record::{DirectionKeys, Unprotection};
use crate::crypto::ticket::TicketKeys;
use crate::pki::Certificate;
use crate::pki::chain::Verdict;
use crate::pki::time::UnixTime;
use crate::protocol::{
    Check, CheckName, Event, MessageName, Operation, Rules, Side, Skippable, Topic, ValueName,
};
use crate::record::{
    Content, Keys, Prepared, RecordReader, RecordWriter, Transcript, chained_iv, fill_carried,
    maced_last, opened,
};
use crate::text::Said;
use crate::wire::alert::{Alert, AlertDescription};
use crate::wire::{ContentType, Handshake, Writer};
use crate::{label, said};
use rand::Rng;
use std::sync::Arc;

/// A message as a state machine receives it.
pub(super) struct Received {
    pub message: MessageName,
    pub content: Content,
    /// The message's bytes, header included.
    pub bytes: Vec<u8>,
    pub unprotection: Option<Arc<Unprotection>>,
}

impl Received {
    /// The fault of a message that is not one of those that a state waits for.
    pub(super) fn instead_of(&self, expected: &[MessageName]) -> Fault {
        Fault::out_of_order(expected, self.message, self.unprotection.is_some())
    }
}

/// An act in the making.
pub(super) struct ActDraft {
    pub topic: Topic,
    pub events: Vec<Event>,
}

impl ActDraft {
    pub(super) fn check(&mut self, name: CheckName, passed: bool, detail: Said) {
        self.events
            .push(Event::Checked(Check::new(name, passed, detail)));
    }

    /// Reports the checks of a chain, and the anchor that it leads to.
    pub(super) fn judge(&mut self, verdict: &Verdict, owner: Side) {
        let checks = verdict.checks.iter().map(Check::of_chain);
        self.events.extend(checks.map(Event::Checked));
        let anchored = verdict.anchor().map(|anchor| Event::Anchored {
            owner,
            certificate: anchor.der.clone(),
        });
        self.events.extend(anchored);
    }
}

/// What a side will keep of a connection, as far as it is known.
#[derive(Default)]
pub(super) struct Keeping {
    /// The name that the server has given to the session.
    pub id: Vec<u8>,
    /// The ticket that the server has given.
    pub ticket: Vec<u8>,
    /// The chain that the client has shown, as DER.
    pub client_chain: Vec<Vec<u8>>,
    /// When the session began, if this connection resumes it.
    pub since: Option<UnixTime>,
    /// What there is to keep, once the handshake is complete.
    pub session: Option<Session>,
}

/// What both roles need while they work.
pub(super) struct Core {
    pub side: Side,
    pub rng: SeededRng,
    pub reader: RecordReader,
    pub writer: RecordWriter,
    /// What the version demands, once it is agreed on.
    pub rules: Option<&'static Rules>,
    /// The time by this side's clock.
    pub clock: UnixTime,
    /// What this side will keep of the connection.
    pub keeping: Keeping,
    /// The handshake messages so far.
    pub transcript: Transcript,
    /// The checks that this side was told to skip.
    pub skip: Vec<Skippable>,
    /// Whether it goes on if the peer's Finished cannot be decrypted, like an impostor that
    /// does not admit it.
    pub bluffs: bool,
    /// The order and the formulas of its own that it follows, if it does.
    pub built: Option<Box<Building>>,
}

impl Core {
    pub(super) fn new(side: Side, rng: SeededRng, clock: UnixTime) -> Self {
        Core {
            side,
            rng,
            reader: RecordReader::default(),
            writer: RecordWriter::default(),
            rules: None,
            clock,
            keeping: Keeping::default(),
            transcript: Transcript::default(),
            skip: Vec::new(),
            bluffs: false,
            built: None,
        }
    }

    /// From here on this version is spoken.
    pub(super) fn agree(&mut self, rules: &'static Rules) {
        self.rules = Some(rules);
        self.reader.negotiated(rules.version);
        self.writer.negotiated(rules.version);
    }

    /// The alert of the version for it.
    pub(super) fn alert(&self, alert: AlertDescription) -> AlertDescription {
        self.rules.map_or(alert, |rules| (rules.alert)(alert))
    }

    /// Whether this side was told to skip a check.
    pub(super) fn skips(&self, check: Skippable) -> bool {
        self.skip.contains(&check)
    }

    pub(super) fn draw<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    pub(super) fn fill(&mut self, bytes: &mut [u8]) {
        self.rng.fill_bytes(bytes);
    }

    /// Reports the keys of a server's tickets.
    pub(super) fn report_ticket_keys(&self, keys: &TicketKeys, act: &mut ActDraft) {
        let origin = label!("endpoint.origin.ticket_keys");
        for (name, bytes) in [
            (ValueName::TicketKeyName, &keys.name),
            (ValueName::TicketKey, &keys.key),
            (ValueName::TicketMacKey, &keys.mac_key),
        ] {
            act.events.push(Event::Stored {
                name,
                bytes: bytes.clone(),
                path: origin.to_owned(),
            });
        }
    }

    /// Reports how the peer's protected record was decrypted, and checks it.
    pub(super) fn opened(&self, unprotection: &Arc<Unprotection>, act: &mut ActDraft) {
        let reader = self.side.into();
        opened(
            unprotection,
            self.rules,
            self.side.peer(),
            reader,
            &mut act.events,
        );
    }

    /// Sends a handshake message in the clear.
    pub(super) fn send_handshake(&mut self, message: &Handshake, act: &mut ActDraft) {
        let bytes = message.to_bytes();
        let name = MessageName::Handshake(message.handshake_type());
        let mut transfer = self
            .writer
            .send_clear(ContentType::Handshake, bytes.clone());
        fill_carried(&mut transfer, Some(message), self.side);
        act.topic = Topic::Send(name);
        act.events.push(Event::Sent(transfer));
        self.transcribe(name, &bytes, act);
    }

    /// Adds a handshake message to the transcript.
    pub(super) fn transcribe(&mut self, message: MessageName, bytes: &[u8], act: &mut ActDraft) {
        match &mut self.built {
            Some(built) => {
                built.before(message, &self.transcript);
                let bytes = built.transcribed(message, bytes, act);
                self.transcript.add(message, &bytes, &mut act.events);
            }
            None => self.transcript.add(message, bytes, &mut act.events),
        }
    }

    /// Sends ChangeCipherSpec. From here on what this side sends is protected, if it has keys.
    pub(super) fn change_cipher_spec(
        &mut self,
        keys: Option<&Keys>,
        act: &mut ActDraft,
    ) -> Result<(), Fault> {
        act.topic = Topic::Send(MessageName::ChangeCipherSpec);
        let transfer = (self.writer).send_clear(ContentType::ChangeCipherSpec, vec![1]);
        act.events.push(Event::Sent(transfer));
        self.transcribe_change(act);
        let Some(keys) = keys else { return Ok(()) };
        let rules = keys.agreed().rules;
        let algorithms = keys.agreed().algorithms();
        let (algorithms, counted) = match &self.built {
            Some(built) => built.protection(algorithms)?,
            None => (algorithms, 0),
        };
        let direction = self.direction(keys, self.side);
        self.writer.protect(rules, algorithms, direction);
        self.writer.miscount(counted);
        Ok(())
    }

    /// The peer has sent ChangeCipherSpec.
    pub(super) fn peer_changes_cipher_spec(&mut self, keys: &Keys, act: &mut ActDraft) {
        self.transcribe_change(act);
        let (agreed, direction) = (keys.agreed(), self.direction(keys, self.side.peer()));
        (self.reader).protect(agreed.rules, agreed.algorithms(), direction);
    }

    /// ChangeCipherSpec is in no transcript, unless a side believes that it is.
    fn transcribe_change(&mut self, act: &mut ActDraft) {
        if (self.built.as_ref()).is_some_and(|built| built.hashes_change_cipher_spec()) {
            self.transcribe(MessageName::ChangeCipherSpec, &[1], act);
        }
    }

    /// The keys of a direction.
    fn direction(&self, keys: &Keys, side: Side) -> DirectionKeys {
        match &self.built {
            Some(built) => built.direction(keys, side),
            None => keys.of(side),
        }
    }

    /// Reports what the Finished of a side has to contain, and returns it.
    pub(super) fn verify_data(
        &self,
        keys: &Keys,
        owner: Side,
        act: &mut ActDraft,
    ) -> Result<Vec<u8>, Fault> {
        match &self.built {
            Some(built) => built.verify_data(keys, &self.transcript, owner, &mut act.events),
            None => Ok(keys.verify_data(&self.transcript, owner, &mut act.events)),
        }
    }

    /// Protects a content and reports how.
    pub(super) fn prepare(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        act: &mut ActDraft,
    ) -> Result<Prepared, Fault> {
        let mut fresh = vec![0; self.writer.fresh_iv_len()];
        self.fill(&mut fresh);
        let prepared = self
            .writer
            .prepare(content_type, content, &fresh)
            .ok_or_else(|| {
                Fault::new(
                    AlertDescription::InternalError,
                    said!("endpoint.fault.no_keys"),
                )
            })?;
        let (side, protection) = (self.side, &prepared.protection);
        let n = protection.sequence;
        let operation = Operation::Protection(protection.clone());
        if !fresh.is_empty() {
            act.events.push(Event::Generated {
                name: ValueName::RecordIv(side, n),
                bytes: fresh,
            });
        }
        let iv = chained_iv(
            side,
            n,
            &protection.iv,
            protection.iv_origin,
            &mut act.events,
        );
        let content = [ValueName::RecordContent(side, n)];
        let (last, content_len) = (protection.mac_is_last(), protection.content.len());
        let mac_start = if last {
            protection.encrypted.end
        } else {
            content_len
        };
        let maced: Vec<ValueName> = match last {
            true => maced_last(side, n, protection.iv_origin).collect(),
            false => content.to_vec(),
        };
        let mac = Event::Derived {
            name: ValueName::RecordMac(side, n),
            bytes: protection.mac.clone(),
            operation: operation.clone(),
            inputs: [&[ValueName::WriteMacKey(side)], maced.as_slice()].concat(),
            output: mac_start..mac_start + protection.mac.len(),
        };
        let mac_inside = (!last).then_some(ValueName::RecordMac(side, n));
        let encrypted = [ValueName::WriteKey(side)].into_iter().chain(iv);
        let ciphertext = Event::derived(
            ValueName::RecordCiphertext(side, n),
            protection.ciphertext(),
            operation,
            encrypted.chain(content).chain(mac_inside).collect(),
        );
        act.events.extend(match last {
            true => [ciphertext, mac],
            false => [mac, ciphertext],
        });
        Ok(prepared)
    }

    /// Sends a protected record.
    pub(super) fn send_prepared(
        &mut self,
        prepared: Prepared,
        message: Option<&Handshake>,
        act: &mut ActDraft,
    ) {
        let mut transfer = self.writer.send_prepared(prepared);
        fill_carried(&mut transfer, message, self.side);
        act.topic = Topic::Send(transfer.message);
        act.events.push(Event::Sent(transfer));
    }

    /// Sends an alert, protected where this direction is.
    pub(super) fn send_alert(&mut self, alert: Alert, act: &mut ActDraft) -> Result<(), Fault> {
        let mut w = Writer::new();
        alert.write(&mut w);
        let content = w.finish().0;
        if self.writer.is_protected() {
            let n = self.writer.next_sequence();
            let name = ValueName::RecordContent(self.side, n);
            let origin = label!("endpoint.origin.alert").to_owned();
            act.events.push(Event::Stored {
                name,
                bytes: content.clone(),
                path: origin,
            });
            let prepared = self.prepare(ContentType::Alert, &content, act)?;
            self.send_prepared(prepared, None, act);
        } else {
            let mut transfer = self.writer.send_clear(ContentType::Alert, content);
            fill_carried(&mut transfer, None, self.side);
            act.topic = Topic::Send(MessageName::Alert);
            act.events.push(Event::Sent(transfer));
        }
        Ok(())
    }
}

/// The input of an encoded message, as provenance names it.
pub(super) fn encoded(name: ValueName, message: &[u8], input: ValueName) -> Event {
    Event::derived(name, message, Operation::Encode, vec![input])
}

/// The certificates of a message, in the order they came.
pub(super) fn read_chain(certificates: &[Vec<u8>]) -> Result<Vec<Certificate>, Fault> {
    let read = |der: &Vec<u8>| {
        Certificate::from_der(der).map_err(|error| {
            Fault::new(
                AlertDescription::BadCertificate,
                said!("endpoint.fault.certificate", error = error.to_string()),
            )
            .at(CheckName::CertificateForm)
        })
    };
    certificates.iter().map(read).collect()
}
