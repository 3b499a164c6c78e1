//! A question as it is put to a reader, and its answer with what is said of it.

use super::page::{Bit, Role, Shown, bits};
use super::prose::{Look, Target};
use crate::explain::{Span, plain};
use crate::label;
use crate::lesson::question::{Answer, Form, Mark, Question};
use crate::said;
use crate::trace::Place;

/// A question, with the answers to choose from.
pub fn posed(question: &Question) -> Vec<Shown> {
    let mut all = vec![Shown::of(Role::Prompt, &question.prompt)];
    let choice = |(place, spans): (usize, &[Span])| Shown::of(Role::Choice(place), spans);
    let how = match &question.form {
        Form::One(choices) | Form::Many(choices) => {
            let texts = choices.iter().map(|one| one.text.as_slice());
            all.extend(texts.enumerate().map(choice));
            match question.form {
                Form::One(_) => label!("lesson.course.form.one").to_owned(),
                _ => label!("lesson.course.form.many").to_owned(),
            }
        }
        Form::Order(sequence) => {
            let parts = sequence.parts.iter().map(Vec::as_slice);
            all.extend(parts.enumerate().map(choice));
            label!("lesson.course.form.order").to_owned()
        }
        Form::Who(grid) => {
            all.extend(grid.rows.iter().enumerate().map(|(place, row)| {
                let number = said!(
                    "lesson.course.form.row",
                    number = place + 1,
                    row = plain(row)
                );
                Shown::plain(Role::Item(None), number.to_string())
            }));
            let columns = grid.columns.iter().zip('a'..);
            let columns: Vec<String> = columns
                .map(|(name, letter)| {
                    said!("lesson.course.form.party", letter, name = name.as_str()).to_string()
                })
                .collect();
            said!("lesson.course.form.who", columns).to_string()
        }
        Form::Bytes(_) => label!("lesson.course.form.bytes").to_owned(),
        Form::Number(_) => label!("lesson.course.form.number").to_owned(),
        Form::Point(_) => label!("lesson.course.form.point").to_owned(),
    };
    all.push(Shown::plain(Role::Form, how));
    all
}

/// The answer to a question, told without asking for one, and why it is right.
pub(super) fn told(question: &Question) -> Vec<Shown> {
    let right = question.words(&question.right());
    let words = said!("lesson.course.it_is", right).to_string();
    let because = Some(&question.because).filter(|words| !words.is_empty());
    let because = because.map(|words| Shown::of(Role::Text, words));
    [Some(Shown::plain(Role::Right, words)), because]
        .into_iter()
        .flatten()
        .collect()
}

/// Whether an answer is right, and if not, what is.
fn verdict(question: &Question, answer: &Answer, mark: &Mark) -> Shown {
    match mark.is_right() {
        true => Shown::plain(Role::Right, label!("lesson.course.right")),
        false => {
            let right = question.words(&question.right());
            let words = match (answer, mark.score > 0.0) {
                (Answer::Unknown, _) => said!("lesson.course.it_is", right),
                (_, true) => said!("lesson.course.partly", right),
                (_, false) => said!("lesson.course.wrong_is", right),
            };
            Shown::plain(Role::Wrong, words.to_string())
        }
    }
}

/// How an answer was marked, and why.
pub fn marked(question: &Question, answer: &Answer, mark: &Mark) -> Vec<Shown> {
    let mut all = vec![verdict(question, answer, mark)];
    for objection in &mark.objections {
        let mut bits = bits(&objection.said);
        if let Some(see) = objection.see.as_ref().map(ToString::to_string) {
            bits.push(Bit::plain(" "));
            bits.push(Bit {
                to: Some(Target::At(see)),
                ..Bit::plain(label!("lesson.course.see"))
            });
        }
        all.push(Shown {
            role: Role::Text,
            bits,
        });
    }
    if !question.because.is_empty() {
        all.push(Shown::of(Role::Text, &question.because));
    }
    all
}

/// An answer looked at again, away from its run: what was asked and answered, what is right and why, and how to open
/// each place where it shows in the run of that name.
pub fn reviewed(
    question: &Question,
    answer: &Answer,
    mark: &Mark,
    open: &dyn Fn(Option<&Place>) -> String,
) -> Vec<Shown> {
    let said = said!("lesson.course.answered", answer = question.words(answer));
    let mut all = vec![
        Shown::of(Role::Prompt, &question.prompt),
        Shown::plain(Role::Said, said.to_string()),
        verdict(question, answer, mark),
    ];
    for objection in &mark.objections {
        all.push(Shown::of(Role::Text, &objection.said));
        if let Some(see) = &objection.see {
            all.push(command(open(Some(see))));
        }
    }
    if !question.because.is_empty() {
        all.push(Shown::of(Role::Text, &question.because));
    }
    if mark.objections.iter().all(|one| one.see.is_none()) {
        all.push(command(open(None)));
    }
    all
}

/// A command for the shell. Unlike lines of code it may be broken where there is no room.
fn command(text: String) -> Shown {
    Shown {
        role: Role::Text,
        bits: vec![Bit {
            look: Look::Code,
            ..Bit::plain(text)
        }],
    }
}
