//! What a man in the middle did, who noticed it, where, and why not earlier.

use super::prose;
use crate::trace::{Actor, MessageName, Outcome, Step, Topic, Trace};
use crate::wire::{AlertDescription, HandshakeType};

/// What there is to say at a step of a run that was tampered with: at the message that he had his hand
/// in, and where a side gives up. `None` at other steps, and when nobody sat in the middle.
pub(super) fn at(trace: &Trace, step: &Step) -> Option<String> {
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
    let did = format!("A man in the middle {}.", own.join(", and "));
    let first = trace.steps.iter().find(|step| step.failure.is_some());
    let Some(noticed) = first else {
        return Some(format!(
            "{did} Nobody notices, because nothing depends on it."
        ));
    };
    if noticed.index == step.index {
        return Some(format!("{did} Why not earlier: {}", reason(trace, noticed)));
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
    let check = noticed.checks.iter().find(|check| !check.passed);
    let check = check.map_or(String::new(), |check| {
        format!(", by the check of {}", check.name)
    });
    let alert = match &trace.outcome {
        Outcome::Failed {
            alert: Some(sent), ..
        } => format!("answers with the alert {}", sent.alert.description),
        _ => "ends without an alert".to_owned(),
    };
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
            let before = trace.steps[..noticed.index].iter().rev();
            let refused = before
                .filter_map(|step| step.message.as_ref())
                .find(|message| !noticed.actor.includes(message.sender));
            let finished = MessageName::Handshake(HandshakeType::Finished);
            match alert {
                Some(AlertDescription::BadRecordMac)
                    if refused.is_some_and(|message| {
                        message.name == finished || message.name == MessageName::Unknown
                    }) =>
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
