//! How a connection fails: it refuses a message, is refused itself, or the peer is gone.

use super::{Connection, Stage};
use crate::endpoint::core::ActDraft;
use crate::endpoint::fault::{Fault, Refusal};
use crate::endpoint::role::Role;
use crate::endpoint::{Endpoint, Progress};
use crate::protocol::{Act, Check, CheckName, Event, Failure, Skippable, StateId, Topic};
use crate::text::Said;
use crate::wire::alert::Alert;
use crate::{label, said};

#[allow(
    private_bounds,
    reason = "a role is an inner matter of the two endpoints"
)]
impl<R: Role> Connection<R> {
    /// Says why a message is refused, with the evidence, and gives up. The reader sees whether it
    /// was the padding or the MAC; the peer gets one alert for both (RFC 5246 §7.2.2).
    pub(super) fn refuse(&mut self, refusal: Refusal, acts: &mut Vec<Act>) {
        let Refusal {
            fault,
            unprotection,
        } = refusal;
        let mut draft = ActDraft {
            topic: Topic::Reject,
            events: Vec::new(),
        };
        match unprotection.filter(|opened| !opened.ok()) {
            Some(unprotection) => {
                self.core.opened(&unprotection, &mut draft);
                if self.bluff() {
                    draft.topic = Topic::Bluff;
                    return self.finish(draft, acts);
                }
            }
            None => {
                draft.check(fault.check, false, fault.reason.clone());
            }
        }
        self.give_up(fault, draft, acts);
    }

    /// Gives up: a step that says why, and the alert is next.
    pub(super) fn give_up(&mut self, fault: Fault, mut draft: ActDraft, acts: &mut Vec<Act>) {
        let alert = Alert::fatal(self.core.alert(fault.alert));
        let failure = Failure {
            alert: Some(alert),
            reason: fault.reason,
        };
        draft.events.push(Event::Failed(failure));
        self.forget();
        self.stage = Some(Stage::Failing(alert));
        self.finish(draft, acts);
    }

    /// After the peer's fatal alert, or its end, nothing may be sent any more.
    fn give_up_silently(&mut self, reason: Said, mut draft: ActDraft, acts: &mut Vec<Act>) {
        draft.events.push(Event::Failed(Failure {
            alert: None,
            reason,
        }));
        draft.events.push(Event::Closed);
        self.forget();
        self.stage = Some(Stage::Ended(StateId::Failed));
        self.finish(draft, acts);
    }

    /// After a fatal alert the session must not be resumed (§7.2.2).
    fn forget(&mut self) {
        self.core.keeping.session = None;
        self.role.forget(&self.core.keeping.id);
    }

    pub(super) fn out_of_input(&mut self, acts: &mut Vec<Act>) -> Progress {
        if !self.end_of_input {
            return Progress::Waits;
        }
        if self.core.bluffs && matches!(self.stage, Some(Stage::Open(_))) {
            // an impostor whose peer has left does not report a failure
            self.stage = Some(Stage::Ended(StateId::Closed));
            return Progress::Ended;
        }
        let unfinished = Some(self.core.reader.unfinished()).filter(|n| *n > 0);
        let waited = match &self.stage {
            Some(Stage::Open(open)) if !open.has_sent_close() => {
                label!("endpoint.fault.could_send")
            }
            _ => self.state().words(),
        };
        let side = R::SIDE.name();
        let reason = said!("endpoint.fault.end", side, waited, unfinished);
        let mut draft = ActDraft {
            topic: Topic::TransportClosed,
            events: Vec::new(),
        };
        let check = match &self.stage {
            Some(Stage::Open(_)) => CheckName::CloseNotify,
            _ => CheckName::EndOfConnection,
        };
        let open = matches!(self.stage, Some(Stage::Open(_)));
        if open && unfinished.is_none() && self.core.skips(Skippable::CloseNotify) {
            let skipped = Check::skipped(check, reason);
            draft.events.push(Event::Checked(skipped));
            draft.events.push(Event::Closed);
            self.stage = Some(Stage::Ended(StateId::Closed));
            self.finish(draft, acts);
            return Progress::Worked;
        }
        draft.check(check, false, reason.clone());
        self.give_up_silently(reason, draft, acts);
        Progress::Worked
    }

    /// The peer has sent an alert after which there is nothing more.
    pub(super) fn alerted(&mut self, alert: Alert, draft: ActDraft, acts: &mut Vec<Act>) {
        let (peer, level) = (R::SIDE.peer().name(), alert.level.to_string());
        let alert = alert.description.to_string();
        let reason = said!("endpoint.fault.peer_alert", peer, alert, level);
        self.give_up_silently(reason, draft, acts);
    }
}
