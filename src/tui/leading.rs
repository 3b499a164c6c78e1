//! Reading on in a lesson, and leading a class through it: what it waits for is done on the stage, as a reader would.

use super::command::Command;
use super::commands;
use super::key::Key;
use super::model::place::{Focus, Tab};
use super::overlay::Deed;
use super::overlay::question;
use super::screen::lesson;
use super::stage::Stage;
use crate::lesson::course::{Action, Desk, Session, Todo};
use crate::said;
use crate::scenario::Scenario;
use crate::trace::{Located, Target, ValueId};
use ratatui::layout::Rect;

/// What a task has come to: where it leads on the stage.
struct Done {
    scenario: Option<Scenario>,
    at: Located,
    tab: Option<Tab>,
}

impl Stage {
    /// Presents the run, and with it the lesson that is open; or leaves both.
    pub fn present(&mut self, on: bool) {
        if let Some(taught) = &mut self.taught {
            taught.led = on;
        }
        if on && self.overlay() == Some("question") {
            self.over.pop();
        }
        self.model.present(on);
    }

    /// Whether there is room for the lesson beside or below the stage.
    pub(super) fn has_lesson_room(&self) -> bool {
        self.lesson_room().is_some()
    }

    fn lesson_room(&self) -> Option<Rect> {
        let (width, height) = self.size;
        self.rooms(Rect::new(0, 0, width, height)).1
    }

    /// Whether a question is asked in the lesson's page, and not in a window.
    pub(super) fn asks_aside(&self) -> bool {
        self.overlay() == Some("question") && self.has_lesson_room()
    }

    /// Whether the question that is asked has answers to choose from.
    pub(super) fn offers_choices(&self) -> bool {
        self.list().len > 0
    }

    /// Whether a hint is left for what is to be done.
    pub(super) fn has_hint(&self) -> bool {
        self.lesson()
            .is_some_and(|session| session.hints_shown() < session.hint_count())
    }

    /// Down in the page, and on to the page after; or up, and back. The reader is told where that leads no further.
    pub(super) fn read_on(&mut self, down: bool) {
        if self.taught.is_none() {
            return self.complain(said!("tui.lesson.none"));
        }
        if !self.reads_on(down) {
            self.tell_what_to_do(down);
        }
    }

    /// Whether an answer is typed or selected, and only has to be given.
    fn has_answer(&self) -> bool {
        let given = self.over.last().and_then(|over| over.answer());
        given.is_some_and(|given| given.selected.is_some() || !given.line.trim().is_empty())
    }

    /// Says why the lesson goes on no further by itself.
    pub(super) fn tell_what_to_do(&mut self, down: bool) {
        let asked = self.overlay() == Some("question");
        let said = match self.lesson().map(Session::todo) {
            _ if !down => said!("tui.lesson.first_page"),
            Some(Todo::Answer) if asked && self.has_answer() => {
                let key = self.model.key_of(Command::Open);
                said!("tui.lesson.give_it", key)
            }
            Some(Todo::Answer) if asked => said!("tui.lesson.type_first"),
            Some(Todo::Answer) => {
                let key = self.model.key_of(Command::LessonAnswer);
                said!("tui.lesson.answer_first", key)
            }
            Some(Todo::Again) => {
                let key = self.model.key_of(Command::LessonAnswer);
                said!("tui.lesson.again_first", key)
            }
            Some(Todo::Over) => said!("tui.lesson.over"),
            _ => {
                let key = self.model.key_of(Command::LessonSkip);
                said!("tui.lesson.nothing_asked", key)
            }
        };
        self.model.say(said);
    }

    /// The same; false where it leads no further.
    fn reads_on(&mut self, down: bool) -> bool {
        let Some(taught) = &self.taught else {
            return false;
        };
        let room = self.lesson_room();
        let (page, most) = room.map_or((1, 0), |room| lesson::extent(self, taught, room));
        let at = taught.scroll.min(most);
        let Some(taught) = &mut self.taught else {
            return false;
        };
        match down {
            true if at < most => taught.scroll = (at + page).min(most),
            false if at > 0 => taught.scroll = at.saturating_sub(page),
            true if taught.session.page_on() => taught.scroll = 0,
            true if taught.session.todo() == Todo::Turn => {
                taught.session.turn_on();
                taught.begin_page();
            }
            false if taught.session.page_back() => {
                taught.scroll = usize::MAX;
                if self.overlay() == Some("question") {
                    self.over.pop();
                }
            }
            _ => return false,
        }
        self.teach();
        true
    }

    /// A page key in a lesson: the lesson is read on first, and then what else there is to scroll.
    pub(super) fn pages_lesson(&mut self, down: bool) -> bool {
        let Some(taught) = &self.taught else {
            return false;
        };
        let asked = self.asks_aside();
        if !self.over.is_empty() && !asked {
            return false;
        }
        if taught.led {
            self.lead(down);
            return true;
        }
        let done = self.reads_on(down);
        if !done && asked {
            self.tell_what_to_do(down);
        }
        done || asked
    }

    /// Characters that are no part of an answer still read on, or back, while a question is asked.
    pub(super) fn reads_past_question(&mut self, key: Key) -> bool {
        let Key::Char(c) = key else {
            return false;
        };
        if self.overlay() != Some("question") || question::takes(c) {
            return false;
        }
        let row = commands::of_key(self.keys, super::command::Scope::Stage, key);
        let down = match row.map(|row| row.command) {
            Some(Command::LessonDown) => true,
            Some(Command::LessonUp) => false,
            _ => return false,
        };
        self.read_on(down);
        true
    }

    /// The speaker's key: on in the lesson, or in the run where there is none.
    pub(super) fn lead(&mut self, down: bool) {
        let Some(taught) = &mut self.taught else {
            return match down {
                true => self.forward(),
                false => self.back(),
            };
        };
        taught.led = true;
        if self.reads_on(down) {
            return;
        }
        match self.lesson().map(Session::todo) {
            _ if !down => self.tell_what_to_do(down),
            Some(Todo::Wait) if !self.do_task() => self.tell_what_to_do(down),
            Some(Todo::Answer | Todo::Again) => {
                if let Some(taught) = &mut self.taught {
                    match taught.session.todo() {
                        Todo::Answer => taught.session.resolve(),
                        _ => taught.session.skip(),
                    }
                    taught.begin_page();
                }
            }
            Some(Todo::Over) => self.tell_what_to_do(down),
            _ => {}
        }
        self.teach();
    }

    /// Does what the lesson waits for; false if it waits for nothing that can be done here.
    pub(super) fn do_task(&mut self) -> bool {
        let Some((action, done)) = self.task_done() else {
            return false;
        };
        if let Some(scenario) = done.scenario {
            self.model.edit(|now| *now = scenario);
        }
        if action == Action::Undo {
            self.model.history.clear();
        }
        if self.is_led() {
            self.over.clear();
            (self.model.tab, self.model.focus) = (Tab::Explain, Focus::Panel);
        }
        match done.at.target {
            Some(_) => self.model.go_to_located(&done.at),
            None => self.model.go_to(done.at.step),
        }
        if let Some(tab) = done.tab {
            self.show_tab(tab);
        }
        match (&action, done.at.target) {
            (Action::Origin(_), Some(Target::Value(id))) => self.open_origin(id, false),
            (Action::WhoCould(_), Some(Target::Value(id))) => self.open_origin(id, true),
            (Action::Compare, _) => {
                if let Some(name) = self.scenario().map(|scenario| scenario.name.clone()) {
                    // whatever follows from it is on the screen by then
                    drop(self.carry_out(Deed::Compare(name)));
                }
            }
            _ => {}
        }
        self.present_where_it_can();
        true
    }

    /// Whether a speaker leads a class through the lesson.
    pub(super) fn is_led(&self) -> bool {
        self.taught.as_ref().is_some_and(|taught| taught.led)
    }

    /// While a class is led, the run is presented, unless a tab or a window is to be looked at.
    pub(super) fn present_where_it_can(&mut self) {
        if self.is_led() {
            let large = self.model.tab == Tab::Explain && self.over.is_empty();
            if large != self.model.presenting.on {
                self.model.present(large);
            }
        }
    }

    fn open_origin(&mut self, id: ValueId, who: bool) {
        if self.selected_value() == Some(id) {
            self.ask_where_from();
            if who {
                self.act(Command::WhoCould);
            }
        }
    }

    /// What the lesson waits for, and what comes of it.
    fn task_done(&self) -> Option<(Action, Done)> {
        let session = self.lesson()?;
        let action = session.waits_for()?.clone();
        let mut desk = self.with_view(|view| Desk::at(view, session.own()?))?;
        desk.perform_as(&action, session.aim(self.trace()).as_ref());
        let view = desk.view();
        let changed = view.scenario.filter(|now| Some(*now) != self.scenario());
        let value = view.who_could.or(view.origin).or(view.value);
        let target = match (&action, value) {
            (Action::Select(_), None) => desk.field(),
            (Action::Select(_) | Action::Origin(_) | Action::WhoCould(_), Some(id)) => {
                Some(Target::Value(id))
            }
            _ => None,
        };
        let tab = matches!(action, Action::Tab(_)).then_some(view.tab);
        let done = Done {
            scenario: changed.cloned(),
            at: Located {
                step: view.cursor,
                target,
            },
            tab: Tab::ALL.into_iter().find(|known| Some(known.key()) == tab),
        };
        Some((action, done))
    }
}
