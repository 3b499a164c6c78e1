//! What stands above and below the map: whose marks they are, the selected value in full, and what
//! the picture says.

use crate::text::Said;
use crate::trace::ValueName;
use crate::tui::command::Command;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{formula, text};
use crate::tui::model::Model;
use crate::tui::model::map::MapNode;
use crate::tui::model::value_row::State;
use crate::{label, said};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

/// What stands above the map: whose the marks are, and whether the private key is stolen.
pub(super) fn head(model: &Model, painter: &mut Painter<'_>) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let key = model.key_of(Command::StealKey);
    let (mark, answer, style) = match model.key_is_stolen() {
        true => (marks.known, label!("tui.map.yes"), theme.bad),
        false => (marks.unknown, label!("tui.map.no"), theme.text),
    };
    let right = |asked: &str| {
        Line::from(vec![
            Span::styled(key.clone(), theme.key),
            Span::styled(format!(" {asked} "), theme.text),
            Span::styled(format!("{mark} {answer}"), style),
        ])
    };
    let who = label!("tui.map.who");
    let gained = format!("{who}   {}", label!("tui.map.gained"));
    let (long, short) = (label!("tui.map.stolen"), label!("tui.map.stolen_short"));
    let pairs = [
        (gained.as_str(), long),
        (who, long),
        (label!("tui.map.who_short"), long),
        (label!("tui.map.parties"), long),
        (label!("tui.map.parties"), short),
    ];
    let pairs = pairs.iter().skip(usize::from(!model.key_is_stolen()));
    for (words, asked) in pairs {
        let right = right(asked);
        let words = marks.prose(words);
        if text::width(&words) + 2 + right.width() <= painter.width() {
            painter.line(0, Span::styled(words, theme.muted));
            return painter.right(0, right);
        }
    }
    painter.line(0, Span::styled(label!("tui.map.parties"), theme.muted));
}

/// The selected value in full.
pub(super) fn detail(model: &Model, node: &MapNode, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let name = super::name(node.row.name, 18);
    let style = theme.value(node.row.name).add_modifier(Modifier::BOLD);
    let head = format!("{} {name}   ", marks.selected);
    let Some(value) = node.id().and_then(|id| model.value(id)) else {
        let mut held = node.row.held.iter();
        let not_made = held.all(|held| held.state == State::NotMade);
        let words = match node.elsewhere {
            Some(connection) => {
                let said = said!("tui.map.elsewhere", n = connection.number());
                said.to_string()
            }
            None if not_made => label!("tui.map.not_made").to_owned(),
            None => model.not_seen(),
        };
        return vec![Line::from(vec![
            Span::styled(head, style),
            Span::styled(words, theme.muted),
        ])];
    };
    let step = said!("tui.map.step", step = value.step + 1).to_string();
    let room = width.saturating_sub(text::width(&head) + text::width(&step) + 3);
    let groups = ((room + 1) / 9).max(1);
    let groups_of: Vec<String> = value
        .bytes
        .chunks(4)
        .take(groups)
        .map(crate::text::hex)
        .collect();
    let more = if value.bytes.len() > 4 * groups {
        marks.ellipsis
    } else {
        ""
    };
    let shown = formula::unseen(model, value.id, room);
    let shown = shown.unwrap_or_else(|| format!("{}{more}", groups_of.join(" ")));
    let mut first = vec![
        Span::styled(head, style),
        Span::styled(shown, theme.value(value.name)),
    ];
    let used: usize = first.iter().map(Span::width).sum();
    let gap = width.saturating_sub(used + text::width(&step));
    first.push(Span::raw(" ".repeat(gap)));
    first.push(Span::styled(step, theme.muted));
    let mut lines = vec![Line::from(first)];
    let mut origin = formula::origin(model, value);
    if matches!(value.origin, crate::trace::Origin::Derived { .. }) {
        origin.insert(0, Span::styled("= ", theme.text));
    }
    let origin = text::wrap(&origin, width.saturating_sub(2), 2);
    let origin = text::clip(origin, 2, width.saturating_sub(2), theme);
    lines.extend(origin.into_iter().map(|line| {
        let mut spans = vec![Span::raw("  ")];
        spans.extend(line.spans);
        Line::from(spans)
    }));
    lines
}

/// What the picture says, in lines of a width.
pub(super) fn moral_lines(model: &Model, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let style = if model.key_is_stolen() {
        theme.bad
    } else {
        theme.text
    };
    let words = theme.marks.prose(&moral(model).to_string()).into_owned();
    text::wrap_plain(&words, style, width, 0)
}

fn moral(model: &Model) -> Said {
    let made = |name: ValueName| {
        let first = model.trace.first(model.connection().id, name);
        first.is_some_and(|value| value.step <= model.cursor)
    };
    if model.key_is_stolen() && model.resumes() {
        return said!("tui.map.moral_stolen_resumed");
    }
    if model.key_is_stolen() {
        return match model.key_opens_pre_master() {
            true => said!("tui.map.moral_stolen"),
            false if model.never_sends_pre_master() => said!("tui.map.moral_stolen_never"),
            false => said!("tui.map.moral_stolen_early"),
        };
    }
    if let (Some(step), true) = (
        model.parted_at(),
        model.agreement_at(model.cursor).differ > 0,
    ) {
        return said!("tui.map.moral_parted", step = step + 1);
    }
    if model.resumes() {
        return said!("tui.map.moral_resumed");
    }
    match made(ValueName::PreMasterSecret) {
        true => said!("tui.map.moral"),
        false => said!("tui.map.moral_early"),
    }
}
