//! What a diagnosis starts from: what our side knows of a connection, and the record that it refused.

use crate::crypto::hash::HashAlgorithm;
use crate::crypto::prf::Prf;
use crate::protocol::{MessageName, Operation, Rules, Side, Suite, Topic, ValueName};
use crate::trace::{BufferKind, Connection, Derivation, Step, Trace, TranscriptEntry};
use crate::wire::HandshakeType;
use crate::wire::record::HEADER_LEN;

/// Lengths in bytes of version and randoms.
const VERSION_LEN: usize = 2;
const RANDOM_LEN: usize = 32;
/// Where the padding of a PKCS#1 block begins, after 00 02 (RFC 8017 §7.2.1).
const BLOCK_TYPE_LEN: usize = 2;
/// Length of a pre-master secret (RFC 5246 §7.4.7.1).
const PRE_MASTER_LEN: usize = 48;

/// What our side knows, by the time at which it refuses what the peer has sent.
#[derive(Debug)]
pub struct Facts<'t> {
    /// The rules of the version agreed on.
    pub rules: &'static Rules,
    /// The suite agreed on.
    pub suite: &'static Suite,
    /// The side that is not ours.
    pub peer: Side,
    /// ClientHello.client_version.
    pub client_version: [u8; VERSION_LEN],
    /// The version agreed on.
    pub version: [u8; VERSION_LEN],
    /// ClientHello.random.
    pub client_random: &'t [u8],
    /// ServerHello.random.
    pub server_random: &'t [u8],
    /// The pre-master secret that our side goes on with.
    pub pre_master: &'t [u8],
    /// What a client has encrypted, if our server would not go on with it.
    pub sent_pre_master: Option<Vec<u8>>,
    /// The handshake messages before the Finished of the peer, in order.
    pub transcript: Vec<Covered<'t>>,
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
    pub record_header: &'t [u8],
    /// Whether it is a Finished, before which ChangeCipherSpec was sent.
    pub finished: bool,
}

/// The peer's record that was refused.
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
        let bytes = |name| Some(trace.named(connection.id, name, ours)?.bytes.as_slice());
        let random = |name| bytes(name).filter(|bytes| bytes.len() == RANDOM_LEN);
        let entries = connection.transcript(ours);
        let established = entries.iter().any(|entry| {
            entry.sender == peer && entry.message == MessageName::Handshake(HandshakeType::Finished)
        });
        let facts = Facts {
            rules: connection.rules()?,
            suite: connection.suite?,
            peer,
            client_version: bytes(ValueName::ClientVersion)?.try_into().ok()?,
            version: connection.version?.bytes(),
            client_random: random(ValueName::ClientRandom)?,
            server_random: random(ValueName::ServerRandom)?,
            pre_master: bytes(ValueName::PreMasterSecret)?,
            sent_pre_master: sent_pre_master(trace, connection, ours),
            transcript: covered(trace, connection, ours),
            established,
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

fn covered<'t>(trace: &'t Trace, connection: &'t Connection, ours: Side) -> Vec<Covered<'t>> {
    let of = |entry: &'_ TranscriptEntry| {
        let message = trace.steps.get(entry.step)?.message.as_ref()?;
        let buffer = message.buffer(BufferKind::Record)?;
        let begins = message.protected || buffer.own.start <= HEADER_LEN;
        let header = buffer.bytes.get(..HEADER_LEN).filter(|_| begins);
        Some(header.unwrap_or_default())
    };
    let entries = connection.transcript(ours).iter();
    entries
        .map(|entry| Covered {
            sender: entry.sender,
            name: entry.message,
            bytes: &entry.bytes,
            record_header: of(entry).unwrap_or_default(),
            finished: entry.message == MessageName::Handshake(HandshakeType::Finished),
        })
        .collect()
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
