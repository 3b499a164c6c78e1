//! Why there is no scenario to run.

use super::file::quoted;
use crate::crypto::random::RandomError;
use std::io;
use std::path::PathBuf;

/// Why a scenario, or a part of one that was named, could not be had.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// Neither a scenario of the program nor a file.
    #[error("there is no scenario {}, and no file of that name", quoted(got))]
    UnknownName {
        /// The name as it was given.
        got: String,
        /// The names that exist, the most similar first.
        nearest: Vec<&'static str>,
    },
    /// Not a suite that can be run.
    #[error("there is no cipher suite {} here", quoted(got))]
    UnknownSuite {
        /// The name as it was given.
        got: String,
        /// The names of the suites that can be run, the most similar first.
        nearest: Vec<&'static str>,
    },
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The text is not a scenario.
    #[error("{origin}, line {line}, column {column}: {message}")]
    Malformed {
        /// The file, or the scenario's name.
        origin: String,
        /// Counted from 1.
        line: usize,
        /// In characters, counted from 1.
        column: usize,
        /// What was expected and what is there.
        message: String,
    },
    /// A seed was to be drawn.
    #[error(transparent)]
    Random(#[from] RandomError),
}
