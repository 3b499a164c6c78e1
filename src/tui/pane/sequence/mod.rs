//! The sequence: every step on its row between the two lifelines. Messages are arrows, computations
//! stand at the lifeline of their party, the present step is a box, and the next ones are faint.

mod arrow;
mod columns;
mod local;
mod present;
mod words;

pub use arrow::record_len;
pub use local::differs;
pub use present::box_row;
pub use words::{Present, computed, message_detail};

use super::{Opening, Pane};
use crate::trace::Step;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::tui::model::moment::Moment;
use crate::tui::model::place::Focus;
use crate::tui::model::sequence::SequenceRow;
use crate::{label, said};
use arrow::arrow;
use columns::{Columns, WIDE, middle};
use local::local;
use present::present;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// The level among the lines.
const ACROSS: usize = 12;

/// The sequence of steps.
pub struct Sequence;

impl Pane for Sequence {
    fn holds(&self, _: &Model) -> bool {
        true
    }

    fn len(&self, model: &Model, _: &[Rect]) -> usize {
        model.trace.steps().len().min(model.cursor + 1)
    }

    fn row_at(&self, model: &Model, columns: &[Rect], _: u16, y: u16) -> Option<usize> {
        let row = usize::from(y.checked_sub(columns[0].y)?);
        match rows(model, columns[0]).get(row)? {
            SequenceRow::Past(step) | SequenceRow::Ahead(step) => Some(*step),
            SequenceRow::Present(_) => Some(model.cursor),
            SequenceRow::Above(_) | SequenceRow::Begins(_) | SequenceRow::Below(_) => None,
        }
    }

    fn open(&self, model: &Model) -> Opening {
        match model.picks.step.filter(|step| *step != model.cursor) {
            Some(step) => Opening::Step(step),
            None if model.step().is_some_and(|step| step.message.is_some()) => {
                Opening::Message(model.cursor)
            }
            None => Opening::Nothing,
        }
    }

    fn draw(&self, model: &Model, columns: &[Rect], buf: &mut Buffer) {
        draw(model, columns[0], Moment::STILL, buf);
    }
}

fn rows(model: &Model, area: Rect) -> Vec<SequenceRow> {
    let present = match area.width {
        WIDE.. => 4,
        _ => 2,
    };
    let chosen = model.picks.step.filter(|_| model.focus == Focus::Wire);
    model.sequence_rows(area.height.into(), present, chosen)
}

/// Draws the sequence at a moment of the present step's motion.
pub fn draw(model: &Model, area: Rect, moment: Moment, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut painter = Painter::new(buf, area);
    let at = Columns::of(model, area);
    if model.trace.steps().is_empty() {
        let words = label!("tui.wire.nothing");
        let words = text::cut(words, painter.width().saturating_sub(2), marks);
        return painter.at(0, 1, Span::styled(words, theme.muted));
    }
    let picked = model.picks.step.unwrap_or(model.cursor);
    for (y, row) in rows(model, area).into_iter().enumerate() {
        let step = match row {
            SequenceRow::Past(step) | SequenceRow::Ahead(step) => Some(step),
            SequenceRow::Present(0) if !at.wide => Some(model.cursor),
            SequenceRow::Present(1) if at.wide => Some(model.cursor),
            _ => None,
        };
        let (lifeline, style) = match row {
            SequenceRow::Past(_) => (marks.lifelines[0], theme.muted),
            SequenceRow::Present(_) => (marks.lifelines[1], theme.title),
            _ => (marks.lifelines[2], theme.muted),
        };
        for column in [at.left, at.right] {
            painter.at(y, column, Span::styled(lifeline, style));
        }
        if let Some(step) = step {
            let here = step == model.cursor;
            let style = if here { theme.title } else { theme.muted };
            let number = format!("{:>width$}", step + 1, width = at.number);
            painter.at(y, 0, Span::styled(number, style));
        }
        match row {
            SequenceRow::Above(n) => {
                let words = format!("{} {}", marks.above, said!("tui.wire.earlier", n));
                middle(&mut painter, y, &at, Span::styled(words, theme.muted));
            }
            SequenceRow::Begins(connection) => {
                let words = said!("tui.wire.connection", n = connection.number()).to_string();
                let shaft = marks.lines[ACROSS].repeat(at.right.saturating_sub(at.left + 1));
                painter.at(y, at.left + 1, Span::styled(shaft, theme.muted));
                middle(
                    &mut painter,
                    y,
                    &at,
                    Span::styled(format!(" {words} "), theme.muted),
                );
            }
            SequenceRow::Below(n) => {
                let words = match n {
                    Some(n) => format!("{} {}", marks.below, said!("tui.wire.more", n)),
                    None => label!("tui.wire.open_end").to_owned(),
                };
                middle(&mut painter, y, &at, Span::styled(words, theme.muted));
            }
            SequenceRow::Past(step) | SequenceRow::Ahead(step) => {
                let ahead = matches!(row, SequenceRow::Ahead(_));
                if let Some(step) = model.trace.steps().get(step) {
                    line(model, &mut painter, y, &at, step, ahead);
                }
            }
            SequenceRow::Present(part) => {
                if let Some(step) = model.step() {
                    present(model, &mut painter, y, &at, step, part, moment);
                }
            }
        }
        if model.focus == Focus::Wire && step == Some(picked) {
            painter.ground(y, 0..painter.width(), theme.selected);
        }
    }
}

/// A step that is past or ahead, on one row.
fn line(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    at: &Columns,
    step: &Step,
    ahead: bool,
) {
    match &step.message {
        Some(message) => {
            let line = arrow(model, step, message, at, ahead);
            painter.at(y, at.left, line);
        }
        None => local(model, painter, y, at, step, ahead),
    }
}
