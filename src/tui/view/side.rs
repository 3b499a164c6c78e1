//! The client's and the server's pane: the state of its machine, and the values that it knows,
//! that it has seen only encrypted, or that it has not seen.

use super::super::formula;
use super::super::stage::Stage;
use super::super::text;
use super::super::ui_state::Focus;
use super::Painter;
use crate::trace::{Knowledge, RunKind, Side, ValueId, ValueName};
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// A row of both panes: a value's name, and for each side the value once this run has one for it.
pub struct Row {
    /// What it is.
    pub name: ValueName,
    /// The client's value and the server's: the same one where they agree.
    pub ids: [Option<ValueId>; 2],
}

/// The values that every handshake with RSA key exchange comes to, in the order in which it does.
const EXPECTED: [ValueName; 12] = [
    ValueName::ClientRandom,
    ValueName::ServerRandom,
    ValueName::PreMasterSecret,
    ValueName::EncryptedPreMasterSecret,
    ValueName::MasterSecret,
    ValueName::KeyBlock,
    ValueName::WriteMacKey(Side::Client),
    ValueName::WriteMacKey(Side::Server),
    ValueName::WriteKey(Side::Client),
    ValueName::WriteKey(Side::Server),
    ValueName::VerifyData(Side::Client),
    ValueName::VerifyData(Side::Server),
];

/// The rows of both panes: what every handshake comes to, then what else comes up in this step. Both
/// sides have the same rows, so that what they have in common stands at the same height.
pub fn rows(stage: &Stage) -> Vec<Row> {
    let trace = stage.trace();
    let mut rows: Vec<Row> = EXPECTED
        .into_iter()
        .map(|name| Row {
            name,
            ids: Side::BOTH.map(|side| stage.index.value(trace, name, Some(side))),
        })
        .collect();
    let here = stage.step().map(|step| step.values.as_slice());
    let here = here.unwrap_or_default().iter();
    for value in here.filter_map(|id| stage.value(*id)) {
        if EXPECTED.contains(&value.name) {
            continue;
        }
        let more = &rows[EXPECTED.len()..];
        let at = match more.iter().position(|row| row.name == value.name) {
            Some(at) => EXPECTED.len() + at,
            None => {
                rows.push(Row {
                    name: value.name,
                    ids: [None; 2],
                });
                rows.len() - 1
            }
        };
        for side in Side::BOTH {
            if value.holder.is_none_or(|holder| holder == side) {
                rows[at].ids[side as usize] = Some(value.id);
            }
        }
    }
    rows
}

pub fn draw(stage: &Stage, side: Side, area: Rect, buf: &mut Buffer) {
    let mut painter = Painter::new(buf, area);
    let values_at = values_at(stage, area);
    let state = state(stage, side, room(area), area.height.into());
    for (i, line) in state.into_iter().enumerate() {
        painter.at(i, 1, line);
    }
    let rows = rows(stage);
    let height = painter.height() - values_at.min(painter.height());
    let first = first(stage, &rows, height);
    let focused = stage.focus == Focus::Side(side);
    for (i, row) in rows.iter().enumerate().skip(first).take(height) {
        let picked = focused && stage.picks.side[side as usize].unwrap_or(0) == i;
        let y = values_at + i - first;
        painter.line(y, value_line(stage, side, row, picked, painter.width()));
        if picked {
            painter.select(y, stage.theme.selected);
        }
    }
    if first > 0 && height > 1 {
        painter.right(
            values_at,
            Span::styled(stage.theme.marks.above, stage.theme.muted),
        );
    }
    if first + height < rows.len() && height > 1 {
        let last = values_at + height - 1;
        painter.right(
            last,
            Span::styled(stage.theme.marks.below, stage.theme.muted),
        );
    }
}

/// The row under a row of the screen.
pub fn row_at(stage: &Stage, area: Rect, y: u16) -> Option<usize> {
    let values_at = values_at(stage, area);
    let at = usize::from(y.checked_sub(area.y)?).checked_sub(values_at)?;
    let rows = rows(stage);
    let height = usize::from(area.height).saturating_sub(values_at);
    Some(first(stage, &rows, height) + at).filter(|row| *row < rows.len())
}

/// The columns that a state has in its pane.
fn room(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(2))
}

/// The row of a pane at which its values begin: below the longer of the two states. Both panes have
/// the same size.
fn values_at(stage: &Stage, area: Rect) -> usize {
    let rows = Side::BOTH.map(|side| state(stage, side, room(area), area.height.into()).len());
    rows[0].max(rows[1])
}

/// The state of a side's machine in words, on two lines where there is room.
fn state(stage: &Stage, side: Side, room: usize, height: usize) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let mut lines = match stage.index.gave_up(&stage.trace, side, stage.cursor) {
        Some(step) => {
            let why = stage.trace.steps[step]
                .failure
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            let words = said!("tui.side.stopped", why).to_string();
            let words = format!("{} {}", theme.marks.bad, theme.marks.prose(&words));
            let lines = text::wrap_plain(&words, theme.bad, room, 2);
            text::clip(lines, (height / 3).max(1), room, theme)
        }
        None => {
            let state = stage.step().and_then(|step| step.states[side as usize]);
            let (words, style) = match (state, &stage.trace.run.kind) {
                (Some(state), _) => (state.words().to_owned(), theme.text),
                (None, kind) => (stateless(stage, side, kind), theme.muted),
            };
            let style = theme.title.patch(style);
            if height < 10 {
                vec![Line::from(Span::styled(
                    text::cut(&words, room, &theme.marks),
                    style,
                ))]
            } else {
                text::wrap_plain(&words, style, room, 2)
            }
        }
    };
    // the values stay where they are, whether the state takes one line or two
    if height >= 10 && lines.len() < 2 {
        lines.push(Line::default());
    }
    lines
}

/// What a side is whose machine cannot be seen, or has not begun.
fn stateless(stage: &Stage, side: Side, kind: &RunKind) -> String {
    let listening = stage.is_listening();
    match kind {
        RunKind::Connection { .. } if listening && side == Side::Server => {
            label!("tui.side.listening").to_owned()
        }
        RunKind::Connection { .. } if listening => label!("tui.side.no_client").to_owned(),
        RunKind::Connection { ours, peer } if *ours != side && !peer.is_empty() => {
            said!("tui.side.peer_at", peer).to_string()
        }
        RunKind::Connection { ours, .. } if *ours != side => label!("tui.side.peer").to_owned(),
        _ => label!("tui.side.not_begun").to_owned(),
    }
}

/// The first row that both panes show: the chosen one must be seen, else what is new, else what came
/// last.
fn first(stage: &Stage, rows: &[Row], height: usize) -> usize {
    if rows.len() <= height {
        return 0;
    }
    if let Focus::Side(side) = stage.focus {
        let chosen = stage.picks.side[side as usize];
        return text::first_row(chosen.unwrap_or(0), rows.len(), height);
    }
    let seen = |row: &Row| {
        let mut sides = Side::BOTH.into_iter();
        sides.any(|side| knowledge(stage, side, row) > Knowledge::Unknown)
    };
    let new = |row: &Row| {
        let here = stage.step().map(|step| step.values.as_slice());
        let here = here.unwrap_or_default();
        let mut ids = row.ids.iter().flatten();
        ids.any(|id| here.contains(id)) && seen(row)
    };
    let expected = &rows[..EXPECTED.len()];
    let last = expected
        .iter()
        .rposition(new)
        .or_else(|| rows.iter().rposition(new))
        .or_else(|| expected.iter().rposition(seen))
        .unwrap_or(0);
    // one row of what comes next stays in sight
    (last + 2).saturating_sub(height).min(rows.len() - height)
}

fn knowledge(stage: &Stage, side: Side, row: &Row) -> Knowledge {
    let value = row.ids[side as usize].and_then(|id| stage.value(id));
    value.map_or(Knowledge::Unknown, |value| {
        value.known_to(side.into(), stage.cursor)
    })
}

fn value_line(stage: &Stage, side: Side, row: &Row, picked: bool, width: usize) -> Line<'static> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let knows = knowledge(stage, side, row);
    let value = row.ids[side as usize].and_then(|id| stage.value(id));
    let new = value.is_some_and(|value| {
        let since = value
            .history
            .iter()
            .filter(|(_, who, _)| *who == side.into());
        since
            .map(|(step, ..)| *step)
            .any(|step| step == stage.cursor)
    });
    let mark = match () {
        () if picked => marks.selected,
        () if new && knows > Knowledge::Unknown => marks.new,
        () => " ",
    };
    let name_room = match width {
        0..=23 => width.saturating_sub(5),
        24..=44 => 15,
        45..=53 => 21,
        _ => 27,
    };
    let name = formula::name(row.name, name_room, stage);
    let style = theme.knowledge(row.name, knows);
    let name_style = match knows {
        Knowledge::Unknown => theme.muted,
        _ if new => style.patch(Style::new().add_modifier(ratatui::style::Modifier::BOLD)),
        _ => theme.text,
    };
    // the last column is for the sign that there is more
    let room = width.saturating_sub(name_room + 3);
    let shown = match (knows, value) {
        _ if width <= 23 => marks.knowledge(knows).to_owned(),
        (Knowledge::Known, Some(value)) => text::bytes(&value.bytes, room, marks),
        (Knowledge::Sealed, _) => {
            let words = format!("{} {}", marks.sealed, label!("tui.side.encrypted"));
            match text::width(&words) <= room {
                true => words,
                false => marks.sealed.to_owned(),
            }
        }
        _ => marks.nothing.to_owned(),
    };
    Line::from(vec![
        Span::styled(mark, theme.accent),
        Span::styled(format!("{name:<name_room$} "), name_style),
        Span::styled(shown, style),
    ])
}
