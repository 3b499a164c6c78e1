//! Questions whose answers were worked out by hand, with Python's `hmac` and `cryptography` or from the protocol.

use premaster::explain::plain;
use premaster::lesson::question::{self, Answer, Asking, Form, Question};
use premaster::scenario::{Overrides, Scenario, simulate};

/// The question of a template about a step of a run, with arguments.
fn ask(run: &str, step: &str, template: &str, arguments: &[(&str, &str)]) -> Question {
    let (name, seed) = run.split_once('@').unwrap();
    let overrides = Overrides::seed(seed.parse().unwrap());
    let scenario = Scenario::builtin(name, overrides).unwrap();
    let trace = simulate(&scenario);
    let mut asking = Asking::new(&trace).of(&scenario).seed(1);
    for (name, value) in arguments {
        asking = asking.with(name, value);
    }
    if !step.is_empty() {
        let mut steps = trace.steps().iter();
        let found = steps.find(|one| one.key() == step).unwrap();
        asking = asking.at(found.index);
    }
    question::ask(template, &asking).unwrap_or_else(|why| panic!("{run}, {template}: {why}"))
}

/// The right answer in words.
fn right(run: &str, step: &str, template: &str, arguments: &[(&str, &str)]) -> String {
    let question = ask(run, step, template, arguments);
    question.words(&question.right())
}

/// What is said to someone who chooses the answer of that name.
fn refuted(question: &Question, name: &str) -> String {
    let (Form::One(choices) | Form::Many(choices)) = &question.form else {
        panic!("nothing to choose from");
    };
    let choice = choices.iter().find(|one| one.name == name).unwrap();
    plain(&choice.objection.as_ref().unwrap().said)
}

#[test]
fn the_key_block_and_what_the_mistakes_make_of_it() {
    // PRF over HMAC-SHA256, written anew
    let question = ask("classic@42", "", "seed-order", &[]);
    assert!(plain(&question.prompt).contains("0b857135f5c0"));
    let gives = [
        ("client-first", "11fae1e8c188"),
        ("pre-master", "e06f07e6ada2"),
        ("master-label", "14399449215d"),
    ];
    for (name, bytes) in gives {
        let said = refuted(&question, name);
        assert!(said.contains(bytes), "{name}: {said}");
    }
}

#[test]
fn the_padding_of_the_clients_data() {
    // 39 bytes and a MAC of 32 are 71; 80 is the next multiple of 16
    let question = ask(
        "classic@42",
        "client_application_data",
        "padding-bytes",
        &[],
    );
    assert_eq!(question.right(), Answer::Bytes(vec![8; 3]));
    let pkcs7 = question.mark(&Answer::Bytes(vec![9; 3]));
    let [said] = pkcs7.objections.as_slice() else {
        panic!("{pkcs7:?}")
    };
    assert_eq!(said.belief.unwrap().key, "pkcs7-padding");
}

#[test]
fn what_is_hashed_and_what_is_signed() {
    let client = [("finished", "client")];
    let size = |run, finished| right(run, "", "transcript-size", finished);
    assert_eq!(size("mutual@42", &client), "4422");
    assert_eq!(size("classic@42", &client), "2251");
    let count = |run, template, arguments: &[_]| {
        let Answer::Many(places) = ask(run, "", template, arguments).right() else {
            panic!("several answers");
        };
        places.len()
    };
    assert_eq!(count("mutual@7106", "in-transcript", &client), 8);
    assert_eq!(
        count("classic@8206", "in-transcript", &[("finished", "server")]),
        6
    );
    assert_eq!(count("mutual@42", "signed-covers", &[]), 7);
}

#[test]
fn a_flipped_bit_of_the_ciphertext() {
    // AES-128-CBC, decrypted with Python's `cryptography`
    let flip = [("block", "0"), ("byte", "5"), ("bit", "0")];
    let text = right(
        "classic@42",
        "client_application_data",
        "flip-effect",
        &flip,
    );
    assert!(text.contains("rd 4010 0000 000"), "{text}");
}

#[test]
fn what_comes_of_a_change() {
    let alert = |edit: &str, bytes: Option<&str>| {
        let bytes = bytes.map(|bytes| ("bytes", bytes));
        let arguments: Vec<(&str, &str)> = [("edit", edit)].into_iter().chain(bytes).collect();
        right("classic@42", "", "which-alert", &arguments)
    };
    assert_eq!(alert("client_hello/random_bytes", None), "bad_record_mac");
    assert_eq!(
        alert("client_hello/cipher_suites", Some("0035")),
        "decrypt_error"
    );
    assert_eq!(
        alert("server_hello/cipher_suite", Some("003d")),
        "bad_record_mac"
    );
    let name = |field, more: &[(&'static str, &'static str)]| {
        let arguments = [("message", "client_hello"), ("field", field)];
        let question = ask(
            "classic@42",
            "",
            "anyone-notice",
            &[&arguments, more].concat(),
        );
        let Form::One(choices) = &question.form else {
            panic!()
        };
        choices.iter().find(|one| one.right).unwrap().name
    };
    assert_eq!(name("record.version", &[("byte", "1")]), "never");
    assert_eq!(name("record.version", &[("bytes", "0300")]), "never");
    assert_eq!(name("cipher_suites", &[("bytes", "0035")]), "finished");
    assert_eq!(name("random_bytes", &[]), "record");
}

#[test]
fn who_notices_and_where_the_two_sides_part() {
    for run in ["stripped-suites@7108", "tampered-hello@8208"] {
        let who = right(run, "client_hello", "who-notices", &[]);
        assert_eq!(who, "the server, at the client's Finished", "{run}");
    }
    let first = right("impostor@42", "", "where-part", &[]);
    assert!(first.contains("pre-master secret"), "{first}");
    let dropped = ask("dropped-record@42", "", "record-fate", &[]);
    assert!(
        plain(&dropped.because).contains("number 2"),
        "{:?}",
        dropped.because
    );
    let replayed = right("replayed-record@7109", "", "record-fate", &[]);
    assert!(replayed.starts_with("the first is accepted"), "{replayed}");
}

#[test]
fn what_a_certificate_alone_is_good_for() {
    let alert = |run, step| right(run, step, "certificate-alone", &[]);
    assert!(alert("impostor@7107", "").ends_with("bad_record_mac"));
    assert!(alert("client-wrong-key@8207", "client_certificate").ends_with("decrypt_error"));
    assert!(alert("classic@42", "").ends_with("bad_record_mac"));
    let known = right("classic@7112", "", "client-known-as", &[]);
    assert!(known.starts_with("only"), "{known}");
    let known = right("mutual@7112", "", "client-known-as", &[]);
    assert!(known.starts_with("that it holds"), "{known}");
}

#[test]
fn which_check_and_which_key() {
    assert_eq!(
        right("wrong-host@7110", "", "which-check-fails", &[]),
        "host name"
    );
    assert_eq!(
        right("expired@8210", "", "which-check-fails", &[]),
        "in date"
    );
    let key = |run, step| right(run, step, "which-key-opens", &[]);
    assert_eq!(
        key("classic@7104", "client_application_data"),
        "client_write_key"
    );
    assert_eq!(
        key("classic@8204", "server_application_data"),
        "server_write_key"
    );
    let value = [("value", "server_random"), ("party", "eavesdropper")];
    assert_eq!(
        right("classic@7102", "expand_key_block", "knowledge-now", &value),
        "the bytes"
    );
}

#[test]
fn messages_that_were_picked_are_in_order() {
    let pick = "ClientHello,Certificate,ServerHelloDone,ClientKeyExchange,ChangeCipherSpec:client,Finished:client";
    let order = right("classic@7101", "", "order-messages", &[("pick", pick)]);
    let names: Vec<&str> = order.split("; ").collect();
    let expected = [
        "ClientHello from the client",
        "Certificate from the server",
        "ServerHelloDone from the server",
        "ClientKeyExchange from the client",
        "ChangeCipherSpec from the client",
        "Finished from the client",
    ];
    assert_eq!(names, expected);
}

#[test]
fn before_the_key_exchange_no_one_can_compute_a_key() {
    let values = [("values", "client_write_key")];
    let question = ask("classic@42", "server_hello", "who-can-compute", &values);
    assert_eq!(question.right(), Answer::Who(vec![]));
    assert!(question.mark(&Answer::Who(vec![])).is_right());
    assert!(!question.mark(&Answer::Who(vec![(0, 2)])).is_right());
}
