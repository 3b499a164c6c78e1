//! The formulas with their blanks, and what can be picked for the selected one.

use crate::label;
use crate::lesson::build::{self, choice_title, formula};
use crate::protocol::{Choice, Formula};
use crate::said;
use crate::tui::draw::choice::{self, choice};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::desk::{Desk, Part};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The rows of the choices, their heading and the line above it.
const CHOICES: usize = 7;
/// What stands for an empty blank.
const EMPTY: &str = "____";
/// The columns for the name of what can be picked.
const NAME: usize = 40;

/// The rows that it takes.
pub fn rows(desk: &Desk) -> usize {
    // what runs it is a row of its own, and a formula may need a second one
    formulas(desk).len() + 3 + CHOICES
}

/// The formulas that have blanks.
fn formulas(desk: &Desk) -> Vec<Formula> {
    let mut all: Vec<Formula> = Vec::new();
    for blank in desk.bench.blanks() {
        if all.last() != Some(&blank.formula()) {
            all.push(blank.formula());
        }
    }
    all
}

/// Draws it.
pub fn draw(model: &Model, desk: &Desk, room: Rect, buf: &mut Buffer) {
    let above = usize::from(room.height).saturating_sub(CHOICES);
    let list = Rect {
        height: above as u16,
        ..room
    };
    draw_formulas(model, desk, list, buf);
    let below = Rect {
        y: room.y + above as u16,
        height: room.height - above as u16,
        ..room
    };
    draw_choices(model, desk, below, buf);
}

fn draw_formulas(model: &Model, desk: &Desk, room: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let mut painter = Painter::new(buf, room);
    let width = painter.width().saturating_sub(1);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut selected = 0..1;
    for formula in formulas(desk) {
        let from = lines.len();
        let (spans, here) = spans(model, desk, formula);
        lines.extend(text::wrap(&spans, width, 4));
        if here {
            selected = from..lines.len();
        }
    }
    if desk.is_on_run() {
        selected = lines.len()..lines.len() + 1;
    }
    lines.push(Line::from(Span::styled(
        label!("tui.bench.run_it"),
        theme.key,
    )));
    let height = painter.height().max(1);
    let most = lines.len().saturating_sub(height);
    let first = selected.end.saturating_sub(height).min(most);
    let run = lines.len() - 1;
    painter.lines(0, lines.into_iter().skip(first));
    if desk.is_on_run() && desk.part == Part::Formulas && run >= first {
        painter.select(run - first, theme.selected);
    }
    scroll_hint::inside(model, room, first, most, buf);
}

/// A formula with what is picked in it, and whether the selected blank is in it.
fn spans(model: &Model, desk: &Desk, of: Formula) -> (Vec<Span<'static>>, bool) {
    let theme = &model.theme;
    let on = desk.blank().filter(|_| !desk.is_on_run());
    let mut here = false;
    let parts = formula(of).into_iter().map(|part| match part {
        build::Span::Text(words) => {
            Span::styled(theme.marks.prose(&words).into_owned(), theme.text)
        }
        build::Span::Blank(blank) => {
            let picked = desk.bench.picked(blank);
            let (words, style) = match picked {
                Some(picked) => (choice_title(picked), ink(model, picked)),
                None => (EMPTY.to_owned(), theme.muted),
            };
            let words = theme.marks.prose(&words).into_owned();
            if on == Some(blank) {
                here = true;
                // blanks that do not break, so that the ground is whole
                return Span::styled(words, style.patch(theme.selected));
            }
            Span::styled(words, style)
        }
    });
    let spans = parts.collect();
    (spans, here)
}

fn ink(model: &Model, choice: Choice) -> Style {
    match choice {
        Choice::Value(name) | Choice::Start(name) => model.theme.value(name),
        _ => model.theme.title,
    }
}

fn draw_choices(model: &Model, desk: &Desk, room: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let mut painter = Painter::new(buf, room);
    let Some(blank) = desk.blank().filter(|_| !desk.is_on_run()) else {
        return;
    };
    let here = desk.part == Part::Choices;
    let mark = if here { theme.marks.selected } else { " " };
    let formula = build::formula_title(blank.formula());
    let words = said!("tui.bench.choices", formula).to_string();
    let style = if here { theme.title } else { theme.muted };
    let words = format!("{mark} {}", theme.marks.prose(&words));
    painter.line(1, Span::styled(words, style));
    let (choices, selected) = (desk.choices(), desk.row(Part::Choices));
    let name_room = (painter.width() / 2).min(NAME);
    for (row, one) in choices.iter().enumerate() {
        let bytes = desk.bench.bytes(*one);
        let doc = bytes.map_or_else(String::new, |bytes| {
            let room = painter.width().saturating_sub(name_room + 6);
            text::start(bytes, room, &theme.marks)
        });
        // a long name has the columns of the bytes, where there are none
        let name_room = if bytes.is_some() {
            name_room
        } else {
            painter.width().saturating_sub(6)
        };
        let line = choice::Choice {
            name: &choice_title(*one),
            name_room,
            doc: &doc,
            right: "",
        };
        choice(model, &mut painter, row + 2, here && row == selected, &line);
    }
}
