//! What is asked of a trace in every frame, found once when the trace comes in, so that a frame
//! costs the same in a trace of ten steps and in one of ten thousand.

use crate::trace::{
    Actor, ConnectionId, Holder, MessageName, Phase, Side, Step, Topic, Trace, ValueId, ValueName,
};
use crate::wire::HandshakeType;
use std::collections::HashMap;

/// Places in a trace. Every list is in ascending order.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Steps with a message.
    pub messages: Vec<usize>,
    /// Steps with a protected message.
    pub protected: Vec<usize>,
    /// Values of the handshake: all but those of single records.
    pub handshake: Vec<ValueId>,
    /// Steps in which a side gave up.
    pub failures: Vec<usize>,
    /// Whether a check was skipped.
    pub skipped: bool,
    /// Steps in which something was compared.
    pub checked: Vec<usize>,
    /// Steps in which a certificate chain was checked.
    pub certificate_checks: Vec<usize>,
    /// The values that can be seen in the message of a step.
    pub seen: HashMap<usize, Vec<ValueId>>,
    /// Steps in which a party learned something of a value.
    pub learned: Vec<usize>,
    /// The step in which the two sides parted: in which a message was taken out or changed on the way,
    /// or in which they came to have different values.
    pub parted: Option<usize>,
    /// Whether the client shows a key of its own.
    pub client_shows_a_key: bool,
    /// Where each connection is among the steps. One that has no step yet is not in the list.
    pub connections: Vec<Stretch>,
}

/// The steps of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Which connection.
    pub connection: ConnectionId,
    /// Its first step.
    pub first: usize,
    /// The step in which version and suite are agreed on.
    pub agreed: Option<usize>,
    /// The first step of each phase.
    pub phases: [Option<usize>; Phase::ALL.len()],
}

impl Stretch {
    fn from(step: &Step) -> Self {
        Stretch {
            connection: step.connection,
            first: step.index,
            agreed: None,
            phases: [None; Phase::ALL.len()],
        }
    }
}

impl Index {
    /// Goes through a trace once.
    pub fn of(trace: &Trace) -> Self {
        let mut index = Index::default();
        for step in trace.steps() {
            index.add(step);
        }
        let of_handshake = trace.values().iter().filter(|value| {
            use ValueName as V;
            !matches!(
                value.name,
                V::RecordContent(..) | V::RecordMac(..) | V::RecordIv(..) | V::RecordCiphertext(..)
            )
        });
        index.handshake = of_handshake.map(|value| value.id).collect();
        for value in trace.values() {
            for place in &value.places {
                let here = index.seen.entry(place.step).or_default();
                if here.last() != Some(&value.id) {
                    here.push(value.id);
                }
            }
        }
        let histories = trace.values().iter().flat_map(|value| &value.history);
        index.learned = histories.map(|(step, ..)| *step).collect();
        index.learned.sort_unstable();
        index.learned.dedup();
        index.client_shows_a_key = {
            let mut connections = trace.connections().iter();
            connections.any(|one| trace.first(one.id, ValueName::ClientModulus).is_some())
        };
        index.parted = parted(trace);
        index
    }

    fn add(&mut self, step: &Step) {
        let at = step.index;
        if let Some(message) = &step.message {
            self.messages.push(at);
            if message.protected {
                self.protected.push(at);
            }
        }
        if step.failure.is_some() {
            self.failures.push(at);
        }
        self.skipped |= step.checks.iter().any(|check| check.skipped);
        if !step.checks.is_empty() {
            self.checked.push(at);
        }
        let certificates = [
            Topic::CheckCertificate,
            Topic::CheckClientCertificate,
            Topic::CheckCertificateVerify,
            Topic::CheckKeyShare,
        ];
        if certificates.contains(&step.topic) {
            self.certificate_checks.push(at);
        }
        let last = self.connections.last();
        if last.is_none_or(|last| last.connection != step.connection) {
            self.connections.push(Stretch::from(step));
        }
        if let Some(here) = self.connections.last_mut() {
            let hello = MessageName::Handshake(HandshakeType::ServerHello);
            // a calculation begins with them; in a capture they are agreed on before a secret is taken
            let agrees = [Topic::Negotiate, Topic::Send(hello), Topic::TakeSecrets];
            if agrees.contains(&step.topic) {
                here.agreed.get_or_insert(at);
            }
            here.phases[step.phase as usize].get_or_insert(at);
        }
    }

    /// Where the connection of a step is, by its place in the list.
    pub fn connection_at(&self, step: usize) -> usize {
        let begun = self.connections.partition_point(|one| one.first <= step);
        begun.saturating_sub(1)
    }

    /// The first steps of all phases of all connections, in ascending order.
    pub fn phase_starts(&self) -> Vec<usize> {
        let all = self.connections.iter().flat_map(|one| one.phases);
        let mut starts: Vec<usize> = all.flatten().collect();
        starts.sort_unstable();
        starts
    }

    /// The last step at or before `cursor` in which this side gave up.
    pub fn gave_up(&self, trace: &Trace, side: Side, cursor: usize) -> Option<usize> {
        let failed = up_to(&self.failures, cursor).iter().rev();
        failed.copied().find(|at| {
            trace.steps().get(*at).is_some_and(|step| match step.topic {
                // an alert fails its receiver
                Topic::Send(MessageName::Alert) | Topic::Receive(MessageName::Alert) => {
                    step.actor == Actor::One(side.peer())
                }
                _ => step.actor.includes(side),
            })
        })
    }

    /// The value of this name that a side holds, or that both do.
    pub fn value(&self, trace: &Trace, name: ValueName, side: Option<Side>) -> Option<ValueId> {
        let all = self
            .handshake
            .iter()
            .filter_map(|id| trace.values().get(id.0));
        all.filter(|value| value.name == name)
            .filter(|value| match side {
                None => true,
                Some(side) => [Holder::Agreed, Holder::Of(side)].contains(&value.holder),
            })
            .map(|value| value.id)
            .next()
    }
}

/// The step in which the two sides of a run part.
fn parted(trace: &Trace) -> Option<usize> {
    let mut changed = trace.steps().iter().filter(|step| step.fate().tampered());
    let rivals = trace.values().iter().filter_map(|value| {
        let rival = trace.rival(value)?;
        Some(value.step.max(rival.step))
    });
    let changed = changed.next().map(|step| step.index);
    changed.into_iter().chain(rivals).min()
}

/// The part of an ascending list that is not past `last`.
pub fn up_to(list: &[usize], last: usize) -> &[usize] {
    &list[..list.partition_point(|at| *at <= last)]
}
