//! How the entries of a journal become a trace: what is recorded stays, connections are told apart, and what
//! a side has seen is what has reached it.

use premaster::scenario::{Change, Intercepted, Interception, Overrides, Scenario, play, simulate};
use premaster::trace::journal::{Attempt, Entry, LinkEvent, TransferId};
use premaster::trace::{
    Connection, Findings, Holder, Knowledge, Outcome, Party, Recorder, Side, Trace, Value,
    ValueName,
};

fn scenario(name: &str, seed: u64) -> Scenario {
    Scenario::builtin(name, Overrides::seed(seed)).unwrap()
}

/// A recorder for runs of a scenario.
fn recorder(scenario: &Scenario) -> Recorder {
    Recorder::new(simulate(scenario).run().clone())
}

/// What a side knows of the pre-master secret.
fn knows(trace: &Trace, side: Side) -> Knowledge {
    let id = trace.last_connection().id;
    let secret = trace.first(id, ValueName::PreMasterSecret);
    secret.map_or(Knowledge::Unknown, |secret| {
        secret.known_to(side.into(), usize::MAX)
    })
}

#[test]
fn the_server_has_seen_the_encrypted_secret_only_once_the_link_has_delivered_it() {
    let scenario = scenario("classic", 1);
    let mut recorder = recorder(&scenario);
    let mut sealed = 0;
    play(&scenario, &mut |entry| {
        let before = knows(recorder.trace(), Side::Server);
        let delivers = matches!(entry, Entry::Link(LinkEvent::Delivered { .. }));
        recorder.record(entry);
        if (before, knows(recorder.trace(), Side::Server))
            == (Knowledge::Unknown, Knowledge::Sealed)
        {
            assert!(delivers);
            sealed += 1;
        }
    });
    assert_eq!(sealed, 1);
}

#[test]
fn the_server_never_sees_a_message_that_is_dropped() {
    let mut scenario = scenario("classic", 1);
    scenario.interceptions.push(Interception {
        message: Intercepted::ClientKeyExchange,
        occurrence: 1,
        change: Change::Drop,
    });
    let trace = simulate(&scenario);
    assert_eq!(knows(&trace, Side::Client), Knowledge::Known);
    assert_eq!(knows(&trace, Side::Server), Knowledge::Unknown);
    let secret = trace.first(trace.last_connection().id, ValueName::PreMasterSecret);
    let eve = secret.unwrap().known_to(Party::Eavesdropper, usize::MAX);
    assert_eq!(eve, Knowledge::Sealed);
}

#[test]
fn what_is_known_is_never_taken_back() {
    for name in [
        "classic",
        "mutual",
        "client-wrong-key",
        "dropped-record",
        "reordered-messages",
        "truncated-close",
        "replayed-server",
    ] {
        let scenario = scenario(name, 1);
        let mut recorder = recorder(&scenario);
        let mut before: Vec<History> = Vec::new();
        play(&scenario, &mut |entry| {
            recorder.record(entry);
            let values = recorder.trace().values();
            for (value, before) in values.iter().zip(&before) {
                assert!(value.history.starts_with(before), "{name}: {}", value.key());
            }
            before = values.iter().map(|value| value.history.clone()).collect();
        });
        assert!(!before.is_empty(), "{name}");
    }
}

type History = Vec<(usize, Party, Knowledge)>;

/// What a value is on its connection, whatever came before in the trace: its name, its bytes, when it came
/// up, and who learned of it. A key pair is the same on every connection: who knows of it is not counted.
fn facts(value: &Value, start: usize) -> (String, &[u8], usize, History) {
    let history = value.history.iter().filter(|_| !value.is_of_own_key());
    let history = history.map(|(step, party, knowledge)| (step - start, *party, *knowledge));
    (
        value.name.key(),
        &value.bytes,
        value.step - start,
        history.collect(),
    )
}

fn transcripts(connection: &Connection) -> Vec<&[u8]> {
    let all = connection.transcripts.iter().flatten();
    all.flat_map(|entry| [&entry.bytes[..], &entry.hash])
        .collect()
}

/// An entry of a run that follows another, which has sent so many messages.
fn renumbered(entry: Entry, sent: [usize; 2]) -> Entry {
    let shifted = |message: TransferId| TransferId {
        number: message.number + sent[message.sender as usize],
        ..message
    };
    match entry {
        Entry::Link(LinkEvent::Intercepted { message, fate }) => {
            let message = shifted(message);
            Entry::Link(LinkEvent::Intercepted { message, fate })
        }
        Entry::Link(LinkEvent::Delivered {
            message,
            changed,
            copy,
        }) => Entry::Link(LinkEvent::Delivered {
            message: shifted(message),
            changed,
            copy,
        }),
        Entry::Attempt(attempt) => Entry::Attempt(Attempt {
            done: attempt.done.map(shifted),
            ..attempt
        }),
        entry => entry,
    }
}

#[test]
fn two_connections_of_a_trace_are_what_each_is_alone() {
    let runs = [scenario("classic", 1), scenario("flipped-pre-master", 2)];
    let alone = runs.each_ref().map(simulate);
    let mut recorder = recorder(&runs[0]);
    play(&runs[0], &mut |entry| recorder.record(entry));
    let observed = recorder.trace().last_connection().observed;
    recorder.record(Entry::Connection { observed });
    // the messages of a run are numbered consecutively
    let sent = Side::BOTH.map(|side| {
        let steps = alone[0].steps().iter();
        let messages = steps.filter_map(|step| step.message.as_ref());
        messages.filter(|message| message.sender == side).count()
    });
    play(&runs[1], &mut |entry| {
        recorder.record(renumbered(entry, sent))
    });
    let both = recorder.finish(Findings::default());
    assert_eq!(both.connections().len(), 2);
    assert_eq!(both.connections()[0].outcome, Outcome::Established);
    assert!(matches!(both.outcome(), Outcome::Failed { .. }));

    let mut start = 0;
    for (connection, alone) in both.connections().iter().zip(&alone) {
        let steps: Vec<_> = both.steps()[start..]
            .iter()
            .take_while(|step| step.connection == connection.id)
            .map(|step| (step.key(), step.phase, step.actor, step.fate()))
            .collect();
        let expected = alone.steps().iter();
        let expected = expected.map(|step| (step.key(), step.phase, step.actor, step.fate()));
        assert_eq!(steps, expected.collect::<Vec<_>>());
        let values = both.values().iter();
        let values = values.filter(|value| value.connection == connection.id);
        let values: Vec<_> = values.map(|value| facts(value, start)).collect();
        let expected: Vec<_> = alone.values().iter().map(|value| facts(value, 0)).collect();
        assert_eq!(values, expected);
        for side in Side::BOTH {
            let name = ValueName::MasterSecret;
            let secret = |trace: &Trace, id| trace.named(id, name, side).unwrap().bytes.clone();
            let expected = secret(alone, alone.last_connection().id);
            assert_eq!(secret(&both, connection.id), expected);
        }
        assert_eq!(
            transcripts(connection),
            transcripts(alone.last_connection())
        );
        start += steps.len();
    }
    let mut keys: Vec<String> = both.values().iter().map(Value::key).collect();
    let all = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), all, "a key is unique within a trace");
}

#[test]
fn a_third_value_of_a_name_leaves_the_others_whose_they_are() {
    let mut scenario = scenario("impostor-silent", 1);
    scenario.client.accept_any_certificate = true;
    scenario.interceptions.push(Interception {
        message: Intercepted::ServerCertificate,
        occurrence: 1,
        change: Change::Flip {
            field: "modulus".into(),
            byte: 9,
            bit: 0,
        },
    });
    let trace = simulate(&scenario);
    assert!(trace.tampering()[0].done.is_ok());
    let id = trace.last_connection().id;
    let all: Vec<(Holder, String)> = trace
        .of_name(id, ValueName::ServerModulus)
        .map(|value| (value.holder, value.key()))
        .collect();
    let expected = [
        // of the certificate, as it was sent
        (Holder::OnTheWire(1), "server_modulus@wire"),
        // of the certificate, as it arrived
        (Holder::Of(Side::Client), "server_modulus"),
        // of the key that the server decrypts with
        (Holder::Of(Side::Server), "server_modulus@server"),
    ];
    assert_eq!(all, expected.map(|(holder, key)| (holder, key.to_owned())));
}
