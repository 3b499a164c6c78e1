//! What a step's values and checks say, as the texts need it.

use crate::crypto::prf::Expansion;
use crate::crypto::record::IvOrigin;
use crate::pki::{Certificate, Name};
use crate::protocol::Rules;
use crate::said;
use crate::text::ShortAnswer;
use crate::trace::{
    Buffer, BufferKind, Check, CheckName, Fate, Message, MessageName, Operation, Origin, Outcome,
    Phase, Presented, Side, Step, Topic, Trace, Value, ValueName,
};
use crate::wire::CipherSuite;
use crate::wire::names::grease;
use crate::wire::node::walk;
use crate::wire::{AlertDescription, Field, HandshakeType, ProtocolVersion};

/// The record that a step protects, carries or decrypts: whose it is, and its sequence number.
pub(super) fn record(trace: &Trace, step: &Step) -> Option<(Side, u64)> {
    values(trace, step).find_map(|value| match value.name {
        ValueName::RecordContent(side, sequence)
        | ValueName::RecordMac(side, sequence)
        | ValueName::RecordIv(side, sequence)
        | ValueName::RecordCiphertext(side, sequence) => Some((side, sequence)),
        _ => None,
    })
}

/// The steps of the handshake up to this one; once it resumes a session, those of the handshake in which that
/// began come before them.
pub(super) fn of_session<'t>(
    trace: &'t Trace,
    step: &Step,
) -> impl Iterator<Item = &'t Step> + use<'t> {
    let (here, now) = (step.connection, step.index);
    let secret = trace.first(here, ValueName::MasterSecret);
    let resumed = secret.is_some_and(|secret| secret.step <= now);
    let began = resumed.then(|| trace.session_began(here)).flatten();
    let steps = trace.steps().iter().take(now + 1);
    let handshakes = steps.filter(|step| step.phase != Phase::Data);
    handshakes.filter(move |step| step.connection == here || Some(step.connection) == began)
}

/// The last message that a side has read when it gives up: the one that it refuses, if it refuses one.
pub(super) fn refused<'t>(trace: &'t Trace, step: &Step) -> Option<&'t Step> {
    let mut before = trace.before(step).iter().rev();
    before.find(|other| {
        let message = other.message.as_ref();
        message.is_some_and(|message| !step.actor.includes(message.sender)) && !lost(other)
    })
}

/// Whether a client of a captured connection sends data before the server has answered its ClientHello.
pub(super) fn early_data(trace: &Trace, step: &Step) -> bool {
    let has = |name: ValueName| {
        let value = trace.first(step.connection, name);
        value.is_some_and(|value| value.step <= step.index)
    };
    let data = |message: &Message| message.name == MessageName::ApplicationData;
    let is_data = step.message.as_ref().is_some_and(data);
    is_data
        && trace.connection(step.connection).is_captured()
        && has(ValueName::ClientRandom)
        && !has(ValueName::ServerRandom)
}

/// Whether the master secret of the connection is known by now, and was kept from an earlier connection.
pub(super) fn keeps_secret(trace: &Trace, step: &Step) -> bool {
    let secret = trace.first(step.connection, ValueName::MasterSecret);
    secret.is_some_and(|secret| secret.step <= step.index && trace.kept_from(secret).is_some())
}

/// Whether the message of a step never arrives.
pub(super) fn lost(step: &Step) -> bool {
    !step.fate().arrives()
}

/// The sequence number that the sender of a refused record has used, as far as the trace knows it.
pub(super) fn sender_sequence(trace: &Trace, step: &Step) -> Option<u64> {
    let refused = refused(trace, step)?;
    let made = match refused.fate() {
        Fate::CopyOf(original) => trace.steps().get(original)?,
        _ => refused,
    };
    record(trace, made).map(|(_, sequence)| sequence)
}

/// Whether the two ends of a record that is refused count it differently.
pub(super) fn miscounted(trace: &Trace, step: &Step) -> bool {
    let opened = record(trace, step).map(|(_, sequence)| sequence);
    opened.is_some() && sender_sequence(trace, step).is_some_and(|made| opened != Some(made))
}

/// The step in which the server could not decrypt the pre-master secret and kept silent: this one or one
/// before it.
pub(super) fn silent_failure<'t>(trace: &'t Trace, step: &Step) -> Option<&'t Step> {
    let mut so_far = trace.so_far(step).iter();
    so_far.find(|step| {
        step.topic == Topic::DecryptPreMasterSecret
            && step.checks.iter().any(|check| check.failed())
    })
}

/// The last encrypted message that has arrived at a side without a ChangeCipherSpec before it, and that the
/// side therefore reads as it is.
pub(super) fn read_as_plaintext<'t>(trace: &'t Trace, step: &Step) -> Option<&'t Step> {
    let arrived = trace.before(step).iter().filter(|other| {
        let message = other.message.as_ref();
        message.is_some_and(|message| !step.actor.includes(message.sender)) && !lost(other)
    });
    let name = |step: &Step| step.message.as_ref().map(|message| message.name);
    let switched = |step: &Step| {
        name(step) == Some(MessageName::ChangeCipherSpec) && step.fate() != Fate::HeldBack
    };
    if arrived.clone().any(switched) {
        return None;
    }
    let encrypted = |step: &&Step| {
        step.message
            .as_ref()
            .is_some_and(|message| message.protected)
    };
    arrived.rev().find(encrypted)
}

/// The fatal alert that a side sends after it has given up in a step.
pub(super) fn answer(trace: &Trace, step: &Step) -> Option<AlertDescription> {
    match &trace.connection(step.connection).outcome {
        Outcome::Failed {
            alert: Some(sent), ..
        } if sent.step > step.index && step.failure.is_some() && step.actor.includes(sent.side) => {
            Some(sent.alert.description)
        }
        _ => None,
    }
}

/// The name of a step's message; that of a copy is that of the original.
pub(super) fn message_name(trace: &Trace, step: &Step) -> Option<MessageName> {
    let named = match step.fate() {
        Fate::CopyOf(original) => trace.steps().get(original)?,
        _ => step,
    };
    named.message.as_ref().map(|message| message.name)
}

/// The parts of a protected record, with lengths in bytes.
pub(super) struct Block {
    pub content: usize,
    /// With padding_length.
    pub padding: usize,
    /// Content, MAC and padding.
    pub plaintext: usize,
    pub iv_origin: IvOrigin,
    /// How many bytes of the keystream came before.
    pub keystream_position: u64,
}

/// Where the IV of the record that a step protects or decrypts comes from.
pub(super) fn iv_origin(trace: &Trace, step: &Step) -> Option<IvOrigin> {
    Some(block(trace, step)?.iv_origin)
}

/// The parts of the record that a step protects or decrypts.
pub(super) fn block(trace: &Trace, step: &Step) -> Option<Block> {
    let (side, sequence) = record(trace, step)?;
    let of_record = |value: &&Value| {
        use ValueName as N;
        [
            N::RecordCiphertext,
            N::RecordMac,
            N::RecordIv,
            N::RecordContent,
        ]
        .iter()
        .any(|name| value.name == name(side, sequence))
    };
    // what this step made of it comes before what its sender made of it
    let own = values(trace, step).filter(of_record);
    let here = trace
        .values()
        .iter()
        .filter(|value| value.connection == step.connection);
    let all = here.filter(of_record);
    own.chain(all).find_map(|value| match operation(value)? {
        Operation::Protection(p) => Some(Block {
            content: p.content.len(),
            padding: p.padding.len(),
            plaintext: p.plaintext.len(),
            iv_origin: p.iv_origin,
            keystream_position: p.keystream_position,
        }),
        Operation::Unprotection(u) => Some(Block {
            content: u.content.len(),
            padding: u.padding.len(),
            plaintext: u.plaintext.len(),
            iv_origin: u.iv_origin,
            keystream_position: u.keystream_position,
        }),
        _ => None,
    })
}

/// The length in bytes of the random padding in the PKCS#1 encryption block that a step builds.
pub(super) fn pkcs1_padding(trace: &Trace, step: &Step) -> Option<usize> {
    values(trace, step).find_map(|value| match operation(value)? {
        Operation::RsaEncryption(encryption) => Some(encryption.padding.len()),
        _ => None,
    })
}

/// The call of the PRF in a step: the last, where there are several.
pub(super) fn expansion<'t>(trace: &'t Trace, step: &Step) -> Option<&'t Expansion> {
    let all = trace.derived_in(step.index).iter().rev();
    all.filter_map(|one| match &one.operation {
        Operation::Prf(expansion) => Some(&**expansion),
        _ => None,
    })
    .next()
}

/// How many bytes of the last HMAC a call of the PRF leaves over.
pub(super) fn expansion_rest(expansion: &Expansion) -> usize {
    let run = expansion.p_hash.first();
    run.map_or(0, |run| run.blocks.concat().len() - run.output.len())
}

/// How many messages the transcript hash, or the proof, of a step covers.
pub(super) fn transcript_messages(trace: &Trace, step: &Step) -> Option<usize> {
    values(trace, step).find_map(|value| match operation(value)? {
        Operation::TranscriptHash { messages, .. } | Operation::Ssl3Proof { messages, .. } => {
            Some(*messages)
        }
        _ => None,
    })
}

/// The cipher suites that the client has sent in its ClientHello, by name.
pub(super) fn offered_suites(trace: &Trace, step: &Step) -> Option<Vec<String>> {
    let message = client_hello(trace, step)?;
    suites(message.buffer(BufferKind::Record)?)
}

/// Whether the step's message has such a field.
pub(super) fn has_field(step: &Step, field: Field) -> bool {
    let mut buffers = step.message.iter().flat_map(|message| &message.buffers);
    buffers.any(|buffer| {
        let mut placed = buffer.fields().into_iter();
        placed.any(|placed| placed.node.field == field)
    })
}

/// Whether a suite is in the list of the step's ClientHello.
pub(super) fn offers(step: &Step, suite: CipherSuite) -> bool {
    let buffers = step.message.iter().flat_map(|message| &message.buffers);
    let mut listed = buffers.flat_map(|buffer| {
        let placed = buffer.fields().into_iter();
        placed.map(move |placed| (placed.node, &buffer.bytes))
    });
    listed.any(|(node, bytes)| {
        node.field == Field::CipherSuite && bytes[node.range()] == suite.code().to_be_bytes()
    })
}

/// Whether a hello offers a version that is not computed here: TLS 1.3, in an extension of its own (RFC 8446
/// §4.2.1).
pub(super) fn offers_beyond(step: &Step) -> bool {
    let buffers = step.message.iter().flat_map(|message| &message.buffers);
    let mut listed = buffers.flat_map(|buffer| {
        let placed = buffer.fields().into_iter();
        let lists = placed.filter(|placed| placed.node.field == Field::SupportedVersions);
        lists.flat_map(|placed| buffer.bytes[placed.node.range()].chunks_exact(2))
    });
    listed.any(|pair| {
        let code = u16::from_be_bytes([pair[0], pair[1]]);
        let version = ProtocolVersion::of(code);
        let known = version.name().is_some() && grease(code).is_none();
        known && Rules::of(version).is_none()
    })
}

/// Whether an attacker has left the weakest suite alone of an offer that had others.
pub(super) fn stripped(trace: &Trace, step: &Step) -> bool {
    const WEAKEST: &str = "TLS_RSA_WITH_AES_128_CBC_SHA";
    let arrived = client_hello(trace, step).and_then(|hello| hello.arrived.as_ref()?.first());
    let left = arrived.and_then(suites).unwrap_or_default();
    let offered = offered_suites(trace, step).unwrap_or_default();
    step.failure.is_none() && left == [WEAKEST] && offered.len() > left.len()
}

/// The ClientHello of the step's connection.
fn client_hello<'t>(trace: &'t Trace, step: &Step) -> Option<&'t Message> {
    let name = MessageName::Handshake(HandshakeType::ClientHello);
    let steps = trace.so_far(step).iter();
    let mut messages = steps.filter_map(|step| step.message.as_ref());
    messages.find(|message| message.name == name)
}

/// The cipher suites in a ClientHello, by name.
fn suites(record: &Buffer) -> Option<Vec<String>> {
    let fields = record.fields().into_iter();
    let suites = fields.filter(|placed| placed.node.field == Field::CipherSuite);
    let name = |bytes: &[u8]| {
        let code = u16::from_be_bytes(bytes.try_into().ok()?);
        CipherSuite::of(code).name().map(str::to_owned)
    };
    suites
        .map(|placed| name(&record.bytes[placed.node.range()]))
        .collect()
}

/// The first certificate that the server has sent by this step.
pub(super) fn server_certificate(trace: &Trace, step: &Step) -> Option<Certificate> {
    let mut chains = trace.connection(step.connection).chains.iter();
    let chain = chains.find(|chain| chain.owner == Side::Server && chain.step <= step.index)?;
    Certificate::from_der(chain.certificates.first()?).ok()
}

/// The first certificate that the client has sent by this step.
pub(super) fn client_certificate(trace: &Trace, step: &Step) -> Option<Certificate> {
    match trace.presented(step.connection, step.index)? {
        Presented::Chain(chain) => Certificate::from_der(chain.certificates.first()?).ok(),
        Presented::Nothing | Presented::Unreadable => None,
    }
}

/// Whether the server's certificate names itself as its issuer.
pub(super) fn self_signed(trace: &Trace, step: &Step) -> bool {
    let leaf = server_certificate(trace, step);
    leaf.is_some_and(|leaf| leaf.issuer.matches(&leaf.subject))
}

/// The first issuer that the step's CertificateRequest names.
pub(super) fn first_authority(step: &Step) -> Option<String> {
    let mut buffers = step.message.iter().flat_map(|message| &message.buffers);
    buffers.find_map(|buffer| {
        let placed = walk(&buffer.tree);
        let mut names = placed.iter().map(|placed| placed.node);
        let name = names.find(|node| node.field == Field::DistinguishedName)?;
        Some(Name::from_der(buffer.bytes.get(name.range())?)?.short())
    })
}

/// Whether both sides worked in this step and hold different bytes under one name.
pub(super) fn sides_differ(trace: &Trace, step: &Step) -> bool {
    let both = |value: &Value| {
        let twin = |other: &Value| other.name == value.name && other.id != value.id;
        values(trace, step).any(twin)
    };
    values(trace, step).any(both)
}

/// The checks that failed, each with its evidence in parentheses, as the end of a sentence; the
/// first few of many.
pub(super) fn failed_checks(step: &Step) -> Option<String> {
    const MOST: usize = 4;
    let checks = step.checks.iter().filter(|check| check.failed());
    let mut failed: Vec<String> = checks
        .map(|check| {
            let evidence = evidence_of(check);
            match (check.name, &check.subject) {
                (CheckName::Chain(kind), Some(subject)) => {
                    said!(
                        "explain.failed.chain",
                        failed = kind.failed(subject),
                        evidence
                    )
                }
                _ => said!("explain.failed.check", what = check.name.label(), evidence),
            }
        })
        .map(|said| said.to_string())
        .collect();
    let more = failed.len().saturating_sub(MOST);
    failed.truncate(MOST);
    if more > 0 {
        failed.push(said!("explain.failed.more", more).to_string());
    }
    (!failed.is_empty()).then(|| sentence(&failed.join("; ")))
}

/// What was found, without the answer and the full stop, as part of a sentence.
fn evidence_of(check: &Check) -> Option<String> {
    let words = check.detail.to_string();
    let (_, evidence) = ShortAnswer::split(&words);
    let evidence = evidence.strip_suffix('.').unwrap_or(evidence);
    (!evidence.is_empty()).then(|| evidence.to_owned())
}

/// The evidence of the checks that failed, without their names.
pub(super) fn of_failed_checks(step: &Step) -> Option<String> {
    let failed = step.checks.iter().filter(|check| check.failed());
    let details: Vec<String> = failed.filter_map(evidence_of).collect();
    (!details.is_empty()).then(|| details.join("; "))
}

/// What a side would have compared in the checks that it skipped.
pub(super) fn of_skipped_checks(step: &Step) -> Option<String> {
    let skipped = step.checks.iter().filter(|check| check.skipped);
    let details: Vec<String> = skipped.map(|check| check.detail.to_string()).collect();
    (!details.is_empty()).then(|| sentence(&details.join("; ")))
}

/// The first step in which a side gave up, if that was before this one.
pub(super) fn failed_before<'t>(trace: &'t Trace, step: &Step) -> Option<&'t Step> {
    trace
        .given_up_since(0)
        .filter(|failed| failed.index < step.index)
}

/// With a full stop at its end.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim_end();
    let stop = if text.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{text}{stop}")
}

fn values<'a>(trace: &'a Trace, step: &'a Step) -> impl Iterator<Item = &'a Value> {
    step.values.iter().filter_map(|id| trace.values().get(id.0))
}

fn operation(value: &Value) -> Option<&Operation> {
    match &value.origin {
        Origin::Derived { operation, .. } => Some(operation),
        _ => None,
    }
}

/// Whether the step's hello offers no compression but null.
pub(super) fn only_null(step: &Step) -> bool {
    const NULL: [u8; 1] = [0];
    let buffers = step.message.iter().flat_map(|message| &message.buffers);
    let mut all = buffers.flat_map(|buffer| {
        let placed = walk(&buffer.tree).into_iter();
        placed.map(move |placed| (placed.node, &buffer.bytes))
    });
    all.any(|(node, bytes)| {
        node.field == Field::CompressionMethods && bytes.get(node.range()) == Some(&NULL[..])
    })
}

/// Whether the client offers no version that is as new as the newest here.
pub(super) fn offers_older(trace: &Trace, step: &Step) -> bool {
    let offered = trace.first(step.connection, ValueName::ClientVersion);
    offered.is_some_and(|version| match version.bytes[..] {
        [major, minor] => {
            let highest = ProtocolVersion::of(u16::from_be_bytes([major, minor]));
            !Rules::newest().offered_by(highest)
        }
        _ => false,
    })
}
