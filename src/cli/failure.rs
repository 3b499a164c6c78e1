//! What went wrong, and what the user can do about it.

use super::written::NotWritten;
use premaster::net::NetError;
use premaster::pki::file::rsa_only;
use premaster::scenario::ScenarioError;
use premaster::wire::display::escaped;
use premaster::{label, said};
use std::fmt;
use std::io;
use std::path::Path;

/// The exit code for arguments or files that cannot be used. It is clap's as well.
const USAGE: u8 = 2;
/// The exit code for a command that could not be completed.
pub(super) const UNFINISHED: u8 = 1;

/// An error with its exit code.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    hint: Option<String>,
    /// The program's exit code.
    pub code: u8,
}

impl Failure {
    /// The arguments or files cannot be used.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Failure {
            message: message.into(),
            hint: Some(hint.into()),
            code: USAGE,
        }
    }

    /// The command could not be completed.
    pub fn unfinished(message: impl Into<String>, hint: Option<String>) -> Self {
        Failure {
            message: message.into(),
            hint,
            code: UNFINISHED,
        }
    }

    /// A file was not written.
    pub(super) fn not_written(path: &Path, error: &NotWritten) -> Self {
        let file = path.display().to_string();
        match error {
            NotWritten::Exists => Failure::usage(
                said!("cli.print.exists", file).to_string(),
                label!("cli.print.force"),
            ),
            NotWritten::Irreplaceable(error) => Failure::unfinished(
                said!("cli.print.irreplaceable", file, error = error.to_string()).to_string(),
                Some(label!("cli.print.elsewhere").to_owned()),
            ),
            NotWritten::Failed(error) => Failure::output(&file, error),
        }
    }

    /// Something could not be written.
    pub fn output(place: &str, error: &io::Error) -> Self {
        let message = said!("cli.output", place, error = error.to_string());
        Failure {
            message: message.to_string(),
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
        Failure::from(&error)
    }
}

impl From<&NetError> for Failure {
    fn from(error: &NetError) -> Self {
        let (code, hint) = next_step(error);
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
        NetError::Unresolved { .. } | NetError::ResolvingTimedOut { .. } => {
            (UNFINISHED, Some(label!("cli.hint.unresolved")))
        }
        NetError::Refused { .. } => (UNFINISHED, Some(label!("cli.hint.refused"))),
        NetError::TimedOut { .. } => (UNFINISHED, Some(label!("cli.hint.timed_out"))),
        NetError::Listen { source, .. } => {
            let hint = match source.kind() {
                io::ErrorKind::AddrInUse => label!("cli.hint.address_in_use"),
                io::ErrorKind::PermissionDenied => label!("cli.hint.reserved_port"),
                _ => label!("cli.hint.own_address"),
            };
            (UNFINISHED, Some(hint))
        }
        NetError::Unreachable { .. } | NetError::System(_) | NetError::Random(_) => {
            (UNFINISHED, None)
        }
        NetError::NotRsa { .. } => (USAGE, Some(rsa_only())),
        NetError::KeyMismatch { .. } => (USAGE, Some(label!("cli.hint.key_mismatch"))),
        NetError::LeafNotFirst { .. } | NetError::ChainOrder { .. } => {
            (USAGE, Some(label!("cli.hint.chain_order")))
        }
        NetError::ChainLength { .. } => (USAGE, Some(label!("cli.hint.chain_length"))),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // it quotes names of files, which may contain anything
        let error = escaped(self.message.as_bytes());
        writeln!(f, "{}", said!("cli.error", error))?;
        match &self.hint {
            Some(hint) => writeln!(
                f,
                "{}",
                said!("cli.hint_line", hint = escaped(hint.as_bytes()))
            ),
            None => Ok(()),
        }
    }
}
