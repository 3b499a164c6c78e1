//! An attacker on the path, on the screen: what it can do, and how a change is undone and saved.

use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Fate, Outcome};
use premaster::tui::{ColorChoice, Key, Stage, Tab};

use crate::stages::stage_on;

fn stage(name: &str) -> Stage {
    let overrides = Overrides {
        clock: Some("2026-11-21".parse().unwrap()),
        ..Overrides::seed(42)
    };
    let mut stage = stage_on(
        Scenario::builtin(name, overrides).unwrap(),
        ColorChoice::Full,
        false,
    );
    stage.resize(120, 40);
    stage
}

fn press(stage: &mut Stage, keys: &str) {
    for key in keys.split(' ') {
        stage.press(key.parse::<Key>().unwrap());
    }
}

fn go(stage: &mut Stage, key: &str) {
    let step = stage
        .trace()
        .steps()
        .iter()
        .position(|step| step.key() == key)
        .expect(key);
    stage.go_to(step);
}

/// The screen as text.
fn text(stage: &Stage, width: u16, height: u16) -> String {
    let buffer = stage.draw(width, height);
    let rows = buffer.content.chunks(width.into());
    let rows = rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>());
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_flipped_bit_makes_another_run_and_undo_gives_back_the_very_same() {
    let mut stage = stage("classic");
    let before = format!("{:?}", stage.trace());
    go(&mut stage, "client_key_exchange");
    press(&mut stage, "2 x");
    assert_eq!(stage.overlay(), Some("editor"));
    press(&mut stage, "Enter");
    let trace = stage.trace();
    assert!(matches!(*trace.outcome(), Outcome::Failed { .. }));
    assert_eq!(stage.step().unwrap().key(), "client_key_exchange");
    assert_eq!(stage.step().unwrap().fate(), Fate::Changed);
    let notice = stage.notice().unwrap();
    assert!(notice.starts_with("Changed. Step on"), "{notice}");
    let screen = text(&stage, 120, 40);
    assert!(screen.contains("tampered with"), "{screen}");
    assert!(
        screen.contains("ClientKeyExchange ") && screen.contains(" changed "),
        "{screen}"
    );
    press(&mut stage, "e");
    assert!(stage.step().unwrap().failure.is_some());
    press(&mut stage, "1");
    let screen = text(&stage, 120, 40);
    assert!(screen.contains("What an"), "{screen}");
    assert!(screen.contains("An attacker flips bit 0"), "{screen}");
    press(&mut stage, "U");
    assert_eq!(format!("{:?}", stage.trace()), before);
    press(&mut stage, "U");
    assert_eq!(stage.notice(), Some("There is nothing to undo.".to_owned()));
}

#[test]
fn a_byte_of_a_field_goes_along_to_where_it_comes_from() {
    let mut stage = stage("classic");
    go(&mut stage, "client_hello");
    press(&mut stage, "2 /");
    stage.paste("Random");
    press(&mut stage, "Enter . . . w");
    assert_eq!(stage.overlay(), Some("from"));
    // the third byte of random_bytes, behind the four of gmt_unix_time
    let screen = text(&stage, 120, 40);
    assert!(screen.contains("byte 6 of 32 bytes"), "{screen}");
}

#[test]
fn the_checks_of_the_clients_certificate_stand_below_it() {
    for (name, words) in [
        ("client-revoked", "not revoked"),
        ("client-not-in-directory", "directory"),
        ("client-wrong-key", "signature of the handshake"),
    ] {
        let mut stage = stage(name);
        press(&mut stage, "e 5");
        let screen = text(&stage, 120, 40);
        assert!(screen.contains("checked by the server in step"), "{screen}");
        // the cursor stands on the check that failed
        let chosen = screen.lines().find(|line| line.starts_with("│ ▸"));
        assert!(chosen.is_some_and(|line| line.contains("✗ ")), "{screen}");
        assert!(screen.contains(words), "{name}: {screen}");
        // and those of the server's are above
        press(&mut stage, "PageUp PageUp PageUp PageUp PageUp");
        let screen = text(&stage, 120, 40);
        assert!(screen.contains("checked by the client in step"), "{screen}");
    }
}

#[test]
fn a_message_that_is_chosen_on_the_wire_is_the_one_that_is_changed() {
    let mut stage = stage("classic");
    press(&mut stage, "End Tab Tab Up Up Up Up");
    press(&mut stage, "x");
    assert!(!stage.step().unwrap().key().contains("alert"));
    let key = stage.step().unwrap().key();
    press(&mut stage, "End");
    stage.resize(120, 40);
    press(&mut stage, "Enter");
    let at = stage.trace().tampering()[0].done.clone().unwrap();
    assert_eq!(stage.trace().steps()[at].key(), key);
}

#[test]
fn a_warning_can_be_clicked_away_and_is_never_out_of_sight() {
    let mut stage = stage("self-signed");
    let stopped = stage.trace().steps().len();
    press(&mut stage, "!");
    assert_eq!(*stage.trace().outcome(), Outcome::Established);
    assert!(stage.trace().steps().len() > stopped);
    press(&mut stage, "End");
    assert!(text(&stage, 120, 40).contains("warning ignored"));
    press(&mut stage, "!");
    assert_eq!(stage.trace().steps().len(), stopped);
}

#[test]
fn a_scenario_is_kept_under_a_new_name_only() {
    let mut stage = stage("classic");
    press(&mut stage, "S");
    stage.paste("taken");
    press(&mut stage, "Enter");
    assert_eq!(stage.notice(), Some("taken exists already".to_owned()));
    press(&mut stage, "S");
    stage.paste("mine.toml");
    press(&mut stage, "Enter");
    assert!(
        stage
            .notice()
            .unwrap()
            .contains("premaster --scenario mine.toml")
    );
    // what is written runs the same
    go(&mut stage, "server_hello");
    press(&mut stage, "2 x Enter");
    let scenario = stage.scenario().unwrap();
    let read = Scenario::from_toml(
        &scenario.to_toml(),
        &scenario.name,
        "mine",
        Overrides::default(),
    );
    let read = read.unwrap();
    assert_eq!(&read, scenario);
    assert_eq!(
        format!("{:?}", simulate(&read)),
        format!("{:?}", stage.trace())
    );
}

#[test]
fn bytes_inside_and_on_the_wire_are_tied_together() {
    let mut stage = stage("classic");
    go(&mut stage, "client_finished");
    press(&mut stage, "2 /");
    stage.paste("padding_length");
    press(&mut stage, "Enter z");
    let screen = text(&stage, 120, 40);
    assert!(screen.contains("encrypted in block 4"), "{screen}");
    // an attacker cannot reach in there
    press(&mut stage, "x");
    assert!(stage.notice().unwrap().contains("only bytes on the wire"));
}

#[test]
fn a_certificate_is_opened_down_to_its_der() {
    for owner in ["mutual", "classic"] {
        let mut stage = stage(owner);
        go(&mut stage, "client_key_exchange");
        press(
            &mut stage,
            "5 Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up",
        );
        press(
            &mut stage,
            "Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Enter",
        );
        assert_eq!(stage.tab(), Tab::Bytes);
        let screen = text(&stage, 120, 40);
        // the first is the anchor, which is on no wire
        assert!(
            screen.contains("field by field: Premaster Demonstration Root"),
            "{screen}"
        );
        assert!(screen.contains("tbsCertificate"), "{screen}");
        press(&mut stage, "Esc");
        assert_eq!(stage.tab(), Tab::Certificates);
    }
}

#[test]
fn of_what_is_done_to_a_whole_message_the_last_holds() {
    let mut stage = stage("classic");
    go(&mut stage, "server_hello_done");
    // drop, repeat
    press(&mut stage, "1 x Down Down Down Enter");
    assert_eq!(stage.step().unwrap().fate(), Fate::Dropped);
    press(&mut stage, "x Down Down Down Down Enter");
    assert_eq!(stage.step().unwrap().fate(), Fate::Repeated);
    assert_eq!(stage.scenario().unwrap().interceptions.len(), 1);
    press(&mut stage, "U");
    assert_eq!(stage.step().unwrap().fate(), Fate::Dropped);
}

#[test]
fn what_was_sent_and_what_arrived_are_two_trees() {
    let mut stage = stage("classic");
    go(&mut stage, "server_certificate");
    press(&mut stage, "2 /");
    stage.paste("serialNumber");
    // a bit of the number itself: the certificate can still be read
    press(&mut stage, "Enter . . . . x Enter 5");
    let sent = |screen: &str| screen.matches("server sent: ").count();
    let screen = text(&stage, 120, 40);
    assert_eq!(sent(&screen), 1, "{screen}");
    assert!(
        screen.contains("arrived at the client, changed on the way"),
        "{screen}"
    );
    assert!(screen.contains("client received: "), "{screen}");
    press(&mut stage, "e 5");
    press(&mut stage, "PageUp PageUp PageUp");
    let screen = text(&stage, 120, 40);
    assert_eq!(sent(&screen), 1, "{screen}");
    assert_eq!(screen.matches("client trusts: ").count(), 1, "{screen}");
}

#[test]
fn a_scenario_that_was_left_can_be_had_back() {
    let mut stage = stage("classic");
    go(&mut stage, "client_key_exchange");
    press(&mut stage, "1 x Enter");
    let edited = stage.scenario().unwrap().clone();
    press(&mut stage, "o");
    stage.paste("wrong-host");
    press(&mut stage, "Enter");
    assert_eq!(stage.scenario().unwrap().name, "wrong-host");
    press(&mut stage, "U");
    assert_eq!(stage.scenario(), Some(&edited));
    press(&mut stage, "U");
    assert!(stage.scenario().unwrap().interceptions.is_empty());
}

#[test]
fn the_command_that_runs_a_kept_scenario_runs_that_one() {
    for (name, argument) in [
        ("mine.toml", "mine.toml"),
        ("classic", "./classic"),
        ("-x", "./-x"),
        ("my lesson.toml", "'my lesson.toml'"),
        ("it's", r"'it'\''s'"),
    ] {
        let mut stage = stage("classic");
        press(&mut stage, "S");
        stage.paste(name);
        press(&mut stage, "Enter");
        let command = format!("`premaster --scenario {argument}`");
        assert!(
            stage.notice().unwrap().contains(&command),
            "{:?}",
            stage.notice()
        );
    }
}

#[test]
fn a_run_that_does_not_go_well_is_not_the_one_in_which_all_is_well() {
    let mut stage = stage("expired");
    press(&mut stage, "=");
    let screen = text(&stage, 120, 40);
    assert!(
        screen.contains("Compared with a run without the failure"),
        "{screen}"
    );
    press(&mut stage, "Esc !");
    press(&mut stage, "=");
    let screen = text(&stage, 120, 40);
    assert!(screen.contains("the user ignored the"), "{screen}");
    press(&mut stage, "Esc !");
    go(&mut stage, "server_hello");
    press(&mut stage, "1 x Down Down Down Down Enter =");
    let screen = text(&stage, 120, 40);
    let other = "failed: certificate_expired";
    assert!(
        screen.contains(other),
        "without the attacker it fails as well\n{screen}"
    );
}

#[test]
fn what_there_is_to_learn_stands_at_the_last_step() {
    let mut stage = stage("flipped-record");
    let lesson = stage.scenario().unwrap().lesson.clone();
    let first: String = lesson.split(' ').take(4).collect::<Vec<_>>().join(" ");
    stage.go_to(0);
    assert!(!text(&stage, 160, 60).contains(&first));
    press(&mut stage, "End 1");
    let screen = text(&stage, 160, 60);
    assert!(
        screen.contains("Lesson") && screen.contains(&first),
        "{screen}"
    );
}
