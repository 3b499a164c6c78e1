//! What a man in the middle did, who noticed it, where, and why not earlier.

use super::placeholder::Context;
use super::{evidence, prose, template};
use crate::pki::CheckKind;
use crate::trace::{Actor, Fate, Side, Step, Tampering, Topic, Trace, ValueName};
use crate::wire::AlertDescription;
use crate::wire::node::walk;

/// What there is to say at a step of a run that was tampered with: at the message that he had his hand
/// in, and where a side gives up because of it. `None` at other steps, and when nobody sat in the
/// middle.
pub(super) fn at(context: &Context<'_>) -> Option<String> {
    let Context { trace, step, .. } = *context;
    let here = |noticed: Option<&Step>| noticed.is_some_and(|noticed| noticed.index == step.index);
    let own = trace.tampering.iter().filter(|tampering| {
        let could = tampering.done.is_ok();
        tampering.done == Ok(step.index)
            || here(trace.noticed(tampering))
            || !could && here(trace.given_up_since(0))
    });
    let (blameless, own): (Vec<&Tampering>, Vec<&Tampering>) =
        own.partition(|one| trace.blameless(one));
    let mut told = Vec::new();
    if !own.is_empty() {
        told.push(of_some(context, &own));
    }
    if let Some(one) = blameless.first() {
        let also = if own.is_empty() { "" } else { " also" };
        let fate = fate(context, &blameless);
        let did = listed(&blameless);
        let anyway = whether(trace, one);
        told.push(format!("A man in the middle{also} {did}.{fate} {anyway}"));
    }
    (!told.is_empty()).then(|| told.join(" "))
}

/// What there is to say of things that were done, or could not be.
fn of_some(context: &Context<'_>, own: &[&Tampering]) -> String {
    let Context { trace, step, .. } = *context;
    let did = format!("A man in the middle {}.", listed(own));
    let mut done = own.iter().filter(|one| one.done.is_ok());
    let Some(first) = done.clone().min_by_key(|one| one.done.clone().ok()) else {
        return did;
    };
    let noticed = trace.noticed(first);
    if let Some(noticed) = noticed.filter(|noticed| noticed.index == step.index) {
        let at = done.find_map(|one| one.done.clone().ok());
        let reason = filled(reason(trace, at.unwrap_or_default(), noticed), context);
        return format!("{did} Why not earlier: {reason}");
    }
    if !step.fate().tampered() {
        return format!("{did} {}", filled(&prose::noticed().unchanged, context));
    }
    let then = match noticed {
        None => filled(missed(trace, step), context),
        Some(noticed) => who(trace, noticed),
    };
    format!("{did}{} {then}", fate(context, own))
}

/// What comes of these for the message of the step, with a space before it.
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
    texts
        .map(|text| format!(" {}", filled(text, context)))
        .collect()
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
            .filter(|placed| placed.node.is_leaf() && placed.node.field.key().ends_with("length"));
        lengths.any(|placed| {
            let range = placed.node.range();
            sent.bytes.get(range.clone()) != arrived.bytes.get(range)
        })
    })
}

fn listed(own: &[&Tampering]) -> String {
    let told: Vec<String> = own.iter().map(|one| words(one)).collect();
    told.join(", and ")
}

/// Who notices something that was done, or that nobody does.
pub(super) fn whether(trace: &Trace, tampering: &Tampering) -> String {
    let at = tampering.done.as_ref().ok().copied();
    if let Some(step) = at.map(|at| &trace.steps[at])
        && !step.fate().tampered()
    {
        let place = None;
        let context = Context { trace, step, place };
        return filled(&prose::noticed().unchanged, &context);
    }
    let failed = at.and_then(|at| trace.given_up_since(at));
    match (trace.noticed(tampering), failed) {
        (Some(noticed), _) => who(trace, noticed),
        (None, Some(failed)) => {
            let step = failed.index + 1;
            format!("Nobody notices: the failure in step {step} comes without it, too.")
        }
        (None, None) => "Nobody notices.".to_owned(),
    }
}

fn words(tampering: &Tampering) -> String {
    match &tampering.done {
        Ok(at) => format!("{} (step {})", tampering.what, at + 1),
        Err(problem) => format!("{}, but could not: {problem}", tampering.what),
    }
}

fn filled(text: &str, context: &Context<'_>) -> String {
    template::plain(&template::fill(text, context).spans)
}

/// Who noticed, where, by which check, with which alert.
fn who(trace: &Trace, noticed: &Step) -> String {
    let who = match noticed.actor {
        Actor::One(side) => side.name(),
        Actor::Both => "other side",
    };
    let alert = evidence::answer(trace, noticed);
    let failed = noticed.checks.iter().filter(|check| !check.passed);
    let mut failed: Vec<String> = failed
        .map(|check| format!("\"{}\"", check.name()))
        .collect();
    if noticed.topic != Topic::Reject {
        // the first decides
        failed.truncate(1);
    }
    let check = match failed.as_slice() {
        [] => String::new(),
        [check] => format!(", by the check {check}"),
        checks => format!(", by the checks {}", checks.join(" and ")),
    };
    let alert = alert.map_or("ends without an alert".to_owned(), |alert| {
        format!("answers with the alert {alert}")
    });
    let step = noticed.index + 1;
    format!("The {who} notices in step {step}{check}, and {alert}.")
}

/// Why nobody notices what was done to the message of a step.
fn missed(trace: &Trace, step: &Step) -> &'static str {
    let texts = prose::noticed();
    let closes = |step: &Step| step.key().ends_with("close_notify");
    let answered = |before: &Step| closes(before) && before.actor != step.actor;
    let mut before = trace.steps[..step.index].iter();
    match step.fate() {
        Fate::Dropped | Fate::Cut if closes(step) && before.any(answered) => &texts.farewell,
        Fate::Repeated if closes(step) => &texts.afterwards,
        _ => &texts.nobody,
    }
}

/// Why what was done in step `first` was noticed there and not before.
fn reason(trace: &Trace, first: usize, noticed: &Step) -> &'static str {
    let texts = prose::noticed();
    let changed = a_change(&trace.steps[first]);
    let clicked = trace.clicked_through().is_some_and(|step| {
        let mut failed = step.checks.iter().filter(|check| !check.passed);
        step.index > first && failed.any(|check| check.what == CheckKind::Signature.name())
    });
    let unread = || evidence::read_as_plaintext(trace, noticed).is_some();
    // the first decides
    let failed = noticed.checks.iter().find(|check| !check.passed);
    let failed = failed.map_or("", |check| check.what);
    match noticed.topic {
        Topic::CheckFinished if clicked => &texts.clicked,
        Topic::CheckFinished => &texts.finished,
        Topic::TransportClosed if unread() => &texts.unread,
        Topic::TransportClosed if changed && a_length_changed(&trace.steps[first]) => &texts.length,
        Topic::TransportClosed if changed => &texts.passed_over,
        Topic::TransportClosed => &texts.closed,
        Topic::CheckCertificate | Topic::CheckClientCertificate => match failed {
            "presented" => &texts.unshown,
            "signature" => &texts.certificate,
            _ => &texts.judged,
        },
        Topic::CheckCertificateVerify => match failed {
            "signature algorithm" => &texts.algorithm,
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
    let keys = |side| trace.named(ValueName::KeyBlock, side).map(|block| block.id);
    let refused = evidence::refused(trace, noticed);
    let changed = a_change(&trace.steps[first]);
    let copy = refused.is_some_and(|refused| matches!(refused.fate(), Fate::CopyOf(_)));
    match evidence::answer(trace, noticed) {
        // nothing was decrypted
        Some(AlertDescription::BadRecordMac) if evidence::record(trace, noticed).is_none() => {
            &texts.unsealed
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
