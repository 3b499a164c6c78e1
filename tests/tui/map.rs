//! The map: the diagram, and the list that takes its place in little room.

use crate::stages::{classic, press, stage_on, text};
use premaster::scenario::{Overrides, Scenario};
use premaster::tui::{ColorChoice, Stage};

/// The sizes of the diagram, and those of the list.
const DIAGRAM: [(u16, u16); 4] = [(80, 24), (120, 40), (160, 50), (200, 60)];
const LIST: [(u16, u16); 2] = [(60, 16), (40, 10)];
/// The keys that lead to the first value of a list.
const FIRST: &str = "PageUp PageUp PageUp PageUp Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up";

fn builtin(name: &str) -> Scenario {
    let overrides = Overrides {
        clock: Some(classic().clock),
        ..Overrides::seed(42)
    };
    Scenario::builtin(name, overrides).unwrap()
}

fn mono(name: &str) -> Stage {
    stage_on(builtin(name), ColorChoice::Mono, false)
}

/// The rows of the panel.
fn panel(stage: &mut Stage, (width, height): (u16, u16)) -> Vec<String> {
    stage.resize(width, height);
    let rows = text(&stage.draw(width, height));
    let tabs = rows.iter().position(|row| row.contains("3 Map")).unwrap();
    rows[tabs + 1..rows.len() - 2].to_vec()
}

/// What it says, in one line.
fn words(rows: &[String]) -> String {
    let plain = rows.join(" ").replace('│', " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_value_that_differs_is_marked_at_every_size() {
    for (name, differ) in [("flipped-pre-master", 9), ("stripped-suites", 1)] {
        let mut stage = mono(name);
        press(&mut stage, "e 3");
        for size in DIAGRAM {
            let rows = panel(&mut stage, size);
            let marks = rows.join("").matches('≠').count();
            assert_eq!(marks, differ, "{name} {size:?}\n{}", rows.join("\n"));
        }
        for size in LIST {
            panel(&mut stage, size);
            press(&mut stage, FIRST);
            let mut marks = 0;
            for _ in 0..40 {
                let rows = panel(&mut stage, size);
                let row = rows.iter().find(|row| row.contains('▸')).unwrap();
                marks += row.matches('≠').count();
                let before = row.clone();
                press(&mut stage, "Down");
                let rows = panel(&mut stage, size);
                if rows.iter().any(|row| row.contains('▸') && *row == before) {
                    break;
                }
            }
            assert_eq!(marks, differ, "{name} {size:?}");
        }
    }
}

#[test]
fn what_the_map_says_is_never_cut() {
    for (name, stolen) in [("classic", false), ("mutual", false), ("mutual", true)] {
        let mut stage = mono(name);
        press(&mut stage, if stolen { "3 K" } else { "3" });
        for size in DIAGRAM {
            stage.resize(size.0, size.1);
            for step in 0..stage.trace().steps().len() {
                stage.go_to(step);
                let rows = panel(&mut stage, size);
                let ends = [
                    "all the rest.",
                    "as the run goes on.",
                    "forward secrecy.",
                    "derived from it.",
                ];
                let said = words(&rows);
                let whole = ends.iter().any(|end| said.contains(end));
                assert!(whole, "{name} {size:?} {step}\n{}", rows.join("\n"));
            }
        }
    }
}

#[test]
fn what_differs_is_said_to_follow_from_where_the_sides_parted() {
    let mut stage = mono("stripped-suites");
    press(&mut stage, "e 3");
    let said = words(&panel(&mut stage, (120, 40)));
    let expected = "The two sides have differed since step 2. \
                    Every value derived from that difference differs as well.";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn a_stolen_key_gains_nothing_where_no_secret_is_sent() {
    let mut stage = mono("expired");
    press(&mut stage, "e K 3");
    for size in [(120, 40), (80, 24)] {
        let rows = panel(&mut stage, size);
        let said = words(&rows);
        let nothing = "This run never sends a pre-master secret, so the key gains Eve nothing.";
        assert!(said.contains(nothing), "{said}");
        assert!(!said.contains("ClientKeyExchange"), "{said}");
        let key = rows
            .iter()
            .find(|row| row.contains("private key     2"))
            .unwrap();
        let marks = if size.0 == 80 {
            "○●●"
        } else {
            "○ ● ●"
        };
        assert!(key.contains(marks) && key.contains("256"), "{key}");
    }
    // before the failure it is not told that there is none
    press(&mut stage, "Home");
    let said = words(&panel(&mut stage, (120, 40)));
    assert!(
        said.contains("no pre-master secret has crossed the wire yet"),
        "{said}"
    );
}

#[test]
fn the_content_of_a_record_is_not_called_a_record() {
    let mut stage = mono("classic");
    press(&mut stage, "End 3");
    for size in DIAGRAM {
        let rows = panel(&mut stage, size);
        let row = rows.iter().find(|row| row.contains("server data 2"));
        assert!(row.is_some(), "{}", rows.join("\n"));
        assert!(!words(&rows).contains("record  "), "{}", rows.join("\n"));
        assert!(!row.unwrap().contains('…'), "{row:?}");
    }
}

#[test]
fn every_key_has_its_length_and_a_large_screen_shows_more_of_each_value() {
    let mut stage = mono("classic");
    press(&mut stage, "End 3");
    for size in DIAGRAM {
        let shown = panel(&mut stage, size).join("\n");
        for key in ["client MAC key 32", "server MAC key 32"] {
            assert!(shown.contains(key), "{size:?}\n{shown}");
        }
        for key in ["client key     16", "server key     16"] {
            assert!(shown.contains(key), "{size:?}\n{shown}");
        }
    }
    let rows = panel(&mut stage, (200, 60));
    let shown = rows.join("\n");
    assert!(shown.contains("1f76e526510ae36a625c8b5c"), "{shown}");
    let keys = rows
        .iter()
        .find(|row| row.contains("client MAC key"))
        .unwrap();
    let last = keys.chars().collect::<Vec<_>>();
    let last = last.iter().rposition(|c| "●○◐".contains(*c)).unwrap();
    assert!(last > 180, "{keys}");
}

#[test]
fn where_the_diagram_has_no_room_the_map_is_a_list() {
    for size in LIST {
        let mut stage = mono("classic");
        press(&mut stage, "End 3");
        panel(&mut stage, size);
        press(&mut stage, FIRST);
        let mut reached = Vec::new();
        let mut below = 0;
        for _ in 0..15 {
            let rows = panel(&mut stage, size);
            let row = rows.iter().find(|row| row.contains('▸'));
            reached.push(row.unwrap_or_else(|| panic!("{}", rows.join("\n"))).clone());
            let all = text(&stage.draw(size.0, size.1)).join("\n");
            below += usize::from(all.contains('▼'));
            press(&mut stage, "Down");
        }
        for value in [
            "master secret ◀ PRF(pre-m",
            "    key block ◀ PRF(m",
            "      client MAC key ◀ key",
            "      server key ◀ key block",
            "server data 2",
        ] {
            let found = reached.iter().any(|row| row.contains(value));
            assert!(found, "{value} {size:?}\n{}", reached.join("\n"));
        }
        assert!(below > 5, "{size:?}: how many rows are below is not said");
        let secret = reached.iter().find(|row| row.contains("master secret ◀"));
        assert!(secret.unwrap().contains("●○●"), "{secret:?}");
        press(&mut stage, FIRST);
        press(&mut stage, "Enter");
        assert!(stage.overlay().is_some(), "Enter opens nothing");
    }
}

#[test]
fn the_diagram_in_ascii_has_no_mark_of_what_is_new_in_its_lines() {
    let mut stage = stage_on(classic(), ColorChoice::Mono, true);
    press(&mut stage, "End 3");
    for (size, branches) in [
        (
            (80, 24),
            ["|-client MAC key", "`-server key", "`->server verify_data"],
        ),
        (
            (120, 40),
            [
                "|-> client MAC key",
                "`-> server key",
                "`-> server verify_data",
            ],
        ),
    ] {
        stage.resize(size.0, size.1);
        let rows = text(&stage.draw(size.0, size.1));
        let shown = rows.join("\n");
        assert!(shown.is_ascii(), "{shown}");
        for branch in branches {
            assert!(shown.contains(branch), "{branch}\n{shown}");
        }
        let tabs = rows.iter().position(|row| row.contains("3 Map")).unwrap();
        let inside = rows[tabs + 1..rows.len() - 2].join("\n");
        assert!(!inside.contains('+'), "{inside}");
    }
}

#[test]
fn the_lines_light_up_with_what_they_lead_to() {
    let mut stage = stage_on(classic(), ColorChoice::Full, false);
    stage.resize(120, 40);
    press(&mut stage, "3");
    // the arrow to the key block, before its step and in it
    let styles = [12, 13].map(|step| {
        stage.go_to(step - 1);
        let screen = stage.draw(120, 40);
        let rows = text(&screen);
        let y = rows
            .iter()
            .rposition(|row| row.contains("key block "))
            .unwrap();
        let x = rows[y].chars().collect::<Vec<char>>();
        let x = x
            .windows(5)
            .rposition(|part| part == ['─', 'P', 'R', 'F', '─'])
            .unwrap();
        screen[(x as u16, y as u16)].fg
    });
    assert_ne!(styles[0], styles[1]);
}
