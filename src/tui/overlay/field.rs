//! All there is to say about the selected field.

use super::text_window as window;
use super::{Deed, Overlay};
use crate::label;
use crate::trace::ValueId;
use crate::tui::command::{Command, Scope};
use crate::tui::model::Model;
use crate::tui::pane::bytes::about;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// All there is to say about the selected field.
#[derive(Debug, Default)]
pub struct FieldWindow {
    scroll: usize,
}

const WIDTH: u16 = 86;

fn value(model: &Model) -> Option<ValueId> {
    model.value_at(model.picked_row()?).map(|value| value.id)
}

impl Overlay for FieldWindow {
    fn name(&self) -> &'static str {
        "field"
    }

    fn scope(&self) -> Scope {
        Scope::Reader
    }

    fn title(&self, model: &Model) -> String {
        model
            .selected_bytes()
            .map(|(name, _)| name)
            .unwrap_or_default()
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let lines = about::about_field(model, window::columns(WIDTH, screen)).len();
        (WIDTH, window::rows(lines, 34))
    }

    fn len(&self, model: &Model, room: Rect) -> usize {
        window::len(about::about_field(model, room.width.into()).len(), room)
    }

    fn at(&self) -> usize {
        self.scroll
    }

    fn go(&mut self, row: usize) {
        self.scroll = row;
    }

    fn value(&self, model: &Model) -> Option<ValueId> {
        value(model)
    }

    fn offers(&self, model: &Model, command: Command) -> bool {
        match command {
            Command::WhereFrom | Command::CopyAs => value(model).is_some(),
            _ => true,
        }
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.close")
    }

    fn accept(self: Box<Self>, _: &mut Model) -> Deed {
        Deed::Closed
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let lines = about::about_field(model, room.width.into());
        window::draw(model, lines, self.scroll, room, buf);
    }
}
