//! The frame around stage and panel, with the names of the panes and the tabs in it.

use super::super::command::Command;
use super::super::layout::Layout;
use super::super::lines::Lines;
use super::super::stage::Stage;
use super::super::text;
use super::super::ui_state::{Focus, Room, Tab};
use super::Painter;
use crate::text::Said;
use crate::trace::{Actor, BufferKind, Message, Side, Step, StepKind};
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub fn draw(stage: &Stage, at: &Layout, buf: &mut Buffer) {
    let mut lines = Lines::new(at.frame);
    lines.frame(at.frame);
    let right = at.frame.right() - 1;
    if at.tabs.y > at.frame.y {
        lines.horizontal(at.tabs.y, at.frame.x, right);
    }
    if let Some([client, wire, _]) = at.stage {
        for x in [client.right(), wire.right()] {
            lines.vertical(x, at.frame.y, at.tabs.y);
        }
    }
    for column in at.columns.iter().take(at.columns.len() - 1) {
        lines.vertical(column.right() + 1, column.y, at.frame.bottom() - 1);
    }
    lines.draw(buf, &stage.theme.marks, stage.theme.line);
    legend(stage, at, buf);
    if let Some(panes) = at.stage {
        pane_titles(stage, panes, buf);
    }
    tab_titles(stage, at, buf);
    step_title(stage, at.title, buf);
    if let (Some(row), Some(step)) = (at.caption, stage.step()) {
        let words = crate::explain::step(&stage.trace, step).caption;
        let words = stage.theme.marks.prose(&words).into_owned();
        let mut painter = Painter::new(buf, row);
        // below the title, unless it needs the whole row
        let column = usize::from(text::width(&words) < painter.width());
        painter.at(0, column, Span::styled(words, stage.theme.accent));
    }
}

/// What the marks of knowledge mean, in the lowest line of the frame where there is room for it.
fn legend(stage: &Stage, at: &Layout, buf: &mut Buffer) {
    /// Columns for the sign that there is more, which stands at the right end.
    const MORE: usize = 12;
    let marks = &stage.theme.marks;
    // below a list of its own stands whether that goes on
    let beside = matches!(stage.tab, Tab::Bytes | Tab::Certificates);
    let second = beside && at.columns.len() > 1;
    let Some(column) = at.columns.get(usize::from(second)) else {
        return;
    };
    let more = match second && stage.tab == Tab::Certificates {
        true => 0,
        false => MORE,
    };
    let room = usize::from(column.width).saturating_sub(more);
    let (known, sealed, unknown, new) = (marks.known, marks.sealed, marks.unknown, marks.new);
    let forms = [
        said!("tui.legend.long", known, sealed, unknown, new),
        said!("tui.legend.short", known, sealed, unknown),
    ];
    let mut forms = forms.iter().map(|said| format!(" {said} "));
    if let Some(words) = forms.find(|words| text::width(words) <= room) {
        let row = Rect {
            y: at.frame.bottom() - 1,
            height: 1,
            ..*column
        };
        Painter::new(buf, row).over(0, 0, Span::styled(words, stage.theme.muted));
    }
}

fn pane_titles(stage: &Stage, [client, wire, server]: [Rect; 3], buf: &mut Buffer) {
    let acts = |side| stage.step().is_some_and(|step| step.actor.includes(side));
    let wire_title = match wire.width {
        0..=35 => label!("tui.pane.wire"),
        _ => label!("tui.pane.wire_long"),
    };
    for (pane, name, focus, active) in [
        (
            client,
            label!("tui.pane.client"),
            Focus::Side(Side::Client),
            acts(Side::Client),
        ),
        (wire, wire_title, Focus::Wire, false),
        (
            server,
            label!("tui.pane.server"),
            Focus::Side(Side::Server),
            acts(Side::Server),
        ),
    ] {
        let focused = stage.focus == focus && stage.room == Room::Shared;
        let mut spans = title(stage, name, focused);
        if active {
            let words = format!("{} ", label!("tui.pane.active"));
            spans.push(Span::styled(words, stage.theme.muted));
        }
        let row = Rect {
            y: pane.y - 1,
            height: 1,
            x: pane.x + 1,
            width: pane.width - 1,
        };
        Painter::new(buf, row).over(0, 0, Line::from(spans));
    }
}

/// A title in the frame; the one that has the focus is marked.
fn title(stage: &Stage, name: &str, focused: bool) -> Vec<Span<'static>> {
    let theme = &stage.theme;
    let (mark, style) = match focused {
        true => (theme.marks.selected, theme.accent),
        false => (" ", theme.title),
    };
    vec![Span::styled(format!("{mark}{name} "), style)]
}

/// The tabs on their row: each with its first column and its width. Where there is little room
/// they go without their numbers.
fn tabs(room: u16) -> impl Iterator<Item = (Tab, String, u16, u16)> {
    let (mut x, gap) = (1, u16::from(room > 61));
    Tab::ALL.into_iter().enumerate().map(move |(i, tab)| {
        let name = match room {
            0..=73 => format!(" {} ", tab.title()),
            _ => format!(" {} {} ", i + 1, tab.title()),
        };
        let (at, width) = (x, name.len() as u16);
        x += width + gap;
        (tab, name, at, width)
    })
}

fn tab_titles(stage: &Stage, at: &Layout, buf: &mut Buffer) {
    let theme = &stage.theme;
    let mut painter = Painter::new(buf, at.tabs);
    for (tab, name, x, _) in tabs(at.tabs.width) {
        let open = tab == stage.tab;
        let focused = open && stage.focus == Focus::Panel;
        let style = match (open, focused) {
            (true, true) => theme.selected.patch(theme.accent),
            (true, false) => theme.accent,
            _ => theme.muted,
        };
        let name = match open {
            true => format!("{}{}", theme.marks.selected, &name[1..]),
            false => name,
        };
        painter.over(0, usize::from(x), Span::styled(name, style));
    }
}

/// The tab at a column of the screen.
pub fn tab_at(at: &Layout, x: u16) -> Option<Tab> {
    let x = x.checked_sub(at.tabs.x)?;
    let mut all = tabs(at.tabs.width);
    all.find(|(_, _, start, width)| (*start..start + width).contains(&x))
        .map(|(tab, ..)| tab)
}

/// The first row of the panel: what the present step is.
fn step_title(stage: &Stage, row: Rect, buf: &mut Buffer) {
    let theme = &stage.theme;
    let mut painter = Painter::new(buf, row);
    let Some(step) = stage.step() else {
        let words = label!("tui.step.none");
        return painter.line(0, Span::styled(words, theme.muted));
    };
    if let Some(opened) = stage
        .tree
        .certificate
        .as_ref()
        .filter(|_| stage.tab == Tab::Bytes)
    {
        let title = said!("tui.certificates.opened", name = &opened.name).to_string();
        let key = stage.key_of(Command::Close);
        let back = said!("tui.certificates.back", key).to_string();
        let room = painter.width().saturating_sub(text::width(&back) + 3);
        let title = text::cut(&theme.marks.prose(&title), room, &theme.marks);
        painter.right(0, Span::styled(back, theme.muted));
        return painter.line(0, Span::styled(title, theme.title));
    }
    let failed = step.failure.is_some() || step.checks.iter().any(|check| !check.passed);
    let kind = kind(step);
    let sizes = step.message.as_ref().map(sizes);
    let long = sizes.map(|sizes| said!("tui.step.with_sizes", kind = &kind, sizes).to_string());
    let kind = kind.to_string();
    let title = crate::explain::title(&stage.trace, step);
    let mut spans = Vec::new();
    if failed {
        spans.push(Span::styled(format!("{} ", theme.marks.bad), theme.bad));
    }
    spans.push(Span::styled(
        theme.marks.prose(&title).into_owned(),
        theme.title,
    ));
    let line = Line::from(spans);
    let room = painter.width().saturating_sub(line.width() + 3);
    let mut all = long.into_iter().chain([kind]);
    if let Some(words) = all.find(|words| text::width(words) <= room) {
        painter.right(0, Span::styled(words, theme.muted));
    }
    painter.line(0, line);
}

/// Who does what in a step.
fn kind(step: &Step) -> Said {
    let side = match step.actor {
        Actor::One(side) => side.name(),
        Actor::Both => label!("tui.step.both"),
    };
    let fate = step.fate().words();
    match (step.kind, step.actor) {
        (StepKind::Message, _) if step.fate().tampered() => {
            said!("tui.step.message_changed", fate)
        }
        (StepKind::Message, _) => said!("tui.step.message", side),
        (StepKind::Alert, _) if step.fate().tampered() => said!("tui.step.alert_changed", fate),
        (StepKind::Alert, _) => said!("tui.step.alert", side),
        (StepKind::Compute, Actor::Both) => said!("tui.step.both_compute"),
        (StepKind::Compute, _) => said!("tui.step.computes", side),
        (StepKind::Check, Actor::Both) => said!("tui.step.both_check"),
        (StepKind::Check, _) => said!("tui.step.checks", side),
    }
}

/// How long a message is, and the record that carries it.
fn sizes(message: &Message) -> Said {
    let record = message.buffer(BufferKind::Record);
    let record = record.map_or(0, |record| record.own.len());
    said!("tui.step.sizes", record, message = message.content.len())
}
