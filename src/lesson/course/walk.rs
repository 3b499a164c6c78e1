//! The way of a reader through the blocks of a lesson: from what is done to what is to be done next, page by page.

use super::block::{Kind, Opened};
use super::progress::{Done, How};
use super::prose::PassageKind;
use super::session::{Answered, Order, Session, Todo};
use crate::lesson::question::Answer;
use std::sync::Arc;

impl Session {
    /// Looks at the page before; false if there is none.
    pub fn page_back(&mut self) -> bool {
        let more = self.back + 1 < self.pages.len();
        self.back += usize::from(more);
        more
    }

    /// Looks at the page after; false if this is the present one.
    pub fn page_on(&mut self) -> bool {
        let more = self.back > 0;
        self.back -= usize::from(more);
        more
    }

    /// Whether the reader looks at an earlier page.
    pub fn looks_back(&self) -> bool {
        self.back > 0
    }

    /// Where what is to be done begins: headings belong to what comes after them.
    pub(super) fn task_begin(&self) -> usize {
        let before = self.course.blocks[..self.at].iter().rev();
        let headings = before.take_while(|block| {
            matches!(&block.kind, Kind::Prose(passage)
                if matches!(passage.kind, PassageKind::Heading(_)))
        });
        self.at - headings.count()
    }

    /// Whether the reader has skipped a task before a block.
    pub(super) fn has_skipped_before(&self, at: usize) -> bool {
        let mut before = self.course.blocks[..at].iter();
        before.any(|block| {
            let done = self.progress.done.get(&block.hash);
            matches!(block.kind, Kind::Wait(..))
                && done.is_some_and(|done| done.how == How::Skipped)
        })
    }

    /// A new page, if the lesson has gone on from there.
    pub(super) fn turn(&mut self, from: usize) -> bool {
        let on = self.at != from;
        if on {
            self.pages.push(from..self.at);
            self.fresh = true;
            self.hints = 0;
            self.back = 0;
        }
        on
    }

    /// What came to be done at once has no page of its own: what is told before it would not be read.
    pub(super) fn join_pages(&mut self) {
        if let (Some(last), Some(before)) = (self.pages.pop(), self.pages.pop()) {
            self.pages.push(before.start..last.end);
        }
    }

    /// From what is done to what is to be done next, or to where there is a page to read before the run changes.
    pub(super) fn advance(&mut self) {
        let done = self.at;
        self.at += 1;
        let course = Arc::clone(&self.course);
        let mut told = course
            .blocks
            .get(done)
            .is_some_and(|block| block.kind.tells());
        let mut end = self.at;
        while let Some(block) = course.blocks.get(self.at) {
            match &block.kind {
                Kind::Run(_) | Kind::Go(..) if told => {
                    self.at = end;
                    return;
                }
                Kind::Wait(..) => return,
                // a question is asked once
                Kind::Ask(..) if !self.progress.done.contains_key(&block.hash) => return,
                Kind::Quiz(..) if !self.is_passed(self.at) => return,
                kind => self.carry_on(kind),
            }
            self.at += 1;
            // a heading belongs to what comes after it
            if block.kind.tells() {
                told = true;
                end = self.at;
            } else if !told {
                end = self.at;
            }
        }
    }

    /// The page has been read.
    pub fn turn_on(&mut self) {
        if std::mem::take(&mut self.held) && self.todo() != Todo::Turn {
            // what was told has been read: the next task has a page of its own
            self.pages.push(self.task_begin()..self.at);
            self.back = 0;
        }
        if self.todo() != Todo::Turn {
            return;
        }
        let from = self.at;
        let course = Arc::clone(&self.course);
        // up to what made the lesson wait, and that too
        while let Some(block) = course.blocks.get(self.at) {
            self.carry_on(&block.kind);
            if matches!(block.kind, Kind::Run(_) | Kind::Go(..)) {
                break;
            }
            self.at += 1;
        }
        self.advance();
        self.turn(from);
        self.settle(None);
    }

    /// Tells the answer to the question without asking for one, as a speaker does. A guess stays open until the run
    /// gives the answer.
    pub fn resolve(&mut self) {
        let Some(question) = self.question().cloned() else {
            return;
        };
        let block = &self.course.blocks[self.at];
        let (key, guess) = match &block.kind {
            Kind::Ask(asked, _) => (Some(block.hash.clone()), asked.predicts),
            _ => (self.next_question().map(|nth| block.key_of(nth)), false),
        };
        if let Some(key) = key {
            let answer = match guess {
                true => Answer::Unknown,
                false => question.right(),
            };
            let mark = question.mark(&answer);
            let told = Answered {
                question,
                answer,
                mark,
                run: self.runs,
            };
            self.answered.insert(key.clone(), told);
            self.progress.done.insert(key, Done::of(How::Skipped));
        }
        self.skip();
    }

    fn carry_on(&mut self, kind: &Kind) {
        match kind {
            Kind::Run(opened) => self.open(opened),
            Kind::Go(place, tab) => self.orders.push(Order::Go(place.clone(), *tab)),
            _ => {}
        }
    }

    pub(super) fn open(&mut self, opened: &Opened) {
        // a lesson that was read has only runs that can be made
        if let Ok(scenario) = opened.scenario(self.progress.seed) {
            self.orders.clear();
            self.orders.push(Order::Run(Box::new(scenario.clone())));
            self.own = Some(scenario);
            self.reach = 0;
            self.runs += 1;
        }
    }
}
