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

use super::description::{AppMessage, Overrides, Scenario};
use super::error::ScenarioError;
use crate::crypto::random;
use crate::crypto::suite::{SUITES, Suite};
use crate::endpoint::event::Side;
use crate::pki::host_name::Reference;
use crate::pki::time::UnixTime;
use crate::wire::display;
use rand::TryRng;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// The name that the certificate of the demonstration is for.
const SERVER_NAME: &str = "shop.example";

/// Seeds that are drawn stay below this, so that a JSON number holds them exactly everywhere.
const SEED_LIMIT: u64 = 1 << 53;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    description: String,
    seed: Option<u64>,
    clock: Option<Spanned<toml::Value>>,
    server_name: Option<Spanned<String>>,
    #[serde(default)]
    client: Endpoint,
    #[serde(default)]
    server: Endpoint,
    #[serde(default)]
    message: Vec<Message>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Endpoint {
    suites: Option<Spanned<Vec<Spanned<String>>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    from: Sender,
    text: String,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Sender {
    Client,
    Server,
}

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
    /// # Errors
    /// [`ScenarioError::Malformed`] with the first thing that is wrong, and
    /// [`ScenarioError::Random`] when a seed could not be drawn.
    pub fn from_toml(
        text: &str,
        name: &str,
        origin: &str,
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
        let clock = file
            .clock
            .as_ref()
            .map(clock)
            .transpose()
            .map_err(malformed)?;
        let client_suites = suites(&file.client).map_err(malformed)?;
        let server_suites = suites(&file.server).map_err(malformed)?;
        let server_name = file.server_name.as_ref().map(server_name).transpose();
        let messages = file.message.into_iter().map(|message| AppMessage {
            from: match message.from {
                Sender::Client => Side::Client,
                Sender::Server => Side::Server,
            },
            text: message.text,
        });
        let scenario = Scenario {
            name: name.to_owned(),
            description: display::escaped(file.description.as_bytes()),
            seed: match overrides.seed.or(file.seed) {
                Some(seed) => seed,
                None => drawn_seed()?,
            },
            clock: overrides.clock.or(clock).unwrap_or_else(UnixTime::now),
            server_name: server_name
                .map_err(malformed)?
                .unwrap_or_else(|| SERVER_NAME.to_owned()),
            client_suites,
            server_suites,
            messages: messages.collect(),
            interceptions: Vec::new(),
        };
        Ok(scenario.with(overrides))
    }

    /// A seed that nobody chose, below 2^53.
    ///
    /// # Errors
    /// [`ScenarioError::Random`] when the operating system has no random bytes.
    pub fn drawn_seed() -> Result<u64, ScenarioError> {
        drawn_seed()
    }
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
fn suites(endpoint: &Endpoint) -> Result<Vec<&'static Suite>, Fault> {
    let Some(names) = &endpoint.suites else {
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
