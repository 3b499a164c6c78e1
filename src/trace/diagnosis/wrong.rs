//! What the mistakes of the table make of a value: wrong answers to a question for it, and what each shows.

use super::asked::Asked;
use super::facts::Facts;
use super::mistake::mistakes;
use super::recipe::Recipe;
use super::shape;
use crate::label;
use crate::text::Said;
use crate::trace::{Trace, Value};

/// A wrong value, and the mistake that leads to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The key of the mistake, as in [`Mistake::key`](super::Mistake::key).
    pub mistake: &'static str,
    /// The belief that it shows, by its key in `assets/en/beliefs.toml`; `None` for a slip.
    pub belief: Option<&'static str>,
    /// What is said of it.
    pub said: Said,
    /// What it gives in place of the value.
    pub bytes: Vec<u8>,
}

/// What each mistake gives in place of a value of the trace, in the order of the table. Left out are those that
/// give the right value; of several that give the same, the first is listed.
pub fn wrong(trace: &Trace, value: &Value) -> Vec<Wrong> {
    let mut all: Vec<Wrong> = Vec::new();
    let mut add = |one: Wrong| {
        let known = one.bytes == value.bytes || all.iter().any(|other| other.bytes == one.bytes);
        if !known {
            all.push(one);
        }
    };
    for (found, bytes) in shape::whole_forms(trace, value) {
        add(Wrong {
            mistake: found.key,
            belief: found.belief,
            said: found.said,
            bytes,
        });
    }
    let Some(asked) = Asked::of(trace, value, label!("trace.diagnosis.calculation")) else {
        return all;
    };
    let (base, record) = (Recipe::right(&asked.facts), asked.record());
    let stages = asked.stages().iter();
    for mistake in stages.flat_map(|stage| stage.mistakes()) {
        for case in mistake.cases(&base, &asked.facts, record.as_ref()) {
            if let Some(bytes) = asked.gives(&case.recipe, value.bytes.len()) {
                add(Wrong {
                    mistake: mistake.key,
                    belief: mistake.belief,
                    said: mistake.said(&asked.facts, &case),
                    bytes,
                });
            }
        }
    }
    all
}

/// How someone computes who makes a mistake of the table, named by its key, in the first of its ways that `is` the one
/// that is meant.
pub fn made(mistake: &str, facts: &Facts<'_>, is: impl Fn(&Recipe) -> bool) -> Option<Recipe> {
    let row = mistakes().find(|row| row.key == mistake)?;
    let cases = row.cases(&Recipe::right(facts), facts, None).into_iter();
    let mut recipes = cases.map(|case| case.recipe);
    recipes.find(is)
}

/// A value that someone has, right or wrong, and goes on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own<'o> {
    /// A pre-master secret.
    PreMaster(&'o [u8]),
    /// A master secret.
    Master(&'o [u8]),
}

/// What someone gets in place of a value who makes no mistake, but starts from a value of their own.
pub fn from_own(trace: &Trace, value: &Value, own: Own<'_>) -> Option<Vec<u8>> {
    let mut asked = Asked::of(trace, value, label!("trace.diagnosis.calculation"))?;
    (asked.facts.pre_master, asked.facts.master) = match own {
        Own::PreMaster(bytes) => (Some(bytes), None),
        Own::Master(bytes) => (None, Some(bytes)),
    };
    asked.gives(&Recipe::right(&asked.facts), value.bytes.len())
}
