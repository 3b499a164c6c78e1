//! What a man in the middle did, who noticed it, where, and why not earlier.

use super::placeholder::Context;
use super::{prose, template};
use crate::trace::{Actor, Outcome, Side, Step, Topic, Trace, ValueName};
use crate::wire::AlertDescription;

/// What there is to say at a step of a run that was tampered with: at the message that he had his hand
/// in, and where a side gives up. `None` at other steps, and when nobody sat in the middle.
pub(super) fn at(context: &Context<'_>) -> Option<String> {
    let Context { trace, step, .. } = *context;
    let hand = step.fate().tampered();
    let own: Vec<String> = trace
        .tampering
        .iter()
        .filter(|tampering| match (hand, &tampering.done) {
            // at the message: what was done to it
            (true, Ok(at)) => *at == step.index || step.failure.is_some(),
            (true, Err(_)) => false,
            (false, _) => step.failure.is_some(),
        })
        .map(|tampering| match &tampering.done {
            Ok(at) => format!("{} (step {})", tampering.what, at + 1),
            Err(problem) => format!("{}, but could not: {problem}", tampering.what),
        })
        .collect();
    if own.is_empty() {
        return None;
    }
    let mut did = format!("A man in the middle {}.", own.join(", and "));
    if let Some(text) = prose::noticed().fate.get(step.fate().key()) {
        did = format!(
            "{did} {}",
            template::plain(&template::fill(text, context).spans)
        );
    }
    let first = trace.steps.iter().find(|step| step.failure.is_some());
    let Some(noticed) = first else {
        return Some(format!(
            "{did} Nobody notices, because nothing depends on it."
        ));
    };
    if noticed.index == step.index {
        let why = template::plain(&template::fill(reason(trace, noticed), context).spans);
        return Some(format!("{did} Why not earlier: {why}"));
    }
    if step.index > noticed.index {
        return None;
    }
    Some(format!("{did} {}", who(trace, noticed)))
}

/// Who noticed, where, by which check, with which alert.
fn who(trace: &Trace, noticed: &Step) -> String {
    let who = match noticed.actor {
        Actor::One(side) => side.name(),
        Actor::Both => "other side",
    };
    let alert = match &trace.outcome {
        Outcome::Failed { alert, .. } => alert.map(|sent| sent.alert.description.to_string()),
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
