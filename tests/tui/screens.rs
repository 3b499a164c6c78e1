//! Whole screens against golden files that carry styles as well as text, and what must hold on
//! every screen. `UPDATE_SNAPSHOTS=1 cargo test --test tui` writes the files anew.

use crate::stages::{classic, press, rendered, stage, stage_on, text, wrong_host};
use premaster::scenario::{Overrides, Scenario};
use premaster::trace::{Knowledge, Party, Value};
use premaster::tui::{ColorChoice, SMALLEST, Stage, changes, keys_markdown};
use premaster::wire::display::hex;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use std::fs;
use std::path::Path;

/// Compares with a file of the repository, or writes it.
fn assert_file(path: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, expected).unwrap();
        return;
    }
    let found = fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if found != expected {
        let differs = found
            .lines()
            .zip(expected.lines())
            .position(|(a, b)| a != b);
        let at = differs.unwrap_or_else(|| found.lines().count().min(expected.lines().count()));
        panic!(
            "{} differs from line {}:\n  file   {:?}\n  screen {:?}\n\
             UPDATE_SNAPSHOTS=1 writes it anew; look at the difference before committing it",
            path.display(),
            at + 1,
            found.lines().nth(at),
            expected.lines().nth(at)
        );
    }
}

/// A golden screen.
struct Shot {
    name: &'static str,
    size: (u16, u16),
    color: ColorChoice,
    ascii: bool,
    scenario: fn() -> Scenario,
    keys: &'static str,
}

const fn shot(
    name: &'static str,
    size: (u16, u16),
    color: ColorChoice,
    keys: &'static str,
) -> Shot {
    Shot {
        name,
        size,
        color,
        ascii: false,
        scenario: classic,
        keys,
    }
}

/// A second connection that resumes the session of the first.
fn resumed() -> Scenario {
    let overrides = Overrides {
        clock: Some("2026-11-21T00:21:43Z".parse().unwrap()),
        ..Overrides::seed(42)
    };
    Scenario::builtin("resumed", overrides).unwrap()
}

/// The lesson with another suite.
fn other_suite() -> Scenario {
    let mut scenario = classic();
    scenario.server.suites = vec![&premaster::protocol::SUITES[3]];
    scenario
}

const SHOTS: [Shot; 30] = [
    shot("explain-80x24-16", (80, 24), ColorChoice::Ansi16, ""),
    shot(
        "bytes-120x40-full",
        (120, 40),
        ColorChoice::Full,
        "Right 2 Down",
    ),
    shot(
        "bytes-80x24-16",
        (80, 24),
        ColorChoice::Ansi16,
        "] ] Right Right 2",
    ),
    shot(
        "keys-120x40-256",
        (120, 40),
        ColorChoice::Indexed256,
        "] ] ] 4 Up",
    ),
    shot(
        "certificates-100x30-16",
        (100, 30),
        ColorChoice::Ansi16,
        "] ] 5 Down Down Down",
    ),
    shot(
        "transcript-80x24-16",
        (80, 24),
        ColorChoice::Ansi16,
        "End 6 Up",
    ),
    shot(
        "palette-80x24-mono",
        (80, 24),
        ColorChoice::Mono,
        "] : text:phase Down",
    ),
    shot(
        "value-100x30-full",
        (100, 30),
        ColorChoice::Full,
        "] ] 4 Enter",
    ),
    shot(
        "export-120x40-full",
        (120, 40),
        ColorChoice::Full,
        "] E Down",
    ),
    shot(
        "export-name-80x24-16",
        (80, 24),
        ColorChoice::Ansi16,
        "] E Down Down Enter",
    ),
    shot(
        "message-80x24-16",
        (80, 24),
        ColorChoice::Ansi16,
        "m text:hello",
    ),
    shot(
        "math-120x40-full",
        (120, 40),
        ColorChoice::Full,
        "] ] ] 7 z PageDown",
    ),
    shot(
        "from-80x24-16",
        (80, 24),
        ColorChoice::Ansi16,
        "] ] ] 4 Down Down w Right Down",
    ),
    shot(
        "who-120x40-mono",
        (120, 40),
        ColorChoice::Mono,
        "] ] ] 4 w c",
    ),
    Shot {
        ascii: true,
        ..shot(
            "wire-60x16-ascii-mono",
            (60, 16),
            ColorChoice::Mono,
            "] ] ] 2 Tab Tab",
        )
    },
    Shot {
        scenario: wrong_host,
        ..shot(
            "failed-120x40-16",
            (120, 40),
            ColorChoice::Ansi16,
            "End 5 Down Down Down",
        )
    },
    shot(
        "tamper-120x40-full",
        (120, 40),
        ColorChoice::Full,
        "] ] Right Right 2 x",
    ),
    shot(
        "tampered-80x24-16",
        (80, 24),
        ColorChoice::Ansi16,
        "] ] Right Right Right 2 End x Enter",
    ),
    Shot {
        scenario: wrong_host,
        ..shot(
            "compare-summary-120x40-full",
            (120, 40),
            ColorChoice::Full,
            "End =",
        )
    },
    Shot {
        scenario: other_suite,
        ..shot(
            "compare-formula-80x24-16",
            (80, 24),
            ColorChoice::Ansi16,
            "C c l a s s i c Enter Tab Home Down Down Down Down Down Down Down Down Down Down Down Down",
        )
    },
    Shot {
        scenario: wrong_host,
        ..shot(
            "compare-120x40-256",
            (120, 40),
            ColorChoice::Indexed256,
            "End = Tab",
        )
    },
    shot(
        "copy-as-100x30-16",
        (100, 30),
        ColorChoice::Ansi16,
        "] ] 4 Y Down",
    ),
    shot("help-80x24-16", (80, 24), ColorChoice::Ansi16, "?"),
    shot(
        "scenarios-120x40-full",
        (120, 40),
        ColorChoice::Full,
        "o Down",
    ),
    shot("light-120x40-full", (120, 40), ColorChoice::Full, "] ] ] T"),
    shot("explain-200x60-full", (200, 60), ColorChoice::Full, "] ] ]"),
    shot(
        "glossary-120x40-full",
        (120, 40),
        ColorChoice::Full,
        "] ] ] G",
    ),
    Shot {
        scenario: resumed,
        ..shot(
            "resumed-map-120x40-full",
            (120, 40),
            ColorChoice::Full,
            ") ] Right 3",
        )
    },
    Shot {
        scenario: resumed,
        ..shot("resumed-80x24-16", (80, 24), ColorChoice::Ansi16, ") ]")
    },
    shot(
        "switches-80x24-16",
        (80, 24),
        ColorChoice::Ansi16,
        "] s Down Space",
    ),
];

#[test]
fn screens_look_as_their_golden_files() {
    for shot in SHOTS {
        let mut stage = stage_on((shot.scenario)(), shot.color, shot.ascii);
        stage.resize(shot.size.0, shot.size.1);
        press(&mut stage, shot.keys);
        let screen = stage.draw(shot.size.0, shot.size.1);
        assert_file(
            &format!("tests/data/screens/{}.txt", shot.name),
            &rendered(&screen),
        );
    }
}

#[test]
fn docs_keys_md_is_made_from_the_table() {
    assert_file("docs/keys.md", &keys_markdown());
}

/// Stages in many situations: at several steps, with every tab and everything that can lie over
/// the screen.
fn situations() -> Vec<Stage> {
    let keys = [
        "",
        "Right 2 Down Down",
        "s Down Space",
        "] ] 4 Tab Down",
        "] ] 5 Tab Tab",
        "End 6 Tab Tab Tab Up",
        "End 2 PageDown",
        "] ] ] Right Right 7 PageDown",
        "z 7 Down",
        "End 4 Enter",
        "] ] 5 Enter PageDown",
        "? PageDown",
        ": text:seed",
        "o Down",
        "M text:a_long_text_that_does_not_fit_into_a_small_window_at_all_whatever_its_size",
        "z 2 End",
        "Space",
        "q y",
        "End 7 PageDown .",
        "] ] ] 4 w Right Down",
        "End 4 w f Down",
        "End 4 w c Down",
        "4 Y Down",
        "m text:日本語、データ、日本語、データ、日本語、データ Enter 4 Enter",
        "m text:日本語、データ、日本語、データ、日本語、データ、日本語、データ",
    ];
    let mut stages = Vec::new();
    for (i, keys) in keys.iter().enumerate() {
        let color = [ColorChoice::Full, ColorChoice::Ansi16, ColorChoice::Mono][i % 3];
        let mut stage = stage_on(
            if i % 5 == 4 { wrong_host() } else { classic() },
            color,
            i % 2 == 1,
        );
        press(&mut stage, keys);
        stages.push(stage);
    }
    stages
}

#[test]
fn nothing_panics_at_any_size() {
    for (i, mut stage) in situations().into_iter().enumerate() {
        for width in 0..=100 {
            for height in 0..=40 {
                // every size for some, the edges for all
                let edge = width < 3 || height < 3 || (58..62).contains(&width) || height == 16;
                if i % 4 != 0 && !edge && (width + height) % 5 != 0 {
                    continue;
                }
                let screen = stage.draw(width, height);
                assert_eq!((screen.area.width, screen.area.height), (width, height));
                stage.resize(width, height);
            }
        }
    }
}

#[test]
fn keys_and_mouse_do_no_harm_at_any_size() {
    for (width, height) in [(0, 0), (1, 1), (59, 40), (60, 16), (80, 24), (200, 60)] {
        for mut stage in situations() {
            stage.resize(width, height);
            for x in (0..width).step_by(7) {
                for y in 0..height {
                    stage.click(x, y);
                    stage.wheel(y % 2 == 0, x, y);
                }
            }
            press(
                &mut stage,
                "PageDown PageUp Enter Down Up Esc Tab Enter Esc",
            );
            stage.draw(width, height);
        }
    }
}

#[test]
fn a_screen_that_is_too_small_says_what_it_needs() {
    let (width, height) = SMALLEST;
    let stage = stage();
    let small = text(&stage.draw(width - 1, height)).join("\n");
    assert!(
        small.contains("40x10") && small.contains("39x10"),
        "{small}"
    );
    // where it does not have room on one line it has several, and no number is cut
    let narrow: Vec<String> = text(&stage.draw(20, 24));
    let said: Vec<&str> = narrow
        .iter()
        .map(|row| row.trim())
        .filter(|row| !row.is_empty())
        .collect();
    assert_eq!(said.join(" "), "premaster needs 40x10, this is 20x24");
    let enough = text(&stage.draw(width, height)).join("\n");
    assert!(
        enough.contains("classic") && enough.contains("Explain"),
        "{enough}"
    );
}

#[test]
fn ascii_means_ascii() {
    for scenario in [classic(), wrong_host()] {
        let mut stage = stage_on(scenario, ColorChoice::Mono, true);
        for step in 0..stage.trace().steps().len() {
            stage.go_to(step);
            for tab in [
                "1", "2", "4", "w", "c", "Esc", "5", "6", "7", "?", "Esc", ":", "Esc",
            ] {
                press(&mut stage, tab);
                for row in text(&stage.draw(120, 40)) {
                    assert!(row.is_ascii(), "step {step} tab {tab}: {row}");
                }
            }
        }
    }
}

/// Whether the first bytes of a value can be found in another.
fn holds(other: &Value, value: &Value) -> bool {
    other
        .bytes
        .windows(4)
        .any(|bytes| *bytes == value.bytes[..4])
}

/// Rows and columns where a text stands on a screen.
fn places(screen: &Buffer, wanted: &str) -> Vec<(u16, u16)> {
    let mut places = Vec::new();
    for row in screen.area.rows() {
        let line: Vec<&str> = row.columns().map(|c| screen[(c.x, c.y)].symbol()).collect();
        let wanted: Vec<String> = wanted.chars().map(String::from).collect();
        for (x, window) in line.windows(wanted.len()).enumerate() {
            if window.iter().zip(&wanted).all(|(a, b)| a == b) {
                places.push((x as u16, row.y));
            }
        }
    }
    places
}

#[test]
fn a_value_has_one_colour_everywhere() {
    let mut stage = stage();
    stage.resize(200, 60);
    press(&mut stage, "End");
    let trace = stage.trace().clone();
    for value in trace
        .values()
        .iter()
        .filter(|value| value.bytes.len() >= 12)
    {
        // the bytes of a key stand in the key block too: those have the colour of the block
        if trace
            .values()
            .iter()
            .any(|other| other.id != value.id && holds(other, value))
        {
            continue;
        }
        // application data is shown as the text that it is
        let digits = match std::str::from_utf8(&value.bytes) {
            Ok(text) => format!("\"{}", &text[..6]),
            Err(_) => hex(&value.bytes[..4]),
        };
        let name = value.name.title();
        let mut seen: Vec<Color> = Vec::new();
        for step in 0..stage.trace().steps().len() {
            stage.go_to(step);
            for tab in ["1", "4"] {
                press(&mut stage, tab);
                let screen = stage.draw(200, 60);
                seen.extend(places(&screen, &digits).into_iter().map(|at| screen[at].fg));
            }
        }
        assert!(seen.len() > 2, "{name} is shown");
        assert!(
            seen.iter().all(|color| *color == seen[0]),
            "{name}: {seen:?}"
        );
    }
}

/// The columns of client, eavesdropper and server on a screen, by the junctions of its frame. Where
/// there is little room, the eavesdropper has the last four before the server's pane.
fn panes(screen: &Buffer) -> [std::ops::Range<u16>; 3] {
    let row: Vec<&str> = (0..screen.area.width)
        .map(|x| screen[(x, 4)].symbol())
        .collect();
    let cuts: Vec<u16> = (0..screen.area.width)
        .filter(|x| row[usize::from(*x)] == "┬")
        .collect();
    let last = cuts[cuts.len() - 1];
    let eve = match cuts.len() {
        3 => cuts[1] + 1,
        2 => last - 4,
        other => panic!("{other} junctions"),
    };
    [1..cuts[0], eve..last, last + 1..screen.area.width - 1]
}

#[test]
fn no_pane_shows_what_its_party_does_not_know() {
    let mut stage = stage();
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        stage.resize(width, height);
        for step in 0..stage.trace().steps().len() {
            stage.go_to(step);
            let screen = stage.draw(width, height);
            let below = (5..height)
                .find(|y| screen[(0, *y)].symbol() == "├")
                .unwrap();
            let parties = [Party::Client, Party::Eavesdropper, Party::Server];
            for (party, columns) in parties.into_iter().zip(panes(&screen)) {
                let digits: String = (5..below)
                    .flat_map(|y| columns.clone().map(move |x| (x, y)))
                    .map(|at| screen[at].symbol())
                    .filter(|symbol| *symbol != " ")
                    .collect();
                for value in stage
                    .trace()
                    .values()
                    .iter()
                    .filter(|value| value.bytes.len() >= 12)
                {
                    let knows = |value: &Value| value.known_to(party, step) == Knowledge::Known;
                    let mut all = stage.trace().values().iter();
                    // both Finished messages begin with the same header
                    if knows(value) || all.any(|other| knows(other) && holds(other, value)) {
                        continue;
                    }
                    assert!(
                        !digits.contains(&hex(&value.bytes[..3])),
                        "step {}: {} of the {}",
                        step + 1,
                        value.name.title(),
                        party.name()
                    );
                }
            }
        }
    }
}

#[test]
fn what_is_selected_can_be_told_without_colour() {
    let mut stage = stage_on(classic(), ColorChoice::Mono, false);
    for keys in ["] ] 2 Down", "4", "5", "6", "Tab Down", "Tab"] {
        press(&mut stage, keys);
        let screen = stage.draw(80, 24);
        let marked = screen.content.iter().filter(|cell| {
            cell.symbol() == "▸" && cell.modifier.contains(Modifier::BOLD | Modifier::REVERSED)
        });
        assert!(marked.count() >= 1, "{keys}");
        let coloured = |color: Color| color != Color::Reset;
        let cells = &screen.content;
        assert!(
            !cells
                .iter()
                .any(|cell| coloured(cell.fg) || coloured(cell.bg)),
            "{keys}"
        );
    }
}

#[test]
fn a_failure_is_told_in_a_mark_and_in_words() {
    let mut stage = stage_on(wrong_host(), ColorChoice::Mono, false);
    press(&mut stage, "End");
    let screen = text(&stage.draw(120, 40)).join("\n");
    for words in [
        "✗ gave up: ",
        "Alert certificate_unknown",
        "✗ stopped 7",
        "Certificate ▮▮✗",
    ] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
}

#[test]
fn a_step_costs_the_terminal_less_than_three_kilobytes() {
    for color in [
        ColorChoice::Ansi16,
        ColorChoice::Indexed256,
        ColorChoice::Full,
    ] {
        let mut stage = stage_on(classic(), color, false);
        stage.resize(80, 24);
        let mut last = stage.draw(80, 24);
        let mut bytes = Vec::new();
        for _ in 1..stage.trace().steps().len() {
            press(&mut stage, "Right");
            let next = stage.draw(80, 24);
            bytes.push(changes(&last, &next, true).len());
            assert!(changes(&next, &next, true).is_empty());
            last = next;
        }
        bytes.sort_unstable();
        let (median, most) = (bytes[bytes.len() / 2], bytes[bytes.len() - 1]);
        assert!(median < 3000, "{color:?}: median {median}, most {most}");
    }
}
