//! The desk of a reader who builds a handshake: the bench, where the reader is on it, and what came of it last.

use crate::lesson::build::{Bench, Spot, Verdict, hint};
use crate::protocol::{Blank, Choice};
use crate::said;
use crate::text::Said;

/// A part of the desk that the keys move in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The messages that are placed, the place after the last, and what runs them.
    Placed,
    /// The messages that are not.
    Tray,
    /// The formulas with their blanks, and what runs them.
    Formulas,
    /// What can be picked for a blank.
    Choices,
}

/// The desk.
#[derive(Debug)]
pub struct Desk {
    pub bench: Bench,
    pub part: Part,
    /// The selected row of each part.
    pub rows: [usize; 4],
    /// What came of it when it was run last, until something is changed.
    pub verdict: Option<Verdict>,
    /// The hint that was asked for.
    pub hint: Option<Said>,
}

/// What Enter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Something was placed, picked or opened.
    Done,
    /// What was built is to be run.
    Run,
}

impl Desk {
    /// A desk with nothing done.
    pub fn of(bench: Bench) -> Self {
        let part = match bench.level().places() {
            true => Part::Placed,
            false => Part::Formulas,
        };
        Desk {
            bench,
            part,
            rows: [0; 4],
            verdict: None,
            hint: None,
        }
    }

    /// The parts that there are.
    pub fn parts(&self) -> Vec<Part> {
        let level = self.bench.level();
        let placing: &[Part] = match level.places() {
            true => &[Part::Placed, Part::Tray],
            false => &[],
        };
        let picking: &[Part] = match level.picks() {
            true => &[Part::Formulas],
            false => &[],
        };
        [placing, picking].concat()
    }

    /// The selected row of a part.
    pub fn row(&self, part: Part) -> usize {
        self.rows[part as usize].min(self.len(part).saturating_sub(1))
    }

    /// How many rows a part has that can be selected.
    pub fn len(&self, part: Part) -> usize {
        match part {
            // the place after the last, and what runs it
            Part::Placed => self.bench.placed().len() + 2,
            Part::Tray => self.bench.tray().len(),
            Part::Formulas => self.bench.blanks().len() + 1,
            Part::Choices => self.choices().len(),
        }
    }

    /// Selects a row of the present part.
    pub fn go(&mut self, row: usize) {
        let last = self.len(self.part).saturating_sub(1);
        self.rows[self.part as usize] = row.min(last);
        self.hint = None;
    }

    /// To the next part, or to the one before.
    pub fn turn(&mut self, on: bool) {
        self.hint = None;
        if self.part == Part::Choices {
            self.part = Part::Formulas;
            return;
        }
        let parts = self.parts();
        let here = parts.iter().position(|part| *part == self.part);
        let (here, all) = (here.unwrap_or(0), parts.len());
        let next = if on { here + 1 } else { here + all - 1 };
        self.part = parts[next % all];
    }

    /// Whether the row that runs it is selected.
    pub fn is_on_run(&self) -> bool {
        matches!(self.part, Part::Placed | Part::Formulas)
            && self.row(self.part) + 1 == self.len(self.part)
    }

    /// The blank that is selected.
    pub fn blank(&self) -> Option<Blank> {
        self.bench.blanks().get(self.row(Part::Formulas)).copied()
    }

    /// What can be picked for it.
    pub fn choices(&self) -> Vec<Choice> {
        let blank = self.blank();
        blank.map_or_else(Vec::new, |blank| self.bench.choices(blank))
    }

    /// Enter.
    pub fn take(&mut self) -> Taken {
        if self.is_on_run() {
            return Taken::Run;
        }
        match self.part {
            Part::Placed => self.part = Part::Tray,
            Part::Tray => {
                let at = self.row(Part::Placed).min(self.bench.placed().len());
                if self.bench.place(self.row(Part::Tray), at) {
                    self.rows[Part::Placed as usize] = at + 1;
                    self.changed();
                }
                if self.bench.tray().is_empty() {
                    self.part = Part::Placed;
                }
            }
            Part::Formulas => {
                let picked = self.blank().and_then(|blank| self.bench.picked(blank));
                let choices = self.choices();
                let at = choices.iter().position(|choice| Some(*choice) == picked);
                self.rows[Part::Choices as usize] = at.unwrap_or(0);
                self.part = Part::Choices;
            }
            Part::Choices => {
                let choice = self.choices().get(self.row(Part::Choices)).copied();
                if let (Some(blank), Some(choice)) = (self.blank(), choice) {
                    self.bench.pick(blank, Some(choice));
                    self.rows[Part::Formulas as usize] += 1;
                    self.changed();
                }
                self.part = Part::Formulas;
            }
        }
        Taken::Done
    }

    /// Takes the selected message out, or empties the selected blank.
    pub fn take_out(&mut self) {
        match self.part {
            Part::Placed => {
                if self.bench.take_out(self.row(Part::Placed)) {
                    self.changed();
                }
            }
            Part::Tray => {
                let before = self.row(Part::Placed).checked_sub(1);
                if before.is_some_and(|before| self.bench.take_out(before)) {
                    self.rows[Part::Placed as usize] -= 1;
                    self.changed();
                }
            }
            Part::Formulas | Part::Choices => {
                if let Some(blank) = self.blank() {
                    self.bench.pick(blank, None);
                    self.changed();
                }
            }
        }
    }

    /// Exchanges the selected message with the next, and goes with it.
    pub fn exchange(&mut self) {
        if self.part == Part::Placed && self.bench.exchange(self.row(Part::Placed)) {
            self.rows[Part::Placed as usize] += 1;
            self.changed();
        }
    }

    /// Says where to look for what belongs in the selected place.
    pub fn ask_hint(&mut self) {
        let place = self.row(Part::Placed);
        let spot = match self.part {
            // nothing is selected but what runs it
            _ if self.is_on_run() => match self.bench.spot_to_hint(place) {
                Some(Spot::Blank(blank)) => {
                    self.go_to_blank(blank);
                    Spot::Blank(blank)
                }
                Some(spot) => spot,
                None => {
                    self.hint = Some(said!("lesson.build.hint.nothing_open"));
                    return;
                }
            },
            Part::Placed | Part::Tray => Spot::Place(place),
            Part::Formulas | Part::Choices => match self.blank() {
                Some(blank) => Spot::Blank(blank),
                None => return,
            },
        };
        let before = self.row(Part::Placed).checked_sub(1);
        let before = before.and_then(|at| self.bench.placed().get(at)).copied();
        self.hint = Some(hint(spot, before));
    }

    /// Runs what was built.
    pub fn run(&mut self) -> &Verdict {
        self.hint = None;
        let verdict = Verdict::of(&self.bench);
        self.verdict.insert(verdict)
    }

    /// To what the verdict leads back to.
    pub fn go_to_spot(&mut self) {
        let broken = self.verdict.as_ref().and_then(|it| it.broken.as_ref());
        match broken.map(|broken| broken.spot) {
            Some(Spot::Place(at)) if self.bench.level().places() => {
                self.part = Part::Placed;
                self.go(at);
            }
            Some(Spot::Blank(blank)) => self.go_to_blank(blank),
            _ => {}
        }
    }

    fn go_to_blank(&mut self, blank: Blank) {
        let at = self.bench.blanks().iter().position(|it| *it == blank);
        if let Some(at) = at {
            self.part = Part::Formulas;
            self.go(at);
        }
    }

    fn changed(&mut self) {
        self.verdict = None;
        self.hint = None;
    }
}
