//! A sheet, marked from its answers. What the sheet itself says of scores is not read.

use super::form::Form;
use super::item::{Item, digest, unworded};
use super::sheet::{Fault, Sheet, program};
use crate::lesson::belief::Belief;
use crate::lesson::question::{Answer, Mark};
use crate::pki::time::UnixTime;
use crate::said;
use crate::text::Said;

/// A sheet of a form, marked.
#[derive(Clone, Debug)]
pub struct Marked {
    /// The form.
    pub form: Form,
    /// Whose it is.
    pub name: String,
    /// When it was begun.
    pub begun: Option<UnixTime>,
    /// Whether every place was answered.
    pub finished: bool,
    /// The places that were answered, in their order.
    pub places: Vec<MarkedPlace>,
}

/// An answer, marked.
#[derive(Clone, Debug)]
pub struct MarkedPlace {
    /// The place, from 1.
    pub place: usize,
    /// The answer.
    pub answer: Answer,
    /// What it is worth.
    pub mark: Mark,
    /// How sure the reader was.
    pub sure: Option<u8>,
    /// How long it took, in seconds.
    pub seconds: Option<u64>,
}

impl Marked {
    /// Marks a sheet by the questions of its form.
    ///
    /// # Errors
    /// An answer is none of those that its question offers, or stands at another place.
    pub fn of(sheet: &Sheet, form: Form, items: &[Item]) -> Result<Marked, Fault> {
        let mut places = Vec::new();
        for given in &sheet.answers {
            let fault = |said: Said| Fault {
                line: given.line,
                said,
            };
            let item = items.iter().find(|item| item.place == given.place);
            let Some(item) = item.filter(|item| item.question.template == given.template) else {
                let place = given.place;
                return Err(fault(said!("exam.file.template", place)));
            };
            let answer = match given.unknown {
                true => Answer::Unknown,
                false => unworded(&item.question, &given.answer).map_err(fault)?,
            };
            places.push(MarkedPlace {
                place: given.place,
                mark: item.question.mark(&answer),
                answer,
                sure: given.sure,
                seconds: given.seconds,
            });
        }
        places.sort_by_key(|one| one.place);
        Ok(Marked {
            form,
            name: sheet.name.clone(),
            begun: sheet.begun,
            finished: sheet.is_finished(),
            places,
        })
    }

    /// The mean of all places, from 0 to 1. What was not answered counts as wrong.
    pub fn score(&self) -> f64 {
        let sum: f64 = self.places.iter().map(|one| one.mark.score).sum();
        // there are a dozen
        sum / Form::places().max(1) as f64
    }

    /// The answer at a place.
    pub fn at(&self, place: usize) -> Option<&MarkedPlace> {
        self.places.iter().find(|one| one.place == place)
    }
}

impl MarkedPlace {
    /// The beliefs that are reported by name and that the answer shows, each once.
    pub fn shows(&self) -> Vec<&'static Belief> {
        let mut shown: Vec<&'static Belief> = Vec::new();
        let beliefs = self.mark.objections.iter().filter_map(|one| one.belief);
        for belief in beliefs.filter(|belief| belief.reported) {
            if !shown.contains(&belief) {
                shown.push(belief);
            }
        }
        shown
    }
}

/// What should be known before a sheet is compared with others: it was made by another version, or was asked or is
/// marked by other templates.
pub fn warnings(sheet: &Sheet, items: &[Item]) -> Vec<Said> {
    let mut warnings = Vec::new();
    let (theirs, ours) = (sheet.program.as_str(), program());
    if theirs != ours {
        warnings.push(said!("exam.file.program", theirs, ours));
    }
    let (theirs, ours) = (sheet.templates.as_str(), digest(items));
    if theirs != ours {
        warnings.push(said!("exam.file.digest", theirs, ours));
    }
    warnings
}
