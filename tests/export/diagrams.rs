//! The diagrams: SVG to a parser of XML and a browser, Mermaid to its own parser.

use crate::browser::Browser;
use crate::peers;
use crate::watched::captured;
use premaster::export::{mermaid, svg};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Actor, Trace};
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// A run of every scenario, by name, and every captured connection.
fn runs() -> Vec<(String, Trace)> {
    let all = Scenario::list();
    let named = all.iter().map(|one| one.name);
    let run = |name: &str| simulate(&Scenario::builtin(name, Overrides::seed(42)).unwrap());
    let runs = named.map(|name| (name.to_owned(), run(name)));
    runs.chain(captured()).collect()
}

fn indices(trace: &Trace) -> Vec<usize> {
    (0..trace.steps().len()).collect()
}

fn drawn(trace: &Trace) -> String {
    let mut out = Vec::new();
    svg::write(&mut out, trace, &indices(trace)).unwrap();
    String::from_utf8(out).unwrap()
}

fn described(trace: &Trace) -> String {
    let mut out = Vec::new();
    mermaid::write(&mut out, trace, &indices(trace)).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn an_svg_is_well_formed_and_has_a_row_for_each_step() {
    const COUNT: &str = "import sys, xml.etree.ElementTree as E
n = '{http://www.w3.org/2000/svg}'
root = E.fromstring(sys.stdin.buffer.read())
rows = [one for one in root.iter(n + 'g') if 'row' in one.get('class', '').split()]
print(len(rows), root.find(n + 'title').text, root.find(n + 'desc').text is not None, sep='|')";
    if !peers::there("python3") {
        return;
    }
    for (name, trace) in runs() {
        let mut child = Command::new("python3")
            .args(["-c", COUNT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(drawn(&trace).as_bytes())
            .unwrap();
        let said = child.wait_with_output().unwrap();
        let said = String::from_utf8(said.stdout).unwrap();
        let (steps, scenario) = (trace.steps().len(), &trace.run().scenario);
        let expected = format!("{steps}|A TLS handshake: {scenario}|True");
        assert_eq!(said.trim(), expected, "{name}");
    }
}

/// In a browser no text of a diagram is outside of it, and no two texts of a row lie over each other.
#[test]
fn an_svg_has_room_for_its_words() {
    if !peers::there("chromium") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut browser = Browser::start();
    for (name, trace) in runs() {
        let file = dir.path().join("run.svg");
        std::fs::write(&file, drawn(&trace)).unwrap();
        browser.open(&file);
        let faults = browser.eval(
            "(() => {
                const faults = [];
                const width = document.documentElement.viewBox.baseVal.width;
                for (const row of document.querySelectorAll('.row')) {
                    const boxes = [...row.querySelectorAll('text')].map(one => [one.getBBox(), one.textContent]);
                    boxes.forEach(([one, text], i) => {
                        if (one.x < 0 || one.x + one.width > width) faults.push(text);
                        for (const [other, more] of boxes.slice(i + 1))
                            if (one.x < other.x + other.width && other.x < one.x + one.width
                                && one.y < other.y + other.height && other.y < one.y + one.height)
                                faults.push(text + ' / ' + more);
                    });
                }
                return faults;
            })()",
        );
        assert_eq!(faults, serde_json::json!([]), "{name}");
        assert_eq!(browser.complaints, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn an_attack_and_its_discovery_are_marked() {
    let trace = simulate(&Scenario::builtin("dropped-record", Overrides::seed(42)).unwrap());
    let svg = drawn(&trace);
    assert!(svg.contains("class=\"cross\"") && svg.contains("dropped on the way"));
    assert!(described(&trace).contains("C--xS: 25. ApplicationData"));
}

/// What the reader of a capture computes belongs to no side: it stands between the lifelines, and says whose it is.
#[test]
fn what_the_reader_computes_stands_between_the_sides() {
    let mut computed = 0;
    for (name, trace) in captured() {
        let (svg, mermaid) = (drawn(&trace), described(&trace));
        for step in trace.steps() {
            let (number, words) = (step.index + 1, step.topic.words());
            let row = format!("<g class=\"row local\" data-step=\"{}\">", step.index);
            let row = svg.lines().find(|line| line.starts_with(&row));
            let is_readers = step.actor == Actor::Reader;
            assert_eq!(row.is_some(), is_readers, "{name}, step {number}");
            let Some(row) = row else { continue };
            computed += 1;
            let words = format!("the reader {words}");
            let text = format!(
                "x=\"280\" y=\"{}\" text-anchor=\"middle\">{words}",
                y_of(row)
            );
            assert!(row.contains(&text), "{name}: {text} in {row}");
            assert!(!row.contains("class=\"tick\""), "{name}: {row}");
            let note = format!("Note over C,S: {number}. {words}");
            assert!(mermaid.contains(&note), "{name}: {note}");
        }
    }
    assert!(computed > 100, "{computed}");
}

/// Where the number of a row stands, which the words of the row are level with.
fn y_of(row: &str) -> &str {
    let number = row.split("<text class=\"number\"").nth(1).unwrap();
    number
        .split("y=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
}

#[test]
fn mermaid_reads_every_run_as_it_was_meant() {
    let Some(library) = peers::mermaid() else {
        return;
    };
    let mut browser = with_mermaid(&library);
    for (name, trace) in runs() {
        let text = described(&trace);
        let messages = parsed(&mut browser, &text);
        let numbered = |one: &&String| one.chars().next().is_some_and(|c| c.is_ascii_digit());
        let numbers: Vec<usize> = messages
            .iter()
            .filter(numbered)
            .map(|one| one.split_once('.').unwrap().0.parse().unwrap())
            .collect();
        let expected: Vec<usize> = (1..=trace.steps().len()).collect();
        assert_eq!(numbers, expected, "{name}");
    }
}

/// Text from outside reaches the diagram in names alone. Whatever it is, it stays one text.
#[test]
fn mermaid_takes_any_description_as_text() {
    let Some(library) = peers::mermaid() else {
        return;
    };
    let toml = r#"description = "a; b # c %% d <br> {e} \"f\" end: $$g$$ \\n participant X""#;
    let scenario = Scenario::from_toml(toml, "x;y#z", "x;y#z", Overrides::seed(1)).unwrap();
    let trace = simulate(&scenario);
    let mut browser = with_mermaid(&library);
    assert!(parsed(&mut browser, &described(&trace)).len() >= trace.steps().len());
    assert_eq!(browser.eval("diagram.db.getActorKeys().length"), 2);
    let read = browser.eval("decode(diagram.db.getAccDescription())");
    assert_eq!(read, trace.run().description.as_str());
}

/// A browser with Mermaid in its page.
fn with_mermaid(library: &Path) -> Browser {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mermaid.html");
    let page = format!(
        "<!doctype html><script src=\"file://{}\"></script>",
        library.display()
    );
    std::fs::write(&file, page).unwrap();
    let mut browser = Browser::start();
    browser.open(&file);
    browser.eval(
        "globalThis.decode = text => { const one = document.createElement('textarea');
         one.innerHTML = text.replace(/ﬂ°°/g, '&#').replace(/ﬂ°/g, '&').replace(/¶ß/g, ';');
         return one.value; }; 0",
    );
    browser
}

/// The texts of a diagram's messages and notes, as Mermaid reads them.
fn parsed(browser: &mut Browser, text: &str) -> Vec<String> {
    let text = Value::from(text);
    let read = browser.eval(&format!(
        "(async () => {{
            await mermaid.parse({text});
            globalThis.diagram = await mermaid.mermaidAPI.getDiagramFromText({text});
            return diagram.db.getMessages().map(one => one.message)
                .filter(text => typeof text === 'string').map(decode);
        }})()"
    ));
    let read = read.as_array().unwrap().iter();
    read.map(|one| one.as_str().unwrap().to_owned()).collect()
}
