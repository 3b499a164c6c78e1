//! What matters in the present step, for a presentation: the few values that it shows, and what the
//! outcome is made from.

use super::Model;
use super::presenting::{Part, Pointer};
use super::value_row::{Held, State, ValueRow};
use crate::trace::{Party, ValueName};
use std::mem::discriminant;

/// A value as a presentation shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// One value.
    One(ValueRow),
    /// The four keys that are cut from the key block, as one.
    Keys(Box<[ValueRow; 4]>),
}

impl Shown {
    /// Its rows.
    pub fn rows(&self) -> &[ValueRow] {
        match self {
            Shown::One(row) => std::slice::from_ref(row),
            Shown::Keys(rows) => rows.as_slice(),
        }
    }

    /// Whether anything of it is new in this step.
    pub fn is_new(&self) -> bool {
        self.rows().iter().any(ValueRow::is_new)
    }

    /// Whether both sides have it, and the same bytes.
    pub fn agree(&self) -> Option<bool> {
        let all = self.rows().iter().map(|row| row.agree);
        all.reduce(|one, other| Some(one? && other?)).flatten()
    }

    /// What a party has of it; of the four keys, they come together.
    pub fn of(&self, party: Party) -> Held {
        let first = self.rows()[0].of(party);
        let new = self.rows().iter().any(|row| row.of(party).new);
        Held { new, ..first }
    }
}

/// How much a value matters.
type Weight = usize;

/// What the speaker points at, which is there on a smaller screen too.
const POINTED: Weight = 1000;
/// What the outcome is made from.
const INPUT: Weight = 300;

impl Model {
    /// Whether what is new in the present step is hidden.
    pub fn hides_new(&self) -> bool {
        let it = &self.presenting;
        it.on && it.hides && !it.revealed
    }

    /// Whether the screen goes along with a teacher's.
    pub fn is_led(&self) -> bool {
        let guided = self.guided.as_ref();
        guided.is_some_and(|guided| guided.along && !guided.gone)
    }

    /// Reveals what is new in the step; on a screen that goes along, only the teacher does.
    pub fn reveal(&mut self) {
        self.presenting.revealed = !self.is_led();
    }

    /// Begins the presentation, or leaves it.
    pub fn present(&mut self, on: bool) {
        self.presenting.on = on;
        self.presenting.revealed = false;
        self.presenting.spotlight = None;
        self.presenting.pointer = None;
        if !on {
            self.play.running = false;
        }
    }

    /// Hides what is new in each step until it is revealed, or does not any more.
    pub fn toggle_hiding(&mut self) {
        self.presenting.hides = !self.presenting.hides;
        self.presenting.revealed = false;
    }

    /// Lights one part, or all of them again.
    pub fn toggle_spotlight(&mut self) {
        self.presenting.spotlight = match self.presenting.spotlight {
            None => Some(Part::Wire),
            Some(_) => None,
        };
    }

    /// Lights the next part, or the one before.
    pub fn move_spotlight(&mut self, on: bool) {
        let by = if on { 1 } else { Part::ALL.len() - 1 };
        let lit = self.presenting.spotlight;
        self.presenting.spotlight = lit.map(|part| part.moved(by));
    }

    /// Whether the sides have parted, and one of them gives up here.
    pub fn failure_of_difference(&self) -> bool {
        let failed = self.step().is_some_and(|step| step.failure.is_some());
        failed && self.parted_at().is_some_and(|at| at < self.cursor)
    }

    /// The values that matter most in the present step, in their usual order.
    pub fn values_that_matter(&self, most: usize) -> Vec<Shown> {
        let mut weighed = self.weighed();
        // where there is no room for all that it is made from, what anyone can see goes first
        let needed = weighed.iter().filter(|(weight, _)| *weight >= INPUT);
        if needed.count() > most {
            for (weight, shown) in &mut weighed {
                let name = shown.rows()[0].name;
                let public = matches!(name, ValueName::ClientRandom | ValueName::ServerRandom);
                if public && *weight == INPUT {
                    *weight = 0;
                }
            }
        }
        let mut all: Vec<(Weight, usize, Shown)> = Vec::new();
        for (at, (weight, shown)) in weighed.into_iter().enumerate() {
            all.push((weight, at, shown));
        }
        all.sort_by_key(|(weight, at, _)| (std::cmp::Reverse(*weight), *at));
        all.truncate(most);
        all.sort_by_key(|(_, at, _)| *at);
        all.into_iter().map(|(.., shown)| shown).collect()
    }

    /// All values with how much they matter: those that differ where a side gives up over it, what is
    /// new, what it is made from, and then what is near.
    fn weighed(&self) -> Vec<(Weight, Shown)> {
        let rows = self.value_rows();
        let failed = self.failure_of_difference();
        let inputs = self.inputs();
        let seen = self.index.seen.get(&self.cursor);
        let own = self.step().map_or(&[][..], |step| &step.values);
        let about: Vec<ValueName> = own
            .iter()
            .chain(seen.into_iter().flatten())
            .filter_map(|id| self.value(*id))
            .map(|value| value.name)
            .collect();
        let made = |row: &ValueRow| row.held.iter().any(|held| held.state != State::NotMade);
        let here = rows
            .iter()
            .rposition(ValueRow::is_new)
            .or_else(|| rows.iter().rposition(made))
            .unwrap_or(0);
        let anything_new = rows.iter().any(ValueRow::is_new);
        let record = rows.iter().find_map(|row| match row.name {
            ValueName::RecordCiphertext(side, _) => Some(side),
            _ => None,
        });
        let opens = |name: ValueName| record.is_some_and(|side| name == ValueName::WriteKey(side));
        let pointed = match self.presenting.pointer {
            Some(Pointer::Value(_, row)) => Some(row),
            _ => None,
        };
        let weight = |at: usize, row: &ValueRow| match () {
            () if pointed == Some(at) => POINTED,
            () if failed && row.agree == Some(false) => 500 - at,
            () if row.is_new() => 400,
            () if inputs.contains(&row.name) => INPUT,
            () if about.contains(&row.name) => 250,
            () if opens(row.name) => 240,
            // what is made next, or where nothing is made, what came last
            () if (at > here) == anything_new => 200 - at.abs_diff(here).min(90),
            () => 100 - at.abs_diff(here).min(90),
        };
        let is_key =
            |row: &ValueRow| matches!(row.name, ValueName::WriteMacKey(_) | ValueName::WriteKey(_));
        let keys: Vec<ValueRow> = rows.iter().copied().filter(is_key).collect();
        let needed = keys.iter().filter(|row| {
            let name = row.name;
            inputs.contains(&name) || about.contains(&name) || opens(name)
        });
        let apart = !failed && (1..keys.len()).contains(&needed.count());
        let alike = |keys: &[ValueRow; 4]| {
            keys.iter().all(|key| {
                let mut pairs = key.held.iter().zip(&keys[0].held);
                pairs.all(|(a, b)| discriminant(&a.state) == discriminant(&b.state))
            })
        };
        let together = <[ValueRow; 4]>::try_from(keys).ok();
        let together = together.filter(|keys| !apart && alike(keys));
        let mut out: Vec<(Weight, Shown)> = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let weight = weight(at, row);
            match together {
                Some(keys) if is_key(row) => match out.last_mut() {
                    Some((heaviest, Shown::Keys(_))) => *heaviest = weight.max(*heaviest),
                    _ => out.push((weight, Shown::Keys(Box::new(keys)))),
                },
                _ => out.push((weight, Shown::One(*row))),
            }
        }
        out
    }

    /// The names of what the outcome of the present step is made from, in the order of its formula:
    /// without what is only on the way to it.
    pub fn inputs(&self) -> Vec<ValueName> {
        let derived = self.trace.derived_in(self.cursor);
        let hash = |name| matches!(name, ValueName::HandshakeHash(_));
        let on_the_way = |name| {
            let made = derived
                .iter()
                .any(|made| self.trace.value(made.value).name == name);
            (made && !hash(name)) || matches!(name, ValueName::RecordIv(..))
        };
        let mut names = Vec::new();
        for id in derived.iter().flat_map(|made| &made.inputs) {
            let name = self.value(*id).map(|value| value.name);
            if let Some(name) = name.filter(|name| !names.contains(name) && !on_the_way(*name)) {
                names.push(name);
            }
        }
        names
    }
}
