//! `premaster lesson`: a lesson on the screen or line by line; the list of lessons; the check of one.

mod lines;

use super::failure::Failure;
use super::progress::{self, Place};
use super::screen::{self, Look, ScreenOptions};
use super::written::{self, Existing, Holds};
use super::{note, to_stdout};
use clap::Args;
use premaster::lesson::course::{self, Course, Keys, SEEDS, Session};
use premaster::lesson::exam::{NO_NAME, Sheet, predicted};
use premaster::lesson::predictions;
use premaster::pki::time::UnixTime;
use premaster::text::{escaped, width};
use premaster::trace::Trace;
use premaster::tui::Keeper;
use premaster::{label, plain, said, tui};
use std::cell::RefCell;
use std::io::Write;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

/// Which lesson, and what to do with it.
#[derive(Debug, Args)]
pub struct LessonOptions {
    /// The name of a lesson, or a file with one. Without it a menu opens
    #[arg(value_name = "NAME|FILE")]
    lesson: Option<String>,
    /// List the lessons: name, minutes, level, what is done, and title
    #[arg(long, conflicts_with_all = ["lesson", "check"])]
    list: bool,
    /// Lead through the lesson with many seeds, and report what a reader would stumble over
    #[arg(long, requires = "lesson")]
    check: bool,
    /// Begin again from the beginning
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    look: Look,
}

/// Does what was asked for. False if a check has found something.
pub fn run(options: LessonOptions) -> Result<bool, Failure> {
    let place = Place::of_user();
    if options.list {
        return list(&place).map(|()| true);
    }
    let course = options.lesson.as_deref().map(load).transpose()?;
    match course {
        Some(course) if options.check => check(&Arc::new(course)),
        Some(course) => {
            if options.again {
                place.forget(&course.name);
            }
            match options.look.plain {
                true => drop(lines::run(course, place)?),
                false => on_screen(Some(course), place.keeper(), options.look)?,
            }
            Ok(true)
        }
        None if options.look.plain => list(&place).map(|()| true),
        None => on_screen(None, place.keeper(), options.look).map(|()| true),
    }
}

/// The lesson of the program with this name, or else the one in a file.
fn load(name: &str) -> Result<Course, Failure> {
    if let Some(course) = course::builtin(name) {
        return Ok(course);
    }
    let path = Path::new(name);
    let shown = escaped(name.as_bytes());
    let text = std::fs::read_to_string(path).map_err(|error| {
        let is_file = path.extension().is_some() || path.components().count() > 1;
        match is_file {
            true => {
                let said = said!(
                    "cli.lesson.unreadable",
                    name = shown.as_str(),
                    error = error.to_string()
                );
                Failure::usage(said.to_string(), label!("cli.lesson.list_hint"))
            }
            false => unknown(name, &shown),
        }
    })?;
    let stem = path.file_stem().unwrap_or(path.as_os_str());
    let stem = escaped(stem.to_string_lossy().as_bytes());
    Course::read(&text, &stem, &shown)
        .map_err(|fault| Failure::usage(fault.to_string(), label!("cli.lesson.form_hint")))
}

fn unknown(name: &str, shown: &str) -> Failure {
    let near = course::nearest(name);
    let hint = match near.is_empty() {
        true => label!("cli.lesson.list_hint").to_owned(),
        false => said!("cli.lesson.near", near).to_string(),
    };
    Failure::usage(said!("cli.lesson.unknown", name = shown).to_string(), hint)
}

/// A line for each lesson.
fn list(place: &Place) -> Result<(), Failure> {
    let names = course::names();
    let longest = names.clone().map(width).max().unwrap_or(0);
    to_stdout(|out| {
        for name in names {
            let Some(course) = course::builtin(name) else {
                continue;
            };
            let all = course.tasks();
            let done = place
                .progress(name)
                .map_or(0, |progress| progress.done_of(&course));
            let front = course.front;
            let about = said!(
                "cli.lesson.row",
                minutes = front.minutes,
                level = front.level,
                done,
                all
            );
            writeln!(out, "{name:longest$}  {about}  {}", front.title)?;
        }
        Ok(())
    })
}

/// What a reader would stumble over, a line each.
fn check(course: &Arc<Course>) -> Result<bool, Failure> {
    let keys = Keys {
        key: &|title| tui::key_of_title(title).and_then(|_| plain::word(title)),
    };
    let findings = course::check(course, keys, SEEDS);
    to_stdout(|out| {
        for finding in &findings {
            let (line, column) = (finding.spot.line, finding.spot.column);
            let said = finding.said.clone();
            let origin = course.name.as_str();
            writeln!(
                out,
                "{}",
                said!("lesson.course.fault", origin, line, column, said)
            )?;
        }
        let (tasks, seeds) = (course.tasks(), SEEDS);
        match findings.is_empty() {
            true => writeln!(out, "{}", said!("cli.lesson.fine", tasks, seeds)),
            false => Ok(()),
        }
    })?;
    Ok(findings.is_empty())
}

/// On the screen, in a lesson or in the menu.
fn on_screen(course: Option<Course>, keeper: Keeper, look: Look) -> Result<(), Failure> {
    screen::demand(&look, label!("cli.lesson.plain_instead"))?;
    let session = course.map(|course| {
        let progress = (keeper.progress)(&course);
        Session::new(Arc::new(course), progress)
    });
    screen::teach(session, keeper, look)
}

/// Lets the reader predict a run of a scenario, on the screen or line by line.
pub(super) fn predict(options: ScreenOptions) -> Result<(), Failure> {
    let result = options.result();
    if let Some((file, existing)) = &result {
        written::may_write(file, *existing).map_err(|error| Failure::not_written(file, &error))?;
    }
    let begun = UnixTime::now();
    let (scenario, look) = options.scenario()?;
    let course = predictions::course(&scenario)
        .map_err(|fault| Failure::usage(fault.to_string(), label!("cli.lesson.form_hint")))?;
    let place = Place::of_user();
    // each time from the beginning; what was answered stays in its file until then
    place.forget(&course.name);
    let guessed: Rc<RefCell<Option<Sheet>>> = Rc::default();
    let sheet = move |session: &Session| predicted(session, NO_NAME, Some(begun));
    match look.plain {
        true => *guessed.borrow_mut() = sheet(&lines::run(course, place)?),
        false => {
            let last = Rc::clone(&guessed);
            let keeper = Keeper {
                answers: Box::new(move |session| *last.borrow_mut() = sheet(session)),
                ..place.keeper()
            };
            on_screen(Some(course), keeper, look)?;
        }
    }
    let guessed = guessed.borrow();
    match (result, guessed.as_ref()) {
        (Some((file, existing)), Some(sheet)) => write(&file, existing, sheet),
        (Some((file, _)), None) => {
            let file = file.display().to_string();
            note(&said!("cli.lesson.nothing_said", file).to_string());
            Ok(())
        }
        (None, _) => Ok(()),
    }
}

/// Lets the reader predict a run that is there already, on the screen or line by line. Nothing of it is kept.
pub(super) fn predict_recorded(trace: Trace, name: &str, look: Look) -> Result<(), Failure> {
    let course = predictions::of_recorded(&trace, name)
        .map_err(|fault| Failure::usage(fault.to_string(), label!("cli.lesson.form_hint")))?;
    let session = Session::new(Arc::new(course), progress::fresh());
    match look.plain {
        true => lines::recorded(session, trace),
        false => screen::teach_recorded(session, trace, name, look),
    }
}

/// Writes what was predicted.
fn write(file: &Path, existing: Existing, sheet: &Sheet) -> Result<(), Failure> {
    let text = sheet.to_text();
    written::write(file, text.as_bytes(), Holds::Secrets, existing)
        .map_err(|error| Failure::not_written(file, &error))?;
    let file = file.display().to_string();
    to_stdout(|out| writeln!(out, "{}", said!("cli.exam.written", file)))
}

/// A session that goes on where the reader was.
fn session(course: Course, place: &Place) -> Session {
    let progress = place.progress(&course.name);
    let progress = progress.unwrap_or_else(progress::fresh);
    Session::new(Arc::new(course), progress)
}
