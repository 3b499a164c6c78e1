//! The glossary: a list of terms, and beside it, or below where there is little room, the chosen one.

use super::term::{TermWindow, entry};
use super::{Deed, Overlay};
use crate::explain::glossary::Term;
use crate::label;
use crate::tui::command::Scope;
use crate::tui::draw::choice::typed;
use crate::tui::draw::lines::Lines;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::terms::Listed;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The terms of art.
#[derive(Debug, Default)]
pub struct Glossary {
    query: String,
    selected: usize,
}

impl Overlay for Glossary {
    fn name(&self) -> &'static str {
        "glossary"
    }

    fn scope(&self) -> Scope {
        Scope::Finder
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.glossary.title").to_owned()
    }

    fn size(&self, _: &Model, _: Rect) -> (u16, u16) {
        (104, 30)
    }

    fn len(&self, model: &Model, _: Rect) -> usize {
        model.terms(&self.query).len()
    }

    fn at(&self) -> usize {
        self.selected
    }

    fn go(&mut self, row: usize) {
        self.selected = row;
    }

    fn row_at(&self, model: &Model, room: Rect, row: usize) -> Option<usize> {
        let listed = model.terms(&self.query);
        let rows = rows(&listed);
        let (list, _) = rooms(room);
        let row = row.checked_sub(usize::from(list.y - room.y))?;
        let first = first(&rows, self.selected, list.height.into());
        match rows.get(first + row)? {
            Row::Term(number, _) if row < usize::from(list.height) => Some(*number),
            _ => None,
        }
    }

    fn typed(&mut self) -> Option<(&mut String, usize)> {
        self.selected = 0;
        Some((&mut self.query, 256))
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.open")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        match model.terms(&self.query).get(self.selected) {
            Some(term) => Deed::Over(self, Box::new(TermWindow::of(term))),
            None => Deed::Stays(self),
        }
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let mut painter = Painter::new(buf, room);
        painter.line(0, typed(model, "/", &self.query, painter.width()));
        let listed = model.terms(&self.query);
        if listed.len() == 0 {
            let none = Span::styled(label!("tui.glossary.none"), theme.muted);
            return painter.line(2, none);
        }
        let (list, beside) = split(room, buf, model);
        names(model, &listed, self.selected, list, buf);
        if let Some(term) = listed.get(self.selected) {
            let lines = entry(model, term, beside.width.into(), false);
            let height = usize::from(beside.height);
            let more = lines.len() > height;
            let lines = text::clip(lines, height, beside.width.into(), theme);
            Painter::new(buf, beside).lines(0, lines);
            if more {
                scroll_hint::opens(model, room, buf);
            }
        }
    }
}

/// So many columns are needed for the list and the term side by side.
const BESIDE: u16 = 60;
/// The columns of the list beside the term, at most.
const LIST: u16 = 32;

/// The rooms for the list and for the term.
fn rooms(area: Rect) -> (Rect, Rect) {
    let below = Rect {
        y: area.y + 2.min(area.height),
        height: area.height.saturating_sub(2),
        ..area
    };
    if area.width >= BESIDE {
        let width = LIST.min(area.width * 2 / 5);
        let list = Rect { width, ..below };
        let entry = Rect {
            x: list.right() + 3,
            width: area.width - width - 3,
            ..below
        };
        return (list, entry);
    }
    // where there is no room for a term below, Enter opens it
    let height = match below.height {
        0..9 => below.height,
        height => height / 3,
    };
    let list = Rect { height, ..below };
    let entry = Rect {
        y: (list.bottom() + 1).min(below.bottom()),
        height: below.height.saturating_sub(height + 1),
        ..below
    };
    (list, entry)
}

/// The rooms, with a line drawn between them.
fn split(area: Rect, buf: &mut Buffer, model: &Model) -> (Rect, Rect) {
    let (list, entry) = rooms(area);
    let mut lines = Lines::new(area);
    match area.width >= BESIDE {
        true if list.height > 0 => lines.vertical(list.right() + 1, list.y, list.bottom() - 1),
        false if entry.height > 0 => lines.horizontal(list.bottom(), area.x, area.right() - 1),
        _ => {}
    }
    lines.draw(buf, &model.theme.marks, model.theme.line);
    (list, entry)
}

/// A row of the list: a heading, or a term with its number.
enum Row {
    Heading(&'static str),
    Blank,
    Term(usize, &'static Term),
}

fn rows(listed: &Listed) -> Vec<Row> {
    let terms = |from: usize, terms: &[&'static Term]| -> Vec<Row> {
        let numbered = terms.iter().enumerate();
        numbered
            .map(|(i, term)| Row::Term(from + i, term))
            .collect()
    };
    let mut rows = Vec::new();
    if !listed.here.is_empty() {
        rows.push(Row::Heading(label!("tui.glossary.here")));
        rows.extend(terms(0, &listed.here));
        rows.push(Row::Blank);
        rows.push(Row::Heading(label!("tui.glossary.others")));
    }
    rows.extend(terms(listed.here.len(), &listed.rest));
    rows
}

/// The first row that is shown.
fn first(rows: &[Row], selected: usize, height: usize) -> usize {
    let is_chosen = |row: &Row| matches!(row, Row::Term(number, _) if *number == selected);
    let chosen = rows.iter().position(is_chosen).unwrap_or(0);
    // with the first term its heading comes into view
    let shown = if selected == 0 { 0 } else { chosen };
    text::first_row(shown, rows.len(), height)
}

/// The names of the terms.
fn names(model: &Model, listed: &Listed, selected: usize, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let rows = rows(listed);
    let mut painter = Painter::new(buf, area);
    let height = painter.height();
    let first = first(&rows, selected, height);
    for (y, row) in rows.iter().skip(first).take(height).enumerate() {
        match row {
            Row::Blank => {}
            Row::Heading(words) => painter.line(y, Span::styled(*words, theme.muted)),
            Row::Term(number, term) => {
                let chosen = *number == selected;
                let mark = if chosen { marks.selected } else { " " };
                let room = painter.width().saturating_sub(2);
                let name = text::cut(&marks.prose(term.short_name()), room, marks);
                let style = if *number < listed.here.len() {
                    theme.title
                } else {
                    theme.text
                };
                painter.line(
                    y,
                    Line::from(vec![
                        Span::styled(format!("{mark} "), theme.title),
                        Span::styled(name, style),
                    ]),
                );
                if chosen {
                    painter.select(y, theme.selected);
                }
            }
        }
    }
    let more = |mark| Span::styled(mark, theme.title);
    if first > 0 {
        painter.right(0, more(marks.above));
    }
    if first + height < rows.len() {
        painter.right(height.saturating_sub(1), more(marks.below));
    }
}
