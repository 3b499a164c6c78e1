//! Questions in the formats of question banks, read by readers of others: Anki's own importer, the GIFT parser of
//! gift-pegjs, readers of Moodle XML and QTI 2.1, and Python's CSV.

use crate::peers::{answers, there_is_python_with};
use premaster::lesson::bank::{Item, Kind, anki, csv, gift, moodle, qti};
use premaster::lesson::question;
use premaster::scenario::{Overrides, Scenario, simulate};
use serde_json::{Value, json};
use std::io;
use std::path::Path;
use std::process::Command;

/// The items of some runs, of every kind.
fn items() -> Vec<Item> {
    let mut questions = Vec::new();
    for name in ["classic", "mutual", "flipped-record"] {
        let scenario = Scenario::builtin(name, Overrides::seed(42)).unwrap();
        let trace = simulate(&scenario);
        questions.extend(question::all(&trace, Some(&scenario), 42));
    }
    let items = Item::of(&questions);
    assert!(items.len() > 60, "{}", items.len());
    for kind in ["one", "many", "order", "text", "number"] {
        assert!(items.iter().any(|item| kind_of(item) == kind), "no {kind}");
    }
    items
}

fn kind_of(item: &Item) -> &'static str {
    match item.kind {
        Kind::One(_) => "one",
        Kind::Many(_) => "many",
        Kind::Order(_) => "order",
        Kind::Text(_) => "text",
        Kind::Number(_) => "number",
    }
}

/// The right answers, sorted but for an order.
fn right(item: &Item) -> Vec<String> {
    let mut right: Vec<String> = match &item.kind {
        Kind::One(offers) | Kind::Many(offers) => {
            let right = offers.iter().filter(|offer| offer.right);
            right.map(|offer| offer.text.clone()).collect()
        }
        Kind::Order(parts) => return parts.clone(),
        Kind::Text(typed) => typed.right.clone(),
        Kind::Number(typed) => typed.right.iter().map(u64::to_string).collect(),
    };
    right.sort();
    right
}

fn written(write: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    out
}

/// What a program makes of a file, as JSON.
fn read_by(command: &mut Command, file: &Path, content: &[u8]) -> Value {
    std::fs::write(file, content).unwrap();
    let output = command.arg(file).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn reader(format: &str) -> Command {
    let mut command = Command::new("python3");
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command.arg(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/lesson/banks.py"
    ));
    command.arg(format);
    command
}

fn blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// Name, question and right answers of each item, as a reader should have them.
fn wanted(items: &[Item], kind: impl Fn(&Item) -> &'static str) -> Vec<Value> {
    let wanted = |item: &Item| {
        let right: Vec<String> = right(item).iter().map(|text| blanks(text)).collect();
        json!([item.name, kind(item), blanks(&item.prompt), right])
    };
    items.iter().map(wanted).collect()
}

fn same(read: &Value, wanted: &[Value]) {
    let read = read.as_array().unwrap();
    for (read, wanted) in read.iter().zip(wanted) {
        assert_eq!(read, wanted);
    }
    assert_eq!(read.len(), wanted.len());
}

#[test]
fn a_table_is_read_by_python() {
    if !there_is_python_with("csv") {
        return;
    }
    let (items, folder) = (items(), tempfile::tempdir().unwrap());
    let table = written(|out| csv(out, &items));
    let read = read_by(
        &mut reader("csv"),
        &folder.path().join("questions.csv"),
        &table,
    );
    same(&read, &wanted(&items, kind_of));
}

#[test]
fn moodle_xml_is_read_by_a_reader_of_it() {
    if !there_is_python_with("moodle_questions") {
        return;
    }
    let (items, folder) = (items(), tempfile::tempdir().unwrap());
    let quiz = written(|out| moodle(out, &items));
    let read = read_by(
        &mut reader("moodle"),
        &folder.path().join("questions.xml"),
        &quiz,
    );
    let kind = |item: &Item| match item.kind {
        Kind::One(_) | Kind::Many(_) => "multichoice",
        Kind::Order(_) => "matching",
        Kind::Text(_) => "shortanswer",
        Kind::Number(_) => "numerical",
    };
    same(&read, &wanted(&items, kind));
}

#[test]
fn a_package_of_qti_is_read_by_a_converter() {
    if !there_is_python_with("onyx2moodle") {
        return;
    }
    let (items, folder) = (items(), tempfile::tempdir().unwrap());
    let package = written(|out| qti(out, &items));
    let read = read_by(
        &mut reader("qti"),
        &folder.path().join("questions.zip"),
        &package,
    );
    same(&read, &wanted(&items, kind_of));
}

#[test]
fn a_deck_is_imported_by_anki() {
    if !there_is_python_with("anki") {
        return;
    }
    let (items, folder) = (items(), tempfile::tempdir().unwrap());
    let deck = written(|out| anki(out, &items));
    let read = read_by(
        &mut reader("anki"),
        &folder.path().join("questions.txt"),
        &deck,
    );
    assert_eq!(read["deck"], "TLS handshake");
    let notes = read["notes"].as_array().unwrap();
    assert_eq!(notes.len(), items.len());
    for item in &items {
        let found = notes.iter().find(|note| {
            let (front, back) = (note[0].as_str().unwrap(), note[1].as_str().unwrap());
            let shown = match &item.kind {
                Kind::Text(typed) => vec![typed.right[0].clone()],
                _ => right(item),
            };
            let has = |text: &String| back.contains(&blanks(text));
            front.starts_with(&blanks(&item.prompt)) && shown.iter().all(has)
        });
        assert!(found.is_some(), "{item:#?}");
    }
}

#[test]
fn gift_is_read_by_a_parser_of_it() {
    let parser = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/target/peers/gift/node_modules/gift-pegjs"
    );
    let there = answers(
        "gift-pegjs",
        Command::new("node").args(["-e", &format!("require('{parser}')")]),
    );
    if !there {
        return;
    }
    let (items, folder) = (items(), tempfile::tempdir().unwrap());
    let text = written(|out| gift(out, &items));
    let script = format!(
        "const read = require('{parser}').parse(require('fs').readFileSync(process.argv[1], 'utf8'));\
         const key = (q) => [q.title, q.type, q.stem.text, q];\
         console.log(JSON.stringify(read.map(key)));"
    );
    let mut command = Command::new("node");
    command.args(["-e", &script]);
    let read = read_by(&mut command, &folder.path().join("questions.gift"), &text);
    let read = read.as_array().unwrap();
    assert_eq!(read.len(), items.len());
    for (read, item) in read.iter().zip(&items) {
        let kind = match &item.kind {
            Kind::One(_) | Kind::Many(_) => "MC",
            Kind::Order(_) => "Matching",
            Kind::Text(_) => "Short",
            Kind::Number(_) => "Numerical",
        };
        assert_eq!(read[0], json!(item.name));
        assert_eq!(read[1], json!(kind), "{item:#?}\n{read:#}");
        assert_eq!(blanks(read[2].as_str().unwrap()), blanks(&item.prompt));
        let choices = read[3]["choices"].as_array();
        let is_right = |choice: &&Value| {
            let weight = choice["weight"].as_f64();
            weight.map_or(choice["isCorrect"] == json!(true), |weight| weight > 0.0)
        };
        let mut got: Vec<String> = match &item.kind {
            Kind::Order(_) => {
                let pairs = read[3]["matchPairs"].as_array().unwrap().iter();
                pairs
                    .map(|pair| blanks(pair["subquestion"]["text"].as_str().unwrap()))
                    .collect()
            }
            Kind::Number(_) => {
                let right = choices.unwrap().iter().filter(is_right);
                right
                    .map(|choice| choice["text"]["number"].to_string())
                    .collect()
            }
            _ => {
                let right = choices.unwrap().iter().filter(is_right);
                right
                    .map(|choice| blanks(choice["text"]["text"].as_str().unwrap()))
                    .collect()
            }
        };
        if !matches!(item.kind, Kind::Order(_)) {
            got.sort();
        }
        let want: Vec<String> = right(item)
            .iter()
            .map(|text| blanks(text).replace("->", "→"))
            .collect();
        assert_eq!(got, want, "{read:#}");
    }
}
