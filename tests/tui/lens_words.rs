//! The lens: its words are true for the eyes that look.

use crate::lens::{EVE, PRIVATE_KEY, SERVER, at, screen_of};

fn screen(lens: usize, step: usize) -> String {
    screen_of(&at("classic", lens, step))
}

#[test]
fn a_record_that_eve_reads_is_not_called_unreadable() {
    let shown = screen(PRIVATE_KEY, 25);
    assert!(shown.contains("Eve reads this record"), "{shown}");
    assert!(!shown.contains("No one between the two ends"), "{shown}");
    let shown = screen(EVE, 25);
    assert!(shown.contains("No one between"), "{shown}");
}

#[test]
fn the_note_on_forward_secrecy_has_its_reason() {
    for lens in [EVE, PRIVATE_KEY] {
        let shown = screen(lens, 10);
        assert!(shown.contains("years later"), "{shown}");
        assert!(shown.contains("For that reason TLS 1.3"), "{shown}");
    }
}

#[test]
fn what_both_compute_is_inside_both() {
    let shown = screen(EVE, 13);
    assert!(shown.contains("This happens inside both sides"), "{shown}");
    assert!(!shown.contains("one of the two"), "{shown}");
}

#[test]
fn the_server_has_the_encrypted_secret_before_it_decrypts_it() {
    let shown = screen(SERVER, 10);
    let says = "The server has the encrypted pre-master secret, and has not decrypted it yet.";
    assert!(shown.contains(says), "{shown}");
    assert!(!shown.contains("received this in the clear"), "{shown}");
}

#[test]
fn what_is_hidden_is_said_so_wherever_there_is_room_for_it() {
    let shown = screen(EVE, 13);
    assert!(!shown.contains("(inside the…"), "{shown}");
    assert!(shown.contains("┃ (hidden)"), "{shown}");
    // a computation ahead as one that is past
    let ahead = shown.lines().find(|row| row.contains(" 15 ┝"));
    assert!(ahead.unwrap().contains("(inside the client)"), "{shown}");
    assert!(!shown.contains("key not seen"), "{shown}");
}
