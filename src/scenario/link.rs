//! The link between the two ends, and the attacker on it.

use super::intercepted::Intercepted;
use super::interception::{Change, Interception};
use crate::said;
use crate::text::Said;
use crate::trace::{BufferKind, Fate, Obstacle, Recorder, Side, Tampering};
use std::collections::BTreeMap;

/// The bytes to feed to the receiver of a message.
pub(super) type Bytes = Vec<u8>;

/// A link with the attacker of the scenario.
pub(super) struct Link<'a> {
    interceptions: &'a [Interception],
    /// The result of each.
    done: Vec<Option<Result<usize, Obstacle>>>,
    /// How many of each message have passed.
    seen: BTreeMap<Intercepted, usize>,
    /// What is held back until its sender's next message has passed, by sender.
    held: [Option<(usize, Bytes)>; 2],
    cut: bool,
}

impl<'a> Link<'a> {
    pub(super) fn new(interceptions: &'a [Interception]) -> Self {
        Link {
            interceptions,
            done: vec![None; interceptions.len()],
            seen: BTreeMap::new(),
            held: [None, None],
            cut: false,
        }
    }

    /// Whether the connection has been cut.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    /// Takes the message of the last step, and returns what arrives of it.
    pub(super) fn pass(&mut self, bytes: Bytes, recorder: &mut Recorder) -> Bytes {
        let Some((step, target, sender)) = sent(recorder) else {
            return bytes;
        };
        let occurrence = target.map_or(0, |target| {
            let seen = self.seen.entry(target).or_default();
            *seen += 1;
            *seen
        });
        let mut fate = Fate::Delivered;
        let mut going = bytes.clone();
        for (i, interception) in self.interceptions.iter().enumerate() {
            if Some(interception.message) != target || interception.occurrence != occurrence {
                continue;
            }
            if let Some(problem) = self.hindered(&interception.change, fate, sender) {
                self.done[i] = Some(Err(problem.into()));
                continue;
            }
            self.done[i] = Some(match apply(&interception.change, recorder, step, &going) {
                Ok(Some(changed)) => {
                    going = changed;
                    Ok(step)
                }
                Ok(None) => {
                    fate = fate_of(&interception.change);
                    Ok(step)
                }
                Err(problem) => Err(problem),
            });
        }
        if self.cut {
            recorder.intercepted(step, Fate::Cut);
            return Vec::new();
        }
        if fate == Fate::Delivered && going != bytes {
            fate = Fate::Changed;
        }
        let held = self.held[sender as usize].take();
        if fate == Fate::Delivered {
            let Some((late, late_bytes)) = held else {
                return bytes;
            };
            recorder.delivered(late, &late_bytes, false);
            return [bytes, late_bytes].concat();
        }
        recorder.intercepted(step, fate);
        let mut out = Vec::new();
        match fate {
            Fate::Dropped => {}
            Fate::Cut => {
                self.cut = true;
                // what is held back does not arrive either, from either side
                let other = self.held[sender.peer() as usize].take();
                for (late, _) in held.into_iter().chain(other) {
                    recorder.intercepted(late, Fate::Cut);
                }
                return Vec::new();
            }
            Fate::HeldBack => self.held[sender as usize] = Some((step, going)),
            _ => {
                recorder.delivered(step, &going, false);
                out.extend_from_slice(&going);
                if fate == Fate::Repeated {
                    recorder.delivered(step, &going, true);
                    out.extend_from_slice(&going);
                }
            }
        }
        if let Some((late, late_bytes)) = held {
            recorder.delivered(late, &late_bytes, false);
            out.extend(late_bytes);
        }
        out
    }

    /// Why a change to a message cannot be made, with what has been done to this one before.
    fn hindered(&self, change: &Change, fate: Fate, sender: Side) -> Option<Said> {
        let whole = change.is_of_the_whole();
        match fate {
            _ if self.cut => Some(said!("scenario.cannot.cut")),
            Fate::Dropped => Some(said!("scenario.cannot.dropped")),
            Fate::Cut => Some(said!("scenario.cannot.cut")),
            Fate::Repeated if whole => Some(said!("scenario.cannot.repeated")),
            Fate::HeldBack if whole => Some(said!("scenario.cannot.held_back")),
            _ if *change == Change::Swap && self.held[sender as usize].is_some() => {
                Some(said!("scenario.cannot.awaited"))
            }
            _ => None,
        }
    }

    /// Returns what is held back for a side, when nothing else is coming.
    pub(super) fn release(&mut self, receiver: Side, recorder: &mut Recorder) -> Option<Bytes> {
        let (step, bytes) = self.held[receiver.peer() as usize].take()?;
        // nothing has overtaken it, so nothing has changed
        let message = recorder.trace().steps[step].message.as_ref();
        let sent = message.and_then(|message| message.buffer(BufferKind::Record));
        let fate = match sent.is_some_and(|sent| sent.bytes == bytes) {
            true => Fate::Delivered,
            false => Fate::Changed,
        };
        recorder.intercepted(step, fate);
        recorder.delivered(step, &bytes, false);
        let held = |(i, one): &(usize, &Interception)| {
            one.change == Change::Swap && self.done[*i] == Some(Ok(step))
        };
        if let Some((i, _)) = self.interceptions.iter().enumerate().find(held) {
            self.done[i] = Some(Err(said!("scenario.cannot.no_next").into()));
        }
        Some(bytes)
    }

    /// The results of the interceptions.
    pub(super) fn tampering(self) -> Vec<Tampering> {
        let never = |message: Intercepted| {
            Err(match self.seen.get(&message) {
                None => said!("scenario.cannot.none_sent").into(),
                Some(n) => said!("scenario.cannot.too_few_sent", n).into(),
            })
        };
        (self.interceptions.iter().zip(self.done))
            .map(|(interception, done)| Tampering {
                what: interception.describe(),
                done: done.unwrap_or_else(|| never(interception.message)),
                fate: fate_of(&interception.change),
                noticed: None,
            })
            .collect()
    }
}

fn sent(recorder: &Recorder) -> Option<(usize, Option<Intercepted>, Side)> {
    let step = recorder.trace().steps.last()?;
    let sender = step.message.as_ref()?.sender;
    Some((step.index, Intercepted::of(step.name()), sender))
}

fn apply(
    change: &Change,
    recorder: &Recorder,
    step: usize,
    bytes: &[u8],
) -> Result<Option<Bytes>, Obstacle> {
    match &recorder.trace().steps[step].message {
        Some(message) => change.apply(message, bytes),
        None => Ok(None),
    }
}

fn fate_of(change: &Change) -> Fate {
    match change {
        Change::Flip { .. } | Change::Set { .. } | Change::Replace { .. } => Fate::Changed,
        Change::Drop => Fate::Dropped,
        Change::Repeat => Fate::Repeated,
        Change::Swap => Fate::HeldBack,
        Change::Cut => Fate::Cut,
    }
}
