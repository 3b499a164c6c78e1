//! The tab Bytes: the fields of the message as a tree, the bytes beside it, and what the selected
//! field is. A step without a message shows the bytes of its values instead.

use super::super::formula;
use super::super::stage::{Focus, Stage, Tab};
use super::super::text;
use super::Painter;
use super::explain;
use super::hex::{self, Dump};
use crate::trace::{Buffer as Annotated, BufferKind, Party, Step, Value, ValueId};
use crate::wire::{Node, display};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// A row of the tree.
#[derive(Clone, Copy)]
pub enum Row<'a> {
    /// The name of a buffer, above its fields.
    Heading(&'a Annotated),
    /// A field.
    Field {
        /// Its buffer.
        buffer: &'a Annotated,
        /// It.
        node: &'a Node,
        /// How deep it lies.
        depth: usize,
    },
    /// A value of a step without a message.
    Value(&'a Value),
}

/// The rows of the present step.
pub fn rows(stage: &Stage) -> Vec<Row<'_>> {
    let Some(step) = stage.step() else {
        return Vec::new();
    };
    let Some(message) = &step.message else {
        return step
            .values
            .iter()
            .filter_map(|id| stage.value(*id))
            .map(Row::Value)
            .collect();
    };
    let mut rows = Vec::new();
    for buffer in &message.buffers {
        rows.push(Row::Heading(buffer));
        add(&mut rows, buffer, &buffer.tree, 0);
    }
    rows
}

fn add<'a>(rows: &mut Vec<Row<'a>>, buffer: &'a Annotated, nodes: &'a [Node], depth: usize) {
    for node in nodes {
        rows.push(Row::Field {
            buffer,
            node,
            depth,
        });
        add(rows, buffer, &node.children, depth + 1);
    }
}

/// The row to begin with: the value that the step is about, or else the first field.
pub fn first_of_interest(stage: &Stage) -> usize {
    let Some(step) = stage.step() else { return 0 };
    let rows = rows(stage);
    let wanted = stage.outcome().map(|value| value.id);
    let is = |row: &Row<'_>, id| value_of(stage, step, *row).map(|value| value.id) == Some(id);
    let outcome = wanted.and_then(|id| rows.iter().position(|row| is(row, id)));
    let any = || {
        rows.iter()
            .position(|row| value_of(stage, step, *row).is_some())
    };
    outcome
        .or_else(any)
        .unwrap_or(1)
        .min(rows.len().saturating_sub(1))
}

/// The value that a row is.
fn value_of<'a>(stage: &'a Stage, step: &Step, row: Row<'_>) -> Option<&'a Value> {
    match row {
        Row::Heading(_) => None,
        Row::Value(value) => stage.value(value.id),
        Row::Field { buffer, node, .. } => {
            let mut values = step.values.iter().filter_map(|id| stage.value(*id));
            values.find(|value| {
                value.places.iter().any(|place| {
                    place.step == step.index
                        && place.buffer == buffer.kind
                        && place.range == node.range()
                })
            })
        }
    }
}

/// The row of a value among the rows of the present step.
pub fn row_of(stage: &Stage, id: ValueId) -> Option<usize> {
    let step = stage.step()?;
    let is = |row: &Row<'_>| value_of(stage, step, *row).is_some_and(|value| value.id == id);
    rows(stage).iter().position(is)
}

fn selected(stage: &Stage) -> Option<(&Step, Row<'_>)> {
    let rows = rows(stage);
    let last = rows.len().checked_sub(1)?;
    Some((
        stage.step()?,
        rows[stage.picks.tab[Tab::Bytes as usize].min(last)],
    ))
}

/// The value at the selected row.
pub fn selected_value(stage: &Stage) -> Option<ValueId> {
    let (step, row) = selected(stage)?;
    value_of(stage, step, row).map(|value| value.id)
}

/// The name and the bytes of the selected row.
pub fn selected_bytes(stage: &Stage) -> Option<(String, Vec<u8>)> {
    Some(match selected(stage)?.1 {
        Row::Heading(buffer) => (buffer.kind.name().to_owned(), buffer.bytes.clone()),
        Row::Field { buffer, node, .. } => {
            let bytes = buffer.bytes.get(node.range()).unwrap_or_default();
            (node.field.name().to_owned(), bytes.to_vec())
        }
        Row::Value(value) => (value.name.title(), value.bytes.clone()),
    })
}

/// The row of the tree at a row of its column.
pub fn row_at(stage: &Stage, height: u16, row: usize) -> Option<usize> {
    let len = rows(stage).len();
    let picked = stage.picks.tab[Tab::Bytes as usize].min(len.saturating_sub(1));
    let at = text::first_row(picked, len, height.into()) + row;
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

/// The byte at a cell of the screen: which of the message's buffers it is in, and its offset.
pub fn byte_at(stage: &Stage, columns: &[Rect], x: u16, y: u16) -> Option<(usize, usize)> {
    let (step, row) = selected(stage)?;
    let (areas, _) = areas(columns);
    let area = areas.get(1).filter(|area| area.contains((x, y).into()))?;
    let dump = dump(stage, step, row);
    let per_row = hex::per_row(area.width.into());
    let line = dump.first(per_row, area.height.into()) + usize::from(y - area.y);
    let byte = line * per_row + hex::byte_at(per_row, usize::from(x - area.x))?;
    let buffers = &step.message.as_ref()?.buffers;
    let here = buffers
        .iter()
        .position(|buffer| buffer.bytes.as_ptr() == dump.bytes.as_ptr())?;
    (byte < dump.bytes.len()).then_some((here, byte))
}

pub fn draw(stage: &Stage, columns: &[Rect], buf: &mut Buffer) {
    let theme = &stage.theme;
    let rows = rows(stage);
    let Some(step) = stage.step() else { return };
    let Some(last) = rows.len().checked_sub(1) else {
        let words = "nothing crosses the wire in this step, and no value comes of it";
        return Painter::new(buf, columns[0]).line(0, Span::styled(words, theme.muted));
    };
    let picked = stage.picks.tab[Tab::Bytes as usize].min(last);
    let (areas, what) = areas(columns);
    let tree = areas[0];
    let first = text::first_row(picked, rows.len(), tree.height.into());
    for (y, i) in (first..rows.len()).take(tree.height.into()).enumerate() {
        let mut painter = Painter::new(buf, tree);
        let width = painter.width();
        painter.line(y, tree_line(stage, step, rows[i], i == picked, width));
        if i == picked {
            painter.select(y, theme.selected);
        }
    }
    if let Some(area) = areas.get(1) {
        let mut painter = Painter::new(buf, *area);
        let dump = dump(stage, step, rows[picked]);
        let per_row = hex::per_row(painter.width());
        let first = dump.first(per_row, painter.height());
        let lines = dump.lines(stage, per_row, first..first + painter.height());
        painter.lines(0, lines);
    }
    if let Some(area) = what {
        let mut painter = Painter::new(buf, area);
        let tight = area.height < 6;
        let lines = about(stage, step, rows[picked], painter.width(), tight);
        painter.lines(0, lines);
    }
}

fn tree_line(
    stage: &Stage,
    step: &Step,
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
        Row::Heading(buffer) => {
            let name = match buffer.kind {
                BufferKind::Record => "on the wire",
                BufferKind::Plaintext => "decrypted",
                BufferKind::Message => "put together",
            };
            let length = display::count(buffer.bytes.len() as u64, "byte");
            Line::from(vec![
                mark,
                Span::styled(name, theme.title),
                Span::styled(format!("  {length}"), theme.muted),
            ])
        }
        Row::Field {
            buffer,
            node,
            depth,
        } => {
            let value = value_of(stage, step, row);
            let own = node.start >= buffer.own.start && node.end <= buffer.own.end;
            let indent = (depth + 1).min(width / 4);
            let name = node.field.name();
            let style = match (value, own) {
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

/// The bytes of the field that a field is a part of; none around a record.
fn around(buffer: &Annotated, node: &Node) -> std::ops::Range<usize> {
    fn find(level: &[Node], node: &Node, outer: std::ops::Range<usize>) -> std::ops::Range<usize> {
        for one in level
            .iter()
            .filter(|one| one.start <= node.start && node.end <= one.end)
        {
            if std::ptr::eq(one, node) {
                return outer;
            }
            let inside = find(&one.children, node, one.range());
            if !inside.is_empty() {
                return inside;
            }
        }
        0..0
    }
    find(&buffer.tree, node, 0..0)
}

fn dump<'a>(stage: &Stage, step: &Step, row: Row<'a>) -> Dump<'a> {
    match row {
        Row::Heading(buffer) => Dump {
            bytes: &buffer.bytes,
            colours: hex::colours(stage, step, buffer.kind),
            selected: 0..0,
            own: buffer.own.clone(),
            around: 0..0,
        },
        Row::Field { buffer, node, .. } => Dump {
            bytes: &buffer.bytes,
            colours: hex::colours(stage, step, buffer.kind),
            selected: node.range(),
            own: buffer.own.clone(),
            around: around(buffer, node),
        },
        Row::Value(value) => Dump {
            bytes: &value.bytes,
            colours: vec![(0..value.bytes.len(), stage.theme.value(value.name))],
            selected: 0..0,
            own: 0..value.bytes.len(),
            around: 0..0,
        },
    }
}

/// What the selected row is, in as many lines as it takes, the most important first.
fn about(
    stage: &Stage,
    step: &Step,
    row: Row<'_>,
    width: usize,
    tight: bool,
) -> Vec<Line<'static>> {
    match row {
        Row::Heading(buffer) => heading(stage, buffer, width),
        Row::Field { buffer, node, .. } => field(stage, step, row, buffer, node, width, tight),
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

fn heading(stage: &Stage, buffer: &Annotated, width: usize) -> Vec<Line<'static>> {
    let words = match buffer.kind {
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
    row: Row<'_>,
    buffer: &Annotated,
    node: &Node,
    width: usize,
    tight: bool,
) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let prose = |text: &str| marks.prose(text).into_owned();
    let style = value_of(stage, step, row).map_or(theme.title, |value| theme.value(value.name));
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
