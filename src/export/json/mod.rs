//! A trace as JSON, for other programs: format 1, described in `docs/json.md`.
//!
//! A key that the document has is never taken away or given another meaning within a format;
//! new keys may be added. Steps are written one after the other, so that a long trace needs no
//! more memory than its longest step.

mod origin;

use super::ending::{Alert, Suite, outcome};
use crate::explain;
use crate::text::Said;
use crate::trace::{
    Buffer, BufferKind, Diagnosis, Knowledge, Message, Obstacle, Outcome, Party, RunKind, Side,
    Step, StepRef, Trace, Value,
};
use crate::wire::display::{self, hex};
use origin::OriginJson;
use serde::Serialize as Json;
use serde::ser::{SerializeMap, Serializer};
use std::io::{self, Write};

/// The number of the format. Programs that read one number may not understand another.
pub const FORMAT: u32 = 1;

/// Writes a trace with some of its steps, usually all of them, and a line feed at the end.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, trace: &Trace, steps: &[Step]) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Document::of(trace, steps))?;
    out.write_all(b"\n")
}

/// Writes a whole trace as one line: for several traces, one after the other.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_line(out: &mut impl Write, trace: &Trace) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Document::of(trace, trace.steps()))?;
    out.write_all(b"\n")
}

#[derive(Json)]
struct Document<'a> {
    format: u32,
    scenario: &'a str,
    description: &'a str,
    lesson: &'a str,
    connection: Option<Connection<'a>>,
    capture: Option<Capture<'a>>,
    seed: Option<u64>,
    clock: String,
    server_name: Option<&'a str>,
    version: Option<String>,
    suite: Option<Suite>,
    outcome: &'static str,
    reason: Option<&'a Said>,
    alert: Option<Alert>,
    connections: Vec<ConnectionJson>,
    clicked_through: Option<usize>,
    skipped: Vec<Skipped>,
    replayed: Option<Replayed>,
    tampering: Vec<Deed<'a>>,
    #[serde(serialize_with = "steps")]
    steps: Steps<'a>,
    #[serde(serialize_with = "values")]
    values: &'a Trace,
}

#[derive(Json)]
struct Skipped {
    step: usize,
    side: &'static str,
    check: String,
}

impl Skipped {
    fn of(step: &Step) -> impl Iterator<Item = Skipped> {
        let skipped = step.checks.iter().filter(|check| check.skipped);
        skipped.map(|check| Skipped {
            step: step.index,
            side: step.actor.name(),
            check: check.title(),
        })
    }
}

#[derive(Json)]
struct Replayed {
    side: &'static str,
    seed: u64,
}

struct Steps<'a> {
    trace: &'a Trace,
    keys: Vec<StepRef>,
    steps: &'a [Step],
}

#[derive(Json)]
struct Connection<'a> {
    ours: &'static str,
    peer: &'a str,
}

/// Between whom a captured connection is.
#[derive(Json)]
struct Capture<'a> {
    file: &'a str,
    client: &'a str,
    server: &'a str,
}

/// A connection of the run.
#[derive(Json)]
struct ConnectionJson {
    version: Option<String>,
    suite: Option<Suite>,
    suite_name: Option<String>,
    outcome: &'static str,
    resumed: bool,
}

#[derive(Json)]
struct Deed<'a> {
    what: &'a Said,
    step: Option<usize>,
    problem: Option<&'a Said>,
    noticed: Option<usize>,
}

#[derive(Json)]
struct StepJson<'a> {
    index: usize,
    connection: usize,
    key: &'static str,
    place: String,
    phase: &'static str,
    side: &'static str,
    kind: &'static str,
    title: String,
    caption: String,
    text: String,
    #[serde(flatten)]
    message: Option<MessageJson>,
    checks: Vec<Check<'a>>,
    failure: Option<&'a Said>,
    diagnosis: Option<DiagnosisJson>,
    values: Vec<String>,
    states: States,
}

/// What a real peer has probably done wrong.
#[derive(Json)]
struct DiagnosisJson {
    mistakes: Vec<&'static str>,
    text: String,
}

impl DiagnosisJson {
    fn of(diagnosis: &Diagnosis) -> Self {
        let mistakes = diagnosis.mistakes.iter().map(|found| found.key);
        DiagnosisJson {
            mistakes: mistakes.collect(),
            text: diagnosis.to_string(),
        }
    }
}

#[derive(Json)]
struct MessageJson {
    message: &'static str,
    direction: &'static str,
    fate: &'static str,
    arrived: Option<String>,
    record: String,
    plaintext: Option<String>,
    content: String,
    own: Own,
    fields: Vec<Field>,
}

#[derive(Json)]
struct Own {
    record: [usize; 2],
    plaintext: Option<[usize; 2]>,
}

#[derive(Json)]
struct Field {
    path: String,
    name: &'static str,
    buffer: &'static str,
    offset: usize,
    length: usize,
    leaf: bool,
    hex: String,
    display: String,
    rfc: &'static str,
    wireshark: Option<&'static str>,
}

#[derive(Json)]
struct Check<'a> {
    name: String,
    question: String,
    passed: bool,
    skipped: bool,
    detail: &'a Said,
}

#[derive(Json)]
struct States {
    client: Option<&'static str>,
    server: Option<&'static str>,
}

#[derive(Json)]
struct ValueJson<'a> {
    connection: usize,
    hex: String,
    sealed: Option<usize>,
    title: String,
    step: usize,
    origin: OriginJson<'a>,
    known_to: Since,
    sealed_to: Since,
}

/// The step since when, for each party.
#[derive(Json)]
struct Since {
    client: Option<usize>,
    server: Option<usize>,
    eavesdropper: Option<usize>,
}

impl<'a> Document<'a> {
    fn of(trace: &'a Trace, steps: &'a [Step]) -> Self {
        let agreed = trace.last_connection();
        let reason = match trace.outcome() {
            Outcome::Running | Outcome::Established => None,
            Outcome::Failed { reason, .. } => Some(reason),
        };
        Document {
            format: FORMAT,
            scenario: &trace.run().scenario,
            description: &trace.run().description,
            lesson: trace.lesson(),
            connection: match &trace.run().kind {
                RunKind::Simulation | RunKind::Capture { .. } | RunKind::Derivation => None,
                RunKind::Connection { ours, peer } => Some(Connection {
                    ours: ours.name(),
                    peer,
                }),
            },
            capture: match &trace.run().kind {
                RunKind::Capture {
                    file,
                    client,
                    server,
                } => Some(Capture {
                    file,
                    client,
                    server,
                }),
                RunKind::Simulation | RunKind::Connection { .. } | RunKind::Derivation => None,
            },
            seed: trace.run().seed,
            clock: trace.run().clock.rfc3339(),
            server_name: trace.run().server_name.as_deref(),
            version: agreed.version.map(|version| version.to_string()),
            suite: Suite::of(agreed),
            outcome: outcome(trace.outcome()),
            reason,
            alert: Alert::of(agreed),
            connections: ConnectionJson::all(trace),
            clicked_through: trace.clicked_through().map(|step| step.index),
            skipped: trace.steps().iter().flat_map(Skipped::of).collect(),
            replayed: trace.replayed().map(|replayed| Replayed {
                side: replayed.side.name(),
                seed: replayed.seed,
            }),
            tampering: trace
                .tampering()
                .iter()
                .map(|tampering| Deed {
                    what: &tampering.what,
                    step: tampering.done.as_ref().ok().copied(),
                    problem: tampering.done.as_ref().err().map(Obstacle::said),
                    noticed: trace.noticed(tampering).map(|step| step.index),
                })
                .collect(),
            steps: Steps {
                trace,
                keys: StepRef::all(trace),
                steps,
            },
            values: trace,
        }
    }
}

impl ConnectionJson {
    fn all(trace: &Trace) -> Vec<Self> {
        let all = trace.connections().iter();
        all.map(|one| ConnectionJson {
            version: one.version.map(|version| version.to_string()),
            suite: Suite::of(one),
            suite_name: one.suite_name(),
            outcome: outcome(&one.outcome),
            resumed: trace.is_resumed(one.id),
        })
        .collect()
    }
}

fn steps<S: Serializer>(all: &Steps<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let place = |step: &Step| all.keys[step.index];
    let steps = all.steps.iter();
    serializer.collect_seq(steps.map(|step| StepJson::of(all.trace, step, place(step))))
}

fn values<S: Serializer>(trace: &&Trace, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(trace.values().len()))?;
    for value in trace.values() {
        map.serialize_entry(&value.key(), &ValueJson::of(trace, value))?;
    }
    map.end()
}

impl<'a> StepJson<'a> {
    fn of(trace: &Trace, step: &'a Step, place: StepRef) -> Self {
        let explanation = explain::step(trace, step);
        let paragraphs: Vec<String> = explanation.parts.iter().map(explain::Part::plain).collect();
        let check = |check: &'a crate::trace::Check| Check {
            name: check.title(),
            question: check.question(),
            passed: check.passed,
            skipped: check.skipped,
            detail: &check.detail,
        };
        let [client, server] = step.states.map(|state| state.map(|state| state.name()));
        StepJson {
            index: step.index,
            connection: step.connection.0,
            key: step.key(),
            place: place.to_string(),
            phase: step.phase.key(),
            side: step.actor.name(),
            kind: step.kind.name(),
            title: explanation.title,
            caption: explanation.caption,
            text: paragraphs.join("\n\n"),
            message: step.message.as_ref().map(MessageJson::of),
            checks: step.checks.iter().map(check).collect(),
            failure: step.failure.as_ref(),
            diagnosis: step.diagnosis.as_deref().map(DiagnosisJson::of),
            values: step
                .values
                .iter()
                .map(|id| trace.value(*id).key())
                .collect(),
            states: States { client, server },
        }
    }
}

impl MessageJson {
    fn of(message: &Message) -> Self {
        let bytes = |kind| message.buffer(kind).map(|buffer| hex(&buffer.bytes));
        let own = |kind| {
            message
                .buffer(kind)
                .map(|buffer| [buffer.own.start, buffer.own.end])
        };
        MessageJson {
            message: message.name.name(),
            direction: match message.sender {
                Side::Client => "client_to_server",
                Side::Server => "server_to_client",
            },
            fate: message.fate.key(),
            arrived: message
                .arrived
                .as_ref()
                .and_then(|buffers| buffers.first())
                .map(|buffer| hex(&buffer.bytes)),
            record: bytes(BufferKind::Record).unwrap_or_default(),
            plaintext: bytes(BufferKind::Plaintext),
            content: hex(&message.content),
            own: Own {
                record: own(BufferKind::Record).unwrap_or_default(),
                plaintext: own(BufferKind::Plaintext),
            },
            fields: message
                .buffers
                .iter()
                .flat_map(|buffer| fields(message, buffer))
                .collect(),
        }
    }
}

fn fields(message: &Message, buffer: &Buffer) -> Vec<Field> {
    let field = |placed: crate::wire::node::Placed<'_>| {
        let node = placed.node;
        Field {
            path: placed.path,
            name: node.field.name(),
            buffer: buffer.kind.name(),
            offset: node.start,
            length: node.len(),
            leaf: node.is_leaf(),
            hex: hex(&buffer.bytes[node.range()]),
            display: display::value(node, &buffer.bytes),
            rfc: message.rfc(node.field),
            wireshark: node.wireshark(),
        }
    };
    buffer.fields().into_iter().map(field).collect()
}

impl<'a> ValueJson<'a> {
    fn of(trace: &Trace, value: &'a Value) -> Self {
        ValueJson {
            connection: value.connection.0,
            hex: hex(&value.bytes),
            sealed: value.sealed,
            title: value.name.title(),
            step: trace.comes_up(value),
            origin: OriginJson::of(trace, value),
            known_to: Since::of(value, Knowledge::Known),
            sealed_to: Since::of(value, Knowledge::Sealed),
        }
    }
}

impl Since {
    fn of(value: &Value, knowledge: Knowledge) -> Self {
        let since = |party| {
            let found = value
                .history
                .iter()
                .find(|(_, who, what)| (*who, *what) == (party, knowledge));
            found.map(|(step, ..)| *step)
        };
        Since {
            client: since(Party::Client),
            server: since(Party::Server),
            eavesdropper: since(Party::Eavesdropper),
        }
    }
}
