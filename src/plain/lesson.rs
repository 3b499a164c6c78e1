//! A lesson line by line: what is typed goes to the lesson, or to the run beside it.
//!
//! While a question waits, a line that can be read as its answer is the answer, unless it is the full name of a
//! command. What a lesson waits for is seen in what the reader has asked for last.

use super::lines::Lines;
use super::passage::put;
use super::step::written;
use super::{Means, Session, commands};
use crate::export::compare::{Runs, text};
use crate::lesson::course::{self, Course, Desk, Keys, Order, Progress, TABS, Tally, Todo, View};
use crate::scenario::{AppMessage, Scenario};
use crate::trace::{Place, Side, Target, Trace, ValueId};
use crate::{label, said};
use std::fmt;
use std::sync::Arc;

/// Where the reader is in a lesson that they come to for the first time in this sitting.
type Progressed = Box<dyn Fn(&Course) -> Progress>;

/// A reader in a lesson.
pub struct Lesson {
    session: course::Session,
    at: Session,
    looked: Looked,
    /// Where the links of the page lead that was read last.
    links: Vec<course::Target>,
    /// The lessons from which a link has led to another, the last one last.
    before: Vec<course::Session>,
    progressed: Progressed,
    /// Whether the lesson has opened another run since the page before.
    opened: bool,
}

impl fmt::Debug for Lesson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lesson")
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

/// What the reader has asked to see last.
#[derive(Debug, Default)]
struct Looked {
    tab: Option<&'static str>,
    field: Option<String>,
    value: Option<ValueId>,
    origin: Option<ValueId>,
    who_could: Option<ValueId>,
    compared: bool,
}

/// What is typed for a command of the screen, by the command's title.
pub fn word(title: &str) -> Option<String> {
    let mut rows = label!("plain.lesson.words").lines();
    let found = rows.find_map(|row| {
        let (known, word) = row.split_once(" = ")?;
        known.eq_ignore_ascii_case(title).then_some(word)
    });
    found.map(str::to_owned)
}

const KEYS: Keys<'static> = Keys { key: &word };

impl Lesson {
    /// A lesson from where the reader was in it. With it comes what is read first. `None` for a lesson without a run.
    pub fn new(
        mut session: course::Session,
        means: Means,
        width: usize,
    ) -> Option<(Lesson, Vec<String>)> {
        let scenario = session.first_run()?;
        let orders = session.orders();
        let at = Session::simulated(scenario, means, width);
        Some(Lesson::begin(session, at, orders))
    }

    /// A lesson about a run that is there already, with what is read first.
    pub fn recorded(
        mut session: course::Session,
        trace: Trace,
        means: Means,
        width: usize,
    ) -> (Lesson, Vec<String>) {
        let orders = session.orders();
        Lesson::begin(session, Session::recorded(trace, means, width), orders)
    }

    fn begin(session: course::Session, at: Session, orders: Vec<Order>) -> (Lesson, Vec<String>) {
        let mut lesson = Lesson {
            at,
            looked: Looked::default(),
            links: Vec::new(),
            before: Vec::new(),
            progressed: Box::new(|_| Progress::new(1)),
            opened: false,
            session,
        };
        lesson.at.veiled = lesson.session.course().front.veiled;
        let mut out = lesson.at.lines();
        lesson.carry_out(orders);
        lesson.go_on();
        // it is all new to a reader who begins
        lesson.opened = false;
        lesson.read(&mut out);
        (lesson, out.all())
    }

    /// With what is kept of other lessons, to which a link may lead.
    pub fn knowing(mut self, progressed: impl Fn(&Course) -> Progress + 'static) -> Lesson {
        self.progressed = Box::new(progressed);
        self
    }

    /// The lesson, and what is done in it.
    pub fn session(&self) -> &course::Session {
        &self.session
    }

    /// Whether the reader has asked to end.
    pub fn is_over(&self) -> bool {
        self.at.is_over()
    }

    /// Does what a line asks for, and answers.
    pub fn obey(&mut self, line: &str) -> Vec<String> {
        let line = line.trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let mut out = self.at.lines();
        let before = (self.session.count(), self.session.todo());
        let mut again = true;
        match (word, rest) {
            ("lesson", "") => {}
            ("" | "on", "") if self.session.todo() == Todo::Turn => self.session.turn_on(),
            ("hint", "") => match self.session.hint() {
                true => {}
                false => out.said(said!("plain.lesson.no_hint")),
            },
            ("skip", "") => {
                // what comes after it is told of a run in which it was done
                self.do_task(&mut out);
                self.session.skip();
            }
            ("retry", "") => self.session.again(),
            ("earlier", "") => drop(self.session.page_back()),
            ("later", "") => drop(self.session.page_on()),
            ("link", number) => again = self.follow(number, &mut out),
            ("return", "") => match self.before.pop() {
                Some(before) => self.enter(before),
                None => out.said(said!("plain.lesson.no_return")),
            },
            _ if self.is_answer(line, word) => {
                if let Err(said) = self.session.answer(line) {
                    out.said(said);
                    again = false;
                }
            }
            _ => {
                again = false;
                self.beside(line, word, rest, &mut out);
            }
        }
        self.go_on();
        if !self.at.is_over() && (again || (self.session.count(), self.session.todo()) != before) {
            self.read(&mut out);
        }
        out.all()
    }

    /// Does what the lesson waits for, as far as it waits for something on the run.
    fn do_task(&mut self, out: &mut Lines) {
        let Some(action) = self.session.waits_for().cloned() else {
            return;
        };
        let own = self.session.own();
        let view = view(&self.at, &self.looked);
        let Some(mut desk) = own.and_then(|own| Desk::at(&view, own)) else {
            return;
        };
        desk.perform_as(&action, self.session.aim(&self.at.trace).as_ref());
        let done = desk.view();
        if let Some(scenario) = done
            .scenario
            .filter(|now| Some(*now) != self.at.scenario.as_ref())
        {
            self.at.run_again(scenario.clone());
        }
        self.at.cursor = done.cursor;
        self.looked = Looked {
            tab: TABS.into_iter().find(|tab| *tab == done.tab),
            field: done.field.map(str::to_owned),
            value: done.value,
            origin: done.origin,
            who_could: done.who_could,
            compared: done.compared,
        };
        self.at.tell_step(out);
    }

    /// Follows the link of this number on the page; true if that leads to another page.
    fn follow(&mut self, number: &str, out: &mut Lines) -> bool {
        let at = number
            .parse::<usize>()
            .ok()
            .and_then(|at| at.checked_sub(1));
        let Some(target) = at.and_then(|at| self.links.get(at)).cloned() else {
            let last = self.links.len();
            out.said(match last {
                0 => said!("plain.lesson.no_links"),
                _ => said!("plain.lesson.no_link", last),
            });
            return false;
        };
        let mut asked = |word: &str, rest: &str| {
            let line = format!("{word} {rest}");
            self.beside(&line, word, rest, out);
        };
        match target {
            course::Target::At(place) => asked("go", &place),
            course::Target::Term(term) => asked("glossary", &term),
            course::Target::Lesson(name) => {
                if let Some(course) = course::builtin(&name) {
                    let progress = (self.progressed)(&course);
                    let there = course::Session::new(Arc::new(course), progress);
                    self.before
                        .push(std::mem::replace(&mut self.session, there.clone()));
                    self.enter(there);
                    return true;
                }
            }
            course::Target::Help(name) => {
                let shown = course::document(&name).unwrap_or_default();
                self.links.clear();
                shown
                    .iter()
                    .for_each(|one| put(one, Some(&mut self.links), out));
            }
            course::Target::Web(address) => out.said(said!("plain.lesson.web", address)),
        }
        false
    }

    /// Goes to a lesson, and opens its run again as far as the reader was.
    fn enter(&mut self, session: course::Session) {
        let course = Arc::new(session.course().clone());
        self.session = course::Session::new(course, session.progress().clone());
        let orders = self.session.orders();
        self.carry_out(orders);
    }

    /// Whether a line answers the question that waits.
    fn is_answer(&self, line: &str, word: &str) -> bool {
        let command = word.len() > 1 && (commands::named(word).is_some() || is_own(word));
        let waits = self.session.question().is_some();
        waits && !line.is_empty() && !command
    }

    /// A command for the run beside the lesson.
    fn beside(&mut self, line: &str, word: &str, rest: &str, out: &mut Lines) {
        let cursor = self.at.cursor;
        match (word, rest) {
            ("say", text) if !text.is_empty() => {
                let text = text.to_owned();
                self.change(|scenario| {
                    scenario.messages.push(AppMessage {
                        from: Side::Client,
                        text,
                    })
                });
                self.at.tell_step(out);
            }
            ("accept", "") => {
                self.change(|scenario| scenario.client.accept_any_certificate = true);
                self.at.tell_step(out);
            }
            ("compare", "") => self.compare(out),
            ("select", name) if !name.is_empty() => self.select(name, out),
            ("help", "") => {
                out.said(said!("plain.lesson.help"));
                self.at.obey(line).iter().for_each(|line| out.add(line));
            }
            _ => self.at.obey(line).iter().for_each(|line| out.add(line)),
        }
        self.look(word, rest, cursor);
    }

    /// What the reader has asked to see by a line.
    fn look(&mut self, word: &str, rest: &str, cursor: usize) {
        if self.at.cursor != cursor {
            self.looked = Looked::default();
        }
        let named = commands::named(word).and_then(|row| row.words.first().copied());
        let tab = named.map(|name| if name == "step" { TABS[0] } else { name });
        let tab = TABS.into_iter().find(|known| Some(*known) == tab);
        self.looked.tab = tab.or(self.looked.tab);
        match named {
            Some("where") => self.looked.origin = self.value(rest),
            Some("who") => self.looked.who_could = self.value(rest),
            Some("go") => {
                let place = rest.parse::<Place>().ok();
                if let Some(place) = place {
                    self.point(&place);
                }
            }
            _ => {}
        }
    }

    fn value(&self, name: &str) -> Option<ValueId> {
        let mut values = self.at.trace.values().iter();
        let is = |value: &&crate::trace::Value| {
            value.key_from(value.connection) == name || value.title().eq_ignore_ascii_case(name)
        };
        values.find(is).map(|value| value.id)
    }

    fn select(&mut self, name: &str, out: &mut Lines) {
        let Some(here) = Place::of(&self.at.trace, self.at.cursor) else {
            return;
        };
        let place = Place {
            name: Some(name.to_owned()),
            ..here
        };
        self.at
            .open_at(&place)
            .iter()
            .for_each(|line| out.add(line));
        self.point(&place);
    }

    fn point(&mut self, place: &Place) {
        match place
            .resolve(&self.at.trace)
            .ok()
            .and_then(|found| found.target)
        {
            Some(Target::Field { path, .. }) => self.looked.field = Some(path),
            Some(Target::Value(id)) => self.looked.value = Some(id),
            None => {}
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Scenario)) {
        if let Some(mut scenario) = self.at.scenario.clone() {
            change(&mut scenario);
            scenario.expect = None;
            self.at.run_again(scenario);
        }
    }

    /// This run beside the one without what was changed.
    fn compare(&mut self, out: &mut Lines) {
        let Some(own) = self.session.own().cloned() else {
            return;
        };
        let other = (self.at.means.simulate)(&own);
        let runs = Runs::of(&other, &self.at.trace);
        let style = self.at.style();
        out.add(&written(|buf| text::write(buf, &runs, style)));
        self.looked.compared = true;
    }

    /// Lets the lesson go on as far as it does.
    fn go_on(&mut self) {
        loop {
            let orders = self.session.orders();
            self.carry_out(orders);
            if !self.session.saw(&view(&self.at, &self.looked)) {
                return;
            }
        }
    }

    fn carry_out(&mut self, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Run(scenario) => {
                    self.opened = true;
                    self.at.run_again(*scenario);
                    self.at.history.clear();
                    self.at.cursor = 0;
                    self.looked = Looked::default();
                }
                Order::Go(place, tab) => {
                    // where a lesson leads, there is something
                    drop(self.at.open_at(&place));
                    self.looked = Looked {
                        tab,
                        ..Looked::default()
                    };
                    self.point(&place);
                }
            }
        }
    }

    /// The page that is to be read now.
    fn read(&mut self, out: &mut Lines) {
        out.gap();
        if std::mem::take(&mut self.opened) {
            let (seed, step) = (self.at.trace.run().seed, self.at.cursor + 1);
            out.said(said!("plain.lesson.opened", seed, step));
            out.gap();
        }
        let page = self.session.page(&view(&self.at, &self.looked), KEYS);
        self.links.clear();
        for shown in &page.shown {
            put(shown, Some(&mut self.links), out);
        }
        if !self.links.is_empty() {
            out.gap();
            out.said(said!("plain.lesson.links"));
        }
        out.gap();
        let (done, all) = self.session.count();
        out.said(said!("plain.lesson.progress", done, all));
        if let Some(Tally { right, of }) = self.session.tally() {
            out.said(said!("plain.lesson.score", right, of));
        }
    }
}

/// What the reader has in front of them.
fn view<'a>(at: &'a Session, looked: &'a Looked) -> View<'a> {
    View {
        scenario: at.scenario.as_ref(),
        trace: &at.trace,
        cursor: at.cursor,
        tab: looked.tab.unwrap_or(TABS[0]),
        field: looked.field.as_deref(),
        value: looked.value,
        origin: looked.origin,
        who_could: looked.who_could,
        compared: looked.compared,
    }
}

/// The words of a lesson, besides those of the run.
fn is_own(word: &str) -> bool {
    matches!(
        word,
        "say" | "accept" | "compare" | "select" | "link" | "return"
    )
}
