//! The model: what is shown, and where the reader is in it. Nothing here draws, and nothing here
//! knows of a pane.

use super::comparison::Compared;
use super::desk::Desk;
use super::endings::Endings;
use super::eyes::View;
use super::guided::Guided;
use super::index::Index;
use super::place::{Focus, Jump, Notice, PACES, Picks, Play, Room, Tab, USUAL_PACE, reading_time};
use super::presenting::Presenting;
use super::source::{Capture, Connection, Driver, Library, Source};
use super::tree::Tree;
use super::value_row::ValueRow;
use super::voting::Voting;
use crate::explain::{self, Explanation};
use crate::said;
use crate::scenario::Scenario;
use crate::text::Said;
use crate::trace;
use crate::trace::feed::{Status, Update};
use crate::trace::{
    ConnectionId, Origin, Run, RunKind, Side, Step, Topic, Trace, TranscriptEntry, Value, ValueId,
    ValueName,
};
use crate::tui::Options;
use crate::tui::command::Command;
use crate::tui::draw::theme::{ColorChoice, Theme};
use crate::tui::key::Key;
use ratatui::layout::Rect;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// The rows of a screen from which on the map has room below the stage.
const MAP_BESIDE_STAGE: u16 = 38;

/// The screen's model. It is changed by keys, by the mouse and by news of a connection, and
/// drawn without being changed.
#[derive(Debug)]
pub struct Model {
    pub driver: Driver,
    /// The scenarios that there are.
    pub library: Library,
    /// The capture that the run is from, where there are more connections in it.
    pub capture: Option<Capture>,
    /// The run, whole.
    pub run: Arc<Trace>,
    /// The run as the eyes that look see it.
    pub trace: Arc<Trace>,
    /// Whose eyes look, and what they have.
    pub view: View,
    pub index: Index,
    pub tree: Tree,
    /// The values of both sides at the present step.
    pub rows: Vec<ValueRow>,
    /// The present step in words.
    pub explained: Option<Explanation>,
    /// Where the reader was before each jump, the last one last.
    pub jumps: Vec<Jump>,
    /// The scenarios before each change that the reader made, the last one last.
    pub history: Vec<Scenario>,
    /// Another run, while it is compared with this one.
    pub compared: Option<Box<Compared>>,
    /// How the scenarios end that can be chosen.
    pub endings: Endings,
    pub theme: Theme,
    /// Columns and rows of the screen.
    pub size: (u16, u16),
    /// The index of the present step.
    pub cursor: usize,
    pub tab: Tab,
    pub focus: Focus,
    pub room: Room,
    pub play: Play,
    pub notice: Option<Notice>,
    pub picks: Picks,
    pub mouse: bool,
    /// Whether the reader has pressed no key yet.
    pub newcomer: bool,
    /// Whether messages travel.
    pub moves: bool,
    pub presenting: Presenting,
    /// The screen that is followed, if one is.
    pub guided: Option<Guided>,
    /// The question that the teacher has put to the class, on the teacher's screen and on one that follows it.
    pub voting: Option<Voting>,
    /// Whether the map shows what a thief of the server's private key has.
    pub stolen: bool,
    /// Whether nothing tells how the run goes on before the reader gets there.
    pub veiled: bool,
    /// The handshake that the reader builds, if there is one.
    pub desk: Option<Desk>,
    /// What the reader has guessed of the run, as a file.
    pub answers: Option<String>,
    /// Whether a lesson still asks about the run: then its name, which might give the answer away, is not shown.
    pub asked_about: bool,
    /// Whether nothing names the run: the reader is to find out what happened in it.
    pub unnamed: bool,
    /// The first key of a command of the screen: from the table of commands, which knows the model.
    bindings: HashMap<Command, Key>,
}

impl Model {
    /// The model at its first step. For a connection, the news that will come for it too.
    pub fn new(
        source: Source,
        options: Options,
        bindings: HashMap<Command, Key>,
    ) -> (Self, Option<Receiver<Update>>) {
        let mut captured = None;
        let (driver, library, trace, updates) = match source {
            Source::Simulation(simulation, library) => {
                let trace = (library.simulate)(&simulation.scenario);
                (Driver::Simulation(simulation), library, trace, None)
            }
            Source::Live(feed, library) => {
                let (driver, updates) = Driver::live(feed);
                (driver, library, nothing_yet(), Some(updates))
            }
            Source::Capture(capture, feed, library) => {
                captured = Some(capture);
                let (driver, updates) = Driver::live(feed);
                (driver, library, nothing_yet(), Some(updates))
            }
        };
        let color = options.color.of_environment();
        let mut model = Model {
            driver,
            library,
            capture: captured,
            index: Index::of(&trace),
            tree: Tree::default(),
            rows: Vec::new(),
            explained: None,
            jumps: Vec::new(),
            history: Vec::new(),
            compared: None,
            run: Arc::new(trace),
            trace: Arc::new(nothing_yet()),
            view: View::default(),
            endings: Endings::default(),
            theme: Theme::new(color, options.ground, options.ascii),
            size: (80, 24),
            cursor: 0,
            tab: Tab::Explain,
            focus: Focus::Panel,
            room: Room::Shared,
            play: Play {
                running: false,
                pace: options.pace.unwrap_or(USUAL_PACE).min(PACES.len() - 1),
            },
            notice: None,
            picks: Picks::default(),
            mouse: options.mouse,
            newcomer: true,
            moves: options.motion.unwrap_or(color != ColorChoice::Mono),
            presenting: Presenting::default(),
            guided: None,
            voting: None,
            stolen: false,
            veiled: false,
            desk: None,
            answers: None,
            asked_about: false,
            unnamed: false,
            bindings,
        };
        model.arrive();
        model.go_to_located(&options.at);
        model.tab = options.tab.unwrap_or(model.tab);
        model.present(options.present);
        model.warn();
        if let Some(said) = options.notice {
            model.complain(said);
        }
        (model, updates)
    }

    /// Says what a scenario asked for and what did not happen.
    pub fn warn(&mut self) {
        let expected = self
            .scenario()
            .and_then(|scenario| scenario.expect.as_ref());
        let unmet = expected.and_then(|expected| expected.unmet(&self.trace));
        let unmet = unmet.map(|unmet| said!("tui.notice.unmet", unmet));
        let not_done = self.trace.not_done().next();
        let warning = not_done
            .map(|words| said!("tui.notice.plain", words))
            .or(unmet);
        if let Some(warning) = warning {
            self.complain(warning);
        }
    }

    /// The present step; `None` while there are none.
    pub fn step(&self) -> Option<&Step> {
        self.trace.steps().get(self.cursor)
    }

    /// The connection of the present step.
    pub fn connection(&self) -> &trace::Connection {
        self.trace.connection(self.connection_at(self.cursor))
    }

    /// The connection of a step.
    pub fn connection_at(&self, step: usize) -> ConnectionId {
        let step = self.trace.steps().get(step);
        step.map_or(self.trace.last_connection().id, |step| step.connection)
    }

    /// Finds what every frame of the present step needs.
    pub(super) fn look(&mut self) {
        self.see();
        self.rows = self.value_rows_at(self.cursor);
        let step = self.trace.steps().get(self.cursor);
        let explained = step.map(|step| explain::step(&self.trace, step));
        self.explained = explained.map(|explained| self.as_seen(explained));
    }

    /// The screen.
    pub fn screen(&self) -> Rect {
        Rect::new(0, 0, self.size.0, self.size.1)
    }

    /// Who has the room on a screen: a tab that needs much takes the place of the stage where there is
    /// not enough for both.
    pub fn room_on(&self, screen: Rect) -> Room {
        let needs_room = self.tab == Tab::Map && screen.height < MAP_BESIDE_STAGE;
        if needs_room { Room::Panel } else { self.room }
    }

    /// The time that it takes to read what is said of the present step.
    pub fn reading_time(&self) -> Duration {
        let words = self.explained.as_ref().map_or(0, |it| {
            let what = it.parts.first().map_or(String::new(), explain::Part::plain);
            it.caption.split_whitespace().count() + what.split_whitespace().count()
        });
        reading_time(words)
    }

    /// The time until [`Model::tick`] is due, while the run plays.
    pub fn pace(&self) -> Option<Duration> {
        let (_, quarters) = PACES[self.play.pace];
        let time = self.reading_time() * 4 / quarters;
        self.play.running.then_some(time)
    }

    /// The scenario, unless this is a connection.
    pub fn scenario(&self) -> Option<&Scenario> {
        match &self.driver {
            Driver::Simulation(simulation) => Some(&simulation.scenario),
            Driver::Connection(_) => None,
        }
    }

    /// Goes to a step, or to the last one if there are fewer.
    pub fn go_to(&mut self, step: usize) {
        let last = self.run.steps().len().saturating_sub(1);
        let to = step.min(last);
        if to != self.cursor {
            self.cursor = to;
            self.arrive();
        }
    }

    /// Puts every list where the present step has something to show.
    pub fn arrive(&mut self) {
        self.look();
        self.presenting.revealed = false;
        self.presenting.pointer = None;
        let tab = |tab: Tab| tab as usize;
        self.picks.value = None;
        self.picks.step = None;
        self.picks.scroll = 0;
        self.picks.tab[tab(Tab::Explain)] = 0;
        self.picks.tab[tab(Tab::Math)] = 0;
        self.picks.block = 0;
        self.picks.byte = None;
        self.rebuild_tree();
        self.picks.tab[tab(Tab::Bytes)] = self.field_of_interest();
        let new = self.outcome().map(|value| self.row_of_value(value.id));
        let values = self.listed_values();
        self.picks.tab[tab(Tab::Keys)] = new.unwrap_or(values.saturating_sub(1)).min(values);
        if let Some(row) = self.check_of_interest() {
            self.picks.tab[tab(Tab::Certificates)] = row;
        }
        self.picks.tab[tab(Tab::Map)] = self.node_of_interest();
        let transcript = self.transcript().len();
        self.picks.tab[tab(Tab::Transcript)] = transcript.saturating_sub(1);
    }

    /// Finds the rows of the tab Bytes anew.
    pub(super) fn rebuild_tree(&mut self) {
        self.picks.byte = None;
        self.tree = Tree::of(&self.trace, &self.index, self.cursor);
    }

    /// The value that the present step is about.
    pub fn outcome(&self) -> Option<&Value> {
        let values = self.step()?.values.iter().filter_map(|id| self.value(*id));
        values.min_by_key(|value| rank(value))
    }

    /// While the run is played: goes on by one step, and stops at the end.
    pub fn tick(&mut self) {
        if !self.play.running {
            return;
        }
        self.go_to(self.cursor + 1);
        if self.cursor + 1 >= self.trace.steps().len() {
            self.play.running = false;
        }
    }

    /// News of a connection.
    pub fn update(&mut self, update: Update) {
        let Driver::Connection(connection) = &mut self.driver else {
            return;
        };
        match update {
            Update::Status(status) => connection.status = status,
            Update::Trace(trace) => {
                let first = self.trace.steps().is_empty();
                let grown = trace.steps().len() > self.trace.steps().len();
                let follow = connection.follow && grown;
                connection.follow &= !grown;
                let next = if first { 0 } else { self.trace.steps().len() };
                self.index = Index::of(&trace);
                self.run = trace;
                self.look();
                if follow {
                    self.go_to(next);
                } else if grown && !first {
                    let new = self.trace.steps().len() - next;
                    self.say(said!("tui.notice.more_steps", steps = new));
                }
                if first {
                    self.arrive();
                }
            }
        }
    }

    /// Replaces the trace by another one and stays at the same step.
    pub fn show(&mut self, trace: Trace) {
        self.index = Index::of(&trace);
        self.run = Arc::new(trace);
        // these belong to another run
        self.compared = None;
        self.jumps.clear();
        self.cursor = self.cursor.min(self.run.steps().len().saturating_sub(1));
        self.arrive();
    }

    /// How many values there are up to the present step. Values are in order of appearance.
    pub fn values_so_far(&self) -> usize {
        self.trace
            .values()
            .partition_point(|value| value.step <= self.cursor)
    }

    /// The value of an id, if this trace has it.
    pub fn value(&self, id: ValueId) -> Option<&Value> {
        self.trace.values().get(id.0)
    }

    /// The transcript up to the present step. Both sides keep one; each message counts from when
    /// the first of them had it.
    pub fn transcript(&self) -> Vec<&TranscriptEntry> {
        let [client, server] = &self.connection().transcripts;
        let both = (0..client.len().max(server.len())).filter_map(|i| {
            let entries = [client.get(i), server.get(i)].into_iter().flatten();
            entries.min_by_key(|entry| entry.step)
        });
        both.take_while(|entry| entry.step <= self.cursor).collect()
    }

    /// How many certificates the two sides have sent so far. What an attacker has made of them on the
    /// way does not count.
    pub fn certificates_sent(&self) -> usize {
        let sent = |side: Side| {
            let mut chains = self.connection().chains.iter();
            let first = chains.find(|chain| chain.owner == side && chain.step <= self.cursor);
            first.map_or(0, |chain| chain.certificates.len())
        };
        Side::BOTH.into_iter().map(sent).sum()
    }

    /// The step in which a side last protected application data.
    pub fn last_protected(&self, side: Side) -> Option<usize> {
        let mut steps = self.trace.steps().iter().rev();
        let found = steps
            .find(|step| step.topic == Topic::ProtectApplicationData && step.actor.includes(side));
        found.map(|step| step.index)
    }

    /// Whether going on means to send the next flight of a connection.
    pub fn flight_waits(&self) -> bool {
        let at_end = self.cursor + 1 >= self.trace.steps().len();
        let ready = |connection: &Connection| connection.status == Status::Ready;
        at_end && matches!(&self.driver, Driver::Connection(it) if ready(it))
    }

    /// Whether the reader predicts the run, or has changed a message, and has not come to where that ends: how many
    /// steps there are would tell whether a side gives up.
    pub fn ending_is_open(&self) -> bool {
        let last = self.trace.steps().len().saturating_sub(1);
        if self.veiled && self.cursor < last {
            return true;
        }
        let end = self.noticed_at().unwrap_or(last);
        !self.history.is_empty() && self.tampered() > 0 && self.cursor < end
    }

    /// Whether this is a server to which no client has connected yet.
    pub fn is_listening(&self) -> bool {
        let listening = |it: &Connection| matches!(it.status, Status::Listening(_));
        self.trace.steps().is_empty()
            && matches!(&self.driver, Driver::Connection(it) if listening(it))
    }

    /// Whether the scenario can be run again.
    pub fn is_simulation(&self) -> bool {
        matches!(self.driver, Driver::Simulation(_))
    }

    /// Says something to the reader.
    pub fn say(&mut self, said: Said) {
        self.notice = Some(Notice { said, bad: false });
    }

    /// Says that something went wrong.
    pub fn complain(&mut self, said: Said) {
        self.notice = Some(Notice { said, bad: true });
    }

    /// The key of a command of the screen, as the reader sees it.
    pub fn key_of(&self, command: Command) -> String {
        let key = self.bindings.get(&command);
        key.map_or_else(String::new, |key| key.label(self.theme.marks.ascii))
    }
}

/// Of the values of a step, it is about the one with the lowest rank: what was computed, before what was
/// generated or read. A version is one too, but there is always a better one. A hash of the handshake is on the
/// way to a master secret, to verify_data or to a signature.
pub fn rank(value: &Value) -> u8 {
    match (value.name, &value.origin) {
        (ValueName::ClientVersion, _) => 2,
        (ValueName::SessionHash | ValueName::HandshakeHash(_) | ValueName::SignedHash, _) => 1,
        (_, Origin::Derived { .. }) => 0,
        _ => 1,
    }
}

/// The trace of a connection that has not begun.
fn nothing_yet() -> Trace {
    Trace::new(Run {
        scenario: "connection".to_owned(),
        description: String::new(),
        kind: RunKind::Connection {
            ours: Side::Client,
            peer: String::new(),
        },
        seed: None,
        clock: crate::pki::time::UnixTime(0),
        server_name: None,
    })
}
