//! The bytes beside the tree: those of the selected field's buffer, the fields around it, and for a
//! protected message the same bytes on the other side of the encryption.

use super::other_end::kind_name;
use crate::crypto::cipher::Cipher;
use crate::trace::{Buffer as Annotated, BufferKind};
use crate::tui::draw::hex::{self, Dump};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::cbc_counterpart::{Linked, linked};
use crate::tui::model::tree::{Row, Seen};
use crate::wire::Node;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;

/// The stretches of the bytes' column: the selected buffer, the fields around the selected one, and
/// for a protected message, where there is room, the same bytes on the other side of the encryption.
struct Stretches {
    own: Stretch,
    other: Option<Stretch>,
    layers: Option<Rect>,
}

/// Where a dump stands, and the row above it with its name.
struct Stretch {
    title: Option<Rect>,
    dump: Rect,
}

/// Rows that each of two dumps should have at least.
const LEAST: u16 = 4;

fn stretches(model: &Model, row: usize, area: Rect) -> Stretches {
    let mut left = area;
    let layers = u16::from(model.tree.parent(row).is_some() && area.height >= 6);
    let room = area.height - layers;
    let per_row = hex::per_row(area.width.into());
    let rows_of = |bytes: usize| u16::try_from(bytes.div_ceil(per_row).max(1)).unwrap_or(u16::MAX);
    let own = rows_of(bytes_of(model, row).map_or(0, <[u8]>::len));
    let other = counterpart(model, row)
        .map(|(buffer, _)| (buffer.kind, rows_of(buffer.bytes.len())))
        .filter(|_| room > 2 * LEAST + 2);
    let (own, other) = match other {
        None => {
            let dump = take(&mut left, own.min(room));
            (Stretch { title: None, dump }, None)
        }
        Some((kind, other)) => {
            let rows = room - 2;
            let other = other.min((rows / 2).max(rows.saturating_sub(own)));
            let own = own.min(rows - other);
            let gap = u16::from(own + other < rows);
            let mut stretch = |rows, gap| {
                take(&mut left, gap);
                Stretch {
                    title: Some(take(&mut left, 1)),
                    dump: take(&mut left, rows),
                }
            };
            // what is on the wire always stands above what is inside
            if kind == BufferKind::Plaintext {
                let first = stretch(own, 0);
                (first, Some(stretch(other, gap)))
            } else {
                let first = stretch(other, 0);
                (stretch(own, gap), Some(first))
            }
        }
    };
    let layers = (layers > 0).then(|| {
        if left.height > 1 {
            take(&mut left, 1);
        }
        take(&mut left, 1)
    });
    Stretches { own, other, layers }
}

/// Takes rows off the top of what is left.
fn take(left: &mut Rect, rows: u16) -> Rect {
    let taken = Rect {
        height: rows.min(left.height),
        ..*left
    };
    left.y += taken.height;
    left.height -= taken.height;
    taken
}

/// The bytes of a row's buffer.
fn bytes_of(model: &Model, row: usize) -> Option<&[u8]> {
    Some(match model.row(row)? {
        Row::Heading(buffer, _) | Row::Field { buffer, .. } => &buffer.bytes,
        Row::Value(value) => &value.bytes,
    })
}

/// For a row of a protected message: the buffer on the other side of the encryption, and what of it
/// belongs to the selected bytes.
pub fn counterpart(model: &Model, row: usize) -> Option<(&Annotated, Option<Linked>)> {
    let (buffer, seen, range) = match model.row(row)? {
        Row::Heading(buffer, seen) => (buffer, seen, None),
        Row::Field {
            buffer, seen, node, ..
        } => (buffer, seen, Some(selection(model, node).1)),
        Row::Value(_) => return None,
    };
    let other = (0..)
        .map_while(|i| model.nth_buffer(i))
        .find(|(other, by)| {
            let pair = (buffer.kind, other.kind);
            let tied = matches!(
                pair,
                (BufferKind::Record, BufferKind::Plaintext)
                    | (BufferKind::Plaintext, BufferKind::Record)
            );
            *by == seen && tied
        })?;
    let cipher = model.connection().suite.map(|suite| suite.cipher);
    let block_len = cipher.and_then(Cipher::block_len).unwrap_or(1);
    let link = range.and_then(|range| linked(buffer, &range, other.0, block_len));
    Some((other.0, link))
}

/// The selected field, and the one byte of it that is selected, or all.
pub fn selection(model: &Model, node: &Node) -> (Range<usize>, Range<usize>) {
    let whole = node.range();
    match model.picks.byte {
        Some(byte) if byte < node.len() => {
            let at = whole.start + byte;
            (whole, at..at + 1)
        }
        _ => (whole.clone(), whole),
    }
}

/// The byte at a cell of the screen: which of the buffers it is in, and its offset.
pub fn byte_at(model: &Model, row: usize, column: Rect, x: u16, y: u16) -> Option<(usize, usize)> {
    let here = model.tree.buffer_of(row)?;
    let stretches = stretches(model, row, column);
    let at = |area: Rect, dump: &Dump<'_>| {
        let inside = area.contains((x, y).into());
        let per_row = hex::per_row(area.width.into());
        let line = dump.first(per_row, area.height.into()) + usize::from(y.checked_sub(area.y)?);
        let byte = line * per_row + hex::byte_at(per_row, usize::from(x.checked_sub(area.x)?))?;
        (inside && byte < dump.bytes.len()).then_some(byte)
    };
    if let Some(byte) = at(stretches.own.dump, &dump(model, row)?) {
        return Some((here, byte));
    }
    let area = stretches.other?.dump;
    let (buffer, link) = counterpart(model, row)?;
    let byte = at(area, &other_dump(model, buffer, link.as_ref()))?;
    let mut all = (0..).map_while(|i| model.nth_buffer(i));
    let there = all.position(|(other, _)| std::ptr::eq(other, buffer))?;
    Some((there, byte))
}

/// Draws them for a row of the tree.
pub fn draw(model: &Model, row: usize, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let stretches = stretches(model, row, area);
    let show = |dump: &Dump<'_>, area: Rect, buf: &mut Buffer| {
        let mut painter = Painter::new(buf, area);
        let per_row = hex::per_row(painter.width());
        let first = dump.first(per_row, painter.height());
        let height = painter.height();
        let lines = dump.lines(model, per_row, first..first + height);
        painter.lines(0, lines);
        let rows = dump.bytes.len().div_ceil(per_row);
        scroll_hint::inside(model, area, first, rows.saturating_sub(height), buf);
    };
    let mut title = |area: Option<Rect>, kind: BufferKind, link: Option<&Linked>| {
        let Some(area) = area else { return };
        let mut painter = Painter::new(buf, area);
        let name = Span::styled(format!("{} ", kind_name(kind)), theme.title);
        let room = painter.width().saturating_sub(name.width());
        // what finds no room here is said of the field, too
        let link = link.map(|link| theme.marks.prose(&link.said.to_string()).into_owned());
        let (words, style) = match link.filter(|words| text::width(words) <= room) {
            Some(words) => (words, theme.title),
            None => (theme.marks.clear.repeat(room), theme.line),
        };
        painter.line(0, Line::from(vec![name, Span::styled(words, style)]));
    };
    if let (Some(other), Some((buffer, link))) = (&stretches.other, counterpart(model, row)) {
        if let Some(Row::Heading(own, _) | Row::Field { buffer: own, .. }) = model.row(row) {
            title(stretches.own.title, own.kind, None);
        }
        title(other.title, buffer.kind, link.as_ref());
        show(&other_dump(model, buffer, link.as_ref()), other.dump, buf);
    }
    if let Some(dump) = dump(model, row) {
        show(&dump, stretches.own.dump, buf);
    }
    if let Some(area) = stretches.layers {
        let mut painter = Painter::new(buf, area);
        let line = layers_line(model, row, painter.width());
        painter.line(0, line);
    }
}

/// The names of the fields around the selected one, each on the ground that its bytes have.
fn layers_line(model: &Model, row: usize, width: usize) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut names = Vec::new();
    let mut at = Some(row);
    while let Some(here) = at {
        if let Some(Row::Field { node, .. }) = model.row(here) {
            names.push(node.field.name());
        }
        at = model.tree.parent(here);
    }
    // one column for the ellipsis, one before it
    let mut left = width.saturating_sub(2);
    let mut parts = Vec::new();
    for (level, name) in names.iter().enumerate() {
        let (open, close) = marks.layer(level, theme.has_grounds());
        let text = format!("{open}{name}{close}");
        let taken = text::width(&text) + 1;
        if taken > left {
            parts.push(Span::styled(marks.ellipsis, theme.muted));
            break;
        }
        left -= taken;
        let style = match level {
            0 => theme.selected,
            _ => theme.text.patch(theme.around(level)),
        };
        parts.push(Span::styled(text, style));
    }
    let mut spans = Vec::new();
    for (i, part) in parts.into_iter().rev().enumerate() {
        if i > 0 {
            spans.push(Span::raw(" "));
        }
        spans.push(part);
    }
    Line::from(spans)
}

/// The bytes of a row's buffer, with the selected ones.
fn dump(model: &Model, row: usize) -> Option<Dump<'_>> {
    let step = model.step()?;
    let of_buffer = |buffer: &Annotated, seen: Seen| {
        let mut colours = changes(model, row);
        if seen == Seen::Sent {
            colours.extend(hex::colours(model, step, buffer.kind));
        }
        colours
    };
    Some(match model.row(row)? {
        Row::Heading(buffer, seen) => Dump {
            colours: of_buffer(buffer, seen),
            own: buffer.own.clone(),
            ..Dump::of(&buffer.bytes)
        },
        Row::Field {
            buffer, node, seen, ..
        } => {
            let (whole, byte) = selection(model, node);
            Dump {
                colours: of_buffer(buffer, seen),
                selected: whole.clone(),
                byte: (byte != whole).then_some(byte.start),
                own: buffer.own.clone(),
                layers: model.tree.layers(row),
                ..Dump::of(&buffer.bytes)
            }
        }
        Row::Value(value) if !model.sees(value.id) => return None,
        Row::Value(value) => Dump {
            colours: vec![(0..value.bytes.len(), model.theme.value(value.name))],
            byte: model.picks.byte.filter(|byte| *byte < value.bytes.len()),
            ..Dump::of(&value.bytes)
        },
    })
}

/// The bytes on the other side of the encryption, with those that belong to the selected ones.
fn other_dump<'a>(model: &Model, buffer: &'a Annotated, link: Option<&Linked>) -> Dump<'a> {
    let colours = model
        .step()
        .map(|step| hex::colours(model, step, buffer.kind));
    Dump {
        colours: colours.unwrap_or_default(),
        own: buffer.own.clone(),
        linked: link.map_or(0..0, |link| link.range.clone()),
        ..Dump::of(&buffer.bytes)
    }
}

/// The bytes of a row's buffer that were sent otherwise than they arrived: marked on either side.
fn changes(model: &Model, row: usize) -> Vec<(Range<usize>, Style)> {
    let style = model.theme.bad.add_modifier(Modifier::UNDERLINED);
    let ranges = model.tree.changes(row).iter();
    ranges.map(|range| (range.clone(), style)).collect()
}
