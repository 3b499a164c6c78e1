//! The tab Bytes: the fields of the message as a tree, the bytes beside it, and what the selected
//! field is. A step without a message shows the bytes of its values instead.

use super::super::command::Command;
use super::super::stage::Stage;
use super::super::text;
use super::super::tree::{Row, Seen};
use super::super::ui_state::{Focus, Tab};
use super::Painter;
use super::dumps;
use super::{about, scroll_hint};
use crate::trace::{Buffer as Annotated, BufferKind, ValueId};
use crate::wire::{Node, display};
use crate::{label, said};
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
                10.. => 5,
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
        let previous = stage.key_of(Command::PreviousMessage);
        let next = stage.key_of(Command::NextMessage);
        let words = said!("tui.bytes.none", previous, next).to_string();
        let mut painter = Painter::new(buf, columns[0]);
        let lines = text::wrap_plain(&words, theme.muted, painter.width(), 0);
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
    scroll_hint::more(stage, tree, first, most, buf);
    if let Some(area) = areas.get(1) {
        dumps::draw(stage, picked, *area, buf);
    }
    if let Some(area) = what {
        let mut painter = Painter::new(buf, area);
        let tight = area.height < 6;
        let lines = about::about(stage, step, picked, painter.width(), tight);
        let all = lines.len() <= painter.height() && !tight;
        let lines = text::clip(lines, painter.height(), painter.width(), theme);
        painter.lines(0, lines);
        if !all {
            scroll_hint::opens(stage, area, buf);
        }
    } else if let Some(area) = areas.get(1) {
        scroll_hint::opens(stage, *area, buf);
    }
}

/// What a buffer is called.
pub fn kind_name(kind: BufferKind) -> &'static str {
    match kind {
        BufferKind::Record => label!("tui.buffer.record"),
        BufferKind::Plaintext => label!("tui.buffer.plaintext"),
        BufferKind::Message => label!("tui.buffer.message"),
        BufferKind::Certificate => label!("tui.buffer.certificate"),
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
                (Seen::Sent, true) => {
                    said!("tui.buffer.sent", name = kind_name(buffer.kind)).to_string()
                }
                (Seen::Arrived, _) => {
                    said!("tui.buffer.arrived", name = kind_name(buffer.kind)).to_string()
                }
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
            let indent = (depth + 1).min(width / 3);
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
                false => said!("tui.bytes.short", bytes = value.bytes.len()).to_string(),
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
pub fn other_bytes<'a>(
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
