//! Two runs side by side: the good one on the left, this one on the right, up to the point where they
//! differ, and beyond.

use super::{Deed, Overlay};
use crate::text::Said;
use crate::trace::Trace;
use crate::tui::command::Scope;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::comparison::Compared;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// This run beside one without the failure.
#[derive(Debug)]
pub struct Compare {
    selected: usize,
}

impl Compare {
    /// With a row of the comparison selected.
    pub fn at_row(selected: usize) -> Self {
        Compare { selected }
    }
}

/// Rows below the list: a rule, and what the selected row says.
const BELOW: usize = 4;

impl Overlay for Compare {
    fn name(&self) -> &'static str {
        "compare"
    }

    fn scope(&self) -> Scope {
        Scope::Chooser
    }

    fn title(&self, model: &Model) -> String {
        heading(model).to_owned()
    }

    fn size(&self, _: &Model, screen: Rect) -> (u16, u16) {
        (160, screen.height)
    }

    fn len(&self, model: &Model, _: Rect) -> usize {
        model.compared_rows()
    }

    fn at(&self) -> usize {
        self.selected
    }

    fn go(&mut self, row: usize) {
        self.selected = row;
    }

    fn row_at(&self, model: &Model, room: Rect, row: usize) -> Option<usize> {
        let len = model.compared_rows();
        let height = usize::from(room.height).saturating_sub(2 + BELOW);
        let row = row.checked_sub(1).filter(|row| *row < height)?;
        let at = text::first_row(self.selected, len, height) + row;
        (at < len).then_some(at)
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.go_there")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        match model.compared_step(self.selected) {
            Some(step) => Deed::Jump(self, Box::new(move |model| model.go_to(step))),
            None => {
                model.say(said!("tui.notice.ends_before"));
                Deed::Closed
            }
        }
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        draw(model, self.selected, room, buf);
    }
}

/// What stands above both.
fn heading(model: &Model) -> &'static str {
    let passes = |compared: &Compared| compared.good.passes();
    match model.compared.as_deref().is_some_and(passes) {
        true => label!("tui.compare.good"),
        false => label!("tui.compare.bad"),
    }
}

/// How a run ended, with the warning that was ignored.
fn ending(trace: &Trace) -> String {
    let ending = trace.outcome.words().to_string();
    if trace.clicked_through().is_some() {
        said!("tui.compare.ignored", ending).to_string()
    } else if trace.skipped().is_some() {
        said!("tui.compare.skipped", ending).to_string()
    } else if trace.replayed.is_some() {
        said!("tui.compare.replayed", ending).to_string()
    } else {
        ending
    }
}

fn draw(model: &Model, selected: usize, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let Some(compared) = &model.compared else {
        return;
    };
    let mut painter = Painter::new(buf, area);
    let width = painter.width();
    let column = width.saturating_sub(5) / 2;
    let rows = &compared.comparison.rows;
    let pair = |left: Span<'static>, mark: Span<'static>, right: Span<'static>| {
        let pad = column.saturating_sub(left.width());
        Line::from(vec![
            left,
            Span::raw(" ".repeat(pad + 1)),
            mark,
            Span::raw(" "),
            right,
        ])
    };
    let fit = |words: &str| text::cut(&marks.prose(words), column, marks);
    let (good, bad): (&Trace, &Trace) = (&compared.good, &model.trace);
    painter.line(
        0,
        pair(
            Span::styled(fit(&title(good, bad)), theme.title),
            Span::raw(" "),
            Span::styled(fit(&title(bad, bad)), theme.title),
        ),
    );
    let height = painter.height().saturating_sub(2 + BELOW);
    let first = text::first_row(selected, rows.len(), height);
    for (y, (i, row)) in rows.iter().enumerate().skip(first).take(height).enumerate() {
        let step = |trace: &Trace, index: Option<usize>| {
            index.map_or(String::new(), |index| trace.steps[index].numbered_title())
        };
        let failed = row.right.is_some_and(|at| bad.steps[at].failure.is_some());
        let parted = compared.comparison.first.is_some_and(|first| i >= first);
        let (mark, style) = match (row.left, row.right, &row.differs) {
            (Some(_), Some(_), None) if parted => (marks.same, theme.muted),
            (Some(_), Some(_), None) => (marks.same, theme.good),
            (Some(_), Some(_), Some(_)) => (marks.differs, theme.bad),
            (Some(_), None, _) => ("<", theme.muted),
            _ => (">", theme.title),
        };
        let text_style = match (&row.differs, failed) {
            (_, true) => theme.bad,
            (Some(_), _) => theme.title,
            (None, _) => theme.text,
        };
        let left = match row.right {
            Some(_) => theme.text,
            None => theme.muted,
        };
        painter.line(
            y + 1,
            pair(
                Span::styled(fit(&step(good, row.left)), left),
                Span::styled(mark, style),
                Span::styled(fit(&step(bad, row.right)), text_style),
            ),
        );
        if i == selected {
            painter.select(y + 1, theme.selected);
        }
    }
    let below = height + 1;
    painter.line(
        below,
        pair(
            Span::styled(fit(&ending(good)), theme.muted),
            Span::raw(" "),
            Span::styled(fit(&ending(bad)), theme.muted),
        ),
    );
    let words = match rows.get(selected) {
        Some(row) => about(bad, row, compared.comparison.first == Some(selected)).to_string(),
        None => String::new(),
    };
    let lines = text::wrap_plain(&marks.prose(&words), theme.text, width, 0);
    painter.lines(below + 2, text::clip(lines, 2, width, theme));
    let most = rows.len().saturating_sub(height);
    scroll_hint::more(model, area, first, most, buf);
}

/// What the selected row says.
fn about(bad: &Trace, row: &crate::trace::Pair, first: bool) -> Said {
    let failure = row.right.and_then(|at| bad.steps[at].failure.as_ref());
    let words = match (row.left, row.right, &row.differs, failure) {
        (_, _, _, Some(failure)) => said!("tui.compare.stops", failure),
        (Some(_), Some(_), Some(differs), _) => said!("tui.compare.differs", differs),
        (Some(_), Some(_), None, _) => said!("tui.compare.same"),
        (Some(_), None, _, _) => said!("tui.compare.missing"),
        _ => said!("tui.compare.only_here"),
    };
    match first {
        true => said!("tui.compare.first", words),
        false => words,
    }
}

fn title(trace: &Trace, bad: &Trace) -> String {
    match (trace.tampering.is_empty(), bad.tampering.is_empty()) {
        (true, true) => trace.run.scenario.clone(),
        (true, false) => label!("tui.compare.without_attacker").to_owned(),
        (false, _) => label!("tui.compare.with_attacker").to_owned(),
    }
}
