//! The tab Math: the computations of the step in detail, line by line.

use super::super::stage::Stage;
use super::super::text;
use super::super::ui_state::Tab;
use super::computation_lines::ComputationLines;
use super::{Painter, scroll_hint};
use crate::explain::math::{self, About, Row};
use crate::said;
use crate::text::Said;
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

/// The lines of the tab in its columns.
struct Layout {
    columns: Vec<Rect>,
    lines: Vec<Line<'static>>,
    /// How far it can be scrolled.
    most: usize,
    /// Where the chosen block of a record begins.
    block_at: Option<usize>,
}

/// A column ends so many lines early at most, so that what belongs together stays together.
const EARLY: usize = 8;

fn layout(stage: &Stage, area: Rect) -> Layout {
    let columns = columns(area);
    let width = columns[0].width.into();
    let height = usize::from(area.height);
    let room = height * columns.len();
    // where there is room for them, all blocks of a record are shown
    let few = (2..=SHOWN_BLOCKS).contains(&blocks(stage));
    let all = few.then(|| lines(stage, ComputationLines::new(stage, width).with_all_blocks()));
    let all = all.filter(|(lines, _)| last_shown(lines, 0, height, columns.len()) == lines.len());
    let (lines, block_at) =
        all.unwrap_or_else(|| lines(stage, ComputationLines::new(stage, width)));
    let most = match last_shown(&lines, 0, height, columns.len()) == lines.len() {
        true => 0,
        false => lines
            .len()
            .saturating_sub(room - EARLY * (columns.len() - 1)),
    };
    Layout {
        columns,
        lines,
        most,
        block_at,
    }
}

/// Of a record with more blocks than this, one is shown at a time.
const SHOWN_BLOCKS: usize = 8;

/// The line behind the last that a column shows whose first is `start`: what belongs together is not
/// torn if it can be helped, unless it is the last column.
fn column_end(lines: &[Line<'static>], start: usize, height: usize, last: bool) -> usize {
    let end = (start + height).min(lines.len());
    if last || end == lines.len() {
        return end;
    }
    let begins = |at: &usize| {
        let first = lines[*at].spans.first();
        first.is_none_or(|span| !span.content.starts_with("  "))
    };
    let early = end.saturating_sub(EARLY).max(start + 1);
    (early..=end).rev().find(begins).unwrap_or(end)
}

/// The line behind the last that is shown in so many columns.
fn last_shown(lines: &[Line<'static>], start: usize, height: usize, columns: usize) -> usize {
    (0..columns).fold(start, |at, i| {
        column_end(lines, at, height, i + 1 == columns)
    })
}

/// How far the tab can be scrolled.
pub fn scrolls(stage: &Stage, area: Rect) -> usize {
    layout(stage, area).most
}

/// How far it must be scrolled for the chosen block to be seen.
pub fn scroll_to_block(stage: &Stage, area: Rect) -> Option<usize> {
    /// Its name and its four rows, which can take two lines each.
    const BLOCK: usize = 9;
    let it = layout(stage, area);
    let at = it.block_at?;
    let scroll = stage.picks.tab[Tab::Math as usize].min(it.most);
    let shown = scroll + usize::from(area.height) * it.columns.len();
    let seen = at >= scroll && at + BLOCK <= shown;
    (!seen).then(|| at.saturating_sub(1).min(it.most))
}

/// The first lines of what is computed in this step; a mark says that there is more.
pub fn beginning(stage: &Stage, width: usize, height: usize) -> Vec<Line<'static>> {
    let (mut all, _) = lines(stage, ComputationLines::new(stage, width));
    if all.len() > height {
        all.truncate(height.saturating_sub(1));
        let ellipsis = stage.theme.marks.ellipsis;
        let tab = Tab::Math.title();
        let words = format!("{ellipsis} {}", said!("tui.math.more", tab));
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
    let Layout {
        columns,
        lines,
        most,
        ..
    } = layout(stage, area);
    let height = usize::from(area.height);
    let scroll = stage.picks.tab[Tab::Math as usize].min(most);
    let mut start = scroll;
    let count = columns.len();
    for (i, column) in columns.into_iter().enumerate() {
        let end = column_end(&lines, start, height, i + 1 == count);
        // a column does not begin with a blank line
        let blank = |line: &&Line<'_>| line.width() == 0;
        let skipped = if i > 0 {
            lines[start..end].iter().take_while(blank).count()
        } else {
            0
        };
        let mut painter = Painter::new(buf, column);
        painter.lines(0, lines[start + skipped..end].iter().cloned());
        if let Some(line) = goes_on(stage, &lines, start + skipped) {
            painter.line(0, line);
        }
        start = end;
    }
    scroll_hint::more(stage, area, scroll, most, buf);
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
    let sheet = ComputationLines::new(stage, columns(area)[0].width.into());
    let mut lines = Vec::new();
    for one in math::of_step(&stage.trace, step) {
        if one.about == about {
            return Some(lines.len() + usize::from(!lines.is_empty()));
        }
        sheet.computation(&one, &mut lines);
    }
    None
}

/// Whether anything is computed in a step.
pub fn computes(stage: &Stage, step: usize) -> bool {
    let signed = stage.trace.steps.get(step).is_some_and(|step| {
        let mut checks = step.checks.iter();
        checks.any(|check| check.signature.is_some())
    });
    signed || !stage.trace.derived_in(step).is_empty()
}

/// The nearest steps before and after this one in which something is computed, named.
fn elsewhere(stage: &Stage) -> Said {
    let steps = &stage.trace.steps;
    let computes = |i: &usize| computes(stage, *i);
    let before = (0..stage.cursor).rev().find(computes);
    let after = (stage.cursor + 1..steps.len()).find(computes);
    let named = |i: usize| {
        let title = crate::explain::title(&stage.trace, &steps[i]);
        said!("tui.math.step", step = i + 1, title)
    };
    match (before.map(named), after.map(named)) {
        (None, None) => said!("tui.math.none"),
        (Some(step), None) | (None, Some(step)) => said!("tui.math.one", step),
        (Some(before), Some(after)) => said!("tui.math.two", before, after),
    }
}

/// All lines, and the one at which the chosen block of a record begins.
fn lines(stage: &Stage, sheet: ComputationLines<'_>) -> (Vec<Line<'static>>, Option<usize>) {
    let Some(step) = stage.step() else {
        return (Vec::new(), None);
    };
    let all = math::of_step(&stage.trace, step);
    if all.is_empty() {
        let words = elsewhere(stage).to_string();
        let words = stage.theme.marks.prose(&words).into_owned();
        let mut lines = vec![Line::default()];
        let width = sheet.width().min(90);
        lines.extend(text::wrap_plain(&words, stage.theme.muted, width, 0));
        return (lines, None);
    }
    let mut lines = Vec::new();
    for computation in &all {
        sheet.computation(computation, &mut lines);
    }
    (lines, sheet.block_at())
}
