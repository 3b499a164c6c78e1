//! The tab Bytes: the fields of the message as a tree, the bytes beside it, and what the selected
//! field is. A step without a message shows the bytes of its values instead.

use super::super::formula;
use super::super::place::{Focus, Tab};
use super::super::stage::Stage;
use super::super::text;
use super::super::tree::{Row, Seen};
use super::Painter;
use super::dumps;
use super::{explain, reader};
use crate::trace::{Buffer as Annotated, BufferKind, Party, Step, Value, ValueId};
use crate::wire::{Field, Node, display};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
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
        Row::Value(value) => (value.title(), value.bytes.clone()),
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
            let below = match areas[1].height {
                height @ 14.. => height / 2,
                10.. => 4,
                _ => 3,
            };
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

/// The byte at a cell of the screen: which of the buffers it is in, and its offset.
pub fn byte_at(stage: &Stage, columns: &[Rect], x: u16, y: u16) -> Option<(usize, usize)> {
    let (areas, _) = areas(columns);
    dumps::byte_at(stage, picked(stage)?, *areas.get(1)?, x, y)
}

pub fn draw(stage: &Stage, columns: &[Rect], buf: &mut Buffer) {
    let theme = &stage.theme;
    let Some(step) = stage.step() else { return };
    let Some(picked) = picked(stage) else {
        let words = "Nothing crosses the wire in this step, and no value comes of it. The message \
                     before is one key away, {, and the next one is, }.";
        let mut painter = Painter::new(buf, columns[0]);
        let lines = text::wrap_plain(words, theme.muted, painter.width(), 0);
        return painter.lines(0, lines);
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
    let most = len.saturating_sub(tree.height.into());
    reader::more(stage, tree, first, most, buf);
    if let Some(area) = areas.get(1) {
        dumps::draw(stage, picked, *area, buf);
    }
    if let Some(area) = what {
        let mut painter = Painter::new(buf, area);
        let tight = area.height < 6;
        let lines = about(stage, step, picked, painter.width(), tight);
        let lines = text::clip(lines, painter.height(), painter.width(), theme);
        painter.lines(0, lines);
    }
}

/// What a buffer is called.
pub const fn kind_name(kind: BufferKind) -> &'static str {
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
            let length = display::count(buffer.bytes.len() as u64, "byte");
            let fits = text::width(&name) + text::width(&length) + 3 <= width;
            let length = if fits { length } else { String::new() };
            let name = text::cut(&marks.prose(&name), width.saturating_sub(1), marks);
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
            let other = other_bytes(stage, buffer, seen, node);
            let style = match (value, own) {
                _ if other.is_some() => theme.bad,
                (Some(value), _) => theme.value(value.name),
                (None, true) => theme.text,
                (None, false) => theme.muted,
            };
            let room = width.saturating_sub(1 + indent);
            let name = text::cut(name, room, marks);
            let left = room.saturating_sub(text::width(&name) + 2);
            let mut shown = display::value(node, &buffer.bytes);
            if let (Some(other), Seen::Sent) = (other, seen) {
                let here = &buffer.bytes[node.range()];
                let here = display::hex(&here[..here.len().min(MOST_SHOWN)]);
                shown = format!("{here} → {}", display::hex(other));
            }
            let shown = marks.prose(&shown).into_owned();
            let shown = match left {
                0 => String::new(),
                _ => text::cut(&code_first(shown, left), left, marks),
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
            let name = value.title();
            let long = display::count(value.bytes.len() as u64, "byte");
            let length = match text::width(&name) + text::width(&long) + 3 <= width {
                true => long,
                false => format!("{} B", value.bytes.len()),
            };
            let room = width.saturating_sub(3 + text::width(&length));
            let name = text::cut(&name, room, marks);
            Line::from(vec![
                mark,
                Span::styled(name, bold(theme.value(value.name))),
                Span::styled(format!("  {length}"), theme.muted),
            ])
        }
    }
}

/// A name with its code behind it, `TLS_RSA_WITH_AES_128_CBC_SHA (0x002f)`, the other way round where
/// there is no room for both: the code tells it apart.
fn code_first(shown: String, room: usize) -> String {
    let code = shown.rsplit_once(" (0x");
    match code.and_then(|(name, code)| Some((name, code.strip_suffix(')')?))) {
        Some((name, code)) if text::width(&shown) > room => format!("0x{code} {name}"),
        _ => shown,
    }
}

/// Whether the message of the step arrived otherwise than it was sent.
fn sent_otherwise(stage: &Stage) -> bool {
    let message = stage.step().and_then(|step| step.message.as_ref());
    message.is_some_and(|message| message.arrived.is_some())
}

/// Bytes of a changed field that are written out at most.
const MOST_SHOWN: usize = 256;

/// The bytes of a field on the other end of the way, if they are not the same.
fn other_bytes<'a>(
    stage: &'a Stage,
    buffer: &Annotated,
    seen: Seen,
    node: &Node,
) -> Option<&'a [u8]> {
    let other = stage.otherwise(buffer, seen)?;
    let there = other.bytes.get(node.range())?;
    // more than any line has room for
    let beginning = &there[..there.len().min(MOST_SHOWN)];
    let same_length = other.bytes.len() == buffer.bytes.len();
    let here = buffer.bytes.get(node.range())?;
    (node.is_leaf() && here != there && (same_length || seen == Seen::Arrived)).then_some(beginning)
}

/// Where the selected field comes from, which is no value of the run.
pub fn not_computed(stage: &Stage) -> &'static str {
    let field = |row| match stage.row(row) {
        Some(Row::Field { node, .. }) => Some(node.field),
        _ => None,
    };
    let mut around = std::iter::successors(picked(stage), |row| stage.parent(*row));
    let Some(picked) = around.next().and_then(field) else {
        return "no field is selected";
    };
    match picked {
        Field::Padding | Field::PaddingLength => {
            "padding fills the last block; each byte of it says how many are before the last"
        }
        Field::DerHeader => "this counts the bytes behind it, and comes from nothing else",
        _ if picked.key().ends_with("length") => {
            "this counts the bytes behind it, and comes from nothing else"
        }
        _ if around.any(|row| field(row) == Some(Field::TbsCertificate)) => {
            "the issuer wrote this into the certificate, long before this run"
        }
        _ => "the sender writes this as the RFC says: it is computed from nothing",
    }
}

/// All there is to say about the selected field, and about the value that it holds.
pub fn about_field(stage: &Stage, width: usize) -> Vec<Line<'static>> {
    let (Some(step), Some(place)) = (stage.step(), picked(stage)) else {
        return Vec::new();
    };
    let mut lines = about(stage, step, place, width, false);
    if let Some((id, _)) = stage.value_around(place)
        && let Some(value) = stage.value(id)
    {
        lines.push(Line::default());
        lines.extend(about_value(stage, value, width));
    }
    lines
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
        Row::Field {
            buffer, node, seen, ..
        } => {
            let mut lines = field(stage, step, place, buffer, node, width, tight);
            if let Some(other) = other_bytes(stage, buffer, seen, node) {
                let here = &buffer.bytes[node.range()];
                let words = stage
                    .theme
                    .marks
                    .prose(&how_changed(seen, here, other))
                    .into_owned();
                let words = text::wrap_plain(&words, stage.theme.bad, width, 2);
                // below the name and where it is, which take as many lines as they need
                let head = field_head(stage, place, node, width).len();
                lines.splice(head..head, words);
            }
            lines
        }
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

/// How a field that was changed on the way looks on its other end.
fn how_changed(seen: Seen, here: &[u8], there: &[u8]) -> String {
    /// So many bytes are written out.
    const MOST: usize = 16;
    let (sent, arrived) = match seen {
        Seen::Sent => (here, there),
        _ => (there, here),
    };
    let mut apart = (0..sent.len().min(arrived.len())).filter(|at| sent[*at] != arrived[*at]);
    if let (Some(at), None) = (apart.next(), apart.next())
        && here.len() > MOST
    {
        let (before, after) = (sent[at], arrived[at]);
        return format!("changed on the way: byte {at} of it, {before:02x} → {after:02x}");
    }
    let start = |bytes: &[u8]| match bytes.get(..MOST) {
        Some(start) if bytes.len() > MOST => format!("{}…", display::hex(start)),
        _ => display::hex(bytes),
    };
    format!("changed on the way: {} → {}", start(sent), start(arrived))
}

/// The name of a field, and where it is.
fn field_head(stage: &Stage, row: usize, node: &Node, width: usize) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let style = stage
        .value_at(row)
        .map_or(theme.title, |value| theme.value(value.name));
    let bytes = match node.len() {
        0 => format!("no bytes, at {}", node.start),
        1 => format!("byte {}", node.start),
        _ => format!("bytes {}{}{}", node.start, theme.marks.range, node.end - 1),
    };
    let head = [
        Span::styled(node.field.name(), style.patch(theme.title).patch(style)),
        Span::styled(format!("  {bytes}"), theme.muted),
    ];
    text::wrap(&head, width, 2)
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
    let prose = |text: &str| theme.marks.prose(text).into_owned();
    let mut lines = field_head(stage, row, node, width);
    if let (whole, byte) = dumps::selection(stage, node)
        && byte != whole
    {
        let value = buffer.bytes.get(byte.start).copied().unwrap_or_default();
        let at = byte.start - whole.start;
        let words = format!("byte {at} of it: {value:02x}, in bits {value:08b}");
        lines.extend(text::wrap_plain(&words, theme.accent, width, 2));
    }
    // where the other side of the encryption has no room of its own
    if let Some((_, Some(link))) = dumps::counterpart(stage, row) {
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
        Span::styled(value.title(), theme.value(value.name).patch(bold())),
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
