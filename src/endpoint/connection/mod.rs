//! The frame that both state machines share: feeding bytes, doing work, failing, ending.

use super::built::Turn;
use super::core::{ActDraft, Core, Received};
use super::fault::{Fault, Refusal};
use super::open::Open;
use super::role::{self, HandshakeState, Role};
use super::session::Session;
use super::{Endpoint, Progress};
use crate::crypto::random::SeededRng;
use crate::pki::time::UnixTime;
use crate::protocol::{Act, Event, MessageName, Side, Skippable, StateId, Topic};
use crate::record::{Content, Incoming};
use crate::record::{fill_carried, withhold_inside};
use crate::wire::alert::{Alert, AlertDescription};
use std::collections::VecDeque;

mod failing;
mod told;

enum Stage<S> {
    Handshake(HandshakeState<S>),
    Open(Open),
    Failing(Alert),
    Ended(StateId),
}

/// Client or server; see [`super::Client`] and [`super::Server`].
#[allow(
    private_bounds,
    reason = "a role is an inner matter of the two endpoints"
)]
pub struct Connection<R: Role> {
    role: R,
    core: Core,
    /// `None` only while a unit of work is being done.
    stage: Option<Stage<R::State>>,
    /// An act to be reported before anything else is done: a refusal follows the message refused.
    refusal: Option<Refusal>,
    outgoing: VecDeque<Vec<u8>>,
    close_requested: bool,
    received: Vec<u8>,
    end_of_input: bool,
}

#[allow(private_bounds, reason = "as above")]
impl<R: Role> Connection<R> {
    pub(super) fn with(role: R, rng: SeededRng, clock: UnixTime, state: R::State) -> Self {
        Connection {
            role,
            core: Core::new(R::SIDE, rng, clock),
            stage: Some(Stage::Handshake(HandshakeState::Own(state))),
            refusal: None,
            outgoing: VecDeque::new(),
            close_requested: false,
            received: Vec::new(),
            end_of_input: false,
        }
    }

    fn finish(&mut self, draft: ActDraft, acts: &mut Vec<Act>) {
        let act = Act {
            side: R::SIDE,
            topic: draft.topic,
            events: draft.events,
            state: self.state(),
        };
        if let Some(built) = &mut self.core.built {
            built.note(&act);
        }
        acts.push(act);
    }

    fn work_handshake(&mut self, state: HandshakeState<R::State>, acts: &mut Vec<Act>) -> Progress {
        let waits = !role::expected::<R>(&state).is_empty();
        match self.core.turn(role::state_name::<R>(&state), waits) {
            Turn::Ordinary => {}
            Turn::Improvise(piece) => return self.improvise(piece, Stage::Handshake(state), acts),
            Turn::Hold => return self.hold(Stage::Handshake(state)),
        }
        // after a fatal alert nothing more is sent (§7.2.2), however much there is left to do
        if !role::expected::<R>(&state).is_empty() || self.core.reader.fatal_alert_is_next() {
            return self.receive_handshake(state, acts);
        }
        // The role names the topic; a state that fails before it does so has rejected something.
        let mut draft = ActDraft {
            topic: Topic::Reject,
            events: Vec::new(),
        };
        let next = match state {
            HandshakeState::Own(state) => {
                self.role.work(state, &mut self.core, &mut draft).map(Some)
            }
            HandshakeState::Shared(completion) => {
                let next = completion.work(&mut self.core, &mut draft);
                next.map(|next| next.map(HandshakeState::Shared))
            }
        };
        match next {
            Ok(next) => {
                self.stage = Some(match next {
                    Some(state) => Stage::Handshake(state),
                    None => {
                        draft.events.push(Event::Established);
                        if let Some(session) = &self.core.keeping.session {
                            self.role.keep(session);
                        }
                        Stage::Open(Open::default())
                    }
                });
                self.finish(draft, acts);
            }
            Err(fault) => self.give_up(fault, draft, acts),
        }
        Progress::Worked
    }

    fn receive_handshake(
        &mut self,
        state: HandshakeState<R::State>,
        acts: &mut Vec<Act>,
    ) -> Progress {
        let expected = role::expected::<R>(&state);
        let passes = |name| R::PASSES_OVER_REQUEST && name == R::REQUEST;
        let in_order = |name| expected.contains(&name) || passes(name);
        let Some(mut incoming) = self.next_message(expected, in_order) else {
            self.stage = Some(Stage::Handshake(state));
            return self.out_of_input(acts);
        };
        self.core.judge_by_order(&mut incoming);
        let (mut draft, received) = match self.arrive(incoming) {
            Ok(arrived) => arrived,
            Err((draft, refusal)) => {
                self.stage = Some(Stage::Handshake(state));
                self.finish(draft, acts);
                self.refusal = Some(refusal);
                return Progress::Worked;
            }
        };
        if let Content::Alert(alert) = received.content {
            return self.receive_alert(alert, state, draft, acts);
        }
        let name = role::state_name::<R>(&state);
        // the request is ignored, but not any number of times
        let core = &mut self.core;
        let next = match state {
            state if passes(received.message) => core.reader.count_idle().map(|()| state),
            HandshakeState::Own(state) => {
                let next = self.role.receive(state, core, received, &mut draft);
                next.map(HandshakeState::Own)
            }
            HandshakeState::Shared(completion) => completion
                .receive(core, received, &mut draft)
                .map(HandshakeState::Shared),
        };
        match next {
            Ok(next) => {
                self.stage = Some(Stage::Handshake(next));
                self.finish(draft, acts);
            }
            Err(fault) => {
                let side = R::SIDE;
                acts.push(Act {
                    side,
                    topic: draft.topic,
                    events: draft.events,
                    state: name,
                });
                self.stage = Some(Stage::Ended(StateId::Failed));
                self.refusal = Some(fault.into());
            }
        }
        Progress::Worked
    }

    /// The next message, once it is there. A message out of order is refused as such, whatever else is
    /// wrong with it, and as soon as its type has come.
    fn next_message(
        &mut self,
        expected: &[MessageName],
        in_order: impl Fn(MessageName) -> bool,
    ) -> Option<Incoming> {
        let in_order = |name| name == MessageName::Alert || in_order(name);
        let reader = &mut self.core.reader;
        let mut incoming = match reader.next_message() {
            Some(incoming) => incoming,
            None if reader.begun().is_some_and(|name| !in_order(name)) => reader.take_begun()?,
            None => return None,
        };
        let name = incoming.transfer.message;
        let unreadable = |fault: &Fault| fault.alert == AlertDescription::DecodeError;
        let judged_by_type = incoming.content.as_ref().err().is_none_or(unreadable);
        if judged_by_type && !in_order(name) {
            let protected = incoming.unprotection.is_some();
            incoming.content = Err(Fault::out_of_order(expected, name, protected));
        }
        Some(incoming)
    }

    /// Starts the act of an arrival.
    #[allow(clippy::result_large_err, reason = "both sides carry the same draft")]
    fn arrive(&self, incoming: Incoming) -> Result<(ActDraft, Received), (ActDraft, Refusal)> {
        let Incoming {
            mut transfer,
            content,
            unprotection,
        } = incoming;
        let handshake = match &content {
            Ok(Content::Handshake(message)) => Some(message),
            _ => None,
        };
        fill_carried(&mut transfer, handshake, R::SIDE.peer());
        // What only the keys can show is reported by the step that uses them.
        if unprotection.is_some() {
            withhold_inside(&mut transfer);
        }
        let message = transfer.message;
        let bytes = transfer.content.clone();
        let draft = ActDraft {
            topic: Topic::Receive(message),
            events: vec![Event::Received(transfer)],
        };
        match content {
            Ok(content) => Ok((
                draft,
                Received {
                    message,
                    content,
                    bytes,
                    unprotection,
                },
            )),
            Err(fault) => Err((
                draft,
                Refusal {
                    fault,
                    unprotection,
                },
            )),
        }
    }

    fn receive_alert(
        &mut self,
        alert: Alert,
        state: HandshakeState<R::State>,
        draft: ActDraft,
        acts: &mut Vec<Act>,
    ) -> Progress {
        let ends = alert.is_fatal() || alert.description == AlertDescription::CloseNotify;
        if ends {
            self.alerted(alert, draft, acts);
        } else {
            let state = match state {
                HandshakeState::Own(state) => {
                    HandshakeState::Own(R::warned(state, alert.description))
                }
                shared => shared,
            };
            self.stage = Some(Stage::Handshake(state));
            self.finish(draft, acts);
        }
        Progress::Worked
    }

    fn work_open(&mut self, open: Open, acts: &mut Vec<Act>) -> Progress {
        let built = self.core.built.as_ref();
        if let Some(piece) = built.and_then(|built| built.turn_when_open()) {
            return self.improvise(piece, Stage::Open(open), acts);
        }
        let may_send = built.is_none_or(|built| built.may_send_data());
        let mut later = match may_send {
            true => VecDeque::new(),
            false => std::mem::take(&mut self.outgoing),
        };
        let progress = self.work_in_turn(open, acts);
        self.outgoing.append(&mut later);
        progress
    }

    fn work_in_turn(&mut self, mut open: Open, acts: &mut Vec<Act>) -> Progress {
        let mut draft = ActDraft {
            topic: Topic::Reject,
            events: Vec::new(),
        };
        let outcome = if open.has_work(&self.outgoing, self.close_requested) {
            open.work(
                &mut self.core,
                &mut self.outgoing,
                &mut self.received,
                &mut draft,
            )
        } else {
            let data = [MessageName::ApplicationData];
            let in_order = |name| data.contains(&name) || name == R::REQUEST;
            let Some(incoming) = self.next_message(&data, in_order) else {
                // a side that has sent close_notify need not wait for the answer (§7.2.1), but half
                // a record is no answer
                let whole = self.core.reader.unfinished() == 0;
                if self.end_of_input && open.has_sent_close() && whole {
                    self.stage = Some(Stage::Ended(StateId::Closed));
                    return Progress::Ended;
                }
                self.stage = Some(Stage::Open(open));
                return self.out_of_input(acts);
            };
            match self.arrive(incoming) {
                Ok((arrival, received)) => {
                    draft = arrival;
                    if let Content::Alert(alert) = received.content
                        && alert.is_fatal()
                    {
                        self.alerted(alert, draft, acts);
                        return Progress::Worked;
                    }
                    open.receive(R::SIDE, &mut self.core, received, &mut draft)
                }
                Err((arrival, refusal)) => {
                    self.stage = Some(Stage::Open(open));
                    self.finish(arrival, acts);
                    self.refusal = Some(refusal);
                    return Progress::Worked;
                }
            }
        };
        match outcome {
            Ok(()) => {
                let ended = open.ended();
                if ended {
                    draft.events.push(Event::Closed);
                }
                self.stage = Some(if ended {
                    Stage::Ended(StateId::Closed)
                } else {
                    Stage::Open(open)
                });
                self.finish(draft, acts);
            }
            Err(fault) if matches!(draft.topic, Topic::Receive(_)) => {
                self.stage = Some(Stage::Open(open));
                self.finish(draft, acts);
                self.refusal = Some(fault.into());
            }
            Err(fault) => self.give_up(fault, draft, acts),
        }
        Progress::Worked
    }
}

impl<R: Role> Endpoint for Connection<R> {
    fn side(&self) -> Side {
        R::SIDE
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.core.reader.feed(bytes);
    }

    fn end_of_input(&mut self) {
        self.end_of_input = true;
    }

    fn stop_reading(&mut self) {
        self.core.reader.stop();
    }

    fn work(&mut self, acts: &mut Vec<Act>) -> Progress {
        if let Some(refusal) = self.refusal.take() {
            self.refuse(refusal, acts);
            return Progress::Worked;
        }
        match self.stage.take() {
            Some(Stage::Handshake(state)) => self.work_handshake(state, acts),
            Some(Stage::Open(open)) => self.work_open(open, acts),
            Some(Stage::Failing(alert)) => {
                let topic = Topic::Send(MessageName::Alert);
                let mut draft = ActDraft {
                    topic,
                    events: Vec::new(),
                };
                // Without keys the alert goes in the clear; there is no third way to fail.
                let _ = self.core.send_alert(alert, &mut draft);
                draft.events.push(Event::Closed);
                self.stage = Some(Stage::Ended(StateId::Failed));
                self.finish(draft, acts);
                Progress::Worked
            }
            Some(Stage::Ended(name)) => {
                self.stage = Some(Stage::Ended(name));
                Progress::Ended
            }
            None => Progress::Ended,
        }
    }

    fn take_output(&mut self) -> Vec<u8> {
        self.core.writer.take_output()
    }

    fn send(&mut self, data: &[u8]) {
        let chunks = data.chunks(crate::wire::record::MAX_PLAINTEXT);
        self.outgoing.extend(chunks.map(<[u8]>::to_vec));
    }

    fn close(&mut self) {
        self.close_requested = true;
    }

    fn take_received(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.received)
    }

    fn state(&self) -> StateId {
        match &self.stage {
            Some(Stage::Handshake(state)) => role::state_name::<R>(state),
            Some(Stage::Open(open)) => open.state_name(),
            Some(Stage::Failing(_)) => StateId::SendAlert,
            Some(Stage::Ended(name)) => *name,
            None => StateId::Failed,
        }
    }

    fn session(&self) -> Option<Session> {
        self.core.keeping.session.clone()
    }

    fn is_open(&self) -> bool {
        matches!(self.stage, Some(Stage::Open(_)))
    }

    fn acts_next(&self) -> bool {
        match &self.stage {
            Some(Stage::Handshake(state)) => role::expected::<R>(state).is_empty(),
            Some(Stage::Failing(_)) => true,
            _ => self.refusal.is_some(),
        }
    }
}
