//! Where the parts of a row stand.

use crate::tui::draw::painter::Painter;
use crate::tui::model::Model;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// From so many columns on, the present step has a box, and messages have their sizes.
pub const WIDE: u16 = 40;

/// Where the parts of a row stand.
#[derive(Clone, Copy)]
pub struct Columns {
    /// The number of a step ends here.
    pub number: usize,
    pub left: usize,
    pub right: usize,
    pub wide: bool,
}

impl Columns {
    pub fn of(model: &Model, area: Rect) -> Columns {
        let wide = area.width >= WIDE;
        let pad = usize::from(wide);
        let digits = model.trace.steps().len().to_string().len().max(2);
        let width = usize::from(area.width);
        Columns {
            number: pad + digits,
            left: pad + digits + 1,
            right: width.saturating_sub(1 + pad),
            wide,
        }
    }

    /// The columns between the lifelines.
    pub fn inside(&self) -> usize {
        self.right.saturating_sub(self.left + 1)
    }
}

pub fn middle(painter: &mut Painter<'_>, y: usize, at: &Columns, words: Span<'static>) {
    let room = at.inside();
    let column = at.left + 1 + room.saturating_sub(words.width()) / 2;
    painter.at(y, column, words);
}

/// Puts a line at the right lifeline's left side.
pub fn at_right(painter: &mut Painter<'_>, y: usize, at: &Columns, line: Line<'static>) {
    let column = (at.right + 1).saturating_sub(line.width());
    painter.at(y, column.max(at.left + 1), line);
}
