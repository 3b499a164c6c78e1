//! What lies over the screen: how much of it, in which words, and nothing beside it.

use crate::stages::{classic, press, stage_on, text};
use premaster::scenario::{Overrides, Scenario};
use premaster::tui::{ColorChoice, Stage};
use ratatui::style::Color;
use std::collections::HashSet;

fn scenario(name: &str) -> Scenario {
    let overrides = Overrides {
        clock: Some("2026-11-21T00:21:43Z".parse().unwrap()),
        ..Overrides::seed(42)
    };
    match name {
        "classic" => classic(),
        name => Scenario::builtin(name, overrides).unwrap(),
    }
}

fn stage(name: &str) -> Stage {
    stage_on(scenario(name), ColorChoice::Full, false)
}

fn screen(stage: &mut Stage, width: u16, height: u16) -> String {
    stage.resize(width, height);
    text(&stage.draw(width, height)).join("\n")
}

#[test]
fn where_the_stage_is_folded_an_overlay_has_all_rows_but_the_last() {
    for (keys, name, at_60, at_40) in [
        (
            "o",
            "classic",
            &["classic", "wrong-host", "step 7"][..],
            &["classic", "Something fails"][..],
        ),
        (
            ":",
            "classic",
            &["step back", "help", "lessons"],
            &["step back", "play or pause", "Go to the previous step."],
        ),
        (
            "G",
            "classic",
            &["ClientHello", "Two values of 32 bytes", "Both enter the"],
            &["client random", "ClientHello", "handshake", "more"],
        ),
        (
            "g text:10 Enter w",
            "classic",
            &[
                "padding string",
                "pre_master_random",
                "server_exponent",
                "010001",
            ],
            &[
                "padding string",
                "pre_master_secret",
                "0303",
                "from all its inputs",
            ],
        ),
        (
            "e = Tab",
            "flipped-pre-master",
            &[
                "without an attacker",
                "  9 client",
                " 12 both",
                "of EncryptedPreMasterSecret",
            ],
            &["  9 client", " 10 client", "They differ from here on."],
        ),
        ("?", "classic", &["On the screen"; 0], &[]),
    ] {
        for ((width, height), all) in [((60, 16), at_60), ((40, 10), at_40)] {
            let mut stage = stage(name);
            stage.resize(width, height);
            press(&mut stage, keys);
            let screen = screen(&mut stage, width, height);
            for words in all {
                assert!(screen.contains(words), "{keys} {words}\n{screen}");
            }
            let rows: Vec<&str> = screen.lines().collect();
            assert!(rows[0].starts_with('┌'), "{keys}\n{screen}");
            assert!(rows[rows.len() - 2].starts_with('└'), "{keys}\n{screen}");
            assert!(rows[rows.len() - 1].contains("Esc close"), "{screen}");
        }
    }
}

#[test]
fn a_notice_is_seen_although_an_overlay_has_the_row_of_the_sentence() {
    let mut stage = stage("classic");
    stage.resize(40, 10);
    stage.go_to(9);
    press(&mut stage, "w Down w");
    assert!(
        stage
            .notice()
            .is_some_and(|it| it.contains("padding is random"))
    );
    let screen = screen(&mut stage, 40, 10);
    assert!(screen.contains("The padding is random"), "{screen}");
}

/// The cells in the rows of a window that are not the window's: its corner is before its title.
fn beside(rows: &[String], title: &str) -> Vec<String> {
    let corner = format!("┌─ {title}");
    let first = rows.iter().position(|row| row.contains(&corner));
    let first = first.unwrap_or_else(|| panic!("{title}:\n{}", rows.join("\n")));
    let column = |row: &str, mark: &str| row.split(mark).next().unwrap().chars().count();
    let left = column(&rows[first], &corner);
    let at = |row: &str, x: usize| row.chars().nth(x).unwrap_or(' ');
    let right = left + column(&rows[first].chars().skip(left).collect::<String>(), "┐");
    let last = (first..rows.len()).find(|y| at(&rows[*y], left) == '└');
    let inside = |x: usize| (left..=right).contains(&x);
    rows[first..=last.unwrap()]
        .iter()
        .map(|row| {
            let cells = row.chars().enumerate();
            let beside = cells.filter(|(x, _)| !inside(*x)).map(|(_, c)| c);
            beside.collect::<String>().trim().to_owned()
        })
        .filter(|words| !words.is_empty())
        .collect()
}

#[test]
fn nothing_of_the_stage_stands_beside_a_window() {
    for (width, height) in [(80, 24), (100, 30), (120, 40), (160, 50), (200, 60)] {
        for (keys, title) in [
            (":", "Commands"),
            ("o", "Scenarios"),
            ("G", "Glossary"),
            ("?", "Keys"),
            ("/", "Search"),
            ("g", "Go to step"),
            ("w", "Where does"),
            ("x", "Tamper"),
            ("4 Y", "Copy as"),
            ("4 Enter", "pre-master secret"),
        ] {
            let mut stage = stage("classic");
            stage.resize(width, height);
            stage.go_to(9);
            press(&mut stage, keys);
            let rows = text(&stage.draw(width, height));
            let title = match keys {
                "4 Enter" => "",
                _ => title,
            };
            if !title.is_empty() {
                let found = beside(&rows, title);
                assert!(found.is_empty(), "{keys} {width}: {found:?}");
            }
            // where a window has nearly the whole width it has all of it
            if width == 80 {
                assert!(!rows.iter().any(|row| row.contains("┌─┌─")), "{keys}");
            }
        }
    }
}

#[test]
fn the_ciphertext_comes_from_random_padding_too() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut stage = stage("classic");
        stage.resize(width, height);
        stage.go_to(9);
        press(&mut stage, "w Down");
        let told = screen(&mut stage, width, height);
        let row = |words: &str| {
            let found = told.lines().find(|row| row.contains(words));
            found.unwrap_or_else(|| panic!("{words}:\n{told}"))
        };
        assert!(row("─padding string").contains("random, by the client"));
        assert!(row("─padding string").contains("91ad"));
        assert!(row("─pre_master_secret").contains("concatenated"));
        assert!(told.contains("padding string: random bytes"), "{told}");
        // there is nothing that it comes from
        press(&mut stage, "w");
        assert!(
            stage
                .notice()
                .is_some_and(|it| it.contains("comes from nothing"))
        );
    }
    let mut stage = stage("classic");
    stage.resize(120, 40);
    press(&mut stage, "V Down Down Down Enter");
    stage.go_to(9);
    press(&mut stage, "w");
    let seen = screen(&mut stage, 120, 40);
    assert!(
        seen.contains("padding string") && !seen.contains("91ad"),
        "{seen}"
    );
}

#[test]
fn a_small_tree_still_has_its_bytes() {
    let mut stage = stage("classic");
    stage.resize(60, 16);
    stage.go_to(12);
    press(&mut stage, "w");
    let told = screen(&mut stage, 60, 16);
    let mut rows = told.lines();
    let row = rows.find(|row| row.contains("─master_secret")).unwrap();
    let words: Vec<&str> = row.split_whitespace().collect();
    let digits = words.iter().any(|word| {
        let word = word.trim_end_matches('…');
        word.len() >= 4 && word.chars().all(|c| c.is_ascii_hexdigit())
    });
    assert!(digits, "{told}");
}

#[test]
fn two_hmacs_are_the_first_and_the_second() {
    let mut stage = stage("classic");
    stage.resize(120, 40);
    stage.go_to(11);
    press(&mut stage, "w");
    let told = screen(&mut stage, 120, 40);
    assert!(told.contains("HMACs 1 and 2 of P_hash"), "{told}");
}

#[test]
fn the_palette_widens_and_says_the_selected_command_in_full() {
    let doc = "Let the client continue with a certificate that failed its check, like a user who ignores the \
               warning; or let it stop again.";
    for (width, height) in [(60, 16), (80, 24), (120, 40), (200, 60)] {
        let mut stage = stage("classic");
        stage.resize(width, height);
        press(&mut stage, ": text:ignore");
        let told = screen(&mut stage, width, height);
        let words: Vec<&str> = told
            .split(|c: char| c.is_whitespace() || "│┌┐└┘─".contains(c))
            .filter(|word| !word.is_empty())
            .collect();
        assert!(words.join(" ").contains(doc), "{width}\n{told}");
    }
    let mut stage = stage("classic");
    stage.resize(200, 60);
    press(&mut stage, ":");
    let told = screen(&mut stage, 200, 60);
    let begin = told.find("Commands").unwrap();
    let end = begin + told[begin..].find('└').unwrap();
    assert!(!told[begin..end].contains('…'), "{told}");
}

#[test]
fn all_texts_of_the_help_begin_in_one_column() {
    let mut stage = stage("classic");
    stage.resize(120, 60);
    press(&mut stage, "?");
    let mut columns = HashSet::new();
    for _ in 0..30 {
        let told = screen(&mut stage, 120, 60);
        for words in [
            "Go to the previous step.",
            "Show this run beside one",
            "Show the run as the client",
            "Type application data for the client",
            "Take back the last change to the scenario.",
        ] {
            let row = told.lines().find(|row| row.contains(words));
            columns.extend(row.map(|row| row.split(words).next().unwrap().chars().count()));
        }
        press(&mut stage, "PageDown");
    }
    assert_eq!(columns.len(), 1, "{columns:?}");
}

#[test]
fn the_hint_of_a_prompt_is_never_cut() {
    for (width, height) in [(40, 10), (60, 16), (80, 24), (120, 40)] {
        for keys in ["/", "g", "N", "m", "S"] {
            let mut stage = stage("classic");
            stage.resize(width, height);
            press(&mut stage, "End");
            press(&mut stage, keys);
            if stage.overlay().is_none() {
                continue;
            }
            let told = screen(&mut stage, width, height);
            let begin = told.rfind('┌').unwrap();
            let window = told[begin..].lines().take(6).collect::<String>();
            assert!(!window.contains('…'), "{keys}\n{told}");
        }
    }
}

/// Where the keys move, and nowhere else, there is a ground.
#[test]
fn the_editor_has_a_ground_only_where_its_keys_move() {
    for color in [ColorChoice::Full, ColorChoice::Indexed256] {
        for keys in ["x", "x Tab", "x Tab Tab", "x Down Tab", "x Down Down Tab"] {
            let mut stage = stage_on(classic(), color, false);
            stage.resize(120, 40);
            stage.go_to(9);
            press(&mut stage, keys);
            let drawn = stage.draw(120, 40);
            let window = (7..34).flat_map(|y| (1..119).map(move |x| (x, y)));
            let grounds: HashSet<Color> = window.map(|at| drawn[at].bg).collect();
            assert_eq!(grounds.len(), 2, "{color:?} {keys}: {grounds:?}");
        }
    }
}

#[test]
fn a_comparison_says_in_sentences_what_differs() {
    let mut stage = stage("flipped-pre-master");
    stage.resize(120, 40);
    press(&mut stage, "e = Tab");
    let told = screen(&mut stage, 120, 40);
    let sentence = "They differ from here on. Changed on the way: byte 100 of \
                    EncryptedPreMasterSecret is ad, not ac.";
    assert!(told.contains(sentence), "{told}");
    assert!(told.contains("│ ▸  10 client sends"), "{told}");
    assert!(told.contains("ClientKeyExchange (changed)"), "{told}");
    // the same is green, before and after
    let drawn = stage.draw(120, 40);
    let same = drawn.content.iter().filter(|cell| cell.symbol() == "=");
    let inks: HashSet<Color> = same.map(|cell| cell.fg).collect();
    assert!(inks.len() <= 2, "dimmed, or green: {inks:?}");
    // beside the sentence, on the stage
    for (name, words) in [
        ("expired", "≠ shop.example is not in date"),
        ("wrong-host", "≠ shop.example is for another host"),
        ("revoked", "≠ shop.example is revoked"),
    ] {
        let mut stage = self::stage(name);
        stage.resize(200, 60);
        press(&mut stage, "e = Esc");
        let told = screen(&mut stage, 200, 60);
        assert!(told.contains(words), "{words}\n{told}");
    }
}

#[test]
fn an_opened_value_has_the_words_of_the_legend() {
    let mut stage = stage("classic");
    stage.resize(120, 40);
    stage.go_to(7);
    press(&mut stage, "4 Enter");
    assert_eq!(stage.overlay(), Some("value"));
    let told = screen(&mut stage, 120, 40);
    let begin = told.find("─ pre-master secret ");
    let begin = begin.unwrap_or_else(|| panic!("{told}"));
    let end = begin + told[begin..].find('└').unwrap();
    let window = &told[begin..end];
    assert!(window.contains("● has it"), "{told}");
    assert!(window.contains("Eve     ○ lacks it"), "{told}");
    for word in ["sealed", "known", "eavesdropper"] {
        assert!(!window.contains(word), "{word}\n{told}");
    }
}

#[test]
fn an_alert_that_is_cut_in_the_list_of_scenarios_says_so() {
    let mut stage = stage("classic");
    stage.resize(40, 10);
    press(&mut stage, "o Down");
    let told = screen(&mut stage, 40, 10);
    let row = told.lines().find(|row| row.contains("wrong-host")).unwrap();
    assert!(row.contains("step 7  certificate…"), "{told}");
}
