//! A mistake in a scenario's file: where it is, what is there, and what would be allowed.

use crate::pki::name::{self, beginning, note};
use crate::scenario::error::ScenarioError;
use crate::wire::display::escaped;
use std::ops::Range;
use toml::Spanned;

/// So many characters of what stands in a file are quoted; of more, the beginning.
const QUOTED: usize = 60;

/// What is wrong, and where in the text.
pub(super) struct Fault {
    /// The bytes of the text that it is about.
    pub span: Range<usize>,
    /// What was expected, and what is there.
    pub message: String,
}

impl Fault {
    /// A mistake in a part of the file.
    pub fn at<T>(part: &Spanned<T>, message: impl Into<String>) -> Self {
        Fault {
            span: part.span(),
            message: message.into(),
        }
    }

    /// A name that is none of those that are known.
    pub fn one_of(name: &Spanned<String>, known: &[impl AsRef<str>]) -> Self {
        let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
        let message = format!(
            "expected one of {}, got {}",
            known.join(", "),
            quoted(name.get_ref())
        );
        Fault::at(name, message)
    }

    /// What the reader of TOML has to say.
    pub fn of_toml(error: &toml::de::Error) -> Self {
        Fault {
            span: error.span().unwrap_or_default(),
            message: plain(error.message()),
        }
    }

    /// As an error of the text, which is called `origin`.
    pub fn in_text(self, text: &str, origin: &str) -> ScenarioError {
        let (line, column) = position(text, self.span.start);
        ScenarioError::Malformed {
            origin: origin.to_owned(),
            line,
            column,
            // what stands in the file is quoted in the message, and may be anything
            message: escaped(self.message.as_bytes()),
        }
    }
}

/// What somebody wrote, in quotation marks; of a long text its beginning, and how long it is.
pub(in crate::scenario) fn quoted(text: &str) -> String {
    let start = beginning(text, QUOTED);
    match start.len() < text.len() {
        true => format!("{start:?}{}", note(text.len())),
        false => format!("{text:?}"),
    }
}

/// As [`quoted`], for what is quoted already.
fn cut(text: &str) -> String {
    name::cut(text.to_owned(), QUOTED)
}

/// The words of serde and of the TOML reader as somebody says them who writes a file.
fn plain(message: &str) -> String {
    if let Some(rest) = message.strip_prefix("unknown field `")
        && let Some((key, known)) = rest.rsplit_once("`, expected ")
    {
        return format!("unknown key `{}`, expected {known}", cut(key));
    }
    if let Some(rest) = message.strip_prefix("unknown variant `")
        && let Some((name, known)) = rest.rsplit_once("`, expected ")
    {
        return format!("expected {known}, got `{}`", cut(name));
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        return format!("missing key {key}");
    }
    let wrong = ["invalid type: ", "invalid value: "];
    let wrong = wrong.iter().find_map(|start| message.strip_prefix(start));
    if let Some((got, wanted)) = wrong.and_then(|rest| rest.rsplit_once(", expected ")) {
        let got = match got {
            "map" => "a table".to_owned(),
            "sequence" => "a list".to_owned(),
            "boolean `true`" => "true".to_owned(),
            "boolean `false`" => "false".to_owned(),
            got => cut(got).replacen("floating point", "number", 1),
        };
        let wanted = match wanted {
            "a sequence" if got == "a table" => {
                "a list, or tables with two brackets on each side of their heading"
            }
            "a sequence" => "a list in square brackets",
            "a boolean" => "true or false",
            wanted if wanted.starts_with("struct ") => "a table",
            wanted => wanted,
        };
        return format!("expected {wanted}, got {got}");
    }
    message.to_owned()
}

/// Line and column of an offset, both from 1, the column in characters.
pub(in crate::scenario) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}
