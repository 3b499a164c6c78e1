//! What of a lesson is shown now.

use super::prose::{Look, Target};
use crate::explain::Span;
use crate::trace::ValueId;

/// What is shown, from what was done last to what is to be done next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Its rows of words.
    pub shown: Vec<Shown>,
    /// What a speaker says to it, which the reader does not see.
    pub notes: Vec<Shown>,
    /// Placeholders that this run has nothing for, with the line of the lesson.
    pub unfilled: Vec<(usize, String)>,
}

impl Page {
    /// Its links in order: the words of each, and where it leads.
    pub fn links(&self) -> impl Iterator<Item = (String, Target)> {
        let bits = self.shown.iter().flat_map(|shown| &shown.bits);
        bits.filter_map(|bit| Some((bit.text.clone(), bit.to.clone()?)))
    }
}

/// A passage as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// What it is.
    pub role: Role,
    /// Its words.
    pub bits: Vec<Bit>,
}

/// What a passage is to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A heading: 1 is the title of the lesson.
    Heading(u8),
    /// A paragraph.
    Text,
    /// An item of a list, with its number if it has one.
    Item(Option<u64>),
    /// Lines as they are.
    Code,
    /// What is to be done.
    Task,
    /// It is done.
    Done,
    /// Help.
    Hint,
    /// A question.
    Prompt,
    /// An answer to choose, with its place; or a row of a grid.
    Choice(usize),
    /// How the question is to be answered.
    Form,
    /// What the reader answered, or guessed before.
    Said,
    /// That it was right.
    Right,
    /// That it was wrong, and what the run shows instead.
    Wrong,
}

/// A stretch of words.
#[derive(Clone, Debug, PartialEq)]
pub struct Bit {
    /// The words.
    pub text: String,
    /// How they are set.
    pub look: Look,
    /// The value of the run that they show.
    pub value: Option<ValueId>,
    /// Where they lead.
    pub to: Option<Target>,
}

impl Bit {
    /// Plain words.
    pub fn plain(text: impl Into<String>) -> Bit {
        Bit {
            text: text.into(),
            look: Look::Plain,
            value: None,
            to: None,
        }
    }
}

impl Shown {
    /// Words of an explanation or a question in a role.
    pub fn of(role: Role, spans: &[Span]) -> Shown {
        Shown {
            role,
            bits: bits(spans),
        }
    }

    /// Plain words in a role.
    pub fn plain(role: Role, text: impl Into<String>) -> Shown {
        Shown {
            role,
            bits: vec![Bit::plain(text)],
        }
    }

    /// Its words without their looks.
    pub fn text(&self) -> String {
        self.bits.iter().map(|bit| bit.text.as_str()).collect()
    }
}

/// The spans of a question as bits.
pub(super) fn bits(spans: &[Span]) -> Vec<Bit> {
    let bit = |span: &Span| match span {
        Span::Text(text) => Bit::plain(text),
        Span::Strong(text) => Bit {
            look: Look::Emphasis,
            ..Bit::plain(text)
        },
        Span::Value { id, text } => Bit {
            value: Some(*id),
            ..Bit::plain(text)
        },
    };
    spans.iter().map(bit).collect()
}
