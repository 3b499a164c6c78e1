//! The bench: what a reader has placed and picked, and what is left.

use super::level::Level;
use super::refusal::Refusal;
use super::tray;
use crate::protocol::{Blank, Built, Choice, Formulas, Piece, Side, ValueName};
use crate::said;
use crate::scenario::{AppMessage, Scenario, simulate};
use crate::trace::{Trace, Value};

/// A handshake that is being built.
#[derive(Clone, Debug)]
pub struct Bench {
    base: Scenario,
    level: Level,
    /// A run of the scenario, for the values that can be picked.
    values: Trace,
    placed: Vec<Piece>,
    /// What is not placed, in the order in which it is offered.
    tray: Vec<Piece>,
    formulas: Formulas,
    blanks: Vec<Blank>,
}

/// Something that can be changed: what a verdict leads back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A place among the placed messages, from 0; the number of them for the end.
    Place(usize),
    /// A blank.
    Blank(Blank),
}

impl Bench {
    /// A bench with nothing placed or picked that is to be.
    ///
    /// # Errors
    /// [`Refusal`] where the scenario is none that can be built.
    pub fn new(base: Scenario, level: Level) -> Result<Bench, Refusal> {
        let values = simulate(&base);
        tray::fits(&base, &values)?;
        let sent = tray::sent(&values);
        let blanks = tray::blanks(&sent);
        let (placed, tray) = match level.places() {
            true => {
                let all = sent.iter().copied().chain(tray::strays(&sent)).collect();
                (Vec::new(), tray::mixed(base.seed, all))
            }
            false => (sent, Vec::new()),
        };
        let mut formulas = Formulas::default();
        if level.picks() {
            for blank in &blanks {
                formulas.pick(*blank, None);
            }
        }
        Ok(Bench {
            base,
            level,
            values,
            placed,
            tray,
            formulas,
            blanks,
        })
    }

    /// The scenario that is built.
    pub fn scenario(&self) -> &Scenario {
        &self.base
    }

    /// How much there is to build.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The messages that are placed, in order.
    pub fn placed(&self) -> &[Piece] {
        &self.placed
    }

    /// The messages that are not placed.
    pub fn tray(&self) -> &[Piece] {
        &self.tray
    }

    /// The blanks that are to be filled.
    pub fn blanks(&self) -> &[Blank] {
        match self.level.picks() {
            true => &self.blanks,
            false => &[],
        }
    }

    /// What was picked for a blank.
    pub fn picked(&self, blank: Blank) -> Option<Choice> {
        self.formulas.of(blank)
    }

    /// What a hint is about where a reader has named nothing: the place, as long as messages are missing, and then the
    /// first blank that is empty or wrong.
    pub fn spot_to_hint(&self, place: usize) -> Option<Spot> {
        let missing = tray::sent(&self.values).len() > self.placed.len();
        if self.level.places() && (missing || !self.level.picks()) {
            return Some(Spot::Place(place));
        }
        let mut wrong = self.formulas.wrong();
        let first = wrong.find(|blank| self.blanks().contains(blank));
        first.map(Spot::Blank)
    }

    /// What can be picked for a blank.
    pub fn choices(&self, blank: Blank) -> Vec<Choice> {
        tray::choices(blank, self.base.seed, &self.values)
    }

    /// The bytes of what can be picked, if it is a value of the run.
    pub fn bytes(&self, choice: Choice) -> Option<&[u8]> {
        let start = |len: usize, name| tray::value(&self.values, name)?.get(..len);
        match choice {
            Choice::Value(name) => tray::value(&self.values, name),
            Choice::Start(name) => {
                let key = ValueName::WriteKey(Side::Client);
                start(tray::value(&self.values, key)?.len(), name)
            }
            _ => None,
        }
    }

    /// Takes a message out of the tray and places it, before those from this place on. Whether there was one.
    pub fn place(&mut self, in_tray: usize, at: usize) -> bool {
        let there = self.level.places() && in_tray < self.tray.len();
        if there {
            let piece = self.tray.remove(in_tray);
            self.placed.insert(at.min(self.placed.len()), piece);
        }
        there
    }

    /// Puts a message back into the tray. Whether there was one.
    pub fn take_out(&mut self, at: usize) -> bool {
        let there = self.level.places() && at < self.placed.len();
        if there {
            let piece = self.placed.remove(at);
            self.tray.push(piece);
        }
        there
    }

    /// Exchanges a message with the next. Whether there were two.
    pub fn exchange(&mut self, at: usize) -> bool {
        let there = self.level.places() && at + 1 < self.placed.len();
        if there {
            self.placed.swap(at, at + 1);
        }
        there
    }

    /// Picks something for a blank, or empties it. Whether that is possible.
    pub fn pick(&mut self, blank: Blank, choice: Option<Choice>) -> bool {
        let there = self.blanks().contains(&blank)
            && choice.is_none_or(|choice| self.choices(blank).contains(&choice));
        if there {
            self.formulas.pick(blank, choice);
        }
        there
    }

    /// What was built as a scenario in which one side follows it, and the other is an ordinary endpoint.
    pub fn half(&self, side: Side) -> Scenario {
        let mut half = self.base.clone();
        half.name = said!("lesson.build.name", name = &self.base.name).to_string();
        half.lesson.clear();
        half.expect = None;
        half.good = Some(self.base.name.clone());
        let messages = |all: &[AppMessage]| {
            let data = self.placed.iter().filter_map(|piece| match piece {
                Piece::ClientData => Some(Side::Client),
                Piece::ServerData => Some(Side::Server),
                _ => None,
            });
            let first = |side| all.iter().find(|message| message.from == side).cloned();
            data.filter_map(first).collect()
        };
        let last = half.further.last().filter(|last| !last.messages.is_empty());
        let own = last.map_or(&half.messages, |last| &last.messages);
        let own: Vec<AppMessage> = messages(own);
        match half.further.last_mut() {
            Some(last) if !own.is_empty() => last.messages = own,
            // without any of its own, a further connection repeats those of the first
            _ => half.messages = own,
        }
        half.built = Some(Built {
            side,
            order: Some(self.placed.clone()),
            formulas: self.formulas.clone(),
        });
        half
    }

    /// A value in an ordinary run, and that run.
    pub(super) fn value(&self, name: ValueName) -> Option<(&Trace, &Value)> {
        let run = &self.values;
        Some((run, run.first(run.last_connection().id, name)?))
    }

    pub(super) fn formulas(&self) -> &Formulas {
        &self.formulas
    }
}
