//! Homework: for each student of a class the same tasks with other bytes, and a key for the teacher.
//!
//! ```text
//!   Roster, class seed ──► student seed ──► runs ──► tasks ──► Assignment { files, asked }
//!                                                                  │           │
//!                                     task.md, captures, … ◄───────┘           └──► key.json, and `grade`
//! ```
//!
//! The student seed is the first 53 bits of SHA-256("premaster homework 1" ‖ class seed, 8 bytes ‖ student id). All
//! that a student gets follows from it, so that a set can be made again, and need not be kept to be graded. Whatever
//! is asked for can be found with OpenSSL and Wireshark alone; but for the last task a student writes a program.

mod asked;
mod draw;
mod key;
pub(super) mod names;
mod roster;
mod runs;
mod sentence;
mod served;
mod sheet;
mod tasks;

pub use asked::{Asked, Forged, Near, Party, Wanted};
pub use key::{Key, KeyError, Right, Student};
pub use names::wireshark_labels;
pub use roster::{Roster, RosterError, is_id};
pub use served::{Served, ServedError};
pub use sheet::CONNECTIONS;
pub use tasks::{Task, TaskError};

use crate::trace::Trace;
use draw::Draw;
use runs::Runs;
use std::collections::BTreeMap;

/// A file for a student or a teacher, to be written by the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, without a folder.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl File {
    fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        File {
            name: name.into(),
            bytes: bytes.into(),
        }
    }
}

/// What one student gets.
#[derive(Debug)]
pub struct Assignment {
    /// The student's id.
    pub student: String,
    /// The tasks, in the order of their numbers.
    pub tasks: Vec<Assigned>,
    /// The run that most of them are about.
    pub trace: Trace,
}

/// A task, as a student gets it.
#[derive(Debug)]
pub struct Assigned {
    /// Which it is.
    pub task: &'static Task,
    /// What there is to do, in Markdown.
    pub text: String,
    /// Files for this task beside those for all.
    pub files: Vec<File>,
    /// What is asked for.
    pub asked: Vec<Asked>,
}

impl Assignment {
    /// The homework of a student: the same for the same class seed, id and tasks.
    pub fn of(class_seed: u64, student: &str, tasks: &[&'static Task]) -> Assignment {
        let draw = Draw::of_student(class_seed, student);
        let runs = Runs::of(draw, student);
        let tasks = tasks.iter().map(|task| task.assign(&runs, tasks)).collect();
        Assignment {
            student: student.to_owned(),
            tasks,
            trace: runs.trace,
        }
    }

    /// All that is asked for, in the order of the sheet.
    pub fn asked(&self) -> impl Iterator<Item = &Asked> {
        self.tasks.iter().flat_map(|assigned| &assigned.asked)
    }

    /// The files that the student gets.
    pub fn files(&self) -> Vec<File> {
        sheet::files(self)
    }
}

/// Values that two students would share: an id of each, and the name of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// One student.
    pub first: String,
    /// The other.
    pub second: String,
    /// The answer that would be the same.
    pub answer: String,
}

/// The first value that two students of a class share, if there is one: then another class seed is needed. What
/// is chosen from a few possible answers does not count.
pub fn shared(key: &Key) -> Option<Shared> {
    let mut seen: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for student in &key.students {
        let own = student.answers.iter().filter(|right| right.unique);
        for right in own {
            let value = (right.name.as_str(), right.value.as_str());
            if let Some(first) = seen.insert(value, &student.id) {
                return Some(Shared {
                    first: first.to_owned(),
                    second: student.id.clone(),
                    answer: right.name.clone(),
                });
            }
        }
    }
    None
}
