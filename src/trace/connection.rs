//! A connection of a run: what was agreed on it, what was shown on it, and how it ended.

use super::id::{ConnectionId, ValueId};
use super::{MessageName, RunKind, ValueName, Withheld};
use crate::crypto::record::Algorithms;
use crate::protocol::{Rules, Side, Suite, Switches};
use crate::said;
use crate::text::Said;
use crate::wire::{Alert, CipherSuite, ProtocolVersion};
use std::collections::BTreeMap;

/// From where a side of a connection was observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Observed {
    /// It is an endpoint of ours, and reports what it does.
    Inside,
    /// It is a peer, and only its messages are seen.
    Outside,
}

/// A connection of a run.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Its place among the connections of its trace.
    pub id: ConnectionId,
    /// From where each side was observed, client first.
    pub observed: [Observed; 2],
    /// The version agreed on, once it is.
    pub version: Option<ProtocolVersion>,
    /// The suite agreed on, once it is, if it is one that can be computed here.
    pub suite: Option<&'static Suite>,
    /// The suite that the server has chosen, by its number, if it is one that cannot.
    pub other_suite: Option<CipherSuite>,
    /// What was switched on: asked for by the client, and agreed to by the server.
    pub switches: Switches,
    /// The transcript as the client and as the server keep it.
    pub transcripts: [Vec<TranscriptEntry>; 2],
    /// The certificate chains that were shown.
    pub chains: Vec<Chain>,
    /// Why the client has shown no certificate when it was asked. Known only of our own client.
    pub withheld: Option<Withheld>,
    /// The trusted certificates that chains have led to: whose chain, in which step, and the DER.
    pub anchors: Vec<(Side, usize, Vec<u8>)>,
    /// How it ended, or that it goes on.
    pub outcome: Outcome,
    /// Its values of each name, in the order of first appearance.
    pub(super) names: BTreeMap<ValueName, Vec<ValueId>>,
}

impl Connection {
    pub(super) fn new(id: ConnectionId, observed: [Observed; 2]) -> Self {
        Connection {
            id,
            observed,
            version: None,
            suite: None,
            other_suite: None,
            switches: Switches::default(),
            transcripts: [Vec::new(), Vec::new()],
            chains: Vec::new(),
            withheld: None,
            anchors: Vec::new(),
            outcome: Outcome::Running,
            names: BTreeMap::new(),
        }
    }

    /// The rules of the version agreed on, once it is.
    pub fn rules(&self) -> Option<&'static Rules> {
        Rules::of(self.version?)
    }

    /// The rules and the suite agreed on, once they are.
    pub fn agreed(&self) -> Option<(&'static Rules, &'static Suite)> {
        self.rules().zip(self.suite)
    }

    /// The name of the suite agreed on, once it is, whether it can be computed here or not.
    pub fn suite_name(&self) -> Option<String> {
        let other = self.other_suite.map(|suite| suite.to_string());
        self.suite.map(|suite| suite.name.to_owned()).or(other)
    }

    /// What protects its records, once that is agreed on.
    pub fn algorithms(&self) -> Option<Algorithms> {
        let (rules, suite) = self.agreed()?;
        Some(Algorithms {
            encrypt_then_mac: self.switches.encrypt_then_mac,
            ..rules.algorithms(suite)
        })
    }

    /// The transcript as one side keeps it.
    pub fn transcript(&self, side: Side) -> &[TranscriptEntry] {
        &self.transcripts[side as usize]
    }

    /// From where a side was observed.
    pub fn observed(&self, side: Side) -> Observed {
        self.observed[side as usize]
    }

    /// Our side, where the other is a peer; `None` where both are ours or neither is.
    pub fn ours(&self) -> Option<Side> {
        match self.observed {
            [Observed::Inside, Observed::Outside] => Some(Side::Client),
            [Observed::Outside, Observed::Inside] => Some(Side::Server),
            _ => None,
        }
    }

    /// Whether neither side is ours: what is known is what was captured, and what a reader computes from it.
    pub fn is_captured(&self) -> bool {
        self.observed == [Observed::Outside; 2]
    }

    /// Whether both sides are ours, and so is the link between them.
    pub fn is_simulated(&self) -> bool {
        self.observed == [Observed::Inside; 2]
    }
}

impl RunKind {
    /// From where the sides of a connection of such a run are observed, client first.
    pub fn observed(&self) -> [Observed; 2] {
        match self {
            RunKind::Simulation => [Observed::Inside; 2],
            RunKind::Capture { .. } | RunKind::Derivation => [Observed::Outside; 2],
            RunKind::Connection { ours, .. } => Side::BOTH.map(|side| match side == *ours {
                true => Observed::Inside,
                false => Observed::Outside,
            }),
        }
    }
}

/// A certificate chain that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Whose it is.
    pub owner: Side,
    /// The step whose message carried it.
    pub step: usize,
    /// DER of each certificate, leaf first.
    pub certificates: Vec<Vec<u8>>,
}

/// A handshake message in a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptEntry {
    /// The step whose message it was.
    pub step: usize,
    /// The message's name.
    pub message: MessageName,
    /// Who sent it.
    pub sender: Side,
    /// The message, with its four-byte header.
    pub bytes: Vec<u8>,
    /// SHA-256 of the transcript up to and including this message.
    pub hash: Vec<u8>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It has not ended.
    Running,
    /// The handshake was completed.
    Established,
    /// It failed.
    Failed {
        /// The fatal alert that was sent, if one was.
        alert: Option<SentAlert>,
        /// What was expected and what came.
        reason: Said,
    },
}

/// An alert on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentAlert {
    /// Level and description.
    pub alert: Alert,
    /// Who sent it.
    pub side: Side,
    /// At which step.
    pub step: usize,
}

impl Outcome {
    /// In a few words: `failed: certificate_expired`.
    pub fn words(&self) -> String {
        let said = match self {
            Outcome::Established => said!("trace.outcome.established"),
            Outcome::Running => said!("trace.outcome.running"),
            Outcome::Failed { alert, .. } => match alert {
                Some(sent) => {
                    let alert = sent.alert.description.to_string();
                    said!("trace.outcome.failed", alert)
                }
                None => said!("trace.outcome.failed_silently"),
            },
        };
        said.to_string()
    }
}
