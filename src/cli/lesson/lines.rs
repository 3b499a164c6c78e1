//! A lesson line by line, from standard input to standard output.

use super::{Failure, session};
use crate::cli::plain::{columns, converse, means};
use crate::cli::progress::{Place, fresh};
use premaster::label;
use premaster::lesson::course::{Course, Session};
use premaster::plain::Lesson;
use premaster::scenario::Overrides;
use premaster::trace::Trace;
use std::rc::Rc;

/// Leads through a lesson until the reader ends it, or the input ends. The lesson as it is then.
pub(super) fn run(course: Course, place: Place) -> Result<Session, Failure> {
    let session = session(course, &place);
    let means = means(Overrides::default());
    let Some((lesson, first)) = Lesson::new(session, means, columns()) else {
        return Err(Failure::usage(
            label!("cli.lesson.no_run"),
            label!("cli.lesson.form_hint"),
        ));
    };
    let place = Rc::new(place);
    let kept = Rc::clone(&place);
    let known = move |course: &Course| kept.progress(&course.name).unwrap_or_else(fresh);
    let mut lesson = lesson.knowing(known);
    let keep = |lesson: &Lesson| {
        let session = lesson.session();
        place.keep(&session.course().name, session.progress());
    };
    keep(&lesson);
    converse(&mut lesson, first, Lesson::is_over, |lesson, line| {
        let answer = lesson.obey(line);
        keep(lesson);
        answer
    })?;
    Ok(lesson.session().clone())
}

/// Leads through a lesson about a run that is there already.
pub(super) fn recorded(session: Session, trace: Trace) -> Result<(), Failure> {
    let means = means(Overrides::default());
    let (mut lesson, first) = Lesson::recorded(session, trace, means, columns());
    converse(&mut lesson, first, Lesson::is_over, Lesson::obey)
}
