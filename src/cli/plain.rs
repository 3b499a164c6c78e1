//! `premaster --plain`: a session line by line, on standard input and output.

use super::exports::exports;
use super::failure::Failure;
use super::{run, stages, to_stdout};
use premaster::label;
use premaster::plain::{Means, Session};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Place, Trace};
use premaster::tui::{Exports, Library, Options};
use std::io::{self, BufRead, IsTerminal, Read, Write};

/// A line of input that is longer than this, in bytes, is cut: no command is.
const LONGEST: u64 = 1 << 16;
/// The columns of a line where the output is no terminal.
const COLUMNS: usize = 80;

/// Begins at a place of a scenario, and returns when the reader ends or the input does.
///
/// # Errors
/// The place leads nowhere, or the output cannot be written.
pub(super) fn simulated(scenario: Scenario, at: Option<&Place>) -> Result<(), Failure> {
    if let Some(place) = at {
        run::locate(&simulate(&scenario), place)?;
    }
    let kept = Overrides {
        seed: Some(scenario.seed),
        clock: Some(scenario.clock),
        ..Overrides::default()
    };
    session(Session::simulated(scenario, means(kept), columns()), at)
}

/// Begins at the first step of a run that is over.
///
/// # Errors
/// The output cannot be written.
pub(super) fn recorded(trace: Trace) -> Result<(), Failure> {
    let means = means(Overrides::default());
    session(Session::recorded(trace, means, columns()), None)
}

fn session(mut session: Session, at: Option<&Place>) -> Result<(), Failure> {
    let greeting = session.greeting();
    let first = at.map_or(greeting, |place| session.open_at(place));
    converse(&mut session, first, Session::is_over, Session::obey)
}

pub(super) fn columns() -> usize {
    match io::stdout().is_terminal() {
        true => crossterm::terminal::size().map_or(COLUMNS, |(columns, _)| columns.into()),
        false => COLUMNS,
    }
}

/// What the screen has, handed to a session.
pub(super) fn means(kept: Overrides) -> Means {
    let Library {
        simulate,
        load,
        exports,
        ..
    } = stages::library(kept, exports(Options::default()));
    let Exports {
        formats,
        print,
        write,
    } = exports;
    Means {
        simulate,
        load,
        formats: formats.into_iter().map(|one| (one.name, one.doc)).collect(),
        print,
        write,
    }
}

/// Leads through something line by line, from standard input to standard output, until it is over or the input ends.
/// `first` is written first; `obey` does what a line asks for, and answers.
///
/// # Errors
/// The output cannot be written.
pub(super) fn converse<T>(
    led: &mut T,
    first: Vec<String>,
    is_over: impl Fn(&T) -> bool,
    mut obey: impl FnMut(&mut T, &str) -> Vec<String>,
) -> Result<(), Failure> {
    let mut input = io::stdin().lock();
    let prompts = input.is_terminal();
    to_stdout(|out| {
        let mut answer = first;
        loop {
            for line in &answer {
                writeln!(out, "{line}")?;
            }
            if is_over(led) {
                return Ok(());
            }
            if prompts {
                write!(out, "{} ", label!("cli.plain.prompt"))?;
            }
            out.flush()?;
            match next_line(&mut input)? {
                Some(line) => answer = obey(led, &line),
                None => return Ok(()),
            }
        }
    })
}

/// The next line of input; `None` at its end.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let read = input.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
    Ok((read > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
}
