//! Presentation: large structure and few words, for a room. Whether it is on, what is hidden until the
//! audience has said it, and which values matter in the present step.

use super::Model;
use super::values::{Held, State, ValueRow};
use crate::trace::{Origin, Party, Side, ValueId, ValueName};

/// How the run is presented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presenting {
    /// Whether it is.
    pub on: bool,
    /// Whether what is new in a step is hidden at first.
    pub hides: bool,
    /// Whether what is new in the present step has been revealed.
    pub revealed: bool,
    /// The part that is lit, while all others are dimmed.
    pub spotlight: Option<Part>,
}

/// A part that can be lit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The client's pane.
    Client,
    /// What is between the two sides.
    Wire,
    /// The server's pane.
    Server,
    /// The eavesdropper's line.
    Eve,
    /// The band and the sentence.
    Words,
}

impl Part {
    /// In the order in which they are walked.
    pub const ALL: [Part; 5] = [
        Part::Client,
        Part::Wire,
        Part::Server,
        Part::Eve,
        Part::Words,
    ];

    fn moved(self, by: usize) -> Part {
        let at = (self as usize + by) % Part::ALL.len();
        Part::ALL[at]
    }
}

/// A value as a presentation shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// One value.
    One(ValueRow),
    /// The four keys that are cut from the key block, as one.
    Keys([ValueRow; 4]),
}

impl Shown {
    /// Its rows.
    pub fn rows(&self) -> &[ValueRow] {
        match self {
            Shown::One(row) => std::slice::from_ref(row),
            Shown::Keys(rows) => rows,
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

/// What the outcome is made from.
const INPUT: Weight = 300;

impl Model {
    /// Whether what is new in the present step is hidden.
    pub fn hides_new(&self) -> bool {
        let it = &self.presenting;
        it.on && it.hides && !it.revealed
    }

    /// Begins the presentation, or leaves it.
    pub fn present(&mut self, on: bool) {
        self.presenting.on = on;
        self.presenting.revealed = false;
        self.presenting.spotlight = None;
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
        let weight = |at: usize, row: &ValueRow| match () {
            () if failed && row.agree == Some(false) => 500 - at,
            () if row.is_new() => 400,
            () if inputs.contains(&row.name) => INPUT,
            () if about.contains(&row.name) => 250,
            () if at > here => 200 - (at - here).min(90),
            () => 100 - (here - at).min(90),
        };
        let is_key =
            |row: &ValueRow| matches!(row.name, ValueName::WriteMacKey(_) | ValueName::WriteKey(_));
        let keys: Vec<ValueRow> = rows.iter().copied().filter(is_key).collect();
        let needed = keys
            .iter()
            .filter(|row| inputs.contains(&row.name) || about.contains(&row.name));
        let apart = !failed && (1..keys.len()).contains(&needed.count());
        let together = <[ValueRow; 4]>::try_from(keys).ok().filter(|_| !apart);
        let mut out: Vec<(Weight, Shown)> = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let weight = weight(at, row);
            match together {
                Some(keys) if is_key(row) => match out.last_mut() {
                    Some((heaviest, Shown::Keys(_))) => *heaviest = weight.max(*heaviest),
                    _ => out.push((weight, Shown::Keys(keys))),
                },
                _ => out.push((weight, Shown::One(*row))),
            }
        }
        out
    }

    /// The names of what the outcome of the present step is made from, in the order of its formula.
    pub fn inputs(&self) -> Vec<ValueName> {
        let own = self.step().map_or(&[][..], |step| &step.values);
        let here = |id: &ValueId| {
            let mut made = self.trace.derivations.iter();
            let made = made.find(|made| made.step == self.cursor && made.value == *id)?;
            Some(made.inputs.as_slice())
        };
        let outcome = self.outcome();
        let of_outcome = outcome.and_then(|value| match (&value.origin, here(&value.id)) {
            (_, Some(inputs)) => Some(inputs),
            (Origin::Derived { inputs, .. }, None) if value.step == self.cursor => {
                Some(&inputs[..])
            }
            _ => None,
        });
        let inputs = of_outcome.or_else(|| own.iter().find_map(here));
        let mut names = Vec::new();
        for id in inputs.unwrap_or_default() {
            let name = self.value(*id).map(|value| value.name);
            if let Some(name) = name.filter(|name| !names.contains(name)) {
                names.push(name);
            }
        }
        names
    }

    /// The side that acts alone in the present step.
    pub fn actor_alone(&self) -> Option<Side> {
        match self.step()?.actor {
            crate::trace::Actor::One(side) => Some(side),
            crate::trace::Actor::Both => None,
        }
    }
}
