//! A document of the program, to be read.

use super::text_window as window;
use super::{Deed, Overlay};
use crate::label;
use crate::lesson::course::{Shown, document};
use crate::tui::command::Scope;
use crate::tui::model::Model;
use crate::tui::screen::lesson::page;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// A document.
#[derive(Debug)]
pub struct DocumentWindow {
    shown: Vec<Shown>,
    scroll: usize,
}

const WIDTH: u16 = 96;

impl DocumentWindow {
    /// The document with this name.
    pub fn of(name: &str) -> Option<Self> {
        let shown = document(name)?;
        Some(DocumentWindow { shown, scroll: 0 })
    }

    fn lines(&self, model: &Model, width: usize) -> Vec<Line<'static>> {
        page(model, &self.shown, width)
    }
}

impl Overlay for DocumentWindow {
    fn name(&self) -> &'static str {
        "document"
    }

    fn scope(&self) -> Scope {
        Scope::Reader
    }

    fn title(&self, _: &Model) -> String {
        self.shown.first().map(Shown::text).unwrap_or_default()
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let lines = self.lines(model, window::columns(WIDTH, screen));
        (WIDTH, window::rows(lines.len(), 60))
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
