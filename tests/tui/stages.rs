//! What the tests of the screen share: a stage on a fixed run, and a rendering of a screen as
//! text that carries its styles.

use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::tui::{
    ColorChoice, Effect, Exports, Key, Lazily, Library, Listed, Options, Simulation, Source, Stage,
};
use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};
use std::cell::RefCell;
use std::fmt::Write as _;

/// The lesson, with seed and clock fixed.
pub fn classic() -> Scenario {
    let overrides = Overrides {
        clock: Some("2026-11-21T00:21:43Z".parse().unwrap()),
        ..Overrides::seed(42)
    };
    Scenario::builtin("classic", overrides).unwrap()
}

/// The lesson, but the client asks for a host that the certificate is not for.
pub fn wrong_host() -> Scenario {
    Scenario {
        name: "wrong-host".into(),
        server_name: "bank.example".into(),
        ..classic()
    }
}

fn listed(name: &str, description: &str) -> Listed {
    Listed {
        name: name.into(),
        group: match name {
            "classic" => "All is well",
            _ => "Something fails",
        },
        description: description.into(),
        lesson: "What there is to learn.".into(),
    }
}

/// A stage on a scenario.
pub fn stage_on(scenario: Scenario, color: ColorChoice, ascii: bool) -> Stage {
    let scenarios = vec![
        listed("classic", "The lesson"),
        listed("wrong-host", "The certificate is for another host"),
    ];
    stage_with(scenario, scenarios, color, ascii)
}

/// A stage on a scenario, with others to choose from.
pub fn stage_with(
    scenario: Scenario,
    scenarios: Vec<Listed>,
    color: ColorChoice,
    ascii: bool,
) -> Stage {
    let library = library(scenarios);
    let simulation = Simulation {
        scenario,
        good: Box::new(|scenario| scenario.counterpart().map_err(|error| error.to_string())),
        save: Box::new(|_, name| match name {
            "taken" => Err("taken exists already".into()),
            _ => Ok(()),
        }),
    };
    let source = Source::Simulation(Box::new(simulation), library);
    let options = Options {
        ascii,
        color,
        mouse: false,
        ..Options::default()
    };
    let (mut stage, updates) = Stage::new(source, options);
    assert!(updates.is_none());
    stage.resize(80, 24);
    stage
}

/// A stage on the lesson.
pub fn stage() -> Stage {
    stage_on(classic(), ColorChoice::Full, false)
}

/// Clicks on the first of these words on a screen of 120×40.
pub fn click(stage: &mut Stage, words: &str) {
    let screen = text(&stage.draw(120, 40));
    let row = screen.iter().position(|row| row.contains(words));
    let y = row.unwrap_or_else(|| panic!("{words:?} is not on the screen:\n{}", screen.join("\n")));
    let x = screen[y].split(words).next().unwrap().chars().count();
    stage.click(x as u16, y as u16);
}

/// Presses keys, named and parted by blanks; `text:…` types what follows up to the next blank.
pub fn press(stage: &mut Stage, keys: &str) -> Effect {
    let mut last = Effect::None;
    for key in keys.split_whitespace() {
        match key.strip_prefix("text:") {
            Some(text) => {
                for c in text.chars() {
                    last = stage.press(Key::Char(c));
                }
            }
            None => last = stage.press(key.parse().unwrap()),
        }
    }
    last
}

/// The text of a screen, row by row, without the blanks at the end.
pub fn text(screen: &Buffer) -> Vec<String> {
    let rows = screen.area.rows();
    rows.map(|row| {
        let cells = row.columns().map(|cell| screen[(cell.x, cell.y)].symbol());
        cells.collect::<String>().trim_end().to_owned()
    })
    .collect()
}

/// A screen as a golden file has it: each row of text, and under it a letter for the style of
/// each cell; the letters are explained at the end.
pub fn rendered(screen: &Buffer) -> String {
    let mut styles: Vec<Style> = Vec::new();
    let mut out = String::new();
    for (row, text) in screen.area.rows().zip(text(screen)) {
        let letters: String = row
            .columns()
            .map(|cell| {
                let cell = &screen[(cell.x, cell.y)];
                let style = Style::new()
                    .fg(cell.fg)
                    .bg(cell.bg)
                    .add_modifier(cell.modifier);
                // what cannot be seen on a blank makes no difference
                let style = match cell.symbol() {
                    " " if !cell
                        .modifier
                        .intersects(Modifier::REVERSED | Modifier::UNDERLINED) =>
                    {
                        Style::new().bg(cell.bg)
                    }
                    _ => style,
                };
                let at = styles
                    .iter()
                    .position(|known| *known == style)
                    .unwrap_or_else(|| {
                        styles.push(style);
                        styles.len() - 1
                    });
                char::from_u32(if at < 26 {
                    97 + at as u32
                } else {
                    39 + at as u32
                })
                .unwrap()
            })
            .collect();
        let _ = writeln!(out, "|{text}\n:{}", letters);
    }
    out.push('\n');
    for (at, style) in styles.iter().enumerate() {
        let letter = char::from_u32(if at < 26 {
            97 + at as u32
        } else {
            39 + at as u32
        })
        .unwrap();
        let part =
            |color: Option<ratatui::style::Color>| color.map_or("-".into(), |c| c.to_string());
        let modifiers = format!("{:?}", style.add_modifier);
        let _ = writeln!(
            out,
            "{letter} {} on {} {modifiers}",
            part(style.fg),
            part(style.bg)
        );
    }
    out
}

/// These scenarios, and how to run them.
pub fn library(scenarios: Vec<Listed>) -> Library {
    Library {
        scenarios: Lazily::new(Box::new(move || scenarios)),
        simulate: Box::new(simulate),
        load: Box::new(|name| match name {
            "classic" => Ok(classic()),
            "wrong-host" => Ok(wrong_host()),
            other => {
                let overrides = Overrides {
                    clock: Some(classic().clock),
                    ..Overrides::seed(42)
                };
                Scenario::builtin(other, overrides).map_err(|error| error.to_string())
            }
        }),
        exports: exports(),
    }
}

/// Some formats. The file `taken` exists.
fn exports() -> Exports {
    let format = |name: &str, extension, doc: &str| premaster::tui::Format {
        name: name.into(),
        extension,
        doc: doc.into(),
    };
    Exports {
        formats: vec![
            format("text", "txt", "Text to read in a terminal"),
            format("html", "html", "A page that steps through the run"),
            format("cast", "cast", "The screen step by step, as a recording"),
        ],
        print: Box::new(|name, trace, _| format!("{name} {}", trace.run().scenario).into_bytes()),
        write: Box::new(|name, content| match name {
            "taken" => Err("The file taken already exists.".into()),
            _ => {
                WRITTEN.with_borrow_mut(|all| all.push((name.to_owned(), content.to_vec())));
                Ok(())
            }
        }),
    }
}

thread_local! {
    /// What the stages of this test have written, by name.
    pub static WRITTEN: RefCell<Vec<(String, Vec<u8>)>> = const { RefCell::new(Vec::new()) };
}
