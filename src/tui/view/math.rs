//! The tab Math: the computations of the step laid open, line by line.

use super::super::place::Tab;
use super::super::stage::Stage;
use super::super::text;
use super::paper::Paper;
use super::{Painter, reader};
use crate::explain::math::{self, About, Row};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The columns that a wide area is read in, one after the other.
fn columns(area: Rect) -> Vec<Rect> {
    if area.width < 2 * COLUMN + GAP {
        return vec![area];
    }
    let width = (area.width - GAP) / 2;
    let left = Rect { width, ..area };
    let right = Rect {
        x: left.right() + GAP,
        ..left
    };
    vec![left, right]
}

/// A column of a wide area is at least so wide.
const COLUMN: u16 = 76;
/// Between two columns.
const GAP: u16 = 4;

/// How far the tab can be scrolled.
pub fn scrolls(stage: &Stage, area: Rect) -> usize {
    let columns = columns(area);
    let height = usize::from(area.height) * columns.len();
    lines(stage, columns[0].width.into())
        .len()
        .saturating_sub(height)
}

/// The first lines of what is computed in this step; a mark says that there is more.
pub fn beginning(stage: &Stage, width: usize, height: usize) -> Vec<Line<'static>> {
    let mut all = lines(stage, width);
    if all.len() > height {
        all.truncate(height.saturating_sub(1));
        let ellipsis = stage.theme.marks.ellipsis;
        let words = format!("{ellipsis} the tab Math has all of it");
        all.push(Line::from(Span::styled(words, stage.theme.muted)));
    }
    all
}

/// The most blocks that a record of this step has.
pub fn blocks(stage: &Stage) -> usize {
    let Some(step) = stage.step() else { return 0 };
    let all = math::of_step(&stage.trace, step);
    let rows = all.iter().flat_map(|one| &one.sections);
    rows.flat_map(|section| &section.rows)
        .filter_map(|row| match row {
            Row::Cbc(cbc) => Some(cbc.block_count()),
            _ => None,
        })
        .max()
        .unwrap_or(0)
}

pub fn draw(stage: &Stage, area: Rect, buf: &mut Buffer) {
    let columns = columns(area);
    let lines = lines(stage, columns[0].width.into());
    let height = usize::from(area.height);
    let most = lines.len().saturating_sub(height * columns.len());
    let scroll = stage.picks.tab[Tab::Math as usize].min(most);
    for (i, column) in columns.into_iter().enumerate() {
        let start = (scroll + i * height).min(lines.len());
        let end = (start + height).min(lines.len());
        let mut painter = Painter::new(buf, column);
        painter.lines(0, lines[start..end].iter().cloned());
        if let Some(line) = goes_on(stage, &lines, start) {
            painter.line(0, line);
        }
    }
    reader::more(stage, area, scroll, most, buf);
}

/// A line in the middle of some bytes, with their name: for the top of a column.
fn goes_on(stage: &Stage, lines: &[Line<'static>], at: usize) -> Option<Line<'static>> {
    let blank = |line: &Line<'_>| {
        let label = line.spans.first().filter(|_| line.spans.len() > 1);
        label.is_some_and(|label| label.content.trim().is_empty() && label.width() > 2)
    };
    let mut line = lines.get(at).filter(|line| blank(line))?.clone();
    let named = lines[..at].iter().rev().find(|line| !blank(line))?;
    let label = named.spans.first()?.content.trim();
    let marks = &stage.theme.marks;
    let room = line.spans[0].width();
    let words = text::cut(&format!("  {} {label}", marks.ellipsis), room - 1, marks);
    line.spans[0] = Span::styled(text::pad(&words, room), stage.theme.muted);
    Some(line)
}

/// The line at which a computation of the step begins.
pub fn line_of(stage: &Stage, area: Rect, about: About) -> Option<usize> {
    let step = stage.step()?;
    let sheet = Paper::new(stage, columns(area)[0].width.into());
    let mut lines = Vec::new();
    for one in math::of_step(&stage.trace, step) {
        if one.about == about {
            return Some(lines.len() + usize::from(!lines.is_empty()));
        }
        sheet.computation(&one, &mut lines);
    }
    None
}

/// Steps beside this one in which something is computed, named.
fn elsewhere(stage: &Stage) -> String {
    let steps = &stage.trace.steps;
    let computes = |i: &usize| {
        let step = &steps[*i];
        let signed = step.checks.iter().any(|check| check.signature.is_some());
        signed || !stage.trace.derived_in(*i).is_empty()
    };
    let before = (0..stage.cursor).rev().find(computes);
    let after = (stage.cursor + 1..steps.len()).find(computes);
    let named = |i: usize| {
        let title = crate::explain::title(&stage.trace, &steps[i]);
        format!("step {} ({title})", i + 1)
    };
    let named: Vec<String> = before.into_iter().chain(after).map(named).collect();
    match named.is_empty() {
        true => "Nothing is computed in this step.".to_owned(),
        false => format!(
            "Nothing is computed in this step; something is in {}.",
            named.join(" and in ")
        ),
    }
}

fn lines(stage: &Stage, width: usize) -> Vec<Line<'static>> {
    let Some(step) = stage.step() else {
        return Vec::new();
    };
    let sheet = Paper::new(stage, width);
    let all = math::of_step(&stage.trace, step);
    if all.is_empty() {
        let words = stage.theme.marks.prose(&elsewhere(stage)).into_owned();
        let mut lines = vec![Line::default()];
        lines.extend(text::wrap_plain(
            &words,
            stage.theme.muted,
            width.min(90),
            0,
        ));
        return lines;
    }
    let mut lines = Vec::new();
    for computation in &all {
        sheet.computation(computation, &mut lines);
    }
    lines
}
