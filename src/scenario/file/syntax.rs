//! Turns the errors of serde and of the TOML parser into words for the author of a file.

use super::fault::{Fault, quoted};
use crate::said;
use crate::text::{Said, escaped};
use std::ops::Range;

/// How deep brackets may be nested. The TOML parser has the same limit.
const DEEPEST: usize = 80;

/// What is wrong with a text, from the message of the TOML parser and its place.
pub(super) fn fault(message: &str, span: Range<usize>, text: &str) -> Fault {
    let (span, message, hint) = match control(&span, text) {
        Some(said) => (span, said, None),
        None if message.contains("recur") => {
            let at = too_deep(text).unwrap_or(span.start);
            (
                at..at,
                said!("scenario.file.too_deep", most = DEEPEST),
                None,
            )
        }
        None if is_unclosed(message) => (span, said!("scenario.file.unclosed_string"), None),
        None => {
            let (said, hint) = plain(message);
            (span, said, hint)
        }
    };
    Fault {
        span,
        message,
        hint,
    }
}

/// Whether a string has no end: the parser's messages for the four kinds of strings.
fn is_unclosed(message: &str) -> bool {
    let strings = ["basic", "literal"].into_iter();
    let mut kinds = strings.flat_map(|kind| {
        [
            format!("invalid {kind} "),
            format!("invalid multi-line {kind} "),
        ]
    });
    let ends = [
        "expected `\"`",
        "expected `'`",
        "expected `\"\"\"`",
        "expected `'''`",
    ];
    kinds.any(|kind| message.starts_with(&kind)) && ends.iter().any(|end| message.ends_with(end))
}

/// A control character where the parser stopped, which TOML does not allow.
fn control(span: &Range<usize>, text: &str) -> Option<Said> {
    let found = text.get(span.start..)?.chars().next()?;
    let forbidden = found.is_control() && !matches!(found, '\n' | '\r' | '\t');
    let code = format!("U+{:04X}", u32::from(found));
    forbidden.then(|| said!("scenario.file.control", code))
}

/// Where brackets are nested more deeply than they may be.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open || c == '\n' => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') => quote = Some('\n'),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
        if depth > DEEPEST {
            return Some(at);
        }
    }
    None
}

/// The names in a list of serde's: `` one of `a`, `b` `` or `` `a` or `b` ``.
fn names(known: &str) -> Vec<String> {
    let names = known.split('`').skip(1).step_by(2);
    names.map(|name| escaped(name.as_bytes())).collect()
}

/// An error of serde, and what to do about it.
fn plain(message: &str) -> (Said, Option<Said>) {
    if let Some(rest) = message.strip_prefix("unknown field `")
        && let Some((key, known)) = rest.rsplit_once("`, expected ")
    {
        let key = quoted(key);
        let hint = said!("scenario.hint.keys", known = names(known));
        return (said!("scenario.file.unknown_key", key), Some(hint));
    }
    if let Some(rest) = message.strip_prefix("unknown variant `")
        && let Some((name, known)) = rest.rsplit_once("`, expected ")
    {
        let (known, got) = (names(known), quoted(name));
        return (said!("scenario.file.one_of", known, got), None);
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        let key = escaped(key.trim_matches('`').as_bytes());
        return (said!("scenario.file.missing_key", key), None);
    }
    let wrong = ["invalid type: ", "invalid value: "];
    let wrong = wrong.iter().find_map(|start| message.strip_prefix(start));
    if let Some((got, wanted)) = wrong.and_then(|rest| rest.rsplit_once(", expected ")) {
        let (wanted, got) = (expected(wanted, got), found(got));
        return (said!("scenario.file.expected", wanted, got), None);
    }
    let message = escaped(message.as_bytes());
    (said!("scenario.file.other", message), None)
}

/// What serde found, such as `` integer `1` `` or `string "x"`.
fn found(got: &str) -> Said {
    let (kind, value) = match got.split_once(' ') {
        Some((kind, value)) => (kind, value.trim_start_matches("point ")),
        None => (got, ""),
    };
    let bare = value.trim_matches(|c| c == '`' || c == '"');
    let value = escaped(bare.as_bytes());
    match kind {
        "map" => said!("scenario.found.table"),
        "sequence" => said!("scenario.found.list"),
        "string" => said!("scenario.found.string", value = quoted(bare)),
        "integer" => said!("scenario.found.integer", value),
        "floating" => said!("scenario.found.number", value),
        "boolean" => said!("scenario.found.value", value),
        _ => said!("scenario.found.value", value = escaped(got.as_bytes())),
    }
}

/// What serde expected.
fn expected(wanted: &str, got: &str) -> Said {
    match wanted {
        "a sequence" if got == "map" => said!("scenario.wanted.tables"),
        "a sequence" => said!("scenario.wanted.list"),
        "a boolean" => said!("scenario.wanted.boolean"),
        wanted if wanted.starts_with("struct ") => said!("scenario.wanted.table"),
        wanted if wanted.starts_with("one of ") => {
            said!("scenario.wanted.one_of", known = names(wanted))
        }
        wanted => said!("scenario.wanted.other", wanted = escaped(wanted.as_bytes())),
    }
}
