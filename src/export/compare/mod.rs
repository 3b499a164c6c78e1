//! Two runs beside each other: as [`text`], as [`markdown`] and as [`json`].
//!
//! First comes what is the same and what differs, then the steps, then the formulas, the messages and the
//! values that differ.

pub mod json;
pub mod markdown;
pub mod text;

use crate::explain::PartKind;
use crate::explain::comparison::{FormulaPair, Story, shown};
use crate::text::Said;
use crate::trace::{Comparison, Pair, Part, Relation, Trace, ValuePair};
use crate::{label, said};

/// Two runs, with everything that there is to say about them.
#[derive(Clone, Debug)]
pub struct Runs<'a> {
    /// The first run, which is on the left.
    pub left: Part<'a>,
    /// The second run, which is on the right.
    pub right: Part<'a>,
    /// How they compare.
    pub comparison: Comparison,
    /// The same in words.
    pub story: Story,
}

impl<'a> Runs<'a> {
    /// Compares two runs, or connections.
    pub fn of(left: impl Into<Part<'a>>, right: impl Into<Part<'a>>) -> Self {
        let (left, right) = (left.into(), right.into());
        let comparison = Comparison::of(left, right);
        Runs {
            story: Story::of(left, right, &comparison),
            left,
            right,
            comparison,
        }
    }

    fn both(&self) -> [Part<'a>; 2] {
        [self.left, self.right]
    }

    /// The rows in which both runs send a message that is not the same, each with its title.
    fn messages(&self) -> impl Iterator<Item = (&Pair, Said)> {
        let rows = self.comparison.in_both();
        rows.filter_map(|row| {
            let step = &self.right.trace.steps()[row.right_step()?];
            (!row.fields.is_empty()).then(|| (row, step.title()))
        })
    }

    /// The values that are not the same in both runs.
    fn values(&self) -> impl Iterator<Item = &ValuePair> {
        let all = self.comparison.values.iter();
        all.filter(|pair| pair.relation != Relation::Same)
    }

    /// The bytes of a value in both runs.
    fn bytes(&self, pair: &ValuePair) -> [Option<&'a [u8]>; 2] {
        let of = |trace: &'a Trace, id| Some(&trace.value(id?).bytes[..]);
        [
            of(self.left.trace, pair.left),
            of(self.right.trace, pair.right),
        ]
    }

    /// The same in hexadecimal, in this many columns, with the lengths where these differ.
    fn value(&self, pair: &ValuePair, room: usize) -> [String; 2] {
        let [left, right] = self.bytes(pair);
        let length = |bytes: Option<&[u8]>| {
            bytes
                .filter(|_| pair.relation != Relation::Bytes)
                .map(<[u8]>::len)
        };
        [(left, right), (right, left)].map(|(mine, other)| {
            let bytes = shown::bytes(mine, other, room, "…");
            said!("export.compare.bytes", bytes, length = length(mine)).to_string()
        })
    }

    /// What there is to learn from the second run, if anything.
    fn lesson(&self) -> Option<Said> {
        let (title, lesson) = (PartKind::Lesson.title(), self.right.trace.lesson());
        (!lesson.is_empty()).then(|| said!("export.outcome.lesson", title, lesson))
    }
}

/// The formulas of both runs.
fn formulas(pair: &FormulaPair) -> [String; 2] {
    [&pair.left, &pair.right].map(|formula| match formula {
        Some(formula) => formula.plain(),
        None => label!("explain.comparison.not_here").to_owned(),
    })
}

/// The step of one run, with its number and what became of its message; for one that comes at another
/// point, its number alone.
fn step(part: Part<'_>, at: Option<usize>, elsewhere: Option<usize>) -> String {
    match (at, elsewhere) {
        (Some(at), _) => {
            let step = &part.trace.steps()[at];
            step.numbered_title(step.fate().words())
        }
        (None, Some(at)) => format!("    {}", said!("export.compare.elsewhere", step = at + 1)),
        (None, None) => String::new(),
    }
}

/// The mark between two things.
const fn mark(relation: Relation) -> &'static str {
    match relation {
        Relation::Same => "=",
        Relation::Bytes | Relation::Length => "≠",
        Relation::OnlyLeft => "<",
        Relation::OnlyRight => ">",
    }
}

/// The mark between two steps.
fn step_mark(row: &Pair, differs: bool) -> &'static str {
    match (row.left, row.right) {
        _ if row.elsewhere.is_some() => "↕",
        (Some(_), None) => mark(Relation::OnlyLeft),
        (None, _) => mark(Relation::OnlyRight),
        _ if differs => mark(Relation::Bytes),
        _ => mark(Relation::Same),
    }
}
