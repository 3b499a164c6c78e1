//! What a diagnosis starts from: what our side knows of a connection, and the record that it refused.

use crate::crypto::hash::HashAlgorithm;
use crate::crypto::prf::Prf;
use crate::crypto::record::Unprotection;
use crate::label;
use crate::protocol::{MessageName, Operation, Rules, Side, Suite, Switches, Topic, ValueName};
use crate::trace::{BufferKind, Connection, Derivation, Step, Trace, TranscriptEntry};
use crate::wire::record::HEADER_LEN;
use crate::wire::{ContentType, HandshakeType};
use std::borrow::Cow;

/// Lengths in bytes of version and randoms.
const VERSION_LEN: usize = 2;
const RANDOM_LEN: usize = 32;
/// Where the padding of a PKCS#1 block begins, after 00 02 (RFC 8017 §7.2.1).
const BLOCK_TYPE_LEN: usize = 2;
/// Length of a pre-master secret (RFC 5246 §7.4.7.1).
const PRE_MASTER_LEN: usize = 48;

/// What is known of a connection: by our side when it refuses what the peer has sent, or by a calculator.
/// What is not known is `None`, and the mistakes that need it are not tried.
#[derive(Debug)]
pub struct Facts<'t> {
    /// The rules of the version agreed on.
    pub rules: &'static Rules,
    /// The suite agreed on.
    pub suite: &'static Suite,
    /// What was switched on.
    pub switches: Switches,
    /// The side whose computations are looked at.
    pub peer: Side,
    /// What it is called: by its side, or for someone's own implementation by that word.
    pub called: &'static str,
    /// ClientHello.client_version.
    pub client_version: Option<[u8; VERSION_LEN]>,
    /// The version agreed on.
    pub version: [u8; VERSION_LEN],
    /// ClientHello.random and ServerHello.random.
    pub randoms: Option<[&'t [u8]; 2]>,
    /// The pre-master secret that both sides should have.
    pub pre_master: Option<&'t [u8]>,
    /// The master secret, where no pre-master secret is known.
    pub master: Option<&'t [u8]>,
    /// The encrypted pre-master secret, as it was sent.
    pub encrypted_pre_master: Option<&'t [u8]>,
    /// What a client has encrypted, if our server would not go on with it.
    pub sent_pre_master: Option<Vec<u8>>,
    /// The hash for the extended master secret, where the messages are not known.
    pub session_hash: Option<&'t [u8]>,
    /// The handshake messages before the Finished of the peer, in order.
    pub transcript: Vec<Covered<'t>>,
    /// The hash of these messages, where they are not known.
    pub handshake_hash: Option<&'t [u8]>,
    /// Whether the handshake is complete, so that what is refused is no Finished.
    pub established: bool,
}

/// A handshake message that verify_data covers.
#[derive(Debug)]
pub struct Covered<'t> {
    /// Who sent it.
    pub sender: Side,
    /// What it is.
    pub name: MessageName,
    /// The message with its header.
    pub bytes: &'t [u8],
    /// The header of the record that it begins; empty for a further message of a record.
    pub record_header: Cow<'t, [u8]>,
    /// Whether it is a Finished, before which ChangeCipherSpec was sent.
    pub finished: bool,
    /// The fragment of its record, if that is protected.
    pub protected: Option<&'t [u8]>,
}

/// A protected record of the peer.
#[derive(Clone, Copy, Debug)]
pub struct Record<'t> {
    /// Its number in its direction since ChangeCipherSpec.
    pub sequence: u64,
    /// `ContentType`.
    pub content_type: u8,
    /// `version`.
    pub version: [u8; VERSION_LEN],
    /// What follows the header.
    pub fragment: &'t [u8],
}

impl<'t> Record<'t> {
    /// The record that was decrypted.
    pub fn of(unprotection: &'t Unprotection) -> Self {
        Record {
            sequence: unprotection.sequence,
            content_type: unprotection.content_type,
            version: unprotection.version,
            fragment: &unprotection.fragment,
        }
    }
}

impl<'t> Facts<'t> {
    /// The pseudorandom function of version and suite.
    pub fn prf(&self) -> Prf {
        (self.rules.prf)(self.suite)
    }

    /// The hash of the handshake messages.
    pub fn transcript_hash(&self) -> HashAlgorithm {
        (self.rules.transcript_hash)(self.suite)
    }

    /// The facts by the time of a step, and the record that is refused in it; `None` if it is not a
    /// step in which our side refuses a message of a real peer, or the keys are not agreed on yet.
    pub fn of(trace: &'t Trace, step: &Step) -> Option<(Self, Record<'t>)> {
        let connection = trace.connection(step.connection);
        let ours = connection.ours()?;
        let refuses = matches!(step.topic, Topic::Reject | Topic::CheckFinished);
        if step.failure.is_none() || !refuses || !step.actor.includes(ours) {
            return None;
        }
        let peer = ours.peer();
        let known = Facts::known(trace, connection, ours)?;
        let entries = connection.transcript(ours);
        let established = entries.iter().any(|entry| {
            entry.sender == peer && entry.message == MessageName::Handshake(HandshakeType::Finished)
        });
        // a diagnosis starts from what our side computes, so that it has to have got as far as that
        known.randoms?;
        known.pre_master?;
        let facts = Facts {
            peer,
            called: peer.name(),
            sent_pre_master: sent_pre_master(trace, connection, ours),
            established,
            master: None,
            ..known
        };
        let refused = trace.steps[..step.index].iter().rev();
        let refused = refused.filter(|before| before.connection == step.connection);
        let refused = refused.filter_map(|before| before.message.as_ref());
        let message = refused.clone().find(|message| message.sender == peer)?;
        let record = &message.buffer(BufferKind::Record)?.bytes;
        let (header, fragment) = record.split_at_checked(HEADER_LEN)?;
        Some((
            facts,
            Record {
                sequence: sequence(trace, step, peer),
                content_type: header[0],
                version: [header[1], header[2]],
                fragment,
            },
        ))
    }

    /// What a trace knows of a connection, as the side `of` has it, to look at what an implementation computes
    /// in the place of that side; `None` before version and suite are agreed on.
    pub fn known(trace: &'t Trace, connection: &'t Connection, of: Side) -> Option<Self> {
        let bytes = |name| Some(trace.named(connection.id, name, of)?.bytes.as_slice());
        let random = |name| bytes(name).filter(|bytes| bytes.len() == RANDOM_LEN);
        let client_version = bytes(ValueName::ClientVersion);
        let pre_master = bytes(ValueName::PreMasterSecret).filter(|bytes| !bytes.is_empty());
        let transcript = covered(trace, connection, of);
        let unless_heard = |name| bytes(name).filter(|_| transcript.is_empty());
        Some(Facts {
            rules: connection.rules()?,
            suite: connection.suite?,
            switches: connection.switches,
            peer: of,
            called: label!("trace.diagnosis.implementation"),
            client_version: client_version.and_then(|bytes| bytes.try_into().ok()),
            version: connection.version?.bytes(),
            randoms: match (
                random(ValueName::ClientRandom),
                random(ValueName::ServerRandom),
            ) {
                (Some(client), Some(server)) => Some([client, server]),
                _ => None,
            },
            pre_master,
            master: bytes(ValueName::MasterSecret).filter(|_| pre_master.is_none()),
            encrypted_pre_master: bytes(ValueName::EncryptedPreMasterSecret),
            sent_pre_master: None,
            session_hash: unless_heard(ValueName::SessionHash),
            handshake_hash: unless_heard(ValueName::HandshakeHash(of)),
            transcript,
            established: false,
        })
    }

    /// The messages of the transcript as far as `until`, which is the number of them.
    pub(super) fn only(mut self, until: usize) -> Self {
        self.transcript.truncate(until);
        self
    }

    /// The handshake messages up to and including ClientKeyExchange.
    pub(super) fn until_key_exchange(&self) -> Vec<u8> {
        let last = MessageName::Handshake(HandshakeType::ClientKeyExchange);
        let at = self
            .transcript
            .iter()
            .position(|message| message.name == last);
        let messages = &self.transcript[..at.map_or(0, |at| at + 1)];
        messages
            .iter()
            .flat_map(|message| message.bytes)
            .copied()
            .collect()
    }

    /// Whether what is looked at is a Finished, the first record after ChangeCipherSpec.
    pub(super) fn is_first_record(&self) -> bool {
        !self.established
    }

    /// The message of the transcript at this place, by name.
    pub fn message(&self, index: usize) -> Option<&'static str> {
        Some(self.transcript.get(index)?.name.name())
    }
}

/// The number of the record that a step refuses: what our side has counted, or, where it could not
/// be decrypted at all, how many have been before.
fn sequence(trace: &Trace, step: &Step, peer: Side) -> u64 {
    let counted = trace
        .derived_in(step.index)
        .iter()
        .find_map(|one| match &one.operation {
            Operation::Unprotection(unprotection) => Some(unprotection.sequence),
            _ => None,
        });
    let decrypted = |n: &u64| {
        let name = ValueName::RecordMac(peer, *n);
        trace.first(step.connection, name).is_some()
    };
    counted.unwrap_or_else(|| (0..).take_while(decrypted).count() as u64)
}

fn covered<'t>(trace: &'t Trace, connection: &'t Connection, of: Side) -> Vec<Covered<'t>> {
    let entries = connection.transcript(of).iter();
    entries
        .map(|entry| Covered {
            sender: entry.sender,
            name: entry.message,
            bytes: &entry.bytes,
            record_header: record_header(trace, connection, entry),
            finished: entry.message == MessageName::Handshake(HandshakeType::Finished),
            protected: protected(trace, entry),
        })
        .collect()
}

/// The fragment of the record of a message, if it is protected and carries that message alone.
fn protected<'t>(trace: &'t Trace, entry: &TranscriptEntry) -> Option<&'t [u8]> {
    let message = trace.steps.get(entry.step)?.message.as_ref()?;
    let record = message.buffer(BufferKind::Record)?;
    let fragment = record.bytes.get(HEADER_LEN..)?;
    message.protected.then_some(fragment)
}

/// The header of the record that begins with a message. Of messages without their records, it is that of a record
/// of its own.
fn record_header<'t>(
    trace: &'t Trace,
    connection: &Connection,
    entry: &TranscriptEntry,
) -> Cow<'t, [u8]> {
    let message = trace.steps.get(entry.step);
    let Some(message) = message.and_then(|step| step.message.as_ref()) else {
        return own_header(connection, entry).unwrap_or_default().into();
    };
    let buffer = message.buffer(BufferKind::Record);
    let header = buffer.and_then(|buffer| {
        let begins = message.protected || buffer.own.start <= HEADER_LEN;
        buffer.bytes.get(..HEADER_LEN).filter(|_| begins)
    });
    header.unwrap_or_default().into()
}

fn own_header(connection: &Connection, entry: &TranscriptEntry) -> Option<Vec<u8>> {
    let rules = connection.rules()?;
    let first = entry.message == MessageName::Handshake(HandshakeType::ClientHello);
    let version = match first {
        true => rules.first_record,
        false => rules.version,
    };
    let length = u16::try_from(entry.bytes.len()).ok()?;
    let content_type = [ContentType::Handshake.code()];
    Some([&content_type[..], &version.bytes(), &length.to_be_bytes()].concat())
}

/// What a client has encrypted instead of a pre-master secret that our server would accept.
fn sent_pre_master(trace: &Trace, connection: &Connection, ours: Side) -> Option<Vec<u8>> {
    let mut made = trace.derivations.iter();
    let here = |one: &Derivation| trace.value(one.value).connection == connection.id;
    let recovery = made.find_map(|one| match &one.operation {
        Operation::RsaDecryption(recovery) if one.by == ours && here(one) => Some(recovery),
        _ => None,
    })?;
    if !recovery.used_fallback {
        return None;
    }
    let block = &recovery.decryption.as_ref()?.block;
    let padded = block.get(BLOCK_TYPE_LEN..)?;
    match padded.iter().position(|byte| *byte == 0) {
        Some(separator) if block.starts_with(&[0, 2]) => Some(padded[separator + 1..].to_vec()),
        _ => Some(
            block
                .get(block.len().checked_sub(PRE_MASTER_LEN)?..)?
                .to_vec(),
        ),
    }
}
