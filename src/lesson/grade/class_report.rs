//! The marks of a class for its teacher: a line for each student, how each task went, and what there is to talk about.

use super::Graded;
use super::class::{Class, Outcome};
use crate::lesson::printed::{paragraph, rounded, sentences, table};
use crate::{label, said};
use std::io::{self, Write};

/// How many of the most frequent mistakes are listed.
const MISTAKES: usize = 10;

/// The marks of a class as text.
///
/// # Errors
/// Whatever `out` fails with.
pub fn class_text(out: &mut impl Write, graded: &[Graded]) -> io::Result<()> {
    let class = Class::new(graded);
    if class.filled().next().is_some() {
        marks(out, class)?;
    }
    let empty: Vec<&str> = class.empty().collect();
    if !empty.is_empty() {
        let (n, empty) = (empty.len(), empty.join(", "));
        sentences(out, &said!("homework.class.empty", n, empty).to_string(), 2)?;
        writeln!(out)?;
    }
    if class.filled().next().is_some() {
        summary(out, class)?;
    }
    look_at(out, class)
}

/// A line for each sheet that is not empty, with a mark for each task.
fn marks(out: &mut impl Write, class: Class<'_>) -> io::Result<()> {
    let mut head = label!("homework.class.head").to_owned();
    let tasks = class.filled().next().map_or(&[][..], |one| &one.tasks);
    for task in tasks {
        head.push_str(&format!("|{:>2}", task.task.number));
    }
    let row = |one: &Graded| {
        let mut row = vec![one.student.clone(), format!("{:>6}", rounded(one.points()))];
        row.extend(one.tasks.iter().map(|task| match task.outcome() {
            Outcome::Right => " 1".to_owned(),
            // never 1.0, which is not right altogether
            Outcome::Partly => format!(".{}", ((task.score() * 10.0) as u8).clamp(1, 9)),
            Outcome::Wrong => " 0".to_owned(),
            Outcome::Nothing => " -".to_owned(),
        }));
        row
    };
    let rows: Vec<Vec<String>> = class.filled().map(row).collect();
    paragraph(out, &packed(&head, &rows))?;
    sentences(out, label!("homework.class.legend"), 0)?;
    writeln!(out)
}

/// A table of narrow columns: one blank between them, so that fourteen tasks have room in a line.
fn packed(head: &str, rows: &[Vec<String>]) -> Vec<String> {
    let names: Vec<&str> = head.split('|').collect();
    let (first, rest) = names.split_at(names.len().min(2));
    let two = table(&first.join("|"), &two_columns(rows));
    let numbers = std::iter::once(rest.join("  "));
    let others = rows
        .iter()
        .map(|row| row.get(2..).unwrap_or_default().join("  "));
    let room = two
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    let all = two.iter().zip(numbers.chain(others));
    all.map(|(begin, end)| format!("{begin:room$}  {end}"))
        .collect()
}

fn two_columns(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let two = |row: &Vec<String>| row.iter().take(2).cloned().collect();
    rows.iter().map(two).collect()
}

/// How the class did.
fn summary(out: &mut impl Write, class: Class<'_>) -> io::Result<()> {
    let n = class.filled().count();
    let (mean, median) = (class.mean().unwrap_or(0.0), class.median().unwrap_or(0.0));
    let (mean, median, most) = (rounded(mean), rounded(median), class.most());
    let points = said!("homework.class.points", n, mean, median, most);
    sentences(out, &points.to_string(), 0)?;
    writeln!(out)?;
    let rows: Vec<Vec<String>> = class
        .tasks()
        .iter()
        .map(|tally| {
            let (number, title) = (tally.task.number, tally.task.title());
            let of = |outcome| tally.students.get(&outcome).copied().unwrap_or(0);
            let count = |outcome| match of(outcome) {
                0 => label!("homework.class.no_one").to_owned(),
                n => n.to_string(),
            };
            vec![
                format!("{number:>2} {title}"),
                count(Outcome::Right),
                count(Outcome::Partly),
                count(Outcome::Wrong),
                count(Outcome::Nothing),
            ]
        })
        .collect();
    paragraph(out, &table(label!("homework.class.task_head"), &rows))?;
    let mistakes = class.mistakes();
    if !mistakes.is_empty() {
        writeln!(out, "{}", label!("homework.class.mistakes"))?;
        for one in mistakes.iter().take(MISTAKES) {
            let (count, said) = (format!("{:>2}", one.students), &one.said);
            let (number, title) = (one.task.number, one.task.title());
            let line = said!("homework.class.mistake", count, number, title, said);
            sentences(out, &format!("  {line}"), 6)?;
        }
        if let Some(more) = mistakes
            .len()
            .checked_sub(MISTAKES)
            .filter(|more| *more > 0)
        {
            writeln!(out, "  {}", said!("homework.class.more_mistakes", more))?;
        }
        writeln!(out)?;
    }
    let beliefs = class.beliefs();
    if !beliefs.is_empty() {
        writeln!(out, "{}", label!("homework.class.beliefs"))?;
        for (belief, count) in beliefs {
            let (believed, truth) = (belief.believed.as_str(), belief.truth.as_str());
            let count = format!("{count:>2}");
            let line = said!("homework.class.belief", count, believed, truth);
            sentences(out, &format!("  {line}"), 6)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// What is odd about single sheets.
fn look_at(out: &mut impl Write, class: Class<'_>) -> io::Result<()> {
    let mut lines = Vec::new();
    for one in class.filled() {
        let id = &one.student;
        for answer in one.tasks.iter().flat_map(|task| &task.answers) {
            if let Some(student) = &answer.right_for {
                let name = &answer.name;
                lines.push(said!("homework.class.right_for", id, name, student));
            }
            let unread = answer
                .faults
                .iter()
                .filter(|one| one.mistake == "unreadable");
            for fault in unread {
                let (name, said) = (&answer.name, fault.said.clone());
                lines.push(said!("homework.class.unread", id, name, said));
            }
        }
        for note in &one.notes {
            lines.push(said!("homework.class.note", id, note = note.clone()));
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", label!("homework.class.look_at"))?;
    for line in lines {
        sentences(out, &format!("  {line}"), 6)?;
    }
    writeln!(out)
}
