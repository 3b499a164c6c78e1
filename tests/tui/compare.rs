//! Another run beside the one on the screen.

use premaster::protocol::SUITES;
use premaster::scenario::{Overrides, Scenario};
use premaster::tui::{ColorChoice, Key, Listed, Stage};

use crate::stages::{stage_on, stage_with};

const SIZES: [(u16, u16); 5] = [(60, 16), (80, 24), (100, 30), (120, 40), (200, 60)];

fn scenario(name: &str) -> Scenario {
    let overrides = Overrides {
        clock: Some("2026-11-21".parse().unwrap()),
        ..Overrides::seed(42)
    };
    Scenario::builtin(name, overrides).unwrap()
}

fn stage(name: &str) -> Stage {
    let mut stage = stage_on(scenario(name), ColorChoice::Full, false);
    stage.resize(120, 40);
    stage
}

fn press(stage: &mut Stage, keys: &str) {
    for key in keys.split(' ') {
        stage.press(key.parse::<Key>().unwrap());
    }
}

/// The screen as text.
fn text(stage: &mut Stage, (width, height): (u16, u16)) -> String {
    stage.resize(width, height);
    let buffer = stage.draw(width, height);
    let rows = buffer.content.chunks(width.into());
    let rows = rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>());
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_run_stands_beside_the_one_in_which_all_is_well() {
    for name in ["expired", "stripped-suites", "client-wrong-key"] {
        let mut stage = stage(name);
        press(&mut stage, "=");
        assert_eq!(stage.overlay(), Some("compare"), "{name}");
        for size in SIZES {
            let screen = text(&mut stage, size);
            assert!(
                screen.contains("version") && screen.contains("TLS 1.2"),
                "{name}\n{screen}"
            );
        }
        press(&mut stage, "Tab");
        for size in SIZES.into_iter().skip(1) {
            let screen = text(&mut stage, size);
            assert!(screen.contains("client sends "), "{name}\n{screen}");
            assert!(
                screen.contains("They differ from here on. "),
                "{name}\n{screen}"
            );
        }
        press(&mut stage, "Enter");
        assert_eq!(stage.overlay(), None);
        // while stepping, each step still stands beside that of the other run
        press(&mut stage, "Home");
        let first = text(&mut stage, (120, 40));
        assert!(first.contains("= as in the other run"), "{name}\n{first}");
        press(&mut stage, "e");
        let failed = text(&mut stage, (120, 40));
        let sentence = failed.lines().nth(3).unwrap();
        assert!(sentence.contains('≠'), "{name}\n{failed}");
    }
}

#[test]
fn where_nothing_is_wrong_the_reader_chooses_the_other_run() {
    let listed = ["classic", "mutual", "expired"].map(|name| Listed {
        name: name.into(),
        group: "All",
        description: String::new(),
        lesson: String::new(),
    });
    let mut stage = stage_with(scenario("classic"), listed.into(), ColorChoice::Full, false);
    stage.resize(120, 40);
    press(&mut stage, "=");
    assert_eq!(stage.overlay(), Some("scenarios"));
    let chooser = text(&mut stage, (120, 40));
    assert!(
        chooser.contains("Compare this run with which scenario?"),
        "{chooser}"
    );
    press(&mut stage, "m u t u a l Enter");
    assert_eq!(stage.overlay(), Some("compare"));
    assert_eq!(stage.scenario().unwrap().name, "classic", "this run stays");
    let screen = text(&mut stage, (120, 40));
    assert!(screen.contains("37 steps, 6 only here"), "{screen}");
    // another one, from within
    press(&mut stage, "o e x p i r e d Enter");
    let screen = text(&mut stage, (120, 40));
    assert!(screen.contains("failed: certificate_expired"), "{screen}");
    // and back without a choice
    press(&mut stage, "o Esc");
    assert_eq!(stage.overlay(), Some("compare"));
}

#[test]
fn a_run_with_itself_has_no_difference_and_another_seed_has() {
    let mut stage = stage("classic");
    press(&mut stage, "C c l a s s i c Enter");
    let same = text(&mut stage, (120, 40));
    assert!(same.contains("Nothing differs."), "{same}");
    assert!(!same.contains('≠'), "{same}");
    press(&mut stage, "n");
    let other = text(&mut stage, (120, 40));
    assert!(
        other.contains("classic, seed 43") && other.contains("classic, seed 42"),
        "{other}"
    );
    assert!(
        other.contains("the same 31 steps, in the same order"),
        "{other}"
    );
    press(&mut stage, "Tab");
    let steps = text(&mut stage, (120, 40));
    assert!(steps.contains("Client random differs."), "{steps}");
}

#[test]
fn formulas_of_two_suites_stand_beside_each_other() {
    let mut other = scenario("classic");
    other.server.suites = vec![&SUITES[3]];
    let mut stage = stage_on(other, ColorChoice::Full, false);
    stage.resize(120, 40);
    press(&mut stage, "C c l a s s i c Enter");
    for size in SIZES.into_iter().skip(2) {
        let screen = text(&mut stage, size);
        let row = screen.lines().find(|row| row.contains("key_block[0..31]"));
        if let Some(row) = row {
            assert!(
                row.contains('≠') && row.contains("key_block[0..19]"),
                "{screen}"
            );
        }
    }
    assert!(text(&mut stage, (120, 40)).contains("key_block[0..31]"));
    press(
        &mut stage,
        "Tab Home Down Down Down Down Down Down Down Down Down Down Down Down",
    );
    let screen = text(&mut stage, (120, 40));
    let chosen = screen
        .lines()
        .find(|row| row.contains("▸  13 both expand the key block"));
    assert!(chosen.is_some_and(|row| row.contains("≠  FV")), "{screen}");
    assert!(screen.contains("client_random)[0..95]"), "{screen}");
    assert!(screen.contains("client_random)[0..103]"), "{screen}");
}

#[test]
fn what_differs_stands_beside_each_other_around_the_first_difference() {
    for size in SIZES.into_iter().skip(1) {
        let mut stage = stage("flipped-pre-master");
        stage.go_to(8);
        press(&mut stage, "= Tab");
        let screen = text(&mut stage, size);
        let rows: Vec<&str> = screen.lines().collect();
        let row = rows
            .iter()
            .find(|row| row.contains("06aca8") && row.contains("06ada8"));
        assert!(row.is_some_and(|row| row.contains('≠')), "{screen}");
        assert!(
            screen.contains("client_key_exchange.encrypted_pre_master_secret"),
            "{screen}"
        );
        // the present step is marked
        let here = rows
            .iter()
            .find(|row| row.contains('◆') && row.contains("client encrypts"));
        assert!(here.is_some(), "{screen}");
    }
}

#[test]
fn what_is_longer_than_its_room_is_scrolled_and_marked() {
    let mut stage = stage("mutual");
    press(&mut stage, "C c l a s s i c Enter Tab");
    let before = text(&mut stage, (80, 24));
    let shown = |screen: &str| {
        screen
            .lines()
            .skip(13)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert!(before.lines().last().is_some());
    assert!(before.contains("▼"), "{before}");
    press(&mut stage, "PageDown");
    let after = text(&mut stage, (80, 24));
    assert_ne!(shown(&before), shown(&after), "{after}");
    assert!(after.contains("▲"), "{after}");
    for _ in 0..50 {
        press(&mut stage, "PageDown");
    }
    press(&mut stage, "PageUp");
    assert_ne!(
        text(&mut stage, (80, 24)),
        after,
        "the way back begins at the end"
    );
    // a click selects a step
    press(&mut stage, "Home");
    assert!(text(&mut stage, (80, 24)).contains("Both are the same here."));
}

#[test]
fn in_ascii_nothing_else_is_drawn() {
    for name in ["flipped-pre-master", "mutual", "reordered-messages"] {
        let mut stage = stage_on(scenario(name), ColorChoice::Mono, true);
        stage.resize(120, 40);
        press(&mut stage, "C c l a s s i c Enter");
        for keys in ["Tab", "Down", "PageDown", "Tab", "End"] {
            press(&mut stage, keys);
            let screen = text(&mut stage, (120, 40));
            assert!(screen.is_ascii(), "{name} {keys}\n{screen}");
        }
    }
}

#[test]
fn the_connections_of_a_run_stand_beside_each_other() {
    let mut stage = stage("resumed");
    // on the second connection, what is nearest is the one before
    press(&mut stage, "End =");
    assert_eq!(stage.overlay(), Some("compare"));
    let screen = text(&mut stage, (120, 40));
    for words in [
        "Two connections compared",
        "resumed, connection 1",
        "resumed, connection 2",
        "only here: 46 random bytes, pre-master secret,",
    ] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
    assert!(!screen.contains("on connection"), "{screen}");
    press(&mut stage, "n");
    let screen = text(&mut stage, (120, 40));
    assert!(
        screen.contains("of this run, which has one seed"),
        "{screen}"
    );
    press(&mut stage, "Esc");
    // each step of the second connection stands beside that of the first
    let screen = text(&mut stage, (120, 40));
    assert!(
        screen.contains("≠ the message differs in IV, ciphertext"),
        "{screen}"
    );
    // with another run, whole runs are compared, and the connections again with a key
    press(&mut stage, "C c l a s s i c Enter");
    let screen = text(&mut stage, (120, 40));
    assert!(screen.contains("Compared with another run"), "{screen}");
    assert!(screen.contains("on connection 2"), "{screen}");
    press(&mut stage, "c");
    let screen = text(&mut stage, (120, 40));
    assert!(screen.contains("Two connections compared"), "{screen}");
}

#[test]
fn one_connection_has_no_other_beside_it() {
    let mut stage = stage("classic");
    press(&mut stage, "C c l a s s i c Enter");
    assert!(!text(&mut stage, (120, 40)).contains("connections"));
    press(&mut stage, "c");
    assert_eq!(stage.overlay(), Some("compare"));
}
