//! The page with the steps of both runs, and below them what differs in the selected one.

use super::sheet::{BEFORE, BETWEEN, Sheet, column};
use crate::explain::comparison::Marks;
use crate::trace::{Pair, Relation, Trace};
use crate::tui::draw::lines::Lines;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::comparison::Compared;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Where the steps are, and what is said of the selected one.
pub struct Parts {
    /// The titles of the runs, and below them the steps.
    pub list: Rect,
    /// The line between, with what the letters mean.
    pub rule: Rect,
    /// What differs in the selected step.
    pub below: Rect,
}

/// The parts of a room.
pub fn parts(model: &Model, room: Rect) -> Parts {
    let rows = u16::try_from(model.compared_rows()).unwrap_or(u16::MAX);
    let left = room.height.saturating_sub(2);
    // half of it, or all the steps where that leaves enough for what differs
    let most = left.saturating_sub(16).max(left / 2);
    let list = (rows.min(most) + 1).min(room.height);
    let rule = (room.height - list).min(1);
    Parts {
        list: Rect {
            height: list,
            ..room
        },
        rule: Rect {
            y: room.y + list,
            height: rule,
            ..room
        },
        below: Rect {
            y: room.y + list + rule,
            height: room.height - list - rule,
            ..room
        },
    }
}

/// The row of the comparison at a row of the room.
pub fn row_at(model: &Model, selected: usize, room: Rect, row: usize) -> Option<usize> {
    let len = model.compared_rows();
    let height = usize::from(parts(model, room).list.height).saturating_sub(1);
    let row = row.checked_sub(1).filter(|row| *row < height)?;
    let at = text::first_row(selected, len, height) + row;
    (at < len).then_some(at)
}

/// Draws the page. What is said of the selected step is scrolled by so many lines.
pub fn draw(model: &Model, selected: usize, scroll: usize, room: Rect, buf: &mut Buffer) {
    let Some(compared) = model.compared.as_deref() else {
        return;
    };
    let parts = parts(model, room);
    list(model, compared, selected, parts.list, buf);
    rule(model, parts.rule, buf);
    let lines = below(model, selected, room.width.into());
    let height = usize::from(parts.below.height);
    let most = lines.len().saturating_sub(height);
    let scroll = scroll.min(most);
    let mut painter = Painter::new(buf, parts.below);
    painter.lines(0, lines.into_iter().skip(scroll));
    scroll_hint::more(model, room, scroll, most, buf);
}

fn list(model: &Model, compared: &Compared, selected: usize, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut painter = Painter::new(buf, area);
    let column = column(painter.width());
    let fit = |words: &str| text::cut(&marks.prose(words), column, marks);
    let [left, right] = compared
        .story
        .titles
        .clone()
        .map(|title| fit(&title.to_string()));
    painter.line(
        0,
        pair(
            column,
            Span::styled(left, theme.title),
            vec![Span::raw(" ".repeat(BETWEEN))],
            Span::styled(right, theme.title),
        ),
    );
    let rows = &compared.comparison.rows;
    let height = painter.height().saturating_sub(1);
    let first = text::first_row(selected, rows.len(), height);
    let shown = rows.iter().zip(&compared.story.marks).enumerate();
    for (y, (i, (row, what))) in shown.skip(first).take(height).enumerate() {
        let failed = row
            .right
            .is_some_and(|at| model.trace.steps()[at].failure.is_some());
        let ink = match (&row.differs, failed) {
            (_, true) => theme.bad,
            (Some(_), _) => theme.title,
            (None, _) => theme.text,
        };
        let [left_ink, right_ink] =
            [(row.left, row.right), (row.right, row.left)].map(|(mine, other)| {
                match (mine, other) {
                    (None, _) => theme.muted,
                    (Some(_), None) => theme.title,
                    _ => ink,
                }
            });
        let left = fit(&step(&compared.other, row.left, row.elsewhere));
        let right = fit(&step(&model.trace, row.right, row.elsewhere));
        let right_ink = if failed { theme.bad } else { right_ink };
        painter.line(
            y + 1,
            pair(
                column,
                Span::styled(left, left_ink),
                between(model, row, *what),
                Span::styled(right, right_ink),
            ),
        );
        if row.right == Some(model.cursor) {
            let before = BEFORE + column + BETWEEN - 1;
            painter.at(y + 1, before, Span::styled(marks.here, theme.title));
        }
        if i == selected {
            painter.at(y + 1, 0, Span::styled(marks.selected, theme.title));
            painter.select(y + 1, theme.selected);
        }
    }
    let most = rows.len().saturating_sub(height);
    let inside = Rect {
        y: area.y + 1,
        height: height as u16,
        ..area
    };
    scroll_hint::inside(model, inside, first, most, buf);
}

/// A step with its number and what became of its message, or where it comes in its run.
fn step(trace: &Trace, at: Option<usize>, elsewhere: Option<usize>) -> String {
    match (at.and_then(|at| trace.steps().get(at)), elsewhere) {
        (Some(step), _) => step.numbered_title(step.fate().word()),
        (None, Some(at)) => format!("    {}", said!("tui.compare.elsewhere", step = at + 1)),
        (None, None) => String::new(),
    }
}

fn pair(
    column: usize,
    left: Span<'static>,
    between: Vec<Span<'static>>,
    right: Span<'static>,
) -> Line<'static> {
    let pad = column.saturating_sub(left.width());
    let mut spans = vec![
        Span::raw(" ".repeat(BEFORE)),
        left,
        Span::raw(" ".repeat(pad)),
    ];
    spans.extend(between);
    spans.push(right);
    Line::from(spans)
}

/// The mark of a row, and a letter for each kind of thing that differs.
fn between(model: &Model, row: &Pair, what: Marks) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let differs = row.differs.is_some() || what.formula;
    let (mark, ink) = match (row.left, row.right) {
        _ if row.elsewhere.is_some() => (theme.marks.moved, theme.bad),
        (Some(_), None) => ("<", theme.bad),
        (None, _) => (">", theme.bad),
        _ if differs => (theme.marks.differs, theme.bad),
        _ => (theme.marks.same, theme.good),
    };
    let letter = |on: bool, letter: &'static str| if on { letter } else { " " };
    let letters = [
        letter(what.message, label!("tui.compare.letter_message")),
        letter(what.formula, label!("tui.compare.letter_formula")),
        letter(what.value, label!("tui.compare.letter_value")),
    ];
    vec![
        Span::raw(" "),
        Span::styled(mark, ink),
        Span::raw(" "),
        Span::styled(letters.concat(), theme.bad),
        Span::raw(" "),
    ]
}

/// The line between the steps and what differs in one, with what the letters mean.
fn rule(model: &Model, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let theme = &model.theme;
    let mut lines = Lines::new(area);
    lines.horizontal(area.y, area.x, area.right().saturating_sub(1));
    lines.draw(buf, &theme.marks, theme.muted);
    let mut painter = Painter::new(buf, area);
    let words = theme
        .marks
        .prose(label!("tui.compare.letters"))
        .into_owned();
    let words = text::cut(&words, painter.width().saturating_sub(6), &theme.marks);
    painter.over(0, 2, Span::styled(format!(" {words} "), theme.muted));
}

/// What is said of the selected step, and what both runs have in it.
pub fn below(model: &Model, selected: usize, width: usize) -> Vec<Line<'static>> {
    let compared = model.compared.as_deref();
    let Some((compared, row)) =
        compared.and_then(|it| Some((it, it.comparison.rows.get(selected)?)))
    else {
        return Vec::new();
    };
    let theme = &model.theme;
    let mut sheet = Sheet::new(model, compared, width);
    let first = compared.comparison.first == Some(selected);
    sheet.words(0, &about(&model.trace, row, first), theme.text);
    let formulas = &compared.story.formulas[selected];
    // what differs comes before what is the same
    for pair in formulas.iter().filter(|pair| pair.differs()) {
        sheet.formula(pair, &pair.title().to_string());
    }
    let (lengths, content): (Vec<_>, Vec<_>) =
        row.fields.iter().partition(|pair| pair.field.is_length());
    for pair in content.into_iter().chain(lengths) {
        sheet.field(pair);
    }
    let alone = match (row.left, row.right) {
        _ if row.elsewhere.is_some() => None,
        (Some(at), None) => Some((&*compared.other, at, Relation::OnlyLeft)),
        (None, Some(at)) => Some((&*model.trace, at, Relation::OnlyRight)),
        _ => None,
    };
    let message =
        alone.and_then(|(trace, at, only)| Some((trace.steps()[at].message.as_ref()?, only)));
    if let Some((message, only)) = message {
        sheet.alone(message, only);
    }
    let values = row.values.iter().map(|at| &compared.comparison.values[*at]);
    let (same, differ): (Vec<_>, Vec<_>) = values.partition(|pair| pair.relation == Relation::Same);
    for pair in differ {
        sheet.value(pair);
    }
    for pair in formulas.iter().filter(|pair| !pair.differs()) {
        sheet.formula(pair, &pair.title().to_string());
    }
    for pair in same {
        sheet.value(pair);
    }
    sheet.lines
}

/// What the selected row says, in sentences.
fn about(this: &Trace, row: &Pair, first: bool) -> String {
    let failure = row.right.and_then(|at| this.steps()[at].failure.as_ref());
    let words = match (row.left, row.right, &row.differs, failure) {
        (_, _, _, Some(failure)) => said!("tui.compare.stops", failure),
        (None, _, _, _) | (_, None, _, _) if row.elsewhere.is_some() => {
            said!("tui.compare.moved")
        }
        (Some(_), Some(_), Some(differs), _) => {
            let differs = beginning(&differs.to_string());
            said!("tui.compare.differs", differs)
        }
        (Some(_), Some(_), None, _) => said!("tui.compare.same"),
        (Some(_), None, _, _) => said!("tui.compare.missing"),
        _ => said!("tui.compare.only_here"),
    };
    match first {
        true => said!("tui.compare.first", words).to_string(),
        false => words.to_string(),
    }
}

/// Words as a sentence begins: with a capital letter, unless they begin with a name of the RFC.
fn beginning(words: &str) -> String {
    let first = words.split(' ').next().unwrap_or_default();
    let is_name = !first.chars().all(char::is_lowercase);
    let mut chars = words.chars();
    match chars.next() {
        Some(c) if !is_name => c.to_uppercase().chain(chars).collect(),
        _ => words.to_owned(),
    }
}
