//! What the selected row of the tab Bytes is: a field, a value, a whole buffer.

use super::dumps;
use super::other_end::other_bytes;
use crate::text::{Said, hex};
use crate::trace::{Buffer as Annotated, BufferKind, Knowledge, Party, Step, Value};
use crate::tui::draw::{formula, knows, prose, text};
use crate::tui::model::Model;
use crate::tui::model::tree::{Row, Seen};
use crate::wire::{Node, display};
use crate::{label, said};
use ratatui::text::{Line, Span};

/// All there is to say about the selected field, and about the value that it contains.
pub fn about_field(model: &Model, width: usize) -> Vec<Line<'static>> {
    let (Some(step), Some(place)) = (model.step(), model.picked_row()) else {
        return Vec::new();
    };
    let mut lines = about(model, step, place, width, false);
    if let Some((id, _)) = model.value_around(place)
        && let Some(value) = model.value(id)
    {
        lines.push(Line::default());
        lines.extend(about_value(model, value, width));
    }
    lines
}

/// What the selected row is, in as many lines as it takes, the most important first.
pub fn about(
    model: &Model,
    step: &Step,
    place: usize,
    width: usize,
    tight: bool,
) -> Vec<Line<'static>> {
    let Some(row) = model.row(place) else {
        return Vec::new();
    };
    match row {
        Row::Heading(buffer, seen) => heading(model, buffer, seen, width),
        Row::Field {
            buffer, node, seen, ..
        } => {
            let mut lines = field(model, step, place, buffer, node, width, tight);
            if let Some(other) = other_bytes(model, buffer, seen, node) {
                let here = &buffer.bytes[node.range()];
                let words = model
                    .theme
                    .marks
                    .prose(&how_changed(seen, here, other).to_string())
                    .into_owned();
                let words = text::wrap_plain(&words, model.theme.bad, width, 2);
                // below the name and where it is, which take as many lines as they need
                let head = field_head(model, place, node, width).len();
                lines.splice(head..head, words);
            }
            lines
        }
        Row::Value(value) if tight => {
            let mut lines = value_lines(model, value, width);
            lines.push(parties(model, value));
            lines
        }
        Row::Value(value) => about_value(model, value, width),
    }
}

/// What every party knows of a value, on one line.
fn parties(model: &Model, value: &Value) -> Line<'static> {
    let spans = Party::ALL.into_iter().flat_map(|party| {
        let (knows, mark, _) = known(model, value, party);
        [
            Span::styled(format!("{mark} "), model.theme.knowledge(value.name, knows)),
            Span::styled(format!("{}  ", knows::who(party)), model.theme.muted),
        ]
    });
    Line::from_iter(spans)
}

fn heading(model: &Model, buffer: &Annotated, seen: Seen, width: usize) -> Vec<Line<'static>> {
    let words = match buffer.kind {
        BufferKind::Record if seen == Seen::Arrived => label!("tui.buffer.arrived_about"),
        BufferKind::Certificate => label!("tui.buffer.certificate_about"),
        BufferKind::Record => label!("tui.buffer.record_about"),
        BufferKind::Plaintext => label!("tui.buffer.plaintext_about"),
        BufferKind::Message => label!("tui.buffer.message_about"),
    };
    text::wrap_plain(words, model.theme.text, width, 0)
}

/// How a field that was changed on the way looks on its other end.
fn how_changed(seen: Seen, here: &[u8], there: &[u8]) -> Said {
    /// The most bytes that are written out.
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
        let (before, after) = (hex(&[before]), hex(&[after]));
        return said!("tui.field.changed_byte", byte = at, before, after);
    }
    // of long ones, the part that differs
    let (before, after) = match sent.len().max(arrived.len()) > MOST {
        true => crate::text::differing(sent, arrived),
        false => (hex(sent), hex(arrived)),
    };
    said!("tui.field.changed", before, after)
}

/// The name of a field, and where it is.
fn field_head(model: &Model, row: usize, node: &Node, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let style = model
        .value_at(row)
        .map_or(theme.title, |value| theme.value(value.name));
    let bytes = match node.len() {
        0 => said!("tui.field.no_bytes", at = node.start),
        1 => said!("tui.field.byte", at = node.start),
        _ => {
            let (first, dash, last) = (node.start, theme.marks.range, node.end - 1);
            said!("tui.field.bytes", first, dash, last)
        }
    };
    let head = [
        Span::styled(node.field.name(), style.patch(theme.title).patch(style)),
        Span::styled(format!("  {bytes}"), theme.muted),
    ];
    text::wrap(&head, width, 2)
}

#[allow(clippy::too_many_arguments)]
fn field(
    model: &Model,
    step: &Step,
    row: usize,
    buffer: &Annotated,
    node: &Node,
    width: usize,
    tight: bool,
) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let prose = |text: &str| theme.marks.prose(text).into_owned();
    let mut lines = field_head(model, row, node, width);
    if let (whole, byte) = dumps::selection(model, node)
        && byte != whole
    {
        let value = buffer.bytes.get(byte.start).copied().unwrap_or_default();
        let at = byte.start - whole.start;
        let (value, bits) = (hex(&[value]), format!("{value:08b}"));
        let words = said!("tui.field.one_byte", byte = at, value, bits);
        let words = words.to_string();
        lines.extend(text::wrap_plain(&words, theme.title, width, 2));
    }
    // where the other side of the encryption has no room of its own
    if let Some((_, Some(link))) = dumps::counterpart(model, row) {
        let words = prose(&link.said.to_string());
        lines.extend(text::wrap_plain(&words, theme.title, width, 2));
    }
    let said = crate::explain::field(&model.trace, step, buffer, node);
    // the value stands in the tree, too; what it means does not
    if tight && !said.purpose.is_empty() {
        lines.extend(text::wrap(&prose::spans(model, &said.purpose), width, 0));
    }
    let value = prose(&display::value(node, &buffer.bytes));
    lines.extend(text::wrap_plain(&value, theme.text, width, 0));
    // a certificate by itself is in no message
    let message = step
        .message
        .as_ref()
        .filter(|_| buffer.kind != BufferKind::Certificate);
    let rfc = message.map_or(node.field.rfc(), |message| message.rfc(node.field));
    let mut source = prose(rfc);
    if let (Some(filter), true) = (node.wireshark(), tight) {
        source = format!("{source}  {filter}");
    }
    lines.extend(text::wrap_plain(&source, theme.muted, width, 2));
    if tight {
        return lines;
    }
    if let Some(filter) = node.wireshark() {
        lines.extend(text::wrap_plain(
            &said!("tui.field.wireshark", filter).to_string(),
            theme.muted,
            width,
            2,
        ));
    }
    for text in [said.purpose, said.attack] {
        if !text.is_empty() {
            lines.push(Line::default());
            lines.extend(text::wrap(&prose::spans(model, &text), width, 0));
        }
    }
    lines
}

/// A value: its origin, and who knows it.
pub fn about_value(model: &Model, value: &Value, width: usize) -> Vec<Line<'static>> {
    let mut lines = value_lines(model, value, width);
    lines.push(Line::default());
    lines.extend(who_knows(model, value));
    lines
}

/// A value's name and origin.
fn value_lines(model: &Model, value: &Value, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let length = display::count(value.bytes.len() as u64, "byte");
    let title = [
        Span::styled(value.title(), theme.value(value.name).patch(bold())),
        Span::styled(format!("  {length}"), theme.muted),
    ];
    let mut lines = text::wrap(&title, width, 2);
    if let Some(words) = formula::unseen(model, value.id, width) {
        lines.push(Line::from(Span::styled(words, theme.muted)));
    }
    lines.extend(text::wrap(&formula::origin(model, value), width, 2));
    lines
}

fn bold() -> ratatui::style::Style {
    ratatui::style::Style::new().add_modifier(ratatui::style::Modifier::BOLD)
}

/// What a party knows of a value, as far as that can be seen: with its mark and its word.
fn known(model: &Model, value: &Value, party: Party) -> (Knowledge, &'static str, &'static str) {
    let marks = &model.theme.marks;
    match model.state_of(value, party, model.cursor).knowledge() {
        Some(knows) => (knows, marks.knowledge(knows), knows::what(knows)),
        None => (
            Knowledge::Unknown,
            marks.unseen,
            label!("tui.legend.unseen"),
        ),
    }
}

/// A line for each party: what it knows of a value, and since when.
pub fn who_knows(model: &Model, value: &Value) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let line = |party: Party| {
        let (knows, mark, words) = known(model, value, party);
        let steps = value
            .history
            .iter()
            .filter(|(at, who, what)| *who == party && *what == knows && *at <= model.cursor);
        let since = steps
            .map(|(at, ..)| format!(" {}", said!("tui.value.since", step = at + 1)))
            .next();
        let style = theme.knowledge(value.name, knows);
        let (mark, words) = match value.step > model.cursor {
            true => (theme.marks.not_made, label!("tui.legend.not_made")),
            false => (mark, words),
        };
        Line::from(vec![
            Span::styled(format!("{:<8}", knows::who(party)), theme.muted),
            Span::styled(format!("{mark} {words}"), style),
            Span::styled(since.unwrap_or_default(), theme.muted),
        ])
    };
    Party::ALL.into_iter().map(line).collect()
}
