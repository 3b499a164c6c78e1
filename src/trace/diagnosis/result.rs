//! What is wrong with a result of someone's own implementation, which was to be a value of a trace.
//!
//! Asked first is whether the bytes are right and only their form is not; then whether they are another value of
//! the trace; then the table of mistakes is tried.

use super::facts::{Facts, Record};
use super::mistake::Stage;
use super::recipe::Recipe;
use super::{Diagnosis, Found, find};
use crate::crypto::record::Unprotection;
use crate::protocol::{Operation, Side, ValueName};
use crate::said;
use crate::text::{Said, hex};
use crate::trace::{Connection, Trace, Value};

/// The fewest bytes of a plaintext that are compared: fewer may be the same by chance.
const FEWEST: usize = 8;
/// The fewest bytes that make a result recognizable.
const RECOGNIZABLE: usize = 4;

impl Diagnosis {
    /// What is wrong with `got`, which should be a value of the trace; `None` if it is that.
    pub fn of_result(trace: &Trace, value: &Value, got: &[u8]) -> Option<Self> {
        if value.bytes == got {
            return None;
        }
        let connection = trace.connection(value.connection);
        let found = misshapen(trace, value, got)
            .or_else(|| another(trace, value, got))
            .or_else(|| miscomputed(trace, connection, value, got));
        let otherwise = match found {
            Some(_) => None,
            None => Some(said!("trace.diagnosis.unexplained")),
        };
        Some(Diagnosis {
            seen: Vec::new(),
            mistakes: found.into_iter().collect(),
            otherwise,
        })
    }

    /// What is wrong with a record of a side that was decrypted and does not verify; `None` if it does.
    pub fn of_decrypted(
        trace: &Trace,
        connection: &Connection,
        sender: Side,
        unprotection: &Unprotection,
    ) -> Option<Self> {
        if unprotection.ok() {
            return None;
        }
        let mut facts = Facts::known(trace, connection, sender)?;
        facts.established = unprotection.sequence > 0;
        let record = Record::of(unprotection);
        Some(Diagnosis::of_record(
            &facts,
            &record,
            &unprotection.plaintext,
        ))
    }
}

fn found(key: &'static str, said: Said) -> Option<Found> {
    Some(Found { key, said })
}

/// Whether the bytes are right, and only their number, their order or their form is not.
fn misshapen(trace: &Trace, value: &Value, got: &[u8]) -> Option<Found> {
    let right = value.bytes.as_slice();
    let (expected, length) = (right.len(), got.len());
    if got.is_empty() {
        return found("no_result", said!("trace.result.empty"));
    }
    if got.eq_ignore_ascii_case(hex(right).as_bytes()) {
        return found("result_as_text", said!("trace.result.as_text"));
    }
    if let Some(one) = unprotection(trace, value)
        && matches!(value.name, ValueName::RecordContent(..))
        && !one.mac.is_empty()
    {
        if got == one.plaintext {
            return found("mac_and_padding_kept", said!("trace.result.with_padding"));
        }
        if one.plaintext.get(..one.mac.end) == Some(got) {
            return found("mac_kept", said!("trace.result.with_mac"));
        }
    }
    if length >= RECOGNIZABLE && length < expected {
        if right.starts_with(got) {
            return found("result_cut", said!("trace.result.cut", length, expected));
        }
        if right.ends_with(got) {
            return found("result_tail", said!("trace.result.tail", length, expected));
        }
    }
    if got.starts_with(right) {
        return found("result_long", said!("trace.result.long", length, expected));
    }
    let reversed = right.iter().rev().eq(got);
    reversed.then(|| Found {
        key: "result_reversed",
        said: said!("trace.result.reversed"),
    })
}

/// Whether the bytes are another value of the connection.
fn another(trace: &Trace, value: &Value, got: &[u8]) -> Option<Found> {
    let mut values = trace.values().iter();
    let other = values.find(|other| {
        other.connection == value.connection && other.name != value.name && other.bytes == got
    })?;
    let (name, right) = (other.name.title(), value.name.title());
    found(
        "other_value",
        said!("trace.result.other_value", name, right),
    )
}

/// The first mistake of the table that gives these bytes.
fn miscomputed(trace: &Trace, connection: &Connection, value: &Value, got: &[u8]) -> Option<Found> {
    let side = value.name.side().unwrap_or(Side::Client);
    let mut facts = Facts::known(trace, connection, side)?;
    if let Some(covered) = covered(trace, value) {
        facts = facts.only(covered);
    }
    let unprotection = unprotection(trace, value);
    facts.established = unprotection.is_some_and(|one| one.sequence > 0);
    let record = unprotection.map(Record::of);
    let gives = |recipe: &Recipe| {
        let given = recipe.gives(&facts, value.name, unprotection, got.len())?;
        (given == got).then_some(())
    };
    let base = Recipe::right(&facts);
    stages(value.name).iter().find_map(|stage| {
        let found = find(*stage, &base, &facts, record.as_ref(), |case| {
            gives(&case.recipe)
        });
        found.map(|(found, ..)| found)
    })
}

/// The parts of the table that can have led to a value.
fn stages(name: ValueName) -> &'static [Stage] {
    match name {
        ValueName::HandshakeHash(_) | ValueName::SessionHash => &[Stage::VerifyData],
        ValueName::VerifyData(_) => &[Stage::VerifyData, Stage::Keys],
        ValueName::RecordMac(..) | ValueName::RecordContent(..) => &[Stage::Record],
        _ => &[Stage::Keys],
    }
}

/// How many messages of the transcript are in the hash that a value is or is made of.
fn covered(trace: &Trace, value: &Value) -> Option<usize> {
    let made = |of: &Value| {
        let mut all = trace.derivations().iter();
        all.find(|one| one.value == of.id)
    };
    let derivation = made(value)?;
    let hashes = |operation: &Operation| match operation {
        Operation::TranscriptHash { messages, .. } => Some(*messages),
        _ => None,
    };
    hashes(&derivation.operation).or_else(|| {
        let mut inputs = derivation.inputs.iter();
        inputs.find_map(|input| hashes(&made(trace.value(*input))?.operation))
    })
}

/// How the record was decrypted that a value belongs to.
fn unprotection<'t>(trace: &'t Trace, value: &Value) -> Option<&'t Unprotection> {
    let mut all = trace.derivations().iter();
    all.find_map(|one| match &one.operation {
        Operation::Unprotection(unprotection) if one.value == value.id => Some(&**unprotection),
        _ => None,
    })
}

impl Recipe {
    /// What is computed by this recipe under a name; `len` is how many bytes are wanted where any number of them
    /// can be computed.
    fn gives(
        &self,
        facts: &Facts<'_>,
        name: ValueName,
        record: Option<&Unprotection>,
        len: usize,
    ) -> Option<Vec<u8>> {
        match name {
            ValueName::MasterSecret => self.master_secret(facts),
            ValueName::KeyBlock => self.key_block(facts, len),
            ValueName::WriteMacKey(side) => Some(self.write_keys(facts, side)?.mac),
            ValueName::WriteKey(side) => Some(self.write_keys(facts, side)?.cipher),
            ValueName::WriteIv(side) => Some(self.write_keys(facts, side)?.iv),
            ValueName::SessionHash | ValueName::HandshakeHash(_) => self.handshake_hash(facts),
            ValueName::VerifyData(_) => self.verify_data(facts),
            ValueName::RecordMac(..) => self.record_mac(facts, record?),
            ValueName::RecordContent(..) => {
                let mut plaintext = self.record_plaintext(facts, record?)?;
                plaintext.truncate(len);
                (len >= FEWEST).then_some(plaintext)
            }
            _ => None,
        }
    }
}
