//! The lens on a run with an attacker: a side learns of it only by its own evidence, and Eve has what
//! she can compute and no more.

use crate::lens::{CLIENT, CLIENTS_KEY, EVE, PRIVATE_KEY, at, choose, screen_of, seen, stage};
use crate::stages::{press, text};
use premaster::scenario::Scenario;
use premaster::trace::{Side, ValueName};
use premaster::tui::{Stage, Tab};

#[test]
fn no_side_sees_an_attacker() {
    let attacked = [
        "flipped-pre-master",
        "tampered-hello",
        "flipped-record",
        "dropped-record",
        "replayed-record",
        "reordered-messages",
        "truncated-close",
        "stripped-suites",
    ];
    for name in attacked {
        for (lens, side) in [(1, Side::Client), (2, Side::Server)] {
            let mut stage = stage(name);
            choose(&mut stage, lens);
            for step in 0..stage.trace().steps().len() {
                stage.go_to(step);
                let shown = screen_of(&stage);
                for mark in ["╳", "tampered with", "parted", "attacker did"] {
                    let who = side.name();
                    assert!(
                        !shown.contains(mark),
                        "{name}, the {who}, step {}: {mark}\n{shown}",
                        step + 1
                    );
                }
            }
        }
    }
}

/// What a side sees of a step, without what counts the steps to come.
fn view(stage: &Stage) -> Vec<String> {
    let rows = text(&stage.draw(120, 40));
    let told = rows.into_iter().skip(2).take(37);
    told.map(|row| match row.contains('▼') {
        true => row.chars().take(33).collect(),
        false => row,
    })
    .collect()
}

#[test]
fn to_the_client_a_changed_secret_looks_like_any_other_until_the_alert() {
    let mut attacked = stage("flipped-pre-master");
    let mut good = stage("classic");
    for stage in [&mut attacked, &mut good] {
        choose(stage, CLIENT);
    }
    for step in 0..13 {
        for stage in [&mut attacked, &mut good] {
            stage.go_to(step);
        }
        for tab in Tab::ALL {
            let key = (tab as usize + 1).to_string();
            for stage in [&mut attacked, &mut good] {
                press(stage, &key);
            }
            assert_eq!(view(&attacked), view(&good), "step {}", step + 1);
        }
    }
    // nor does it see that the server gives up, and why
    attacked.go_to(17);
    press(&mut attacked, "1");
    let shown = screen_of(&attacked);
    assert!(shown.contains("This happens inside the server"), "{shown}");
    assert!(!shown.contains('✗'), "{shown}");
    assert!(!shown.contains("bad_record_mac"), "{shown}");
    assert!(!shown.contains("gave up"), "{shown}");
    // until the alert comes
    attacked.go_to(18);
    let shown = screen_of(&attacked);
    assert!(shown.contains("bad_record_mac"), "{shown}");
}

#[test]
fn after_the_peers_finished_a_side_knows_that_both_have_the_same_keys() {
    let key_block = |stage: &Stage| {
        let rows = text(&stage.draw(120, 40));
        let row = rows.into_iter().find(|row| row.contains(" key block "));
        row.unwrap()
    };
    // who has sent the pre-master secret is not proven yet
    let shown = screen_of(&at("classic", 2, 11));
    assert!(shown.contains("│  pre-master         ?"), "{shown}");
    // the server checks the client's Finished in step 18
    let mut server = at("classic", 2, 17);
    assert!(key_block(&server).contains('?'), "{}", key_block(&server));
    server.go_to(17);
    let row = key_block(&server);
    assert!(row.contains("=│") && row.contains("│="), "{row}");
}

#[test]
fn the_stolen_key_does_not_give_the_servers_substitute() {
    let stage = at("flipped-pre-master", PRIVATE_KEY, 12);
    let shown = screen_of(&stage);
    assert!(
        shown.contains("Eve computes what the client computes"),
        "{shown}"
    );
    assert!(shown.contains("random substitute"), "{shown}");
    assert!(shown.contains("Eve has 8 of 10 values"), "{shown}");
    assert!(!shown.contains("Eve learns nothing"), "{shown}");
    assert!(!shown.contains("(inside both)"), "{shown}");
    // her client's box has its value, and the server's none
    assert!(
        shown.contains("297ac8…") && shown.contains("(hidden)"),
        "{shown}"
    );
    let decrypts = screen_of(&at("flipped-pre-master", PRIVATE_KEY, 11));
    assert!(decrypts.contains("The server uses a random"), "{decrypts}");
    let crosses = screen_of(&at("flipped-pre-master", PRIVATE_KEY, 10));
    assert!(crosses.contains("that the client has sent"), "{crosses}");
    assert!(!crosses.contains("as the server does"), "{crosses}");
}

#[test]
fn a_refusal_has_its_reason_inside() {
    let shown = screen_of(&at("flipped-pre-master", EVE, 18));
    let says = "The server rejects the record. The reason is not visible from here.";
    assert!(shown.contains(says), "{shown}");
}

#[test]
fn with_the_key_eve_reads_what_was_changed_on_the_way() {
    let stage = at("flipped-record", CLIENTS_KEY, 25);
    assert!(seen(&stage, ValueName::RecordContent(Side::Client, 1)));
    let shown = screen_of(&stage);
    assert!(shown.contains("┃ \"Please charge card"), "{shown}");
    assert!(!shown.contains("No one between"), "{shown}");
}

#[test]
fn every_scenario_can_be_seen_through_other_eyes() {
    for scenario in Scenario::list() {
        let mut stage = stage(scenario.name);
        for lens in [1, 2, EVE, PRIVATE_KEY] {
            choose(&mut stage, lens);
            for step in 0..stage.trace().steps().len() {
                stage.go_to(step);
                let tab = step % Tab::ALL.len() + 1;
                press(&mut stage, &tab.to_string());
                let shown = screen_of(&stage);
                assert!(!shown.contains("gave up: │"), "{}\n{shown}", scenario.name);
            }
        }
    }
}
