//! Two runs beside each other, in words: a summary, the formulas that differ, and of each step what
//! differs in it. The facts are in [`Comparison`]; only what a formula says is compared here.

mod formulas;
pub mod shown;
mod summary;

pub use formulas::{Formula, FormulaPair};
pub use summary::{About, Line, What, caveat};

use crate::said;
use crate::text::Said;
use crate::trace::{Comparison, Pair, Part, Relation, Trace};

/// What there is to say about two runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// What the first and the second run are called beside each other.
    pub titles: [Said; 2],
    /// What they have in common and what differs.
    pub summary: Vec<Line>,
    /// The formulas that differ, each kind once.
    pub changed: Vec<FormulaPair>,
    /// The formulas of each row of the comparison.
    pub formulas: Vec<Vec<FormulaPair>>,
    /// What differs in each row of the comparison.
    pub marks: Vec<Marks>,
}

/// What differs in a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The message: its fields, or what became of it.
    pub message: bool,
    /// A formula.
    pub formula: bool,
    /// The bytes of a value.
    pub value: bool,
}

impl Story {
    /// The story of two runs, or connections, and their comparison.
    pub fn of<'t>(
        left: impl Into<Part<'t>>,
        right: impl Into<Part<'t>>,
        comparison: &Comparison,
    ) -> Story {
        let (left, right) = (left.into(), right.into());
        let (a, b) = (left.trace, right.trace);
        let rows = comparison.rows.iter();
        let formulas: Vec<Vec<FormulaPair>> = rows.map(|row| formulas::of_row(a, b, row)).collect();
        let rows = comparison.rows.iter().zip(&formulas);
        let marks = rows.map(|(row, formulas)| Marks::of(a, b, comparison, row, formulas));
        let mut story = Story {
            titles: titles(left, right),
            summary: Vec::new(),
            changed: formulas::changed(comparison, &formulas),
            marks: marks.collect(),
            formulas,
        };
        story.summary = summary::lines(left, right, comparison, &story);
        story
    }

    /// Whether nothing differs.
    pub fn is_same(&self) -> bool {
        self.summary.iter().all(|line| line.same)
    }
}

impl Marks {
    fn of(
        left: &Trace,
        right: &Trace,
        comparison: &Comparison,
        row: &Pair,
        formulas: &[FormulaPair],
    ) -> Marks {
        let fates = row
            .steps()
            .map(|(l, r)| (left.steps()[l].fate(), right.steps()[r].fate()));
        let values = row.values.iter().map(|at| comparison.values[*at].relation);
        Marks {
            message: !row.fields.is_empty() || fates.is_some_and(|(l, r)| l != r),
            formula: formulas.iter().any(FormulaPair::differs),
            value: row.steps().is_some() && values.into_iter().any(Relation::differs),
        }
    }
}

/// What two runs are called: by what sets them apart.
fn titles(left: Part<'_>, right: Part<'_>) -> [Said; 2] {
    let both = [left, right];
    let name = |part: Part<'_>| part.trace.run().scenario.clone();
    let same_run = name(left) == name(right);
    if !same_run && left.connection.is_none() && right.connection.is_none() {
        return both.map(|part| said!("explain.comparison.plain", words = name(part)));
    }
    let honest = |part: Part<'_>| part.trace.tampering().is_empty();
    if same_run && honest(left) != honest(right) {
        return both.map(|part| match honest(part) {
            true => said!("explain.comparison.without_attacker"),
            false => said!("explain.comparison.with_attacker"),
        });
    }
    let seed = |part: Part<'_>| part.trace.run().seed.map(|seed| seed.to_string());
    let sets_apart = |of: fn(Part<'_>) -> Option<String>| same_run && of(left) != of(right);
    let (seeds, suites) = (
        same_run && seed(left) != seed(right),
        sets_apart(summary::suite),
    );
    let versions = sets_apart(summary::version);
    let switches = sets_apart(summary::switches);
    both.map(|part| {
        let connection = part.connection.map(|id| id.0 + 1);
        let seed = seed(part).filter(|_| seeds);
        let suite = summary::suite(part).filter(|_| suites);
        let version = summary::version(part).filter(|_| versions);
        let switches = summary::switches(part).filter(|_| switches);
        let name = name(part);
        said!(
            "explain.comparison.title",
            name,
            connection,
            version,
            seed,
            suite,
            switches
        )
    })
}
