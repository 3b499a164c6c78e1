//! What a man in the middle did, who noticed it, where, and why not earlier.

use super::placeholder::Context;
use super::{evidence, prose, template};
use crate::trace::{Actor, Fate, Side, Step, Tampering, Topic, Trace, ValueName};
use crate::wire::AlertDescription;

/// What there is to say at a step of a run that was tampered with: at the message that he had his hand
/// in, and where a side gives up because of it. `None` at other steps, and when nobody sat in the
/// middle.
pub(super) fn at(context: &Context<'_>) -> Option<String> {
    let Context { trace, step, .. } = *context;
    let is_noticed = |at| {
        trace
            .given_up_since(at)
            .is_some_and(|noticed| noticed.index == step.index)
    };
    let own: Vec<&Tampering> = trace
        .tampering
        .iter()
        .filter(|tampering| match &tampering.done {
            Ok(at) => *at == step.index && step.fate().tampered() || is_noticed(*at),
            Err(_) => is_noticed(0),
        })
        .collect();
    let first = own.iter().filter_map(|one| one.done.as_ref().ok()).min();
    let told: Vec<String> = own.iter().map(|one| words(one)).collect();
    if told.is_empty() {
        return None;
    }
    let mut did = format!("A man in the middle {}.", told.join(", and "));
    let Some(first) = first else {
        return Some(did);
    };
    if let Some(text) = prose::noticed().fate.get(step.fate().key()) {
        did = format!("{did} {}", filled(text, context));
    }
    Some(match trace.given_up_since(*first) {
        None => format!("{did} {}", filled(missed(trace, step), context)),
        Some(noticed) if noticed.index == step.index => {
            let reason = filled(reason(trace, *first, noticed), context);
            format!("{did} Why not earlier: {reason}")
        }
        Some(noticed) => format!("{did} {}", who(trace, noticed)),
    })
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
pub(super) fn who(trace: &Trace, noticed: &Step) -> String {
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
    let changed = trace.steps[first].fate() == Fate::Changed;
    let unread = || evidence::read_as_plaintext(trace, noticed).is_some();
    match noticed.topic {
        Topic::CheckFinished => &texts.finished,
        Topic::TransportClosed if unread() => &texts.unread,
        Topic::TransportClosed if changed => &texts.length,
        Topic::TransportClosed => &texts.closed,
        Topic::CheckCertificate | Topic::CheckClientCertificate => &texts.certificate,
        Topic::CheckCertificateVerify => &texts.signature,
        Topic::Reject => refusal(trace, first, noticed),
        _ => &texts.form,
    }
}

/// Why a message was refused where it was, and not before.
fn refusal(trace: &Trace, first: usize, noticed: &Step) -> &'static str {
    let texts = prose::noticed();
    let keys = |side| trace.named(ValueName::KeyBlock, side).map(|block| block.id);
    let refused = evidence::refused(trace, noticed);
    let changed = trace.steps[first].fate() == Fate::Changed;
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
