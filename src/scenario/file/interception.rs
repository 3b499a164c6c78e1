//! `[[interception]]`: what can be known of it before anything is run.

use super::fault::{Fault, quoted};
use crate::scenario::fields;
use crate::scenario::interception::{Change, Interception, MESSAGES, OFFERED};
use crate::scenario::nearest::nearest;
use crate::scenario::tables::{Action, InterceptionTable, Name};
use crate::wire::display;

/// All of a file. To each message one thing can be done as a whole.
pub(super) fn all(tables: Vec<InterceptionTable>) -> Result<Vec<Interception>, Fault> {
    let mut all: Vec<Interception> = Vec::new();
    for table in tables {
        let message = table.message.clone();
        let one = table.interception()?;
        let same = |other: &&Interception| {
            (&other.message, other.occurrence) == (&one.message, one.occurrence)
                && other.change.is_of_the_whole()
        };
        if one.change.is_of_the_whole()
            && let Some(other) = all.iter().find(same)
        {
            let what = other.describe();
            return Err(Fault::at(
                &message,
                format!(
                    "expected one action for each message, got a second one: the man in the middle {what} \
                     already"
                ),
            ));
        }
        all.push(one);
    }
    Ok(all)
}

impl InterceptionTable {
    fn interception(self) -> Result<Interception, Fault> {
        let message = &self.message;
        if !MESSAGES.contains(&message.get_ref().as_str()) {
            let known = nearest(message.get_ref(), MESSAGES.map(|name| (name, vec![])));
            return Err(Fault::one_of(message, &known));
        }
        let mut changes = Vec::new();
        if let Some(flip) = self.flip {
            changes.push(Change::Flip {
                field: field(message, flip.field)?,
                byte: flip.byte.index(),
                bit: flip.bit.0 as u8,
            });
        }
        if let Some(set) = self.set {
            let bytes = hexadecimal(&set.bytes)?;
            if bytes.is_empty() {
                return Err(Fault::at(
                    &set.bytes,
                    "expected at least one byte, got none",
                ));
            }
            changes.push(Change::Set {
                field: field(message, set.field)?,
                byte: set.byte.index(),
                bytes,
            });
        }
        if let Some(replace) = self.replace {
            changes.push(Change::Replace {
                field: field(message, replace.field)?,
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
                message: self.message.into_inner(),
                occurrence: self.occurrence.map_or(1, |number| number.index()),
                change,
            }),
            _ => Err(Fault::at(
                message,
                format!("expected one of flip, set, replace and action, got {number} of them"),
            )),
        }
    }
}

/// The path of a field, if a message of this kind can have such a one.
fn field(message: &Name, path: Name) -> Result<String, Fault> {
    let message = message.get_ref();
    let Some(unknown) = fields::unknown(message, path.get_ref()) else {
        return Ok(path.into_inner());
    };
    let names = fields::names(message);
    let known = nearest(unknown, names.into_iter().map(|name| (name, vec![])));
    let (offered, others) = known.split_at(known.len().min(OFFERED));
    let more = match others.len() {
        0 => String::new(),
        n => format!(", and {n} more, which the view of its bytes shows"),
    };
    let part = match unknown == path.get_ref() {
        true => String::new(),
        false => format!(" in {}", quoted(path.get_ref())),
    };
    Err(Fault::at(
        &path,
        format!(
            "expected a field of {message} as it is on the wire, got {}{part}; it can have, the nearest \
             first, {}{more}",
            quoted(unknown),
            offered.join(", ")
        ),
    ))
}

fn hexadecimal(text: &Name) -> Result<Vec<u8>, Fault> {
    display::unhex(text.get_ref()).ok_or_else(|| {
        let got = quoted(text.get_ref());
        let message = format!("expected bytes as pairs of hexadecimal digits, got {got}");
        Fault::at(text, message)
    })
}
