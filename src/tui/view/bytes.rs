//! The tab Bytes: the fields of the message as a tree, the bytes beside it, and what the selected
//! field is. A step without a message shows the bytes of its values instead.

use super::super::formula;
use super::super::linked::{Linked, linked};
use super::super::stage::{Focus, Stage, Tab};
use super::super::text;
use super::super::tree::{Row, Seen};
use super::Painter;
use super::explain;
use super::hex::{self, Dump};
use crate::trace::{Buffer as Annotated, BufferKind, Party, Step, Value, ValueId};
use crate::wire::{Node, display};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The row to begin with: the value that the step is about, or else the first field.
pub fn first_of_interest(stage: &Stage) -> usize {
    let outcome = stage.outcome().and_then(|value| stage.row_of(value.id));
    let row = outcome.or_else(|| stage.first_value_row()).unwrap_or(1);
    row.min(stage.rows().saturating_sub(1))
}

/// The selected row, where there is any.
pub fn picked(stage: &Stage) -> Option<usize> {
    let last = stage.rows().checked_sub(1)?;
    Some(stage.picks.tab[Tab::Bytes as usize].min(last))
}

/// The value at the selected row.
pub fn selected_value(stage: &Stage) -> Option<ValueId> {
    stage.value_at(picked(stage)?).map(|value| value.id)
}

/// The name and the bytes of the selected row.
pub fn selected_bytes(stage: &Stage) -> Option<(String, Vec<u8>)> {
    Some(match stage.row(picked(stage)?)? {
        Row::Heading(buffer, _) => (buffer.kind.name().to_owned(), buffer.bytes.clone()),
        Row::Field { buffer, node, .. } => {
            let bytes = buffer.bytes.get(node.range()).unwrap_or_default();
            (node.field.name().to_owned(), bytes.to_vec())
        }
        Row::Value(value) => (value.name.title(), value.bytes.clone()),
    })
}

/// The row of the tree at a row of its column.
pub fn row_at(stage: &Stage, height: u16, row: usize) -> Option<usize> {
    let len = stage.rows();
    let at = text::first_row(picked(stage)?, len, height.into()) + row;
    (at < len).then_some(at)
}

/// Tree and bytes, and where what the field is stands: in a third column, or under the bytes.
fn areas(columns: &[Rect]) -> (Vec<Rect>, Option<Rect>) {
    let mut areas = columns.to_vec();
    let what = match areas.len() {
        3.. => areas.pop(),
        2 if areas[1].height >= 7 => {
            let below = if areas[1].height >= 10 { 4 } else { 3 };
            areas[1].height -= below + 1;
            Some(Rect {
                y: areas[1].bottom() + 1,
                height: below,
                ..columns[1]
            })
        }
        _ => None,
    };
    (areas, what)
}

/// The stretches of the bytes' column: the selected buffer, the fields around the selected one, and
/// for a protected message, where there is room, the same bytes on the other side of the encryption.
struct Stretches {
    own: Rect,
    other: Option<(Rect, Rect)>,
    layers: Option<Rect>,
}

/// Rows that each of two dumps should have at least.
const LEAST: u16 = 4;

fn stretches(stage: &Stage, row: usize, area: Rect) -> Stretches {
    let row_of = |y: u16| Rect {
        y,
        height: 1,
        ..area
    };
    let field = stage.parent(row).is_some();
    let mut own = area;
    let layers = (field && area.height >= 6).then(|| {
        own.height -= 1;
        row_of(own.bottom())
    });
    let counterpart = counterpart(stage, row).map(|(buffer, _)| buffer.bytes.len());
    let per_row = hex::per_row(area.width.into());
    let other = counterpart.filter(|_| own.height > 2 * LEAST).map(|len| {
        let wanted = (len.div_ceil(per_row) as u16).clamp(1, own.height / 2 - 1);
        own.height -= wanted + 1;
        let rule = row_of(own.bottom());
        let dump = Rect {
            y: rule.bottom(),
            height: wanted,
            ..area
        };
        (rule, dump)
    });
    Stretches { own, other, layers }
}

/// For a row of a protected message: the buffer on the other side of the encryption, and what of it
/// belongs to the selected bytes.
fn counterpart(stage: &Stage, row: usize) -> Option<(&Annotated, Option<Linked>)> {
    let (buffer, seen, range) = match stage.row(row)? {
        Row::Heading(buffer, seen) => (buffer, seen, None),
        Row::Field {
            buffer, seen, node, ..
        } => (buffer, seen, Some(selection(stage, node).1)),
        Row::Value(_) => return None,
    };
    let other = (0..)
        .map_while(|i| stage.nth_buffer(i))
        .find(|(other, by)| {
            let pair = (buffer.kind, other.kind);
            let tied = matches!(
                pair,
                (BufferKind::Record, BufferKind::Plaintext)
                    | (BufferKind::Plaintext, BufferKind::Record)
            );
            *by == seen && tied
        })?;
    let link = range.and_then(|range| linked(buffer, &range, other.0));
    Some((other.0, link))
}

/// The selected field, and the one byte of it that is selected, or all.
fn selection(stage: &Stage, node: &Node) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
    let whole = node.range();
    match stage.picks.byte {
        Some(byte) if byte < node.len() => {
            let at = whole.start + byte;
            (whole, at..at + 1)
        }
        _ => (whole.clone(), whole),
    }
}

/// The byte at a cell of the screen: which of the buffers it is in, and its offset.
pub fn byte_at(stage: &Stage, columns: &[Rect], x: u16, y: u16) -> Option<(usize, usize)> {
    let row = picked(stage)?;
    let (areas, _) = areas(columns);
    let column = *areas.get(1)?;
    let here = stage.buffer_of(row)?;
    let stretches = stretches(stage, row, column);
    let at = |area: Rect, dump: &Dump<'_>| {
        let inside = area.contains((x, y).into());
        let per_row = hex::per_row(area.width.into());
        let line = dump.first(per_row, area.height.into()) + usize::from(y.checked_sub(area.y)?);
        let byte = line * per_row + hex::byte_at(per_row, usize::from(x.checked_sub(area.x)?))?;
        (inside && byte < dump.bytes.len()).then_some(byte)
    };
    if let Some(byte) = at(stretches.own, &dump(stage, row)?) {
        return Some((here, byte));
    }
    let (_, area) = stretches.other?;
    let (buffer, link) = counterpart(stage, row)?;
    let byte = at(area, &other_dump(stage, buffer, link.as_ref()))?;
    let mut all = (0..).map_while(|i| stage.nth_buffer(i));
    let there = all.position(|(other, _)| std::ptr::eq(other, buffer))?;
    Some((there, byte))
}

pub fn draw(stage: &Stage, columns: &[Rect], buf: &mut Buffer) {
    let theme = &stage.theme;
    let Some(step) = stage.step() else { return };
    let Some(picked) = picked(stage) else {
        let words = "nothing crosses the wire in this step, and no value comes of it";
        return Painter::new(buf, columns[0]).line(0, Span::styled(words, theme.muted));
    };
    let (areas, what) = areas(columns);
    let tree = areas[0];
    let len = stage.rows();
    let first = text::first_row(picked, len, tree.height.into());
    let mut painter = Painter::new(buf, tree);
    for (y, i) in (first..len).take(tree.height.into()).enumerate() {
        let width = painter.width();
        if let Some(row) = stage.row(i) {
            painter.line(y, tree_line(stage, i, row, i == picked, width));
        }
        if i == picked {
            painter.select(y, theme.selected);
        }
    }
    if let Some(area) = areas.get(1) {
        draw_bytes(stage, picked, *area, buf);
    }
    if let Some(area) = what {
        let mut painter = Painter::new(buf, area);
        let tight = area.height < 6;
        let lines = about(stage, step, picked, painter.width(), tight);
        painter.lines(0, lines);
    }
}

fn draw_bytes(stage: &Stage, row: usize, area: Rect, buf: &mut Buffer) {
    let theme = &stage.theme;
    let stretches = stretches(stage, row, area);
    let show = |dump: &Dump<'_>, area: Rect, buf: &mut Buffer| {
        let mut painter = Painter::new(buf, area);
        let per_row = hex::per_row(painter.width());
        let first = dump.first(per_row, painter.height());
        let lines = dump.lines(stage, per_row, first..first + painter.height());
        painter.lines(0, lines);
    };
    if let Some(dump) = dump(stage, row) {
        show(&dump, stretches.own, buf);
    }
    if let (Some((rule, area)), Some((other, link))) = (stretches.other, counterpart(stage, row)) {
        let name = kind_name(other.kind);
        let words = link.as_ref().map(|link| link.words.as_str());
        let mut painter = Painter::new(buf, rule);
        let width = painter.width();
        let name = Span::styled(format!("{name} "), theme.title);
        let room = width.saturating_sub(name.width());
        let words = match words {
            Some(words) => text::cut(&theme.marks.prose(words), room, &theme.marks),
            None => theme.marks.clear.repeat(room),
        };
        let style = if link.is_some() {
            theme.accent
        } else {
            theme.line
        };
        painter.line(0, Line::from(vec![name, Span::styled(words, style)]));
        show(&other_dump(stage, other, link.as_ref()), area, buf);
    }
    if let Some(area) = stretches.layers {
        let mut painter = Painter::new(buf, area);
        let line = layers_line(stage, row, painter.width());
        painter.line(0, line);
    }
}

/// The names of the fields around the selected one, each on the ground that its bytes have.
fn layers_line(stage: &Stage, row: usize, width: usize) -> Line<'static> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let mut names = Vec::new();
    let mut at = Some(row);
    while let Some(here) = at {
        if let Some(Row::Field { node, .. }) = stage.row(here) {
            names.push(node.field.name());
        }
        at = stage.parent(here);
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

const fn kind_name(kind: BufferKind) -> &'static str {
    match kind {
        BufferKind::Record => "on the wire",
        BufferKind::Plaintext => "decrypted",
        BufferKind::Message => "put together",
        BufferKind::Certificate => "certificate",
    }
}

fn tree_line(
    stage: &Stage,
    place: usize,
    row: Row<'_>,
    picked: bool,
    width: usize,
) -> Line<'static> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let focused = picked && stage.focus == Focus::Panel;
    let mark = Span::styled(if picked { marks.selected } else { " " }, theme.accent);
    let bold = |style: ratatui::style::Style| {
        if focused {
            style.patch(theme.title)
        } else {
            style
        }
    };
    match row {
        Row::Heading(buffer, seen) => {
            let changed = stage.nth_buffer(1).is_some() && sent_otherwise(stage);
            let name = match (seen, changed) {
                (Seen::Apart, _) => stage.opened_name().to_owned(),
                (Seen::Sent, true) => format!("{}, as it was sent", kind_name(buffer.kind)),
                (Seen::Arrived, _) => format!("{}, as it arrived", kind_name(buffer.kind)),
                (Seen::Sent, false) => kind_name(buffer.kind).to_owned(),
            };
            let style = match seen {
                Seen::Arrived => theme.bad,
                Seen::Sent | Seen::Apart => theme.title,
            };
            let name = text::cut(&marks.prose(&name), width.saturating_sub(1), marks);
            let length = display::count(buffer.bytes.len() as u64, "byte");
            Line::from(vec![
                mark,
                Span::styled(name, style),
                Span::styled(format!("  {length}"), theme.muted),
            ])
        }
        Row::Field {
            buffer,
            seen,
            node,
            depth,
        } => {
            let value = stage.value_at(place);
            let own = node.start >= buffer.own.start && node.end <= buffer.own.end;
            let indent = (depth + 1).min(width / 4);
            let name = node.field.name();
            let other = seen == Seen::Arrived && differs(stage, buffer, node);
            let style = match (value, own) {
                _ if other => theme.bad,
                (Some(value), _) => theme.value(value.name),
                (None, true) => theme.text,
                (None, false) => theme.muted,
            };
            let room = width.saturating_sub(1 + indent);
            let name = text::cut(name, room, marks);
            let left = room.saturating_sub(text::width(&name) + 2);
            let shown = display::value(node, &buffer.bytes);
            let shown = marks.prose(&shown).into_owned();
            let shown = if left >= 4 {
                text::cut(&shown, left, marks)
            } else {
                String::new()
            };
            Line::from(vec![
                mark,
                Span::raw(" ".repeat(indent)),
                Span::styled(name, bold(style)),
                Span::raw("  "),
                Span::styled(shown, theme.muted),
            ])
        }
        Row::Value(value) => {
            let name = value.name.title();
            let long = display::count(value.bytes.len() as u64, "byte");
            let length = match text::width(&name) + text::width(&long) + 3 <= width {
                true => long,
                false => format!("{} B", value.bytes.len()),
            };
            Line::from(vec![
                mark,
                Span::styled(name, bold(theme.value(value.name))),
                Span::styled(format!("  {length}"), theme.muted),
            ])
        }
    }
}

/// Whether the message of the step arrived otherwise than it was sent.
fn sent_otherwise(stage: &Stage) -> bool {
    let message = stage.step().and_then(|step| step.message.as_ref());
    message.is_some_and(|message| message.arrived.is_some())
}

/// Whether bytes that arrived are not those that were sent at the same place.
fn differs(stage: &Stage, arrived: &Annotated, node: &Node) -> bool {
    let message = stage.step().and_then(|step| step.message.as_ref());
    let sent = message.and_then(|message| message.buffer(arrived.kind));
    sent.is_some_and(|sent| {
        sent.bytes.get(node.range()) != arrived.bytes.get(node.range()) && node.is_leaf()
    })
}

/// The bytes of a row's buffer, with the selected ones.
fn dump(stage: &Stage, row: usize) -> Option<Dump<'_>> {
    let step = stage.step()?;
    let of_buffer = |buffer: &Annotated, seen: Seen| match seen {
        Seen::Sent => hex::colours(stage, step, buffer.kind),
        Seen::Arrived => changes(stage, buffer),
        Seen::Apart => Vec::new(),
    };
    Some(match stage.row(row)? {
        Row::Heading(buffer, seen) => Dump {
            colours: of_buffer(buffer, seen),
            own: buffer.own.clone(),
            ..Dump::of(&buffer.bytes)
        },
        Row::Field {
            buffer, node, seen, ..
        } => {
            let (whole, byte) = selection(stage, node);
            Dump {
                colours: of_buffer(buffer, seen),
                selected: whole.clone(),
                byte: (byte != whole).then_some(byte.start),
                own: buffer.own.clone(),
                layers: stage.layers(row),
                ..Dump::of(&buffer.bytes)
            }
        }
        Row::Value(value) => Dump {
            colours: vec![(0..value.bytes.len(), stage.theme.value(value.name))],
            byte: stage.picks.byte.filter(|byte| *byte < value.bytes.len()),
            ..Dump::of(&value.bytes)
        },
    })
}

/// The bytes on the other side of the encryption, with those that belong to the selected ones.
fn other_dump<'a>(stage: &Stage, buffer: &'a Annotated, link: Option<&Linked>) -> Dump<'a> {
    let colours = stage
        .step()
        .map(|step| hex::colours(stage, step, buffer.kind));
    Dump {
        colours: colours.unwrap_or_default(),
        own: buffer.own.clone(),
        linked: link.map_or(0..0, |link| link.range.clone()),
        ..Dump::of(&buffer.bytes)
    }
}

/// The bytes that arrived otherwise than they were sent.
fn changes(stage: &Stage, arrived: &Annotated) -> Vec<(std::ops::Range<usize>, Style)> {
    let message = stage.step().and_then(|step| step.message.as_ref());
    let Some(sent) = message.and_then(|message| message.buffer(arrived.kind)) else {
        return Vec::new();
    };
    let style = stage.theme.bad;
    let mut out: Vec<(std::ops::Range<usize>, Style)> = Vec::new();
    for (at, byte) in arrived.bytes.iter().enumerate() {
        if sent.bytes.get(at) == Some(byte) {
            continue;
        }
        match out.last_mut() {
            Some((range, _)) if range.end == at => range.end += 1,
            _ => out.push((at..at + 1, style)),
        }
    }
    out
}

/// What the selected row is, in as many lines as it takes, the most important first.
fn about(
    stage: &Stage,
    step: &Step,
    place: usize,
    width: usize,
    tight: bool,
) -> Vec<Line<'static>> {
    let Some(row) = stage.row(place) else {
        return Vec::new();
    };
    match row {
        Row::Heading(buffer, seen) => heading(stage, buffer, seen, width),
        Row::Field { buffer, node, .. } => field(stage, step, place, buffer, node, width, tight),
        Row::Value(value) if tight => {
            let mut lines = value_lines(stage, value, width);
            lines.push(parties(stage, value));
            lines
        }
        Row::Value(value) => about_value(stage, value, width),
    }
}

/// What every party knows of a value, on one line.
fn parties(stage: &Stage, value: &Value) -> Line<'static> {
    let spans = Party::ALL.into_iter().flat_map(|party| {
        let knows = value.known_to(party, stage.cursor);
        let mark = stage.theme.marks.knowledge(knows);
        [
            Span::styled(format!("{mark} "), stage.theme.knowledge(value.name, knows)),
            Span::styled(format!("{}  ", party.name()), stage.theme.muted),
        ]
    });
    Line::from_iter(spans)
}

fn heading(stage: &Stage, buffer: &Annotated, seen: Seen, width: usize) -> Vec<Line<'static>> {
    let words = match buffer.kind {
        BufferKind::Record if seen == Seen::Arrived => {
            "What arrived: somebody changed it on its way. What differs is marked."
        }
        BufferKind::Certificate => {
            "A certificate by itself, as DER: the bytes that are signed, how, and \
             the signature."
        }
        BufferKind::Record => "The record as it crosses the wire, where anybody can read it.",
        BufferKind::Plaintext => {
            "What decrypting the record gives: content, MAC and padding. Only the two sides see it."
        }
        BufferKind::Message => "The message put together from the records that carried it.",
    };
    text::wrap_plain(words, stage.theme.text, width, 0)
}

#[allow(clippy::too_many_arguments)]
fn field(
    stage: &Stage,
    step: &Step,
    row: usize,
    buffer: &Annotated,
    node: &Node,
    width: usize,
    tight: bool,
) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let prose = |text: &str| marks.prose(text).into_owned();
    let style = stage
        .value_at(row)
        .map_or(theme.title, |value| theme.value(value.name));
    let bytes = match node.len() {
        0 => format!("no bytes, at {}", node.start),
        1 => format!("byte {}", node.start),
        _ => format!("bytes {}{}{}", node.start, marks.range, node.end - 1),
    };
    let mut lines = text::wrap(
        &[
            Span::styled(node.field.name(), style.patch(theme.title).patch(style)),
            Span::styled(format!("  {bytes}"), theme.muted),
        ],
        width,
        2,
    );
    if let (whole, byte) = selection(stage, node)
        && byte != whole
    {
        let value = buffer.bytes.get(byte.start).copied().unwrap_or_default();
        let at = byte.start - whole.start;
        let words = format!("byte {at} of it: {value:02x}, in bits {value:08b}");
        lines.extend(text::wrap_plain(&words, theme.accent, width, 2));
    }
    // where the other side of the encryption has no room of its own
    if let Some((_, Some(link))) = counterpart(stage, row) {
        let words = prose(&link.words);
        lines.extend(text::wrap_plain(&words, theme.accent, width, 2));
    }
    let value = prose(&display::value(node, &buffer.bytes));
    lines.extend(text::wrap_plain(&value, theme.text, width, 0));
    let mut source = prose(node.field.rfc());
    if let (Some(filter), true) = (node.field.wireshark(), tight) {
        source = format!("{source}  {filter}");
    }
    lines.extend(text::wrap_plain(&source, theme.muted, width, 2));
    if tight {
        return lines;
    }
    if let Some(filter) = node.field.wireshark() {
        lines.extend(text::wrap_plain(
            &format!("Wireshark: {filter}"),
            theme.muted,
            width,
            2,
        ));
    }
    let said = crate::explain::field(&stage.trace, step, buffer, node);
    for text in [said.purpose, said.attack] {
        if !text.is_empty() {
            lines.push(Line::default());
            lines.extend(text::wrap(&explain::spans(stage, &text), width, 0));
        }
    }
    lines
}

/// A value: its origin, and who knows it.
pub fn about_value(stage: &Stage, value: &Value, width: usize) -> Vec<Line<'static>> {
    let mut lines = value_lines(stage, value, width);
    lines.push(Line::default());
    lines.extend(who_knows(stage, value));
    lines
}

/// A value's name and origin.
fn value_lines(stage: &Stage, value: &Value, width: usize) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let length = display::count(value.bytes.len() as u64, "byte");
    let title = [
        Span::styled(value.name.title(), theme.value(value.name).patch(bold())),
        Span::styled(format!("  {length}"), theme.muted),
    ];
    let mut lines = text::wrap(&title, width, 2);
    lines.extend(text::wrap(&formula::origin(stage, value), width, 2));
    lines
}

fn bold() -> ratatui::style::Style {
    ratatui::style::Style::new().add_modifier(ratatui::style::Modifier::BOLD)
}

/// A line for each party: what it knows of a value, and since when.
pub fn who_knows(stage: &Stage, value: &Value) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let line = |party: Party| {
        let knows = value.known_to(party, stage.cursor);
        let steps = value
            .history
            .iter()
            .filter(|(at, who, what)| *who == party && *what == knows && *at <= stage.cursor);
        let since = steps
            .map(|(at, ..)| format!(" from step {}", at + 1))
            .next();
        let style = theme.knowledge(value.name, knows);
        Line::from(vec![
            Span::styled(format!("{:<13}", party.name()), theme.muted),
            Span::styled(
                format!("{} {}", theme.marks.knowledge(knows), knows.name()),
                style,
            ),
            Span::styled(since.unwrap_or_default(), theme.muted),
        ])
    };
    Party::ALL.into_iter().map(line).collect()
}
