//! What a real peer has probably done wrong, where our side has to refuse its first protected record
//! or its Finished: computed from what our side knows, and confirmed by a MAC or by verify_data.
//!
//! ```text
//!   Trace ──► Facts, Record          what our side knows; what it refused
//!                  │
//!   mistakes() ► Recipe, one for each way to go wrong
//!                  │ open(), verify_data()
//!                  ▼
//!             Diagnosis              the first recipe that explains every byte
//! ```
//!
//! It is part of `trace`, because it needs nothing but a trace and arithmetic, and everything that
//! shows a run, or grades one, can read it. A simulation has no need of it: there it is known what
//! was done. It decides nothing, and is made only when the alert is on its way: how long it takes
//! would otherwise tell a peer whether it was the padding or the MAC.
//!
//! Left out: two mistakes at once in keys, MAC, padding and IV. A mistake there and another in
//! verify_data are both found.

mod asked;
mod chain;
mod compute;
mod facts;
mod mistake;
mod recipe;
mod result;
mod shape;
mod wrong;

pub use facts::{Covered, Facts, Record};
pub use mistake::{Case, Mistake, mistakes};
pub use recipe::{
    Chain, Covers, Cut, Digest, Iv, Length, MacInput, Padding, PreMaster, Proof, Randoms, Recipe,
    Seed, Sequence, Spelled, Text, Transcript, Whose, WriteKeys,
};
pub use wrong::{Own, Wrong, from_own, made, wrong};

use super::{Operation, Step, Topic, Trace};
use crate::pki::Certificate;
use crate::protocol::{MessageName, Side};
use crate::said;
use crate::text::Said;
use crate::wire::handshake::HEADER_LEN;
use crate::wire::{ContentType, HandshakeType};
use compute::{FINISHED_LEN, FINISHED_START};
use mistake::Stage;
use std::fmt;

/// What is known of a peer's failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// What the decrypted bytes show, whatever the cause.
    pub seen: Vec<Said>,
    /// The mistakes that explain every byte: none, one, or one in the record and one in verify_data.
    pub mistakes: Vec<Found>,
    /// Where no mistake explains it: what remains possible.
    pub otherwise: Option<Said>,
}

/// A mistake that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// [`Mistake::key`].
    pub key: &'static str,
    /// [`Mistake::belief`].
    pub belief: Option<&'static str>,
    /// What is said of it.
    pub said: Said,
}

impl Diagnosis {
    /// The diagnosis of a step in which our side refuses what a real peer has sent.
    pub fn of(trace: &Trace, step: &Step) -> Option<Self> {
        if let Some(found) = without_length(trace, step) {
            return Some(Diagnosis::named(found));
        }
        let (facts, record) = Facts::of(trace, step)?;
        let right = Recipe::right(&facts);
        if !has_switched(trace, step, facts.peer) {
            let content = right.open(&facts, &record)?;
            let peer = facts.peer.name();
            let said = said!("trace.mistake.no_change_cipher_spec", peer);
            let key = "no_change_cipher_spec";
            let belief = None;
            let found = Found { key, belief, said };
            return content
                .starts_with(&FINISHED_START)
                .then(|| Diagnosis::named(found));
        }
        let decrypted = trace
            .derived_in(step.index)
            .iter()
            .find_map(|one| match &one.operation {
                Operation::Unprotection(unprotection) => Some(unprotection),
                _ => None,
            });
        let verified = decrypted.filter(|unprotection| unprotection.ok());
        if let Some(unprotection) = verified {
            return Diagnosis::of_verify_data(&facts, &record, unprotection.content());
        }
        let plaintext = decrypted.map_or(&[][..], |unprotection| &unprotection.plaintext);
        Some(Diagnosis::of_record(&facts, &record, plaintext))
    }

    fn named(found: Found) -> Self {
        Diagnosis {
            seen: Vec::new(),
            mistakes: vec![found],
            otherwise: None,
        }
    }

    /// For a record that is not valid.
    fn of_record(facts: &Facts<'_>, record: &Record<'_>, plaintext: &[u8]) -> Self {
        let (peer, ours) = (facts.peer.name(), facts.peer.peer().name());
        let mut diagnosis = Diagnosis {
            seen: Vec::new(),
            mistakes: Vec::new(),
            otherwise: None,
        };
        let handshake = record.content_type == ContentType::Handshake.code();
        let finished = handshake && plaintext.starts_with(&FINISHED_START);
        if finished {
            diagnosis
                .seen
                .push(said!("trace.diagnosis.begins_like_finished", peer));
        }
        let explains = |case: &Case| case.recipe.open(facts, record);
        if let Some((found, case, content)) = find(
            Stage::Record,
            &Recipe::right(facts),
            facts,
            Some(record),
            explains,
        ) {
            diagnosis.mistakes.push(found);
            // whatever is wrong besides
            if handshake && !facts.established && content.len() == FINISHED_LEN {
                let further = wrong_verify_data(&case.recipe, facts, record, &content);
                diagnosis.mistakes.extend(further.flatten());
            }
            return diagnosis;
        }
        diagnosis.otherwise = Some(match (finished, facts.sent_pre_master.is_some()) {
            (true, _) => said!("trace.diagnosis.padding_or_mac", peer),
            (false, true) => said!("trace.diagnosis.pre_master_refused", peer, ours),
            (false, false) => said!("trace.diagnosis.other_keys", peer, ours),
        });
        diagnosis
    }

    /// For a Finished in a valid record.
    fn of_verify_data(facts: &Facts<'_>, record: &Record<'_>, content: &[u8]) -> Option<Self> {
        if facts.established || content.len() != FINISHED_LEN {
            return None;
        }
        let found = wrong_verify_data(&Recipe::right(facts), facts, record, content)?;
        let (peer, ours) = (facts.peer.name(), facts.peer.peer().name());
        let otherwise = match found {
            Some(_) => None,
            None => Some(said!("trace.diagnosis.other_messages", peer, ours)),
        };
        Some(Diagnosis {
            seen: vec![said!("trace.diagnosis.record_is_valid", peer)],
            mistakes: found.into_iter().collect(),
            otherwise,
        })
    }

    /// All that is said, one fact after the other.
    pub fn parts(&self) -> impl Iterator<Item = &Said> {
        let mistakes = self.mistakes.iter().map(|found| &found.said);
        self.seen.iter().chain(mistakes).chain(&self.otherwise)
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, part) in self.parts().enumerate() {
            let space = if i > 0 { " " } else { "" };
            write!(f, "{space}{part}")?;
        }
        Ok(())
    }
}

/// The first mistake of a stage that explains what came, the way in which it was made, and what that
/// gives.
fn find<T>(
    stage: Stage,
    base: &Recipe,
    facts: &Facts<'_>,
    record: Option<&Record<'_>>,
    explains: impl Fn(&Case) -> Option<T>,
) -> Option<(Found, Case, T)> {
    stage
        .mistakes()
        .flat_map(|mistake| {
            let cases = mistake.cases(base, facts, record);
            cases.into_iter().map(move |case| (mistake, case))
        })
        .find_map(|(mistake, case)| {
            let given = explains(&case)?;
            let (key, belief) = (mistake.key, mistake.belief);
            let said = mistake.said(facts, &case);
            Some((Found { key, belief, said }, case, given))
        })
}

/// `None` if the verify_data of a Finished is right; otherwise the mistake in it, if one is found.
fn wrong_verify_data(
    base: &Recipe,
    facts: &Facts<'_>,
    record: &Record<'_>,
    finished: &[u8],
) -> Option<Option<Found>> {
    let got = finished.get(FINISHED_START.len()..)?;
    let gives = |recipe: &Recipe| recipe.verify_data(facts).filter(|expected| expected == got);
    if gives(base).is_some() {
        return None;
    }
    let found = find(Stage::VerifyData, base, facts, Some(record), |case| {
        gives(&case.recipe)
    });
    Some(found.map(|(found, ..)| found))
}

/// Whether the peer's ChangeCipherSpec came before a step.
fn has_switched(trace: &Trace, step: &Step, peer: Side) -> bool {
    let mut before = trace.steps[..step.index].iter();
    before.any(|before| {
        let message = before.message.as_ref();
        before.connection == step.connection
            && message.is_some_and(|message| {
                message.sender == peer && message.name == MessageName::ChangeCipherSpec
            })
    })
}

/// ClientKeyExchange in which the length before the encrypted pre-master secret is missing
/// (RFC 5246 §7.4.7.1), as in SSL 3.0.
fn without_length(trace: &Trace, step: &Step) -> Option<Found> {
    let connection = trace.connection(step.connection);
    if connection.ours() != Some(Side::Server)
        || step.failure.is_none()
        || step.topic != Topic::Reject
    {
        return None;
    }
    let before = trace.steps[..step.index].iter().rev();
    let before = before.filter(|before| before.connection == step.connection);
    let message = before.filter_map(|before| before.message.as_ref()).next()?;
    let key_exchange = MessageName::Handshake(HandshakeType::ClientKeyExchange);
    let modulus = connection
        .chains
        .iter()
        .find(|chain| chain.owner == Side::Server)?;
    let modulus = modulus.certificates.first()?;
    let modulus = Certificate::from_der(modulus).ok()?.rsa_key()?.len();
    let body = message.content.len().checked_sub(HEADER_LEN)?;
    (message.name == key_exchange && body == modulus).then(|| Found {
        key: "encrypted_pre_master_without_length",
        belief: None,
        said: said!("trace.mistake.encrypted_pre_master_without_length"),
    })
}
