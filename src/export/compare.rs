//! Two runs side by side as text: a good one and a bad one, and where they begin to differ.

use super::text::{Style, cut, wrap};
use crate::explain::PartKind;
use crate::trace::{Comparison, Pair, Trace};
use crate::{label, said};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Columns of a step's number and the space after it.
const NUMBER: usize = 4;
/// The mark between the columns, with its spaces.
const BETWEEN: usize = 3;
/// Below this, in columns, nothing is narrowed further.
const MIN_WIDTH: usize = 40;

/// Writes both runs.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, good: &Trace, bad: &Trace, style: Style) -> io::Result<()> {
    let column = (style.width.clamp(MIN_WIDTH, 140) - BETWEEN) / 2;
    let comparison = Comparison::of(good, bad);
    let both = |left: &str, mark: &str, right: &str| {
        let left = cut(left, column);
        let pad = column - left.width();
        let line = format!("{left}{:pad$} {mark} {}", "", cut(right, column));
        line.trim_end().to_owned()
    };
    let title = |trace: &Trace| match trace.tampering().is_empty() {
        true if !bad.tampering().is_empty() => label!("export.compare.without_attack").to_owned(),
        true => trace.run().scenario.clone(),
        false => label!("export.compare.with_attack").to_owned(),
    };
    writeln!(out, "{}", both(&title(good), " ", &title(bad)))?;
    let rule = "─".repeat(column);
    writeln!(out, "{}", both(&rule, "─", &rule))?;
    for (i, row) in comparison.rows.iter().enumerate() {
        if comparison.first == Some(i) {
            writeln!(out, "{}", parted(row, column))?;
        }
        let step = |trace: &Trace, index: Option<usize>| match index {
            Some(index) => {
                let step = &trace.steps()[index];
                step.numbered_title(step.fate().words())
            }
            None => String::new(),
        };
        let mark = match (row.left, row.right, &row.differs) {
            (Some(_), Some(_), None) => "=",
            (Some(_), Some(_), Some(_)) => "≠",
            (Some(_), None, _) => "<",
            _ => ">",
        };
        let (left, right) = (step(good, row.left), step(bad, row.right));
        writeln!(out, "{}", both(&left, mark, &right))?;
        if let (Some(_), Some(_), Some(differs)) = (row.left, row.right, &row.differs) {
            for line in wrap(&differs.to_string(), column - NUMBER) {
                writeln!(out, "{}", both("", " ", &format!("{:NUMBER$}{line}", "")))?;
            }
        }
        let failure = row
            .right
            .and_then(|index| bad.steps()[index].failure.as_ref());
        if let Some(reason) = failure {
            let mut mark = "✗";
            for line in wrap(&reason.to_string(), column - NUMBER) {
                writeln!(out, "{}", both("", mark, &format!("{:NUMBER$}{line}", "")))?;
                mark = " ";
            }
        }
    }
    writeln!(out, "{}", both(&rule, "─", &rule))?;
    writeln!(
        out,
        "{}",
        both(&good.outcome().words(), " ", &bad.outcome().words())
    )?;
    let caveat = |trace: &Trace| {
        if trace.clicked_through().is_some() {
            label!("export.compare.warning_ignored")
        } else if trace.skipped().is_some() {
            label!("export.compare.check_skipped")
        } else if trace.replayed().is_some() {
            label!("export.compare.recording")
        } else {
            ""
        }
    };
    if !(caveat(good).is_empty() && caveat(bad).is_empty()) {
        writeln!(out, "{}", both(caveat(good), " ", caveat(bad)))?;
    }
    if !bad.lesson().is_empty() {
        writeln!(out)?;
        let title = PartKind::Lesson.title();
        let lesson = said!("export.outcome.lesson", title, lesson = bad.lesson());
        for line in wrap(&lesson.to_string(), 2 * column + BETWEEN) {
            writeln!(out, "{line}")?;
        }
    }
    for trace in [good, bad] {
        for not_done in trace.not_done() {
            writeln!(out)?;
            for line in wrap(&format!("✗ {not_done}"), 2 * column + BETWEEN) {
                writeln!(out, "{line}")?;
            }
        }
    }
    Ok(())
}

/// The line before the first difference.
fn parted(row: &Pair, column: usize) -> String {
    let what = row.differs.as_ref().map(|what| what.to_string());
    let words = format!(" {} ", said!("export.compare.differs", what));
    let words = cut(&words, 2 * column + BETWEEN - 2);
    let rest = (2 * column + BETWEEN).saturating_sub(words.width() + 1);
    format!("─{words}{}", "─".repeat(rest))
}
