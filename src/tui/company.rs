//! Others who look along: what a screen tells them, and a screen that goes along with another.

use super::command::Command;
use super::model::guided::{Guidance, Guided, LessonNotes, Shared, View};
use super::model::place::{Focus, Tab};
use super::overlay::vote;
use super::stage::Stage;
use crate::lesson::course::Shown;
use crate::{label, said};

impl Stage {
    /// What the screen shows; `None` for what cannot be made again from a scenario, and before the first step.
    pub fn shared(&self) -> Option<Shared> {
        let model = &self.model;
        let poll = model.voting.as_ref().map(|voting| &voting.poll);
        Some(Shared {
            scenario: model.scenario()?.clone(),
            at: model.here(self.selected_value())?.in_run(None),
            tab: model.tab,
            focus: model.focus,
            row: self.pointed_row(),
            presenting: model.presenting,
            poll: poll.cloned(),
            lesson: self.lesson_notes(),
        })
    }

    /// The row that the reader has selected, in a list that has the same rows on every screen.
    fn pointed_row(&self) -> Option<usize> {
        let model = &self.model;
        match model.focus {
            Focus::Side(_) => model.picks.value,
            Focus::Wire => model.picks.step,
            Focus::Panel => match model.tab {
                // a place names the field; and where lines are wrapped, a row is somewhere else on each screen
                Tab::Bytes | Tab::Explain | Tab::Math => None,
                tab => Some(model.picks.tab[tab as usize]),
            },
        }
    }

    /// What the lesson says to its speaker now.
    fn lesson_notes(&self) -> Option<LessonNotes> {
        let taught = self.taught.as_ref()?;
        let course = taught.session.course();
        let notes = taught.page.notes.iter().map(Shown::text);
        Some(LessonNotes {
            title: course.front.title.clone(),
            minutes: course.front.minutes,
            notes: notes.collect(),
        })
    }

    /// News of the screen that is followed. While the reader goes along, this one shows the same; one who looks at
    /// something of their own is left there.
    pub fn guide(&mut self, guidance: Guidance) {
        match guidance {
            Guidance::Shows(shared) => self.shows(shared),
            Guidance::Gone => {
                if let Some(guided) = &mut self.model.guided {
                    guided.gone = true;
                    guided.shared.poll = None;
                }
                self.be_asked();
                self.model.say(said!("tui.company.gone"));
            }
            Guidance::Over => {
                self.model.guided = None;
                self.be_asked();
                self.model.say(said!("tui.company.over"));
            }
        }
        self.refresh();
        self.settle();
    }

    fn shows(&mut self, shared: Box<Shared>) {
        let looks = self.looks_around();
        let before = self.model.guided.take();
        let (along, view, was_gone) = match before {
            None => (true, None, false),
            Some(guided) => (guided.along, guided.view, guided.gone),
        };
        let goes = along && !looks;
        self.model.guided = Some(Guided {
            step: None,
            behind: !goes,
            gone: false,
            shared,
            along,
            view,
        });
        if was_gone {
            let key = self.model.key_of(Command::GoAlong);
            self.model.say(match goes {
                true => said!("tui.company.back"),
                false => said!("tui.company.back_apart", key),
            });
        }
        match goes {
            true => self.catch_up(),
            false => self.find_teacher(),
        }
        self.be_asked();
    }

    /// Shows what the screen that is followed shows now.
    fn catch_up(&mut self) {
        let Some(shared) = self
            .model
            .guided
            .as_ref()
            .map(|guided| guided.shared.clone())
        else {
            return;
        };
        self.go_along(&shared);
        self.refresh();
        self.find_teacher();
        if let Some(guided) = &mut self.model.guided {
            (guided.behind, guided.view) = (false, None);
        }
    }

    /// Notes how the screen looks now that it goes along, once all that follows from that is done.
    pub(super) fn settle(&mut self) {
        let view = self.view();
        if let Some(guided) = &mut self.model.guided
            && guided.along
            && !guided.behind
        {
            guided.view.get_or_insert(view);
        }
    }

    /// The size of the screen changes, which is not the reader's doing.
    pub(super) fn unsettle(&mut self) {
        let looks = self.looks_around();
        if let Some(guided) = self.model.guided.as_mut().filter(|_| !looks) {
            guided.view = None;
        }
    }

    /// Notes at which step of this run the teacher is.
    fn find_teacher(&mut self) {
        let Some(guided) = &self.model.guided else {
            return;
        };
        let same = self.model.scenario() == Some(&guided.shared.scenario);
        let located = guided.shared.at.resolve(self.trace()).ok();
        let step = located.filter(|_| same).map(|located| located.step);
        if let Some(guided) = &mut self.model.guided {
            guided.step = step;
        }
    }

    /// What a reader changes by looking around.
    fn view(&self) -> View {
        let model = &self.model;
        let here = model.here(self.selected_value());
        View {
            presenting: model.presenting.on,
            tab: model.tab,
            focus: model.focus,
            row: self.pointed_row(),
            at: here.map(|place| place.in_run(None)),
        }
    }

    /// Whether the reader looks at something that the screen that is followed does not show: a window, another tab or
    /// value, the whole screen instead of the presentation.
    fn looks_around(&self) -> bool {
        let view = self
            .model
            .guided
            .as_ref()
            .and_then(|guided| guided.view.as_ref());
        let window = self.over.iter().any(|over| over.name() != vote::NAME);
        view.is_some_and(|view| window || *view != self.view())
    }

    /// A key was pressed, or the mouse. One who has closed the window that kept them goes along again.
    pub(super) fn rejoin(&mut self) {
        let guided = self.model.guided.as_ref();
        let waits = guided.is_some_and(|guided| guided.along && guided.behind && !guided.gone);
        if waits && !self.looks_around() {
            self.catch_up();
        }
        self.settle();
    }

    /// Goes along again with the screen that is followed.
    pub(super) fn go_along_again(&mut self) {
        let Some(guided) = &mut self.model.guided else {
            return;
        };
        guided.along = true;
        if guided.gone {
            return self.model.say(said!("tui.company.gone"));
        }
        self.catch_up();
        self.model.say(said!("tui.company.along"));
    }

    /// Whether the reader follows another screen that shows something else, or is closed.
    pub(super) fn is_apart(&self) -> bool {
        let guided = self.model.guided.as_ref();
        guided.is_some_and(|guided| !guided.along || guided.behind || guided.gone)
    }

    /// What the footer says of the screen that is followed.
    pub(super) fn whereabouts(&self) -> Option<String> {
        let guided = self.model.guided.as_ref().filter(|_| self.is_apart())?;
        Some(match guided.step {
            _ if guided.gone => label!("tui.company.waiting").to_owned(),
            Some(step) => said!("tui.company.at_step", number = step + 1).to_string(),
            None => label!("tui.company.elsewhere").to_owned(),
        })
    }

    fn go_along(&mut self, shared: &Shared) {
        // the question of a vote stays
        self.over.retain(|over| over.name() == vote::NAME);
        if self.model.scenario() != Some(&shared.scenario) {
            self.model
                .edit(|scenario| *scenario = shared.scenario.clone());
        }
        if let Ok(located) = shared.at.resolve(self.trace()) {
            self.model.go_to_located(&located);
        }
        (self.model.tab, self.model.focus) = (shared.tab, shared.focus);
        if let Some(row) = shared.row {
            self.select(row);
        }
        if self.model.presenting.on != shared.presenting.on {
            self.model.present(shared.presenting.on);
        }
        self.model.presenting = shared.presenting;
    }

    /// While the reader goes along: the step, and how many changes were made.
    pub(super) fn along(&self) -> Option<(usize, usize)> {
        let model = &self.model;
        model
            .is_led()
            .then_some((model.cursor, model.history.len()))
    }

    /// A key has been pressed. If it led a reader who went along to another step or run, they go on alone.
    pub(super) fn part_ways(&mut self, before: Option<(usize, usize)>) {
        // one who has just caught up has moved with the teacher
        let guided = self.model.guided.as_ref();
        let caught_up = guided.is_some_and(|guided| guided.view.is_none());
        if before.is_none() || self.along() == before || caught_up {
            return;
        }
        let key = self.model.key_of(Command::GoAlong);
        if let Some(guided) = &mut self.model.guided {
            guided.along = false;
            self.model.say(said!("tui.company.apart", key));
        }
    }
}
