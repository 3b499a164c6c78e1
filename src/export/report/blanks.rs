//! A worksheet: what is to be found out is replaced by numbered blanks, and the answers are kept apart.

use crate::explain::Span;
use crate::trace::{Trace, ValueId};
use crate::wire::display::hex;
use std::collections::BTreeMap;

/// Bytes of a value that do not come up anywhere by chance.
const LONG: usize = 8;

/// What is to be written in a blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The number of the blank, from 1.
    pub number: usize,
    /// The index of the step in which it first stands.
    pub step: usize,
    /// What is asked for: the name of a value or of a field, a question.
    pub what: String,
    /// The answer.
    pub answer: String,
}

/// The blanks of a report. Without [`Blanks::new`]`(true)` there are none.
#[derive(Debug)]
pub(super) struct Blanks {
    asked: bool,
    /// A value of the run has the same blank wherever it stands.
    of_value: BTreeMap<ValueId, usize>,
    pub answers: Vec<Answer>,
}

impl Blanks {
    pub fn new(asked: bool) -> Self {
        Blanks {
            asked,
            of_value: BTreeMap::new(),
            answers: Vec::new(),
        }
    }

    /// Whether it is a worksheet.
    pub fn asked(&self) -> bool {
        self.asked
    }

    /// The blank for a value of the run; `None` if it is no worksheet.
    pub fn value(&mut self, trace: &Trace, id: ValueId) -> Option<String> {
        if let Some(number) = self.of_value.get(&id) {
            return Some(blank(*number, usize::MAX));
        }
        let value = trace.value(id);
        if value.sealed.is_some() {
            return None;
        }
        let step = trace.comes_up(value);
        let blank = self.answer(step, value.key(), hex(&value.bytes))?;
        self.of_value.insert(id, self.answers.len());
        Some(blank)
    }

    /// The blank of the value with these bytes, if it has one already.
    pub fn asked_before(&self, trace: &Trace, bytes: &[u8]) -> Option<String> {
        let mut all = self.of_value.iter();
        let (_, number) = all.find(|(id, _)| trace.value(**id).bytes == bytes)?;
        Some(blank(*number, usize::MAX))
    }

    /// Whether bytes end with a secret or another long value that has a blank.
    pub fn ends(&self, trace: &Trace, bytes: &[u8]) -> bool {
        let mut all = self.of_value.keys().map(|id| &trace.value(*id).bytes);
        all.any(|value| value.len() >= LONG && bytes.ends_with(value))
    }

    /// A blank for anything else; `None` if it is no worksheet.
    pub fn answer(&mut self, step: usize, what: String, answer: String) -> Option<String> {
        if !self.asked {
            return None;
        }
        let number = self.answers.len() + 1;
        let blank = blank(number, answer.chars().count());
        self.answers.push(Answer {
            number,
            step,
            what,
            answer,
        });
        Some(blank)
    }

    /// Prose with blanks in the place of the bytes of values. A value that stands there by its name keeps it.
    pub fn spans(&mut self, trace: &Trace, spans: Vec<Span>) -> Vec<Span> {
        let one = |span| match span {
            Span::Value { id, text } => {
                let begins = text.trim_end_matches('…');
                let bytes = hex(&trace.value(id).bytes).starts_with(begins);
                let blank = bytes.then(|| self.value(trace, id)).flatten();
                let text = blank.unwrap_or(text);
                Span::Value { id, text }
            }
            span => span,
        };
        spans.into_iter().map(one).collect()
    }
}

/// A line to write on, with its number, about as long as the answer in letters.
fn blank(number: usize, length: usize) -> String {
    format!("({number}) {}", "_".repeat(length.clamp(8, 24)))
}
