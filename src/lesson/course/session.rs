//! A reader in a lesson: what is to be done now, what is done, and what that does to the run.

use super::block::{Asked, Kind};
use super::condition::Verdict;
use super::progress::{Done, How, Progress};
use super::quiz::{self, Elsewhere};
use super::view::View;
use super::{Action, Course};
use crate::lesson::question::{Answer, Mark, Question};
use crate::scenario::Scenario;
use crate::text::Said;
use crate::trace::Place;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A reader in a lesson.
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) course: Arc<Course>,
    pub(super) progress: Progress,
    /// The block that is to be done; the number of blocks at the end.
    pub(super) at: usize,
    /// The blocks of each page so far: from what was done before it to what is to be done on it.
    pub(super) pages: Vec<Range<usize>>,
    /// Whether the reader has not seen the last page yet.
    pub(super) fresh: bool,
    /// How many pages back the reader looks.
    pub(super) back: usize,
    /// The run as the lesson has opened it.
    pub(super) own: Option<Scenario>,
    pub(super) orders: Vec<Order>,
    /// The furthest step that the reader has come to in this run.
    pub(super) reach: usize,
    /// The steps that the reader has opened while a question is answered for points.
    pub(super) looked: BTreeSet<usize>,
    /// How many hints are shown.
    pub(super) hints: usize,
    /// What is asked now.
    pub(super) question: Option<Question>,
    /// What was answered in this sitting, by hash.
    pub(super) answered: BTreeMap<String, Answered>,
    /// How the last question was answered.
    pub(super) verdict: Option<Verdict>,
    /// The guesses to which the run has given the answer, by hash, each with the page on which that is told.
    pub(super) settled: BTreeMap<String, usize>,
    /// How many runs the lesson has opened.
    pub(super) runs: usize,
    /// An answer was wrong, and the reader has not gone on since.
    pub(super) held: bool,
    /// How often the quiz was begun again.
    pub(super) again: usize,
    /// The run of the question of the quiz, where it is not the one that the lesson names.
    pub(super) elsewhere: Option<Elsewhere>,
}

/// A question with its answer.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    pub question: Question,
    pub answer: Answer,
    pub mark: Mark,
    /// How many runs the lesson had opened when it was asked.
    pub run: usize,
}

/// What a lesson does to whatever shows the run.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// This becomes the run.
    Run(Box<Scenario>),
    /// The cursor goes there, and this tab opens.
    Go(Place, Option<&'static str>),
}

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Todo {
    /// Something on the run.
    Wait,
    /// A question is to be answered.
    Answer,
    /// The page is to be read; then the lesson opens another run, or goes elsewhere in this one.
    Turn,
    /// The quiz was not passed and can be tried again.
    Again,
    /// Nothing: the lesson is over.
    Over,
}

/// The key of a command by its title, or its word in the line mode.
#[derive(Clone, Copy)]
pub struct Keys<'a> {
    /// Looks it up.
    pub key: &'a dyn Fn(&str) -> Option<String>,
}

impl fmt::Debug for Keys<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}

impl Session {
    /// The reader goes on where they were.
    pub fn new(course: Arc<Course>, progress: Progress) -> Session {
        let mut session = Session {
            course,
            progress,
            at: 0,
            pages: Vec::new(),
            fresh: false,
            back: 0,
            own: None,
            orders: Vec::new(),
            reach: 0,
            looked: BTreeSet::new(),
            hints: 0,
            question: None,
            answered: BTreeMap::new(),
            verdict: None,
            settled: BTreeMap::new(),
            runs: 0,
            held: false,
            again: 0,
            elsewhere: None,
        };
        session.resume();
        session
    }

    /// The lesson.
    pub fn course(&self) -> &Course {
        &self.course
    }

    /// What is done, to be kept.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// How many things are done, and how many there are.
    pub fn count(&self) -> (usize, usize) {
        (self.progress.done_of(&self.course), self.course.tasks())
    }

    /// What is to be done now.
    pub fn todo(&self) -> Todo {
        if self.held {
            return Todo::Turn;
        }
        match self.course.blocks.get(self.at).map(|block| &block.kind) {
            None => Todo::Over,
            Some(Kind::Wait(..)) => Todo::Wait,
            Some(kind) if kind.tasks() == 0 => Todo::Turn,
            Some(Kind::Quiz(..)) if self.next_question().is_none() => Todo::Again,
            Some(_) => Todo::Answer,
        }
    }

    /// What the lesson waits for, if it waits for something on the run.
    pub fn waits_for(&self) -> Option<&Action> {
        if self.held {
            return None;
        }
        match &self.course.blocks.get(self.at)?.kind {
            Kind::Wait(action, _) => Some(action),
            _ => None,
        }
    }

    /// The question that is to be answered.
    pub fn question(&self) -> Option<&Question> {
        self.question
            .as_ref()
            .filter(|_| self.todo() == Todo::Answer)
    }

    /// What the lesson does to whatever shows the run; each order is given once.
    pub fn orders(&mut self) -> Vec<Order> {
        std::mem::take(&mut self.orders)
    }

    /// Notes what the reader has in front of them; true if the lesson has gone on. Orders have to be carried out first.
    pub fn saw(&mut self, view: &View<'_>) -> bool {
        let from = self.at;
        self.reach = self.reach.max(view.cursor);
        while self.orders.is_empty() && !self.held {
            let Some(block) = self.course.clone().blocks.get(self.at).cloned() else {
                break;
            };
            let done = match &block.kind {
                Kind::Wait(action, _) if action.holds(view, self.own.as_ref()) => How::Seen,
                Kind::Ask(asked, _) if self.question.is_none() => {
                    self.question = quiz::ask(asked, self.seed_here(), view).ok();
                    match self.question {
                        Some(_) => {
                            self.looked.clear();
                            self.look(view);
                            break;
                        }
                        None => How::Void,
                    }
                }
                Kind::Quiz(questions, _) if self.question.is_none() => {
                    match self.next_of_quiz(questions, view) {
                        true => break,
                        false => continue,
                    }
                }
                Kind::Ask(..) => {
                    self.look(view);
                    break;
                }
                _ => break,
            };
            self.progress.done.insert(block.hash, Done::of(done));
            self.advance();
        }
        let unseen = self.fresh;
        let on = self.turn(from);
        if on && unseen {
            self.join_pages();
        }
        self.fresh = on && unseen;
        self.settle(Some(view)) || on
    }

    /// Asks the next question of a quiz; false if it has none in its run, or none is left and the quiz is passed.
    fn next_of_quiz(&mut self, questions: &[Asked], view: &View<'_>) -> bool {
        let Some(nth) = self.next_question() else {
            if self.is_passed(self.at) {
                self.advance();
                return false;
            }
            return true;
        };
        match quiz::ask_elsewhere(&questions[nth], self.seed_of_quiz(nth), self.again, view) {
            Ok((question, elsewhere)) => {
                self.question = Some(question);
                self.elsewhere = elsewhere;
                true
            }
            Err(_) => {
                let key = self.course.blocks[self.at].key_of(nth);
                let mut done = Done::of(How::Void);
                // what cannot be asked is not held against the reader
                done.score = Some(1.0);
                self.progress.done.insert(key, done);
                false
            }
        }
    }

    /// The seed of a question that is asked here.
    pub(super) fn seed_here(&self) -> u64 {
        self.progress.seed.wrapping_add(self.at as u64)
    }

    /// The question of the quiz that is to be answered.
    pub(super) fn next_question(&self) -> Option<usize> {
        quiz::next(self.course.blocks.get(self.at)?, &self.progress)
    }

    pub(super) fn is_passed(&self, at: usize) -> bool {
        let block = self.course.blocks.get(at);
        block.is_some_and(|block| quiz::is_passed(block, &self.progress))
    }

    /// The seed of the run of a question of the quiz: another one each time that the quiz is begun.
    pub(super) fn seed_of_quiz(&self, nth: usize) -> u64 {
        let seed = self.progress.seed.wrapping_add(1);
        seed.wrapping_add(self.again as u64 * 64)
            .wrapping_add(nth as u64)
    }

    /// Answers the question, as it is typed.
    ///
    /// # Errors
    /// The answer cannot be read: what was expected, and what came.
    pub fn answer(&mut self, typed: &str) -> Result<(), Said> {
        if let Some(question) = self.question() {
            let answer = question.read(typed)?;
            self.give(answer);
        }
        Ok(())
    }

    /// Answers the question.
    pub fn give(&mut self, answer: Answer) {
        let Some(question) = self.question().cloned() else {
            return;
        };
        self.question = None;
        let points = self.points();
        let from = self.at;
        let block = &self.course.blocks[self.at];
        let (key, guess) = match &block.kind {
            Kind::Ask(asked, _) => (block.hash.clone(), asked.predicts),
            Kind::Quiz(..) => match self.next_question() {
                Some(nth) => (block.key_of(nth), false),
                None => return,
            },
            _ => return,
        };
        let mark = question.mark(&answer);
        let beliefs = mark.objections.iter().filter_map(|said| said.belief);
        let beliefs: Vec<String> = beliefs.map(|belief| belief.key.clone()).collect();
        self.verdict = Some(Verdict {
            right: mark.is_right(),
            beliefs: beliefs.clone(),
        });
        let done = Done {
            how: How::Answered,
            answer: question.words(&answer),
            score: (!guess).then_some(mark.score),
            points: points.map(|points| if mark.is_right() { points } else { 0 }),
            beliefs,
        };
        let single = matches!(block.kind, Kind::Ask(..));
        self.progress.done.insert(key.clone(), done);
        let answered = Answered {
            question,
            answer,
            mark,
            run: self.runs,
        };
        let wrong = !guess && !answered.mark.is_right();
        self.answered.insert(key, answered);
        match single {
            true => {
                self.advance();
                self.held = wrong && self.at < self.course.blocks.len();
            }
            false if self.is_passed(self.at) && self.todo() == Todo::Again => self.advance(),
            false => {}
        }
        if !self.turn(from) {
            self.pages.push(from..self.at);
        }
        self.settle(None);
    }

    /// The run as the lesson has opened it.
    pub fn own(&self) -> Option<&Scenario> {
        self.own.as_ref()
    }

    /// The first run of the lesson.
    pub fn first_run(&self) -> Option<Scenario> {
        let mut runs = self
            .course
            .blocks
            .iter()
            .filter_map(|block| match &block.kind {
                Kind::Run(opened) => opened.scenario(self.progress.seed).ok(),
                _ => None,
            });
        runs.next()
    }

    /// The next hint; false if there is none.
    pub fn hint(&mut self) -> bool {
        let more = self.hints < self.hint_count();
        self.hints += usize::from(more);
        more
    }

    /// How many hints there are for what is to be done.
    pub fn hint_count(&self) -> usize {
        match self.course.blocks.get(self.at).map(|block| &block.kind) {
            _ if self.held => 0,
            Some(Kind::Wait(_, telling) | Kind::Ask(_, telling)) => telling.hints.len(),
            _ => 0,
        }
    }

    /// How many hints are shown.
    pub fn hints_shown(&self) -> usize {
        self.hints
    }

    /// Goes on without doing it.
    pub fn skip(&mut self) {
        // what is not read is turned over all the same, and what comes then is done
        if self.todo() == Todo::Turn {
            return self.turn_on();
        }
        let Some(block) = self.course.clone().blocks.get(self.at).cloned() else {
            return;
        };
        let from = self.at;
        let key = match &block.kind {
            Kind::Quiz(..) => self.next_question().map(|nth| block.key_of(nth)),
            _ => Some(block.hash.clone()),
        };
        self.question = None;
        if let Some(key) = &key {
            let done = Done::of(How::Skipped);
            self.progress.done.entry(key.clone()).or_insert(done);
        }
        let of_quiz = matches!(block.kind, Kind::Quiz(..));
        if !of_quiz || key.is_none() {
            self.advance();
        }
        self.turn(from);
        self.settle(None);
    }

    /// Begins the quiz again, with other runs.
    pub fn again(&mut self) {
        if self.todo() != Todo::Again {
            return;
        }
        let block = &self.course.blocks[self.at];
        for key in block.keys().collect::<Vec<_>>() {
            self.progress.done.remove(&key);
            self.answered.remove(&key);
        }
        self.again += 1;
        self.question = None;
    }
}
