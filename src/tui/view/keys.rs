//! The tab Keys: every value so far, and what each party knows of it.

use super::super::formula;
use super::super::stage::{Stage, Tab};
use super::super::text;
use super::Painter;
use crate::trace::{Party, Value};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The columns of the table, by the width there is.
struct Columns {
    name: usize,
    party: usize,
    bytes: usize,
}

fn columns(width: usize) -> Columns {
    let name = match width {
        0..=69 => 15,
        70..=99 => 27,
        _ => 30,
    };
    // each party has its mark; where there is room, its word too
    let party = if width >= 100 { 13 } else { 8 };
    // mark, name, length, step, three parties
    let bytes = width.saturating_sub(2 + name + 1 + 6 + 6 + 3 * party);
    Columns { name, party, bytes }
}

fn first(stage: &Stage, len: usize, height: usize) -> usize {
    let picked = stage.picks.tab[Tab::Keys as usize].min(len.saturating_sub(1));
    text::first_row(picked, len, height)
}

/// The value at a row of the column.
pub fn row_at(stage: &Stage, height: u16, row: usize) -> Option<usize> {
    let len = stage.values_so_far();
    let at = first(stage, len, usize::from(height).saturating_sub(1)) + row.checked_sub(1)?;
    (at < len).then_some(at)
}

pub fn draw(stage: &Stage, area: Rect, buf: &mut Buffer) {
    let theme = &stage.theme;
    let mut painter = Painter::new(buf, area);
    let columns = columns(painter.width());
    let party = columns.party;
    let words = match party {
        13 => ["client", "server", "eavesdropper"],
        _ => ["client", "server", "eaves."],
    };
    let head = format!(
        "  {:<name$} {:<bytes$}{:>5}{:>6}  {:<party$}{:<party$}{:<party$}",
        "value",
        if columns.bytes >= 6 { "bytes" } else { "" },
        "size",
        "step",
        words[0],
        words[1],
        words[2],
        name = columns.name,
        bytes = columns.bytes.saturating_sub(1),
    );
    painter.line(0, Span::styled(head, theme.muted));
    let len = stage.values_so_far();
    let height = painter.height().saturating_sub(1);
    let picked = stage.picks.tab[Tab::Keys as usize].min(len.saturating_sub(1));
    let first = first(stage, len, height);
    for (y, row) in (first..len).take(height).enumerate() {
        let Some(value) = stage.trace.values.get(row) else {
            continue;
        };
        painter.line(y + 1, line(stage, value, row == picked, &columns));
        if row == picked {
            painter.select(y + 1, theme.selected);
        }
    }
}

fn line(stage: &Stage, value: &Value, picked: bool, columns: &Columns) -> Line<'static> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let new = stage
        .step()
        .is_some_and(|step| step.values.contains(&value.id));
    let mark = match () {
        () if picked => marks.selected,
        () if new => marks.new,
        () => " ",
    };
    let style = theme.value(value.name);
    let name = formula::name(value.name, columns.name, stage);
    let room = columns.bytes.saturating_sub(3);
    let shown = match room {
        0..=5 => String::new(),
        _ => text::bytes(&value.bytes, room, marks),
    };
    let mut spans = vec![
        Span::styled(format!("{mark} "), theme.accent),
        Span::styled(format!("{name:<width$} ", width = columns.name), theme.text),
        Span::styled(text::pad(&shown, columns.bytes.saturating_sub(1)), style),
        Span::styled(format!("{:>5}", value.bytes.len()), theme.text),
        Span::styled(format!("{:>6}  ", value.step + 1), theme.muted),
    ];
    for party in Party::ALL {
        let knows = value.known_to(party, stage.cursor);
        let mark = marks.knowledge(knows);
        let word = match columns.party {
            13 => format!("{mark} {}", knows.name()),
            _ => mark.to_owned(),
        };
        let width = columns.party;
        spans.push(Span::styled(
            format!("{word:<width$}"),
            theme.knowledge(value.name, knows),
        ));
    }
    Line::from(spans)
}
