//! The model: what is shown, and where the reader is in it. Nothing here draws.

use super::Options;
use super::command::{self, Command, Scope};
use super::compare::Compared;
use super::index::Index;
use super::jump::Jump;
use super::provenance::Answered;
use super::source::{Connection, Driver, Source};
use super::theme::{Ground, Theme};
use super::tree::Tree;
use super::ui_state::{Focus, Notice, Overlay, PACES, Picks, Play, Room, Tab};
use crate::said;
use crate::scenario::Scenario;
use crate::text::Said;
use crate::trace::feed::{Status, Update};
use crate::trace::{
    Origin, Run, RunKind, Side, Step, Topic, Trace, TranscriptEntry, Value, ValueId, ValueName,
};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// The screen's model. It is changed by keys, by the mouse and by news of a connection, and
/// drawn without being changed.
#[derive(Debug)]
pub struct Stage {
    pub(super) driver: Driver,
    pub(super) trace: Arc<Trace>,
    pub(super) index: Index,
    pub(super) tree: Tree,
    /// Where the reader was before each jump, the last one last.
    pub(super) jumps: Vec<Jump>,
    /// The scenarios before each change that the reader made, the last one last.
    pub(super) history: Vec<Scenario>,
    /// The tree that answers the question about a value that is open.
    pub(super) answered: Option<Answered>,
    /// The run without the failure, while it is compared with this one.
    pub(super) compared: Option<Box<Compared>>,
    pub(super) theme: Theme,
    pub(super) size: (u16, u16),
    pub(super) cursor: usize,
    pub(super) tab: Tab,
    pub(super) focus: Focus,
    pub(super) room: Room,
    pub(super) overlay: Option<Overlay>,
    pub(super) play: Play,
    pub(super) notice: Option<Notice>,
    pub(super) picks: Picks,
    pub(super) mouse: bool,
}

impl Stage {
    /// The stage at its first step. For a connection, the news that will come for it too.
    pub fn new(source: Source, options: Options) -> (Self, Option<Receiver<Update>>) {
        let (driver, trace, updates) = match source {
            Source::Simulation(simulation) => {
                let trace = (simulation.simulate)(&simulation.scenario);
                (Driver::Simulation(simulation), trace, None)
            }
            Source::Live(feed) => {
                let connection = Connection {
                    requests: feed.requests,
                    status: Status::WaitingForPeer,
                    follow: true,
                };
                (
                    Driver::Connection(connection),
                    nothing_yet(),
                    Some(feed.updates),
                )
            }
        };
        let color = options.color.of_environment();
        let mut stage = Stage {
            driver,
            index: Index::of(&trace),
            tree: Tree::default(),
            jumps: Vec::new(),
            history: Vec::new(),
            answered: None,
            compared: None,
            trace: Arc::new(trace),
            theme: Theme::new(color, Ground::Dark, options.ascii),
            size: (80, 24),
            cursor: 0,
            tab: Tab::Explain,
            focus: Focus::Panel,
            room: Room::Shared,
            overlay: None,
            play: Play {
                running: false,
                pace: 2,
            },
            notice: None,
            picks: Picks::default(),
            mouse: options.mouse,
        };
        stage.arrive();
        stage.warn();
        (stage, updates)
    }

    /// Says what a scenario asked for and what did not happen.
    pub(super) fn warn(&mut self) {
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

    /// The trace that is shown.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The index of the present step.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The present step; `None` while there are none.
    pub fn step(&self) -> Option<&Step> {
        self.trace.steps.get(self.cursor)
    }

    /// The tab that is open.
    pub fn tab(&self) -> Tab {
        self.tab
    }

    /// The pane that the arrow keys move in.
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// What lies over the screen.
    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    /// What the footer says.
    pub fn notice(&self) -> Option<String> {
        self.notice.as_ref().map(|notice| notice.said.to_string())
    }

    /// The time until [`Stage::tick`] is due, while the run plays.
    pub fn pace(&self) -> Option<Duration> {
        self.play.running.then(|| PACES[self.play.pace])
    }

    /// The scenario, unless this is a connection.
    pub fn scenario(&self) -> Option<&Scenario> {
        match &self.driver {
            Driver::Simulation(simulation) => Some(&simulation.scenario),
            Driver::Connection(_) => None,
        }
    }

    /// Notes the size of the screen, in columns and rows.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
    }

    /// Goes to a step, or to the last one if there are fewer.
    pub fn go_to(&mut self, step: usize) {
        let last = self.trace.steps.len().saturating_sub(1);
        let to = step.min(last);
        if to != self.cursor {
            self.cursor = to;
            self.arrive();
        }
    }

    /// Puts every list where the present step has something to show.
    pub(super) fn arrive(&mut self) {
        let tab = |tab: Tab| tab as usize;
        self.picks.side = [None; 2];
        self.picks.message = None;
        self.picks.tab[tab(Tab::Explain)] = 0;
        self.picks.tab[tab(Tab::Math)] = 0;
        self.picks.block = 0;
        self.picks.byte = None;
        self.tree = Tree::of(self);
        self.picks.tab[tab(Tab::Bytes)] = super::view::bytes::first_of_interest(self);
        let new = self.outcome().map(|value| value.id.0);
        let values = self.values_so_far();
        self.picks.tab[tab(Tab::Keys)] = new.unwrap_or(values.saturating_sub(1)).min(values);
        if let Some(row) = super::view::certificates::first_of_interest(self) {
            self.picks.tab[tab(Tab::Certificates)] = row;
        }
        let transcript = self.transcript().len();
        self.picks.tab[tab(Tab::Transcript)] = transcript.saturating_sub(1);
    }

    /// The value that the present step is about: what was computed, before what was generated or read.
    /// A version is one too, but there is always a better one.
    pub(super) fn outcome(&self) -> Option<&Value> {
        let values = self.step()?.values.iter().filter_map(|id| self.value(*id));
        values.min_by_key(|value| match value.origin {
            _ if value.name == ValueName::ClientVersion => 2,
            Origin::Derived { .. } => 0,
            _ => 1,
        })
    }

    /// While the run is played: goes on by one step, and stops at the end.
    pub fn tick(&mut self) {
        if !self.play.running {
            return;
        }
        self.go_to(self.cursor + 1);
        if self.cursor + 1 >= self.trace.steps.len() {
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
                let first = self.trace.steps.is_empty();
                let grown = trace.steps.len() > self.trace.steps.len();
                let follow = connection.follow && grown;
                connection.follow &= !grown;
                let next = if first { 0 } else { self.trace.steps.len() };
                self.index = Index::of(&trace);
                self.trace = trace;
                if follow {
                    self.go_to(next);
                } else if grown && !first {
                    let new = self.trace.steps.len() - next;
                    self.say(said!("tui.notice.more_steps", steps = new));
                }
                if first {
                    self.arrive();
                }
            }
        }
    }

    /// Replaces the trace by another one and stays at the same step.
    pub(super) fn show(&mut self, trace: Trace) {
        self.index = Index::of(&trace);
        self.trace = Arc::new(trace);
        self.cursor = self.cursor.min(self.trace.steps.len().saturating_sub(1));
        // nothing of these is true of another run
        self.jumps.clear();
        self.answered = None;
        self.arrive();
    }

    /// How many values there are up to the present step. Values are in order of appearance.
    pub(super) fn values_so_far(&self) -> usize {
        self.trace
            .values
            .partition_point(|value| value.step <= self.cursor)
    }

    /// The value of an id, if this trace has it.
    pub(super) fn value(&self, id: ValueId) -> Option<&Value> {
        self.trace.values.get(id.0)
    }

    /// The transcript up to the present step. Both sides keep one; each message counts from when
    /// the first of them had it.
    pub(super) fn transcript(&self) -> Vec<&TranscriptEntry> {
        let [client, server] = &self.trace.transcripts;
        let both = (0..client.len().max(server.len())).filter_map(|i| {
            let entries = [client.get(i), server.get(i)].into_iter().flatten();
            entries.min_by_key(|entry| entry.step)
        });
        both.take_while(|entry| entry.step <= self.cursor).collect()
    }

    /// How many certificates the two sides have sent so far. What an attacker has made of them on the
    /// way does not count.
    pub(super) fn certificates_sent(&self) -> usize {
        let sent = |side: Side| {
            let mut chains = self.trace.chains.iter();
            let first = chains.find(|chain| chain.owner == side && chain.step <= self.cursor);
            first.map_or(0, |chain| chain.certificates.len())
        };
        Side::BOTH.into_iter().map(sent).sum()
    }

    /// The step in which a side last protected application data.
    pub(super) fn last_protected(&self, side: Side) -> Option<usize> {
        let mut steps = self.trace.steps.iter().rev();
        let found = steps
            .find(|step| step.topic == Topic::ProtectApplicationData && step.actor.includes(side));
        found.map(|step| step.index)
    }

    /// Whether going on means to send the next flight of a connection.
    pub(super) fn flight_waits(&self) -> bool {
        let at_end = self.cursor + 1 >= self.trace.steps.len();
        let ready = |connection: &Connection| connection.status == Status::Ready;
        at_end && matches!(&self.driver, Driver::Connection(it) if ready(it))
    }

    /// Whether the reader has changed a message and has not come to where that ends: how many steps
    /// there are would tell whether a side gives up.
    pub(super) fn ending_is_open(&self) -> bool {
        let last = self.trace.steps.len().saturating_sub(1);
        let end = self.noticed_at().unwrap_or(last);
        !self.history.is_empty() && self.tampered() > 0 && self.cursor < end
    }

    /// Whether this is a server to which no client has connected yet.
    pub(super) fn is_listening(&self) -> bool {
        let listening = |it: &Connection| matches!(it.status, Status::Listening(_));
        self.trace.steps.is_empty()
            && matches!(&self.driver, Driver::Connection(it) if listening(it))
    }

    /// Whether the scenario can be run again.
    pub(super) fn is_simulation(&self) -> bool {
        matches!(self.driver, Driver::Simulation(_))
    }

    /// Says something to the reader.
    pub(super) fn say(&mut self, said: Said) {
        self.notice = Some(Notice { said, bad: false });
    }

    /// Says that something went wrong.
    pub(super) fn complain(&mut self, said: Said) {
        self.notice = Some(Notice { said, bad: true });
    }

    /// The key of a command of the screen, as the reader sees it.
    pub(super) fn key_of(&self, command: Command) -> String {
        let key = command::key(Scope::Stage, command);
        key.map_or_else(String::new, |key| key.label(self.theme.marks.ascii))
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
