//! The transcript, message by message, and the verify_data of Finished (RFC 5246 §7.4.9).

use super::prf;
use super::rows::{Compare, Part, Role, Row, TranscriptLine};
use super::sheet::{Kind, Sheet};
use crate::crypto::prf::Expansion;
use crate::explain::{Span, formula};
use crate::trace::{Derivation, Operation, Topic, Trace, ValueName};
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
    let opened = own().find(|one| {
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
            right: ("verify_data computed here".to_owned(), &expansion.output),
        }));
    }
    "verify_data"
}

/// Every message that crossed the wire so far, and whether it is hashed.
fn lines<'t>(sheet: &mut Sheet<'t>, derivation: &'t Derivation, messages: usize) {
    sheet.section("transcript");
    let trace: &'t Trace = sheet.trace;
    let transcript = trace.transcript(derivation.by);
    let hashed = &transcript[..messages.min(transcript.len())];
    for step in &trace.steps[..derivation.step] {
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
    let value = sheet.value(derivation.value);
    let [left_out, hash] = match value.name {
        ValueName::SignedHash => ["signed_left_out", "signed_hash"],
        _ => ["transcript_left_out", "transcript_hash"],
    };
    sheet.section(left_out);
    sheet.section(hash);
    let part = Part::new(Role::Digest, value.key(), &value.bytes).is(Some(value.id));
    let mut formula = vec![
        sheet.letter(&part.name, part.value),
        Span::Text(" = ".to_owned()),
    ];
    formula.extend(formula::of_derivation(trace, derivation));
    sheet.push(Row::Formula(formula));
    sheet.bytes(value.key(), vec![part]);
}
