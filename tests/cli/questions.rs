//! `premaster questions --capture`: a recorded connection is asked about as its scenario is.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Exit code, standard output and standard error.
fn premaster(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_premaster"))
        .args(arguments)
        .env("PREMASTER_CONFIG", "")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

fn capture(scenario: &str, to: &Path) -> String {
    let file = to.join(format!("{scenario}.pcapng")).display().to_string();
    let run = ["print", "--seed", "42", "--scenario", scenario];
    let (code, _, said) = premaster(&[&run[..], &["--format", "pcapng", "-o", &file]].concat());
    assert_eq!(code, 0, "{said}");
    file
}

fn questions(arguments: &[&str]) -> Vec<Value> {
    let (code, out, said) = premaster(&[&["questions", "--format", "json"], arguments].concat());
    assert_eq!(code, 0, "{said}");
    serde_json::from_str(&out).unwrap()
}

/// The right answer, in a form that does not depend on the order in which answers are offered.
fn right(question: &Value) -> String {
    let right = &question["right"];
    let text = |place: &Value| {
        let place = usize::try_from(place.as_u64().unwrap()).unwrap();
        question["choices"][place]["text"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    match (question["choices"].is_array(), right) {
        (true, Value::Array(places)) => {
            let mut texts: Vec<String> = places.iter().map(text).collect();
            texts.sort();
            texts.join("; ")
        }
        (true, place) => text(place),
        (false, other) => other.to_string(),
    }
}

/// Of what there is one to ask, or where the arguments say what is asked about.
const SAME: [&str; 13] = [
    "client-known-as",
    "end-or-cut",
    "finished-differ",
    "first-protected",
    "key-count",
    "key-cut",
    "point-choice",
    "point-offer",
    "seed-order",
    "stolen-master",
    "what-changes",
    "which-key-opens",
    "whose-key-verifies",
];

/// What has to be simulated is not asked about a recording.
const SIMULATED: [&str; 5] = [
    "anyone-notice",
    "certificate-alone",
    "replayed-exchange",
    "bad-secret",
    "who-notices",
];

#[test]
fn a_capture_has_the_answers_of_the_run_that_it_recorded() {
    let home = tempfile::tempdir().unwrap();
    for scenario in ["classic", "mutual", "tls10"] {
        let file = capture(scenario, home.path());
        let key = |question: &Value| {
            let template = question["template"].as_str().unwrap().to_owned();
            (template, question["arguments"].to_string())
        };
        let mut own: BTreeMap<_, Vec<String>> = BTreeMap::new();
        for question in questions(&["--seed", "42", "--scenario", scenario]) {
            own.entry(key(&question))
                .or_default()
                .push(right(&question));
        }
        let recorded = questions(&["--capture", &file]);
        let mut met = 0;
        for question in &recorded {
            let (template, arguments) = key(question);
            assert!(!SIMULATED.contains(&&*template), "{scenario}: {template}");
            if SAME.contains(&&*template) {
                let known = &own[&(template.clone(), arguments)];
                let answer = right(question);
                assert!(
                    known.contains(&answer),
                    "{template}: {answer}, not {known:?}"
                );
                met += 1;
            }
        }
        let missing: Vec<&&str> = SAME
            .iter()
            .filter(|template| !recorded.iter().any(|one| one["template"] == **template))
            .collect();
        assert!(missing.is_empty(), "{scenario}: {missing:?}");
        assert!(met > 15, "{scenario}: {met}");
    }
}

#[test]
fn a_key_log_adds_what_can_be_asked() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/captures");
    let file = format!("{folder}/tls12-aes128-sha256.pcapng");
    let log = format!("{folder}/tls12-aes128-sha256.keys");
    let key = format!("{folder}/server.key");
    let sealed = questions(&["--capture", &file]).len();
    let opened = questions(&["--capture", &file, "--keylog", &log]).len();
    assert!(sealed > 0 && opened > sealed, "{sealed}, {opened}");
    let with_key = questions(&["--capture", &file, "--rsa-key", &key, "--stream", "1"]);
    assert!(with_key.len() > sealed);
}

#[test]
fn one_connection_is_asked_about() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/captures");
    let file = format!("{folder}/tls12-resumed.dsb.pcapng");
    for arguments in [
        &["--capture", &file][..],
        &["--capture", &file, "--stream", "7"],
    ] {
        let (code, out, said) = premaster(&[&["questions"], arguments].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{said}");
        assert!(
            said.contains("2 connections") && said.contains("--stream N"),
            "{said}"
        );
    }
    assert!(!questions(&["--capture", &file, "--stream", "2"]).is_empty());
    for arguments in [
        &["--capture", &file, "--scenario", "classic"][..],
        &["--capture", &file, "--suite", "AES128-SHA"],
        &["--stream", "1"],
    ] {
        let (code, _, said) = premaster(&[&["questions"], arguments].concat());
        assert_eq!(code, 2, "{said}");
    }
}
