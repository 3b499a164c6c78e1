//! The present step: a box on its arrow, or at the lifeline of the party that computes.

use super::columns::{Columns, middle};
use super::local::{differs, local};
use super::words::{Present, computed, message_detail};
use crate::label;
use crate::trace::{Actor, Message, Side, Step};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::tui::model::moment::Moment;
use crate::tui::model::sequence::{Stand, arrives, stands};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// A row of the present step, the uppermost being the first.
pub fn present(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    at: &Columns,
    step: &Step,
    part: usize,
    moment: Moment,
) {
    if !at.wide {
        return narrow(model, painter, y, at, step, part, moment);
    }
    match &step.message {
        Some(message) => moving(model, painter, y, at, step, message, part, moment),
        None => boxes(model, painter, y, at, step, part, moment),
    }
}

/// A box of four rows: a row of it.
pub fn box_row(
    model: &Model,
    words: &Present,
    inner: usize,
    part: usize,
    touches: [bool; 2],
    style: Style,
) -> Line<'static> {
    let marks = &model.theme.marks;
    let [
        top_left,
        top_right,
        bottom_right,
        bottom_left,
        upright,
        from_left,
        from_right,
    ] = marks.heavy_box;
    let bar = marks.heavy.repeat(inner + 2);
    let frame = |words: String| Span::styled(words, style);
    match part {
        0 => Line::from(frame(format!("{top_left}{bar}{top_right}"))),
        1 => {
            let name = text::cut(&words.name, inner, marks);
            let name = text::pad(&name, inner);
            let left = if touches[0] { from_left } else { upright };
            let right = if touches[1] { from_right } else { upright };
            Line::from(vec![
                frame(left.to_owned()),
                Span::styled(format!(" {name} "), style),
                frame(right.to_owned()),
            ])
        }
        2 => {
            let mut spans = vec![frame(upright.to_owned()), Span::raw(" ")];
            let used: usize = words.detail.iter().map(Span::width).sum();
            spans.extend(words.detail.iter().cloned());
            spans.push(Span::raw(" ".repeat((inner + 1).saturating_sub(used))));
            spans.push(frame(upright.to_owned()));
            Line::from(spans)
        }
        _ => Line::from(frame(format!("{bottom_left}{bar}{bottom_right}"))),
    }
}

/// The present message on its way from lifeline to lifeline.
#[allow(clippy::too_many_arguments)]
fn moving(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    at: &Columns,
    step: &Step,
    message: &Message,
    part: usize,
    moment: Moment,
) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let inside = at.inside();
    let lost = !arrives(step);
    let turned = message.fate.tampered() && (moment.has_passed() || moment.is_over());
    let style = match message.is_bad() && (turned || message.alert().is_some()) {
        true => theme.bad,
        false => theme.title,
    };
    let room = inside.saturating_sub(10);
    let detail = match message.fate.tampered() && !turned {
        true => Vec::new(),
        false => message_detail(model, step, message, room),
    };
    let words = Present {
        name: message.title(),
        detail,
    };
    let wanted: usize = words.detail.iter().map(Span::width).sum();
    let inner = text::width(&words.name).max(wanted).min(room);
    let whole = inner + 4;
    // the box stands still in the middle, and a message that is lost before it
    let free = inside.saturating_sub(whole);
    let travelled = |thousandths: u16| free * usize::from(thousandths) / 1000;
    let lost_at = free / 5;
    let way = match (moment.is_over(), lost) {
        (true, true) => lost_at,
        (true, false) => free / 2,
        (false, true) => travelled(moment.thousandths).min(lost_at),
        (false, false) => travelled(moment.thousandths),
    };
    let right = message.sender == Side::Client;
    let offset = if right { way } else { free - way };
    let column = at.left + 1 + offset;
    painter.at(
        y,
        column,
        box_row(model, &words, inner, part, [true, true], style),
    );
    if part != 1 {
        return;
    }
    let (before, after) = (offset, free - offset);
    let shaft = if message.protected {
        marks.protected
    } else {
        marks.heavy
    };
    let (behind, front) = if right {
        (before, after)
    } else {
        (after, before)
    };
    let done = Span::styled(shaft.repeat(behind), style);
    let to_go = match (moment.is_over(), lost) {
        (false, false) => Span::styled(marks.ahead.repeat(front), theme.muted),
        (_, true) if way >= lost_at || moment.is_over() => {
            let words = format!("{} {}", marks.lost, message.fate.word());
            let words = text::cut(&words, front.saturating_sub(3), marks);
            let shown = match right {
                true => format!("{}{words}", shaft.repeat(3.min(front))),
                false => format!("{words}{}", shaft.repeat(3.min(front))),
            };
            Span::styled(shown, theme.bad)
        }
        (false, true) => Span::styled(marks.ahead.repeat(front), theme.muted),
        (true, _) => {
            let shafts = shaft.repeat(front.saturating_sub(1));
            let words = match right {
                true => format!("{shafts}{}", marks.right),
                false => format!("{}{shafts}", marks.left),
            };
            Span::styled(words, style)
        }
    };
    let touch = |side: Side| Span::styled(marks.touches[side as usize], style);
    if right {
        painter.at(y, at.left, touch(Side::Client));
        painter.at(y, at.left + 1, done);
        painter.at(y, column + whole, to_go);
    } else {
        painter.at(y, at.right, touch(Side::Server));
        painter.at(y, column + whole, done);
        let start = at.left + 1 + offset.saturating_sub(to_go.width());
        painter.at(y, start, to_go);
    }
}

/// The side whose values are named in what stands there.
fn of(stand: Stand) -> Side {
    match stand {
        Stand::At(side) => side,
        Stand::Between => Side::Client,
    }
}

/// The columns between the boxes of both sides.
const BETWEEN: usize = 5;

/// The boxes of a computation, at the lifeline of each side that does it.
fn boxes(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    at: &Columns,
    step: &Step,
    part: usize,
    moment: Moment,
) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let both = step.actor == Actor::Both;
    let inside = at.inside();
    let room = match both {
        true => (inside.saturating_sub(BETWEEN) / 2).saturating_sub(4),
        false => inside.saturating_sub(5),
    };
    let style = match step.passed() {
        Some(false) => theme.bad,
        _ => theme.title,
    };
    let mut taken = 0;
    for stand in stands(step) {
        let mut words = computed(model, step, of(stand), room);
        let wanted: usize = words.detail.iter().map(Span::width).sum();
        let inner = text::width(&words.name).max(wanted).min(room);
        taken += inner + 4;
        if moment.thousandths < 150 {
            words.name.clear();
        }
        if !moment.has_passed() {
            words.detail.clear();
        }
        let touches = Side::BOTH.map(|side| stand == Stand::At(side));
        let line = box_row(model, &words, inner, part, touches, style);
        let touch = |side: Side| Span::styled(marks.touches[side as usize], style);
        match stand {
            Stand::Between => {
                let column = at.left + 1 + inside.saturating_sub(line.width()) / 2;
                painter.at(y, column, line);
            }
            Stand::At(side @ Side::Client) => {
                if part == 1 {
                    painter.at(y, at.left, touch(side));
                }
                painter.at(y, at.left + 1, line);
            }
            Stand::At(side @ Side::Server) => {
                if part == 1 {
                    painter.at(y, at.right, touch(side));
                }
                let column = at.right.saturating_sub(line.width());
                painter.at(y, column, line);
            }
        }
    }
    if both && moment.is_over() && model.compares(step) && (part == 1 || part == 2) {
        let (mark, words, style) = match differs(model, step) {
            true => (marks.differs, label!("tui.wire.different"), theme.bad),
            false => (marks.same, label!("tui.wire.the_same"), theme.good),
        };
        let fits = text::width(words) + 2 <= inside.saturating_sub(taken);
        let words = match part {
            1 => mark,
            _ if fits => words,
            _ => "",
        };
        middle(painter, y, at, Span::styled(words, style));
    }
}

/// The present step where there is little room: a row on the selection's ground, and one of detail.
fn narrow(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    at: &Columns,
    step: &Step,
    part: usize,
    moment: Moment,
) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let inside = at.inside();
    let bad = step
        .message
        .as_ref()
        .map_or(step.passed() == Some(false), Message::is_bad);
    let style = if bad { theme.bad } else { theme.title };
    if part == 0 {
        match &step.message {
            Some(message) => {
                let right = message.sender == Side::Client;
                let shaft = if message.protected {
                    marks.protected
                } else {
                    marks.heavy
                };
                let name = text::cut(&message.title(), inside.saturating_sub(2), marks);
                let free = inside.saturating_sub(text::width(&name) + 1);
                let lead = match moment.is_over() {
                    true => 1.min(free),
                    false => free * usize::from(moment.thousandths) / 1000,
                };
                let rest = free - lead;
                let (rest, head) = match (moment.is_over(), arrives(step)) {
                    (false, _) => (marks.ahead.repeat(rest), " "),
                    (true, true) => {
                        let head = if right { marks.right } else { marks.left };
                        (shaft.repeat(rest), head)
                    }
                    (true, false) => (
                        format!(
                            "{}{}",
                            shaft.repeat(rest.min(1)),
                            " ".repeat(rest.saturating_sub(1))
                        ),
                        marks.lost,
                    ),
                };
                let words = match right {
                    true => format!("{}{name}{rest}{head}", shaft.repeat(lead)),
                    false => format!("{head}{rest}{name}{}", shaft.repeat(lead)),
                };
                painter.at(y, at.left + 1, Span::styled(words, style));
                let side = message.sender;
                let column = if right { at.left } else { at.right };
                painter.at(y, column, Span::styled(marks.touches[side as usize], style));
            }
            None => {
                local(model, painter, y, at, step, false);
                for stand in stands(step) {
                    let Stand::At(side) = stand else { continue };
                    let column = match side {
                        Side::Client => at.left,
                        Side::Server => at.right,
                    };
                    painter.at(y, column, Span::styled(marks.touches[side as usize], style));
                }
            }
        }
        painter.ground(y, at.left..at.right + 1, theme.selected);
        return;
    }
    match &step.message {
        Some(message) => {
            let detail = message_detail(model, step, message, inside);
            let line = Line::from(detail);
            let line = match line.width() <= inside.saturating_sub(1) {
                true => line,
                false => {
                    let words: String = line
                        .spans
                        .iter()
                        .map(|span| span.content.as_ref())
                        .collect();
                    let words = text::cut(&words, inside.saturating_sub(1), marks);
                    Line::from(Span::styled(words, theme.text))
                }
            };
            painter.at(y, at.left + 2, line);
        }
        None => {
            for stand in stands(step) {
                let room = match step.actor {
                    Actor::Both => inside / 2 - 2,
                    Actor::One(_) | Actor::Reader => inside.saturating_sub(2),
                };
                let words = computed(model, step, of(stand), room);
                let line = Line::from(words.detail);
                match stand {
                    Stand::At(Side::Client) | Stand::Between => painter.at(y, at.left + 2, line),
                    Stand::At(Side::Server) => {
                        let column = at.right.saturating_sub(line.width() + 1);
                        painter.at(y, column, line);
                    }
                }
            }
        }
    }
}
