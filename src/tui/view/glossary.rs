//! The glossary: a list of terms, and beside it, or below where there is little room, the chosen one.

use super::super::glossary::Listed;
use super::super::key::Key;
use super::super::lines::Lines;
use super::super::stage::Stage;
use super::super::text;
use super::palette::typed;
use super::{Painter, scroll_hint};
use crate::explain::glossary::Term;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// So many columns are needed for the list and the term side by side.
const BESIDE: u16 = 60;
/// The columns of the list beside the term, at most.
const LIST: u16 = 32;
/// The columns of the words before the facts of a term.
const HEADS: usize = 10;

pub fn draw(stage: &Stage, query: &str, selected: usize, area: Rect, buf: &mut Buffer) {
    let theme = &stage.theme;
    let mut painter = Painter::new(buf, area);
    painter.line(0, typed(stage, "/", query, painter.width()));
    let listed = stage.terms(query);
    if listed.len() == 0 {
        let none = Span::styled(label!("tui.glossary.none"), theme.muted);
        return painter.line(2, none);
    }
    let (list, entry) = split(area, buf, stage);
    names(stage, &listed, selected, list, buf);
    if let Some(term) = listed.get(selected) {
        let lines = self::entry(stage, term, entry.width.into(), false);
        let height = usize::from(entry.height);
        let more = lines.len() > height;
        let lines = text::clip(lines, height, entry.width.into(), theme);
        Painter::new(buf, entry).lines(0, lines);
        if more {
            scroll_hint::opens(stage, area, buf);
        }
    }
}

/// The rooms for the list and for the term, with a line between them.
fn split(area: Rect, buf: &mut Buffer, stage: &Stage) -> (Rect, Rect) {
    let below = Rect {
        y: area.y + 2.min(area.height),
        height: area.height.saturating_sub(2),
        ..area
    };
    let mut lines = Lines::new(area);
    let rooms = if area.width >= BESIDE {
        let width = LIST.min(area.width * 2 / 5);
        let list = Rect { width, ..below };
        let entry = Rect {
            x: list.right() + 3,
            width: area.width - width - 3,
            ..below
        };
        if below.height > 0 {
            lines.vertical(list.right() + 1, below.y, below.bottom() - 1);
        }
        (list, entry)
    } else {
        let height = (below.height / 3).max(3).min(below.height);
        let list = Rect { height, ..below };
        let entry = Rect {
            y: (list.bottom() + 1).min(below.bottom()),
            height: below.height.saturating_sub(height + 1),
            ..below
        };
        if entry.height > 0 {
            lines.horizontal(list.bottom(), area.x, area.right() - 1);
        }
        (list, entry)
    };
    lines.draw(buf, &stage.theme.marks, stage.theme.line);
    rooms
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

/// The names of the terms.
fn names(stage: &Stage, listed: &Listed, selected: usize, area: Rect, buf: &mut Buffer) {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let rows = rows(listed);
    let is_chosen = |row: &Row| matches!(row, Row::Term(number, _) if *number == selected);
    let chosen = rows.iter().position(is_chosen).unwrap_or(0);
    let mut painter = Painter::new(buf, area);
    let height = painter.height();
    // with the first term its heading comes into view
    let shown = if selected == 0 { 0 } else { chosen };
    let first = text::first_row(shown, rows.len(), height);
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
                        Span::styled(format!("{mark} "), theme.accent),
                        Span::styled(name, style),
                    ]),
                );
                if chosen {
                    painter.select(y, theme.selected);
                }
            }
        }
    }
    let more = |mark| Span::styled(mark, theme.accent);
    if first > 0 {
        painter.right(0, more(marks.above));
    }
    if first + height < rows.len() {
        painter.right(height.saturating_sub(1), more(marks.below));
    }
}

/// A term in full: its name, its text, where to read on, and where it is at work, with the key that
/// goes there if it is valid now.
pub fn entry(stage: &Stage, term: &Term, width: usize, goes: bool) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let prose = |text: &str| theme.marks.prose(text).into_owned();
    let mut lines = text::wrap_plain(&prose(&term.name), theme.title, width, 0);
    lines.push(Line::default());
    lines.extend(text::wrap_plain(&prose(&term.text), theme.text, width, 0));
    lines.push(Line::default());
    let mut fact = |head: &'static str, words: Vec<Span<'static>>| {
        let mut spans = vec![Span::styled(format!("{head:<HEADS$}"), theme.muted)];
        // a blank of its own, since wrapping takes blanks for one
        let body = text::wrap(&words, width.saturating_sub(HEADS), 0);
        for (i, line) in body.into_iter().enumerate() {
            if i > 0 {
                spans = vec![Span::raw(" ".repeat(HEADS))];
            }
            spans.extend(line.spans);
            lines.push(Line::from(std::mem::take(&mut spans)));
        }
    };
    let rfc = Span::styled(prose(&term.rfc), theme.text);
    fact(label!("tui.glossary.read_on"), vec![rfc]);
    if let Some(step) = stage.at_work(term).and_then(|at| stage.trace.steps.get(at)) {
        let title = crate::explain::title(&stage.trace, step);
        let place = said!("tui.glossary.place", step = step.index + 1, title = title);
        let mut words = vec![Span::styled(prose(&place.to_string()), theme.accent)];
        if goes {
            let key = Key::Enter.label(theme.marks.ascii);
            words.insert(0, Span::styled(format!("{key} "), theme.key));
        }
        fact(label!("tui.glossary.at_work"), words);
    }
    let related: Vec<&str> = term.related().map(Term::short_name).collect();
    if !related.is_empty() {
        let related = Span::styled(prose(&related.join(", ")), theme.text);
        fact(label!("tui.glossary.see"), vec![related]);
    }
    lines
}
