//! Moving from step to step, from phase to phase, from pane to pane.

use super::Model;
use super::index::up_to;
use super::place::{Focus, PACES, Room, Tab};
use super::source::Driver;
use super::value_row::ValueRow;
use crate::said;
use crate::trace::feed::{Request, Status};
use crate::trace::{MessageName, Phase, Side, Topic};
use crate::tui::command::Command;
use crate::wire::HandshakeType;

impl Model {
    /// One step on; at the end of a connection, its next flight.
    pub fn forward(&mut self) {
        if self.cursor + 1 < self.trace.steps().len() {
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
                Status::Recorded(_) | Status::Ended(_) => said!("tui.notice.over"),
            },
        };
        self.say(said);
    }

    /// To the next phase.
    pub fn next_phase(&mut self) {
        let Some(phase) = self.step().map(|step| step.phase) else {
            return;
        };
        let at = self.index.connection_at(self.cursor);
        let here = self.index.connections[at];
        let later = Phase::ALL.into_iter().filter(|other| *other > phase);
        let later = later.filter_map(|other| here.phases[other as usize]);
        let next = self.index.connections.get(at + 1).map(|next| next.first);
        match later.min().or(next) {
            Some(step) => self.go_to(step),
            None => self.say(said!("tui.notice.last_phase")),
        }
    }

    /// To the phase before.
    pub fn previous_phase(&mut self) {
        let starts = self.index.phase_starts();
        let before = starts.into_iter().filter(|start| *start < self.cursor);
        self.go_to(before.max().unwrap_or(0));
    }

    /// To the first step of a phase of this connection.
    pub fn go_to_phase(&mut self, phase: Phase) {
        let at = self.index.connection_at(self.cursor);
        let here = self.index.connections.get(at);
        match here.and_then(|here| here.phases[phase as usize]) {
            Some(step) => self.go_to(step),
            None => self.complain(said!("tui.notice.no_phase", phase = phase.title())),
        }
    }

    /// Plays the run, or pauses it.
    pub fn toggle_play(&mut self) {
        if !self.play.running && self.cursor + 1 >= self.trace.steps().len() {
            self.go_to(0);
        }
        self.play.running = !self.play.running;
    }

    /// Plays slower or faster.
    pub fn set_pace(&mut self, pace: usize) {
        self.play.pace = pace.min(PACES.len() - 1);
        let (speed, _) = PACES[self.play.pace];
        self.say(said!("tui.notice.pace", speed));
    }

    /// To another pane.
    pub fn move_focus(&mut self, by: usize) {
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

    /// The step that is chosen in the sequence, while the focus is there, if it has a message.
    pub fn chosen_message(&self) -> Option<usize> {
        let chosen = self.picks.step.unwrap_or(self.cursor);
        let step = self.trace.steps().get(chosen)?;
        (self.focus == Focus::Wire && step.message.is_some()).then_some(chosen)
    }

    /// The step in which the server decrypts the pre-master secret, once it has.
    pub fn decrypted_at(&self) -> Option<usize> {
        let mut so_far = self.trace.so_far(self.step()?).iter();
        let found = so_far.find(|step| step.topic == Topic::DecryptPreMasterSecret);
        found.map(|step| step.index)
    }

    /// The step in which the encrypted pre-master secret crosses the wire, once it has.
    pub fn sent_pre_master_at(&self) -> Option<usize> {
        let name = MessageName::Handshake(HandshakeType::ClientKeyExchange);
        let mut so_far = self.trace.so_far(self.step()?).iter();
        let found = so_far.find(|step| {
            let message = step.message.as_ref();
            message.is_some_and(|message| message.name == name)
        });
        found.map(|step| step.index)
    }

    /// Whether a tab has something that is new in the present step.
    pub fn has_news(&self, tab: Tab) -> bool {
        let Some(step) = self.step() else {
            return false;
        };
        match tab {
            Tab::Explain => true,
            Tab::Bytes => step.message.is_some() || !step.values.is_empty(),
            Tab::Map => self.value_rows().iter().any(ValueRow::is_new),
            Tab::Keys => self.index.learned.binary_search(&self.cursor).is_ok(),
            Tab::Certificates => {
                let mut chains = self.connection().chains.iter();
                let checked = up_to(&self.index.certificate_checks, self.cursor).last();
                chains.any(|chain| chain.step == self.cursor) || checked == Some(&self.cursor)
            }
            Tab::Transcript => {
                let mut entries = self.connection().transcripts.iter().flatten();
                entries.any(|entry| entry.step == self.cursor)
            }
            Tab::Math => self.computes(self.cursor),
        }
    }
}
