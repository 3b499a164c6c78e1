//! What to run: the data that a simulation is a function of.
//!
//! Where a scenario is read from is the business of [`super::file`] and [`super::library`]. Left
//! out so far: interceptions, client certificates, certificates other than the demonstration's.

use super::interception::Interception;
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
    /// What a man in the middle does, in the order in which it is applied.
    pub interceptions: Vec<Interception>,
}

/// Application data that one side sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppMessage {
    /// Who sends it.
    pub from: Side,
    /// What is sent, as UTF-8.
    pub text: String,
}

/// What the user wants otherwise than the scenario says. `None` leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The seed of every random number in the run.
    pub seed: Option<u64>,
    /// The time that both ends believe it is.
    pub clock: Option<UnixTime>,
    /// The suite to end up with: the server accepts no other, and the client offers it, as the
    /// first if it did not offer it anyway.
    pub suite: Option<&'static Suite>,
    /// What the client sends instead of its first message.
    pub message: Option<String>,
}

impl Overrides {
    /// No wish but the seed: what a test most often wants.
    pub fn seed(seed: u64) -> Self {
        Overrides {
            seed: Some(seed),
            ..Overrides::default()
        }
    }
}

impl Scenario {
    /// The scenario with the suite and the message of `overrides`. Seed and clock are not looked
    /// at here: they are settled when a scenario is made.
    pub(super) fn with(mut self, overrides: Overrides) -> Self {
        if let Some(suite) = overrides.suite {
            if !self.client_suites.contains(&suite) {
                self.client_suites.insert(0, suite);
            }
            self.server_suites = vec![suite];
        }
        if let Some(text) = overrides.message {
            match self
                .messages
                .iter_mut()
                .find(|message| message.from == Side::Client)
            {
                Some(message) => message.text = text,
                None => self.messages.insert(
                    0,
                    AppMessage {
                        from: Side::Client,
                        text,
                    },
                ),
            }
        }
        self
    }
}
