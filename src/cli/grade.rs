//! `premaster grade`: the answers of students, marked.
//!
//! The exit code is 0 if all sheets were marked, whatever is in them; 1 if one could not be.

use super::failure::Failure;
use super::homework::{ANSWERS, KEY, begin, text_of};
use super::written::Holds;
use super::{note, own_client, to_stdout};
use clap::{Args, ValueEnum};
use premaster::lesson::grade::{self, Graded, Grader, Sheet};
use premaster::lesson::homework::Key;
use premaster::{label, said};
use std::path::{Path, PathBuf};

/// What to mark, and by which key.
#[derive(Debug, Args)]
pub struct GradeOptions {
    /// A student's answers.txt, or a folder with those of several: DIR/*/answers.txt and DIR/*.txt
    #[arg(value_name = "DIR|SHEET")]
    sheets: PathBuf,
    /// The key that `premaster homework` has written. By default it is key.json in the folder, in that of the sheet,
    /// or in the one above
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Text to read, JSON for programs, or CSV for a table
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Also write what each student is to be told into the folder OUT: OUT/ID.md, in Markdown, with the right answers
    /// to what was handed in
    #[arg(long, value_name = "OUT")]
    feedback: Option<PathBuf>,
    /// Write into OUT even if it is not empty. Files of the same names are overwritten, others stay
    #[arg(long, requires = "feedback")]
    force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
    Csv,
}

/// Marks and prints. Returns whether every sheet could be marked.
pub fn run(options: GradeOptions) -> Result<bool, Failure> {
    let key_file = options.key.clone().or_else(|| key_beside(&options.sheets));
    let key_file = key_file.ok_or_else(|| {
        let place = options.sheets.display().to_string();
        Failure::usage(
            said!("cli.grade.no_key", place).to_string(),
            label!("cli.grade.no_key_hint"),
        )
    })?;
    let key = Key::read(&text_of(&key_file)?).map_err(|error| {
        let file = key_file.display().to_string();
        let message = said!("cli.homework.in_file", file, error = error.said());
        Failure::usage(message.to_string(), label!("cli.grade.no_key_hint"))
    })?;
    let sheets = sheets(&options.sheets)?;
    if sheets.is_empty() {
        let place = options.sheets.display().to_string();
        let message = said!("cli.grade.no_sheets", place).to_string();
        return Err(Failure::usage(message, label!("cli.grade.no_sheets_hint")));
    }
    let grader = Grader::new(&key);
    let mut graded: Vec<Graded> = Vec::new();
    let mut all = true;
    for file in &sheets {
        let mut sheet = Sheet::read(&text_of(file)?);
        let student = sheet.student.as_deref().and_then(|id| key.student(id));
        if let Some(student) = student {
            sheet.connections = own_client::handed_in(file, ANSWERS, &student.id, &grader);
        }
        match grader.grade(&sheet) {
            Ok(one) => match graded.iter_mut().find(|other| other.student == one.student) {
                None => graded.push(one),
                // the empty sheet of the set, and the one that was handed in beside it
                Some(other) if other.is_empty() => *other = one,
                Some(_) if one.is_empty() => {}
                Some(other) => {
                    all = false;
                    let (file, student) = (file.display().to_string(), &other.student);
                    let error = said!("cli.grade.same_student", student);
                    note(&said!("cli.homework.in_file", file, error).to_string());
                }
            },
            Err(error) => {
                all = false;
                let file = file.display().to_string();
                note(&said!("cli.homework.in_file", file, error = error.said()).to_string());
            }
        }
    }
    let missing = |id: &&str| !graded.iter().any(|one| one.student == **id);
    let students = key.students.iter().map(|student| student.id.as_str());
    let missing: Vec<&str> = students.filter(missing).collect();
    if options.sheets.is_dir() && !missing.is_empty() {
        let missing = missing.join(", ");
        note(&said!("cli.grade.missing", missing).to_string());
    }
    if let Some(dir) = &options.feedback {
        write_feedback(dir, options.force, &graded)?;
    }
    to_stdout(|out| match options.format {
        Form::Text if options.sheets.is_dir() => grade::class_text(out, &graded),
        Form::Text => graded.iter().try_for_each(|one| grade::text(out, one)),
        Form::Json => grade::json(out, &graded),
        Form::Csv => grade::csv(out, &graded),
    })?;
    Ok(all)
}

/// Writes what each student is to be told. Only its owner may read it: there are answers in it.
fn write_feedback(dir: &Path, force: bool, graded: &[Graded]) -> Result<(), Failure> {
    let folder = begin(dir, force)?;
    let files = graded.iter().map(grade::feedback);
    let written = files
        .into_iter()
        .try_for_each(|file| folder.write(Path::new(&file.name), &file.bytes, Holds::Secrets));
    written
        .and_then(|()| folder.finish())
        .map_err(|error| Failure::output(&dir.display().to_string(), &error))?;
    let (dir, count) = (dir.display().to_string(), graded.len());
    note(&said!("cli.grade.feedback", dir, count).to_string());
    Ok(())
}

/// The key in a folder, in that of a sheet, or in the one above.
fn key_beside(sheets: &Path) -> Option<PathBuf> {
    let above = |path: &Path| path.parent().map(Path::to_owned);
    let own = match sheets.is_dir() {
        true => Some(sheets.to_owned()),
        false => Some(above(sheets)?),
    };
    let folder = own?;
    let parent = match folder.as_os_str().is_empty() {
        true => Some(PathBuf::from("..")),
        false => Some(folder.join("..")),
    };
    let places = [Some(folder.clone()), parent.filter(|_| !sheets.is_dir())];
    let files = places.into_iter().flatten().map(|place| place.join(KEY));
    files.into_iter().find(|file| file.is_file())
}

/// The sheets in a folder, in the order of their names; or the one that is named.
fn sheets(place: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !place.is_dir() {
        return Ok(vec![place.to_owned()]);
    }
    let unreadable = |error: std::io::Error| {
        let (file, error) = (place.display().to_string(), error.to_string());
        let message = said!("cli.homework.unreadable", file, error).to_string();
        Failure::usage(message, label!("cli.grade.no_sheets_hint"))
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(place).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let inside = path.join(ANSWERS);
        if inside.is_file() {
            found.push(inside);
        } else if path.is_file() && path.extension().is_some_and(|ext| ext == "txt") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
