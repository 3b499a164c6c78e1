//! The result file: what was answered, so that it can be marked, now and again later. Where it is kept is up to the
//! caller: this is its text, in TOML. `docs/exams.md` describes it.

use super::form::Form;
use crate::lesson::homework;
use crate::pki::time::UnixTime;
use crate::said;
use crate::text::{Said, escaped};
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// The answers of one person to one form, or to the questions of a predicted run.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What was asked.
    pub what: What,
    /// Whose it is: an id of letters, digits and a few marks.
    pub name: String,
    /// When it was begun. A sheet of the exam says so: it tells which form came first.
    pub begun: Option<UnixTime>,
    /// The version of the program.
    pub program: String,
    /// A hash of what was asked and of how it is marked.
    pub templates: String,
    /// The answers so far, in the order in which they were given.
    pub answers: Vec<Given>,
}

/// What a sheet answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A form of the exam.
    Exam(Form),
    /// The questions that came up in a run of this name.
    Predictions(String),
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The line of the file that it was read from, from 1.
    #[serde(skip)]
    pub line: usize,
    /// The place of the question, from 1.
    pub place: usize,
    /// The template that made it.
    pub template: String,
    /// The step of the run that was asked about.
    pub at: String,
    /// What the reader chose, in the words in which it was offered.
    pub answer: Vec<String>,
    /// Whether the answer was "I don't know".
    #[serde(default, skip_serializing_if = "is_false")]
    pub unknown: bool,
    /// How sure the reader was, from 1 to 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sure: Option<u8>,
    /// How long it took, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// The beliefs for which the question has its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<String>,
    /// What it was worth, from 0 to 1. The exam tells no verdict, so it leaves this out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The beliefs that it shows, where there is a score.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beliefs: Vec<String>,
}

// serde hands it a reference
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(it: &bool) -> bool {
    !it
}

/// What is wrong with a sheet, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub said: Said,
}

/// The file as it is read and written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<T> {
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    form: Option<Form>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run: Option<String>,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    begun: Option<UnixTime>,
    program: String,
    templates: String,
    #[serde(default = "Vec::new")]
    answer: Vec<T>,
}

/// The first key of a file: what kind of sheet it is.
#[derive(Deserialize)]
struct KindOnly {
    kind: Option<Spanned<String>>,
}

/// The name of someone who gives none.
pub const NO_NAME: &str = "me";

const EXAM: &str = "exam";
const PREDICTIONS: &str = "predictions";

/// The version of the program, as sheets and their readers name it.
pub fn program() -> String {
    concat!("premaster ", env!("CARGO_PKG_VERSION")).to_owned()
}

impl Sheet {
    /// A sheet without answers.
    pub fn new(what: What, name: &str, begun: Option<UnixTime>, templates: String) -> Sheet {
        Sheet {
            what,
            name: name.to_owned(),
            begun,
            program: program(),
            templates,
            answers: Vec::new(),
        }
    }

    /// The form, if it is a sheet of the exam.
    pub fn form(&self) -> Option<Form> {
        match self.what {
            What::Exam(form) => Some(form),
            What::Predictions(_) => None,
        }
    }

    /// Whether every place of its form was answered.
    pub fn is_finished(&self) -> bool {
        match self.what {
            What::Exam(_) => self.answers.len() >= Form::places(),
            What::Predictions(_) => true,
        }
    }

    /// As TOML.
    pub fn to_text(&self) -> String {
        let (kind, form, run) = match &self.what {
            What::Exam(form) => (EXAM, Some(*form), None),
            What::Predictions(run) => (PREDICTIONS, None, Some(run.clone())),
        };
        let file = File {
            kind: kind.to_owned(),
            form,
            run,
            name: self.name.clone(),
            begun: self.begun,
            program: self.program.clone(),
            templates: self.templates.clone(),
            answer: self.answers.clone(),
        };
        // strings, numbers and tables of them: there is nothing that TOML has no form for
        toml::to_string(&file).unwrap_or_default()
    }

    /// Reads what [`Sheet::to_text`] wrote.
    ///
    /// # Errors
    /// What is wrong with it, and in which line.
    pub fn read(text: &str) -> Result<Sheet, Fault> {
        let line = |at: usize| text.get(..at).unwrap_or(text).matches('\n').count() + 1;
        let fault = |at: usize, said: Said| Fault {
            line: line(at),
            said,
        };
        let wrong = |error: &toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            let message = escaped(error.message().as_bytes());
            fault(at, said!("exam.file.syntax", message))
        };
        // a file of another kind is told from a sheet that is broken
        let first: KindOnly = toml::from_str(text).map_err(|error| wrong(&error))?;
        match &first.kind {
            Some(kind) if [EXAM, PREDICTIONS].contains(&kind.get_ref().as_str()) => {}
            Some(kind) => {
                let got = escaped(kind.get_ref().as_bytes());
                return Err(fault(kind.span().start, said!("exam.file.kind", got)));
            }
            None => return Err(fault(0, said!("exam.file.foreign"))),
        }
        let file: File<Spanned<Given>> = toml::from_str(text).map_err(|error| wrong(&error))?;
        let what = match (file.kind.as_str(), file.form, file.run) {
            (EXAM, Some(form), None) => What::Exam(form),
            (PREDICTIONS, None, Some(run)) => What::Predictions(run),
            (EXAM, ..) => return Err(fault(0, said!("exam.file.no_form"))),
            _ => return Err(fault(0, said!("exam.file.no_run"))),
        };
        if file.form.is_some() && file.begun.is_none() {
            return Err(fault(0, said!("exam.file.no_begun")));
        }
        if !homework::is_id(&file.name) {
            let got = escaped(file.name.as_bytes());
            return Err(fault(0, said!("exam.file.name", got)));
        }
        let mut answers: Vec<Given> = Vec::new();
        for spanned in file.answer {
            let at = spanned.span().start;
            let given = Given {
                line: line(at),
                ..spanned.into_inner()
            };
            check(&given, &what, &answers).map_err(|said| fault(at, said))?;
            answers.push(given);
        }
        Ok(Sheet {
            what,
            name: file.name,
            begun: file.begun,
            program: escaped(file.program.as_bytes()),
            templates: escaped(file.templates.as_bytes()),
            answers,
        })
    }
}

/// Whether an answer can stand where it stands.
fn check(given: &Given, what: &What, before: &[Given]) -> Result<(), Said> {
    let (got, last) = (given.place, Form::places());
    let fits = match what {
        What::Exam(_) => (1..=last).contains(&got),
        What::Predictions(_) => got > 0,
    };
    if !fits {
        return Err(said!("exam.file.place", got, last));
    }
    if before.iter().any(|other| other.place == got) {
        return Err(said!("exam.file.twice", got));
    }
    match given.sure {
        Some(sure) if !(1..=3).contains(&sure) => Err(said!("exam.file.sure", got = sure)),
        _ => Ok(()),
    }
}
