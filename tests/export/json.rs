//! The JSON keeps every promise of docs/json.md. The tables there are read here: a key that is
//! written and not described, or described and not written, fails.

use crate::running::with_client;
use premaster::export::json;
use premaster::protocol::{SUITES, Suite, Switches, TLS10};
use premaster::scenario::{
    AppMessage, Change, Intercepted, Interception, Overrides, Scenario, simulate,
};
use premaster::trace::{Run, RunKind, Side, Step, Trace};
use premaster::wire::names::SignatureAlgorithm;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The keys of every table in docs/json.md, by the heading above it.
fn promised() -> BTreeMap<String, BTreeSet<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json.md");
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut heading = String::new();
    let document = fs::read_to_string(path).unwrap();
    let (document, _) = document
        .split_once("\n# The JSON of a comparison\n")
        .unwrap();
    for line in document.lines() {
        if line.starts_with('#') {
            heading = line.trim_start_matches('#').trim().to_owned();
        } else if let Some(row) = line.strip_prefix("| `") {
            let key = row.split('`').next().unwrap().to_owned();
            assert!(
                tables.entry(heading.clone()).or_default().insert(key),
                "{line}"
            );
        }
    }
    assert_eq!(tables.len(), 18, "{:?}", tables.keys());
    tables
}

/// The names of values in docs/json.md, with N for the number of a record.
fn promised_names() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json.md");
    let document = fs::read_to_string(path).unwrap();
    let (_, section) = document.split_once("\n## A value\n").unwrap();
    let (names, _) = section.split_once("A run that ends early").unwrap();
    let quoted = names.split('`').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}

fn written(trace: &Trace, steps: &[Step]) -> Value {
    let mut out = Vec::new();
    json::write(&mut out, trace, steps).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn run(scenario: &Scenario) -> (Trace, Value) {
    let trace = simulate(scenario);
    let document = written(&trace, trace.steps());
    (trace, document)
}

fn classic(overrides: Overrides) -> Scenario {
    Scenario::builtin("classic", overrides).unwrap()
}

/// Runs of every kind that there is: every suite and several seeds, messages that need escapes
/// and several records, failures before and after a suite is agreed on, and both kinds of signatures
/// with which a client shows who it is.
fn runs() -> Vec<(String, Trace, Value)> {
    let mut scenarios = Vec::new();
    for suite in Suite::defaults() {
        for seed in [0, 42, u64::MAX] {
            let overrides = Overrides {
                suite: Some(suite),
                ..Overrides::seed(seed)
            };
            scenarios.push((format!("{} seed {seed}", suite.name), classic(overrides)));
        }
    }
    let says = |text: &str| Overrides {
        message: Some(text.to_owned()),
        ..Overrides::seed(1)
    };
    scenarios.push(("escapes".into(), classic(says("\u{1b}[31m\"\u{202e}\r\n"))));
    scenarios.push(("long".into(), classic(says(&"x".repeat(40_000)))));
    let mut silent = classic(Overrides::seed(3));
    silent.messages.clear();
    scenarios.push(("silent".into(), silent));
    let mut busy = classic(Overrides::seed(3));
    let talk = |i| AppMessage {
        from: if i % 3 == 0 {
            Side::Server
        } else {
            Side::Client
        },
        text: "t".repeat(i),
    };
    busy.messages = (1..20).map(talk).collect();
    scenarios.push(("busy".into(), busy));
    let clock = Some("2101-01-01".parse().unwrap());
    let expired = Overrides {
        clock,
        ..Overrides::seed(4)
    };
    scenarios.push(("expired".into(), classic(expired)));
    let mut apart = classic(Overrides::seed(5));
    apart.client.suites = vec![&SUITES[0]];
    apart.server.suites = vec![&SUITES[1]];
    scenarios.push(("no common suite".into(), apart));
    let mut stranger = classic(Overrides::seed(6));
    stranger.server_name = "other.example".into();
    scenarios.push(("wrong name".into(), stranger));
    for algorithm in [
        SignatureAlgorithm::RsaPkcs1Sha256,
        SignatureAlgorithm::RsaPssRsaeSha256,
    ] {
        let mut mutual = Scenario::builtin("mutual", Overrides::seed(7)).unwrap();
        mutual.server.signature_algorithms = vec![algorithm];
        scenarios.push((format!("mutual, {algorithm}"), mutual));
    }
    let runs = scenarios.into_iter().map(|(name, scenario)| {
        let (trace, document) = run(&scenario);
        (name, trace, document)
    });
    runs.collect()
}

fn keys(object: &Value) -> BTreeSet<String> {
    object
        .as_object()
        .unwrap_or_else(|| panic!("{object}"))
        .keys()
        .cloned()
        .collect()
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("{value}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value}"))
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap_or_else(|| panic!("{value}"))).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    let hex = text(value);
    assert!(hex.len().is_multiple_of(2), "{hex}");
    assert!(
        hex.bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
        "{hex}"
    );
    let pair = |i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(pair).collect()
}

#[test]
fn every_object_has_the_described_keys_and_no_others() {
    let promised = promised();
    let seen = std::cell::RefCell::new(BTreeSet::new());
    let check = |heading: &str, object: &Value| {
        seen.borrow_mut().insert(heading.to_owned());
        assert_eq!(keys(object), promised[heading], "{heading}");
    };
    for (_, _, document) in runs() {
        check("The document", &document);
        for (heading, object) in [("suite", &document["suite"]), ("alert", &document["alert"])] {
            if !object.is_null() {
                check(heading, object);
            }
        }
        for one in array(&document["connections"]) {
            check("connections", one);
        }
        for step in array(&document["steps"]) {
            if step.get("message").is_some() {
                let both = promised["A step"]
                    .union(&promised["A message"])
                    .cloned()
                    .collect();
                assert_eq!(keys(step), both);
                check("own", &step["own"]);
                array(&step["fields"])
                    .iter()
                    .for_each(|field| check("A field", field));
            } else {
                check("A step", step);
            }
            array(&step["checks"])
                .iter()
                .for_each(|one| check("A check", one));
            check("states", &step["states"]);
        }
        for value in document["values"].as_object().unwrap().values() {
            check("A value", value);
            check("known_to and sealed_to", &value["known_to"]);
            check("known_to and sealed_to", &value["sealed_to"]);
            check(text(&value["origin"]["kind"]), &value["origin"]);
        }
    }
    check("connection", &connection()["connection"]);
    check("capture", &captured()["capture"]);
    // the keys of a message are checked together with those of its step
    seen.borrow_mut().insert("A message".to_owned());
    // nothing is first read off the wire where both sides are ours; tests/json_connection.rs
    // has what is
    seen.borrow_mut().insert("wire".to_owned());
    assert_eq!(*seen.borrow(), promised.into_keys().collect());
}

/// A connection to a real peer of which nothing has happened yet.
fn connection() -> Value {
    begun(RunKind::Connection {
        ours: Side::Client,
        peer: "192.0.2.1:443".into(),
    })
}

/// A captured connection of which nothing has been read yet.
fn captured() -> Value {
    begun(RunKind::Capture {
        file: "capture.pcapng".into(),
        client: "192.0.2.2:50000".into(),
        server: "192.0.2.1:443".into(),
    })
}

fn begun(kind: RunKind) -> Value {
    let trace = Trace::new(Run {
        scenario: "connect".into(),
        description: "a connection".into(),
        kind,
        seed: None,
        clock: "2026-11-21".parse().unwrap(),
        server_name: None,
    });
    written(&trace, trace.steps())
}

#[test]
fn a_connection_that_goes_on_says_so() {
    let document = connection();
    assert_eq!(document["outcome"], "running");
    assert_eq!(document["connection"]["ours"], "client");
    assert_eq!(document["connection"]["peer"], "192.0.2.1:443");
    for key in ["seed", "server_name", "version", "suite", "alert", "reason"] {
        assert!(document[key].is_null(), "{key}");
    }
    assert!(array(&document["steps"]).is_empty() && keys(&document["values"]).is_empty());
}

#[test]
fn the_head_says_what_was_run_and_how_it_ended() {
    for (name, trace, document) in runs() {
        assert_eq!(document["format"], 1);
        assert_eq!(document["scenario"], trace.run().scenario);
        assert_eq!(document["seed"].as_u64(), trace.run().seed);
        assert_eq!(
            document["server_name"].as_str(),
            trace.run().server_name.as_deref()
        );
        assert!(document["connection"].is_null());
        let clock: premaster::pki::time::UnixTime = text(&document["clock"]).parse().unwrap();
        assert_eq!(clock, trace.run().clock);
        match trace.last_connection().suite {
            Some(Suite { name, id, .. }) => {
                assert_eq!(document["suite"]["name"], *name);
                assert_eq!(document["suite"]["id"], format!("0x{id:04x}"));
                assert_eq!(document["version"], "TLS 1.2");
            }
            None => assert!(document["suite"].is_null() && document["version"].is_null()),
        }
        let expected = match name.as_str() {
            "expired" => Some(("certificate_expired", "client")),
            "no common suite" => Some(("handshake_failure", "server")),
            "wrong name" => Some(("certificate_unknown", "client")),
            _ => None,
        };
        let Some((alert, side)) = expected else {
            assert_eq!(document["outcome"], "established", "{name}");
            assert!(document["alert"].is_null() && document["reason"].is_null());
            continue;
        };
        assert_eq!(document["outcome"], "failed", "{name}");
        assert!(!text(&document["reason"]).is_empty());
        let sent = &document["alert"];
        assert_eq!(
            (text(&sent["level"]), text(&sent["name"])),
            ("fatal", alert),
            "{name}"
        );
        assert_eq!(sent["side"], side);
        let step = &document["steps"][number(&sent["step"])];
        assert_eq!(
            (text(&step["kind"]), text(&step["message"])),
            ("alert", "Alert")
        );
    }
}

#[test]
fn steps_are_in_order_and_of_the_described_kinds() {
    for (name, trace, document) in runs() {
        assert_eq!(array(&document["steps"]).len(), trace.steps().len());
        for (index, step) in array(&document["steps"]).iter().enumerate() {
            let place = format!("{name}, step {index}");
            assert_eq!(number(&step["index"]), index, "{place}");
            let phases = [
                "hello",
                "certificate",
                "key_exchange",
                "change_cipher",
                "finished",
                "data",
            ];
            assert!(phases.contains(&text(&step["phase"])), "{place}");
            assert!(
                ["client", "server", "both"].contains(&text(&step["side"])),
                "{place}"
            );
            let kind = text(&step["kind"]);
            assert!(
                ["message", "compute", "check", "alert"].contains(&kind),
                "{place}"
            );
            assert!(
                !text(&step["title"]).is_empty() && !text(&step["text"]).is_empty(),
                "{place}"
            );
            let is_message = ["message", "alert"].contains(&kind);
            assert_eq!(step.get("message").is_some(), is_message, "{place}");
            if is_message {
                let direction = match text(&step["side"]) {
                    "client" => "client_to_server",
                    _ => "server_to_client",
                };
                assert_eq!(step["direction"], direction, "{place}");
                assert_eq!(kind == "alert", step["message"] == "Alert", "{place}");
            }
            for value in array(&step["values"]) {
                assert!(
                    document["values"].get(text(value)).is_some(),
                    "{place}: {value}"
                );
            }
        }
    }
}

#[test]
fn the_leaves_of_every_buffer_give_the_whole_buffer() {
    for (name, _, document) in runs() {
        for step in array(&document["steps"])
            .iter()
            .filter(|step| step.get("message").is_some())
        {
            let place = format!("{name}, step {}", step["index"]);
            let fields = array(&step["fields"]);
            let protected = !step["plaintext"].is_null();
            assert!(protected || step["own"]["plaintext"].is_null(), "{place}");
            for buffer in ["record", "plaintext", "message"] {
                let key = if buffer == "message" {
                    "content"
                } else {
                    buffer
                };
                let of: Vec<&Value> = fields.iter().filter(|f| f["buffer"] == buffer).collect();
                if of.is_empty() {
                    assert!(
                        buffer == "message" || !protected && buffer == "plaintext",
                        "{place}"
                    );
                    continue;
                }
                let whole = bytes(&step[key]);
                let mut paths = BTreeSet::new();
                let mut joined = Vec::new();
                for field in of {
                    let path = text(&field["path"]);
                    assert!(paths.insert(path), "{place}: {path} twice");
                    let parent = path.rsplit_once('.').map(|(parent, _)| parent);
                    assert!(parent.is_none_or(|p| paths.contains(p)), "{place}: {path}");
                    let start = number(&field["offset"]);
                    let own = bytes(&field["hex"]);
                    assert_eq!(own.len(), number(&field["length"]), "{place}: {path}");
                    assert_eq!(own, whole[start..start + own.len()], "{place}: {path}");
                    let cited = text(&field["rfc"]);
                    let standard = cited.starts_with("RFC ") || cited.starts_with("X.690 ");
                    assert!(standard, "{place}: {path}: {cited}");
                    let shown = text(&field["display"]);
                    assert!(
                        !shown.is_empty() && !shown.contains(char::is_control),
                        "{shown:?}"
                    );
                    if field["leaf"].as_bool().unwrap() {
                        assert_eq!(start, joined.len(), "{place}: {path}");
                        joined.extend(own);
                    }
                }
                assert_eq!(joined, whole, "{place}: {buffer}");
            }
        }
    }
}

#[test]
fn records_carry_their_content() {
    for (name, _, document) in runs() {
        for step in array(&document["steps"])
            .iter()
            .filter(|step| step.get("message").is_some())
        {
            let content = bytes(&step["content"]);
            let inside = match &step["plaintext"] {
                Value::Null => bytes(&step["record"]),
                plaintext => bytes(plaintext),
            };
            if number(&step["own"]["record"][1]) < 0x4000 {
                let found = inside
                    .windows(content.len())
                    .any(|window| window == content);
                assert!(found, "{name}, step {}", step["index"]);
            }
        }
    }
}

#[test]
fn values_are_those_that_are_described() {
    let always = [
        "client_random",
        "server_random",
        "pre_master_secret",
        "encrypted_pre_master_secret",
        "master_secret",
        "key_block",
        "client_write_MAC_key",
        "server_write_MAC_key",
        "client_write_key",
        "server_write_key",
        "client_verify_data",
        "server_verify_data",
    ];
    for (name, trace, document) in runs() {
        let values = document["values"].as_object().unwrap();
        assert_eq!(values.len(), trace.values().len(), "{name}: a name twice");
        if document["outcome"] == "established" {
            always
                .iter()
                .for_each(|key| assert!(values.contains_key(*key), "{name}: {key}"));
        }
        let steps = array(&document["steps"]);
        for (key, value) in values {
            bytes(&value["hex"]);
            let lists = |step: &Value| array(&step["values"]).contains(&key.as_str().into());
            let first = &steps[number(&value["step"])];
            // a key pair is there, whether a step uses it or not
            let unused = key.starts_with("server_") && value["origin"]["kind"] == "stored";
            let unused = unused && number(&value["step"]) == 0 && !steps.iter().any(lists);
            assert!(lists(first) || unused, "{name}: {key}");
            let known: Vec<usize> = ["client", "server", "eavesdropper"]
                .iter()
                .filter_map(|party| value["known_to"][party].as_u64())
                .map(|step| usize::try_from(step).unwrap())
                .collect();
            let first = known.iter().min();
            let of_a_key = ["modulus", "exponent"];
            if of_a_key
                .iter()
                .any(|part| key.split('@').next().unwrap().ends_with(part))
                && value["origin"]["kind"] == "stored"
            {
                assert_eq!(first, Some(&0), "{name}: {key} is there before it is used");
            } else {
                assert_eq!(first, Some(&number(&value["step"])), "{name}: {key}");
            }
            let origin = &value["origin"];
            if origin["kind"] == "derived" {
                let formula = text(&origin["formula"]);
                for input in array(&origin["inputs"]) {
                    assert!(
                        values.contains_key(text(input)),
                        "{name}: {key} from {input}"
                    );
                    // a transcript is too long to be written out
                    let named =
                        formula.contains(text(input)) || origin["operation"] == "transcript_hash";
                    assert!(named, "{name}: {formula} lacks {input}");
                }
                let output = &origin["output"];
                let length = number(&output[1]) - number(&output[0]);
                assert_eq!(length, bytes(&value["hex"]).len(), "{name}: {key}");
            }
        }
    }
}

/// The name as docs/json.md writes it: without whose it is and on which connection, and with N for the number of a record.
fn general(key: &str) -> String {
    let (name, _) = key.split_once('@').unwrap_or((key, ""));
    let words = name.split('_').map(|word| {
        let is_number = word.bytes().all(|b| b.is_ascii_digit());
        if is_number { "N" } else { word }
    });
    words.collect::<Vec<_>>().join("_")
}

/// And no name is promised that no run has.
#[test]
fn every_value_of_every_scenario_has_a_name_that_is_described() {
    let mut names = BTreeSet::new();
    let scenarios = (Scenario::list().into_iter())
        .map(|listed| simulate(&Scenario::builtin(listed.name, Overrides::seed(1)).unwrap()));
    let runs = runs().into_iter().map(|(_, trace, _)| trace);
    // its first IVs are in the key block
    let older = [with_client(&TLS10, &SUITES[2])];
    let extended = {
        let overrides = Overrides {
            switches: Switches {
                extended_master_secret: true,
                ..Switches::default()
            },
            ..Overrides::seed(1)
        };
        simulate(&Scenario::builtin("classic", overrides).unwrap())
    };
    for trace in scenarios.chain(runs).chain(older).chain([extended]) {
        let document = written(&trace, &[]);
        names.extend(keys(&document["values"]).iter().map(|key| general(key)));
    }
    assert_eq!(names, promised_names());
}

/// The formulas of RFC 5246, as they must come out for a whole handshake.
#[test]
fn formulas_are_written_as_in_the_rfc() {
    let (_, document) = run(&classic(Overrides::seed(42)));
    for (name, formula) in [
        (
            "master_secret",
            "PRF(pre_master_secret, \"master secret\", client_random + server_random)[0..47]",
        ),
        (
            "key_block",
            "PRF(master_secret, \"key expansion\", server_random + client_random)[0..95]",
        ),
        (
            "server_verify_data",
            "PRF(master_secret, \"server finished\", server_handshake_hash)[0..11]",
        ),
        ("client_handshake_hash", "SHA-256(handshake_messages[0..4])"),
        ("server_handshake_hash", "SHA-256(handshake_messages[0..5])"),
        ("pre_master_secret", "client_version + pre_master_random"),
        ("client_write_key", "key_block[64..79]"),
        (
            "encrypted_pre_master_secret",
            "RSAES-PKCS1-V1_5-ENCRYPT((server_modulus, server_exponent), pre_master_secret)",
        ),
    ] {
        assert_eq!(document["values"][name]["origin"]["formula"], formula);
    }
}

#[test]
fn secrets_stay_with_those_who_have_them() {
    let (_, document) = run(&classic(Overrides::seed(42)));
    let values = &document["values"];
    for name in [
        "pre_master_secret",
        "master_secret",
        "key_block",
        "client_write_key",
    ] {
        assert!(values[name]["known_to"]["eavesdropper"].is_null(), "{name}");
    }
    assert!(values["server_private_exponent"]["known_to"]["client"].is_null());
    assert!(values["client_random"]["known_to"]["eavesdropper"].is_u64());
    let sealed = &values["pre_master_secret"]["sealed_to"];
    let exchange = array(&document["steps"])
        .iter()
        .position(|step| step["message"] == "ClientKeyExchange")
        .unwrap();
    assert_eq!(number(&sealed["eavesdropper"]), exchange);
    assert_eq!(number(&sealed["server"]), exchange);
}

#[test]
fn one_step_comes_with_the_same_head_and_values() {
    let (trace, all) = run(&classic(Overrides::seed(42)));
    for index in [0, 11, trace.steps().len() - 1] {
        let mut one = written(&trace, &trace.steps()[index..=index]);
        assert_eq!(array(&one["steps"]), &[all["steps"][index].clone()]);
        one["steps"] = all["steps"].clone();
        assert_eq!(one, all);
    }
}

#[test]
fn the_same_scenario_gives_the_same_bytes() {
    let write = || {
        let clock = Some("2026-11-21".parse().unwrap());
        let trace = simulate(&classic(Overrides {
            clock,
            ..Overrides::seed(42)
        }));
        let mut out = Vec::new();
        json::write(&mut out, &trace, trace.steps()).unwrap();
        out
    };
    let once = write();
    assert_eq!(once, write());
    assert_eq!(once.last(), Some(&b'\n'));
}

#[test]
fn the_head_says_what_was_clicked_away_and_what_was_noticed() {
    let (trace, document) = run(&classic(Overrides::seed(1)));
    assert!(document["clicked_through"].is_null());
    assert!(!trace.lesson().is_empty());
    assert_eq!(document["lesson"], trace.lesson());

    let mut clicked = Scenario::builtin("expired", Overrides::seed(1)).unwrap();
    clicked.client.accept_any_certificate = true;
    let (_, document) = run(&clicked);
    assert_eq!(document["outcome"], "established");
    let step = &document["steps"][number(&document["clicked_through"])];
    assert_eq!(step["key"], "check_certificate");

    let tampered = Scenario::builtin("flipped-record", Overrides::seed(1)).unwrap();
    let (_, document) = run(&tampered);
    let noticed = number(&document["tampering"][0]["noticed"]);
    assert_eq!(document["steps"][noticed]["key"], "reject");
    let mut anyway = Scenario::builtin("wrong-host", Overrides::seed(1)).unwrap();
    anyway.interceptions = vec![Interception {
        message: Intercepted::ClientHello,
        occurrence: 1,
        change: Change::Flip {
            field: "random".into(),
            byte: 0,
            bit: 0,
        },
    }];
    let (_, document) = run(&anyway);
    assert_eq!(document["outcome"], "failed");
    assert!(document["tampering"][0]["noticed"].is_null());
}
