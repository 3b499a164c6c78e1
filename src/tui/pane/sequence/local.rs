//! What a party does by itself, at its lifeline.

use super::columns::{Columns, at_right, middle};
use crate::trace::{Actor, Side, Step};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{acts, text};
use crate::tui::model::Model;
use crate::tui::model::sequence::{Stand, stands};
use ratatui::text::{Line, Span};

/// Whether the two sides came to different values in a step that both do.
pub fn differs(model: &Model, step: &Step) -> bool {
    let mut values = step.values.iter().filter_map(|id| model.value(*id));
    values.any(|value| value.holder.side().is_some())
}

/// What a party does by itself, at its lifeline.
pub fn local(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    at: &Columns,
    step: &Step,
    ahead: bool,
) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let verdict = step.passed().filter(|_| !ahead && !model.is_inside(step));
    let style = match (verdict, ahead) {
        (Some(false), _) => theme.bad,
        (_, true) => theme.muted,
        _ => theme.text,
    };
    let mark = match verdict {
        Some(true) => format!(" {}", marks.good),
        Some(false) => format!(" {}", marks.bad),
        None => String::new(),
    };
    let both = step.actor == Actor::Both;
    let room = match both {
        true => at.inside() / 2 - 2,
        false => at.inside().saturating_sub(2),
    };
    let room = room.saturating_sub(text::width(&mark));
    let long = acts::doing(step.topic, false);
    let words = match text::width(long) <= room && at.wide {
        true => long,
        false => acts::doing(step.topic, true),
    };
    let words = text::cut(words, room, marks);
    let mark_style = match verdict {
        Some(true) => theme.good,
        _ => theme.bad,
    };
    let touch = |side: Side| Span::styled(marks.local[side as usize], theme.muted);
    for stand in stands(step) {
        let words = match stand {
            Stand::At(side) if model.hides(step, side) => {
                Span::styled(model.inside(side, room), theme.muted)
            }
            _ => Span::styled(words.clone(), style),
        };
        let mark = Span::styled(mark.clone(), mark_style);
        match stand {
            Stand::Between => {
                let line = Line::from(vec![words, mark]);
                let column = at.left + 1 + at.inside().saturating_sub(line.width()) / 2;
                painter.at(y, column, line);
            }
            Stand::At(side @ Side::Client) => {
                let line = vec![touch(side), Span::raw(" "), words, mark];
                painter.at(y, at.left, Line::from(line));
            }
            Stand::At(side @ Side::Server) => {
                let line = vec![words, mark, Span::raw(" "), touch(side)];
                at_right(painter, y, at, Line::from(line));
            }
        }
    }
    if both && !ahead && model.compares(step) {
        let (mark, style) = match differs(model, step) {
            true => (marks.differs, theme.bad),
            false => (marks.same, theme.good),
        };
        middle(painter, y, at, Span::styled(mark, style));
    }
}
