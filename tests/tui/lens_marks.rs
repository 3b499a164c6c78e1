//! The lens: what another party has and these eyes cannot see has a mark of its own, and what was
//! stolen counts everywhere.

use crate::lens::{
    CLIENT, CLIENTS_KEY, EVE, PRIVATE_KEY, SERVER, at, choose, screen_of, seen, stage,
};
use crate::stages::{press, text};
use premaster::trace::{Side, ValueName};
use premaster::tui::Stage;

/// The rows of a screen with a value in the client's pane: what stands in the panes of both sides.
fn panes(stage: &Stage, name: &str) -> [String; 2] {
    let rows = text(&stage.draw(120, 40));
    let panes = |row: &String| -> Vec<String> { row.split('│').map(str::to_owned).collect() };
    let found = rows.iter().map(panes).find(|parts| {
        let first = parts.get(1).map_or("", String::as_str);
        parts.len() >= 5 && first.trim_start_matches([' ', '+']).starts_with(name)
    });
    let parts = found.unwrap_or_else(|| panic!("{name}\n{}", rows.join("\n")));
    [parts[1].clone(), parts[parts.len() - 2].clone()]
}

#[test]
fn what_another_party_has_is_not_seen_rather_than_missing() {
    let eve = at("classic", EVE, 13);
    for pane in panes(&eve, "master secret") {
        assert!(pane.trim_end().ends_with('?'), "{pane}");
    }
    assert!(
        screen_of(&eve).contains("? not seen"),
        "{}",
        screen_of(&eve)
    );
    let client = at("classic", CLIENT, 1);
    let [own, peer] = panes(&client, "server private key");
    assert!(own.contains('○') && peer.contains('?'), "{own}{peer}");
    let server = at("classic", SERVER, 10);
    let [peer, own] = panes(&server, "pre-master");
    assert!(peer.contains('?') && own.contains('◐'), "{peer}{own}");
    // the server has just decrypted it, and Eve has it only encrypted
    let eve = at("classic", EVE, 18);
    let [_, server] = panes(&eve, "client verify_data");
    assert!(server.contains('?'), "{server}");
}

#[test]
fn the_mark_stands_on_the_map_and_in_the_presentation_too() {
    let mut eve = at("classic", EVE, 13);
    press(&mut eve, "P");
    let shown = screen_of(&eve);
    assert!(shown.contains("? not seen  "), "{shown}");
    assert!(!shown.contains("│ ○ has not"), "{shown}");
    press(&mut eve, "P 3 z");
    let shown = screen_of(&eve);
    assert!(shown.contains("? ○ ?"), "{shown}");
    assert!(!shown.contains("○ ○ ○"), "{shown}");
}

#[test]
fn without_a_lens_nothing_is_unseen() {
    let mut stage = stage("classic");
    stage.go_to(12);
    assert!(!screen_of(&stage).contains("? not seen"));
}

#[test]
fn on_the_map_a_value_that_was_made_is_not_called_unmade() {
    let mut eve = at("classic", EVE, 13);
    press(&mut eve, "3 z");
    let shown = screen_of(&eve);
    assert!(shown.contains("Eve has not seen it."), "{shown}");
    assert!(!shown.contains("No one has made it yet"), "{shown}");
    let mut client = at("classic", CLIENT, 3);
    press(&mut client, "3 z");
    let shown = screen_of(&client);
    assert!(shown.contains("The client has not seen it."), "{shown}");
}

#[test]
fn with_the_clients_key_eve_decrypts_its_finished() {
    let stage = at("classic", CLIENTS_KEY, 25);
    assert!(seen(&stage, ValueName::VerifyData(Side::Client)));
    assert!(!seen(&stage, ValueName::VerifyData(Side::Server)));
}

#[test]
fn what_a_thief_has_had_before_is_not_news() {
    let mut stage = at("classic", PRIVATE_KEY, 13);
    press(&mut stage, "4");
    let shown = screen_of(&stage);
    assert!(!shown.contains("→●"), "{shown}");
    stage.go_to(9);
    let shown = screen_of(&stage);
    assert!(shown.contains("○→●"), "{shown}");
}

#[test]
fn the_map_and_the_lens_agree_on_whether_the_key_is_stolen() {
    let mut stage = at("classic", PRIVATE_KEY, 13);
    press(&mut stage, "3");
    let shown = screen_of(&stage);
    assert!(shown.contains("private key stolen ● yes"), "{shown}");
    press(&mut stage, "K");
    let shown = screen_of(&stage);
    assert!(shown.contains("private key stolen ○ no"), "{shown}");
    assert!(shown.contains("seen by: EVE, the eavesdropper"), "{shown}");
    press(&mut stage, "K");
    let shown = screen_of(&stage);
    assert!(shown.contains("EVE with the stolen private key"), "{shown}");
}

#[test]
fn the_file_of_a_private_key_contains_the_public_one() {
    let stage = at("classic", PRIVATE_KEY, 1);
    assert!(seen(&stage, ValueName::ServerModulus));
    assert!(!seen(&at("classic", EVE, 1), ValueName::ServerModulus));
}

#[test]
fn the_list_names_the_side_whose_key_is_stolen() {
    let mut stage = stage("classic");
    press(&mut stage, "V");
    let shown = screen_of(&stage);
    for side in ["client", "server"] {
        let doc = format!("the key that the {side} encrypts with");
        assert!(shown.contains(&doc), "{shown}");
    }
    assert!(shown.contains("what this party has"), "{shown}");
}

#[test]
fn nothing_is_offered_that_is_refused() {
    let mut stage = stage("flipped-pre-master");
    let last = stage.trace().steps().len() - 1;
    stage.go_to(last);
    assert!(
        screen_of(&stage).contains("= compare"),
        "{}",
        screen_of(&stage)
    );
    choose(&mut stage, EVE);
    assert!(
        !screen_of(&stage).contains("= compare"),
        "{}",
        screen_of(&stage)
    );
    let mut eve = at("classic", EVE, 13);
    press(&mut eve, "3 Enter");
    let notice = eve.notice().unwrap();
    assert!(!notice.contains("Press w"), "{notice}");
    // a value of a side that cannot be seen
    press(&mut eve, "1 Tab");
    let shown = |stage: &Stage| stage.notice().unwrap_or_default();
    for _ in 0..3 {
        press(&mut eve, "Down");
    }
    press(&mut eve, "Enter");
    assert!(
        shown(&eve).contains("not visible from here"),
        "{}",
        shown(&eve)
    );
}

#[test]
fn a_side_is_not_offered_to_steal_a_key() {
    let mut client = at("classic", CLIENT, 13);
    press(&mut client, "3");
    assert!(
        !screen_of(&client).contains("K steal"),
        "{}",
        screen_of(&client)
    );
    press(&mut client, "K");
    assert!(client.notice().unwrap().contains("Eve"));
    assert!(
        screen_of(&client).contains("stolen ○ no"),
        "{}",
        screen_of(&client)
    );
}
