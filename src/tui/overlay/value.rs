//! A value with all its bytes.

use super::text_window as window;
use super::{Deed, Overlay};
use crate::label;
use crate::trace::ValueId;
use crate::tui::command::Scope;
use crate::tui::draw::hex::{self, Dump};
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::tui::pane::bytes::about;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// A value with all its bytes.
#[derive(Debug)]
pub struct ValueWindow {
    id: ValueId,
    scroll: usize,
}

const WIDTH: u16 = 86;

impl ValueWindow {
    /// Of a value.
    pub fn of(id: ValueId) -> Self {
        ValueWindow { id, scroll: 0 }
    }

    fn lines(&self, model: &Model, width: usize) -> Vec<Line<'static>> {
        let Some(value) = model.value(self.id) else {
            return Vec::new();
        };
        let theme = &model.theme;
        let mut lines = about::about_value(model, value, width);
        if !model.sees(self.id) {
            return lines;
        }
        lines.push(Line::default());
        if let Some(text) = text::printable(&value.bytes) {
            let quoted = format!("\"{}\"", theme.marks.prose(text));
            lines.extend(text::wrap_plain(&quoted, theme.value(value.name), width, 1));
            lines.push(Line::default());
        }
        let dump = Dump {
            colours: vec![(0..value.bytes.len(), theme.value(value.name))],
            ..Dump::of(&value.bytes)
        };
        let per_row = hex::per_row(width);
        lines.extend(dump.lines(model, per_row, 0..dump.rows(per_row)));
        lines
    }
}

impl Overlay for ValueWindow {
    fn name(&self) -> &'static str {
        "value"
    }

    fn scope(&self) -> Scope {
        Scope::Reader
    }

    fn title(&self, model: &Model) -> String {
        let value = model.value(self.id);
        value.map(|value| value.title()).unwrap_or_default()
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let lines = self.lines(model, window::columns(WIDTH, screen)).len();
        (WIDTH, window::rows(lines, 34))
    }

    fn len(&self, model: &Model, room: Rect) -> usize {
        window::len(self.lines(model, room.width.into()).len(), room)
    }

    fn at(&self) -> usize {
        self.scroll
    }

    fn go(&mut self, row: usize) {
        self.scroll = row;
    }

    fn value(&self, _: &Model) -> Option<ValueId> {
        Some(self.id)
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.close")
    }

    fn accept(self: Box<Self>, _: &mut Model) -> Deed {
        Deed::Closed
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let lines = self.lines(model, room.width.into());
        window::draw(model, lines, self.scroll, room, buf);
    }
}
