//! Text that is longer than its room.

use super::super::stage::Stage;
use super::Painter;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// Says in the frame below an area that its text goes on, above or below.
pub fn more(stage: &Stage, area: Rect, scroll: usize, most: usize, buf: &mut Buffer) {
    if most == 0 {
        return;
    }
    let marks = &stage.theme.marks;
    let above = if scroll > 0 { marks.above } else { "" };
    let below = if scroll < most { marks.below } else { "" };
    let words = Span::styled(format!(" {above}{below} more "), stage.theme.accent);
    let frame = Rect {
        y: area.bottom(),
        height: 1,
        ..area
    };
    let mut painter = Painter::new(buf, frame);
    let column = painter.width().saturating_sub(words.width());
    painter.over(0, column, words);
}
