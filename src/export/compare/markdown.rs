//! Two runs beside each other as Markdown: tables with a column for each.

use super::{Runs, formulas, mark, step, step_mark};
use crate::explain::comparison::{FormulaPair, What, caveat, shown};
use crate::export::markdown::escape::{code, text};
use crate::export::markdown::table;
use crate::text::Said;
use crate::trace::FieldPair;
use crate::{label, said};
use std::io::{self, Write};

/// The columns for bytes.
const BYTES: usize = 64;

/// Writes both runs.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, runs: &Runs<'_>) -> io::Result<()> {
    let [left, right] = runs
        .story
        .titles
        .clone()
        .map(|title| text(&title.to_string()));
    let title = said!("export.compare.title", left = &*left, right = &*right);
    writeln!(out, "# {title}\n")?;
    let mut page = Page {
        out,
        runs,
        left,
        right,
    };
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
    /// The titles of the runs.
    left: String,
    right: String,
}

impl<W: Write> Page<'_, W> {
    fn heading(&mut self, level: usize, words: &str) -> io::Result<()> {
        writeln!(self.out, "{} {}\n", "#".repeat(level), text(words))
    }

    /// A table with a column before those of the runs.
    fn table(&mut self, first: &str, rows: &[Vec<String>]) -> io::Result<()> {
        let head = [first, &*self.left, " ", &*self.right];
        table(self.out, &head, rows)
    }

    fn summary(&mut self) -> io::Result<()> {
        let runs = self.runs;
        self.heading(2, label!("export.compare.summary"))?;
        if runs.story.is_same() {
            writeln!(self.out, "{}\n", label!("export.compare.same"))?;
        }
        let cell = |said: &Said| text(&said.to_string());
        for line in &runs.story.summary {
            let mark = if line.same { "=" } else { "≠" };
            let about = line.about.label();
            let words = match &line.what {
                What::Both(said) => cell(said),
                What::Each(left, right) => {
                    let (left_title, right_title) = (&*self.left, &*self.right);
                    let left = said!(
                        "export.compare.of_run",
                        said = cell(left),
                        title = left_title
                    );
                    let right = said!(
                        "export.compare.of_run",
                        said = cell(right),
                        title = right_title
                    );
                    said!("export.compare.each", left, right).to_string()
                }
            };
            writeln!(self.out, "- {mark} **{about}**: {words}")?;
        }
        writeln!(self.out)
    }

    fn steps(&mut self) -> io::Result<()> {
        let runs = self.runs;
        self.heading(2, label!("export.compare.steps"))?;
        let rows = runs.comparison.rows.iter().zip(&runs.story.marks);
        let mut rows: Vec<Vec<String>> = rows
            .map(|(row, marks)| {
                let mark = step_mark(row, row.differs.is_some() || marks.formula);
                let left = step(runs.left, row.left, row.elsewhere);
                let right = step(runs.right, row.right, row.elsewhere);
                let mut notes: Vec<String> = Vec::new();
                let paired = row.left.is_some() && row.right.is_some();
                notes.extend(
                    row.differs
                        .iter()
                        .filter(|_| paired)
                        .map(ToString::to_string),
                );
                if marks.formula {
                    notes.push(label!("export.compare.other_formula").to_owned());
                }
                let failed = row
                    .right
                    .and_then(|at| runs.right.trace.steps()[at].failure.as_ref());
                notes.extend(failed.map(|reason| format!("✗ {reason}")));
                let notes: Vec<String> = notes.iter().map(|note| text(note)).collect();
                vec![
                    text(left.trim()),
                    text(mark),
                    text(right.trim()),
                    notes.join("; "),
                ]
            })
            .collect();
        for words in [
            runs.both().map(|part| part.outcome().words()),
            runs.both().map(|part| caveat(part).to_owned()),
        ] {
            let [left, right] = words.map(|words| text(&words));
            if !(left.is_empty() && right.is_empty()) {
                rows.push(vec![left, String::new(), right, String::new()]);
            }
        }
        let head = [
            &*self.left,
            " ",
            &*self.right,
            label!("export.compare.what_differs"),
        ];
        table(self.out, &head, &rows)
    }

    fn formulas(&mut self) -> io::Result<()> {
        let runs = self.runs;
        if runs.story.changed.is_empty() {
            return Ok(());
        }
        self.heading(2, label!("export.compare.formulas"))?;
        let row = |pair: &FormulaPair| {
            let [left, right] = formulas(pair).map(|formula| code(&formula));
            vec![text(&pair.title().to_string()), left, text("≠"), right]
        };
        let rows: Vec<Vec<String>> = runs.story.changed.iter().map(row).collect();
        self.table(" ", &rows)
    }

    fn messages(&mut self) -> io::Result<()> {
        let runs = self.runs;
        let mut first = true;
        for (row, title) in runs.messages() {
            if first {
                self.heading(2, label!("export.compare.messages"))?;
                first = false;
            }
            self.heading(3, &title.to_string())?;
            let cells = |pair: &FieldPair| {
                let (left, right) = (pair.left.as_ref(), pair.right.as_ref());
                let show = |at, other| text(&shown::field(at, other, BYTES, "…"));
                let mark = text(mark(pair.relation()));
                vec![
                    code(pair.path()),
                    show(left, right),
                    mark,
                    show(right, left),
                ]
            };
            let rows: Vec<Vec<String>> = row.fields.iter().map(cells).collect();
            self.table(" ", &rows)?;
        }
        Ok(())
    }

    fn values(&mut self) -> io::Result<()> {
        let runs = self.runs;
        let rows: Vec<Vec<String>> = runs
            .values()
            .map(|pair| {
                let [left, right] = runs.value(pair, BYTES).map(|bytes| text(&bytes));
                vec![text(&pair.title()), left, text(mark(pair.relation)), right]
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        self.heading(2, label!("export.compare.values"))?;
        self.table(" ", &rows)
    }

    fn end(&mut self) -> io::Result<()> {
        if let Some(lesson) = self.runs.lesson() {
            writeln!(self.out, "{}\n", text(&lesson.to_string()))?;
        }
        for part in self.runs.both() {
            for not_done in part.trace.not_done() {
                writeln!(self.out, "✗ {}\n", text(&not_done.to_string()))?;
            }
        }
        Ok(())
    }
}
