//! The forms in which a value can be copied.

use super::{Deed, Overlay};
use crate::trace::ValueId;
use crate::tui::command::Scope;
use crate::tui::draw::choice::{Choice, choice};
use crate::tui::draw::painter::Painter;
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::model::copy::{self, Form};
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The forms in which a value can be copied.
#[derive(Debug)]
pub struct CopyAs {
    id: ValueId,
    selected: usize,
}

impl CopyAs {
    /// Of a value.
    pub fn of(id: ValueId) -> Self {
        CopyAs { id, selected: 0 }
    }
}

impl Overlay for CopyAs {
    fn name(&self) -> &'static str {
        "copy-as"
    }

    fn scope(&self) -> Scope {
        Scope::Chooser
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.window.copy").to_owned()
    }

    fn size(&self, _: &Model, _: Rect) -> (u16, u16) {
        (84, Form::ALL.len() as u16 + 2)
    }

    fn len(&self, _: &Model, _: Rect) -> usize {
        Form::ALL.len()
    }

    fn at(&self) -> usize {
        self.selected
    }

    fn go(&mut self, row: usize) {
        self.selected = row;
    }

    fn row_at(&self, _: &Model, _: Rect, row: usize) -> Option<usize> {
        (row < Form::ALL.len()).then_some(row)
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.copy")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        let chosen = model.value(self.id).zip(Form::ALL.get(self.selected));
        let Some((value, form)) = chosen else {
            return Deed::Closed;
        };
        let name = value.title();
        match copy::value(&model.trace, value, *form) {
            Some(text) => {
                model.say(said!("tui.notice.copied_as", name, form = form.title()));
                Deed::Effect(Effect::Copy(text))
            }
            None => {
                model.complain(said!("tui.notice.no_command", name));
                Deed::Closed
            }
        }
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let mut painter = Painter::new(buf, room);
        for (y, form) in Form::ALL.into_iter().enumerate() {
            let value = model.value(self.id).filter(|_| form == Form::Command);
            let command = value.and_then(|value| copy::value(&model.trace, value, form));
            let doc = match command {
                Some(command) if command.contains("PRIVATE KEY") => {
                    label!("tui.copy.command_with_key")
                }
                _ => form.doc(),
            };
            let row = Choice {
                name: form.title(),
                name_room: 14,
                doc,
                right: "",
            };
            choice(model, &mut painter, y, y == self.selected, &row);
        }
    }
}
