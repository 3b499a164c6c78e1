//! The computations of a run laid open: formula, inputs, every intermediate value, output.
//!
//! ```text
//! of_step(trace, step)   ──► [Computation]     what a step computed and which signatures it checked
//! of_value(trace, value) ──► Computation       how a value came to be
//!
//! Computation ─ Section ─ Row                  prose, formula, bytes in parts, HMAC, CBC, …
//! ```
//!
//! A [`Computation`] is data without layout and colours; the screen and the exports draw it. It
//! borrows from the trace, so that laying open a long record costs no more than a short one, and
//! it computes nothing that the run did not: the numbers are the ones that [`Operation`] kept. The
//! words are in `assets/en/math.toml`. Left out: what is inside of AES, of a hash function
//! and of a modular power.

mod cbc;
mod prf;
mod record;
mod rows;
mod rsa;
mod sheet;
mod signature;
mod simple;
mod ticket;
mod transcript;

pub use cbc::{Cbc, CbcBlock, Direction};
pub use rows::{
    About, Bytes, Compare, Computation, Cut, Hashed, Integer, Part, Role, Row, Ruler, Section,
    Shown, TranscriptLine,
};

use crate::trace::{Actor, Derivation, Operation, Origin, Step, Trace, ValueId, ValueName};
use sheet::Sheet;

/// What a step computed, in order, and then the signatures that it checked. What both sides
/// computed alike is there once; keys cut from a key block belong to the key block, and a MAC to
/// its record.
pub fn of_step<'t>(trace: &'t Trace, step: &'t Step) -> Vec<Computation<'t>> {
    let derivations = trace.derived_in(step.index);
    let mut out: Vec<Computation<'t>> = Vec::new();
    for (i, derivation) in derivations.iter().enumerate() {
        let before = &derivations[..i];
        if before.iter().any(|other| alike(other, derivation)) {
            if let Some(same) = out.iter_mut().find(|one| one.about == about(derivation)) {
                same.by = Actor::Both;
            }
            continue;
        }
        if !within_another(trace, derivations, i) {
            out.push(laid_open(trace, derivation, derivation.value));
        }
    }
    out.extend(signature::of_step(trace, step));
    out
}

/// How a value was computed; `None` for one that no side here computed. Of a value that both sides
/// came to in their own way, it is the way of who had it first.
pub fn of_value(trace: &Trace, value: ValueId) -> Option<Computation<'_>> {
    let value = trace.values().get(value.0)?;
    let Origin::Derived { operation, .. } = &value.origin else {
        return None;
    };
    let first = |one: &&Derivation| one.value == value.id && one.operation == *operation;
    let derivation = trace.derived_in(value.step).iter().find(first)?;
    Some(laid_open(trace, derivation, value.id))
}

fn laid_open<'t>(trace: &'t Trace, derivation: &'t Derivation, about: ValueId) -> Computation<'t> {
    let mut sheet = Sheet::new(trace, &trace.steps()[derivation.step]);
    let kind = match &derivation.operation {
        Operation::Join => simple::join(&mut sheet, derivation),
        Operation::Keep => simple::keep(&mut sheet, derivation),
        Operation::Encode => simple::encode(&mut sheet, derivation),
        Operation::Cut => match trace.value(derivation.value).name {
            ValueName::RecordIv(..) => record::chained_iv(&mut sheet, derivation),
            _ => prf::cut(&mut sheet, derivation),
        },
        Operation::RsaEncryption(encryption) => rsa::encryption(&mut sheet, derivation, encryption),
        Operation::RsaDecryption(recovery) => rsa::decryption(&mut sheet, derivation, recovery),
        Operation::Signing(signing) => signature::signing(&mut sheet, derivation, signing),
        Operation::Prf(expansion) => match trace.value(derivation.value).name {
            ValueName::VerifyData(_) => transcript::verify_data(&mut sheet, derivation, expansion),
            ValueName::KeyBlock => prf::key_block(&mut sheet, derivation, expansion),
            _ => prf::expansion(&mut sheet, derivation, expansion),
        },
        Operation::TranscriptHash { messages, .. } => {
            transcript::hash(&mut sheet, derivation, *messages)
        }
        Operation::Ssl3Proof { proof, messages } => {
            transcript::ssl3_proof(&mut sheet, derivation, proof, *messages)
        }
        Operation::Ticket(ticket) => ticket::closed(&mut sheet, derivation, ticket),
        Operation::TicketOpening(ticket) => ticket::opened(&mut sheet, derivation, ticket),
        Operation::Protection(protection) => record::protection(&mut sheet, derivation, protection),
        Operation::Unprotection(unprotection) => {
            record::unprotection(&mut sheet, derivation, unprotection)
        }
    };
    sheet.done(kind, derivation, about)
}

fn about(derivation: &Derivation) -> About {
    About::Value(derivation.value)
}

/// Whether both sides came to the same value in the same way.
fn alike(one: &Derivation, other: &Derivation) -> bool {
    let same = (one.value, &one.inputs) == (other.value, &other.inputs);
    same && one.by != other.by && one.operation == other.operation
}

/// Whether a derivation is a part of another one of its step.
fn within_another(trace: &Trace, derivations: &[Derivation], i: usize) -> bool {
    let one = &derivations[i];
    let own = |other: &&Derivation| other.by == one.by;
    let mut others = derivations.iter().filter(own);
    match &one.operation {
        Operation::Cut => match trace.value(one.value).name {
            ValueName::RecordIv(..) => others.any(|other| other.inputs.contains(&one.value)),
            _ => others.any(|other| one.inputs.contains(&other.value)),
        },
        Operation::TranscriptHash { .. } => others.any(|other| {
            let verify_data = matches!(trace.value(other.value).name, ValueName::VerifyData(_));
            verify_data && other.inputs.contains(&one.value)
        }),
        Operation::Protection(_) | Operation::Unprotection(_) => {
            let is_mac = matches!(trace.value(one.value).name, ValueName::RecordMac(..));
            is_mac
                && others.any(|other| other.value != one.value && other.operation == one.operation)
        }
        _ => false,
    }
}
