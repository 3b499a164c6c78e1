//! What is asked for in a task, with the right answer and the wrong ones that are recognised.

use super::served::Served;
use crate::said;
use crate::text::{Said, hex};
use crate::trace::{Trace, ValueId};

/// One answer that a student hands in.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Its name on the sheet: the number of the task and what is asked, such as `4.master_secret`.
    pub name: String,
    /// Its share of the task, from 0 to 1; those of a task add up to 1.
    pub weight: f64,
    /// The right answer.
    pub wanted: Wanted,
}

/// The right answer, and what is known of wrong ones.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// A value of the run. Wrong ones are recognised by the table of mistakes (`trace::diagnosis`).
    Value {
        /// The value in the trace of the assignment.
        id: ValueId,
        /// Whether it is text.
        text: bool,
        /// What a recognised mistake is worth, by its key; see [`Wanted::share`].
        shares: &'static [(&'static str, f64)],
    },
    /// Bytes that are read off.
    Bytes {
        /// The right ones.
        right: Vec<u8>,
        /// Wrong ones that are recognised.
        near: Vec<Near<Vec<u8>>>,
    },
    /// A number.
    Number {
        /// The right one.
        right: u64,
        /// Wrong ones that are recognised.
        near: Vec<Near<u64>>,
    },
    /// A word: a name, or one of several that the sheet offers.
    Word {
        /// All that are right, the first of them as it is shown.
        right: Vec<String>,
        /// What the sheet offers; empty where the student names it freely.
        offered: Vec<String>,
        /// Wrong ones that are recognised.
        near: Vec<Near<String>>,
    },
    /// Messages in order, each as `client ClientHello`.
    Order(Vec<String>),
    /// Who can compute a value.
    Parties {
        /// Those who can.
        right: Vec<Party>,
    },
    /// A record that decrypts to a text of the student's task.
    Forged(Box<Forged>),
    /// A connection of the student's own client, in a file of its own. It is not on the sheet.
    Connection(Served),
}

/// A record to be changed so that it decrypts to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forged {
    /// The fragment of the record as it was sent: IV and ciphertext.
    pub fragment: Vec<u8>,
    /// The key of its cipher.
    pub key: Vec<u8>,
    /// The suite, which says which cipher that is.
    pub suite: &'static crate::protocol::Suite,
    /// The text that it has to decrypt to.
    pub text: Vec<u8>,
    /// Where the changed characters are in the text.
    pub changed: std::ops::Range<usize>,
}

/// A wrong answer that is recognised.
#[derive(Clone, Debug, PartialEq)]
pub struct Near<T> {
    /// The answer.
    pub value: T,
    /// What it is worth, from 0 to 1.
    pub share: f64,
    /// The name of the mistake.
    pub mistake: &'static str,
    /// The belief that it shows, by its key.
    pub belief: Option<&'static str>,
    /// What is said of it.
    pub said: Said,
}

/// Those who may be able to compute a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The client.
    Client,
    /// The server.
    Server,
    /// Someone who has recorded the connection.
    Eavesdropper,
    /// The same, after stealing the server's private key.
    Thief,
    /// The certificate authority, with its own private key and the recording.
    Authority,
}

impl Party {
    /// All of them, in the order of the sheet.
    pub const ALL: [Party; 5] = [
        Party::Client,
        Party::Server,
        Party::Eavesdropper,
        Party::Thief,
        Party::Authority,
    ];

    /// Its word on the sheet.
    pub const fn key(self) -> &'static str {
        match self {
            Party::Client => "client",
            Party::Server => "server",
            Party::Eavesdropper => "eavesdropper",
            Party::Thief => "thief",
            Party::Authority => "authority",
        }
    }
}

/// What a recognised mistake is worth that a task has no share of its own for.
const USUAL_SHARE: f64 = 0.5;

/// What mistakes in the form of a right value are worth in every task.
const SHARES_OF_FORMS: [(&str, f64); 8] = [
    ("no_result", 0.0),
    ("other_value", 0.2),
    ("not_a_pre_master", 0.0),
    ("result_cut", 0.9),
    ("result_long", 0.9),
    ("result_tail", 0.9),
    ("result_as_text", 0.9),
    ("result_reversed", 0.7),
];

impl Wanted {
    /// What a recognised mistake is worth.
    pub fn share(&self, mistake: &str) -> f64 {
        let own: &[(&str, f64)] = match self {
            Wanted::Value { shares, .. } => shares,
            _ => &[],
        };
        let mut all = own.iter().chain(&SHARES_OF_FORMS);
        all.find(|(key, _)| *key == mistake)
            .map_or(USUAL_SHARE, |(_, share)| *share)
    }

    /// The right answer as it stands in the key.
    pub fn right(&self, trace: &Trace) -> String {
        match self {
            Wanted::Value { id, text: true, .. } => {
                String::from_utf8_lossy(&trace.value(*id).bytes).into_owned()
            }
            Wanted::Value { id, .. } => hex(&trace.value(*id).bytes),
            Wanted::Bytes { right, .. } => hex(right),
            Wanted::Number { right, .. } => right.to_string(),
            Wanted::Word { right, .. } => right.first().cloned().unwrap_or_default(),
            Wanted::Order(messages) => messages.join(", "),
            Wanted::Parties { right, .. } => {
                let names: Vec<&str> = right.iter().map(|party| party.key()).collect();
                names.join(" ")
            }
            Wanted::Forged(forged) => forged.right(),
            Wanted::Connection(served) => served.text(),
        }
    }

    /// Whether no two students may have the same right answer: it is neither chosen from a few, nor a number.
    pub fn is_unique(&self) -> bool {
        matches!(
            self,
            Wanted::Value { .. } | Wanted::Forged(_) | Wanted::Connection(_)
        )
    }

    /// Whether it is written on the sheet.
    pub fn is_on_sheet(&self) -> bool {
        !matches!(self, Wanted::Connection(_))
    }
}

impl Forged {
    fn right(&self) -> String {
        said!(
            "homework.key.forged",
            text = String::from_utf8_lossy(&self.text).into_owned()
        )
        .to_string()
    }
}
