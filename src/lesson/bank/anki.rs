//! A deck for Anki, as the text file that its importer reads: <https://docs.ankiweb.net/importing/text-files.html>.
//! The lines at its beginning say what the columns are, so that nothing has to be chosen. An .apkg would be a database
//! of SQLite in an archive, and would have the same cards.

use super::{Item, Kind, Offer, csv, in_line};
use crate::export::escaped;
use crate::label;
use std::io::{self, Write};

/// Writes items as a deck.
///
/// # Errors
/// Whatever `out` fails with.
pub fn anki(out: &mut impl Write, items: &[Item]) -> io::Result<()> {
    let deck = label!("homework.bank.deck");
    writeln!(
        out,
        "#separator:tab\n#html:true\n#notetype:Basic\n#deck:{deck}\n#tags column:3"
    )?;
    for item in items {
        // the name without its number
        let tag = item.name.split_whitespace().last().unwrap_or_default();
        let (front, back) = (cell(&front(item)), cell(&back(item)));
        writeln!(out, "{front}\t{back}\t{}", in_line(tag))?;
    }
    Ok(())
}

fn front(item: &Item) -> String {
    let (_, offered, _) = csv::cells(&item.kind);
    format!("{}{}", paragraph(&item.prompt), list(offered.lines()))
}

/// The right answer, why, and what is wrong with the others.
fn back(item: &Item) -> String {
    let (_, _, right) = csv::cells(&item.kind);
    let right = match item.kind {
        // further names of the same field are for typing
        Kind::Text(_) => right.lines().next().unwrap_or_default().to_owned(),
        _ => right,
    };
    let mut out = list(right.lines());
    out += &paragraph(&item.because);
    if let Kind::One(offers) | Kind::Many(offers) = &item.kind {
        let wrong = |offer: &&Offer| !offer.right && !offer.feedback.is_empty();
        for offer in offers.iter().filter(wrong) {
            let (text, said) = (escaped(&offer.text), escaped(&offer.feedback));
            out += &format!("<p><i>{text}</i><br>{said}</p>");
        }
    }
    out
}

fn paragraph(text: &str) -> String {
    match text.is_empty() {
        true => String::new(),
        false => format!("<p>{}</p>", escaped(text)),
    }
}

fn list<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    let items: String = lines
        .map(|line| format!("<li>{}</li>", escaped(line)))
        .collect();
    match items.is_empty() {
        true => String::new(),
        false => format!("<ul>{items}</ul>"),
    }
}

/// A field in one line, in quotation marks, so that nothing in it parts it.
fn cell(text: &str) -> String {
    format!("\"{}\"", in_line(text).replace('"', "\"\""))
}
