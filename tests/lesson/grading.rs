//! Grading: thousands of sheets, right and wrong in known ways, get the marks that they should get; and whatever
//! stands on a sheet is only text.

use crate::homework::{class, python};
use crate::peers::there_is_python_with;
use premaster::lesson::belief::Belief;
use premaster::lesson::grade::{GradeError, Grader, Sheet, json};
use premaster::lesson::homework::{Assignment, Key, KeyError, Task, Wanted};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How many sheets are marked.
const SHEETS: usize = 3000;

#[test]
fn three_thousand_sheets_are_marked_without_a_mistake() {
    if !there_is_python_with("cryptography") {
        return;
    }
    let class = class(99, 30);
    let output = python("homework_sheets.py")
        .arg(class.folder.path())
        .arg(SHEETS.to_string())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    assert!(lines.len() >= SHEETS, "{}", lines.len());
    let named = |id: &str| {
        class
            .assignments
            .iter()
            .find(|one| one.student == id)
            .unwrap()
    };
    let grader = Grader::new(&class.key);
    let chunk = lines
        .len()
        .div_ceil(std::thread::available_parallelism().map_or(1, usize::from));
    let mistakes: BTreeSet<String> = std::thread::scope(|scope| {
        let parts = lines.chunks(chunk).map(|part| {
            let (grader, named) = (&grader, &named);
            scope.spawn(move || {
                let marked = part.iter().map(|line| {
                    let sheet: Value = serde_json::from_str(line).unwrap();
                    marked_as_expected(grader, named(sheet["student"].as_str().unwrap()), &sheet)
                });
                marked.flatten().collect::<BTreeSet<String>>()
            })
        });
        let parts: Vec<_> = parts.collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap())
            .collect()
    });
    assert!(mistakes.len() >= 40, "{mistakes:?}");
}

/// Checks the marks of a sheet. Returns the mistakes that are on it.
fn marked_as_expected(grader: &Grader<'_>, assignment: &Assignment, sheet: &Value) -> Vec<String> {
    let text = sheet["sheet"].as_str().unwrap();
    let graded = grader.graded(assignment, &Sheet::read(text));
    assert!(graded.notes.is_empty(), "{:?}\n{text}", graded.notes);
    let mut found = Vec::new();
    for answer in graded.tasks.iter().flat_map(|task| &task.answers) {
        // no one has handed in a client
        let right = match answer.name.as_str() {
            "14.report" => serde_json::json!(["missing", null, 0]),
            _ => serde_json::json!(["right", null, 1]),
        };
        let expected = sheet["expected"].get(&answer.name).unwrap_or(&right);
        let context = || {
            format!(
                "{}: {answer:#?}\nexpected {expected}\n{text}",
                assignment.student
            )
        };
        assert_eq!(answer.verdict.key(), expected[0], "{}", context());
        let share = expected[2].as_f64().unwrap();
        assert!((answer.share - share).abs() < 1e-9, "{}", context());
        if let Some(mistake) = expected[1].as_str() {
            assert_eq!(answer.faults[0].mistake, mistake, "{}", context());
            found.push(mistake.to_owned());
        }
        let of_another = expected.get(3).is_some();
        assert_eq!(answer.right_for.is_some(), of_another, "{}", context());
        assert_eq!(
            answer.difference.is_some(),
            differs(answer.verdict.key(), &found, expected),
            "{}",
            context()
        );
        for belief in answer.faults.iter().filter_map(|fault| fault.belief) {
            assert!(Belief::named(belief).is_some(), "{belief}");
        }
    }
    found
}

/// Whether the right answer and the one that came are shown beside each other.
fn differs(verdict: &str, _: &[String], _: &Value) -> bool {
    matches!(verdict, "known_mistake" | "wrong" | "followed")
}

fn sheet(text: &str) -> Sheet {
    Sheet::read(text)
}

#[test]
fn a_sheet_that_is_no_ones_is_refused() {
    let class = class(3, 2);
    let grader = Grader::new(&class.key);
    assert!(matches!(
        grader.grade(&sheet("")),
        Err(GradeError::NoStudent)
    ));
    assert!(matches!(
        grader.grade(&sheet("student =\n")),
        Err(GradeError::NoStudent)
    ));
    let other = grader.grade(&sheet("student = s3\u{1b}[2J\n")).unwrap_err();
    assert!(matches!(other, GradeError::OtherStudent(_)));
    assert!(!other.to_string().contains('\u{1b}'), "{other}");
    // a key of another version of the program gives other right answers
    let mut changed = class.key.clone();
    changed.students[0].answers[0].value.push('x');
    let refused = Grader::new(&changed)
        .grade(&sheet("student = s1"))
        .unwrap_err();
    assert!(matches!(
        refused,
        GradeError::Key(KeyError::OtherProgram { .. })
    ));
}

#[test]
fn a_key_is_read_back_and_other_files_are_refused() {
    let class = class(3, 2);
    assert_eq!(Key::read(&class.key.to_json()), Ok(class.key.clone()));
    assert!(matches!(Key::read("{}"), Err(KeyError::Form(_))));
    assert!(matches!(Key::read("\u{1b}"), Err(KeyError::Form(_))));
    let other = class
        .key
        .to_json()
        .replace("premaster homework 1", "premaster homework 2");
    assert!(matches!(Key::read(&other), Err(KeyError::Format(_))));
}

/// Anything can stand on a sheet: it is marked, or named with its line.
#[test]
fn odd_sheets_are_marked_all_the_same() {
    let class = class(4, 1);
    let grader = Grader::new(&class.key);
    let names: Vec<String> = class.assignments[0]
        .asked()
        .filter(|asked| asked.wanted.is_on_sheet())
        .map(|asked| asked.name.clone())
        .collect();
    let long = "f".repeat(200_000);
    let values = [
        "\u{0}",
        "=",
        "{",
        "}",
        "{}",
        "0x",
        "00000000:",
        "00000000: ",
        "🦀",
        "-1",
        "99999999999999999999",
        "`id`",
        "client",
        "none none",
        "a,b,,;;\n\n",
        "= = =",
        "\\x",
        "\u{feff}",
        "0000  ",
        long.as_str(),
    ];
    for value in values {
        let lines: Vec<String> = names
            .iter()
            .map(|name| format!("{name} = {value}"))
            .collect();
        let text = format!("student = s1\n{}\n99.x = 1\n", lines.join("\n"));
        let graded = grader.graded(&class.assignments[0], &sheet(&text));
        assert!(graded.points() < 2.0, "{value:?}: {graded:#?}");
        assert_eq!(graded.notes.len(), 1, "{value:?}");
        let mut out = Vec::new();
        json(&mut out, &[graded]).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(!out.contains('\u{1b}'));
    }
}

#[test]
fn every_share_names_a_mistake_that_there_is() {
    let class = class(4, 1);
    let known: BTreeSet<&str> = premaster::trace::diagnosis::mistakes()
        .map(|one| one.key)
        .collect();
    let forms = [
        "block_kept",
        "block_tail_kept",
        "result_tail",
        "other_value",
        "mac_and_padding_kept",
        "mac_kept",
        "iv_kept",
        "first_block",
    ];
    let mut shares: BTreeMap<&str, f64> = BTreeMap::new();
    for asked in class.assignments[0].asked() {
        if let Wanted::Value { shares: own, .. } = &asked.wanted {
            shares.extend(own.iter().copied());
        }
    }
    assert!(shares.len() > 30);
    for (mistake, share) in shares {
        assert!(
            known.contains(mistake) || forms.contains(&mistake),
            "{mistake}"
        );
        assert!((0.0..1.0).contains(&share), "{mistake}");
    }
    assert_eq!(Task::all().len(), 14);
}
