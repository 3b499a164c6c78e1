//! The window that an overlay has: dimmed ground, frame, title.

use super::Overlay;
use crate::tui::draw::lines::Lines;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::text;
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use ratatui::text::Span;

/// A window that would leave fewer columns than these on each side takes them too.
const STRIP: u16 = 12;

/// The columns of a window that would like so many, on the part of the screen that is for overlays.
pub fn width(wanted: u16, screen: Rect) -> u16 {
    match screen.width.saturating_sub(wanted) < 2 * STRIP {
        true => screen.width,
        false => wanted,
    }
}

/// Where an overlay lies on the part of the screen that is for overlays.
pub fn area(model: &Model, overlay: &dyn Overlay, screen: Rect) -> Rect {
    let (wanted, height) = overlay.size(model, screen);
    let width = width(wanted, screen);
    // what does not fit has all the rows there are
    let height = match height + 2 > screen.height {
        true => screen.height,
        false => height,
    };
    let x = screen.x + (screen.width - width) / 2;
    let y = screen.y + (screen.height - height) / 2;
    Rect::new(x, y, width, height)
}

/// Inside the frame, with a blank column at each side.
pub fn inside(area: Rect) -> Rect {
    Rect::new(
        area.x + 2,
        area.y + 1,
        area.width.saturating_sub(4),
        area.height.saturating_sub(2),
    )
}

/// Draws an overlay over the screen.
pub fn draw(model: &Model, overlay: &dyn Overlay, screen: Rect, buf: &mut Buffer) {
    dim(model, screen, buf);
    let area = area(model, overlay, screen);
    let theme = &model.theme;
    // what is beside it would be cut in the middle of its words
    let rows = Rect {
        x: screen.x,
        width: screen.width,
        ..area
    };
    Painter::new(buf, rows).clear(theme.base);
    let mut lines = Lines::new(area);
    lines.frame(area);
    lines.draw(buf, &theme.marks, theme.muted);
    let title = overlay.title(model);
    let room = usize::from(area.width).saturating_sub(6);
    let title = text::cut(&theme.marks.prose(&title), room, &theme.marks);
    let mut painter = Painter::new(buf, area);
    painter.over(0, 2, Span::styled(format!(" {title} "), theme.title));
    overlay.draw(model, inside(area), buf);
}

/// A line from top to bottom in the frame around a room, in a column of the room.
pub fn divide(model: &Model, room: Rect, column: u16, buf: &mut Buffer) {
    let theme = &model.theme;
    let frame = framed(room);
    let x = room.x + column;
    let mut lines = Lines::new(frame);
    lines.vertical(x, frame.y, frame.bottom() - 1);
    for y in [frame.y, frame.bottom() - 1] {
        lines.horizontal(y, x - 1, x + 1);
    }
    lines.draw(buf, &theme.marks, theme.muted);
}

/// A line from side to side in the frame around a room, in a row of the room.
pub fn ledge(model: &Model, room: Rect, row: u16, buf: &mut Buffer) {
    let theme = &model.theme;
    let frame = framed(room);
    let (left, right, y) = (frame.x, frame.right() - 1, room.y + row);
    let mut lines = Lines::new(frame);
    lines.horizontal(y, left, right);
    for x in [left, right] {
        lines.vertical(x, y.saturating_sub(1), y + 1);
    }
    lines.draw(buf, &theme.marks, theme.muted);
}

/// Words in the upper line of the frame around a room, from a column of the room on.
pub fn second_title(model: &Model, room: Rect, column: u16, words: &str, buf: &mut Buffer) {
    let marks = &model.theme.marks;
    let space = usize::from(room.width.saturating_sub(column));
    let words = text::cut(&marks.prose(words), space.saturating_sub(1), marks);
    let mut painter = Painter::new(buf, framed(room));
    let words = Span::styled(format!(" {words} "), model.theme.title);
    painter.over(0, usize::from(column) + 1, words);
}

/// The room with its frame.
fn framed(room: Rect) -> Rect {
    Rect::new(
        room.x.saturating_sub(2),
        room.y.saturating_sub(1),
        room.width + 4,
        room.height + 2,
    )
}

/// Takes colours and grounds from what lies below, so that the eye goes to what lies over it.
fn dim(model: &Model, screen: Rect, buf: &mut Buffer) {
    let dimmed = model.theme.base.patch(model.theme.line);
    let above = usize::from(screen.bottom() - buf.area.y) * usize::from(buf.area.width);
    for cell in buf.content.iter_mut().take(above) {
        cell.fg = Color::Reset;
        cell.bg = Color::Reset;
        cell.modifier = Modifier::empty();
        cell.set_style(dimmed);
    }
}
