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

use super::description::{
    AppMessage, Ask, ClientSide, Expectation, Overrides, Scenario, ServerSide,
};
use super::error::ScenarioError;
use super::interception::{Change, Interception, MESSAGES};
use super::kept::{Holder, Keep, Kept, load};
use super::nearest::nearest;
use super::tables::{
    Action, AskName, ClientTable, File, InterceptionTable, Names, OutcomeName, ServerTable,
};
use crate::crypto::random;
use crate::crypto::rsa::PrivateKey;
use crate::crypto::suite::{SUITES, Suite};
use crate::endpoint::config::SIGNATURE_ALGORITHMS;
use crate::endpoint::event::Side;
use crate::pki::host_name::Reference;
use crate::pki::time::UnixTime;
use crate::wire::names::SignatureAlgorithm;
use crate::wire::{ProtocolVersion, display};
use rand::TryRng;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;

/// The name that the certificate of the demonstration is for.
const SERVER_NAME: &str = "shop.example";

/// Seeds that are drawn stay below this, so that a JSON number holds them exactly everywhere.
const SEED_LIMIT: u64 = 1 << 53;

/// What is wrong, and where in the text.
struct Fault {
    span: Range<usize>,
    message: String,
}

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
        let malformed = |fault: Fault| {
            let (line, column) = position(text, fault.span.start);
            // what stands in the file is quoted in the message, and may be anything
            let message = display::escaped(fault.message.as_bytes());
            ScenarioError::Malformed {
                origin: origin.to_owned(),
                line,
                column,
                message,
            }
        };
        let file: File = toml::from_str(text).map_err(|error| {
            malformed(Fault {
                span: error.span().unwrap_or_default(),
                message: error.message().to_owned(),
            })
        })?;
        let seed = match overrides.seed.or(file.seed) {
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
        let messages = self.message.into_iter().map(|message| AppMessage {
            from: message.from.into(),
            text: message.text,
        });
        let interceptions = self.interception.into_iter().map(interception);
        Ok(Scenario {
            name: name.to_owned(),
            description: display::escaped(self.description.as_bytes()),
            lesson: display::escaped(self.lesson.as_bytes()),
            seed,
            clock: overrides.clock.or(clock).unwrap_or_else(UnixTime::now),
            server_name: server_name.unwrap_or_else(|| SERVER_NAME.to_owned()),
            client: self.client.side(folder)?,
            server: self.server.side(folder)?,
            messages: messages.collect(),
            interceptions: interceptions.collect::<Result<_, _>>()?,
            good: self.good.as_ref().map(good).transpose()?,
            expect: self.expect.map(|expect| Expectation {
                established: expect.outcome == OutcomeName::Established,
                alert: expect.alert,
                by: expect.by.map(Side::from),
                step: expect.step,
            }),
        })
    }
}

impl ClientTable {
    fn side(self, folder: Option<&Path>) -> Result<ClientSide, Fault> {
        let identity = match (self.certificate, self.key) {
            (None, None) => None,
            (certificate, key) => Some(holder(
                certificate,
                key,
                &["client.pem", "intermediate.pem"],
                "client.key",
                folder,
            )?),
        };
        Ok(ClientSide {
            version: version(self.version.as_ref(), &CLIENT_VERSIONS)?,
            suites: suites(self.suites.as_ref())?,
            anchors: kept(self.anchors, &["root.pem"], folder)?,
            revocation_lists: kept(
                self.revocation_lists,
                &["root.crl", "intermediate.crl"],
                folder,
            )?,
            accept_any_certificate: self.accept_any_certificate,
            identity,
        })
    }
}

impl ServerTable {
    fn side(self, folder: Option<&Path>) -> Result<ServerSide, Fault> {
        version(self.version.as_ref(), &SERVER_VERSIONS)?;
        let chain = ["server.pem", "intermediate.pem"];
        Ok(ServerSide {
            suites: suites(self.suites.as_ref())?,
            identity: holder(self.certificate, self.key, &chain, "server.key", folder)?,
            ask: match self.client_authentication {
                None | Some(AskName::None) => Ask::None,
                Some(AskName::Request) => Ask::Request,
                Some(AskName::Require) => Ask::Require,
            },
            client_anchors: kept(self.client_anchors, &["root.pem"], folder)?,
            client_revocation_lists: kept(
                self.client_revocation_lists,
                &["root.crl", "intermediate.crl"],
                folder,
            )?,
            directory: kept(self.directory.map(|one| vec![one]), &[], folder)?,
            signature_algorithms: signature_algorithms(self.signature_algorithms)?,
        })
    }
}

/// What some files hold; those of the demonstration PKI where the scenario says nothing.
fn kept<T: Keep>(
    names: Names,
    otherwise: &[&str],
    folder: Option<&Path>,
) -> Result<Kept<T>, Fault> {
    let mut files = Vec::new();
    let mut items = Vec::new();
    let mut add = |name: &str, span: Range<usize>| {
        let (file, found) = load::<T>(name, folder).map_err(|message| Fault { span, message })?;
        files.push(file);
        items.extend(found);
        Ok(())
    };
    match names {
        Some(names) => names
            .iter()
            .try_for_each(|name| add(name.get_ref(), name.span()))?,
        None => otherwise.iter().try_for_each(|name| add(name, 0..0))?,
    }
    Ok(Kept {
        files,
        items: items.into(),
    })
}

fn holder(
    certificate: Names,
    key: Option<Spanned<String>>,
    chain: &[&str],
    otherwise: &str,
    folder: Option<&Path>,
) -> Result<Holder, Fault> {
    if let Some([]) = certificate.as_deref() {
        return Err(Fault {
            span: key.map(|key| key.span()).unwrap_or_default(),
            message: "expected at least one certificate, the end's own first, got none".to_owned(),
        });
    }
    let chain = kept(certificate, chain, folder)?;
    let keys: Kept<Arc<PrivateKey>> = kept(key.map(|key| vec![key]), &[otherwise], folder)?;
    let Some((key_file, key)) = keys.files.first().zip(keys.items.first()) else {
        return Err(Fault {
            span: 0..0,
            message: "expected a private key, got none".to_owned(),
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
    name: Option<&Spanned<String>>,
    known: &[(&str, ProtocolVersion)],
) -> Result<ProtocolVersion, Fault> {
    let Some(name) = name else {
        return Ok(ProtocolVersion::Tls12);
    };
    let found = known.iter().find(|(known, _)| known == name.get_ref());
    found.map(|(_, version)| *version).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        Fault {
            span: name.span(),
            message: format!(
                "expected one of {}, got {:?}",
                names.join(", "),
                name.get_ref()
            ),
        }
    })
}

fn signature_algorithms(names: Names) -> Result<Vec<SignatureAlgorithm>, Fault> {
    let Some(names) = names else {
        return Ok(SIGNATURE_ALGORITHMS.to_vec());
    };
    let algorithm = |name: &Spanned<String>| {
        let is = |known: &SignatureAlgorithm| known.to_string() == *name.get_ref();
        SIGNATURE_ALGORITHMS.into_iter().find(is).ok_or_else(|| {
            let known: Vec<String> = SIGNATURE_ALGORITHMS
                .iter()
                .map(ToString::to_string)
                .collect();
            Fault {
                span: name.span(),
                message: format!(
                    "expected one of {}, got {:?}",
                    known.join(", "),
                    name.get_ref()
                ),
            }
        })
    };
    names.iter().map(algorithm).collect()
}

/// The name of another scenario of the program.
fn good(name: &Spanned<String>) -> Result<String, Fault> {
    let names = super::library::names();
    match names.clone().any(|known| known == name.get_ref()) {
        true => Ok(name.get_ref().clone()),
        false => Err(Fault {
            span: name.span(),
            message: format!(
                "expected a scenario of the program, got {:?}; the nearest are {}",
                name.get_ref(),
                nearest(name.get_ref(), names.map(|name| (name, vec![])))[..3].join(", ")
            ),
        }),
    }
}

fn interception(table: InterceptionTable) -> Result<Interception, Fault> {
    let span = table.message.span();
    let fault = |message: String| Fault {
        span: span.clone(),
        message,
    };
    let message = table.message.get_ref();
    if !MESSAGES.contains(&message.as_str()) {
        let known = nearest(message, MESSAGES.map(|name| (name, vec![])));
        return Err(fault(format!(
            "expected one of {}, got {message:?}",
            known.join(", ")
        )));
    }
    let occurrence = match &table.occurrence {
        Some(n) if *n.get_ref() == 0 => {
            return Err(Fault {
                span: n.span(),
                message: "expected a number from 1 on, got 0".to_owned(),
            });
        }
        Some(n) => *n.get_ref(),
        None => 1,
    };
    let mut changes = Vec::new();
    if let Some(flip) = table.flip {
        if *flip.bit.get_ref() > 7 {
            return Err(Fault {
                span: flip.bit.span(),
                message: format!("expected a bit from 0 to 7, got {}", flip.bit.get_ref()),
            });
        }
        changes.push(Change::Flip {
            field: flip.field,
            byte: flip.byte,
            bit: *flip.bit.get_ref(),
        });
    }
    if let Some(set) = table.set {
        changes.push(Change::Set {
            field: set.field,
            byte: set.byte,
            bytes: hexadecimal(&set.bytes)?,
        });
    }
    if let Some(replace) = table.replace {
        changes.push(Change::Replace {
            field: replace.field,
            bytes: hexadecimal(&replace.bytes)?,
        });
    }
    changes.extend(table.action.map(|action| match action {
        Action::Drop => Change::Drop,
        Action::Repeat => Change::Repeat,
        Action::Swap => Change::Swap,
        Action::Cut => Change::Cut,
    }));
    let number = changes.len();
    match (changes.pop(), number) {
        (Some(change), 1) => Ok(Interception {
            message: message.clone(),
            occurrence,
            change,
        }),
        _ => Err(fault(format!(
            "expected one of flip, set, replace and action, got {number} of them"
        ))),
    }
}

fn hexadecimal(text: &Spanned<String>) -> Result<Vec<u8>, Fault> {
    display::unhex(text.get_ref()).ok_or_else(|| Fault {
        span: text.span(),
        message: format!(
            "expected bytes as pairs of hexadecimal digits, got {:?}",
            text.get_ref()
        ),
    })
}

fn drawn_seed() -> Result<u64, ScenarioError> {
    let Ok(seed) = random::from_os()?.try_next_u64();
    Ok(seed % SEED_LIMIT)
}

fn clock(value: &Spanned<toml::Value>) -> Result<UnixTime, Fault> {
    let fault = |message: String| Fault {
        span: value.span(),
        message,
    };
    match value.get_ref() {
        toml::Value::String(text) => text.parse::<UnixTime>(),
        toml::Value::Datetime(time) => time.to_string().parse::<UnixTime>(),
        other => return Err(fault(format!("expected a time, got {}", other.type_str()))),
    }
    .map_err(|error| fault(error.to_string()))
}

fn server_name(name: &Spanned<String>) -> Result<String, Fault> {
    match Reference::parse(name.get_ref()) {
        Some(_) => Ok(name.get_ref().clone()),
        None => Err(Fault {
            span: name.span(),
            message: format!(
                "expected a DNS name or an IP address, got {:?}",
                name.get_ref()
            ),
        }),
    }
}

/// The suites of an endpoint; all of them when it says nothing.
fn suites(names: Option<&Spanned<Vec<Spanned<String>>>>) -> Result<Vec<&'static Suite>, Fault> {
    let Some(names) = names else {
        return Ok(SUITES.iter().collect());
    };
    if names.get_ref().is_empty() {
        let message = "expected at least one cipher suite, got none".to_owned();
        return Err(Fault {
            span: names.span(),
            message,
        });
    }
    let suite = |name: &Spanned<String>| {
        super::suite_named(name.get_ref()).map_err(|error| Fault {
            span: name.span(),
            message: match &error {
                ScenarioError::UnknownSuite { nearest, .. } => {
                    format!("{error}, expected one of {}", nearest.join(", "))
                }
                _ => error.to_string(),
            },
        })
    };
    names.get_ref().iter().map(suite).collect()
}

/// Line and column of an offset, both from 1, the column in characters.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}
