//! The lens: through no eyes can anything be read that they do not have.

use crate::stages::{classic, press, stage_on, text};
use premaster::scenario::{Overrides, Scenario};
use premaster::trace::{BufferKind, ConnectionId, Side, ValueName};
use premaster::tui::{ColorChoice, Effect, Stage, Tab};
use std::collections::HashSet;

/// How many rows the list of eyes has.
const LENSES: usize = 12;
pub const CLIENT: usize = 1;
pub const SERVER: usize = 2;
pub const EVE: usize = 3;
pub const PRIVATE_KEY: usize = 4;
pub const CLIENTS_KEY: usize = 6;
const CLIENTS_MAC_KEY: usize = 8;

pub fn stage(name: &str) -> Stage {
    let overrides = Overrides {
        clock: Some("2026-11-21T00:21:43Z".parse().unwrap()),
        ..Overrides::seed(42)
    };
    let scenario = match name {
        "classic" => classic(),
        name => Scenario::builtin(name, overrides).unwrap(),
    };
    let mut stage = stage_on(scenario, ColorChoice::Full, false);
    stage.resize(120, 40);
    stage
}

pub fn choose(stage: &mut Stage, lens: usize) {
    press(stage, "V Home");
    for _ in 0..lens {
        press(stage, "Down");
    }
    press(stage, "Enter");
    assert_eq!(stage.overlay(), None);
}

/// Bytes that tell a value: so many of them do not stand on a screen by chance.
const TELLING: usize = 5;

/// All runs of telling bytes of the values that the eyes do not have, but not those that they have
/// from elsewhere.
fn secrets(stage: &Stage, lens: usize) -> (HashSet<String>, Vec<String>) {
    let trace = stage.trace();
    let mut open: HashSet<&[u8]> = HashSet::new();
    for step in trace.steps() {
        for buffer in step.message.iter().flat_map(|message| &message.buffers) {
            if buffer.kind == BufferKind::Record {
                open.extend(buffer.bytes.windows(TELLING));
            }
        }
    }
    for value in trace.values() {
        if stage.sees(value.id) {
            open.extend(value.bytes.windows(TELLING));
        }
    }
    // what a side has decrypted it has, although the record was changed on the way
    for message in trace
        .steps()
        .iter()
        .filter_map(|step| step.message.as_ref())
    {
        if lens == message.sender.peer() as usize + 1 {
            let arrived = message.arrived.iter().flatten();
            open.extend(arrived.flat_map(|buffer| buffer.bytes.windows(TELLING)));
        }
    }
    // a hash of messages that can be read is no secret, and a side has all of its own
    let protected = |step: usize| {
        let message = trace.steps()[step].message.as_ref();
        let protected = message.is_some_and(|message| message.protected);
        let mut values = trace.values().iter();
        protected
            && values.any(|value| {
                let mut places = value.places.iter();
                let inside = places.any(|at| at.step == step && at.buffer != BufferKind::Record);
                inside && !stage.sees(value.id)
            })
    };
    for (side, transcript) in trace.last_connection().transcripts.iter().enumerate() {
        let mut entries = transcript.iter();
        let secret = entries.position(|entry| protected(entry.step));
        let own = lens == side + 1;
        let whole = if own {
            transcript.len()
        } else {
            secret.unwrap_or(transcript.len())
        };
        let hashes = transcript[..whole].iter().map(|entry| &entry.hash);
        open.extend(hashes.flat_map(|hash| hash.windows(TELLING)));
    }
    for chain in &trace.last_connection().chains {
        open.extend(
            chain
                .certificates
                .iter()
                .flat_map(|der| der.windows(TELLING)),
        );
    }
    let mut runs = HashSet::new();
    let mut words = Vec::new();
    for value in trace.values().iter().filter(|value| !stage.sees(value.id)) {
        let telling = value.bytes.windows(TELLING);
        let unseen = telling.filter(|run| !open.contains(run) && run.iter().any(|b| *b != run[0]));
        runs.extend(unseen.map(hex));
        if let Ok(content) = std::str::from_utf8(&value.bytes)
            && content.len() > 12
            && matches!(value.name, ValueName::RecordContent(..))
        {
            words.push(content[..12].to_owned());
        }
    }
    (runs, words)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What of the secrets stands on a screen.
fn leaks(rows: &[String], runs: &HashSet<String>, words: &[String]) -> Option<String> {
    for row in rows {
        if let Some(found) = words.iter().find(|words| row.contains(*words)) {
            return Some(format!("{found:?} in {row}"));
        }
        for part in row.split(['│', '┃', '║']) {
            let digits: String = part.chars().filter(|c| *c != ' ').collect();
            let digits: Vec<char> = digits.chars().collect();
            for run in digits.windows(2 * TELLING) {
                let run: String = run.iter().collect();
                if runs.contains(&run) {
                    return Some(format!("{run} in {row}"));
                }
            }
        }
    }
    None
}

fn nothing_leaks(name: &str, lenses: impl IntoIterator<Item = usize>, width: u16, height: u16) {
    let mut stage = stage(name);
    stage.resize(width, height);
    for lens in lenses {
        choose(&mut stage, lens);
        for step in 0..stage.trace().steps().len() {
            stage.go_to(step);
            let (runs, words) = secrets(&stage, lens);
            press(&mut stage, "P");
            let presented = text(&stage.draw(width, height));
            let found = leaks(&presented, &runs, &words);
            assert!(found.is_none(), "{found:?}\n{}", presented.join("\n"));
            press(&mut stage, "P");
            for tab in 1..=Tab::ALL.len() {
                press(&mut stage, &format!("{tab} Up Up"));
                let screen = text(&stage.draw(width, height));
                let found = leaks(&screen, &runs, &words);
                assert!(
                    found.is_none(),
                    "{name}, lens {lens}, step {}, tab {tab}: {}\n{}",
                    step + 1,
                    found.unwrap(),
                    screen.join("\n")
                );
            }
        }
    }
}

/// A run through a lens, at a step counted from 1.
pub fn at(name: &str, lens: usize, step: usize) -> Stage {
    let mut stage = stage(name);
    choose(&mut stage, lens);
    stage.go_to(step - 1);
    stage
}

/// Its screen at 120×40.
pub fn screen_of(stage: &Stage) -> String {
    text(&stage.draw(120, 40)).join("\n")
}

#[test]
fn through_no_eyes_a_byte_is_seen_that_they_do_not_have() {
    nothing_leaks(
        "classic",
        [1, 2, EVE, PRIVATE_KEY, CLIENTS_KEY, LENSES - 1],
        120,
        40,
    );
}

#[test]
fn nothing_leaks_on_a_large_screen_or_a_small_one() {
    nothing_leaks("classic", [EVE], 200, 60);
    nothing_leaks("classic", [EVE, CLIENTS_MAC_KEY], 80, 24);
}

#[test]
fn nothing_leaks_where_a_client_shows_a_certificate() {
    nothing_leaks("mutual", [2, EVE], 120, 40);
}

#[test]
fn nothing_leaks_where_something_was_changed_on_the_way() {
    for name in ["flipped-pre-master", "flipped-record"] {
        nothing_leaks(name, [1, 2, EVE], 120, 40);
    }
    nothing_leaks("flipped-pre-master", [PRIVATE_KEY], 120, 40);
    nothing_leaks("flipped-record", [CLIENTS_KEY], 120, 40);
}

#[test]
fn neither_a_window_nor_the_clipboard_gives_what_the_eyes_lack() {
    let mut stage = stage("classic");
    choose(&mut stage, EVE);
    let last = stage.trace().steps().len() - 1;
    stage.go_to(last);
    let (runs, words) = secrets(&stage, EVE);
    press(&mut stage, "4 Home");
    for _ in 0..stage.trace().values().len() {
        for keys in ["Enter", "w", "w f", "w c"] {
            press(&mut stage, keys);
            let screen = text(&stage.draw(120, 40));
            let found = leaks(&screen, &runs, &words);
            assert!(found.is_none(), "{keys}: {found:?}\n{}", screen.join("\n"));
            press(&mut stage, "Esc");
        }
        if let Effect::Copy(copied) = press(&mut stage, "y") {
            let value = stage.trace().values().iter();
            let mut value = value.filter(|value| hex(&value.bytes) == copied);
            assert!(value.any(|value| stage.sees(value.id)), "{copied}");
        }
        press(&mut stage, "Down");
    }
}

pub fn seen(stage: &Stage, name: ValueName) -> bool {
    stage.sees(stage.trace().first(ConnectionId::FIRST, name).unwrap().id)
}

#[test]
fn eve_has_the_wire_and_with_the_private_key_everything() {
    let mut stage = stage("classic");
    choose(&mut stage, EVE);
    stage.go_to(24);
    let secret = [
        ValueName::PreMasterSecret,
        ValueName::MasterSecret,
        ValueName::WriteKey(Side::Client),
        ValueName::VerifyData(Side::Server),
        ValueName::ServerPrivateExponent,
    ];
    assert!(secret.iter().all(|name| !seen(&stage, *name)));
    assert!(seen(&stage, ValueName::EncryptedPreMasterSecret));
    let screen = text(&stage.draw(120, 40)).join("\n");
    assert!(
        screen.contains("seen by: EVE, the eavesdropper"),
        "{screen}"
    );
    assert!(screen.contains("Eve has 6 of 18 values"), "{screen}");
    assert!(screen.contains("(inside the server)"), "{screen}");
    press(&mut stage, "v");
    assert!(secret.iter().all(|name| seen(&stage, *name)));
    let screen = text(&stage.draw(120, 40)).join("\n");
    assert!(screen.contains("Eve has 18 of 18 values"), "{screen}");
    assert!(screen.contains("Please charge"), "{screen}");
    // before the secret has crossed the wire, the key opens nothing
    stage.go_to(8);
    assert!(!seen(&stage, ValueName::PreMasterSecret));
    press(&mut stage, "v");
    assert!(secret.iter().all(|name| seen(&stage, *name)));
}

#[test]
fn a_stolen_key_opens_the_records_of_its_side_and_a_mac_key_none() {
    let mut stage = stage("classic");
    let last = stage.trace().steps().len() - 1;
    let content = |side| ValueName::RecordContent(side, 1);
    choose(&mut stage, CLIENTS_KEY);
    stage.go_to(last);
    assert!(seen(&stage, content(Side::Client)));
    assert!(!seen(&stage, content(Side::Server)));
    assert!(!seen(&stage, ValueName::WriteMacKey(Side::Client)));
    choose(&mut stage, CLIENTS_MAC_KEY);
    assert!(!seen(&stage, content(Side::Client)));
    assert!(seen(&stage, ValueName::WriteMacKey(Side::Client)));
}

#[test]
fn a_side_has_what_it_has_made_or_received() {
    let mut stage = stage("classic");
    choose(&mut stage, 2);
    // the client has generated the pre-master secret, and the server not yet decrypted it
    let sent = stage.trace().steps().iter();
    let sent = sent
        .clone()
        .position(|step| step.key() == "client_key_exchange")
        .unwrap();
    stage.go_to(sent);
    assert!(!seen(&stage, ValueName::PreMasterSecret));
    stage.go_to(sent + 1);
    assert!(seen(&stage, ValueName::PreMasterSecret));
}
