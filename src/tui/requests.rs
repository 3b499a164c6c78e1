//! What a reader can ask for with a command: to copy a value, to see where it comes from, to tamper with
//! a message, to compare, to choose from a list, to run again.

use super::command::Command;
use super::effect::Effect;
use super::layout::layout;
use super::model::exporting::Exported;
use super::model::place::{Focus, Room, Tab};
use super::overlay::captured::CapturedConnections;
use super::overlay::compare::Compare;
use super::overlay::copy_as::CopyAs;
use super::overlay::editor::Editor;
use super::overlay::exports::ExportWindow;
use super::overlay::glossary::Glossary;
use super::overlay::lens::Lenses;
use super::overlay::origins::Origins;
use super::overlay::prompt::{Prompt, PromptWindow};
use super::overlay::scenarios::Scenarios;
use super::overlay::switches::SwitchesWindow;
use super::overlay::what_if::WhatIfWindow;
use super::pane::math::Math;
use super::picture::svg;
use super::stage::Stage;
use crate::said;
use crate::wire::display;

impl Stage {
    pub(super) fn copy(&mut self) -> Effect {
        let value = self.selected_value().and_then(|id| self.model.value(id));
        if let Some(value) = value.filter(|value| !self.model.sees(value.id)) {
            let name = value.title();
            self.model.complain(said!("tui.lens.not_copied", name));
            return Effect::None;
        }
        let found = value
            .map(|value| (value.title(), value.bytes.clone()))
            .or_else(|| {
                let model = &self.model;
                let bytes = model.focus == Focus::Panel && model.tab == Tab::Bytes;
                let fields = self.over.last().is_none_or(|over| over.name() == "field");
                (bytes && fields).then(|| model.selected_bytes()).flatten()
            });
        match found {
            Some((name, bytes)) => {
                let count = bytes.len();
                self.model
                    .say(said!("tui.notice.copied", name, bytes = count));
                Effect::Copy(display::hex(&bytes))
            }
            None => {
                self.model.complain(said!("tui.notice.nothing_to_copy"));
                Effect::None
            }
        }
    }

    /// Copies the place where the reader is, and shows it.
    pub(super) fn copy_place(&mut self) -> Effect {
        let value = self.selected_value();
        let Some(place) = self.model.here(value) else {
            self.model.complain(said!("tui.notice.nothing_to_copy"));
            return Effect::None;
        };
        let words = place.to_string();
        self.model
            .say(match place.run.is_none() && self.model.is_simulation() {
                true => said!("tui.notice.copied_step", place = &words),
                false => said!("tui.notice.copied_place", place = &words),
            });
        Effect::Copy(words)
    }

    pub(super) fn offer_forms(&mut self) {
        match self.selected_value() {
            Some(id) if !self.model.sees(id) => {
                let value = self.model.value(id);
                let name = value.map(|value| value.title()).unwrap_or_default();
                self.model.complain(said!("tui.lens.not_copied", name));
            }
            Some(id) => self.lay_over(CopyAs::of(id)),
            None => self.model.complain(said!("tui.notice.no_value_to_copy")),
        }
    }

    /// Asks where the selected value comes from.
    pub(super) fn ask_where_from(&mut self) {
        let model = &self.model;
        // a field can be a part of a value, and the byte that was chosen goes along
        let among = self.over.last().is_none_or(|over| over.name() == "field")
            && model.focus == Focus::Panel
            && model.tab == Tab::Bytes;
        let around = match among {
            true => model.picked_row().and_then(|row| model.value_around(row)),
            false => None,
        };
        let (id, byte) = match around {
            Some((id, offset)) => (Some(id), model.picks.byte.map(|byte| offset + byte)),
            None => (self.selected_value(), None),
        };
        if let Some(id) = id {
            let origins = Origins::of(model, id, byte);
            self.over.clear();
            return self.lay_over(origins);
        }
        let why = match among {
            true if model.is_on_changed() => said!("tui.notice.changed_there"),
            true => model.not_computed(),
            false => said!("tui.notice.no_origin"),
        };
        self.model.complain(why);
    }

    pub(super) fn offer_actions(&mut self) {
        if !self.model.can_tamper() {
            return;
        }
        // a lesson may have named the bit
        let aim = self.lesson().and_then(|session| session.aim(self.trace()));
        if let Some(editor) = Editor::of(&self.model, aim.as_ref()) {
            self.lay_over(editor);
        }
    }

    /// Offers what can be opened instead of this run: scenarios, or the connections of the capture.
    pub(super) fn offer_scenarios(&mut self) {
        if self.model.capture.is_some() {
            return self.lay_over(CapturedConnections::of(&self.model));
        }
        match self.model.scenario() {
            None => self.model.complain(said!("tui.notice.no_scenario")),
            Some(_) => {
                let scenarios = Scenarios::to_open(&mut self.model);
                self.lay_over(scenarios);
            }
        }
    }

    pub(super) fn open_glossary(&mut self) {
        self.lay_over(Glossary::default());
    }

    /// This run beside the one without the failure, or one connection of it beside the one before. Where
    /// nothing is wrong and there is one connection, the reader chooses the other run.
    pub(super) fn compare(&mut self) {
        if !self.model.can_compare() {
            return;
        }
        match self.model.compare_with_nearest() {
            true => self.lay_over(Compare::of(&self.model)),
            false => self.choose_other(),
        }
    }

    /// Offers the switches. A connection cannot be made again, so it has none.
    pub(super) fn offer_switches(&mut self) {
        match self.model.is_simulation() {
            true => self.lay_over(SwitchesWindow::default()),
            false => self.model.complain(said!("tui.notice.no_switches")),
        }
    }

    /// This run beside the one before the reader turned switches.
    pub(super) fn compare_switched(&mut self) {
        match self.model.compare_with_unswitched() {
            true => self.lay_over(Compare::of(&self.model)),
            false => self.model.complain(said!("tui.notice.nothing_switched")),
        }
    }

    /// Offers the scenarios to compare this run with.
    pub(super) fn choose_other(&mut self) {
        if self.model.can_compare() {
            let scenarios = Scenarios::to_compare(&mut self.model);
            self.lay_over(scenarios);
        }
    }

    /// Scrolls what is said of a step of both runs, or the page with what differs.
    pub(super) fn page_comparison(&mut self, down: bool) {
        let command = match down {
            true => Command::PageDown,
            false => Command::PageUp,
        };
        let over = self.over.last_mut();
        if !over.is_some_and(|over| over.act(&mut self.model, command)) {
            self.page(down);
        }
    }

    /// Offers the formats in which the run can be written to a file.
    pub(super) fn offer_exports(&mut self) {
        match self.model.run.steps().is_empty() {
            true => self.model.complain(said!("tui.notice.nothing_to_export")),
            false => self.lay_over(ExportWindow::default()),
        }
    }

    /// Writes the run, or the screen below what lies over it, to a file; false if that is refused. The run is
    /// whole, whichever eyes look.
    pub(super) fn export(&mut self, exported: Exported, file: &str) -> bool {
        if file.is_empty() {
            self.model.say(said!("tui.notice.no_name"));
            return false;
        }
        let over = std::mem::take(&mut self.over);
        let model = &self.model;
        let exports = &model.library.exports;
        let content = match model.format(exported) {
            Some(format) => (exports.print)(&format.name, &model.run, model.scenario()),
            None if exported == Exported::Answers => {
                model.answers.clone().unwrap_or_default().into_bytes()
            }
            None => self.picture().into_bytes(),
        };
        match (exports.write)(file, &content) {
            Ok(()) => self.model.say(match exported {
                Exported::Answers => said!("tui.notice.answers_written", file),
                Exported::Run(_) | Exported::Screen => said!("tui.notice.exported", file),
            }),
            Err(words) => {
                self.over = over;
                self.model.complain(said!("tui.notice.plain", words));
                return false;
            }
        }
        true
    }

    /// The screen as a picture (SVG), at its size.
    pub fn picture(&self) -> String {
        let (width, height) = self.size;
        let scenario = &*self.model.run.run().scenario;
        let title = match self.step() {
            Some(step) => said!(
                "tui.picture.title",
                scenario,
                step = step.index + 1,
                title = step.title()
            ),
            None => said!("tui.cast.title", scenario),
        };
        let screen = self.draw(width, height);
        svg(&screen, self.model.theme.ground, &title.to_string())
    }

    pub(super) fn ask(&mut self, prompt: Prompt) {
        if let Some(window) = PromptWindow::ask(&mut self.model, prompt) {
            self.lay_over(window);
        }
    }

    /// Shows on the map what a thief of the server's private key has; or does not any more.
    pub(super) fn steal_key(&mut self) {
        if self.model.tab != Tab::Map {
            self.show_tab(Tab::Map);
            self.model.stolen = false;
        }
        self.model.steal_key();
        self.refresh();
    }

    /// Another pair of eyes.
    pub(super) fn next_lens(&mut self) {
        let next = self.model.view.lens.next();
        self.model.look_through(next);
        self.refresh();
    }

    /// Asks what would change with the selected value.
    pub(super) fn ask_what_if(&mut self) {
        let model = &self.model;
        if !model.sees_all() {
            let key = model.key_of(Command::ChooseLens);
            return self.model.complain(said!("tui.what_if.everyone", key));
        }
        let around = || {
            let row = model.picked_row().filter(|_| model.tab == Tab::Bytes)?;
            model.value_around(row).map(|(id, _)| id)
        };
        let id = self
            .selected_value()
            .or_else(|| match self.over.is_empty() {
                true => around(),
                false => None,
            });
        match id.and_then(|id| WhatIfWindow::of(model, id)) {
            Some(window) => self.lay_over(window),
            None => self.model.complain(said!("tui.what_if.no_value")),
        }
    }

    pub(super) fn offer_lenses(&mut self) {
        self.lay_over(Lenses::of(&self.model));
    }

    pub(super) fn zoom(&mut self) {
        self.model.room = match self.model.room {
            Room::Shared => Room::Panel,
            Room::Panel => Room::Shared,
        };
        self.model.focus = Focus::Panel;
    }

    pub(super) fn new_seed(&mut self) {
        match self.model.scenario() {
            Some(scenario) => {
                let seed = scenario.seed.wrapping_add(1);
                self.model.run_with_seed(seed);
            }
            None => self.model.complain(said!("tui.notice.no_seed")),
        }
    }

    /// To the next block of a computation, or to the next byte of a field; or to the one before.
    pub(super) fn move_block(&mut self, on: bool) {
        if self.model.tab == Tab::Bytes {
            return self.model.move_byte(on);
        }
        let block = self.model.picks.block;
        let to = if on {
            block + 1
        } else {
            block.saturating_sub(1)
        };
        let most = self.model.blocks().saturating_sub(1);
        self.model.picks.block = to.min(most);
        let at = layout(self.screen(), self.model.room_on(self.screen()));
        if let Some(line) = at.and_then(|at| Math::scroll_to_block(&self.model, at.panel)) {
            self.model.picks.tab[Tab::Math as usize] = line;
        }
    }

    pub(super) fn toggle_mouse(&mut self) -> Effect {
        let model = &mut self.model;
        model.mouse = !model.mouse;
        model.say(match model.mouse {
            true => said!("tui.notice.mouse_on"),
            false => said!("tui.notice.mouse_off"),
        });
        Effect::Mouse(model.mouse)
    }
}
