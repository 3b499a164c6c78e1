//! Text that is longer than its room.

use super::painter::Painter;
use super::text;
use crate::label;
use crate::tui::command::Command;
use crate::tui::model::Model;
use crate::tui::model::place::Tab;
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

/// Marks beside the first and the last row of a column that its text goes on, above or below: in the
/// blank column between it and the frame.
pub fn inside(model: &Model, area: Rect, scroll: usize, most: usize, buf: &mut Buffer) {
    let marks = &model.theme.marks;
    let beside = Rect {
        x: area.right(),
        width: 1,
        ..area
    };
    let mut painter = Painter::new(buf, beside);
    let last = painter.height().saturating_sub(1);
    if scroll > 0 {
        painter.line(0, Span::styled(marks.above, model.theme.title));
    }
    if scroll < most {
        painter.line(last, Span::styled(marks.below, model.theme.title));
    }
}

/// The columns that the hints of a tab take in the frame.
pub fn room(model: &Model) -> usize {
    match model.tab {
        Tab::Explain => 0,
        Tab::Bytes | Tab::Certificates => text::width(&words_of_opens(model)) + 1,
        _ if model.size.0 >= ROOM_FOR_WORDS => text::width(label!("tui.footer.more")) + 6,
        _ => 5,
    }
}

/// Says in the frame below an area that there is more to read, and which key shows it.
pub fn opens(model: &Model, area: Rect, buf: &mut Buffer) {
    below_area(model, area, &words_of_opens(model), buf);
}

fn words_of_opens(model: &Model) -> String {
    let key = model.key_of(Command::Open);
    format!(" {}: {key} ", label!("tui.footer.more"))
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
