//! The page that is shown now: the lesson's prose, what is to be done, and what came of what was done.

use super::block::{Asked, Block, Kind, Telling};
use super::condition::Past;
use super::fill::Filler;
use super::page::{Page, Role, Shown};
use super::posed::{self, marked, posed};
use super::progress::{Done, How, MOST_POINTS};
use super::quiz;
use super::session::{Keys, Session, Todo};
use super::view::View;
use crate::label;
use crate::said;
use std::ops::Range;

impl Session {
    /// What is shown now, filled from what the reader has in front of them.
    pub fn page(&self, view: &View<'_>, keys: Keys<'_>) -> Page {
        let last = self.pages.len().saturating_sub(1);
        let shown = last.saturating_sub(self.back);
        let none = 0..self.at;
        let range = self.pages.get(shown).unwrap_or(&none).clone();
        let teller = Teller {
            session: self,
            filler: Filler {
                view: *view,
                reach: self.reach,
                keys,
            },
        };
        teller.page(range, shown)
    }
}

struct Teller<'a> {
    session: &'a Session,
    filler: Filler<'a>,
}

impl Teller<'_> {
    /// The blocks from what was done before to what is to be done: the page of that number.
    fn page(&self, range: Range<usize>, number: usize) -> Page {
        let mut page = Page::default();
        let session = self.session;
        let blocks = &session.course.blocks;
        let open = session.back == 0;
        let held = open && session.held;
        let task = blocks
            .get(range.end)
            .is_some_and(|block| block.kind.tasks() > 0 && !held);
        let mut settled = session.settled_on(number);
        let end = match held {
            true => session.task_begin(),
            false => (range.end + usize::from(task)).min(blocks.len()),
        };
        for (i, block) in blocks.iter().enumerate().take(end).skip(range.start) {
            let now = i == session.at && open;
            let before = i == range.start && i != range.end;
            if !before {
                page.shown.append(&mut settled);
            }
            self.block(block, i, now, before, &mut page);
        }
        page.shown.append(&mut settled);
        if open && session.todo() == Todo::Turn {
            let key = (self.filler.keys.key)(label!("lesson.course.turn_command"));
            let words = key.map(|key| said!("lesson.course.turn_key", key).to_string());
            let words = words.unwrap_or_else(|| label!("lesson.course.turn").to_owned());
            page.shown.push(Shown::plain(Role::Form, words));
        }
        if range.end >= blocks.len() {
            page.shown.extend(self.session.review());
            let over = said!(
                "lesson.course.over",
                title = self.session.course.front.title.as_str()
            );
            page.shown.push(Shown::plain(Role::Done, over.to_string()));
            if let Some((points, most)) = self.session.progress.points() {
                let words = said!("lesson.course.all_points", points, most);
                page.shown.push(Shown::plain(Role::Done, words.to_string()));
            }
        }
        page
    }

    /// `now`: it is to be done now. `before`: it was done before this page.
    fn block(&self, block: &Block, i: usize, now: bool, before: bool, page: &mut Page) {
        let fill = &self.filler;
        match &block.kind {
            Kind::Prose(passage) => {
                fill.passages(std::slice::from_ref(passage), Role::Text, page);
            }
            Kind::When(condition, passages) => {
                let past = Past {
                    verdict: self.session.verdict.as_ref(),
                    skipped: self.session.has_skipped_before(i),
                };
                if condition.holds(&fill.view, &past) {
                    fill.passages(passages, Role::Text, page);
                }
            }
            Kind::Wait(_, telling) => self.wait(block, telling, now, before, page),
            Kind::Ask(asked, telling) => self.ask(block, asked, telling, now, before, page),
            Kind::Quiz(questions, pass) => self.quiz(block, questions, *pass, now, page),
            Kind::More(passages) => self.more(i, passages, page),
            Kind::Note(passages) => self.note(passages, page),
            Kind::Run(_) | Kind::Go(..) => {}
        }
    }

    fn note(&self, passages: &[super::Passage], page: &mut Page) {
        let mut note = Page::default();
        self.filler.passages(passages, Role::Text, &mut note);
        page.notes.extend(note.shown);
        page.unfilled.extend(note.unfilled);
    }

    fn wait(&self, block: &Block, told: &Telling, now: bool, before: bool, page: &mut Page) {
        if !before {
            self.filler.passages(&told.task, Role::Task, page);
        }
        if now {
            return self.hints(told, page);
        }
        if let Some(done) = self.session.progress.done.get(&block.hash) {
            let words = match done.how {
                How::Skipped => label!("lesson.course.done_for_you"),
                _ => label!("lesson.course.done"),
            };
            page.shown.push(Shown::plain(Role::Done, words));
        }
        self.filler.passages(&told.reveal, Role::Text, page);
    }

    fn hints(&self, told: &Telling, page: &mut Page) {
        for hint in told.hints.iter().take(self.session.hints) {
            self.filler.passages(hint, Role::Hint, page);
        }
    }

    fn ask(
        &self,
        block: &Block,
        asked: &Asked,
        told: &Telling,
        now: bool,
        before: bool,
        page: &mut Page,
    ) {
        let done = self.session.progress.done.get(&block.hash);
        if !before && done.is_none_or(|done| done.how != How::Void) {
            self.filler.passages(&told.task, Role::Text, page);
        }
        if now {
            if !asked.predicts
                && let Some(guess) = self.guessed(asked)
                && guess != label!("lesson.answer.unknown")
            {
                let words = said!("lesson.course.guessed", guess).to_string();
                page.shown.push(Shown::plain(Role::Said, words));
            }
            if let Some(question) = self.session.question() {
                page.shown.extend(posed(question));
            }
            if let Some(points) = self.session.points() {
                let looked = self.session.looked.len();
                let words = said!("lesson.course.looked", looked, points).to_string();
                page.shown.push(Shown::plain(Role::Form, words));
            }
            return self.hints(told, page);
        }
        if let Some(done) = done {
            match (done.how, asked.predicts) {
                (How::Skipped, true) => {
                    let words = label!("lesson.course.no_guess");
                    page.shown.push(Shown::plain(Role::Said, words));
                }
                _ => self.verdict(&block.hash, done, page),
            }
            if done.how != How::Void {
                self.filler.passages(&told.reveal, Role::Text, page);
            }
        }
    }

    fn guessed(&self, asked: &Asked) -> Option<String> {
        let before = &self.session.course.blocks[..self.session.at];
        quiz::guessed(before, &self.session.progress, &asked.template)
    }

    /// What came of an answer.
    fn verdict(&self, key: &str, done: &Done, page: &mut Page) {
        let mut say = |role, words: String| page.shown.push(Shown::plain(role, words));
        match done.how {
            How::Skipped => {
                return match self.session.answered.get(key) {
                    Some(answered) => page.shown.extend(posed::told(&answered.question)),
                    None => say(Role::Done, label!("lesson.course.skipped").to_owned()),
                };
            }
            How::Seen | How::Void => return,
            How::Answered => {}
        }
        let answer = done.answer.as_str();
        if done.score.is_none() && answer == label!("lesson.answer.unknown") {
            return say(Role::Said, label!("lesson.course.no_guess").to_owned());
        }
        if done.score.is_none() {
            let words = said!("lesson.course.noted", answer);
            return say(Role::Said, words.to_string());
        }
        say(
            Role::Said,
            said!("lesson.course.answered", answer).to_string(),
        );
        let right = done.is_right();
        match self.session.answered.get(key) {
            Some(answered) => {
                page.shown
                    .extend(marked(&answered.question, &answered.answer, &answered.mark))
            }
            None if right => say(Role::Right, label!("lesson.course.right").to_owned()),
            None => say(Role::Wrong, label!("lesson.course.wrong").to_owned()),
        }
        if let Some(points) = done.points {
            let words = said!("lesson.course.points", points, most = MOST_POINTS);
            page.shown.push(Shown::plain(Role::Said, words.to_string()));
        }
    }

    fn quiz(&self, block: &Block, questions: &[Asked], pass: usize, now: bool, page: &mut Page) {
        let session = self.session;
        let all = questions.len();
        let right = quiz::right(block, &session.progress);
        // what came of the answer before
        let next = quiz::next(block, &session.progress);
        let next = next.filter(|_| now).unwrap_or(all);
        if let Some(nth) = next.checked_sub(1) {
            let key = block.key_of(nth);
            if let Some(done) = session.progress.done.get(&key) {
                self.verdict(&key, done, page);
            }
        }
        if now && session.todo() == Todo::Answer {
            let nth = next + 1;
            let words = said!("lesson.course.quiz", nth, all, pass).to_string();
            page.shown.push(Shown::plain(Role::Heading(3), words));
            if let Some(elsewhere) = &session.elsewhere {
                page.shown.push(Shown::plain(Role::Said, elsewhere.said()));
            }
            if let Some(question) = session.question() {
                page.shown.extend(posed(question));
            }
            return;
        }
        let mut answered = block
            .keys()
            .filter_map(|key| session.progress.done.get(&key));
        let words = match right >= pass {
            false if answered.all(|done| done.how == How::Skipped) => {
                said!("lesson.course.not_answered")
            }
            true => said!("lesson.course.passed", right, all),
            false => said!("lesson.course.not_passed", right, all, pass),
        };
        page.shown.push(Shown::plain(Role::Done, words.to_string()));
    }

    fn more(&self, i: usize, passages: &[super::Passage], page: &mut Page) {
        let before = self.session.course.blocks[..i].iter();
        let mut before = before.rev();
        let quiz = before.find(|block| matches!(block.kind, Kind::Quiz(..)));
        match quiz.is_none_or(|quiz| quiz::is_passed(quiz, &self.session.progress)) {
            true => self.filler.passages(passages, Role::Text, page),
            false => {
                let words = label!("lesson.course.locked");
                page.shown.push(Shown::plain(Role::Done, words));
            }
        }
    }
}
