//! Where a value comes from, as JSON.

use crate::export::formula;
use crate::trace::{Operation, Origin, Trace, Value};
use serde::Serialize as Json;

/// Where a value comes from.
#[derive(Json)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum OriginJson<'a> {
    Generated {
        by: &'static str,
    },
    Wire {
        step: usize,
        buffer: &'static str,
        offset: usize,
        length: usize,
    },
    Stored {
        path: &'a str,
    },
    Derived {
        operation: &'static str,
        formula: Option<String>,
        inputs: Vec<String>,
        output: [usize; 2],
    },
}

impl<'a> OriginJson<'a> {
    pub(super) fn of(trace: &Trace, value: &'a Value) -> Self {
        match &value.origin {
            Origin::Generated { by } => OriginJson::Generated { by: by.name() },
            Origin::Wire(place) => OriginJson::Wire {
                step: place.step,
                buffer: place.buffer.name(),
                offset: place.range.start,
                length: place.range.len(),
            },
            Origin::Stored { path } => OriginJson::Stored { path },
            Origin::Derived {
                operation,
                inputs,
                output,
            } => OriginJson::Derived {
                operation: operation_name(operation),
                formula: formula(trace, value),
                inputs: inputs.iter().map(|id| trace.value(*id).key()).collect(),
                output: [output.start, output.end],
            },
        }
    }
}

fn operation_name(operation: &Operation) -> &'static str {
    match operation {
        Operation::Join => "join",
        Operation::Cut => "cut",
        Operation::Encode => "encode",
        Operation::RsaEncryption(_) => "rsa_encryption",
        Operation::RsaDecryption(_) => "rsa_decryption",
        Operation::Signing(_) => "signing",
        Operation::Prf(_) => "prf",
        Operation::TranscriptHash { .. } => "transcript_hash",
        Operation::Keep => "keep",
        Operation::Ssl3Proof { .. } => "ssl3_proof",
        Operation::Ticket(_) => "ticket",
        Operation::TicketOpening(_) => "ticket_opening",
        Operation::Protection(_) => "protection",
        Operation::Unprotection(_) => "unprotection",
    }
}
