//! What a student is told about the sheet: a text in Markdown. It has the right answer where there is one on the sheet,
//! and nowhere else.

use super::{Graded, GradedAnswer, GradedTask, Outcome, Verdict};
use crate::export::markdown::escape;
use crate::lesson::homework::File;
use crate::lesson::printed::rounded;
use crate::text::Said;
use crate::{label, said};

/// The feedback for a student, as a file with the student's id as its name.
pub fn feedback(graded: &Graded) -> File {
    let (student, most) = (&graded.student, graded.tasks.len());
    let points = rounded(graded.points());
    let mut out = said!("homework.feedback.begin", student, points, most).to_string();
    if graded.is_empty() {
        out += &format!("\n\n{}", label!("homework.feedback.empty"));
    }
    for task in graded.tasks.iter().filter(|_| !graded.is_empty()) {
        let (number, title) = (task.task.number, task.task.title());
        let points = rounded(task.score());
        let heading = said!("homework.feedback.heading", number, title, points);
        out += &format!("\n\n{heading}\n\n{}", body(task));
    }
    if !graded.notes.is_empty() {
        let notes: Vec<String> = graded.notes.iter().map(item).collect();
        let heading = label!("homework.feedback.notes");
        out += &format!("\n\n{heading}\n\n{}", notes.join("\n"));
    }
    out.push('\n');
    File {
        name: format!("{student}.md"),
        bytes: out.into_bytes(),
    }
}

fn body(task: &GradedTask) -> String {
    match task.outcome() {
        Outcome::Nothing => label!("homework.feedback.nothing").to_owned(),
        Outcome::Right if task.answers.iter().all(|one| one.difference.is_none()) => {
            label!("homework.feedback.right").to_owned()
        }
        _ => {
            let answers = task.answers.iter().map(answer);
            answers.collect::<Vec<String>>().join("\n")
        }
    }
}

fn answer(answer: &GradedAnswer) -> String {
    let name = &answer.name;
    let said: Vec<String> = match answer.verdict {
        Verdict::Right => vec![label!("homework.feedback.answer_right").to_owned()],
        Verdict::Missing => vec![label!("homework.feedback.missing").to_owned()],
        Verdict::Followed => vec![label!("homework.feedback.followed").to_owned()],
        Verdict::Known | Verdict::Wrong | Verdict::Unreadable => {
            let faults = answer.faults.iter();
            faults
                .map(|fault| escape::text(&fault.said.to_string()))
                .collect()
        }
    };
    let mut lines = vec![format!("- `{name}`: {}", said.join(" "))];
    if let Some((right, got)) = &answer.difference {
        let right = escape::code(right);
        let said = match got.is_empty() {
            true => said!("homework.feedback.only_right", right),
            false => said!(
                "homework.feedback.difference",
                right,
                got = escape::code(got)
            ),
        };
        lines.push(format!("  {said}"));
    }
    lines.join("\n")
}

fn item(note: &Said) -> String {
    format!("- {}", escape::text(&note.to_string()))
}
