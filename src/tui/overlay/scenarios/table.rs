//! The list of the scenarios: group by group, in which step each fails, and with which alert.

use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::source::Listed;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// The heading of a group.
    Group(&'static str),
    /// A scenario, by its place among those that are shown.
    Scenario(usize),
}

/// The rows for scenarios.
pub fn rows(all: &[&Listed]) -> Vec<Row> {
    let mut rows = Vec::with_capacity(all.len() + 8);
    let mut group = None;
    for (i, listed) in all.iter().enumerate() {
        if group != Some(listed.group) {
            group = Some(listed.group);
            rows.push(Row::Group(listed.group));
        }
        rows.push(Row::Scenario(i));
    }
    rows
}

/// An alert that is cut to fewer columns cannot be told from others.
const LEAST_ALERT: usize = 8;

/// The columns of each part: the name, the step, the alert.
fn parts(model: &Model) -> [usize; 3] {
    let longest = |each: &mut dyn Iterator<Item = usize>| each.max().unwrap_or(0);
    let all = model.listed();
    let names = longest(&mut all.iter().map(|one| text::width(&one.name)));
    let alerts = all
        .iter()
        .filter_map(|one| model.ending(&one.name)?.alert_name());
    let alerts = longest(&mut alerts.map(|alert| text::width(&alert)));
    let head = text::width(label!("tui.chooser.alert"));
    let steps = text::width(label!("tui.chooser.fails_in"));
    [names, steps.max(8), alerts.max(head)]
}

/// The columns of the whole list.
pub fn columns(model: &Model) -> usize {
    let [name, step, alert] = parts(model);
    2 + name + 2 + step + 2 + alert
}

/// What is selected, and the row from which on the list was shown last; `None` before it was shown.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The selected scenario, by its place among those that are shown.
    pub selected: usize,
    /// The first row that was shown.
    pub top: Option<usize>,
}

impl Place {
    fn first(self, rows: &[Row], room: Rect) -> usize {
        let selected = Row::Scenario(self.selected);
        let at = rows.iter().position(|row| *row == selected).unwrap_or(0);
        let height = height(room);
        let Some(top) = self.top else {
            return text::first_row(at, rows.len(), height);
        };
        // the heading of the group comes along with its first scenario
        let above = at.checked_sub(1).and_then(|above| rows.get(above));
        let headed = height > 1 && matches!(above, Some(Row::Group(_)));
        text::first_row_from(top, at - usize::from(headed)..at + 1, rows.len(), height)
    }
}

/// The rows below the heads of the columns.
fn height(room: Rect) -> usize {
    usize::from(room.height).saturating_sub(1)
}

/// The first row that is shown in the room of the list.
pub fn first(all: &[&Listed], place: Place, room: Rect) -> usize {
    place.first(&rows(all), room)
}

/// The scenario at a row of the room of the list.
pub fn row_at(all: &[&Listed], place: Place, room: Rect, row: usize) -> Option<usize> {
    let rows = rows(all);
    let row = row.checked_sub(1).filter(|row| *row < height(room))?;
    match rows.get(place.first(&rows, room) + row)? {
        Row::Scenario(i) => Some(*i),
        Row::Group(_) => None,
    }
}

/// Draws it, with the heads of the columns above.
pub fn draw(model: &Model, all: &[&Listed], place: Place, room: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let hidden = model.endings.hidden;
    let [names, steps, alerts] = parts(model);
    let mut painter = Painter::new(buf, room);
    // where there is no room, the endings are in the preview alone
    let alerts = alerts.min(painter.width().saturating_sub(2 + names + 2 + steps + 2));
    let hidden = hidden || alerts < LEAST_ALERT;
    let right = |words: &str| " ".repeat(steps.saturating_sub(text::width(words))) + words;
    let mut heads = format!("  {}", text::pad(label!("tui.chooser.scenario"), names));
    if !hidden {
        heads += &format!("  {}", right(label!("tui.chooser.fails_in")));
        heads += &format!("  {}", label!("tui.chooser.alert"));
    }
    painter.line(0, Span::styled(heads, theme.muted));
    let rows = rows(all);
    let height = height(room);
    let first = place.first(&rows, room);
    for (y, row) in rows.iter().skip(first).take(height).enumerate() {
        let i = match row {
            Row::Group(title) => {
                let title = marks.prose(title).into_owned();
                painter.line(y + 1, Span::styled(title, theme.title));
                continue;
            }
            Row::Scenario(i) => *i,
        };
        let Some(listed) = all.get(i) else { continue };
        let chosen = i == place.selected;
        let mark = if chosen { marks.selected } else { " " };
        let style = if chosen { theme.title } else { theme.text };
        let name = text::cut(&marks.prose(&listed.name), names, marks);
        let mut spans = vec![Span::styled(
            format!("{mark} {}", text::pad(&name, names)),
            style,
        )];
        if let Some(ending) = model.ending(&listed.name).filter(|_| !hidden) {
            let step = match ending.failed {
                Some(step) => said!("tui.chooser.step", step = step + 1).to_string(),
                None => label!("tui.chooser.nothing").to_owned(),
            };
            let alert = match ending.alert_name() {
                Some(alert) => alert,
                None if ending.failed.is_some() => label!("tui.chooser.none").to_owned(),
                None => marks.nothing.to_owned(),
            };
            spans.push(Span::styled(format!("  {}", right(&step)), style));
            let alert = text::cut(&alert, alerts, marks);
            spans.push(Span::styled(format!("  {alert}"), style));
        }
        painter.line(y + 1, Line::from(spans));
        if chosen {
            painter.select(y + 1, theme.selected);
        }
    }
    let most = rows.len().saturating_sub(height);
    scroll_hint::inside(
        model,
        Rect {
            y: room.y + 1,
            height: height as u16,
            ..room
        },
        first,
        most,
        buf,
    );
}
