//! What an attacker did, who noticed it, where, and why not earlier.

use super::placeholder::Context;
use super::{evidence, prose, template};
use crate::pki::CheckKind;
use crate::text::Said;
use crate::trace::{Actor, CheckName, Fate, Side, Step, Tampering, Topic, Trace, ValueName};
use crate::wire::AlertDescription;
use crate::wire::node::walk;
use crate::{label, said};

/// What there is to say at a step of a run that was tampered with: at the message that an attacker tampered
/// with, and where a side gives up because of it: what the attacker did, and apart from it what comes of
/// that in later steps. `None` at other steps, and where there was no attacker.
pub(super) fn at(context: &Context<'_>) -> Option<(String, String)> {
    let Context { trace, step, .. } = *context;
    let here = |noticed: Option<&Step>| noticed.is_some_and(|noticed| noticed.index == step.index);
    let own = trace.tampering().iter().filter(|tampering| {
        let could = tampering.done.is_ok();
        tampering.done == Ok(step.index)
            || here(trace.noticed(tampering))
            || !could && here(trace.given_up_since(0))
    });
    let (blameless, own): (Vec<&Tampering>, Vec<&Tampering>) =
        own.partition(|one| trace.blameless(one));
    let (mut told, mut later) = (Vec::new(), Vec::new());
    if !own.is_empty() {
        let (did, then) = of_some(context, &own);
        told.push(did);
        later.extend(then);
    }
    if let Some(one) = blameless.first() {
        let did = listed(&blameless);
        let did = match own.is_empty() {
            true => said!("explain.attacker.did", did = did),
            false => said!("explain.attacker.also_did", did = did),
        };
        let anyway = whether(trace, one);
        told.push(joined([did.to_string(), fate(context, &blameless)]));
        later.push(anyway);
    }
    (!told.is_empty()).then(|| (told.join(" "), later.join(" ")))
}

/// Sentences behind each other, without those that are empty.
fn joined<const N: usize>(sentences: [String; N]) -> String {
    let told = sentences
        .into_iter()
        .filter(|sentence| !sentence.is_empty());
    told.collect::<Vec<String>>().join(" ")
}

/// What there is to say of things that were done, or could not be, and what comes of them later.
fn of_some(context: &Context<'_>, own: &[&Tampering]) -> (String, Option<String>) {
    let Context { trace, step, .. } = *context;
    let did = said!("explain.attacker.did", did = listed(own)).to_string();
    let mut done = own.iter().filter(|one| one.done.is_ok());
    let Some(first) = done.clone().min_by_key(|one| one.done.clone().ok()) else {
        return (did, None);
    };
    let noticed = trace.noticed(first);
    if let Some(noticed) = noticed.filter(|noticed| noticed.index == step.index) {
        let at = done.find_map(|one| one.done.clone().ok());
        let at = at.unwrap_or_default();
        let reason = filled(reason(trace, at, noticed), context);
        let asked = match at_once(trace, at, noticed) {
            true => String::new(),
            false => said!("explain.attacker.why_not_earlier").to_string(),
        };
        return (joined([did, asked, reason]), None);
    }
    if !step.fate().tampered() {
        let unchanged = filled(&prose::noticed().unchanged, context);
        return (joined([did, unchanged]), None);
    }
    let then = match noticed {
        None => filled(missed(trace, step), context),
        Some(noticed) => who(trace, noticed),
    };
    (joined([did, fate(context, own)]), Some(then))
}

/// Whether what was done in step `first` was noticed as soon as its message arrived: no side could have
/// noticed it earlier.
fn at_once(trace: &Trace, first: usize, noticed: &Step) -> bool {
    let refused = evidence::refused(trace, noticed);
    noticed.topic == Topic::Reject && refused.is_some_and(|refused| refused.index == first)
}

/// What comes of these for the message of the step.
fn fate(context: &Context<'_>, own: &[&Tampering]) -> String {
    let whole = context.step.fate();
    let here = own.iter().filter(|one| one.done == Ok(context.step.index));
    let mut keys: Vec<&str> = here.map(|one| one.fate.key()).collect();
    keys.dedup();
    // of what never arrives nothing else is said
    if matches!(whole, Fate::Dropped | Fate::Cut) && !keys.is_empty() {
        keys = vec![whole.key()];
    }
    let texts = keys
        .iter()
        .filter_map(|key| prose::noticed().fate.get(*key));
    let told: Vec<String> = texts.map(|text| filled(text, context)).collect();
    told.join(" ")
}

/// Whether a length of the message was changed on its way.
fn a_length_changed(step: &Step) -> bool {
    let Some(message) = &step.message else {
        return false;
    };
    let arrived = message.arrived.iter().flatten();
    arrived.into_iter().any(|arrived| {
        let Some(sent) = message.buffer(arrived.kind) else {
            return false;
        };
        let lengths = walk(&sent.tree);
        let mut lengths = lengths
            .iter()
            .filter(|placed| placed.node.is_leaf() && placed.node.field.is_length());
        lengths.any(|placed| {
            let range = placed.node.range();
            sent.bytes.get(range.clone()) != arrived.bytes.get(range)
        })
    })
}

fn listed(own: &[&Tampering]) -> Vec<Said> {
    own.iter().map(|one| words(one)).collect()
}

/// Who notices something that was done, or that no one does.
pub(super) fn whether(trace: &Trace, tampering: &Tampering) -> String {
    let at = tampering.done.as_ref().ok().copied();
    if let Some(step) = at.map(|at| &trace.steps()[at])
        && !step.fate().tampered()
    {
        let place = None;
        let context = Context {
            trace,
            step,
            place,
            given: None,
        };
        return filled(&prose::noticed().unchanged, &context);
    }
    let failed = at.and_then(|at| trace.given_up_since(at));
    match (trace.noticed(tampering), failed) {
        (Some(noticed), _) => who(trace, noticed),
        (None, Some(failed)) => {
            said!("explain.noticed.without_it", step = failed.index + 1).to_string()
        }
        (None, None) => said!("explain.noticed.not_at_all").to_string(),
    }
}

fn words(tampering: &Tampering) -> Said {
    let what = &tampering.what;
    match &tampering.done {
        Ok(at) => said!("explain.attacker.in_step", what = what, step = at + 1),
        Err(problem) => said!("explain.attacker.could_not", what = what, problem = problem),
    }
}

fn filled(text: &str, context: &Context<'_>) -> String {
    template::plain(&template::fill(text, context).spans)
}

/// Who noticed, where, by which check, with which alert.
fn who(trace: &Trace, noticed: &Step) -> String {
    let who = match noticed.actor {
        Actor::One(side) => side.name(),
        Actor::Both | Actor::Reader => label!("explain.noticed.other_side"),
    };
    let alert = evidence::answer(trace, noticed);
    let failed = noticed.checks.iter().filter(|check| check.failed());
    let mut failed: Vec<Said> = failed
        .map(|check| said!("explain.noticed.check", name = check.title()))
        .collect();
    if noticed.topic != Topic::Reject {
        // the first decides
        failed.truncate(1);
    }
    let (check, checks) = match failed.as_slice() {
        [] => (None, None),
        [check] => (Some(check.clone()), None),
        _ => (None, Some(failed)),
    };
    let step = noticed.index + 1;
    let answer = match alert {
        Some(alert) => said!("explain.noticed.answers", alert = alert.to_string()),
        None => said!("explain.noticed.ends"),
    };
    said!("explain.noticed.who", who, step, check, checks, answer).to_string()
}

/// Why no one notices what was done to the message of a step.
fn missed(trace: &Trace, step: &Step) -> &'static str {
    let texts = prose::noticed();
    let closes = |step: &Step| step.name().is_close_notify();
    let answered = |before: &Step| closes(before) && before.actor != step.actor;
    let mut before = trace.before(step).iter();
    match step.fate() {
        Fate::Dropped | Fate::Cut if closes(step) && before.any(answered) => &texts.farewell,
        Fate::Repeated if closes(step) => &texts.afterwards,
        _ => &texts.unnoticed,
    }
}

/// Why what was done in step `first` was noticed there and not before.
fn reason(trace: &Trace, first: usize, noticed: &Step) -> &'static str {
    let texts = prose::noticed();
    let changed = a_change(&trace.steps()[first]);
    let clicked = trace.clicked_through().is_some_and(|step| {
        let mut failed = step.checks.iter().filter(|check| check.failed());
        step.index > first && failed.any(|check| check.name.is_of_chain(CheckKind::Signature))
    });
    let unread = || evidence::read_as_plaintext(trace, noticed).is_some();
    // the first decides
    let failed = noticed.checks.iter().find(|check| check.failed());
    let failed = failed.map(|check| check.name);
    match noticed.topic {
        Topic::CheckFinished if clicked => &texts.clicked,
        Topic::CheckFinished => &texts.finished,
        Topic::TransportClosed if unread() => &texts.unread,
        Topic::TransportClosed if changed && a_length_changed(&trace.steps()[first]) => {
            &texts.length
        }
        Topic::TransportClosed if changed => &texts.passed_over,
        Topic::TransportClosed => &texts.closed,
        Topic::CheckCertificate | Topic::CheckClientCertificate => match failed {
            Some(CheckName::Chain(CheckKind::Presented)) => &texts.unshown,
            Some(CheckName::Chain(CheckKind::Signature)) => &texts.certificate,
            _ => &texts.judged,
        },
        Topic::CheckCertificateVerify => match failed {
            Some(CheckName::SignatureAlgorithm) => &texts.algorithm,
            _ => &texts.signature,
        },
        Topic::Reject => refusal(trace, first, noticed),
        _ => &texts.form,
    }
}

/// Whether the message of a step arrived otherwise than it was sent.
fn a_change(step: &Step) -> bool {
    let message = step.message.as_ref();
    message.is_some_and(|message| message.arrived.is_some())
}

/// Why a message was refused where it was, and not before.
fn refusal(trace: &Trace, first: usize, noticed: &Step) -> &'static str {
    let texts = prose::noticed();
    let keys = |side| {
        let block = trace.named(noticed.connection, ValueName::KeyBlock, side);
        block.map(|block| block.id)
    };
    let refused = evidence::refused(trace, noticed);
    let changed = a_change(&trace.steps()[first]);
    let copy = refused.is_some_and(|refused| matches!(refused.fate(), Fate::CopyOf(_)));
    match evidence::answer(trace, noticed) {
        // nothing was decrypted
        Some(AlertDescription::BadRecordMac) if evidence::record(trace, noticed).is_none() => {
            &texts.not_encrypted
        }
        Some(AlertDescription::BadRecordMac) if evidence::miscounted(trace, noticed) => {
            &texts.count
        }
        Some(AlertDescription::BadRecordMac) if keys(Side::Client) == keys(Side::Server) => {
            &texts.record
        }
        Some(AlertDescription::BadRecordMac) => {
            match evidence::silent_failure(trace, noticed).is_some() {
                true => &texts.secret,
                false => &texts.keys,
            }
        }
        _ if copy => &texts.copy,
        // what is refused is not what was changed
        _ if changed && refused.is_some_and(|refused| refused.index != first) => &texts.boundary,
        Some(AlertDescription::UnexpectedMessage) => &texts.order,
        _ => &texts.form,
    }
}
