//! What keys, pastes and the mouse do. No drawing, and no input or output: what the terminal has to
//! do is handed back as an [`Effect`].

use super::Options;
use super::command::{Command, Scope};
use super::commands;
use super::effect::Effect;
use super::key::Key;
use super::layout::layout;
use super::model::Model;
use super::model::moment::Way;
use super::model::place::{Focus, Room, Tab};
use super::model::source::Source;
use super::overlay::window;
use super::pane::Pane;
use super::pane::sequence::Sequence;
use super::pane::values::Values;
use super::screen::{frame, header, present, timeline};
use super::stage::Stage;
use super::tabs;
use crate::said;
use crate::trace::Side;
use crate::trace::feed::Update;
use std::sync::mpsc::Receiver;

impl Stage {
    /// The stage at its first step. For a connection, the news that will come for it too.
    pub fn new(source: Source, options: Options) -> (Self, Option<Receiver<Update>>) {
        let keys = commands::keymap(&options.keys);
        let (model, updates) = Model::new(source, options, commands::first_keys(keys));
        let mut stage = Stage::of(model, keys);
        if stage.model.capture.is_some() {
            stage.greeted();
            stage.offer_scenarios();
        }
        (stage, updates)
    }

    /// A key was pressed.
    pub fn press(&mut self, key: Key) -> Effect {
        self.model.notice = None;
        self.class.keys += 1;
        let newcomer = std::mem::take(&mut self.model.newcomer);
        if newcomer && key == Key::Esc && !self.model.presenting.on {
            return Effect::None;
        }
        let scope = self.scope();
        let place = self.place();
        let before = self.along();
        let effect = match commands::of_key(self.keys, scope, key) {
            Some(row) => (row.run)(self),
            None => {
                let over = self.over.last_mut();
                if over.is_some_and(|over| over.press(&mut self.model, key)) {
                    self.refresh();
                    return Effect::None;
                }
                if self.reads_past_question(key) {
                    self.refresh();
                    return Effect::None;
                }
                let typing = self
                    .over
                    .last_mut()
                    .is_some_and(|over| over.typed().is_some());
                if !typing && commands::of_key(self.keys, Scope::Stage, key).is_some() {
                    self.model.say(match scope {
                        Scope::Presenting => {
                            let key = self.model.key_of(Command::Present);
                            said!("tui.notice.leave_first", key)
                        }
                        _ => {
                            let key = self.model.key_of(Command::Close);
                            said!("tui.notice.close_first", key)
                        }
                    });
                }
                self.type_key(key);
                Effect::None
            }
        };
        self.follow(place);
        self.part_ways(before);
        self.refresh();
        self.rejoin();
        effect
    }

    /// Where in the panel the reader is.
    fn place(&self) -> (Tab, Focus, Room) {
        (self.model.tab, self.model.focus, self.model.room)
    }

    /// What leads to another part of the screen leads out of the presentation.
    fn follow(&mut self, before: (Tab, Focus, Room)) {
        if self.model.presenting.on && before != self.place() && !self.is_led() {
            self.model.present(false);
        }
    }

    /// Which way a key goes by a single step, where that is to be seen: the terminal then asks for the
    /// moments of the motion. Back, it presses the key when the motion is over.
    pub fn motion_of(&self, key: Key) -> Option<Way> {
        let model = &self.model;
        let row = commands::of_key(self.keys, self.scope(), key).filter(|_| model.moves)?;
        match row.command {
            Command::LeadOn if self.taught.is_some() => None,
            Command::LeadBack if self.taught.is_some() => None,
            Command::Forward | Command::LeadOn if model.cursor + 1 < model.trace.steps().len() => {
                Some(Way::Forward)
            }
            Command::Back | Command::LeadBack if model.cursor > 0 => Some(Way::Back),
            _ => None,
        }
    }

    /// Carries out a command.
    pub fn perform(&mut self, command: Command) -> Effect {
        let place = self.place();
        let effect = commands::run(self, command);
        self.follow(place);
        self.refresh();
        effect
    }

    /// Text was pasted: it is typed where a line is being typed, and ignored elsewhere.
    pub fn paste(&mut self, text: &str) {
        let Some((line, limit)) = self.over.last_mut().and_then(|over| over.typed()) else {
            return;
        };
        let room = limit.saturating_sub(line.chars().count());
        let mut kept = text.chars().filter(|c| !c.is_control());
        line.extend(kept.by_ref().take(room));
        if kept.next().is_some() {
            self.model.say(said!("tui.notice.too_much", limit));
        }
    }

    fn type_key(&mut self, key: Key) {
        let Some((line, limit)) = self.over.last_mut().and_then(|over| over.typed()) else {
            return;
        };
        match key {
            Key::Char(_) if line.chars().count() >= limit => {
                self.model.say(said!("tui.notice.too_much", limit));
            }
            Key::Char(c) => line.push(c),
            Key::Backspace => drop(line.pop()),
            Key::Ctrl('u') => line.clear(),
            _ => {}
        }
    }

    /// The mouse was pressed at a cell of the screen.
    pub fn click(&mut self, x: u16, y: u16) -> Effect {
        self.model.notice = None;
        self.model.newcomer = false;
        let place = self.place();
        let before = self.along();
        let effect = self.pressed(x, y);
        self.follow(place);
        self.part_ways(before);
        self.refresh();
        self.rejoin();
        effect
    }

    fn pressed(&mut self, x: u16, y: u16) -> Effect {
        if let Some(hit) = self.lesson_command_at(x, y) {
            return hit.map_or(Effect::None, |command| commands::run(self, command));
        }
        let screen = self.screen();
        let position = (x, y).into();
        let Some(at) = layout(screen, self.model.room_on(screen)) else {
            return Effect::None;
        };
        if at.footer.contains(position) {
            let hit = super::screen::footer::command_at(self, at.footer, x);
            return hit.map_or(Effect::None, |command| commands::run(self, command));
        }
        let aside = self.asks_aside();
        if let Some(over) = self.over.last_mut().filter(|_| !aside) {
            let area = window::area(&self.model, &**over, at.over);
            let room = window::inside(area);
            if !area.contains(position) {
                self.close();
                return Effect::None;
            }
            if room.contains(position) && over.click(&mut self.model, room, x, y) {
                return Effect::None;
            }
            let row = y.checked_sub(room.y).filter(|_| room.contains(position));
            let row = row.and_then(|row| over.row_at(&self.model, room, row.into()));
            // a second click opens
            return match row {
                Some(row) if row == over.at() => commands::run(self, Command::Open),
                Some(row) => {
                    self.move_by(|_| row);
                    Effect::None
                }
                None => Effect::None,
            };
        }
        if self.model.presenting.on {
            if let Some(step) = present::step_at(&self.model, screen, x, y) {
                self.go_to(step);
            } else if let Some(pointer) = present::pointer_at(&self.model, screen, x, y) {
                // a second click takes it away
                let same = self.model.presenting.pointer == Some(pointer);
                self.model.presenting.pointer = Some(pointer).filter(|_| !same);
            }
            return Effect::None;
        }
        if at.header.contains(position) {
            return match header::hit(&self.model, at.header, x) {
                Some(header::Hit::Back) => commands::run(self, Command::Back),
                Some(header::Hit::Forward) => commands::run(self, Command::Forward),
                Some(header::Hit::Step) => commands::run(self, Command::GoToStep),
                Some(header::Hit::Scenario) => commands::run(self, Command::Scenarios),
                None => Effect::None,
            };
        }
        if let Some(row) = at.timeline.filter(|row| row.contains(position)) {
            if let Some(step) = timeline::step_at(&self.model, row, x) {
                self.go_to(step);
            }
            return Effect::None;
        }
        if at.tabs.contains(position) {
            if let Some(tab) = frame::tab_at(&self.model, &at, x) {
                return commands::run(self, Command::Show(tab));
            }
        } else if let Some(stage) = at.stage {
            for (side, pane) in [(Side::Client, stage.client), (Side::Server, stage.server)] {
                if pane.contains(position) {
                    let focus = Focus::Side(side);
                    return self.click_row(focus, &Values(side), &[pane], x, y);
                }
            }
            if stage.sequence.contains(position) {
                if let Some(step) = Sequence.row_at(&self.model, &[stage.sequence], x, y) {
                    if step == self.model.cursor {
                        self.model.focus = Focus::Wire;
                        return commands::run(self, Command::Open);
                    }
                    self.model.jump();
                    self.go_to(step);
                }
                return Effect::None;
            }
        }
        if at.panel.contains(position) {
            let pane = tabs::pane(self.model.tab);
            let columns = pane.columns(at.panel);
            if let Some((buffer, byte)) = pane.byte_at(&self.model, &columns, x, y) {
                self.model.focus = Focus::Panel;
                self.model.pick_byte_of(buffer, byte);
                return Effect::None;
            }
            return self.click_row(Focus::Panel, pane, &columns, x, y);
        }
        Effect::None
    }

    /// While presenting: points at what is below, or above; first at the sentence.
    pub(super) fn move_pointer(&mut self, down: bool) {
        let all = present::pointers(&self.model, self.screen());
        let last = all.len().saturating_sub(1);
        let pointer = self.model.presenting.pointer;
        let at = all.iter().position(|one| Some(*one) == pointer);
        let to = match (at, down) {
            (None, true) => 0,
            (None, false) => last,
            (Some(at), true) => (at + 1).min(last),
            (Some(at), false) => at.saturating_sub(1),
        };
        self.model.presenting.pointer = all.get(to).copied();
    }

    /// A click on a row selects it, a second one opens it.
    fn click_row(
        &mut self,
        focus: Focus,
        pane: &dyn Pane,
        columns: &[ratatui::layout::Rect],
        x: u16,
        y: u16,
    ) -> Effect {
        let row = pane.row_at(&self.model, columns, x, y);
        let again = self.model.focus == focus && row == Some(self.list().at);
        self.model.focus = focus;
        match row {
            Some(_) if again && self.selected_row_is_chosen() => commands::run(self, Command::Open),
            Some(row) => {
                self.select(row);
                Effect::None
            }
            None => Effect::None,
        }
    }

    /// Whether the reader has chosen the row that is selected, which lists of a step's own rows do not
    /// know.
    fn selected_row_is_chosen(&self) -> bool {
        match self.model.focus {
            Focus::Side(_) => self.model.picks.value.is_some(),
            Focus::Wire => self.model.picks.step.is_some(),
            Focus::Panel => self.model.tab != Tab::Bytes || !self.model.tree.is_empty(),
        }
    }

    /// The wheel was turned over a cell of the screen.
    pub fn wheel(&mut self, down: bool, x: u16, y: u16) -> Effect {
        let position = (x, y).into();
        if self.scope() == Scope::Presenting {
            return Effect::None;
        }
        if self.over.is_empty()
            && let Some(at) = layout(self.screen(), self.model.room_on(self.screen()))
        {
            self.model.focus = match at.stage {
                Some(stage) if stage.client.contains(position) => Focus::Side(Side::Client),
                Some(stage) if stage.server.contains(position) => Focus::Side(Side::Server),
                Some(stage) if stage.sequence.contains(position) => Focus::Wire,
                _ => Focus::Panel,
            };
        }
        self.perform(if down { Command::Down } else { Command::Up })
    }
}
