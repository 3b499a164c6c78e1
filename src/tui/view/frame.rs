//! The frame around stage and panel, with the names of the panes and the tabs in it.

use super::super::layout::Layout;
use super::super::lines::Lines;
use super::super::place::{Focus, Room, Tab};
use super::super::stage::Stage;
use super::super::text;
use super::Painter;
use crate::trace::{BufferKind, Message, Side, StepKind};
use crate::wire::display;
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
        lines.vertical(column.right() + 1, at.title.y + 1, at.frame.bottom() - 1);
    }
    lines.draw(buf, &stage.theme.marks, stage.theme.line);
    legend(stage, at, buf);
    if let Some(panes) = at.stage {
        pane_titles(stage, panes, buf);
    }
    tab_titles(stage, at, buf);
    step_title(stage, at.title, buf);
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
    let short = format!(" {known} known  {sealed} encrypted  {unknown} not seen ");
    let long = format!(
        " {known} known  {sealed} seen encrypted  {unknown} not seen  {new} new in this step "
    );
    let shown = [long, short].into_iter();
    if let Some(words) = shown.into_iter().find(|words| text::width(words) <= room) {
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
        0..=35 => "Wire",
        _ => "Wire: what an eavesdropper sees",
    };
    for (pane, name, focus, active) in [
        (
            client,
            "Client",
            Focus::Side(Side::Client),
            acts(Side::Client),
        ),
        (wire, wire_title, Focus::Wire, false),
        (
            server,
            "Server",
            Focus::Side(Side::Server),
            acts(Side::Server),
        ),
    ] {
        let focused = stage.focus == focus && stage.room == Room::Shared;
        let mut spans = title(stage, name, focused);
        if active {
            spans.push(Span::styled("at work ", stage.theme.muted));
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
        return painter.line(0, Span::styled("nothing has happened yet", theme.muted));
    };
    if let Some(opened) = stage
        .tree
        .certificate
        .as_ref()
        .filter(|_| stage.tab == Tab::Bytes)
    {
        let title = format!("A certificate, field by field: {}", opened.name);
        let back = "Esc goes back";
        let room = painter.width().saturating_sub(back.len() + 3);
        let title = text::cut(&theme.marks.prose(&title), room, &theme.marks);
        painter.right(0, Span::styled(back, theme.muted));
        return painter.line(0, Span::styled(title, theme.title));
    }
    let who = match step.actor.name() {
        "both" => "both sides",
        side => side,
    };
    let kind = match step.kind {
        StepKind::Message => "on the wire",
        StepKind::Compute => "computes",
        StepKind::Check => "checks",
        StepKind::Alert => "alert",
    };
    let failed = step.failure.is_some() || step.checks.iter().any(|check| !check.passed);
    let kind = match (step.kind, step.actor) {
        (StepKind::Message | StepKind::Alert, _) if step.fate().tampered() => {
            format!("{kind}, {}", step.fate().words())
        }
        (StepKind::Message | StepKind::Alert, _) => format!("{kind}, from the {who}"),
        (StepKind::Compute, crate::trace::Actor::Both) => "both sides compute".to_owned(),
        _ => format!("the {who} {kind}"),
    };
    let sizes = step.message.as_ref().map(sizes);
    let long = sizes.map(|sizes| format!("{kind}: {sizes}"));
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

/// How long a message is, and the record that carries it.
fn sizes(message: &Message) -> String {
    let record = message.buffer(BufferKind::Record);
    let record = record.map_or(0, |record| record.own.len());
    let record = display::count(record as u64, "byte");
    let message = display::count(message.content.len() as u64, "byte");
    format!("record of {record}, message of {message}")
}
