//! A lesson line by line, from standard input to standard output.

use super::kept::{Place, fresh};
use super::{Failure, session};
use crate::cli::plain::{columns, means, next_line};
use crate::cli::to_stdout;
use premaster::label;
use premaster::lesson::course::{Course, Session};
use premaster::plain::Lesson;
use premaster::scenario::Overrides;
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;

/// Leads through a lesson until the reader ends it, or the input ends. The lesson as it is then.
pub(super) fn run(course: Course, place: Place) -> Result<Session, Failure> {
    let session = session(course, &place);
    let means = means(Overrides::default());
    let Some((lesson, mut answer)) = Lesson::new(session, means, columns()) else {
        return Err(Failure::usage(
            label!("cli.lesson.no_run"),
            label!("cli.lesson.form_hint"),
        ));
    };
    let place = Rc::new(place);
    let kept = Rc::clone(&place);
    let known = move |course: &Course| kept.progress(&course.name).unwrap_or_else(fresh);
    let mut lesson = lesson.knowing(known);
    let mut input = io::stdin().lock();
    let prompts = input.is_terminal();
    to_stdout(|out| {
        loop {
            for line in &answer {
                writeln!(out, "{line}")?;
            }
            let session = lesson.session();
            place.keep(&session.course().name, session.progress());
            if lesson.is_over() {
                return Ok(());
            }
            if prompts {
                write!(out, "{}", label!("cli.plain.prompt"))?;
            }
            out.flush()?;
            match next_line(&mut input)? {
                Some(line) => answer = lesson.obey(&line),
                None => return Ok(()),
            }
        }
    })?;
    Ok(lesson.session().clone())
}
