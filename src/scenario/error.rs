//! Why there is no scenario to run.

use super::file::quoted;
use crate::crypto::random::RandomError;
use crate::said;
use crate::text::{Said, escaped};
use std::io;
use std::path::PathBuf;

/// Why a scenario, or a part of one that was named, is not available.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.said())]
pub enum ScenarioError {
    /// Neither a scenario of the program nor a file.
    UnknownName {
        /// The name as it was given.
        got: String,
        /// The names that may have been meant, the most similar first.
        near: Vec<&'static str>,
    },
    /// Not a suite that can be run.
    UnknownSuite {
        /// The name as it was given.
        got: String,
        /// The names of the suites that can be run, the most similar first.
        nearest: Vec<&'static str>,
    },
    /// The file cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is longer than a scenario can be.
    TooLong {
        /// The file.
        origin: String,
        /// The limit in bytes.
        most: u64,
    },
    /// The file is not a text file.
    NotText {
        /// The file.
        origin: String,
        /// Whether it looks like a packet capture.
        capture: bool,
    },
    /// The text is not a scenario.
    Malformed {
        /// The file, or the scenario's name.
        origin: String,
        /// Counted from 1.
        line: usize,
        /// In characters, counted from 1.
        column: usize,
        /// What was expected and what is there.
        message: Said,
        /// What to do about it.
        hint: Option<Said>,
    },
    /// No seed could be generated.
    Random(#[from] RandomError),
}

impl ScenarioError {
    fn said(&self) -> Said {
        match self {
            Self::UnknownName { got, .. } => {
                said!("scenario.error.unknown_name", name = quoted(got))
            }
            Self::UnknownSuite { got, .. } => {
                said!("scenario.error.unknown_suite", name = quoted(got))
            }
            Self::Unreadable { path, source } => {
                let path = escaped(path.display().to_string().as_bytes());
                said!("scenario.error.unreadable", path, why = source.to_string())
            }
            Self::TooLong { origin, most } => said!("scenario.error.too_long", origin, most),
            Self::NotText {
                origin,
                capture: true,
            } => said!("scenario.error.capture", origin),
            Self::NotText { origin, .. } => said!("scenario.error.not_text", origin),
            Self::Malformed {
                origin,
                line,
                column,
                message,
                ..
            } => said!("scenario.error.malformed", origin, line, column, message),
            Self::Random(error) => said!("scenario.error.random", why = error.to_string()),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<Said> {
        match self {
            Self::UnknownName { near, .. } if near.is_empty() => {
                Some(said!("scenario.hint.scenarios"))
            }
            Self::UnknownName { near, .. } => {
                Some(said!("scenario.hint.near_scenarios", near = near.clone()))
            }
            Self::NotText {
                origin,
                capture: true,
                ..
            } => Some(said!("scenario.hint.capture", origin)),
            Self::NotText { .. } | Self::TooLong { .. } => Some(said!("scenario.hint.format")),
            Self::Malformed { hint, .. } => hint.clone(),
            Self::UnknownSuite { .. } | Self::Unreadable { .. } | Self::Random(_) => None,
        }
    }
}
