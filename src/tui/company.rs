//! Others who look along: what a screen tells them, and a screen that goes along with another.

use super::model::guided::{Guidance, Guided, LessonNotes, Shared};
use super::model::place::{Focus, Tab};
use super::overlay::vote;
use super::stage::Stage;
use crate::lesson::course::Shown;
use crate::said;

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

    /// News of the screen that is followed. While the reader goes along, this one shows the same.
    pub fn guide(&mut self, guidance: Guidance) {
        match guidance {
            Guidance::Shows(shared) => {
                let along = match &self.model.guided {
                    None => true,
                    Some(guided) => guided.along,
                };
                if along {
                    self.go_along(&shared);
                }
                self.model.guided = Some(Guided {
                    shared,
                    along,
                    gone: false,
                });
                self.be_asked();
            }
            Guidance::Gone => {
                if let Some(guided) = &mut self.model.guided {
                    (guided.along, guided.gone) = (false, true);
                    guided.shared.poll = None;
                }
                self.be_asked();
                self.model.say(said!("tui.company.gone"));
            }
        }
        self.refresh();
    }

    /// Goes along again with the screen that is followed.
    pub(super) fn go_along_again(&mut self) {
        let Some(guided) = &mut self.model.guided else {
            return;
        };
        if guided.gone {
            return self.model.say(said!("tui.company.gone"));
        }
        guided.along = true;
        let shared = guided.shared.clone();
        self.go_along(&shared);
        self.model.say(said!("tui.company.along"));
    }

    /// Whether the reader follows another screen and has left it.
    pub(super) fn is_apart(&self) -> bool {
        let guided = self.model.guided.as_ref();
        guided.is_some_and(|guided| !guided.along && !guided.gone)
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
        let along = model.guided.as_ref().is_some_and(|guided| guided.along);
        along.then_some((model.cursor, model.history.len()))
    }

    /// A key has been pressed. If it led a reader who went along to another step or run, they go on alone.
    pub(super) fn part_ways(&mut self, before: Option<(usize, usize)>) {
        if before.is_none() || self.along() == before {
            return;
        }
        let key = self.model.key_of(super::Command::GoAlong);
        if let Some(guided) = &mut self.model.guided {
            guided.along = false;
            self.model.say(said!("tui.company.apart", key));
        }
    }
}
