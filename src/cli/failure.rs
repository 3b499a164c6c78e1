//! What went wrong, and what the person reading can do about it.

use super::files::rsa_only;
use premaster::net::NetError;
use premaster::scenario::ScenarioError;
use premaster::wire::display::escaped;
use std::fmt;
use std::io;

/// The exit code for what was asked in a way that cannot be done; clap's too.
const USAGE: u8 = 2;
/// The exit code for what could not be finished.
pub(super) const UNFINISHED: u8 = 1;

/// An error with its exit code.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong.
    message: String,
    /// What to do about it.
    hint: Option<String>,
    /// The program's exit code.
    pub code: u8,
}

impl Failure {
    /// What was asked cannot be done.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Failure {
            message: message.into(),
            hint: Some(hint.into()),
            code: USAGE,
        }
    }

    /// What was asked could not be finished.
    pub fn unfinished(message: impl Into<String>, hint: Option<String>) -> Self {
        Failure {
            message: message.into(),
            hint,
            code: UNFINISHED,
        }
    }

    /// Something could not be written.
    pub fn output(place: &str, error: &io::Error) -> Self {
        let message = format!("cannot write to {place}: {error}");
        Failure {
            message,
            hint: None,
            code: UNFINISHED,
        }
    }
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Self {
        let hint = error.hint().map(|hint| hint.to_string());
        let code = match error {
            ScenarioError::Random(_) => UNFINISHED,
            _ => USAGE,
        };
        Failure {
            message: error.to_string(),
            hint,
            code,
        }
    }
}

impl From<NetError> for Failure {
    fn from(error: NetError) -> Self {
        let (code, hint) = next_step(&error);
        Failure {
            message: error.to_string(),
            hint: hint.map(str::to_owned),
            code,
        }
    }
}

/// The exit code for an error, and what may help.
fn next_step(error: &NetError) -> (u8, Option<&'static str>) {
    match error {
        NetError::Unresolved { .. } | NetError::ResolvingTimedOut { .. } => (
            UNFINISHED,
            Some("check the spelling; an IP address needs no name server."),
        ),
        NetError::Refused { .. } => (
            UNFINISHED,
            Some("is the server running? `premaster serve` starts one on 127.0.0.1:4433."),
        ),
        NetError::TimedOut { .. } => (
            UNFINISHED,
            Some("the host may be off, or a firewall drops what is sent to that port."),
        ),
        NetError::Listen { source, .. } => {
            let hint = match source.kind() {
                io::ErrorKind::AddrInUse => {
                    "another program listens there; `--listen 127.0.0.1:0` takes any free port."
                }
                io::ErrorKind::PermissionDenied => {
                    "ports below 1024 are reserved; choose a higher one."
                }
                _ => "the address must be one of this machine, such as 127.0.0.1:4433.",
            };
            (UNFINISHED, Some(hint))
        }
        NetError::Unreachable { .. } | NetError::System(_) | NetError::Random(_) => {
            (UNFINISHED, None)
        }
        NetError::NotRsa { .. } => (USAGE, Some(rsa_only())),
        NetError::KeyMismatch { .. } => (
            USAGE,
            Some("give the private key that the certificate was made for."),
        ),
        NetError::LeafNotFirst { .. } | NetError::ChainOrder { .. } => (
            USAGE,
            Some("the certificate that the key is for comes first, then each one's issuer."),
        ),
        NetError::ChainLength { .. } => (
            USAGE,
            Some("leave out what does not lead from the first certificate to its root."),
        ),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // names of files are quoted in it, and may hold anything
        writeln!(f, "error: {}", escaped(self.message.as_bytes()))?;
        match &self.hint {
            Some(hint) => writeln!(f, "hint: {hint}"),
            None => Ok(()),
        }
    }
}
