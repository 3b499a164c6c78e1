//! Guesses that the run has answered: each is settled when the reader comes to the step that shows it, whichever way they
//! come there.

use super::Action;
use super::block::{Asked, Block, Kind};
use super::page::{Role, Shown};
use super::progress::How;
use super::quiz;
use super::session::{Answered, Session};
use super::view::View;
use crate::lesson::question::{Answer, Question};
use crate::said;
use std::sync::Arc;

/// The page of a guess that was settled in an earlier sitting: none.
const BEFORE: usize = usize::MAX;

impl Session {
    /// Settles the guesses to which the answer is there by now; true if there are any on the present page.
    pub(super) fn settle(&mut self, view: Option<&View<'_>>) -> bool {
        let course = Arc::clone(&self.course);
        let Some(page) = self.pages.len().checked_sub(1) else {
            return false;
        };
        let mut told = false;
        for (i, block) in course.blocks.iter().enumerate().take(self.at) {
            let Kind::Ask(asked, _) = &block.kind else {
                continue;
            };
            if !asked.predicts || self.settled.contains_key(&block.hash) {
                continue;
            }
            let recalled = view.filter(|_| !self.answered.contains_key(&block.hash));
            if let Some(view) = recalled {
                self.recall(i, asked, view);
            }
            if self.is_due(i, asked, view) {
                let page = if recalled.is_some() { BEFORE } else { page };
                self.settled.insert(block.hash.clone(), page);
                told |= page != BEFORE;
            }
        }
        told
    }

    /// Whether the answer to the guess of a block is there.
    fn is_due(&self, i: usize, asked: &Asked, view: Option<&View<'_>>) -> bool {
        let blocks = &self.course.blocks;
        let Some(answered) = self.answered.get(&blocks[i].hash) else {
            return false;
        };
        if let Some(again) = self.asked_again(i, asked) {
            return self.progress.done.contains_key(&again.hash);
        }
        if self.at >= blocks.len() {
            return true;
        }
        let elsewhere = answered.run != self.runs;
        if let Some(shown) = &asked.shown {
            let found = view.and_then(|view| shown.resolve(view.trace).ok());
            return elsewhere || found.is_some_and(|found| self.reach >= found.step);
        }
        match answered.question.revealed {
            Some(step) => elsewhere || self.reach >= step,
            // what a change would come to is seen where a run with it ends
            None => blocks[i + 1..self.at]
                .iter()
                .any(|block| matches!(block.kind, Kind::Wait(Action::Noticed | Action::End, _))),
        }
    }

    /// Asks a guess of an earlier sitting again, where its run is still the one that is open.
    fn recall(&mut self, i: usize, asked: &Asked, view: &View<'_>) {
        let blocks = &self.course.blocks;
        let is_run = |kind: &Kind| matches!(kind, Kind::Run(_));
        let changed = blocks[i..self.at].iter().any(|block| is_run(&block.kind));
        let done = self.progress.done.get(&blocks[i].hash);
        let Some(done) = done.filter(|done| done.how == How::Answered && !changed) else {
            return;
        };
        if view.scenario != self.own.as_ref() {
            return;
        }
        let seed = self.progress.seed.wrapping_add(i as u64);
        let Ok(question) = quiz::ask(asked, seed, view) else {
            return;
        };
        let Some(answer) = in_words(&question, &done.answer) else {
            return;
        };
        let answered = Answered {
            mark: question.mark(&answer),
            question,
            answer,
            run: self.runs,
        };
        self.answered.insert(blocks[i].hash.clone(), answered);
    }

    /// The block in which the lesson comes back to the question of a guess.
    fn asked_again(&self, i: usize, asked: &Asked) -> Option<&Block> {
        let mut after = self.course.blocks[i + 1..].iter();
        after.find(|block| {
            matches!(&block.kind, Kind::Ask(other, _) if !other.predicts
                && other.template == asked.template
                && other.arguments == asked.arguments)
        })
    }

    /// What is said of the guesses that were settled on a page.
    pub(super) fn settled_on(&self, page: usize) -> Vec<Shown> {
        let mut all = Vec::new();
        for (i, block) in self.course.blocks.iter().enumerate() {
            let here = self.settled.get(&block.hash) == Some(&page);
            let answered = self.answered.get(&block.hash).filter(|_| here);
            if let (Kind::Ask(asked, _), Some(answered)) = (&block.kind, answered) {
                let again = self.asked_again(i, asked);
                let done = again.and_then(|again| self.progress.done.get(&again.hash));
                let told = done.is_some_and(|done| done.how == How::Answered);
                self.settlement(answered, told, &mut all);
            }
        }
        all
    }

    /// What was guessed, and what is right; `told` if that stands above it.
    fn settlement(&self, answered: &Answered, told: bool, all: &mut Vec<Shown>) {
        let question = &answered.question;
        let guess = question.words(&answered.answer);
        let right = question.words(&question.right());
        let is_right = answered.mark.is_right();
        let (role, words) = match answered.answer == Answer::Unknown {
            true if told => return,
            true => (Role::Right, said!("lesson.course.it_is", right)),
            false if is_right => (Role::Right, said!("lesson.course.guess_right", guess)),
            false => (
                Role::Wrong,
                said!("lesson.course.guess_wrong", guess, right),
            ),
        };
        all.push(Shown::plain(role, words.to_string()));
        let why = !told && (!is_right || self.course.front.scored);
        if why && !question.because.is_empty() {
            all.push(Shown::of(Role::Text, &question.because));
        }
    }
}

/// The answer that has these words.
fn in_words(question: &Question, words: &str) -> Option<Answer> {
    let chosen = (0..question.offered().len()).map(Answer::One);
    let mut all = chosen.chain([question.right(), Answer::Unknown]);
    all.find(|answer| question.words(answer) == words)
}
