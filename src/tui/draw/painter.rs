//! A pen that never leaves its area.

use super::links;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Line;
use std::ops::Range;

/// Draws lines of text into a part of the screen, and nothing outside it.
pub struct Painter<'a> {
    buf: &'a mut Buffer,
    area: Rect,
}

impl<'a> Painter<'a> {
    /// A pen for an area; what of it lies outside the buffer is left out.
    pub fn new(buf: &'a mut Buffer, area: Rect) -> Self {
        let area = area.intersection(buf.area);
        Painter { buf, area }
    }

    /// The columns of the area.
    pub fn width(&self) -> usize {
        usize::from(self.area.width)
    }

    /// The rows of the area.
    pub fn height(&self) -> usize {
        usize::from(self.area.height)
    }

    /// A line of text on a row of the area, counted from 0, cut at its edge.
    pub fn line<'l>(&mut self, row: usize, line: impl Into<Line<'l>>) {
        self.at(row, 0, line);
    }

    /// A line of text that begins at a column of the area.
    pub fn at<'l>(&mut self, row: usize, column: usize, line: impl Into<Line<'l>>) {
        if row < self.height() && column < self.width() {
            let (x, y) = (self.area.x + column as u16, self.area.y + row as u16);
            let mut line = [line.into()];
            links::mark(&mut line);
            let [mut line] = line;
            // words that are no link take away the one under them
            line.style = line.style.underline_color(links::NONE);
            self.buf
                .set_line(x, y, &line, self.area.width - column as u16);
        }
    }

    /// A line of text that ends at the right edge; left out where it is wider than the area.
    pub fn right<'l>(&mut self, row: usize, line: impl Into<Line<'l>>) {
        let line = line.into();
        let width = line.width();
        if width <= self.width() {
            self.at(row, self.width() - width, line);
        }
    }

    /// Lines below one another, from a row on.
    pub fn lines<'l>(&mut self, row: usize, lines: impl IntoIterator<Item = Line<'l>>) {
        for (i, line) in lines
            .into_iter()
            .enumerate()
            .take(self.height().saturating_sub(row))
        {
            self.line(row + i, line);
        }
    }

    /// Words on top of a line of the frame: nothing of the line's style is left under them.
    pub fn over<'l>(&mut self, row: usize, column: usize, line: impl Into<Line<'l>>) {
        let line = line.into();
        let end = (column + line.width()).min(self.width());
        for x in column..end {
            if row < self.height() {
                let cell = &mut self.buf[(self.area.x + x as u16, self.area.y + row as u16)];
                cell.fg = Color::Reset;
                cell.modifier = Modifier::empty();
                cell.underline_color = links::NONE;
            }
        }
        self.at(row, column, line);
    }

    /// Marks a whole row as selected, after it was drawn.
    pub fn select(&mut self, row: usize, style: Style) {
        self.ground(row, 0..self.width(), style);
    }

    /// Puts a ground under columns of a row that was drawn: the inks stay. Where the ground means
    /// reversing, every cell is reversed alike: a patchwork of reversed colours would be harder to
    /// read.
    pub fn ground(&mut self, row: usize, columns: Range<usize>, style: Style) {
        if row >= self.height() {
            return;
        }
        let y = self.area.y + row as u16;
        for x in columns.start..columns.end.min(self.width()) {
            let cell = &mut self.buf[(self.area.x + x as u16, y)];
            if style.add_modifier.contains(Modifier::REVERSED) {
                cell.fg = Color::Reset;
                cell.modifier = Modifier::empty();
            }
            cell.set_style(style);
        }
    }

    /// Empties the area in a style.
    pub fn clear(&mut self, style: Style) {
        for position in self.area.positions() {
            if let Some(cell) = self.buf.cell_mut(position) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }
}
