//! A mistake in a scenario's file: where it is, what is there, and what would be allowed.

use super::syntax;
use crate::pki::name::{beginning, note};
use crate::said;
use crate::scenario::error::ScenarioError;
use crate::text::near;
use crate::text::{Said, escaped};
use std::ops::Range;
use toml::Spanned;

/// Maximum number of characters of a file that are quoted; of more, the beginning.
const QUOTED: usize = 60;

/// What is wrong, and where in the text.
pub(in crate::scenario) struct Fault {
    /// The bytes of the text that it is about.
    pub span: Range<usize>,
    /// What was expected, and what is there.
    pub message: Said,
    /// What to do about it.
    pub hint: Option<Said>,
}

impl Fault {
    /// A mistake in a part of the file.
    pub fn at<T>(part: &Spanned<T>, message: Said) -> Self {
        Fault {
            span: part.span(),
            message,
            hint: None,
        }
    }

    /// The same with what to do about it.
    pub fn hint(self, hint: Said) -> Self {
        Fault {
            hint: Some(hint),
            ..self
        }
    }

    /// A name that is none of those that are known.
    pub fn one_of(name: &Spanned<String>, known: &[impl AsRef<str>]) -> Self {
        let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
        let got = quoted(name.get_ref());
        let message = said!("scenario.file.one_of", known, got);
        Fault::at(name, message)
    }

    /// Names of the same kind that may have been meant, those nearest to what was written.
    pub fn near(got: &str, known: impl Iterator<Item = &'static str>) -> Option<Vec<&'static str>> {
        let near = near(got, known.map(|known| (known, Vec::new())));
        (!near.is_empty()).then_some(near)
    }

    /// An error of the TOML parser.
    pub fn of_toml(error: &toml::de::Error, text: &str) -> Self {
        syntax::fault(error.message(), error.span().unwrap_or_default(), text)
    }

    /// As an error of the text, which is called `origin`.
    pub fn in_text(self, text: &str, origin: &str) -> ScenarioError {
        let (line, column) = position(text, self.span.start);
        ScenarioError::Malformed {
            origin: origin.to_owned(),
            line,
            column,
            message: self.message,
            hint: self.hint,
        }
    }
}

/// What a file says, in quotation marks; of a long text its beginning, and how long it is. Nothing in it
/// can drive a terminal.
pub(in crate::scenario) fn quoted(text: &str) -> String {
    let start = beginning(text, QUOTED);
    let shown = format!("\"{}\"", escaped(start.as_bytes()));
    match start.len() < text.len() {
        true => shown + &note(text.len()),
        false => shown,
    }
}

/// Line and column of an offset, both from 1, the column in characters.
pub(in crate::scenario) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let last = before.rsplit('\n').next().unwrap_or_default();
    (line, last.chars().count() + 1)
}
