//! Frames, with junctions where their lines meet.

use crate::tui::draw::links;
use crate::tui::draw::marks::Marks;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;

/// Lines to be drawn in an area. Where they meet or cross, the right junction is drawn.
pub struct Lines {
    area: Rect,
    ways: Vec<u8>,
}

impl Lines {
    /// No lines yet.
    pub fn new(area: Rect) -> Self {
        Lines {
            area,
            ways: vec![0; usize::from(area.width) * usize::from(area.height)],
        }
    }

    /// A line along row `y` from column `from` to column `to`, both included.
    pub fn horizontal(&mut self, y: u16, from: u16, to: u16) {
        for x in from..=to {
            self.way(x, y, LEFT, x > from);
            self.way(x, y, RIGHT, x < to);
        }
    }

    /// A line along column `x` from row `from` to row `to`, both included.
    pub fn vertical(&mut self, x: u16, from: u16, to: u16) {
        for y in from..=to {
            self.way(x, y, UP, y > from);
            self.way(x, y, DOWN, y < to);
        }
    }

    /// The border of a rectangle.
    pub fn frame(&mut self, rect: Rect) {
        if rect.width < 2 || rect.height < 2 {
            return;
        }
        let (right, bottom) = (rect.right() - 1, rect.bottom() - 1);
        self.horizontal(rect.y, rect.x, right);
        self.horizontal(bottom, rect.x, right);
        self.vertical(rect.x, rect.y, bottom);
        self.vertical(right, rect.y, bottom);
    }

    fn way(&mut self, x: u16, y: u16, way: u8, goes: bool) {
        if goes && self.area.contains((x, y).into()) {
            let row = usize::from(y - self.area.y) * usize::from(self.area.width);
            self.ways[row + usize::from(x - self.area.x)] |= way;
        }
    }

    /// Draws them.
    pub fn draw(&self, buf: &mut Buffer, marks: &Marks, style: Style) {
        let width = usize::from(self.area.width).max(1);
        for (i, way) in self.ways.iter().enumerate().filter(|(_, way)| **way != 0) {
            let (x, y) = (
                self.area.x + (i % width) as u16,
                self.area.y + (i / width) as u16,
            );
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.set_symbol(marks.lines[usize::from(*way)])
                    .set_style(style.underline_color(links::NONE));
            }
        }
    }
}
