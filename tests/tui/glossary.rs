//! The glossary over the screen: from a word of the text to its meaning and to the step in which it is
//! at work.

use crate::stages::{press, stage, stage_on, text};
use premaster::scenario::{Overrides, Scenario};
use premaster::tui::{ColorChoice, Stage};

fn screen(stage: &Stage, width: u16, height: u16) -> String {
    text(&stage.draw(width, height)).join("\n")
}

#[test]
fn g_lists_the_terms_of_the_text_and_enter_leads_to_the_step() {
    let mut stage = stage();
    stage.resize(120, 40);
    // the client encrypts the pre-master secret
    stage.go_to(8);
    press(&mut stage, "G");
    let list = screen(&stage, 120, 40);
    for word in [
        "Glossary",
        "In this text",
        "PKCS#1 v1.5",
        "All others",
        "AEAD",
    ] {
        assert!(list.contains(word), "{word}:\n{list}");
    }
    assert!(
        !list.contains("close_notify"),
        "no term of another step comes first:\n{list}"
    );
    press(&mut stage, "text:transcr Enter");
    assert_eq!(stage.overlay(), Some("term"));
    let opened = screen(&stage, 120, 40);
    assert!(
        opened.contains("RFC 5246 §7.4.9") && opened.contains("in step "),
        "{opened}"
    );
    press(&mut stage, "Enter");
    assert!(stage.overlay().is_none());
    let at = stage.cursor();
    assert_eq!(
        stage.trace().steps()[at].key(),
        "client_compute_verify_data"
    );
    // and back to the term, to the list, to the text
    press(&mut stage, "Ctrl-o");
    assert_eq!(stage.cursor(), 8);
    assert_eq!(stage.overlay(), Some("term"));
    press(&mut stage, "Esc");
    assert_eq!(stage.overlay(), Some("glossary"));
    press(&mut stage, "Esc");
    assert!(stage.overlay().is_none());
}

#[test]
fn the_palette_finds_it_and_an_abbreviation_finds_its_term() {
    let mut stage = stage();
    press(&mut stage, ": text:glossary Enter text:crl");
    let list = screen(&stage, 80, 24);
    assert!(list.contains("▸ revocation list"), "{list}");
    assert!(list.contains("A list, signed by an issuer"), "{list}");
    press(&mut stage, "text:qq Enter");
    let list = screen(&stage, 80, 24);
    assert!(list.contains("No term matches"), "{list}");
}

#[test]
fn a_term_that_is_at_work_in_another_run_says_so_and_stays_open() {
    let mut stage = stage();
    press(&mut stage, "G text:truncation Enter Enter");
    let shown = screen(&stage, 80, 24);
    assert!(
        shown.contains("has no step in which truncation attack is at work"),
        "{shown}"
    );
    assert_eq!(stage.overlay(), Some("term"));
    press(&mut stage, "Esc Esc G text:ALPN Enter Enter");
    assert!(
        screen(&stage, 80, 24).contains("in no step"),
        "{}",
        screen(&stage, 80, 24)
    );
}

#[test]
fn every_tab_of_every_step_has_its_terms_at_every_size() {
    let mutual = Scenario::builtin("mutual", Overrides::seed(42)).unwrap();
    for ascii in [false, true] {
        let mut stage = stage_on(mutual.clone(), ColorChoice::Mono, ascii);
        for step in [0, 7, 14, 20] {
            stage.go_to(step);
            for keys in [
                "1 G",
                "2 G",
                "7 G",
                "5 G Enter",
                "G End",
                "G text:revocation Enter End",
            ] {
                press(&mut stage, keys);
                for (width, height) in [
                    (0, 0),
                    (1, 1),
                    (40, 12),
                    (60, 16),
                    (80, 24),
                    (120, 40),
                    (200, 60),
                ] {
                    stage.resize(width, height);
                    let shown = screen(&stage, width, height);
                    assert!(
                        !ascii || shown.is_ascii(),
                        "{keys}, {width}x{height}:\n{shown}"
                    );
                    assert!(width < 80 || shown.contains("Glossary"), "{keys}:\n{shown}");
                }
                press(&mut stage, "Esc Esc Esc");
            }
        }
    }
}
