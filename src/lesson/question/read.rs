//! Answers as they are typed, and back in words.

use super::{Answer, Choice, Form, Grid, Sequence};
use crate::explain::{Span, plain};
use crate::label;
use crate::said;
use crate::text::{Said, escaped, hex, unhex};

/// What says "I don't know".
const UNKNOWN: &str = "?";

pub(super) fn answer(form: &Form, typed: &str) -> Result<Answer, Said> {
    let typed = typed.trim();
    if typed == UNKNOWN {
        return Ok(Answer::Unknown);
    }
    match form {
        Form::One(choices) => one(choices, typed),
        Form::Many(choices) => Ok(Answer::Many(letters(choices.len(), typed)?)),
        Form::Order(sequence) => order(sequence, typed),
        Form::Bytes(_) => bytes(typed).map(Answer::Bytes),
        Form::Number(_) => number(typed).map(Answer::Number),
        Form::Point(_) => match typed {
            "" => Err(said!("lesson.answer.field")),
            path => Ok(Answer::Point(path.to_owned())),
        },
        Form::Who(grid) => who(grid, typed),
    }
}

fn one(choices: &[Choice], typed: &str) -> Result<Answer, Said> {
    match letters(choices.len(), typed)?.as_slice() {
        [only] => Ok(Answer::One(*only)),
        several => Err(said!("lesson.answer.one", got = several.len())),
    }
}

/// The parts by their letters or numbers, each once.
fn order(sequence: &Sequence, typed: &str) -> Result<Answer, Said> {
    let expected = sequence.parts.len();
    let given = letters(expected, typed)?;
    match given.len() == expected {
        true => Ok(Answer::Order(given)),
        false => Err(said!("lesson.answer.order", expected, got = given.len())),
    }
}

/// Answers by their letters (`a c`, `ac`) or numbers (`1 3`), in the order in which they were typed, each once.
fn letters(count: usize, typed: &str) -> Result<Vec<usize>, Said> {
    let last = letter(count.saturating_sub(1));
    let wrong = |got: &str| {
        let got = escaped(got.as_bytes());
        said!("lesson.answer.letters", last = last, count, got)
    };
    let mut places = Vec::new();
    for word in typed.split(|c: char| c.is_whitespace() || c == ',' || c == ';') {
        let numbers = word.chars().all(|c| c.is_ascii_digit());
        let named: Vec<usize> = match numbers {
            true if word.is_empty() => Vec::new(),
            true => vec![word.parse::<usize>().map_err(|_| wrong(word))?],
            false => word
                .chars()
                .map(|c| position(c).ok_or_else(|| wrong(word)))
                .collect::<Result<_, _>>()?,
        };
        for place in named {
            let place = place.checked_sub(1).filter(|place| *place < count);
            let place = place.ok_or_else(|| wrong(word))?;
            if places.contains(&place) {
                return Err(said!("lesson.answer.twice", letter = letter(place)));
            }
            places.push(place);
        }
    }
    match places.is_empty() && count > 0 && !typed.is_empty() {
        true => Err(wrong(typed)),
        false => Ok(places),
    }
}

/// The number of a letter, from 1.
fn position(c: char) -> Option<usize> {
    let c = c.to_ascii_lowercase();
    c.is_ascii_lowercase()
        .then(|| usize::from(c as u8 - b'a') + 1)
}

/// The letter of a place, from 0.
pub fn letter(place: usize) -> char {
    // a question has fewer answers than there are letters
    char::from(b'a' + u8::try_from(place.min(25)).unwrap_or(25))
}

/// Hexadecimal digits in any case, with what people and programs put between them.
fn bytes(typed: &str) -> Result<Vec<u8>, Said> {
    let digits = typed.replace("0x", "").replace("0X", "");
    let digits: String = digits
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ':' | ',' | '-' | '{' | '}'))
        .collect();
    let wrong = || {
        let got = escaped(typed.as_bytes());
        said!("lesson.answer.bytes", got)
    };
    unhex(&digits)
        .filter(|bytes| !bytes.is_empty())
        .ok_or_else(wrong)
}

fn number(typed: &str) -> Result<u64, Said> {
    let plain = typed.replace([',', '_'], "");
    let read = match plain.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => plain.parse(),
    };
    read.map_err(|_| said!("lesson.answer.number", got = escaped(typed.as_bytes())))
}

/// A row for each value: its number, and the letters of the parties: `1 ab, 2 abe`.
fn who(grid: &Grid, typed: &str) -> Result<Answer, Said> {
    let wrong = |got: &str| {
        let got = escaped(got.as_bytes());
        said!("lesson.answer.grid", rows = grid.rows.len(), got)
    };
    let mut marks = Vec::new();
    for part in typed.split([',', ';', '\n']).map(str::trim) {
        if part.is_empty() {
            continue;
        }
        let (row, parties) = part.split_once([' ', ':', '=']).unwrap_or((part, ""));
        let row = row.parse::<usize>().ok().and_then(|row| row.checked_sub(1));
        let row = row.filter(|row| *row < grid.rows.len());
        let row = row.ok_or_else(|| wrong(part))?;
        let columns = letters(grid.columns.len(), parties)?;
        marks.extend(columns.into_iter().map(|column| (row, column)));
    }
    Ok(Answer::Who(marks))
}

pub(super) fn words(form: &Form, answer: &Answer) -> String {
    let chosen = |choices: &[Choice], places: &[usize]| {
        let chosen = places.iter().filter_map(|place| choices.get(*place));
        chosen.map(|choice| plain(&choice.text)).collect::<Vec<_>>()
    };
    match (form, answer) {
        (_, Answer::Unknown) => label!("lesson.answer.unknown").to_owned(),
        (Form::One(choices), Answer::One(place)) => chosen(choices, &[*place]).concat(),
        (Form::Many(choices), Answer::Many(places)) if places.is_empty() && !choices.is_empty() => {
            label!("lesson.answer.none").to_owned()
        }
        (Form::Many(choices), Answer::Many(places)) => chosen(choices, places).join("; "),
        (Form::Order(sequence), Answer::Order(places)) => {
            let parts = places.iter().filter_map(|place| sequence.parts.get(*place));
            parts.map(|part| plain(part)).collect::<Vec<_>>().join("; ")
        }
        (_, Answer::Bytes(bytes)) => hex(bytes),
        (_, Answer::Number(number)) => number.to_string(),
        (_, Answer::Point(path)) => path.clone(),
        (Form::Who(grid), Answer::Who(marks)) => {
            let row = |(row, name): (usize, &Vec<Span>)| {
                let of_row = marks.iter().filter(|(of, _)| *of == row);
                let names = of_row.filter_map(|(_, column)| grid.columns.get(*column));
                let names: Vec<&str> = names.map(String::as_str).collect();
                let names = match names.is_empty() {
                    true => label!("lesson.answer.no_one").to_owned(),
                    false => names.join(", "),
                };
                format!("{}: {names}", plain(name))
            };
            let rows = grid.rows.iter().enumerate().map(row);
            rows.collect::<Vec<_>>().join("; ")
        }
        _ => String::new(),
    }
}
