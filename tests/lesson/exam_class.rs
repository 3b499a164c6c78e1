//! The results of a class, against a program in Python that reads the same files and computes them by itself:
//! `exam_class.py`. It marks the answers too, and shares no code with this one.

use crate::exam::items;
use crate::peers::{remark, there_is_python_with};
use premaster::lesson::belief::Belief;
use premaster::lesson::exam::{Class, Form, Item, Marked, Sheet, Taking, report};
use premaster::lesson::question::json::QuestionJson;
use premaster::lesson::question::{self, Answer};
use premaster::pki::time::UnixTime;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Numbers that are the same in every run of the test.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        // Knuth's MMIX
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// Some answer: right in so many of a hundred cases, and otherwise anything, or that it is not known.
fn answer(item: &Item, right: usize, numbers: &mut Numbers) -> Answer {
    if numbers.below(100) < right {
        return item.question.right();
    }
    if numbers.below(8) == 0 {
        return Answer::Unknown;
    }
    let count = item.question.offered().len();
    match item.question.form {
        question::Form::One(_) => Answer::One(numbers.below(count)),
        question::Form::Order(_) => {
            let mut order: Vec<usize> = (0..count).collect();
            for at in (1..count).rev() {
                order.swap(at, numbers.below(at + 1));
            }
            Answer::Order(order)
        }
        _ => Answer::Many((0..count).filter(|_| numbers.below(2) == 0).collect()),
    }
}

fn sheet(form: Form, name: &str, begun: i64, right: usize, numbers: &mut Numbers) -> Sheet {
    let items = items()[form as usize].clone();
    let mut taking = Taking::of(form, items, name, UnixTime(begun), Duration::ZERO);
    while let Some(item) = taking.item() {
        let given = answer(item, right, numbers);
        let now = Duration::from_secs(numbers.below(90) as u64);
        taking.choose(given, now);
        taking.sure(1 + numbers.below(3) as u8, now);
    }
    taking.sheet().clone()
}

/// A class of so many. Some took B first; the last four have all right twice, nothing twice, one form, and a form that
/// is not finished.
fn class(persons: usize, seed: u64) -> Vec<Sheet> {
    let mut numbers = Numbers(seed);
    let mut sheets = Vec::new();
    for nth in 0..persons {
        let name = format!("s{nth:02}");
        let first = Form::ALL[numbers.below(2)];
        let (before, after) = match nth + 4 - persons.min(nth + 4) {
            1 => (100, 100),
            2 => (0, 0),
            _ => (numbers.below(70), numbers.below(101)),
        };
        let mut both = vec![
            sheet(first, &name, 1_000, before, &mut numbers),
            sheet(first.other(), &name, 2_000, after, &mut numbers),
        ];
        match nth + 1 {
            end if end == persons => drop(both.pop()),
            end if end + 1 == persons => both[1].answers.truncate(9),
            _ => {}
        }
        sheets.extend(both);
    }
    sheets
}

/// What the other program is told of the questions: those of both forms, and which beliefs are reported.
fn key() -> Value {
    let of = |items: &[Item]| {
        let questions = items.iter().map(|item| QuestionJson::of(&item.question));
        serde_json::to_value(questions.collect::<Vec<_>>()).unwrap()
    };
    let [a, b] = items();
    let reported = Belief::all().filter(|belief| belief.reported);
    let reported: Vec<&str> = reported.map(|belief| belief.key.as_str()).collect();
    json!({ "A": of(a), "B": of(b), "reported": reported })
}

fn results(sheets: &[Sheet]) -> Value {
    let [a, b] = items();
    let mut class = Class::new(a, b);
    for sheet in sheets {
        let form = sheet.form().unwrap();
        let marked = Marked::of(sheet, form, &items()[form as usize]).unwrap();
        class.add(marked).unwrap();
    }
    let mut out = Vec::new();
    report::json(&mut out, &class).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// Numbers may differ in their last places; everything else is equal.
fn same(ours: &Value, theirs: &Value, place: &str) {
    match (ours, theirs) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            assert!((a - b).abs() < 1e-9, "{place}: {a} and {b}");
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{place}");
            for (nth, (a, b)) in a.iter().zip(b).enumerate() {
                same(a, b, &format!("{place}/{nth}"));
            }
        }
        (Value::Object(a), Value::Object(b)) => {
            let keys: Vec<&String> = a.keys().collect();
            for key in b.keys() {
                assert!(keys.contains(&key), "{place}: {key}");
            }
            for key in keys {
                same(&a[key], &b[key], &format!("{place}/{key}"));
            }
        }
        (a, b) => assert_eq!(a, b, "{place}"),
    }
}

fn other_results(dir: &Path) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lesson/exam_class.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(dir)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn another_program_comes_to_the_same_results() {
    if !there_is_python_with("tomllib") {
        return;
    }
    for (persons, seed) in [(5, 1), (9, 2), (24, 3), (40, 4)] {
        let dir = tempfile::tempdir().unwrap();
        let sheets = class(persons, seed);
        for sheet in &sheets {
            let form = sheet.form().unwrap().name();
            let file = dir.path().join(format!("{}-{form}.toml", sheet.name));
            fs::write(file, sheet.to_text()).unwrap();
        }
        fs::write(dir.path().join("key.json"), key().to_string()).unwrap();
        let ours = results(&sheets);
        same(
            &ours,
            &other_results(dir.path()),
            &format!("{persons} persons"),
        );
        let used = ours["persons"].as_array().unwrap().len();
        assert_eq!(used, persons - 2);
        // all right twice, and nothing twice, have no normalised change
        assert_eq!(
            ours["class"]["n"].as_u64().unwrap() as usize,
            used - 1 - usize::from(nothing_twice(&ours))
        );
        remark(&format!("{persons} persons, {} sheets", sheets.len()));
    }
}

/// Whether someone has nothing right twice: it is made at random, and most have a part of something.
fn nothing_twice(results: &Value) -> bool {
    let persons = results["persons"].as_array().unwrap().iter();
    let mut zeros = persons.filter(|person| person["before"] == 0.0 && person["after"] == 0.0);
    zeros.next().is_some()
}

#[test]
fn shares_are_told_of_twenty_persons_and_more() {
    for (persons, shares) in [(12, false), (30, true)] {
        let sheets = class(persons, 9);
        let [a, b] = items();
        let mut class = Class::new(a, b);
        for sheet in &sheets {
            let form = sheet.form().unwrap();
            class
                .add(Marked::of(sheet, form, &items()[form as usize]).unwrap())
                .unwrap();
        }
        assert_eq!(class.has_shares(), shares);
        let marked = class.places();
        let marked = marked.iter().filter(|place| class.differs(place)).count();
        assert_eq!(marked > 0, shares, "{marked}");
        let mut out = Vec::new();
        report::text(&mut out, &class).unwrap();
        let text = String::from_utf8(out).unwrap();
        let sentences = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(sentences.contains("too few for shares"), !shares, "{text}");
        assert_eq!(text.contains("differ by more than 0.15"), shares, "{text}");
        assert!(text.contains("Not used: "), "{text}");
        // each misconception that was chosen in words, with its nine numbers below it, the most frequent first
        let chosen = class
            .beliefs()
            .into_iter()
            .filter(|one| one.before.chosen + one.after.chosen > 0);
        let chosen: Vec<_> = chosen.collect();
        assert!(chosen.len() >= 10);
        for one in &chosen {
            let words = format!("{} ({}) ", one.belief.believed, one.belief.key);
            let below = sentences
                .split(&words)
                .nth(1)
                .unwrap_or_else(|| panic!("{words}\n{text}"));
            let numbers: Vec<&str> = below.split(' ').take(9).collect();
            let expected = [
                format!("{}/{}", one.before.chosen, one.before.offered),
                format!("{}/{}", one.after.chosen, one.after.offered),
            ];
            assert_eq!(
                [numbers[0], numbers[3]],
                [&*expected[0], &*expected[1]],
                "{text}"
            );
            assert_eq!(numbers[8], one.took_up.to_string(), "{text}");
        }
        let place = |key: &str| text.find(&format!("({key})")).unwrap();
        let most = chosen
            .iter()
            .max_by_key(|one| (one.after.chosen, one.before.chosen))
            .unwrap();
        let least = chosen
            .iter()
            .min_by_key(|one| (one.after.chosen, one.before.chosen))
            .unwrap();
        assert!(place(&most.belief.key) < place(&least.belief.key), "{text}");
        let mut out = Vec::new();
        report::csv(&mut out, &class).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), persons - 2 + 1);
        assert!(
            text.lines().all(|line| line.split(',').count() == 5 + 24),
            "{text}"
        );
    }
}

#[test]
fn a_person_has_one_sheet_of_each_form() {
    let sheets = class(5, 3);
    let [a, b] = items();
    let mut class = Class::new(a, b);
    let form = sheets[0].form().unwrap();
    let marked = Marked::of(&sheets[0], form, &items()[form as usize]).unwrap();
    assert!(class.add(marked.clone()).is_ok());
    let again = class.add(marked).unwrap_err().to_string();
    assert!(again.contains("s00"), "{again}");
}
