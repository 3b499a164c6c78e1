//! Passages of a lesson or an exam in lines, each with words that say what it is.

use super::lines::{KEPT, Lines};
use crate::lesson::course::{Look, Role, Shown, Target};
use crate::lesson::question::letter;
use crate::{label, said};

/// A passage in lines. If its links can be followed, each is added to them and has its number behind its words.
pub(super) fn put(shown: &Shown, links: Option<&mut Vec<Target>>, out: &mut Lines) {
    let text = numbered(shown, links);
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

/// The words of a passage, with a number behind those of each link that can be followed.
fn numbered(shown: &Shown, mut links: Option<&mut Vec<Target>>) -> String {
    let mut text = String::new();
    for bit in &shown.bits {
        // a command is not broken
        match bit.look {
            Look::Code if shown.role != Role::Code => {
                text.extend(bit.text.chars().map(|c| if c == ' ' { KEPT } else { c }));
            }
            _ => text += &bit.text,
        }
        if let (Some(to), Some(links)) = (&bit.to, links.as_mut()) {
            links.push(to.clone());
            let number = links.len();
            text.push(' ');
            text += &said!("plain.lesson.link", number).to_string();
        }
    }
    text
}
