//! Passages of a lesson or an exam in lines, each with words that say what it is.

use super::lines::Lines;
use crate::lesson::course::{Role, Shown};
use crate::lesson::question::letter;
use crate::{label, said};

/// A passage in lines.
pub(super) fn put(shown: &Shown, out: &mut Lines) {
    let text = shown.text();
    let mark = match shown.role {
        Role::Choice(place) => {
            format!(
                "  {} ",
                said!("plain.lesson.choice", letter = letter(place))
            )
        }
        Role::Item(Some(number)) => return out.item(usize::try_from(number).unwrap_or(0), &text),
        Role::Item(None) => "- ".to_owned(),
        Role::Code => return out.add(&text),
        Role::Task => format!("{} ", label!("plain.lesson.task")),
        Role::Hint => format!("{} ", label!("plain.lesson.hint")),
        Role::Prompt => format!("{} ", label!("plain.lesson.question")),
        _ => String::new(),
    };
    if !matches!(shown.role, Role::Choice(_) | Role::Item(_)) {
        out.gap();
    }
    out.hanging(&mark, &text);
}
