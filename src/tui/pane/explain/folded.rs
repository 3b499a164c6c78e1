//! The values of a step as lines of text.

use crate::text::around;
use crate::trace::Side;
use crate::tui::draw::{formula, text};
use crate::tui::model::Model;
use crate::tui::model::value_row::State;
use ratatui::text::{Line, Span};

/// The values that are new in this step or differ, for a screen that has no room for the stage.
pub fn values(model: &Model, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    // the columns before the bytes, and those of the bytes of a side
    const BEFORE: usize = 23;
    let room = width.saturating_sub(BEFORE + 2) / 2;
    let rows = model.value_rows().iter();
    let told = rows.filter(|row| row.is_new() || row.agree == Some(false));
    let mut lines: Vec<Line<'static>> = told
        .map(|row| {
            let (mark, style) = match row.agree {
                Some(true) => (marks.same, theme.good),
                Some(false) => (marks.differs, theme.bad),
                None => (" ", theme.text),
            };
            let new = if row.is_new() { marks.new } else { " " };
            let mut spans = vec![
                Span::styled(format!("{new} "), theme.title),
                Span::styled(
                    text::pad(&formula::plain_name(row.name, 18), 19),
                    theme.value(row.name),
                ),
                Span::styled(format!("{mark} "), style),
            ];
            let [client, server] = [Side::Client, Side::Server].map(|side| {
                let held = row.of(side.into());
                let State::Has(id) = held.state else {
                    return match held.state {
                        State::Encrypted => marks.sealed,
                        State::NotMade => marks.not_made,
                        State::Unseen => marks.unseen,
                        _ => marks.unknown,
                    }
                    .to_owned();
                };
                let bytes = |id| model.value(id).map_or(&[][..], |value| &value.bytes);
                match row.of(side.peer().into()).state {
                    State::Has(other) if row.agree == Some(false) => {
                        around(bytes(id), bytes(other), room, marks.ellipsis)
                    }
                    _ => text::start(bytes(id), room, marks),
                }
            });
            let client = text::pad(&client, room);
            let words = format!("{client} {server}");
            spans.push(Span::styled(words, theme.value(row.name)));
            Line::from(spans)
        })
        .collect();
    if !lines.is_empty() {
        let names = [Side::Client, Side::Server].map(|side| text::pad(side.name(), room));
        let words = format!("{:BEFORE$}{}", "", names.join(" "));
        lines.insert(0, Line::from(Span::styled(words, theme.muted)));
        lines.push(Line::default());
    }
    lines
}
