//! A run as one party sees it: a copy of the trace in which every byte that the party lacks is
//! blank. Lengths, names and origins stay, so every view works on it as on the whole run, and none
//! can show what is not in it. A side does not see an attacker: for it every message of its own has
//! arrived as it was sent, and what it receives was sent so.

use super::id::ValueId;
use super::message::{BufferKind, Fate, Message};
use super::step::{Actor, Step};
use super::value::{Derivation, Holder, Origin, Value};
use super::{Operation, Outcome, Trace, TranscriptEntry};
use crate::protocol::{Side, StepKind, ValueName};
use crate::said;
use crate::wire::record::HEADER_LEN;
use std::sync::Arc;

/// Who looks at a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eyes {
    /// Of every value, whether they have its bytes.
    pub sees: Vec<bool>,
    /// The side whose inside they see; `None` for those that see only the wire.
    pub within: Option<Side>,
}

impl Eyes {
    /// Whether they have the bytes of a value.
    pub fn sees(&self, id: ValueId) -> bool {
        self.sees.get(id.0).copied().unwrap_or(false)
    }

    /// Whether they can know that there is a message: not a side that it does not reach, or in whose
    /// name an attacker sends it.
    fn knows_of(&self, message: &Message) -> bool {
        let Some(side) = self.within else { return true };
        match message.fate {
            Fate::Dropped | Fate::Cut | Fate::HeldBack => side == message.sender,
            Fate::CopyOf(_) | Fate::PartOf(_) | Fate::Replayed => side != message.sender,
            Fate::Delivered | Fate::Changed | Fate::Repeated => true,
        }
    }

    /// Whether a value is the peer's, in the place of one that the side within has itself.
    pub fn is_rival(&self, value: &Value) -> bool {
        let Some(side) = self.within else {
            return false;
        };
        let own = [Holder::Agreed, Holder::Of(side)].contains(&value.holder);
        !own && !self.sees(value.id)
    }

    fn computes(&self, one: &Derivation) -> bool {
        let whole = self.sees(one.value) && one.inputs.iter().all(|id| self.sees(*id));
        // where the MAC is wrong, the one that was computed is nowhere on the wire
        let told = match &one.operation {
            Operation::Unprotection(record) => record.mac_ok || self.within == Some(one.by),
            _ => true,
        };
        // a side follows its own computations alone
        let own = self.within.is_none_or(|side| side == one.by);
        whole && told && own
    }
}

impl Trace {
    /// Whether someone can follow a step: sees its message, or has all that is computed in it.
    pub fn is_followed(&self, eyes: &Eyes, step: &Step) -> bool {
        if let Some(message) = &step.message {
            return eyes.knows_of(message);
        }
        if let Some(side) = eyes.within {
            return step.actor.includes(side);
        }
        let made = self.derived_in(step.index);
        let something = !step.values.is_empty() || !made.is_empty();
        something
            && step.values.iter().all(|id| eyes.sees(*id))
            && made.iter().all(|one| eyes.computes(one))
    }

    /// The side whose part of a step that both take someone on the wire can follow, where it is only
    /// one's.
    pub fn followed_half(&self, eyes: &Eyes, step: &Step) -> Option<Side> {
        if eyes.within.is_some() || step.message.is_some() || step.actor != Actor::Both {
            return None;
        }
        let values = step.values.iter().map(|id| self.value(*id));
        let follows = |side: Side| {
            let mut own = values.clone().filter(|it| it.holder == Holder::Of(side));
            let has = |value: &Value| eyes.sees(value.id);
            own.next().is_some_and(has) && own.all(has)
        };
        match Side::BOTH.map(follows) {
            [true, false] => Some(Side::Client),
            [false, true] => Some(Side::Server),
            _ => None,
        }
    }

    /// Of every step, whether someone can read its message: it is in the clear, or they have its
    /// content.
    pub fn readable(&self, eyes: &Eyes) -> Vec<bool> {
        let mut inside: Vec<Option<bool>> = vec![None; self.steps.len()];
        for value in &self.values {
            for place in &value.places {
                if place.buffer != BufferKind::Record {
                    let whole = inside[place.step].unwrap_or(true);
                    inside[place.step] = Some(whole && eyes.sees(value.id));
                }
            }
        }
        let read = |(step, inside): (&Step, Option<bool>)| match &step.message {
            Some(message) if !eyes.knows_of(message) => false,
            Some(message) if eyes.within != Some(message.sender) && message.protected => {
                inside.unwrap_or(false)
            }
            Some(_) => true,
            None => false,
        };
        self.steps.iter().zip(inside).map(read).collect()
    }

    /// The run as someone sees it.
    pub fn as_seen_by(&self, eyes: &Eyes) -> Trace {
        let mut seen = self.clone();
        for value in &mut seen.values {
            if !eyes.sees(value.id) {
                value.bytes.fill(0);
            }
            if let Origin::Derived {
                operation, inputs, ..
            } = &mut value.origin
                && !(eyes.sees(value.id) && inputs.iter().all(|id| eyes.sees(*id)))
            {
                blank_operation(operation);
            }
        }
        seen.derivations.retain(|one| eyes.computes(one));
        let all_readable = self.readable(eyes);
        for (step, whole) in seen.steps.iter_mut().zip(&self.steps) {
            let readable = all_readable[whole.index];
            let receiver = whole.message.as_ref().map(|message| message.sender.peer());
            let own = match receiver {
                Some(receiver) => eyes.within == Some(receiver),
                None => self.is_followed(eyes, whole),
            };
            if !own {
                step.checks.clear();
                step.diagnosis = None;
                let told = step.kind == StepKind::Alert && readable;
                if step.failure.is_some() && !told {
                    let reason = said!("trace.seen.reason");
                    step.failure = Some(reason).filter(|_| eyes.within.is_none());
                }
            }
            step.values.retain(|id| !eyes.is_rival(self.value(*id)));
            if eyes.within.is_some() && !self.is_followed(eyes, whole) {
                step.values.clear();
            }
            step.message = step.message.take().filter(|it| eyes.knows_of(it));
            if let Some(message) = &mut step.message {
                let mut keys = self.of_name(step.connection, ValueName::WriteKey(message.sender));
                let opens = readable && keys.all(|key| eyes.sees(key.id));
                blank_message(message, eyes, readable, opens);
            }
        }
        if eyes.within.is_some() {
            self.leave_out_the_attacker(eyes, &mut seen);
        }
        let mut connections = std::mem::take(&mut seen.connections);
        for connection in &mut connections {
            if let Outcome::Failed { reason, .. } = &mut connection.outcome {
                let mut steps = seen.steps.iter();
                let first = steps.find_map(|step| match step.connection == connection.id {
                    true => step.failure.clone(),
                    false => None,
                });
                *reason = first.unwrap_or_else(|| said!("trace.seen.reason"));
            }
            self.blank_transcripts(eyes, &all_readable, &mut connection.transcripts);
        }
        seen.connections = connections;
        seen
    }

    /// For a side there is one value of each name, its own, and no one on the path.
    fn leave_out_the_attacker(&self, eyes: &Eyes, seen: &mut Trace) {
        let rivals = self.values.iter().filter(|value| eyes.is_rival(value));
        for rival in rivals {
            let connection = &mut seen.connections[rival.connection.0];
            let Some(all) = connection.names.get_mut(&rival.name) else {
                continue;
            };
            if all.len() > 1 {
                all.retain(|id| *id != rival.id);
            }
            if let [own] = all[..] {
                seen.values[own.0].holder = Holder::Agreed;
            }
        }
        seen.tampering.clear();
        seen.replayed = None;
    }

    /// Each side keeps its own transcript. Of the other's, someone has what they can read; the hash
    /// goes on only as long as nothing is missing.
    fn blank_transcripts(
        &self,
        eyes: &Eyes,
        readable: &[bool],
        transcripts: &mut [Vec<TranscriptEntry>; 2],
    ) {
        if let Some(side) = eyes.within {
            transcripts[side.peer() as usize] = transcripts[side as usize].clone();
            return;
        }
        for transcript in transcripts {
            let mut whole = true;
            for entry in transcript {
                let step = &self.steps[entry.step];
                let changed = step.fate() == Fate::Changed && step.message.is_some();
                let protected = step.message.as_ref().is_some_and(|it| it.protected);
                if !readable[entry.step] || changed && protected {
                    whole = false;
                    entry.bytes.fill(0);
                }
                if !whole {
                    entry.hash.clear();
                }
            }
        }
    }
}

/// Takes out of a message what someone cannot know; `opens` says whether they have the key of its
/// record.
fn blank_message(message: &mut Message, eyes: &Eyes, readable: bool, opens: bool) {
    let inside = |kind: BufferKind| kind != BufferKind::Record;
    if eyes.within.is_some() {
        message.fate = Fate::Delivered;
    }
    match eyes.within {
        Some(side) if side == message.sender => {
            message.arrived = None;
            return;
        }
        Some(_) => {
            if let Some(arrived) = message.arrived.take() {
                message.buffers = arrived;
                received(message);
            }
        }
        // of what was changed on the way, someone on the wire without the key reads nothing inside
        None if opens => {}
        None => {
            if let (Some(arrived), true) = (&mut message.arrived, message.protected) {
                arrived.retain(|buffer| !inside(buffer.kind));
            }
        }
    }
    if !readable {
        message.content.clear();
        message.buffers.retain(|buffer| !inside(buffer.kind));
    }
}

/// The content of a message in the clear is what has arrived.
fn received(message: &mut Message) {
    let record = message.buffer(BufferKind::Record);
    let content = record.and_then(|record| {
        let own = record.bytes.get(record.own.clone())?;
        Some(own.get(HEADER_LEN..)?.to_vec())
    });
    if let Some(content) = content.filter(|_| !message.protected) {
        message.content = content;
    }
}

/// Takes the bytes out of what a computation has recorded.
fn blank_operation(operation: &mut Operation) {
    match operation {
        Operation::Join
        | Operation::Cut
        | Operation::Keep
        | Operation::Encode
        | Operation::TranscriptHash { .. }
        | Operation::Signing(_) => {}
        Operation::Ticket(ticket) | Operation::TicketOpening(ticket) => {
            Arc::make_mut(ticket).state.fill(0);
        }
        Operation::Ssl3Proof { proof, .. } => {
            let proof = Arc::make_mut(proof);
            blank([&mut proof.master_secret, &mut proof.output]);
            for half in &mut proof.halves {
                blank([&mut half.inner, &mut half.outer]);
            }
        }
        Operation::RsaEncryption(one) => {
            let one = Arc::make_mut(one);
            blank([&mut one.message, &mut one.block]);
        }
        Operation::RsaDecryption(one) => {
            let one = Arc::make_mut(one);
            one.decryption = None;
            one.checks.clear();
            blank([&mut one.fallback, &mut one.pre_master_secret]);
        }
        Operation::Prf(one) => {
            let one = Arc::make_mut(one);
            blank([&mut one.secret, &mut one.output]);
            for run in &mut one.p_hash {
                blank([&mut run.secret, &mut run.output]);
                let parts = run.a.iter_mut().chain(&mut run.blocks);
                parts.for_each(|part| part.fill(0));
            }
            for round in &mut one.rounds {
                blank([&mut round.sha1, &mut round.md5]);
            }
        }
        Operation::Protection(one) => {
            let one = Arc::make_mut(one);
            blank([
                &mut one.content,
                &mut one.mac,
                &mut one.inner_mac,
                &mut one.keystream,
                &mut one.plaintext,
            ]);
        }
        Operation::Unprotection(one) => {
            let one = Arc::make_mut(one);
            blank([
                &mut one.plaintext,
                &mut one.keystream,
                &mut one.computed_mac,
                &mut one.inner_mac,
            ]);
        }
    }
}

fn blank<const N: usize>(all: [&mut [u8]; N]) {
    all.into_iter().for_each(|bytes| bytes.fill(0));
}
