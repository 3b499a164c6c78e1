//! The teacher's key of a set: the class seed, the tasks, and each student's right answers.

use super::roster::is_id;
use super::{Assignment, Task};
use crate::said;
use crate::text::Said;
use serde::{Deserialize, Serialize};

/// The format that is written; a key of another is refused.
const FORMAT: &str = "premaster homework 1";

/// The key of a set, as it stands in `key.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// What the file is.
    pub format: String,
    /// The version of the program that made it.
    pub program: String,
    /// The class seed.
    pub seed: u64,
    /// The numbers of the tasks.
    pub tasks: Vec<u8>,
    /// The students, in the order of the list.
    pub students: Vec<Student>,
}

/// A student and their right answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Student {
    /// The id.
    pub id: String,
    /// The right answers, in the order of the sheet.
    pub answers: Vec<Right>,
}

/// A right answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Right {
    /// Its name on the sheet.
    pub name: String,
    /// The answer: bytes in hexadecimal, a text, a number or words.
    pub value: String,
    /// Whether no two students may have the same.
    pub unique: bool,
}

/// Why a key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum KeyError {
    /// It is no key.
    Form(String),
    /// It is a key of another format.
    Format(String),
    /// It names a task that there is not.
    Task(u8),
    /// It has a student whose name is no id.
    Student(String),
    /// What this version of the program makes of the class seed is not what the key has.
    OtherProgram {
        /// The version of the program that made the key.
        program: String,
        /// The student.
        student: String,
    },
}

impl KeyError {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            KeyError::Form(error) => said!("homework.key.form", error),
            KeyError::Format(got) => {
                let got = crate::text::escaped(got.as_bytes());
                said!("homework.key.format", expected = FORMAT, got)
            }
            KeyError::Task(number) => said!("homework.key.task", number = *number),
            KeyError::Student(got) => {
                said!(
                    "homework.key.student",
                    got = crate::text::escaped(got.as_bytes())
                )
            }
            KeyError::OtherProgram { program, student } => {
                let own = env!("CARGO_PKG_VERSION");
                let program = crate::text::escaped(program.as_bytes());
                said!("homework.key.other_program", program, own, student)
            }
        }
    }
}

impl Key {
    /// The key of a set without students.
    pub fn new(seed: u64, tasks: &[&'static Task]) -> Key {
        Key {
            format: FORMAT.to_owned(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            seed,
            tasks: tasks.iter().map(|task| task.number).collect(),
            students: Vec::new(),
        }
    }

    /// Adds a student.
    pub fn add(&mut self, assignment: &Assignment) {
        self.students.push(Student::of(assignment));
    }

    /// Reads `key.json`.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn read(text: &str) -> Result<Key, KeyError> {
        let key: Key =
            serde_json::from_str(text).map_err(|error| KeyError::Form(error.to_string()))?;
        if key.format != FORMAT {
            return Err(KeyError::Format(key.format));
        }
        // files are named for the ids
        match key.students.iter().find(|one| !is_id(&one.id)) {
            Some(other) => Err(KeyError::Student(other.id.clone())),
            None => Ok(key),
        }
    }

    /// The text of `key.json`.
    pub fn to_json(&self) -> String {
        // there is nothing in it that JSON does not have
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The tasks of the set.
    ///
    /// # Errors
    /// [`KeyError::Task`].
    pub fn chosen(&self) -> Result<Vec<&'static Task>, KeyError> {
        let all = Task::all();
        let of = |number: &u8| {
            let found = all.iter().find(|task| task.number == *number);
            found.copied().ok_or(KeyError::Task(*number))
        };
        self.tasks.iter().map(of).collect()
    }

    /// A student of the set. Capitals make no difference, as in the list.
    pub fn student(&self, id: &str) -> Option<&Student> {
        let mut students = self.students.iter();
        students.find(|student| student.id.eq_ignore_ascii_case(id))
    }

    /// The assignment of a student of the set, made again.
    ///
    /// # Errors
    /// [`KeyError::Task`], and [`KeyError::OtherProgram`] if it is not the one that the key was made with.
    pub fn assignment(&self, student: &Student) -> Result<Assignment, KeyError> {
        let assignment = Assignment::of(self.seed, &student.id, &self.chosen()?);
        match Student::of(&assignment) == *student {
            true => Ok(assignment),
            false => Err(KeyError::OtherProgram {
                program: self.program.clone(),
                student: student.id.clone(),
            }),
        }
    }
}

impl Student {
    /// The student of an assignment, with its right answers.
    pub fn of(assignment: &Assignment) -> Student {
        let answers = assignment.asked().map(|asked| Right {
            name: asked.name.clone(),
            value: asked.wanted.right(&assignment.trace),
            unique: asked.wanted.is_unique(),
        });
        Student {
            id: assignment.student.clone(),
            answers: answers.collect(),
        }
    }
}
