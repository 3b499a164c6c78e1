//! The pane of a side: four or five values in large rows, with the marks of agreement at the edge that
//! faces the other side.

use super::Scene;
use crate::label;
use crate::text::around;
use crate::trace::Side;
use crate::tui::draw::lines::Lines;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{formula, text};
use crate::tui::model::Model;
use crate::tui::model::matters::Shown;
use crate::tui::model::presenting::Part;
use crate::tui::model::value_row::{Held, State, ValueRow};
use crate::wire::display;
use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// From so many columns on, letters of a title stand apart.
const SPACED: usize = 24;

/// Draws a side's pane.
pub fn draw(scene: &Scene<'_>, side: Side, buf: &mut Buffer) {
    let model = scene.model;
    let theme = &model.theme;
    let (area, part) = match side {
        Side::Client => (scene.places.client, Part::Client),
        Side::Server => (scene.places.server, Part::Server),
    };
    let mut lines = Lines::new(area);
    lines.frame(area);
    lines.draw(buf, &theme.marks, theme.line);
    let mut painter = Painter::new(buf, area);
    let width = painter.width();
    let name = match side {
        Side::Client => label!("tui.pane.client"),
        Side::Server => label!("tui.pane.server"),
    };
    let name = name.to_uppercase();
    let name = match width >= SPACED {
        true => {
            let letters: Vec<String> = name.chars().map(String::from).collect();
            format!(" {} ", letters.join(" "))
        }
        false => name,
    };
    let title = vec![
        Span::raw(" "),
        scene.lit(part),
        Span::styled(name, theme.title),
        Span::raw(" "),
    ];
    painter.over(0, 2, Line::from(title));
    for (i, shown) in scene.values.iter().enumerate() {
        let y = usize::from(scene.places.first) + i * usize::from(scene.places.pitch);
        value(scene, side, shown, y, &mut painter);
    }
}

/// What a side has of a value at the moment of the motion.
fn held(scene: &Scene<'_>, row: &ValueRow, side: Side) -> Held {
    let held = row.of(side.into());
    if !held.new || scene.moment.has_arrived(scene.model, side) {
        return held;
    }
    let before = scene.model.cursor.checked_sub(1);
    let before = before.map(|step| scene.model.value_row(row.name, step).of(side.into()));
    Held {
        new: false,
        ..before.unwrap_or(held)
    }
}

fn value(scene: &Scene<'_>, side: Side, shown: &Shown, y: usize, painter: &mut Painter<'_>) {
    let model = scene.model;
    let theme = &model.theme;
    let marks = &theme.marks;
    let width = painter.width();
    let hidden = scene.is_hidden(shown);
    let has: Vec<Held> = shown
        .rows()
        .iter()
        .map(|row| held(scene, row, side))
        .collect();
    let new = has.iter().any(|held| held.new);
    let bold = |style: Style| match new && !hidden {
        true => style.add_modifier(Modifier::BOLD),
        false => style,
    };
    let first = &shown.rows()[0];
    let hue = theme.value(first.name);
    let room = width.saturating_sub(5);
    let name = match shown {
        Shown::One(row) => text::cut(&formula::plain_name(row.name, room), room, marks),
        Shown::Keys(_) => {
            let long = label!("tui.present.keys").to_owned();
            match text::width(&long) <= room {
                true => long,
                false => text::cut(label!("tui.present.keys_short"), room, marks),
            }
        }
    };
    let name_style = match (has[0].state, shown) {
        (State::NotMade | State::Lacks | State::Unseen, _) => theme.muted,
        (_, Shown::Keys(_)) => bold(theme.text),
        _ => bold(hue),
    };
    painter.at(y, 2, Span::styled(name, name_style));
    let below = bytes(scene, side, shown, &has, hidden);
    let lines = below.len();
    for (i, line) in below.into_iter().enumerate() {
        painter.at(y + 1 + i, 2, line);
    }
    if new && !hidden {
        let column = width.saturating_sub(3);
        painter.at(y, column, Span::styled(marks.new, theme.title));
    }
    let arrived = scene.moment.is_over() || !shown.is_new();
    let agree = shown.agree().filter(|_| arrived);
    let mark = match (hidden, agree) {
        (true, _) => Some((label!("tui.present.hidden"), theme.title)),
        (false, Some(true)) => Some((marks.same, theme.good)),
        (false, Some(false)) => Some((marks.differs, theme.bad)),
        (false, None) => None,
    };
    let edge = match side {
        Side::Client => width.saturating_sub(1),
        Side::Server => 0,
    };
    for row in y..=y + lines {
        if let Some((mark, style)) = mark {
            let mark = Span::styled(mark, style.add_modifier(Modifier::BOLD));
            painter.over(row, edge, mark);
        }
        let ground = match () {
            () if hidden => None,
            () if agree == Some(false) => Some(theme.differs),
            () if new => Some(theme.fresh),
            () => None,
        };
        if let Some(ground) = ground {
            painter.ground(row, 1..width.saturating_sub(1), ground);
        }
    }
}

/// The rows below a value's name: its bytes, or why there are none.
fn bytes(
    scene: &Scene<'_>,
    side: Side,
    shown: &Shown,
    has: &[Held],
    hidden: bool,
) -> Vec<Line<'static>> {
    let model = scene.model;
    let theme = &model.theme;
    let marks = &theme.marks;
    let pane = match side {
        Side::Client => scene.places.client,
        Side::Server => scene.places.server,
    };
    let room = usize::from(pane.width).saturating_sub(4);
    let lines = usize::from(scene.places.lines);
    let one = |words: String, style: Style| vec![Line::from(Span::styled(words, style))];
    let worded = |mark: &str, words: &str, style: Style| {
        let long = format!("{mark} {words}");
        match text::width(&long) <= room {
            true => one(long, style),
            false => one(mark.to_owned(), style),
        }
    };
    let value = |held: &Held| match held.state {
        State::Has(id) => model.value(id).map(|value| value.bytes.as_slice()),
        _ => None,
    };
    match has[0].state {
        State::NotMade => one(marks.not_made.to_owned(), theme.muted),
        State::Unseen => worded(marks.unseen, label!("tui.legend.unseen"), theme.muted),
        State::Lacks | State::Encrypted if hidden && !has[0].new => {
            one(label!("tui.present.hidden").to_owned(), theme.title)
        }
        State::Has(_) | State::Encrypted if hidden => {
            let group = marks.hidden.repeat(8);
            let groups = ((room + 1) / 9).clamp(1, 2);
            one(vec![group; groups].join(" "), theme.muted)
        }
        State::Lacks => worded(marks.unknown, label!("tui.legend.lacks"), theme.muted),
        State::Encrypted => worded(marks.sealed, label!("tui.legend.encrypted"), theme.sealed),
        State::Has(_) => match shown {
            Shown::Keys(rows) => {
                let rows = rows.iter().zip(has);
                let keys: Vec<_> = rows
                    .filter_map(|(row, held)| Some((row, value(held)?)))
                    .collect();
                four(model, &keys, room, lines)
            }
            Shown::One(row) => {
                let Some(own) = value(&has[0]) else {
                    return Vec::new();
                };
                let mut style = theme.value(row.name);
                if has[0].new {
                    style = style.add_modifier(Modifier::BOLD);
                }
                let other = match row.of(side.peer().into()).state {
                    State::Has(other) if row.agree == Some(false) => model.value(other),
                    _ => None,
                };
                // cut around the first byte that differs, where it would not be seen
                let seen = 4 * ((room + 1) / 9).max(1) * lines;
                let far = other.is_some_and(|other| {
                    let mut pairs = own.iter().zip(&other.bytes);
                    pairs
                        .position(|(a, b)| a != b)
                        .is_none_or(|at| at + 4 >= seen)
                });
                let rows = match other.filter(|_| far) {
                    Some(other) => {
                        vec![around(own, &other.bytes, room.min(24), marks.ellipsis)]
                    }
                    None => digits(model, own, room, lines),
                };
                let styled = |words| Line::from(Span::styled(words, style));
                rows.into_iter().map(styled).collect()
            }
        },
    }
}

/// Bytes in groups of four, on as many rows as there are; or the text that they are.
fn digits(model: &Model, bytes: &[u8], room: usize, rows: usize) -> Vec<String> {
    let marks = &model.theme.marks;
    if let Some(printable) = text::printable(bytes) {
        let words = format!("\"{}\"", marks.prose(printable));
        return vec![text::cut(&words, room, marks)];
    }
    let groups = ((room + 1) / 9).max(1);
    let all: Vec<String> = bytes.chunks(4).map(display::hex).collect();
    let mut lines: Vec<String> = all
        .chunks(groups)
        .take(rows)
        .map(|row| row.join(" "))
        .collect();
    if all.len() > groups * rows
        && let Some(last) = lines.last_mut()
    {
        let tail = text::width(marks.ellipsis);
        // whole bytes give way to the mark
        while text::width(last) + tail > room && !last.is_empty() {
            last.truncate(last.len().saturating_sub(2));
        }
        last.truncate(last.trim_end().len());
        last.push_str(marks.ellipsis);
    }
    lines
}

/// The beginnings of the four keys, each in its colour.
fn four(
    model: &Model,
    keys: &[(&ValueRow, &[u8])],
    room: usize,
    lines: usize,
) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let tail = text::width(theme.marks.ellipsis);
    let on_a_row = keys.len().div_ceil(lines).max(1);
    if on_a_row == 1 {
        let key = |(row, bytes): &(&ValueRow, &[u8])| {
            let words = digits(model, bytes, room, 1)
                .into_iter()
                .collect::<String>();
            let style = theme.value(row.name).add_modifier(Modifier::BOLD);
            Line::from(Span::styled(words, style))
        };
        return keys.iter().map(key).collect();
    }
    // whole bytes, a blank between the keys, and one mark at the end
    let each = (room.saturating_sub(tail + on_a_row - 1) / on_a_row / 2).clamp(1, 4);
    let rows = keys.chunks(on_a_row);
    rows.map(|row| {
        let mut spans = Vec::new();
        for (value, bytes) in row {
            if !spans.is_empty() {
                spans.push(Span::raw(" "));
            }
            let words = display::hex(&bytes[..each.min(bytes.len())]);
            let style = theme.value(value.name).add_modifier(Modifier::BOLD);
            spans.push(Span::styled(words, style));
        }
        spans.push(Span::styled(theme.marks.ellipsis, theme.muted));
        Line::from(spans)
    })
    .collect()
}
