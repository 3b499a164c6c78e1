//! The students of a class: one id in each line of a file. What follows a comma, a semicolon or a tab is not read, so
//! that a list with names can be used as it is; `#` begins a comment.

use crate::said;
use crate::text::{Said, escaped};

/// Maximum length of an id in characters: it is the name of a folder.
const MAX_ID_LEN: usize = 64;

/// The students of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// Their ids, in the order of the file.
    pub students: Vec<String>,
}

/// Why a list of students cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum RosterError {
    /// There is no student in it.
    Empty,
    /// An id has a character that a name of a folder should not have, or is too long.
    Id {
        /// The line, from 1.
        line: usize,
        /// What it has.
        got: String,
    },
    /// An id comes twice, perhaps with other capitals.
    Twice {
        /// The line of the second, from 1.
        line: usize,
        /// The line of the first.
        first: usize,
        /// The id.
        got: String,
    },
}

impl RosterError {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            RosterError::Empty => said!("homework.roster.empty"),
            RosterError::Id { line, got } => {
                let got = escaped(got.as_bytes());
                said!("homework.roster.id", line, got, most = MAX_ID_LEN)
            }
            RosterError::Twice { line, first, got } => {
                said!("homework.roster.twice", line, first, got)
            }
        }
    }
}

impl Roster {
    /// Reads a list.
    ///
    /// # Errors
    /// [`RosterError`], with the line.
    pub fn read(text: &str) -> Result<Roster, RosterError> {
        let mut seen: Vec<(usize, String)> = Vec::new();
        for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line_number = at + 1;
            let before = |text: &'_ str, c: char| text.split(c).next().unwrap_or("").to_owned();
            let line = before(line, '#');
            let id = line.split([',', ';', '\t']).next().unwrap_or("").trim();
            if id.is_empty() {
                continue;
            }
            if !is_id(id) {
                let (line, got) = (line_number, id.to_owned());
                return Err(RosterError::Id { line, got });
            }
            let same = |(_, other): &&(usize, String)| other.eq_ignore_ascii_case(id);
            if let Some((first, _)) = seen.iter().find(same) {
                return Err(RosterError::Twice {
                    line: line_number,
                    first: *first,
                    got: id.to_owned(),
                });
            }
            seen.push((line_number, id.to_owned()));
        }
        match seen.is_empty() {
            true => Err(RosterError::Empty),
            false => Ok(Roster {
                students: seen.into_iter().map(|(_, id)| id).collect(),
            }),
        }
    }
}

/// Whether a text is an id: letters, digits and a few marks that no shell and no file system minds.
pub fn is_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '+');
    let begins = id.starts_with(|c: char| c.is_ascii_alphanumeric());
    begins && id.chars().all(plain) && id.len() <= MAX_ID_LEN && !id.ends_with('.')
}
