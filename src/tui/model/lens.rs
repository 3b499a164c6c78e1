//! The run through a lens. Under it the model holds the run with every byte blank that the eyes
//! lack, and [`Model::sees`] tells the views which values are there.

use super::Model;
use super::eyes::{Lens, View};
use super::index::Index;
use super::value_row::{State, ValueRow};
use crate::label;
use crate::said;
use crate::trace::{Origin, Side, Source, Step, ValueId};
use crate::tui::draw::text;
use std::sync::Arc;

impl Model {
    /// Looks at the run through a lens.
    pub fn look_through(&mut self, lens: Lens) {
        self.view.lens = lens;
        self.look();
        self.rebuild_tree();
    }

    /// Finds what the eyes have at the present step, and the run as they see it.
    pub(super) fn see(&mut self) {
        let lens = self.view.lens;
        if lens == Lens::Everyone {
            self.view = View::default();
            if !Arc::ptr_eq(&self.trace, &self.run) {
                self.trace = Arc::clone(&self.run);
                self.index = Index::of(&self.trace);
            }
            return;
        }
        let had = lens.had(&self.run, self.cursor);
        let before = match self.cursor.checked_sub(1) {
            Some(before) => lens.had(&self.run, before),
            None => vec![None; had.len()],
        };
        let eyes = lens.eyes(&had);
        let run = &self.run;
        let steps = run.steps().iter();
        self.view = View {
            lens,
            followed: steps
                .clone()
                .map(|step| run.is_followed(&eyes, step))
                .collect(),
            half: steps.map(|step| run.followed_half(&eyes, step)).collect(),
            readable: run.readable(&eyes),
            left_out: {
                let rivals = run.values().iter().filter(|value| eyes.is_rival(value));
                rivals.map(|value| value.id).collect()
            },
            had,
            before,
        };
        self.trace = Arc::new(run.as_seen_by(&eyes));
        self.index = Index::of(&self.trace);
        if eyes.within.is_some() {
            // a side cannot see where the two parted
            self.index.parted = None;
        }
    }

    /// How many values the tab Keys lists at the present step.
    pub fn listed_values(&self) -> usize {
        self.row_of_value(ValueId(self.values_so_far()))
    }

    /// The row of a value in the tab Keys.
    pub fn row_of_value(&self, id: ValueId) -> usize {
        id.0 - self.view.left_out.partition_point(|out| *out < id)
    }

    /// The value on a row of the tab Keys.
    pub fn value_on_row(&self, row: usize) -> Option<ValueId> {
        let left_out = self.view.left_out.iter();
        let id = left_out.fold(row, |id, out| id + usize::from(out.0 <= id));
        (id < self.values_so_far()).then_some(ValueId(id))
    }

    /// Whether the eyes that look have the bytes of a value.
    pub fn sees(&self, id: ValueId) -> bool {
        self.sees_at(id, self.cursor)
    }

    /// The same after a step: the present one, or the one before.
    pub fn sees_at(&self, id: ValueId, step: usize) -> bool {
        let had = match step < self.cursor {
            true => &self.view.before,
            false => &self.view.had,
        };
        let value = self.trace.values().get(id.0);
        let sealed = value.is_some_and(|value| value.sealed.is_some());
        let everyone = self.view.lens == Lens::Everyone;
        !sealed && (everyone || had.get(id.0).is_some_and(Option::is_some))
    }

    /// Whether the eyes that look lack the bytes of a value or a message.
    pub fn unseen_source(&self, source: Source) -> bool {
        match source {
            Source::Value(id) => !self.sees(id),
            // who has what is encrypted, and the ciphertext, can only know the padding by decrypting
            Source::Padding(id) => match self.run.values().get(id.0).map(|value| &value.origin) {
                Some(Origin::Derived { inputs, .. }) => {
                    !(self.sees(id) && inputs.iter().all(|input| self.sees(*input)))
                }
                _ => true,
            },
            Source::Message(connection, side, index) => {
                let entry = self
                    .trace
                    .connection(connection)
                    .transcript(side)
                    .get(index);
                let step = entry.and_then(|entry| self.run.steps().get(entry.step));
                !step.is_some_and(|step| self.reads(step))
            }
        }
    }

    /// Whether all is shown.
    pub fn sees_all(&self) -> bool {
        self.view.lens == Lens::Everyone
    }

    /// Whether the eyes that look see what an attacker does on the wire: a side does not.
    pub fn sees_attacks(&self) -> bool {
        !matches!(self.view.lens, Lens::Of(_))
    }

    /// Whether a step happens inside a party, where the eyes that look do not see.
    pub fn is_inside(&self, step: &Step) -> bool {
        let followed = self.view.followed.get(step.index);
        !self.sees_all() && followed == Some(&false) && self.followed_half(step).is_none()
    }

    /// Of a step that both take, the side whose part alone the eyes that look follow.
    pub fn followed_half(&self, step: &Step) -> Option<Side> {
        self.view.half.get(step.index).copied().flatten()
    }

    /// Whether a side's part of a step is hidden from the eyes that look.
    pub fn hides(&self, step: &Step, side: Side) -> bool {
        let half = self.followed_half(step);
        match self.view.lens {
            Lens::Of(own) if side != own => true,
            _ => self.is_inside(step) || half.is_some_and(|half| half != side),
        }
    }

    /// Whether the eyes that look can tell if the two sides come to the same in a step.
    pub fn compares(&self, step: &Step) -> bool {
        let outside = !matches!(self.view.lens, Lens::Of(_)) && !self.is_inside(step);
        outside && step.values.iter().all(|id| self.sees(*id))
    }

    /// What is said of what is hidden inside a party, where there is so much room.
    pub fn inside(&self, side: Side, room: usize) -> String {
        let long = said!("tui.lens.inside", side = side.name()).to_string();
        let own = self.view.lens == Lens::Of(side);
        match own || text::width(&long) > room {
            true => label!("tui.lens.unseen").to_owned(),
            false => long,
        }
    }

    /// Whether the eyes that look can read the message of a step.
    pub fn reads(&self, step: &Step) -> bool {
        self.sees_all() || self.view.readable.get(step.index) == Some(&true)
    }

    /// That the party whose eyes look has not seen a value, in a sentence.
    pub fn not_seen(&self) -> String {
        match self.view.lens {
            Lens::Of(side) => said!("tui.lens.not_seen_by", side = side.name()).to_string(),
            _ => label!("tui.lens.not_seen_by_eve").to_owned(),
        }
    }

    /// How many of the values that exist the eyes that look have. Where the two sides have different
    /// ones of a name, Eve counts both; a side knows only of its own.
    pub fn seen_values(&self) -> (usize, usize) {
        let made = |row: &&ValueRow| row.held.iter().any(|held| held.state != State::NotMade);
        let rows = self.value_rows().iter().filter(made);
        if let Lens::Of(side) = self.view.lens {
            let had = |row: &&ValueRow| matches!(row.of(side.into()).state, State::Has(_));
            return (rows.clone().filter(had).count(), rows.count());
        }
        let values = rows.flat_map(|row| self.trace.of_name(self.connection().id, row.name));
        let exist = values.filter(|value| super::eyes::exists(value, self.cursor));
        let seen = exist.map(|value| self.sees(value.id));
        seen.fold((0, 0), |(had, made), seen| {
            (had + usize::from(seen), made + 1)
        })
    }
}
