//! A student's sheet: which answer is where. Nothing in it is taken for more than text.

use super::attempt::Handed;
use crate::text::escaped;

/// An answer as it stands on a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The line of its name, from 1.
    pub line: usize,
    /// What stands behind the equals sign and in the lines below it.
    pub text: String,
}

/// A sheet, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The student, as the sheet says it.
    pub student: Option<String>,
    /// What was handed in beside it: the connections of the student's own client.
    pub connections: Handed,
    entries: Vec<(String, Entry)>,
}

/// The name of the line that says whose sheet it is.
const STUDENT: &str = "student";

impl Sheet {
    /// Takes a sheet apart. Lines that begin with `#` are comments.
    pub fn read(text: &str) -> Sheet {
        let mut sheet = Sheet::default();
        for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if line.trim_start().starts_with('#') {
                continue;
            }
            match named(line) {
                Some((name, value)) if name == STUDENT => {
                    sheet.student = Some(value.trim().to_owned());
                }
                Some((name, value)) => {
                    let (line, text) = (at + 1, value.to_owned());
                    sheet.entries.push((name, Entry { line, text }));
                }
                None => {
                    if let Some((_, entry)) = sheet.entries.last_mut() {
                        entry.text.push('\n');
                        entry.text.push_str(line);
                    }
                }
            }
        }
        sheet
    }

    /// The answer of a name: the last one that is not empty.
    pub(super) fn entry(&self, name: &str) -> Option<&Entry> {
        let wanted = plain(name);
        let own = self.entries.iter().rev();
        let mut own = own.filter(|(name, _)| *name == wanted);
        own.find(|(_, entry)| !entry.text.trim().is_empty())
            .map(|(_, entry)| entry)
    }

    /// The names that no answer has, each with its line.
    pub(super) fn unknown<'a>(&self, known: impl Iterator<Item = &'a str>) -> Vec<(usize, String)> {
        let known: Vec<String> = known.map(plain).collect();
        let unknown = self
            .entries
            .iter()
            .filter(|(name, _)| !known.contains(name));
        unknown
            .map(|(name, entry)| (entry.line, escaped(name.as_bytes())))
            .collect()
    }
}

/// A name without regard to capitals, hyphens and blanks.
fn plain(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace(['-', ' '], "_")
}

/// The name that a line begins with, and what is behind its equals sign: `student = …`, or a number, a point and a
/// word, such as `4.master_secret = …`.
fn named(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once('=')?;
    let name = plain(name);
    if name == STUDENT {
        return Some((name, value));
    }
    let (number, word) = name.split_once('.')?;
    let digits = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let letter = word.starts_with(|c: char| c.is_ascii_lowercase());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    (digits && letter && word.chars().all(plain)).then_some((name, value))
}
