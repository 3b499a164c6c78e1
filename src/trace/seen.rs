//! A run as one party sees it: a copy of the trace in which every byte that the party lacks is
//! blank. Lengths, names and origins stay, so every view works on it as on the whole run, and none
//! can show what is not in it.

use super::message::{BufferKind, Fate, Message};
use super::step::Step;
use super::value::{Derivation, Origin, ValueId};
use super::{Operation, Outcome, Trace, TranscriptEntry};
use crate::protocol::{Side, StepKind};
use crate::said;
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

    fn computes(&self, one: &Derivation) -> bool {
        let whole = self.sees(one.value) && one.inputs.iter().all(|id| self.sees(*id));
        // where the MAC is wrong, the one that was computed is nowhere on the wire
        let told = match &one.operation {
            Operation::Unprotection(record) => record.mac_ok || self.within == Some(one.by),
            _ => true,
        };
        whole && told
    }
}

impl Trace {
    /// Whether someone can follow a step: sees its message, or has all that is computed in it.
    pub fn is_followed(&self, eyes: &Eyes, step: &Step) -> bool {
        if step.message.is_some() {
            return true;
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
                    step.failure = Some(said!("trace.seen.reason"));
                }
            }
            if let Some(message) = &mut step.message {
                blank_message(message, eyes, readable);
            }
        }
        if let Outcome::Failed { reason, .. } = &mut seen.outcome {
            let mut failed = seen.steps.iter().filter_map(|step| step.failure.as_ref());
            if let Some(first) = failed.next() {
                *reason = first.clone();
            }
        }
        self.blank_transcripts(eyes, &all_readable, &mut seen.transcripts);
        seen
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
            transcripts[side.peer() as usize] = self.transcripts[side as usize].clone();
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

fn blank_message(message: &mut Message, eyes: &Eyes, readable: bool) {
    let inside = |kind: BufferKind| kind != BufferKind::Record;
    let unsent = matches!(
        message.fate,
        Fate::CopyOf(_) | Fate::PartOf(_) | Fate::Replayed
    );
    let lost = matches!(message.fate, Fate::Dropped | Fate::Cut);
    match eyes.within {
        Some(side) if side == message.sender => {
            message.arrived = None;
            if unsent {
                message.buffers.clear();
            }
            return;
        }
        Some(_) => {
            if let Some(arrived) = message.arrived.take() {
                message.buffers = arrived;
            }
            if lost {
                message.buffers.clear();
            }
        }
        // of what was changed on the way, someone on the wire reads nothing inside
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

/// Takes the bytes out of what a computation has recorded.
fn blank_operation(operation: &mut Operation) {
    match operation {
        Operation::Join
        | Operation::Cut
        | Operation::Encode
        | Operation::TranscriptHash { .. }
        | Operation::Signing(_) => {}
        Operation::RsaEncryption(one) => {
            let one = Arc::make_mut(one);
            one.message.fill(0);
            one.block.fill(0);
        }
        Operation::RsaDecryption(one) => {
            let one = Arc::make_mut(one);
            one.decryption = None;
            one.fallback.fill(0);
            one.checks.clear();
            one.pre_master_secret.fill(0);
        }
        Operation::Prf(one) => {
            let one = Arc::make_mut(one);
            one.secret.fill(0);
            one.output.fill(0);
            for run in &mut one.p_hash {
                run.secret.fill(0);
                run.output.fill(0);
                let parts = run.a.iter_mut().chain(&mut run.blocks);
                parts.for_each(|part| part.fill(0));
            }
        }
        Operation::Protection(one) => {
            let one = Arc::make_mut(one);
            one.content.fill(0);
            one.mac.fill(0);
            one.plaintext.fill(0);
        }
        Operation::Unprotection(one) => {
            let one = Arc::make_mut(one);
            one.plaintext.fill(0);
            one.computed_mac.fill(0);
        }
    }
}
