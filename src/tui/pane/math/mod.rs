//! The tab Math: the computations of the step in detail, line by line.

mod block_lines;
mod computation_lines;

use super::{Opening, Pane};
use crate::explain::math::{self, About};
use crate::text::Said;
use crate::trace::ValueId;
use crate::tui::command::Command;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::place::Tab;
use crate::{label, said};
use computation_lines::ComputationLines;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The computations of the step.
pub struct Math;

impl Pane for Math {
    fn holds(&self, model: &Model) -> bool {
        model.computes(model.cursor)
    }

    fn len(&self, model: &Model, columns: &[Rect]) -> usize {
        layout(model, columns[0]).most + 1
    }

    fn value(&self, model: &Model) -> Option<ValueId> {
        model.outcome().map(|value| value.id)
    }

    fn open(&self, model: &Model) -> Opening {
        if !model.computes(model.cursor)
            && let Some(step) = nearest(model).into_iter().flatten().next()
        {
            return Opening::Step(step);
        }
        self.value(model).map_or(Opening::Nothing, Opening::Value)
    }

    fn draw(&self, model: &Model, columns: &[Rect], buf: &mut Buffer) {
        draw(model, columns[0], buf);
    }
}

impl Math {
    /// The line at which the computation of a check of the step begins.
    pub fn line_of_check(model: &Model, area: Rect, nth: usize) -> Option<usize> {
        let step = model.step()?;
        let sheet = ComputationLines::new(model, columns(area)[0].width.into());
        let mut lines = Vec::new();
        for one in math::of_step(&model.trace, step) {
            if one.about == About::Check(nth) {
                return Some(lines.len() + usize::from(!lines.is_empty()));
            }
            sheet.computation(&one, &mut lines);
        }
        None
    }

    /// How far it must be scrolled for the chosen block to be seen.
    pub fn scroll_to_block(model: &Model, area: Rect) -> Option<usize> {
        /// Its name and its four rows, which can take two lines each.
        const BLOCK: usize = 9;
        let it = layout(model, area);
        let at = it.block_at?;
        let scroll = model.picks.tab[Tab::Math as usize].min(it.most);
        let shown = scroll + usize::from(area.height) * it.columns.len();
        let seen = at >= scroll && at + BLOCK <= shown;
        (!seen).then(|| at.saturating_sub(1).min(it.most))
    }
}

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

fn layout(model: &Model, area: Rect) -> Layout {
    let columns = columns(area);
    let width = columns[0].width.into();
    let height = usize::from(area.height);
    let room = height * columns.len();
    // where there is room for them, all blocks of a record are shown
    let few = (2..=SHOWN_BLOCKS).contains(&model.blocks());
    let all = few.then(|| lines(model, ComputationLines::new(model, width).with_all_blocks()));
    let all = all.filter(|(lines, _)| last_shown(lines, 0, height, columns.len()) == lines.len());
    let (lines, block_at) =
        all.unwrap_or_else(|| lines(model, ComputationLines::new(model, width)));
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

/// The first lines of what is computed in this step; a mark says that there is more.
pub fn beginning(model: &Model, width: usize, height: usize) -> Vec<Line<'static>> {
    let (mut all, _) = lines(model, ComputationLines::new(model, width));
    if all.len() > height {
        all.truncate(height.saturating_sub(1));
        let ellipsis = model.theme.marks.ellipsis;
        let tab = Tab::Math.title();
        let words = format!("{ellipsis} {}", said!("tui.math.more", tab));
        all.push(Line::from(Span::styled(words, model.theme.muted)));
    }
    all
}

fn draw(model: &Model, area: Rect, buf: &mut Buffer) {
    let Layout {
        columns,
        lines,
        most,
        ..
    } = layout(model, area);
    let height = usize::from(area.height);
    let scroll = model.picks.tab[Tab::Math as usize].min(most);
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
        if let Some(line) = goes_on(model, &lines, start + skipped) {
            painter.line(0, line);
        }
        start = end;
    }
    scroll_hint::more(model, area, scroll, most, buf);
}

/// A line in the middle of some bytes, with their name: for the top of a column.
fn goes_on(model: &Model, lines: &[Line<'static>], at: usize) -> Option<Line<'static>> {
    let blank = |line: &Line<'_>| {
        let label = line.spans.first().filter(|_| line.spans.len() > 1);
        label.is_some_and(|label| label.content.trim().is_empty() && label.width() > 2)
    };
    let mut line = lines.get(at).filter(|line| blank(line))?.clone();
    let named = lines[..at].iter().rev().find(|line| !blank(line))?;
    let label = named.spans.first()?.content.trim();
    let marks = &model.theme.marks;
    let room = line.spans[0].width();
    let words = text::cut(&format!("  {} {label}", marks.ellipsis), room - 1, marks);
    line.spans[0] = Span::styled(text::pad(&words, room), model.theme.muted);
    Some(line)
}

/// The nearest steps before and after this one in which something is computed.
fn nearest(model: &Model) -> [Option<usize>; 2] {
    let computes = |i: &usize| model.computes(*i);
    let before = (0..model.cursor).rev().find(computes);
    let after = (model.cursor + 1..model.trace.steps().len()).find(computes);
    [before, after]
}

/// They, named.
fn elsewhere(model: &Model) -> Said {
    let steps = model.trace.steps();
    let key = model.key_of(Command::Open);
    let named = |i: usize| {
        let title = crate::explain::title(&model.trace, &steps[i]);
        said!("tui.math.step", step = i + 1, title)
    };
    match nearest(model).map(|step| step.map(named)) {
        [None, None] => said!("tui.math.none"),
        [Some(step), None] | [None, Some(step)] => said!("tui.math.one", step, key),
        [Some(before), Some(after)] => said!("tui.math.two", before, after, key),
    }
}

/// All lines, and the one at which the chosen block of a record begins.
fn lines(model: &Model, sheet: ComputationLines<'_>) -> (Vec<Line<'static>>, Option<usize>) {
    let Some(step) = model.step() else {
        return (Vec::new(), None);
    };
    let all = math::of_step(&model.trace, step);
    if all.is_empty() {
        let words = match model.is_inside(step) {
            true => label!("tui.lens.no_math").to_owned(),
            false => elsewhere(model).to_string(),
        };
        let words = model.theme.marks.prose(&words).into_owned();
        let mut lines = vec![Line::default()];
        let width = sheet.width().min(90);
        lines.extend(text::wrap_plain(&words, model.theme.muted, width, 0));
        return (lines, None);
    }
    let mut lines = Vec::new();
    for computation in &all {
        sheet.computation(computation, &mut lines);
    }
    (lines, sheet.block_at())
}
