//! A text that is scrolled, as several overlays have it.

use super::window;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::scroll_hint;
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The rows of a window for a text, frame included: as many as it takes, up to a limit.
pub fn rows(lines: usize, most: u16) -> u16 {
    u16::try_from(lines + 2).unwrap_or(most).min(most)
}

/// The columns that the text of a window of a width has on a screen.
pub fn columns(width: u16, screen: Rect) -> usize {
    usize::from(window::width(width, screen)).saturating_sub(4)
}

/// To how many places a text can be scrolled in a room.
pub fn len(lines: usize, room: Rect) -> usize {
    lines.saturating_sub(room.height.into()) + 1
}

/// Draws a text, scrolled by so many lines.
pub fn draw(model: &Model, lines: Vec<Line<'static>>, scroll: usize, room: Rect, buf: &mut Buffer) {
    let mut painter = Painter::new(buf, room);
    let most = lines.len().saturating_sub(painter.height());
    let scroll = scroll.min(most);
    painter.lines(0, lines.into_iter().skip(scroll));
    scroll_hint::more(model, room, scroll, most, buf);
}
