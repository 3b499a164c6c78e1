//! Asking: one template, all of them, or those of a step.

use super::Question;
use super::asking::{Asking, Here};
use super::build;
use super::table::templates;
use super::template::Template;
use super::words;
use crate::said;
use crate::scenario::Scenario;
use crate::text::{Said, escaped, near};
use crate::trace::Trace;

/// Why there is no question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum NotAsked {
    /// There is no such template.
    Unknown(Said),
    /// The template takes no such argument, or the argument is none of what it takes.
    Argument(Said),
    /// The run has no such step.
    Step(Said),
    /// The run lacks what the template asks about, or the right answer does not differ enough from wrong ones.
    DoesNotApply(Said),
}

impl NotAsked {
    /// Why, as data.
    pub fn said(&self) -> &Said {
        match self {
            NotAsked::Unknown(said)
            | NotAsked::Argument(said)
            | NotAsked::Step(said)
            | NotAsked::DoesNotApply(said) => said,
        }
    }
}

/// A question by the key of its template.
///
/// # Errors
/// Why there is none: [`NotAsked`].
pub fn ask(template: &str, asking: &Asking<'_>) -> Result<Question, NotAsked> {
    let template = known(template)?;
    for (name, value) in &asking.arguments {
        argument(template, name, value)?;
    }
    let steps = match asking.step {
        Some(step) if step < asking.trace.steps().len() => vec![step],
        Some(step) => {
            let (got, steps) = (step + 1, asking.trace.steps().len());
            return Err(NotAsked::Step(said!("lesson.not_asked.step", got, steps)));
        }
        None => template.at.steps(asking.trace),
    };
    let mut asked = steps.into_iter().filter_map(|step| {
        let here = here(template, asking, step);
        build::question(&here, (template.asks)(&here)?)
    });
    asked.next().ok_or_else(|| {
        let needs = words::of(template.key).map_or("", |words| &words.needs);
        let template = template.key;
        NotAsked::DoesNotApply(said!("lesson.not_asked.nothing", template, needs))
    })
}

fn here<'a>(template: &'static Template, asking: &'a Asking<'_>, step: usize) -> Here<'a> {
    Here {
        trace: asking.trace,
        scenario: asking.scenario,
        step: &asking.trace.steps()[step],
        template: (template.key, template.number),
        usual: template.variants.first().copied().unwrap_or_default(),
        arguments: &asking.arguments,
        seed: asking.seed,
    }
}

/// The template of a key.
fn known(key: &str) -> Result<&'static Template, NotAsked> {
    templates()
        .find(|template| template.key == key)
        .ok_or_else(|| {
            let nearest = near(key, templates().map(|template| (template.key, Vec::new())));
            let nearest = (!nearest.is_empty()).then_some(nearest);
            let got = escaped(key.as_bytes());
            NotAsked::Unknown(said!("lesson.not_asked.unknown", got, nearest))
        })
}

/// Whether the template takes such an argument.
fn argument(template: &Template, name: &str, value: &str) -> Result<(), NotAsked> {
    let found = template.arguments.iter().find(|(known, _)| *known == name);
    let Some((_, accepts)) = found else {
        let names: Vec<&str> = template.arguments.iter().map(|(name, _)| *name).collect();
        let names = (!names.is_empty()).then_some(names);
        let (template, got) = (template.key, escaped(name.as_bytes()));
        let said = said!("lesson.not_asked.argument", template, got, names);
        return Err(NotAsked::Argument(said));
    };
    match accepts.takes(value) {
        true => Ok(()),
        false => {
            let (got, expected) = (escaped(value.as_bytes()), accepts.name());
            let said = said!("lesson.not_asked.value", name, expected, got);
            Err(NotAsked::Argument(said))
        }
    }
}

/// Every question about a run: each template at each step where it has one, with each of its usual arguments.
pub fn all(trace: &Trace, scenario: Option<&Scenario>, seed: u64) -> Vec<Question> {
    templates()
        .flat_map(|template| {
            let steps = template.at.steps(trace).into_iter();
            steps.flat_map(move |step| of_template(template, trace, scenario, step, seed))
        })
        .collect()
}

/// The questions that are asked at a step where none is asked for by name, as when a run is predicted.
pub fn of_step(
    trace: &Trace,
    scenario: Option<&Scenario>,
    step: usize,
    seed: u64,
) -> Vec<Question> {
    templates()
        .filter(|template| template.at.steps(trace).contains(&step))
        .flat_map(|template| of_template(template, trace, scenario, step, seed))
        .collect()
}

fn of_template(
    template: &'static Template,
    trace: &Trace,
    scenario: Option<&Scenario>,
    step: usize,
    seed: u64,
) -> Vec<Question> {
    let usual: &[&[(&str, &str)]] = &[&[]];
    let variants = match template.variants {
        [] => usual,
        some => some,
    };
    let question = |arguments: &&[(&str, &str)]| {
        let arguments = arguments.iter();
        let arguments = arguments.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let asking = Asking {
            trace,
            scenario,
            step: Some(step),
            arguments: arguments.collect(),
            seed,
        };
        let here = here(template, &asking, step);
        build::question(&here, (template.asks)(&here)?)
    };
    variants.iter().filter_map(question).collect()
}
