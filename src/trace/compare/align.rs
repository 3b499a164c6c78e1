//! The steps of two runs in pairs: by what happens and who does it, never by number.

use super::common::{merged, pairs};
use crate::trace::{Actor, ConnectionId, Step, StepName};
use std::collections::HashMap;

/// A step of the one run, of the other, or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aligned {
    /// The step of the first run.
    pub left: Option<usize>,
    /// The step of the second.
    pub right: Option<usize>,
    /// For a step of only one: the same step of the other run, where it comes at another point.
    pub elsewhere: Option<usize>,
}

/// What a step is, in any run: on which connection, what happens, and who does it.
type Meaning = (ConnectionId, StepName, Option<Actor>);

fn meaning(step: &Step) -> Meaning {
    // what both sides compute together, one may compute alone if the other is not there
    let actor = (!step.topic.is_joint()).then_some(step.actor);
    (step.connection, step.original_name(), actor)
}

/// The steps in one order: those that both runs have in the same order are in pairs.
pub fn aligned(left: &[Step], right: &[Step]) -> Vec<Aligned> {
    let of = |steps: &[Step]| -> Vec<Meaning> { steps.iter().map(meaning).collect() };
    let (a, b) = (of(left), of(right));
    let paired = pairs(a.len(), b.len(), |i, j| a[i] == b[j]);
    let rows = merged(&paired, a.len(), b.len());
    // what is left of both is paired by its occurrence
    let mut left_alone: HashMap<Meaning, Vec<usize>> = HashMap::new();
    let mut right_alone = left_alone.clone();
    for row in &rows {
        match *row {
            (Some(i), None) => left_alone.entry(a[i]).or_default().push(i),
            (None, Some(j)) => right_alone.entry(b[j]).or_default().push(j),
            _ => {}
        }
    }
    let nth_like =
        |meaning, mine: &HashMap<Meaning, Vec<usize>>, theirs: &HashMap<_, Vec<usize>>, at| {
            let nth = mine.get(meaning)?.iter().position(|one| *one == at)?;
            theirs.get(meaning)?.get(nth).copied()
        };
    rows.into_iter()
        .map(|(left, right)| Aligned {
            left,
            right,
            elsewhere: match (left, right) {
                (Some(i), None) => nth_like(&a[i], &left_alone, &right_alone, i),
                (None, Some(j)) => nth_like(&b[j], &right_alone, &left_alone, j),
                _ => None,
            },
        })
        .collect()
}
