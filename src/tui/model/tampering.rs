//! The attacker on the way, as the reader directs: a byte is changed, a message dropped, repeated or
//! delayed, the connection cut. Each action makes another scenario, which is run again.

use super::Model;
use super::place::Tab;
use super::tree::{Row, Seen};
use crate::said;
use crate::scenario::{Change, Intercepted, Interception};
use crate::text::Said;
use crate::trace::BufferKind;
use crate::tui::command::Command;
use crate::wire::display::{hex, unhex};
use crate::wire::node::walk;
use std::collections::BTreeSet;

/// Something that an attacker can do with what is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Inverts a bit of the selected byte.
    Flip(u8),
    /// Sets the selected byte to a value that is asked for.
    SetByte,
    /// Replaces the field by other bytes, which are asked for.
    ReplaceField,
    /// Removes the field.
    RemoveField,
    /// Drops the message.
    Drop,
    /// Delivers the message twice.
    Repeat,
    /// Delays the message until the next one has passed.
    Swap,
    /// Ends the connection here.
    Cut,
}

/// The byte that is selected on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The path of its field.
    pub field: String,
    /// The name of its field.
    pub name: &'static str,
    /// Which byte of the field it is.
    pub byte: usize,
    /// Its value.
    pub value: u8,
}

const FLIPS: [Action; 8] = [
    Action::Flip(7),
    Action::Flip(6),
    Action::Flip(5),
    Action::Flip(4),
    Action::Flip(3),
    Action::Flip(2),
    Action::Flip(1),
    Action::Flip(0),
];
const FIELD: [Action; 3] = [Action::SetByte, Action::ReplaceField, Action::RemoveField];
const MESSAGE: [Action; 4] = [Action::Drop, Action::Repeat, Action::Swap, Action::Cut];

impl Model {
    /// The byte that an attacker could change: the selected one on the wire, with the value that the
    /// changes so far have given it.
    pub fn target(&self) -> Option<Target> {
        let row = self.picked_row()?;
        let Some(Row::Field {
            buffer, seen, node, ..
        }) = self.row(row)
        else {
            return None;
        };
        if buffer.kind != BufferKind::Record || seen != Seen::Sent || node.is_empty() {
            return None;
        }
        let all = walk(&buffer.tree);
        let placed = all.iter().find(|placed| std::ptr::eq(placed.node, node))?;
        let byte = self.picks.byte.unwrap_or(0).min(node.len() - 1);
        let now = self.arrived_byte(&placed.path, byte);
        Some(Target {
            field: placed.path.clone(),
            name: node.field.name(),
            byte,
            value: now.or(buffer.bytes.get(node.start + byte).copied())?,
        })
    }

    /// A byte of a field of the present message as it arrives, where it was changed on the way.
    fn arrived_byte(&self, path: &str, byte: usize) -> Option<u8> {
        let arrived = self.step()?.message.as_ref()?.arrived.as_ref()?;
        let mut records = arrived.iter();
        let record = records.find(|buffer| buffer.kind == BufferKind::Record)?;
        let all = walk(&record.tree);
        let node = all.iter().find(|placed| placed.path == path)?.node;
        let inside = byte < node.len();
        inside.then(|| record.bytes.get(node.start + byte).copied())?
    }

    /// What an attacker can do with what is selected.
    pub fn actions(&self) -> Vec<Action> {
        let field = self.tab == Tab::Bytes && self.target().is_some();
        let mut actions = Vec::new();
        if field {
            actions.extend(FLIPS);
            actions.extend(FIELD);
        }
        actions.extend(MESSAGE);
        actions
    }

    /// The key of the present message, and which of its kind it is: what an interception names.
    fn aim(&self) -> Result<(Intercepted, usize), Said> {
        let step = self.step().ok_or_else(|| said!("tui.notice.no_message"))?;
        let key = step.key();
        if step.message.is_none() {
            let next = self.key_of(Command::NextMessage);
            let previous = self.key_of(Command::PreviousMessage);
            return Err(said!("tui.notice.go_to_message", next, previous));
        }
        let Some(target) = Intercepted::named(key) else {
            return Err(said!("tui.notice.not_sent"));
        };
        let earlier = self.trace.steps[..step.index].iter();
        let before = earlier.filter(|other| other.key() == key).count();
        Ok((target, before + 1))
    }

    /// Whether an attacker can do something to the present message; says why not otherwise.
    pub fn can_tamper(&mut self) -> bool {
        if !self.is_simulation() {
            self.complain(said!("tui.notice.no_attacker"));
            return false;
        }
        // among the messages on the wire, it is the chosen one that is meant
        if let Some(step) = self.chosen_message() {
            self.go_to(step);
        }
        if let Err(why) = self.aim() {
            self.complain(why);
            return false;
        }
        let inside = self.picked_row().and_then(|row| self.row(row));
        let sealed = match inside {
            Some(Row::Field { buffer, seen, .. }) => {
                buffer.kind != BufferKind::Record || seen != Seen::Sent
            }
            _ => false,
        };
        if self.tab == Tab::Bytes && sealed {
            self.say(said!("tui.notice.only_wire"));
        }
        true
    }

    /// The change that an action makes, unless bytes for it have to be asked for.
    pub fn change(&self, action: Action) -> Option<Change> {
        let field = self.target().map(|target| (target.field, target.byte));
        Some(match (action, field) {
            (Action::Flip(bit), Some((field, byte))) => Change::Flip { field, byte, bit },
            (Action::RemoveField, Some((field, _))) => Change::Replace {
                field,
                bytes: Vec::new(),
            },
            (Action::Drop, _) => Change::Drop,
            (Action::Repeat, _) => Change::Repeat,
            (Action::Swap, _) => Change::Swap,
            (Action::Cut, _) => Change::Cut,
            _ => return None,
        })
    }

    /// Takes the bytes that were typed for the selected byte, or for the whole field.
    pub fn accept_bytes(&mut self, whole: bool, text: &str) {
        let Some(target) = self.target() else {
            return;
        };
        let field = target.field;
        let Some(bytes) = unhex(text).filter(|_| !text.trim().is_empty()) else {
            return self.complain(said!("tui.notice.bad_bytes", text));
        };
        self.intercept(match whole {
            true => Change::Replace { field, bytes },
            false => Change::Set {
                field,
                byte: target.byte,
                bytes,
            },
        });
    }

    /// Runs the scenario again with a change to the present message.
    pub fn intercept(&mut self, change: Change) {
        let (message, occurrence) = match self.aim() {
            Ok(aim) => aim,
            Err(why) => return self.complain(why),
        };
        let interception = Interception {
            message,
            occurrence,
            change,
        };
        let row = self.picks.tab[Tab::Bytes as usize];
        self.edit(|scenario| {
            if scenario.interceptions.is_empty() {
                let name = scenario.name.as_str();
                scenario.description = said!("tui.tamper.description", name).to_string();
                scenario.lesson.clear();
            }
            // of what is done to a message as a whole, the last counts
            let replaced = |other: &Interception| {
                let it = (other.message, other.occurrence);
                it == (interception.message, interception.occurrence)
                    && other.change.is_of_the_whole()
            };
            if interception.change.is_of_the_whole() {
                scenario.interceptions.retain(|other| !replaced(other));
            }
            scenario.interceptions.push(interception);
            scenario.expect = None;
        });
        self.pick_field(row.min(self.rows().saturating_sub(1)));
        let Some(last) = self.trace.tampering.last() else {
            return;
        };
        match last.done.clone() {
            // two changes can cancel each other out
            Ok(at) if !self.trace.steps[at].fate().tampered() => {
                self.say(said!("tui.notice.changed_back"));
            }
            // who notices is for the reader to find out
            Ok(_) => {
                let key = self.key_of(Command::Noticed);
                self.say(said!("tui.notice.changed", key));
            }
            Err(problem) => {
                self.undo();
                self.complain(said!("tui.notice.not_done", problem));
            }
        }
    }

    /// The step in which a side first gave up.
    pub fn noticed_at(&self) -> Option<usize> {
        self.index.failures.first().copied()
    }

    /// Goes to the step in which a side first gave up.
    pub fn go_to_noticed(&mut self) {
        match self.noticed_at() {
            Some(step) => {
                self.jump();
                self.go_to(step);
            }
            None => self.say(said!("tui.notice.no_side_fails")),
        }
    }

    /// How many messages an attacker tampered with, so that something else arrived than was sent.
    pub fn tampered(&self) -> usize {
        let done = self.trace.tampering.iter();
        let at: BTreeSet<usize> = done.filter_map(|one| one.done.clone().ok()).collect();
        let changed = |at: &&usize| self.trace.steps[**at].fate().tampered();
        at.iter().filter(changed).count()
    }
}

impl Action {
    /// What is done, in a word or three.
    pub fn title(self) -> Said {
        match self {
            Action::Flip(bit) => said!("tui.tamper.flip", bit),
            Action::SetByte => said!("tui.tamper.set"),
            Action::ReplaceField => said!("tui.tamper.replace"),
            Action::RemoveField => said!("tui.tamper.remove"),
            Action::Drop => said!("tui.tamper.drop"),
            Action::Repeat => said!("tui.tamper.repeat"),
            Action::Swap => said!("tui.tamper.delay"),
            Action::Cut => said!("tui.tamper.cut"),
        }
    }

    /// What comes of it for the selected byte.
    pub fn effect(self, target: Option<&Target>) -> Said {
        let (name, byte, value) = match target {
            Some(target) => (target.name, target.byte, target.value),
            None => ("", 0, 0),
        };
        match self {
            Action::Flip(bit) => {
                let after = value ^ 1 << bit;
                let (before, after, hex) = (
                    format!("{value:08b}"),
                    format!("{after:08b}"),
                    hex(&[after]),
                );
                said!("tui.tamper.flip_effect", byte, name, before, after, hex)
            }
            Action::SetByte => said!("tui.tamper.set_effect", byte, name),
            Action::ReplaceField => said!("tui.tamper.replace_effect", name),
            Action::RemoveField => said!("tui.tamper.remove_effect", name),
            Action::Drop => said!("tui.tamper.drop_effect"),
            Action::Repeat => said!("tui.tamper.repeat_effect"),
            Action::Swap => said!("tui.tamper.delay_effect"),
            Action::Cut => said!("tui.tamper.cut_effect"),
        }
    }
}
