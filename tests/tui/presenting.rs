//! The presentation: its keys, what it hides, its spotlight, at every size and in every look.

use crate::stages::{classic, press, stage, stage_on, text};
use premaster::scenario::{Overrides, Scenario};
use premaster::trace::{Located, Party, Value};
use premaster::tui::{ColorChoice, Key, Moment, Options, Scope, Stage, Tab, Way};
use premaster::wire::display::hex;
use ratatui::style::{Color, Modifier};

fn presenting(scenario: Scenario) -> Stage {
    let mut stage = stage_on(scenario, ColorChoice::Full, false);
    press(&mut stage, "P");
    assert_eq!(stage.scope(), Scope::Presenting);
    stage
}

fn flipped() -> Scenario {
    let overrides = Overrides {
        clock: Some("2026-11-21T00:21:43Z".parse().unwrap()),
        ..Overrides::seed(42)
    };
    Scenario::builtin("flipped-pre-master", overrides).unwrap()
}

fn screen(stage: &mut Stage, width: u16, height: u16) -> String {
    stage.resize(width, height);
    text(&stage.draw(width, height)).join("\n")
}

#[test]
fn one_key_begins_it_and_two_leave_it() {
    let mut stage = stage();
    assert_eq!(stage.scope(), Scope::Stage);
    for leave in ["P", "Esc"] {
        press(&mut stage, "P");
        assert_eq!(stage.scope(), Scope::Presenting);
        assert!(screen(&mut stage, 80, 24).contains("C L I E N T"));
        press(&mut stage, leave);
        assert_eq!(stage.scope(), Scope::Stage);
        assert!(!screen(&mut stage, 80, 24).contains("C L I E N T"));
    }
}

#[test]
fn a_clicker_steps_and_on_the_stage_its_keys_still_page() {
    let mut stage = presenting(classic());
    press(&mut stage, "PageDown PageDown");
    assert_eq!(stage.cursor(), 2);
    press(&mut stage, "PageUp");
    assert_eq!(stage.cursor(), 1);
    press(&mut stage, "Space");
    assert!(stage.pace().is_some());
    stage.tick();
    assert_eq!(stage.cursor(), 2);
    press(&mut stage, "P");
    assert!(stage.pace().is_none(), "leaving it pauses");
    press(&mut stage, "PageDown");
    assert_eq!(stage.cursor(), 2);
}

#[test]
fn the_rest_of_the_program_is_one_key_away() {
    for (key, tab) in [
        ("b", Tab::Bytes),
        ("2", Tab::Bytes),
        ("Enter", Tab::Explain),
        ("3", Tab::Map),
        ("k", Tab::Keys),
        ("c", Tab::Certificates),
        ("t", Tab::Transcript),
        ("7", Tab::Math),
    ] {
        let mut stage = presenting(classic());
        stage.go_to(9);
        press(&mut stage, key);
        assert_eq!((stage.scope(), stage.tab()), (Scope::Stage, tab), "{key}");
        assert_eq!(stage.cursor(), 9);
        press(&mut stage, "P");
        assert_eq!(stage.scope(), Scope::Presenting, "{key}");
        assert_eq!(stage.cursor(), 9);
    }
}

#[test]
fn what_lies_over_it_leads_back_to_it() {
    for (keys, name) in [
        ("?", "help"),
        (":", "palette"),
        ("o", "scenarios"),
        ("g", "step"),
    ] {
        let mut stage = presenting(classic());
        press(&mut stage, keys);
        assert!(stage.overlay().is_some(), "{name}");
        press(&mut stage, "Esc");
        assert_eq!(stage.scope(), Scope::Presenting, "{name}");
    }
    let mut stage = presenting(classic());
    press(&mut stage, "g 1 0 Enter");
    assert_eq!((stage.scope(), stage.cursor()), (Scope::Presenting, 9));
    press(&mut stage, "z");
    assert!(stage.notice().unwrap().contains("Press P"));
    assert!(screen(&mut stage, 80, 24).contains("Press P"));
}

/// The digits that would give a value away: its first bytes, where they are seldom by chance.
fn digits(value: &Value) -> Option<String> {
    let bytes = value.bytes.get(..4)?;
    Some(hex(bytes))
}

#[test]
fn nothing_new_is_shown_before_it_is_revealed() {
    for scenario in [classic(), flipped()] {
        let mut stage = presenting(scenario);
        press(&mut stage, "H");
        for step in 0..stage.trace().steps().len() {
            stage.go_to(step);
            let new: Vec<String> = stage
                .trace()
                .values()
                .iter()
                .filter(|value| {
                    let mut history = value.history.iter();
                    // a key pair is there from the start
                    step > 0 && history.any(|(at, _, _)| *at == step)
                })
                .filter_map(digits)
                .collect();
            for (width, height) in [(80, 24), (100, 30), (120, 40), (200, 60), (40, 10)] {
                let shown = screen(&mut stage, width, height);
                let joined = shown.replace(' ', "");
                for digits in &new {
                    assert!(!joined.contains(digits), "step {step}: {digits}\n{shown}");
                }
                let told = ["✗", "✓", "gives up", "fails"];
                let own = shown
                    .lines()
                    .skip(1)
                    .filter(|line| !line.contains("differs"));
                let own: String = own.collect();
                for word in told {
                    assert!(!own.contains(word), "step {step}: {word}\n{shown}");
                }
            }
        }
    }
}

#[test]
fn what_is_hidden_is_asked_revealed_and_hidden_again_in_the_next_step() {
    let mut stage = presenting(classic());
    stage.go_to(12);
    press(&mut stage, "H");
    let hidden = screen(&mut stage, 100, 30);
    assert!(hidden.contains("░░░░░░░░ ░░░░░░░░"), "{hidden}");
    assert!(hidden.contains("Do the two now hold the same key block?"));
    assert!(hidden.contains("Predict, then press r"));
    assert!(hidden.contains("r reveal"));
    press(&mut stage, "r");
    let revealed = screen(&mut stage, 100, 30);
    assert!(!revealed.contains('░'));
    assert!(revealed.contains("0b857135") && revealed.contains("the same on both sides"));
    press(&mut stage, "Right Left");
    assert_eq!(screen(&mut stage, 100, 30), hidden);
    press(&mut stage, "H");
    assert!(!screen(&mut stage, 100, 30).contains('░'));
}

#[test]
fn the_spotlight_dims_everything_but_one_part() {
    let mut stage = presenting(classic());
    stage.go_to(9);
    stage.resize(100, 30);
    let colours = |stage: &Stage, columns: std::ops::Range<u16>| {
        let screen = stage.draw(100, 30);
        let cells = (6..22).flat_map(|y| columns.clone().map(move |x| (x, y)));
        let mut seen: Vec<Color> = cells.map(|at| screen[at].fg).collect();
        seen.sort_by_key(|colour| format!("{colour:?}"));
        seen.dedup();
        seen.len()
    };
    let sides = |stage: &Stage| [colours(stage, 1..29), colours(stage, 71..99)];
    press(&mut stage, "s");
    assert_eq!(sides(&stage), [1, 1], "the wire is lit");
    press(&mut stage, "Tab");
    let [client, server] = sides(&stage);
    assert!(
        client == 1 && server > 3,
        "the server is lit: {client} {server}"
    );
    press(&mut stage, "Shift-Tab Shift-Tab");
    let [client, server] = sides(&stage);
    assert!(
        client > 3 && server == 1,
        "the client is lit: {client} {server}"
    );
    press(&mut stage, "s");
    let [client, server] = sides(&stage);
    assert!(client > 3 && server > 3);
}

#[test]
fn without_colours_a_mark_says_what_is_lit() {
    let mut stage = stage_on(classic(), ColorChoice::Mono, true);
    press(&mut stage, "P s Tab");
    let shown = screen(&mut stage, 100, 30);
    assert!(shown.contains(">  S E R V E R"), "{shown}");
}

/// Every step of a run that ends well and of one that does not, hidden and not, with and without the
/// spotlight.
fn everywhere(stage: &mut Stage, mut seen: impl FnMut(&Stage)) {
    for keys in ["", "H", "s", "Tab Tab", "H", "s"] {
        press(stage, keys);
        for step in 0..stage.trace().steps().len() {
            stage.go_to(step);
            seen(stage);
        }
    }
}

#[test]
fn ascii_is_enough() {
    for scenario in [classic(), flipped()] {
        let mut stage = stage_on(scenario, ColorChoice::Mono, true);
        press(&mut stage, "P");
        for (width, height) in [(80, 24), (120, 40), (40, 10)] {
            stage.resize(width, height);
            everywhere(&mut stage, |stage| {
                let screen = stage.draw(width, height);
                let shown = text(&screen).join("\n");
                assert!(shown.is_ascii(), "step {}\n{shown}", stage.cursor());
            });
        }
    }
}

#[test]
fn every_size_and_every_moment_can_be_drawn() {
    let sizes = [
        (0, 0),
        (1, 1),
        (39, 9),
        (40, 10),
        (47, 13),
        (60, 18),
        (79, 23),
        (80, 24),
        (81, 27),
        (100, 30),
        (120, 40),
        (160, 50),
        (200, 60),
        (250, 12),
        (40, 90),
    ];
    for scenario in [classic(), flipped()] {
        let mut stage = presenting(scenario);
        for (width, height) in sizes {
            stage.resize(width, height);
            for step in 0..stage.trace().steps().len() {
                stage.go_to(step);
                for thousandths in [0, 300, 500, 999, 1000] {
                    stage.draw_at(
                        width,
                        height,
                        Moment {
                            thousandths,
                            ..Moment::STILL
                        },
                    );
                }
            }
        }
    }
}

#[test]
fn a_message_travels_and_its_receiver_has_it_at_the_end() {
    let mut stage = presenting(classic());
    stage.go_to(8);
    stage.resize(100, 30);
    assert_eq!(stage.motion_of(Key::PageDown), Some(Way::Forward));
    assert_eq!(stage.motion_of(Key::PageUp), Some(Way::Back));
    press(&mut stage, "PageDown");
    let at = |hundredths: u32| {
        let since = Moment::duration(Way::Forward) * hundredths / 100;
        let moment = Moment::after(since, Way::Forward);
        text(&stage.draw_at(100, 30, moment))
    };
    let column = |rows: &[String]| {
        let row = rows.iter().find(|row| row.contains("┃ 15b0e6… ")).unwrap();
        row.chars().position(|c| c == '┃').unwrap()
    };
    let (begin, middle, end) = (at(0), at(55), at(98));
    assert!(column(&begin) < column(&middle) && column(&middle) < column(&end));
    let encrypted = |rows: &[String]| rows.iter().any(|row| row.contains("◐ only encrypted  "));
    let pane = |rows: &[String]| {
        let rows = rows.iter().filter(|row| row.starts_with('│'));
        rows.map(|row| row.chars().skip(70).collect())
            .collect::<Vec<String>>()
    };
    assert!(!encrypted(&pane(&end)));
    assert!(encrypted(&pane(&at(100))));
    // Eve hears it half way
    let hears = |rows: &[String]| rows.iter().any(|row| row.contains("+●"));
    assert!(!hears(&begin) && hears(&middle));
}

#[test]
fn a_click_on_the_timeline_goes_there_and_the_wheel_does_nothing() {
    let mut stage = presenting(classic());
    stage.resize(80, 24);
    let row = text(&stage.draw(80, 24)).remove(0);
    let column = row.chars().position(|c| c == '▯').unwrap();
    stage.click(column as u16, 0);
    assert_eq!((stage.cursor(), stage.scope()), (1, Scope::Presenting));
    stage.wheel(true, 40, 12);
    assert_eq!((stage.cursor(), stage.scope()), (1, Scope::Presenting));
    // the footer says what its keys do
    let footer = text(&stage.draw(80, 24)).pop().unwrap();
    let column = footer.chars().position(|c| c == 'n').unwrap();
    stage.click(column as u16, 23);
    assert_eq!(stage.cursor(), 2);
}

#[test]
fn it_can_begin_with_it_at_a_step() {
    let scenario = classic();
    let trace = premaster::scenario::simulate(&scenario);
    let library = premaster::tui::Library {
        scenarios: premaster::tui::Lazily::new(Box::new(Vec::new)),
        simulate: Box::new(move |_| trace.clone()),
        load: Box::new(|name| Err(name.to_owned())),
        exports: premaster::tui::Exports::none(),
    };
    let simulation = premaster::tui::Simulation {
        scenario,
        good: Box::new(|_| Err(String::new())),
        save: Box::new(|_, _| Ok(())),
    };
    let source = premaster::tui::Source::Simulation(Box::new(simulation), library);
    let options = Options {
        present: true,
        at: Located {
            step: 9,
            target: None,
        },
        tab: Some(Tab::Keys),
        ..Options::default()
    };
    let (stage, _) = Stage::new(source, options);
    assert_eq!((stage.scope(), stage.cursor()), (Scope::Presenting, 9));
    assert_eq!(stage.tab(), Tab::Keys);
}

#[test]
fn eve_has_what_the_trace_says() {
    let mut stage = presenting(classic());
    for step in 0..stage.trace().steps().len() {
        stage.go_to(step);
        let new = stage.trace().values().iter().filter(|value| {
            let mut history = value.history.iter();
            history.any(|(at, who, _)| *at == step && *who == Party::Eavesdropper)
        });
        let any = new.count() > 0;
        let shown = screen(&mut stage, 120, 40);
        let line = shown.lines().find(|line| line.contains("  Eve  ")).unwrap();
        let message = stage.step().unwrap().message.is_some();
        assert!(
            !line.contains('+') || (any && message),
            "step {step}: {line}"
        );
    }
}

#[test]
fn other_eyes_see_no_more_than_they_have() {
    let mut stage = presenting(classic());
    press(&mut stage, "v v v");
    for step in 0..stage.trace().steps().len() {
        stage.go_to(step);
        let shown = screen(&mut stage, 100, 30);
        assert!(shown.contains("EVE"), "{shown}");
        // the pre-master secret and the client's key
        let joined = shown.replace(' ', "");
        assert!(
            !joined.contains("4128710f") && !joined.contains("d9842717"),
            "{shown}"
        );
    }
    press(&mut stage, "P");
    assert_eq!(stage.scope(), Scope::Stage);
}

#[test]
fn while_new_values_are_hidden_the_marks_of_the_others_are_not_questioned() {
    let mut stage = presenting(classic());
    stage.go_to(12);
    press(&mut stage, "H");
    let hidden = screen(&mut stage, 120, 40);
    assert!(hidden.contains("the new values are hidden"), "{hidden}");
    assert!(!hidden.contains("same or not"), "{hidden}");
}

/// Without a ground for failures the band is reversed, as in every other step.
#[test]
fn where_there_are_few_colours_the_band_of_a_failure_is_a_band() {
    for color in [ColorChoice::Ansi16, ColorChoice::Mono] {
        let mut stage = stage_on(flipped(), color, false);
        press(&mut stage, "P e");
        let failed = |step: &premaster::trace::Step| step.failure.is_some();
        assert!(stage.step().is_some_and(failed));
        stage.resize(100, 30);
        let drawn = stage.draw(100, 30);
        for x in 0..100 {
            let cell = &drawn[(x, 1)];
            assert!(cell.modifier.contains(Modifier::REVERSED), "{color:?} {x}");
        }
    }
}

/// Without colours what is wrong is underlined: words, and not the blanks before them.
#[test]
fn no_blank_begins_or_ends_what_is_underlined() {
    let overrides = || Overrides {
        clock: Some("2026-11-21T00:21:43Z".parse().unwrap()),
        ..Overrides::seed(42)
    };
    for name in ["flipped-pre-master", "dropped-record", "expired"] {
        let scenario = Scenario::builtin(name, overrides()).unwrap();
        let mut stage = stage_on(scenario, ColorChoice::Mono, false);
        stage.resize(100, 30);
        for step in 0..stage.trace().steps().len() {
            for present in ["", "P"] {
                press(&mut stage, present);
                stage.go_to(step);
                let drawn = stage.draw(100, 30);
                // the band on the stage, and everything of a presentation
                let rows = if present.is_empty() { 2..3 } else { 0..29 };
                for y in rows {
                    let lined = |x: u16| drawn[(x, y)].modifier.contains(Modifier::UNDERLINED);
                    for x in (1..99).filter(|x| lined(*x) && drawn[(*x, y)].symbol() == " ") {
                        assert!(
                            lined(x - 1) && lined(x + 1),
                            "{name}, step {step}, {present:?}: {x},{y}"
                        );
                    }
                }
                press(&mut stage, present);
            }
        }
    }
}
