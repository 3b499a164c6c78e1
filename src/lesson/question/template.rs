//! Templates of questions: one table, a file for each group.

use super::asking::Here;
use super::draft::Draft;
use super::{certificates, failure, fields, knowledge, order, records, secrets, transcript};
use crate::protocol::Side;
use crate::scenario::Intercepted;
use crate::text::unhex;
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

/// What an argument of a template may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// `client` or `server`.
    Side,
    /// `client`, `server` or `eavesdropper`.
    Party,
    /// The key of a value, such as `client_random`.
    Value,
    /// Keys of values with commas between them.
    Values,
    /// The key of a message that can be changed, such as `client_hello`.
    Message,
    /// A field of a message, by the end of its path.
    Field,
    /// A message and a field of it, such as `client_hello/random_bytes`.
    Place,
    /// Bytes in hexadecimal.
    Hex,
    /// A number from 0.
    Number,
    /// Names of messages with commas between them, with their sender where two send it: `Finished:client`.
    Messages,
}

impl Accepts {
    /// Its name in the documentation.
    pub const fn name(self) -> &'static str {
        match self {
            Accepts::Side => "side",
            Accepts::Party => "party",
            Accepts::Value => "value",
            Accepts::Values => "values",
            Accepts::Message => "message",
            Accepts::Field => "field",
            Accepts::Place => "message/field",
            Accepts::Hex => "hexadecimal",
            Accepts::Number => "number",
            Accepts::Messages => "messages",
        }
    }

    pub(super) fn side(word: &str) -> Option<Side> {
        Side::BOTH.into_iter().find(|side| side.name() == word)
    }

    /// Whether a word can be this at all. Whether a run has such a value or field is another question.
    pub(super) fn takes(self, word: &str) -> bool {
        let message = |word: &str| Intercepted::named(word).is_some();
        match self {
            Accepts::Side => Accepts::side(word).is_some(),
            Accepts::Party => Accepts::side(word).is_some() || word == "eavesdropper",
            Accepts::Value | Accepts::Values | Accepts::Field | Accepts::Messages => {
                !word.is_empty()
            }
            Accepts::Message => message(word),
            Accepts::Place => word
                .split_once('/')
                .is_some_and(|(of, field)| message(of) && !field.is_empty()),
            Accepts::Hex => unhex(word).is_some_and(|bytes| !bytes.is_empty()),
            Accepts::Number => word.parse::<usize>().is_ok(),
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
            At::Keys(keys) => keys.contains(&step.key()),
            At::Each(holds) => holds(step),
            At::Established => last(step) && of(step).outcome == Outcome::Established,
            At::End => last(step),
        };
        steps.filter(asked).map(|step| step.index).collect()
    }
}

/// Every template, in the order of their numbers.
pub fn templates() -> impl Iterator<Item = &'static Template> {
    let groups = [
        order::TEMPLATES,
        fields::TEMPLATES,
        secrets::TEMPLATES,
        knowledge::TEMPLATES,
        transcript::TEMPLATES,
        records::TEMPLATES,
        certificates::TEMPLATES,
        failure::TEMPLATES,
    ];
    groups.into_iter().flatten()
}
