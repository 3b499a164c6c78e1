//! Building a handshake on the screen: by the keys, at every size, and back from what came of it.

use crate::stages::{classic, press, stage, stage_on, text};
use premaster::lesson::build::{Bench, Level};
use premaster::protocol::Piece;
use premaster::scenario::simulate;
use premaster::trace::Outcome;
use premaster::tui::{ColorChoice, Stage};

fn begun(level: Level) -> Stage {
    let mut stage = stage();
    stage.resize(120, 40);
    stage.build(Bench::new(classic(), level).unwrap());
    stage
}

fn screen(stage: &mut Stage, width: u16, height: u16) -> String {
    stage.resize(width, height);
    text(&stage.draw(width, height)).join("\n")
}

/// The messages of an ordinary run, in its order.
fn order() -> Vec<Piece> {
    let trace = simulate(&classic());
    let messages = trace
        .steps()
        .iter()
        .filter_map(|step| step.message.as_ref());
    messages
        .filter_map(|message| Piece::of(message.sender, message.name))
        .collect()
}

/// Places a message that is in the tray, by keys.
fn place(stage: &mut Stage, tray: &mut Vec<Piece>, piece: Piece) {
    let at = tray.iter().position(|it| *it == piece).unwrap();
    press(stage, "Home");
    for _ in 0..at {
        press(stage, "Down");
    }
    press(stage, "Enter");
    tray.remove(at);
}

#[test]
fn a_handshake_is_placed_by_keys_and_completes() {
    let mut stage = begun(Level::Messages);
    assert_eq!(stage.overlay(), Some("bench"));
    let mut tray = Bench::new(classic(), Level::Messages)
        .unwrap()
        .tray()
        .to_vec();
    press(&mut stage, "Right");
    for piece in order() {
        place(&mut stage, &mut tray, piece);
    }
    press(&mut stage, "r");
    assert_eq!(stage.overlay(), Some("verdict"));
    assert!(screen(&mut stage, 120, 40).contains("The handshake is complete"));
    press(&mut stage, "Esc");
    assert!(matches!(stage.trace().outcome(), Outcome::Established));
    // a run like any other
    press(&mut stage, "Right Right");
    assert_eq!(stage.cursor(), 2);
}

#[test]
fn what_breaks_is_shown_at_its_step_and_leads_back_to_the_piece() {
    let mut stage = begun(Level::Messages);
    let mut tray = Bench::new(classic(), Level::Messages)
        .unwrap()
        .tray()
        .to_vec();
    press(&mut stage, "Right");
    for piece in [Piece::ClientHello, Piece::ServerCertificate] {
        place(&mut stage, &mut tray, piece);
    }
    // from the tray to the placed messages, to the row that runs them
    press(&mut stage, "Left End Enter");
    assert_eq!(stage.overlay(), Some("verdict"));
    let told = screen(&mut stage, 120, 40);
    assert!(
        told.contains("while the client waits for ServerHello")
            && told.contains("unexpected_message"),
        "{told}"
    );
    assert!(stage.step().unwrap().failure.is_some());
    press(&mut stage, "Enter");
    assert_eq!(stage.overlay(), Some("bench"));
    let shown = screen(&mut stage, 120, 40);
    assert!(shown.contains("Look at place 2"), "{shown}");
    // what is selected can be taken out at once
    press(&mut stage, "Backspace");
    let shown = screen(&mut stage, 120, 40);
    assert!(
        !shown.contains("Look at place 2") && !shown.contains(" 2  "),
        "{shown}"
    );
    // it stays as it is when it is closed
    press(&mut stage, "Esc B");
    assert_eq!(stage.overlay(), Some("bench"));
    assert!(screen(&mut stage, 120, 40).contains("ClientHello"));
}

#[test]
fn blanks_are_filled_by_keys() {
    let mut stage = begun(Level::Formulas);
    let bench = Bench::new(classic(), Level::Formulas).unwrap();
    for blank in bench.blanks() {
        let choices = bench.choices(*blank);
        let right = choices.iter().position(|choice| *choice == blank.right());
        press(&mut stage, "Enter Home");
        for _ in 0..right.unwrap() {
            press(&mut stage, "Down");
        }
        press(&mut stage, "Enter");
    }
    assert!(!screen(&mut stage, 120, 40).contains("____"));
    // behind the last blank is what runs it, and a hint there is about what is wrong
    press(&mut stage, "?");
    assert!(screen(&mut stage, 120, 40).contains("Every blank has something in it"));
    press(&mut stage, "Enter");
    assert!(screen(&mut stage, 120, 40).contains("The handshake is complete"));
}

#[test]
fn a_hint_says_where_to_look_and_the_level_can_be_changed() {
    let mut stage = begun(Level::Messages);
    press(&mut stage, "?");
    assert!(screen(&mut stage, 120, 40).contains("Who begins a connection?"));
    press(&mut stage, "L");
    assert!(screen(&mut stage, 120, 40).contains("level 2 of 3"));
    press(&mut stage, "?");
    assert!(screen(&mut stage, 120, 40).contains("RFC 5246"));
    press(&mut stage, "L");
    let shown = screen(&mut stage, 120, 40);
    assert!(shown.contains("level 3 of 3") && shown.contains("tray"));
    press(&mut stage, "Right Right");
    assert!(screen(&mut stage, 120, 40).contains("master_secret = PRF("));
}

#[test]
fn a_hint_at_what_runs_it_goes_to_the_first_blank_that_is_empty() {
    let mut stage = begun(Level::Formulas);
    press(&mut stage, "End ?");
    let shown = screen(&mut stage, 120, 40);
    assert!(shown.contains("in which the client encrypts"), "{shown}");
    // the blank is selected, and Enter opens what can be picked
    press(&mut stage, "Enter");
    let shown = screen(&mut stage, 120, 40);
    assert!(
        shown.contains("for the encrypted pre-master secret"),
        "{shown}"
    );
}

/// The run below does not tell how a handshake goes on.
#[test]
fn nothing_below_gives_the_order_away() {
    let mut stage = begun(Level::Messages);
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let shown = screen(&mut stage, width, height);
        // once, in the tray
        let told = shown.matches("ServerHelloDone").count();
        assert_eq!(told, 1, "{width}x{height}:\n{shown}");
    }
}

#[test]
fn every_size_and_every_look_has_room_for_it() {
    for (color, ascii) in [
        (ColorChoice::Full, false),
        (ColorChoice::Mono, false),
        (ColorChoice::Full, true),
    ] {
        for level in Level::ALL {
            let mut stage = stage_on(classic(), color, ascii);
            stage.build(Bench::new(classic(), level).unwrap());
            for keys in ["Home", "Right", "Enter", "Down", "Enter", "?", "r", "Enter"] {
                press(&mut stage, keys);
                for (width, height) in [
                    (0, 0),
                    (1, 1),
                    (20, 5),
                    (40, 10),
                    (60, 16),
                    (80, 24),
                    (200, 60),
                ] {
                    let shown = screen(&mut stage, width, height);
                    if ascii {
                        assert!(shown.is_ascii(), "{shown}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_tray_stands_beside_the_messages_on_a_small_screen() {
    let mut stage = begun(Level::Messages);
    let shown = screen(&mut stage, 80, 24);
    for word in [
        "client",
        "server",
        "tray",
        "run it",
        "the next message goes here",
        "ClientKeyExchange",
    ] {
        assert!(shown.contains(word), "{word}:\n{shown}");
    }
}
