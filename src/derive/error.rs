//! Why nothing can be computed from what is given.

use crate::said;
use crate::text::Said;

/// Why nothing can be computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum DeriveError {
    /// Nothing was given to compute with.
    Nothing,
    /// A handshake message is cut off, or what is given are no messages.
    MessageCut {
        /// Where the message begins.
        at: usize,
        /// The length that its header claims, header included.
        expected: usize,
        /// How many bytes there are.
        got: usize,
    },
    /// No handshake message begins like that.
    NoMessage {
        /// Where it would begin.
        at: usize,
        /// The byte there.
        got: u8,
    },
    /// A hello cannot be read.
    Hello {
        /// Which.
        name: &'static str,
        /// What is wrong.
        reason: Said,
    },
    /// The version in the messages is not computed here.
    OtherVersion(String),
    /// The suite in the messages is not computed here.
    OtherSuite(String),
    /// The version does not have the suite yet.
    NewerSuite {
        /// The suite.
        suite: &'static str,
        /// The version.
        version: String,
    },
    /// What is given and what the messages say differ.
    Differs {
        /// Of what.
        name: String,
        /// What is given.
        given: String,
        /// What is in the messages.
        found: String,
    },
    /// A hash has another length than the hash of the version and suite.
    HashLength {
        /// The name of the value.
        name: String,
        /// The hash.
        hash: &'static str,
        /// Its length in bytes.
        expected: usize,
        /// How many bytes were given.
        got: usize,
    },
    /// In SSL 3.0 verify_data does not follow from a hash.
    NeedsMessages,
    /// The cipher continues from record to record, so that all of them are needed.
    NeedsFirstRecord {
        /// The number of the first that is given.
        sequence: u64,
    },
    /// What is given is no record, or not a whole one.
    RecordCut {
        /// Where it begins.
        at: usize,
        /// How many bytes there should be.
        expected: usize,
        /// How many there are.
        got: usize,
    },
    /// No record begins like that.
    NoRecord {
        /// Where it would begin.
        at: usize,
        /// The byte there.
        got: u8,
    },
    /// A record cannot be decrypted without keys.
    NoKeys,
    /// No value that was computed has the name of a result.
    NoSuchValue {
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// Several values that were computed have the name of a result.
    SeveralValues {
        /// The name.
        name: String,
        /// Their names.
        known: Vec<String>,
    },
}

impl DeriveError {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        use DeriveError as E;
        match self {
            E::Nothing => said!("derive.error.nothing"),
            E::MessageCut { at, expected, got } => {
                said!("derive.error.message_cut", at, expected, got)
            }
            E::NoMessage { at, got } => {
                said!("derive.error.no_message", at, got = format!("{got:02x}"))
            }
            E::Hello { name, reason } => said!("derive.error.hello", name = *name, reason),
            E::OtherVersion(version) => said!("derive.error.other_version", version),
            E::OtherSuite(suite) => said!("derive.error.other_suite", suite),
            E::NewerSuite { suite, version } => {
                said!("derive.error.newer_suite", suite = *suite, version)
            }
            E::Differs { name, given, found } => {
                said!("derive.error.differs", name, given, found)
            }
            E::HashLength {
                name,
                hash,
                expected,
                got,
            } => said!(
                "derive.error.hash_length",
                name,
                hash = *hash,
                expected,
                got
            ),
            E::NeedsMessages => said!("derive.error.needs_messages"),
            E::NeedsFirstRecord { sequence } => {
                said!("derive.error.needs_first_record", sequence)
            }
            E::RecordCut { at, expected, got } => {
                said!("derive.error.record_cut", at, expected, got)
            }
            E::NoRecord { at, got } => {
                said!("derive.error.no_record", at, got = format!("{got:02x}"))
            }
            E::NoKeys => said!("derive.error.no_keys"),
            E::NoSuchValue { name, known } => {
                said!("derive.error.no_such_value", name, known = known.clone())
            }
            E::SeveralValues { name, known } => {
                said!("derive.error.several_values", name, known = known.clone())
            }
        }
    }

    /// What to do about it, as data.
    pub fn hint(&self) -> Said {
        use DeriveError as E;
        match self {
            E::Nothing => said!("derive.hint.nothing"),
            E::MessageCut { .. } | E::NoMessage { .. } => said!("derive.hint.messages"),
            E::Hello { .. } => said!("derive.hint.hello"),
            E::OtherVersion(_) | E::OtherSuite(_) => said!("derive.hint.computed"),
            E::NewerSuite { .. } => said!("derive.hint.newer_suite"),
            E::Differs { .. } => said!("derive.hint.differs"),
            E::HashLength { .. } => said!("derive.hint.hash_length"),
            E::NeedsMessages => said!("derive.hint.needs_messages"),
            E::NeedsFirstRecord { .. } => said!("derive.hint.needs_first_record"),
            E::RecordCut { .. } | E::NoRecord { .. } => said!("derive.hint.record"),
            E::NoKeys => said!("derive.hint.no_keys"),
            E::NoSuchValue { .. } | E::SeveralValues { .. } => said!("derive.hint.value"),
        }
    }
}
