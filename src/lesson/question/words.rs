//! The words of questions: `assets/en/questions.toml`.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The words of a template.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// What it asks, in a few words, for the list of templates.
    pub about: String,
    /// What a run must have for it, in words that follow "it needs".
    pub needs: String,
    /// The question.
    pub ask: String,
    /// The question where its answer is chosen from the right one and usual wrong ones, if it is typed or pointed at
    /// otherwise and `ask` says so.
    pub choose: Option<String>,
    /// Said when the answer is there, right or wrong.
    pub because: String,
    /// The answers, and what is wrong with them, by name.
    #[serde(default)]
    pub answer: BTreeMap<String, AnswerWords>,
}

/// The words of an answer.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerWords {
    /// The answer as it is offered; empty where it is typed.
    #[serde(default)]
    pub text: String,
    /// What it shows that someone believes, if they get it wrong: a belief, or a slip.
    #[serde(default)]
    pub belief: String,
    /// What someone is told who gets it wrong; if there is none, or the run has not shown it yet, what is said of the
    /// belief.
    #[serde(default)]
    pub refutation: String,
    /// Where it shows; if there is none, where the belief shows.
    #[serde(default)]
    pub see: String,
}

static WORDS: LazyLock<BTreeMap<String, Words>> = LazyLock::new(|| {
    // a test reads the file
    #[allow(clippy::expect_used)]
    toml::from_str(include_str!("../../../assets/en/questions.toml"))
        .expect("assets/en/questions.toml")
});

/// The words of a template.
pub fn of(template: &str) -> Option<&'static Words> {
    WORDS.get(template)
}

/// All words, by template.
pub fn all() -> impl Iterator<Item = (&'static str, &'static Words)> {
    WORDS.iter().map(|(key, words)| (key.as_str(), words))
}
