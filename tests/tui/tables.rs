//! The tables: the tabs Keys and Transcript.

use crate::stages::{classic, press, stage_on, text};
use premaster::scenario::{Overrides, Scenario};
use premaster::trace::{ConnectionId, Knowledge, Party, Side, ValueName};
use premaster::tui::{ColorChoice, Stage};
use premaster::wire::display::hex;

const SIZES: [(u16, u16); 6] = [
    (200, 60),
    (160, 50),
    (120, 40),
    (80, 24),
    (60, 16),
    (40, 10),
];

fn stage_of(name: &str) -> Stage {
    let overrides = Overrides {
        clock: Some(classic().clock),
        ..Overrides::seed(42)
    };
    let scenario = Scenario::builtin(name, overrides).unwrap();
    stage_on(scenario, ColorChoice::Mono, false)
}

/// The rows of the panel, its headings first.
fn panel(stage: &mut Stage, tab: &str, (width, height): (u16, u16)) -> Vec<String> {
    stage.resize(width, height);
    let rows = text(&stage.draw(width, height));
    let tabs = rows.iter().position(|row| row.contains(&format!("▸{tab}")));
    rows[tabs.unwrap() + 1..rows.len() - 2].to_vec()
}

#[test]
fn a_key_pair_is_there_from_the_start_in_every_run() {
    for name in ["classic", "expired", "stripped-suites", "mutual"] {
        let mut stage = stage_of(name);
        for key in [ValueName::ServerModulus, ValueName::ServerPrivateExponent] {
            let value = stage.trace().first(ConnectionId::FIRST, key).unwrap();
            assert_eq!(value.step, 0, "{name}");
            assert_eq!(value.known_to(Party::Server, 0), Knowledge::Known, "{name}");
            assert_eq!(
                value.known_to(Party::Client, 0),
                Knowledge::Unknown,
                "{name}"
            );
        }
        press(&mut stage, "4 z");
        let rows = panel(&mut stage, "4", (120, 40));
        for key in ["server public key", "server private key"] {
            let row = rows.iter().find(|row| row.contains(key));
            let row = row.unwrap_or_else(|| panic!("{name}\n{}", rows.join("\n")));
            assert!(row.contains("from the start"), "{row}");
            assert!(!row.contains('+'), "it is not new: {row}");
        }
    }
}

#[test]
fn the_headings_of_the_keys_are_whole_and_every_party_has_a_column() {
    let mut stage = stage_of("flipped-pre-master");
    press(&mut stage, "e 4");
    for size in SIZES {
        let rows = panel(&mut stage, "4", size);
        let head: Vec<&str> = rows[0].trim_matches('│').split_whitespace().collect();
        assert_eq!(head[0], "value", "{size:?}: {head:?}");
        assert!(
            head.ends_with(&["client", "server", "Eve"]),
            "{size:?}: {head:?}"
        );
        let known = [
            "value", "from", "bytes", "size", "step", "client", "server", "Eve",
        ];
        assert!(
            head.iter().all(|word| known.contains(word)),
            "{size:?}: {head:?}"
        );
        let row = rows.iter().find(|row| row.contains('▸')).unwrap();
        let marks = row.chars().filter(|c| "●◐○".contains(*c)).count();
        assert!(marks >= 3, "{size:?}: {row}");
    }
}

#[test]
fn what_a_value_is_made_from_is_whole_or_ends_with_an_ellipsis() {
    let mut stage = stage_of("classic");
    press(&mut stage, "End 4 z");
    let mut row_of = |size, name: &str| {
        let rows = panel(&mut stage, "4", size);
        let row = rows.iter().find(|row| row.contains(name)).cloned();
        row.unwrap_or_else(|| panic!("{name}\n{}", rows.join("\n")))
    };
    let cut = row_of((80, 24), "c. ciphertext 1");
    assert!(cut.contains("client key, c. IV 1…"), "{cut}");
    let whole = row_of((200, 60), "client ciphertext 1");
    let parts = "client key, client IV 1, client data 1, client MAC 1";
    assert!(whole.contains(parts), "{whole}");
    let hash = row_of((200, 60), "server hash");
    assert!(hash.contains("the messages, client data 0"), "{hash}");
}

#[test]
fn what_is_known_is_said_in_the_words_of_the_legend() {
    let mut stage = stage_of("classic");
    press(&mut stage, "End 4 z");
    let shown = panel(&mut stage, "4", (200, 60)).join("\n");
    for words in ["has it", "only encrypted", "lacks it", "Eve"] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    for words in ["eavesdropper", "sealed", "unknown", " known"] {
        assert!(!shown.contains(words), "{words}\n{shown}");
    }
}

#[test]
fn two_transcripts_that_differ_are_both_shown() {
    for (name, first) in [("stripped-suites", 0), ("flipped-pre-master", 4)] {
        let mut stage = stage_of(name);
        press(&mut stage, "e 6 z");
        let hashes = Side::BOTH.map(|side| {
            let entries = stage.trace().last_connection().transcripts[side as usize].iter();
            entries.map(|entry| hex(&entry.hash)).collect::<Vec<_>>()
        });
        for size in SIZES {
            press(&mut stage, "PageDown PageDown PageDown PageDown");
            let bottom = panel(&mut stage, "6", size);
            press(&mut stage, "PageUp PageUp PageUp PageUp");
            let top = panel(&mut stage, "6", size);
            let rows = || top.iter().chain(&bottom);
            for row in rows().filter(|row| row.contains('≠')) {
                let cells: Vec<&str> = row.split_whitespace().collect();
                let at = cells.iter().position(|cell| *cell == "≠").unwrap();
                let i = cells[at - 1].parse::<usize>().unwrap() - 1;
                assert!(i >= first, "{name} {size:?}: {row}");
                for side in Side::BOTH {
                    if let Some(hash) = hashes[side as usize].get(i) {
                        assert!(row.contains(&hash[..4]), "{name} {size:?} {side:?}: {row}");
                    }
                }
            }
            let marked = rows().any(|row| row.contains('≠'));
            assert!(marked, "{name} {size:?}\n{}", bottom.join("\n"));
        }
        let shown = panel(&mut stage, "6", (120, 40)).join(" ");
        let said = format!("different transcripts from message {} on", first + 1);
        assert!(shown.contains(&said), "{shown}");
    }
    // where they are the same there is one hash, and no mark
    let mut stage = stage_of("classic");
    press(&mut stage, "End 6");
    assert!(!panel(&mut stage, "6", (120, 40)).join("").contains('≠'));
}

#[test]
fn the_headings_of_the_transcript_are_whole() {
    for name in ["classic", "flipped-pre-master"] {
        let mut stage = stage_of(name);
        press(&mut stage, "End 6 z");
        for size in SIZES {
            let rows = panel(&mut stage, "6", size);
            let head = rows[0].trim_matches('│').trim().to_owned();
            let known = "# message from size hash so far client's server's client server covered by \
                         Finished of";
            let mut parts = head.split_whitespace();
            let whole = |part: &str| known.split(' ').any(|word| word == part);
            assert!(parts.all(whole), "{name} {size:?}: {head}");
            let row = rows.iter().find(|row| row.contains("ServerHelloDone"));
            let has_hash = row.is_none_or(|row| row.contains("a22f"));
            assert!(has_hash, "{name} {size:?}: {row:?}");
        }
    }
    let mut stage = stage_of("classic");
    press(&mut stage, "End 6");
    let rows = panel(&mut stage, "6", (80, 24));
    assert!(rows[0].contains("covered by Finished of"), "{}", rows[0]);
    // the bars stand next to the hash, which is whole where there is room
    let rows = panel(&mut stage, "6", (200, 60));
    let hash = &stage.trace().last_connection().transcripts[0][0].hash;
    let groups: Vec<String> = hash.chunks(4).map(hex).collect();
    let whole = groups.join(" ");
    let row = rows
        .iter()
        .find(|row| row.contains(&whole))
        .expect("the whole hash");
    let behind = row.split(&whole).nth(1).unwrap();
    let blank = behind.chars().take_while(|c| *c == ' ').count();
    assert!(blank < 10, "{row}");
}
