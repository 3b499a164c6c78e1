//! The switches: a key turns one on or off, the same run is made again, and the two can be compared.

use crate::stages::{classic, click, press, stage, stage_on, text};
use premaster::protocol::{Switch, Switches};
use premaster::trace::{ConnectionId, ValueName};
use premaster::tui::{ColorChoice, Stage};
use premaster::wire::display::hex;

fn screen(stage: &Stage, width: u16, height: u16) -> String {
    text(&stage.draw(width, height)).join("\n")
}

fn both(stage: &Stage) -> [Switches; 2] {
    let scenario = stage.scenario().unwrap();
    [scenario.client.switches, scenario.server.switches]
}

/// A stage at the step of a key.
fn at(key: &str) -> Stage {
    let mut stage = stage();
    let mut steps = stage.trace().steps().iter();
    let step = steps.find(|step| step.key() == key).unwrap().index;
    stage.go_to(step);
    stage
}

#[test]
fn each_switch_is_turned_on_at_both_sides_and_off_again() {
    for (i, switch) in Switch::ALL.into_iter().enumerate() {
        let mut stage = at("derive_master_secret");
        let before = format!("{:?}", stage.trace().values());
        press(&mut stage, "s");
        press(&mut stage, &"Down ".repeat(i));
        press(&mut stage, "Space");
        let on = Switches::of(|it| it == switch);
        assert_eq!(both(&stage), [on, on]);
        assert_eq!(stage.scenario().unwrap().seed, 42);
        assert_eq!(stage.overlay(), Some("switches"));
        assert_eq!(stage.step().unwrap().key(), "derive_master_secret");
        assert_ne!(format!("{:?}", stage.trace().values()), before);
        press(&mut stage, "Enter");
        assert_eq!(both(&stage), [Switches::default(); 2]);
        assert_eq!(format!("{:?}", stage.trace().values()), before);
    }
}

#[test]
fn the_step_says_what_the_switch_has_changed() {
    let mut stage = at("derive_master_secret");
    assert!(!screen(&stage, 120, 40).contains("session hash"));
    press(&mut stage, "s Space Esc");
    let shown = screen(&stage, 120, 40);
    assert!(shown.contains("\"extended master secret\""), "{shown}");
    assert!(shown.contains("triple handshake"), "{shown}");
    // the card between the two sides shows what the step is about
    let secret = stage
        .trace()
        .first(ConnectionId::FIRST, ValueName::MasterSecret);
    let secret = hex(&secret.unwrap().bytes[..3]);
    let card = format!("┃ {secret}…");
    assert!(shown.contains(&card), "{card}:\n{shown}");
    let header = shown.lines().next().unwrap();
    assert!(header.contains("extended master secret"), "{header}");
    press(&mut stage, "s Down Space Esc");
    let shown = screen(&stage, 120, 40);
    let header = shown.lines().next().unwrap();
    assert!(header.contains("2 switches on"), "{header}");
}

#[test]
fn the_run_is_compared_with_the_one_before() {
    let mut stage = stage();
    press(&mut stage, "s =");
    assert_eq!(stage.overlay(), Some("switches"), "nothing was turned yet");
    press(&mut stage, "Down Space =");
    assert_eq!(stage.overlay(), Some("compare"));
    let shown = screen(&stage, 120, 40);
    assert!(shown.contains("ClientHello: Extension is new"), "{shown}");
    press(&mut stage, "Esc Esc");
    assert_eq!(stage.overlay(), None);
    let footer = screen(&stage, 120, 40);
    let footer = footer.lines().last().unwrap();
    assert!(footer.contains("= compare"), "{footer}");
    press(&mut stage, "=");
    assert_eq!(stage.overlay(), Some("compare"));
    press(&mut stage, "Esc U");
    assert_eq!(both(&stage), [Switches::default(); 2]);
    // two turns that leave nothing changed leave nothing to compare with
    press(&mut stage, "s Space Space =");
    assert_eq!(stage.overlay(), Some("switches"));
}

#[test]
fn the_mouse_selects_a_switch_and_turns_it() {
    let mut stage = stage();
    stage.resize(120, 40);
    press(&mut stage, "s");
    click(&mut stage, "Lucky Thirteen");
    assert_eq!(both(&stage), [Switches::default(); 2]);
    click(&mut stage, "Lucky Thirteen");
    let on = Switches::of(|it| it == Switch::EncryptThenMac);
    assert_eq!(both(&stage), [on, on]);
}

#[test]
fn a_switch_that_is_of_no_use_says_why() {
    let with = |suite| {
        let mut scenario = classic();
        scenario.client.suites = vec![suite];
        scenario.server.suites = vec![suite];
        stage_on(scenario, ColorChoice::Mono, true)
    };
    let rc4 = premaster::scenario::suite_named("RC4-SHA").unwrap();
    let mut stage = with(rc4);
    press(&mut stage, "End s Down Space");
    let shown = screen(&stage, 80, 24);
    assert!(shown.contains("[x] encrypt-then-MAC"), "{shown}");
    assert!(shown.contains("on, but RC4-128 has no padding"), "{shown}");
}

/// All three fit on a small screen, words and all.
#[test]
fn everything_is_on_a_screen_of_80_columns() {
    for (color, ascii) in [(ColorChoice::Full, false), (ColorChoice::Mono, true)] {
        let mut stage = stage_on(classic(), color, ascii);
        stage.resize(80, 24);
        press(&mut stage, "s Space");
        let shown = screen(&stage, 80, 24);
        for words in [
            "triple handshake",
            "Lucky Thirteen",
            "Ray and Dispensa",
            "no_renegotiation.",
            "to compare it with the run before.",
        ] {
            assert!(shown.contains(words), "{words}:\n{shown}");
        }
    }
}

/// The selected one is shown, however small the screen.
#[test]
fn the_selected_switch_is_never_out_of_sight() {
    for height in [10, 12, 16] {
        let mut stage = stage();
        stage.resize(60, height);
        for name in ["extended", "encrypt-then-MAC", "renegotiation_info"] {
            let opened = stage.overlay().is_some();
            press(&mut stage, if opened { "Down" } else { "s" });
            let shown = screen(&stage, 60, height);
            assert!(shown.contains(&format!("] {name}")), "{height}:\n{shown}");
        }
    }
}

/// On the map no random leads to an extended master secret.
#[test]
fn the_map_shows_what_an_extended_master_secret_is_made_from() {
    for size in [(80, 24), (120, 40), (200, 60)] {
        let mut stage = at("derive_master_secret");
        stage.resize(size.0, size.1);
        press(&mut stage, "3");
        let usual = screen(&stage, size.0, size.1);
        assert!(
            usual.contains("┼PRF▶") || usual.contains("┼─PRF─▶"),
            "{usual}"
        );
        press(&mut stage, "s Space Esc");
        let extended = screen(&stage, size.0, size.1);
        assert!(
            extended.contains("┌PRF▶") || extended.contains("┌─PRF─▶"),
            "{extended}"
        );
        assert!(
            !extended.contains("┼PRF▶") && !extended.contains("┼─PRF─▶"),
            "{extended}"
        );
    }
}
