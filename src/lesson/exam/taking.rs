//! Someone who takes a form: what is asked now, what was answered. A pure state machine: no key, no clock, no file.

use super::form::Form;
use super::item::{Item, digest, worded};
use super::sheet::{Given, Sheet, What};
use crate::lesson::question::{Answer, Question};
use crate::pki::time::UnixTime;
use crate::said;
use crate::text::Said;
use std::time::Duration;

/// How sure a reader can be: 1 for a guess, 3 for certain.
pub const SURE: std::ops::RangeInclusive<u8> = 1..=3;

/// Someone who takes a form.
#[derive(Clone, Debug)]
pub struct Taking {
    items: Vec<Item>,
    sheet: Sheet,
    /// What was answered to the present question, before it is said how sure the reader is.
    chosen: Option<Answer>,
    /// When the present question was shown.
    since: Duration,
}

impl Taking {
    /// Begins a form. `now` is the time since anything.
    ///
    /// # Errors
    /// A place of the form cannot be asked.
    pub fn begin(form: Form, name: &str, begun: UnixTime, now: Duration) -> Result<Taking, Said> {
        Ok(Taking::of(form, form.items()?, name, begun, now))
    }

    /// The same with the questions of the form at hand.
    pub fn of(form: Form, items: Vec<Item>, name: &str, begun: UnixTime, now: Duration) -> Taking {
        Taking {
            sheet: Sheet::new(What::Exam(form), name, Some(begun), digest(&items)),
            items,
            chosen: None,
            since: now,
        }
    }

    /// Goes on with a sheet that was begun before.
    ///
    /// # Errors
    /// It is no sheet of the exam, or was begun with other questions.
    pub fn resume(sheet: Sheet, now: Duration) -> Result<Taking, Said> {
        let form = sheet.form().ok_or_else(|| said!("exam.file.no_form"))?;
        let items = form.items()?;
        if sheet.templates != digest(&items) {
            let program = sheet.program.as_str();
            return Err(said!("exam.other_questions", program));
        }
        Ok(Taking {
            items,
            sheet,
            chosen: None,
            since: now,
        })
    }

    /// The question that is asked; `None` once all were.
    pub fn item(&self) -> Option<&Item> {
        let answered = |place: usize| self.sheet.answers.iter().any(|one| one.place == place);
        self.items.iter().find(|item| !answered(item.place))
    }

    /// The question that is asked.
    pub fn question(&self) -> Option<&Question> {
        self.item().map(|item| &item.question)
    }

    /// What was answered, while it is to be said how sure the reader is.
    pub fn chosen(&self) -> Option<&Answer> {
        self.chosen.as_ref()
    }

    /// How many questions were answered, and how many there are.
    pub fn count(&self) -> (usize, usize) {
        (self.sheet.answers.len(), self.items.len())
    }

    /// The answers so far.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// Answers the question. With "I don't know" it goes on to the next one, and otherwise it is to be said how sure
    /// the reader is.
    pub fn choose(&mut self, answer: Answer, now: Duration) {
        match answer {
            Answer::Unknown => self.note(&Answer::Unknown, None, now),
            answer => self.chosen = Some(answer),
        }
    }

    /// The reader wants to answer differently.
    pub fn reconsider(&mut self) {
        self.chosen = None;
    }

    /// Says how sure the reader is, and goes on to the next question; false for what is none of [`SURE`], or if
    /// nothing was answered yet.
    pub fn sure(&mut self, sure: u8, now: Duration) -> bool {
        let Some(answer) = self.chosen.take_if(|_| SURE.contains(&sure)) else {
            return false;
        };
        self.note(&answer, Some(sure), now);
        true
    }

    fn note(&mut self, answer: &Answer, sure: Option<u8>, now: Duration) {
        let Some(item) = self.item() else {
            return;
        };
        let given = Given {
            line: 0,
            place: item.place,
            template: item.question.template.to_owned(),
            at: item.at.to_string(),
            answer: worded(&item.question, answer),
            unknown: *answer == Answer::Unknown,
            sure,
            seconds: Some(now.saturating_sub(self.since).as_secs()),
            measures: item.measures.iter().map(|one| one.key.clone()).collect(),
            score: None,
            beliefs: Vec::new(),
        };
        self.sheet.answers.push(given);
        self.chosen = None;
        self.since = now;
    }
}
