//! The tab Bytes: the fields of the message as a tree, the bytes beside it, and what the selected
//! field is. A step without a message shows the bytes of its values instead.

pub mod about;
mod dumps;
mod other_end;

use super::{Opening, Pane};
use crate::said;
use crate::trace::ValueId;
use crate::tui::command::Command;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::place::Focus;
use crate::tui::model::tree::{Row, Seen};
use crate::wire::display;
use other_end::{MOST_SHOWN, kind_name, other_bytes};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The bytes of the present message.
pub struct Bytes;

impl Pane for Bytes {
    fn columns(&self, room: Rect) -> Vec<Rect> {
        match room.width {
            150.. => super::split(room, &[room.width * 30 / 100, 74]),
            104.. => super::split(room, &[room.width - 39 - 34 - 6, 39]),
            72.. => super::split(room, &[room.width - 42]),
            _ => vec![room],
        }
    }

    fn holds(&self, model: &Model) -> bool {
        model.rows() > 0
    }

    fn len(&self, model: &Model, _: &[Rect]) -> usize {
        model.rows()
    }

    fn row_at(&self, model: &Model, columns: &[Rect], x: u16, y: u16) -> Option<usize> {
        let area = columns[0];
        let len = model.rows();
        let first = text::first_row(model.picked_row()?, len, area.height.into());
        let at = first + usize::from(y.checked_sub(area.y)?);
        (area.contains((x, y).into()) && at < len).then_some(at)
    }

    fn byte_at(&self, model: &Model, columns: &[Rect], x: u16, y: u16) -> Option<(usize, usize)> {
        byte_at(model, columns, x, y)
    }

    fn value(&self, model: &Model) -> Option<ValueId> {
        model.value_at(model.picked_row()?).map(|value| value.id)
    }

    fn open(&self, model: &Model) -> Opening {
        match model.tree.is_empty() {
            true => self.value(model).map_or(Opening::Nothing, Opening::Value),
            false => Opening::Field,
        }
    }

    fn draw(&self, model: &Model, columns: &[Rect], buf: &mut Buffer) {
        draw(model, columns, buf);
    }
}

/// Tree and bytes, and where what the field is stands: in a third column, or under the bytes.
fn areas(columns: &[Rect]) -> (Vec<Rect>, Option<Rect>) {
    let mut areas = columns.to_vec();
    let what = match areas.len() {
        3.. => areas.pop(),
        2 if areas[1].height >= 5 => {
            let below = match areas[1].height {
                height @ 14.. => height / 2,
                10.. => 5,
                7.. => 3,
                _ => 2,
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
fn byte_at(model: &Model, columns: &[Rect], x: u16, y: u16) -> Option<(usize, usize)> {
    let (areas, _) = areas(columns);
    dumps::byte_at(model, model.picked_row()?, *areas.get(1)?, x, y)
}

fn draw(model: &Model, columns: &[Rect], buf: &mut Buffer) {
    let theme = &model.theme;
    let Some(step) = model.step() else { return };
    let Some(picked) = model.picked_row() else {
        let previous = model.key_of(Command::PreviousMessage);
        let next = model.key_of(Command::NextMessage);
        let words = said!("tui.bytes.none", previous, next).to_string();
        let mut painter = Painter::new(buf, columns[0]);
        let lines = text::wrap_plain(&words, theme.muted, painter.width(), 0);
        return painter.lines(0, lines);
    };
    let (areas, what) = areas(columns);
    let tree = areas[0];
    let len = model.rows();
    let first = text::first_row(picked, len, tree.height.into());
    let mut painter = Painter::new(buf, tree);
    for (y, i) in (first..len).take(tree.height.into()).enumerate() {
        let width = painter.width();
        if let Some(row) = model.row(i) {
            painter.line(y, tree_line(model, i, row, i == picked, width));
        }
        if i == picked {
            painter.select(y, theme.selected);
        }
    }
    let most = len.saturating_sub(tree.height.into());
    match areas.len() {
        1 => scroll_hint::more(model, tree, first, most, buf),
        _ => scroll_hint::inside(model, tree, first, most, buf),
    }
    if let Some(area) = areas.get(1) {
        dumps::draw(model, picked, *area, buf);
    }
    if let Some(area) = what {
        let mut painter = Painter::new(buf, area);
        let tight = area.height < 6;
        let lines = about::about(model, step, picked, painter.width(), tight);
        let all = lines.len() <= painter.height() && !tight;
        let lines = text::clip(lines, painter.height(), painter.width(), theme);
        painter.lines(0, lines);
        if !all {
            scroll_hint::opens(model, area, buf);
        }
    } else if let Some(area) = areas.get(1) {
        scroll_hint::opens(model, *area, buf);
    }
}

fn tree_line(
    model: &Model,
    place: usize,
    row: Row<'_>,
    picked: bool,
    width: usize,
) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let focused = picked && model.focus == Focus::Panel;
    let mark = Span::styled(if picked { marks.selected } else { " " }, theme.title);
    let bold = |style: ratatui::style::Style| {
        if focused {
            style.patch(theme.title)
        } else {
            style
        }
    };
    match row {
        Row::Heading(buffer, seen) => {
            let changed = model.nth_buffer(1).is_some() && sent_otherwise(model);
            let name = match (seen, changed) {
                (Seen::Apart, _) => model.opened_name().to_owned(),
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
            let value = model.value_at(place);
            let own = node.start >= buffer.own.start && node.end <= buffer.own.end;
            let indent = (depth + 1).min(width / 3);
            let name = node.field.name();
            let other = other_bytes(model, buffer, seen, node);
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
fn sent_otherwise(model: &Model) -> bool {
    let message = model.step().and_then(|step| step.message.as_ref());
    message.is_some_and(|message| message.arrived.is_some())
}
