//! The document: its structure, what is in it, and that nothing from elsewhere becomes markup.

use crate::crafted::{crafted, long_record};
use crate::runs::{bad, good, one_sided};
use premaster::explain;
use premaster::explain::math::of_step;
use premaster::export::markdown;
use premaster::export::report::{Report, Selection};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Phase, Step, Trace};
use premaster::wire::display::hex;
use std::collections::BTreeSet;

fn runs() -> Vec<(String, Trace)> {
    [good(), bad(), one_sided(), crafted()].concat()
}

fn document(trace: &Trace) -> String {
    some_steps(trace, trace.steps())
}

fn some_steps(trace: &Trace, steps: &[Step]) -> String {
    let mut out = Vec::new();
    let selection = Selection {
        steps: steps.iter().map(|step| step.index).collect(),
        ..Selection::whole(trace, &markdown::CONTENTS)
    };
    markdown::write(&mut out, &Report::of(trace, selection)).unwrap();
    String::from_utf8(out).unwrap()
}

/// A line of a document as a reader of Markdown sees it.
#[derive(Debug, PartialEq)]
enum Line<'a> {
    /// Level and text.
    Heading(usize, &'a str),
    /// Between fences, as it is.
    Verbatim(&'a str),
    /// The cells of a row.
    Row(Vec<String>),
    /// Anything else.
    Other(&'a str),
}

/// Reads a document line by line.
///
/// # Panics
/// If a fence is not closed.
fn lines(document: &str) -> Vec<Line<'_>> {
    let mut out = Vec::new();
    let mut fence: Option<usize> = None;
    for line in document.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(open) if ticks >= open && line.len() == ticks => fence = None,
            Some(_) => out.push(Line::Verbatim(line)),
            None if ticks >= 3 => fence = Some(ticks),
            None if line.starts_with('#') => {
                let text = line.trim_start_matches('#');
                out.push(Line::Heading(line.len() - text.len(), text.trim_start()));
            }
            None if line.starts_with('|') => out.push(Line::Row(cells(line))),
            None => out.push(Line::Other(line)),
        }
    }
    assert_eq!(fence, None, "a fence is not closed");
    out
}

/// The cells of a row: a bar with a backslash before it is text (GFM §4.10).
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.chars() {
        match c {
            '|' if !escaped => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    // before the first bar and behind the last
    assert_eq!(cells.remove(0), "", "{line}");
    assert_eq!(cells.pop().as_deref(), Some(""), "{line}");
    cells
}

#[test]
fn a_document_has_its_parts_in_order() {
    for (run, trace) in runs() {
        let document = document(&trace);
        let lines = lines(&document);
        let headings: Vec<(usize, &str)> = lines
            .iter()
            .filter_map(|line| match line {
                Line::Heading(level, text) => Some((*level, *text)),
                _ => None,
            })
            .collect();
        assert_eq!(headings[0].0, 1, "{run}");
        assert_eq!(headings[1], (2, "Contents"), "{run}");
        assert_eq!(
            headings.iter().filter(|(level, _)| *level == 1).count(),
            1,
            "{run}"
        );
        let mut before = 1;
        for (level, text) in &headings {
            assert!(*level <= before + 1, "{run}: {text} is too deep");
            before = *level;
        }
        let phases: BTreeSet<&str> = trace
            .steps()
            .iter()
            .map(|step| step.phase.title())
            .collect();
        let known: BTreeSet<&str> = Phase::ALL.iter().map(|phase| phase.title()).collect();
        let shown: BTreeSet<&str> = headings
            .iter()
            .filter(|(level, text)| *level == 2 && known.contains(text))
            .map(|(_, text)| *text)
            .collect();
        assert_eq!(shown, phases, "{run}");
        let steps = headings.iter().filter(|(level, _)| *level == 3);
        for (i, (_, title)) in steps.enumerate() {
            assert!(title.starts_with(&format!("{}. ", i + 1)), "{run}: {title}");
            let expected = explain::step(&trace, &trace.steps()[i]).title;
            assert_eq!(
                unescaped(title).split_once(". ").unwrap().1,
                expected,
                "{run}"
            );
        }
        let history = lines.iter().any(|line| match line {
            Line::Other(text) => text.starts_with("> ") && text.contains("history, not as advice"),
            _ => false,
        });
        assert!(history, "{run}: what RSA key exchange is today");
    }
}

/// Text without its backslashes.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { chars.next().unwrap() } else { c });
    }
    out
}

#[test]
fn every_link_has_its_anchor() {
    for (run, trace) in runs() {
        let document = document(&trace);
        let targets = |before: &str, after: char| -> BTreeSet<String> {
            let parts = document.split(before).skip(1);
            parts
                .map(|part| part.split(after).next().unwrap().to_owned())
                .collect()
        };
        let links = targets("](#", ')');
        let anchors = targets("<a id=\"", '"');
        assert!(links.is_subset(&anchors), "{run}");
        let steps = trace.steps().len();
        assert_eq!(links.len(), steps + 2, "{run}");
        // each step has its place as an anchor besides, for links from elsewhere
        assert_eq!(anchors.len(), links.len() + steps, "{run}");
    }
}

#[test]
fn every_table_is_one() {
    let mut tables = 0;
    for (run, trace) in runs() {
        let document = document(&trace);
        let lines = lines(&document);
        let mut rows: Vec<&Vec<String>> = Vec::new();
        for line in lines.iter().chain([&Line::Other("")]) {
            if let Line::Row(row) = line {
                rows.push(row);
                continue;
            }
            if rows.is_empty() {
                continue;
            }
            tables += 1;
            assert!(rows.len() > 2, "{run}: {rows:?}");
            assert!(rows[1].iter().all(|cell| cell == "---"), "{run}: {rows:?}");
            for row in &rows {
                assert_eq!(
                    row.len(),
                    rows[0].len(),
                    "{run}: {row:?} under {:?}",
                    rows[0]
                );
            }
            rows.clear();
        }
    }
    assert!(tables > 300, "only {tables} tables");
}

#[test]
fn every_value_every_check_and_every_computation_is_in_it() {
    for (run, trace) in runs() {
        let document = document(&trace);
        let mut verbatim = String::new();
        let mut spoken = String::new();
        for line in lines(&document) {
            match line {
                Line::Verbatim(text) => verbatim.push_str(text.trim()),
                Line::Other(text) | Line::Heading(_, text) => {
                    spoken.push_str(&unescaped(text));
                    spoken.push('\n');
                }
                Line::Row(_) => {}
            }
        }
        for value in trace.values() {
            assert!(
                verbatim.contains(&hex(&value.bytes)),
                "{run}: {}",
                value.key()
            );
            assert!(
                document.contains(&format!("| `{}` |", value.key())),
                "{run}"
            );
        }
        for step in trace.steps() {
            for check in &step.checks {
                let asked = explain::checks::asked(check);
                let text = format!("{} {}", asked.question, asked.sentence());
                let mark = if check.passed {
                    "- ✓ "
                } else {
                    "- ✗ **failed:** "
                };
                assert!(spoken.contains(&format!("{mark}{text}")), "{run}: {text}");
            }
            if let Some(failure) = &step.failure {
                assert!(spoken.contains(&failure.to_string()), "{run}: {failure}");
            }
            for computation in of_step(&trace, step) {
                assert!(
                    spoken.contains(&computation.title),
                    "{run}: {}",
                    computation.title
                );
                let formula = explain::plain(&computation.formula);
                assert!(verbatim.contains(&formula), "{run}: {formula}");
            }
        }
    }
}

#[test]
fn the_same_run_gives_the_same_bytes_and_another_seed_others() {
    let classic = |seed| simulate(&Scenario::builtin("classic", Overrides::seed(seed)).unwrap());
    assert_eq!(document(&classic(1)), document(&classic(1)));
    assert_ne!(document(&classic(1)), document(&classic(2)));
}

/// A message that tries to be markup everywhere.
#[test]
fn what_comes_from_elsewhere_stays_text() {
    let hostile =
        "| a `` b ``` \\| </details> <b>x</b> [l](http://x) *e* _u_ $m$ &amp;\n# head\n- item";
    let mut scenario = Scenario::builtin("classic", Overrides::seed(1)).unwrap();
    scenario.name = hostile.into();
    scenario.description = hostile.into();
    scenario.messages[0].text = hostile.into();
    let trace = simulate(&scenario);
    let document = document(&trace);
    let mut seen = 0;
    for line in lines(&document) {
        let text = match &line {
            Line::Verbatim(_) => continue,
            Line::Row(cells) => cells.join(" "),
            Line::Heading(_, text) | Line::Other(text) => (*text).to_owned(),
        };
        assert!(text != "head" && !text.starts_with("- item"), "{text}");
        seen += usize::from(text.contains("details\\>"));
        for bad in ["</details> ", "<b>", "[l](", "*e*", " _u_", "$m$"] {
            assert!(!text.contains(bad), "{bad} in {text}");
        }
        // a bar that was data stands behind a backslash
        if let Line::Row(cells) = &line {
            assert!(
                cells
                    .iter()
                    .all(|cell| !cell.contains('|') || cell.contains("\\|"))
            );
        }
    }
    assert!(seen >= 4, "the message is shown {seen} times");
}

#[test]
fn of_a_long_record_the_first_and_the_last_blocks_are_shown() {
    let trace = long_record();
    let key = "client_protect_application_data";
    let step = trace.steps().iter().find(|step| step.key() == key).unwrap();
    let document = some_steps(&trace, std::slice::from_ref(step));
    let blocks: Vec<&str> = document
        .lines()
        .filter(|line| line.starts_with("block "))
        .map(|line| line.split(' ').nth(1).unwrap())
        .collect();
    let (first, last) = blocks.split_at(10);
    assert_eq!(first, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
    assert_eq!(last, ["1026", "1027"]);
    assert!(document.contains("… 1,015 blocks more …"));
}

#[test]
fn one_step_is_a_document_with_its_own_values() {
    let trace = simulate(&Scenario::builtin("classic", Overrides::seed(42)).unwrap());
    let key = "derive_master_secret";
    let step = trace.steps().iter().find(|step| step.key() == key).unwrap();
    let document = some_steps(&trace, std::slice::from_ref(step));
    let steps = document.lines().filter(|line| line.starts_with("### "));
    assert_eq!(steps.count(), 1);
    assert!(document.contains("| `master_secret` | 48 |"));
    assert!(!document.contains("`client_write_key`"));
}

#[test]
fn the_program_prints_the_same_document() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_premaster"))
        .args(["print", "--format", "markdown", "--seed", "42"])
        .args(["--clock", "2026-11-21T00:21:43Z"])
        .output()
        .unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let mut overrides = Overrides::seed(42);
    overrides.clock = Some("2026-11-21T00:21:43Z".parse().unwrap());
    let scenario = Scenario::builtin("classic", overrides).unwrap();
    let trace = simulate(&scenario);
    let mut report = Report::of(&trace, Selection::whole(&trace, &markdown::CONTENTS));
    report.run = scenario.run_name();
    let mut out = Vec::new();
    markdown::write(&mut out, &report).unwrap();
    assert_eq!(output.stdout, out);
}
