//! The sequence of a run as a Mermaid sequence diagram (mermaid.js.org/syntax/sequenceDiagram.html).
//!
//! An encrypted message has a dotted arrow, one that does not arrive a cross at its end. What a side does by
//! itself is a note, and so is what the reader of a capture does, whom the note names. Left out: colours, which belong to the page that shows the diagram.

use super::sequence::{Arrow, Deed, Row, mark, rows};
use crate::said;
use crate::trace::{Actor, Side, Trace};
use std::io::{self, Write};

/// Writes the diagram of steps, by their indices.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, trace: &Trace, steps: &[usize]) -> io::Result<()> {
    let run = trace.run();
    let title = said!("export.sequence.title", scenario = &*run.scenario).to_string();
    writeln!(out, "sequenceDiagram")?;
    writeln!(out, "    accTitle: {}", escaped(&title))?;
    writeln!(out, "    accDescr: {}", escaped(&run.description))?;
    writeln!(out, "    participant C as Client")?;
    writeln!(out, "    participant S as Server")?;
    for row in rows(trace, steps) {
        match row {
            Row::Connection(title) => over(out, &title)?,
            Row::Phase(title) => over(out, title)?,
            Row::Message(arrow) => message(out, &arrow)?,
            Row::Local(deed) => local(out, &deed)?,
        }
    }
    Ok(())
}

fn over(out: &mut impl Write, title: &str) -> io::Result<()> {
    note(out, OVER, title)
}

fn message(out: &mut impl Write, arrow: &Arrow<'_>) -> io::Result<()> {
    let line = match (arrow.protected, arrow.arrives) {
        (false, true) => "->>",
        (true, true) => "-->>",
        (false, false) => "-x",
        (true, false) => "--x",
    };
    let (from, to) = (letter(arrow.from), letter(arrow.from.peer()));
    let mut words = format!("{}. {}, {}", arrow.step + 1, arrow.name, arrow.size);
    if !arrow.fate.is_empty() {
        words += &format!(" ✗ {}", arrow.fate);
    }
    writeln!(out, "    {from}{line}{to}: {}", escaped(&words))
}

fn local(out: &mut impl Write, deed: &Deed) -> io::Result<()> {
    let place = match deed.actor {
        Actor::One(Side::Client) => "left of C",
        Actor::One(Side::Server) => "right of S",
        Actor::Both | Actor::Reader => OVER,
    };
    let words = format!("{}. {}{}", deed.step + 1, deed.words, mark(deed.passed));
    note(out, place, &words)
}

/// Over both lifelines.
const OVER: &str = "over C,S";

fn note(out: &mut impl Write, place: &str, words: &str) -> io::Result<()> {
    writeln!(out, "    Note {place}: {}", escaped(words))
}

const fn letter(side: Side) -> &'static str {
    match side {
        Side::Client => "C",
        Side::Server => "S",
    }
}

/// Text as a line of Mermaid takes it: what could end the line or begin something else is an entity, by its
/// number.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_control() => out.push(' '),
            '#' | ';' | '<' | '>' | '&' | '"' | '%' | '{' | '}' | '$' | '\\' | '`' => {
                out.push_str(&format!("#{};", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_line_or_begins_something_else() {
        assert_eq!(escaped("a;b#c\n%%"), "a#59;b#35;c #37;#37;");
        assert_eq!(escaped("<br>"), "#60;br#62;");
        assert_eq!(escaped("checks Finished ✓"), "checks Finished ✓");
    }
}
