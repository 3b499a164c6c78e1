//! What a reader who has only the screen can rely on: everything has its name, nothing is cut in the
//! middle of a word, every list is moved in by the same keys, and an ending is not told before it comes.

use crate::stages::{classic, library, press, stage, stage_on, text};
use premaster::scenario::Scenario;
use premaster::trace::BufferKind;
use premaster::trace::feed::{Feed, Status, Update};
use premaster::tui::{ColorChoice, Options, Source, Stage, Tab};
use std::sync::mpsc::channel;

/// The screen as one text.
fn screen(stage: &mut Stage, width: u16, height: u16) -> String {
    stage.resize(width, height);
    text(&stage.draw(width, height)).join("\n")
}

/// The words of a part of the screen in one line, however they are wrapped, without its frames.
fn words(screen: &str) -> String {
    let plain = screen.replace(['│', '┌', '└', '─', '┬', '┴', '├', '┤'], " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn builtin(name: &str) -> Scenario {
    Scenario {
        ..Scenario::builtin(name, premaster::scenario::Overrides::seed(42)).unwrap()
    }
}

#[test]
fn what_a_field_means_is_shown_or_one_key_away() {
    for (width, height) in [(80, 24), (100, 30), (120, 40)] {
        let mut stage = stage();
        stage.resize(width, height);
        press(&mut stage, "Right 2 / text:0035 Enter");
        let shown = screen(&mut stage, width, height);
        assert!(words(&shown).contains("CipherSuite"), "{shown}");
        let means = shown.contains("A cipher suite:");
        assert!(means, "{width}x{height}:\n{shown}");
        if height < 40 {
            assert!(shown.contains("more: ⏎"), "{width}x{height}:\n{shown}");
        }
        press(&mut stage, "Enter");
        assert_eq!(stage.overlay(), Some("field"));
        let whole = screen(&mut stage, width, height);
        assert!(whole.contains("Wireshark: "), "{whole}");
    }
}

#[test]
fn another_scenario_never_begins_with_an_empty_page() {
    for (keys, expected) in [
        ("End 7 z", Tab::Explain),
        ("End 5 z", Tab::Explain),
        ("End 6", Tab::Explain),
        ("End 2 z End", Tab::Bytes),
        ("End 4 z", Tab::Keys),
    ] {
        let mut stage = stage();
        press(&mut stage, keys);
        press(&mut stage, "o Down Enter");
        assert_eq!(stage.cursor(), 0, "{keys}");
        assert_eq!(stage.tab(), expected, "{keys}");
        let shown = screen(&mut stage, 80, 24);
        // the panel shares the screen again
        assert!(
            shown.contains("Client") && shown.contains("Server"),
            "{shown}"
        );
        assert!(!shown.contains("Nothing is computed"), "{shown}");
    }
}

/// The names of the values in the client's and the server's pane, row by row.
fn facing(shown: &str) -> Vec<(String, String)> {
    let rows = shown.lines().skip(5);
    let stage = rows.take_while(|row| !row.starts_with('├'));
    stage
        .map(|row| {
            // where the two names begin at 80 columns, and at 120
            let wide = row.chars().count() > 100;
            let (left, right) = if wide { (3, 92) } else { (2, 58) };
            let name = |column: usize| {
                let name: String = row.chars().skip(column).take(15).collect();
                name.trim_end().to_owned()
            };
            (name(left), name(right))
        })
        .collect()
}

#[test]
fn equal_values_face_each_other() {
    for name in ["classic", "flipped-pre-master", "impostor", "mutual"] {
        let mut stage = stage_on(builtin(name), ColorChoice::Mono, false);
        for step in 0..stage.trace().steps().len() {
            stage.go_to(step);
            for keys in ["Esc", "Tab End Down Down Down Down Down Down Down"] {
                press(&mut stage, keys);
                stage.go_to(step);
                for (width, height) in [(80, 24), (120, 40)] {
                    let shown = screen(&mut stage, width, height);
                    // below the states, which differ
                    let state = usize::from(height > 24);
                    let values = facing(&shown).into_iter().skip(state);
                    for (client, server) in values {
                        assert_eq!(client, server, "{name}, step {}:\n{shown}", step + 1);
                    }
                }
                press(&mut stage, "Esc");
            }
        }
    }
}

#[test]
fn the_header_never_shrinks_to_a_riddle() {
    let mut stage = stage();
    press(&mut stage, "End");
    for width in 60..160 {
        let shown = screen(&mut stage, width, 24);
        let header = shown.lines().next().unwrap();
        assert!(header.contains("TLS 1.2"), "{header}");
        assert!(width < 80 || header.contains("RSA"), "{header}");
        let history = header.matches("history").count();
        assert_eq!(history, header.matches("RSA (history").count(), "{header}");
    }
    let shown = screen(&mut stage, 120, 24);
    assert!(shown.contains("RSA (history, not advice)"), "{shown}");
}

#[test]
fn the_marks_of_knowledge_are_explained_where_they_stand() {
    for ascii in [false, true] {
        let mut stage = stage_on(classic(), ColorChoice::Mono, ascii);
        let marks = if ascii {
            ["* has it", "% ", "encrypted", "o ", "= same"]
        } else {
            ["● has it", "◐ ", "encrypted", "○ ", "= same"]
        };
        for (tab, smallest) in [("4", 64), ("1", 64), ("6", 64), ("5", 64)] {
            press(&mut stage, "End");
            press(&mut stage, tab);
            for width in smallest..130 {
                let shown = screen(&mut stage, width, 24);
                let lowest = shown.lines().nth(22).unwrap();
                let all = marks.iter().all(|mark| lowest.contains(mark));
                assert!(all, "tab {tab}, {width} columns: {lowest}");
            }
        }
    }
}

/// The row that is marked as selected in what lies over the screen.
fn selected(shown: &str) -> String {
    let row = shown.lines().find(|row| row.contains("│ ▸ "));
    let row = row.unwrap_or_else(|| panic!("nothing is selected:\n{shown}"));
    let after = row.split("│ ▸ ").nth(1).unwrap();
    after.split("  ").next().unwrap().to_owned()
}

#[test]
fn the_same_keys_move_in_every_menu() {
    // each list, its last row and its first
    for (keys, last, first) in [
        ("o", "wrong-host", "classic"),
        ("4 Y", "command", "hexadecimal"),
    ] {
        for (down, up) in [("End", "Home"), ("PageDown PageDown", "PageUp PageUp")] {
            let mut stage = stage();
            press(&mut stage, keys);
            press(&mut stage, down);
            assert_eq!(
                selected(&screen(&mut stage, 100, 30)),
                last,
                "{keys} {down}"
            );
            press(&mut stage, up);
            assert_eq!(selected(&screen(&mut stage, 100, 30)), first, "{keys} {up}");
        }
    }
    for keys in ["?", ": text:the", "] ] ] 4 w"] {
        let mut stage = stage();
        press(&mut stage, keys);
        let before = screen(&mut stage, 80, 24);
        press(&mut stage, "End");
        let end = screen(&mut stage, 80, 24);
        assert_ne!(before, end, "{keys}");
        press(&mut stage, "Home");
        assert_eq!(screen(&mut stage, 80, 24), before, "{keys}");
    }
    let mut stage = stage();
    press(&mut stage, "} 2 x End Enter");
    let fate = stage.step().unwrap().fate();
    assert_eq!(
        fate,
        premaster::trace::Fate::Cut,
        "Enter did what was selected"
    );
}

#[test]
fn a_size_says_what_it_is_the_size_of() {
    let mut stage = stage();
    press(&mut stage, "}");
    let message = stage.step().unwrap().message.as_ref().unwrap();
    let record = message.buffer(BufferKind::Record).unwrap().own.len();
    let sizes = format!("record of {record} bytes, in the clear");
    let shown = screen(&mut stage, 120, 40);
    assert!(shown.contains(&sizes), "{sizes}\n{shown}");
    // later its size stands on its arrow
    press(&mut stage, "Right");
    let shown = screen(&mut stage, 120, 40);
    assert!(shown.contains(&format!(" {record} B ─▶")), "{shown}");
    press(&mut stage, "End");
    let step = stage.step().unwrap();
    let message = step.message.as_ref().unwrap();
    let record = message.buffer(BufferKind::Record).unwrap();
    let inside = record.own.len() - 5 - 16;
    let sizes = format!(
        "record of {} bytes, {inside} of them encrypted",
        record.own.len()
    );
    let shown = screen(&mut stage, 120, 40);
    assert!(shown.contains(&sizes), "{sizes}\n{shown}");
}

#[test]
fn what_finished_covers_is_told_once_it_is_so() {
    let mut stage = stage();
    press(&mut stage, "6");
    let mut told = Vec::new();
    for step in 0..stage.trace().steps().len() {
        stage.go_to(step);
        let shown = words(&screen(&mut stage, 100, 40));
        if shown.contains("covers the client's") {
            told.push(step);
        }
    }
    let computed = stage.trace().values().iter().find(|value| {
        value.name == premaster::trace::ValueName::VerifyData(premaster::trace::Side::Server)
    });
    let computed = computed.unwrap().step;
    assert_eq!(
        told,
        (computed..stage.trace().steps().len()).collect::<Vec<_>>()
    );
}

#[test]
fn a_server_that_waits_says_that_it_is_this_program() {
    let (requests, _kept) = channel();
    let (_news, updates) = channel();
    let source = Source::Live(Feed { requests, updates }, library(Vec::new()));
    let (mut stage, updates) = Stage::new(source, Options::default());
    assert!(updates.is_some());
    let address = "127.0.0.1:4433".to_owned();
    stage.update(Update::Status(Status::Listening(address)));
    let shown = screen(&mut stage, 200, 60);
    assert!(
        shown.contains("this program, waiting for a client"),
        "{shown}"
    );
    assert!(!shown.contains("a real peer"), "{shown}");
}

#[test]
fn what_is_said_to_the_reader_is_never_cut() {
    for (width, height) in [(60, 16), (80, 24), (100, 30)] {
        for keys in [
            "N text:minus_two_and_a_half_of_a_quarter Enter",
            "} 1 x Enter",
            "S text:taken Enter",
            "!",
            "Ctrl-o",
        ] {
            let mut stage = stage();
            stage.resize(width, height);
            press(&mut stage, keys);
            let notice = words(&stage.notice().unwrap());
            let shown = words(&screen(&mut stage, width, height));
            assert!(
                shown.contains(&notice),
                "{width}x{height}: {notice}\n{shown}"
            );
        }
    }
}

#[test]
fn a_label_is_told_from_its_detail() {
    let mut stage = stage_on(builtin("wrong-host"), ColorChoice::Mono, false);
    press(&mut stage, "e");
    let step = stage.step().unwrap();
    let failed = step.checks.iter().find(|check| !check.passed).unwrap();
    let label = format!("✗ {} No: ", failed.question());
    let short = format!("✗ {}: ", failed.name.label());
    assert!(screen(&mut stage, 80, 24).contains(&label), "{label}");
    press(&mut stage, "5");
    assert!(screen(&mut stage, 120, 40).contains(&short), "{short}");
}

#[test]
fn a_change_does_not_tell_how_it_ends() {
    for (keys, fails) in [("} } } 2 x Enter", true), ("} 2 x End Enter", true)] {
        let mut stage = stage();
        press(&mut stage, keys);
        let at = stage.cursor();
        let notice = stage.notice().unwrap().to_owned();
        assert!(!notice.contains(|c: char| c.is_ascii_digit()), "{notice}");
        press(&mut stage, "2");
        let header = |stage: &mut Stage| {
            let shown = screen(stage, 120, 40);
            shown.lines().next().unwrap().to_owned()
        };
        let shown = header(&mut stage);
        assert!(shown.contains(&format!("◀ step {} ▶", at + 1)), "{shown}");
        press(&mut stage, "1");
        let told = words(&screen(&mut stage, 160, 60));
        assert!(told.contains("An attacker "), "{told}");
        assert!(!told.contains("notices in step"), "{told}");
        press(&mut stage, "e");
        assert_eq!(stage.cursor() != at, fails, "{keys}");
        let steps = stage.trace().steps().len();
        let whole = format!("step {} of {steps}", stage.cursor() + 1);
        let shown = header(&mut stage);
        assert!(shown.contains(&whole), "{shown}");
    }
}

#[test]
fn a_search_goes_through_the_whole_run() {
    let mut stage = stage();
    stage.resize(120, 40);
    press(&mut stage, "} / text:subjectPublicKeyInfo Enter");
    let step = stage.step().unwrap();
    assert_eq!(step.key(), "server_certificate");
    assert!(
        stage.notice().unwrap().contains("5"),
        "{:?}",
        stage.notice()
    );
    press(&mut stage, "Ctrl-o");
    assert_eq!(stage.step().unwrap().key(), "client_hello");
    // a value that stands in no message, by its name and by its bytes, and a step by its name
    let mut stage = stage_on(classic(), ColorChoice::Mono, false);
    stage.resize(120, 40);
    press(&mut stage, "/ text:key_block Enter");
    assert_eq!(
        (stage.step().unwrap().key(), stage.tab()),
        ("expand_key_block", Tab::Keys)
    );
    press(&mut stage, "Home / text:297ac8b3 Enter");
    assert_eq!(stage.step().unwrap().key(), "derive_master_secret");
    press(&mut stage, "Home /");
    stage.paste("decrypts the pre-master");
    press(&mut stage, "Enter");
    assert_eq!(stage.step().unwrap().key(), "decrypt_pre_master_secret");
    press(&mut stage, "Home } Esc");
    // and around to what comes before
    press(&mut stage, "End / text:HostName Enter");
    assert_eq!(stage.step().unwrap().key(), "client_hello");
}

#[test]
fn a_notice_is_a_sentence_that_fits_a_small_screen() {
    let notices = premaster::text::messages().filter(|(key, _)| key.starts_with("tui.notice."));
    let mut long = Vec::new();
    for (key, text) in notices.filter(|(_, text)| *text != "{words}") {
        let first = text.chars().next().unwrap();
        assert!(first.is_uppercase() || first == '{', "{key}: {text}");
        assert!(text.ends_with('.') || text.ends_with('}'), "{key}: {text}");
        let filled = text.replace("{key}", "Ctrl-o").replace(['{', '}'], "");
        if filled.chars().count() > 76 {
            long.push(key);
        }
    }
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn a_check_that_is_skipped_is_marked_and_never_out_of_sight() {
    let mut stage = stage_on(
        builtin("stripped-suites-unchecked"),
        ColorChoice::Mono,
        false,
    );
    let step = stage.trace().skipped().unwrap().index;
    stage.go_to(step);
    let shown = screen(&mut stage, 120, 40);
    assert!(shown.contains("— skipped: "), "{shown}");
    let header = shown.lines().next().unwrap();
    assert!(header.contains("check skipped"), "{header}");
}

#[test]
fn the_caption_of_a_step_stands_on_top_at_every_size() {
    for (width, height) in [(60, 16), (80, 24), (100, 30), (120, 40), (200, 60)] {
        let mut stage = stage();
        for step in 0..stage.trace().steps().len() {
            stage.go_to(step);
            let caption = premaster::explain::step(stage.trace(), stage.step().unwrap()).caption;
            let shown = screen(&mut stage, width, height);
            // below header, timeline and band
            let rows = if width < 80 { 2 } else { 1 };
            let top: Vec<&str> = shown.lines().skip(3).take(rows).collect();
            let top = words(&top.join(" "));
            assert!(
                top.starts_with(&caption),
                "{width}x{height}: {caption}\n{shown}"
            );
        }
    }
}
