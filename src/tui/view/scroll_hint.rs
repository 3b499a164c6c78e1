//! Text that is longer than its room.

use super::super::command::{self, Command, Scope};
use super::super::stage::Stage;
use super::Painter;
use crate::label;
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
    below_area(
        stage,
        area,
        &format!(" {above}{below} {} ", label!("tui.footer.more")),
        buf,
    );
}

/// Says in the frame below an area that there is more to read, and which key shows it.
pub fn opens(stage: &Stage, area: Rect, buf: &mut Buffer) {
    if let Some(key) = command::key(Scope::Stage, Command::Open) {
        let key = key.label(stage.theme.marks.ascii);
        below_area(
            stage,
            area,
            &format!(" {}: {key} ", label!("tui.footer.more")),
            buf,
        );
    }
}

/// Words at the right end of the frame below an area.
fn below_area(stage: &Stage, area: Rect, words: &str, buf: &mut Buffer) {
    let words = Span::styled(words.to_owned(), stage.theme.accent);
    let frame = Rect {
        y: area.bottom(),
        height: 1,
        ..area
    };
    let mut painter = Painter::new(buf, frame);
    let column = painter.width().saturating_sub(words.width());
    painter.over(0, column, words);
}
