//! Marking what students hand in.
//!
//! ```text
//!   answers.txt ──► Sheet ──► value ──► mark ──► Graded ──► report, feedback
//!                     key.json ──► Assignment ────┘
//! ```
//!
//! The assignment is made again from the class seed, and its runs know every value. A wrong value is looked up in the
//! table of mistakes (`trace::diagnosis`); what follows rightly from a wrong value counts in full. What cannot be read
//! is named with its line, and counts as missing.

mod attempt;
mod class;
mod class_report;
mod feedback;
mod forms;
mod list;
mod mark;
mod report;
mod sheet;
mod value;
mod worth;

pub use attempt::{Attempt, Handed, Stage};
pub use class::{Class, Common, Outcome, TaskTally};
pub use class_report::class_text;
pub use feedback::feedback;
pub use report::{csv, json, text};
pub use sheet::Sheet;

use super::homework::{Assignment, Key, KeyError, Served, Task};
use crate::said;
use crate::text::Said;
use std::collections::BTreeMap;

/// A sheet that was marked.
#[derive(Debug)]
pub struct Graded {
    /// The student.
    pub student: String,
    /// The tasks, in the order of their numbers.
    pub tasks: Vec<GradedTask>,
    /// What is odd about the sheet, such as a name that no answer has.
    pub notes: Vec<Said>,
}

/// A task that was marked.
#[derive(Debug)]
pub struct GradedTask {
    /// Which it is.
    pub task: &'static Task,
    /// Its answers.
    pub answers: Vec<GradedAnswer>,
}

/// An answer that was marked.
#[derive(Clone, Debug, PartialEq)]
pub struct GradedAnswer {
    /// Its name on the sheet.
    pub name: String,
    /// Its part of the task, from 0 to 1; those of a task add up to 1.
    pub weight: f64,
    /// What it is worth, from 0 to 1.
    pub share: f64,
    /// What it is.
    pub verdict: Verdict,
    /// What is wrong with it, and what it shows.
    pub faults: Vec<Fault>,
    /// The right answer and the one that came, bytes with the first difference in the middle; `None` where the answer
    /// is right or missing.
    pub difference: Option<(String, String)>,
    /// For the teacher alone: the student for whom this answer would be right.
    pub right_for: Option<String>,
}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Right.
    Right,
    /// Right for what the student had before, which was wrong.
    Followed,
    /// Wrong in a way that is known, or right in parts.
    Known,
    /// Wrong, and by none of the usual mistakes.
    Wrong,
    /// Not there.
    Missing,
    /// There, and not to be read.
    Unreadable,
}

impl Verdict {
    /// Its name in exports.
    pub const fn key(self) -> &'static str {
        match self {
            Verdict::Right => "right",
            Verdict::Followed => "followed",
            Verdict::Known => "known_mistake",
            Verdict::Wrong => "wrong",
            Verdict::Missing => "missing",
            Verdict::Unreadable => "unreadable",
        }
    }
}

/// Something that is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The name of the mistake.
    pub mistake: &'static str,
    /// The belief that it shows, by its key.
    pub belief: Option<&'static str>,
    /// What is said of it.
    pub said: Said,
}

impl GradedTask {
    /// What the task is worth, from 0 to 1.
    pub fn score(&self) -> f64 {
        let weights: f64 = self.answers.iter().map(|answer| answer.weight).sum();
        let points = self
            .answers
            .iter()
            .map(|answer| answer.weight * answer.share);
        match weights > 0.0 {
            true => points.sum::<f64>() / weights,
            false => 0.0,
        }
    }
}

impl Graded {
    /// What the sheet is worth: at most as much as there are tasks.
    pub fn points(&self) -> f64 {
        self.tasks.iter().map(GradedTask::score).sum()
    }
}

/// Why a sheet cannot be marked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum GradeError {
    /// It does not say whose it is.
    NoStudent,
    /// It is the sheet of someone who is not in the key.
    OtherStudent(String),
    /// The key cannot be used.
    Key(KeyError),
}

impl GradeError {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            GradeError::NoStudent => said!("homework.grade.no_student"),
            GradeError::OtherStudent(got) => {
                said!("homework.grade.other_student", got = value::quoted(got))
            }
            GradeError::Key(error) => error.said(),
        }
    }
}

/// What is needed to mark the sheets of a class.
#[derive(Debug)]
pub struct Grader<'k> {
    key: &'k Key,
    /// The right answers that belong to one student, with that student.
    owners: BTreeMap<&'k str, &'k str>,
}

impl<'k> Grader<'k> {
    /// Marks by a key.
    pub fn new(key: &'k Key) -> Self {
        let mut owners = BTreeMap::new();
        for student in &key.students {
            let own = student.answers.iter().filter(|right| right.unique);
            owners.extend(own.map(|right| (right.value.as_str(), student.id.as_str())));
        }
        Grader { key, owners }
    }

    /// The student of the class on whose server a connection was made, and its number there, by the ServerHello.random.
    /// `first` is looked at first.
    pub fn served(&self, first: &str, server_random: &[u8]) -> Option<(Served, u64)> {
        let ids = self.key.students.iter().map(|student| student.id.as_str());
        let others = ids.clone().filter(|id| *id != first);
        ids.filter(|id| *id == first).chain(others).find_map(|id| {
            let served = self.server_of(id);
            let number = served.number_of(server_random)?;
            Some((served, number))
        })
    }

    /// The server of a student of the class.
    pub fn server_of(&self, student: &str) -> Served {
        Served::of_student(self.key.seed, student)
    }

    /// Marks a sheet.
    ///
    /// # Errors
    /// [`GradeError`], if it is not clear whose it is, or the key cannot be used.
    pub fn grade(&self, sheet: &Sheet) -> Result<Graded, GradeError> {
        let id = sheet.student.as_deref().filter(|id| !id.is_empty());
        let id = id.ok_or(GradeError::NoStudent)?;
        let student = self.key.student(id);
        let student = student.ok_or_else(|| GradeError::OtherStudent(id.to_owned()))?;
        let assignment = self.key.assignment(student).map_err(GradeError::Key)?;
        Ok(self.graded(&assignment, sheet))
    }

    /// Marks a sheet of an assignment that is at hand.
    pub fn graded(&self, assignment: &Assignment, sheet: &Sheet) -> Graded {
        let own = mark::Own::of(assignment, sheet);
        let tasks = assignment.tasks.iter().map(|assigned| GradedTask {
            task: assigned.task,
            answers: assigned
                .asked
                .iter()
                .map(|asked| {
                    let mut answer = own.marked(asked, sheet.entry(&asked.name));
                    answer.right_for = match asked.wanted.is_on_sheet() {
                        true => self.owner(assignment, sheet, &answer),
                        false => sheet.connections.owner(&assignment.student),
                    };
                    answer
                })
                .collect(),
        });
        let tasks = tasks.collect();
        let known = assignment
            .asked()
            .filter(|asked| asked.wanted.is_on_sheet());
        let known = known.map(|asked| asked.name.as_str());
        let unknown = sheet.unknown(known).into_iter();
        let unknown =
            unknown.map(|(line, name)| said!("homework.grade.unknown_answer", line, name));
        Graded {
            student: assignment.student.clone(),
            tasks,
            notes: unknown.collect(),
        }
    }

    /// Another student for whom an answer that is not right would be right.
    fn owner(&self, of: &Assignment, sheet: &Sheet, answer: &GradedAnswer) -> Option<String> {
        if !matches!(answer.verdict, Verdict::Wrong | Verdict::Known) {
            return None;
        }
        let entry = sheet.entry(&answer.name)?;
        let forms = mark::forms(&entry.text);
        let owner = forms
            .iter()
            .find_map(|form| self.owners.get(form.as_str()))?;
        (**owner != of.student).then(|| (*owner).to_owned())
    }
}
