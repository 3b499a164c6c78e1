//! Two runs side by side: the good one on the left, this one on the right, up to the point where they
//! differ, and beyond.

use super::{Deed, Overlay};
use crate::text::around;
use crate::trace::Trace;
use crate::tui::command::Scope;
use crate::tui::draw::formula::plain_name;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::comparison::{Compared, Differing};
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

/// Rows below the list: how both end, what differs in the selected row, and what that says.
const BELOW: usize = 3;

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
    let ending = trace.outcome().words().to_string();
    if trace.clicked_through().is_some() {
        said!("tui.compare.ignored", ending).to_string()
    } else if trace.skipped().is_some() {
        said!("tui.compare.skipped", ending).to_string()
    } else if trace.replayed().is_some() {
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
    // the mark of the selected row is before both columns
    let column = width.saturating_sub(8) / 2;
    let rows = &compared.comparison.rows;
    let pair = |left: Span<'static>, mark: Span<'static>, right: Span<'static>| {
        let pad = column.saturating_sub(left.width());
        Line::from(vec![
            Span::raw("  "),
            left,
            Span::raw(" ".repeat(pad + 1)),
            mark,
            Span::raw("  "),
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
            let step = index.and_then(|index| trace.steps().get(index));
            step.map_or(String::new(), |step| {
                step.numbered_title(step.fate().word())
            })
        };
        let failed = row
            .right
            .is_some_and(|at| bad.steps()[at].failure.is_some());
        let (mark, style) = match (row.left, row.right, &row.differs) {
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
        if row.right == Some(model.cursor) {
            let before = column + 4;
            painter.at(y + 1, before, Span::styled(marks.here, theme.title));
        }
        if i == selected {
            painter.at(y + 1, 0, Span::styled(marks.selected, theme.title));
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
    if let Some(differing) = compared.differing(bad, selected) {
        let both = [
            (differing.good, differing.this),
            (differing.this, differing.good),
        ];
        let [good, this] =
            both.map(|(bytes, other)| bytes_of(model, &differing, bytes, other, column));
        let ends = Line::from(good);
        let pad = column.saturating_sub(ends.width()) + 1;
        let mut spans = vec![Span::raw("  ")];
        spans.extend(ends.spans);
        spans.push(Span::raw(" ".repeat(pad)));
        spans.push(Span::styled(marks.differs, theme.bad));
        spans.push(Span::raw("  "));
        spans.extend(this);
        painter.line(below + 1, Line::from(spans));
    }
    let words = match rows.get(selected) {
        Some(row) => about(bad, row, compared.comparison.first == Some(selected)),
        None => String::new(),
    };
    let lines = text::wrap_plain(&marks.prose(&words), theme.text, width, 0);
    painter.lines(below + 2, text::clip(lines, 2, width, theme));
    let most = rows.len().saturating_sub(height);
    scroll_hint::more(model, area, first, most, buf);
}

/// The name of what differs, and its bytes around the first difference.
fn bytes_of(
    model: &Model,
    differing: &Differing<'_>,
    bytes: &[u8],
    other: &[u8],
    column: usize,
) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let room = match column {
        40.. => 20,
        30.. => 16,
        _ => 0,
    };
    let (name, ink) = match differing.name {
        Some(name) => (plain_name(name, room.max(1) - 1), theme.value(name)),
        None => (label!("tui.compare.record").to_owned(), theme.text),
    };
    let name = if room > 0 {
        text::pad(&name, room)
    } else {
        String::new()
    };
    let digits = around(bytes, other, column - room, theme.marks.ellipsis);
    vec![Span::styled(name, ink), Span::styled(digits, ink)]
}

/// What the selected row says, in sentences.
fn about(bad: &Trace, row: &crate::trace::Pair, first: bool) -> String {
    let failure = row.right.and_then(|at| bad.steps()[at].failure.as_ref());
    let words = match (row.left, row.right, &row.differs, failure) {
        (_, _, _, Some(failure)) => said!("tui.compare.stops", failure),
        (Some(_), Some(_), Some(differs), _) => {
            let differs = beginning(&differs.to_string());
            said!("tui.compare.differs", differs)
        }
        (Some(_), Some(_), None, _) => said!("tui.compare.same"),
        (Some(_), None, _, _) => said!("tui.compare.missing"),
        _ => said!("tui.compare.only_here"),
    };
    match first {
        true => said!("tui.compare.first", words).to_string(),
        false => words.to_string(),
    }
}

/// Words as a sentence begins: with a capital letter, unless they begin with a name of the RFC.
fn beginning(words: &str) -> String {
    let first = words.split(' ').next().unwrap_or_default();
    let is_name = !first.chars().all(char::is_lowercase);
    let mut chars = words.chars();
    match chars.next() {
        Some(c) if !is_name => c.to_uppercase().chain(chars).collect(),
        _ => words.to_owned(),
    }
}

fn title(trace: &Trace, bad: &Trace) -> String {
    match (trace.tampering().is_empty(), bad.tampering().is_empty()) {
        (true, true) => trace.run().scenario.clone(),
        (true, false) => label!("tui.compare.without_attacker").to_owned(),
        (false, _) => label!("tui.compare.with_attacker").to_owned(),
    }
}
