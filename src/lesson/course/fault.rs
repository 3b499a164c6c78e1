//! What is wrong in a lesson, and where.

use crate::said;
use crate::text::{Arg, Said, escaped, near};

/// Something wrong in a lesson.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", said!("lesson.course.fault", origin = self.origin.as_str(), line = self.line, column = self.column, said = self.said.clone()))]
pub struct Fault {
    /// The lesson's name or file.
    pub origin: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What was expected, and what came.
    pub said: Said,
}

/// Something wrong at a byte of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub at: usize,
    pub said: Said,
}

/// A place in a lesson, by line and column, both from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Spot {
    /// The line.
    pub line: usize,
    /// The column in characters.
    pub column: usize,
}

impl Spot {
    /// The place of a byte of a text.
    pub(super) fn of(text: &str, at: usize) -> Spot {
        let before = text.get(..at).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        Spot {
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
        }
    }

    /// Something wrong there.
    pub(super) fn fault(self, origin: &str, said: Said) -> Fault {
        Fault {
            origin: origin.to_owned(),
            line: self.line,
            column: self.column,
            said,
        }
    }
}

impl Wrong {
    pub fn at(at: usize, said: Said) -> Wrong {
        Wrong { at, said }
    }

    pub fn in_text(self, text: &str, origin: &str) -> Fault {
        Spot::of(text, self.at).fault(origin, self.said)
    }
}

/// A name from a lesson, safe to show.
pub(super) fn shown(got: &str) -> String {
    const MOST: usize = 60;
    crate::text::cut(&escaped(got.as_bytes()), MOST)
}

/// So many names can be told where a mistyped one is like none of them.
const FEW: usize = 14;

/// The names that a mistyped one may have meant, for a sentence; all of them if they are few, and it is like none.
pub(super) fn meant(got: &str, known: &[&str]) -> Arg {
    let close = near(got, known.iter().map(|name| (*name, Vec::new())));
    let names = match close.is_empty() && known.len() <= FEW {
        true => known.to_vec(),
        false => close,
    };
    match names.is_empty() {
        true => Arg::Missing,
        false => names.into(),
    }
}
