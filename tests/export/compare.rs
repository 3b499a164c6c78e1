//! Two runs beside each other in every format: the JSON keeps the promises of docs/json.md, and text and
//! Markdown say the same.

use premaster::export::compare::{Runs, json, markdown, text as plain};
use premaster::export::text::Style;
use premaster::protocol::SUITES;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::Trace;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn scenario(name: &str) -> Scenario {
    let overrides = Overrides {
        clock: Some("2026-11-21".parse().unwrap()),
        ..Overrides::seed(42)
    };
    Scenario::builtin(name, overrides).unwrap()
}

/// Pairs of runs of every kind: the same twice, other steps, another suite, an attacker, a recording.
fn pairs() -> Vec<(&'static str, Trace, Trace)> {
    let classic = scenario("classic");
    let mut other_suite = classic.clone();
    other_suite.server.suites = vec![&SUITES[3]];
    let beside_good = |name| {
        let bad = scenario(name);
        (name, simulate(&bad.counterpart().unwrap()), simulate(&bad))
    };
    vec![
        ("same", simulate(&classic), simulate(&classic)),
        ("mutual", simulate(&classic), simulate(&scenario("mutual"))),
        ("suite", simulate(&classic), simulate(&other_suite)),
        beside_good("flipped-pre-master"),
        beside_good("tampered-hello"),
        beside_good("reordered-messages"),
        beside_good("replayed-client"),
        beside_good("no-common-suite"),
    ]
}

fn printed(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap()
}

fn of_json(runs: &Runs<'_>) -> Value {
    serde_json::from_str(&printed(|out| json::write(out, runs).unwrap())).unwrap()
}

fn of_text(runs: &Runs<'_>, width: usize) -> String {
    let style = Style {
        width,
        colour: false,
        words: false,
    };
    printed(|out| plain::write(out, runs, style).unwrap())
}

/// As one line, however it was wrapped.
fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The keys of every table of docs/json.md about a comparison, by the heading above it.
fn promised() -> BTreeMap<String, BTreeSet<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json.md");
    let document = fs::read_to_string(path).unwrap();
    let (_, document) = document
        .split_once("\n# The JSON of a comparison\n")
        .unwrap();
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut heading = String::new();
    for line in document.lines() {
        if let Some(words) = line.strip_prefix("## ") {
            heading = words.to_owned();
        } else if let Some(row) = line.strip_prefix("| `") {
            let key = row.split('`').next().unwrap().to_owned();
            tables.entry(heading.clone()).or_default().insert(key);
        }
    }
    tables
}

#[test]
fn every_key_is_described_and_every_described_key_is_there() {
    let promised = promised();
    let mut seen = BTreeSet::new();
    let mut holds = |heading: &'static str, object: &Value| {
        let keys = object.as_object().unwrap().keys().cloned();
        assert_eq!(
            keys.collect::<BTreeSet<_>>(),
            promised[heading],
            "{heading}"
        );
        seen.insert(heading);
    };
    for (_, left, right) in pairs() {
        let document = of_json(&Runs::of(&left, &right));
        holds("The document of a comparison", &document);
        holds("A compared run", &document["left"]);
        holds("A compared run", &document["right"]);
        let each = |value: &'_ Value| value.as_array().unwrap().clone();
        for line in each(&document["summary"]) {
            holds("A line of the summary", &line);
        }
        for value in each(&document["values"]) {
            holds("A compared value", &value);
        }
        for row in each(&document["rows"]) {
            holds("A row", &row);
            for formula in each(&row["formulas"]) {
                holds("A compared formula", &formula);
            }
            for field in each(&row["fields"]) {
                holds("A compared field", &field);
                for side in ["left", "right"].map(|side| &field[side]) {
                    if !side.is_null() {
                        holds("A field of one run", side);
                    }
                }
            }
        }
    }
    assert_eq!(seen.len(), promised.len());
}

#[test]
fn the_bytes_of_the_json_are_those_of_the_runs() {
    for (name, left, right) in pairs() {
        let document = of_json(&Runs::of(&left, &right));
        assert_eq!(document["same"], name == "same", "{name}");
        for value in document["values"].as_array().unwrap() {
            let (l, r) = (value["left"].as_str(), value["right"].as_str());
            let relation = match (l, r) {
                (Some(l), Some(r)) if l == r => "same",
                (Some(l), Some(r)) if l.len() == r.len() => "bytes",
                (Some(_), Some(_)) => "length",
                (Some(_), None) => "only_left",
                _ => "only_right",
            };
            assert_eq!(value["relation"], relation, "{name} {value}");
        }
        let indices = |side: &str| -> Vec<u64> {
            let rows = document["rows"].as_array().unwrap().iter();
            rows.filter_map(|row| row[side].as_u64()).collect()
        };
        let all = |trace: &Trace| (0..trace.steps().len() as u64).collect::<Vec<_>>();
        assert_eq!(indices("left"), all(&left), "{name}");
        assert_eq!(indices("right"), all(&right), "{name}");
    }
}

/// What the JSON says, the text says, and the Markdown.
#[test]
fn all_formats_say_the_same() {
    for (name, left, right) in pairs() {
        let runs = Runs::of(&left, &right);
        let document = of_json(&runs);
        let wide = joined(&of_text(&runs, 140));
        let unescaped = printed(|out| markdown::write(out, &runs).unwrap()).replace('\\', "");
        let unescaped = joined(&unescaped);
        for line in document["summary"].as_array().unwrap() {
            if let Some(words) = line["both"].as_str() {
                assert!(wide.contains(words), "{name}: {words}\n{wide}");
                assert!(unescaped.contains(words), "{name}: {words}\n{unescaped}");
            }
        }
        for row in document["rows"].as_array().unwrap() {
            for field in row["fields"].as_array().unwrap() {
                let path = field["path"].as_str().unwrap();
                // a step at another point is shown once
                let told = row["left"].is_null() || wide.contains(path) && unescaped.contains(path);
                assert!(told, "{name}: {path}");
            }
        }
        for value in document["values"].as_array().unwrap() {
            let title = value["title"].as_str().unwrap();
            if value["relation"] != "same" {
                assert!(
                    wide.contains(title) && unescaped.contains(title),
                    "{name}: {title}"
                );
            }
        }
        assert_eq!(wide.contains("Nothing differs."), name == "same", "{name}");
        assert_eq!(
            unescaped.contains("Nothing differs."),
            name == "same",
            "{name}"
        );
    }
}

#[test]
fn every_line_keeps_to_the_width() {
    for (name, left, right) in pairs() {
        let runs = Runs::of(&left, &right);
        for width in [40, 80, 100, 140] {
            for line in of_text(&runs, width).lines() {
                assert!(
                    premaster::text::width(line) <= width,
                    "{name} {width}: {line}"
                );
            }
        }
    }
}

/// The formulas that changed stand beside each other.
#[test]
fn formulas_that_differ_stand_side_by_side() {
    let pairs = pairs();
    let (_, left, right) = pairs.iter().find(|(name, ..)| *name == "suite").unwrap();
    let text = of_text(&Runs::of(left, right), 80);
    let row = text
        .lines()
        .find(|line| line.contains("HMAC_SHA-256("))
        .unwrap();
    assert!(row.contains('≠') && row.contains("HMAC_SHA-1("), "{row}");
    let row = text
        .lines()
        .find(|line| line.contains("key_block[0..31]"))
        .unwrap();
    assert!(
        row.contains('≠') && row.contains("key_block[0..19]"),
        "{row}"
    );
}
