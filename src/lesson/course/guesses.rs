//! The guesses of a reader who predicts a run: how many were right so far, and which were not.

use super::block::{Block, Kind};
use super::page::{Role, Shown};
use super::posed::reviewed;
use super::session::{Answered, Session};
use crate::label;
use crate::lesson::question::{Answer, Mark, Question};
use crate::said;
use crate::trace::Place;

/// A guess.
#[derive(Clone, Copy, Debug)]
pub struct Guess<'s> {
    /// The question.
    pub question: &'s Question,
    /// What the reader guessed.
    pub answer: &'s Answer,
    /// What it is worth.
    pub mark: &'s Mark,
}

/// How many guesses were right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// So many were.
    pub right: usize,
    /// Out of so many.
    pub of: usize,
}

impl Session {
    /// The guesses of this sitting, in the order of the lesson; none in a lesson that does not count them.
    pub fn guesses(&self) -> Vec<Guess<'_>> {
        let blocks = self
            .course
            .blocks
            .iter()
            .filter(|_| self.course.front.scored);
        let guess = |block: &'_ Block| {
            let Answered {
                question,
                answer,
                mark,
                ..
            } = self.answered.get(&block.hash)?;
            matches!(block.kind, Kind::Ask(..)).then_some(Guess {
                question,
                answer,
                mark,
            })
        };
        blocks.filter_map(guess).collect()
    }

    /// How many guesses were right, of those to which the run has shown the answer by now. `None` before there is one.
    pub fn tally(&self) -> Option<Tally> {
        let guesses = self.guesses().into_iter();
        let shown = |guess: &Guess<'_>| {
            let revealed = guess.question.revealed;
            revealed.is_none_or(|step| step <= self.reach)
        };
        let mut tally = Tally::default();
        for guess in guesses.filter(shown) {
            tally.of += 1;
            tally.right += usize::from(guess.mark.is_right());
        }
        (tally.of > 0).then_some(tally)
    }

    /// At the end: what was not guessed, each with what is right, why, and where it shows. Empty in a lesson that does
    /// not count guesses.
    pub(super) fn review(&self) -> Vec<Shown> {
        let guesses = self.guesses();
        let Some(Tally { right, of }) = self.tally() else {
            return Vec::new();
        };
        if right == of {
            let all = said!("lesson.predictions.all_right", of).to_string();
            return vec![Shown::plain(Role::Right, all)];
        }
        let mut all = vec![
            Shown::plain(Role::Heading(2), label!("lesson.predictions.review")),
            Shown::plain(
                Role::Text,
                said!("lesson.predictions.tally", right, of).to_string(),
            ),
        ];
        for guess in guesses.iter().filter(|guess| !guess.mark.is_right()) {
            let step = guess.question.revealed.unwrap_or(guess.question.step) + 1;
            let open = |see: Option<&Place>| {
                match see {
                    Some(see) => said!("lesson.predictions.place", place = see.to_string()),
                    None => said!("lesson.predictions.step", step),
                }
                .to_string()
            };
            all.extend(reviewed(guess.question, guess.answer, guess.mark, &open));
        }
        all
    }
}
