//! What a report is made of.

use super::blanks::Blanks;
use crate::explain::math::TranscriptLine;
use crate::explain::{self, PartKind, Span, plain};
use crate::export::{buffer_title, bytes, formula, step_number};
use crate::label;
use crate::said;
use crate::text::{Said, count};
use crate::trace::{Buffer, Check, Message, Origin, Step, Trace, Value};
use crate::wire::display;
use std::ops::Range;

/// Something to read.
#[derive(Debug)]
pub enum Block<'t> {
    /// A paragraph of an explanation.
    Prose(PartKind, Vec<Span>),
    /// Bytes of a message, and their fields.
    Dump(Dump<'t>),
    /// The values that come up here.
    NewValues(Vec<ValueRow<'t>>),
    /// A computation, laid open.
    Computation(Computed<'t>),
    /// What was compared.
    Checks {
        /// Those to show first.
        first: Vec<Judged>,
        /// What is said before the rest.
        more: Option<Said>,
        /// The rest; all of them passed.
        rest: Vec<Judged>,
    },
    /// That a side gave up, and why.
    Stopped(String),
}

/// Bytes of a message, and their fields.
#[derive(Debug)]
pub struct Dump<'t> {
    /// What they are.
    pub title: String,
    /// The bytes.
    pub buffer: &'t Buffer,
    /// The other form of the same bytes, where something changed them on the way.
    pub other: Option<&'t Buffer>,
    /// Their fields, outermost first; empty if fields are not selected.
    pub fields: Vec<FieldRow>,
    /// Whether the bytes are to be shown.
    pub raw: bool,
}

/// A field.
#[derive(Debug)]
pub struct FieldRow {
    /// Which bytes of the buffer.
    pub range: Range<usize>,
    /// Its depth in the tree.
    pub depth: usize,
    /// Its name in the RFC.
    pub name: &'static str,
    /// Whether it has no parts.
    pub leaf: bool,
    /// What the bytes say, or a blank; `None` for bytes that only show themselves.
    pub words: Option<String>,
    /// Where it is defined.
    pub rfc: &'static str,
    /// What it is for, if meanings are selected.
    pub meaning: Option<String>,
}

/// Bytes, or a blank in their place.
#[derive(Debug)]
pub enum Shown<'t> {
    /// The bytes.
    Bytes(&'t [u8]),
    /// A line to write on.
    Blank(String),
}

/// A value.
#[derive(Debug)]
pub struct ValueRow<'t> {
    /// The value.
    pub value: &'t Value,
    /// Its bytes.
    pub bytes: Shown<'t>,
    /// Where it comes from.
    pub origin: OriginWords,
}

/// Where a value comes from.
#[derive(Debug)]
pub enum OriginWords {
    /// In words.
    Plain(String),
    /// A file or the like, safe to show.
    Stored(String),
    /// A formula on a line.
    Formula(String),
}

/// A computation, laid out.
#[derive(Debug)]
pub struct Computed<'t> {
    /// What is computed.
    pub title: String,
    /// The formula on a line.
    pub formula: Vec<Span>,
    /// Its parts, each under a heading.
    pub sections: Vec<(String, Vec<Laid<'t>>)>,
}

/// A part of a computation.
#[derive(Debug)]
pub enum Laid<'t> {
    /// A paragraph.
    Prose(Vec<Span>),
    /// Lines in a fixed-width face.
    Lines(Vec<String>),
    /// Messages, and whether the transcript has them.
    Transcript(Vec<TranscriptLine<'t>>),
    /// What was compared.
    Checks(Vec<Judged>),
}

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It passed.
    Passed,
    /// It was not made.
    Skipped,
    /// It failed.
    Failed,
    /// That is asked of the reader.
    Open,
}

/// A check.
#[derive(Debug)]
pub struct Judged {
    /// How it went.
    pub told: Told,
    /// The question.
    pub question: String,
    /// The answer with the evidence, or a blank.
    pub sentence: String,
}

impl<'t> Dump<'t> {
    pub(super) fn new(buffer: &'t Buffer, arrived: bool, other: Option<&'t Buffer>) -> Self {
        let length = count(buffer.bytes.len() as u64, "byte");
        Dump {
            title: format!("{}: {length}", buffer_title(buffer.kind, arrived)),
            buffer,
            other,
            fields: Vec::new(),
            raw: false,
        }
    }

    /// Lists the fields, with what they are for if a trace is given.
    pub(super) fn fill_fields(
        &mut self,
        meanings: Option<&Trace>,
        step: &Step,
        message: &Message,
        blanks: &mut Blanks,
    ) {
        let buffer = self.buffer;
        for placed in buffer.fields() {
            let node = placed.node;
            let leaf = node.is_leaf();
            let raw = leaf && !node.is_empty();
            let meaning = display::meaning(node, &buffer.bytes);
            let words = match (meaning, raw) {
                (None, true) => None,
                _ => Some(display::value(node, &buffer.bytes)),
            };
            let name = node.field.name();
            let asked = raw && blanks.asked();
            let blank = asked.then(|| {
                let bytes = || display::hex(&buffer.bytes[node.range()]);
                blanks.answer(
                    step.index,
                    name.to_owned(),
                    words.clone().unwrap_or_else(bytes),
                )
            });
            let meant =
                meanings.map(|trace| plain(&explain::field(trace, step, buffer, node).purpose));
            // what a field is for may say what it is
            let meant = match (meant, &words) {
                (Some(meant), Some(words)) if asked => Some(meant.replace(words, "…")),
                (meant, _) => meant,
            };
            self.fields.push(FieldRow {
                range: node.range(),
                depth: placed.depth,
                name,
                leaf,
                words: blank.flatten().or(words),
                rfc: message.rfc(node.field),
                meaning: meant.filter(|words| !words.is_empty()),
            });
        }
    }

    /// What a field says, in at most `columns` where it is bytes.
    pub fn value(&self, field: &FieldRow, columns: usize) -> String {
        match &field.words {
            Some(words) => words.clone(),
            None => bytes::value(self.buffer, field.range.clone(), self.other, columns),
        }
    }
}

impl<'t> ValueRow<'t> {
    pub(super) fn of(trace: &Trace, value: &'t Value, blanks: &mut Blanks) -> Self {
        let bytes = blanks.value(trace, value.id);
        ValueRow {
            value,
            bytes: match (bytes, value.sealed) {
                (Some(blank), _) => Shown::Blank(blank),
                (None, Some(_)) => Shown::Blank(label!("explain.not_known").to_owned()),
                (None, None) => Shown::Bytes(&value.bytes),
            },
            origin: origin(trace, value),
        }
    }
}

fn origin(trace: &Trace, value: &Value) -> OriginWords {
    OriginWords::Plain(match &value.origin {
        Origin::Generated { by } => said!("export.value.generated", side = by.name()).to_string(),
        Origin::Wire(place) => {
            said!("export.value.wire", step = step_number(place.step)).to_string()
        }
        Origin::Stored { path } => {
            return OriginWords::Stored(display::escaped(path.as_bytes()));
        }
        Origin::Derived { .. } => {
            return OriginWords::Formula(formula(trace, value).unwrap_or_default());
        }
    })
}

impl Judged {
    pub(super) fn of(check: &Check, step: &Step, blanks: &mut Blanks) -> Self {
        let asked = explain::checks::asked(check);
        let sentence = asked.sentence();
        match blanks.answer(step.index, asked.question.clone(), sentence.clone()) {
            Some(blank) => Judged {
                told: Told::Open,
                question: asked.question,
                sentence: blank,
            },
            None => Judged {
                told: match (check.passed, check.skipped) {
                    (true, _) => Told::Passed,
                    (false, true) => Told::Skipped,
                    (false, false) => Told::Failed,
                },
                question: asked.question,
                sentence,
            },
        }
    }
}

impl Told {
    /// How it went, in a word.
    pub fn word(self) -> &'static str {
        match self {
            Told::Passed => label!("export.mark.passed"),
            Told::Skipped => label!("export.mark.skipped"),
            Told::Failed => label!("export.mark.failed"),
            Told::Open => label!("export.mark.open"),
        }
    }

    /// Its mark, and a word where the mark alone would say too little.
    pub fn mark(self) -> (&'static str, &'static str) {
        match self {
            Told::Passed => ("✓", ""),
            Told::Skipped => ("–", "skipped:"),
            Told::Failed => ("✗", "failed:"),
            Told::Open => ("?", ""),
        }
    }
}
