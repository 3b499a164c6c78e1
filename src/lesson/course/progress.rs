//! What a reader has done in a lesson. Where it is kept is up to the caller: this is its text.

use super::Course;
use super::block::Block;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The points for finding out what happened without opening a step.
pub const MOST_POINTS: u32 = 10;

/// What a reader has done in a lesson, by the hash of each block, so that an edited lesson keeps what is unchanged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// The seed of the runs for which the lesson gives none.
    pub seed: u64,
    /// What is done, by the hash of its block; of a question of a quiz with its number behind it.
    #[serde(default)]
    pub done: BTreeMap<String, Done>,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// How.
    pub how: How,
    /// What was answered, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// What the answer was worth, from 0 to 1; nothing for a guess.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The points for finding out with few looks, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<u32>,
    /// The beliefs that the answer shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beliefs: Vec<String>,
}

/// How something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// It happened.
    Seen,
    /// It was answered.
    Answered,
    /// The reader went on without it.
    Skipped,
    /// There was nothing to ask in this run.
    Void,
}

impl Done {
    pub(super) fn of(how: How) -> Done {
        Done {
            how,
            answer: String::new(),
            score: None,
            points: None,
            beliefs: Vec::new(),
        }
    }

    /// Whether it was right altogether.
    pub fn is_right(&self) -> bool {
        self.score.is_some_and(|score| score >= 1.0)
    }
}

impl Progress {
    /// With nothing done.
    pub fn new(seed: u64) -> Progress {
        Progress {
            seed,
            done: BTreeMap::new(),
        }
    }

    /// How many things of a lesson are done.
    pub fn done_of(&self, course: &Course) -> usize {
        let keys = course.blocks.iter().flat_map(Block::keys);
        keys.filter(|key| self.done.contains_key(key)).count()
    }

    /// The points that the reader has, and the most that there were for what is done; `None` where there are none.
    pub fn points(&self) -> Option<(u32, u32)> {
        let points = self.done.values().filter_map(|done| done.points);
        let (count, sum) = points.fold((0, 0), |(count, sum), points| (count + 1, sum + points));
        (count > 0).then_some((sum, count * MOST_POINTS))
    }

    /// Reads what [`Progress::to_text`] wrote.
    ///
    /// # Errors
    /// What is wrong with it, in the words of the parser.
    pub fn read(text: &str) -> Result<Progress, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    /// As TOML.
    pub fn to_text(&self) -> String {
        // strings, numbers and tables of them: there is nothing that TOML has no form for
        toml::to_string(self).unwrap_or_default()
    }
}
