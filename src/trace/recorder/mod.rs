//! Makes a trace of the acts of one or two endpoints.
//!
//! In a simulation both ends report: sending a message makes a step, and its arrival completes that step.
//! On a real connection only our end reports, and an arriving message makes a step of its own. What both
//! sides compute at the same point is one step of both.

mod values;

use super::diagnosis::Diagnosis;
use super::message::{BufferKind, Fate};
use super::step::{Actor, Step};
use super::stream::{Chunk, Stream};
use super::value::{Derivation, Origin, ValueId};
use super::{Chain, Outcome, Replayed, Run, RunKind, SentAlert, Tampering, Trace, TranscriptEntry};
use crate::crypto::hash::{HashAlgorithm, RunningHash};
use crate::label;
use crate::protocol::{
    Act, Carrier, Event, Failure, KeyPart, MessageName, Phase, Side, StateId, Topic,
};
use std::sync::Arc;
use values::Sealed;

/// After a side has given up, it sends an alert, and there may be an end of the transport.
const MAX_STEPS_AFTER_FAILURE: usize = 4;

/// Records the acts of a run.
#[derive(Debug)]
pub struct Recorder {
    trace: Trace,
    states: [Option<StateId>; 2],
    established: [bool; 2],
    /// What the link has delivered and the receiver has not read yet, by sender.
    streams: [Stream; 2],
    /// The transcripts' running hashes, client first.
    hashes: [RunningHash; 2],
    /// Values seen encrypted before their bytes came up.
    sealed: Vec<Sealed>,
    /// Key pairs that are there before the run, until its first step is recorded.
    brought: Vec<(Side, KeyPart)>,
}

impl Recorder {
    /// A recorder with an empty trace.
    pub fn new(run: Run) -> Self {
        Recorder {
            trace: Trace::new(run),
            states: [None; 2],
            established: [false; 2],
            streams: [Stream::default(), Stream::default()],
            hashes: [HashAlgorithm::Sha256; 2].map(RunningHash::new),
            sealed: Vec::new(),
            brought: Vec::new(),
        }
    }

    /// What has been recorded so far.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Ends the recording.
    pub fn into_trace(self) -> Trace {
        self.trace
    }

    /// Records one act. If the act sends something, that is a step of its own, and the last one.
    pub fn record(&mut self, act: Act) {
        self.states[act.side as usize] = Some(act.state);
        let (step, fate) = self.step_for(&act);
        if let (Topic::Send(_), RunKind::Simulation) = (act.topic, &self.trace.run.kind) {
            let len = carriers(&act)
                .iter()
                .map(|carrier| carrier.record.len())
                .sum();
            self.deliver(act.side, step, len, false);
        }
        for event in act.events {
            self.apply(step, act.side, event);
        }
        for (side, part) in std::mem::take(&mut self.brought) {
            self.brought(side, part);
        }
        let recorded = &mut self.trace.steps[step];
        recorded.states = self.states;
        if let Some(fate) = fate
            && let Some(message) = &mut recorded.message
        {
            message.fate = fate;
        }
    }

    /// Records that the message of a step, the last of its sender, does not reach the other side as it was sent.
    /// [`Recorder::delivered`] records what does arrive, if anything.
    pub fn intercepted(&mut self, step: usize, fate: Fate) {
        let Some(message) = &mut self.trace.steps[step].message else {
            return;
        };
        message.fate = fate;
        let sender = message.sender;
        if matches!(fate, Fate::Dropped | Fate::Cut) {
            self.never_seen(step, sender.peer());
        }
        let stream = &mut self.streams[sender as usize];
        stream.intercepted = true;
        if stream.chunks.back().is_some_and(|chunk| chunk.step == step)
            && let Some(chunk) = stream.chunks.pop_back()
        {
            let before = stream.chunks.back().map_or(stream.read, |chunk| chunk.end);
            stream.delivered -= chunk.end - before;
        }
    }

    /// Records bytes that an attacker passes on: an intercepted message as it was
    /// sent, or changed, or a copy of it.
    pub fn delivered(&mut self, step: usize, bytes: &[u8], copy: bool) {
        let Some(message) = &mut self.trace.steps[step].message else {
            return;
        };
        let sent = message
            .buffer(BufferKind::Record)
            .map(|sent| sent.bytes.as_slice());
        if !copy && sent != Some(bytes) {
            message.changed_to(bytes);
        }
        let sender = message.sender;
        self.deliver(sender, step, bytes.len(), copy);
    }

    fn deliver(&mut self, sender: Side, step: usize, len: usize, copy: bool) {
        let stream = &mut self.streams[sender as usize];
        stream.delivered += len;
        stream.chunks.push_back(Chunk {
            end: stream.delivered,
            step,
            copy,
            read: false,
        });
    }

    /// Records the key pair that a side brings. It is there from the first step on, whether it is used in
    /// the run or not.
    pub fn brings(&mut self, side: Side, key_pair: impl IntoIterator<Item = KeyPart>) {
        let parts = key_pair.into_iter().map(|part| (side, part));
        self.brought.extend(parts);
    }

    /// Records that an attacker plays a side from a recording.
    pub fn replays(&mut self, replayed: Replayed) {
        self.trace.replayed = Some(replayed);
    }

    /// Records the sides, client first, whose generator gives the same numbers in every run.
    pub fn repeats(&mut self, sides: [bool; 2]) {
        self.trace.repeats = sides;
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

    /// Records what an attacker was to do.
    pub fn tampered(&mut self, tampering: Vec<Tampering>) {
        self.trace.tampering = tampering;
    }

    /// The step that an act belongs to: an open one that it completes, or a new one; and what became
    /// of a message that no one sent.
    fn step_for(&mut self, act: &Act) -> (usize, Option<Fate>) {
        let next = self.trace.steps.len();
        let mut fate = None;
        match act.topic {
            Topic::Receive(_) => {
                let stream = &mut self.streams[act.side.peer() as usize];
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
        let present = self.trace.steps.last().map(|step| step.phase);
        let established = self.trace.outcome == Outcome::Established;
        let phase = act
            .topic
            .phase(present.unwrap_or(Phase::Hello), established);
        self.trace.steps.push(Step {
            index: next,
            phase,
            actor: Actor::One(actor),
            kind: topic.kind(),
            topic,
            message: None,
            values: Vec::new(),
            checks: Vec::new(),
            failure: None,
            diagnosis: None,
            states: self.states,
        });
        (next, fate)
    }

    fn apply(&mut self, step: usize, side: Side, event: Event) {
        match event {
            Event::Generated { name, bytes } => {
                self.learn(step, side, name, bytes, Origin::Generated { by: side });
            }
            Event::Stored { name, bytes, path } => {
                let id = self.learn(step, side, name, bytes, Origin::Stored { path });
                if name.is_of_own_key(side) {
                    self.had_from_the_start(id, side);
                }
            }
            Event::Kept { name, bytes } => {
                let path = label!("endpoint.origin.session").to_owned();
                self.learn(step, side, name, bytes, Origin::Stored { path });
            }
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
            Event::Agreed { version, suite } => {
                self.trace.version = Some(version);
                self.trace.suite = Some(suite);
                self.hash_transcripts();
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
                if !self
                    .trace
                    .chains
                    .iter()
                    .any(|known| known.owner == owner && known.certificates == chain.certificates)
                {
                    self.trace.chains.push(chain);
                }
            }
            Event::Withheld(why) => self.trace.withheld = Some(why),
            Event::Anchored { owner, certificate } => {
                self.trace.anchors.push((owner, step, certificate));
            }
            Event::Transcribed { message, bytes } => self.transcribe(step, side, message, bytes),
            Event::Established => {
                self.established[side as usize] = true;
                let complete = match &self.trace.run.kind {
                    RunKind::Simulation => self.established == [true, true],
                    RunKind::Connection { ours, .. } => self.established[*ours as usize],
                };
                if complete && self.trace.outcome == Outcome::Running {
                    self.trace.outcome = Outcome::Established;
                }
            }
            Event::Failed(failure) => self.fail(step, failure),
            Event::Closed => {}
        }
    }

    /// Keeps the derivations in the order of steps: an arrival can complete a step that is not
    /// the last.
    fn derived(&mut self, derivation: Derivation) {
        let all = &mut self.trace.derivations;
        let at = all.partition_point(|other| other.step <= derivation.step);
        all.insert(at, derivation);
    }

    fn fail(&mut self, step: usize, failure: Failure) {
        self.trace.steps[step].failure = Some(failure.reason.clone());
        if !matches!(self.trace.outcome, Outcome::Failed { .. }) {
            let alert = self.last_fatal_alert();
            self.trace.outcome = Outcome::Failed {
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
        self.trace.steps.iter().rev().find_map(message)
    }

    /// Hashes the transcripts as the version that was agreed on does: what came before was hashed as the
    /// newest would.
    fn hash_transcripts(&mut self) {
        let agreed = self.trace.rules().zip(self.trace.suite);
        let Some((rules, suite)) = agreed else { return };
        for (hash, transcript) in self.hashes.iter_mut().zip(&mut self.trace.transcripts) {
            *hash = RunningHash::new((rules.transcript_hash)(suite));
            for entry in transcript {
                entry.hash = hash.update(&entry.bytes);
            }
        }
    }

    fn transcribe(&mut self, step: usize, side: Side, message: MessageName, bytes: Vec<u8>) {
        let (step, sender) = self.message_of(step, side, message);
        let hash = self.hashes[side as usize].update(&bytes);
        let transcript = &mut self.trace.transcripts[side as usize];
        transcript.push(TranscriptEntry {
            step,
            message,
            sender,
            bytes,
            hash,
        });
    }

    /// The step whose message a transcript takes in, and who sent it. A Finished enters the
    /// transcript of its receiver only once it is checked, in a later step.
    fn message_of(&self, step: usize, side: Side, name: MessageName) -> (usize, Side) {
        let steps = &self.trace.steps;
        if let Some(message) = &steps[step].message {
            return (step, message.sender);
        }
        let received = |step: &Step| {
            let message = step.message.as_ref()?;
            let it = message.name == name && message.sender == side.peer();
            it.then_some((step.index, message.sender))
        };
        let found = steps[..step].iter().rev().find_map(received);
        found.unwrap_or((step, side))
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
