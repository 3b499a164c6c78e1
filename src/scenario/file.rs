//! The form of a scenario in a file: TOML, with nothing in it that is not known here.
//!
//! ```toml
//! description = "A handshake and one message"
//! seed = 42                          # drawn by the operating system when left out
//! clock = "2026-11-21T00:21:43Z"     # the present when left out
//! server_name = "shop.example"
//!
//! [client]
//! suites = ["TLS_RSA_WITH_AES_128_CBC_SHA256"]
//!
//! [server]
//! suites = ["TLS_RSA_WITH_AES_128_CBC_SHA256", "AES128-SHA"]
//!
//! [[message]]
//! from = "client"
//! text = "Hello."
//! ```
//!
//! Only `description` must be there.

mod expectation;
mod fault;
mod interception;
mod syntax;

use super::description::{AppMessage, Ask, ClientSide, Overrides, Random, Scenario, ServerSide};
use super::error::ScenarioError;
use super::kept::{Holder, Keep, Kept, load};
use super::tables::{AskName, ClientTable, File, Name, Names, RandomName, ServerTable};
use crate::crypto::random;
use crate::crypto::rsa::PrivateKey;
use crate::crypto::suite::{SUITES, Suite};
use crate::endpoint::Skippable;
use crate::endpoint::config::{
    CERTIFICATE_ALGORITHMS, KNOWN_SIGNATURE_ALGORITHMS, SIGNATURE_ALGORITHMS,
};
use crate::pki::certificate::{MAX_LIST_LEN, list_len};
use crate::pki::host_name::Reference;
use crate::pki::time::UnixTime;
use crate::said;
use crate::text::escaped;
use crate::wire::ProtocolVersion;
use crate::wire::names::SignatureAlgorithm;
use fault::Fault;
pub(super) use fault::{position, quoted};
use rand::TryRng;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;

/// The name that the certificate of the demonstration is for.
const SERVER_NAME: &str = "shop.example";

/// Maximum number of messages of application data: each makes three steps.
const MOST_MESSAGES: usize = 1000;
/// Maximum number of interceptions.
const MOST_INTERCEPTIONS: usize = 1000;
/// Maximum number of files, or of suites, in one list.
const MOST_FILES: usize = 100;

/// Generated seeds stay below this, so that a JSON number holds them exactly everywhere.
const SEED_LIMIT: u64 = 1 << 53;

impl Scenario {
    /// Reads a scenario. `name` becomes its name, and `origin` is what errors call the text.
    ///
    /// A seed that neither the text nor `overrides` gives is drawn by the operating system, and
    /// such a clock shows the present; the scenario holds what was taken.
    ///
    /// Paths in it count from the folder in which the program runs.
    ///
    /// # Errors
    /// [`ScenarioError::Malformed`] with the first thing that is wrong, and
    /// [`ScenarioError::Random`] when a seed could not be drawn.
    pub fn from_toml(
        text: &str,
        name: &str,
        origin: &str,
        overrides: Overrides,
    ) -> Result<Scenario, ScenarioError> {
        Scenario::from_toml_in(text, name, origin, None, overrides)
    }

    /// As [`Scenario::from_toml`], with paths that count from a folder.
    pub(super) fn from_toml_in(
        text: &str,
        name: &str,
        origin: &str,
        folder: Option<&Path>,
        overrides: Overrides,
    ) -> Result<Scenario, ScenarioError> {
        let malformed = |fault: Fault| fault.in_text(text, origin);
        let file: File =
            toml::from_str(text).map_err(|error| malformed(Fault::of_toml(&error, text)))?;
        let seed = match overrides.seed.or(file.seed.map(|seed| seed.0)) {
            Some(seed) => seed,
            None => drawn_seed()?,
        };
        let scenario = file.scenario(name, seed, folder, &overrides);
        Ok(scenario.map_err(malformed)?.with(overrides))
    }

    /// A seed that nobody chose, below 2^53.
    ///
    /// # Errors
    /// [`ScenarioError::Random`] when the operating system has no random bytes.
    pub fn drawn_seed() -> Result<u64, ScenarioError> {
        drawn_seed()
    }
}

impl File {
    fn scenario(
        self,
        name: &str,
        seed: u64,
        folder: Option<&Path>,
        overrides: &Overrides,
    ) -> Result<Scenario, Fault> {
        let clock = self.clock.as_ref().map(clock).transpose()?;
        let server_name = self.server_name.as_ref().map(server_name).transpose()?;
        if let Some(first) = self.message.get(MOST_MESSAGES) {
            let (got, most) = (self.message.len(), MOST_MESSAGES);
            return Err(Fault::at(
                first,
                said!("scenario.file.too_many_messages", got, most),
            ));
        }
        let messages = self
            .message
            .into_iter()
            .map(Spanned::into_inner)
            .map(|message| AppMessage {
                from: message.from.into(),
                text: message.text,
            });
        if let Some(first) = self.interception.get(MOST_INTERCEPTIONS) {
            let (got, most) = (self.interception.len(), MOST_INTERCEPTIONS);
            let message = said!("scenario.file.too_many_interceptions", got, most);
            return Err(Fault::at(&first.message, message));
        }
        let interceptions = interception::all(self.interception)?;
        if let Some(replayed) = &self.server.replayed
            && *replayed.get_ref()
            && self.client.replayed
        {
            return Err(Fault::at(replayed, said!("scenario.file.both_replayed")));
        }
        Ok(Scenario {
            name: name.to_owned(),
            description: self.description,
            lesson: self.lesson,
            seed,
            clock: overrides.clock.or(clock).unwrap_or_else(UnixTime::now),
            server_name: server_name.unwrap_or_else(|| SERVER_NAME.to_owned()),
            client: self.client.side(folder)?,
            server: self.server.side(folder)?,
            messages: messages.collect(),
            interceptions,
            good: self.good.as_ref().map(good).transpose()?,
            expect: (self.expect.map(|table| table.expectation())).transpose()?,
        })
    }
}

impl ClientTable {
    fn side(self, folder: Option<&Path>) -> Result<ClientSide, Fault> {
        let identity = match (self.certificate, self.key) {
            (None, None) => None,
            (None, Some(key)) => {
                return Err(Fault::at(&key, said!("scenario.file.key_alone")));
            }
            (certificate, key) => Some(holder(certificate, key, &[], "client.key", folder)?),
        };
        Ok(ClientSide {
            version: version(self.version.as_ref(), &CLIENT_VERSIONS)?,
            suites: suites(self.suites.as_ref())?,
            signature_algorithms: signature_algorithms(
                self.signature_algorithms,
                &CERTIFICATE_ALGORITHMS,
            )?,
            anchors: some(self.anchors, &["root.pem"], folder)?,
            revocation_lists: either(
                slice(&self.revocation_lists),
                &["root.crl", "intermediate.crl"],
                folder,
            )?,
            accept_any_certificate: self.accept_any_certificate,
            identity,
            skip: self.skip.into_iter().map(Skippable::from).collect(),
            random: random(self.random),
            replayed: self.replayed,
        })
    }
}

impl ServerTable {
    fn side(self, folder: Option<&Path>) -> Result<ServerSide, Fault> {
        version(self.version.as_ref(), &SERVER_VERSIONS)?;
        let chain = ["server.pem", "intermediate.pem"];
        let ask = match self.client_authentication {
            None | Some(AskName::None) => Ask::None,
            Some(AskName::Request) => Ask::Request,
            Some(AskName::Require) => Ask::Require,
        };
        if let (Ask::None, Some(directory)) = (ask, &self.directory) {
            let message = said!("scenario.file.directory_alone");
            return Err(Fault::at(directory, message));
        }
        Ok(ServerSide {
            suites: suites(self.suites.as_ref())?,
            identity: holder(self.certificate, self.key, &chain, "server.key", folder)?,
            ask,
            client_anchors: some(self.client_anchors, &["root.pem"], folder)?,
            client_revocation_lists: either(
                slice(&self.client_revocation_lists),
                &["root.crl", "intermediate.crl"],
                folder,
            )?,
            directory: kept(self.directory.as_slice(), folder)?,
            signature_algorithms: signature_algorithms(
                self.signature_algorithms,
                &SIGNATURE_ALGORITHMS,
            )?,
            skip: self.skip.into_iter().map(Skippable::from).collect(),
            bluff: self.bluff,
            random: random(self.random),
            replayed: self.replayed.is_some_and(Spanned::into_inner),
        })
    }
}

fn random(name: Option<RandomName>) -> Random {
    match name {
        None | Some(RandomName::Seeded) => Random::Seeded,
        Some(RandomName::Repeat) => Random::Repeat,
    }
}

/// What some files hold.
fn kept<T: Keep>(names: &[Name], folder: Option<&Path>) -> Result<Kept<T>, Fault> {
    let mut files = Vec::new();
    let mut items = Vec::new();
    if let Some(first) = names.get(MOST_FILES) {
        let message = said!(
            "scenario.file.too_many_files",
            got = names.len(),
            most = MOST_FILES
        );
        return Err(Fault::at(first, message));
    }
    for name in names {
        let found = load::<T>(name.get_ref(), folder);
        let (file, found) = found.map_err(|message| Fault::at(name, message))?;
        files.push(file);
        items.extend(found);
    }
    Ok(Kept {
        files,
        items: items.into(),
    })
}

/// What some files hold; those of the demonstration PKI where the scenario says nothing.
fn either<T: Keep>(
    names: Option<&[Name]>,
    otherwise: &[&str],
    folder: Option<&Path>,
) -> Result<Kept<T>, Fault> {
    match names {
        Some(names) => kept(names, folder),
        None => {
            let own = |name: &&str| Spanned::new(0..0, (*name).to_owned());
            // without a folder there is nothing beside the demonstration's
            kept(&otherwise.iter().map(own).collect::<Vec<_>>(), None)
        }
    }
}

/// As [`either`], with a list that must not be empty.
fn some<T: Keep>(
    names: Names,
    otherwise: &[&str],
    folder: Option<&Path>,
) -> Result<Kept<T>, Fault> {
    if let Some(list) = &names
        && list.get_ref().is_empty()
    {
        return Err(Fault::at(
            list,
            said!("scenario.file.no_files", what = T::what()),
        ));
    }
    either(slice(&names), otherwise, folder)
}

fn slice(names: &Names) -> Option<&[Name]> {
    names.as_ref().map(|list| &list.get_ref()[..])
}

fn holder(
    certificate: Names,
    key: Option<Name>,
    chain: &[&str],
    otherwise: &str,
    folder: Option<&Path>,
) -> Result<Holder, Fault> {
    let span = certificate.as_ref().map_or(0..0, Spanned::span);
    let chain = some(certificate, chain, folder)?;
    let got = list_len(&chain.items);
    if got > MAX_LIST_LEN {
        let message = said!("scenario.file.too_long_chain", most = MAX_LIST_LEN, got);
        return Err(Fault {
            span,
            message,
            hint: None,
        });
    }
    let keys: Kept<Arc<PrivateKey>> =
        either(key.as_ref().map(std::slice::from_ref), &[otherwise], folder)?;
    let Some((key_file, key)) = keys.files.first().zip(keys.items.first()) else {
        return Err(Fault {
            span: 0..0,
            message: said!("scenario.file.no_key"),
            hint: None,
        });
    };
    Ok(Holder {
        chain,
        key_file: key_file.clone(),
        key: key.clone(),
    })
}

const CLIENT_VERSIONS: [(&str, ProtocolVersion); 3] = [
    ("1.2", ProtocolVersion::Tls12),
    ("1.1", ProtocolVersion::Tls11),
    ("1.0", ProtocolVersion::Tls10),
];

const SERVER_VERSIONS: [(&str, ProtocolVersion); 1] = [("1.2", ProtocolVersion::Tls12)];

fn version(
    name: Option<&Name>,
    known: &[(&str, ProtocolVersion)],
) -> Result<ProtocolVersion, Fault> {
    let Some(name) = name else {
        return Ok(ProtocolVersion::Tls12);
    };
    let found = known.iter().find(|(known, _)| known == name.get_ref());
    found.map(|(_, version)| *version).ok_or_else(|| {
        let known: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        Fault::one_of(name, &known)
    })
}

/// Signature algorithms by name; `usual` where the scenario names none. SHA-1 is not among the usual ones
/// (RFC 9155), but a scenario may name it.
fn signature_algorithms(
    names: Names,
    usual: &[SignatureAlgorithm],
) -> Result<Vec<SignatureAlgorithm>, Fault> {
    let Some(names) = names else {
        return Ok(usual.to_vec());
    };
    if names.get_ref().is_empty() {
        return Err(Fault::at(&names, said!("scenario.file.no_algorithm")));
    }
    let algorithm = |name: &Name| {
        let is = |known: &SignatureAlgorithm| known.to_string() == *name.get_ref();
        KNOWN_SIGNATURE_ALGORITHMS
            .into_iter()
            .find(is)
            .ok_or_else(|| {
                let known = KNOWN_SIGNATURE_ALGORITHMS.map(|known| known.to_string());
                Fault::one_of(name, &known)
            })
    };
    names.get_ref().iter().map(algorithm).collect()
}

/// The name of another scenario of the program.
fn good(name: &Name) -> Result<String, Fault> {
    let names = super::library::names();
    match names.clone().any(|known| known == name.get_ref()) {
        true => Ok(name.get_ref().clone()),
        false => {
            let got = name.get_ref();
            let near = Fault::near(got, names);
            let message = said!("scenario.file.no_such_scenario", name = quoted(got));
            Err(Fault::at(name, message).hint(said!("scenario.hint.scenario", near)))
        }
    }
}

fn drawn_seed() -> Result<u64, ScenarioError> {
    let Ok(seed) = random::from_os()?.try_next_u64();
    Ok(seed % SEED_LIMIT)
}

fn clock(value: &Spanned<toml::Value>) -> Result<UnixTime, Fault> {
    match value.get_ref() {
        toml::Value::String(text) => text.parse::<UnixTime>(),
        toml::Value::Datetime(time) => time.to_string().parse::<UnixTime>(),
        other => {
            let message = said!("scenario.file.no_time", got = other.type_str());
            return Err(Fault::at(value, message));
        }
    }
    .map_err(|error| {
        let message = escaped(error.to_string().as_bytes());
        Fault::at(value, said!("scenario.file.other", message))
    })
}

fn server_name(name: &Name) -> Result<String, Fault> {
    match Reference::parse(name.get_ref()) {
        Some(_) => Ok(name.get_ref().clone()),
        None => {
            let got = quoted(name.get_ref());
            Err(Fault::at(name, said!("scenario.file.no_host", got)))
        }
    }
}

/// The suites of an endpoint; all of them when it says nothing.
fn suites(names: Option<&Spanned<Vec<Name>>>) -> Result<Vec<&'static Suite>, Fault> {
    let Some(names) = names else {
        return Ok(SUITES.iter().collect());
    };
    if names.get_ref().is_empty() {
        return Err(Fault::at(names, said!("scenario.file.no_suite")));
    }
    if let Some(first) = names.get_ref().get(MOST_FILES) {
        let (got, most) = (names.get_ref().len(), MOST_FILES);
        return Err(Fault::at(
            first,
            said!("scenario.file.too_many_suites", got, most),
        ));
    }
    let suite = |name: &Name| {
        super::suite_named(name.get_ref()).map_err(|_| {
            let message = said!(
                "scenario.error.unknown_suite",
                name = quoted(name.get_ref())
            );
            let all: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
            Fault::at(name, message).hint(said!("scenario.hint.suites", all))
        })
    };
    names.get_ref().iter().map(suite).collect()
}
