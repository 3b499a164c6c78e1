//! What to run: the data that a simulation is a function of.
//!
//! [`super::file`] and [`super::library`] read scenarios.

use super::error::ScenarioError;
use super::expectation::Expectation;
use super::interception::Interception;
use super::kept::{Holder, Kept};
use crate::pki::certificate::Certificate;
use crate::pki::directory::Directory;
use crate::pki::revocation::RevocationList;
use crate::pki::time::UnixTime;
use crate::protocol::{Built, Side, Skippable, Suite, Switches, Versions};
use crate::said;
use crate::wire::ProtocolVersion;
use crate::wire::names::SignatureAlgorithm;

/// Everything that a run depends on. Two equal scenarios give equal traces, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Its name, such as `classic`.
    pub name: String,
    /// What it shows, in a sentence.
    pub description: String,
    /// What there is to learn from it, in a sentence; empty where nothing is said.
    pub lesson: String,
    /// The seed of every random number in the run.
    pub seed: u64,
    /// The time on the clocks of both ends.
    pub clock: UnixTime,
    /// The name that the client asks for and checks.
    pub server_name: String,
    /// The configuration of the client.
    pub client: ClientSide,
    /// The configuration of the server.
    pub server: ServerSide,
    /// Application data, in order.
    pub messages: Vec<AppMessage>,
    /// The connections that follow the first, in order.
    pub further: Vec<Further>,
    /// What an attacker on the path does, in the order in which it is applied.
    pub interceptions: Vec<Interception>,
    /// The side that follows an order and formulas of its own on the last connection, if one does.
    pub built: Option<Built>,
    /// The scenario in which all is well, to compare with.
    pub good: Option<String>,
    /// How the run must end.
    pub expect: Option<Expectation>,
}

/// The configuration of the client of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientSide {
    /// The versions that it accepts. It offers the newest of them.
    pub versions: Versions,
    /// Whether it says that it falls back to an older version (TLS_FALLBACK_SCSV, RFC 7507).
    pub falls_back: bool,
    /// The suites that it offers, favourite first.
    pub suites: Vec<&'static Suite>,
    /// The signature algorithms that its ClientHello lists.
    pub signature_algorithms: Vec<SignatureAlgorithm>,
    /// The certificates that it trusts.
    pub anchors: Kept<Certificate>,
    /// The revocation lists that it has at hand; with none it does not ask about revocation.
    pub revocation_lists: Kept<RevocationList>,
    /// Whether it goes on when the server's certificate fails a check.
    pub accept_any_certificate: bool,
    /// What it sends if the server asks for a certificate.
    pub identity: Option<Holder>,
    /// The checks that it skips.
    pub skip: Vec<Skippable>,
    /// What it asks for beyond RFC 5246.
    pub switches: Switches,
    /// Whether it asks the server to resume the session of the connection before.
    pub resumes: bool,
    /// Where its random numbers come from.
    pub random: Random,
    /// Whether an attacker plays it from a recording of another run of this scenario.
    pub replayed: bool,
}

/// The configuration of the server of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSide {
    /// The versions that it accepts.
    pub versions: Versions,
    /// The suites that it accepts.
    pub suites: Vec<&'static Suite>,
    /// What it agrees to beyond RFC 5246 if the client asks for it.
    pub switches: Switches,
    /// Whether it remembers sessions, and how.
    pub sessions: Sessions,
    /// Who it is.
    pub identity: Holder,
    /// Whether it asks the client for a certificate.
    pub ask: Ask,
    /// The trust anchors for the certificates of clients.
    pub client_anchors: Kept<Certificate>,
    /// The revocation lists that it has at hand; with none it does not ask about revocation.
    pub client_revocation_lists: Kept<RevocationList>,
    /// The directory that must list a client's certificate; `None` if there is none.
    pub directory: Kept<Directory>,
    /// The algorithms of CertificateVerify that it accepts.
    pub signature_algorithms: Vec<SignatureAlgorithm>,
    /// The checks that it skips.
    pub skip: Vec<Skippable>,
    /// Whether it goes on if it cannot decrypt the client's Finished, like an impostor that does
    /// not admit that.
    pub bluff: bool,
    /// Where its random numbers come from.
    pub random: Random,
    /// Whether an attacker plays it from a recording of another run of this scenario.
    pub replayed: bool,
}

/// Where a side's random numbers come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Random {
    /// The seed of the run.
    #[default]
    Seeded,
    /// A broken generator, which gives the same numbers in every run, whatever its seed.
    Repeat,
}

/// Whether a server remembers sessions, so that they can be resumed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sessions {
    /// It does not.
    #[default]
    None,
    /// By their session_id (RFC 5246 §7.4.1.3).
    Id,
    /// In tickets, which the client keeps for it (RFC 5077).
    Ticket,
}

impl Sessions {
    /// `none`, `id` or `ticket`.
    pub const fn key(self) -> &'static str {
        match self {
            Sessions::None => "none",
            Sessions::Id => "id",
            Sessions::Ticket => "ticket",
        }
    }
}

/// A connection that follows the first, with what is different on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Further {
    /// Whether the server has forgotten all sessions before it begins: it was restarted.
    pub server_forgets: bool,
    /// The versions that the client accepts, if they change.
    pub versions: Option<Versions>,
    /// The suites that the client offers, if they change.
    pub suites: Option<Vec<&'static Suite>>,
    /// Whether the server asks for a certificate, if that changes.
    pub ask: Option<Ask>,
    /// Application data, in order; that of the first connection if there is none.
    pub messages: Vec<AppMessage>,
}

/// Whether a server asks the client for a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ask {
    /// It does not.
    None,
    /// It asks, and goes on if the client has none.
    Request,
    /// It asks, and ends the handshake if the client has none.
    Require,
}

impl Ask {
    /// `none`, `request` or `require`.
    pub const fn key(self) -> &'static str {
        match self {
            Ask::None => "none",
            Ask::Request => "request",
            Ask::Require => "require",
        }
    }
}

/// Application data that one side sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppMessage {
    /// Who sends it.
    pub from: Side,
    /// What is sent, as UTF-8.
    pub text: String,
}

/// What the user wants to be different from the scenario. `None` leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The seed of every random number in the run.
    pub seed: Option<u64>,
    /// The time that both ends believe it is.
    pub clock: Option<UnixTime>,
    /// The present, for a scenario that sets no clock. Nothing in this room reads the system's clock.
    pub present: Option<UnixTime>,
    /// The oldest version that both sides accept.
    pub min: Option<ProtocolVersion>,
    /// The newest version that both sides accept.
    pub max: Option<ProtocolVersion>,
    /// The suite to agree on: the server accepts no other, and the client offers it, as the
    /// first if it did not offer it before.
    pub suite: Option<&'static Suite>,
    /// What both sides want beyond RFC 5246, and beyond what the scenario turns on.
    pub switches: Switches,
    /// What the client sends instead of its first message.
    pub message: Option<String>,
}

impl Overrides {
    /// Only the seed, which is what most tests need.
    pub fn seed(seed: u64) -> Self {
        Overrides {
            seed: Some(seed),
            ..Overrides::default()
        }
    }
}

impl Scenario {
    /// How many connections there are.
    pub fn connections(&self) -> usize {
        1 + self.further.len()
    }

    /// The scenario of one connection alone, counted from 0.
    pub(super) fn connection(&self, index: usize) -> Scenario {
        let mut one = self.clone();
        one.further.clear();
        one.built = one.built.filter(|_| index + 1 == self.connections());
        let Some(further) = index.checked_sub(1).and_then(|i| self.further.get(i)) else {
            return one;
        };
        if let Some(versions) = further.versions {
            one.client.versions = versions;
        }
        if let Some(suites) = &further.suites {
            one.client.suites.clone_from(suites);
        }
        if let Some(ask) = further.ask {
            one.server.ask = ask;
        }
        if !further.messages.is_empty() {
            one.messages.clone_from(&further.messages);
        }
        one
    }

    /// The side that an attacker plays from a recording, if one does.
    pub fn replayed(&self) -> Option<Side> {
        match (self.client.replayed, self.server.replayed) {
            (true, _) => Some(Side::Client),
            (false, true) => Some(Side::Server),
            (false, false) => None,
        }
    }

    /// The run that an attacker has recorded, if one plays a side: this scenario between two
    /// honest ends, with the next seed.
    pub fn recorded(&self) -> Option<Scenario> {
        self.replayed()?;
        let mut recorded = self.clone();
        recorded.name = said!("scenario.recorded.name", name = &self.name).to_string();
        recorded.seed = self.seed.wrapping_add(1);
        recorded.client.replayed = false;
        recorded.server.replayed = false;
        recorded.interceptions.clear();
        recorded.built = None;
        recorded.expect = None;
        recorded.lesson.clear();
        Some(recorded)
    }

    /// The scenario in which all is well, to compare with: the run that was recorded, if a side is
    /// replayed; this one without an attacker, as an ordinary handshake and with every check; or else the one that the file
    /// names, with the same seed and clock.
    ///
    /// # Errors
    /// When the file names a scenario that does not exist.
    pub fn counterpart(&self) -> Result<Scenario, ScenarioError> {
        if let Some(recorded) = self.recorded() {
            return Ok(recorded);
        }
        if !self.interceptions.is_empty() || self.built.is_some() {
            let mut good = self.clone();
            good.interceptions.clear();
            good.built = None;
            good.client.skip.clear();
            good.server.skip.clear();
            good.expect = None;
            return Ok(good);
        }
        let usual = match self.server.ask {
            Ask::None => "classic",
            Ask::Request | Ask::Require => "mutual",
        };
        let name = self.good.as_deref().unwrap_or(usual);
        Scenario::builtin(
            name,
            Overrides {
                clock: Some(self.clock),
                ..Overrides::seed(self.seed)
            },
        )
    }

    /// The scenario with the versions, the suite and the message of `overrides`. Seed and clock are ignored
    /// here: they are set when a scenario is created.
    pub(super) fn with(mut self, overrides: Overrides) -> Self {
        for versions in [&mut self.client.versions, &mut self.server.versions] {
            // an empty range is the caller's business
            let limited = versions.limited(overrides.min, overrides.max);
            *versions = limited.unwrap_or(*versions);
        }
        for switches in [&mut self.client.switches, &mut self.server.switches] {
            *switches = switches.or(overrides.switches);
        }
        if let Some(suite) = overrides.suite {
            if !self.client.suites.contains(&suite) {
                self.client.suites.insert(0, suite);
            }
            self.server.suites = vec![suite];
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
