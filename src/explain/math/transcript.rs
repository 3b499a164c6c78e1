//! The transcript, message by message, and the verify_data of Finished (RFC 5246 §7.4.9).

use super::prf;
use super::rows::{Compare, Hashed, Part, Role, Row, TranscriptLine};
use super::sheet::{Kind, Sheet};
use crate::crypto::mac::pads;
use crate::crypto::prf::Expansion;
use crate::crypto::ssl3::{self, Proof};
use crate::explain::{Span, formula};
use crate::trace::{Derivation, Operation, Topic, Trace, TranscriptEntry, ValueName};
use crate::wire::handshake::HEADER_LEN;

/// The hash of the transcript so far.
pub(super) fn hash<'t>(sheet: &mut Sheet<'t>, derivation: &'t Derivation, messages: usize) -> Kind {
    lines(sheet, derivation, messages);
    "transcript_hash"
}

/// The transcript's hash and the PRF over it; and for who checks a Finished, the comparison.
pub(super) fn verify_data<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    expansion: &'t Expansion,
) -> Kind {
    let trace: &'t Trace = sheet.trace;
    let all = trace.derived_in(derivation.step);
    let own = || all.iter().filter(|one| one.by == derivation.by);
    let hash = own().find(|one| derivation.inputs.contains(&one.value));
    if let Some(hash) = hash
        && let Operation::TranscriptHash { messages, .. } = hash.operation
    {
        lines(sheet, hash, messages);
    }
    prf::steps(sheet, derivation, expansion);
    compared(sheet, derivation, &expansion.output);
    "verify_data"
}

/// For the side that checks a Finished: what is in it beside what was computed.
fn compared<'t>(sheet: &mut Sheet<'t>, derivation: &'t Derivation, computed: &'t [u8]) {
    let trace: &'t Trace = sheet.trace;
    let mut own = trace
        .derived_in(derivation.step)
        .iter()
        .filter(|one| one.by == derivation.by);
    let opened = own.find(|one| {
        let content = matches!(trace.value(one.value).name, ValueName::RecordContent(..));
        content && one.operation.is_unprotection()
    });
    if sheet.step.topic == Topic::CheckFinished
        && let Some(opened) = opened
        && let Some(received) = trace.value(opened.value).bytes.get(HEADER_LEN..)
    {
        sheet.section("finished_compare");
        sheet.push(Row::Compare(Compare {
            left: ("verify_data in Finished".to_owned(), received),
            right: ("verify_data computed here".to_owned(), computed),
        }));
    }
}

/// The proof of SSL 3.0 over the transcript and the master secret, in Finished or in what
/// CertificateVerify signs.
pub(super) fn ssl3_proof<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    proof: &'t Proof,
    messages: usize,
) -> Kind {
    messages_of(sheet, derivation, messages);
    let signed = proof.sender.is_none();
    sheet.section(match signed {
        true => "signed_left_out",
        false => "transcript_left_out",
    });
    let inputs = derivation.inputs.as_slice();
    let secret = sheet.part_of(Role::Secret, inputs, "master_secret", &proof.master_secret);
    let sender = proof.sender.map(ssl3::sender_bytes);
    let sender = sender.map(|bytes| Part::new(Role::Label, "sender", bytes));
    sheet.section("ssl3_inner");
    for half in &proof.halves {
        let (pad_1, _) = pads(half.hash);
        let pad_1 = Part::new(Role::Padding, "pad_1", pad_1);
        let name = format!("inner {}", half.hash.name());
        let first = format!(
            "{name} = {}(handshake_messages[0..{}]",
            half.hash.name(),
            messages.saturating_sub(1)
        );
        let parts: Vec<Part<'t>> = sender.iter().chain([&secret, &pad_1]).cloned().collect();
        let mut formula = vec![Span::Text(first)];
        for part in &parts {
            formula.push(Span::Text(" + ".to_owned()));
            formula.push(sheet.letter(&part.name, part.value));
        }
        formula.push(Span::Text(")".to_owned()));
        sheet.push(Row::Formula(formula));
        for part in parts {
            sheet.bytes(part.name.clone(), vec![part]);
        }
        sheet.bytes(
            name.clone(),
            vec![Part::new(Role::Digest, name, &half.inner)],
        );
    }
    sheet.section("ssl3_outer");
    let mut start = 0;
    let mut hashes = Vec::new();
    for half in &proof.halves {
        let (_, pad_2) = pads(half.hash);
        let end = start + half.outer.len();
        sheet.push(Row::Hashed(Hashed {
            name: half.hash.name().to_owned(),
            hash: half.hash,
            key: None,
            data: vec![
                secret.clone(),
                Part::new(Role::Padding, "pad_2", pad_2),
                Part::new(
                    Role::Digest,
                    format!("inner {}", half.hash.name()),
                    &half.inner,
                ),
            ],
            output: &half.outer,
            result: Some(derivation.value),
            gives: Some(start..end),
        }));
        hashes.push(Part::new(Role::Digest, half.hash.name(), &half.outer));
        start = end;
    }
    sheet.bytes(sheet.key(derivation.value), hashes);
    compared(sheet, derivation, &proof.output);
    match signed {
        true => "ssl3_signed",
        false => "ssl3_finished",
    }
}

/// Every message that crossed the wire so far, and whether it is hashed; then the hash.
fn lines<'t>(sheet: &mut Sheet<'t>, derivation: &'t Derivation, messages: usize) {
    let trace: &'t Trace = sheet.trace;
    messages_of(sheet, derivation, messages);
    let value = sheet.value(derivation.value);
    let [left_out, hash] = match value.name {
        ValueName::SignedHash => ["signed_left_out", "signed_hash"],
        _ => ["transcript_left_out", "transcript_hash"],
    };
    sheet.section(left_out);
    sheet.section(hash);
    let part = Part::new(Role::Digest, sheet.key(value.id), &value.bytes).is(Some(value.id));
    let mut formula = vec![
        sheet.letter(&part.name, part.value),
        Span::Text(" = ".to_owned()),
    ];
    formula.extend(formula::of_derivation(trace, derivation));
    sheet.push(Row::Formula(formula));
    sheet.bytes(sheet.key(value.id), vec![part]);
}

/// Every message that crossed the wire so far, and whether it is hashed.
fn messages_of<'t>(sheet: &mut Sheet<'t>, derivation: &'t Derivation, messages: usize) {
    sheet.section("transcript");
    let trace: &'t Trace = sheet.trace;
    let here = trace.value(derivation.value).connection;
    let transcript = trace.connection(here).transcript(derivation.by);
    let hashed = &transcript[..messages.min(transcript.len())];
    // a calculation has messages that no step sends
    let unsent = |entry: &&TranscriptEntry| trace.steps()[entry.step].message.is_none();
    for entry in hashed.iter().filter(unsent) {
        sheet.push(Row::Transcript(TranscriptLine {
            step: entry.step,
            message: entry.message,
            sender: entry.sender,
            wire_len: entry.bytes.len(),
            bytes: &entry.bytes,
            running_hash: Some(&entry.hash),
        }));
    }
    let steps = trace.steps()[..derivation.step].iter();
    for step in steps.filter(|step| step.connection == here) {
        let Some(message) = &step.message else {
            continue;
        };
        let entry = hashed.iter().find(|entry| entry.step == step.index);
        let wire_len = message.buffers.first().map_or(0, |wire| wire.own.len());
        sheet.push(Row::Transcript(TranscriptLine {
            step: step.index,
            message: message.name,
            sender: message.sender,
            wire_len,
            bytes: entry.map_or(&[], |entry| &entry.bytes),
            running_hash: entry.map(|entry| entry.hash.as_slice()),
        }));
    }
}
