//! Marking: how much an answer is worth, and what is wrong with it.

use super::{Answer, Choice, Form, Grid, Sequence, Wanted};
use crate::explain::Span;
use crate::lesson::belief::Belief;
use crate::trace::Place;

/// What is said to someone who gives a wrong answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Objection {
    /// What the answer shows that they believe, if it shows that.
    pub belief: Option<&'static Belief>,
    /// What the run shows instead.
    pub said: Vec<Span>,
    /// Where it shows.
    pub see: Option<Place>,
}

/// What an answer is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// From 0, wrong, to 1, right.
    pub score: f64,
    /// What is wrong with it.
    pub objections: Vec<Objection>,
}

impl Mark {
    /// Whether the answer is right altogether.
    pub fn is_right(&self) -> bool {
        self.score >= 1.0
    }

    fn right() -> Self {
        Mark {
            score: 1.0,
            objections: Vec::new(),
        }
    }

    fn wrong(objections: Vec<Objection>) -> Self {
        Mark {
            score: 0.0,
            objections,
        }
    }
}

pub(super) fn mark(form: &Form, answer: &Answer) -> Mark {
    match (form, answer) {
        (Form::One(choices), Answer::One(chosen)) => one(choices, *chosen),
        (Form::Many(choices), Answer::Many(chosen)) => many(choices, chosen),
        (Form::Order(sequence), Answer::Order(given)) => order(sequence, given),
        (Form::Bytes(wanted), Answer::Bytes(given)) => typed(wanted, given),
        (Form::Number(wanted), Answer::Number(given)) => typed(wanted, given),
        (Form::Point(wanted), Answer::Point(path)) => pointed(wanted, path),
        (Form::Who(grid), Answer::Who(marks)) => who(grid, marks),
        _ => Mark::wrong(Vec::new()),
    }
}

fn one(choices: &[Choice], chosen: usize) -> Mark {
    match choices.get(chosen) {
        Some(choice) if choice.right => Mark::right(),
        Some(choice) => Mark::wrong(choice.objection.iter().cloned().collect()),
        None => Mark::wrong(Vec::new()),
    }
}

/// Right ticks minus wrong ticks, as a share of what is right.
fn many(choices: &[Choice], chosen: &[usize]) -> Mark {
    let ticked = |place: &usize| chosen.contains(place);
    let all = choices.iter().enumerate();
    let wrong = all.filter(|(place, choice)| ticked(place) != choice.right);
    let objections = wrong.filter_map(|(_, choice)| choice.objection.clone());
    let objections = objections.collect();
    let (mut good, mut bad, mut right) = (0, 0, 0);
    for (place, choice) in choices.iter().enumerate() {
        right += usize::from(choice.right);
        match (ticked(&place), choice.right) {
            (true, true) => good += 1,
            (true, false) => bad += 1,
            _ => {}
        }
    }
    Mark {
        score: share(good, bad, right),
        objections,
    }
}

/// The pairs in the right order, as a share of all pairs (Kendall 1938), so that one slip costs little.
fn order(sequence: &Sequence, given: &[usize]) -> Mark {
    let place = |part: usize| given.iter().position(|one| *one == part);
    let right = &sequence.right;
    let pairs = right
        .iter()
        .enumerate()
        .flat_map(|(at, first)| right[at + 1..].iter().map(move |second| (*first, *second)));
    let kept = |first, second| match (place(first), place(second)) {
        (Some(first), Some(second)) => first < second,
        _ => false,
    };
    let (mut good, mut all) = (0_usize, 0_usize);
    for (first, second) in pairs {
        all += 1;
        good += usize::from(kept(first, second));
    }
    let swapped = |first: usize, second: usize| match (place(first), place(second)) {
        (Some(first), Some(second)) => first > second,
        _ => false,
    };
    let wrong = sequence.swaps.iter();
    let wrong = wrong.filter(|(first, second, _)| swapped(*first, *second));
    let objections = wrong.map(|(.., said)| said.clone()).collect();
    if good == all && given.len() == right.len() {
        return Mark::right();
    }
    // what is no order of these parts is never right altogether
    let most = all.saturating_sub(1);
    Mark {
        score: share(good.min(most), 0, all),
        objections,
    }
}

fn typed<T: PartialEq>(wanted: &Wanted<T>, given: &T) -> Mark {
    if wanted.right == *given {
        return Mark::right();
    }
    let known = wanted.wrong.iter().filter(|(wrong, _)| wrong == given);
    Mark::wrong(known.map(|(_, said)| said.clone()).take(1).collect())
}

/// A field counts as pointed at by its path or by the end of it.
fn pointed(wanted: &Wanted<String>, path: &str) -> Mark {
    let names = |whole: &str| {
        let before = whole.strip_suffix(path);
        !path.is_empty() && before.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if names(&wanted.right) {
        return Mark::right();
    }
    let known = wanted.wrong.iter().filter(|(wrong, _)| names(wrong));
    Mark::wrong(known.map(|(_, said)| said.clone()).take(1).collect())
}

/// Right marks minus wrong marks, as a share of what is right.
fn who(grid: &Grid, marks: &[(usize, usize)]) -> Mark {
    let (mut good, mut bad, mut right) = (0, 0, 0);
    let mut wrong = Vec::new();
    for (row, cells) in grid.right.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let marked = marks.contains(&(row, column));
            right += usize::from(*cell);
            match (marked, *cell) {
                (true, true) => good += 1,
                (true, false) => bad += 1,
                _ => {}
            }
            if marked != *cell {
                wrong.push((row, column));
            }
        }
    }
    let said = grid.objections.iter();
    let said = said.filter(|(row, column, _)| wrong.contains(&(*row, *column)));
    let mut objections: Vec<Objection> = Vec::new();
    // one refutation of a belief is enough
    for (.., one) in said {
        if !objections.iter().any(|other| other.belief == one.belief) {
            objections.push(one.clone());
        }
    }
    let score = match (right, bad) {
        // no one can compute any of it, and no mark is the right answer
        (0, 0) => 1.0,
        _ => share(good, bad, right),
    };
    Mark { score, objections }
}

/// `good − bad` out of `all`, not below 0.
fn share(good: usize, bad: usize, all: usize) -> f64 {
    match all {
        0 => 0.0,
        // these are counts of a few dozen at most
        _ => good.saturating_sub(bad) as f64 / all as f64,
    }
}
