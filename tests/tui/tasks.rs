//! What a teacher or a student does most, each in at most six keys, and each with the mouse alone.

use crate::stages::{click, press, stage_on, text};
use premaster::scenario::{Overrides, Scenario};
use premaster::tui::{ColorChoice, Stage, Tab};

fn stage(name: &str) -> Stage {
    let overrides = Overrides {
        clock: Some("2026-11-21".parse().unwrap()),
        ..Overrides::seed(42)
    };
    let scenario = Scenario::builtin(name, overrides).unwrap();
    let mut stage = stage_on(scenario, ColorChoice::Full, false);
    stage.resize(120, 40);
    stage
}

fn shows(stage: &Stage, words: &str) {
    let screen = text(&stage.draw(120, 40)).join("\n");
    assert!(screen.contains(words), "{words:?}\n{screen}");
}

/// A task: the scenario, its keys, its clicks, and how it is seen to be done.
struct Task {
    scenario: &'static str,
    keys: &'static str,
    clicks: &'static [&'static str],
    done: fn(&Stage),
}

const TASKS: [Task; 10] = [
    Task {
        scenario: "classic",
        keys: "Right Right",
        clicks: &["▶", "▶"],
        done: |stage| assert_eq!(stage.cursor(), 2),
    },
    // flip a bit of ClientKeyExchange, and see who notices
    Task {
        scenario: "classic",
        keys: "] ] } x Enter e",
        clicks: &[
            "Change cipher",
            "ClientKeyExchange",
            "tamper",
            "⏎ run",
            "where noticed",
        ],
        done: |stage| assert!(stage.step().unwrap().failure.is_some()),
    },
    // where is it noticed?
    Task {
        scenario: "expired",
        keys: "e",
        clicks: &["where noticed"],
        done: |stage| assert!(stage.step().unwrap().failure.is_some()),
    },
    // what is different from a good run?
    Task {
        scenario: "expired",
        keys: "=",
        clicks: &["= compare"],
        done: |stage| assert_eq!(stage.overlay(), Some("compare")),
    },
    // who has the keys once they exist?
    Task {
        scenario: "classic",
        keys: "] ] ] 4",
        clicks: &["Change cipher", "4 Keys"],
        done: |stage| assert_eq!(stage.tab(), Tab::Keys),
    },
    // what has a thief of the private key?
    Task {
        scenario: "classic",
        keys: "End K",
        clicks: &["Data", "3 Map", "steal the key"],
        done: |stage| shows(stage, "what Eve gains is red"),
    },
    // where does a value come from?
    Task {
        scenario: "classic",
        keys: "] ] ] [ w",
        clicks: &["Key exchange", "where from"],
        done: |stage| assert_eq!(stage.overlay(), Some("from")),
    },
    // the bytes of a message
    Task {
        scenario: "classic",
        keys: "] 2",
        clicks: &["Certificate ", "2 Bytes"],
        done: |stage| assert_eq!(stage.tab(), Tab::Bytes),
    },
    // another scenario
    Task {
        scenario: "classic",
        keys: "o Down Enter",
        clicks: &["o scenario", "wrong-host", "▸ wrong-host"],
        done: |stage| assert_eq!(stage.scenario().unwrap().name, "wrong-host"),
    },
    // whose eyes?
    Task {
        scenario: "classic",
        keys: "End v v v",
        clicks: &["Data", "next view", "next view", "next view"],
        done: |stage| shows(stage, "seen by: EVE"),
    },
];

#[test]
fn what_is_done_most_takes_few_keys() {
    for task in &TASKS {
        assert!(task.keys.split(' ').count() <= 6, "{}", task.keys);
        let mut stage = stage(task.scenario);
        press(&mut stage, task.keys);
        (task.done)(&stage);
    }
}

#[test]
fn what_is_done_most_can_be_done_with_the_mouse_alone() {
    for task in &TASKS {
        let mut stage = stage(task.scenario);
        for words in task.clicks {
            click(&mut stage, words);
        }
        (task.done)(&stage);
    }
}
