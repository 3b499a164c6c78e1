//! Every scenario, step by step and through every view: nothing that a screen reader cannot read.

use crate::session;
use premaster::plain::Session;
use premaster::scenario::Scenario;
use std::thread;
use unicode_width::UnicodeWidthStr;

/// What is wrong with a line, if anything is.
fn wrong(line: &str, width: usize) -> Option<&'static str> {
    let drawn =
        |c: char| ('\u{2190}'..='\u{21ff}').contains(&c) || ('\u{2500}'..='\u{27bf}').contains(&c);
    if line.chars().any(char::is_control) {
        return Some("a control character");
    }
    if line.chars().any(drawn) {
        return Some("a mark, an arrow or a box");
    }
    (line.width() > width).then_some("too long")
}

fn hold(lines: &[String], width: usize, of: &str) {
    assert!(!lines.is_empty(), "{of} says nothing");
    for line in lines {
        if let Some(problem) = wrong(line, width) {
            panic!("{of}: {problem}: {line:?}");
        }
    }
}

fn ask(session: &mut Session, command: &str, width: usize, of: &str) -> Vec<String> {
    let lines = session.obey(command);
    hold(&lines, width, &format!("{of}: {command}"));
    lines
}

/// Through a scenario, with every view of every step.
fn walk(name: &str, width: usize) {
    let mut session = session(name, width);
    hold(&session.greeting(), width, name);
    let steps = session.trace().steps().len();
    for step in 0..steps {
        assert_eq!(session.cursor(), step, "{name}");
        let of = format!("{name}, step {}", step + 1);
        for view in [
            "bytes",
            "checks",
            "math",
            "new",
            "certificates",
            "transcript",
            "place",
        ] {
            ask(&mut session, view, width, &of);
        }
        let new: Vec<String> = {
            let trace = session.trace();
            let values = trace.new_in(&trace.steps()[step]);
            values.iter().map(|value| value.key()).collect()
        };
        for value in new.iter().take(2) {
            for question in ["where", "used", "who"] {
                let answer = ask(&mut session, &format!("{question} {value}"), width, &of);
                assert!(!answer[0].contains("No value"), "{of}: {answer:?}");
            }
        }
        ask(&mut session, "next", width, &of);
    }
    for view in ["keys", "steps", "run", "meanings", "find random", "noticed"] {
        ask(&mut session, view, width, name);
    }
}

#[test]
fn every_scenario_can_be_listened_to() {
    let names: Vec<&str> = Scenario::list().iter().map(|listed| listed.name).collect();
    assert!(names.len() > 40, "{}", names.len());
    thread::scope(|scope| {
        for (i, part) in names.chunks(names.len().div_ceil(4)).enumerate() {
            // most terminals, a narrow one, a wide one
            let width = [80, 80, 60, 132][i % 4];
            scope.spawn(move || part.iter().for_each(|name| walk(name, width)));
        }
    });
}

#[test]
fn the_rest_can_be_listened_to() {
    let mut session = session("classic", 80);
    for command in [
        "help",
        "scenarios",
        "glossary",
        "glossary PRF",
        "help edit",
        "nonsense",
    ] {
        ask(&mut session, command, 80, "classic");
    }
}

#[test]
fn the_test_notices_what_cannot_be_read() {
    assert_eq!(wrong("plain words, 1 to 2", 80), None);
    assert!(wrong("\u{1b}[1m", 80).is_some());
    assert!(wrong("├──", 80).is_some());
    assert!(wrong("●", 80).is_some());
    assert!(wrong(&"x".repeat(81), 80).is_some());
}
