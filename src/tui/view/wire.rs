//! The wire: the messages so far as arrows, the bytes of the present one, and what an eavesdropper
//! knows.

use super::super::formula;
use super::super::index::up_to;
use super::super::stage::Stage;
use super::super::text;
use super::super::ui_state::Focus;
use super::Painter;
use super::hex::{self, Dump};
use crate::trace::{
    BufferKind, Fate, Knowledge, Message, MessageName, Party, Side, Step, Value, ValueName,
};
use crate::wire::{AlertDescription, display};
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// How the rows of the pane are shared out.
struct Rows {
    messages: usize,
    bytes: usize,
    eavesdropper: usize,
}

fn share(height: usize) -> Rows {
    let eavesdropper = match height {
        0..=5 => 0,
        6..=7 => 3,
        8..=14 => 4,
        15..=18 => 6,
        _ => 7,
    };
    let bytes = match height {
        0..=12 => 0,
        13..=14 => 3,
        15..=18 => 4,
        _ => 5,
    };
    Rows {
        messages: height - eavesdropper - bytes,
        bytes,
        eavesdropper,
    }
}

pub fn draw(stage: &Stage, area: Rect, buf: &mut Buffer) {
    let inner = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    };
    let rows = share(inner.height.into());
    messages(stage, &mut Painter::new(buf, area), rows.messages);
    let mut painter = Painter::new(buf, inner);
    if rows.bytes > 0 {
        message_bytes(stage, &mut painter, rows.messages, rows.bytes);
    }
    if rows.eavesdropper > 0 {
        eavesdropper(
            stage,
            &mut painter,
            rows.messages + rows.bytes,
            rows.eavesdropper,
        );
    }
}

/// Which message is at a row of the screen.
pub fn row_at(stage: &Stage, area: Rect, y: u16) -> Option<usize> {
    let row = usize::from(y.checked_sub(area.y)?);
    let height = share(area.height.into()).messages;
    let so_far = up_to(&stage.index.messages, stage.cursor);
    let at = first(stage, so_far.len(), height) + row;
    (row < height && at < so_far.len()).then_some(at)
}

fn picked(stage: &Stage, len: usize) -> Option<usize> {
    let focused = stage.focus == Focus::Wire;
    focused.then(|| stage.picks.message.unwrap_or(len.saturating_sub(1)))
}

fn first(stage: &Stage, len: usize, height: usize) -> usize {
    match picked(stage, len) {
        Some(row) => text::first_row(row, len, height),
        None => len.saturating_sub(height),
    }
}

fn messages(stage: &Stage, painter: &mut Painter<'_>, height: usize) {
    let so_far = up_to(&stage.index.messages, stage.cursor);
    if so_far.is_empty() {
        let words = text::cut(
            label!("tui.wire.nothing"),
            painter.width().saturating_sub(2),
            &stage.theme.marks,
        );
        return painter.at(0, 1, Span::styled(words, stage.theme.muted));
    }
    let first = first(stage, so_far.len(), height);
    let picked = picked(stage, so_far.len());
    for (more, row, mark) in [
        (first > 0, 0, stage.theme.marks.above),
        (
            first + height < so_far.len(),
            height.saturating_sub(1),
            stage.theme.marks.below,
        ),
    ] {
        if more {
            painter.at(row, 0, Span::styled(mark, stage.theme.muted));
        }
    }
    for (row, at) in (first..so_far.len()).take(height).enumerate() {
        let Some(step) = stage.trace.steps.get(so_far[at]) else {
            continue;
        };
        let Some(message) = &step.message else {
            continue;
        };
        let width = painter.width().saturating_sub(2);
        painter.at(row, 1, arrow(stage, step, message, width));
        if picked == Some(at) {
            painter.line(
                row,
                Span::styled(stage.theme.marks.selected, stage.theme.accent),
            );
            painter.select(row, stage.theme.selected);
        }
    }
}

/// A message as an arrow from its sender to its receiver. A double shaft is a protected message.
fn arrow(stage: &Stage, step: &Step, message: &Message, width: usize) -> Line<'static> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let here = step.index == stage.cursor;
    let alert = alert(message);
    let fatal = alert.is_some_and(|alert| alert != AlertDescription::CloseNotify);
    let name = match alert {
        Some(alert) => said!("tui.wire.alert", alert = alert.to_string()).to_string(),
        None => message.name.name().to_owned(),
    };
    let fate = message.fate.words();
    let name = match fatal || !fate.is_empty() {
        true => format!("{} {name}", marks.bad),
        false => name,
    };
    let name = text::cut(&name, width.saturating_sub(3), marks);
    let (name_style, shaft_style) = match (fatal || !fate.is_empty(), here) {
        (true, _) => (theme.bad, theme.bad),
        (false, true) => (theme.accent, theme.accent),
        (false, false) => (theme.text, theme.line),
    };
    let shaft = if message.protected {
        marks.protected
    } else {
        marks.clear
    };
    let shaft_style = if message.protected && !here && !fatal && fate.is_empty() {
        theme.sealed
    } else {
        shaft_style
    };
    let length = message
        .buffer(BufferKind::Record)
        .map_or(0, |buffer| buffer.own.len());
    // the size of the record: the message in it is shorter
    let size = display::count(length as u64, "byte");
    let forms = match (fate.is_empty(), message.protected) {
        (false, _) => vec![format!(" {fate} "), format!(" {} ", message.fate.word())],
        (true, true) => vec![
            format!(" {} ", said!("tui.wire.encrypted_record", bytes = length)),
            format!(" {} ", said!("tui.wire.encrypted", bytes = length)),
            format!(" {size} "),
        ],
        (true, false) => {
            let long = said!("tui.wire.record", bytes = length);
            vec![format!(" {long} "), format!(" {size} ")]
        }
    };
    let free = width.saturating_sub(text::width(&name) + 2);
    let mut forms = forms.into_iter();
    let length = forms.find(|form| free >= text::width(form) + 6);
    let length = length.unwrap_or_default();
    let shafts = free - text::width(&length).min(free);
    // the length stands near the receiver
    let near = shafts.min(3);
    let far = shafts - near;
    let mut spans = vec![
        Span::styled(name, name_style),
        Span::raw(" "),
        Span::styled(shaft.repeat(far), shaft_style),
        Span::styled(length, theme.muted),
        Span::styled(shaft.repeat(near), shaft_style),
    ];
    let head = match message.sender {
        // it does not arrive
        _ if matches!(message.fate, Fate::Dropped | Fate::Cut) => marks.bad,
        Side::Client => marks.right,
        Side::Server => marks.left,
    };
    spans.push(Span::styled(head, shaft_style));
    if message.sender == Side::Server {
        spans.reverse();
    }
    Line::from(spans)
}

fn alert(message: &Message) -> Option<AlertDescription> {
    match (message.name, message.content.as_slice()) {
        (MessageName::Alert, [_, description]) => Some(AlertDescription::of(*description)),
        _ => None,
    }
}

/// A rule with a name in it, in the manner of the frame.
fn rule(stage: &Stage, name: &str, width: usize) -> Line<'static> {
    let theme = &stage.theme;
    let name = text::cut(name, width, &theme.marks);
    let rest = width.saturating_sub(text::width(&name) + 1);
    Line::from(vec![
        Span::styled(name, theme.muted),
        Span::styled(format!(" {}", theme.marks.clear.repeat(rest)), theme.line),
    ])
}

/// The bytes of the present message, or of the last one, as they crossed.
fn message_bytes(stage: &Stage, painter: &mut Painter<'_>, row: usize, height: usize) {
    let last = up_to(&stage.index.messages, stage.cursor).last();
    let step = last.and_then(|step| stage.trace.steps.get(*step));
    let Some((step, message)) = step.and_then(|step| Some((step, step.message.as_ref()?))) else {
        return painter.line(row, rule(stage, label!("tui.wire.bytes"), painter.width()));
    };
    let Some(record) = message.buffer(BufferKind::Record) else {
        return;
    };
    let title = match step.index == stage.cursor {
        true => label!("tui.wire.bytes_now").to_owned(),
        false => said!("tui.wire.bytes_last", step = step.index + 1).to_string(),
    };
    painter.line(row, rule(stage, &title, painter.width()));
    let dump = Dump {
        colours: hex::colours(stage, step, BufferKind::Record)
            .into_iter()
            .map(|(range, style)| {
                let by = record.own.start;
                (
                    range.start.saturating_sub(by)..range.end.saturating_sub(by),
                    style,
                )
            })
            .collect(),
        own: 0..record.own.len(),
        ..Dump::of(&record.bytes[record.own.start..])
    };
    painter.lines(
        row + 1,
        hex::plain(stage, &dump, painter.width(), height - 1),
    );
}

/// What the eavesdropper knows now, and what it has seen only encrypted.
fn eavesdropper(stage: &Stage, painter: &mut Painter<'_>, row: usize, height: usize) {
    let theme = &stage.theme;
    let width = painter.width();
    painter.line(row, rule(stage, label!("tui.wire.eavesdropper"), width));
    let mut values: Vec<&Value> = stage
        .index
        .handshake
        .iter()
        .filter_map(|id| stage.value(*id))
        // it goes with the pre-master secret, of which it is a part
        .filter(|value| value.name != ValueName::PreMasterRandom)
        .collect();
    // where there is no room for all, what leads to the keys comes first
    values.sort_by_key(|value| match value.name {
        ValueName::ClientRandom | ValueName::ServerRandom => 0,
        ValueName::EncryptedPreMasterSecret => 1,
        ValueName::ServerModulus | ValueName::ServerExponent => 2,
        _ => 3,
    });
    let of = |knowledge: Knowledge| {
        let those = values
            .iter()
            .filter(move |value| value.known_to(Party::Eavesdropper, stage.cursor) == knowledge);
        let mut named: Vec<(String, Style)> = Vec::new();
        for value in those {
            let style = theme.knowledge(value.name, knowledge);
            let name = formula::short_name(value.name);
            // what the two sides have each in its own way is named once
            if named.iter().all(|(other, _)| *other != name) {
                named.push((name, style));
            }
        }
        named
    };
    let mut known = of(Knowledge::Known);
    let certificates = stage.certificates_sent();
    if certificates > 0 {
        known.push((
            display::count(certificates as u64, "certificate"),
            theme.text,
        ));
    }
    let mut sealed = of(Knowledge::Sealed);
    let records = up_to(&stage.index.protected, stage.cursor).len();
    if records > 0 {
        sealed.insert(0, (display::count(records as u64, "record"), theme.sealed));
    }
    let rows = height - 1;
    // what has nothing to say is left out
    let none = sealed.is_empty();
    let mut sealed = listing(
        stage,
        &format!(
            "{} {} ",
            theme.marks.sealed,
            label!("tui.wire.sees_encrypted")
        ),
        &sealed,
        width,
    );
    if none {
        sealed.clear();
    }
    let for_known = rows
        .saturating_sub(sealed.len().min(rows / 2).max(usize::from(!none)))
        .max(1);
    let known = listing(
        stage,
        &format!("{} {} ", theme.marks.known, label!("tui.wire.knows")),
        &known,
        width,
    );
    let known = text::clip(known, for_known, width, &stage.theme);
    let at = row + 1 + known.len();
    painter.lines(row + 1, known);
    painter.lines(
        at,
        text::clip(
            sealed,
            (row + height).saturating_sub(at),
            width,
            &stage.theme,
        ),
    );
}

/// Names after a label, wrapped beside it.
fn listing(
    stage: &Stage,
    label: &str,
    names: &[(String, Style)],
    width: usize,
) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let mut spans = vec![Span::styled(label.to_owned(), theme.muted)];
    if names.is_empty() {
        spans.push(Span::styled(label!("tui.wire.none"), theme.muted));
    }
    for (i, (name, style)) in names.iter().enumerate() {
        // a name stays together: its blanks are no places to break
        spans.push(Span::styled(name.replace(' ', "\u{a0}"), *style));
        if i + 1 < names.len() {
            spans.push(Span::styled(", ", theme.muted));
        }
    }
    let indent = if width < 40 { 2 } else { text::width(label) };
    let mut lines = text::wrap(&spans, width, indent);
    for span in lines.iter_mut().flat_map(|line| line.spans.iter_mut()) {
        if span.content.contains('\u{a0}') {
            span.content = span.content.replace('\u{a0}', " ").into();
        }
    }
    lines
}
