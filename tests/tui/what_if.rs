//! What if a value were another one: the window, and what it says.

use crate::stages::{classic, click, press, stage_on, text};
use premaster::trace::{ConnectionId, Side, ValueName};
use premaster::tui::{ColorChoice, Stage};

fn stage(ascii: bool) -> Stage {
    let color = if ascii {
        ColorChoice::Mono
    } else {
        ColorChoice::Full
    };
    let mut stage = stage_on(classic(), color, ascii);
    stage.resize(120, 40);
    stage
}

fn on(name: ValueName) -> Stage {
    let mut stage = stage(false);
    let last = stage.trace().steps().len() - 1;
    stage.go_to(last);
    open_at_end(&mut stage, name);
    stage
}

/// At the last step the tab has every value; its first row is the first value.
fn open_at_end(stage: &mut Stage, name: ValueName) {
    let id = stage.trace().first(ConnectionId::FIRST, name).unwrap().id.0;
    let all = stage.trace().values().len();
    press(stage, "4");
    for _ in 0..all {
        press(stage, "Up");
    }
    for _ in 0..id {
        press(stage, "Down");
    }
    press(stage, "i");
    assert_eq!(stage.overlay(), Some("what_if"));
}

fn screen(stage: &Stage) -> String {
    text(&stage.draw(120, 40)).join("\n")
}

#[test]
fn another_master_secret_at_the_client_parts_the_two_at_finished() {
    let mut stage = on(ValueName::MasterSecret);
    let before = format!("{:?}", stage.trace().values());
    let shown = screen(&stage);
    assert!(shown.contains("What if: master secret"), "{shown}");
    assert!(shown.contains("what if: the run is unchanged"), "{shown}");
    assert!(
        shown.contains("The client has these bytes instead"),
        "{shown}"
    );
    let says = "The server could not decrypt the client's Finished";
    assert!(shown.contains(says), "{shown}");
    press(&mut stage, "Tab Tab");
    let shown = screen(&stage);
    assert!(
        shown.contains("Both sides have these bytes instead"),
        "{shown}"
    );
    assert!(shown.contains("the handshake would succeed"), "{shown}");
    press(&mut stage, "U");
    assert!(screen(&stage).contains("nothing changes"));
    assert_eq!(format!("{:?}", stage.trace().values()), before);
    press(&mut stage, "Esc");
    assert_eq!(stage.overlay(), None);
}

#[test]
fn two_digits_set_a_byte_and_blank_flips_a_bit() {
    let mut stage = on(ValueName::PreMasterSecret);
    press(&mut stage, "U Home Right text:ff");
    let shown = screen(&stage);
    assert!(shown.contains("byte 2"), "{shown}");
    assert!(shown.contains("03+ff"), "{shown}");
    press(&mut stage, "Left Space");
    assert!(screen(&stage).contains("03▸fe"), "{}", screen(&stage));
}

#[test]
fn the_mouse_goes_to_a_byte_flips_its_bit_and_turns_to_the_other_side() {
    let mut stage = on(ValueName::PreMasterSecret);
    press(&mut stage, "U Home");
    click(&mut stage, "The client has these bytes");
    let shown = screen(&stage);
    assert!(shown.contains("The server has these bytes"), "{shown}");
    let rows = text(&stage.draw(120, 40));
    // the cursor stands on the first byte, and its version on two
    let at = |row: &String| row.find("▸03 03").map(|at| row[..at].chars().count());
    let (y, x) = (0u16..)
        .zip(&rows)
        .find_map(|(y, row)| Some((y, at(row)? as u16)))
        .unwrap();
    stage.click(x + 4, y);
    assert!(screen(&stage).contains("03▸03"), "{}", screen(&stage));
    stage.click(x + 4, y);
    assert!(screen(&stage).contains("03▸02"), "{}", screen(&stage));
    assert_eq!(stage.overlay(), Some("what_if"));
}

#[test]
fn what_cannot_be_recomputed_says_why() {
    let stage = on(ValueName::ServerPrivateExponent);
    let shown = screen(&stage);
    assert!(shown.contains("not recomputed"), "{shown}");
    assert!(shown.contains("RSA cannot be applied"), "{shown}");
}

#[test]
fn a_mac_key_is_noticed_by_the_mac_and_the_content_stays() {
    let shown = screen(&on(ValueName::WriteMacKey(Side::Client)));
    assert!(
        shown.contains("The server would compute another MAC"),
        "{shown}"
    );
}

#[test]
fn the_window_fits_every_size_and_is_ascii_where_it_must_be() {
    let mut stage = stage(true);
    let last = stage.trace().steps().len() - 1;
    stage.go_to(last);
    open_at_end(&mut stage, ValueName::KeyBlock);
    for (width, height) in [(40, 10), (60, 16), (80, 24), (120, 40), (200, 60)] {
        stage.resize(width, height);
        press(&mut stage, "Right Left PageDown PageUp");
        let rows = text(&stage.draw(width, height));
        assert!(rows.iter().all(|row| row.is_ascii()), "{}", rows.join("\n"));
    }
}

#[test]
fn through_other_eyes_it_is_not_offered() {
    let mut stage = stage(false);
    press(&mut stage, "v 4 i");
    assert_eq!(stage.overlay(), None);
    assert!(stage.notice().unwrap().contains("everyone"));
}

#[test]
fn a_changed_ciphertext_passes_through_the_servers_decryption() {
    let mut stage = on(ValueName::EncryptedPreMasterSecret);
    let row = |shown: &str, name: &str| {
        let named = |row: &&str| row.contains(&format!(" {name} ")) && row.contains('…');
        let row = shown.lines().find(named).unwrap_or_default();
        row.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let shown = screen(&stage);
    for name in ["pre-master", "master secret", "client key"] {
        assert!(row(&shown, name).contains("as before ≠"), "{shown}");
    }
    let says = "The server could not decrypt the client's Finished";
    assert!(shown.contains(says), "{shown}");
    // changed where it arrives, it is in the server's transcript alone
    press(&mut stage, "Tab");
    let shown = screen(&stage);
    for name in ["master secret", "client hash", "server hash"] {
        assert!(row(&shown, name).contains("as before ≠"), "{shown}");
    }
}

#[test]
fn the_footer_says_which_bit_is_flipped_and_the_list_once_that_it_goes_on() {
    let mut stage = on(ValueName::ClientRandom);
    stage.resize(80, 24);
    let shown = text(&stage.draw(80, 24)).join("\n");
    assert!(shown.contains("Space flip the lowest bit"), "{shown}");
    assert!(shown.contains(" below"), "{shown}");
    assert!(!shown.contains("▼ more"), "{shown}");
}
