//! The messages: those that are placed, as arrows between client and server, and the tray beside them.

use crate::label;
use crate::protocol::{MessageName, Piece, Side};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::desk::{Desk, Part};
use crate::tui::overlay::window;
use crate::wire::HandshakeType;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The columns of the tray, and those that it needs beside it.
const TRAY: u16 = 26;
const PLACED: u16 = 30;
/// The columns before an arrow.
const NUMBER: usize = 5;

/// The rows that it takes.
pub fn rows(desk: &Desk) -> usize {
    let (placed, tray) = (desk.bench.placed().len(), desk.bench.tray().len());
    // all of the pieces, wherever they are, so that the window keeps its size
    placed + tray + 3
}

/// The room of each part; a part that has none is not drawn.
fn parts(desk: &Desk, room: Rect) -> [Rect; 2] {
    let none = Rect { width: 0, ..room };
    if room.width >= TRAY + PLACED + 3 {
        let left = room.width - TRAY - 3;
        let tray = Rect {
            x: room.x + left + 3,
            width: TRAY,
            ..room
        };
        return [
            Rect {
                width: left,
                ..room
            },
            tray,
        ];
    }
    match desk.part {
        Part::Tray => [none, room],
        _ => [room, none],
    }
}

/// The part and the row at a cell.
pub fn at(desk: &Desk, room: Rect, x: u16, y: u16) -> Option<(Part, usize)> {
    let [placed, tray] = parts(desk, room);
    let line = usize::from(y.checked_sub(room.y + 1)?);
    for (part, room) in [(Part::Placed, placed), (Part::Tray, tray)] {
        if room.contains((x, y).into()) {
            let height = usize::from(room.height).saturating_sub(1);
            let (all, here) = (desk.len(part), desk.row(part));
            let row = text::first_row(here, all, height) + line;
            return (row < all).then_some((part, row));
        }
    }
    None
}

/// Draws it.
pub fn draw(model: &Model, desk: &Desk, room: Rect, buf: &mut Buffer) {
    let [placed, tray] = parts(desk, room);
    if placed.width > 0 && tray.width > 0 {
        window::divide(model, room, placed.width + 1, buf);
    }
    if placed.width > 0 {
        draw_placed(model, desk, placed, buf);
    }
    if tray.width > 0 {
        draw_tray(model, desk, tray, buf);
    }
}

/// The heading of a part, marked where the keys move in it.
fn heading(model: &Model, here: bool, words: &str) -> Line<'static> {
    let theme = &model.theme;
    let mark = if here { theme.marks.selected } else { " " };
    let style = if here { theme.title } else { theme.muted };
    Line::from(Span::styled(format!("{mark} {words}"), style))
}

fn draw_placed(model: &Model, desk: &Desk, room: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let here = desk.part == Part::Placed;
    let pieces = desk.bench.placed();
    let mut painter = Painter::new(buf, room);
    let width = painter.width();
    painter.line(0, heading(model, here, Side::Client.name()));
    painter.right(0, Span::styled(Side::Server.name(), theme.muted));
    let height = painter.height().saturating_sub(1);
    let (selected, all) = (desk.row(Part::Placed), desk.len(Part::Placed));
    let first = text::first_row(selected, all, height.max(1));
    let broken = desk.verdict.as_ref().map(|verdict| verdict.broken.as_ref());
    for row in first..all.min(first + height) {
        let y = 1 + row - first;
        match pieces.get(row) {
            Some(piece) => {
                let (mark, style) = match broken {
                    None => (" ", theme.muted),
                    Some(Some(broken)) if row == broken.at => (theme.marks.bad, theme.bad),
                    Some(Some(broken)) if row > broken.at => (" ", theme.muted),
                    Some(_) => (theme.marks.good, theme.good),
                };
                let number = Span::styled(format!("{:>2}", row + 1), theme.muted);
                let mark = Span::styled(format!(" {mark} "), style);
                let mut spans = vec![number, mark];
                spans.extend(arrow(model, *piece, protected(pieces, row), width - NUMBER));
                painter.line(y, Line::from(spans));
            }
            None => {
                let words = match row == pieces.len() {
                    true => label!("tui.bench.next_here"),
                    false => label!("tui.bench.run_it"),
                };
                let style = if row == pieces.len() {
                    theme.muted
                } else {
                    theme.key
                };
                let words = text::cut(words, width.saturating_sub(NUMBER), &theme.marks);
                painter.at(y, NUMBER, Span::styled(words, style));
            }
        }
        if row == selected {
            match here {
                true => painter.select(y, theme.selected),
                false => painter.at(y, 0, Span::styled(theme.marks.selected, theme.title)),
            }
        }
    }
    let list = Rect {
        y: room.y + 1,
        height: room.height.saturating_sub(1),
        ..room
    };
    scroll_hint::inside(model, list, first, all.saturating_sub(height), buf);
}

/// Whether a message comes after its sender's ChangeCipherSpec.
fn protected(pieces: &[Piece], row: usize) -> bool {
    let side = pieces[row].side();
    let change =
        |piece: &&Piece| piece.side() == side && piece.message() == MessageName::ChangeCipherSpec;
    pieces[..row].iter().any(|piece| change(&piece))
}

/// A message as an arrow between the two sides.
fn arrow(model: &Model, piece: Piece, protected: bool, width: usize) -> Vec<Span<'static>> {
    let marks = &model.theme.marks;
    let shaft = if protected {
        marks.protected
    } else {
        marks.clear
    };
    let room = width.saturating_sub(6);
    let name = text::cut(piece.message().name(), room, marks);
    let rest = width.saturating_sub(text::width(&name) + 3);
    let (before, behind) = (rest / 2, rest - rest / 2);
    let (style, muted) = (ink(model, piece), model.theme.muted);
    let (left, right) = match piece.side() {
        Side::Client => (
            shaft.repeat(before),
            format!("{}{}", shaft.repeat(behind), marks.right),
        ),
        Side::Server => (
            format!("{}{}", marks.left, shaft.repeat(before)),
            shaft.repeat(behind),
        ),
    };
    vec![
        Span::styled(left, muted),
        Span::styled(format!(" {name} "), style),
        Span::styled(right, muted),
    ]
}

fn ink(model: &Model, piece: Piece) -> Style {
    match piece.message() {
        MessageName::Handshake(HandshakeType::Finished) => model.theme.title,
        _ => model.theme.text,
    }
}

fn draw_tray(model: &Model, desk: &Desk, room: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let here = desk.part == Part::Tray;
    let mut painter = Painter::new(buf, room);
    painter.line(0, heading(model, here, label!("tui.bench.tray")));
    let height = painter.height().saturating_sub(1);
    let (selected, pieces) = (desk.row(Part::Tray), desk.bench.tray());
    if pieces.is_empty() {
        painter.at(1, 2, Span::styled(label!("tui.bench.empty"), theme.muted));
    }
    let first = text::first_row(selected, pieces.len(), height.max(1));
    for (y, (row, piece)) in pieces
        .iter()
        .enumerate()
        .skip(first)
        .take(height)
        .enumerate()
    {
        let way = match piece.side() {
            Side::Client => format!("{0}{0}{1}", marks.clear, marks.right),
            Side::Server => format!("{1}{0}{0}", marks.clear, marks.left),
        };
        let line = Line::from(vec![
            Span::styled(format!("  {way} "), theme.muted),
            Span::styled(piece.message().name(), theme.text),
        ]);
        painter.line(y + 1, line);
        if here && row == selected {
            painter.select(y + 1, theme.selected);
        }
    }
    let list = Rect {
        y: room.y + 1,
        height: room.height.saturating_sub(1),
        ..room
    };
    scroll_hint::inside(model, list, first, pieces.len().saturating_sub(height), buf);
}
