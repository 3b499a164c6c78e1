//! Every number in the JSON is computed anew by another program, in another language and with
//! other libraries: `tests/export/recompute.py`, of every connection and every switch.
//!
//! Without `python3` and its package `cryptography` these tests say that they are skipped; with
//! `CI` set in the environment they fail instead.

use crate::peers::there_is_python_with;
use crate::running::{Switched, agreed, agreeing, classic, family, sampled, with_client};
use premaster::export::json;
use premaster::protocol::{SSL30, SUITES, Suite, TLS10, TLS12};
use premaster::scenario::Overrides;
use premaster::trace::Trace;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether the other program can be run here.
fn python() -> bool {
    there_is_python_with("cryptography")
}

fn recompute(files: &[PathBuf]) -> Output {
    Command::new("python3")
        .arg(root().join("tests/export/recompute.py"))
        .arg(root().join("certs"))
        .args(files)
        .output()
        .unwrap()
}

fn document(overrides: Overrides) -> String {
    written_out(&classic(overrides))
}

fn written_out(trace: &Trace) -> String {
    let mut out = Vec::new();
    json::write(&mut out, trace, trace.steps()).unwrap();
    String::from_utf8(out).unwrap()
}

/// Everything comes out the same.
fn all_agree(files: &[PathBuf]) {
    let output = recompute(files);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(said.matches("all agree").count(), files.len(), "{said}");
}

fn written(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn ten_seeds_and_every_suite_come_out_the_same() {
    if !python() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for suite in Suite::defaults() {
        for seed in [
            0,
            1,
            2,
            3,
            42,
            1138,
            0xffff_ffff,
            1 << 53,
            1 << 63,
            u64::MAX,
        ] {
            // messages of many lengths, so that every length of padding comes up
            let message = "m".repeat(1 + files.len());
            let overrides = Overrides {
                suite: Some(suite),
                message: Some(message),
                ..Overrides::seed(seed)
            };
            let name = format!("{}-{seed}.json", suite.openssl);
            files.push(written(dir.path(), &name, &document(overrides)));
        }
    }
    all_agree(&files);
}

#[test]
fn every_version_with_every_suite_and_switch_comes_out_the_same() {
    if !python() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (rules, suite) in family() {
        for switched in Switched::all(rules, suite) {
            for scenario in ["classic", "mutual", "resumed", "ticket"] {
                let trace = agreed(scenario, rules, suite, switched);
                let name = format!("{}.json", files.len());
                files.push(written(dir.path(), &name, &written_out(&trace)));
            }
        }
    }
    // without extensions, with a block cipher, with a stream cipher
    assert_eq!(files.len(), 4 * (5 + 4 * (5 + 3 + 3) + 2 * (2 + 2 + 2)));
    all_agree(&files);
}

#[test]
fn data_in_several_records_comes_out_the_same() {
    if !python() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (rules, suite) in [
        (&TLS12, &SUITES[0]),
        (&TLS10, &SUITES[4]),
        (&SSL30, &SUITES[6]),
    ] {
        let text = document(Overrides {
            message: Some("long ".repeat(8000)),
            ..agreeing(rules, suite)
        });
        let name = format!("{}.json", rules.key());
        files.push(written(dir.path(), &name, &text));
    }
    all_agree(&files);
}

/// The comparison would be worth nothing if it did not notice a wrong digit.
#[test]
fn one_wrong_digit_anywhere_is_noticed() {
    if !python() {
        return;
    }
    let runs = [
        classic(Overrides::seed(42)),
        with_client(&TLS10, &SUITES[4]),
        with_client(&SSL30, &SUITES[6]),
        agreed("ticket", &TLS12, &SUITES[0], Switched::BOTH),
        agreed("resumed", &TLS10, &SUITES[2], Switched::default()),
    ];
    for trace in runs {
        one_wrong_digit_is_noticed(&trace);
    }
}

fn one_wrong_digit_is_noticed(trace: &Trace) {
    let dir = tempfile::tempdir().unwrap();
    let original: serde_json::Value = serde_json::from_str(&written_out(trace)).unwrap();
    let mut files = Vec::new();
    let mut spoil = |place: String| {
        let mut document = original.clone();
        let hex = document.pointer_mut(&place).unwrap();
        let text = hex.as_str().unwrap();
        let last = if text.ends_with('0') { '1' } else { '0' };
        *hex = format!("{}{last}", &text[..text.len() - 1]).into();
        let name = format!("{}.json", place.replace('/', "_"));
        files.push(written(dir.path(), &name, &document.to_string()));
    };
    let values = original["values"].as_object().unwrap().keys();
    let mut places: Vec<String> = values.map(|name| format!("/values/{name}/hex")).collect();
    for (index, step) in original["steps"].as_array().unwrap().iter().enumerate() {
        for key in ["record", "plaintext", "content"] {
            if step.get(key).is_some_and(serde_json::Value::is_string) {
                places.push(format!("/steps/{index}/{key}"));
            }
        }
    }
    assert!(places.len() > 70, "{}", places.len());
    sampled(places).for_each(&mut spoil);
    let output = recompute(&files);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(!said.contains("all agree"), "{said}");
    assert_eq!(
        said.lines().count(),
        files.len(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
