//! Passages of a lesson or an exam, each with a mark that says what it is.

use super::theme::Theme;
use super::{links, text};
use crate::label;
use crate::lesson::course::{Bit, Look, Role, Shown, Target};
use crate::lesson::question::letter;
use crate::trace::{ValueId, ValueName};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// The names of the values of the run that is shown beside the passages, for their colours.
pub type Named<'a> = &'a dyn Fn(ValueId) -> Option<ValueName>;

/// Passages below one another, with a line between those that do not belong together.
pub fn passages(
    theme: &Theme,
    named: Named<'_>,
    shown: &[Shown],
    width: usize,
) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (i, one) in shown.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| shown.get(i));
        let together = matches!(one.role, Role::Choice(_) | Role::Item(_))
            && before.is_some_and(|before| {
                matches!(before.role, Role::Choice(_) | Role::Item(_) | Role::Prompt)
            });
        if i > 0 && !together {
            lines.push(Line::default());
        }
        lines.extend(passage(theme, named, one, width));
    }
    lines
}

/// The lines of a passage, with a mark in front that says what it is.
pub fn passage(theme: &Theme, named: Named<'_>, shown: &Shown, width: usize) -> Vec<Line<'static>> {
    let marks = &theme.marks;
    let plain = theme.text;
    let (mark, style) = match shown.role {
        Role::Heading(_) => (String::new(), theme.title.add_modifier(Modifier::BOLD)),
        Role::Task => {
            let mark = format!("{} {} ", marks.selected, label!("tui.lesson.task"));
            (mark, theme.title)
        }
        Role::Prompt => (format!("{} ", marks.selected), theme.title),
        Role::Hint => (format!("{} ", label!("tui.lesson.hint")), plain),
        Role::Choice(place) => (format!("  {} ", letter(place)), plain),
        Role::Item(Some(number)) => (format!("  {number}. "), plain),
        Role::Item(None) => (format!("  {} ", marks.known), plain),
        Role::Done => (format!("{} ", marks.good), theme.good),
        Role::Right => (format!("{} ", marks.good), theme.good),
        Role::Wrong => (format!("{} ", marks.bad), theme.bad),
        Role::Form | Role::Said => (String::new(), theme.muted),
        Role::Text | Role::Code => (String::new(), plain),
    };
    if shown.role == Role::Code {
        let text = shown.text();
        let rows = text
            .lines()
            .map(|line| Span::styled(format!("  {line}"), theme.key));
        return rows.map(Line::from).collect();
    }
    let indent = match shown.role {
        // the words of the mark are part of the sentence
        Role::Task => text::width(marks.selected) + 1,
        _ => text::width(&mark),
    };
    let mut spans = vec![Span::styled(
        mark.replace(' ', "\u{a0}"),
        head(theme, shown.role, style),
    )];
    spans.extend(shown.bits.iter().map(|bit| span(theme, named, bit, style)));
    let mut lines = text::wrap(&spans, width, indent);
    // the blanks of the mark keep its word from the text
    for span in lines.iter_mut().flat_map(|line| &mut line.spans) {
        if span.content.contains('\u{a0}') {
            span.content = span.content.replace('\u{a0}', " ").into();
        }
    }
    lines
}

fn head(theme: &Theme, role: Role, style: Style) -> Style {
    match role {
        Role::Choice(_) | Role::Hint | Role::Task => theme.key,
        _ => style,
    }
}

/// A stretch of words in its style.
fn span(theme: &Theme, named: Named<'_>, bit: &Bit, style: Style) -> Span<'static> {
    let words = theme.marks.prose(&bit.text).into_owned();
    let value = bit.value.and_then(named);
    let style = match &bit.to {
        Some(Target::Web(address)) => links::linked(style, address),
        _ => style,
    };
    let style = match (value, bit.look) {
        (Some(name), _) => theme.value(name),
        (None, Look::Plain) if bit.to.is_some() => style.add_modifier(Modifier::UNDERLINED),
        (None, Look::Plain) => style,
        (None, Look::Emphasis | Look::Strong) => theme.title,
        (None, Look::Code) => theme.key,
    };
    Span::styled(words, style)
}
