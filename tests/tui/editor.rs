//! The bit editor: what an attacker does to a message, chosen in parts, by key and by mouse.

use premaster::scenario::{Change, Scenario};
use premaster::trace::{Fate, Outcome};
use premaster::tui::{ColorChoice, Stage};

use crate::stages::{classic, press, stage, stage_on, text};

const SIZES: [(u16, u16); 6] = [
    (40, 10),
    (60, 16),
    (80, 24),
    (100, 30),
    (120, 40),
    (200, 60),
];

fn go(stage: &mut Stage, key: &str) {
    let mut steps = stage.trace().steps().iter();
    let step = steps.position(|step| step.key() == key).expect(key);
    stage.go_to(step);
}

fn screen(stage: &mut Stage, width: u16, height: u16) -> String {
    stage.resize(width, height);
    text(&stage.draw(width, height)).join("\n")
}

fn at_message(key: &str) -> Stage {
    let mut stage = stage();
    stage.resize(120, 40);
    go(&mut stage, key);
    stage
}

fn changes(stage: &Stage) -> Vec<Change> {
    let scenario: &Scenario = stage.scenario().unwrap();
    let all = scenario.interceptions.iter();
    all.map(|one| one.change.clone()).collect()
}

#[test]
fn a_bit_is_flipped_and_noticed_in_six_keys() {
    let mut stage = stage();
    press(&mut stage, "] ] } x Enter e");
    let step = stage.step().unwrap();
    assert!(step.failure.is_some(), "{}", step.key());
    let [
        Change::Flip {
            ref field, bit: 0, ..
        },
    ] = changes(&stage)[..]
    else {
        panic!("one bit is flipped");
    };
    assert!(field.ends_with("encrypted_pre_master_secret"), "{field}");
}

#[test]
fn the_bit_under_the_cursor_is_flipped_unless_others_are() {
    let mut stage = at_message("client_hello");
    press(&mut stage, "x Tab Home Right Right Tab Left Left Enter");
    let [Change::Flip { byte, bit, .. }] = changes(&stage)[..] else {
        panic!("one bit is flipped");
    };
    assert_eq!((byte, bit), (2, 2));
    let mut stage = at_message("client_hello");
    // two bits of one byte, and a whole byte after it; all of it is undone at once
    press(
        &mut stage,
        "x Tab Home Tab Left Space Left Space Tab Tab Right f 0",
    );
    let shown = screen(&mut stage, 120, 40);
    assert!(shown.contains("Changed so far: "), "{shown}");
    press(&mut stage, "Enter");
    let [
        Change::Set { byte: 0, .. },
        Change::Set {
            byte: 1, ref bytes, ..
        },
    ] = changes(&stage)[..]
    else {
        panic!("two bytes are set");
    };
    assert_eq!(*bytes, [0xf0]);
    press(&mut stage, "U");
    assert!(changes(&stage).is_empty());
}

#[test]
fn what_is_flipped_twice_is_not_flipped() {
    let mut stage = at_message("client_hello");
    press(&mut stage, "x Tab Tab Space Space Enter");
    assert_eq!(stage.overlay(), Some("editor"), "there is nothing to run");
    assert!(stage.notice().unwrap().contains("Nothing is flipped"));
    press(&mut stage, "Space U Esc");
    assert_eq!(stage.overlay(), None);
    assert!(changes(&stage).is_empty());
    // and over two runs
    press(&mut stage, "x Enter x Enter");
    assert_eq!(*stage.trace().outcome(), Outcome::Established);
    assert!(stage.notice().unwrap().contains("arrives as it was sent"));
}

#[test]
fn undo_takes_back_what_is_prepared_then_the_run() {
    let mut stage = at_message("client_hello");
    press(&mut stage, "x Enter x Tab Tab Left Space U");
    assert_eq!(stage.overlay(), Some("editor"));
    assert_eq!(changes(&stage).len(), 1);
    press(&mut stage, "U");
    assert_eq!(stage.overlay(), Some("editor"));
    assert!(changes(&stage).is_empty());
}

#[test]
fn each_deed_can_be_done_to_each_message() {
    let classic = stage();
    let messages: Vec<usize> = classic
        .trace()
        .steps()
        .iter()
        .filter(|step| step.message.is_some())
        .map(|step| step.index)
        .collect();
    let mut in_vain = 0;
    let all = messages.len();
    for step in messages {
        for deed in 0..7 {
            let mut stage = stage();
            stage.go_to(step);
            press(&mut stage, "x");
            press(&mut stage, &"Down ".repeat(deed));
            if deed == 1 {
                stage.paste("ff 00");
            }
            for (width, height) in SIZES {
                screen(&mut stage, width, height);
            }
            press(&mut stage, "Enter");
            // where nothing can pass a message it cannot be held back, and the run is as it was
            let said = stage.notice().unwrap_or_default();
            let done = usize::from(!said.starts_with("Not done: "));
            in_vain += 1 - done;
            assert_eq!(
                stage.trace().tampering().len(),
                done,
                "{step} {deed}: {said}"
            );
        }
    }
    assert!((1..=2 * all).contains(&in_vain), "{in_vain} of {all}");
}

#[test]
fn the_bytes_of_another_field_are_typed() {
    let mut stage = at_message("client_hello");
    press(
        &mut stage,
        "2 / text:session_id_length Enter x Down Tab Tab text:xy Enter",
    );
    assert!(stage.notice().unwrap().contains("Expected bytes as pairs"));
    assert_eq!(stage.overlay(), Some("editor"), "what was typed stays");
    press(&mut stage, "Backspace Backspace text:20 Enter");
    let [Change::Replace { ref bytes, .. }] = changes(&stage)[..] else {
        panic!("a field is replaced");
    };
    assert_eq!(*bytes, [0x20]);
    let mut stage = at_message("client_hello");
    press(&mut stage, "2 / text:session_id_length Enter x 2 0 Enter");
    let what = stage.trace().tampering()[0].what.to_string();
    assert!(what.contains("session_id_length"), "{what}");
}

#[test]
fn the_cursor_goes_on_to_the_next_field() {
    let mut stage = at_message("client_hello");
    press(&mut stage, "x Tab End Right");
    let shown = screen(&mut stage, 120, 40);
    assert!(shown.contains("byte 0 of 1"), "{shown}");
    press(&mut stage, "PageDown PageDown");
    let shown = screen(&mut stage, 120, 40);
    assert!(shown.contains("CipherSuite   byte 0 of 2"), "{shown}");
    press(&mut stage, "PageUp");
    let shown = screen(&mut stage, 120, 40);
    assert!(!shown.contains("CipherSuite   byte"), "{shown}");
}

#[test]
fn what_a_field_would_say_then_is_shown() {
    let reads = |keys: &str| {
        let mut stage = at_message("server_hello");
        press(&mut stage, keys);
        let shown = screen(&mut stage, 120, 40);
        let lines = shown.lines().skip_while(|line| !line.contains(" reads "));
        let lines: Vec<&str> = lines.take(2).collect();
        assert!(!lines.is_empty(), "{shown}");
        lines.join(" ")
    };
    let suite = reads("2 / text:cipher_suite Enter x");
    assert!(
        suite.contains("SHA256 (0x003c)") && suite.contains("0x003d)"),
        "{suite}"
    );
    let random = reads("x");
    assert!(random.contains("as before"), "{random}");
    let length = reads("2 / text:session_id_length Enter x f f");
    assert!(length.contains("no longer be read"), "{length}");
    // and never who notices
    for keys in ["x", "2 / text:session_id_length Enter x f f"] {
        let mut stage = at_message("server_hello");
        press(&mut stage, keys);
        let shown = screen(&mut stage, 120, 40);
        assert!(
            !shown.contains("notices in") && !shown.contains("alert"),
            "{shown}"
        );
    }
}

#[test]
fn the_mouse_chooses_in_every_part() {
    for (width, height) in [(120, 40), (100, 30)] {
        let mut stage = at_message("client_key_exchange");
        stage.resize(width, height);
        press(&mut stage, "x");
        let find = |stage: &Stage, words: &str| {
            let shown = text(&stage.draw(width, height));
            let y = shown.iter().position(|row| row.contains(words)).unwrap();
            let x = shown[y].split(words).next().unwrap().chars().count();
            (x as u16, y as u16)
        };
        // the first byte of the third row, and bit 7 of it
        let (x, y) = find(&stage, " 112  ");
        stage.click(x + 6, y);
        let (x, y) = find(&stage, "7    6    5");
        stage.click(x, y + 1);
        press(&mut stage, "Enter");
        let [Change::Flip { byte, bit, .. }] = changes(&stage)[..] else {
            panic!("one bit is flipped");
        };
        assert_eq!((byte, bit), (112, 7));
        press(&mut stage, "U x");
        let (x, y) = find(&stage, "drop the message");
        stage.click(x, y);
        press(&mut stage, "Enter");
        assert_eq!(stage.step().unwrap().fate(), Fate::Dropped);
    }
}

#[test]
fn nothing_is_told_by_colour_alone_and_ascii_is_ascii() {
    for (width, height) in SIZES {
        let mut stage = stage_on(classic(), ColorChoice::Mono, true);
        go(&mut stage, "client_key_exchange");
        press(&mut stage, "x");
        for _ in 0..3 {
            let shown = screen(&mut stage, width, height);
            assert!(shown.is_ascii(), "{width}x{height}\n{shown}");
            press(&mut stage, "Tab");
        }
        if width >= 80 {
            press(&mut stage, "Tab Tab");
            let shown = screen(&mut stage, width, height);
            let then = shown.lines().find(|line| line.contains(" then "));
            assert!(then.is_some(), "{shown}");
        }
    }
}
