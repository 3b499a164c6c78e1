//! Questions as a table (RFC 4180).

use super::{Item, Kind};
use crate::label;
use std::io::{self, Write};

/// Writes items as a table: name, kind, question, answers, the right ones, and why.
///
/// # Errors
/// Whatever `out` fails with.
pub fn csv(out: &mut impl Write, items: &[Item]) -> io::Result<()> {
    let head = label!("homework.bank.columns")
        .split(", ")
        .map(str::to_owned);
    row(out, head.collect())?;
    for item in items {
        let (kind, offered, right) = cells(&item.kind);
        let cells = [
            &item.name,
            kind,
            &item.prompt,
            &offered,
            &right,
            &item.because,
        ];
        row(out, cells.map(str::to_owned).into())?;
    }
    Ok(())
}

/// The kind of an item, the answers that it offers, and the right ones, each in a line.
pub(super) fn cells(kind: &Kind) -> (&'static str, String, String) {
    let lines = |all: Vec<String>| all.join("\n");
    match kind {
        Kind::One(offers) | Kind::Many(offers) => {
            let texts = offers.iter().map(|offer| offer.text.clone());
            let right = offers.iter().filter(|offer| offer.right);
            let right = right.map(|offer| offer.text.clone());
            let name = if matches!(kind, Kind::One(_)) {
                "one"
            } else {
                "many"
            };
            (name, lines(texts.collect()), lines(right.collect()))
        }
        Kind::Order(parts) => {
            let mut offered = parts.clone();
            offered.sort();
            ("order", lines(offered), lines(parts.clone()))
        }
        Kind::Text(typed) => ("text", String::new(), lines(typed.right.clone())),
        Kind::Number(typed) => {
            let right = typed.right.iter().map(u64::to_string);
            ("number", String::new(), lines(right.collect()))
        }
    }
}

fn row(out: &mut impl Write, cells: Vec<String>) -> io::Result<()> {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let cells: Vec<String> = cells.iter().map(quoted).collect();
    write!(out, "{}\r\n", cells.join(","))
}
