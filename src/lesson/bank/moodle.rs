//! Moodle XML: <https://docs.moodle.org/en/Moodle_XML_format>.

use super::xml::Xml;
use super::{Item, Kind, Offer};
use crate::export::escaped;
use crate::label;
use std::io::{self, Write};

/// The shares in per cent that Moodle accepts for one of so many answers.
const SHARES: [&str; 10] = [
    "100", "50", "33.33333", "25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10",
];

/// What each of several answers is worth: together the right ones 100, and the wrong ones as much less.
pub(super) fn shares(offers: &[Offer]) -> Vec<&'static str> {
    let right = offers.iter().filter(|offer| offer.right).count();
    let wrong = offers.len() - right;
    let share = |count: usize| {
        let last = SHARES.len() - 1;
        count.saturating_sub(1).min(last)
    };
    let of = |offer: &Offer| match offer.right {
        true => SHARES[share(right)],
        false => MINUS[share(wrong)],
    };
    offers.iter().map(of).collect()
}

/// The same below zero.
const MINUS: [&str; 10] = [
    "-100",
    "-50",
    "-33.33333",
    "-25",
    "-20",
    "-16.66667",
    "-14.28571",
    "-12.5",
    "-11.11111",
    "-10",
];

/// Writes items as Moodle XML.
///
/// # Errors
/// Whatever `out` fails with.
pub fn moodle(out: &mut impl Write, items: &[Item]) -> io::Result<()> {
    let mut xml = Xml::begin(out)?;
    xml.open("quiz", &[])?;
    for item in items {
        question(&mut xml, item)?;
    }
    xml.close()
}

/// An answer: its share, its text, and what is said of it.
type Answer<'i> = (&'i str, String, &'i str);

fn question<W: Write>(xml: &mut Xml<'_, W>, item: &Item) -> io::Result<()> {
    let kind = match item.kind {
        Kind::One(_) | Kind::Many(_) => "multichoice",
        Kind::Order(_) => "matching",
        Kind::Text(_) => "shortanswer",
        Kind::Number(_) => "numerical",
    };
    xml.open("question", &[("type", kind)])?;
    texts(xml, "name", &[], &item.name)?;
    let html = [("format", "html")];
    texts(xml, "questiontext", &html, &paragraph(&item.prompt))?;
    texts(xml, "generalfeedback", &html, &paragraph(&item.because))?;
    xml.text("defaultgrade", &[], "1")?;
    xml.text("penalty", &[], "0.3333333")?;
    match &item.kind {
        Kind::One(offers) => choices(xml, true, offers, &one(offers))?,
        Kind::Many(offers) => choices(xml, false, offers, &shares(offers))?,
        Kind::Order(parts) => order(xml, parts)?,
        Kind::Text(typed) => {
            xml.text("usecase", &[], "0")?;
            let right = typed.right.iter().map(|text| ("100", text.clone(), ""));
            let wrong = typed.wrong.iter();
            let wrong = wrong.map(|(text, said)| ("0", text.clone(), said.as_str()));
            answers(xml, right.chain(wrong), "moodle_auto_format")?;
        }
        Kind::Number(typed) => {
            let right = typed
                .right
                .iter()
                .map(|number| ("100", number.to_string(), ""));
            let wrong = typed.wrong.iter();
            let wrong = wrong.map(|(number, said)| ("0", number.to_string(), said.as_str()));
            answers(xml, right.chain(wrong), "moodle_auto_format")?;
        }
    }
    xml.close()
}

/// One right answer is worth everything.
fn one(offers: &[Offer]) -> Vec<&'static str> {
    let of = |offer: &Offer| if offer.right { "100" } else { "0" };
    offers.iter().map(of).collect()
}

fn choices<W: Write>(
    xml: &mut Xml<'_, W>,
    single: bool,
    offers: &[Offer],
    shares: &[&str],
) -> io::Result<()> {
    xml.text("single", &[], if single { "true" } else { "false" })?;
    xml.text("shuffleanswers", &[], "true")?;
    xml.text("answernumbering", &[], "abc")?;
    let all = offers.iter().zip(shares).map(|(offer, share)| {
        let said = if offer.right {
            ""
        } else {
            offer.feedback.as_str()
        };
        (*share, paragraph(&offer.text), said)
    });
    answers(xml, all, "html")
}

/// Moodle has no order of its own; each part is matched with its place.
fn order<W: Write>(xml: &mut Xml<'_, W>, parts: &[String]) -> io::Result<()> {
    xml.text("shuffleanswers", &[], "true")?;
    for (at, part) in parts.iter().enumerate() {
        xml.open("subquestion", &[("format", "html")])?;
        xml.text("text", &[], &paragraph(part))?;
        let place = format!("{} {}", label!("homework.bank.place"), at + 1);
        texts(xml, "answer", &[], &place)?;
        xml.close()?;
    }
    Ok(())
}

fn answers<'i, W: Write>(
    xml: &mut Xml<'_, W>,
    all: impl Iterator<Item = Answer<'i>>,
    format: &str,
) -> io::Result<()> {
    for (share, text, said) in all {
        xml.open("answer", &[("fraction", share), ("format", format)])?;
        xml.text("text", &[], &text)?;
        texts(xml, "feedback", &[("format", "html")], &paragraph(said))?;
        xml.close()?;
    }
    Ok(())
}

/// An element with a text element in it, as Moodle likes it.
fn texts<W: Write>(
    xml: &mut Xml<'_, W>,
    name: &'static str,
    attributes: &[(&str, &str)],
    text: &str,
) -> io::Result<()> {
    xml.open(name, attributes)?;
    xml.text("text", &[], text)?;
    xml.close()
}

/// A text as HTML; empty if it is empty.
fn paragraph(text: &str) -> String {
    match text.is_empty() {
        true => String::new(),
        false => format!("<p>{}</p>", escaped(text)),
    }
}
