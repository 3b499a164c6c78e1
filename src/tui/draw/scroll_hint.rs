//! Text that is longer than its room.

use super::painter::Painter;
use crate::label;
use crate::tui::command::Command;
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// The columns of a screen from which on the mark has a word beside it.
const ROOM_FOR_WORDS: u16 = 100;

/// Says in the frame below an area that its text goes on, above or below.
pub fn more(model: &Model, area: Rect, scroll: usize, most: usize, buf: &mut Buffer) {
    if most == 0 {
        return;
    }
    let marks = &model.theme.marks;
    let above = if scroll > 0 { marks.above } else { "" };
    let below = if scroll < most { marks.below } else { "" };
    let words = match model.size.0 >= ROOM_FOR_WORDS {
        true => format!(" {above}{below} {} ", label!("tui.footer.more")),
        false => format!(" {above}{below} "),
    };
    below_area(model, area, &words, buf);
}

/// Marks at the end of the first and the last row of a column that its text goes on, above or below.
pub fn inside(model: &Model, area: Rect, scroll: usize, most: usize, buf: &mut Buffer) {
    let marks = &model.theme.marks;
    let mut painter = Painter::new(buf, area);
    let last = painter.height().saturating_sub(1);
    if scroll > 0 {
        painter.right(0, Span::styled(marks.above, model.theme.title));
    }
    if scroll < most {
        painter.right(last, Span::styled(marks.below, model.theme.title));
    }
}

/// Says in the frame below an area that there is more to read, and which key shows it.
pub fn opens(model: &Model, area: Rect, buf: &mut Buffer) {
    let key = model.key_of(Command::Open);
    let words = format!(" {}: {key} ", label!("tui.footer.more"));
    below_area(model, area, &words, buf);
}

/// Words at the right end of the frame below an area.
fn below_area(model: &Model, area: Rect, words: &str, buf: &mut Buffer) {
    let words = Span::styled(words.to_owned(), model.theme.title);
    let frame = Rect {
        y: area.bottom(),
        height: 1,
        ..area
    };
    let mut painter = Painter::new(buf, frame);
    let column = painter.width().saturating_sub(words.width());
    painter.over(0, column, words);
}
