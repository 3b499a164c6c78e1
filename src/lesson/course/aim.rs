//! Where a change is aimed: a guess has named a field, and a bit of it or the bytes that replace it; then the task is to
//! make that change.

use super::action::Action;
use super::block::Kind;
use super::session::Session;
use crate::text::unhex;
use crate::trace::Trace;

/// A change that a guess has named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    /// The end of the path of the field.
    pub field: String,
    /// The byte of the field, from 0.
    pub byte: usize,
    /// The bit of that byte, from the least significant.
    pub bit: u8,
    /// What replaces the whole field, where it is not a bit that is flipped.
    pub bytes: Option<Vec<u8>>,
}

impl Session {
    /// The change that the last guess has named, while the lesson waits for one in that message.
    pub fn aim(&self, trace: &Trace) -> Option<Aim> {
        let Some(Action::Tamper(tamper)) = self.waits_for() else {
            return None;
        };
        let mut before = self.course.blocks[..self.at].iter().rev();
        let asked = before.find_map(|block| match &block.kind {
            Kind::Ask(asked, _) => Some(asked),
            _ => None,
        })?;
        let argument = |name: &str| {
            let mut all = asked.arguments.iter();
            let found = all.find(|(known, _)| known == name)?;
            Some(found.1.as_str())
        };
        let number = |name: &str| argument(name).and_then(|number| number.parse::<usize>().ok());
        let byte = number("byte").unwrap_or(0);
        // a block of a record is one of its ciphertext
        if let Some(block) = number("block") {
            let (_, suite) = trace.last_connection().agreed()?;
            return Some(Aim {
                field: "ciphertext".to_owned(),
                byte: block * suite.cipher.block_len()? + byte,
                bit: u8::try_from(number("bit")?).ok()?,
                bytes: None,
            });
        }
        let edit = argument("edit").and_then(|place| place.split_once('/'));
        let (message, field) = edit.or(argument("message").zip(argument("field")))?;
        (message == tamper.message.key()).then(|| Aim {
            field: field.to_owned(),
            byte,
            bit: number("bit")
                .and_then(|bit| u8::try_from(bit).ok())
                .unwrap_or(0),
            bytes: argument("bytes").and_then(unhex),
        })
    }
}
