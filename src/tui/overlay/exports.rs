//! The formats in which the run, or the screen, can be written to a file.

use super::prompt::{Prompt, PromptWindow};
use super::{Deed, Overlay};
use crate::label;
use crate::tui::command::Scope;
use crate::tui::draw::choice::{Choice, choice};
use crate::tui::draw::painter::Painter;
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The formats, and the one that is selected.
#[derive(Debug, Default)]
pub struct ExportWindow {
    selected: usize,
}

/// Columns of the names.
const NAMES: usize = 11;

impl ExportWindow {
    /// The first row in a room, so that the selected one is in it.
    fn top(&self, rows: usize) -> usize {
        (self.selected + 1).saturating_sub(rows)
    }
}

impl Overlay for ExportWindow {
    fn name(&self) -> &'static str {
        "export"
    }

    fn scope(&self) -> Scope {
        Scope::Chooser
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.window.export").to_owned()
    }

    fn size(&self, model: &Model, _: Rect) -> (u16, u16) {
        (84, model.exportable().len() as u16 + 2)
    }

    fn len(&self, model: &Model, _: Rect) -> usize {
        model.exportable().len()
    }

    fn at(&self) -> usize {
        self.selected
    }

    fn go(&mut self, row: usize) {
        self.selected = row;
    }

    fn row_at(&self, model: &Model, room: Rect, row: usize) -> Option<usize> {
        let row = row + self.top(room.height.into());
        (row < model.exportable().len()).then_some(row)
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.choose")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        match model.exportable().get(self.selected) {
            Some(exported) => {
                let name = model.proposed(*exported);
                let prompt = PromptWindow::with(Prompt::Export(*exported), name);
                Deed::Over(self, Box::new(prompt))
            }
            None => Deed::Closed,
        }
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let mut painter = Painter::new(buf, room);
        let (rows, top) = (room.height.into(), self.top(room.height.into()));
        let shown = model.exportable().into_iter().enumerate();
        for (at, exported) in shown.skip(top).take(rows) {
            let (name, doc) = model.described(exported);
            let row = Choice {
                name,
                name_room: NAMES,
                doc,
                right: "",
            };
            choice(model, &mut painter, at - top, at == self.selected, &row);
        }
    }
}
