//! Two runs beside each other, in words: a summary, the formulas that differ, and of each step what
//! differs in it. The facts are in [`Comparison`]; only what a formula says is compared here.

mod formulas;
pub mod shown;
mod summary;

pub use formulas::{Formula, FormulaPair};
pub use summary::{About, Line, What, caveat};

use crate::said;
use crate::text::Said;
use crate::trace::{Comparison, Pair, Relation, Trace};

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
    /// The story of two runs and their comparison.
    pub fn of(left: &Trace, right: &Trace, comparison: &Comparison) -> Story {
        let rows = comparison.rows.iter();
        let formulas: Vec<Vec<FormulaPair>> =
            rows.map(|row| formulas::of_row(left, right, row)).collect();
        let rows = comparison.rows.iter().zip(&formulas);
        let marks = rows.map(|(row, formulas)| Marks::of(left, right, comparison, row, formulas));
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
fn titles(left: &Trace, right: &Trace) -> [Said; 2] {
    let both = [left, right];
    if left.run().scenario != right.run().scenario {
        return both.map(|trace| said!("explain.comparison.plain", words = &*trace.run().scenario));
    }
    if left.tampering().is_empty() != right.tampering().is_empty() {
        return both.map(|trace| match trace.tampering().is_empty() {
            true => said!("explain.comparison.without_attacker"),
            false => said!("explain.comparison.with_attacker"),
        });
    }
    let seeds = left.run().seed != right.run().seed;
    let suites = summary::suite(left) != summary::suite(right);
    let versions = summary::version(left) != summary::version(right);
    both.map(|trace| {
        let name = &*trace.run().scenario;
        let seed = trace
            .run()
            .seed
            .filter(|_| seeds)
            .map(|seed| seed.to_string());
        let suite = summary::suite(trace).filter(|_| suites);
        let version = summary::version(trace).filter(|_| versions);
        said!("explain.comparison.title", name, version, seed, suite)
    })
}
