//! What keys, commands and the mouse do to the model. No drawing, and no input or output: what
//! the terminal has to do is handed back as an [`Effect`].

use super::command::{self, Command, Scope};
use super::key::Key;
use super::provenance::Question;
use super::source::{Driver, Listed};
use super::stage::Stage;
use super::text;
use super::theme::{ColorChoice, Ground, Theme};
use super::ui_state::{Focus, Overlay, PACES, Prompt, Room, Tab};
use super::view;
use crate::said;
use crate::scenario::AppMessage;
use crate::trace::feed::{Request, Status};
use crate::trace::{Phase, RunKind, Side};

/// What is left for the terminal to do after a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Draw, if something changed.
    None,
    /// Draw everything.
    Redraw,
    /// Pass this text to the clipboard.
    Copy(String),
    /// Capture the mouse, or release it.
    Mouse(bool),
    /// Suspend the program.
    Suspend,
    /// End.
    Quit,
}

impl Stage {
    /// The keys that are valid now.
    pub fn scope(&self) -> Scope {
        match &self.overlay {
            None => Scope::Stage,
            Some(Overlay::Help(_) | Overlay::Value { .. } | Overlay::Field { .. }) => Scope::Reader,
            Some(
                Overlay::CopyAs { .. }
                | Overlay::Tamper { .. }
                | Overlay::Compare { .. }
                | Overlay::Term { .. },
            ) => Scope::Chooser,
            Some(
                Overlay::Palette { .. } | Overlay::Scenarios { .. } | Overlay::Glossary { .. },
            ) => Scope::Finder,
            Some(Overlay::Provenance(_)) => Scope::Provenance,
            Some(Overlay::Prompt { .. }) => Scope::Prompt,
        }
    }

    /// A key was pressed.
    pub fn press(&mut self, key: Key) -> Effect {
        self.notice = None;
        match command::command(self.scope(), key) {
            Some(command) => self.perform(command),
            None => {
                let typing = matches!(self.scope(), Scope::Finder | Scope::Prompt);
                if !typing && command::command(Scope::Stage, key).is_some() {
                    let key = self.key_of(Command::Close);
                    self.say(said!("tui.notice.close_first", key));
                }
                self.type_key(key);
                Effect::None
            }
        }
    }

    /// Text was pasted: it is typed where a line is being typed, and ignored elsewhere.
    pub fn paste(&mut self, text: &str) {
        let mut room = self.room_to_type();
        for c in text.chars().filter(|c| !c.is_control()) {
            if room == Some(0) {
                let limit = self.most_typed();
                self.say(said!("tui.notice.too_much", limit));
                return;
            }
            self.type_key(Key::Char(c));
            room = room.map(|room| room - 1);
        }
    }

    /// How many characters the line that is being typed may have: enough for a whole record in
    /// hexadecimal where bytes are typed, and for any name where one is searched for.
    fn most_typed(&self) -> usize {
        match self.overlay {
            Some(Overlay::Prompt { .. }) => 1 << 16,
            _ => 256,
        }
    }

    /// How many more characters the line that is being typed may have, if one is.
    fn room_to_type(&self) -> Option<usize> {
        let text = self.typed_text()?;
        Some(self.most_typed().saturating_sub(text.chars().count()))
    }

    fn typed_text(&self) -> Option<&String> {
        match &self.overlay {
            Some(
                Overlay::Prompt { text, .. }
                | Overlay::Palette { query: text, .. }
                | Overlay::Scenarios { query: text, .. }
                | Overlay::Glossary { query: text, .. },
            ) => Some(text),
            _ => None,
        }
    }

    fn type_key(&mut self, key: Key) {
        let text = match &mut self.overlay {
            Some(Overlay::Prompt { text, .. }) => text,
            Some(
                Overlay::Palette { query, selected }
                | Overlay::Scenarios { query, selected }
                | Overlay::Glossary { query, selected },
            ) => {
                *selected = 0;
                query
            }
            _ => return,
        };
        match key {
            Key::Char(c) => text.push(c),
            Key::Backspace => drop(text.pop()),
            Key::Ctrl('u') => text.clear(),
            _ => {}
        }
    }

    /// Carries out a command.
    pub fn perform(&mut self, command: Command) -> Effect {
        let effect = self.act(command);
        self.answer();
        effect
    }

    fn act(&mut self, command: Command) -> Effect {
        use Command as C;
        match command {
            C::Forward => self.forward(),
            C::Back => self.go_to(self.cursor.saturating_sub(1)),
            C::First => self.go_to(0),
            C::Last => self.go_to(usize::MAX),
            C::GoToStep => self.ask(Prompt::Step),
            C::NextPhase => self.next_phase(),
            C::PreviousPhase => self.previous_phase(),
            C::GoToPhase(phase) => self.go_to_phase(phase),
            C::Play => self.toggle_play(),
            C::Faster => self.set_pace(self.play.pace + 1),
            C::Slower => self.set_pace(self.play.pace.saturating_sub(1)),
            C::Show(tab) => {
                self.back_to_message();
                self.tab = tab;
                self.focus = Focus::Panel;
            }
            C::NextPane => self.move_focus(1),
            C::PreviousPane => self.move_focus(3),
            C::Up => self.move_by(|list| list.at.saturating_sub(1)),
            C::Down => self.move_by(|list| list.at + 1),
            C::PageUp => self.move_by(|list| list.at.saturating_sub(list.page)),
            C::PageDown => self.move_by(|list| list.at + list.page),
            C::Top => self.move_by(|_| 0),
            C::Bottom => self.move_by(|_| usize::MAX),
            C::Open => return self.open(),
            C::OtherSide => self.other_side(),
            C::Close => self.close(),
            C::Zoom => {
                self.room = match self.room {
                    Room::Shared => Room::Panel,
                    Room::Panel => Room::Shared,
                };
                self.focus = Focus::Panel;
            }
            C::Message(side) => self.ask(Prompt::Message(side)),
            C::NewSeed => {
                if let Some(scenario) = self.scenario() {
                    self.run_with_seed(scenario.seed.wrapping_add(1));
                } else {
                    self.complain(said!("tui.notice.no_seed"));
                }
            }
            C::TypeSeed => self.ask(Prompt::Seed),
            C::Tamper => self.offer_actions(),
            C::Undo => self.undo(),
            C::Noticed => self.go_to_noticed(),
            C::Return => self.jump_back(),
            C::Compare => self.compare(),
            C::ClickThrough => self.click_through(),
            C::Save => self.ask(Prompt::Save),
            C::Search => self.ask(Prompt::Search),
            C::Around => self.go_out(),
            C::NextMessage => self.go_to_message(true),
            C::PreviousMessage => self.go_to_message(false),
            C::Scenarios => self.offer_scenarios(),
            C::Copy => return self.copy(),
            C::CopyAs => self.offer_forms(),
            C::WhereFrom => self.ask_where_from(),
            C::WhereUsed => self.turn(Question::Used),
            C::WhoCould => self.turn(Question::Who),
            C::NextByte => self.pick_byte(|at| at.map_or(0, |at| at + 1)),
            C::PreviousByte => self.pick_byte(|at| at.map_or(0, |at| at.saturating_sub(1))),
            C::AllBytes => self.all_bytes(),
            C::NextBlock if self.tab == Tab::Bytes => self.move_byte(true),
            C::PreviousBlock if self.tab == Tab::Bytes => self.move_byte(false),
            C::NextBlock => self.pick_block(self.picks.block + 1),
            C::PreviousBlock => self.pick_block(self.picks.block.saturating_sub(1)),
            C::Mouse => {
                self.mouse = !self.mouse;
                self.say(if self.mouse {
                    said!("tui.notice.mouse_on")
                } else {
                    said!("tui.notice.mouse_off")
                });
                return Effect::Mouse(self.mouse);
            }
            C::Ground => self.change_ground(),
            C::Palette => {
                self.overlay = Some(Overlay::Palette {
                    query: String::new(),
                    selected: 0,
                });
            }
            C::Glossary => self.open_glossary(),
            C::Help => self.overlay = Some(Overlay::Help(0)),
            C::Redraw => return Effect::Redraw,
            C::Suspend => return Effect::Suspend,
            C::Quit => return Effect::Quit,
        }
        Effect::None
    }

    fn forward(&mut self) {
        if self.cursor + 1 < self.trace.steps.len() {
            return self.go_to(self.cursor + 1);
        }
        self.play.running = false;
        let key = self.key_of(Command::Message(Side::Client));
        let said = match &mut self.driver {
            Driver::Simulation(_) => said!("tui.notice.last_step"),
            Driver::Connection(connection) => match connection.status {
                Status::Ready => {
                    connection.follow = true;
                    match connection.requests.send(Request::Continue) {
                        Ok(()) => said!("tui.notice.sent"),
                        Err(_) => said!("tui.notice.over"),
                    }
                }
                Status::Listening(_) | Status::WaitingForPeer => {
                    connection.follow = true;
                    said!("tui.notice.waiting")
                }
                Status::Open => said!("tui.notice.open", key),
                Status::Ended(_) => said!("tui.notice.over"),
            },
        };
        self.say(said);
    }

    fn next_phase(&mut self) {
        let Some(phase) = self.step().map(|step| step.phase) else {
            return;
        };
        let later = Phase::ALL.into_iter().filter(|other| *other > phase);
        match later
            .filter_map(|other| self.index.phases[other as usize])
            .min()
        {
            Some(step) => self.go_to(step),
            None => self.say(said!("tui.notice.last_phase")),
        }
    }

    fn previous_phase(&mut self) {
        let starts = self.index.phases.iter().flatten();
        let before = starts.filter(|start| **start < self.cursor).max();
        self.go_to(before.copied().unwrap_or(0));
    }

    pub(super) fn go_to_phase(&mut self, phase: Phase) {
        match self.index.phases[phase as usize] {
            Some(step) => self.go_to(step),
            None => self.complain(said!("tui.notice.no_phase", phase = phase.title())),
        }
    }

    fn toggle_play(&mut self) {
        if !self.play.running && self.cursor + 1 >= self.trace.steps.len() {
            self.go_to(0);
        }
        self.play.running = !self.play.running;
    }

    fn set_pace(&mut self, pace: usize) {
        self.play.pace = pace.min(PACES.len() - 1);
        let seconds = PACES[self.play.pace].as_secs_f32().to_string();
        self.say(said!("tui.notice.pace", seconds));
    }

    fn move_focus(&mut self, by: usize) {
        const ORDER: [Focus; 4] = [
            Focus::Side(Side::Client),
            Focus::Wire,
            Focus::Side(Side::Server),
            Focus::Panel,
        ];
        let at = ORDER
            .iter()
            .position(|focus| *focus == self.focus)
            .unwrap_or(0);
        self.focus = match self.room {
            Room::Shared => ORDER[(at + by) % ORDER.len()],
            Room::Panel => Focus::Panel,
        };
    }

    fn open(&mut self) -> Effect {
        match self.overlay.take() {
            Some(Overlay::Palette { query, selected }) => {
                return match command::palette(&query).get(selected) {
                    Some(row) => self.perform(row.command),
                    None => Effect::None,
                };
            }
            Some(Overlay::Scenarios { query, selected }) => {
                let chosen = self.scenarios(&query).get(selected).copied().cloned();
                if let Some(listed) = chosen {
                    self.load(&listed.name);
                }
            }
            Some(Overlay::Glossary { query, selected }) => self.open_term(query, selected),
            Some(over @ Overlay::Term { term, .. }) => self.go_to_term(term, over),
            Some(Overlay::Tamper { selected }) => self.do_action(selected),
            Some(Overlay::Compare { selected }) => self.go_to_compared(selected),
            Some(Overlay::CopyAs { id, selected, over }) => {
                self.overlay = over.map(|over| *over);
                return self.copy_as(id, selected);
            }
            Some(Overlay::Provenance(asked)) => self.go_to_origin(asked),
            Some(Overlay::Prompt { prompt, text }) => self.accept(prompt, text),
            Some(_) => {}
            None => self.open_selected(),
        }
        Effect::None
    }

    fn close(&mut self) {
        match self.overlay.take() {
            Some(Overlay::CopyAs { over, .. }) => self.overlay = over.map(|over| *over),
            Some(Overlay::Term { over, .. }) => self.overlay = Some(*over),
            Some(_) => {}
            None => {
                if self.back_to_message() {
                    self.tab = Tab::Certificates;
                }
                self.play.running = false;
                self.room = Room::Shared;
                self.focus = Focus::Panel;
            }
        }
    }

    fn ask(&mut self, prompt: Prompt) {
        let prompt = match (prompt, &self.trace.run.kind) {
            (Prompt::Seed, RunKind::Connection { .. }) => {
                return self.complain(said!("tui.notice.no_seed"));
            }
            (Prompt::Save, RunKind::Connection { .. }) => {
                return self.complain(said!("tui.notice.not_saved"));
            }
            (Prompt::Message(_), RunKind::Simulation) if self.noticed_at().is_some() => {
                let step = self.noticed_at().unwrap_or_default() + 1;
                return self.complain(said!("tui.notice.failed", step));
            }
            // on a connection only our own side can send
            (Prompt::Message(_), RunKind::Connection { ours, .. }) => Prompt::Message(*ours),
            (prompt, _) => prompt,
        };
        let text = String::new();
        self.overlay = Some(Overlay::Prompt { prompt, text });
    }

    fn other_side(&mut self) {
        let simulation = self.is_simulation();
        if let Some(Overlay::Prompt {
            prompt: Prompt::Message(side),
            ..
        }) = &mut self.overlay
            && simulation
        {
            *side = side.peer();
        }
    }

    fn accept(&mut self, prompt: Prompt, text: String) {
        match prompt {
            Prompt::Step => match text.trim().parse::<usize>() {
                Ok(step) if (1..=self.trace.steps.len()).contains(&step) => self.go_to(step - 1),
                _ if self.ending_is_open() => self.complain(said!("tui.notice.no_step", text)),
                _ => {
                    let last = self.trace.steps.len();
                    self.complain(said!("tui.notice.bad_step", last, text));
                }
            },
            Prompt::Seed => match text.trim().parse() {
                Ok(seed) => self.run_with_seed(seed),
                Err(_) => {
                    self.complain(said!("tui.notice.bad_seed", last = u64::MAX, text));
                }
            },
            Prompt::Search => self.search(&text),
            Prompt::SetByte | Prompt::ReplaceField => self.accept_bytes(prompt, &text),
            Prompt::Save if text.trim().is_empty() => {
                self.say(said!("tui.notice.no_name"));
            }
            Prompt::Save => self.save(&text),
            Prompt::Message(_) if text.is_empty() => self.say(said!("tui.notice.nothing_typed")),
            Prompt::Message(side) => self.send(side, text),
        }
    }

    fn send(&mut self, from: Side, text: String) {
        match &mut self.driver {
            Driver::Connection(connection) => {
                connection.follow = true;
                let sent = connection.requests.send(Request::Send(text.into_bytes()));
                match sent {
                    Ok(()) => self.say(said!("tui.notice.passed_on")),
                    Err(_) => self.complain(said!("tui.notice.over")),
                }
            }
            Driver::Simulation(_) => {
                self.edit(|scenario| scenario.messages.push(AppMessage { from, text }));
                match self.last_protected(from) {
                    Some(step) => self.go_to(step),
                    None => self.complain(said!("tui.notice.no_data")),
                }
            }
        }
    }

    fn run_with_seed(&mut self, seed: u64) {
        if self.is_simulation() {
            self.edit(|scenario| scenario.seed = seed);
            self.say(said!("tui.notice.run_again", seed));
        }
    }

    pub(super) fn simulate(&mut self) {
        if let Driver::Simulation(simulation) = &self.driver {
            let trace = (simulation.simulate)(&simulation.scenario);
            self.show(trace);
        }
    }

    /// The scenarios that fit what was typed.
    pub(super) fn scenarios(&self, query: &str) -> Vec<&Listed> {
        let all: &[Listed] = match &self.driver {
            Driver::Simulation(simulation) => &simulation.scenarios,
            Driver::Connection(_) => &[],
        };
        text::matching(all.iter().collect(), query, |one| {
            (&one.name, &one.description)
        })
    }

    fn offer_scenarios(&mut self) {
        let present = self.scenario().map(|scenario| scenario.name.clone());
        match present {
            None => self.complain(said!("tui.notice.no_scenario")),
            Some(name) => {
                let mut all = self.scenarios("").into_iter();
                let selected = all.position(|other| other.name == name).unwrap_or(0);
                let query = String::new();
                self.overlay = Some(Overlay::Scenarios { query, selected });
            }
        }
    }

    fn load(&mut self, name: &str) {
        if let Driver::Simulation(simulation) = &mut self.driver {
            match (simulation.load)(name) {
                Ok(scenario) => {
                    // the edits so far can be undone
                    let before = std::mem::replace(&mut simulation.scenario, scenario);
                    if simulation.scenario != before {
                        self.history.push(before);
                    }
                    self.cursor = 0;
                    self.room = Room::Shared;
                    self.focus = Focus::Panel;
                    self.simulate();
                    if self.is_blank(self.tab) {
                        self.tab = Tab::Explain;
                    }
                    self.warn();
                }
                Err(words) => self.complain(said!("tui.notice.plain", words)),
            }
        }
    }

    /// Whether a tab has nothing to show at the present step.
    fn is_blank(&self, tab: Tab) -> bool {
        match tab {
            Tab::Explain => self.trace.steps.is_empty(),
            Tab::Bytes => self.rows() == 0,
            Tab::Keys => self.values_so_far() == 0,
            Tab::Certificates => view::certificates::len(self) == 0,
            Tab::Transcript => self.transcript().is_empty(),
            Tab::Math => !view::math::computes(self, self.cursor),
        }
    }

    fn change_ground(&mut self) {
        if matches!(self.theme.color, ColorChoice::Mono | ColorChoice::Ansi16) {
            return self.say(said!("tui.notice.colours"));
        }
        let ground = match self.theme.ground {
            Ground::Dark => Ground::Light,
            Ground::Light => Ground::Dark,
        };
        self.theme = Theme::new(self.theme.color, ground, self.theme.marks.ascii);
    }
}
