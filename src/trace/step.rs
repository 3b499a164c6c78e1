//! Steps: what the reader moves through.

use super::diagnosis::Diagnosis;
use super::id::ConnectionId;
use super::id::ValueId;
use super::message::{Fate, Message};
use super::step_name::{StepName, is_close_notify};
use crate::protocol::{Check, MessageName, Phase, Side, StateId, StepKind, Topic};
use crate::said;
use crate::text::Said;
use std::sync::Arc;

/// One step of a run.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its place in `Trace::steps`, from 0.
    pub index: usize,
    /// The connection it belongs to.
    pub connection: ConnectionId,
    /// The part of the handshake it belongs to.
    pub phase: Phase,
    /// Who does it.
    pub actor: Actor,
    /// Of what kind it is.
    pub kind: StepKind,
    /// What it is about; its explanation is found by this.
    pub topic: Topic,
    /// The message, when one crosses the wire.
    pub message: Option<Message>,
    /// The values that came into being, were read or were used as outcome here.
    pub values: Vec<ValueId>,
    /// What was compared.
    pub checks: Vec<Check>,
    /// Why a side gave up here, if one did: what was expected and what came.
    pub failure: Option<Said>,
    /// What a real peer has probably done wrong, if that is why our side gave up here.
    pub diagnosis: Option<Arc<Diagnosis>>,
    /// The states of both machines afterwards, client first; `None` for a peer that is not ours
    /// or has not begun.
    pub states: [Option<StateId>; 2],
}

impl Step {
    /// Whether it passed its checks, or failed; `None` for one that checks nothing.
    pub fn passed(&self) -> Option<bool> {
        let failed = self.failure.is_some() || self.checks.iter().any(|check| !check.passed);
        match self.kind {
            _ if failed => Some(false),
            StepKind::Check if !self.checks.is_empty() => Some(true),
            _ => None,
        }
    }

    /// Whether the server's certificate failed a check here and the client went on, as if its user had ignored
    /// the warning.
    pub fn clicks_through(&self) -> bool {
        self.topic == Topic::CheckCertificate
            && self.actor != Actor::Reader
            && self.failure.is_none()
            && self.checks.iter().any(|check| !check.passed)
    }

    /// Whether a side skips a check here because it was told to.
    pub fn skips(&self) -> bool {
        self.checks.iter().any(|check| check.skipped)
    }

    /// What happens here, by name.
    pub fn name(&self) -> StepName {
        if let Some(message) = self.message.as_ref().filter(|message| message.sealed) {
            return StepName::of_sealed(message.name);
        }
        match (self.topic, self.fate()) {
            (Topic::Send(_) | Topic::Receive(_), Fate::CopyOf(_)) => StepName::CopiedMessage,
            (Topic::Send(_) | Topic::Receive(_), Fate::PartOf(_)) => StepName::TornMessage,
            (Topic::Send(_) | Topic::Receive(_), Fate::Replayed) => StepName::ReplayedMessage,
            _ => self.untampered_name(),
        }
    }

    /// As [`Step::name`], but for a message that is replayed the name that it had in the recorded run.
    pub(super) fn original_name(&self) -> StepName {
        match self.fate() {
            Fate::Replayed => self.untampered_name(),
            _ => self.name(),
        }
    }

    /// The name without regard to the fate of the message.
    fn untampered_name(&self) -> StepName {
        let side = match self.actor {
            Actor::One(side) => side,
            Actor::Both => Side::Client,
            Actor::Reader => return StepName::of_reader(self.topic),
        };
        StepName::of(self.topic, side, self.closes())
    }

    /// The name of what happens here as `assets/` and exports have it: `draw_client_random`,
    /// `client_hello`, `server_check_finished`, ….
    pub fn key(&self) -> &'static str {
        self.name().key()
    }

    /// Whether its message is close_notify.
    pub fn closes(&self) -> bool {
        let content = self.message.as_ref().map(|message| &message.content);
        content.is_some_and(|content| is_close_notify(content))
    }

    /// What happens here, in a few words: `client sends ClientHello`, `client checks the certificate`.
    pub fn title(&self) -> Said {
        let who = self.actor.name();
        let both = self.actor == Actor::Both;
        if let Topic::Send(name) | Topic::Receive(name) = self.topic {
            let closes = name == MessageName::Alert && self.closes();
            let name = if closes { "close_notify" } else { name.name() };
            return match self.fate() {
                Fate::CopyOf(_) | Fate::PartOf(_) => said!("trace.step.unsent", name),
                Fate::Replayed => said!("trace.step.replays", name),
                _ => said!("trace.step.sends", who, name),
            };
        }
        match self.topic {
            Topic::DeriveMasterSecret if both => said!("trace.step.derive_master_secret_both"),
            Topic::ExpandKeyBlock if both => said!("trace.step.expand_key_block_both"),
            topic => said!("trace.step.does", who, what = topic.words()),
        }
    }

    /// Its number from 1 and its title, and behind it what became of its message, in the words that are
    /// given: none for one that arrived as it was sent.
    pub fn numbered_title(&self, fate: &str) -> String {
        let fate = (!fate.is_empty()).then_some(fate);
        let number = format!("{:>3}", self.index + 1);
        said!("trace.step.numbered", number, title = self.title(), fate).to_string()
    }

    /// What became of its message between the two ends.
    pub fn fate(&self) -> Fate {
        self.message
            .as_ref()
            .map_or(Fate::Delivered, |message| message.fate)
    }
}

/// Who does a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// One side.
    One(Side),
    /// Both, each for itself.
    Both,
    /// The reader of a capture, in the place of the sides.
    Reader,
}

impl Actor {
    /// `client`, `server`, `both` or `reader`.
    pub const fn name(self) -> &'static str {
        match self {
            Actor::One(side) => side.name(),
            Actor::Both => "both",
            Actor::Reader => "reader",
        }
    }

    /// Whether a side takes part.
    pub fn includes(self, side: Side) -> bool {
        match self {
            Actor::One(one) => one == side,
            Actor::Both => true,
            Actor::Reader => false,
        }
    }
}
