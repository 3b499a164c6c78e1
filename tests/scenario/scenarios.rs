//! Every scenario of the program ends as its file declares.

use crate::tiles::tiles;
use premaster::export::failures::{self, Ran};
use premaster::export::report::Report;
use premaster::export::{compare, markdown, text};
use premaster::scenario::{Expectation, Intercepted, Overrides, Scenario, simulate};
use premaster::trace::{
    Actor, BufferKind, CheckName, Comparison, ConnectionId, Fate, Party, Side, StateId, Step,
    StepName, Trace, ValueName,
};
use premaster::wire::node;

fn all() -> impl Iterator<Item = (Scenario, Trace)> {
    Scenario::list().into_iter().map(|listed| {
        let scenario = Scenario::builtin(listed.name, Overrides::seed(42)).unwrap();
        let trace = simulate(&scenario);
        (scenario, trace)
    })
}

#[test]
fn each_ends_with_the_alert_and_at_the_step_that_it_declares() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (scenario, trace) in all() {
        count += 1;
        let name = &scenario.name;
        let expect = scenario.expect.as_ref().expect(name);
        let got = Expectation::of(&trace).expect(name);
        // what a scenario of the program leaves out must not be there either
        if got != *expect {
            wrong.push(format!("{name}: expected {expect:?}, got {got:?}"));
        }
        assert_eq!(expect.unmet(&trace), None, "{name}");
        for tampering in trace.tampering() {
            assert!(tampering.done.is_ok(), "{name}: {tampering:?}");
        }
        assert!(
            !scenario.lesson.is_empty() && !scenario.description.is_empty(),
            "{name}"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 47);
}

#[test]
fn each_gives_the_same_bytes_twice_and_is_the_same_when_written_and_read() {
    for (scenario, trace) in all() {
        let again = simulate(&scenario);
        assert_eq!(
            format!("{trace:?}"),
            format!("{again:?}"),
            "{}",
            scenario.name
        );
        let name = scenario.name.as_str();
        let text = scenario.to_toml();
        let read = Scenario::from_toml(&text, name, name, Overrides::default()).expect(&text);
        assert_eq!(read, scenario, "{text}");
    }
}

#[test]
fn the_leaves_tile_every_buffer_of_every_scenario() {
    all().for_each(|(_, trace)| tiles(&trace));
}

/// `UPDATE_SNAPSHOTS=1` writes the file anew.
#[test]
fn docs_failures_md_is_made_by_running_the_scenarios() {
    let ran: Vec<_> = all()
        .filter(|(scenario, _)| !scenario.expect.as_ref().unwrap().established)
        .collect();
    let rows: Vec<Ran<'_>> = ran
        .iter()
        .map(|(scenario, trace)| Ran {
            name: &scenario.name,
            description: &scenario.description,
            lesson: &scenario.lesson,
            trace,
        })
        .collect();
    let made = failures::markdown(&rows);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/failures.md");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        kept, made,
        "UPDATE_SNAPSHOTS=1 writes docs/failures.md anew"
    );
}

#[test]
fn a_bad_run_and_its_good_one_are_the_same_until_they_part() {
    for (scenario, bad) in all() {
        let good = simulate(&scenario.counterpart().unwrap());
        let comparison = Comparison::of(&good, &bad);
        let name = &scenario.name;
        match comparison.first {
            None => assert!(name == "classic" || name == "mutual", "{name}"),
            Some(first) => {
                assert!(comparison.rows[first].differs.is_some());
                let before = &comparison.rows[..first];
                assert!(before.iter().all(|row| row.left == row.right), "{name}");
            }
        }
        // every step of both is there once, in its order
        let lefts: Vec<usize> = comparison.rows.iter().filter_map(|row| row.left).collect();
        let rights: Vec<usize> = comparison.rows.iter().filter_map(|row| row.right).collect();
        assert!(lefts.into_iter().eq(0..good.steps().len()), "{name}");
        assert!(rights.into_iter().eq(0..bad.steps().len()), "{name}");
    }
}

/// What can be intercepted and what can be expected, by the names that the runs themselves give.
#[test]
fn every_message_and_step_of_every_scenario_has_a_name_that_a_file_may_use() {
    for (scenario, trace) in all() {
        let name = &scenario.name;
        for step in trace.steps() {
            let step = step.name();
            let known = StepName::INSIDE.contains(&step) || Intercepted::of(step).is_some();
            use StepName::{CopiedMessage, ReplayedMessage, TornMessage};
            let made_of = [CopiedMessage, TornMessage, ReplayedMessage].contains(&step);
            assert!(known || made_of, "{name}: {step:?}");
        }
    }
}

/// Every field of every message on the wire can be named in a file, by its path.
#[test]
fn every_field_of_every_message_can_be_intercepted() {
    let mut tried = std::collections::BTreeSet::new();
    for (_, trace) in all() {
        for step in trace.steps() {
            let record = (step.message.as_ref()).and_then(|m| m.buffer(BufferKind::Record));
            let Some(record) = record.filter(|_| Intercepted::of(step.name()).is_some()) else {
                continue;
            };
            for placed in node::walk(&record.tree) {
                tried.insert((step.key(), placed.path));
            }
        }
    }
    assert!(tried.len() > 300, "{}", tried.len());
    let mut text = "description = \"\"\nseed = 1\nclock = 2026-11-21\n".to_owned();
    for (message, path) in &tried {
        text.push_str(&format!(
            "[[interception]]\nmessage = \"{message}\"\nflip = {{ field = \"{path}\", bit = 0 }}\n"
        ));
    }
    let read = Scenario::from_toml(&text, "test", "test.toml", Overrides::default());
    assert_eq!(read.unwrap().interceptions.len(), tried.len());
}

#[test]
fn the_examples_of_the_documentation_run_and_end_as_they_say() {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/docs");
    let mut ran = 0;
    for entry in std::fs::read_dir(docs).unwrap() {
        let path = entry.unwrap().path();
        // its examples are settings of the program
        if path.ends_with("configuration.md") {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        for example in text.split("```toml\n").skip(1) {
            let example = example.split("```").next().unwrap();
            let name = path.to_string_lossy();
            let scenario = Scenario::from_toml(example, "example", &name, Overrides::seed(42));
            let scenario = scenario.unwrap_or_else(|error| panic!("{error}"));
            let trace = simulate(&scenario);
            let expect = scenario.expect.as_ref();
            assert_eq!(
                expect.and_then(|expect| expect.unmet(&trace)),
                None,
                "{name}"
            );
            for tampering in trace.tampering() {
                assert!(tampering.done.is_ok(), "{name}: {tampering:?}");
            }
            ran += 1;
        }
    }
    assert!(ran >= 1, "docs/scenarios.md has an example");
}

/// A run as text, as Markdown, and beside the one in which all is well.
fn printed(scenario: &Scenario) -> [String; 3] {
    let trace = simulate(scenario);
    let good = simulate(&scenario.counterpart().unwrap());
    let style = text::Style::default();
    let mut out = [vec![], vec![], vec![]];
    text::write(&mut out[0], &Report::whole(&trace, &text::CONTENTS), style).unwrap();
    markdown::write(&mut out[1], &Report::whole(&trace, &markdown::CONTENTS)).unwrap();
    compare::text::write(&mut out[2], &compare::Runs::of(&good, &trace), style).unwrap();
    // as one line, however it was wrapped
    out.map(|bytes| {
        let text = String::from_utf8(bytes).unwrap();
        without_links(&text.split_whitespace().collect::<Vec<_>>().join(" "))
    })
}

/// The text with the words of its links to RFCs in Markdown, and without the addresses.
fn without_links(text: &str) -> String {
    let mut words = String::new();
    let mut rest = text;
    while let Some((before, address)) = rest.split_once("](https://www.rfc-editor.org/") {
        let (outside, word) = before.rsplit_once('[').unwrap();
        words += outside;
        words += word;
        rest = address.split_once(')').unwrap().1;
    }
    words + rest
}

#[test]
fn what_there_is_to_learn_stands_once_where_the_run_ends() {
    for (scenario, _) in all() {
        let ends = printed(&scenario);
        let words: Vec<&str> = scenario.lesson.split_whitespace().collect();
        let lesson = words.join(" ");
        for (i, text) in ends.iter().enumerate() {
            let text = text.replace('\\', "");
            assert_eq!(
                text.matches(&lesson).count(),
                1,
                "{i} {}: {lesson}",
                scenario.name
            );
        }
    }
}

#[test]
fn a_run_that_was_clicked_through_says_so_wherever_it_ends() {
    let mut scenario = Scenario::builtin("revoked", Overrides::seed(42)).unwrap();
    let without = printed(&scenario);
    scenario.client.accept_any_certificate = true;
    let with = printed(&scenario);
    for (without, with) in without.iter().zip(with) {
        assert!(!without.contains("ignored the warning"), "{without}");
        assert!(with.contains("user ignored the warning"), "{with}");
    }
    assert!(!simulate(&scenario).passes());
    // no warning is ignored where there was none
    let mut scenario = Scenario::builtin("classic", Overrides::seed(42)).unwrap();
    scenario.client.accept_any_certificate = true;
    for text in printed(&scenario) {
        assert!(!text.contains("ignored the warning"), "{text}");
    }
}

/// What there is to learn is said of a run that ends as it is meant to, and of no other.
#[test]
fn a_lesson_stands_only_under_the_run_that_teaches_it() {
    let overrides = || Overrides::seed(1);
    let trace = simulate(&Scenario::builtin("no-common-suite", overrides()).unwrap());
    assert!(!trace.lesson().is_empty());
    let otherwise = Overrides {
        suite: Some(&premaster::protocol::SUITES[0]),
        ..overrides()
    };
    let trace = simulate(&Scenario::builtin("no-common-suite", otherwise).unwrap());
    assert_eq!(*trace.outcome(), premaster::trace::Outcome::Established);
    assert_eq!(trace.lesson(), "");
}

/// The steps of a run that have this key.
fn steps<'t>(trace: &'t Trace, key: &str) -> Vec<&'t Step> {
    trace
        .steps()
        .iter()
        .filter(|step| step.key() == key)
        .collect()
}

fn builtin(name: &str) -> (Scenario, Trace) {
    let scenario = Scenario::builtin(name, Overrides::seed(42)).unwrap();
    let trace = simulate(&scenario);
    (scenario, trace)
}

#[test]
fn a_replayed_client_fails_because_the_servers_random_is_new() {
    let (scenario, replay) = builtin("replayed-client");
    let recorded = simulate(&scenario.recorded().unwrap());
    let of = |trace: &Trace, name| {
        trace
            .first(ConnectionId::FIRST, name)
            .map(|value| value.bytes.clone())
    };
    for (name, same) in [
        (ValueName::ClientRandom, true),
        (ValueName::EncryptedPreMasterSecret, true),
        (ValueName::PreMasterSecret, true),
        (ValueName::ServerRandom, false),
        (ValueName::MasterSecret, false),
        (ValueName::KeyBlock, false),
    ] {
        let (then, now) = (of(&recorded, name), of(&replay, name));
        assert!(then.is_some() && now.is_some(), "{name:?}");
        assert_eq!(then == now, same, "{name:?}");
    }
    // the bytes are those of the recording, and the data never gets its turn
    let sent = |trace: &Trace, side| -> Vec<Vec<u8>> {
        let messages = trace
            .steps()
            .iter()
            .filter_map(|step| step.message.as_ref());
        let of_side = messages.filter(|message| message.sender == side);
        of_side
            .map(|message| message.buffer(BufferKind::Record).unwrap().bytes.clone())
            .collect()
    };
    let (then, now) = (sent(&recorded, Side::Client), sent(&replay, Side::Client));
    assert_eq!(now.len(), 4);
    assert_eq!(now, then[..4]);
}

#[test]
fn a_replayed_server_fails_because_the_clients_random_is_new() {
    let (scenario, replay) = builtin("replayed-server");
    let recorded = simulate(&scenario.recorded().unwrap());
    let of = |trace: &Trace, name| {
        trace
            .first(ConnectionId::FIRST, name)
            .map(|value| value.bytes.clone())
    };
    for (name, same) in [
        (ValueName::ServerRandom, true),
        (ValueName::ClientRandom, false),
        (ValueName::PreMasterSecret, false),
        (ValueName::KeyBlock, false),
    ] {
        assert_eq!(of(&recorded, name) == of(&replay, name), same, "{name:?}");
    }
    assert!(steps(&replay, "client_application_data").is_empty());
}

/// What an attacker with a recording sends, it cannot read: the trace does not say otherwise.
#[test]
fn an_attacker_with_a_recording_knows_no_more_than_the_eavesdropper() {
    for name in Scenario::list().into_iter().map(|listed| listed.name) {
        let (_, trace) = builtin(name);
        let Some(replayed) = trace.replayed() else {
            continue;
        };
        let last = trace.steps().len();
        for value in trace.values() {
            let [attacker, eavesdropper] = [replayed.side.into(), Party::Eavesdropper];
            assert!(
                value.known_to(attacker, last) <= value.known_to(eavesdropper, last),
                "{name}: {:?}",
                value.name
            );
        }
        assert!(
            trace
                .derivations()
                .iter()
                .all(|one| one.by != replayed.side)
        );
        assert!(trace.last_connection().transcript(replayed.side).is_empty());
        for step in trace.steps() {
            if let Some(message) = step.message.as_ref().filter(|m| m.sender == replayed.side) {
                assert_eq!(message.fate, Fate::Replayed, "{name}");
                assert!(
                    step.title().to_string().starts_with("attacker replays "),
                    "{name}"
                );
            }
        }
        assert!(!trace.passes(), "{name}");
    }
}

#[test]
fn a_generator_that_repeats_lets_the_same_order_be_taken_twice() {
    let (scenario, replay) = builtin("replayed-client-broken-random");
    let recorded = simulate(&scenario.recorded().unwrap());
    for name in [ValueName::ServerRandom, ValueName::KeyBlock] {
        let of = |trace: &Trace| {
            trace
                .first(ConnectionId::FIRST, name)
                .unwrap()
                .bytes
                .clone()
        };
        assert_eq!(of(&recorded), of(&replay));
    }
    let [opened] = steps(&replay, "server_open_application_data")[..] else {
        panic!("one record of data");
    };
    let order = opened.values.iter().map(|id| replay.value(*id));
    let order = order.filter(|value| value.bytes.starts_with(b"Please charge"));
    assert_eq!(order.count(), 1);
    // with another seed it is the same again
    let other = Scenario::builtin("replayed-client-broken-random", Overrides::seed(7)).unwrap();
    let random = |trace: &Trace| {
        trace
            .first(ConnectionId::FIRST, ValueName::ServerRandom)
            .unwrap()
            .bytes
            .clone()
    };
    assert_eq!(random(&simulate(&other)), random(&replay));
    let (_, server) = builtin("replayed-server-broken-random");
    assert_eq!(steps(&server, "client_open_application_data").len(), 1);
}

#[test]
fn a_check_that_is_skipped_is_told_as_skipped_everywhere() {
    let (scenario, trace) = builtin("stripped-suites-unchecked");
    assert_eq!(
        trace.last_connection().suite.unwrap().name,
        "TLS_RSA_WITH_AES_128_CBC_SHA"
    );
    for key in ["server_check_finished", "client_check_finished"] {
        let [step] = steps(&trace, key)[..] else {
            panic!("{key}");
        };
        let check = step
            .checks
            .iter()
            .find(|check| check.name == CheckName::VerifyData);
        let check = check.unwrap();
        assert!(check.skipped && !check.passed, "{check:?}");
        assert!(step.failure.is_none());
    }
    assert!(!trace.passes());
    for (i, text) in printed(&scenario).into_iter().enumerate() {
        assert!(text.contains("skipped"), "{i}: {text}");
    }
    let mut json = Vec::new();
    premaster::export::json::write(&mut json, &trace, trace.steps()).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let skipped = json["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 2);
    assert_eq!(skipped[0]["check"], "verify_data");
    let at = skipped[0]["step"].as_u64().unwrap() as usize;
    let checks = json["steps"][at]["checks"].as_array().unwrap();
    let one = checks.iter().find(|check| check["name"] == "verify_data");
    assert_eq!(one.unwrap()["skipped"], true);
    assert_eq!(one.unwrap()["passed"], false);
}

#[test]
fn an_impostor_that_does_not_admit_it_gets_no_data() {
    let (_, trace) = builtin("impostor-silent");
    assert!(trace.is_impostor(Side::Server));
    assert_eq!(steps(&trace, "bluff").len(), 1);
    assert_eq!(steps(&trace, "server_finished").len(), 1);
    for key in ["client_protect_application_data", "client_application_data"] {
        assert!(steps(&trace, key).is_empty(), "{key}");
    }
}

#[test]
fn a_cut_ends_the_connection_for_both() {
    let (_, trace) = builtin("truncated-order");
    let ends = steps(&trace, "transport_closed");
    let who: Vec<Actor> = ends.iter().map(|step| step.actor).collect();
    assert_eq!(
        who,
        Side::BOTH
            .map(Actor::One)
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
    );
    let last = trace.steps().last().unwrap();
    for state in last.states {
        assert!(
            [StateId::Failed, StateId::Closed].contains(&state.unwrap()),
            "{state:?}"
        );
    }
    // half of the order came, and the server has no answer to it
    assert_eq!(steps(&trace, "server_open_application_data").len(), 1);
    assert!(steps(&trace, "server_application_data").is_empty());
    let (_, unchecked) = builtin("truncated-order-unchecked");
    assert_eq!(steps(&unchecked, "server_open_application_data").len(), 1);
    assert!(unchecked.skipped().is_some());
}

/// What a text holds is in the file as it is, whatever a terminal would make of it.
#[test]
fn a_scenario_keeps_its_texts_exactly() {
    let strange =
        "ESC \u{1b}[31m, RLO \u{202e}, LS \u{2028}, \"quotes\", \\u{1b}, C:\\new\\table\n\ttab";
    let mut scenario = Scenario::builtin("classic", Overrides::seed(42)).unwrap();
    scenario.description = strange.to_owned();
    scenario.lesson = strange.to_owned();
    scenario.messages[0].text = strange.to_owned();
    let text = scenario.to_toml();
    for bad in ['\u{1b}', '\u{202e}', '\u{2028}'] {
        assert!(!text.contains(bad), "{text}");
    }
    let read = Scenario::from_toml(&text, "classic", "classic", Overrides::default()).expect(&text);
    assert_eq!(read, scenario);
    assert_eq!(read.to_toml(), text);
    // and on a screen nothing of it gets through
    let trace = simulate(&scenario);
    for shown in [&trace.run().description, trace.lesson()] {
        assert!(
            !shown.contains(['\u{1b}', '\u{202e}', '\u{2028}', '\n']),
            "{shown}"
        );
    }
}

/// What differs between a recording and its replay can be read off beside each other.
#[test]
fn a_replay_beside_its_recording_shows_what_is_new() {
    let (scenario, replay) = builtin("replayed-client");
    let recorded = simulate(&scenario.counterpart().unwrap());
    assert_ne!(recorded.run().scenario, replay.run().scenario);
    let comparison = Comparison::of(&recorded, &replay);
    let differs = |key: &str| {
        let row = comparison.rows.iter().find(|row| {
            row.left.is_some() && row.right.is_some_and(|at| replay.steps()[at].key() == key)
        });
        row.and_then(|row| row.differs.as_ref().map(ToString::to_string))
    };
    assert_eq!(differs("decrypt_pre_master_secret"), None);
    assert_eq!(differs("negotiate").unwrap(), "server random differs");
    assert_eq!(
        differs("derive_master_secret").unwrap(),
        "master secret differs"
    );
    assert_eq!(differs("expand_key_block").unwrap(), "key block differs");
    assert_eq!(
        differs("replayed_message").unwrap(),
        "recorded in another run"
    );
}
