//! What keys, the mouse and the news of a connection do: before, keys, after.

use crate::peers::there;
use crate::stages::{classic, library, press, stage, stage_on, text, wrong_host};
use premaster::scenario::{play, simulate};
use premaster::trace::feed::{Feed, Request, Status, Update};
use premaster::trace::{ConnectionId, Phase, Recorder, Side, Topic, Trace, ValueName};
use premaster::tui::{
    COMMANDS, ColorChoice, Command, Effect, Focus, Form, Key, Listed, Options, Scope, Source,
    Stage, Tab, copied, palette,
};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

/// Where the reader is, in a few words.
fn place(stage: &Stage) -> String {
    let focus = match stage.focus() {
        Focus::Side(side) => side.name(),
        Focus::Wire => "wire",
        Focus::Panel => "panel",
    };
    let over = stage
        .overlay()
        .map_or(String::new(), |name| format!(" {name}"));
    format!(
        "{} {} {focus}{over}",
        stage.cursor() + 1,
        stage.tab().title()
    )
}

#[test]
fn keys_move_the_reader() {
    for (before, keys, after) in [
        ("", "", "1 Explain panel"),
        ("", "Right Right", "3 Explain panel"),
        ("Right Right", "Left", "2 Explain panel"),
        ("", "Left", "1 Explain panel"),
        ("", "End", "31 Explain panel"),
        ("End", "Right", "31 Explain panel"),
        ("End", "Home", "1 Explain panel"),
        ("", "]", "5 Explain panel"),
        ("", "] ]", "8 Explain panel"),
        ("] ] Right", "[", "8 Explain panel"),
        ("] ]", "[", "5 Explain panel"),
        ("", "g text:12 Enter", "12 Explain panel"),
        ("", "g text:99 Enter", "1 Explain panel"),
        ("", "g text:12 Backspace Enter", "1 Explain panel"),
        ("", "g", "1 Explain panel prompt"),
        ("", "g Esc", "1 Explain panel"),
        ("", "2", "1 Bytes panel"),
        ("", "k", "1 Keys panel"),
        ("", "5", "1 Certificates panel"),
        ("", "6", "1 Transcript panel"),
        ("", "Tab", "1 Explain client"),
        ("", "Tab Tab", "1 Explain wire"),
        ("", "Tab Tab Tab Tab", "1 Explain panel"),
        ("", "Shift-Tab", "1 Explain server"),
        ("", "?", "1 Explain panel help"),
        ("?", "q", "1 Explain panel"),
        ("", "k Enter", "1 Keys panel value"),
        ("k Enter", "Esc", "1 Keys panel"),
        ("]", "5 Enter", "5 Bytes panel"),
        ("", "5 Enter", "5 Certificates panel"),
        ("End", "Tab Tab Up Enter", "30 Explain wire"),
        ("End", "6 Enter", "22 Transcript panel"),
        ("", "m", "1 Explain panel message-from-client"),
        ("", "m Tab", "1 Explain panel message-from-server"),
        ("", "M", "1 Explain panel message-from-server"),
        ("", "o", "1 Explain panel scenarios"),
        ("", ": text:phase: Down", "1 Explain panel palette"),
        ("", ": text:last Enter", "31 Explain panel"),
        ("Tab z", "Tab", "1 Explain panel"),
        ("", "7", "1 Math panel"),
        ("", "}", "2 Bytes panel"),
        ("} }", "{", "2 Bytes panel"),
        ("", "{", "1 Explain panel"),
        ("End", "}", "31 Explain panel"),
        ("}", "/ text:random Enter", "2 Bytes panel"),
        ("", "k w", "1 Keys panel from"),
        ("k w", "f", "1 Keys panel used"),
        ("k w", "c", "1 Keys panel who"),
        ("k w", "c c", "1 Keys panel from"),
        ("k w", "Esc", "1 Keys panel"),
        ("", "5 w", "1 Certificates panel"),
        ("", "k Y", "1 Keys panel copy-as"),
        ("] ] ] k", "w Down Enter", "13 Math panel"),
        // a value of a record is where it stands in the message, too
        (
            "g text:17 Enter 2",
            "/ text:MAC Enter w",
            "17 Bytes panel from",
        ),
        ("}", "Enter", "2 Bytes panel field"),
        ("}", "Enter q", "2 Bytes panel"),
        ("", "= Esc", "1 Explain panel"),
        ("", "o text:revoked Enter", "1 Explain panel"),
    ] {
        let mut stage = stage();
        press(&mut stage, before);
        press(&mut stage, keys);
        assert_eq!(place(&stage), after, "{before:?} then {keys:?}");
    }
}

#[test]
fn every_command_can_be_reached_by_the_palette() {
    for row in COMMANDS
        .iter()
        .filter(|row| row.scopes.contains(&Scope::Stage))
    {
        let first = palette(row.title())[0];
        assert_eq!(first, row.command, "{}", row.title());
        let mut stage = stage();
        press(&mut stage, ":");
        for c in row.title().chars() {
            stage.press(Key::Char(c));
        }
        let chosen = stage.press(Key::Enter);
        // the same as doing it at once
        let mut other = crate::stages::stage();
        let done = other.perform(row.command);
        assert_eq!(chosen, done, "{}", row.title());
        assert_eq!(place(&stage), place(&other), "{}", row.title());
    }
    for command in [
        Command::Quit,
        Command::Play,
        Command::GoToPhase(Phase::Data),
    ] {
        assert!(palette("").contains(&command));
    }
}

#[test]
fn effects_are_left_to_the_terminal() {
    for (keys, effect) in [
        ("q", Effect::Quit),
        ("Ctrl-c", Effect::Quit),
        ("g Ctrl-c", Effect::Quit),
        ("Ctrl-z", Effect::Suspend),
        ("Ctrl-l", Effect::Redraw),
        ("u", Effect::Mouse(true)),
        ("u u", Effect::Mouse(false)),
        ("g text:q", Effect::None),
    ] {
        assert_eq!(press(&mut stage(), keys), effect, "{keys}");
    }
}

#[test]
fn copying_hands_over_the_selected_value_in_hexadecimal() {
    let mut stage = stage();
    let random = premaster::wire::display::hex(&stage.trace().values()[0].bytes);
    assert_eq!(press(&mut stage, "k y"), Effect::Copy(random.clone()));
    assert_eq!(
        stage.notice(),
        Some("Copied client random: 32 bytes in hexadecimal.".to_owned())
    );
    assert_eq!(press(&mut stage, "Enter y"), Effect::Copy(random));
    let message = press(
        &mut stage,
        "Esc Right 2 PageUp PageUp PageUp PageUp PageUp PageUp PageUp Down y",
    );
    let Effect::Copy(message) = message else {
        panic!("{message:?}")
    };
    assert!(message.starts_with("1603"), "the record: {message}");
}

#[test]
fn a_new_seed_makes_another_run_and_keeps_the_step() {
    let mut stage = stage();
    let before = stage.trace().values()[0].bytes.clone();
    press(&mut stage, "] ] n");
    assert_eq!(place(&stage), "8 Explain panel");
    assert_eq!(stage.scenario().unwrap().seed, 43);
    assert_ne!(stage.trace().values()[0].bytes, before);
    press(&mut stage, "N text:42 Enter");
    assert_eq!(stage.trace().values()[0].bytes, before);
    press(&mut stage, "N text:minus Enter");
    assert_eq!(stage.scenario().unwrap().seed, 42);
    assert!(stage.notice().unwrap().contains("\"minus\""));
}

#[test]
fn another_scenario_begins_at_its_first_step() {
    let mut stage = stage();
    press(&mut stage, "End o Down Enter");
    assert_eq!(stage.scenario().unwrap().name, "wrong-host");
    assert_eq!(place(&stage), "1 Explain panel");
    let mut stage = stage_on(wrong_host(), ColorChoice::Mono, false);
    press(&mut stage, "o Up Enter");
    assert_eq!(stage.scenario().unwrap().name, "classic");
}

#[test]
fn a_typed_message_is_protected_sent_and_opened() {
    for (key, side) in [
        ("m", Side::Client),
        ("M", Side::Server),
        ("m Tab", Side::Server),
    ] {
        let mut stage = stage();
        press(&mut stage, key);
        for c in "hello, world".chars() {
            stage.press(Key::Char(c));
        }
        stage.press(Key::Enter);
        let step = stage.step().unwrap();
        assert_eq!(step.topic, Topic::ProtectApplicationData);
        assert!(step.actor.includes(side));
        let shown = text(&stage.draw(80, 24)).join("\n");
        assert!(shown.contains("\"hello"), "{shown}");
        let later = &stage.trace().steps()[stage.cursor()..];
        assert!(later.iter().any(|step| {
            step.topic == Topic::OpenApplicationData && step.actor.includes(side.peer())
        }));
    }
    let mut stage = stage_on(wrong_host(), ColorChoice::Mono, false);
    press(&mut stage, "m");
    assert_eq!(
        stage.notice(),
        Some("The connection failed in step 7. Nothing more is sent.".to_owned())
    );
    assert_eq!(stage.overlay(), None);
}

#[test]
fn playing_stops_at_the_end() {
    let mut stage = stage();
    assert_eq!(stage.pace(), None);
    stage.tick();
    assert_eq!(stage.cursor(), 0, "nothing moves while nothing plays");
    press(&mut stage, "Space");
    let pace = stage.pace().unwrap();
    press(&mut stage, "+");
    assert_eq!(stage.pace(), Some(pace / 2));
    press(&mut stage, "- -");
    assert_eq!(stage.pace(), Some(pace * 2));
    for _ in 0..40 {
        stage.tick();
    }
    assert_eq!(stage.cursor() + 1, stage.trace().steps().len());
    assert_eq!(stage.pace(), None);
    press(&mut stage, "Space");
    assert_eq!(stage.cursor(), 0, "playing begins anew");
    press(&mut stage, "Space");
    assert_eq!(stage.pace(), None);
}

/// The field that is selected in the tree.
fn field(stage: &Stage) -> String {
    let screen = text(&stage.draw(120, 40));
    let row = screen
        .iter()
        .rfind(|row| row.contains("│▸") || row.contains("│ ▸"));
    let row = row.expect("a selected field");
    let from = row.split('▸').nth(1).unwrap().trim_start();
    from.split("  ").next().unwrap().to_owned()
}

#[test]
fn fields_are_found_by_name_by_value_and_by_bytes() {
    for (keys, expected) in [
        ("2 / text:session Enter", "length of session_id"),
        ("2 / text:session Enter / text:session Enter", "session_id"),
        ("2 / text:shop.example Enter", "HostName"),
        ("2 / text:0035 Enter", "CipherSuite"),
        // across the end of a field, but not from the middle of a byte
        ("2 / text:003501 Enter", "CipherSuite"),
        ("2 / text:f76e52 Enter", "Random"),
        ("2 / text:0035 Enter Backspace", "cipher_suites"),
        ("2 / text:0035 Enter Backspace Backspace", "ClientHello"),
    ] {
        let mut stage = stage();
        stage.resize(120, 40);
        press(&mut stage, "Right z");
        press(&mut stage, keys);
        assert_eq!(field(&stage), expected, "{keys}");
    }
    let mut stage = stage();
    press(&mut stage, "Right 2 / text:nowhere Enter");
    assert!(stage.notice().unwrap().contains("nowhere"));
}

#[test]
fn bytes_are_found_as_the_screen_prints_them() {
    let mut stage = stage();
    stage.resize(120, 40);
    press(&mut stage, "Right 2 z /");
    stage.paste("00 3d 00 2f");
    press(&mut stage, "Enter");
    assert_eq!(field(&stage), "CipherSuite");
}

/// Whatever is pasted, a line stays as long as something can be done with it.
#[test]
fn a_long_paste_is_cut() {
    let long = "ab ".repeat(400_000);
    for (keys, most) in [(":", 256), ("/", 65_536)] {
        let mut stage = stage();
        stage.resize(80, 24);
        press(&mut stage, "Right 2 z");
        press(&mut stage, keys);
        stage.paste(&long);
        assert!(stage.notice().unwrap().contains("what was pasted"));
        // it is full: one character goes, one fits, and another does not
        press(&mut stage, "Backspace x");
        assert_eq!(stage.notice(), None, "{keys}");
        press(&mut stage, "x");
        let said = stage.notice().unwrap().replace(',', "");
        assert!(said.contains(&format!(" {most} ")), "{keys}: {said}");
        stage.draw(80, 24);
        press(&mut stage, "Esc");
        assert!(stage.overlay().is_none());
    }
}

#[test]
fn a_jump_leads_back_to_where_it_began() {
    let mut stage = at_value(ValueName::VerifyData(Side::Server));
    stage.resize(120, 40);
    let before = text(&stage.draw(120, 40));
    press(&mut stage, "w");
    let asked = stage.overlay();
    // down to a message that is hashed, and there
    for _ in 0..40 {
        press(&mut stage, "Down");
    }
    press(&mut stage, "Enter");
    assert_eq!(stage.tab(), Tab::Bytes);
    assert_eq!(field(&stage), "Handshake");
    press(&mut stage, "Ctrl-o");
    let again = stage.overlay();
    assert!(asked.is_some() && again == asked);
    press(&mut stage, "Esc");
    assert_eq!(text(&stage.draw(120, 40)), before);
    press(&mut stage, "Ctrl-o");
    assert!(stage.notice().unwrap().contains("nowhere to go back"));
}

#[test]
fn a_click_on_a_byte_selects_its_field() {
    let mut stage = stage();
    stage.resize(120, 40);
    press(&mut stage, "Right 2 z");
    let screen = text(&stage.draw(120, 40));
    let row = screen
        .iter()
        .position(|row| row.contains("0000  16 03 01"))
        .unwrap();
    let before = screen[row]
        .split("0000  16")
        .next()
        .unwrap()
        .chars()
        .count();
    // the first byte of client_version: behind the headers of record and handshake
    let (row, byte) = (row + 1, 1);
    stage.click((before + 6 + 3 * byte) as u16, row as u16);
    assert_eq!(field(&stage), "client_version");
    stage.click((before + 6) as u16, (row - 1) as u16);
    assert_eq!(field(&stage), "type");
}

#[test]
fn the_mouse_does_what_the_keys_do() {
    let mut stage = stage();
    stage.resize(120, 40);
    press(&mut stage, "] ] ]");
    let screen = text(&stage.draw(120, 40));
    let find = |words: &str| {
        let y = screen.iter().position(|row| row.contains(words)).unwrap();
        let x = screen[y].split(words).next().unwrap().chars().count();
        (x as u16, y as u16)
    };
    let (x, y) = find("4 Keys");
    stage.click(x, y);
    assert_eq!(stage.tab(), Tab::Keys);
    let (x, y) = find("Certificate ▮");
    stage.click(x, y);
    assert_eq!(stage.step().unwrap().phase, Phase::Certificate);
    press(&mut stage, "End");
    let (x, y) = find("Client");
    stage.click(x, y + 4);
    assert_eq!(stage.focus(), Focus::Side(Side::Client));
    stage.wheel(true, 60, 5);
    assert_eq!(stage.focus(), Focus::Wire);
    for (x, focus) in [
        (5, Focus::Side(Side::Client)),
        (115, Focus::Side(Side::Server)),
    ] {
        stage.wheel(false, x, 8);
        assert_eq!(stage.focus(), focus, "the wheel in column {x}");
    }
    stage.wheel(true, 5, 35);
    assert_eq!(stage.focus(), Focus::Panel);
    // a click on a step goes there, a second one opens its message
    let before = stage.cursor();
    stage.click(60, 8);
    assert!(
        stage.cursor() < before,
        "{} of {before}",
        stage.cursor() + 1
    );
    press(&mut stage, "Home ] ]");
    let screen = text(&stage.draw(120, 40));
    let find = |words: &str| {
        let y = screen.iter().position(|row| row.contains(words)).unwrap();
        let x = screen[y].split(words).next().unwrap().chars().count();
        (x as u16, y as u16)
    };
    let (x, y) = find("◀ step");
    let here = stage.cursor();
    stage.click(x, y);
    assert_eq!(stage.cursor(), here - 1, "the arrow in the header");
    let (x, y) = find("of 31 ▶");
    stage.click(x + 6, y);
    assert_eq!(stage.cursor(), here);
    let (x, y) = find("? help");
    stage.click(x, y);
    assert_eq!(stage.overlay(), Some("help"), "a hint in the footer");
    stage.click(1, 2);
    assert_eq!(stage.overlay(), None, "a click outside closes");
    let (x, y) = find("o scenario");
    stage.click(x, y);
    assert_eq!(stage.overlay(), Some("scenarios"));
    let list = text(&stage.draw(120, 40));
    let y = list
        .iter()
        .position(|row| row.contains("wrong-host"))
        .unwrap() as u16;
    stage.click(30, y);
    assert_eq!(
        stage.overlay(),
        Some("scenarios"),
        "the first click selects"
    );
    stage.click(30, y);
    assert_eq!(stage.overlay(), None, "the second opens");
    assert_eq!(stage.scenario().unwrap().name, "wrong-host");
}

/// The trace of a run that has got as far as this number of steps.
fn classic_up_to(steps: usize) -> Trace {
    let scenario = classic();
    let whole = simulate(&scenario);
    let mut recorder = Recorder::new(whole.run().clone());
    let mut growing = None;
    play(&scenario, &mut |entry| {
        recorder.record(entry);
        if recorder.trace().steps().len() == steps {
            growing = Some(recorder.trace().clone());
        }
    });
    growing.unwrap()
}

#[test]
fn a_connection_is_compared_with_a_scenario() {
    let (requests, _asked) = mpsc::channel();
    let (news, updates) = mpsc::channel();
    let listed = ["classic", "mutual"].map(|name| Listed {
        name: name.into(),
        group: "All",
        description: String::new(),
        lesson: String::new(),
    });
    let source = Source::Live(Feed { requests, updates }, library(listed.into()));
    let (mut stage, updates) = Stage::new(source, Options::default());
    stage.resize(120, 40);
    let trace = Arc::new(simulate(&classic()));
    news.send(Update::Trace(trace)).unwrap();
    stage.update(updates.unwrap().recv().unwrap());
    press(&mut stage, "=");
    assert_eq!(
        stage.overlay(),
        Some("scenarios"),
        "there is no nearest run"
    );
    press(&mut stage, "m u t u a l Enter");
    assert_eq!(stage.overlay(), Some("compare"));
    let shown = text(&stage.draw(120, 40)).join("\n");
    assert!(shown.contains("37 steps, 6 only here"), "{shown}");
    press(&mut stage, "n");
    let shown = text(&stage.draw(120, 40)).join("\n");
    assert!(shown.contains("mutual"), "{shown}");
}

#[test]
fn a_connection_is_stepped_through_as_it_goes() {
    let (requests, asked) = mpsc::channel();
    let (news, updates) = mpsc::channel();
    let feed = Feed { requests, updates };
    let options = Options {
        color: ColorChoice::Mono,
        ..Options::default()
    };
    let (mut stage, updates) = Stage::new(Source::Live(feed, library(Vec::new())), options);
    let updates = updates.unwrap();
    assert!(
        text(&stage.draw(80, 24))
            .join("\n")
            .contains("Nothing has happened yet")
    );
    press(&mut stage, "Right n o N 2 3 4 5 Enter y Down 1 s");
    assert_eq!(stage.overlay(), None, "it cannot be run again");
    assert!(stage.notice().unwrap().contains("--encrypt-then-mac"));

    let part = |steps: usize| {
        let trace = classic_up_to(steps);
        news.send(Update::Trace(Arc::new(trace))).unwrap();
        news.send(Update::Status(Status::Ready)).unwrap();
    };
    let arrive = |stage: &mut Stage| {
        while let Ok(update) = updates.recv_timeout(Duration::from_millis(1)) {
            stage.update(update);
        }
    };
    part(2);
    arrive(&mut stage);
    assert_eq!(stage.cursor(), 0, "the first news begins at the first step");
    press(&mut stage, "Right Right");
    assert_eq!(asked.try_recv(), Ok(Request::Continue));
    part(7);
    arrive(&mut stage);
    assert_eq!(
        stage.cursor(),
        2,
        "what was asked for is shown from its first step"
    );
    part(9);
    arrive(&mut stage);
    assert_eq!(
        stage.cursor(),
        2,
        "what was not asked for does not move the reader"
    );
    assert_eq!(stage.notice(), Some("New in this run: 2 steps.".to_owned()));
    assert!(
        text(&stage.draw(80, 24))
            .join("\n")
            .contains("our next flight is ready")
            || {
                press(&mut stage, "Esc");
                text(&stage.draw(80, 24))
                    .join("\n")
                    .contains("our next flight is ready")
            }
    );
    press(&mut stage, "M Tab text:hello Enter");
    assert_eq!(asked.try_recv(), Ok(Request::Send(b"hello".to_vec())));
}

/// The tab Keys with a value selected.
fn at_value(name: ValueName) -> Stage {
    let mut stage = stage();
    press(&mut stage, "End k");
    let row = stage.trace().first(ConnectionId::FIRST, name).unwrap().id.0;
    for _ in 0..stage.trace().values().len() {
        press(&mut stage, "Up");
    }
    for _ in 0..row {
        press(&mut stage, "Down");
    }
    stage
}

#[test]
fn five_keys_lead_from_a_byte_of_the_write_key_to_the_randoms_and_the_pre_master() {
    let mut stage = at_value(ValueName::WriteKey(Side::Server));
    let keys = "w Right Right Right";
    assert!(keys.split(' ').count() <= 5);
    press(&mut stage, keys);
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        stage.resize(width, height);
        let screen = text(&stage.draw(width, height)).join("\n");
        for words in [
            "byte 2 of 16 bytes",
            "key_block byte 82",
            "HMAC 3 of P_hash, byte 18",
            "master_secret",
            "pre_master_secret",
            "client_random",
            "server_random",
            "random, by the client",
            "random, by the server",
        ] {
            assert!(screen.contains(words), "{words}\n{screen}");
        }
    }
}

#[test]
fn the_stolen_private_key_opens_what_the_eavesdropper_cannot() {
    let mut stage = at_value(ValueName::MasterSecret);
    stage.resize(120, 40);
    press(&mut stage, "w c");
    let screen = text(&stage.draw(120, 40)).join("\n");
    for words in [
        "Eve, by this step: ○ no",
        "private key: ● yes",
        "pre_master_random: generated at random by the client",
        "decrypted with encrypted_pre_master_secret, server_private_exponent",
    ] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
}

/// The answer scrolls to its last line, and no further.
#[test]
fn the_whole_of_who_could_compute_a_value_can_be_read() {
    let mut stage = at_value(ValueName::MasterSecret);
    let whole = |stage: &mut Stage, height: u16| {
        stage.resize(80, height);
        text(&stage.draw(80, height))
    };
    press(&mut stage, "w c");
    let tall = whole(&mut stage, 120);
    // the last line within the frame of the answer
    let top = tall
        .iter()
        .position(|row| row.contains("Who could compute this?"));
    let top = top.unwrap();
    let left = tall[top].chars().position(|c| c == '┌').unwrap();
    let inner = |row: &String| -> String { row.chars().skip(left + 1).take(60).collect() };
    let bottom = |row: &String| row.chars().nth(left) == Some('└');
    let bottom = top + tall[top..].iter().position(bottom).unwrap();
    let mut lines = tall[top + 1..bottom].iter().map(inner);
    let last = lines.rfind(|line| !line.trim().is_empty()).unwrap();
    let words = last.trim();
    let begin = whole(&mut stage, 14);
    assert!(
        !begin.join("\n").contains(words),
        "there is something to scroll"
    );
    for _ in 0..200 {
        press(&mut stage, "Down");
    }
    let end = whole(&mut stage, 14);
    assert!(
        end.join("\n").contains(words),
        "{words}\n{}",
        end.join("\n")
    );
    press(&mut stage, "Down Down Down");
    assert_eq!(whole(&mut stage, 14), end);
    press(&mut stage, "Up");
    assert_ne!(whole(&mut stage, 14), end, "no key is lost at the end");
}

#[test]
fn forward_from_a_byte_leads_only_to_what_is_made_of_it() {
    let mut stage = at_value(ValueName::KeyBlock);
    stage.resize(120, 40);
    press(&mut stage, "w Right f");
    let screen = text(&stage.draw(120, 40)).join("\n");
    assert!(screen.contains("client_write_MAC_key byte 0"), "{screen}");
    assert!(!screen.contains("─server_write_key"), "{screen}");
}

/// Every command of every value prints that value.
#[test]
fn commands_reproduce_their_values() {
    if !there("openssl") || !there("xxd") {
        return;
    }
    let trace = simulate(&classic());
    let mut tried = 0;
    for value in trace.values() {
        let Some(command) = copied(&trace, value, Form::Command) else {
            continue;
        };
        let run = std::process::Command::new("sh")
            .args(["-c", &command])
            .output();
        let out = String::from_utf8(run.unwrap().stdout).unwrap();
        let expected = premaster::wire::display::hex(&value.bytes);
        assert_eq!(out.trim(), expected, "{}: {command}", value.key());
        tried += 1;
    }
    assert!(tried >= 15, "{tried} commands");
}
