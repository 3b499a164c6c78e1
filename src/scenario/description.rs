//! What to run: the data that a simulation is a function of, and where it is read from.

use crate::crypto::suite::Suite;
use crate::endpoint::event::Side;
use crate::pki::time::UnixTime;

/// Everything that a run depends on. Two equal scenarios give equal traces, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Its name, such as `classic`.
    pub name: String,
    /// What it shows, in a sentence.
    pub description: String,
    /// The seed of every random number in the run.
    pub seed: u64,
    /// The time that both ends believe it is.
    pub clock: UnixTime,
    /// The name that the client asks for and checks.
    pub server_name: String,
    /// The suites that the client offers, favourite first.
    pub client_suites: Vec<&'static Suite>,
    /// The suites that the server accepts.
    pub server_suites: Vec<&'static Suite>,
    /// Application data, in order.
    pub messages: Vec<AppMessage>,
}

/// Application data that one side sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppMessage {
    /// Who sends it.
    pub from: Side,
    /// What is sent, as UTF-8.
    pub text: String,
}
