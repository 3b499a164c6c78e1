//! A template of questions. The table of them is [`super::table`].

use super::accepts::Accepts;
use super::asking::Here;
use super::asking::key_of;
use super::draft::Draft;
use crate::trace::{Outcome, Step, Trace};

/// A template of questions.
pub struct Template {
    /// Its name in lessons and on sheets, such as `seed-order`.
    pub key: &'static str,
    /// Its number in `docs/questions.md`.
    pub number: u8,
    /// How it is answered.
    pub kind: Kind,
    /// The arguments that it takes.
    pub arguments: &'static [(&'static str, Accepts)],
    /// The arguments with which it is asked where none are given; the first are its usual ones.
    pub(super) variants: &'static [&'static [(&'static str, &'static str)]],
    /// Where it is asked if no step is given.
    pub(super) at: At,
    /// The question, where it has one.
    pub(super) asks: fn(&Here<'_>) -> Option<Draft>,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By choosing one answer.
    One,
    /// By choosing all that are right.
    Many,
    /// By putting parts in order.
    Order,
    /// By bytes.
    Bytes,
    /// By a number.
    Number,
    /// By pointing at a field.
    Point,
    /// By marks in a grid of values and parties.
    Who,
}

impl Template {
    /// A row of the table, without arguments.
    pub(super) const fn new(
        key: &'static str,
        number: u8,
        kind: Kind,
        at: At,
        asks: fn(&Here<'_>) -> Option<Draft>,
    ) -> Self {
        Template {
            key,
            number,
            kind,
            arguments: &[],
            variants: &[],
            at,
            asks,
        }
    }

    /// The same with arguments.
    pub(super) const fn takes(self, arguments: &'static [(&'static str, Accepts)]) -> Self {
        Template { arguments, ..self }
    }

    /// The same, asked with these arguments where none are given.
    pub(super) const fn asked_with(
        self,
        variants: &'static [&'static [(&'static str, &'static str)]],
    ) -> Self {
        Template { variants, ..self }
    }
}

impl Kind {
    /// `one`, `many`, `order`, `bytes`, `number`, `point` or `who`.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::One => "one",
            Kind::Many => "many",
            Kind::Order => "order",
            Kind::Bytes => "bytes",
            Kind::Number => "number",
            Kind::Point => "point",
            Kind::Who => "who",
        }
    }
}

/// Where a template is asked if no step is given.
#[derive(Clone, Copy)]
pub(super) enum At {
    /// At steps of these keys.
    Keys(&'static [&'static str]),
    /// At every step of which that holds.
    Each(fn(&Step) -> bool),
    /// At the last step of a connection that was established.
    Established,
    /// At the last step of a connection.
    End,
}

impl At {
    pub fn steps(self, trace: &Trace) -> Vec<usize> {
        let steps = trace.steps().iter();
        let of = |step: &Step| trace.connection(step.connection);
        let last = |step: &Step| {
            let next = trace.steps().get(step.index + 1);
            next.is_none_or(|next| next.connection != step.connection)
        };
        let asked = |step: &&Step| match self {
            At::Keys(keys) => keys.contains(&key_of(step)),
            At::Each(holds) => holds(step),
            At::Established => last(step) && of(step).outcome == Outcome::Established,
            At::End => last(step),
        };
        steps.filter(asked).map(|step| step.index).collect()
    }
}
