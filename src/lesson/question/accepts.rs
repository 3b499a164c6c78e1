//! What an argument of a template may be.

use crate::protocol::Side;
use crate::scenario::Intercepted;
use crate::text::unhex;

/// What an argument of a template may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// `client` or `server`.
    Side,
    /// `client`, `server` or `eavesdropper`.
    Party,
    /// The key of a value, such as `client_random`.
    Value,
    /// Keys of values with commas between them.
    Values,
    /// The key of a message that can be changed, such as `client_hello`.
    Message,
    /// A field of a message, by the end of its path.
    Field,
    /// A message and a field of it, such as `client_hello/random_bytes`.
    Place,
    /// Bytes in hexadecimal.
    Hex,
    /// A number from 0.
    Number,
    /// Names of messages with commas between them, with their sender where two send it: `Finished:client`.
    Messages,
}

impl Accepts {
    /// Its name in the documentation.
    pub const fn name(self) -> &'static str {
        match self {
            Accepts::Side => "side",
            Accepts::Party => "party",
            Accepts::Value => "value",
            Accepts::Values => "values",
            Accepts::Message => "message",
            Accepts::Field => "field",
            Accepts::Place => "message/field",
            Accepts::Hex => "hexadecimal",
            Accepts::Number => "number",
            Accepts::Messages => "messages",
        }
    }

    pub(super) fn side(word: &str) -> Option<Side> {
        Side::BOTH.into_iter().find(|side| side.name() == word)
    }

    /// Whether a word can be this at all. Whether a run has such a value or field is another question.
    pub(super) fn takes(self, word: &str) -> bool {
        let message = |word: &str| Intercepted::named(word).is_some();
        match self {
            Accepts::Side => Accepts::side(word).is_some(),
            Accepts::Party => Accepts::side(word).is_some() || word == "eavesdropper",
            Accepts::Value | Accepts::Values | Accepts::Field | Accepts::Messages => {
                !word.is_empty()
            }
            Accepts::Message => message(word),
            Accepts::Place => word
                .split_once('/')
                .is_some_and(|(of, field)| message(of) && !field.is_empty()),
            Accepts::Hex => unhex(word).is_some_and(|bytes| !bytes.is_empty()),
            Accepts::Number => word.parse::<usize>().is_ok(),
        }
    }
}
