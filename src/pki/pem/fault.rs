//! What can be wrong with a block of PEM.

use crate::pki::name::shown;
use crate::said;
use crate::text::Said;
use std::fmt;

/// A block that cannot be decoded, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The line of its BEGIN, counted from 1.
    pub line: usize,
    /// What it is, safe to show; empty where that cannot be told.
    pub label: String,
    /// What is wrong with it.
    pub fault: PemFault,
}

/// What is wrong with a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PemFault {
    /// BEGIN, content and END are in one line: the line breaks got lost.
    OneLine,
    /// The line breaks are the two characters `\n`, as in a string of JSON.
    LiteralBreaks,
    /// There is no END.
    NoEnd,
    /// The next BEGIN comes before the END.
    Nested,
    /// The END has another label.
    OtherEnd {
        /// That label, safe to show.
        label: String,
    },
    /// The content has a character that is not of base64.
    Character {
        /// The character.
        character: char,
        /// Its line, counted from 1.
        line: usize,
    },
    /// The content has only characters of base64, and is not base64 all the same: some are missing.
    Incomplete,
}

impl Broken {
    /// The fault as a fact.
    pub fn said(&self) -> Said {
        let Broken { line, label, fault } = self;
        match fault {
            PemFault::OneLine => said!("pki.pem.one_line", line),
            PemFault::LiteralBreaks => said!("pki.pem.literal_breaks", line),
            PemFault::NoEnd => said!("pki.pem.no_end", line, label),
            PemFault::Nested => said!("pki.pem.nested", line, label),
            PemFault::OtherEnd { label: other } => said!("pki.pem.other_end", line, label, other),
            PemFault::Character { character, line } => {
                let character = shown(&format!("{character:?}"));
                said!("pki.pem.character", line, label, character)
            }
            PemFault::Incomplete => said!("pki.pem.incomplete", line, label),
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}
