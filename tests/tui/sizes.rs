//! Screens of runs that are as large as they can be, and of names that are as bad as they can be.

use crate::stages::stage_on;
use premaster::crypto::random;
use premaster::pki::{Certificate, demo};
use premaster::scenario::{Holder, Kept, Overrides, Scenario};
use premaster::tui::{ColorChoice, Key, Stage};
use std::sync::Arc;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn classic() -> Scenario {
    let overrides = Overrides {
        clock: Some("2026-11-21".parse().unwrap()),
        ..Overrides::seed(42)
    };
    Scenario::builtin("classic", overrides).unwrap()
}

fn text(stage: &Stage, width: u16, height: u16) -> String {
    let buffer = stage.draw(width, height);
    let rows = buffer.content.chunks(width.into());
    let rows = rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>());
    rows.collect::<Vec<_>>().join("\n")
}

/// Every tab, at every size, at some steps, and what can be opened there.
fn visit(stage: &mut Stage, seen: &mut dyn FnMut(&str)) {
    let last = stage.trace().steps().len() - 1;
    for step in [0, 1, 4, 6, last / 2, last] {
        stage.go_to(step);
        for keys in [
            "1",
            "2",
            "2 Down Enter",
            "4 w",
            "3",
            "5",
            "5 Enter",
            "6",
            "7",
            "2 x",
            "=",
            "s",
        ] {
            for key in keys.split(' ') {
                stage.press(key.parse::<Key>().unwrap());
            }
            for (width, height) in SIZES {
                stage.resize(width, height);
                seen(&text(stage, width, height));
            }
            stage.press("Esc".parse().unwrap());
            stage.press("Esc".parse().unwrap());
        }
    }
}

/// One element of DER.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match length {
        0..0x80 => out.push(length as u8),
        0x80..0x1_0000 => out.extend([0x82, (length >> 8) as u8, length as u8]),
        _ => out.extend([
            0x83,
            (length >> 16) as u8,
            (length >> 8) as u8,
            length as u8,
        ]),
    }
    out.extend(content);
    out
}

/// The demonstration's server under another name. No one has signed it.
fn named(name: &str) -> Certificate {
    let good = demo::certificate("server.pem").unwrap();
    let value = der(0x0c, name.as_bytes());
    let attribute = der(0x30, &[der(0x06, &[0x55, 0x04, 3]), value].concat());
    let subject = der(0x30, &der(0x31, &attribute));
    let at = &good.names[1];
    // inside the SEQUENCE of the tbsCertificate, whose header has four bytes
    let inside = [
        &good.der[good.tbs.start + 4..at.start],
        &subject,
        &good.der[at.end..good.tbs.end],
    ];
    let rest = &good.der[good.tbs.end..];
    let whole = [der(0x30, &inside.concat()), rest.to_vec()].concat();
    Certificate::from_der(&der(0x30, &whole)).unwrap()
}

fn with_chain(chain: Vec<Certificate>) -> Scenario {
    let mut scenario = classic();
    scenario.server.identity = Holder {
        chain: Kept {
            files: vec!["hostile.pem".to_owned()],
            items: chain.into(),
        },
        key_file: "server.key".to_owned(),
        key: Arc::clone(&demo::private_key("server.key")),
    };
    scenario.client.accept_any_certificate = true;
    scenario
}

#[test]
fn names_that_would_spoil_the_terminal_are_escaped_and_cut() {
    let endless = "x".repeat(64 * 1024);
    for name in [
        "\u{1b}[2J\u{1b}]0;owned\u{7}",
        "shop\u{202e}elpmaxe",
        "a\u{0}b\nc\td\u{200b}\u{feff}",
        endless.as_str(),
    ] {
        let scenario = with_chain(vec![named(name)]);
        let mut stage = stage_on(scenario, ColorChoice::Full, false);
        let mut shown = 0;
        visit(&mut stage, &mut |screen| {
            let bad = |c: char| {
                let directs =
                    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}');
                (c.is_control() && c != '\n') || directs
            };
            assert!(
                !screen.contains(bad),
                "{:?}",
                screen.chars().find(|c| bad(*c))
            );
            shown += usize::from(screen.contains('…'));
        });
        assert!(shown > 0);
    }
}

#[test]
fn a_chain_of_fifty_and_a_record_of_two_to_the_fourteenth() {
    let one = demo::certificate("intermediate.pem").unwrap();
    let mut chain = vec![demo::certificate("server.pem").unwrap()];
    chain.resize(50, one);
    let mut scenario = with_chain(chain);
    scenario.messages[0].text = "m".repeat(1 << 14);
    let mut stage = stage_on(scenario, ColorChoice::Mono, true);
    visit(&mut stage, &mut |screen| assert!(screen.is_ascii()));
    let mut rng = random::seeded(1, 1);
    let mut byte = [0];
    // and up and down in it
    for _ in 0..200 {
        rand::Rng::fill_bytes(&mut rng, &mut byte);
        let key = ["Down", "PageDown", "Up", "Backspace", ".", ","][usize::from(byte[0]) % 6];
        stage.press(key.parse().unwrap());
        stage.draw(120, 40);
    }
}
