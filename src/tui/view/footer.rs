//! The last row: a word to the reader, or the keys that are valid now.

use super::super::command::{self, Command, Scope};
use super::super::hints;
use super::super::key::Key;
use super::super::stage::Stage;
use super::super::text;
use super::super::ui_state::{Focus, Notice, Overlay, Prompt, Room, Tab};
use super::Painter;
use crate::label;
use crate::trace::Phase;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The rows that a notice takes at most: the footer and, above it, rows of the panel.
const NOTICE_ROWS: usize = 4;

/// A notice, on as many rows as it takes: it ends on the last one.
fn notice(stage: &Stage, notice: &Notice, area: Rect, buf: &mut Buffer) {
    let theme = &stage.theme;
    let (mark, style) = match notice.bad {
        true => (theme.marks.bad, theme.bad),
        false => (theme.marks.new, theme.accent),
    };
    let words = theme.marks.prose(&notice.said.to_string()).into_owned();
    let spans = [
        Span::styled(format!("{mark} "), style),
        Span::styled(words, theme.title),
    ];
    let room = usize::from(area.width).saturating_sub(2);
    let lines = text::wrap(&spans, room, 2);
    let most = NOTICE_ROWS.min(usize::from(area.y - buf.area.y) + 1);
    let lines = text::clip(lines, most, room, theme);
    let height = lines.len().max(1) as u16;
    let rows = Rect {
        y: area.bottom() - height,
        height,
        ..area
    };
    let mut painter = Painter::new(buf, rows);
    painter.clear(theme.base.patch(theme.band));
    for (row, line) in lines.into_iter().enumerate() {
        painter.at(row, 1, line);
    }
}

pub fn draw(stage: &Stage, area: Rect, buf: &mut Buffer) {
    let theme = &stage.theme;
    if let Some(shown) = &stage.notice {
        return notice(stage, shown, area, buf);
    }
    buf.set_style(area, theme.band);
    let mut painter = Painter::new(buf, area);
    let width = painter.width().saturating_sub(2);
    let scope = stage.scope();
    let gap = if width < 100 { 2 } else { 3 };
    let all: Vec<(u8, Vec<Span<'static>>)> = hints::footer(scope)
        .iter()
        .filter(|(commands, _)| offered(stage, commands[0]))
        .map(|(commands, label)| {
            let keys = commands
                .iter()
                .filter_map(|command| command::key(scope, *command));
            let keys = keys_label(keys.collect(), theme.marks.ascii);
            let words = format!(" {}", words(stage, commands[0], label()));
            let spans = vec![
                Span::styled(keys, theme.key),
                Span::styled(words, theme.text),
            ];
            (hints::rank(commands[0]), spans)
        })
        .collect();
    let taken = |spans: &[Span<'_>]| gap + spans.iter().map(Span::width).sum::<usize>();
    let mut left = width + gap;
    let mut shown = vec![false; all.len()];
    for rank in 0..=2 {
        for (i, (_, spans)) in all.iter().enumerate().filter(|(_, one)| one.0 == rank) {
            shown[i] = taken(spans) <= left;
            left -= if shown[i] { taken(spans) } else { 0 };
        }
    }
    let mut line = Vec::new();
    for (_, (_, spans)) in all.into_iter().enumerate().filter(|(i, _)| shown[*i]) {
        if !line.is_empty() {
            line.push(Span::raw(" ".repeat(gap)));
        }
        line.extend(spans);
    }
    painter.at(0, 1, Line::from(line));
}

/// What a command is called at the moment.
fn words(stage: &Stage, command: Command, label: &'static str) -> &'static str {
    match command {
        Command::Play if stage.play.running => label!("tui.footer.pause"),
        Command::Open => match stage.overlay {
            Some(Overlay::Compare { .. } | Overlay::Term { .. }) => label!("tui.footer.go_there"),
            Some(Overlay::Glossary { .. }) => label!("tui.footer.open"),
            Some(Overlay::Tamper { .. }) => label!("tui.footer.do_it"),
            Some(Overlay::CopyAs { .. }) => label!("tui.footer.copy"),
            _ => label,
        },
        Command::Back if stage.flight_waits() => label!("tui.footer.step_send"),
        Command::PreviousBlock if stage.tab == Tab::Math => label!("tui.footer.block"),
        Command::ClickThrough if stage.clicked_through() => label!("tui.footer.stop_at_warning"),
        _ => label,
    }
}

/// Keys side by side: marks as they are, words with a stroke between them.
fn keys_label(keys: Vec<Key>, ascii: bool) -> String {
    let labels: Vec<String> = keys.into_iter().map(|key| key.label(ascii)).collect();
    let marks = labels.iter().all(|label| text::width(label) == 1);
    labels.join(if marks { "" } else { "/" })
}

/// Whether a command means something here.
fn offered(stage: &Stage, command: Command) -> bool {
    let scope = stage.scope();
    match command {
        Command::NewSeed | Command::Scenarios | Command::Compare => stage.is_simulation(),
        Command::Tamper => {
            stage.is_simulation() && stage.step().is_some_and(|s| s.message.is_some())
        }
        Command::Undo | Command::Save => !stage.history.is_empty(),
        Command::Return => stage.has_jumped(),
        // that it is offered does not tell whether a change is noticed
        Command::Noticed => {
            let at = stage.noticed_at();
            at != Some(stage.cursor) && (at.is_some() || stage.tampered() > 0)
        }
        Command::ClickThrough => {
            stage.is_simulation() && (stage.clicked_through() || stage.warned())
        }
        Command::PreviousBlock => match stage.tab {
            Tab::Bytes => stage.focus == Focus::Panel && stage.rows() > 0,
            Tab::Math => super::math::blocks(stage) > 1,
            _ => false,
        },
        // with all the room there is one pane
        Command::NextPane => stage.room == Room::Shared,
        Command::Close if scope == Scope::Stage => stage.room == Room::Panel,
        Command::Search => stage.tab == Tab::Bytes && stage.focus == Focus::Panel,
        Command::Message(_) => {
            let data = stage.step().is_some_and(|step| step.phase == Phase::Data);
            data && stage.noticed_at().is_none()
        }
        Command::WhereFrom | Command::Copy | Command::CopyAs if scope == Scope::Stage => {
            stage.selected_value().is_some()
        }
        Command::WhereFrom | Command::Copy | Command::CopyAs if scope == Scope::Reader => {
            match stage.overlay {
                Some(Overlay::Value { .. }) => true,
                Some(Overlay::Field { .. }) => stage.selected_value().is_some(),
                _ => false,
            }
        }
        Command::OtherSide => {
            let message = matches!(
                stage.overlay,
                Some(Overlay::Prompt {
                    prompt: Prompt::Message(_),
                    ..
                })
            );
            message && stage.is_simulation()
        }
        _ => true,
    }
}
