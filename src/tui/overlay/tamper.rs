//! What an attacker could do with the selected byte, and with its message.

use super::prompt::{Prompt, PromptWindow};
use super::{Deed, Overlay};
use crate::tui::command::Scope;
use crate::tui::draw::choice::{Choice, choice};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::tampering::Action;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// What an attacker could do.
#[derive(Debug, Default)]
pub struct Tamper {
    selected: usize,
}

impl Overlay for Tamper {
    fn name(&self) -> &'static str {
        "tamper"
    }

    fn scope(&self) -> Scope {
        Scope::Chooser
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.window.attacker").to_owned()
    }

    fn size(&self, model: &Model, _: Rect) -> (u16, u16) {
        (96, model.actions().len() as u16 + 4)
    }

    fn len(&self, model: &Model, _: Rect) -> usize {
        model.actions().len()
    }

    fn at(&self) -> usize {
        self.selected
    }

    fn go(&mut self, row: usize) {
        self.selected = row;
    }

    fn row_at(&self, model: &Model, room: Rect, row: usize) -> Option<usize> {
        let len = model.actions().len();
        let height = usize::from(room.height).saturating_sub(2);
        let at = text::first_row(self.selected, len, height) + row.checked_sub(2)?;
        (at < len).then_some(at)
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.do_it")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        let Some(action) = model.actions().get(self.selected).copied() else {
            return Deed::Closed;
        };
        let asked = match action {
            Action::SetByte => Some(Prompt::SetByte),
            Action::ReplaceField => Some(Prompt::ReplaceField),
            _ => None,
        };
        if let Some(prompt) = asked.and_then(|prompt| PromptWindow::ask(model, prompt)) {
            return Deed::Instead(Box::new(prompt));
        }
        if let Some(change) = model.change(action) {
            model.intercept(change);
        }
        Deed::Closed
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let mut painter = Painter::new(buf, room);
        let target = model.target();
        let message = model
            .step()
            .map_or(String::new(), |step| step.title().to_string());
        let head = said!("tui.tamper.head", message).to_string();
        let head = text::cut(&theme.marks.prose(&head), painter.width(), &theme.marks);
        painter.line(0, Span::styled(head, theme.muted));
        let actions = model.actions();
        let height = painter.height().saturating_sub(2);
        let first = text::first_row(self.selected, actions.len(), height);
        let shown = actions.iter().enumerate().skip(first).take(height);
        for (y, (i, action)) in shown.enumerate() {
            let (name, doc) = (action.title(), action.effect(target.as_ref()));
            let row = Choice {
                name: &name.to_string(),
                name_room: 18,
                doc: &doc.to_string(),
                right: "",
            };
            choice(model, &mut painter, y + 2, i == self.selected, &row);
        }
        let most = actions.len().saturating_sub(height);
        scroll_hint::more(model, room, first, most, buf);
    }
}
