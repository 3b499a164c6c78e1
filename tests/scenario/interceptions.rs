//! What an attacker on the way can do to a run, and what comes of it.

use premaster::explain::{self, PartKind};
use premaster::protocol::Switches;
use premaster::scenario::{Change, Intercepted, Interception, Overrides, Scenario, simulate};
use premaster::trace::{
    BufferKind, ConnectionId, Fate, Knowledge, Outcome, Party, Step, Trace, ValueName,
};

fn run(message: &str, change: Change) -> Trace {
    let mut scenario = Scenario::builtin("classic", Overrides::seed(1)).unwrap();
    scenario.interceptions = vec![Interception {
        message: Intercepted::named(message).unwrap(),
        occurrence: 1,
        change,
    }];
    simulate(&scenario)
}

/// How it ended: the alert, and the key of the step that gave up.
fn end(trace: &Trace) -> (Option<String>, &'static str) {
    let Outcome::Failed { alert, .. } = trace.outcome() else {
        return (None, "established");
    };
    let failed = trace.steps().iter().find(|step| step.failure.is_some());
    (
        alert.map(|sent| sent.alert.description.to_string()),
        failed.map(|step| step.key()).unwrap_or_default(),
    )
}

fn flip(field: &str, byte: usize) -> Change {
    Change::Flip {
        field: field.to_owned(),
        byte,
        bit: 0,
    }
}

#[test]
fn each_thing_that_can_be_done_ends_as_the_protocol_says() {
    let field = "client_hello.random.random_bytes";
    for (message, change, alert, step) in [
        (
            "client_hello",
            flip(field, 3),
            Some("bad_record_mac"),
            "reject",
        ),
        (
            "client_hello",
            flip("signature_algorithms", 3),
            Some("decrypt_error"),
            "server_check_finished",
        ),
        (
            "client_key_exchange",
            flip("encrypted_pre_master_secret", 9),
            Some("bad_record_mac"),
            "reject",
        ),
        (
            "client_application_data",
            flip("ciphertext", 0),
            Some("bad_record_mac"),
            "reject",
        ),
        (
            "client_application_data",
            Change::Repeat,
            Some("bad_record_mac"),
            "reject",
        ),
        (
            "server_certificate",
            Change::Swap,
            Some("unexpected_message"),
            "reject",
        ),
        ("server_hello_done", Change::Drop, None, "transport_closed"),
        ("client_close_notify", Change::Cut, None, "transport_closed"),
    ] {
        let trace = run(message, change.clone());
        assert_eq!(
            end(&trace),
            (alert.map(str::to_owned), step),
            "{message} {change:?}"
        );
        assert!(trace.tampering()[0].done.is_ok(), "{:?}", trace.tampering());
        let fate = |step: &premaster::trace::Step| step.message.as_ref().map(|m| m.fate);
        assert!(
            trace
                .steps()
                .iter()
                .any(|s| fate(s).is_some_and(Fate::tampered))
        );
    }
}

#[test]
fn a_replaced_field_leaves_every_length_right() {
    let trace = run(
        "client_hello",
        Change::Replace {
            field: "cipher_suites".to_owned(),
            bytes: vec![0x00, 0x2f],
        },
    );
    let hello = trace.steps()[1].message.as_ref().unwrap();
    let [sent, arrived] = [&hello.buffers, hello.arrived.as_ref().unwrap()];
    assert_eq!(sent[0].bytes.len() - 6, arrived[0].bytes.len());
    assert_eq!(
        trace.last_connection().suite.unwrap().name,
        "TLS_RSA_WITH_AES_128_CBC_SHA"
    );
    assert_eq!(
        end(&trace),
        (Some("decrypt_error".into()), "server_check_finished")
    );
}

#[test]
fn what_fits_nothing_is_said() {
    for (message, change) in [
        ("client_hello", flip("verify_data", 0)),
        ("client_hello", flip("random_bytes", 28)),
        ("certificate_verify", Change::Drop),
    ] {
        let trace = run(message, change);
        assert_eq!(*trace.outcome(), Outcome::Established);
        assert!(
            trace.tampering()[0].done.is_err(),
            "{:?}",
            trace.tampering()
        );
    }
}

#[test]
fn a_name_without_a_number_is_the_first_of_several() {
    let without = run("client_hello", flip("cipher_suites.cipher_suite", 1));
    let with = run("client_hello", flip("cipher_suite[0]", 1));
    assert_eq!(
        format!("{:?}", without.steps()),
        format!("{:?}", with.steps())
    );
    assert!(without.tampering()[0].done.is_ok());
    let other = run("client_hello", flip("cipher_suite[1]", 1));
    assert_ne!(
        format!("{:?}", other.steps()),
        format!("{:?}", with.steps())
    );
}

#[test]
fn numbers_as_large_as_can_be_are_told_and_not_done() {
    for (byte, bytes) in [(usize::MAX, vec![1, 2]), (0, vec![])] {
        let field = "random".to_owned();
        let trace = run("client_hello", Change::Set { field, byte, bytes });
        assert_eq!(*trace.outcome(), Outcome::Established);
        assert!(
            trace.tampering()[0].what.to_string().contains("of random"),
            "{byte}"
        );
    }
}

/// A good run, or another one, with several things done to it.
fn run_with(name: &str, all: &[(&str, Change)]) -> Trace {
    let mut scenario = Scenario::builtin(name, Overrides::seed(42)).unwrap();
    scenario.interceptions = all
        .iter()
        .map(|(message, change)| Interception {
            message: Intercepted::named(message).unwrap(),
            occurrence: 1,
            change: change.clone(),
        })
        .collect();
    simulate(&scenario)
}

fn step_of<'t>(trace: &'t Trace, key: &str) -> &'t Step {
    trace.steps().iter().find(|step| step.key() == key).unwrap()
}

/// What is said of the attacker in the step of that key.
fn told(trace: &Trace, key: &str) -> String {
    let parts = explain::step(trace, step_of(trace, key)).parts;
    let middle = parts.iter().find(|part| part.kind == PartKind::Middle);
    middle.map_or_else(String::new, explain::Part::plain)
}

#[test]
fn a_failure_that_would_have_come_anyway_is_not_told_as_the_attackers_doing() {
    let trace = run_with("wrong-host", &[("client_hello", flip("random", 3))]);
    let failed = step_of(&trace, "check_certificate");
    assert!(failed.failure.is_some());
    let words = told(&trace, "client_hello");
    let step = failed.index + 1;
    let anyway = format!("No one notices: the failure in step {step} happens without it, too.");
    assert!(words.ends_with(&anyway), "{words}");
    assert!(words.contains("What the server receives"), "{words}");
    assert_eq!(told(&trace, "check_certificate"), "");
    assert_eq!(
        trace.noticed(&trace.tampering()[0]).map(|step| step.index),
        None
    );

    // another failure than without the attacker is its doing
    let trace = run_with("wrong-host", &[("server_hello_done", Change::Drop)]);
    assert!(step_of(&trace, "transport_closed").failure.is_some());
    assert!(told(&trace, "transport_closed").contains("Why not earlier"));
}

#[test]
fn of_two_changes_the_one_that_is_noticed_is_told_so() {
    let version = Change::Flip {
        field: "record.version".into(),
        byte: 1,
        bit: 1,
    };
    let data = ("client_application_data", flip("ciphertext", 0));
    let trace = run_with("classic", &[("client_hello", version), data.clone()]);
    let words = told(&trace, "client_hello");
    assert!(
        words.contains("No one notices: the failure in step"),
        "{words}"
    );
    let words = told(&trace, "client_application_data");
    assert!(words.contains("The server notices in step"), "{words}");
    let words = told(&trace, "reject");
    assert!(
        words.contains("of ciphertext") && !words.contains("of version"),
        "{words}"
    );

    // where either would have been enough, it is both
    let (one, other) = (flip("random", 0), flip("random", 9));
    let trace = run_with("classic", &[("client_hello", one), ("client_hello", other)]);
    assert!(trace.tampering().iter().all(|one| one.noticed.is_some()));
    let words = told(&trace, "reject");
    assert!(
        words.contains("byte 0") && words.contains("byte 9"),
        "{words}"
    );

    // and both stand at one message, of which one is noticed
    let (one, other) = (flip("ciphertext", 0), flip("iv", 0));
    let all = [
        ("client_application_data", one),
        ("client_application_data", other),
    ];
    let trace = run_with("classic", &all);
    assert!(told(&trace, "reject").contains("as soon as the record arrives"));
}

fn run_of(toml: &str) -> Trace {
    let head = "description = \"\"\nseed = 42\nclock = \"2026-11-21\"\n";
    let text = format!("{head}{toml}");
    let scenario = Scenario::from_toml(&text, "test", "test", Overrides::default()).unwrap();
    simulate(&scenario)
}

/// The steps in which each thing was noticed, by key.
fn noticed(trace: &Trace) -> Vec<Option<&'static str>> {
    let step = |one| trace.noticed(one).map(Step::key);
    trace.tampering().iter().map(step).collect()
}

const MESSAGES: &str = "[[message]]\nfrom = \"client\"\ntext = \"one\"\n\
                        [[message]]\nfrom = \"client\"\ntext = \"two\"\n";

#[test]
fn what_is_changed_and_held_back_for_nothing_arrives_changed() {
    let trace = run_of(
        "[[interception]]\nmessage = \"client_hello\"\nflip = { field = \"random_bytes\", byte = 0, bit = 0 }\n\
         [[interception]]\nmessage = \"client_hello\"\naction = \"swap\"\n",
    );
    assert_eq!(step_of(&trace, "client_hello").fate(), Fate::Changed);
    assert_eq!(noticed(&trace), [Some("reject"), None]);
    let words = told(&trace, "client_hello");
    assert!(words.contains("is not what the client sent"), "{words}");
}

#[test]
fn each_of_two_dropped_records_is_missed() {
    let drop = "[[interception]]\nmessage = \"client_application_data\"\naction = \"drop\"\n";
    let trace = run_of(&format!("{MESSAGES}{drop}{drop}occurrence = 2\n"));
    assert_eq!(noticed(&trace), [Some("reject"); 2]);
}

#[test]
fn what_the_other_side_notices_later_is_told_there() {
    let trace = run_of(
        "[server]\ncertificate = [\"expired.pem\", \"intermediate.pem\"]\n\
         [[interception]]\nmessage = \"client_hello\"\naction = \"repeat\"\n",
    );
    assert!(step_of(&trace, "check_certificate").failure.is_some());
    assert_eq!(noticed(&trace), [Some("reject")]);
    assert!(told(&trace, "reject").contains("only its place is wrong"));
}

#[test]
fn what_takes_itself_back_is_no_reason_for_anything() {
    let flip = "[[interception]]\nmessage = \"client_hello\"\n\
                flip = { field = \"random_bytes\", byte = 3, bit = 1 }\n";
    let drop = "[[interception]]\nmessage = \"client_close_notify\"\naction = \"drop\"\n";
    let trace = run_of(&format!("{MESSAGES}{drop}{flip}{flip}"));
    let closed = Some("transport_closed");
    assert_eq!(noticed(&trace), [closed, None, None]);
    assert!(!told(&trace, "transport_closed").contains("flips"));
}

#[test]
fn a_message_that_is_passed_over_is_told_so() {
    let trace = run_of(
        "[[interception]]\nmessage = \"server_hello_done\"\nset = { field = \"msg_type\", bytes = \"00\" }\n",
    );
    let words = told(&trace, "transport_closed");
    assert!(
        words.contains("has no effect at this point") && !words.contains("A length"),
        "{words}"
    );
}

#[test]
fn a_warning_that_was_clicked_away_is_named() {
    let trace = run_of(
        "server_name = \"other.example\"\n[client]\naccept_any_certificate = true\n\
         [[interception]]\nmessage = \"server_certificate\"\n\
         flip = { field = \"signature_value\", byte = 30, bit = 1 }\n",
    );
    let words = told(&trace, noticed(&trace)[0].unwrap());
    let step = step_of(&trace, "check_certificate").index + 1;
    assert!(
        words.contains(&format!("did show it, in step {step}")),
        "{words}"
    );
}

#[test]
fn why_not_earlier_goes_by_the_check_that_failed() {
    let flipped = |field: &str, byte, bit| Change::Flip {
        field: field.into(),
        byte,
        bit,
    };
    for (message, change, step, said, not) in [
        (
            "certificate_request",
            flipped("certificate_authorities", 48, 2),
            "check_client_certificate",
            "An empty list is a permitted answer",
            "issuer's signature",
        ),
        (
            "certificate_verify",
            flipped("signature_algorithm", 1, 1),
            "check_certificate_verify",
            "with those in its own request",
            "signs all messages",
        ),
        (
            "certificate_verify",
            flipped("signature", 1, 1),
            "check_certificate_verify",
            "signs all messages",
            "in its own request",
        ),
        (
            "server_certificate",
            flipped("signature_value", 9, 1),
            "check_certificate",
            "issuer's signature",
            "at once",
        ),
    ] {
        let trace = run_with("mutual", &[(message, change)]);
        assert!(trace.tampering()[0].done.is_ok(), "{:?}", trace.tampering());
        let words = told(&trace, step);
        assert!(
            words.contains(said) && !words.contains(not),
            "{message}: {words}"
        );
    }
}

#[test]
fn to_a_message_one_thing_is_done_as_a_whole() {
    let done = "server_hello_done";
    for (first, second, problem) in [
        (Change::Drop, Change::Repeat, "it is already dropped"),
        (Change::Drop, flip("length", 0), "it is already dropped"),
        (
            Change::Repeat,
            Change::Repeat,
            "it is already delivered twice",
        ),
        (
            Change::Repeat,
            Change::Drop,
            "it is already delivered twice",
        ),
        (Change::Swap, Change::Cut, "it is already held back"),
        (
            Change::Cut,
            Change::Drop,
            "the connection was cut before it",
        ),
    ] {
        let one = run_with("classic", &[(done, first.clone())]);
        let both = run_with("classic", &[(done, first), (done, second)]);
        let what = both.tampering()[1].done.clone().unwrap_err();
        assert_eq!(what.to_string(), problem);
        assert_eq!(format!("{:?}", one.steps()), format!("{:?}", both.steps()));
    }
    // what follows what is held back lets it go, and cannot be held back itself
    let (ccs, finished) = ("client_change_cipher_spec", "client_finished");
    let swapped = run_with("classic", &[(ccs, Change::Swap)]);
    let both = run_with("classic", &[(ccs, Change::Swap), (finished, Change::Swap)]);
    assert_eq!(
        format!("{:?}", swapped.steps()),
        format!("{:?}", both.steps())
    );
    let problem = both.tampering()[1].done.clone().unwrap_err();
    assert!(
        problem
            .to_string()
            .contains("held back until this one has passed"),
        "{problem}"
    );
}

#[test]
fn nothing_arrives_behind_a_cut() {
    let cut = ("server_certificate", Change::Cut);
    let trace = run_with("classic", &[cut, ("server_hello_done", Change::Drop)]);
    let problem = trace.tampering()[1].done.clone().unwrap_err();
    assert_eq!(problem.to_string(), "the connection was cut before it");

    let held = ("client_key_exchange", Change::Swap);
    let cut = ("client_change_cipher_spec", Change::Cut);
    let trace = run_with("classic", &[held, cut]);
    let fate = |key| step_of(&trace, key).fate();
    assert_eq!(fate("client_key_exchange"), Fate::Cut);
    assert_eq!(fate("client_change_cipher_spec"), Fate::Cut);
    let Outcome::Failed { reason, .. } = trace.outcome() else {
        panic!("{:?}", *trace.outcome());
    };
    assert!(
        reason.to_string().contains("waits for ClientKeyExchange"),
        "{reason}"
    );
}

#[test]
fn what_takes_itself_back_is_told_so() {
    let twice = ("client_hello", flip("random", 0));
    let trace = run_with("classic", &[twice.clone(), twice]);
    assert_eq!(*trace.outcome(), Outcome::Established);
    assert_eq!(step_of(&trace, "client_hello").fate(), Fate::Delivered);
    let words = told(&trace, "client_hello");
    assert!(words.contains("the attack has changed nothing"), "{words}");
}

#[test]
fn a_client_that_keeps_its_certificate_back_is_not_said_to_have_none() {
    let what = |trace: &Trace| {
        let parts = explain::step(trace, step_of(trace, "client_certificate")).parts;
        parts[0].plain()
    };
    let read = |text: &str| {
        let overrides = Overrides::seed(42);
        simulate(&Scenario::from_toml(text, "test", "test", overrides).unwrap())
    };
    let server = "\n[server]\nclient_authentication = \"request\"";
    let client = "description = \"\"\n[client]\ncertificate = [\"client.pem\"]";
    let withheld = what(&read(&format!("{client}{server}")));
    assert!(withheld.contains("no issuer named there"), "{withheld}");
    assert!(!withheld.contains("has no certificate"), "{withheld}");
    let none = what(&read(&format!("description = \"\"{server}")));
    assert!(none.contains("It has no certificate to show"), "{none}");
}

/// What is dropped was seen on the wire, and by no one else.
#[test]
fn a_side_has_not_seen_what_never_came() {
    let trace = run("client_key_exchange", Change::Drop);
    let last = trace.steps().len() - 1;
    let secret = trace
        .first(ConnectionId::FIRST, ValueName::PreMasterSecret)
        .unwrap();
    assert_eq!(secret.known_to(Party::Client, last), Knowledge::Known);
    assert_eq!(
        secret.known_to(Party::Eavesdropper, last),
        Knowledge::Sealed
    );
    assert_eq!(secret.known_to(Party::Server, last), Knowledge::Unknown);
}

/// An attacker who changes a protected record twice reads it again in between.
#[test]
fn a_protected_record_is_read_again_as_what_it_is() {
    for (name, encrypt_then_mac) in [
        ("classic", false),
        ("classic", true),
        ("rc4", false),
        ("ssl3", false),
    ] {
        let overrides = Overrides {
            switches: Switches {
                encrypt_then_mac,
                ..Switches::default()
            },
            ..Overrides::seed(42)
        };
        let trace = simulate(&Scenario::builtin(name, overrides).unwrap());
        let mut protected = 0;
        let messages = trace
            .steps()
            .iter()
            .filter_map(|step| step.message.as_ref());
        for message in messages.filter(|message| message.protected) {
            let sent = message.buffer(BufferKind::Record).unwrap();
            let again = sent.annotation_of(&sent.bytes);
            assert_eq!(again, sent.tree, "{name}: {}", message.name.name());
            protected += 1;
        }
        assert!(protected > 2, "{name}");
    }
}
