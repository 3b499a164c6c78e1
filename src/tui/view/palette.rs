//! Choosing and typing: the palette of commands, the scenarios, the prompts.

use super::super::command::{self, Scope};
use super::super::copy::{self, Form};
use super::super::stage::Stage;
use super::super::text;
use super::super::ui_state::Prompt;
use super::{Painter, scroll_hint};
use crate::text::Said;
use crate::trace::{Side, ValueId};
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

/// The commands that fit what was typed.
pub fn commands(stage: &Stage, query: &str, selected: usize, area: Rect, buf: &mut Buffer) {
    let theme = &stage.theme;
    let mut painter = Painter::new(buf, area);
    painter.line(0, typed(stage, ":", query, painter.width()));
    let rows = command::palette(query);
    if rows.is_empty() {
        return painter.line(
            2,
            Span::styled(label!("tui.window.no_command"), theme.muted),
        );
    }
    let height = painter.height().saturating_sub(2);
    let first = text::first_row(selected, rows.len(), height);
    for (y, (i, row)) in rows.iter().enumerate().skip(first).take(height).enumerate() {
        let key = command::key(Scope::Stage, row.command).map(|key| key.label(theme.marks.ascii));
        choice(
            stage,
            &mut painter,
            y + 2,
            i == selected,
            row.title(),
            28,
            row.doc(),
            key,
        );
    }
}

/// The scenarios that fit what was typed.
pub fn scenarios(stage: &Stage, query: &str, selected: usize, area: Rect, buf: &mut Buffer) {
    let mut painter = Painter::new(buf, area);
    painter.line(0, typed(stage, "/", query, painter.width()));
    let all = stage.scenarios(query);
    if all.is_empty() {
        let theme = &stage.theme;
        return painter.line(
            2,
            Span::styled(label!("tui.window.no_scenario"), theme.muted),
        );
    }
    let widths = all.iter().map(|listed| text::width(&listed.name));
    let longest = widths.max().unwrap_or(0);
    // below stands what there is to learn from the selected one
    let height = painter.height().saturating_sub(5);
    let first = text::first_row(selected, all.len(), height);
    for (y, (i, listed)) in all.iter().enumerate().skip(first).take(height).enumerate() {
        choice(
            stage,
            &mut painter,
            y + 2,
            i == selected,
            &listed.name,
            longest.min(28),
            &listed.description,
            None,
        );
    }
    if let Some(listed) = all.get(selected) {
        let theme = &stage.theme;
        let lesson = theme.marks.prose(&listed.lesson);
        let lines = text::wrap_plain(&lesson, theme.text, painter.width().saturating_sub(2), 0);
        let lines = text::clip(lines, 2, painter.width().saturating_sub(2), theme);
        for (i, line) in lines.into_iter().enumerate() {
            painter.at(height + 3 + i, 2, line);
        }
        let more = |mark| Span::styled(mark, theme.accent);
        if first > 0 {
            painter.right(2, more(theme.marks.above));
        }
        if first + height < all.len() {
            painter.right(height + 1, more(theme.marks.below));
        }
    }
}

/// What an attacker can do with what is selected.
pub fn actions(stage: &Stage, selected: usize, area: Rect, buf: &mut Buffer) {
    let theme = &stage.theme;
    let mut painter = Painter::new(buf, area);
    let target = stage.target();
    let message = stage
        .step()
        .map_or(String::new(), |step| step.title().to_string());
    let head = said!("tui.tamper.head", message).to_string();
    let head = text::cut(&theme.marks.prose(&head), painter.width(), &theme.marks);
    painter.line(0, Span::styled(head, theme.muted));
    let actions = stage.actions();
    let height = painter.height().saturating_sub(2);
    let first = text::first_row(selected, actions.len(), height);
    for (y, (i, action)) in actions
        .iter()
        .enumerate()
        .skip(first)
        .take(height)
        .enumerate()
    {
        let (name, doc) = (action.title().to_string(), action.effect(target.as_ref()));
        choice(
            stage,
            &mut painter,
            y + 2,
            i == selected,
            &name,
            18,
            &doc.to_string(),
            None,
        );
    }
    let most = actions.len().saturating_sub(height);
    scroll_hint::more(stage, area, first, most, buf);
}

/// The forms in which a value can be copied.
pub fn forms(stage: &Stage, id: ValueId, selected: usize, area: Rect, buf: &mut Buffer) {
    let mut painter = Painter::new(buf, area);
    for (y, form) in Form::ALL.into_iter().enumerate() {
        let (name, doc) = (form.title(), form.doc());
        let value = stage.value(id).filter(|_| form == Form::Command);
        let command = value.and_then(|value| copy::value(&stage.trace, value, form));
        let doc = match command {
            Some(command) if command.contains("PRIVATE KEY") => {
                label!("tui.copy.command_with_key")
            }
            _ => doc,
        };
        choice(stage, &mut painter, y, y == selected, name, 14, doc, None);
    }
}

/// Something to choose: its name, what it is, its key.
#[allow(clippy::too_many_arguments)]
fn choice(
    stage: &Stage,
    painter: &mut Painter<'_>,
    y: usize,
    selected: bool,
    name: &str,
    name_room: usize,
    doc: &str,
    key: Option<String>,
) {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let key = key.unwrap_or_default();
    let room = painter
        .width()
        .saturating_sub(2 + name_room + 2 + text::width(&key) + 2);
    let mark = if selected { marks.selected } else { " " };
    let name = text::cut(&marks.prose(name), name_room, marks);
    let doc = text::cut(&marks.prose(doc), room, marks);
    painter.line(
        y,
        Line::from(vec![
            Span::styled(format!("{mark} "), theme.accent),
            Span::styled(format!("{}  ", text::pad(&name, name_room)), theme.title),
            Span::styled(doc, theme.muted),
        ]),
    );
    painter.right(y, Span::styled(key, theme.key));
    if selected {
        painter.select(y, theme.selected);
    }
}

/// As much of the end of a text as has room, looked at from its end: the rest may be long.
fn end_of(text: &str, room: usize) -> &str {
    let mut used = 0;
    let mut start = text.len();
    for (at, c) in text.char_indices().rev() {
        used += text::width(&text[at..at + c.len_utf8()]);
        if used > room {
            break;
        }
        start = at;
    }
    &text[start..]
}

/// What was typed, with a cursor of our own behind it: its end where it is long.
pub(super) fn typed(stage: &Stage, mark: &str, text: &str, width: usize) -> Line<'static> {
    let theme = &stage.theme;
    let room = width.saturating_sub(4);
    let shown = end_of(&crate::wire::display::escaped(text.as_bytes()), room).to_owned();
    Line::from(vec![
        Span::styled(format!("{mark} "), theme.accent),
        Span::styled(shown, theme.title),
        Span::styled(" ", theme.title.add_modifier(Modifier::REVERSED)),
    ])
}

/// The title of a prompt.
pub fn title(prompt: Prompt) -> &'static str {
    match prompt {
        Prompt::Step => label!("tui.prompt.step"),
        Prompt::Seed => label!("tui.prompt.seed"),
        Prompt::Search => label!("tui.prompt.search"),
        Prompt::SetByte => label!("tui.prompt.set"),
        Prompt::ReplaceField => label!("tui.prompt.replace"),
        Prompt::Save => label!("tui.prompt.save"),
        Prompt::Message(Side::Client) => label!("tui.prompt.client"),
        Prompt::Message(Side::Server) => label!("tui.prompt.server"),
    }
}

/// What is expected of a typed line.
fn hint(stage: &Stage, prompt: Prompt) -> Said {
    match prompt {
        Prompt::Step if stage.ending_is_open() => said!("tui.prompt.step_hint"),
        Prompt::Step => said!("tui.prompt.steps_hint", last = stage.trace.steps.len()),
        Prompt::Search => said!("tui.prompt.search_hint"),
        Prompt::SetByte => match stage.target() {
            Some(target) => {
                let (byte, value) = (target.byte, format!("{:02x}", target.value));
                said!("tui.prompt.set_hint", byte, value)
            }
            None => said!("tui.prompt.hex_hint"),
        },
        Prompt::ReplaceField => said!("tui.prompt.replace_hint"),
        Prompt::Save => said!("tui.prompt.save_hint"),
        Prompt::Seed => said!("tui.prompt.seed_hint", seed = stage.trace.run.seed),
        Prompt::Message(_) if stage.is_simulation() => said!("tui.prompt.message_hint"),
        Prompt::Message(_) => said!("tui.prompt.peer_hint"),
    }
}

/// A line being typed, and what is expected.
pub fn prompt(stage: &Stage, prompt: Prompt, text: &str, area: Rect, buf: &mut Buffer) {
    let theme = &stage.theme;
    let mut painter = Painter::new(buf, area);
    painter.line(1, typed(stage, theme.marks.selected, text, painter.width()));
    let hint = hint(stage, prompt).to_string();
    painter.line(
        3,
        Span::styled(text::cut(&hint, painter.width(), &theme.marks), theme.muted),
    );
}
