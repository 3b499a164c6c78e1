//! The stage: the model, and what lies over the screen. What the commands do to both.

use super::command::{Command, Scope};
use super::effect::Effect;
use super::key::KeyMap;
use super::layout::layout;
use super::model::Model;
use super::model::place::{Focus, Room, Tab};
use super::model::voting::Class;
use super::overlay::compare::Compare;
use super::overlay::field::FieldWindow;
use super::overlay::value::ValueWindow;
use super::overlay::window;
use super::overlay::{Deed, Overlay};
use super::pane::math::Math;
use super::pane::sequence::Sequence;
use super::pane::values::Values;
use super::pane::{Opening, Pane};
use super::tabs;
use super::taught::{Keeper, Taught};
use crate::lesson::course::Session;
use crate::said;
use crate::scenario::Scenario;
use crate::trace::feed::Update;
use crate::trace::{Located, Side, Step, Trace, ValueId};
use ratatui::layout::Rect;
use std::time::Duration;

/// The screen's model with what lies over it. It is changed by keys, by the mouse and by news of a
/// connection, and drawn without being changed.
#[derive(Debug)]
pub struct Stage {
    pub(super) model: Model,
    /// What lies over the screen, the uppermost last.
    pub(super) over: Vec<Box<dyn Overlay>>,
    /// What lay over the screen before a jump, with the number of the jump.
    before_jumps: Vec<(usize, Vec<Box<dyn Overlay>>)>,
    /// The keys of the commands.
    pub(super) keys: KeyMap,
    /// The lesson that the reader is in.
    pub(super) taught: Option<Taught>,
    /// The lessons from which a link has led to another, the last one last.
    pub(super) lessons_before: Vec<Session>,
    /// Where it is kept what the reader does in lessons.
    pub(super) keeper: Keeper,
    /// The class that follows.
    pub(super) class: Class,
    /// Columns and rows of the whole screen; the model has those of the stage.
    pub(super) size: (u16, u16),
}

/// A list that keys move in: where it is, how long it is, and how many rows a page has.
pub(super) struct List {
    pub at: usize,
    pub len: usize,
    pub page: usize,
}

impl Stage {
    /// With nothing over the screen.
    pub(super) fn of(model: Model, keys: KeyMap) -> Self {
        Stage {
            size: model.size,
            model,
            over: Vec::new(),
            before_jumps: Vec::new(),
            keys,
            taught: None,
            lessons_before: Vec::new(),
            keeper: Keeper::default(),
            class: Class::default(),
        }
    }

    /// The trace of the run, whichever eyes see it.
    #[allow(clippy::misnamed_getters)]
    pub fn trace(&self) -> &Trace {
        &self.model.run
    }

    /// The index of the present step.
    pub fn cursor(&self) -> usize {
        self.model.cursor
    }

    /// The present step; `None` while there are none.
    pub fn step(&self) -> Option<&Step> {
        self.model.step()
    }

    /// Whether the eyes that look have the bytes of a value.
    pub fn sees(&self, id: ValueId) -> bool {
        self.model.sees(id)
    }

    /// The tab that is open.
    pub fn tab(&self) -> Tab {
        self.model.tab
    }

    /// The pane that the arrow keys move in.
    pub fn focus(&self) -> Focus {
        self.model.focus
    }

    /// The name of what lies over the screen.
    pub fn overlay(&self) -> Option<&'static str> {
        self.over.last().map(|over| over.name())
    }

    /// What the reader is told.
    pub fn notice(&self) -> Option<String> {
        let notice = self.model.notice.as_ref();
        notice.map(|notice| notice.said.to_string())
    }

    /// The time until [`Stage::tick`] is due, while the run plays.
    pub fn pace(&self) -> Option<Duration> {
        self.model.pace()
    }

    /// The time that it takes to read what is said of the present step.
    pub fn reading_time(&self) -> Duration {
        self.model.reading_time()
    }

    /// The reader needs no greeting: it gives way to what is said of the first step.
    pub fn greeted(&mut self) {
        self.model.newcomer = false;
    }

    /// The scenario, unless this is a connection.
    pub fn scenario(&self) -> Option<&Scenario> {
        self.model.scenario()
    }

    /// Notes the size of the screen, in columns and rows.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.unsettle();
        self.size = (width, height);
        self.fit();
        self.settle();
    }

    /// Goes to a step, or to the last one if there are fewer.
    pub fn go_to(&mut self, step: usize) {
        self.model.go_to(step);
    }

    /// Goes to a step, and selects the field or the value that is pointed at.
    pub fn go_to_located(&mut self, located: &Located) {
        self.model.go_to_located(located);
    }

    /// While the run is played: goes on by one step, and stops at the end.
    pub fn tick(&mut self) {
        self.model.tick();
        self.teach();
    }

    /// News of a connection.
    pub fn update(&mut self, update: Update) {
        self.model.update(update);
        self.refresh();
    }

    /// Tells the reader that something went wrong.
    pub(super) fn complain(&mut self, said: crate::text::Said) {
        self.model.complain(said);
    }

    pub(super) fn screen(&self) -> Rect {
        self.model.screen()
    }

    /// Everything that lies over the screen looks at the run anew.
    pub(super) fn refresh(&mut self) {
        for over in &mut self.over {
            over.refresh(&self.model);
        }
        self.teach();
    }

    pub(super) fn lay_over(&mut self, overlay: impl Overlay + 'static) {
        self.over.push(Box::new(overlay));
    }

    /// The pane that the arrow keys move in, and its columns.
    pub(super) fn pane(&self) -> Option<(&'static dyn Pane, Vec<Rect>)> {
        const CLIENT: Values = Values(Side::Client);
        const SERVER: Values = Values(Side::Server);
        let at = layout(self.screen(), self.model.room_on(self.screen()))?;
        let (pane, room): (&'static dyn Pane, Rect) = match (self.model.focus, at.stage) {
            (Focus::Side(Side::Client), Some(stage)) => (&CLIENT, stage.client),
            (Focus::Side(Side::Server), Some(stage)) => (&SERVER, stage.server),
            (Focus::Wire, Some(stage)) => (&Sequence, stage.sequence),
            _ => (tabs::pane(self.model.tab), at.panel),
        };
        Some((pane, pane.columns(room)))
    }

    /// The keys that are valid now.
    pub fn scope(&self) -> Scope {
        let below = match self.model.presenting.on {
            true => Scope::Presenting,
            false => Scope::Stage,
        };
        self.over.last().map_or(below, |over| over.scope())
    }

    pub(super) fn back(&mut self) {
        self.model.go_to(self.model.cursor.saturating_sub(1));
    }

    pub(super) fn forward(&mut self) {
        self.model.forward();
    }

    /// The list that the arrow keys move in.
    pub(super) fn list(&self) -> List {
        let screen = self.screen();
        if let Some(over) = self.over.last() {
            let len = match layout(screen, self.model.room_on(screen)) {
                Some(at) => {
                    let room = window::inside(window::area(&self.model, &**over, at.over));
                    over.len(&self.model, room)
                }
                None => 0,
            };
            return List {
                at: over.at(),
                len,
                page: usize::from(screen.height / 2).max(1),
            };
        }
        let Some((pane, columns)) = self.pane() else {
            return List {
                at: 0,
                len: 0,
                page: 1,
            };
        };
        let height = columns.first().map_or(1, |column| column.height);
        List {
            at: self.place_in_list(),
            len: pane.len(&self.model, &columns),
            page: usize::from(height).saturating_sub(1).max(1),
        }
    }

    fn place_in_list(&self) -> usize {
        let picks = &self.model.picks;
        match self.model.focus {
            Focus::Side(_) => picks.value.unwrap_or(0),
            Focus::Wire => picks.step.unwrap_or(self.model.cursor),
            Focus::Panel => picks.tab[self.model.tab as usize],
        }
    }

    /// Selects a row of the pane that the arrow keys move in.
    pub(super) fn select(&mut self, row: usize) {
        let model = &mut self.model;
        match model.focus {
            Focus::Side(_) => model.picks.value = Some(row),
            Focus::Wire => model.picks.step = Some(row),
            Focus::Panel if model.tab == Tab::Bytes => model.pick_field(row),
            Focus::Panel => model.picks.tab[model.tab as usize] = row,
        }
    }

    pub(super) fn move_by(&mut self, to: impl Fn(&List) -> usize) {
        let mut list = self.list();
        // a text may have become shorter than where it was scrolled to
        list.at = list.at.min(list.len.saturating_sub(1));
        let row = to(&list).min(list.len.saturating_sub(1));
        match self.over.last_mut() {
            Some(over) => over.go(row),
            None => self.select(row),
        }
    }

    /// Scrolls the text beside a list, or moves in the list by a page where there is none.
    pub(super) fn page(&mut self, down: bool) {
        if self.pages_lesson(down) {
            return;
        }
        if self.over.is_empty()
            && let Some((pane, columns)) = self.pane()
        {
            let most = pane.scrolls(&self.model, &columns);
            if most > 0 {
                let height = columns.first().map_or(1, |column| column.height);
                let page = usize::from(height).saturating_sub(1).max(1);
                let at = self.model.picks.scroll.min(most);
                self.model.picks.scroll = match down {
                    true => (at + page).min(most),
                    false => at.saturating_sub(page),
                };
                return;
            }
        }
        let before = self.list().at;
        match down {
            true => self.move_by(|list| list.at + list.page),
            false => self.move_by(|list| list.at.saturating_sub(list.page)),
        }
        // a speaker reads on behind the end of what lies over the screen
        if down && self.is_led() && self.list().at == before {
            self.over.clear();
            self.lead(true);
        }
    }

    /// Enter: what is selected is opened, what was typed or chosen is taken. A command that was chosen
    /// is still to be carried out.
    pub(super) fn open(&mut self) -> Result<Effect, Command> {
        if let Some(over) = self.over.pop() {
            let deed = over.accept(&mut self.model);
            return self.carry_out(deed);
        }
        let opening = self.pane().map(|(pane, _)| pane.open(&self.model));
        self.show(opening.unwrap_or(Opening::Nothing));
        Ok(Effect::None)
    }

    pub(super) fn carry_out(&mut self, deed: Deed) -> Result<Effect, Command> {
        match deed {
            Deed::Closed => {}
            Deed::Effect(effect) => return Ok(effect),
            Deed::Stays(over) => {
                self.over.push(over);
            }
            Deed::Over(below, above) => {
                self.over.push(below);
                self.over.push(above);
            }
            Deed::Run(command) => {
                self.over.clear();
                return Err(command);
            }
            Deed::Load(name) => self.replace_run(|model| {
                model.load(&name, None);
            }),
            Deed::Connection(place) => self.replace_run(|model| model.open_captured(place)),
            Deed::Learn(name) => self.learn_named(&name),
            Deed::LearnThere(name) => self.learn_there(&name),
            Deed::Answer(answer) => self.answered(answer),
            Deed::Put(asked, ballot) => self.put((*asked, *ballot)),
            Deed::Export(over, exported, file) => {
                if !self.export(exported, &file) {
                    self.over.push(over);
                }
            }
            Deed::Compare(name) => {
                self.over.clear();
                if self.model.compare_with(&name) {
                    self.lay_over(Compare::of(&self.model));
                }
            }
            Deed::Jump(over, go) => {
                self.over.push(over);
                let jump = self.model.jump();
                let over = std::mem::take(&mut self.over);
                self.before_jumps.push((jump, over));
                go(&mut self.model);
            }
        }
        Ok(Effect::None)
    }

    /// Another run takes the place of this one.
    fn replace_run(&mut self, load: impl FnOnce(&mut Model)) {
        self.over.clear();
        load(&mut self.model);
        if !tabs::pane(self.model.tab).holds(&self.model) {
            self.model.tab = Tab::Explain;
        }
    }

    fn show(&mut self, opening: Opening) {
        match opening {
            Opening::Nothing => {
                let key = self.model.key_of(Command::WhereFrom);
                self.model.say(match self.model.sees_all() {
                    false if self.selected_value().is_none() => said!("tui.lens.nothing_to_open"),
                    _ => said!("tui.notice.nothing_to_open", key),
                });
            }
            Opening::Refused(why) => self.model.say(why),
            Opening::Value(id) => self.lay_over(ValueWindow::of(id)),
            Opening::Field => self.lay_over(FieldWindow::default()),
            Opening::Message(step) => {
                self.model.jump();
                self.model.inspect(step);
            }
            Opening::Step(step) => {
                self.model.jump();
                self.model.go_to(step);
            }
            Opening::Certificate(der) => self.model.inspect_certificate(der),
            Opening::Check(step, nth) => self.open_check(step, nth),
        }
    }

    /// The computation of a check of a certificate.
    fn open_check(&mut self, step: usize, nth: usize) {
        self.model.jump();
        self.model.go_to(step);
        self.model.tab = Tab::Math;
        self.model.focus = Focus::Panel;
        let at = layout(self.screen(), self.model.room_on(self.screen()));
        let line = at.and_then(|at| Math::line_of_check(&self.model, at.panel, nth));
        self.model.picks.tab[Tab::Math as usize] = line.unwrap_or(0);
    }

    /// The value that is selected, or that what lies over the screen is about.
    pub(super) fn selected_value(&self) -> Option<ValueId> {
        if let Some(over) = self.over.last() {
            return over.value(&self.model);
        }
        let (pane, _) = self.pane()?;
        pane.value(&self.model)
    }

    /// A command that only what lies over the screen knows.
    pub(super) fn act(&mut self, command: Command) {
        if let Some(over) = self.over.last_mut() {
            over.act(&mut self.model, command);
        }
    }

    /// Whether something leads back from where a link of a lesson has led.
    pub(super) fn comes_back(&self) -> bool {
        let linked = self.before_jumps.last().is_some_and(|(jump, over)| {
            let links = over.last().is_some_and(|over| over.name() == "links");
            links && self.model.last_jump() == Some(*jump)
        });
        linked || !self.lessons_before.is_empty()
    }

    /// Closes what lies over the screen; or goes back to where a link was followed; or gives the stage its room back.
    pub(super) fn close(&mut self) {
        if let Some(closed) = self.over.pop() {
            if let (Some(taught), "question") = (&mut self.taught, closed.name()) {
                taught.looks_around = true;
            }
            if closed.name() == "bench" {
                // the run below may be looked at
                let lesson = self.taught.as_ref();
                let veils = lesson.is_some_and(|taught| taught.session.course().front.veiled);
                self.model.veiled = veils;
            }
            return;
        }
        if self.model.room == Room::Shared && self.comes_back() {
            return self.come_back();
        }
        let model = &mut self.model;
        if model.back_to_message() {
            model.tab = Tab::Certificates;
        }
        model.play.running = false;
        model.room = Room::Shared;
        model.focus = Focus::Panel;
    }

    /// Back to where the reader was before a jump, with what lay over the screen there.
    pub(super) fn jump_back(&mut self) {
        let Some(jump) = self.model.jump_back() else {
            return;
        };
        while let Some((number, over)) = self.before_jumps.pop() {
            if number == jump {
                self.over = over;
                return;
            }
            if number < jump {
                self.before_jumps.push((number, over));
                return;
            }
        }
    }

    pub(super) fn show_tab(&mut self, tab: Tab) {
        self.model.present(false);
        self.model.back_to_message();
        self.model.tab = tab;
        self.model.focus = Focus::Panel;
    }
}
