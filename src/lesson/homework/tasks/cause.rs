//! A handshake that failed because a message was changed on its way: what was changed, who noticed it, and by what.

use super::{Made, Task};
use crate::lesson::homework::asked::{Asked, Near, Wanted};
use crate::lesson::homework::names;
use crate::lesson::homework::runs::{Runs, capture_at, scenario};
use crate::protocol::{Operation, Side, Topic};
use crate::said;
use crate::scenario::{Change, Intercepted, Interception, Sessions, simulate};
use crate::trace::{Actor, BufferKind, Trace};
use crate::wire::Field;
use crate::wire::node::walk;

/// What exposes a change, by its word on the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Finished covers the message, and nothing else depends on what was changed.
    Finished,
    /// The two sides compute different keys, and the first record under them fails.
    Keys,
    /// The server cannot use the pre-master secret, does not say so, and the first record fails.
    Secret,
    /// The MAC of the record that was changed.
    Record,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::Finished, Kind::Keys, Kind::Secret, Kind::Record];

    const fn word(self) -> &'static str {
        match self {
            Kind::Finished => "finished",
            Kind::Keys => "keys",
            Kind::Secret => "secret",
            Kind::Record => "record",
        }
    }

    /// Whether a change of this kind was noticed as it should be: in Finished, or by a record that is not valid.
    fn exposes(self, trace: &Trace) -> bool {
        let tampering = trace.tampering().first();
        let Some(step) = tampering.and_then(|one| trace.noticed(one)) else {
            return false;
        };
        let invalid = trace
            .derived_in(step.index)
            .iter()
            .any(|one| matches!(&one.operation, Operation::Unprotection(record) if !record.ok()));
        match self {
            Kind::Finished => step.topic == Topic::CheckFinished,
            Kind::Keys | Kind::Secret | Kind::Record => invalid,
        }
    }
}

/// What can be changed: the message, the end of the path of a field, and what exposes it.
const CHANGES: [(Intercepted, &str, Kind); 8] = [
    (
        Intercepted::ClientHello,
        "signature_algorithms",
        Kind::Finished,
    ),
    (Intercepted::ClientHello, "random_bytes", Kind::Keys),
    (Intercepted::ClientHello, "gmt_unix_time", Kind::Keys),
    (Intercepted::ServerHello, "random_bytes", Kind::Keys),
    (Intercepted::ServerHello, "session_id", Kind::Finished),
    (
        Intercepted::ClientKeyExchange,
        "encrypted_pre_master_secret",
        Kind::Secret,
    ),
    (
        Intercepted::ClientApplicationData,
        "ciphertext",
        Kind::Record,
    ),
    (Intercepted::ServerApplicationData, "iv", Kind::Record),
];

/// How many bits are tried until one is exposed by what the task says: far more than ever are needed.
const ATTEMPTS: usize = 64;
/// The shortest field that is changed has this many bytes.
const WITHIN: usize = 4;

pub(super) fn make(runs: &Runs, _: &[&'static Task]) -> Made {
    let draw = runs.draw;
    let change = draw.one("cause", &CHANGES).copied();
    let (message, field, kind) = change.unwrap_or(CHANGES[0]);
    let mut scenario = scenario(draw, "classic", "cause");
    // so that ServerHello has a session_id
    scenario.server.sessions = Sessions::Id;
    let mut flipped = |attempt: usize| {
        let name = |what: &str| match attempt {
            0 => format!("cause {what}"),
            more => format!("cause {what} {more}"),
        };
        scenario.interceptions = vec![Interception {
            message,
            occurrence: 1,
            change: Change::Flip {
                field: field.to_owned(),
                byte: draw.below(&name("byte"), WITHIN),
                bit: u8::try_from(draw.below(&name("bit"), 8)).unwrap_or_default(),
            },
        }];
        simulate(&scenario)
    };
    // some bits are noticed earlier: the server refuses an offer without its own algorithm
    let mut trace = flipped(0);
    for attempt in 1..ATTEMPTS {
        if kind.exposes(&trace) {
            break;
        }
        trace = flipped(attempt);
    }
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    let receiver = receiver(&trace);
    let noticed = noticed(&trace);
    Made {
        text: said!("homework.task.cause.text", kinds = kinds.join(", ")),
        files: vec![
            capture_at("at-client.pcapng", &trace, Side::Client),
            capture_at("at-server.pcapng", &trace, Side::Server),
        ],
        asked: vec![
            word(
                "side",
                noticed
                    .map(|side| side.name().to_owned())
                    .into_iter()
                    .collect(),
                arrival(receiver, noticed),
            ),
            word(
                "message",
                sent_name(&trace).into_iter().collect(),
                Vec::new(),
            ),
            word("field", names(&trace), Vec::new()),
            word("kind", vec![kind.word().to_owned()], wrong_kinds(kind)),
        ],
    }
}

fn word(name: &str, right: Vec<String>, near: Vec<Near<String>>) -> Asked {
    Asked {
        name: name.to_owned(),
        weight: 0.25,
        wanted: Wanted::Word {
            right,
            offered: Vec::new(),
            near,
        },
    }
}

/// The step whose message was changed.
fn changed(trace: &Trace) -> Option<&crate::trace::Message> {
    let at = trace.tampering().first()?.done.as_ref().ok()?;
    trace.steps().get(*at)?.message.as_ref()
}

fn sent_name(trace: &Trace) -> Option<String> {
    Some(changed(trace)?.name.name().to_owned())
}

fn receiver(trace: &Trace) -> Option<Side> {
    Some(changed(trace)?.sender.peer())
}

fn noticed(trace: &Trace) -> Option<Side> {
    match trace.noticed(trace.tampering().first()?)?.actor {
        Actor::One(side) => Some(side),
        Actor::Both | Actor::Reader => None,
    }
}

/// The names of the field whose bytes differ between the two ends, and of those that hold it.
fn names(trace: &Trace) -> Vec<String> {
    let Some(message) = changed(trace) else {
        return Vec::new();
    };
    let sent = message.buffer(BufferKind::Record);
    let mut arrived = message.arrived.iter().flatten();
    let arrived = arrived.find(|buffer| buffer.kind == BufferKind::Record);
    let (Some(sent), Some(arrived)) = (sent, arrived) else {
        return Vec::new();
    };
    let mut pairs = sent.bytes.iter().zip(&arrived.bytes);
    let Some(at) = pairs.position(|(a, b)| a != b) else {
        return Vec::new();
    };
    let placed = walk(&sent.tree);
    let around = placed
        .iter()
        .filter(|placed| placed.node.range().contains(&at));
    // not the record or the message as a whole
    let inner = around
        .rev()
        .take_while(|placed| !is_whole(placed.node.field));
    inner
        .flat_map(|placed| names::of(placed.node.field))
        .collect()
}

/// Whether a field is too much to be the answer.
fn is_whole(field: Field) -> bool {
    matches!(
        field,
        Field::Record
            | Field::ProtectedRecord
            | Field::Fragment
            | Field::Handshake
            | Field::GenericBlockCipher
    )
}

/// The side at which the message arrived, where the other one notices.
fn arrival(receiver: Option<Side>, noticed: Option<Side>) -> Vec<Near<String>> {
    let other = receiver.filter(|receiver| Some(*receiver) != noticed);
    let near = other.map(|side| Near {
        value: side.name().to_owned(),
        share: 0.0,
        mistake: "arrival_for_notice",
        belief: Some("tamper-seen-at-once"),
        said: said!("homework.near.arrival_for_notice"),
    });
    near.into_iter().collect()
}

fn wrong_kinds(right: Kind) -> Vec<Near<String>> {
    let near = |value: Kind, said| Near {
        value: value.word().to_owned(),
        share: 0.0,
        mistake: "other_kind",
        belief: Some("tamper-seen-at-once"),
        said,
    };
    match right {
        Kind::Record => Vec::new(),
        // a handshake message has no MAC
        _ => vec![near(Kind::Record, said!("homework.near.record_kind"))],
    }
}
