//! Checking a lesson: that it can be done from its beginning to its end, by every reader.

use super::block::{Block, Kind, Opened};
use super::desk::Desk;
use super::progress::{How, Progress};
use super::prose::{Passage, Target, Word, count};
use super::session::{Keys, Session, Todo};
use super::{Course, Spot, document, library, numbers, quiz};
use crate::explain::{Placeholder, glossary};
use crate::said;
use crate::text::Said;
use crate::trace::{Place, StepName};
use std::collections::BTreeSet;
use std::sync::Arc;

/// With how many seeds a lesson is checked.
pub const SEEDS: u64 = 20;

/// How many words may pass between two things to do.
const MOST_WORDS: usize = 120;

/// Something that a reader would stumble over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where in the lesson.
    pub spot: Spot,
    /// What it is.
    pub said: Said,
}

/// Leads through a lesson with so many seeds, doing what it waits for and answering what it asks.
pub fn check(course: &Arc<Course>, keys: Keys<'_>, seeds: u64) -> Vec<Finding> {
    let mut checker = Checker {
        course: Arc::clone(course),
        keys,
        findings: Vec::new(),
    };
    checker.words();
    checker.names();
    for seed in 1..=seeds {
        checker.lead(seed);
    }
    checker.findings
}

struct Checker<'a> {
    course: Arc<Course>,
    keys: Keys<'a>,
    findings: Vec<Finding>,
}

/// The passages of a block, in the order in which a reader comes to them.
fn passages(block: &Block) -> Vec<&Passage> {
    match &block.kind {
        Kind::Prose(passage) => vec![passage],
        Kind::When(_, passages) | Kind::More(passages) | Kind::Note(passages) => {
            passages.iter().collect()
        }
        Kind::Wait(_, told) | Kind::Ask(_, told) => {
            let hints = told.hints.iter().flatten();
            told.task.iter().chain(hints).chain(&told.reveal).collect()
        }
        _ => Vec::new(),
    }
}

impl Checker<'_> {
    fn find(&mut self, spot: Spot, said: Said) {
        let finding = Finding { spot, said };
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// No more than so many words pass without something to do.
    fn words(&mut self) {
        let course = Arc::clone(&self.course);
        let mut words = 0;
        for block in &course.blocks {
            match &block.kind {
                Kind::Prose(passage) => words += count(std::slice::from_ref(passage)),
                Kind::When(_, passages) => words += count(passages),
                Kind::Wait(_, told) | Kind::Ask(_, told) => {
                    words += count(&told.task);
                    self.too_many(block, words);
                    words = count(&told.reveal);
                }
                Kind::Quiz(..) => {
                    self.too_many(block, words);
                    words = 0;
                }
                _ => {}
            }
        }
    }

    fn too_many(&mut self, block: &Block, words: usize) {
        if words > MOST_WORDS {
            let most = MOST_WORDS;
            self.find(block.spot, said!("lesson.course.check.words", words, most));
        }
    }

    /// Everything that is named exists at all.
    fn names(&mut self) {
        let course = Arc::clone(&self.course);
        for name in &course.front.needs {
            if !library::names().any(|known| known == name) {
                let near = library::nearest(name);
                let said = said!("lesson.course.check.lesson", got = name.as_str(), near);
                self.find(Spot { line: 1, column: 1 }, said);
            }
        }
        for passage in course.blocks.iter().flat_map(passages) {
            for word in &passage.words {
                match word {
                    Word::Live(_, name, spot) => self.live(name, *spot),
                    Word::Link(target, _, spot) => self.link(target, *spot),
                    Word::Text(..) => {}
                }
            }
        }
    }

    fn live(&mut self, name: &str, spot: Spot) {
        let known = match name.split_once(':') {
            Some(("do", command)) => (self.keys.key)(command).is_some(),
            Some(("step", key)) => StepName::ALL.iter().any(|name| name.key() == key),
            _ => {
                matches!(name, "noticed_side" | "noticed_step") || Placeholder::read(name).is_some()
            }
        };
        if !known {
            self.find(spot, said!("lesson.course.check.live", name));
        }
    }

    fn link(&mut self, target: &Target, spot: Spot) {
        let said = match target {
            Target::At(place) => match place.parse::<Place>() {
                Ok(Place { run: None, .. }) => return,
                Ok(Place { run: Some(run), .. }) => match Opened::of(run).scenario(0) {
                    Ok(_) => return,
                    Err(said) => said,
                },
                Err(error) => error.said(),
            },
            Target::Term(word) if glossary::find(word).is_none() => {
                let near = glossary::nearest(word);
                said!("lesson.course.check.term", got = word.as_str(), near)
            }
            Target::Lesson(name) if !library::names().any(|known| known == name) => {
                let near = library::nearest(name);
                said!("lesson.course.check.lesson", got = name.as_str(), near)
            }
            Target::Help(name) if !document::documents().any(|known| known == name) => {
                let near = document::nearest(name);
                said!("lesson.course.check.document", got = name.as_str(), near)
            }
            _ => return,
        };
        self.find(spot, said);
    }

    /// One reader, who does everything.
    fn lead(&mut self, seed: u64) {
        let course = Arc::clone(&self.course);
        let mut session = Session::new(Arc::clone(&course), Progress::new(seed));
        let Some(mut desk) = opened(&mut session) else {
            return;
        };
        // each turn does something, and an answer to a quiz is one of several in its block
        let mut shown = None;
        let most = 4 * (course.blocks.len() + course.tasks());
        for _ in 0..most {
            for order in session.orders() {
                if let Err(error) = desk.carry_out(order) {
                    self.find(spot(&course, session.at), error.said());
                }
            }
            let at = session.at;
            if shown != Some(at) {
                self.shown_before_done(&session, &desk);
                self.askable(&session, &desk);
                shown = Some(at);
            }
            session.saw(&desk.view());
            self.passed_over(&session, &desk, at);
            if session.at != at {
                shown = None;
                continue;
            }
            self.page(&session, &desk, seed);
            match session.todo() {
                Todo::Wait => self.perform(&mut session, &mut desk),
                Todo::Answer => {
                    let right = session.question().map(|question| question.right());
                    match right {
                        Some(answer) => session.give(answer),
                        None => session.skip(),
                    }
                }
                Todo::Turn => session.turn_on(),
                Todo::Again => session.skip(),
                Todo::Over => return,
            }
        }
        self.find(
            spot(&course, session.at),
            said!("lesson.course.check.endless"),
        );
    }

    /// What is waited for has not happened yet when it is asked for.
    fn shown_before_done(&mut self, session: &Session, desk: &Desk) {
        let Some(action) = session.waits_for() else {
            return;
        };
        if action.holds(&desk.view(), session.own.as_ref()) {
            let spot = spot(&session.course, session.at);
            self.find(spot, said!("lesson.course.check.done_before"));
        }
    }

    /// A question that comes up has an answer in the run.
    fn askable(&mut self, session: &Session, desk: &Desk) {
        if session.question.is_some() {
            return;
        }
        let asked = match session
            .course
            .blocks
            .get(session.at)
            .map(|block| &block.kind)
        {
            Some(Kind::Ask(asked, _)) => quiz::ask(asked, session.seed_here(), &desk.view())
                .map(drop)
                .map_err(|said| (asked.spot, said)),
            Some(Kind::Quiz(questions, _)) => match session.next_question() {
                Some(nth) => {
                    let seed = session.seed_of_quiz(nth);
                    let asked =
                        quiz::ask_elsewhere(&questions[nth], seed, 0, &desk.view()).map(drop);
                    asked.map_err(|said| (questions[nth].spot, said))
                }
                None => return,
            },
            _ => return,
        };
        if let Err((spot, said)) = asked {
            self.find(spot, said!("lesson.course.check.not_asked", said));
        }
    }

    /// No question is passed over because the run has no answer to it.
    fn passed_over(&mut self, session: &Session, desk: &Desk, from: usize) {
        let blocks = session.course.blocks.iter().enumerate();
        for (i, block) in blocks.take(session.at).skip(from) {
            let done = session.progress.done.get(&block.hash);
            if let (Kind::Ask(asked, _), Some(How::Void)) = (&block.kind, done.map(|done| done.how))
                && let Err(said) = quiz::ask(asked, session.progress.seed + i as u64, &desk.view())
            {
                self.find(asked.spot, said!("lesson.course.check.not_asked", said));
            }
        }
    }

    /// What is shown is filled, and no number of the run stands in it.
    fn page(&mut self, session: &Session, desk: &Desk, seed: u64) {
        let page = session.page(&desk.view(), self.keys);
        for (line, name) in page.unfilled {
            // once is enough, whatever the seed
            let spot = Spot { line, column: 1 };
            let said = said!("lesson.course.check.unfilled", name, seed);
            if !self.findings.iter().any(|finding| finding.spot == spot) {
                self.find(spot, said);
            }
        }
        let range = session.pages.last().cloned().unwrap_or(0..0);
        let course = Arc::clone(&session.course);
        let run = numbers::of(desk.trace());
        for block in course.blocks.iter().take(range.end + 1).skip(range.start) {
            self.literal(block, &run);
            self.links(block, desk);
        }
    }

    fn literal(&mut self, block: &Block, run: &BTreeSet<u64>) {
        for passage in passages(block) {
            for word in &passage.words {
                let (Word::Text(_, text) | Word::Link(_, text, _)) = word else {
                    continue;
                };
                if let Some(got) = numbers::literal(text, run) {
                    self.find(block.spot, said!("lesson.course.check.number", got));
                }
            }
        }
    }

    fn links(&mut self, block: &Block, desk: &Desk) {
        // what is not shown need not be there
        if matches!(block.kind, Kind::When(..) | Kind::Note(_)) {
            return;
        }
        for passage in passages(block) {
            for word in &passage.words {
                if let Word::Link(Target::At(place), _, spot) = word
                    && let Ok(place) = place.parse::<Place>()
                    && place.run.is_none()
                    && let Err(error) = place.resolve(desk.trace())
                {
                    self.find(*spot, error.said());
                }
            }
        }
    }

    fn perform(&mut self, session: &mut Session, desk: &mut Desk) {
        let Some(action) = session.waits_for().cloned() else {
            return;
        };
        let spot = spot(&session.course, session.at);
        desk.perform(&action);
        if !action.holds(&desk.view(), session.own.as_ref()) {
            self.find(spot, said!("lesson.course.check.not_done"));
            session.skip();
        }
    }
}

/// The first run of a lesson.
fn opened(session: &mut Session) -> Option<Desk> {
    Some(Desk::new(session.own.clone()?))
}

fn spot(course: &Course, at: usize) -> Spot {
    let block = course.blocks.get(at).or(course.blocks.last());
    block.map_or(Spot { line: 1, column: 1 }, |block| block.spot)
}
