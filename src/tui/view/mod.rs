//! Drawing: a pure function of the model. No clock, no input or output, no change.

pub(super) mod about;
mod block_lines;
pub(super) mod bytes;
pub(super) mod certificates;
mod compare;
mod computation_lines;
mod dumps;
pub(super) mod explain;
mod footer;
pub(super) mod frame;
mod glossary;
pub(super) mod header;
mod hex;
mod keys;
pub(super) mod math;
pub(super) mod overlay;
mod painter;
mod palette;
pub(super) mod provenance;
mod scroll_hint;
pub(super) mod side;
mod transcript;
pub(super) mod wire;

use super::layout::{Layout, SMALLEST, layout};
use super::stage::Stage;
use super::ui_state::Tab;
use crate::{said, text};
use painter::Painter;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The screen at a size.
pub fn draw(stage: &Stage, area: Rect) -> Buffer {
    let mut buf = Buffer::empty(area);
    buf.set_style(area, stage.theme.base);
    match layout(area, stage.room, stage.tab) {
        Some(at) => whole(stage, &at, &mut buf),
        None => {
            let (width, height) = SMALLEST;
            let (here, rows) = (area.width, area.height);
            let said = said!("tui.too_small", width, height, here, rows);
            let lines = text::wrap(&said.to_string(), area.width.into());
            let high = u16::try_from(lines.len()).unwrap_or(u16::MAX);
            let high = high.min(area.height);
            let rows = Rect {
                y: area.y + (area.height - high) / 2,
                height: high,
                ..area
            };
            let mut painter = Painter::new(&mut buf, rows);
            for (y, line) in (0..high).zip(lines) {
                painter.line(y.into(), Line::from(line));
            }
        }
    }
    buf
}

fn whole(stage: &Stage, at: &Layout, buf: &mut Buffer) {
    header::draw(stage, at, buf);
    frame::draw(stage, at, buf);
    if let Some([client, wire, server]) = at.stage {
        side::draw(stage, crate::trace::Side::Client, client, buf);
        wire::draw(stage, wire, buf);
        side::draw(stage, crate::trace::Side::Server, server, buf);
    }
    match stage.tab {
        Tab::Explain => explain::draw(stage, at, buf),
        Tab::Bytes => bytes::draw(stage, &at.columns, buf),
        Tab::Math => math::draw(stage, at.columns[0], buf),
        Tab::Keys => keys::draw(stage, at.columns[0], buf),
        Tab::Certificates => certificates::draw(stage, &at.columns, buf),
        Tab::Transcript => transcript::draw(stage, at.columns[0], buf),
    }
    if let Some(overlay) = &stage.overlay {
        overlay::draw(stage, overlay, at.frame, buf);
    }
    footer::draw(stage, at.footer, buf);
}

/// The row of the open tab's list at a cell of the screen.
pub(super) fn row_at(stage: &Stage, at: &Layout, x: u16, y: u16) -> Option<usize> {
    let list = at
        .columns
        .first()
        .filter(|list| list.contains((x, y).into()))?;
    let row = usize::from(y - list.y);
    match stage.tab {
        Tab::Explain | Tab::Math => None,
        Tab::Bytes => bytes::row_at(stage, list.height, row),
        Tab::Keys => keys::row_at(stage, list.height, row),
        Tab::Certificates => certificates::row_at(stage, list.height, row),
        Tab::Transcript => transcript::row_at(stage, list.height, row),
    }
}
