//! What lies over the screen: help, a value, a certificate, and the frames of the choosers.

use super::super::command::{COMMANDS, Scope};
use super::super::copy::Form;
use super::super::lines::Lines;
use super::super::stage::Stage;
use super::super::text;
use super::super::ui_state::Overlay;
use super::Painter;
use super::hex::{self, Dump};
use super::{about, bytes, compare, glossary, palette, provenance, scroll_hint};
use crate::label;
use crate::trace::ValueId;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use ratatui::text::{Line, Span};

pub fn draw(stage: &Stage, overlay: &Overlay, screen: Rect, buf: &mut Buffer) {
    veil(stage, screen, buf);
    let area = area(stage, overlay, screen);
    let (title, scroll) = match overlay {
        Overlay::Palette { query, selected } => {
            let inner = window(stage, label!("tui.window.commands"), area, buf);
            return palette::commands(stage, query, *selected, inner, buf);
        }
        Overlay::Scenarios { query, selected } => {
            let inner = window(stage, label!("tui.window.scenarios"), area, buf);
            return palette::scenarios(stage, query, *selected, inner, buf);
        }
        Overlay::Glossary { query, selected } => {
            let inner = window(stage, label!("tui.glossary.title"), area, buf);
            return glossary::draw(stage, query, *selected, inner, buf);
        }
        Overlay::Prompt { prompt, text } => {
            let inner = window(stage, palette::title(*prompt), area, buf);
            return palette::prompt(stage, *prompt, text, inner, buf);
        }
        Overlay::Tamper { selected } => {
            let inner = window(stage, label!("tui.window.attacker"), area, buf);
            return palette::actions(stage, *selected, inner, buf);
        }
        Overlay::Compare { selected } => {
            let inner = window(stage, compare::heading(stage), area, buf);
            return compare::draw(stage, *selected, inner, buf);
        }
        Overlay::CopyAs { id, selected, .. } => {
            let inner = window(stage, label!("tui.window.copy"), area, buf);
            return palette::forms(stage, *id, *selected, inner, buf);
        }
        Overlay::Provenance(asked) => {
            let inner = window(stage, provenance::title(asked), area, buf);
            return provenance::draw(stage, asked, inner, buf);
        }
        Overlay::Term { scroll, .. } => (label!("tui.glossary.title").to_owned(), *scroll),
        Overlay::Help(scroll) => (label!("tui.window.keys").to_owned(), *scroll),
        Overlay::Value { id, scroll } => {
            let name = stage.value(*id).map(|value| value.title());
            (name.unwrap_or_default(), *scroll)
        }
        Overlay::Field { scroll } => {
            let name = bytes::selected_bytes(stage).map(|(name, _)| name);
            (name.unwrap_or_default(), *scroll)
        }
    };
    let inner = window(stage, &title, area, buf);
    let lines = lines(stage, overlay, inner.width.into());
    let mut painter = Painter::new(buf, inner);
    let height = painter.height();
    let most = lines.len().saturating_sub(height);
    let scroll = scroll.min(most);
    painter.lines(0, lines.into_iter().skip(scroll));
    scroll_hint::more(stage, inner, scroll, most, buf);
}

/// How far an overlay can be scrolled on a screen.
pub fn scrolls(stage: &Stage, overlay: &Overlay, screen: Rect) -> usize {
    let frame = Rect {
        y: 2,
        height: screen.height.saturating_sub(3),
        ..screen
    };
    let inner = inner(area(stage, overlay, frame));
    lines(stage, overlay, inner.width.into())
        .len()
        .saturating_sub(inner.height.into())
}

fn area(stage: &Stage, overlay: &Overlay, screen: Rect) -> Rect {
    let (width, height) = match overlay {
        Overlay::Help(_) => (100, 50),
        Overlay::Value { .. } | Overlay::Field { .. } => (86, 34),
        Overlay::Palette { .. } => (84, 20),
        Overlay::Glossary { .. } => (104, 30),
        Overlay::Term { .. } => (78, 40),
        Overlay::Scenarios { .. } => (108, stage.scenarios("").len().min(40) as u16 + 7),
        Overlay::Tamper { .. } => (96, stage.actions().len() as u16 + 4),
        Overlay::Compare { .. } => (160, screen.height),
        Overlay::CopyAs { .. } => (84, Form::ALL.len() as u16 + 2),
        Overlay::Provenance(asked) => {
            let width = 124.min(screen.width.saturating_sub(4));
            let rows = provenance::rows(stage, asked, usize::from(width).saturating_sub(4));
            (124, (rows + 2).clamp(16, 50) as u16)
        }
        Overlay::Prompt { .. } => (64, 6),
    };
    let width = width.min(screen.width.saturating_sub(4));
    let text = lines(stage, overlay, usize::from(width).saturating_sub(4)).len() as u16;
    let wanted = if text > 0 {
        height.min(text + 2)
    } else {
        height
    };
    let height = wanted.min(screen.height.saturating_sub(2));
    let x = screen.x + (screen.width - width) / 2;
    let y = screen.y + (screen.height - height) / 2;
    Rect::new(x, y, width, height)
}

/// Removes the colours of what lies below, so that the eye goes to what lies over it.
fn veil(stage: &Stage, screen: Rect, buf: &mut Buffer) {
    let veiled = stage.theme.base.patch(stage.theme.muted);
    let above = usize::from(screen.bottom() - buf.area.y) * usize::from(buf.area.width);
    for cell in buf.content.iter_mut().take(above) {
        cell.fg = Color::Reset;
        cell.modifier = Modifier::empty();
        cell.set_style(veiled);
    }
}

/// Inside the frame, with a blank column at each side.
fn inner(area: Rect) -> Rect {
    Rect::new(
        area.x + 2,
        area.y + 1,
        area.width.saturating_sub(4),
        area.height.saturating_sub(2),
    )
}

fn window(stage: &Stage, title: &str, area: Rect, buf: &mut Buffer) -> Rect {
    let theme = &stage.theme;
    Painter::new(buf, area).clear(theme.base);
    let mut lines = Lines::new(area);
    lines.frame(area);
    lines.draw(buf, &theme.marks, theme.accent);
    let title = theme.marks.prose(title).into_owned();
    let mut painter = Painter::new(buf, area);
    painter.at(0, 2, Span::styled(format!(" {title} "), theme.accent));
    inner(area)
}

fn lines(stage: &Stage, overlay: &Overlay, width: usize) -> Vec<Line<'static>> {
    match overlay {
        Overlay::Help(_) => help(stage, width),
        Overlay::Value { id, .. } => value(stage, *id, width),
        Overlay::Field { .. } => about::about_field(stage, width),
        Overlay::Term { term, .. } => glossary::entry(stage, term, width, true),
        Overlay::Palette { .. }
        | Overlay::Glossary { .. }
        | Overlay::Scenarios { .. }
        | Overlay::CopyAs { .. }
        | Overlay::Tamper { .. }
        | Overlay::Compare { .. }
        | Overlay::Provenance(_)
        | Overlay::Prompt { .. } => Vec::new(),
    }
}

/// A value with all its bytes.
fn value(stage: &Stage, id: ValueId, width: usize) -> Vec<Line<'static>> {
    let Some(value) = stage.value(id) else {
        return Vec::new();
    };
    let theme = &stage.theme;
    let mut lines = about::about_value(stage, value, width);
    lines.push(Line::default());
    if let Some(text) = text::printable(&value.bytes) {
        let quoted = format!("\"{}\"", theme.marks.prose(text));
        lines.extend(text::wrap_plain(&quoted, theme.value(value.name), width, 1));
        lines.push(Line::default());
    }
    let dump = Dump {
        colours: vec![(0..value.bytes.len(), theme.value(value.name))],
        ..Dump::of(&value.bytes)
    };
    let per_row = hex::per_row(width);
    lines.extend(dump.lines(stage, per_row, 0..dump.rows(per_row)));
    lines
}

/// All keys, from the table of commands.
fn help(stage: &Stage, width: usize) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let mut lines = vec![Line::from(vec![
        Span::styled(
            format!("{} {}   ", marks.known, label!("tui.help.known")),
            theme.good,
        ),
        Span::styled(
            format!("{} {}   ", marks.sealed, label!("tui.help.encrypted")),
            theme.sealed,
        ),
        Span::styled(
            format!("{} {}   ", marks.unknown, label!("tui.help.unknown")),
            theme.muted,
        ),
        Span::styled(
            format!("{} {}", marks.new, label!("tui.help.new")),
            theme.accent,
        ),
    ])];
    for scope in Scope::ALL {
        lines.push(Line::default());
        lines.push(Line::from(Span::styled(scope.title(), theme.title)));
        let rows = COMMANDS
            .iter()
            .filter(|row| row.scopes.contains(&scope) && !row.keys.is_empty());
        for row in rows {
            let keys: Vec<String> = row.keys.iter().map(|key| key.label(marks.ascii)).collect();
            let head = [
                Span::styled(format!("{:<12}", keys.join(" ")), theme.key),
                Span::styled(format!("{:<22} ", row.title()), theme.text),
            ];
            let indent: usize = head.iter().map(Span::width).sum();
            let room = width.saturating_sub(indent);
            if room < 24 {
                lines.push(Line::from(head.to_vec()));
                continue;
            }
            for (i, line) in text::wrap_plain(row.doc(), theme.muted, room, 0)
                .into_iter()
                .enumerate()
            {
                let mut spans = match i {
                    0 => head.to_vec(),
                    _ => vec![Span::raw(" ".repeat(indent))],
                };
                spans.extend(line.spans);
                lines.push(Line::from(spans));
            }
        }
    }
    lines
}
