//! What is said of a run is true of it.

use premaster::explain;
use premaster::explain::PartKind;
use premaster::scenario::{Change, Intercepted, Interception, Overrides, Scenario, simulate};
use premaster::trace::{ConnectionId, Fate, Outcome, Step, Topic, Trace, ValueName};
use premaster::wire::names::SignatureAlgorithm;
use std::collections::BTreeSet;

#[test]
fn a_signature_by_pss_is_explained_and_laid_open_too() {
    let mut scenario = Scenario::builtin("mutual", Overrides::seed(7)).unwrap();
    scenario.server.signature_algorithms = vec![SignatureAlgorithm::RsaPssRsaeSha256];
    let trace = simulate(&scenario);
    assert_eq!(*trace.outcome(), Outcome::Established);
    for step in trace.steps() {
        assert!(
            explain::step(&trace, step).unfilled.is_empty(),
            "{}",
            step.key()
        );
        for computation in explain::math::of_step(&trace, step) {
            assert!(computation.unfilled.is_empty(), "{}", computation.title);
            assert!(!computation.title.is_empty(), "{}", step.key());
            for section in &computation.sections {
                assert!(
                    !section.title.is_empty(),
                    "{}: {}",
                    computation.title,
                    section.key
                );
            }
        }
    }
}

fn run(name: &str) -> Trace {
    simulate(&Scenario::builtin(name, Overrides::seed(42)).unwrap())
}

/// The paragraph of a step, or the empty text where it has none.
fn said(trace: &Trace, step: &Step, kind: PartKind) -> String {
    let parts = explain::step(trace, step).parts;
    let part = parts.iter().find(|part| part.kind == kind);
    part.map(explain::Part::plain).unwrap_or_default()
}

fn step_of<'t>(trace: &'t Trace, key: &str) -> &'t Step {
    trace.steps().iter().find(|step| step.key() == key).unwrap()
}

#[test]
fn a_check_that_fails_is_not_praised_for_what_it_would_have_shown() {
    let mut seen = BTreeSet::new();
    for listed in Scenario::list() {
        let trace = run(listed.name);
        for step in trace.steps().iter().filter(|step| step.failure.is_some()) {
            let key = step.key();
            let why = said(&trace, step, PartKind::Why);
            let good = run(if listed.name.starts_with("client-") {
                "mutual"
            } else {
                "classic"
            });
            for other in good.steps().iter().filter(|other| other.key() == key) {
                assert_ne!(
                    why,
                    said(&good, other, PartKind::Why),
                    "{}: {key}",
                    listed.name
                );
                seen.insert(key);
            }
        }
    }
    let checks = [
        "check_certificate",
        "check_certificate_verify",
        "check_client_certificate",
        "negotiate",
        "server_check_finished",
    ];
    assert!(seen.iter().eq(&checks), "{seen:?}");
}

#[test]
fn who_clicks_the_warning_away_is_not_told_that_the_server_is_known() {
    let mut clicked = 0;
    for listed in Scenario::list() {
        let mut scenario = Scenario::builtin(listed.name, Overrides::seed(42)).unwrap();
        scenario.client.accept_any_certificate = true;
        let trace = simulate(&scenario);
        let warned = trace.steps().iter().find(|step| {
            step.topic == Topic::CheckCertificate && step.checks.iter().any(|check| !check.passed)
        });
        let Some(warned) = warned else { continue };
        clicked += 1;
        let what = said(&trace, warned, PartKind::What);
        assert!(what.contains("goes on all the same"), "{what}");
        for step in &trace.steps()[warned.index..] {
            let explained = explain::step(&trace, step);
            assert_eq!(explained.unfilled, Vec::<String>::new());
            let text: Vec<String> = explained.parts.iter().map(explain::Part::plain).collect();
            let text = text.join(" ");
            for claim in [
                "cannot be established",
                "knows whom",
                "that it is the server",
                "The reason:",
            ] {
                assert!(!text.contains(claim), "{}: {text}", listed.name);
            }
        }
        let why = said(
            &trace,
            step_of(&trace, "client_check_finished"),
            PartKind::Why,
        );
        assert!(why.contains("does not know"), "{why}");
    }
    assert!(
        clicked >= 10,
        "only {clicked} certificates that do not pass"
    );
}

#[test]
fn who_shows_a_certificate_without_its_key_is_named_where_it_shows() {
    let trace = run("impostor");
    for key in ["decrypt_pre_master_secret", "reject"] {
        let what = said(&trace, step_of(&trace, key), PartKind::What);
        assert!(
            what.contains("does not hold the private key"),
            "{key}: {what}"
        );
    }
    let why = said(&trace, step_of(&trace, "reject"), PartKind::Why);
    assert!(why.contains("shows here for the first time"), "{why}");
    assert!(why.contains("The client is safe"), "{why}");
    let trace = run("client-wrong-key");
    let step = step_of(&trace, "sign_handshake");
    let what = said(&trace, step, PartKind::What);
    assert!(what.contains("does not hold that private key"), "{what}");
    // a party that has the key is not accused
    for name in ["classic", "mutual", "flipped-pre-master"] {
        let trace = run(name);
        for step in trace.steps() {
            let what = said(&trace, step, PartKind::What);
            assert!(!what.contains("not hold th"), "{name}: {what}");
        }
    }
}

#[test]
fn an_alert_points_back_at_what_went_wrong() {
    for listed in Scenario::list() {
        let trace = run(listed.name);
        for step in trace.steps().iter().filter(|step| step.key() == "alert") {
            let what = said(&trace, step, PartKind::What);
            assert!(!what.contains("The step fails"), "{what}");
            let failed = trace.steps().iter().find(|step| step.failure.is_some());
            let number = format!("in step {};", failed.unwrap().index + 1);
            assert!(what.contains(&number), "{}: {what}", listed.name);
        }
    }
}

#[test]
fn a_message_that_is_taken_out_never_arrives() {
    let mut seen = 0;
    for listed in Scenario::list() {
        let trace = run(listed.name);
        for step in trace.steps() {
            if matches!(step.fate(), Fate::Dropped | Fate::Cut) {
                let told = said(&trace, step, PartKind::Middle);
                assert!(told.contains("It never arrives"), "{told}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 2, "only {seen} messages that never arrive");
}

#[test]
fn what_is_done_after_a_failure_is_not_its_cause() {
    let text = r#"
        description = "A fatal alert never arrives"
        [server]
        certificate = ["expired.pem", "intermediate.pem"]
        [[interception]]
        message = "alert"
        action = "drop"
    "#;
    let overrides = Overrides::seed(42);
    let scenario = Scenario::from_toml(text, "alert lost", "classic", overrides).unwrap();
    let trace = simulate(&scenario);
    let middle = |key| said(&trace, step_of(&trace, key), PartKind::Middle);
    assert_eq!(middle("check_certificate"), "");
    let alert = middle("alert");
    assert!(alert.contains("ends without an alert"), "{alert}");
    let end = middle("transport_closed");
    assert!(end.contains("Why not earlier"), "{end}");
}

/// A good run in which somebody does something to the first message of that key.
fn intercepted(message: &str, change: Change) -> Trace {
    let mut scenario = Scenario::builtin("classic", Overrides::seed(42)).unwrap();
    scenario.interceptions = vec![Interception {
        message: Intercepted::named(message).unwrap(),
        occurrence: 1,
        change,
    }];
    simulate(&scenario)
}

fn flip(field: &str) -> Change {
    Change::Flip {
        field: field.to_owned(),
        byte: 0,
        bit: 0,
    }
}

#[test]
fn why_not_earlier_fits_what_was_done() {
    let set_length = Change::Flip {
        field: "record.length".to_owned(),
        byte: 0,
        bit: 5,
    };
    for (message, change, said_so, not_so) in [
        (
            "server_hello",
            flip("random"),
            "Neither side can know that yet",
            "must not say so",
        ),
        (
            "server_hello",
            flip("compression_method"),
            "has the form, or the values",
            "length",
        ),
        (
            "server_hello",
            set_length,
            "announces more than was sent",
            "must not say so",
        ),
        (
            "client_key_exchange",
            flip("encrypted_pre_master_secret"),
            "must not say so",
            "Neither side can know",
        ),
        (
            "client_hello",
            Change::Repeat,
            "only its place is wrong",
            "the form",
        ),
        (
            "client_change_cipher_spec",
            Change::Repeat,
            "before it uses any key",
            "its MAC",
        ),
        (
            "client_change_cipher_spec",
            Change::Drop,
            "is read in its place",
            "has the form",
        ),
        (
            "client_finished",
            Change::Repeat,
            "made it with number 0",
            "verifies it as soon as",
        ),
        (
            "client_finished",
            flip("ciphertext"),
            "verifies it as soon as",
            "made it with number",
        ),
        (
            "server_certificate",
            Change::Swap,
            "is read in its place",
            "has the form",
        ),
    ] {
        let trace = intercepted(message, change.clone());
        let noticed = trace.given_up_since(0).unwrap();
        let told = said(&trace, noticed, PartKind::Middle);
        // what is refused as soon as it arrives could not be noticed earlier
        let at = trace.tampering()[0].done.clone().unwrap();
        let next = trace.steps()[at + 1..]
            .iter()
            .find(|step| step.failure.is_some());
        let at_once = noticed.topic == Topic::Reject && next.unwrap().index == at + 1;
        assert_eq!(
            told.contains("Why not earlier"),
            !at_once,
            "{message}: {told}"
        );
        assert!(told.contains(said_so), "{message}: {told}");
        assert!(!told.contains(not_so), "{message}: {told}");
    }
}

#[test]
fn a_close_notify_that_nobody_waits_for_is_not_missed() {
    for change in [Change::Drop, Change::Cut] {
        let trace = intercepted("server_close_notify", change);
        assert_eq!(*trace.outcome(), Outcome::Established);
        let told = said(
            &trace,
            step_of(&trace, "server_close_notify"),
            PartKind::Middle,
        );
        assert!(told.contains("need not wait for the answer"), "{told}");
    }
    let trace = intercepted("client_close_notify", Change::Drop);
    let end = step_of(&trace, "transport_closed");
    assert!(said(&trace, end, PartKind::Why).contains("cut short"));
    let trace = intercepted("server_finished", Change::Drop);
    let end = step_of(&trace, "transport_closed");
    assert!(!said(&trace, end, PartKind::Why).contains("cut short"));
}

#[test]
fn a_record_out_of_its_place_is_told_with_both_numbers() {
    for (name, made, counted) in [("replayed-record", 1, 2), ("dropped-record", 2, 1)] {
        let trace = run(name);
        let step = step_of(&trace, "reject");
        let what = said(&trace, step, PartKind::What);
        let numbers = format!("sequence number {made}, and the server counts {counted}");
        assert!(what.contains(&numbers), "{name}: {what}");
        let failed = step.checks.iter().find(|check| !check.passed).unwrap();
        let used = format!("sequence number {counted} ");
        assert!(
            failed.detail.to_string().contains(&used),
            "{}",
            failed.detail
        );
        assert!(
            step.failure
                .as_ref()
                .unwrap()
                .to_string()
                .starts_with("the MAC")
        );
    }
}

#[test]
fn an_alert_says_nothing_of_what_it_is_not_about() {
    for listed in Scenario::list() {
        let trace = run(listed.name);
        for step in trace.steps().iter().filter(|step| step.key() == "alert") {
            let text: Vec<String> = PartKind::ALL
                .into_iter()
                .map(|kind| said(&trace, step, kind))
                .collect();
            let text = text.join(" ");
            let about_a_record = text.contains("bad_record_mac");
            assert_eq!(text.contains("padding"), about_a_record, "{text}");
            let keyed = trace
                .first(ConnectionId::FIRST, ValueName::KeyBlock)
                .is_some();
            assert_eq!(text.contains("both sides forget the keys"), keyed, "{text}");
        }
    }
}

#[test]
fn who_gives_up_names_the_alert_that_follows() {
    for listed in Scenario::list() {
        let trace = run(listed.name);
        let Outcome::Failed {
            alert: Some(sent), ..
        } = trace.outcome()
        else {
            continue;
        };
        let step = trace.given_up_since(0).unwrap();
        if !step.key().starts_with("check_c") || step.topic == Topic::CheckCertificateVerify {
            continue;
        }
        let text = said(&trace, step, PartKind::What) + &said(&trace, step, PartKind::Why);
        let alert = sent.alert.description.to_string();
        assert!(text.contains(&alert), "{}: {text}", listed.name);
        let several = step.checks.iter().filter(|check| !check.passed).count() > 1;
        assert_eq!(text.contains("first of them decides"), several, "{text}");
    }
}

#[test]
fn prose_names_messages_and_not_the_keys_of_files() {
    for listed in Scenario::list() {
        let trace = run(listed.name);
        for step in trace.steps() {
            let told = said(&trace, step, PartKind::Middle);
            for other in trace.steps().iter().filter(|step| step.message.is_some()) {
                let key = other.key();
                let raw = key.contains('_') && key != "close_notify" && told.contains(key);
                assert!(!raw, "{}: {key} in {told}", listed.name);
            }
        }
    }
}
