//! What is on the screen fits: nothing is cut before its meaning, written over, or counted wrongly, and
//! no pane is idle while there is something for it.

use crate::stages::{press, stage_on, text};
use premaster::scenario::{Overrides, Scenario};
use premaster::tui::{ColorChoice, Stage};
use ratatui::style::Modifier;

fn on(scenario: &str, color: ColorChoice) -> Stage {
    let scenario = Scenario::builtin(scenario, Overrides::seed(42)).unwrap();
    stage_on(scenario, color, false)
}

/// The screen of a run at the step in which a side gives up.
fn failed(scenario: &str, width: u16, height: u16) -> Vec<String> {
    let mut stage = on(scenario, ColorChoice::Mono);
    stage.resize(width, height);
    press(&mut stage, "e");
    text(&stage.draw(width, height))
}

/// The part of a screen of 120×40 between the two lifelines, with the numbers of the steps.
fn sequence(screen: &[String]) -> Vec<String> {
    let columns = |row: &String| row.chars().skip(33).take(48).collect::<String>();
    screen[5..21].iter().map(columns).collect()
}

#[test]
fn the_sequence_is_full_from_the_first_step_on() {
    let mut stage = on("classic", ColorChoice::Mono);
    stage.resize(120, 40);
    let first = sequence(&text(&stage.draw(120, 40)));
    assert!(
        first.iter().all(|row| !row.trim().is_empty()),
        "{}",
        first.join("\n")
    );
    assert!(first[15].contains("19 more"), "{}", first[15]);
}

#[test]
fn steps_that_are_hidden_are_counted() {
    for scenario in [
        "classic",
        "stripped-suites",
        "flipped-pre-master",
        "wrong-host",
    ] {
        let mut stage = on(scenario, ColorChoice::Mono);
        stage.resize(120, 40);
        for _ in 0..stage.trace().steps().len() {
            let rows = sequence(&text(&stage.draw(120, 40)));
            let step = stage.cursor() + 1;
            let number = |row: &String| row[..4].trim().parse::<usize>().ok();
            let shown = rows
                .iter()
                .filter_map(number)
                .filter(|shown| *shown < step)
                .count();
            let above = rows.iter().find_map(|row| {
                let words = row.split_once('▲')?.1.trim();
                words.split(' ').next()?.parse::<usize>().ok()
            });
            assert_eq!(
                shown + above.unwrap_or(0),
                step - 1,
                "{scenario}, step {step}:\n{}",
                rows.join("\n")
            );
            press(&mut stage, "Right");
        }
    }
}

#[test]
fn a_failure_is_told_in_few_words_and_each_certificate_is_named() {
    let screen = failed("expired", 120, 40).join("\n");
    for words in [
        "✗ gave up: not in date",
        "Checks of shop.example",
        "✗ not in date",
        "✓ host name",
        "Checks of Premaster Demonstration",
    ] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
    let screen = failed("flipped-pre-master", 120, 40).join("\n");
    for words in ["✗ gave up: wrong padding", "has only 63 bytes"] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
}

#[test]
fn a_small_screen_says_what_runs_and_what_differs() {
    let screen = failed("flipped-pre-master", 40, 10).join("\n");
    assert!(screen.contains("flipped-pre-master"), "{screen}");
    let screen = failed("flipped-pre-master", 60, 30);
    let row = screen.iter().find(|row| row.contains("enc. pre-master"));
    let row = row.unwrap();
    let mut bytes = row.split('≠').nth(1).unwrap().split_whitespace();
    assert_ne!(bytes.next(), bytes.next(), "{row}");
    let whose = screen
        .iter()
        .position(|row| row.contains("client ") && row.contains("server "));
    let check = screen
        .iter()
        .position(|row| row.contains("Is the padding right?"));
    assert!(
        check.unwrap() < whose.unwrap(),
        "the failed check comes first:\n{}",
        screen.join("\n")
    );
}

#[test]
fn what_happens_is_whole_in_the_band_at_every_width() {
    let mut stage = on("classic", ColorChoice::Mono);
    for step in 0..stage.trace().steps().len() {
        for width in [40, 60, 80, 120] {
            stage.resize(width, 24.min(10 + width / 4));
            let rows = text(&stage.draw(width, 24.min(10 + width / 4)));
            let band = rows
                .iter()
                .take(3)
                .find(|row| row.starts_with(" CLIENT") || row.starts_with(" SERVER"));
            let band = band.unwrap();
            let last = band.chars().count();
            assert!(
                last < usize::from(width) || band.ends_with("wire") || band.ends_with("clear"),
                "step {}, {width} columns: {band}",
                step + 1
            );
        }
        press(&mut stage, "Right");
    }
}

#[test]
fn only_words_are_underlined() {
    let mut stage = on("flipped-pre-master", ColorChoice::Mono);
    stage.resize(120, 40);
    press(&mut stage, "e");
    let screen = stage.draw(120, 40);
    let mut underlined = 0;
    for position in screen.area.positions() {
        let cell = &screen[position];
        if cell.modifier.contains(Modifier::UNDERLINED) {
            underlined += 1;
            assert!(
                !matches!(cell.symbol(), " " | "─" | "┏" | "━" | "┃"),
                "{position:?}"
            );
        }
    }
    assert!(underlined > 0);
}

#[test]
fn bytes_that_go_on_say_so() {
    let mut stage = on("classic", ColorChoice::Mono);
    stage.resize(120, 40);
    press(&mut stage, "g 1 0 Enter 2");
    let screen = text(&stage.draw(120, 40)).join("\n");
    // the record has 267 bytes, and the dump begins in the middle
    assert!(
        screen.contains("0008 ") && !screen.contains("0100 "),
        "{screen}"
    );
    let first = screen.lines().find(|row| row.contains("0008 ")).unwrap();
    assert!(first.contains("▲│"), "{first}");
}

#[test]
fn an_empty_page_leads_to_where_there_is_something() {
    let mut stage = on("classic", ColorChoice::Mono);
    stage.resize(120, 40);
    press(&mut stage, "5 Enter");
    assert_eq!(
        stage.cursor() + 1,
        5,
        "to the step that sends the certificate"
    );
    press(&mut stage, "g 1 0 Enter 7 Enter");
    assert_eq!(stage.cursor() + 1, 9, "to the nearest computation before");
}
