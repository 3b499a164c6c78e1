//! How far a student's own client got with the server of its task, and what was wrong with it.
//!
//! It is read from the trace of the server: the one that was recorded when it ran, or, when it is marked, that of the
//! connection served again from what the client sent.

use super::worth::Mark;
use super::{Fault, Verdict, value};
use crate::lesson::homework::{CONNECTIONS, Served};
use crate::protocol::{MessageName, Operation, Side, Topic, ValueName};
use crate::text::Said;
use crate::trace::{Outcome, Trace};
use crate::wire::{ContentType, HandshakeType};
use crate::{label, said};

/// What the client has to reach, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The server has read its ClientHello, and version and suite are agreed on.
    Hello,
    /// The server has read its ClientKeyExchange.
    KeyExchange,
    /// The server has decrypted a pre-master secret with the right version.
    PreMaster,
    /// The server has read its ChangeCipherSpec.
    ChangeCipherSpec,
    /// Padding and MAC of its Finished are right.
    Record,
    /// The verify_data in it is right.
    Finished,
    /// It has sent application data that the server could decrypt and verify.
    Data,
    /// That was the text of the task, which came back.
    Text,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Stage; 8] = [
        Stage::Hello,
        Stage::KeyExchange,
        Stage::PreMaster,
        Stage::ChangeCipherSpec,
        Stage::Record,
        Stage::Finished,
        Stage::Data,
        Stage::Text,
    ];

    /// What is reached by it, in words.
    pub fn words(self) -> &'static str {
        match self {
            Stage::Hello => label!("homework.attempt.hello"),
            Stage::KeyExchange => label!("homework.attempt.key_exchange"),
            Stage::PreMaster => label!("homework.attempt.pre_master"),
            Stage::ChangeCipherSpec => label!("homework.attempt.change_cipher_spec"),
            Stage::Record => label!("homework.attempt.record"),
            Stage::Finished => label!("homework.attempt.finished"),
            Stage::Data => label!("homework.attempt.data"),
            Stage::Text => label!("homework.attempt.text"),
        }
    }

    fn is_reached(self, trace: &Trace, text: &[u8]) -> bool {
        let connection = trace.last_connection();
        let key_exchange = MessageName::Handshake(HandshakeType::ClientKeyExchange);
        match self {
            Stage::Hello => connection.suite.is_some(),
            Stage::KeyExchange => connection
                .transcript(Side::Server)
                .iter()
                .any(|entry| entry.message == key_exchange),
            Stage::PreMaster => trace.derivations().iter().any(|one| {
                matches!(&one.operation, Operation::RsaDecryption(recovery) if !recovery.used_fallback)
            }),
            Stage::ChangeCipherSpec => trace.steps().iter().any(|step| {
                let message = step.message.as_ref();
                message.is_some_and(|message| {
                    message.sender == Side::Client && message.name == MessageName::ChangeCipherSpec
                })
            }),
            Stage::Record => contents(trace, ContentType::Handshake).next().is_some(),
            Stage::Finished => trace.steps().iter().any(|step| {
                step.topic == Topic::CheckFinished && step.passed() == Some(true)
            }),
            Stage::Data => contents(trace, ContentType::ApplicationData)
                .any(|content| !content.is_empty()),
            Stage::Text => {
                let data = data(trace);
                !text.is_empty() && data.windows(text.len()).any(|part| part == text)
            }
        }
    }
}

/// The contents of the client's protected records of a type that were decrypted and verified.
fn contents(trace: &Trace, of: ContentType) -> impl Iterator<Item = &[u8]> {
    trace.derivations().iter().filter_map(move |one| {
        let from_client = matches!(
            trace.value(one.value).name,
            ValueName::RecordContent(Side::Client, _)
        );
        match &one.operation {
            Operation::Unprotection(record)
                if from_client && record.ok() && record.content_type == of.code() =>
            {
                Some(record.content())
            }
            _ => None,
        }
    })
}

/// All that the client has sent as application data.
fn data(trace: &Trace) -> Vec<u8> {
    contents(trace, ContentType::ApplicationData)
        .collect::<Vec<&[u8]>>()
        .concat()
}

/// A connection of a student's client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The student with whose server it was made.
    pub student: String,
    /// How many of the stages the client has reached.
    pub reached: usize,
    /// Why the server ended it, if it did before the last stage.
    pub why: Option<Said>,
    /// What was wrong, by the table of mistakes.
    faults: Vec<Fault>,
    /// The text of the task and what came in its place, once something came.
    other_text: Option<(String, String)>,
}

impl Attempt {
    /// What a trace of the server says of a client.
    pub fn of(served: &Served, trace: &Trace) -> Attempt {
        let text = served.text();
        let reached = Stage::ALL
            .iter()
            .take_while(|stage| stage.is_reached(trace, text.as_bytes()));
        let reached = reached.count();
        let done = reached == Stage::ALL.len();
        let mut diagnoses = trace
            .steps()
            .iter()
            .rev()
            .filter_map(|step| step.diagnosis.as_deref());
        let mistakes = diagnoses
            .next()
            .map_or(&[][..], |diagnosis| &diagnosis.mistakes);
        let why = match trace.outcome() {
            Outcome::Failed { reason, .. } if !done => Some(reason.clone()),
            _ => None,
        };
        let shown = |bytes: &[u8]| value::quoted(&String::from_utf8_lossy(bytes));
        let other_text = (reached == Stage::ALL.len() - 1)
            .then(|| (shown(text.as_bytes()), shown(&data(trace))));
        Attempt {
            student: served.student.clone(),
            reached,
            why,
            faults: mistakes
                .iter()
                .map(|found| Fault {
                    mistake: found.key,
                    belief: found.belief,
                    said: found.said.clone(),
                })
                .collect(),
            other_text,
        }
    }

    /// How far it got, in a sentence.
    pub fn said(&self) -> Said {
        let (reached, all) = (self.reached, Stage::ALL.len());
        let words = |at: Option<usize>| at.and_then(|at| Stage::ALL.get(at)).map(|one| one.words());
        match words(Some(reached)) {
            None => said!("homework.attempt.all", all),
            Some(next) => match words(reached.checked_sub(1)) {
                None => said!("homework.attempt.nothing", all, next),
                Some(last) => said!("homework.attempt.some", reached, all, last, next),
            },
        }
    }

    fn mark(&self) -> Mark {
        if self.reached == Stage::ALL.len() {
            return Mark::right();
        }
        // there are eight
        let share = self.reached as f64 / Stage::ALL.len() as f64;
        let mut mark = Mark::of(share, Verdict::Known);
        for fault in &self.faults {
            mark = mark.with(fault.mistake, fault.belief, fault.said.clone());
        }
        mark = mark.with("unfinished", None, self.said());
        if let Some(why) = &self.why {
            mark = mark.with(
                "refused",
                None,
                said!("homework.attempt.why", why = why.clone()),
            );
        }
        match &self.other_text {
            Some((right, got)) => mark.differing(right.clone(), got.clone()),
            None => mark,
        }
    }
}

/// What was handed in for the task beside the sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Handed {
    /// Nothing.
    #[default]
    Nothing,
    /// Something that cannot be read, and why.
    Unreadable(Said),
    /// These connections. Those with the server of no student of the class are left out.
    Connections(Vec<Attempt>),
}

impl Handed {
    /// What it is worth for a student: the connection with the student's server that got furthest counts.
    pub(super) fn mark(&self, student: &str) -> Mark {
        let attempts = match self {
            Handed::Nothing => return Mark::of(0.0, Verdict::Missing),
            Handed::Unreadable(why) => {
                let said = said!(
                    "homework.attempt.unreadable",
                    file = CONNECTIONS,
                    why = why.clone()
                );
                return Mark::of(0.0, Verdict::Unreadable).with("unreadable", None, said);
            }
            Handed::Connections(attempts) => attempts,
        };
        let own = attempts.iter().filter(|attempt| attempt.student == student);
        match own.max_by_key(|attempt| attempt.reached) {
            Some(furthest) => furthest.mark(),
            None => Mark::of(0.0, Verdict::Wrong).with(
                "other_server",
                None,
                said!("homework.attempt.other_server", file = CONNECTIONS),
            ),
        }
    }

    /// The other student with whose server all connections were made.
    pub(super) fn owner(&self, student: &str) -> Option<String> {
        let Handed::Connections(attempts) = self else {
            return None;
        };
        let own = attempts.iter().any(|attempt| attempt.student == student);
        attempts
            .first()
            .filter(|_| !own)
            .map(|one| one.student.clone())
    }
}
