//! A formula with its blanks.

use crate::protocol::{Blank, Formula, Side};
use crate::said;
use crate::text::Said;

/// A part of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// What is given.
    Text(String),
    /// What is to be picked.
    Blank(Blank),
}

/// What stands in a text where a blank is.
const MARK: char = '\u{0}';

/// A formula, part by part.
pub fn formula(formula: Formula) -> Vec<Span> {
    let text = text(formula).to_string();
    let mut blanks = Blank::ALL
        .iter()
        .copied()
        .filter(|blank| blank.formula() == formula);
    let mut spans = Vec::new();
    for (i, part) in text.split(MARK).enumerate() {
        if i > 0 {
            spans.extend(blanks.next().map(Span::Blank));
        }
        if !part.is_empty() {
            spans.push(Span::Text(part.to_owned()));
        }
    }
    spans
}

fn text(formula: Formula) -> Said {
    let blank = MARK.to_string();
    let (a, b, c, d) = (&blank, &blank, &blank, &blank);
    match formula {
        Formula::Encryption => said!("lesson.build.formula.encryption", a),
        Formula::MasterSecret => said!("lesson.build.formula.master_secret", a, b, c, d),
        Formula::KeyBlock => said!("lesson.build.formula.key_block", a, b, c, d),
        Formula::ClientKey => said!("lesson.build.formula.client_key", a),
        Formula::Messages => said!("lesson.build.formula.messages", a),
        Formula::VerifyData(Side::Client) => said!("lesson.build.formula.client_finished", a, b),
        Formula::VerifyData(Side::Server) => said!("lesson.build.formula.server_finished", a, b),
        Formula::Second => said!("lesson.build.formula.second", a),
        Formula::Mac => said!("lesson.build.formula.mac", a),
    }
}
