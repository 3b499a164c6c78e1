//! GIFT, the plain format of Moodle, with feedback for each answer.

use super::{Item, Kind, Offer, in_line};
use std::io::{self, Write};

/// Writes items in GIFT.
///
/// # Errors
/// Whatever `out` fails with.
pub fn gift(out: &mut impl Write, items: &[Item]) -> io::Result<()> {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let (name, prompt) = (escaped(&item.name), escaped(&item.prompt));
        let begin = if matches!(item.kind, Kind::Number(_)) {
            "{#"
        } else {
            "{"
        };
        writeln!(out, "::{name}::{prompt} {begin}")?;
        for line in answers(&item.kind) {
            writeln!(out, "\t{line}")?;
        }
        if !item.because.is_empty() {
            writeln!(out, "\t####{}", escaped(&item.because))?;
        }
        writeln!(out, "}}")?;
    }
    Ok(())
}

fn answers(kind: &Kind) -> Vec<String> {
    let with = |answer: String, feedback: &str| match feedback.is_empty() {
        true => answer,
        false => format!("{answer}#{}", escaped(feedback)),
    };
    match kind {
        Kind::One(offers) => {
            let mark = |offer: &Offer| if offer.right { '=' } else { '~' };
            let line = |offer: &Offer| {
                let said = if offer.right {
                    ""
                } else {
                    offer.feedback.as_str()
                };
                with(format!("{}{}", mark(offer), escaped(&offer.text)), said)
            };
            offers.iter().map(line).collect()
        }
        Kind::Many(offers) => {
            let shares = super::moodle::shares(offers);
            let line = |(offer, share): (&Offer, &&str)| {
                let said = if offer.right {
                    ""
                } else {
                    offer.feedback.as_str()
                };
                with(format!("~%{share}%{}", escaped(&offer.text)), said)
            };
            offers.iter().zip(&shares).map(line).collect()
        }
        // GIFT has no order; each part is matched with its place
        Kind::Order(parts) => {
            let line = |(at, part): (usize, &String)| format!("={} -> {}", escaped(part), at + 1);
            parts.iter().enumerate().map(line).collect()
        }
        Kind::Text(typed) => {
            let right = typed.right.iter().map(|text| format!("={}", escaped(text)));
            let wrong = typed.wrong.iter();
            let wrong = wrong.map(|(text, said)| with(format!("=%0%{}", escaped(text)), said));
            right.chain(wrong).collect()
        }
        Kind::Number(typed) => {
            let right = typed.right.iter().map(|number| format!("={number}:0"));
            let wrong = typed.wrong.iter();
            let wrong = wrong.map(|(number, said)| with(format!("=%0%{number}:0"), said));
            right.chain(wrong).collect()
        }
    }
}

/// A text in which nothing is taken for a mark of GIFT. `->` would part a pair.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in in_line(text).replace("->", "→").chars() {
        if matches!(c, '~' | '=' | '#' | '{' | '}' | ':' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
