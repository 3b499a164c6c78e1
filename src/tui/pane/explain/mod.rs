//! The tab Explain: what happens and why, in words; beside it, where there is room, the values and the
//! checks of the step, one of which is selected.

mod folded;
mod items;
mod list;

use super::{Opening, Pane, map};
use crate::explain::PartKind;
use crate::trace::{Step, ValueId};
use crate::tui::draw::checks::checks;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::prose::spans;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::key::Key;
use crate::tui::layout::is_folded;
use crate::tui::model::Model;
use crate::tui::model::place::Tab;
use crate::tui::model::source::Driver;
use crate::{label, said};
use items::{Target, items, selected};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The explanation of the step.
pub struct Explain;

/// The columns of the list beside the text, by the width of the panel.
fn list_width(width: u16) -> Option<u16> {
    match width {
        190.. => Some(56),
        150.. => Some(46),
        100.. => Some(38),
        _ => None,
    }
}

/// The most columns that the text takes.
const TEXT: u16 = 92;
/// The columns of the map, and those of a panel that has room for it.
const MAP: u16 = 77;
const WITH_MAP: u16 = 190;

impl Pane for Explain {
    fn columns(&self, room: Rect) -> Vec<Rect> {
        match list_width(room.width) {
            // a large screen has room for the map beside the text
            Some(list) if room.width >= WITH_MAP => {
                let text = room.width - list - MAP - 6;
                super::split(room, &[text, MAP])
            }
            Some(list) => super::split(room, &[room.width - list - 3]),
            None => vec![room],
        }
    }

    fn holds(&self, model: &Model) -> bool {
        !model.trace.steps().is_empty()
    }

    fn len(&self, model: &Model, columns: &[Rect]) -> usize {
        match columns.get(1..).and_then(<[Rect]>::last) {
            Some(list) => items(model, list.width.into(), 1).len(),
            None => overflow(model, columns) + 1,
        }
    }

    fn scrolls(&self, model: &Model, columns: &[Rect]) -> usize {
        match columns.len() {
            1 => 0,
            _ => overflow(model, columns),
        }
    }

    fn row_at(&self, model: &Model, columns: &[Rect], x: u16, y: u16) -> Option<usize> {
        let list = columns.get(1..)?.last();
        let list = list.filter(|list| list.contains((x, y).into()))?;
        let row = usize::from(y - list.y);
        let (shown, _) = list::shown(model, *list);
        shown.get(row)?.0
    }

    fn value(&self, model: &Model) -> Option<ValueId> {
        match selected(model)?.target {
            Target::Value(id) => Some(id),
            _ => model.outcome().map(|value| value.id),
        }
    }

    fn open(&self, model: &Model) -> Opening {
        match selected(model).map(|item| item.target) {
            Some(Target::Value(id)) => Opening::Value(id),
            Some(Target::Step(step)) if step != model.cursor => Opening::Step(step),
            Some(Target::Check(nth)) => {
                let check = model.step().and_then(|step| step.checks.get(nth));
                match check.is_some_and(|check| check.signature.is_some()) {
                    true => Opening::Check(model.cursor, nth),
                    false => Opening::Refused(said!("tui.notice.no_detail")),
                }
            }
            _ => Opening::Nothing,
        }
    }

    fn draw(&self, model: &Model, columns: &[Rect], buf: &mut Buffer) {
        let Some(main) = columns.first() else { return };
        let Some(step) = model.step() else {
            return before(model, &mut Painter::new(buf, *main));
        };
        let lines = prose(model, step, columns);
        let most = lines.len().saturating_sub(main.height.into());
        let scroll = match columns.len() {
            1 => model.picks.tab[Tab::Explain as usize],
            _ => model.picks.scroll,
        };
        let scroll = scroll.min(most);
        Painter::new(buf, *main).lines(0, lines.into_iter().skip(scroll));
        scroll_hint::inside(model, *main, scroll, most, buf);
        if model.newcomer && model.is_simulation() && model.cursor == 0 {
            hint(model, *main, buf);
        }
        if let [_, map, _] = columns {
            map::draw(model, *map, buf);
        }
        if let Some(list) = columns.get(1..).and_then(<[Rect]>::last) {
            list::draw(model, *list, buf);
        }
    }
}

/// What a newcomer needs to know, in the last rows of the text, until the first key.
fn hint(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let words = match area.height {
        0..=8 => label!("tui.explain.newcomer_short"),
        _ => label!("tui.explain.newcomer"),
    };
    let words = theme.marks.prose(words);
    let room = usize::from(area.width).saturating_sub(2);
    let lines = text::wrap_plain(&words, theme.title, room, 0);
    let height = (lines.len() as u16).min(area.height);
    let rows = Rect {
        y: area.bottom() - height,
        height,
        ..area
    };
    let mut painter = Painter::new(buf, rows);
    painter.clear(theme.base.patch(theme.band));
    for (y, line) in lines.into_iter().enumerate() {
        painter.at(y, 1, line);
    }
}

/// Before the first step of a connection: what it waits for.
fn before(model: &Model, painter: &mut Painter<'_>) {
    if let Driver::Connection(connection) = &model.driver {
        let theme = &model.theme;
        let status = connection.said();
        let words = said!("tui.explain.connection", status).to_string();
        let mut lines = text::wrap_plain(&words, theme.title, painter.width().min(90), 0);
        if model.flight_waits() {
            let key = Key::Right.label(theme.marks.ascii);
            lines.push(Line::from(vec![
                Span::styled(key, theme.key),
                Span::styled(format!(" {}", label!("tui.explain.sends")), theme.text),
            ]));
        }
        painter.lines(1, lines);
    }
}

/// By how many lines the text is longer than its room.
fn overflow(model: &Model, columns: &[Rect]) -> usize {
    let (Some(main), Some(step)) = (columns.first(), model.step()) else {
        return 0;
    };
    let lines = prose(model, step, columns).len();
    lines.saturating_sub(main.height.into())
}

/// The columns of the headings, where they stand beside the text.
const HEADINGS: usize = 14;

fn heading(kind: PartKind) -> &'static str {
    match kind {
        PartKind::What => label!("tui.explain.what"),
        PartKind::Why => label!("tui.explain.why"),
        PartKind::Diagnosis => PartKind::Diagnosis.title(),
        PartKind::Eavesdropper => label!("tui.explain.eavesdropper"),
        PartKind::Middle => label!("tui.explain.attacker"),
        PartKind::Note => label!("tui.explain.note"),
        PartKind::Lesson => label!("tui.explain.lesson"),
    }
}

fn prose(model: &Model, step: &Step, columns: &[Rect]) -> Vec<Line<'static>> {
    let width = usize::from(columns.first().map_or(0, |main| main.width.min(TEXT)));
    let alone = columns.len() == 1;
    let theme = &model.theme;
    let beside = width >= 60;
    let room = width.saturating_sub(if beside { HEADINGS } else { 0 });
    let mut lines = Vec::new();
    let failed = step.checks.iter().filter(|check| !check.passed);
    if alone {
        lines.extend(checks(model, step, failed, width));
    }
    if is_folded(model.screen()) {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(folded::values(model, width));
    }
    let parts = model.explained.iter().flat_map(|it| &it.parts);
    let mut starts = Vec::new();
    for part in parts {
        let title = heading(part.kind);
        // how a change ends is for the reader to find out
        let shown = match part.kind == PartKind::Middle && model.ending_is_open() {
            true => &part.spans[..part.spans.len().min(1)],
            false => &part.spans,
        };
        let mut body = spans(model, shown);
        if beside {
            if !lines.is_empty() || !alone {
                lines.push(Line::default());
            }
            let mut body = text::wrap(&body, room, 0).into_iter();
            let mut labels = crate::text::wrap(title, HEADINGS - 2).into_iter();
            loop {
                let (label, line) = (labels.next(), body.next());
                if label.is_none() && line.is_none() {
                    break;
                }
                let label = label.unwrap_or_default();
                let mut whole = vec![Span::styled(format!("{label:<HEADINGS$}"), theme.muted)];
                whole.extend(line.unwrap_or_default().spans);
                lines.push(Line::from(whole));
            }
        } else {
            if part.kind != PartKind::What {
                starts.push(lines.len());
                body.insert(0, Span::styled(format!("{title}. "), theme.title));
            }
            lines.extend(text::wrap(&body, room, 0));
        }
    }
    // a blank line before each part, where there is room for all of them
    let height = columns.first().map_or(0, |main| usize::from(main.height));
    if !alone && lines.len() + starts.len() <= height {
        for at in starts.into_iter().rev() {
            lines.insert(at, Line::default());
        }
    }
    let passed = step.checks.iter().filter(|check| check.passed);
    if alone {
        if beside && step.checks.iter().any(|check| check.passed) {
            lines.push(Line::default());
        }
        lines.extend(checks(model, step, passed, width));
    }
    lines
}
