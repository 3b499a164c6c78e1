//! The guesses of a reader who predicted a run, as a sheet.

use super::item::{digest_of, worded};
use super::sheet::{Given, Sheet, What};
use crate::lesson::course::Session;
use crate::lesson::question::Answer;
use crate::pki::time::UnixTime;
use crate::trace::RunName;

/// What was guessed in this sitting; `None` if nothing was, or if the lesson does not count guesses. Unlike a sheet of
/// the exam it says what each guess was worth: the run has told.
pub fn predicted(session: &Session, name: &str, begun: Option<UnixTime>) -> Option<Sheet> {
    let scenario = session.own()?;
    let guesses = session.guesses();
    let run = RunName {
        scenario: scenario.name.clone(),
        seed: Some(scenario.seed),
    };
    let at = |step: usize| format!("{run}/{}", step + 1);
    let asked = guesses
        .iter()
        .map(|guess| (guess.question, at(guess.question.step)));
    let what = What::Predictions(run.to_string());
    let mut sheet = Sheet::new(what, name, begun, digest_of(asked));
    for (nth, guess) in guesses.iter().enumerate() {
        let beliefs = guess.mark.objections.iter();
        let mut beliefs: Vec<String> = beliefs
            .filter_map(|one| Some(one.belief?.key.clone()))
            .collect();
        beliefs.dedup();
        let words = match guess.question.offered().is_empty() {
            // what was typed
            true => vec![guess.question.words(guess.answer)],
            false => worded(guess.question, guess.answer),
        };
        let unknown = *guess.answer == Answer::Unknown;
        sheet.answers.push(Given {
            place: nth + 1,
            template: guess.question.template.to_owned(),
            at: at(guess.question.step),
            answer: if unknown { Vec::new() } else { words },
            unknown,
            score: Some(guess.mark.score),
            beliefs,
            ..Given::default()
        });
    }
    (!sheet.answers.is_empty()).then_some(sheet)
}
