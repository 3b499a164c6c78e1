//! The attacker on the way, as the reader directs: a byte is changed, a message dropped, repeated or
//! delayed, the connection cut. Each action makes another scenario, which is run again.

use super::Model;
use super::draft::Draft;
use super::place::Tab;
use super::tree::{Row, Seen};
use crate::said;
use crate::scenario::{Change, Intercepted, Interception};
use crate::text::Said;
use crate::trace::BufferKind;
use crate::tui::command::Command;
use crate::wire::node::walk;
use std::collections::BTreeSet;

impl Model {
    /// The row of the field that an attacker would change first: the selected one on the wire, or else
    /// the one that the step is about.
    fn telling_row(&self) -> Option<usize> {
        let picked = (self.tab == Tab::Bytes)
            .then(|| self.picked_row())
            .flatten();
        let outcome = self.outcome().and_then(|value| self.row_of(value.id));
        let first = self.tree.first_value_row();
        let mut rows = [picked, outcome, first].into_iter().flatten();
        rows.find(|row| self.path_on_wire(*row).is_some())
    }

    /// The path of the field of a row, if it is one on the wire.
    fn path_on_wire(&self, row: usize) -> Option<String> {
        let Row::Field { buffer, node, .. } = self.row(row)? else {
            return None;
        };
        if buffer.kind != BufferKind::Record || node.is_empty() {
            return None;
        }
        let all = walk(&buffer.tree);
        let mut placed = all.into_iter();
        let found = placed.find(|placed| std::ptr::eq(placed.node, node))?;
        Some(found.path)
    }

    /// The present message as it arrives so far, for an attacker to change; nothing where there is no
    /// message.
    pub fn draft(&self) -> Option<Draft> {
        let message = self.step()?.message.as_ref()?;
        let arrived = message.arrived.iter().flatten();
        let mut arrived = arrived.filter(|buffer| buffer.kind == BufferKind::Record);
        let record = arrived
            .next()
            .or_else(|| message.buffer(BufferKind::Record))?;
        let row = self.telling_row();
        let path = row.and_then(|row| self.path_on_wire(row));
        let chosen = self.picks.byte.filter(|_| self.tab == Tab::Bytes);
        Some(Draft::of(record, path.as_deref(), chosen))
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
        let earlier = self.trace.steps()[..step.index].iter();
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

    /// Runs the scenario again with changes to the present message, which are undone together.
    pub fn intercept(&mut self, changes: Vec<Change>) {
        let (message, occurrence) = match self.aim() {
            Ok(aim) => aim,
            Err(why) => return self.complain(why),
        };
        let row = self.picks.tab[Tab::Bytes as usize];
        let before = self.trace.tampering().len();
        self.edit(|scenario| {
            for change in changes {
                scenario.tamper(Interception {
                    message,
                    occurrence,
                    change,
                });
            }
        });
        self.pick_field(row.min(self.rows().saturating_sub(1)));
        let all = self.trace.tampering();
        let new = all.get(before.min(all.len().saturating_sub(1))..);
        let mut new = new.unwrap_or_default().iter().map(|one| one.done.clone());
        let Some(first) = new.next() else {
            return;
        };
        match new.fold(first, |so_far, one| so_far.and(one)) {
            // two changes can cancel each other out
            Ok(at) if !self.trace.steps()[at].fate().tampered() => {
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
        let done = self.run.tampering().iter();
        let at: BTreeSet<usize> = done.filter_map(|one| one.done.clone().ok()).collect();
        let changed = |at: &&usize| self.run.steps()[**at].fate().tampered();
        at.iter().filter(changed).count()
    }
}
