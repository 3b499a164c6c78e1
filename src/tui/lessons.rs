//! A lesson on the stage: it sees what the reader has in front of them, and opens runs and places.

use super::command::Command;
use super::commands;
use super::model::place::Tab;
use super::overlay::lessons::LessonsWindow;
use super::overlay::links::LinksWindow;
use super::overlay::question::QuestionWindow;
use super::screen::lesson;
use super::stage::Stage;
use super::taught::{Keeper, Taught, split};
use crate::lesson::course::{self, Keys, Order, Progress, Session, Todo, View};
use crate::lesson::exam::{NO_NAME, predicted};
use crate::lesson::predictions;
use crate::lesson::question::Answer;
use crate::said;
use crate::trace::Target;
use ratatui::layout::Rect;
use std::sync::Arc;

impl Stage {
    /// Where it is kept what the reader does in lessons.
    pub fn keep_lessons(&mut self, keeper: Keeper) {
        self.keeper = keeper;
    }

    /// Leads the reader through a lesson, from where they were in it.
    pub fn learn(&mut self, session: Session) {
        self.over.clear();
        self.model.newcomer = false;
        self.model.veiled = session.course().front.veiled;
        let mut taught = Taught::of(session);
        taught.led = self.model.presenting.on;
        self.taught = Some(taught);
        self.fit();
        self.teach();
    }

    /// The lesson that the reader is in.
    pub fn lesson(&self) -> Option<&Session> {
        self.taught.as_ref().map(|taught| &taught.session)
    }

    /// Opens a lesson of the program.
    pub(super) fn learn_named(&mut self, name: &str) {
        if let Some(course) = course::builtin(name) {
            let progress = (self.keeper.progress)(&course);
            self.learn(Session::new(Arc::new(course), progress));
        }
    }

    /// Opens a lesson to which a link of the present one leads.
    pub(super) fn learn_there(&mut self, name: &str) {
        let before = self.taught.take().map(|taught| taught.session);
        self.lessons_before.extend(before);
        self.learn_named(name);
    }

    /// Back to where a link of a lesson was followed.
    pub(super) fn come_back(&mut self) {
        match self.model.last_jump() {
            Some(_) => self.jump_back(),
            None => {
                if let Some(before) = self.lessons_before.pop() {
                    // its run is opened again, as far as the reader was
                    let course = Arc::new(before.course().clone());
                    self.learn(Session::new(course, before.progress().clone()));
                }
            }
        }
    }

    /// Offers the links of the page.
    pub(super) fn offer_links(&mut self) {
        let page = self.taught.as_ref().map(|taught| &taught.page);
        match page.map(LinksWindow::of) {
            Some(Some(window)) => self.lay_over(window),
            Some(None) => self.complain(said!("tui.lesson.link.none")),
            None => self.complain(said!("tui.lesson.none")),
        }
    }

    /// Lets the reader predict the run that is open, from its beginning.
    pub fn predict(&mut self) {
        let Some(scenario) = self.model.scenario() else {
            return self.complain(said!("tui.lesson.no_simulation"));
        };
        match predictions::course(scenario) {
            Ok(course) => {
                let progress = Progress::new(scenario.seed);
                self.learn(Session::new(Arc::new(course), progress));
            }
            Err(fault) => self.complain(said!("tui.notice.plain", words = fault.to_string())),
        }
    }

    /// Offers the lessons.
    pub fn offer_lessons(&mut self) {
        match self.model.is_simulation() {
            true => {
                let window = LessonsWindow::of(&self.keeper, self.lesson());
                self.lay_over(window);
            }
            false => self.complain(said!("tui.lesson.no_simulation")),
        }
        self.fit();
    }

    /// The part of a screen for the stage, and the part for the lesson. It has none while a lesson is chosen.
    pub(super) fn rooms(&self, screen: Rect) -> (Rect, Option<Rect>) {
        let chosen = self.overlay() == Some("lessons");
        match self.taught.is_some() && !chosen {
            true => split(screen),
            false => (screen, None),
        }
    }

    /// The stage has the room that the lesson leaves.
    pub(super) fn fit(&mut self) {
        let (width, height) = self.size;
        let (stage, _) = self.rooms(Rect::new(0, 0, width, height));
        self.model.size = (stage.width, stage.height);
    }

    /// Lets the lesson see what the reader has in front of them, and go on as far as it does.
    pub(super) fn teach(&mut self) {
        let Some(mut taught) = self.taught.take() else {
            return;
        };
        loop {
            for order in taught.session.orders() {
                self.carry_out_order(order, taught.led);
            }
            if !self.with_view(|view| taught.session.saw(view)) {
                break;
            }
            taught.begin_page();
        }
        let ascii = self.model.theme.marks.ascii;
        let asks = taught.session.question().is_some() && !taught.looks_around && !taught.led;
        let away = self.model.key_of(Command::Close);
        let key = |title: &str| {
            let key = commands::titled_key(self.keys, title, ascii)?;
            // a character would be typed as an answer
            let typed = asks && key.chars().count() == 1 && key.is_ascii();
            Some(if typed { format!("{away} {key}") } else { key })
        };
        taught.page = self.with_view(|view| taught.session.page(view, Keys { key: &key }));
        let progress = taught.session.progress();
        if taught.kept.as_ref() != Some(progress) {
            (self.keeper.keep)(&taught.session.course().name, progress);
            taught.kept = Some(progress.clone());
            (self.keeper.answers)(&taught.session);
            let sheet = predicted(&taught.session, NO_NAME, None);
            self.model.answers = sheet.map(|sheet| sheet.to_text());
        }
        self.model.asked_about = taught.session.asks_yet();
        self.model.unnamed = taught.session.is_case();
        self.taught = Some(taught);
        self.fit();
        self.pose();
    }

    /// Takes what is typed as the answer where a question has come up, and no more once it is gone.
    fn pose(&mut self) {
        let Some(taught) = &self.taught else {
            return;
        };
        let question = taught.session.question();
        if self.overlay() == Some("question") && question.is_none() {
            self.over.pop();
        }
        let free = self.over.is_empty() && !self.model.presenting.on && !self.model.newcomer;
        let ready = !taught.looks_around && !taught.led && !taught.session.looks_back();
        if let Some(question) = question.filter(|_| free && ready && self.has_lesson_room()) {
            let window = QuestionWindow::of(question.clone(), &taught.page);
            self.lay_over(window);
        }
    }

    fn carry_out_order(&mut self, order: Order, led: bool) {
        match order {
            Order::Run(scenario) => self.model.open_run(*scenario),
            Order::Go(place, tab) => {
                self.model.go_to_place(&place);
                let wanted = Tab::ALL.into_iter().find(|known| Some(known.key()) == tab);
                if let Some(tab) = wanted
                    && place.name.is_none()
                {
                    self.show_tab(tab);
                }
            }
        }
        if led {
            self.model.present(self.model.tab == Tab::Explain);
        }
    }

    pub(super) fn with_view<T>(&self, see: impl FnOnce(&View<'_>) -> T) -> T {
        let model = &self.model;
        let over = self.over.last();
        let named = |name: &str| over.filter(|over| over.name() == name);
        let field = match model.pointed_field() {
            Some(Target::Field { path, .. }) => Some(path),
            _ => None,
        };
        see(&View {
            scenario: model.scenario(),
            trace: &model.run,
            cursor: model.cursor,
            tab: model.tab.key(),
            field: field.as_deref(),
            value: self.selected_value(),
            origin: named("from").and_then(|over| over.about()),
            who_could: named("who").and_then(|over| over.about()),
            compared: named("compare").is_some(),
        })
    }

    /// Opens what is to be answered; or begins the quiz again.
    pub(super) fn offer_answer(&mut self) {
        let Some(taught) = &mut self.taught else {
            return self.complain(said!("tui.lesson.none"));
        };
        match taught.session.todo() {
            Todo::Answer => {
                taught.looks_around = false;
                while taught.session.page_on() {}
                if let Some(question) = taught.session.question() {
                    let window = QuestionWindow::of(question.clone(), &taught.page);
                    self.lay_over(window);
                }
            }
            Todo::Again => taught.session.again(),
            Todo::Turn => {
                taught.session.turn_on();
                taught.begin_page();
            }
            Todo::Wait | Todo::Over => self.tell_what_to_do(true),
        }
        self.teach();
    }

    /// The answer that was given.
    pub(super) fn answered(&mut self, answer: Answer) {
        if let Some(taught) = &mut self.taught {
            taught.session.give(answer);
            taught.begin_page();
        }
        self.fit();
        self.teach();
    }

    pub(super) fn hint(&mut self) {
        let Some(taught) = &mut self.taught else {
            return self.complain(said!("tui.lesson.none"));
        };
        match taught.session.hint() {
            true => taught.scroll = usize::MAX,
            false => self.complain(said!("tui.lesson.no_hint")),
        }
        self.teach();
    }

    pub(super) fn skip_task(&mut self) {
        match &mut self.taught {
            Some(_) => {
                // what comes after it is told of a run in which it was done
                self.do_task();
                if let Some(taught) = &mut self.taught {
                    taught.session.skip();
                    taught.begin_page();
                }
            }
            None => self.complain(said!("tui.lesson.none")),
        }
        self.teach();
    }

    /// Closes the lesson. What is done is kept.
    pub(super) fn leave_lesson(&mut self) {
        self.lessons_before.clear();
        self.model.asked_about = false;
        self.model.unnamed = false;
        self.model.veiled = false;
        self.model.answers = None;
        match self.taught.take() {
            Some(_) => self.model.say(said!("tui.lesson.left")),
            None => self.complain(said!("tui.lesson.none")),
        }
        self.fit();
    }

    /// The command of the lesson that stands at a cell of the screen.
    pub(super) fn lesson_command_at(&self, x: u16, y: u16) -> Option<Option<Command>> {
        let (width, height) = self.size;
        let (_, room) = self.rooms(Rect::new(0, 0, width, height));
        let room = room.filter(|room| room.contains((x, y).into()))?;
        let taught = self.taught.as_ref()?;
        Some(lesson::command_at(self, taught, room, x, y))
    }
}
