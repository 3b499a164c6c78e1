//! The document as a renderer of CommonMark reads it: tables and blocks of code come out whole, and nothing from
//! elsewhere becomes markup.

use crate::peers;
use premaster::export::markdown;
use premaster::export::report::{Report, Selection};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::Trace;
use std::io::Write;
use std::process::{Command, Stdio};

/// What the renderer finds: headings, tables, rows and blocks of code, and then what is wrong.
fn read(document: &str) -> (Vec<usize>, Vec<String>) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/export/commonmark.py");
    let mut child = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(document.as_bytes())
        .unwrap();
    let said = child.wait_with_output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let mut lines = said.lines();
    let counts = lines
        .next()
        .unwrap()
        .split(' ')
        .map(|count| count.parse().unwrap());
    (counts.collect(), lines.map(str::to_owned).collect())
}

/// The same counts, of the lines that are meant as such.
fn meant(document: &str) -> Vec<usize> {
    let mut counts = vec![0; 4];
    let mut fence: Option<&str> = None;
    for line in document.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => {
                fence = Some(ticks);
                counts[3] += 1;
            }
            None if line.starts_with('#') => counts[0] += 1,
            None if line.starts_with("|---") => counts[1] += 1,
            None if line.starts_with("| ") => counts[2] += 1,
            None => {}
        }
    }
    counts
}

fn document(trace: &Trace, change: impl FnOnce(&mut Selection)) -> String {
    let mut selection = Selection::whole(trace, &markdown::CONTENTS);
    change(&mut selection);
    let mut out = Vec::new();
    markdown::write(&mut out, &Report::of(trace, selection)).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn tables_and_code_come_out_whole() {
    if !peers::there_is_python_with("markdown_it") {
        return;
    }
    let hostile = "| a | b |\n```\n<img src=x> [x](y) **z**\n\n    # no heading";
    for (name, message) in [
        ("classic", Some(hostile)),
        ("mutual", None),
        ("flipped-record", None),
    ] {
        let overrides = Overrides {
            message: message.map(str::to_owned),
            ..Overrides::seed(42)
        };
        let trace = simulate(&Scenario::builtin(name, overrides).unwrap());
        let kinds: [fn(&mut Selection); 3] = [
            |_| {},
            |selection| selection.meanings = true,
            |selection| selection.blanks = true,
        ];
        for (kind, change) in kinds.into_iter().enumerate() {
            let document = document(&trace, change);
            let (counts, wrong) = read(&document);
            assert_eq!(counts, meant(&document), "{name}, {kind}");
            assert_eq!(wrong, Vec::<String>::new(), "{name}, {kind}");
        }
    }
}
