//! Asking the questions of a lesson: of the run that is open, and at the end of others.

use super::block::{Asked, Block, Kind, Opened};
use super::progress::{How, Progress};
use super::view::View;
use crate::explain::Span;
use crate::lesson::question::{self, Asking, Question};
use crate::said;
use crate::scenario::{Scenario, simulate};
use crate::text::Said;
use crate::trace::{Outcome, RunName, Trace};

/// The first question of a quiz that is not answered yet.
pub(super) fn next(block: &Block, progress: &Progress) -> Option<usize> {
    let mut keys = block.keys();
    keys.position(|key| !progress.done.contains_key(&key))
}

/// How many questions of a quiz were answered right.
pub(super) fn right(block: &Block, progress: &Progress) -> usize {
    let done = block.keys().filter_map(|key| progress.done.get(&key));
    done.filter(|done| done.is_right()).count()
}

/// Whether a quiz is passed.
pub(super) fn is_passed(block: &Block, progress: &Progress) -> bool {
    match block.kind {
        Kind::Quiz(_, pass) => right(block, progress) >= pass,
        _ => false,
    }
}

/// Asks a question of the run that is open.
pub(super) fn ask(asked: &Asked, seed: u64, view: &View<'_>) -> Result<Question, Said> {
    asked.question(view.trace, view.scenario, seed)
}

/// The run of a question of the quiz that is asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Elsewhere {
    seed: u64,
    /// Whether it is another scenario than before.
    other: bool,
}

impl Elsewhere {
    /// Which run it is. Its name might give the answer away.
    pub fn said(&self) -> String {
        let seed = self.seed;
        match self.other {
            true => said!("lesson.course.other_run", seed),
            false => said!("lesson.course.no_other_run", seed),
        }
        .to_string()
    }
}

/// Asks a question of a run of its own; when the quiz is begun `again`, of another scenario if there is one.
pub(super) fn ask_elsewhere(
    asked: &Asked,
    seed: u64,
    again: usize,
    view: &View<'_>,
) -> Result<(Question, Option<Elsewhere>), Said> {
    let Some(run) = &asked.run else {
        return asked
            .question(view.trace, view.scenario, seed)
            .map(|question| (question, None));
    };
    let first = of_run(asked, run, seed)?;
    if again == 0 {
        return Ok((first.question, None));
    }
    let mut others = like(&run.scenario).filter_map(|name| {
        let run = RunName {
            scenario: name.to_owned(),
            seed: None,
        };
        let found = of_run(asked, &run, seed).ok()?;
        (found.is_established == first.is_established).then_some(found.question)
    });
    let other = others.nth(again - 1);
    let elsewhere = Elsewhere {
        seed: run.seed.filter(|_| other.is_none()).unwrap_or(seed),
        other: other.is_some(),
    };
    let question = other.unwrap_or(first.question);
    Ok((question, Some(elsewhere)))
}

/// The other scenarios of the same group.
fn like(name: &str) -> impl Iterator<Item = &'static str> {
    let all = Scenario::list();
    let group = all.iter().find(|one| one.name == name).map(|one| one.group);
    let name = name.to_owned();
    let others = all.into_iter();
    others.filter_map(move |one| (Some(one.group) == group && one.name != name).then_some(one.name))
}

/// A question about a run that is not on the screen.
struct OfRun {
    question: Question,
    is_established: bool,
}

fn of_run(asked: &Asked, run: &RunName, seed: u64) -> Result<OfRun, Said> {
    let scenario = Opened::of(run.clone()).scenario(seed)?;
    let trace = simulate(&scenario);
    let mut question = asked.question(&trace, Some(&scenario), seed)?;
    // the run is not there to look at
    let step = &trace.steps()[question.step];
    if let Ok(mut told) = question::situation(&trace, step, question.template) {
        told.push(Span::Text(" ".to_owned()));
        question.prompt.splice(0..0, told);
    }
    Ok(OfRun {
        question,
        is_established: trace.last_connection().outcome == Outcome::Established,
    })
}

impl Asked {
    /// The question about a run. The seed decides the order of its answers.
    ///
    /// # Errors
    /// Why there is none in this run.
    pub fn question(
        &self,
        trace: &Trace,
        scenario: Option<&Scenario>,
        seed: u64,
    ) -> Result<Question, Said> {
        let place = self.step.as_ref();
        let found = place.map(|place| place.resolve(trace)).transpose();
        let asking = Asking {
            trace,
            scenario,
            step: found.map_err(|error| error.said())?.map(|found| found.step),
            arguments: self.arguments.clone(),
            seed,
        };
        question::ask(&self.template, &asking).map_err(|not| not.said().clone())
    }
}

/// What the reader guessed in the blocks before, when the same was asked as a prediction, in words.
pub(super) fn guessed(before: &[Block], progress: &Progress, template: &str) -> Option<String> {
    let mut guesses = before.iter().rev().filter_map(|block| match &block.kind {
        Kind::Ask(asked, _) if asked.predicts && asked.template == template => {
            progress.done.get(&block.hash)
        }
        _ => None,
    });
    let done = guesses.next()?;
    (done.how == How::Answered).then(|| done.answer.clone())
}
