//! `[[interception]]`: what can be checked before anything is run.

use super::fault::{Fault, quoted};
use crate::scenario::error::ScenarioError;
use crate::scenario::fields;
use crate::scenario::intercepted::Intercepted;
use crate::scenario::interception::{Change, Interception};
use crate::scenario::tables::{Action, File, InterceptionTable, Name};
use crate::text::unhex;
use crate::{label, said};

impl Interception {
    /// Reads what an attacker does as a scenario's file has it in `[[interception]]`, on one line:
    /// `message = "client_hello", flip = { field = "random", byte = 0, bit = 0 }`.
    ///
    /// # Errors
    /// [`ScenarioError::Malformed`] with the first thing that is wrong.
    pub fn from_line(line: &str) -> Result<Interception, ScenarioError> {
        const BEFORE: &str = "interception = [{ ";
        let text = format!("{BEFORE}{line} }}]\ndescription = \"\"\n");
        let origin = label!("scenario.change_origin");
        let read = toml::from_str(&text).map_err(|error| Fault::of_toml(&error, &text));
        let read = read.and_then(|file: File| all(file.interception));
        let mut found = read.map_err(|fault| match fault.in_text(&text, origin) {
            ScenarioError::Malformed {
                origin,
                line,
                column,
                message,
                hint,
            } => ScenarioError::Malformed {
                origin,
                line,
                column: column.saturating_sub(BEFORE.len()).max(1),
                message,
                hint,
            },
            other => other,
        })?;
        found.pop().ok_or_else(|| ScenarioError::Malformed {
            origin: origin.to_owned(),
            line: 1,
            column: 1,
            message: said!("scenario.file.one_change", number = 0_usize),
            hint: None,
        })
    }
}

/// All interceptions of a file. Each message can have at most one action.
pub(super) fn all(tables: Vec<InterceptionTable>) -> Result<Vec<Interception>, Fault> {
    let mut all: Vec<Interception> = Vec::new();
    for table in tables {
        let message = table.message.clone();
        let one = table.interception()?;
        let same = |other: &&Interception| {
            (other.message, other.occurrence) == (one.message, one.occurrence)
                && other.change.is_of_the_whole()
        };
        if one.change.is_of_the_whole()
            && let Some(other) = all.iter().find(same)
        {
            let what = other.describe();
            return Err(Fault::at(
                &message,
                said!("scenario.file.second_action", what),
            ));
        }
        all.push(one);
    }
    Ok(all)
}

impl InterceptionTable {
    fn interception(self) -> Result<Interception, Fault> {
        let message = &self.message;
        let target = target(message)?;
        let mut changes = Vec::new();
        if let Some(flip) = self.flip {
            changes.push(Change::Flip {
                field: field(target, flip.field)?,
                byte: flip.byte.index(),
                bit: flip.bit.0 as u8,
            });
        }
        if let Some(set) = self.set {
            let bytes = hexadecimal(&set.bytes)?;
            if bytes.is_empty() {
                return Err(Fault::at(&set.bytes, said!("scenario.file.no_bytes")));
            }
            changes.push(Change::Set {
                field: field(target, set.field)?,
                byte: set.byte.index(),
                bytes,
            });
        }
        if let Some(replace) = self.replace {
            changes.push(Change::Replace {
                field: field(target, replace.field)?,
                bytes: hexadecimal(&replace.bytes)?,
            });
        }
        changes.extend(self.action.map(|action| match action {
            Action::Drop => Change::Drop,
            Action::Repeat => Change::Repeat,
            Action::Swap => Change::Swap,
            Action::Cut => Change::Cut,
        }));
        let number = changes.len();
        match (changes.pop(), number) {
            (Some(change), 1) => Ok(Interception {
                message: target,
                occurrence: self.occurrence.map_or(1, |number| number.index()),
                change,
            }),
            _ => Err(Fault::at(
                message,
                said!("scenario.file.one_change", number),
            )),
        }
    }
}

/// A message that can be intercepted, by its name.
fn target(name: &Name) -> Result<Intercepted, Fault> {
    let got = name.get_ref();
    Intercepted::named(got).ok_or_else(|| {
        let near = Fault::near(got, Intercepted::ALL.iter().map(|message| message.key()));
        let message = said!("scenario.file.no_such_message", name = quoted(got));
        Fault::at(name, message).hint(said!("scenario.hint.message", near))
    })
}

/// The path of a field, if a message of this kind can have such a field.
fn field(message: Intercepted, path: Name) -> Result<String, Fault> {
    let Some(unknown) = fields::unknown(message, path.get_ref()) else {
        return Ok(path.into_inner());
    };
    let near = Fault::near(unknown, fields::names(message).into_iter());
    let inside = (unknown != path.get_ref()).then(|| quoted(path.get_ref()));
    let (message, name) = (message.key(), quoted(unknown));
    let said = said!("scenario.file.no_such_field", message, name, inside);
    Err(Fault::at(&path, said).hint(said!("scenario.hint.field", near)))
}

fn hexadecimal(text: &Name) -> Result<Vec<u8>, Fault> {
    unhex(text.get_ref()).ok_or_else(|| {
        let got = quoted(text.get_ref());
        Fault::at(text, said!("scenario.file.no_hex", got))
    })
}
