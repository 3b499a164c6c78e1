//! The scenarios to choose from.

use super::{Deed, Overlay};
use crate::label;
use crate::tui::command::Scope;
use crate::tui::draw::choice::{Choice, choice, typed};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// The scenarios to choose from.
#[derive(Debug)]
pub struct Scenarios {
    query: String,
    selected: usize,
}

impl Scenarios {
    /// With the present one selected.
    pub fn of(model: &Model) -> Self {
        let present = model.scenario().map(|scenario| scenario.name.clone());
        let mut all = model.scenarios("").into_iter();
        let selected = all.position(|other| Some(&other.name) == present.as_ref());
        Scenarios {
            query: String::new(),
            selected: selected.unwrap_or(0),
        }
    }
}

/// Rows below the list, for what there is to learn from the selected one.
const BELOW: usize = 3;

impl Overlay for Scenarios {
    fn name(&self) -> &'static str {
        "scenarios"
    }

    fn scope(&self) -> Scope {
        Scope::Finder
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.window.scenarios").to_owned()
    }

    fn size(&self, model: &Model, _: Rect) -> (u16, u16) {
        (108, model.scenarios("").len().min(40) as u16 + 7)
    }

    fn len(&self, model: &Model, _: Rect) -> usize {
        model.scenarios(&self.query).len()
    }

    fn at(&self) -> usize {
        self.selected
    }

    fn go(&mut self, row: usize) {
        self.selected = row;
    }

    fn row_at(&self, model: &Model, room: Rect, row: usize) -> Option<usize> {
        let len = model.scenarios(&self.query).len();
        let height = usize::from(room.height).saturating_sub(2 + BELOW);
        let row = row.checked_sub(2).filter(|row| *row < height)?;
        let at = text::first_row(self.selected, len, height) + row;
        (at < len).then_some(at)
    }

    fn typed(&mut self) -> Option<(&mut String, usize)> {
        self.selected = 0;
        Some((&mut self.query, 256))
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.open")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        let all = model.scenarios(&self.query);
        let chosen = all.get(self.selected);
        chosen.map_or(Deed::Closed, |listed| Deed::Load(listed.name.clone()))
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let mut painter = Painter::new(buf, room);
        let width = painter.width();
        painter.line(0, typed(model, "/", &self.query, width));
        let all = model.scenarios(&self.query);
        if all.is_empty() {
            let words = label!("tui.window.no_scenario");
            return painter.line(2, Span::styled(words, theme.muted));
        }
        let widths = all.iter().map(|listed| text::width(&listed.name));
        let longest = widths.max().unwrap_or(0);
        let height = painter.height().saturating_sub(2 + BELOW);
        let first = text::first_row(self.selected, all.len(), height);
        let shown = all.iter().enumerate().skip(first).take(height);
        for (y, (i, listed)) in shown.enumerate() {
            let row = Choice {
                name: &listed.name,
                name_room: longest.min(32),
                doc: &listed.description,
                right: "",
            };
            choice(model, &mut painter, y + 2, i == self.selected, &row);
        }
        if let Some(listed) = all.get(self.selected) {
            let lesson = theme.marks.prose(&listed.lesson);
            let lines = text::wrap_plain(&lesson, theme.text, width.saturating_sub(2), 0);
            let lines = text::clip(lines, 2, width.saturating_sub(2), theme);
            for (i, line) in lines.into_iter().enumerate() {
                painter.at(height + 3 + i, 2, line);
            }
        }
        let most = all.len().saturating_sub(height);
        scroll_hint::more(model, room, first, most, buf);
    }
}
