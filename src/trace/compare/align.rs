//! The steps of two runs in pairs: by what happens and who does it, never by number.

use super::Part;
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

fn meaning(part: Part<'_>, step: &Step) -> Meaning {
    // what both sides compute together, one may compute alone if the other is not there
    let actor = (!step.topic.is_joint()).then_some(step.actor);
    (part.place(step.connection), step.original_name(), actor)
}

/// The steps in one order: those that both runs have in the same order are in pairs.
pub fn aligned(left: Part<'_>, right: Part<'_>) -> Vec<Aligned> {
    let of = |part: Part<'_>| -> Vec<(usize, Meaning)> {
        let steps = part.steps();
        steps
            .map(|step| (step.index, meaning(part, step)))
            .collect()
    };
    let (a, b) = (of(left), of(right));
    let paired = pairs(a.len(), b.len(), |i, j| a[i].1 == b[j].1);
    let rows = merged(&paired, a.len(), b.len());
    // what is left of both is paired by its occurrence
    let mut left_alone: HashMap<Meaning, Vec<usize>> = HashMap::new();
    let mut right_alone = left_alone.clone();
    for row in &rows {
        match *row {
            (Some(i), None) => left_alone.entry(a[i].1).or_default().push(a[i].0),
            (None, Some(j)) => right_alone.entry(b[j].1).or_default().push(b[j].0),
            _ => {}
        }
    }
    let nth_like = |(at, meaning): &(usize, Meaning),
                    mine: &HashMap<Meaning, Vec<usize>>,
                    theirs: &HashMap<_, Vec<usize>>| {
        let nth = mine.get(meaning)?.iter().position(|one| one == at)?;
        theirs.get(meaning)?.get(nth).copied()
    };
    rows.into_iter()
        .map(|(left, right)| Aligned {
            left: left.map(|i| a[i].0),
            right: right.map(|j| b[j].0),
            elsewhere: match (left, right) {
                (Some(i), None) => nth_like(&a[i], &left_alone, &right_alone),
                (None, Some(j)) => nth_like(&b[j], &right_alone, &left_alone),
                _ => None,
            },
        })
        .collect()
}
