//! Values in the text: each with its origin, the parties that know it, and its bytes.

use super::layout::hex_lines;
use super::paint::Role;
use super::{INDENT, Printer};
use crate::export::report::{OriginWords, Shown, ValueRow};
use crate::trace::{Holder, Knowledge, Party, Side, Step, Value};
use crate::{label, said};
use std::io::{self, Write};

impl<W: Write> Printer<'_, W> {
    /// The values that first appear in this step, in full.
    pub(super) fn values(&mut self, step: &Step, rows: &[ValueRow<'_>]) -> io::Result<()> {
        self.heading(label!("export.value.new"))?;
        self.rows(step, rows)
    }

    pub(super) fn rows(&mut self, step: &Step, rows: &[ValueRow<'_>]) -> io::Result<()> {
        for row in rows {
            let name = self.paint(Role::Name, &row.value.key());
            let size = row.value.size();
            self.line(INDENT, &format!("{name}  {size}"))?;
            let origin = match &row.origin {
                OriginWords::Plain(words) => words.clone(),
                OriginWords::Stored(path) => said!("export.value.stored", path).to_string(),
                OriginWords::Formula(formula) => format!("= {formula}"),
            };
            self.prose(INDENT + 2, &origin, Role::Quiet)?;
            let known = match self.words {
                true => spoken(row.value, step.index),
                false => knowledge(row.value, step.index),
            };
            self.prose(INDENT + 2, &known, Role::Quiet)?;
            let lines = match &row.bytes {
                Shown::Bytes(bytes) => hex_lines(bytes, self.width - INDENT - 2),
                Shown::Blank(blank) => vec![blank.clone()],
            };
            for line in lines {
                self.line(INDENT + 2, &line)?;
            }
        }
        Ok(())
    }
}

/// As [`knowledge`], in words alone: `Known to client and server.`
fn spoken(value: &Value, step: usize) -> String {
    let of = |wanted| -> Vec<&'static str> {
        let all = Party::ALL.iter();
        let all = all.filter(|party| value.known_to(**party, step) == wanted);
        all.map(|party| party.name()).collect()
    };
    let (known, sealed) = (of(Knowledge::Known), of(Knowledge::Sealed));
    let differs = match value.holder {
        Holder::Of(side) => Some(said!("export.value.differs", other = side.peer().name())),
        Holder::Agreed | Holder::OnTheWire(_) => None,
    };
    said!("export.value.spoken", known, sealed, differs).to_string()
}

/// What each party has of a value once a step is done, and whether the two sides agree, in the marks of
/// the screen.
fn knowledge(value: &Value, step: usize) -> String {
    let mut words: Vec<String> = Party::ALL
        .iter()
        .map(|party| {
            let mark = match value.known_to(*party, step) {
                Knowledge::Known => '●',
                Knowledge::Sealed => '◐',
                Knowledge::Unknown => '○',
            };
            format!("{mark} {}", party.name())
        })
        .collect();
    let both = Side::BOTH
        .iter()
        .all(|side| value.known_to((*side).into(), step) == Knowledge::Known);
    match value.holder {
        Holder::Of(side) => {
            let other = side.peer().name();
            words.push(format!("≠ {}", said!("export.value.differs", other)));
        }
        Holder::Agreed if both => words.push(format!("= {}", label!("export.value.same"))),
        Holder::Agreed | Holder::OnTheWire(_) => {}
    }
    words.join("  ")
}
