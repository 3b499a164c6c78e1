//! A message as an arrow from lifeline to lifeline.

use super::columns::Columns;
use crate::said;
use crate::trace::{BufferKind, Fate, Message, MessageName, Side, Step};
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::tui::model::sequence::arrives;
use crate::wire::HandshakeType;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Whether something in a message is encrypted.
pub fn is_sealed(message: &Message) -> bool {
    let exchange = MessageName::Handshake(HandshakeType::ClientKeyExchange);
    message.protected || message.name == exchange
}

/// How long the record of a message is, in bytes.
pub fn record_len(message: &Message) -> usize {
    let record = message.buffer(BufferKind::Record);
    record.map_or(0, |record| record.own.len())
}

/// A message as an arrow from lifeline to lifeline.
pub fn arrow(
    model: &Model,
    step: &Step,
    message: &Message,
    at: &Columns,
    ahead: bool,
) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let right = message.sender == Side::Client;
    let bad = message.is_bad() && !ahead;
    let shaft = match (ahead, message.protected) {
        (true, _) => marks.ahead,
        (false, true) => marks.protected,
        (false, false) => marks.clear,
    };
    let (shaft_style, name_style) = match (bad, ahead) {
        (true, _) => (theme.bad, theme.bad),
        (false, true) => (theme.muted, theme.muted),
        (false, false) if message.protected => (theme.sealed, theme.text),
        (false, false) => (theme.muted, theme.text),
    };
    let head = match (ahead, right) {
        (true, true) => marks.right_ahead,
        (true, false) => marks.left_ahead,
        (false, true) => marks.right,
        (false, false) => marks.left,
    };
    // the lifelines are parts of the arrow: where it begins it touches one
    let begin = match (ahead, right) {
        (true, _) => marks.lifelines[2],
        (false, true) => marks.lines[11],
        (false, false) => marks.lines[7],
    };
    let end = marks.lifelines[if ahead { 2 } else { 0 }];
    let inside = at.inside();
    let gap = if at.wide { " " } else { "" };
    // what an alert says, a party learns when it comes
    let name = match ahead && !model.sees_all() {
        true => message.name.name().to_owned(),
        false => message.title(),
    };
    let name = text::cut(&name, inside.saturating_sub(2), marks);
    let mark = match is_sealed(message) && at.wide && !ahead && !bad {
        true => marks.sealed,
        false => "",
    };
    let mark_gap = if mark.is_empty() { "" } else { " " };
    let size = match at.wide && !ahead && !message.fate.tampered() {
        true => said!("tui.bytes.short", bytes = record_len(message)).to_string(),
        false => String::new(),
    };
    // from the sender on: a bit of the shaft, the name, the shaft, the size, a bit of it, the head
    let lead = usize::from(at.wide);
    let taken = lead + 2 * gap.len() + text::width(&name) + mark_gap.len() + text::width(mark);
    let size_taken = match size.is_empty() {
        true => 0,
        false => text::width(&size) + 2 + lead,
    };
    let left = inside.saturating_sub(taken + 1);
    let size_taken = if left >= size_taken + 3 {
        size_taken
    } else {
        0
    };
    let long = left - size_taken;
    let styled = |words: String, style: Style| Span::styled(words, style);
    let mut spans = vec![
        styled(shaft.repeat(lead), shaft_style),
        styled(gap.to_owned(), name_style),
        styled(name, name_style),
        styled(mark_gap.to_owned(), name_style),
        styled(mark.to_owned(), theme.sealed),
        styled(gap.to_owned(), name_style),
    ];
    match message.fate {
        Fate::Delivered => {
            spans.push(styled(shaft.repeat(long), shaft_style));
            if size_taken > 0 {
                spans.push(styled(format!(" {size} "), theme.muted));
                spans.push(styled(shaft.repeat(lead), shaft_style));
            }
            spans.push(styled(head.to_owned(), shaft_style));
        }
        _ if ahead => {
            spans.push(styled(shaft.repeat(long), shaft_style));
            spans.push(styled(head.to_owned(), shaft_style));
        }
        fate if !arrives(step) => {
            let words = format!("{} {}", marks.lost, fate.word());
            let before = long.min(3);
            let words = text::cut(&words, (long + 1).saturating_sub(before), marks);
            let rest = (long + 1).saturating_sub(before + text::width(&words));
            spans.push(styled(shaft.repeat(before), shaft_style));
            spans.push(styled(words, shaft_style));
            spans.push(styled(" ".repeat(rest), shaft_style));
        }
        _ => {
            let before = long / 3;
            let after = long.saturating_sub(before + 1);
            spans.push(styled(shaft.repeat(before), shaft_style));
            spans.push(styled(marks.lost.to_owned(), shaft_style));
            spans.push(styled(shaft.repeat(after), shaft_style));
            spans.push(styled(head.to_owned(), shaft_style));
        }
    }
    let lifeline = theme.muted;
    spans.insert(0, styled(begin.to_owned(), lifeline));
    if right {
        spans.push(styled(end.to_owned(), lifeline));
        return Line::from(spans);
    }
    // the other way round, with the words still from left to right
    spans.push(styled(end.to_owned(), lifeline));
    spans.reverse();
    Line::from(spans)
}
