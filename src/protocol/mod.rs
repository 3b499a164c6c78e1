//! The vocabulary of a TLS connection, as tables: who takes part, which messages and values there
//! are, what a side works at, and what it reports.
//!
//! An endpoint speaks this language and a trace records it, so neither has to know the other.
//! Whatever has a name in an export or in `assets/` has it from here.
//!
//! | module | what | where |
//! |---|---|---|
//! | `rules` | what the versions do differently | RFC 5246 §5, §6.2.3.2, §7.4.9 |
//! | `versions` | a range of versions | RFC 5246 appendix E.1 |
//! | `suite` | the cipher suites that can be run | RFC 5246 appendix C |
//! | `switches` | what can be added to the handshake | RFC 7627, RFC 7366, RFC 5746 |
//! | `side`, `party` | the two ends, and who may know a value | |
//! | `message_name` | the messages | RFC 5246 §7.3 |
//! | `topic`, `phase` | what a unit of work is about, and its part of the handshake | |
//! | `state` | the states of an endpoint's machine | |
//! | `value_name` | randoms, secrets, keys, parts of records | RFC 5246 §8.1, §6.3, §6.2.3.2 |
//! | `hue` | which colour a value has | |
//! | `operation` | how a value is computed from others | RFC 5246 §5, RFC 8017 |
//! | `check` | what is compared, and the evidence | |
//! | `transfer` | a message, its records and the values in it | RFC 5246 §6.2 |
//! | `protected` | the parts of a protected record by name | RFC 5246 §6.2.3.2 |
//! | `act` | what an endpoint reports about its work | |
//! | `built` | a handshake as a reader has built it | |
//! | `withheld` | why a client sends no certificate | RFC 5246 §7.4.6 |

mod act;
mod built;
mod check;
mod hue;
mod message_name;
mod operation;
mod party;
mod phase;
mod protected;
mod rules;
mod side;
mod state;
mod suite;
mod switches;
mod topic;
mod transfer;
mod value_name;
mod versions;
mod withheld;

pub use act::{Act, Event, Failure, KeyPart, Report};
pub use built::{Blank, Built, Choice, Formula, Formulas, Hashed, MacOver, Piece, SecondHash};
pub use check::{Check, CheckName, CheckedSignature, Signed, Skippable};
pub use hue::HUES;
pub use message_name::MessageName;
pub use operation::{Input, Operation};
pub use party::Party;
pub use phase::{Phase, StepKind};
pub use protected::{Inside, Parts, Protected, RecordPart};
pub use rules::{NoCertificate, ProofRule, Rules, SSL30, TLS10, TLS11, TLS12};
pub use side::Side;
pub use state::StateId;
pub use suite::{SUITES, Suite};
pub use switches::{Hindrance, Switch, Switches};
pub use topic::Topic;
pub use transfer::{Carried, Carrier, Transfer};
pub use value_name::ValueName;
pub use versions::Versions;
pub use withheld::Withheld;
