//! Two runs side by side, or two connections: what they have in common, and where they differ.
//!
//! Steps are paired by what happens and who does it, fields by what they are, values by name and side, and
//! computations by what they give and who makes them: never by number, so two versions of the protocol or
//! two orders of messages can be compared. What a formula says is compared in
//! [`explain::comparison`](crate::explain::comparison), which puts formulas into words.

mod align;
mod common;
mod difference;
mod failing;
mod fields;
mod part;
mod values;

pub use fields::{FieldAt, FieldPair};
pub use part::Part;
pub use values::ValuePair;

use super::{Derivation, Side, Step, Trace, ValueId, ValueName};
use crate::said;
use crate::text::Said;
use align::{Aligned, aligned};

/// Two runs, step by step and value by value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The steps, paired where both runs have the same one, in order.
    pub rows: Vec<Pair>,
    /// The first row in which they differ; `None` for runs that are the same.
    pub first: Option<usize>,
    /// The values of both runs.
    pub values: Vec<ValuePair>,
}

/// A step of the one run, of the other, or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The step of the first run.
    pub left: Option<usize>,
    /// The step of the second.
    pub right: Option<usize>,
    /// For a step of only one: the same step of the other run, where it comes at another point.
    pub elsewhere: Option<usize>,
    /// What differs, in words; `None` where nothing does.
    pub differs: Option<Said>,
    /// The fields of its message that differ, as it arrives.
    pub fields: Vec<FieldPair>,
    /// Its values, as indices of [`Comparison::values`].
    pub values: Vec<usize>,
    /// What is computed in it.
    pub computations: Vec<Computation>,
}

/// A computation of one run or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Computation {
    /// What it gives.
    pub name: ValueName,
    /// Who makes it.
    pub by: Side,
    /// Its place among what the first run derives in this step.
    pub left: Option<usize>,
    /// Its place among what the second run derives in this step.
    pub right: Option<usize>,
}

/// How something of one run compares with the same of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The bytes are the same.
    Same,
    /// As many bytes, but different ones.
    Bytes,
    /// More bytes, or fewer.
    Length,
    /// Only the first run has it.
    OnlyLeft,
    /// Only the second run has it.
    OnlyRight,
}

impl Relation {
    fn of(left: Option<&[u8]>, right: Option<&[u8]>) -> Relation {
        match (left, right) {
            (Some(left), Some(right)) if left == right => Relation::Same,
            (Some(left), Some(right)) if left.len() == right.len() => Relation::Bytes,
            (Some(_), Some(_)) => Relation::Length,
            (_, None) => Relation::OnlyLeft,
            (None, Some(_)) => Relation::OnlyRight,
        }
    }

    /// `same`, `bytes`, `length`, `only_left` or `only_right`.
    pub const fn key(self) -> &'static str {
        match self {
            Relation::Same => "same",
            Relation::Bytes => "bytes",
            Relation::Length => "length",
            Relation::OnlyLeft => "only_left",
            Relation::OnlyRight => "only_right",
        }
    }

    /// Whether both runs have it, with other bytes.
    pub const fn differs(self) -> bool {
        matches!(self, Relation::Bytes | Relation::Length)
    }
}

impl Comparison {
    /// Compares two runs, or connections.
    pub fn of<'t>(left: impl Into<Part<'t>>, right: impl Into<Part<'t>>) -> Comparison {
        let (left, right) = (left.into(), right.into());
        let values = values::of_runs(left, right);
        let rows: Vec<Pair> = aligned(left, right)
            .into_iter()
            .map(|row| Pair::of(left.trace, right.trace, row, &values))
            .collect();
        let first = rows.iter().position(|row| row.differs.is_some());
        Comparison {
            rows,
            first,
            values,
        }
    }

    /// Those of the rows that are in both runs, each once: of a step that comes at another point, the row
    /// of the first run.
    pub fn in_both(&self) -> impl Iterator<Item = &Pair> {
        let rows = self.rows.iter();
        rows.filter(|row| row.left.is_some() && row.steps().is_some())
    }
}

impl Pair {
    fn of(left: &Trace, right: &Trace, row: Aligned, values: &[ValuePair]) -> Pair {
        let mut pair = Pair {
            left: row.left,
            right: row.right,
            elsewhere: row.elsewhere,
            differs: None,
            fields: Vec::new(),
            values: Vec::new(),
            computations: Vec::new(),
        };
        let a = pair.left_step().map(|at| &left.steps()[at]);
        let b = pair.right_step().map(|at| &right.steps()[at]);
        pair.computations = computations(left, a, right, b);
        pair.differs = match (row.left, row.right, row.elsewhere) {
            (Some(_), Some(_), _) => a
                .zip(b)
                .and_then(|(a, b)| difference::of(left, a, right, b)),
            (Some(_), None, Some(at)) => {
                Some(said!("trace.compare.elsewhere_second", step = at + 1))
            }
            (None, _, Some(at)) => Some(said!("trace.compare.elsewhere_first", step = at + 1)),
            (Some(_), None, None) => Some(said!("trace.compare.only_first")),
            (None, _, None) => Some(said!("trace.compare.only_second")),
        };
        let messages = (
            a.and_then(|step| step.message.as_ref()),
            b.and_then(|step| step.message.as_ref()),
        );
        if let (Some(a), Some(b)) = messages {
            pair.fields = fields::of_messages(a, b);
        }
        pair.values = listed(a, b, !pair.fields.is_empty(), values);
        pair
    }

    /// The step of the first run, wherever it comes.
    pub fn left_step(&self) -> Option<usize> {
        self.left.or(self.elsewhere)
    }

    /// The step of the second run, wherever it comes.
    pub fn right_step(&self) -> Option<usize> {
        self.right.or(self.elsewhere)
    }

    /// The steps of both runs, if both have it.
    pub fn steps(&self) -> Option<(usize, usize)> {
        self.left_step().zip(self.right_step())
    }
}

/// The values of two steps, as indices of the values of both runs. What a side does by itself concerns its
/// own values, and so does sending a message, unless another one arrives.
fn listed(
    left: Option<&Step>,
    right: Option<&Step>,
    arrives_otherwise: bool,
    values: &[ValuePair],
) -> Vec<usize> {
    let has = |step: Option<&Step>, id: Option<ValueId>| {
        let (step, id) = step.zip(id).unzip();
        step.is_some_and(|step| id.is_some_and(|id| step.values.contains(&id)))
    };
    let does = |side| {
        [left, right]
            .iter()
            .flatten()
            .any(|step| step.actor.includes(side))
    };
    let concerns = |pair: &ValuePair| {
        pair.holder
            .side()
            .is_none_or(|side| arrives_otherwise || does(side))
    };
    let all = values.iter().enumerate();
    let of_step = all.filter(|(_, pair)| has(left, pair.left) || has(right, pair.right));
    of_step
        .filter(|(_, pair)| concerns(pair))
        .map(|(i, _)| i)
        .collect()
}

/// What is computed in two steps: paired by what it gives, who makes it, and how often before.
fn computations(
    left: &Trace,
    a: Option<&Step>,
    right: &Trace,
    b: Option<&Step>,
) -> Vec<Computation> {
    let derived = |trace: &'_ Trace, step: Option<&Step>| -> Vec<(ValueName, Side)> {
        let all = step.map_or(&[][..], |step| trace.derived_in(step.index));
        let named = |one: &Derivation| (trace.value(one.value).name, one.by);
        all.iter().map(named).collect()
    };
    let (a, b) = (derived(left, a), derived(right, b));
    let paired = common::pairs(a.len(), b.len(), |i, j| a[i] == b[j]);
    let rows = common::merged(&paired, a.len(), b.len()).into_iter();
    rows.filter_map(|(l, r)| {
        let (name, by) = l.map(|i| a[i]).or(r.map(|j| b[j]))?;
        Some(Computation {
            name,
            by,
            left: l,
            right: r,
        })
    })
    .collect()
}
