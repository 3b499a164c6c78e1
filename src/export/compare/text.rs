//! Two runs beside each other as text, in two columns with marks between them.

use super::{Runs, formulas, mark, step, step_mark};
use crate::explain::comparison::{What, caveat, shown};
use crate::export::text::{Style, cut, wrap};
use crate::text::Said;
use crate::trace::{FieldPair, Pair};
use crate::{label, said};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Columns of a step's number and the space after it.
const NUMBER: usize = 4;
/// The mark between the columns, with its spaces.
const BETWEEN: usize = 3;
/// Columns of what a line of the summary is about, with its mark.
const ABOUT: usize = 14;
/// Below this, in columns, nothing is narrowed further.
const MIN_WIDTH: usize = 40;
/// Above this, in columns, nothing is widened further.
const MAX_WIDTH: usize = 140;

/// Writes both runs.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, runs: &Runs<'_>, style: Style) -> io::Result<()> {
    let column = (style.width.clamp(MIN_WIDTH, MAX_WIDTH) - BETWEEN) / 2;
    let mut page = Page { out, runs, column };
    page.summary()?;
    page.steps()?;
    page.formulas()?;
    page.messages()?;
    page.values()?;
    page.end()
}

struct Page<'a, W> {
    out: &'a mut W,
    runs: &'a Runs<'a>,
    /// The columns of each of the two.
    column: usize,
}

impl<W: Write> Page<'_, W> {
    fn width(&self) -> usize {
        2 * self.column + BETWEEN
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{}", line.trim_end())
    }

    /// A row of two columns, each cut where it is too long.
    fn both(&mut self, left: &str, mark: &str, right: &str) -> io::Result<()> {
        let (left, right) = (cut(left, self.column), cut(right, self.column));
        let pad = self.column - left.width();
        self.line(&format!("{left}{:pad$} {mark} {right}", ""))
    }

    /// Two columns, each on as many rows as it takes and indented. The mark is on the first row.
    fn wrapped(&mut self, indent: usize, left: &str, mark: &str, right: &str) -> io::Result<()> {
        let [left, right] = [left, right].map(|words| wrap(words, self.column - indent));
        let mut mark = mark;
        for i in 0..left.len().max(right.len()) {
            let at = |lines: &[String]| {
                let line = lines.get(i).filter(|line| !line.is_empty());
                line.map_or(String::new(), |line| format!("{:indent$}{line}", ""))
            };
            self.both(&at(&left), mark, &at(&right))?;
            mark = " ";
        }
        Ok(())
    }

    /// Words over the whole width, with further lines below their beginning.
    fn hanging(&mut self, before: &str, words: &str) -> io::Result<()> {
        let indent = before.width();
        let mut before = before.to_owned();
        for line in wrap(words, self.width().saturating_sub(indent)) {
            self.line(&format!("{before}{line}"))?;
            before = " ".repeat(indent);
        }
        Ok(())
    }

    /// What is said of each run, in columns behind what it is about.
    fn cells(&mut self, before: &str, words: [&Said; 2]) -> io::Result<()> {
        let room = (self.width() - ABOUT - 2) / 2;
        let [left, right] = words.map(|words| wrap(&words.to_string(), room));
        let mut before = before.to_owned();
        for i in 0..left.len().max(right.len()) {
            let at = |lines: &[String]| lines.get(i).cloned().unwrap_or_default();
            self.line(&format!(
                "{before}{}  {}",
                pad(&at(&left), room),
                at(&right)
            ))?;
            before = " ".repeat(ABOUT);
        }
        Ok(())
    }

    fn rule(&mut self) -> io::Result<()> {
        let rule = "─".repeat(self.column);
        self.both(&rule, "─", &rule)
    }

    fn heading(&mut self, words: &str) -> io::Result<()> {
        let words = format!("── {words} ");
        let rest = self.width().saturating_sub(words.width());
        writeln!(self.out)?;
        self.line(&format!("{words}{}", "─".repeat(rest)))
    }

    fn titles(&mut self) -> io::Result<()> {
        let [left, right] = self.runs.story.titles.clone();
        self.wrapped(0, &left.to_string(), " ", &right.to_string())?;
        self.rule()
    }

    fn summary(&mut self) -> io::Result<()> {
        let runs = self.runs;
        let [left, right] = &runs.story.titles;
        self.cells(&" ".repeat(ABOUT), [left, right])?;
        let rule = "─".repeat(self.width());
        self.line(&rule)?;
        if runs.story.is_same() {
            self.line(label!("export.compare.same"))?;
            writeln!(self.out)?;
        }
        for line in &runs.story.summary {
            let mark = if line.same { "=" } else { "≠" };
            let about = line.about.label().to_string();
            let before = format!("{}{mark} ", pad(&about, ABOUT - 2));
            match &line.what {
                What::Both(said) => self.hanging(&before, &said.to_string())?,
                What::Each(left, right) => self.cells(&before, [left, right])?,
            }
        }
        writeln!(self.out)
    }

    fn steps(&mut self) -> io::Result<()> {
        self.titles()?;
        let runs = self.runs;
        let rows = runs.comparison.rows.iter().zip(&runs.story.marks);
        for (i, (row, marks)) in rows.enumerate() {
            if runs.comparison.first == Some(i) {
                self.parted(row)?;
            }
            let differs = row.differs.is_some() || marks.formula;
            let left = step(runs.left, row.left, row.elsewhere);
            let right = step(runs.right, row.right, row.elsewhere);
            self.both(&left, step_mark(row, differs), &right)?;
            self.notes(row, marks.formula)?;
        }
        self.rule()?;
        let [left, right] = runs.both().map(|part| part.outcome().words());
        self.both(&left, " ", &right)?;
        let [left, right] = runs.both().map(caveat);
        if !(left.is_empty() && right.is_empty()) {
            self.both(left, " ", right)?;
        }
        Ok(())
    }

    /// Below a step, on the side of the second run: what differs, and why a side stops.
    fn notes(&mut self, row: &Pair, formula: bool) -> io::Result<()> {
        if let (Some(_), Some(_), Some(differs)) = (row.left, row.right, &row.differs) {
            self.wrapped(NUMBER, "", " ", &differs.to_string())?;
        }
        if formula {
            self.wrapped(NUMBER, "", " ", label!("export.compare.other_formula"))?;
        }
        let step = row.right.map(|at| &self.runs.right.trace.steps()[at]);
        if let Some(reason) = step.and_then(|step| step.failure.as_ref()) {
            self.wrapped(NUMBER, "", "✗", &reason.to_string())?;
        }
        Ok(())
    }

    /// The line before the first difference.
    fn parted(&mut self, row: &Pair) -> io::Result<()> {
        let what = row.differs.as_ref().map(|what| what.to_string());
        let words = format!(" {} ", said!("export.compare.differs", what));
        let words = cut(&words, self.width() - 2);
        let rest = self.width().saturating_sub(words.width() + 1);
        self.line(&format!("─{words}{}", "─".repeat(rest)))
    }

    fn formulas(&mut self) -> io::Result<()> {
        let runs = self.runs;
        if runs.story.changed.is_empty() {
            return Ok(());
        }
        self.heading(label!("export.compare.formulas"))?;
        for pair in &runs.story.changed {
            self.hanging("", &pair.title().to_string())?;
            let [left, right] = formulas(pair);
            self.wrapped(2, &left, "≠", &right)?;
        }
        Ok(())
    }

    fn messages(&mut self) -> io::Result<()> {
        let runs = self.runs;
        let mut first = true;
        for (row, title) in runs.messages() {
            if first {
                self.heading(label!("export.compare.messages"))?;
                first = false;
            }
            self.hanging("", &title.to_string())?;
            for pair in &row.fields {
                self.field(pair)?;
            }
        }
        Ok(())
    }

    fn field(&mut self, pair: &FieldPair) -> io::Result<()> {
        let room = self.column - NUMBER;
        let (left, right) = (pair.left.as_ref(), pair.right.as_ref());
        self.hanging("  ", pair.path())?;
        let [left, right] =
            [(left, right), (right, left)].map(|(at, other)| shown::field(at, other, room, "…"));
        self.wrapped(NUMBER, &left, mark(pair.relation()), &right)
    }

    fn values(&mut self) -> io::Result<()> {
        let runs = self.runs;
        let mut first = true;
        for pair in runs.values() {
            if first {
                self.heading(label!("export.compare.values"))?;
                first = false;
            }
            self.hanging("", &pair.title())?;
            // the length stands behind the bytes
            let [left, right] = runs.value(pair, self.column - 16);
            self.wrapped(2, &left, mark(pair.relation), &right)?;
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        if let Some(lesson) = self.runs.lesson() {
            writeln!(self.out)?;
            self.hanging("", &lesson.to_string())?;
        }
        for part in self.runs.both() {
            for not_done in part.trace.not_done() {
                writeln!(self.out)?;
                self.hanging("", &format!("✗ {not_done}"))?;
            }
        }
        Ok(())
    }
}

fn pad(words: &str, columns: usize) -> String {
    format!(
        "{words}{}",
        " ".repeat(columns.saturating_sub(words.width()))
    )
}
