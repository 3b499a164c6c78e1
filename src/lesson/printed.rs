//! Numbers, sentences and tables in what is printed for a teacher.

use crate::text::{width, wrap};
use std::io::{self, Write};

/// The columns of sentences.
pub(super) const WIDTH: usize = 78;

/// With two decimals; a minus sign alone is never left of zero.
pub(super) fn rounded(number: f64) -> String {
    let text = format!("{number:.2}");
    match text.as_str() {
        "-0.00" => "0.00".to_owned(),
        _ => text,
    }
}

/// Sentences, in lines that fit. Those after the first begin with `indent` blanks.
///
/// # Errors
/// Whatever `out` fails with.
pub(super) fn sentences(out: &mut impl Write, text: &str, indent: usize) -> io::Result<()> {
    let begins = text.len() - text.trim_start().len();
    let lines = wrap(text, WIDTH.saturating_sub(indent.max(begins)));
    for (at, line) in lines.iter().enumerate() {
        let blanks = " ".repeat(if at == 0 { begins } else { indent });
        writeln!(out, "{blanks}{line}")?;
    }
    Ok(())
}

/// The lines of a table whose columns are as wide as they need to be, the head first: its cells are separated by `|`.
/// The last column is not filled up.
pub(super) fn table(head: &str, rows: &[Vec<String>]) -> Vec<String> {
    let head: Vec<String> = head.split('|').map(|cell| cell.trim().to_owned()).collect();
    let all: Vec<&Vec<String>> = std::iter::once(&head).chain(rows).collect();
    let cell = |row: &Vec<String>, column: usize| row.get(column).map_or(0, |text| width(text));
    let widths: Vec<usize> = (0..head.len())
        .map(|column| all.iter().map(|row| cell(row, column)).max().unwrap_or(0))
        .collect();
    let line = |row: &Vec<String>| {
        let mut line = String::from(" ");
        for (text, room) in row.iter().zip(&widths) {
            line.push(' ');
            line.push_str(text);
            line.push_str(&" ".repeat(room.saturating_sub(width(text)) + 1));
        }
        line.trim_end().to_owned()
    };
    all.into_iter().map(line).collect()
}

/// Writes lines, and an empty one behind them.
///
/// # Errors
/// Whatever `out` fails with.
pub(super) fn paragraph(out: &mut impl Write, lines: &[String]) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_has_no_sign() {
        assert_eq!(rounded(-0.001), "0.00");
        assert_eq!(rounded(-0.01), "-0.01");
    }

    #[test]
    fn columns_are_as_wide_as_they_need_to_be() {
        let row = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        let lines = table("a | long head", &[row("wide cell", "1"), row("b", "2")]);
        assert_eq!(
            lines,
            ["  a          long head", "  wide cell  1", "  b          2"]
        );
    }

    #[test]
    fn sentences_are_broken_and_hang() {
        let mut out = Vec::new();
        sentences(&mut out, &"word ".repeat(30), 4).unwrap_or_default();
        let text = String::from_utf8(out).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            lines.len() == 2 && lines[1].starts_with("    word"),
            "{text}"
        );
        assert!(lines.iter().all(|line| line.len() <= WIDTH), "{text}");
    }
}
