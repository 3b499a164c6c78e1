//! The connections of a capture to choose from, as `premaster open --list` lists them.

use super::{Deed, Overlay, window};
use crate::tui::command::Scope;
use crate::tui::draw::choice::typed;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::layout::layout;
use crate::tui::model::Model;
use crate::tui::model::source::Captured;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The columns that the window would like.
const WIDTH: u16 = 124;
/// What stands before the words of a connection: the mark of the selected one.
const MARK: usize = 2;
/// The most rows for what became of a connection.
const BECAME: usize = 4;

/// The connections of a capture to choose from.
#[derive(Debug)]
pub struct CapturedConnections {
    query: String,
    /// The selected one, by its place among those that fit.
    selected: usize,
    /// The first row that was shown last.
    top: Option<usize>,
}

/// A row of the list.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// The connection, by its place among those that fit.
    one: usize,
    /// Which of its lines.
    line: usize,
}

impl CapturedConnections {
    /// With the one selected that is shown.
    pub fn of(model: &Model) -> Self {
        CapturedConnections {
            query: String::new(),
            selected: model.capture.as_ref().map_or(0, |capture| capture.shown),
            top: None,
        }
    }

    /// The first row that is shown, so that the selected connection is in sight.
    fn first(&self, rows: &[Row], list: Rect) -> usize {
        let is_chosen = |row: &Row| row.one == self.selected;
        let begin = rows.iter().position(is_chosen).unwrap_or(0);
        let len = rows[begin..]
            .iter()
            .take_while(|row| is_chosen(row))
            .count();
        let height = usize::from(list.height);
        match self.top {
            Some(top) => text::first_row_from(top, begin..begin + len, rows.len(), height),
            None => text::first_row(begin, rows.len(), height),
        }
    }

    /// The rows of those that fit, in a list of so many columns.
    fn rows(&self, model: &Model, width: u16) -> Vec<Row> {
        let fitting = model.captured(&self.query).into_iter().enumerate();
        let height = |captured: &Captured| {
            let room = usize::from(width).saturating_sub(MARK + captured.indent);
            match text::width(&captured.became) <= room {
                true => 1,
                false => became(model, captured, room).len(),
            }
        };
        fitting
            .flat_map(|(one, (_, captured))| {
                (0..=height(captured)).map(move |line| Row { one, line })
            })
            .collect()
    }
}

/// Where the list is: below the line that is typed.
fn list(room: Rect) -> Rect {
    Rect {
        y: room.y + 1.min(room.height),
        height: room.height.saturating_sub(1),
        ..room
    }
}

impl Overlay for CapturedConnections {
    fn name(&self) -> &'static str {
        "captured"
    }

    fn scope(&self) -> Scope {
        Scope::Finder
    }

    fn title(&self, model: &Model) -> String {
        let file = model.capture.as_ref().map(|capture| &capture.title);
        said!("tui.captured.title", file).to_string()
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let width = window::width(WIDTH, screen);
        let inside = window::inside(Rect::new(0, 0, width, screen.height));
        let all = CapturedConnections::of(model);
        let rows = all.rows(model, inside.width).len() + 3;
        (WIDTH, rows.min(screen.height.into()) as u16)
    }

    fn len(&self, model: &Model, _: Rect) -> usize {
        model.captured(&self.query).len()
    }

    fn at(&self) -> usize {
        self.selected
    }

    fn go(&mut self, row: usize) {
        self.selected = row;
    }

    fn row_at(&self, model: &Model, room: Rect, row: usize) -> Option<usize> {
        let list = list(room);
        let row = row.checked_sub(usize::from(list.y - room.y))?;
        let rows = self.rows(model, list.width);
        let row = rows.get(self.first(&rows, list) + row)?;
        Some(row.one)
    }

    fn typed(&mut self) -> Option<(&mut String, usize)> {
        self.selected = 0;
        Some((&mut self.query, 256))
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.open")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        match model.captured(&self.query).get(self.selected) {
            Some((place, _)) => Deed::Connection(*place),
            None => Deed::Stays(self),
        }
    }

    fn refresh(&mut self, model: &Model) {
        let screen = model.screen();
        let Some(at) = layout(screen, model.room_on(screen)) else {
            return;
        };
        let list = list(window::inside(window::area(model, self, at.over)));
        let rows = self.rows(model, list.width);
        self.top = Some(self.first(&rows, list));
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let mut painter = Painter::new(buf, room);
        let mut line = typed(model, "/", &self.query, painter.width());
        if self.query.is_empty() {
            let hint = theme.marks.prose(label!("tui.chooser.filter")).into_owned();
            line.push_span(Span::styled(format!(" {hint}"), theme.muted));
        }
        painter.line(0, line);
        let all = model.captured(&self.query);
        let list = list(room);
        let mut painter = Painter::new(buf, list);
        if all.is_empty() {
            let words = label!("tui.captured.none");
            return painter.line(1, Span::styled(words, theme.muted));
        }
        let rows = self.rows(model, list.width);
        let (first, height) = (self.first(&rows, list), painter.height());
        for (y, row) in rows.iter().skip(first).take(height).enumerate() {
            let chosen = row.one == self.selected;
            let line = all
                .get(row.one)
                .and_then(|(_, one)| lines(model, one, chosen, painter.width()).nth(row.line));
            painter.line(y, line.unwrap_or_default());
            if chosen {
                painter.select(y, theme.selected);
            }
        }
        let most = rows.len().saturating_sub(height);
        scroll_hint::inside(model, list, first, most, buf);
    }
}

/// The lines of a connection: between whom, and what became of it.
fn lines(
    model: &Model,
    one: &Captured,
    chosen: bool,
    width: usize,
) -> impl Iterator<Item = Line<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mark = if chosen { marks.selected } else { " " };
    let style = if chosen { theme.title } else { theme.text };
    let room = width.saturating_sub(MARK);
    let between = Line::from(vec![
        Span::styled(format!("{mark} "), theme.title),
        Span::styled(text::cut(&marks.prose(&one.between), room, marks), style),
    ]);
    let indent = MARK + one.indent;
    let room = width.saturating_sub(indent);
    let became = became(model, one, room).into_iter().map(move |mut line| {
        line.spans.insert(0, Span::raw(" ".repeat(indent)));
        line
    });
    std::iter::once(between).chain(became)
}

/// The lines that say what became of a connection.
fn became(model: &Model, one: &Captured, room: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let lines = text::wrap_plain(&theme.marks.prose(&one.became), theme.muted, room, 0);
    text::clip(lines, BECAME, room, theme)
}
