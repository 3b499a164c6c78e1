//! The eavesdropper's column.

use super::lines::{Item, lines};
use crate::label;
use crate::trace::{Knowledge, Party};
use crate::tui::draw::painter::Painter;
use crate::tui::model::Model;
use crate::tui::model::moment::Moment;
use crate::tui::model::value_row::State;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// Draws the eavesdropper's column beside panes of a size.
pub fn draw_eve(model: &Model, area: Rect, pane: Rect, moment: Moment, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let rows = model.value_rows();
    let mut painter = Painter::new(buf, area);
    let width = painter.width();
    let worded = width >= 16;
    let column = match width {
        0..=4 => 1,
        _ if worded => 0,
        _ => width / 2 - 1,
    };
    for (y, item) in lines(model, pane).into_iter().enumerate() {
        let Item::Value(i) = item else { continue };
        let row = &rows[i];
        let mut held = row.of(Party::Eavesdropper);
        if held.new && !moment.has_passed() {
            let before = model.cursor.checked_sub(1);
            held = before.map_or(held, |step| {
                model.value_row(row.name, step).of(Party::Eavesdropper)
            });
            held.new = false;
        }
        let (mark, knows, words) = match held.state {
            State::NotMade => (marks.not_made, Knowledge::Unknown, ""),
            State::Lacks => (
                marks.unknown,
                Knowledge::Unknown,
                label!("tui.legend.lacks"),
            ),
            State::Unseen => (
                marks.unseen,
                Knowledge::Unknown,
                label!("tui.legend.unseen"),
            ),
            State::Encrypted => (
                marks.sealed,
                Knowledge::Sealed,
                label!("tui.legend.encrypted"),
            ),
            State::Has(_) => (marks.known, Knowledge::Known, label!("tui.legend.has")),
        };
        let style = theme.knowledge(row.name, knows);
        if held.new {
            let new = Span::styled(marks.new, theme.title);
            painter.at(y, column, new);
        }
        let shown = match worded {
            true => format!("{mark} {words}"),
            false => mark.to_owned(),
        };
        painter.at(y, column + 1, Span::styled(shown, style));
    }
}
