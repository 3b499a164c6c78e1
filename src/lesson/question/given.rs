//! What the texts of questions and beliefs may name besides the placeholders of [`crate::explain`]: facts of the whole
//! run, as far as the step has come.

use super::asking::Here;
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::prf::Prf;
use crate::explain;
use crate::pki::Certificate;
use crate::text::short;
use crate::trace::diagnosis::{Recipe, Transcript, Whose};
use crate::trace::{Change, Operation, Outcome, Recomputed, SentAlert, Side, Step, ValueName};

/// The words for a name, if the run has them by the step `now`.
pub(super) fn named(here: &Here<'_>, now: &Step, name: &str) -> Option<String> {
    if let Some(key) = name.strip_prefix("step:") {
        let step = here.step_of(key)?;
        return (step.index <= now.index).then(|| number(step.index));
    }
    let fact = FACTS.iter().find(|(known, _)| *known == name)?;
    fact.1(here, now)
}

type Fact = fn(&Here<'_>, &Step) -> Option<String>;

#[rustfmt::skip]
const FACTS: &[(&str, Fact)] = &[
    // what an attacker did
    ("changed_step",      |h, now| past(now, h.tampering()?.1)),
    ("noticed_step",      |h, now| past(now, noticed(h)?.index)),
    ("noticed_title",     |h, now| noticed(h).filter(|step| step.index <= now.index).map(|step| explain::title(h.trace, step))),
    ("broken_mac",        |h, now| Some(short(&broken(h, now)?.0))),
    ("computed_mac",      |h, now| Some(short(&broken(h, now)?.1))),
    // how it ended
    ("alert_step",        |h, now| Some(number(sent(h, now)?.step))),
    ("sent_alert",        |h, now| Some(sent(h, now)?.alert.description.to_string())),
    ("sent_alert_means",  |h, now| Some(explain::alert(sent(h, now)?.alert.description).to_owned())),
    // what would be otherwise
    ("key_block_if",      |h, _| Some(short(&key_block_if(h)?))),
    ("master_if_sha1",    |h, _| Some(short(&master_if_sha1(h)?))),
    ("hash_with_headers", |h, _| Some(short(&hash_with_headers(h)?))),
    // what was agreed on
    ("prf_hash",          |h, _| Some(h.plain(Side::Client)?.facts.prf().name().to_owned())),
    // whether the client has shown a certificate: nothing, as a condition
    ("with_client_certificate",    |h, now| shown(h, now).then(String::new)),
    ("without_client_certificate", |h, now| (!shown(h, now)).then(String::new)),
    // the chain that the server showed
    ("root_issuer",       |h, now| Some(chain(h, now)?.last()?.issuer.short())),
    ("second_subject",    |h, now| Some(chain(h, now)?.get(1)?.short_name())),
    ("second_issuer",     |h, now| Some(chain(h, now)?.get(1)?.issuer.short())),
];

/// A step's number, as the screen counts.
pub(super) fn number(step: usize) -> String {
    (step + 1).to_string()
}

fn past(now: &Step, step: usize) -> Option<String> {
    (step <= now.index).then(|| number(step))
}

/// The step in which a side gives up because of the one thing that an attacker did.
pub(super) fn noticed<'a>(here: &Here<'a>) -> Option<&'a Step> {
    here.trace.noticed(here.tampering()?.0)
}

/// The fatal alert of the connection.
pub(super) fn alert(here: &Here<'_>) -> Option<SentAlert> {
    match here.connection().outcome {
        Outcome::Failed { alert, .. } => alert,
        _ => None,
    }
}

/// The same, once it was sent.
fn sent(here: &Here<'_>, now: &Step) -> Option<SentAlert> {
    alert(here).filter(|sent| sent.step <= now.index)
}

/// The MAC in the record that did not verify, and the one that was computed.
fn broken(here: &Here<'_>, now: &Step) -> Option<(Vec<u8>, Vec<u8>)> {
    let opened = here.steps().take_while(|step| step.index <= now.index);
    let mut made = opened.flat_map(|step| here.trace.derived_in(step.index));
    made.find_map(|made| match &made.operation {
        Operation::Unprotection(one) if one.padding_ok && !one.mac_ok => {
            let mac = one.plaintext.get(one.mac.clone())?;
            Some((mac.to_vec(), one.computed_mac.clone()))
        }
        _ => None,
    })
}

/// The master secret that the client would have with another hash in the PRF.
fn master_if_sha1(here: &Here<'_>) -> Option<Vec<u8>> {
    let sha1 = Some(Prf::Tls12(HashAlgorithm::Sha1));
    let is_sha1 = |r: &Recipe| r.prf == sha1;
    here.mistaken(Side::Client, ("other_prf", is_sha1), Recipe::master_secret)
}

/// The hash that the client would have with the record headers in the transcript.
fn hash_with_headers(here: &Here<'_>) -> Option<Vec<u8>> {
    here.value(ValueName::HandshakeHash(Side::Client), Side::Client)?;
    let all = |r: &Recipe| r.transcript == Transcript::RecordHeaders(Whose::All);
    let mistake = ("transcript_record_headers", all);
    here.mistaken(Side::Client, mistake, Recipe::handshake_hash)
}

/// The key block that the client would have with one bit of its random changed.
fn key_block_if(here: &Here<'_>) -> Option<Vec<u8>> {
    let random = here.value(ValueName::ClientRandom, Side::Client)?;
    let block = here.value(ValueName::KeyBlock, Side::Client)?;
    let mut bytes = random.bytes.clone();
    *bytes.first_mut()? ^= 1;
    let values = vec![(random.id, bytes)];
    let change = Change {
        values,
        at: [true; 2],
    };
    let [client, _] = here.trace.recomputed(&change);
    match client.into_iter().nth(block.id.0)? {
        Recomputed::Changed(bytes) => Some(bytes),
        _ => None,
    }
}

/// Whether the client has shown a certificate by then.
fn shown(here: &Here<'_>, now: &Step) -> bool {
    let mut chains = here.connection().chains.iter();
    chains.any(|chain| {
        chain.owner == Side::Client && chain.step <= now.index && !chain.certificates.is_empty()
    })
}

/// The certificates that the server has shown by then, its own first.
pub(super) fn chain(here: &Here<'_>, now: &Step) -> Option<Vec<Certificate>> {
    let mut chains = here.connection().chains.iter();
    let chain = chains.find(|chain| chain.owner == Side::Server && chain.step <= now.index)?;
    let read = chain
        .certificates
        .iter()
        .map(|der| Certificate::from_der(der).ok());
    read.collect()
}
