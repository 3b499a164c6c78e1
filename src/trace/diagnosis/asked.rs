//! A value of a trace that someone computes by themselves: what they start from, and what each recipe gives them.

use super::facts::{Facts, Record};
use super::mistake::Stage;
use super::recipe::Recipe;
use crate::crypto::record::Unprotection;
use crate::protocol::{Operation, Side, ValueName};
use crate::trace::{Trace, Value};

/// The fewest bytes of a plaintext that are compared: fewer may be the same by chance.
const FEWEST: usize = 8;

/// A value that is asked for.
pub(super) struct Asked<'t> {
    pub facts: Facts<'t>,
    name: ValueName,
    unprotection: Option<&'t Unprotection>,
}

impl<'t> Asked<'t> {
    /// `called` is what the one who computes is called.
    pub fn of(trace: &'t Trace, value: &Value, called: &'static str) -> Option<Self> {
        let connection = trace.connection(value.connection);
        let side = value.name.side().unwrap_or(Side::Client);
        let mut facts = Facts::known(trace, connection, side)?;
        if let Some(covered) = covered(trace, value) {
            facts = facts.only(covered);
        }
        let unprotection = unprotection(trace, value);
        facts.established = unprotection.is_some_and(|one| one.sequence > 0);
        facts.called = called;
        Some(Asked {
            facts,
            name: value.name,
            unprotection,
        })
    }

    /// The record that the value belongs to, if it belongs to one.
    pub fn record(&self) -> Option<Record<'t>> {
        self.unprotection.map(Record::of)
    }

    /// The parts of the table that can have led to the value.
    pub fn stages(&self) -> &'static [Stage] {
        match self.name {
            ValueName::HandshakeHash(_) | ValueName::SessionHash => &[Stage::VerifyData],
            ValueName::VerifyData(_) => &[Stage::VerifyData, Stage::Keys],
            ValueName::RecordMac(..) | ValueName::RecordContent(..) => &[Stage::Record],
            _ => &[Stage::Keys],
        }
    }

    /// What is computed by a recipe; `len` is how many bytes are wanted where any number of them can be computed.
    pub fn gives(&self, recipe: &Recipe, len: usize) -> Option<Vec<u8>> {
        let facts = &self.facts;
        match self.name {
            ValueName::PreMasterSecret => recipe.pre_master(facts),
            ValueName::MasterSecret => recipe.master_secret(facts),
            ValueName::KeyBlock => recipe.key_block(facts, len),
            ValueName::WriteMacKey(side) => Some(recipe.write_keys(facts, side)?.mac),
            ValueName::WriteKey(side) => Some(recipe.write_keys(facts, side)?.cipher),
            ValueName::WriteIv(side) => Some(recipe.write_keys(facts, side)?.iv),
            ValueName::SessionHash | ValueName::HandshakeHash(_) => recipe.handshake_hash(facts),
            ValueName::VerifyData(_) => recipe.verify_data(facts),
            ValueName::RecordMac(..) => recipe.record_mac(facts, self.unprotection?),
            // a mistake in the MAC changes nothing in what is decrypted
            ValueName::RecordContent(..) if recipe.mac_hash.is_some() => None,
            ValueName::RecordContent(..) => {
                let mut plaintext = recipe.record_plaintext(facts, self.unprotection?)?;
                plaintext.truncate(len);
                (len >= FEWEST).then_some(plaintext)
            }
            _ => None,
        }
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
pub(super) fn unprotection<'t>(trace: &'t Trace, value: &Value) -> Option<&'t Unprotection> {
    let mut all = trace.derivations().iter();
    all.find_map(|one| match &one.operation {
        Operation::Unprotection(unprotection) if one.value == value.id => Some(&**unprotection),
        _ => None,
    })
}
