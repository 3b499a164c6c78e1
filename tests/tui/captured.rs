//! Choosing a connection of a capture: the list, its rows, typing, the mouse, and the way back.

use crate::stages::{classic, click, library, press, text, wrong_host};
use premaster::scenario::simulate;
use premaster::trace::feed::{Feed, Status, Update};
use premaster::tui::{Capture, Captured, Options, Source, Stage};
use std::sync::Arc;
use std::sync::mpsc::channel;

/// A capture of so many connections: every third is that of another host, and the last cannot be read.
fn stage_of(all: usize) -> Stage {
    let connections = (1..=all).map(|number| Captured {
        number,
        between: format!("{number:>3}  192.0.2.1:{} → 198.51.100.1:443", 50_000 + number),
        indent: 5,
        became: match number % 3 {
            0 => "failed, because the certificate is for another host".to_owned(),
            _ => format!(
                "TLS 1.2, TLS_RSA_WITH_AES_128_CBC_SHA256: handshake complete; {number} records decrypted and \
                 verified"
            ),
        },
    });
    let capture = Capture {
        title: "lan.pcapng".to_owned(),
        connections: connections.collect(),
        shown: 0,
        open: Box::new(move |number| match number % 3 {
            _ if number == all => Err("lan.pcapng: it is gone".to_owned()),
            0 => Ok(simulate(&wrong_host())),
            _ => Ok(simulate(&classic())),
        }),
    };
    let ((requests, _), (news, updates)) = (channel(), channel());
    let first = Update::Trace(Arc::new(simulate(&classic())));
    news.send(first).unwrap();
    let named = Status::Recorded("connection 1 of lan.pcapng".to_owned());
    news.send(Update::Status(named)).unwrap();
    let source = Source::Capture(capture, Feed { requests, updates }, library(Vec::new()));
    let (mut stage, updates) = Stage::new(source, Options::default());
    updates
        .unwrap()
        .try_iter()
        .for_each(|update| stage.update(update));
    stage
}

fn shown(stage: &mut Stage, width: u16, height: u16) -> String {
    stage.resize(width, height);
    text(&stage.draw(width, height)).join("\n")
}

#[test]
fn the_list_comes_first_and_enter_opens_the_selected_connection() {
    let mut stage = stage_of(9);
    let list = shown(&mut stage, 120, 40);
    assert!(list.contains("Connections of lan.pcapng"), "{list}");
    assert!(
        list.contains("▸   1  192.0.2.1:50001 → 198.51.100.1:443"),
        "{list}"
    );
    assert!(
        list.contains("      failed, because the certificate"),
        "{list}"
    );
    press(&mut stage, "Down Down Enter");
    assert_eq!(stage.overlay(), None);
    assert_eq!(stage.trace().run().scenario, "wrong-host");
    let opened = shown(&mut stage, 120, 40);
    assert!(opened.contains("wrong-host"), "{opened}");
    assert!(opened.contains("o connections"), "{opened}");
    // and back, where the one that is shown is selected
    press(&mut stage, "Right Right o");
    assert_eq!(stage.overlay(), Some("captured"));
    assert!(shown(&mut stage, 120, 40).contains("▸   3  "));
    press(&mut stage, "Esc");
    assert_eq!((stage.overlay(), stage.cursor()), (None, 2));
}

#[test]
fn escape_leaves_the_first_connection() {
    let mut stage = stage_of(9);
    press(&mut stage, "Esc");
    assert_eq!((stage.overlay(), stage.cursor()), (None, 0));
    assert_eq!(stage.trace().run().scenario, "classic");
}

#[test]
fn a_connection_that_cannot_be_read_is_said_and_the_other_stays() {
    let mut stage = stage_of(9);
    press(&mut stage, "End Enter");
    assert_eq!(stage.notice().as_deref(), Some("lan.pcapng: it is gone"));
    assert_eq!(stage.trace().run().scenario, "classic");
}

#[test]
fn hundreds_scroll_and_typing_narrows_them() {
    let mut stage = stage_of(400);
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        stage.resize(width, height);
        for (keys, expected) in [("Home", "▸   1  "), ("End", "▸ 400  "), ("PageUp Up", "▸ ")]
        {
            press(&mut stage, keys);
            let list = shown(&mut stage, width, height);
            assert_eq!(
                list.matches('▸').count(),
                1 + list.matches("─▸").count(),
                "{list}"
            );
            assert!(list.contains(expected), "{width}x{height}, {keys}: {list}");
        }
    }
    press(&mut stage, "text:50123");
    let list = shown(&mut stage, 80, 24);
    assert!(list.contains("▸ 123  192.0.2.1:50123"), "{list}");
    assert!(!list.contains("50124"), "{list}");
    press(&mut stage, "Ctrl-u text:another Down Enter");
    assert_eq!(stage.trace().run().scenario, "wrong-host");
    press(&mut stage, "o text:nothing-of-the-kind");
    assert!(shown(&mut stage, 80, 24).contains("No connection matches."));
    press(&mut stage, "Enter");
    assert_eq!(
        stage.overlay(),
        Some("captured"),
        "there is nothing to open"
    );
}

#[test]
fn a_click_selects_and_a_second_one_opens_wherever_the_list_is() {
    let mut stage = stage_of(400);
    stage.resize(120, 40);
    press(&mut stage, "PageDown");
    click(&mut stage, ":50012 ");
    assert!(shown(&mut stage, 120, 40).contains("▸  12  "));
    click(&mut stage, ":50012 ");
    assert_eq!(stage.overlay(), None);
    assert_eq!(stage.trace().run().scenario, "wrong-host");
}

#[test]
fn no_line_of_a_connection_is_cut_where_two_are_enough() {
    let mut stage = stage_of(4);
    for (width, height) in [(80, 24), (100, 30), (120, 40), (200, 60)] {
        let list = shown(&mut stage, width, height);
        let words = list.replace(['│', '\n'], " ");
        let words: Vec<&str> = words.split_whitespace().collect();
        let whole = "handshake complete; 4 records decrypted and verified";
        assert!(words.join(" ").contains(whole), "{width}x{height}\n{list}");
    }
}

#[test]
fn no_size_panics() {
    let mut stage = stage_of(40);
    for width in [0, 1, 5, 20, 40, 60, 79] {
        for height in 0..25 {
            shown(&mut stage, width, height);
            press(&mut stage, "Down");
            stage.click(width / 2, height / 2);
            if stage.overlay().is_none() {
                press(&mut stage, "o");
            }
        }
    }
}
