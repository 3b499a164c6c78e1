//! Rows to choose from, and a line that is typed.

use super::painter::Painter;
use super::text;
use crate::tui::model::Model;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

/// Something to choose.
pub struct Choice<'a> {
    /// Its name.
    pub name: &'a str,
    /// The columns of the names.
    pub name_room: usize,
    /// What it is.
    pub doc: &'a str,
    /// What stands at the right end, such as its key.
    pub right: &'a str,
}

/// A row to choose from.
pub fn choice(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    selected: bool,
    choice: &Choice<'_>,
) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let taken = 2 + choice.name_room + 2 + text::width(choice.right) + 2;
    let room = painter.width().saturating_sub(taken);
    let mark = if selected { marks.selected } else { " " };
    let name = text::cut(&marks.prose(choice.name), choice.name_room, marks);
    let doc = text::cut(&marks.prose(choice.doc), room, marks);
    painter.line(
        y,
        Line::from(vec![
            Span::styled(format!("{mark} "), theme.title),
            Span::styled(
                format!("{}  ", text::pad(&name, choice.name_room)),
                theme.title,
            ),
            Span::styled(doc, theme.text),
        ]),
    );
    painter.right(y, Span::styled(choice.right.to_owned(), theme.key));
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
pub fn typed(model: &Model, mark: &str, text: &str, width: usize) -> Line<'static> {
    let theme = &model.theme;
    let room = width.saturating_sub(4);
    let shown = end_of(&crate::wire::display::escaped(text.as_bytes()), room).to_owned();
    Line::from(vec![
        Span::styled(format!("{mark} "), theme.title),
        Span::styled(shown, theme.title),
        Span::styled(" ", theme.title.add_modifier(Modifier::REVERSED)),
    ])
}
