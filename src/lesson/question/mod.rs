//! Questions about a run, and answers to them.
//!
//! ```text
//!   Trace, step, arguments ──► a template ──► Question ──► on the screen, in a lesson, on a sheet
//!                                                 │
//!                                   Answer ──► mark() ──► Mark { score, what was wrong }
//! ```
//!
//! A question holds everything that is needed to ask it, to mark its answer and to say what is wrong with one: no
//! trace is looked at again.

mod accepts;
mod asked;
mod asking;
mod beyond;
mod build;
mod certificates;
mod discriminate;
mod draft;
mod failure;
mod fields;
mod given;
pub mod json;
mod knowledge;
mod mark;
mod order;
mod read;
mod records;
mod secrets;
mod situation;
mod table;
mod template;
mod transcript;
pub mod words;

pub use accepts::Accepts;
pub use asked::{NotAsked, all, ask, of_step};
pub use asking::Asking;
pub use mark::{Mark, Objection};
pub use read::letter;
pub use situation::situation;
pub use table::templates;
pub use template::{Kind, Template};

use super::belief::Belief;
use crate::explain::{Span, plain};
use crate::text::Said;

/// A question about a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The key of the template that made it, such as `seed-order`.
    pub template: &'static str,
    /// The number of the run's step that it is about, from 0.
    pub step: usize,
    /// The arguments with which the template was asked, by name.
    pub arguments: Vec<(String, String)>,
    /// What is asked.
    pub prompt: Vec<Span>,
    /// What is asked in its place where an answer that is typed or pointed at is chosen instead.
    pub choose: Option<Vec<Span>>,
    /// How it is answered.
    pub form: Form,
    /// Whether it asks what the run has not shown yet. A prediction is never scored against the reader.
    pub predicts: bool,
    /// The step in which the run itself answers, from 0, if it does so later.
    pub revealed: Option<usize>,
    /// Said when the answer is there, right or wrong: why it is so.
    pub because: Vec<Span>,
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// By choosing one answer; exactly one is right.
    One(Vec<Choice>),
    /// By choosing all that are right; at least one is.
    Many(Vec<Choice>),
    /// By putting parts in order. They are offered as they stand here.
    Order(Sequence),
    /// By bytes.
    Bytes(Wanted<Vec<u8>>),
    /// By a number.
    Number(Wanted<u64>),
    /// By pointing at a field of the step's message, by its path.
    Point(Wanted<String>),
    /// By saying for each party and each of some values whether it can compute it.
    Who(Grid),
}

/// One of the answers to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The name of its words in `assets/en/questions.toml`.
    pub name: &'static str,
    /// What its words name besides the run's own values.
    pub about: Vec<(&'static str, String)>,
    /// The answer.
    pub text: Vec<Span>,
    /// Whether it is right.
    pub right: bool,
    /// What is said to someone who gets this one wrong: chooses it although it is wrong, or, among several, leaves it out
    /// although it is right.
    pub objection: Option<Objection>,
}

/// Parts to put in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    /// The parts, in the order in which they are offered.
    pub parts: Vec<Vec<Span>>,
    /// The right order, as places in `parts`.
    pub right: Vec<usize>,
    /// Wrong orders that name a belief, each by the pair that it swaps: the first of the two has to come before the
    /// second, as places in `parts`.
    pub swaps: Vec<(usize, usize, Objection)>,
}

/// An answer that is typed or pointed at.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted<T> {
    /// The right answer.
    pub right: T,
    /// Wrong ones that are recognised.
    pub wrong: Vec<(T, Objection)>,
}

/// Parties and values.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// The names of the values, one for each row.
    pub rows: Vec<Vec<Span>>,
    /// The names of the parties, one for each column.
    pub columns: Vec<String>,
    /// What is right, by row and column.
    pub right: Vec<Vec<bool>>,
    /// What is said of a wrong mark, by row and column.
    pub objections: Vec<(usize, usize, Objection)>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// "I don't know": not right, and it names no belief.
    Unknown,
    /// The place of a choice.
    One(usize),
    /// The places of choices.
    Many(Vec<usize>),
    /// The places of the parts, in the order that the reader gave them.
    Order(Vec<usize>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A number.
    Number(u64),
    /// The path of a field, or the end of it.
    Point(String),
    /// The marks, by row and column.
    Who(Vec<(usize, usize)>),
}

impl Question {
    /// How much an answer is worth, and what is wrong with it. An answer of another form is worth nothing.
    pub fn mark(&self, answer: &Answer) -> Mark {
        mark::mark(&self.form, answer)
    }

    /// Reads an answer as it is typed: `b`, `a c`, `3 1 2`, bytes in hexadecimal, a number, a field, or `?`.
    ///
    /// # Errors
    /// What was expected, and what came.
    pub fn read(&self, typed: &str) -> Result<Answer, Said> {
        read::answer(&self.form, typed)
    }

    /// The right answer.
    pub fn right(&self) -> Answer {
        let right = |choices: &[Choice]| {
            let all = choices.iter().enumerate();
            let right = all.filter(|(_, choice)| choice.right);
            right.map(|(place, _)| place).collect::<Vec<usize>>()
        };
        match &self.form {
            Form::One(choices) => match right(choices).first() {
                Some(place) => Answer::One(*place),
                None => Answer::Unknown,
            },
            Form::Many(choices) => Answer::Many(right(choices)),
            Form::Order(sequence) => Answer::Order(sequence.right.clone()),
            Form::Bytes(wanted) => Answer::Bytes(wanted.right.clone()),
            Form::Number(wanted) => Answer::Number(wanted.right),
            Form::Point(wanted) => Answer::Point(wanted.right.clone()),
            Form::Who(grid) => Answer::Who(grid.marks().collect()),
        }
    }

    /// An answer in the words in which it was offered; several are joined by semicolons.
    pub fn words(&self, answer: &Answer) -> String {
        read::words(&self.form, answer)
    }

    /// The answers to choose from, or the parts to put in order, in words and as they are offered; nothing where an
    /// answer is typed.
    pub fn offered(&self) -> Vec<String> {
        let choices = |choices: &[Choice]| choices.iter().map(|one| plain(&one.text)).collect();
        match &self.form {
            Form::One(offered) | Form::Many(offered) => choices(offered),
            Form::Order(sequence) => sequence.parts.iter().map(|part| plain(part)).collect(),
            Form::Bytes(_) | Form::Number(_) | Form::Point(_) | Form::Who(_) => Vec::new(),
        }
    }

    /// The beliefs that a wrong answer can name.
    pub fn beliefs(&self) -> Vec<&'static Belief> {
        let objections: Vec<&Objection> = match &self.form {
            Form::One(choices) | Form::Many(choices) => choices
                .iter()
                .filter_map(|choice| choice.objection.as_ref())
                .collect(),
            Form::Order(sequence) => sequence.swaps.iter().map(|(.., said)| said).collect(),
            Form::Bytes(wanted) => wanted.wrong.iter().map(|(_, said)| said).collect(),
            Form::Number(wanted) => wanted.wrong.iter().map(|(_, said)| said).collect(),
            Form::Point(wanted) => wanted.wrong.iter().map(|(_, said)| said).collect(),
            Form::Who(grid) => grid.objections.iter().map(|(.., said)| said).collect(),
        };
        let mut beliefs: Vec<&'static Belief> = Vec::new();
        for belief in objections.into_iter().filter_map(|one| one.belief) {
            if !beliefs.contains(&belief) {
                beliefs.push(belief);
            }
        }
        beliefs
    }
}

impl Grid {
    /// The right marks, by row and column.
    fn marks(&self) -> impl Iterator<Item = (usize, usize)> {
        let rows = self.right.iter().enumerate();
        rows.flat_map(|(row, cells)| {
            let cells = cells.iter().enumerate();
            cells
                .filter(|(_, right)| **right)
                .map(move |(column, _)| (row, column))
        })
    }
}
