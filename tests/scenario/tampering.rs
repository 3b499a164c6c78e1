//! An attacker on the path changes one byte of a handshake: no such run ends with both sides content and
//! in disagreement. Where `CI` is set, every byte is changed in every way; otherwise a sample, spread over
//! all messages.

use crate::peers::remark;
use premaster::scenario::{Change, Intercepted, Interception, Overrides, Scenario, simulate};
use premaster::trace::{
    BufferKind, ConnectionId, Fate, MessageName, Outcome, Side, StepName, Trace, ValueName,
};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A byte on the wire.
struct Place {
    message: Intercepted,
    occurrence: usize,
    /// The path of the whole record.
    field: String,
    at: usize,
    byte: u8,
}

/// Each byte of each message on the wire.
fn places(trace: &Trace) -> Vec<Place> {
    let mut places = Vec::new();
    let mut names: Vec<StepName> = Vec::new();
    for step in trace.steps() {
        let Some(message) = &step.message else {
            continue;
        };
        let name = step.name();
        let occurrence = 1 + names.iter().filter(|other| **other == name).count();
        let record = message.buffer(BufferKind::Record).unwrap();
        for (at, byte) in record.bytes.iter().enumerate() {
            places.push(Place {
                message: Intercepted::of(name).unwrap(),
                occurrence,
                field: record.fields()[0].path.clone(),
                at,
                byte: *byte,
            });
        }
        names.push(name);
    }
    places
}

/// What both sides must hold alike once they are content.
fn of_one_mind(trace: &Trace) -> bool {
    let alike = [
        ValueName::ClientRandom,
        ValueName::ServerRandom,
        ValueName::PreMasterSecret,
        ValueName::MasterSecret,
        ValueName::KeyBlock,
        ValueName::ServerModulus,
        ValueName::VerifyData(Side::Client),
        ValueName::VerifyData(Side::Server),
    ];
    let same = |name: ValueName| {
        trace
            .named(ConnectionId::FIRST, name, Side::Client)
            .map(|v| v.id)
            == trace
                .named(ConnectionId::FIRST, name, Side::Server)
                .map(|v| v.id)
    };
    let transcript = |side| -> Vec<&[u8]> {
        let entries = trace.last_connection().transcript(side).iter();
        entries.map(|entry| entry.bytes.as_slice()).collect()
    };
    alike.into_iter().all(same) && transcript(Side::Client) == transcript(Side::Server)
}

/// Whether all that was sent as application data has arrived as it was.
fn delivered(trace: &Trace) -> bool {
    trace.steps().iter().all(|step| match &step.message {
        Some(message) if message.name == MessageName::ApplicationData => {
            message.fate == Fate::Delivered && message.arrived.is_none()
        }
        _ => true,
    })
}

/// Of how many runs one is made where `CI` is not set. A prime, so that the sample meets each way and each
/// part of a message.
const ONE_OF: usize = 23;

/// Which message a byte is in.
fn message(place: &Place) -> String {
    format!("{:?} {}", place.message, place.occurrence)
}

/// The runs that are made: all, or one for the first byte of each message and one of [`ONE_OF`] beyond.
fn sampled(places: &[Place], jobs: Vec<(usize, u8)>, ways: usize) -> Vec<(usize, u8)> {
    if std::env::var_os("CI").is_some() {
        return jobs;
    }
    let begins = |at: usize| at == 0 || message(&places[at - 1]) != message(&places[at]);
    let chosen = |(number, (place, _)): &(usize, (usize, u8))| {
        number % ONE_OF == 0 || number % ways == 0 && begins(*place)
    };
    let jobs = jobs.into_iter().enumerate().filter(chosen);
    jobs.map(|(_, job)| job).collect()
}

/// Runs a scenario once for each of its bytes and each of these ways to change it, or for a sample of them.
fn tampered(name: &str, ways: &[fn(u8) -> u8]) {
    let mut scenario = Scenario::builtin(name, Overrides::seed(42)).unwrap();
    // the handshake is what is looked at; one record of data each way comes along
    scenario.messages.truncate(2);
    let places = places(&simulate(&scenario));
    let jobs: Vec<(usize, u8)> = (0..places.len())
        .flat_map(|i| ways.iter().map(move |way| (i, way)))
        .map(|(i, way)| (i, way(places[i].byte)))
        .collect();
    let all = jobs.len();
    let jobs = sampled(&places, jobs, ways.len());
    let met: BTreeSet<_> = jobs.iter().map(|(i, _)| message(&places[*i])).collect();
    let messages: BTreeSet<_> = places.iter().map(message).collect();
    assert_eq!(met, messages, "each message is tampered with");
    let next = AtomicUsize::new(0);
    let established = AtomicUsize::new(0);
    let unnoticed = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let job = next.fetch_add(1, Ordering::Relaxed);
                    let Some((place, value)) = jobs.get(job) else {
                        return;
                    };
                    let Place {
                        message,
                        occurrence,
                        field,
                        at,
                        byte: before,
                    } = &places[*place];
                    let mut changed = scenario.clone();
                    changed.interceptions = vec![Interception {
                        message: *message,
                        occurrence: *occurrence,
                        change: Change::Set {
                            field: field.clone(),
                            byte: *at,
                            bytes: vec![*value],
                        },
                    }];
                    let trace = simulate(&changed);
                    let what =
                        format!("{message:?} {occurrence}, byte {at}: {before:02x} to {value:02x}");
                    assert!(trace.tampering()[0].done.is_ok(), "{what}");
                    assert_ne!(*trace.outcome(), Outcome::Running, "{what}");
                    if *trace.outcome() == Outcome::Established {
                        // the version of a record before one is agreed on, and nothing else
                        let hello =
                            [Intercepted::ClientHello, Intercepted::ServerHello].contains(message);
                        assert!(hello && *at == 2, "no one noticed: {what}");
                        assert!(of_one_mind(&trace) && delivered(&trace), "{what}");
                        unnoticed.fetch_add(1, Ordering::Relaxed);
                    }
                    // both have finished the handshake, however the connection ended later
                    if done(&trace) {
                        established.fetch_add(1, Ordering::Relaxed);
                        assert!(of_one_mind(&trace), "{what}");
                    }
                }
            });
        }
    });
    remark(&format!(
        "{name}: {} of {all} runs, of {} bytes and {} ways; the handshake was completed in {}, and no \
         side noticed anything in {}",
        jobs.len(),
        places.len(),
        ways.len(),
        established.into_inner(),
        unnoticed.into_inner()
    ));
}

/// Whether both sides have found the other's Finished to be right.
fn done(trace: &Trace) -> bool {
    ["server_check_finished", "client_check_finished"]
        .iter()
        .all(|key| {
            let mut steps = trace.steps().iter();
            steps.any(|step| step.key() == *key && step.failure.is_none())
        })
}

#[test]
fn no_changed_byte_leaves_client_and_server_of_two_minds() {
    tampered(
        "classic",
        &[|byte| byte ^ 0x01, |byte| byte ^ 0x80, |byte| !byte],
    );
}

#[test]
fn nor_with_client_authentication() {
    tampered("mutual", &[|byte| byte ^ 0x01, |byte| byte ^ 0x40]);
}
