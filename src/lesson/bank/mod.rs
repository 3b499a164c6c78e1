//! Questions for the question banks of other programs: Moodle, learning platforms that read QTI, Anki, and tables.
//!
//! Every format is written from the same [`Item`]s: what a bank can ask is less than what a lesson can. A grid of
//! parties and values becomes one item for each value; what is pointed at is typed.

mod anki;
mod csv;
mod gift;
mod moodle;
mod qti;
mod xml;
mod zip;

pub use anki::anki;
pub use csv::csv;
pub use gift::gift;
pub use moodle::moodle;
pub use qti::qti;

use super::question::{Choice, Form, Grid, Objection, Question};
use crate::explain::plain;
use crate::said;
use crate::text::hex;

/// A question as a bank has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its name, unique within the bank.
    pub name: String,
    /// What is asked.
    pub prompt: String,
    /// How it is answered.
    pub kind: Kind,
    /// Said when the answer is there: why it is so.
    pub because: String,
}

/// How an item is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// By choosing one of these.
    One(Vec<Offer>),
    /// By choosing all that are right.
    Many(Vec<Offer>),
    /// By putting these in order; they are in the right one.
    Order(Vec<String>),
    /// By typing a text.
    Text(Typed<String>),
    /// By typing a number.
    Number(Typed<u64>),
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The answer.
    pub text: String,
    /// Whether it is right.
    pub right: bool,
    /// What is said to someone who gets it wrong; empty where nothing is.
    pub feedback: String,
}

/// An answer that is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed<T> {
    /// All that are right, the first as it is shown.
    pub right: Vec<T>,
    /// Wrong ones that are recognised, with what is said of each.
    pub wrong: Vec<(T, String)>,
}

impl Item {
    /// The items of some questions, in their order. Questions that ask the same in the same words are there once.
    pub fn of(questions: &[Question]) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        for item in questions.iter().flat_map(items_of) {
            let same = |other: &Item| other.prompt == item.prompt && other.kind == item.kind;
            if !items.iter().any(same) {
                items.push(item);
            }
        }
        for (at, item) in items.iter_mut().enumerate() {
            item.name = said!("homework.bank.name", number = at + 1, name = &item.name).to_string();
        }
        items
    }
}

fn items_of(question: &Question) -> Vec<Item> {
    let because = plain(&question.because);
    let item = |prompt: String, kind: Kind| Item {
        name: question.template.to_owned(),
        prompt,
        kind,
        because: because.clone(),
    };
    let prompt = plain(&question.prompt);
    let kind = match &question.form {
        Form::One(choices) => Kind::One(offers(choices)),
        Form::Many(choices) => Kind::Many(offers(choices)),
        Form::Order(sequence) => {
            let parts = sequence
                .right
                .iter()
                .filter_map(|at| sequence.parts.get(*at));
            Kind::Order(parts.map(|part| plain(part)).collect())
        }
        Form::Bytes(wanted) => Kind::Text(Typed {
            right: vec![hex(&wanted.right)],
            wrong: wanted
                .wrong
                .iter()
                .map(|(bytes, said)| (hex(bytes), words(said)))
                .collect(),
        }),
        Form::Number(wanted) => Kind::Number(Typed {
            right: vec![wanted.right],
            wrong: wanted
                .wrong
                .iter()
                .map(|(number, said)| (*number, words(said)))
                .collect(),
        }),
        Form::Point(wanted) => Kind::Text(Typed {
            right: paths(&wanted.right),
            wrong: wanted
                .wrong
                .iter()
                .map(|(path, said)| (last(path), words(said)))
                .collect(),
        }),
        Form::Who(grid) => {
            let rows = (0..grid.rows.len()).map(|row| {
                let name = grid
                    .rows
                    .get(row)
                    .map_or_else(String::new, |name| plain(name));
                let prompt = said!("homework.bank.row", prompt = &prompt, name).to_string();
                item(prompt, Kind::Many(row_of(grid, row)))
            });
            // a row in which no one is right is not a question of choosing
            return rows.filter(Item::has_right).collect();
        }
    };
    vec![item(prompt, kind)]
}

impl Item {
    fn has_right(&self) -> bool {
        match &self.kind {
            Kind::One(offers) | Kind::Many(offers) => offers.iter().any(|offer| offer.right),
            _ => true,
        }
    }
}

fn words(said: &Objection) -> String {
    plain(&said.said)
}

fn offers(choices: &[Choice]) -> Vec<Offer> {
    let spans = |said: &Option<Objection>| said.as_ref().map_or_else(String::new, words);
    let offer = |choice: &Choice| Offer {
        text: plain(&choice.text),
        right: choice.right,
        feedback: spans(&choice.objection),
    };
    choices.iter().map(offer).collect()
}

/// A row of a grid as answers to choose from.
fn row_of(grid: &Grid, row: usize) -> Vec<Offer> {
    let right = grid.right.get(row).map_or(&[][..], Vec::as_slice);
    let said = |column: usize| {
        let mut all = grid.objections.iter();
        let found = all.find(|(of, at, _)| (*of, *at) == (row, column));
        found.map_or_else(String::new, |(.., said)| words(said))
    };
    let columns = grid.columns.iter().enumerate();
    let offer = |(at, name): (usize, &String)| Offer {
        text: name.clone(),
        right: right.get(at).is_some_and(|right| *right),
        feedback: said(at),
    };
    columns.map(offer).collect()
}

/// The ends of a path, the shortest first: each names the field.
fn paths(path: &str) -> Vec<String> {
    let starts = path.match_indices('.').map(|(at, _)| at + 1);
    let mut ends: Vec<String> = starts.map(|start| path[start..].to_owned()).collect();
    ends.insert(0, path.to_owned());
    ends.reverse();
    ends
}

fn last(path: &str) -> String {
    path.rsplit('.').next().unwrap_or(path).to_owned()
}

/// The same text in one line.
fn in_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}
