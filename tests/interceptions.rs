//! What a man in the middle can do to a run, and what comes of it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use premaster::scenario::{Change, Interception, Overrides, Scenario, simulate};
use premaster::trace::{Fate, Outcome, Trace};

fn run(message: &str, change: Change) -> Trace {
    let mut scenario = Scenario::builtin("classic", Overrides::seed(1)).unwrap();
    scenario.interceptions = vec![Interception {
        message: message.to_owned(),
        occurrence: 1,
        change,
    }];
    simulate(&scenario)
}

/// How it ended: the alert, and the key of the step that gave up.
fn end(trace: &Trace) -> (Option<String>, String) {
    let Outcome::Failed { alert, .. } = &trace.outcome else {
        return (None, "established".to_owned());
    };
    let failed = trace.steps.iter().find(|step| step.failure.is_some());
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
            flip("signature_algorithms", 1),
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
            (alert.map(str::to_owned), step.to_owned()),
            "{message} {change:?}"
        );
        assert!(trace.tampering[0].done.is_ok(), "{:?}", trace.tampering);
        let fate = |step: &premaster::trace::Step| step.message.as_ref().map(|m| m.fate);
        assert!(
            trace
                .steps
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
    let hello = trace.steps[1].message.as_ref().unwrap();
    let [sent, arrived] = [&hello.buffers, hello.arrived.as_ref().unwrap()];
    assert_eq!(sent[0].bytes.len() - 6, arrived[0].bytes.len());
    assert_eq!(trace.suite.unwrap().name, "TLS_RSA_WITH_AES_128_CBC_SHA");
    assert_eq!(
        end(&trace),
        (Some("decrypt_error".into()), "server_check_finished".into())
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
        assert_eq!(trace.outcome, Outcome::Established);
        assert!(trace.tampering[0].done.is_err(), "{:?}", trace.tampering);
    }
}

#[test]
fn a_name_without_a_number_is_the_first_of_several() {
    let without = run("client_hello", flip("cipher_suites.cipher_suite", 1));
    let with = run("client_hello", flip("cipher_suite[0]", 1));
    assert_eq!(format!("{:?}", without.steps), format!("{:?}", with.steps));
    assert!(without.tampering[0].done.is_ok());
    let other = run("client_hello", flip("cipher_suite[1]", 1));
    assert_ne!(format!("{:?}", other.steps), format!("{:?}", with.steps));
}

#[test]
fn numbers_as_large_as_can_be_are_told_and_not_done() {
    for (byte, bytes) in [(usize::MAX, vec![1, 2]), (0, vec![])] {
        let field = "random".to_owned();
        let trace = run("client_hello", Change::Set { field, byte, bytes });
        assert_eq!(trace.outcome, Outcome::Established);
        assert!(trace.tampering[0].what.contains("of random"), "{byte}");
    }
}
