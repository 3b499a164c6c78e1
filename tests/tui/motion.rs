//! Motion: what is seen while a message travels, and what a frame of it costs.

use crate::stages::{classic, press, stage_on, text};
use premaster::scenario::{Overrides, Scenario};
use premaster::tui::{ColorChoice, Key, Moment, Stage, Way, changes};
use std::time::Duration;

fn at_step(name: &str, key: &str) -> Stage {
    let scenario = Scenario::builtin(name, Overrides::seed(42)).unwrap();
    let mut stage = stage_on(scenario, ColorChoice::Full, false);
    stage.resize(120, 40);
    let mut steps = stage.trace().steps().iter();
    let step = steps.position(|step| step.key() == key).expect(key);
    stage.go_to(step);
    stage
}

fn at(stage: &Stage, milliseconds: u64) -> Vec<String> {
    let moment = Moment::after(Duration::from_millis(milliseconds), Way::Forward);
    text(&stage.draw_at(120, 40, moment))
}

/// The column at which the box of the present message stands.
fn box_at(screen: &[String]) -> usize {
    let row = screen.iter().find(|row| row.contains('┏')).expect("a box");
    row.chars().position(|c| c == '┏').unwrap()
}

#[test]
fn a_message_travels_and_is_known_where_it_has_come() {
    let stage = at_step("classic", "client_key_exchange");
    let steps: Vec<usize> = [0, 60, 120, 180, 240, 300]
        .into_iter()
        .map(|ms| box_at(&at(&stage, ms)))
        .collect();
    assert!(steps.windows(2).all(|two| two[0] < two[1]), "{steps:?}");
    // the row of the encrypted pre-master secret: the client has it, Eve from the middle on, the
    // server at the end
    let row = |ms| {
        let screen = at(&stage, ms);
        let row = screen.iter().find(|row| row.contains("enc. pre-master"));
        row.unwrap().clone()
    };
    let eve = |row: &str| row.chars().nth(84).unwrap();
    let server = |row: &str| row.chars().skip(88).collect::<String>();
    for (ms, heard, has) in [
        (0, '○', false),
        (170, '○', false),
        (180, '●', false),
        (350, '●', true),
    ] {
        let row = row(ms);
        assert_eq!(eve(&row), heard, "{ms} ms: {row}");
        assert_eq!(server(&row).contains("15b0e6"), has, "{ms} ms: {row}");
        assert_eq!(row.contains('='), has, "{ms} ms: {row}");
    }
}

#[test]
fn back_is_the_same_the_other_way_in_half_the_time() {
    let stage = at_step("classic", "client_hello");
    for ms in [0, 20, 60, 100, 140, 174] {
        let back = Moment::after(Duration::from_millis(ms), Way::Back);
        let forward = Moment::after(Duration::from_millis(350 - 2 * ms), Way::Forward);
        let (back, forward) = (
            stage.draw_at(120, 40, back),
            stage.draw_at(120, 40, forward),
        );
        assert_eq!(text(&back), text(&forward), "{ms} ms");
    }
}

#[test]
fn a_message_that_is_lost_stops_on_its_way() {
    let mut stage = at_step("classic", "client_key_exchange");
    press(&mut stage, "1 x");
    assert!(stage.overlay().is_some());
    let dropped = Scenario::builtin("dropped-record", Overrides::seed(42)).unwrap();
    let mut stage = stage_on(dropped, ColorChoice::Full, false);
    stage.resize(120, 40);
    let mut steps = stage.trace().steps().iter();
    let step = steps.position(|step| step.fate() == premaster::trace::Fate::Dropped);
    stage.go_to(step.unwrap());
    let end = at(&stage, 350);
    assert!(
        end.iter().any(|row| row.contains("╳ dropped")),
        "{}",
        end.join("\n")
    );
    assert!(box_at(&end) < 60, "{}", end.join("\n"));
    assert!(
        end.iter().any(|row| row.contains("waiting for it")),
        "{}",
        end.join("\n")
    );
}

#[test]
fn a_message_that_is_changed_turns_half_way() {
    let stage = at_step("flipped-pre-master", "client_key_exchange");
    let told = |ms| {
        at(&stage, ms)
            .iter()
            .any(|row| row.contains("ac became ad"))
    };
    assert!(!told(100));
    assert!(told(200) && told(350));
}

#[test]
fn a_frame_of_motion_is_cheap_and_the_last_is_the_still_screen() {
    for color in [
        ColorChoice::Full,
        ColorChoice::Indexed256,
        ColorChoice::Ansi16,
    ] {
        let mut stage = stage_on(classic(), color, false);
        stage.resize(120, 40);
        let mut sizes = Vec::new();
        for _ in 1..stage.trace().steps().len() {
            press(&mut stage, "Right");
            let mut last = stage.draw_at(120, 40, Moment::after(Duration::ZERO, Way::Forward));
            for frame in 1..=18 {
                let moment = Moment::after(Duration::from_millis(20 * frame), Way::Forward);
                let next = stage.draw_at(120, 40, moment);
                sizes.push(changes(&last, &next, true).len());
                last = next;
            }
            let still = stage.draw(120, 40);
            assert!(
                changes(&last, &still, true).is_empty(),
                "nothing is left to move"
            );
        }
        sizes.sort_unstable();
        let median = sizes[sizes.len() / 2];
        assert!(median < 600, "{color:?}: median {median}");
        println!(
            "{color:?}: median {median}, most {}",
            sizes[sizes.len() - 1]
        );
    }
}

#[test]
fn only_a_single_step_moves_and_only_with_colours() {
    let key = |name: &str| name.parse::<Key>().unwrap();
    let mut stage = stage_on(classic(), ColorChoice::Full, false);
    assert_eq!(stage.motion_of(key("Right")), Some(Way::Forward));
    assert_eq!(
        stage.motion_of(key("Left")),
        None,
        "there is no step before"
    );
    for other in ["End", "]", "g", "1", "Space", "Enter"] {
        assert_eq!(stage.motion_of(key(other)), None, "{other}");
    }
    press(&mut stage, "Right");
    assert_eq!(stage.motion_of(key("Left")), Some(Way::Back));
    press(&mut stage, "?");
    assert_eq!(
        stage.motion_of(key("Left")),
        None,
        "a key of what lies over it"
    );
    press(&mut stage, "Esc End");
    assert_eq!(stage.motion_of(key("Right")), None);
    let stage = stage_on(classic(), ColorChoice::Mono, false);
    assert_eq!(stage.motion_of(key("Right")), None);
}
