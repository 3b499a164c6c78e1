//! The places of a form, and the questions that stand at them: `assets/exam/forms.toml`.

use super::form::Form;
use crate::crypto::hash::HashAlgorithm;
use crate::explain::{Span, plain};
use crate::lesson::belief::Belief;
use crate::lesson::question::{self, Answer, Asking, Question};
use crate::pki::time::UnixTime;
use crate::said;
use crate::scenario::{Overrides, Scenario, simulate};
use crate::text::{Said, escaped, hex};
use crate::trace::{Place, RunName};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The questions of a form, as they are asked of everyone.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its place, from 1.
    pub place: usize,
    /// The run that it is about.
    pub run: RunName,
    /// The step of the run that it is about.
    pub at: Place,
    /// What the reader has to know about that run.
    pub situation: Vec<Span>,
    /// The question.
    pub question: Question,
    /// The beliefs for which it has its place.
    pub measures: Vec<&'static Belief>,
    /// What the run has on the command line besides its name.
    options: String,
}

impl Item {
    /// The command that opens a place of the run; without one the step that was asked about.
    pub fn command(&self, see: Option<&Place>) -> String {
        let place = match see {
            Some(see) => see.clone().in_run(Some(self.run.clone())),
            None => self.at.clone(),
        };
        format!("premaster --at {place}{}", self.options)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Forms {
    clock: String,
    place: Vec<Row>,
}

/// A place: the same template in both forms.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    template: String,
    measures: Vec<String>,
    a: Asked,
    b: Asked,
}

/// What is asked at a place in one of the forms.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    run: String,
    step: Option<String>,
    #[serde(default)]
    with: BTreeMap<String, String>,
    message: Option<String>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    // a test reads the file
    #[allow(clippy::expect_used)]
    toml::from_str(include_str!("../../../assets/exam/forms.toml")).expect("assets/exam/forms.toml")
});

impl Form {
    /// How many places a form has.
    pub fn places() -> usize {
        FORMS.place.len()
    }

    /// The questions of the form, in the order of their places. Each run is simulated.
    ///
    /// # Errors
    /// A place cannot be asked: which, and why. Only a form that was changed can have such a place.
    pub fn items(self) -> Result<Vec<Item>, Said> {
        let rows = FORMS.place.iter().enumerate();
        rows.map(|(nth, row)| {
            item(self, nth + 1, row).map_err(|why| {
                let (form, place) = (self.name(), nth + 1);
                said!("exam.not_asked", form, place, why)
            })
        })
        .collect()
    }
}

fn item(form: Form, place: usize, row: &Row) -> Result<Item, Said> {
    let asked = match form {
        Form::A => &row.a,
        Form::B => &row.b,
    };
    let run: RunName = asked.run.parse().map_err(|error| plain_said(&error))?;
    let clock: UnixTime = FORMS.clock.parse().map_err(|error| plain_said(&error))?;
    let overrides = Overrides {
        seed: run.seed,
        clock: Some(clock),
        message: asked.message.clone(),
        ..Overrides::default()
    };
    let scenario =
        Scenario::builtin(&run.scenario, overrides).map_err(|error| plain_said(&error))?;
    let trace = simulate(&scenario);
    let at: Option<Place> = match &asked.step {
        Some(step) => Some(step.parse().map_err(|error| plain_said(&error))?),
        None => None,
    };
    let step = at.map(|place| place.resolve(&trace)).transpose();
    let step = step.map_err(|error| error.said())?.map(|found| found.step);
    let asking = Asking {
        trace: &trace,
        scenario: Some(&scenario),
        step,
        arguments: asked.with.clone().into_iter().collect(),
        seed: scenario.seed,
    };
    let question = question::ask(&row.template, &asking).map_err(|why| why.said().clone())?;
    if question.offered().is_empty() {
        return Err(said!("exam.not_chosen", template = row.template.as_str()));
    }
    let step = &trace.steps()[question.step];
    let here = Place::of(&trace, step.index).ok_or_else(|| said!("exam.no_place"))?;
    Ok(Item {
        place,
        at: here.in_run(Some(run.clone())),
        run,
        options: options(asked),
        situation: question::situation(&trace, step, &row.template)?,
        question,
        measures: row
            .measures
            .iter()
            .filter_map(|key| Belief::named(key))
            .collect(),
    })
}

/// The clock and the message, as the shell takes them.
fn options(asked: &Asked) -> String {
    let message = asked.message.iter();
    let message: String = message
        .map(|text| format!(" --message '{}'", text.replace('\'', r"'\''")))
        .collect();
    format!(" --clock {}{message}", FORMS.clock)
}

/// An error in words, as a fact.
fn plain_said(error: &impl ToString) -> Said {
    said!("exam.plain", words = error.to_string())
}

/// A hash of all that decides what is asked and how it is marked, as 16 hexadecimal digits. It changes when a template,
/// its words or a run does, and stays when only what is said of an answer changes.
pub fn digest(items: &[Item]) -> String {
    let asked = items.iter().map(|item| {
        let at = format!("{}\n{}", item.at, plain(&item.situation));
        (&item.question, at)
    });
    digest_of(asked)
}

/// The same of questions, each with the place that it is about.
pub fn digest_of<'q>(asked: impl Iterator<Item = (&'q Question, String)>) -> String {
    let mut text = String::new();
    for (question, at) in asked {
        let right = question.words(&question.right());
        let beliefs = question.beliefs().into_iter();
        let beliefs: Vec<&str> = beliefs.map(|belief| belief.key.as_str()).collect();
        let parts = [
            &[
                question.template.to_owned(),
                at,
                plain(&question.prompt),
                right,
                beliefs.join(" "),
            ][..],
            &question.offered(),
        ];
        for part in parts.concat() {
            text += &part;
            text.push('\n');
        }
    }
    let hash = HashAlgorithm::Sha256.digest(text.as_bytes());
    hex(&hash[..8])
}

/// An answer in the words in which its parts were offered. They mean the same wherever in the list they stand.
pub fn worded(question: &Question, answer: &Answer) -> Vec<String> {
    let offered = question.offered();
    let places: &[usize] = match answer {
        Answer::One(place) => std::slice::from_ref(place),
        Answer::Many(places) | Answer::Order(places) => places,
        _ => &[],
    };
    let words = places.iter().filter_map(|place| offered.get(*place));
    words.cloned().collect()
}

/// The answer of such words.
///
/// # Errors
/// The words are not among those that the question offers, or are not as many as it takes.
pub fn unworded(question: &Question, words: &[String]) -> Result<Answer, Said> {
    let offered = question.offered();
    let mut places = Vec::new();
    for word in words {
        let place = offered.iter().position(|one| one == word);
        let place = place.filter(|place| !places.contains(place));
        places.push(place.ok_or_else(|| {
            let got = escaped(word.as_bytes());
            said!("exam.file.not_offered", got)
        })?);
    }
    match &question.form {
        question::Form::One(_) => match places.as_slice() {
            [only] => Ok(Answer::One(*only)),
            several => Err(said!("lesson.answer.one", got = several.len())),
        },
        question::Form::Order(_) if places.len() != offered.len() => {
            let (expected, got) = (offered.len(), places.len());
            Err(said!("lesson.answer.order", expected, got))
        }
        question::Form::Order(_) => Ok(Answer::Order(places)),
        _ => Ok(Answer::Many(places)),
    }
}
