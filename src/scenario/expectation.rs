//! How a run must end, and whether it has.

use crate::protocol::Side;
use crate::said;
use crate::text::Said;
use crate::trace::{Actor, Outcome, Step, StepName, Trace};
use crate::wire::AlertDescription;

/// How a run must end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// Whether the handshake is completed and the connection closed as it should.
    pub established: bool,
    /// The fatal alert that is sent; `None` for no alert.
    pub alert: Option<AlertDescription>,
    /// Who notices first; `None` for either side.
    pub by: Option<Side>,
    /// The step in which it is noticed; `None` for any step.
    pub step: Option<StepName>,
}

impl Expectation {
    /// How a run ended, with every part that an expectation can have; `None` while it goes on.
    pub fn of(trace: &Trace) -> Option<Expectation> {
        let (established, alert) = match trace.outcome() {
            Outcome::Running => return None,
            Outcome::Established => (true, None),
            Outcome::Failed { alert, .. } => (false, alert.map(|sent| sent.alert.description)),
        };
        let failed = trace.given_up_since(0);
        let by = failed.and_then(|step| match step.actor {
            Actor::One(side) => Some(side),
            Actor::Both | Actor::Reader => None,
        });
        Some(Expectation {
            established,
            alert,
            by,
            step: failed.map(Step::name),
        })
    }

    /// How the run should have ended, and how it ended; `None` if that is the same.
    pub fn unmet(&self, trace: &Trace) -> Option<Said> {
        let got = Expectation::of(trace)?;
        let met = self.established == got.established
            && self.alert == got.alert
            && (self.by.is_none() || self.by == got.by)
            && (self.step.is_none() || self.step == got.step);
        let (wanted, got) = (self.words(), got.words());
        (!met).then(|| said!("scenario.expectation.unmet", wanted, got))
    }

    fn words(&self) -> Said {
        let alert = self.alert.map(|alert| alert.to_string());
        let (by, step) = (self.by.map(Side::name), self.step.map(StepName::key));
        match (self.established, &alert) {
            (true, _) => said!("scenario.expectation.established", alert, by, step),
            (false, Some(_)) => said!("scenario.expectation.failed", alert, by, step),
            (false, None) => said!("scenario.expectation.failed_silently", by, step),
        }
    }
}
