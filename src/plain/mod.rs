//! A run line by line: for a reader who listens to a screen reader, and for a terminal that cannot move its cursor.
//!
//! A [`Session`] takes a line and answers with lines. It draws nothing and keeps no screen, so what was said stays
//! said: no box, no colour, no escape sequence, no line longer than the width, and words in the place of marks.
//! Lists are numbered, and a number chooses from the list that was shown last.
//!
//! | module | what lives there |
//! |---|---|
//! | `commands` | the table of commands |
//! | `step` | what is said of a step |
//! | `values` | values, where they come from, who could compute them |
//! | `lists` | what is chosen by number: scenarios, places that were found, terms |
//! | `changes` | another scenario, another seed, an attacker on the path |
//! | `lesson` | a lesson beside the run |
//! | `build` | a handshake that is built |
//! | `exam` | a form of the exam |
//! | `passage` | passages of lessons and exams |
//! | `lines` | lines that can be read aloud and fit |
//!
//! What has to touch the outside is handed in by [`Means`]: this room simulates, reads and writes nothing. Left out:
//! comparing two runs, and presenting.

mod build;
mod changes;
mod commands;
mod exam;
mod lesson;
mod lines;
mod lists;
mod passage;
mod step;
mod values;

use crate::said;
use crate::scenario::Scenario;
use crate::text::Said;
use crate::trace::{Place, Step, Trace};
pub use build::Build;
pub use commands::{COMMANDS, Row, table};
pub use exam::{Exam, KeepSheet, Told, told};
pub use lesson::{Lesson, word};
use lines::Lines;
use std::fmt;

/// Runs a scenario.
pub type Simulate = Box<dyn Fn(&Scenario) -> Trace>;
/// Finds a scenario by its name or its file.
pub type Load = Box<dyn Fn(&str) -> Result<Scenario, String>>;
/// Makes a run into bytes, in a format.
pub type Print = Box<dyn Fn(&str, &Trace, Option<&Scenario>) -> Vec<u8>>;
/// Writes bytes to a new file.
pub type Write = Box<dyn Fn(&str, &[u8]) -> Result<(), String>>;

/// What a session cannot do by itself.
pub struct Means {
    /// Runs a scenario.
    pub simulate: Simulate,
    /// Finds a scenario by its name or its file; an error is prose.
    pub load: Load,
    /// The names of the formats of a run, each with what it is.
    pub formats: Vec<(String, String)>,
    /// A run in one of the formats. The scenario is there unless the run is a connection.
    pub print: Print,
    /// Writes secrets to a file of that name, which must not exist yet; an error is prose.
    pub write: Write,
}

impl fmt::Debug for Means {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Means").finish_non_exhaustive()
    }
}

/// A reader in a run.
#[derive(Debug)]
pub struct Session {
    means: Means,
    /// The run.
    trace: Trace,
    /// What was run, unless it is a connection.
    scenario: Option<Scenario>,
    /// The index of the present step.
    cursor: usize,
    /// The columns of a line.
    width: usize,
    /// The commands behind the numbers of the list that was shown last; empty where numbers are steps.
    menu: Vec<String>,
    /// The scenarios before each change, the last one last.
    history: Vec<Scenario>,
    /// Whether nothing tells how the run goes on before the reader gets there.
    veiled: bool,
    over: bool,
}

/// Lines narrower than this, in columns, could not hold the name of a value.
const NARROWEST: usize = 40;

impl Session {
    /// A session on a scenario.
    pub fn simulated(scenario: Scenario, means: Means, width: usize) -> Session {
        let trace = (means.simulate)(&scenario);
        Session {
            scenario: Some(scenario),
            ..Session::recorded(trace, means, width)
        }
    }

    /// A session on a run that is over and cannot be changed.
    pub fn recorded(trace: Trace, means: Means, width: usize) -> Session {
        Session {
            means,
            trace,
            scenario: None,
            cursor: 0,
            width: width.max(NARROWEST),
            menu: Vec::new(),
            history: Vec::new(),
            veiled: false,
            over: false,
        }
    }

    /// The run.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The index of the present step.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Whether the reader has asked to end.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// What is said before the first command.
    pub fn greeting(&self) -> Vec<String> {
        let mut lines = self.lines();
        self.tell_run(&mut lines);
        self.tell_step(&mut lines);
        lines.said(said!("plain.greeting"));
        lines.all()
    }

    /// Goes to where a place leads, as if the reader had asked for it.
    pub fn open_at(&mut self, place: &Place) -> Vec<String> {
        let mut lines = self.lines();
        self.go_to_place(place, &mut lines);
        lines.all()
    }

    /// Does what a line asks for, and answers. An empty line goes to the next step.
    pub fn obey(&mut self, line: &str) -> Vec<String> {
        let mut lines = self.lines();
        let line = line.trim();
        let menu = std::mem::take(&mut self.menu);
        match line.parse::<usize>() {
            Ok(number) if !menu.is_empty() => match menu.get(number.wrapping_sub(1)) {
                Some(command) => return self.obey(command),
                None => {
                    lines.said(said!("plain.list.none", number, last = menu.len()));
                    self.menu = menu;
                }
            },
            Ok(number) => self.go_to_number(number, &mut lines),
            Err(_) => self.perform(line, &mut lines),
        }
        lines.all()
    }

    fn perform(&mut self, line: &str, lines: &mut Lines) {
        let (word, rest) = match line.split_once(char::is_whitespace) {
            Some((word, rest)) => (word, rest.trim()),
            None => (line, ""),
        };
        let word = match word {
            "" => "next",
            word => word,
        };
        match commands::named(word) {
            Some(row) if rest.is_empty() && row.needs => {
                lines.said(said!("plain.needs", usage = row.usage()));
            }
            Some(row) => (row.run)(self, rest, lines),
            None => lines.said(commands::unknown(word)),
        }
    }

    fn lines(&self) -> Lines {
        Lines::new(self.width)
    }

    /// The present step; `None` in a run without steps.
    fn step(&self) -> Option<&Step> {
        self.trace.steps().get(self.cursor)
    }

    /// Whether the reader predicts this run or has tampered with it, and has not come to its end: how many steps there
    /// are would tell how it ends.
    fn ending_is_open(&self) -> bool {
        let tampered = self.trace.tampering().iter().any(|one| one.done.is_ok());
        let last = self.trace.steps().len().saturating_sub(1);
        (self.veiled || !self.history.is_empty() && tampered) && self.cursor < last
    }

    fn quit(&mut self, lines: &mut Lines) {
        self.over = true;
        lines.said(said!("plain.bye"));
    }

    /// Says that something is not possible where the run cannot be changed.
    fn changeable(&self, lines: &mut Lines) -> bool {
        let can = self.scenario.is_some();
        if !can {
            lines.said(said!("plain.not_changeable"));
        }
        can
    }

    /// What a place is called that is gone to by a command of this room.
    fn go(place: &impl fmt::Display) -> String {
        format!("go {place}")
    }
}

/// What is said of an error from outside.
fn plain(words: impl Into<String>) -> Said {
    said!("plain.plain", words = words.into())
}
