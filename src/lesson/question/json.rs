//! Questions as JSON, for other programs: described in `docs/questions.md`.

use super::{Answer, Choice, Form, Objection, Question, templates};
use crate::explain::{Span, plain};
use crate::text::hex;
use serde::Serialize as Json;
use std::collections::BTreeMap;

/// A question with its answers, ready to be written.
#[derive(Json)]
pub struct QuestionJson<'q> {
    template: &'q str,
    number: u8,
    kind: &'static str,
    step: usize,
    arguments: BTreeMap<&'q str, &'q str>,
    predicts: bool,
    prompt: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<ChoiceJson<'q>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    columns: &'q Vec<String>,
    right: RightJson,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    wrong: Vec<WrongJson>,
    because: String,
}

#[derive(Json)]
struct ChoiceJson<'q> {
    name: &'q str,
    about: BTreeMap<&'q str, &'q str>,
    text: String,
    belief: Option<&'q str>,
    refutation: Option<String>,
    see: Option<String>,
}

/// A wrong answer that is typed, pointed at or put in order, and what is said of it.
#[derive(Json)]
struct WrongJson {
    answer: RightJson,
    belief: Option<&'static str>,
    refutation: String,
    see: Option<String>,
}

#[derive(Json)]
#[serde(untagged)]
enum RightJson {
    Unknown(()),
    Place(usize),
    Places(Vec<usize>),
    Text(String),
    Number(u64),
    Marks(Vec<(usize, usize)>),
}

impl From<&Answer> for RightJson {
    fn from(answer: &Answer) -> Self {
        match answer {
            Answer::Unknown => RightJson::Unknown(()),
            Answer::One(place) => RightJson::Place(*place),
            Answer::Many(places) | Answer::Order(places) => RightJson::Places(places.clone()),
            Answer::Bytes(bytes) => RightJson::Text(hex(bytes)),
            Answer::Number(number) => RightJson::Number(*number),
            Answer::Point(path) => RightJson::Text(path.clone()),
            Answer::Who(marks) => RightJson::Marks(marks.clone()),
        }
    }
}

impl<'q> QuestionJson<'q> {
    /// A question as it is written.
    pub fn of(question: &'q Question) -> Self {
        static NONE: Vec<String> = Vec::new();
        let template = templates().find(|template| template.key == question.template);
        let arguments = question.arguments.iter();
        let (choices, parts, rows, columns) = match &question.form {
            Form::One(choices) | Form::Many(choices) => (choices.as_slice(), vec![], vec![], &NONE),
            Form::Order(sequence) => (&[][..], texts(&sequence.parts), vec![], &NONE),
            Form::Who(grid) => (&[][..], vec![], texts(&grid.rows), &grid.columns),
            Form::Bytes(_) | Form::Number(_) | Form::Point(_) => (&[][..], vec![], vec![], &NONE),
        };
        QuestionJson {
            template: question.template,
            number: template.map_or(0, |template| template.number),
            kind: template.map_or("", |template| template.kind.name()),
            step: question.step,
            arguments: arguments
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
            predicts: question.predicts,
            prompt: plain(&question.prompt),
            choices: choices.iter().map(ChoiceJson::of).collect(),
            parts,
            rows,
            columns,
            right: (&question.right()).into(),
            wrong: wrong(&question.form),
            because: plain(&question.because),
        }
    }
}

fn texts(parts: &[Vec<Span>]) -> Vec<String> {
    parts.iter().map(|part| plain(part)).collect()
}

impl<'q> ChoiceJson<'q> {
    fn of(choice: &'q Choice) -> Self {
        let said = choice.objection.as_ref();
        ChoiceJson {
            name: choice.name,
            about: choice
                .about
                .iter()
                .map(|(name, words)| (*name, words.as_str()))
                .collect(),
            text: plain(&choice.text),
            belief: said.and_then(|said| Some(said.belief?.key.as_str())),
            refutation: said.map(|said| plain(&said.said)),
            see: said.and_then(|said| Some(said.see.as_ref()?.to_string())),
        }
    }
}

fn wrong(form: &Form) -> Vec<WrongJson> {
    let of = |answer: Answer, said: &Objection| WrongJson {
        answer: (&answer).into(),
        belief: said.belief.map(|belief| belief.key.as_str()),
        refutation: plain(&said.said),
        see: said.see.as_ref().map(ToString::to_string),
    };
    match form {
        Form::One(_) | Form::Many(_) => Vec::new(),
        Form::Order(sequence) => {
            let swaps = sequence.swaps.iter();
            swaps
                .map(|(first, second, said)| of(Answer::Order(vec![*second, *first]), said))
                .collect()
        }
        Form::Bytes(wanted) => {
            let wrong = wanted.wrong.iter();
            wrong
                .map(|(bytes, said)| of(Answer::Bytes(bytes.clone()), said))
                .collect()
        }
        Form::Number(wanted) => {
            let wrong = wanted.wrong.iter();
            wrong
                .map(|(number, said)| of(Answer::Number(*number), said))
                .collect()
        }
        Form::Point(wanted) => {
            let wrong = wanted.wrong.iter();
            wrong
                .map(|(path, said)| of(Answer::Point(path.clone()), said))
                .collect()
        }
        Form::Who(grid) => {
            let said = grid.objections.iter();
            said.map(|(row, column, said)| of(Answer::Who(vec![(*row, *column)]), said))
                .collect()
        }
    }
}
