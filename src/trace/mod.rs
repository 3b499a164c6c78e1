//! The recorded run: steps, values with provenance, and who knows what.
//!
//! A [`Trace`] is all that a view of a run ever sees. A simulation and a live connection give the same
//! entries of a [`journal`], the [`Recorder`] makes the same trace of them, and there is one set of views. A
//! finished trace does not change.

mod compare;
mod connection;
mod crossing;
pub mod diagnosis;
pub mod feed;
mod id;
pub mod journal;
mod message;
mod place;
mod place_error;
mod presented;
mod provenance;
mod recompute;
mod recorder;
mod resumed;
mod seen;
mod step;
mod step_name;
mod stream;
mod value;
mod verdict;

pub use crate::protocol::{
    Act, Check, CheckName, CheckedSignature, Event, Failure, MessageName, Operation, Party, Phase,
    Side, Signed, StateId, StepKind, Topic, ValueName, Withheld,
};
pub use compare::{Comparison, Computation, FieldAt, FieldPair, Pair, Part, Relation, ValuePair};
pub use connection::{Chain, Connection, Observed, Outcome, SentAlert, TranscriptEntry};
pub use crossing::Crossing;
pub use diagnosis::Diagnosis;
pub use id::{ConnectionId, ValueId};
pub use message::{Buffer, BufferKind, Fate, Message};
pub use place::{Located, Place, RunName, StepRef, Target};
pub use place_error::PlaceError;
pub use presented::Presented;
pub use provenance::{Ancestor, Could, How, Source};
pub use recompute::{Change, Gap, Recomputed};
pub use recorder::{Findings, Recorder};
pub use seen::Eyes;
pub use step::{Actor, Step};
pub use step_name::StepName;
pub use value::{Derivation, Holder, Knowledge, Origin, Sighting, Value};
pub use verdict::{Thief, Verdict};

use crate::pki::time::UnixTime;
use crate::said;
use crate::text::{Arg, Said};
use std::fmt;

/// A run from its first step to its last.
#[derive(Clone, Debug)]
pub struct Trace {
    /// What was run.
    run: Run,
    /// What there is to learn from it, in a sentence; empty where nothing is said.
    lesson: String,
    /// Its connections, in the order in which they were begun: there is at least one.
    connections: Vec<Connection>,
    /// What happened, in order; `steps[i].index == i`.
    steps: Vec<Step>,
    /// Every value that came up, in the order of first appearance; `values[i].id.0 == i`.
    values: Vec<Value>,
    /// Every computation of either side, in the order of steps; see [`Trace::derived_in`].
    derivations: Vec<Derivation>,
    /// What became of each message on the link of a simulation, in order; see [`Trace::crossings`].
    passages: Vec<crossing::Passage>,
    /// What an attacker on the path was to do, in order.
    tampering: Vec<Tampering>,
    /// The side that an attacker plays from a recording, if one does.
    replayed: Option<Replayed>,
    /// Which sides have a broken generator that gives the same numbers in every run, client first.
    repeats: [bool; 2],
}

/// What was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The scenario's name, or what takes its place for a connection.
    pub scenario: String,
    /// What it shows, in a sentence.
    pub description: String,
    /// Simulated, or with whom.
    pub kind: RunKind,
    /// The seed of all random numbers; `None` when they came from the operating system.
    pub seed: Option<u64>,
    /// The time on the clocks of the endpoints.
    pub clock: UnixTime,
    /// The name that the client asks for.
    pub server_name: Option<String>,
}

/// Where the events of a run came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// Both ends are simulated here.
    Simulation,
    /// One end is ours, the other is a real peer.
    Connection {
        /// Which end is ours.
        ours: Side,
        /// The peer's address.
        peer: String,
    },
    /// Both ends are peers, and their packets were recorded.
    Capture {
        /// The file.
        file: String,
        /// The client's address.
        client: String,
        /// The server's address.
        server: String,
    },
    /// There was no connection that could be seen: what follows from given values is computed.
    Derivation,
}

/// A side that an attacker plays from a recording of another run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// Which side.
    pub side: Side,
    /// The seed of the run that was recorded.
    pub seed: u64,
}

/// Something that an attacker on the path was to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tampering {
    /// What it is, as a sentence without its subject: `flips bit 0 of …`.
    pub what: Said,
    /// The step whose message it was done to, or why it could not be done.
    pub done: Result<usize, Obstacle>,
    /// What becomes of the message.
    pub fate: Fate,
    /// The step in which a side gives up because of it, that is, as no side does in a run without it.
    pub noticed: Option<usize>,
}

/// Why something could not be done to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It names a byte beyond the end of its field: it is impossible in every run with such a field.
    BeyondField(Said),
    /// It is impossible in this run.
    Other(Said),
}

impl Obstacle {
    /// Why, in words.
    pub fn said(&self) -> &Said {
        match self {
            Obstacle::BeyondField(said) | Obstacle::Other(said) => said,
        }
    }
}

impl From<Said> for Obstacle {
    fn from(said: Said) -> Self {
        Obstacle::Other(said)
    }
}

impl From<&Obstacle> for Arg {
    fn from(obstacle: &Obstacle) -> Arg {
        obstacle.said().into()
    }
}

impl From<Obstacle> for Arg {
    fn from(obstacle: Obstacle) -> Arg {
        Arg::from(&obstacle)
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl Trace {
    /// What an attacker was to do and could not, as sentences.
    pub fn not_done(&self) -> impl Iterator<Item = Said> {
        self.tampering.iter().filter_map(|tampering| {
            let problem = tampering.done.as_ref().err()?;
            let (what, problem) = (&tampering.what, problem.said());
            Some(said!("trace.not_done.sentence", what, problem))
        })
    }
}

impl Trace {
    /// An empty trace.
    pub fn new(run: Run) -> Self {
        Trace {
            connections: vec![Connection::new(ConnectionId::FIRST, run.kind.observed())],
            run,
            lesson: String::new(),
            steps: Vec::new(),
            values: Vec::new(),
            derivations: Vec::new(),
            passages: Vec::new(),
            tampering: Vec::new(),
            replayed: None,
            repeats: [false; 2],
        }
    }

    /// The value of an id of this trace.
    pub fn value(&self, id: ValueId) -> &Value {
        &self.values[id.0]
    }

    /// Begins another connection.
    fn begin(&mut self, observed: [Observed; 2]) -> ConnectionId {
        let id = ConnectionId(self.connections.len());
        self.connections.push(Connection::new(id, observed));
        id
    }

    /// What was run.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// What there is to learn from it, in a sentence; empty where nothing is said.
    pub fn lesson(&self) -> &str {
        &self.lesson
    }

    /// What happened, in order: `steps()[i].index == i`.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The steps of a step's connection up to it, and it too. The steps of a connection follow each other.
    pub fn so_far(&self, step: &Step) -> &[Step] {
        let all = &self.steps[..self.steps.len().min(step.index + 1)];
        let first = all.partition_point(|other| other.connection < step.connection);
        &all[first..]
    }

    /// The steps of a step's connection before it.
    pub fn before(&self, step: &Step) -> &[Step] {
        let so_far = self.so_far(step);
        let own = so_far.last().is_some_and(|last| last.index == step.index);
        &so_far[..so_far.len() - usize::from(own)]
    }

    /// Every value that came up, in the order of first appearance: `values()[i].id.0 == i`.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// Every computation of either side, in the order of steps; see [`Trace::derived_in`].
    pub fn derivations(&self) -> &[Derivation] {
        &self.derivations
    }

    /// What an attacker on the path was to do, in order.
    pub fn tampering(&self) -> &[Tampering] {
        &self.tampering
    }

    /// The side that an attacker plays from a recording, if one does.
    pub fn replayed(&self) -> Option<Replayed> {
        self.replayed
    }

    /// Which sides have a broken generator that gives the same numbers in every run, client first.
    pub fn repeats(&self) -> [bool; 2] {
        self.repeats
    }

    /// The connection of an id of this trace.
    pub fn connection(&self, id: ConnectionId) -> &Connection {
        &self.connections[id.0]
    }

    /// Its connections, in the order in which they were begun: there is at least one.
    pub fn connections(&self) -> &[Connection] {
        &self.connections
    }

    /// The connection that was begun last: a run ends with it.
    pub fn last_connection(&self) -> &Connection {
        &self.connections[self.connections.len() - 1]
    }

    /// How the run ended, as its last connection did.
    pub fn outcome(&self) -> &Outcome {
        &self.last_connection().outcome
    }

    /// The value that goes by this name on a connection for one side: its own where the two sides differ.
    pub fn named(&self, connection: ConnectionId, name: ValueName, side: Side) -> Option<&Value> {
        let of = |holder| {
            let mut all = self.of_name(connection, name);
            all.find(move |value| value.holder == holder)
        };
        of(Holder::Of(side)).or_else(|| of(Holder::Agreed))
    }

    /// The value that the other side has in the place of this one, where the two sides differ.
    pub fn rival(&self, value: &Value) -> Option<&Value> {
        let peers = Holder::Of(value.holder.side()?.peer());
        let mut others = self.of_name(value.connection, value.name);
        others.find(|other| other.holder == peers)
    }

    /// The first value of this name on a connection, on either side.
    pub fn first(&self, connection: ConnectionId, name: ValueName) -> Option<&Value> {
        self.of_name(connection, name).next()
    }

    /// All values of a name on a connection, in the order in which they came up.
    pub fn of_name(
        &self,
        connection: ConnectionId,
        name: ValueName,
    ) -> impl Iterator<Item = &Value> {
        self.connection(connection)
            .names
            .get(&name)
            .into_iter()
            .flatten()
            .filter_map(|id| self.values.get(id.0))
    }

    /// The first of the steps in which a side [has given up](Trace::given_up).
    pub fn given_up_since(&self, at: usize) -> Option<&Step> {
        self.given_up(at).next()
    }

    /// The step in which a side gives up because of something that an attacker did, if one does.
    pub fn noticed(&self, tampering: &Tampering) -> Option<&Step> {
        self.steps.get(tampering.noticed?)
    }

    /// Whether a side gives up after something that an attacker did, and would have done so without
    /// it.
    pub fn blameless(&self, tampering: &Tampering) -> bool {
        let Ok(at) = tampering.done else {
            return false;
        };
        let done = self.steps[at].fate().tampered();
        done && tampering.noticed.is_none() && self.given_up_since(at).is_some()
    }

    /// The steps from that one on in which a side gives up by itself. Reading an alert does not count: its
    /// sender has given up before.
    pub fn given_up(&self, at: usize) -> impl Iterator<Item = &Step> {
        let since = self.steps.iter().skip(at);
        since.filter(|step| step.failure.is_some() && step.kind != StepKind::Alert)
    }

    /// The first step in which the client [clicks through](Step::clicks_through).
    pub fn clicked_through(&self) -> Option<&Step> {
        // no certificate is checked among application data, and there may be much of it
        let mut handshake = self.steps.iter().filter(|step| step.phase != Phase::Data);
        handshake.find(|step| step.clicks_through())
    }

    /// The first step in which a side skipped a check because it was told to.
    pub fn skipped(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.skips())
    }

    /// Whether a side works with another private key than that of the certificate which it sends: then
    /// it is an impostor, and its run has two public keys of that side.
    pub fn is_impostor(&self, side: Side) -> bool {
        let name = match side {
            Side::Client => ValueName::ClientModulus,
            Side::Server => ValueName::ServerModulus,
        };
        let own = |value: &&Value| matches!(value.origin, Origin::Stored { .. });
        let mut connections = self.connections.iter();
        connections.any(|one| self.of_name(one.id, name).filter(own).count() > 1)
    }

    /// Whether all is well in it: the handshake was completed, every check was made and heeded, and
    /// both sides are who they claim to be.
    pub fn passes(&self) -> bool {
        *self.outcome() == Outcome::Established
            && self.clicked_through().is_none()
            && self.skipped().is_none()
            && self.replayed.is_none()
    }

    /// The step in which a value first comes up. A key pair is there from the first step on, and comes up
    /// where it is sent or used; one that never is comes up in the first step.
    pub fn comes_up(&self, value: &Value) -> usize {
        let here = |step: &&Step| step.values.contains(&value.id);
        let listed = value.is_of_own_key().then(|| self.steps.iter().find(here));
        listed.flatten().map_or(value.step, |step| step.index)
    }

    /// The values that come up for the first time in a step.
    pub fn new_in(&self, step: &Step) -> Vec<&Value> {
        let new = |value: &&Value| self.comes_up(value) == step.index;
        let listed = step.values.iter().map(|id| self.value(*id));
        let unused = self.values.iter().filter(|value| {
            value.step == step.index && value.is_of_own_key() && !step.values.contains(&value.id)
        });
        listed.chain(unused).filter(new).collect()
    }

    /// What was computed in a step, in order.
    pub fn derived_in(&self, step: usize) -> &[Derivation] {
        let start = self.derivations.partition_point(|one| one.step < step);
        let end = self.derivations.partition_point(|one| one.step <= step);
        &self.derivations[start..end]
    }
}
