//! Asking the questions of a lesson: of the run that is open, and at the end of others.

use super::block::{Asked, Kind, Opened};
use super::progress::How;
use super::session::{Session, keys};
use super::view::View;
use crate::lesson::question::{self, Asking, Question};
use crate::scenario::{Scenario, simulate};
use crate::text::Said;
use crate::trace::Trace;

/// The key of a question of a quiz.
pub(super) fn key(hash: &str, nth: usize) -> String {
    format!("{hash}/{}", nth + 1)
}

/// The first question of a quiz that is not answered yet.
pub(super) fn next(session: &Session, questions: &[Asked]) -> Option<usize> {
    let hash = &session.course.blocks.get(session.at)?.hash;
    let done = &session.progress.done;
    (0..questions.len()).find(|nth| !done.contains_key(&key(hash, *nth)))
}

/// How many questions of a quiz were answered right.
pub(super) fn right(session: &Session, block: usize) -> usize {
    let Some(block) = session.course.blocks.get(block) else {
        return 0;
    };
    let done = keys(block).filter_map(|key| session.progress.done.get(&key));
    done.filter(|done| done.is_right()).count()
}

/// Whether a quiz is passed.
pub(super) fn is_passed(session: &Session, block: usize) -> bool {
    match session.course.blocks.get(block).map(|block| &block.kind) {
        Some(Kind::Quiz(_, pass)) => right(session, block) >= *pass,
        _ => false,
    }
}

/// Asks a question of the run that is open.
pub(super) fn ask(session: &Session, asked: &Asked, view: &View<'_>) -> Result<Question, Said> {
    let seed = session.progress.seed.wrapping_add(session.at as u64);
    of_run(asked, view.trace, view.scenario, seed)
}

/// Asks a question of a run of its own.
pub(super) fn ask_elsewhere(asked: &Asked, seed: u64, view: &View<'_>) -> Result<Question, Said> {
    let Some(run) = &asked.run else {
        return of_run(asked, view.trace, view.scenario, seed);
    };
    let opened = Opened {
        run: run.clone(),
        overlay: String::new(),
    };
    let scenario = opened.scenario(seed)?;
    of_run(asked, &simulate(&scenario), Some(&scenario), seed)
}

fn of_run(
    asked: &Asked,
    trace: &Trace,
    scenario: Option<&Scenario>,
    seed: u64,
) -> Result<Question, Said> {
    let place = asked.step.as_ref();
    let found = place.map(|place| place.resolve(trace)).transpose();
    let asking = Asking {
        trace,
        scenario,
        step: found.map_err(|error| error.said())?.map(|found| found.step),
        arguments: asked.arguments.clone(),
        seed,
    };
    question::ask(&asked.template, &asking).map_err(|not| not.said().clone())
}

/// What the reader guessed when the same was asked as a prediction, in words.
pub(super) fn guessed(session: &Session, template: &str) -> Option<String> {
    let before = session.course.blocks[..session.at].iter().rev();
    let mut guesses = before.filter_map(|block| match &block.kind {
        Kind::Ask(asked, _) if asked.predicts && asked.template == template => {
            session.progress.done.get(&block.hash)
        }
        _ => None,
    });
    let done = guesses.next()?;
    (done.how == How::Answered).then(|| done.answer.clone())
}
