//! What went wrong, and what the person reading can do about it.

use premaster::scenario::ScenarioError;
use premaster::wire::display::escaped;
use std::fmt;
use std::io;

/// The exit code for what was asked in a way that cannot be done; clap's too.
const USAGE: u8 = 2;
/// The exit code for what could not be finished.
const UNFINISHED: u8 = 1;
/// So many names are offered in place of one that does not exist.
const OFFERED: usize = 4;

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
        let hint = match &error {
            ScenarioError::UnknownName { nearest, .. } => Some(format!(
                "the nearest: {}. `premaster scenarios` lists all.",
                nearest[..nearest.len().min(OFFERED)].join(", "),
            )),
            ScenarioError::UnknownSuite { nearest, .. } => {
                Some(format!("the nearest first: {}.", nearest.join(", ")))
            }
            _ => None,
        };
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
