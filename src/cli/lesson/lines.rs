//! A lesson line by line, from standard input to standard output.

use super::kept::Place;
use super::{Failure, session};
use crate::cli::print;
use premaster::label;
use premaster::lesson::course::{Course, Lines};
use std::io::{self, BufRead, Write};

/// Leads through a lesson until the reader ends it, or nothing more is typed.
pub(super) fn run(course: Course, place: &Place) -> Result<(), Failure> {
    let name = course.name.clone();
    let session = session(course, place);
    let columns = print::style_of_stdout().width.clamp(40, 80);
    let Some((mut lines, first)) = Lines::new(session, columns) else {
        return Ok(());
    };
    put(&first)?;
    for line in io::stdin().lock().lines() {
        // what is not text is no command
        let Ok(line) = line else {
            break;
        };
        put(&lines.obey(&line))?;
        place.keep(&name, lines.session().progress());
        if lines.is_over() {
            break;
        }
    }
    Ok(())
}

fn put(lines: &[String]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let done = lines
        .iter()
        .try_for_each(|line| writeln!(out, "{line}"))
        .and_then(|()| out.flush());
    match done {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::output(label!("cli.standard_output"), &error))
        }
        _ => Ok(()),
    }
}
