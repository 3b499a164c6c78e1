//! What a man in the middle did, who noticed it, where, and why not earlier.

use super::placeholder::Context;
use super::{prose, template};
use crate::trace::{Actor, Outcome, Side, Step, Tampering, Topic, Trace, ValueName};
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
        None => format!("{did} Nobody notices: no check of either side depends on it."),
        Some(noticed) if noticed.index == step.index => {
            format!(
                "{did} Why not earlier: {}",
                filled(reason(trace, noticed), context)
            )
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
    let alert = match &trace.outcome {
        Outcome::Failed {
            alert: Some(sent), ..
        } if sent.step > noticed.index && noticed.actor.includes(sent.side) => {
            Some(sent.alert.description.to_string())
        }
        _ => None,
    };
    // a check that is named for the alert says nothing that the alert does not say
    let mut checks = noticed.checks.iter().filter(|check| !check.passed);
    let check = checks.find(|check| alert.as_ref() != Some(&check.name));
    let check = check.map_or(String::new(), |check| {
        format!(", by the check of {}", check.name)
    });
    let alert = alert.map_or("ends without an alert".to_owned(), |alert| {
        format!("answers with the alert {alert}")
    });
    let step = noticed.index + 1;
    format!("The {who} notices in step {step}{check}, and {alert}.")
}

/// Why it was noticed there and not before.
fn reason(trace: &Trace, noticed: &Step) -> &'static str {
    let texts = prose::noticed();
    match noticed.topic {
        Topic::CheckFinished => &texts.finished,
        Topic::TransportClosed => &texts.closed,
        Topic::CheckCertificate | Topic::CheckClientCertificate => &texts.certificate,
        Topic::CheckCertificateVerify => &texts.signature,
        Topic::Reject => {
            let alert = match &trace.outcome {
                Outcome::Failed { alert, .. } => alert.map(|sent| sent.alert.description),
                _ => None,
            };
            let keys = |side| trace.named(ValueName::KeyBlock, side).map(|block| block.id);
            match alert {
                Some(AlertDescription::BadRecordMac)
                    if keys(Side::Client) != keys(Side::Server) =>
                {
                    &texts.keys
                }
                Some(AlertDescription::BadRecordMac) => &texts.record,
                Some(AlertDescription::UnexpectedMessage) => &texts.order,
                _ => &texts.form,
            }
        }
        _ => &texts.form,
    }
}
