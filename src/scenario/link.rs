//! The link between the two ends, and the attacker on it.
//!
//! It decides from what it carries: the message that a side reports as sent, and the bytes that it sent.

use super::intercepted::Intercepted;
use super::interception::{Change, Interception};
use crate::protocol::{Side, Transfer};
use crate::said;
use crate::text::Said;
use crate::trace::journal::{Attempt, LinkEvent, TransferCounter, TransferId};
use crate::trace::{Buffer, Fate, Obstacle};
use std::collections::BTreeMap;

/// The bytes to feed to the receiver of a message.
pub(super) type Bytes = Vec<u8>;

/// A link with the attacker of the scenario.
pub(super) struct Link<'a> {
    interceptions: &'a [Interception],
    /// The side whose messages an attacker sends from a recording. These are not intercepted.
    replayed: Option<Side>,
    /// The result of each interception.
    done: Vec<Option<Result<TransferId, Obstacle>>>,
    counter: TransferCounter,
    /// How many of each message have passed.
    seen: BTreeMap<Intercepted, usize>,
    /// What is held back until its sender's next message has passed, by sender.
    held: [Option<Held>; 2],
    cut: bool,
    /// What has happened since the events were last taken.
    events: Vec<LinkEvent>,
}

/// A message that is held back.
struct Held {
    message: TransferId,
    bytes: Bytes,
    /// Whether these bytes differ from those that were sent.
    changed: bool,
}

impl Held {
    fn delivered(&self) -> LinkEvent {
        LinkEvent::Delivered {
            message: self.message,
            changed: self.changed.then(|| self.bytes.clone()),
            copy: false,
        }
    }
}

impl<'a> Link<'a> {
    pub(super) fn new(interceptions: &'a [Interception], replayed: Option<Side>) -> Self {
        Link {
            interceptions,
            replayed,
            done: vec![None; interceptions.len()],
            counter: TransferCounter::default(),
            seen: BTreeMap::new(),
            held: [None, None],
            cut: false,
            events: Vec::new(),
        }
    }

    /// A further connection begins: what was held back on the one before is gone.
    pub(super) fn reconnect(&mut self) {
        self.held = [None, None];
        self.cut = false;
    }

    /// Whether the connection has been cut.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    /// What has happened since this was last asked.
    pub(super) fn take_events(&mut self) -> impl Iterator<Item = LinkEvent> {
        self.events.drain(..)
    }

    /// Takes a message, as its sender reports it, and its bytes. Returns what arrives at the other side.
    pub(super) fn pass(&mut self, sender: Side, transfer: &Transfer, bytes: Bytes) -> Bytes {
        let message = self.counter.next(sender);
        let (fate, going, changed) = self.intercept(message, transfer, bytes);
        if self.cut {
            self.intercepted(message, Fate::Cut);
            return Vec::new();
        }
        let late = self.held[sender as usize].take();
        if fate != Fate::Delivered {
            self.intercepted(message, fate);
        }
        let mut out = Vec::new();
        match fate {
            Fate::Dropped => {}
            Fate::Cut => {
                self.cut = true;
                // what is held back does not arrive either, from either side
                let other = self.held[sender.peer() as usize].take();
                for held in late.into_iter().chain(other) {
                    self.intercepted(held.message, Fate::Cut);
                }
                return Vec::new();
            }
            Fate::HeldBack => {
                self.held[sender as usize] = Some(Held {
                    message,
                    bytes: going,
                    changed,
                });
            }
            _ => {
                self.deliver(message, &going, changed, false);
                if fate == Fate::Repeated {
                    self.deliver(message, &going, changed, true);
                    out.extend_from_slice(&going);
                }
                out.extend(going);
            }
        }
        if let Some(late) = late {
            self.events.push(late.delivered());
            out.extend(late.bytes);
        }
        out
    }

    /// Does to a message what the scenario says. Returns what becomes of it, its bytes, and whether these
    /// have changed.
    fn intercept(
        &mut self,
        message: TransferId,
        transfer: &Transfer,
        bytes: Bytes,
    ) -> (Fate, Bytes, bool) {
        let sender = message.sender;
        let interceptable = self.replayed != Some(sender);
        let Some(target) = Intercepted::of_transfer(sender, transfer).filter(|_| interceptable)
        else {
            return (Fate::Delivered, bytes, false);
        };
        let occurrence = self.seen.entry(target).or_default();
        *occurrence += 1;
        let occurrence = *occurrence;
        let interceptions = self.interceptions.iter().enumerate();
        let mut meant = interceptions
            .filter(|(_, it)| it.message == target && it.occurrence == occurrence)
            .peekable();
        if meant.peek().is_none() {
            return (Fate::Delivered, bytes, false);
        }
        let sent = Buffer::on_the_wire(transfer);
        let mut fate = Fate::Delivered;
        let mut going = bytes;
        for (i, interception) in meant {
            let change = &interception.change;
            let done = match self.hindered(change, fate, sender) {
                Some(problem) => Err(problem.into()),
                None => change.apply(&sent, &going).map(|changed| {
                    match changed {
                        Some(changed) => going = changed,
                        None => fate = fate_of(change),
                    }
                    message
                }),
            };
            self.done[i] = Some(done);
        }
        let changed = going != sent.bytes;
        if fate == Fate::Delivered && changed {
            fate = Fate::Changed;
        }
        (fate, going, changed)
    }

    fn intercepted(&mut self, message: TransferId, fate: Fate) {
        self.events.push(LinkEvent::Intercepted { message, fate });
    }

    fn deliver(&mut self, message: TransferId, bytes: &[u8], changed: bool, copy: bool) {
        self.events.push(LinkEvent::Delivered {
            message,
            changed: changed.then(|| bytes.to_vec()),
            copy,
        });
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
    pub(super) fn release(&mut self, receiver: Side) -> Option<Bytes> {
        let held = self.held[receiver.peer() as usize].take()?;
        // nothing has overtaken it
        let fate = match held.changed {
            false => Fate::Delivered,
            true => Fate::Changed,
        };
        self.intercepted(held.message, fate);
        self.events.push(held.delivered());
        let swapped = |(i, one): &(usize, &Interception)| {
            one.change == Change::Swap && self.done[*i] == Some(Ok(held.message))
        };
        if let Some((i, _)) = self.interceptions.iter().enumerate().find(swapped) {
            self.done[i] = Some(Err(said!("scenario.cannot.no_next").into()));
        }
        Some(held.bytes)
    }

    /// The results of the interceptions.
    pub(super) fn attempts(self) -> Vec<Attempt> {
        let never = |message: Intercepted| {
            Err(match self.seen.get(&message) {
                None => said!("scenario.cannot.none_sent").into(),
                Some(n) => said!("scenario.cannot.too_few_sent", n).into(),
            })
        };
        (self.interceptions.iter().zip(self.done))
            .map(|(interception, done)| Attempt {
                what: interception.describe(),
                done: done.unwrap_or_else(|| never(interception.message)),
                fate: fate_of(&interception.change),
            })
            .collect()
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
