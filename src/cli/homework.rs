//! `premaster homework`: a folder for each student of a class, and a key for the teacher.

use super::failure::Failure;
use super::to_stdout;
use super::written::{Existing, Folder, Holds, NotWritten};
use clap::Args;
use premaster::lesson::homework::{Assignment, Key, Roster, Student, Task, shared};
use premaster::scenario::Scenario;
use premaster::text::{Said, decoded};
use premaster::{label, said};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What to make, for whom, and where.
#[derive(Debug, Args)]
pub struct HomeworkOptions {
    /// The students: an id in each line, such as mm42. What follows a comma is not read
    #[arg(long, value_name = "FILE")]
    students: PathBuf,
    /// The seed of the class: the same seed gives the same set. Without it one is generated
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The folder to write: one folder for each student, and key.json, which you alone can read
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The tasks by number or name, such as 3,4,8; all by default (docs/homework.md)
    #[arg(long, value_name = "LIST")]
    tasks: Option<String>,
    /// Write into DIR even if it is not empty. Files of the same names are overwritten, others stay
    #[arg(long)]
    force: bool,
}

/// Maximum length in bytes of a list of students, of a key, and of a sheet.
pub(super) const MAX_LEN: u64 = 64 << 20;
/// The name of the teacher's key.
pub(super) const KEY: &str = "key.json";
/// The name of a student's sheet.
pub(super) const ANSWERS: &str = "answers.txt";

/// Makes the set, and writes it whole or not at all.
pub fn run(options: HomeworkOptions) -> Result<(), Failure> {
    let roster = Roster::read(&text_of(&options.students)?).map_err(|error| {
        let file = options.students.display().to_string();
        let message = said!("cli.homework.in_file", file, error = error.said());
        Failure::usage(message.to_string(), label!("cli.homework.students_hint"))
    })?;
    let tasks = match &options.tasks {
        None => Task::all(),
        Some(list) => Task::chosen(list).map_err(|error| {
            Failure::usage(error.to_string(), label!("cli.homework.tasks_hint"))
        })?,
    };
    let seed = match options.seed {
        Some(seed) => seed,
        None => Scenario::drawn_seed()?,
    };
    let dir = &options.out;
    let failed = |error: &io::Error| Failure::output(&dir.display().to_string(), error);
    // made again with the same seed and tasks, a set has the same bytes: then sheets that were handed in can stay
    let same_set = is_set(dir, seed, &tasks);
    if let Some(answers) = handed_in(dir, &roster).filter(|_| !same_set) {
        let answers = answers.display().to_string();
        let message = said!("cli.homework.handed_in", answers).to_string();
        return Err(Failure::usage(
            message,
            label!("cli.homework.handed_in_hint"),
        ));
    }
    let folder = begin(dir, options.force)?;
    let mut key = Key::new(seed, &tasks);
    key.students = students(&roster, |student| {
        let assignment = Assignment::of(seed, student, &tasks);
        for file in assignment.files() {
            let place = Path::new(student).join(&file.name);
            if file.name == ANSWERS && has_answers(&dir.join(&place)) {
                continue;
            }
            folder.write(&place, &file.bytes, Holds::NoSecrets)?;
        }
        Ok(Student::of(&assignment))
    })
    .map_err(|error| failed(&error))?;
    if let Some(same) = shared(&key) {
        let (first, second, answer) = (same.first, same.second, same.answer);
        let message = said!("cli.homework.shared", first, second, answer).to_string();
        return Err(Failure::usage(message, label!("cli.homework.shared_hint")));
    }
    folder
        .write(Path::new(KEY), key.to_json().as_bytes(), Holds::Secrets)
        .and_then(|()| folder.finish())
        .map_err(|error| failed(&error))?;
    let (dir, count) = (dir.display().to_string(), roster.students.len());
    to_stdout(|out| {
        use std::io::Write as _;
        writeln!(out, "{}", said!("cli.homework.written", dir, count, seed))
    })
}

/// Whether the set in a folder was made from this seed with these tasks.
fn is_set(dir: &Path, seed: u64, tasks: &[&'static Task]) -> bool {
    let key = text_of(&dir.join(KEY)).ok();
    let key = key.and_then(|text| Key::read(&text).ok());
    let of_set = |key: Key| key.seed == seed && key.tasks == Key::new(seed, tasks).tasks;
    key.is_some_and(of_set)
}

/// A sheet with answers in the folder, which a new one would overwrite.
fn handed_in(dir: &Path, roster: &Roster) -> Option<PathBuf> {
    let mut sheets = roster.students.iter().map(|id| dir.join(id).join(ANSWERS));
    sheets.find(|sheet| has_answers(sheet))
}

/// Whether there is an answer on a sheet, under whatever name.
fn has_answers(sheet: &Path) -> bool {
    let text = text_of(sheet).unwrap_or_default();
    let entries = text.lines().filter_map(|line| line.split_once('='));
    let mut answers = entries.filter(|(name, _)| name.trim() != "student");
    answers.any(|(_, answer)| !answer.trim().is_empty())
}

/// Makes the homework of all students, with a thread for each processor. Each student's follows from the seed and the
/// id alone, so it does not matter which thread makes it. The order is that of the list.
fn students(
    roster: &Roster,
    make: impl Fn(&str) -> io::Result<Student> + Sync,
) -> io::Result<Vec<Student>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        // a number is only counted up here: what a thread makes reaches the others by joining
        while let Some((place, id)) = {
            let place = next.fetch_add(1, Ordering::Relaxed);
            roster.students.get(place).map(|id| (place, id))
        } {
            match make(id) {
                Ok(student) => made.push((place, student)),
                Err(error) => {
                    next.store(roster.students.len(), Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
        Ok(made)
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let made: io::Result<Vec<_>> = thread::scope(|scope| {
        let threads: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let own = work();
        let others = threads.into_iter().map(|thread| match thread.join() {
            Ok(made) => made,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        [own].into_iter().chain(others).collect()
    });
    let mut made: Vec<(usize, Student)> = made?.into_iter().flatten().collect();
    made.sort_by_key(|(place, _)| *place);
    Ok(made.into_iter().map(|(_, student)| student).collect())
}

pub(super) fn begin(dir: &Path, force: bool) -> Result<Folder, Failure> {
    Folder::begin(dir, Existing::forced(force)).map_err(|error| match error {
        NotWritten::Exists => Failure::usage(
            said!("cli.bundle.exists", dir = dir.display().to_string()).to_string(),
            label!("cli.bundle.force"),
        ),
        NotWritten::Irreplaceable(error) | NotWritten::Failed(error) => {
            Failure::output(&dir.display().to_string(), &error)
        }
    })
}

/// The text of a file, in UTF-8 or UTF-16. Bytes that are neither are shown as such.
pub(super) fn text_of(path: &Path) -> Result<String, Failure> {
    let bytes = bytes_of(path)
        .map_err(|why| Failure::usage(why.to_string(), label!("cli.homework.unreadable_hint")))?;
    Ok(decoded(&bytes))
}

/// The bytes of a file, or why it cannot be read.
pub(super) fn bytes_of(path: &Path) -> Result<Vec<u8>, Said> {
    let file = path.display().to_string();
    let unreadable = |error: io::Error| {
        let error = error.to_string();
        said!("cli.homework.unreadable", file = &file, error)
    };
    let mut bytes = Vec::new();
    let opened = File::open(path).map_err(unreadable)?;
    opened
        .take(MAX_LEN + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    match bytes.len() as u64 > MAX_LEN {
        true => Err(said!("cli.homework.too_long", file = &file, most = MAX_LEN)),
        false => Ok(bytes),
    }
}
