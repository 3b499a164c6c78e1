//! What an answer is worth, and how names are compared.

use super::{Fault, Verdict};
use crate::said;
use crate::text::Said;

/// What an answer is worth, and why.
pub(super) struct Mark {
    pub share: f64,
    pub verdict: Verdict,
    pub faults: Vec<Fault>,
    pub difference: Option<(String, String)>,
}

impl Mark {
    pub fn of(share: f64, verdict: Verdict) -> Mark {
        Mark {
            share,
            verdict,
            faults: Vec::new(),
            difference: None,
        }
    }

    pub fn right() -> Mark {
        Mark::of(1.0, Verdict::Right)
    }

    pub fn wrong() -> Mark {
        let said = said!("homework.grade.no_usual_mistake");
        Mark::of(0.0, Verdict::Wrong).with("none", None, said)
    }

    pub fn unreadable(line: usize, why: Said) -> Mark {
        let said = said!("homework.grade.unreadable", line, why);
        Mark::of(0.0, Verdict::Unreadable).with("unreadable", None, said)
    }

    pub fn with(mut self, mistake: &'static str, belief: Option<&'static str>, said: Said) -> Mark {
        self.faults.push(Fault {
            mistake,
            belief,
            said,
        });
        self
    }

    pub fn differing(mut self, right: impl Into<String>, got: impl Into<String>) -> Mark {
        self.difference = Some((right.into(), got.into()));
        self
    }
}

/// A name without capitals, blanks and marks.
pub(super) fn plain(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
