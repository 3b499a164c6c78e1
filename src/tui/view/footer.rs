//! The last row: a word to the reader, or the keys that are valid now.

use super::super::command::{self, Command, Scope};
use super::super::key::Key;
use super::super::stage::{Overlay, Prompt, Stage};
use super::super::text;
use super::Painter;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub fn draw(stage: &Stage, area: Rect, buf: &mut Buffer) {
    let theme = &stage.theme;
    buf.set_style(area, theme.band);
    let mut painter = Painter::new(buf, area);
    let width = painter.width().saturating_sub(2);
    if let Some(notice) = &stage.notice {
        let (mark, style) = match notice.bad {
            true => (theme.marks.bad, theme.bad),
            false => (theme.marks.new, theme.accent),
        };
        let words = text::cut(
            &theme.marks.prose(&notice.text),
            width.saturating_sub(3),
            &theme.marks,
        );
        let line = vec![
            Span::styled(format!("{mark} "), style),
            Span::styled(words, theme.title),
        ];
        return painter.at(0, 1, Line::from(line));
    }
    let scope = stage.scope();
    let mut left = width;
    let mut spans = Vec::new();
    for (commands, label) in command::footer(scope) {
        if !offered(stage, commands[0]) {
            continue;
        }
        let keys = commands
            .iter()
            .filter_map(|command| command::key(scope, *command));
        let keys = keys_label(keys.collect(), theme.marks.ascii);
        let label = match commands[0] {
            Command::Play if stage.play.running => "pause",
            Command::Back if stage.flight_waits() => "step, send",
            _ => label,
        };
        let gap = if spans.is_empty() { 0 } else { 3 };
        let taken = gap + text::width(&keys) + 1 + label.len();
        if taken > left {
            break;
        }
        left -= taken;
        spans.push(Span::raw(" ".repeat(gap)));
        spans.push(Span::styled(keys, theme.key));
        spans.push(Span::styled(format!(" {label}"), theme.text));
    }
    painter.at(0, 1, Line::from(spans));
}

/// Keys side by side: marks as they are, words with a stroke between them.
fn keys_label(keys: Vec<Key>, ascii: bool) -> String {
    let labels: Vec<String> = keys.into_iter().map(|key| key.label(ascii)).collect();
    let marks = labels.iter().all(|label| text::width(label) == 1);
    labels.join(if marks { "" } else { "/" })
}

/// Whether a command means something here.
fn offered(stage: &Stage, command: Command) -> bool {
    match command {
        Command::NewSeed | Command::Scenarios | Command::Compare => stage.is_simulation(),
        Command::Tamper => {
            stage.is_simulation() && stage.step().is_some_and(|s| s.message.is_some())
        }
        Command::Undo => !stage.history.is_empty(),
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
        Command::Copy if stage.scope() == Scope::Reader => {
            matches!(stage.overlay, Some(Overlay::Value { .. }))
        }
        _ => true,
    }
}
