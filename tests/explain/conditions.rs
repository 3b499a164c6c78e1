//! What depends on the run is said of that run.

use crate::runs::{good, one_sided_failures, received, switched};
use premaster::explain::{self, PartKind, checks};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{MessageName, Side, Step, Topic, Trace, ValueName};
use premaster::wire::ContentType;
use premaster::wire::display::hex;

fn run(name: &str) -> Trace {
    simulate(&Scenario::builtin(name, Overrides::seed(42)).unwrap())
}

fn step_of<'t>(trace: &'t Trace, key: &str) -> &'t Step {
    trace.steps().iter().find(|step| step.key() == key).unwrap()
}

/// Caption and paragraphs of a step.
fn text(trace: &Trace, step: &Step) -> String {
    let explained = explain::step(trace, step);
    let parts = explained.parts.iter().map(explain::Part::plain);
    let all: Vec<String> = [explained.caption.clone()]
        .into_iter()
        .chain(parts)
        .collect();
    all.join(" ")
}

#[test]
fn with_a_real_peer_no_attacker_is_taken_for_granted() {
    let mut refused = Vec::new();
    for (run, trace) in one_sided_failures() {
        for step in trace.steps().iter().filter(|step| step.failure.is_some()) {
            let told = text(&trace, step);
            for claim in ["attacker changed", "Here it is", "in the middle"] {
                assert!(!told.contains(claim), "{run}, {}: {told}", step.key());
            }
            let about_bytes = [Topic::Reject, Topic::CheckFinished].contains(&step.topic);
            if about_bytes {
                assert!(told.contains("would look the same"), "{run}: {told}");
                refused.push(step.topic);
            }
        }
    }
    assert!(refused.contains(&Topic::Reject) && refused.contains(&Topic::CheckFinished));
}

#[test]
fn failures_of_a_certificate_are_told_apart() {
    let mut notes = Vec::new();
    for (name, caption) in [
        ("expired", "The certificate is not valid at this time"),
        ("not-yet-valid", "The certificate is not valid at this time"),
        ("wrong-host", "The certificate names another host"),
        ("revoked", "The issuer has revoked the certificate"),
        ("stale-crl", "No revocation list can be used"),
        ("bad-signature", "The certificate's signature fails"),
        ("self-signed", "The certificate is signed with its own key"),
        (
            "unknown-ca",
            "No trusted issuer vouches for the certificate",
        ),
        (
            "missing-intermediate",
            "No trusted issuer vouches for the certificate",
        ),
        (
            "not-a-ca",
            "An issuer in the chain may not issue certificates",
        ),
        ("wrong-usage", "The certificate is not meant for a server"),
    ] {
        let trace = run(name);
        let step = step_of(&trace, "check_certificate");
        let explained = explain::step(&trace, step);
        assert_eq!(
            explained.caption,
            format!("{caption}, and the client stops.")
        );
        let note = explained
            .parts
            .iter()
            .find(|part| part.kind == PartKind::Note);
        notes.push((caption, note.unwrap().plain()));
        let incomplete = text(&trace, step).contains("have left out a certificate");
        let no_issuer = ["unknown-ca", "missing-intermediate"].contains(&name);
        assert_eq!(incomplete, no_issuer, "{name}");
    }
    for (caption, note) in &notes {
        let same = notes.iter().filter(|(_, other)| other == note);
        assert!(same.clone().all(|(other, _)| other == caption), "{note}");
    }
}

#[test]
fn what_the_user_sees_is_said_in_every_failure() {
    for listed in Scenario::list() {
        let trace = run(listed.name);
        let ends = trace.steps().iter().filter(|step| {
            let ends = ["alert", "transport_closed"].contains(&step.key());
            ends && step.failure.is_some()
        });
        for step in ends {
            let told = text(&trace, step);
            let open = trace.steps()[..step.index]
                .iter()
                .any(|step| step.key() == "client_check_finished" && step.failure.is_none());
            let broke = told.contains("The user sees that the connection broke");
            let never = told.contains("no secure connection could be established");
            let warned = told.contains("tell its user") || told.contains("ignores that");
            assert!(broke || never || warned, "{}: {told}", listed.name);
            assert!(!(never && open), "{}: {told}", listed.name);
        }
    }
}

#[test]
fn the_one_that_closes_first_is_told_from_the_one_that_answers() {
    let trace = run("classic");
    let answers = |key: &str| text(&trace, step_of(&trace, key)).contains("is mandatory");
    assert!(!answers("client_close_notify") && answers("server_close_notify"));
    let close_notify = vec![1, 0];
    let first = received(
        Side::Server,
        MessageName::Alert,
        ContentType::Alert,
        close_notify,
    );
    let told = text(&first, &first.steps()[0]);
    assert!(told.contains("The server announces the end"), "{told}");
    assert!(told.contains("truncation attack"), "{told}");
}

#[test]
fn a_certificate_is_checked_by_the_classical_questions_first() {
    let questions = ["dates", "issuer known", "signature", "host name"];
    let names = |checks: &[&premaster::trace::Check]| -> Vec<String> {
        checks
            .iter()
            .map(|check| check.name.label().to_owned())
            .collect()
    };
    let trace = run("classic");
    let step = step_of(&trace, "check_certificate");
    let order = checks::in_order(step);
    assert_eq!(
        names(&order.first).len(),
        questions.len(),
        "{:?}",
        names(&order.first)
    );
    assert_eq!(order.first.len() + order.rest.len(), step.checks.len());
    assert!(order.rest.iter().all(|check| check.passed));
    let more = order.more().unwrap().to_string();
    assert_eq!(
        more,
        format!("and {} more checks, all passed:", order.rest.len())
    );
    let told = text(&trace, step);
    assert!(
        told.contains(&format!("Then come {} more", order.rest.len())),
        "{told}"
    );

    let trace = run("not-a-ca");
    let order = checks::in_order(step_of(&trace, "check_certificate"));
    let failed = order.first.iter().take_while(|check| !check.passed).count();
    assert!(failed > 1 && order.first[failed..].iter().all(|check| check.passed));

    // about a client its directory is asked as well, but no name
    let trace = run("mutual");
    let order = checks::in_order(step_of(&trace, "check_client_certificate"));
    assert_eq!(order.first.len(), 6, "{:?}", names(&order.first));
}

#[test]
fn every_check_is_a_question_with_an_answer() {
    use premaster::text::ShortAnswer;
    let mut answers = Vec::new();
    for listed in Scenario::list() {
        let scenario = &listed.name;
        let trace = run(scenario);
        for check in trace.steps().iter().flat_map(|step| &step.checks) {
            let asked = checks::asked(check);
            let (question, sentence) = (&asked.question, asked.sentence());
            assert!(question.ends_with('?'), "{scenario}: {question}");
            assert!(sentence.ends_with('.'), "{scenario}: {sentence}");
            assert!(
                sentence.starts_with(asked.answer.words()),
                "{scenario}: {sentence}"
            );
            // the evidence does not answer once more
            let again = ShortAnswer::split(&asked.detail).0;
            assert_eq!(again, None, "{scenario}: {sentence}");
            // a bad check never has the good answer
            assert!(
                check.passed || asked.answer != ShortAnswer::Yes,
                "{scenario}: {question} {sentence}"
            );
            answers.push(asked.answer);
        }
    }
    let seen = |answer: &ShortAnswer| answers.contains(answer);
    assert!(
        [ShortAnswer::Yes, ShortAnswer::No, ShortAnswer::NotChecked]
            .iter()
            .all(seen)
    );
}

#[test]
fn placeholders_of_certificates_are_filled() {
    let trace = run("mutual");
    for (key, told) in [
        (
            "server_certificate",
            "is for shop.example, was issued by Premaster Demonstration",
        ),
        ("server_certificate", "and is valid until 2"),
        (
            "server_certificate",
            "the issuer's signature, sha256WithRSAEncryption",
        ),
        ("certificate_request", "begins with Premaster Demonstration"),
        (
            "client_certificate",
            "is for client-7, was issued by Premaster Demonstration",
        ),
    ] {
        let text = text(&trace, step_of(&trace, key));
        assert!(text.contains(told), "{key}: {text}");
    }
}

#[test]
fn the_last_finished_sums_up() {
    let sums_up = |name: &str| text(&run(name), step_of(&run(name), "client_check_finished"));
    let (one, both) = (sums_up("classic"), sums_up("mutual"));
    for told in [&one, &both] {
        for part in [
            "In short, authentication comes",
            "Confidentiality comes",
            "Integrity comes",
        ] {
            assert!(told.contains(part), "{told}");
        }
    }
    assert!(!one.contains("client's certificate and signature"));
    assert!(both.contains("client's certificate and signature"));
    assert!(good().len() > 1);
}

/// An extended master secret has its own formula and its own reason, wherever the usual one is told.
#[test]
fn an_extended_master_secret_is_not_explained_as_the_usual_one() {
    for (name, trace) in switched() {
        let derived = step_of(&trace, "derive_master_secret");
        let told = text(&trace, derived);
        let hash = trace.first(derived.connection, ValueName::SessionHash);
        let hash = hex(&hash.unwrap().bytes[..3]);
        assert!(told.contains(&hash), "{name}: {told}");
        assert!(
            told.contains("\"extended master secret\""),
            "{name}: {told}"
        );
        assert!(told.contains("triple handshake attack"), "{name}: {told}");
        assert!(!told.contains("client_random"), "{name}: {told}");
        let keys = text(&trace, step_of(&trace, "expand_key_block"));
        assert!(!keys.contains("unlike in the master"), "{name}: {keys}");
    }
    let usual = run("classic");
    let told = text(&usual, step_of(&usual, "derive_master_secret"));
    assert!(told.contains("\"master secret\""), "{told}");
    assert!(!told.contains("session_hash"), "{told}");
}

/// Where a side has a formula of its own, no text says that it follows the RFC's.
#[test]
fn a_formula_of_its_own_is_called_one() {
    for (side, formula, key, own) in [
        (
            "client",
            "encrypted = \"master_secret\"",
            "encrypt_pre_master_secret",
            "a value that is not the pre-master secret",
        ),
        (
            "client",
            "master_secret_label = \"key expansion\"",
            "derive_master_secret",
            "One side does not follow RFC 5246 §8.1",
        ),
        (
            "server",
            "key_block_first = \"client_random\"",
            "expand_key_block",
            "One side does not follow RFC 5246 §6.3",
        ),
        (
            "client",
            "client_key = \"server_write_key\"",
            "expand_key_block",
            "takes a key from another place",
        ),
        (
            "client",
            "handshake_messages = \"with_record_headers\"",
            "client_compute_verify_data",
            "The client does not follow RFC 5246 §7.4.9",
        ),
        (
            "server",
            "second_finished = \"without_first_finished\"",
            "server_compute_verify_data",
            "The server does not follow RFC 5246 §7.4.9",
        ),
        (
            "client",
            "mac = \"content_counted_on\"",
            "client_protect_finished",
            "The client does not follow RFC 5246 §6.2.3.1",
        ),
    ] {
        let built = format!("[built]\nside = \"{side}\"\nformulas = {{ {formula} }}");
        let scenario = Scenario::overlaid("classic", &built, Overrides::seed(42)).unwrap();
        let trace = simulate(&scenario);
        for step in trace.steps() {
            let told = text(&trace, step);
            assert_eq!(
                told.contains(own),
                step.key() == key,
                "{formula}, {}: {told}",
                step.key()
            );
        }
        // and an ordinary run says nothing of the kind
        let ordinary = run("classic");
        for step in ordinary.steps() {
            assert!(!text(&ordinary, step).contains(own), "{}", step.key());
        }
    }
}
