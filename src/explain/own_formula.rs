//! Whether a side computes by a formula of its own, which is not that of the RFCs: in a handshake that a reader
//! has built.

use crate::crypto::key_block::EXTENDED_MASTER_SECRET_LABEL;
use crate::crypto::prf::Expansion;
use crate::protocol::{MessageName, Operation, Side, ValueName};
use crate::trace::{Derivation, Step, Trace, TranscriptEntry};
use crate::wire::HandshakeType;
use crate::wire::handshake::HEADER_LEN;

/// Whether a computation of a step is one.
pub(super) fn in_step(trace: &Trace, step: &Step) -> bool {
    let made = trace.derived_in(step.index).iter();
    made.into_iter().any(|one| is_own(trace, step, one))
}

fn is_own(trace: &Trace, step: &Step, made: &Derivation) -> bool {
    use ValueName as V;
    let value = trace.value(made.value);
    let inputs: Vec<ValueName> = made
        .inputs
        .iter()
        .map(|input| trace.value(*input).name)
        .collect();
    let is = |expansion: &Expansion, label: &str, names: &[ValueName]| {
        // SSL 3.0 has no labels
        !expansion.rounds.is_empty() || expansion.label == label && inputs == names
    };
    match (value.name, &made.operation) {
        (V::MasterSecret, Operation::Prf(one)) => {
            let usual = [V::PreMasterSecret, V::ClientRandom, V::ServerRandom];
            let extended = [V::PreMasterSecret, V::SessionHash];
            !is(one, "master secret", &usual) && !is(one, EXTENDED_MASTER_SECRET_LABEL, &extended)
        }
        (V::KeyBlock, Operation::Prf(one)) => {
            let usual = [V::MasterSecret, V::ServerRandom, V::ClientRandom];
            !is(one, "key expansion", &usual)
        }
        (V::WriteKey(side), Operation::Cut) => {
            let connection = trace.connection(value.connection);
            let usual = connection.agreed().map(|(rules, suite)| {
                let layout = rules.key_block_layout(suite);
                2 * layout.mac_key_len + side as usize * layout.enc_key_len
            });
            inputs != [V::KeyBlock] || usual.is_some_and(|start| start != made.output.start)
        }
        (V::EncryptedPreMasterSecret, Operation::RsaEncryption(_)) => {
            inputs.first() != Some(&V::PreMasterSecret)
        }
        (V::VerifyData(side), Operation::Prf(one)) => {
            let label = match side {
                Side::Client => "client finished",
                Side::Server => "server finished",
            };
            !is(one, label, &[V::MasterSecret, V::HandshakeHash(side)])
        }
        (V::HandshakeHash(owner), Operation::TranscriptHash { messages, .. }) => {
            let connection = trace.connection(value.connection);
            let all = connection.transcript(made.by);
            let (hashed, left) = all.split_at((*messages).min(all.len()));
            let missed = left.iter().any(|entry| {
                let finished = MessageName::Handshake(HandshakeType::Finished);
                entry.message == finished && entry.sender != owner && entry.step < step.index
            });
            missed || !hashed.iter().all(is_whole)
        }
        (V::RecordMac(side, n), Operation::Protection(one)) => {
            let connection = trace.connection(value.connection);
            let counted = one.pseudo_header.get(..8) != Some(&n.to_be_bytes());
            let ours = made.by == side;
            ours && (counted || one.mac_is_last() && !connection.switches.encrypt_then_mac)
        }
        _ => false,
    }
}

/// Whether what is hashed of a message is the message with its header.
fn is_whole(entry: &TranscriptEntry) -> bool {
    let MessageName::Handshake(kind) = entry.message else {
        return false;
    };
    let [code, a, b, c, ..] = entry.bytes[..] else {
        return false;
    };
    let len = u32::from_be_bytes([0, a, b, c]) as usize;
    code == kind.code() && entry.bytes.len() == HEADER_LEN + len
}
