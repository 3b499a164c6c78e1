//! The list beside the text: its entries in the room there is.

use super::items::{Item, ROWS, at, items};
use crate::text::Said;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::place::{Focus, Tab};
use crate::tui::pane::math;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The lines of the list, each with the entry that it belongs to, and how many entries are above and
/// below.
pub type Shown = (Vec<(Option<usize>, Line<'static>)>, [usize; 2]);

pub fn shown(model: &Model, area: Rect) -> Shown {
    let theme = &model.theme;
    let marks = &theme.marks;
    let width = usize::from(area.width);
    let height = usize::from(area.height);
    let mut items = items(model, width, height);
    let Some(selected) = at(model, &items) else {
        return (Vec::new(), [0, 0]);
    };
    let rows = |item: &Item, rows: usize| rows + 1 + 2 * usize::from(item.heading.is_some());
    let needed = |most: usize| -> usize {
        let each = items.iter().map(|item| rows(item, item.rows(most)));
        each.sum()
    };
    // each one whole or with its first rows, or else the selected one as far as there is room
    let found = [usize::MAX, ROWS, ROWS / 2]
        .into_iter()
        .find(|most| needed(*most) <= height + 1);
    let all_whole = found.is_some();
    let most = found.unwrap_or_else(|| {
        let others = items.iter().enumerate().filter(|(i, _)| *i != selected);
        let others: usize = others.map(|(_, item)| rows(item, item.brief.len())).sum();
        height.saturating_sub(others + 5).max(ROWS)
    });
    for item in &mut items {
        item.shorten(most, width, theme);
    }
    let block = |i: usize| -> Vec<(Option<usize>, Line<'static>)> {
        let item = &items[i];
        let mut lines = Vec::new();
        if let Some(heading) = &item.heading {
            let heading = text::cut(&marks.prose(heading), width, marks);
            if i > 0 {
                lines.push((None, Line::default()));
            }
            lines.push((None, Line::from(Span::styled(heading, theme.muted))));
        }
        let mark = if i == selected { marks.selected } else { " " };
        let mut head = vec![Span::styled(format!("{mark} "), theme.title)];
        head.extend(item.head.iter().cloned());
        let used: usize = head.iter().map(Span::width).sum();
        let right = match used + item.right.len() + 1 < width {
            true => item.right.as_str(),
            false => "",
        };
        let gap = width.saturating_sub(used + right.len());
        head.push(Span::raw(" ".repeat(gap)));
        head.push(Span::styled(right.to_owned(), theme.muted));
        lines.push((Some(i), Line::from(head)));
        let below = if i == selected || all_whole {
            &item.whole
        } else {
            &item.brief
        };
        lines.extend(below.iter().map(|line| (Some(i), line.clone())));
        lines
    };
    // the selected entry stands as far down as all before it allow, and is seen whole
    let mut first = 0;
    loop {
        let taken: usize = (first..=selected).map(|i| block(i).len()).sum();
        if taken <= height || first == selected {
            break;
        }
        first += 1;
    }
    let mut lines = Vec::new();
    let mut last = first;
    for i in first..items.len() {
        let block = block(i);
        if lines.len() + block.len() > height && i > selected {
            break;
        }
        lines.extend(block);
        last = i + 1;
    }
    lines.truncate(height);
    (lines, [first, items.len() - last])
}

/// Draws it.
pub fn draw(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let (lines, [above, below]) = shown(model, area);
    if lines.is_empty() {
        return how_computed(model, area, buf);
    }
    let selected = model.picks.tab[Tab::Explain as usize];
    let last = lines.iter().filter_map(|(entry, _)| *entry).max();
    let selected = selected.min(last.unwrap_or(0));
    let mut painter = Painter::new(buf, area);
    let mut first = true;
    for (y, (entry, line)) in lines.into_iter().enumerate() {
        painter.line(y, line);
        if entry == Some(selected) && first {
            first = false;
            let ground = match model.focus == Focus::Panel {
                true => theme.selected,
                false => theme.fresh,
            };
            painter.ground(y, 0..painter.width(), ground);
        }
    }
    scroll_hint::inside(model, area, above, above + below, buf);
}

/// Where a step has neither values nor checks: how far the handshake has come, or what is computed.
fn how_computed(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let mut painter = Painter::new(buf, area);
    if model.computes(model.cursor) {
        let title = Span::styled(label!("tui.explain.computation"), theme.muted);
        painter.line(0, title);
        let height = painter.height().saturating_sub(1);
        let lines = math::beginning(model, painter.width(), height);
        return painter.lines(1, lines);
    }
    let words: Said = match model.step().is_some_and(|step| step.message.is_some()) {
        _ if model.step().is_some_and(|step| model.is_inside(step)) => {
            said!("tui.lens.no_values")
        }
        true => said!("tui.explain.no_values_message"),
        false => said!("tui.explain.no_values"),
    };
    let lines = text::wrap_plain(&words.to_string(), theme.muted, painter.width(), 0);
    painter.lines(0, lines);
}
