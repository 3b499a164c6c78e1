//! The eyes to look through.

use super::{Deed, Overlay};
use crate::label;
use crate::tui::command::Scope;
use crate::tui::draw::choice::{Choice, choice};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::eyes::Lens;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// The eyes to look through.
#[derive(Debug)]
pub struct Lenses {
    selected: usize,
}

impl Lenses {
    /// With the present ones selected.
    pub fn of(model: &Model) -> Self {
        let mut all = Lens::ALL.iter();
        let present = all.position(|lens| *lens == model.view.lens);
        Lenses {
            selected: present.unwrap_or(0),
        }
    }
}

/// Rows above the list.
const HEAD: usize = 2;
/// Rows below it for what the selected eyes have, where that has no room beside it.
const BELOW: usize = 2;
/// From so many columns on it has.
const BESIDE: usize = 96;

impl Overlay for Lenses {
    fn name(&self) -> &'static str {
        "lens"
    }

    fn scope(&self) -> Scope {
        Scope::Chooser
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.lens.title").to_owned()
    }

    fn size(&self, _: &Model, screen: Rect) -> (u16, u16) {
        let beside = usize::from(screen.width) >= BESIDE + 8;
        let below = if beside { 0 } else { BELOW };
        (106, (Lens::ALL.len() + HEAD + below + 2) as u16)
    }

    fn len(&self, _: &Model, _: Rect) -> usize {
        Lens::ALL.len()
    }

    fn at(&self) -> usize {
        self.selected
    }

    fn go(&mut self, row: usize) {
        self.selected = row;
    }

    fn row_at(&self, _: &Model, room: Rect, row: usize) -> Option<usize> {
        let below = if usize::from(room.width) >= BESIDE {
            0
        } else {
            BELOW
        };
        let height = usize::from(room.height).saturating_sub(HEAD + below);
        let row = row.checked_sub(HEAD).filter(|row| *row < height)?;
        let at = text::first_row(self.selected, Lens::ALL.len(), height) + row;
        (at < Lens::ALL.len()).then_some(at)
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.look")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        if let Some(lens) = Lens::ALL.get(self.selected) {
            model.look_through(*lens);
        }
        Deed::Closed
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let mut painter = Painter::new(buf, room);
        let words = text::cut(label!("tui.lens.head"), painter.width(), &theme.marks);
        painter.line(0, Span::styled(words, theme.muted));
        let beside = painter.width() >= BESIDE;
        let below = if beside { 0 } else { BELOW };
        let height = painter.height().saturating_sub(HEAD + below);
        if let (false, Some(lens)) = (beside, Lens::ALL.get(self.selected)) {
            let doc = lens.doc();
            let doc = text::cut(&theme.marks.prose(&doc), painter.width(), &theme.marks);
            painter.line(HEAD + height + 1, Span::styled(doc, theme.text));
        }
        let first = text::first_row(self.selected, Lens::ALL.len(), height);
        let shown = Lens::ALL.iter().enumerate().skip(first).take(height);
        for (y, (i, lens)) in shown.enumerate() {
            let doc = if beside { lens.doc() } else { String::new() };
            let row = Choice {
                name: &lens.title(),
                name_room: 38,
                doc: &doc,
                right: "",
            };
            choice(model, &mut painter, y + HEAD, i == self.selected, &row);
        }
        let most = Lens::ALL.len().saturating_sub(height);
        scroll_hint::more(model, room, first, most, buf);
    }
}
