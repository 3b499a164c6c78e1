//! The tasks: one table, and for each row a function that makes it for a student.

mod cause;
mod certificate;
mod fields;
mod forge;
mod order;
mod own_client;
mod records;
mod secrets;
mod tampered;
mod who;

pub(super) use certificate::blocks as certificate_blocks;

use super::asked::Asked;
use super::runs::Runs;
use super::{Assigned, File};
use crate::label;
use crate::said;
use crate::text::Said;

/// A kind of task.
#[derive(Debug)]
pub struct Task {
    /// Its number, which its answers begin with.
    pub number: u8,
    /// Its name in files.
    pub key: &'static str,
    title: fn() -> &'static str,
    make: fn(&Runs, &[&'static Task]) -> Made,
}

/// What is made for a student.
struct Made {
    text: Said,
    files: Vec<File>,
    asked: Vec<Asked>,
}

/// A row of the table.
macro_rules! tasks {
    ($($number:literal $key:literal $title:literal $make:path;)*) => {
        &[$(Task {
            number: $number,
            key: $key,
            title: || label!($title),
            make: $make,
        }),*]
    };
}

static TASKS: &[Task] = tasks! {
    1 "order" "homework.task.order.title" order::make;
    2 "fields" "homework.task.fields.title" fields::make;
    3 "premaster" "homework.task.premaster.title" secrets::premaster;
    4 "master" "homework.task.master.title" secrets::master;
    5 "keys" "homework.task.keys.title" secrets::keys;
    6 "verify-data" "homework.task.verify_data.title" secrets::verify_data;
    7 "mac" "homework.task.mac.title" records::mac;
    8 "decrypt" "homework.task.decrypt.title" records::decrypt;
    9 "tampered-byte" "homework.task.tampered.title" tampered::make;
    10 "certificate" "homework.task.certificate.title" certificate::make;
    11 "cause" "homework.task.cause.title" cause::make;
    12 "who-can" "homework.task.who.title" who::make;
    13 "forge" "homework.task.forge.title" forge::make;
    14 "own-client" "homework.task.own_client.title" own_client::make;
};

/// Why tasks cannot be chosen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum TaskError {
    /// There is no such task.
    Unknown(String),
    /// None was named.
    None,
}

impl TaskError {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            TaskError::Unknown(got) => {
                let known = |task: &Task| format!("{} {}", task.number, task.key);
                let known: Vec<String> = TASKS.iter().map(known).collect();
                let got = crate::text::escaped(got.as_bytes());
                said!("homework.task.unknown", got, known = known.join(", "))
            }
            TaskError::None => said!("homework.task.none"),
        }
    }
}

impl Task {
    /// All of them, in the order of their numbers.
    pub fn all() -> Vec<&'static Task> {
        TASKS.iter().collect()
    }

    /// Those that a list of numbers or names chooses, such as `3,4,8`, in the order of their numbers.
    ///
    /// # Errors
    /// [`TaskError`], with the names that there are.
    pub fn chosen(list: &str) -> Result<Vec<&'static Task>, TaskError> {
        let words: Vec<&str> = list
            .split(|c: char| c == ',' || c.is_whitespace())
            .filter(|word| !word.is_empty())
            .collect();
        let is = |task: &Task, word: &str| task.number.to_string() == word || task.key == word;
        if let Some(unknown) = words
            .iter()
            .find(|word| !TASKS.iter().any(|task| is(task, word)))
        {
            return Err(TaskError::Unknown((*unknown).to_owned()));
        }
        let chosen = TASKS
            .iter()
            .filter(|task| words.iter().any(|word| is(task, word)));
        let chosen: Vec<&'static Task> = chosen.collect();
        match chosen.is_empty() {
            true => Err(TaskError::None),
            false => Ok(chosen),
        }
    }

    /// What it is about, in a few words.
    pub fn title(&self) -> &'static str {
        (self.title)()
    }

    /// The task for a student. `among` are all that the student gets.
    pub(super) fn assign(&'static self, runs: &Runs, among: &[&'static Task]) -> Assigned {
        let Made { text, files, asked } = (self.make)(runs, among);
        let numbered = |asked: Asked| Asked {
            name: format!("{}.{}", self.number, asked.name),
            ..asked
        };
        Assigned {
            task: self,
            text: text.to_string(),
            files,
            asked: asked.into_iter().map(numbered).collect(),
        }
    }
}
