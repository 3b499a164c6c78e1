//! What was picked for each blank.

use super::blank::{Blank, Formula};
use super::choice::Choice;

/// What was picked for each blank; `None` where one is still empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formulas {
    picks: [Option<Choice>; Blank::ALL.len()],
}

impl Default for Formulas {
    /// Those of RFC 5246.
    fn default() -> Self {
        let mut formulas = Formulas::empty();
        for blank in Blank::ALL {
            formulas.pick(*blank, Some(blank.right()));
        }
        formulas
    }
}

impl Formulas {
    /// All blanks, empty.
    pub const fn empty() -> Self {
        Formulas {
            picks: [None; Blank::ALL.len()],
        }
    }

    /// What was picked for a blank.
    pub const fn of(&self, blank: Blank) -> Option<Choice> {
        self.picks[blank as usize]
    }

    /// Picks something for a blank, or empties it.
    pub const fn pick(&mut self, blank: Blank, choice: Option<Choice>) {
        self.picks[blank as usize] = choice;
    }

    /// Whether a formula is that of RFC 5246.
    pub fn is_right(&self, formula: Formula) -> bool {
        let mut blanks = Blank::ALL.iter().filter(|blank| blank.formula() == formula);
        blanks.all(|blank| self.of(*blank) == Some(blank.right()))
    }

    /// The blanks that differ from RFC 5246, empty ones among them.
    pub fn wrong(&self) -> impl Iterator<Item = Blank> {
        let all = Blank::ALL.iter().copied();
        all.filter(|blank| self.of(*blank) != Some(blank.right()))
    }
}
