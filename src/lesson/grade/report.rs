//! What was marked, as text for a teacher, as JSON and as CSV.

use super::{Graded, GradedAnswer, Verdict};
use crate::lesson::printed::rounded;
use crate::said;
use serde_json::{Value, json};
use std::io::{self, Write};

/// A sheet as text: the points, and whatever is not right.
///
/// # Errors
/// Whatever `out` fails with.
pub fn text(out: &mut impl Write, graded: &Graded) -> io::Result<()> {
    let (student, most) = (&graded.student, graded.tasks.len());
    let points = rounded(graded.points());
    writeln!(
        out,
        "{}",
        said!("homework.grade.total", student, points, most)
    )?;
    for task in &graded.tasks {
        let (number, title) = (task.task.number, task.task.title());
        writeln!(out, "  {:>5}  {number:>2} {title}", rounded(task.score()))?;
        let nothing = |answer: &GradedAnswer| answer.verdict == Verdict::Missing;
        if task.answers.iter().all(nothing) {
            writeln!(out, "{INDENT}{}", said!("homework.grade.nothing"))?;
            continue;
        }
        for answer in &task.answers {
            faults(out, answer)?;
        }
    }
    for note in &graded.notes {
        writeln!(out, "  {note}")?;
    }
    Ok(())
}

/// Where what is said of an answer begins.
const INDENT: &str = "            ";

fn faults(out: &mut impl Write, answer: &GradedAnswer) -> io::Result<()> {
    let name = &answer.name;
    match answer.verdict {
        Verdict::Right => {}
        Verdict::Missing => writeln!(out, "{INDENT}{}", said!("homework.grade.missing", name))?,
        Verdict::Followed => writeln!(out, "{INDENT}{}", said!("homework.grade.followed", name))?,
        Verdict::Known | Verdict::Wrong | Verdict::Unreadable => {
            for fault in &answer.faults {
                let said = &fault.said;
                let line = said!("homework.grade.fault", name, said);
                writeln!(out, "{INDENT}{line}")?;
            }
        }
    }
    if let Some((right, got)) = &answer.difference {
        writeln!(out, "{INDENT}  {}", said!("homework.grade.expected", right))?;
        writeln!(out, "{INDENT}  {}", said!("homework.grade.got", got))?;
    }
    if let Some(student) = &answer.right_for {
        let line = said!("homework.grade.right_for", student);
        writeln!(out, "{INDENT}  {line}")?;
    }
    Ok(())
}

/// Sheets as JSON: an array.
///
/// # Errors
/// Whatever `out` fails with.
pub fn json(out: &mut impl Write, all: &[Graded]) -> io::Result<()> {
    let sheets: Vec<Value> = all.iter().map(sheet).collect();
    serde_json::to_writer_pretty(&mut *out, &sheets)?;
    writeln!(out)
}

fn sheet(graded: &Graded) -> Value {
    let tasks = graded.tasks.iter().map(|task| {
        let answers: Vec<Value> = task.answers.iter().map(answer).collect();
        json!({
            "task": task.task.number,
            "key": task.task.key,
            "score": task.score(),
            "answers": answers,
        })
    });
    let notes = graded.notes.iter().map(ToString::to_string);
    json!({
        "student": graded.student,
        "points": graded.points(),
        "most": graded.tasks.len(),
        "tasks": tasks.collect::<Vec<Value>>(),
        "notes": notes.collect::<Vec<String>>(),
    })
}

fn answer(answer: &GradedAnswer) -> Value {
    let faults = answer.faults.iter().map(|fault| {
        json!({
            "mistake": fault.mistake,
            "belief": fault.belief,
            "said": fault.said.to_string(),
        })
    });
    let difference = answer.difference.as_ref();
    json!({
        "name": answer.name,
        "weight": answer.weight,
        "share": answer.share,
        "verdict": answer.verdict.key(),
        "faults": faults.collect::<Vec<Value>>(),
        "expected": difference.map(|(expected, _)| expected),
        "got": difference.map(|(_, got)| got),
        "right_for": answer.right_for,
    })
}

/// Sheets as CSV: a line for each, with the points of each task, and mistakes and beliefs by name.
///
/// # Errors
/// Whatever `out` fails with.
pub fn csv(out: &mut impl Write, all: &[Graded]) -> io::Result<()> {
    let tasks = all.first().map_or(&[][..], |graded| &graded.tasks);
    let mut head = vec!["student", "points"];
    head.extend(tasks.iter().map(|task| task.task.key));
    head.extend(["mistakes", "beliefs"]);
    writeln!(out, "{}", head.join(","))?;
    for graded in all {
        let mut row = vec![graded.student.clone(), rounded(graded.points())];
        row.extend(graded.tasks.iter().map(|task| rounded(task.score())));
        let answers = || graded.tasks.iter().flat_map(|task| &task.answers);
        let mistakes = answers().flat_map(|answer| {
            let named = |mistake: &str| format!("{}:{mistake}", answer.name);
            answer.faults.iter().map(move |fault| named(fault.mistake))
        });
        row.push(mistakes.collect::<Vec<String>>().join(" "));
        let faults = answers().flat_map(|answer| &answer.faults);
        let mut beliefs: Vec<&str> = faults.filter_map(|fault| fault.belief).collect();
        beliefs.sort_unstable();
        beliefs.dedup();
        row.push(beliefs.join(" "));
        // ids, numbers and keys have neither commas nor quotation marks
        writeln!(out, "{}", row.join(","))?;
    }
    Ok(())
}
