//! Why a place does not lead anywhere.

use crate::said;
use crate::text::Said;

/// The form of a place.
const FORM: &str = "[SCENARIO[@SEED]/]STEP[/NAME]";

/// Why a place does not lead anywhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum PlaceError {
    /// There is nothing in it.
    Empty,
    /// It has more parts than a place has.
    TooManyParts {
        /// What was given.
        got: String,
    },
    /// The seed is not a number.
    Seed {
        /// What was given.
        got: String,
    },
    /// What should be a step is neither a number nor a key.
    UnknownStep {
        /// What was given.
        got: String,
        /// The keys that may have been meant, the most similar first.
        near: Vec<&'static str>,
    },
    /// What follows `#` is neither a number from 1 nor `last`.
    Occurrence {
        /// What was given.
        got: String,
    },
    /// The run has no step of this number.
    NoNumber {
        /// The number.
        got: usize,
        /// How many steps the run has.
        steps: usize,
    },
    /// The run has no step of this key, or fewer than asked for.
    NoSuchStep {
        /// The key.
        key: &'static str,
        /// How many of them the run has.
        count: usize,
        /// The keys of steps of the run that may have been meant.
        near: Vec<&'static str>,
    },
    /// Neither a field of the step nor a value is called that.
    NoSuchName {
        /// What was given.
        got: String,
        /// The number of the step.
        step: usize,
        /// The names that may have been meant.
        near: Vec<String>,
    },
    /// The value comes up only in a later step.
    Later {
        /// The key of the value.
        value: String,
        /// The number of the step that was asked for.
        step: usize,
        /// The number of the step in which the value comes up.
        since: usize,
    },
}

impl PlaceError {
    /// What was expected and what came.
    pub fn said(&self) -> Said {
        match self {
            Self::Empty => said!("trace.place.empty", form = FORM),
            Self::TooManyParts { got } => {
                said!("trace.place.too_many_parts", got, form = FORM)
            }
            Self::Seed { got } => said!("trace.place.seed", got, most = u64::MAX),
            Self::UnknownStep { got, near } => {
                said!("trace.place.unknown_step", got, near = near.clone())
            }
            Self::Occurrence { got } => said!("trace.place.occurrence", got),
            Self::NoNumber { got, steps } => said!("trace.place.no_number", got, steps),
            Self::NoSuchStep {
                key,
                count: 0,
                near,
            } => {
                said!("trace.place.no_such_step", key = *key, near = near.clone())
            }
            Self::NoSuchStep { key, count, .. } => said!("trace.place.too_few", key = *key, count),
            Self::NoSuchName { got, step, near } => {
                said!("trace.place.no_such_name", got, step, near = near.clone())
            }
            Self::Later { value, step, since } => said!("trace.place.later", value, step, since),
        }
    }
}
