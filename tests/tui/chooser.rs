//! Choosing a scenario: groups, how each one ends, the preview, and how all that is hidden.

use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::Outcome;
use premaster::tui::{ColorChoice, Listed, Stage};

use crate::stages::{classic, press, stage_with, text};

fn all() -> Vec<Listed> {
    let listed = Scenario::list().into_iter().map(|one| Listed {
        name: one.name.to_owned(),
        group: one.group.title(),
        description: one.description,
        lesson: one.lesson,
    });
    listed.collect()
}

fn open(color: ColorChoice, ascii: bool) -> Stage {
    let mut stage = stage_with(classic(), all(), color, ascii);
    stage.resize(120, 40);
    press(&mut stage, "o");
    stage
}

fn screen(stage: &mut Stage, width: u16, height: u16) -> String {
    stage.resize(width, height);
    text(&stage.draw(width, height)).join("\n")
}

/// The row of a scenario in the list.
fn row<'s>(shown: &'s str, name: &str) -> &'s str {
    let mut cells = shown.lines().flat_map(|row| row.split('│'));
    let found = cells.find(|cell| {
        let chosen = cell.starts_with(" ▸ ") || cell.starts_with("   ");
        let words = cell.trim_start_matches([' ', '▸']);
        chosen && words.split(' ').next() == Some(name)
    });
    found.unwrap_or_else(|| panic!("{name}\n{shown}"))
}

#[test]
fn each_scenario_says_how_a_run_of_it_ends() {
    let mut stage = open(ColorChoice::Full, false);
    for listed in Scenario::list() {
        let overrides = Overrides {
            clock: Some(classic().clock),
            ..Overrides::seed(42)
        };
        let trace = simulate(&Scenario::builtin(listed.name, overrides).unwrap());
        press(&mut stage, &format!("Ctrl-u text:{}", listed.name));
        let shown = screen(&mut stage, 100, 60);
        let row = row(&shown, listed.name);
        let failed = trace.steps().iter().find(|step| step.failure.is_some());
        let step = match failed {
            Some(step) => format!(" step {} ", step.index + 1),
            None => " nothing ".to_owned(),
        };
        assert!(row.contains(&step), "{step}: {row}");
        let alert = match trace.outcome() {
            Outcome::Failed {
                alert: Some(sent), ..
            } => sent.alert.description.to_string(),
            Outcome::Failed { .. } => "none".to_owned(),
            _ => "—".to_owned(),
        };
        assert!(row.contains(&alert), "{alert}: {row}");
        assert!(shown.contains(listed.group.title()), "{shown}");
    }
}

#[test]
fn no_name_is_cut_from_80_columns_on() {
    let mut stage = open(ColorChoice::Full, false);
    for listed in Scenario::list() {
        press(&mut stage, &format!("Ctrl-u text:{}", listed.name));
        for (width, height) in [(80, 24), (100, 30), (120, 40), (200, 60)] {
            row(&screen(&mut stage, width, height), listed.name);
        }
    }
}

#[test]
fn hidden_endings_are_nowhere() {
    for (width, height) in [(80, 24), (100, 30), (120, 40), (200, 60)] {
        let mut stage = open(ColorChoice::Full, false);
        press(&mut stage, "text:flipped-pre H");
        let shown = screen(&mut stage, width, height);
        for told in [
            "bad_record_mac",
            "step 18",
            "19 steps",
            "noticed 18",
            "Bleichenbacher",
        ] {
            assert!(!shown.contains(told), "{told}\n{shown}");
        }
        assert!(shown.contains("who"), "{shown}");
        // a filter does not tell it either
        press(&mut stage, "Ctrl-u text:bad_record_mac");
        let shown = screen(&mut stage, width, height);
        assert!(shown.contains("No scenario matches"), "{shown}");
        press(&mut stage, "H");
        let shown = screen(&mut stage, width, height);
        assert!(shown.contains("step 18"), "{shown}");
        // it stays as it is for the next time
        press(&mut stage, "H Esc o");
        assert!(!screen(&mut stage, width, height).contains("fails in"));
    }
}

#[test]
fn a_filter_finds_names_alerts_and_words() {
    for (typed, found) in [
        ("/ text:wrong-host", "wrong-host"),
        ("text:access_denied", "client-not-in-directory"),
        ("text:bleichenbacher", ""),
        ("text:recording text:-nothing", ""),
        ("text:mutual", "mutual"),
    ] {
        let mut stage = open(ColorChoice::Full, false);
        press(&mut stage, typed);
        let shown = screen(&mut stage, 120, 40);
        match found {
            "" => assert!(shown.contains("No scenario matches"), "{shown}"),
            found => {
                press(&mut stage, "Enter");
                assert_eq!(stage.scenario().unwrap().name, found, "{typed}");
            }
        }
    }
}

#[test]
fn the_preview_names_the_values_that_come_to_differ() {
    let mut stage = open(ColorChoice::Full, false);
    press(&mut stage, "text:flipped-pre");
    let shown = screen(&mut stage, 120, 40);
    for words in [
        "enc. pre-master    ≠ from step 10",
        "pre-master         ≠ from step 11",
        "from the server",
        "impostor: the same alert",
        "tampered-hello: noticed",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
}

#[test]
fn it_can_be_drawn_at_every_size_and_in_ascii() {
    let mut stage = open(ColorChoice::Mono, true);
    for keys in ["Home", "End", "H", "Home"] {
        press(&mut stage, keys);
        for width in [40, 60, 80, 100, 119, 120, 160, 200] {
            for height in [10, 14, 16, 24, 30, 40, 60] {
                let shown = screen(&mut stage, width, height);
                assert!(shown.is_ascii(), "{width}x{height}\n{shown}");
            }
        }
    }
}

#[test]
fn a_click_selects_below_headings_too() {
    // the list is on the left, what is told of the selected one on the right
    let row_of = |shown: &str, words: &str| {
        let mut lists = shown.lines().map(|row| row.split('│').nth(1).unwrap_or(""));
        lists
            .position(|row| row.contains(words))
            .map(|at| at as u16)
    };
    for (width, height) in [(80, 24), (120, 40)] {
        let mut stage = open(ColorChoice::Full, false);
        let mut shown = screen(&mut stage, width, height);
        for _ in Scenario::list() {
            if row_of(&shown, " not-yet-valid ").is_some() {
                break;
            }
            press(&mut stage, "Down");
            shown = screen(&mut stage, width, height);
        }
        stage.click(20, row_of(&shown, " expired ").unwrap() - 1);
        assert_eq!(
            stage.overlay(),
            Some("scenarios"),
            "a heading is not selected"
        );
        // the first click selects, the list moves to the selection, and the second opens it
        for _ in 0..2 {
            let shown = screen(&mut stage, width, height);
            stage.click(20, row_of(&shown, " expired ").unwrap());
        }
        assert_eq!(stage.scenario().unwrap().name, "expired");
    }
}
