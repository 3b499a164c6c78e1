//! What a passage of a lesson depends on.

use super::fault::{Wrong, meant, shown};
use super::view::View;
use crate::explain;
use crate::lesson::belief::Belief;
use crate::said;
use crate::trace::{Outcome, StepName};
use crate::wire::AlertDescription;

/// All of these have to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition(Vec<(bool, What)>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Right,
    /// And, if it names one, with this belief.
    Wrong(Option<&'static str>),
    Established,
    /// The reader has gone on without doing something.
    Skipped,
    Alert(AlertDescription),
    Noticed(StepName),
    /// A condition of the explanations, of the present step.
    Explained(String),
}

/// How the last question was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    pub right: bool,
    /// The beliefs that the answer shows.
    pub beliefs: Vec<String>,
}

/// What the reader has done before.
pub(super) struct Past<'a> {
    pub verdict: Option<&'a Verdict>,
    /// Whether the reader has gone on without doing something.
    pub skipped: bool,
}

/// The conditions of lessons, besides those of the explanations.
const OWN: [&str; 6] = [
    "right",
    "wrong",
    "established",
    "skipped",
    "alert",
    "noticed",
];

impl Condition {
    /// Reads `[not] CONDITION`, several of them with `and` between. `at` is where it begins.
    pub(super) fn read(words: &[(usize, &str)], at: usize) -> Result<Condition, Wrong> {
        let mut all = Vec::new();
        for part in words.split(|(_, word)| *word == "and") {
            let (wanted, name) = match part {
                [(_, "not"), name] => (false, name),
                [name] if name.1 != "not" => (true, name),
                _ => {
                    let at = part.first().map_or(at, |(at, _)| *at);
                    return Err(Wrong::at(at, said!("lesson.course.condition_form")));
                }
            };
            all.push((wanted, What::read(name.1, name.0)?));
        }
        Ok(Condition(all))
    }

    pub(super) fn holds(&self, view: &View<'_>, past: &Past<'_>) -> bool {
        let mut all = self.0.iter();
        all.all(|(wanted, what)| what.holds(view, past) == *wanted)
    }

    /// Whether it speaks of how a question was answered.
    pub(super) fn needs_question(&self) -> bool {
        let mut all = self.0.iter();
        all.any(|(_, what)| matches!(what, What::Right | What::Wrong(_)))
    }
}

impl What {
    fn read(word: &str, at: usize) -> Result<What, Wrong> {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
        let unknown = |got: &str, names: &[&str]| {
            let near = meant(got, names);
            Wrong::at(at, said!("lesson.course.condition", got = shown(got), near))
        };
        match (name, value) {
            ("right", None) => Ok(What::Right),
            ("wrong", None) => Ok(What::Wrong(None)),
            ("wrong", Some(key)) => {
                let names = || Belief::all().map(|belief| belief.key.as_str());
                let belief = Belief::named(key);
                let belief = belief.ok_or_else(|| unknown(key, &names().collect::<Vec<_>>()))?;
                Ok(What::Wrong(Some(&belief.key)))
            }
            ("established", None) => Ok(What::Established),
            ("skipped", None) => Ok(What::Skipped),
            ("alert", Some(key)) => {
                let mut all = (0..=u8::MAX).map(AlertDescription::of);
                let found = all.find(|alert| alert.name() == Some(key));
                let names: Vec<&str> = (0..=u8::MAX)
                    .filter_map(|code| AlertDescription::of(code).name())
                    .collect();
                found.map(What::Alert).ok_or_else(|| unknown(key, &names))
            }
            ("noticed", Some(key)) => {
                let names: Vec<&str> = StepName::ALL.iter().map(|name| name.key()).collect();
                let mut all = StepName::ALL.iter().copied();
                let found = all.find(|name| name.key() == key);
                found.map(What::Noticed).ok_or_else(|| unknown(key, &names))
            }
            (name, None) if explain::conditions().any(|known| known == name) => {
                Ok(What::Explained(format!("when:{name}")))
            }
            _ => {
                let names: Vec<&str> = OWN.into_iter().chain(explain::conditions()).collect();
                Err(unknown(word, &names))
            }
        }
    }

    fn holds(&self, view: &View<'_>, past: &Past<'_>) -> bool {
        let connection = view.trace.last_connection();
        let verdict = past.verdict;
        match self {
            What::Right => verdict.is_some_and(|verdict| verdict.right),
            What::Wrong(None) => verdict.is_some_and(|verdict| !verdict.right),
            What::Wrong(Some(key)) => {
                verdict.is_some_and(|verdict| verdict.beliefs.iter().any(|belief| belief == key))
            }
            What::Skipped => past.skipped,
            What::Established => connection.outcome == Outcome::Established,
            What::Alert(wanted) => match &connection.outcome {
                Outcome::Failed {
                    alert: Some(sent), ..
                } => sent.alert.description == *wanted,
                _ => false,
            },
            What::Noticed(name) => view.noticed().is_some_and(|step| step.name() == *name),
            What::Explained(placeholder) => view.step().is_some_and(|step| {
                explain::placeholder(view.trace, step, placeholder, None).is_some()
            }),
        }
    }
}
