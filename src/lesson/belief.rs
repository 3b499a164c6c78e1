//! What learners believe and what is not so: one table, in `assets/en/beliefs.toml`.
//!
//! A wrong answer names a belief. Its refutation is filled from the run in which the question was asked. A *slip* is
//! no belief (a length that counts itself, counting from 1): it is told to the reader, and not reported.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A belief.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Belief {
    /// Its name in files, such as `session-key-sent`.
    #[serde(skip)]
    pub key: String,
    /// Whether it is reported by name to reader and teacher.
    #[serde(default)]
    pub reported: bool,
    /// What learners believe, in a sentence.
    pub believed: String,
    /// What is true, in a sentence or two.
    pub truth: String,
    /// What someone who answers so is told, with the placeholders of the run in which it was asked.
    pub refutation: String,
    /// The place in the asking run where it shows, as a step's key with a field or a value after it; empty where there
    /// is none.
    #[serde(default)]
    pub see: String,
}

static BELIEFS: LazyLock<BTreeMap<String, Belief>> = LazyLock::new(|| {
    // a test reads the file
    #[allow(clippy::expect_used)]
    let mut table: BTreeMap<String, Belief> =
        toml::from_str(include_str!("../../assets/en/beliefs.toml"))
            .expect("assets/en/beliefs.toml");
    for (key, belief) in &mut table {
        belief.key.clone_from(key);
    }
    table
});

impl Belief {
    /// The belief of a key.
    pub fn named(key: &str) -> Option<&'static Belief> {
        BELIEFS.get(key)
    }

    /// All of them, in the order of their keys.
    pub fn all() -> impl Iterator<Item = &'static Belief> {
        BELIEFS.values()
    }
}
