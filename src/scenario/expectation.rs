//! How a run must end, and whether it has.

use crate::endpoint::event::Side;
use crate::trace::{Actor, Outcome, Step, Trace};

/// How a run must end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// Whether the handshake is completed and the connection closed as it should.
    pub established: bool,
    /// The fatal alert that is sent, by its name in the RFC; `None` for no alert.
    pub alert: Option<String>,
    /// Who notices first; `None` for whoever it is.
    pub by: Option<Side>,
    /// The key of the step in which it is noticed, one of [`STEPS`](crate::trace::STEPS) or of [`super::MESSAGES`]; `None` for
    /// whichever it is.
    pub step: Option<String>,
}

impl Expectation {
    /// How a run ended, said as fully as an expectation can; `None` while it goes on.
    pub fn of(trace: &Trace) -> Option<Expectation> {
        let (established, alert) = match &trace.outcome {
            Outcome::Running => return None,
            Outcome::Established => (true, None),
            Outcome::Failed { alert, .. } => {
                (false, alert.map(|sent| sent.alert.description.to_string()))
            }
        };
        let failed = trace.given_up_since(0);
        let by = failed.and_then(|step| match step.actor {
            Actor::One(side) => Some(side),
            Actor::Both => None,
        });
        Some(Expectation {
            established,
            alert,
            by,
            step: failed.map(Step::key),
        })
    }

    /// What the run was to come to, and what it came to; `None` if that is the same.
    pub fn unmet(&self, trace: &Trace) -> Option<String> {
        let got = Expectation::of(trace)?;
        let met = self.established == got.established
            && self.alert == got.alert
            && (self.by.is_none() || self.by == got.by)
            && (self.step.is_none() || self.step == got.step);
        (!met).then(|| format!("expected {}, got {}", self.words(), got.words()))
    }

    fn words(&self) -> String {
        let mut words = match self.established {
            true => "an established connection".to_owned(),
            false => match &self.alert {
                Some(alert) => format!("a failure with the alert {alert}"),
                None => "a failure without an alert".to_owned(),
            },
        };
        if let (true, Some(alert)) = (self.established, &self.alert) {
            words.push_str(&format!(", with the alert {alert}"));
        }
        if let Some(side) = self.by {
            words.push_str(&format!(", noticed by the {}", side.name()));
        }
        if let Some(step) = &self.step {
            words.push_str(&format!(", in the step {step}"));
        }
        words
    }
}
