//! `premaster exam`: takes a form on the screen or line by line, shows both again once they are finished, and reads the
//! results of a class.
//!
//! With `--results` the exit code is 0 if every file could be used, and 1 if one could not.

mod kept;
mod results;

use super::failure::Failure;
use super::plain::{columns, converse};
use super::screen::{self, Look};
use super::written::{self, Existing, Holds, NotWritten};
use super::{sandbox, to_stdout};
use clap::{Args, ValueEnum};
use kept::Place;
use premaster::lesson::course::{Role, Shown};
use premaster::lesson::exam::{Form, Marked, NO_NAME, Sheet, Taking, finished, review};
use premaster::lesson::homework;
use premaster::pki::time::UnixTime;
use premaster::text::escaped;
use premaster::{label, plain, said, tui};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Which form, by whom, and where the result goes; or the results of a class.
#[derive(Debug, Args)]
pub struct ExamOptions {
    /// The form to take. By default A if none was taken yet under this name, and else the other one
    #[arg(long, value_enum, ignore_case = true, conflicts_with_all = ["review", "results"])]
    form: Option<FormName>,
    /// The name under which the result is kept: an id of letters and digits, such as mm42
    #[arg(long, value_name = "ID", default_value = NO_NAME, conflicts_with = "results")]
    name: String,
    /// Write the result to this file as well, to hand it in. The file must not exist
    #[arg(long, value_name = "FILE", conflicts_with_all = ["review", "results"])]
    out: Option<PathBuf>,
    /// Show every question of both forms with your answer, the right one and the reason. Both must be finished
    #[arg(long, conflicts_with = "results")]
    review: bool,
    /// Mark the result files of a class, DIR/*.toml and DIR/*/*.toml, and print what was learnt (docs/exams.md)
    #[arg(long, value_name = "DIR")]
    results: Option<PathBuf>,
    /// The form of the results: text to read, JSON for programs, or CSV for a table
    #[arg(long, value_enum, default_value_t = results::Output::Text, requires = "results")]
    format: results::Output,
    #[command(flatten)]
    look: Look,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormName {
    #[value(name = "A")]
    A,
    #[value(name = "B")]
    B,
}

impl From<FormName> for Form {
    fn from(name: FormName) -> Form {
        match name {
            FormName::A => Form::A,
            FormName::B => Form::B,
        }
    }
}

/// Does what was asked for. False if a result of a class could not be used.
pub fn run(options: ExamOptions) -> Result<bool, Failure> {
    if let Some(dir) = &options.results {
        return results::run(dir, options.format);
    }
    if !homework::is_id(&options.name) {
        let got = escaped(options.name.as_bytes());
        let message = said!("exam.file.name", got).to_string();
        return Err(Failure::usage(message, label!("cli.exam.name_hint")));
    }
    let place = Place::of_user();
    // once both forms are finished, there is nothing left but to look at them
    let over = options.form.is_none() && place.is_finished(&options.name)?;
    match options.review || over {
        true => look_back(&place, &options.name, options.look),
        false => take(place, options),
    }
    .map(|()| true)
}

/// Someone takes a form, from where they were in it.
fn take(place: Place, options: ExamOptions) -> Result<(), Failure> {
    let ExamOptions {
        form,
        name,
        out,
        look,
        ..
    } = options;
    if let Some(file) = &out {
        may_write(file)?;
    }
    if place.is_nowhere() && out.is_none() && !sandbox::is_closed() {
        return Err(Failure::usage(
            label!("cli.exam.nowhere"),
            label!("cli.exam.nowhere_hint"),
        ));
    }
    let taking = begin(&place, form.map(Form::from), &name)?;
    if !look.plain {
        screen::demand(&look, label!("cli.exam.plain_instead"))?;
    }
    let kept = place.file(taking.sheet());
    let place = Rc::new(place);
    let keep: Option<tui::KeepSheet> = match place.is_nowhere() {
        true => None,
        false => {
            let place = Rc::clone(&place);
            Some(Box::new(move |sheet| {
                place.keep(sheet).map_err(|failure| failure.message)
            }))
        }
    };
    let tell: tui::Told = Box::new(move |sheet| told(&place, sheet));
    let sheet = match look.plain {
        true => line_by_line(plain::Exam::new(taking, keep, tell, columns()))?,
        false => {
            let mut exam = tui::Exam::new(taking, keep, tell, &look.into());
            tui::examine(&mut exam).map_err(|error| {
                Failure::usage(error.to_string(), label!("cli.exam.plain_instead"))
            })?;
            exam.sheet().cloned()
        }
    };
    match sheet {
        Some(sheet) => hand_in(&sheet, out.as_deref(), kept.as_deref()),
        None => Ok(()),
    }
}

/// The form that is to be taken, with what was answered before.
fn begin(place: &Place, form: Option<Form>, name: &str) -> Result<Taking, Failure> {
    let [a, b] = [place.sheet(name, Form::A)?, place.sheet(name, Form::B)?];
    let is_open = |sheet: &Option<Sheet>| sheet.as_ref().is_none_or(|sheet| !sheet.is_finished());
    let begun = |sheet: &Option<Sheet>| sheet.is_some() && is_open(sheet);
    let form = match form {
        Some(form) => form,
        None if begun(&a) => Form::A,
        None if begun(&b) || !is_open(&a) => Form::B,
        None => Form::A,
    };
    let sheet = match form {
        Form::A => a,
        Form::B => b,
    };
    if !is_open(&sheet) {
        let form = form.name();
        return Err(Failure::usage(
            said!("cli.exam.taken", form, name).to_string(),
            label!("cli.exam.taken_hint"),
        ));
    }
    let taking = match sheet {
        Some(sheet) => Taking::resume(sheet, Duration::ZERO),
        None => Taking::begin(form, name, UnixTime::now(), Duration::ZERO),
    };
    taking.map_err(|said| Failure::usage(said.to_string(), label!("cli.exam.begin_hint")))
}

/// What is told at the end of a form: nothing of right and wrong, unless the other one is finished too.
fn told(place: &Place, sheet: &Sheet) -> Vec<Shown> {
    let Some(form) = sheet.form() else {
        return Vec::new();
    };
    let other = place.sheet(&sheet.name, form.other());
    match other {
        Ok(Some(other)) if other.is_finished() => {
            both(sheet, &other).unwrap_or_else(|failure| not_told(&failure))
        }
        Ok(_) => finished(form),
        Err(failure) => [finished(form), not_told(&failure)].concat(),
    }
}

fn not_told(failure: &Failure) -> Vec<Shown> {
    vec![Shown::plain(Role::Wrong, failure.message.as_str())]
}

/// Both forms with what is right, the one that was begun first before the other.
fn both(one: &Sheet, other: &Sheet) -> Result<Vec<Shown>, Failure> {
    let [a, b] = items()?;
    let mark = |sheet: &Sheet| {
        let form = sheet.form().unwrap_or(Form::A);
        let items = match form {
            Form::A => &a,
            Form::B => &b,
        };
        Marked::of(sheet, form, items).map_err(|fault| {
            let (line, said) = (fault.line, fault.said);
            let message = said!("cli.exam.line", file = kept::file_name(sheet), line, said);
            Failure::usage(message.to_string(), label!("cli.exam.broken_hint"))
        })
    };
    let (one, other) = (mark(one)?, mark(other)?);
    let (first, second) = match (other.begun, other.form) < (one.begun, one.form) {
        true => (other, one),
        false => (one, other),
    };
    Ok(review(&first, &second, [&a, &b]))
}

/// The questions of forms A and B.
fn items() -> Result<[Vec<premaster::lesson::exam::Item>; 2], Failure> {
    let of = |form: Form| {
        form.items()
            .map_err(|said| Failure::usage(said.to_string(), label!("cli.exam.begin_hint")))
    };
    Ok([of(Form::A)?, of(Form::B)?])
}

/// Shows both forms again: on the screen, or as text where there is none.
fn look_back(place: &Place, name: &str, look: Look) -> Result<(), Failure> {
    let mut sheets = Vec::new();
    for form in Form::ALL {
        match place.sheet(name, form)?.filter(Sheet::is_finished) {
            Some(sheet) => sheets.push(sheet),
            None => {
                let form = form.name();
                return Err(Failure::usage(
                    said!("cli.exam.no_review", form, name).to_string(),
                    label!("cli.exam.no_review_hint"),
                ));
            }
        }
    }
    let [a, b] = sheets.as_slice() else {
        return Ok(());
    };
    let shown = both(a, b)?;
    if screen::is_there(&look) {
        let mut page = tui::Exam::reading(shown, &look.into());
        return tui::examine(&mut page)
            .map_err(|error| Failure::usage(error.to_string(), label!("cli.exam.plain_instead")));
    }
    let lines = plain::told(&shown, columns());
    to_stdout(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))
}

/// From standard input to standard output. What was answered.
fn line_by_line(mut exam: plain::Exam) -> Result<Option<Sheet>, Failure> {
    let opened = Instant::now();
    let first = exam.greeting();
    converse(&mut exam, first, plain::Exam::is_over, |exam, line| {
        exam.obey(line, opened.elapsed())
    })?;
    Ok(Some(exam.taking().sheet().clone()))
}

/// Makes sure, before anything is answered, that the result can be written to a file.
fn may_write(file: &Path) -> Result<(), Failure> {
    written::may_write(file, Existing::Keep).map_err(|error| not_written(file, &error))
}

fn not_written(file: &Path, error: &NotWritten) -> Failure {
    match error {
        // an exam is not taken over another one
        NotWritten::Exists => {
            let name = file.display().to_string();
            let message = said!("cli.print.exists", file = name).to_string();
            Failure::usage(message, label!("cli.exam.other_file"))
        }
        error => Failure::not_written(file, error),
    }
}

/// Writes the result of a finished form where it was asked for, or says where it is kept, or prints it where nothing is
/// written.
fn hand_in(sheet: &Sheet, out: Option<&Path>, kept: Option<&Path>) -> Result<(), Failure> {
    if sandbox::is_closed() {
        return match sheet.answers.is_empty() {
            true => Ok(()),
            false => to_stdout(|out| {
                writeln!(out, "\n{}\n", label!("cli.exam.copy"))?;
                write!(out, "{}", sheet.to_text())
            }),
        };
    }
    if !sheet.is_finished() {
        return Ok(());
    }
    if let Some(file) = out {
        let text = sheet.to_text();
        written::write(file, text.as_bytes(), Holds::Secrets, Existing::Keep)
            .map_err(|error| not_written(file, &error))?;
    }
    let Some(file) = out.or(kept) else {
        return Ok(());
    };
    let file = file.display().to_string();
    to_stdout(|out| writeln!(out, "{}", said!("cli.exam.written", file)))
}
