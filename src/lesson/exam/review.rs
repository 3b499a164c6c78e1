//! What is told at the end: after the first form only that it is finished, after the second one both, item by item.

use super::class::Person;
use super::form::Form;
use super::item::Item;
use super::marked::Marked;
use crate::label;
use crate::lesson::course::{Role, Shown, reviewed};
use crate::lesson::printed::rounded;
use crate::said;
use crate::trace::Place;

/// Told after one form, while the other one is not finished.
pub fn finished(form: Form) -> Vec<Shown> {
    let (name, other) = (form.name(), form.other().name());
    vec![
        Shown::plain(Role::Done, said!("exam.finished", name).to_string()),
        Shown::plain(Role::Text, said!("exam.no_verdict_yet", other).to_string()),
    ]
}

/// Told once both forms are finished: the scores and the change, then each item of the first form and of the second.
/// `items` are those of forms A and B.
pub fn review(first: &Marked, second: &Marked, items: [&[Item]; 2]) -> Vec<Shown> {
    let person = Person {
        name: &first.name,
        first,
        second,
    };
    let (before, after) = (rounded(person.before()), rounded(person.after()));
    let (first_name, second_name) = (first.form.name(), second.form.name());
    let title = said!("exam.review.title", name = person.name);
    let scores = said!("exam.review.scores", first_name, before, second_name, after);
    let change = match person.change() {
        Some(change) => said!("exam.review.change", change = rounded(change)),
        None => said!("exam.review.no_change"),
    };
    let mut all = vec![
        Shown::plain(Role::Heading(1), title.to_string()),
        Shown::plain(Role::Text, scores.to_string()),
        Shown::plain(Role::Text, change.to_string()),
        Shown::plain(Role::Text, label!("exam.review.about")),
    ];
    for marked in [first, second] {
        for item in items[marked.form as usize] {
            all.extend(of_item(marked, item));
        }
    }
    all
}

fn of_item(marked: &Marked, item: &Item) -> Vec<Shown> {
    let (form, place) = (marked.form.name(), item.place);
    let heading = said!("exam.review.item", form, place).to_string();
    let mut all = vec![
        Shown::plain(Role::Heading(2), heading),
        Shown::of(Role::Text, &item.situation),
    ];
    let Some(given) = marked.at(place) else {
        return all;
    };
    let open = |see: Option<&Place>| item.command(see);
    let mut reviewed = reviewed(&item.question, &given.answer, &given.mark, &open);
    // how sure the reader was stands below the answer
    if let Some(sure) = given.sure {
        let words = said!("exam.review.sure", sure = how_sure(sure)).to_string();
        let at = reviewed.iter().position(|shown| shown.role == Role::Said);
        reviewed.insert(at.map_or(0, |at| at + 1), Shown::plain(Role::Said, words));
    }
    all.extend(reviewed);
    all
}

/// The words for how sure a reader was.
pub fn how_sure(sure: u8) -> &'static str {
    match sure {
        1 => label!("exam.sure.guess"),
        2 => label!("exam.sure.fairly"),
        _ => label!("exam.sure.certain"),
    }
}
