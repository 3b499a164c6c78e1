//! Makes a trace of the entries of a journal.
//!
//! In a simulation both ends report: sending a message makes a step, and its arrival completes that step.
//! On a real connection only our end reports, and an arriving message makes a step of its own. What both
//! sides compute at the same point is one step of both.

mod observed;
mod transcripts;
mod values;

use super::connection::{Connection, Observed};
use super::crossing::{Arrived, Passage};
use super::diagnosis::Diagnosis;
use super::id::ConnectionId;
use super::id::ValueId;
use super::journal::{Attempt, Entry, LinkEvent, TransferId};
use super::message::{BufferKind, Fate};
use super::step::{Actor, Step};
use super::stream::{Chunk, Stream};
use super::value::{Derivation, Origin};
use super::{Chain, Outcome, Run, SentAlert, Tampering, Trace};
use crate::crypto::hash::{HashAlgorithm, RunningHash};
use crate::protocol::{Act, Carrier, Event, Failure, KeyPart, Phase, Side, StateId, Topic};
use std::sync::Arc;
use values::{Sealed, Sent};

/// After a side has given up, it sends an alert, and there may be an end of the transport.
const MAX_STEPS_AFTER_FAILURE: usize = 4;

/// Records a run.
#[derive(Debug)]
pub struct Recorder {
    trace: Trace,
    /// The connection that is being recorded.
    present: Present,
    /// The messages that were sent, by sender.
    sent: [Vec<Sent>; 2],
}

/// What is to be remembered of a connection while it is recorded.
#[derive(Debug)]
struct Present {
    id: ConnectionId,
    /// The step that it begins with.
    first_step: usize,
    states: [Option<StateId>; 2],
    established: [bool; 2],
    /// What the link has delivered and the receiver has not read yet, by sender.
    streams: [Stream; 2],
    /// The transcripts' running hashes, client first.
    hashes: [RunningHash; 2],
    /// Values seen encrypted before their bytes came up.
    sealed: Vec<Sealed>,
    /// Key pairs that are there before the connection, until its first step is recorded.
    brought: Vec<(Side, KeyPart)>,
}

/// What is found out about a run once it is over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// What there is to learn from it, in a sentence; empty where nothing is said.
    pub lesson: String,
    /// The attempts of an attacker, by their place in [`Trace::tampering`], because of which a side gives
    /// up, and in which step.
    pub noticed: Vec<(usize, usize)>,
    /// What is wrong with results of someone's own implementation, and in which steps they were compared.
    pub diagnoses: Vec<(usize, Diagnosis)>,
}

impl Present {
    fn new(id: ConnectionId, first_step: usize) -> Self {
        Present {
            id,
            first_step,
            states: [None; 2],
            established: [false; 2],
            streams: [Stream::default(), Stream::default()],
            hashes: [HashAlgorithm::Sha256; 2].map(RunningHash::new),
            sealed: Vec::new(),
            brought: Vec::new(),
        }
    }
}

impl Recorder {
    /// A recorder with an empty trace.
    pub fn new(run: Run) -> Self {
        Recorder {
            trace: Trace::new(run),
            present: Present::new(ConnectionId::FIRST, 0),
            sent: [Vec::new(), Vec::new()],
        }
    }

    /// What has been recorded so far. It is for a reader, and for what has to be found out before the
    /// recording is finished; a producer of entries decides nothing from it.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Ends the recording with what was found out about it.
    pub fn finish(mut self, findings: Findings) -> Trace {
        self.diagnose();
        self.trace.lesson = findings.lesson;
        for (step, diagnosis) in findings.diagnoses {
            self.trace.steps[step].diagnosis = Some(Arc::new(diagnosis));
        }
        for (tampering, step) in findings.noticed {
            if let Some(tampering) = self.trace.tampering.get_mut(tampering) {
                tampering.noticed = Some(step);
            }
        }
        self.trace
    }

    /// Records an entry.
    pub fn record(&mut self, entry: impl Into<Entry>) {
        match entry.into() {
            Entry::Connection { observed } => {
                let id = self.trace.begin(observed);
                self.present = Present::new(id, self.trace.steps.len());
            }
            Entry::Brings { side, key_pair } => {
                let parts = key_pair.into_iter().map(|part| (side, part));
                self.present.brought.extend(parts);
            }
            Entry::Repeats(sides) => self.trace.repeats = sides,
            Entry::Replays(replayed) => self.trace.replayed = Some(replayed),
            Entry::Act(act) => self.act(act),
            Entry::Link(LinkEvent::Intercepted { message, fate }) => {
                self.intercepted(message, fate);
            }
            Entry::Link(LinkEvent::Delivered {
                message,
                changed,
                copy,
            }) => self.delivered(message, changed.as_deref(), copy),
            Entry::Attempt(attempt) => self.attempted(attempt),
            Entry::Observation(observation) => self.observed(observation),
        }
    }

    /// The connection that is being recorded.
    fn connection(&self) -> &Connection {
        self.trace.connection(self.present.id)
    }

    fn connection_mut(&mut self) -> &mut Connection {
        &mut self.trace.connections[self.present.id.0]
    }

    /// An act that sends something is a step of its own, and the last one.
    fn act(&mut self, act: Act) {
        self.present.states[act.side as usize] = Some(act.state);
        let (step, fate) = self.step_for(&act);
        for event in act.events {
            self.apply(step, act.side, event);
        }
        for (side, part) in std::mem::take(&mut self.present.brought) {
            self.brought(side, part);
        }
        let recorded = &mut self.trace.steps[step];
        recorded.states = self.present.states;
        if let Some(fate) = fate
            && let Some(message) = &mut recorded.message
        {
            message.fate = fate;
        }
    }

    /// The step of a message that was sent.
    fn step_of(&self, message: TransferId) -> Option<usize> {
        let sent = &self.sent[message.sender as usize];
        sent.get(message.number).map(|sent| sent.step)
    }

    fn intercepted(&mut self, message: TransferId, fate: Fate) {
        self.present.streams[message.sender as usize].intercepted = true;
        let step = self.step_of(message);
        let message = step.and_then(|step| self.trace.steps[step].message.as_mut());
        if let Some(message) = message {
            message.fate = fate;
        }
        if let Some(step) = step.filter(|_| !fate.arrives()) {
            self.passes(step, Arrived::Nothing, false);
        }
    }

    fn passes(&mut self, step: usize, arrived: Arrived, copy: bool) {
        let passage = Passage {
            step,
            arrived,
            copy,
        };
        self.trace.passages.push(passage);
    }

    fn delivered(&mut self, id: TransferId, changed: Option<&[u8]>, copy: bool) {
        let Some(step) = self.step_of(id) else { return };
        let Some(message) = &mut self.trace.steps[step].message else {
            return;
        };
        let sent = message.buffer(BufferKind::Record);
        let sent = sent.map_or(0, |sent| sent.bytes.len());
        if let Some(changed) = changed.filter(|_| !copy) {
            message.changed_to(changed);
        }
        let arrived = match changed {
            Some(changed) => Arrived::Changed(changed.to_vec()),
            None => Arrived::AsSent,
        };
        self.passes(step, arrived, copy);
        let len = changed.map_or(sent, <[u8]>::len);
        self.deliver(id.sender, step, len, copy);
        self.arrives(id);
    }

    fn attempted(&mut self, attempt: Attempt) {
        let Attempt { what, done, fate } = attempt;
        let done = match done.map(|message| self.step_of(message)) {
            Ok(Some(step)) => Ok(step),
            Err(problem) => Err(problem),
            // no message has this number
            Ok(None) => return,
        };
        self.trace.tampering.push(Tampering {
            what,
            done,
            fate,
            noticed: None,
        });
    }

    fn deliver(&mut self, sender: Side, step: usize, len: usize, copy: bool) {
        let stream = &mut self.present.streams[sender as usize];
        stream.delivered += len;
        stream.chunks.push_back(Chunk {
            end: stream.delivered,
            step,
            copy,
            read: false,
        });
    }

    /// Finds out what the peer has probably done wrong, if our side has refused what it sent. This is for
    /// the reader alone, and happens only once the alert is on its way or no peer waits for it: how long this
    /// takes depends on what was decrypted.
    pub fn diagnose(&mut self) {
        let refuses = |step: &&Step| step.failure.is_some() && step.diagnosis.is_none();
        let mut last = self.trace.steps.iter().rev().take(MAX_STEPS_AFTER_FAILURE);
        let found = last.find(refuses).and_then(|step| {
            let diagnosis = Diagnosis::of(&self.trace, step)?;
            Some((step.index, diagnosis))
        });
        if let Some((index, diagnosis)) = found {
            self.trace.steps[index].diagnosis = Some(Arc::new(diagnosis));
        }
    }

    /// The step that an act belongs to: an open one that it completes, or a new one; and what became
    /// of a message that no one sent.
    fn step_for(&mut self, act: &Act) -> (usize, Option<Fate>) {
        let mut fate = None;
        match act.topic {
            Topic::Receive(_) => {
                let stream = &mut self.present.streams[act.side.peer() as usize];
                if let Some(chunk) = stream.read(carriers(act)) {
                    let first = !std::mem::replace(&mut chunk.read, true);
                    match (first, chunk.copy) {
                        (true, false) => return (chunk.step, None),
                        (true, true) => fate = Some(Fate::CopyOf(chunk.step)),
                        (false, _) => fate = Some(Fate::PartOf(chunk.step)),
                    }
                }
            }
            topic if topic.is_joint() => {
                let peer = Actor::One(act.side.peer());
                if let Some(last) = self.trace.steps.last_mut()
                    && last.connection == self.present.id
                    && last.topic == act.topic
                    && last.actor == peer
                {
                    last.actor = Actor::Both;
                    return (last.index, None);
                }
            }
            _ => {}
        }
        let (topic, actor) = match act.topic {
            Topic::Receive(name) => (Topic::Send(name), act.side.peer()),
            other => (other, act.side),
        };
        (self.new_step(topic, Actor::One(actor)), fate)
    }

    /// Adds a step in which nothing has happened yet.
    fn new_step(&mut self, topic: Topic, actor: Actor) -> usize {
        let steps = &self.trace.steps[self.present.first_step..];
        let present = steps.last().map(|step| step.phase);
        let established = self.connection().outcome == Outcome::Established;
        let phase = topic.phase(present.unwrap_or(Phase::Hello), established);
        let index = self.trace.steps.len();
        self.trace.steps.push(Step {
            index,
            connection: self.present.id,
            phase,
            actor,
            kind: topic.kind(),
            topic,
            message: None,
            values: Vec::new(),
            checks: Vec::new(),
            failure: None,
            diagnosis: None,
            states: self.present.states,
        });
        index
    }

    fn apply(&mut self, step: usize, side: Side, event: Event) {
        match event {
            Event::Generated { name, bytes } => {
                self.learn(step, side, name, bytes, Origin::Generated { by: side });
            }
            Event::Stored { name, bytes, path } => {
                self.learn(step, side, name, bytes, Origin::Stored { path });
            }
            Event::Kept { name, bytes } => self.kept(step, side, name, bytes),
            Event::Derived {
                name,
                bytes,
                operation,
                inputs,
                output,
            } => {
                let needed = inputs.len();
                let inputs: Vec<ValueId> = inputs
                    .into_iter()
                    .filter_map(|input| self.id(input, side))
                    .collect();
                let origin = Origin::Derived {
                    operation: operation.clone(),
                    inputs: inputs.clone(),
                    output: output.clone(),
                };
                let value = self.learn(step, side, name, bytes, origin);
                if inputs.len() == needed {
                    self.computed_in_the_open(step, value, &inputs);
                }
                self.derived(Derivation {
                    step,
                    by: side,
                    value,
                    operation,
                    inputs,
                    output,
                });
            }
            Event::Sent(transfer) => self.transfer(step, side, side, transfer),
            Event::Received(transfer) => self.transfer(step, side, side.peer(), transfer),
            Event::Checked(check) => self.trace.steps[step].checks.push(check),
            Event::Agreed {
                version,
                suite,
                switches,
            } => {
                let connection = self.connection_mut();
                connection.version = Some(version);
                connection.suite = Some(suite);
                connection.switches = switches;
                self.hash_transcripts();
            }
            Event::ChosenBeyond { version, suite } => {
                let connection = self.connection_mut();
                connection.version = Some(version);
                connection.other_suite = Some(suite);
            }
            Event::Chain {
                owner,
                certificates,
            } => {
                let chain = Chain {
                    owner,
                    step,
                    certificates,
                };
                let chains = &mut self.connection_mut().chains;
                let same = |known: &Chain| {
                    known.owner == owner && known.certificates == chain.certificates
                };
                if !chains.iter().any(same) {
                    chains.push(chain);
                }
            }
            Event::Withheld(why) => self.connection_mut().withheld = Some(why),
            Event::Anchored { owner, certificate } => {
                let anchors = &mut self.connection_mut().anchors;
                anchors.push((owner, step, certificate));
            }
            Event::Transcribed {
                message,
                sender,
                bytes,
            } => self.transcribe(step, side, message, sender, bytes),
            Event::Established => {
                self.present.established[side as usize] = true;
                let established = self.present.established;
                let connection = self.connection_mut();
                let captured = connection.is_captured();
                let complete = Side::BOTH.into_iter().all(|side| {
                    let outside = connection.observed(side) == Observed::Outside && !captured;
                    outside || established[side as usize]
                });
                if complete && connection.outcome == Outcome::Running {
                    connection.outcome = Outcome::Established;
                }
            }
            Event::Failed(failure) => self.fail(step, failure),
            Event::Closed => {}
        }
    }

    /// Keeps the derivations in the order of steps: an arrival can complete a step that is not
    /// the last.
    pub(super) fn derived(&mut self, derivation: Derivation) {
        let all = &mut self.trace.derivations;
        let at = all.partition_point(|other| other.step <= derivation.step);
        all.insert(at, derivation);
    }

    fn fail(&mut self, step: usize, failure: Failure) {
        self.trace.steps[step].failure = Some(failure.reason.clone());
        if !matches!(self.connection().outcome, Outcome::Failed { .. }) {
            let alert = self.last_fatal_alert();
            self.connection_mut().outcome = Outcome::Failed {
                alert,
                reason: failure.reason,
            };
        }
    }

    /// The fatal alert that is already on the wire when a side gives up because of it.
    fn last_fatal_alert(&self) -> Option<SentAlert> {
        let message = |step: &Step| {
            let message = step.message.as_ref()?;
            let alert = message.fatal_alert()?;
            Some(SentAlert {
                alert,
                side: message.sender,
                step: step.index,
            })
        };
        let steps = &self.trace.steps[self.present.first_step..];
        steps.iter().rev().find_map(message)
    }
}

/// The records of the message that an act is about.
fn carriers(act: &Act) -> &[Carrier] {
    let found = act.events.iter().find_map(|event| match event {
        Event::Sent(transfer) | Event::Received(transfer) => Some(transfer.carriers.as_slice()),
        _ => None,
    });
    found.unwrap_or_default()
}
