//! The tab Explain: what happens and why, in words; beside it, where there is room, the values and the
//! checks of the step, one of which is selected.

use super::{Opening, Pane, map, math};
use crate::explain::PartKind;
use crate::explain::checks::{asked, in_order};
use crate::text::{Said, around};
use crate::trace::{Buffer as Annotated, BufferKind, Check, Step, Value, ValueId};
use crate::tui::draw::checks::{checks, verdict};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::prose::spans;
use crate::tui::draw::{formula, scroll_hint, text};
use crate::tui::key::Key;
use crate::tui::layout::is_folded;
use crate::tui::model::Model;
use crate::tui::model::place::{Focus, Tab};
use crate::tui::model::source::Driver;
use crate::tui::model::value_row::State;
use crate::wire::display;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
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
        !model.trace.steps.is_empty()
    }

    fn len(&self, model: &Model, columns: &[Rect]) -> usize {
        match columns.get(1..).and_then(<[Rect]>::last) {
            Some(list) => items(model, list.width.into()).len(),
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
        let (shown, _) = shown(model, *list);
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
            draw_list(model, *list, buf);
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
    if is_folded(model.screen()) {
        lines.extend(new_values(model, width));
    }
    if alone {
        lines.extend(checks(model, step, failed, width));
    }
    let parts = model.explained.iter().flat_map(|it| &it.parts);
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
                body.insert(0, Span::styled(format!("{title}. "), theme.title));
            }
            lines.extend(text::wrap(&body, room, 0));
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

/// The values that are new in this step or differ, for a screen that has no room for the stage.
fn new_values(model: &Model, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let rows = model.value_rows().iter();
    let told = rows.filter(|row| row.is_new() || row.agree == Some(false));
    let mut lines: Vec<Line<'static>> = told
        .map(|row| {
            let (mark, style) = match row.agree {
                Some(true) => (marks.same, theme.good),
                Some(false) => (marks.differs, theme.bad),
                None => (" ", theme.text),
            };
            let new = if row.is_new() { marks.new } else { " " };
            let mut spans = vec![
                Span::styled(format!("{new} "), theme.title),
                Span::styled(
                    text::pad(&formula::plain_name(row.name, 18), 19),
                    theme.value(row.name),
                ),
                Span::styled(format!("{mark} "), style),
            ];
            let room = width.saturating_sub(25);
            let values = row.held[..2].iter().map(|held| match held.state {
                State::Has(id) => {
                    let bytes = model.value(id).map_or(&[][..], |value| &value.bytes);
                    text::start(bytes, room / 2, marks)
                }
                State::Encrypted => marks.sealed.to_owned(),
                State::Lacks => marks.unknown.to_owned(),
                State::NotMade => marks.not_made.to_owned(),
            });
            let values: Vec<String> = values.collect();
            spans.push(Span::styled(values.join(" "), theme.value(row.name)));
            Line::from(spans)
        })
        .collect();
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    lines
}

/// What an entry of the list leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Value(ValueId),
    Check(usize),
    Step(usize),
}

/// An entry of the list: the words of its first line, and what stands below it.
struct Item {
    /// The heading above it, where it is the first of its kind.
    heading: Option<&'static str>,
    target: Target,
    head: Vec<Span<'static>>,
    right: String,
    /// What stands below it while it is selected.
    whole: Vec<Line<'static>>,
    /// What stands below it while it is not.
    brief: Vec<Line<'static>>,
}

/// The entries of the list: where the sides parted, the checks, the values.
fn items(model: &Model, width: usize) -> Vec<Item> {
    let Some(step) = model.step() else {
        return Vec::new();
    };
    let mut items = Vec::new();
    if step.failure.is_some() {
        items.extend(parted(model, width));
    }
    let order = in_order(step);
    for (i, check) in order.first.into_iter().chain(order.rest).enumerate() {
        let mut all = step.checks.iter();
        let nth = all
            .position(|other| std::ptr::eq(other, check))
            .unwrap_or(0);
        let mut item = check_item(model, step, nth, check, width);
        item.heading = (i == 0).then(|| label!("tui.explain.checks"));
        items.push(item);
    }
    let values = step.values.iter().filter_map(|id| model.value(*id));
    for (i, value) in values.enumerate() {
        let mut item = value_item(model, value, width);
        item.heading = (i == 0).then(|| label!("tui.explain.values"));
        items.push(item);
    }
    items
}

/// Where a message was changed: the bytes around it, as they were sent and as they arrived.
fn parted(model: &Model, width: usize) -> Option<Item> {
    let theme = &model.theme;
    let at = model.parted_at()?;
    let step = model.trace.steps.get(at)?;
    let name = step.message.as_ref().map_or_else(
        || crate::tui::draw::acts::doing(step.topic, false).to_owned(),
        |message| message.name.name().to_owned(),
    );
    let head = said!("tui.explain.parted_step", step = at + 1, name).to_string();
    let head = text::cut(
        &theme.marks.prose(&head),
        width.saturating_sub(3),
        &theme.marks,
    );
    let mut whole = Vec::new();
    let record = |buffers: &[Annotated]| -> Option<Vec<u8>> {
        let mut buffers = buffers.iter();
        let record = buffers.find(|buffer| buffer.kind == BufferKind::Record)?;
        Some(record.bytes.clone())
    };
    let message = step.message.as_ref();
    let sent = message.and_then(|message| record(&message.buffers));
    let arrived = message.and_then(|message| record(message.arrived.as_ref()?));
    if let (Some(sent), Some(arrived)) = (sent, arrived) {
        let room = width.saturating_sub(13);
        let ellipsis = theme.marks.ellipsis;
        for (words, bytes, other) in [
            (label!("tui.explain.sent"), &sent, &arrived),
            (label!("tui.explain.arrived"), &arrived, &sent),
        ] {
            whole.push(Line::from(vec![
                Span::styled(format!("  {words:<9}"), theme.muted),
                Span::styled(around(bytes, other, room, ellipsis), theme.bad),
            ]));
        }
    } else if step.fate().tampered() {
        let fate = step.fate().words();
        whole.push(Line::from(Span::styled(format!("  {fate}"), theme.bad)));
    }
    Some(Item {
        heading: Some(label!("tui.explain.parted")),
        target: Target::Step(at),
        head: vec![Span::styled(head, theme.bad)],
        right: String::new(),
        brief: whole.clone(),
        whole,
    })
}

fn check_item(model: &Model, step: &Step, nth: usize, check: &Check, width: usize) -> Item {
    let theme = &model.theme;
    let (mark, style) = verdict(model, check);
    let room = width.saturating_sub(4);
    let used = text::width(&mark) + 1;
    let question = theme.marks.prose(check.name.question());
    let name = text::cut(&question, room.saturating_sub(used), &theme.marks);
    let name_style = if check.passed { theme.text } else { theme.bad };
    let detail = theme.marks.prose(&asked(check).sentence()).into_owned();
    let mut words = Vec::new();
    words.extend(crate::tui::draw::checks::coloured(model, step, &detail));
    let whole: Vec<Line<'static>> = text::wrap(&words, room, 0)
        .into_iter()
        .map(indented)
        .collect();
    let brief = match check.passed {
        true => Vec::new(),
        false => text::clip(whole.clone(), 2, width, theme),
    };
    Item {
        heading: None,
        target: Target::Check(nth),
        head: vec![
            Span::styled(format!("{mark} "), style),
            Span::styled(name, name_style),
        ],
        right: String::new(),
        whole,
        brief,
    }
}

fn indented(line: Line<'static>) -> Line<'static> {
    let mut spans = vec![Span::raw("  ")];
    spans.extend(line.spans);
    Line::from(spans)
}

fn value_item(model: &Model, value: &Value, width: usize) -> Item {
    let theme = &model.theme;
    let style = theme.value(value.name);
    let name = formula::name_of(value, width.saturating_sub(14), model);
    let room = width.saturating_sub(4);
    let unseen = formula::unseen(model, value.id, room);
    let hidden = |words: &String| Line::from(Span::styled(words.clone(), theme.muted));
    let mut whole: Vec<Line<'static>> = match text::printable(&value.bytes) {
        _ if unseen.is_some() => unseen.iter().map(hidden).collect(),
        Some(words) => {
            let quoted = format!("\"{}\"", theme.marks.prose(words));
            text::wrap_plain(&quoted, style, room, 0)
        }
        None => {
            let per_row = ((room + 1) / 9).max(1) * 4;
            let rows = value.bytes.chunks(per_row).map(|row| {
                let groups: Vec<String> = row.chunks(4).map(display::hex).collect();
                Line::from(Span::styled(groups.join(" "), style))
            });
            text::clip(rows.collect(), 6, room, theme)
        }
    };
    let mut origin = formula::origin(model, value);
    if matches!(value.origin, crate::trace::Origin::Derived { .. }) {
        origin.insert(0, Span::styled("= ", theme.text));
    }
    whole.extend(text::wrap(&origin, room, 2));
    let bytes = text::start(&value.bytes, room, &theme.marks);
    let brief = match &unseen {
        Some(words) => hidden(words),
        None => Line::from(Span::styled(bytes, style)),
    };
    Item {
        heading: None,
        target: Target::Value(value.id),
        head: vec![Span::styled(name, style.add_modifier(Modifier::BOLD))],
        right: display::count(value.bytes.len() as u64, "byte"),
        whole: whole.into_iter().map(indented).collect(),
        brief: vec![indented(brief)],
    }
}

/// The entry that is selected: at first the value or the check that the step is about.
fn selected(model: &Model) -> Option<Item> {
    let mut items = items(model, 40);
    let at = at(model, &items)?;
    Some(items.swap_remove(at))
}

fn at(model: &Model, items: &[Item]) -> Option<usize> {
    let last = items.len().checked_sub(1)?;
    Some(model.picks.tab[Tab::Explain as usize].min(last))
}

/// The lines of the list, each with the entry that it belongs to, and how many entries are above and
/// below.
type Shown = (Vec<(Option<usize>, Line<'static>)>, [usize; 2]);

fn shown(model: &Model, area: Rect) -> Shown {
    let theme = &model.theme;
    let marks = &theme.marks;
    let width = usize::from(area.width);
    let height = usize::from(area.height);
    let items = items(model, width);
    let Some(selected) = at(model, &items) else {
        return (Vec::new(), [0, 0]);
    };
    let block = |i: usize| -> Vec<(Option<usize>, Line<'static>)> {
        let item = &items[i];
        let mut lines = Vec::new();
        if let Some(heading) = item.heading {
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
        let below = if i == selected {
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

fn draw_list(model: &Model, area: Rect, buf: &mut Buffer) {
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
        true => said!("tui.explain.no_values_message"),
        false => said!("tui.explain.no_values"),
    };
    let lines = text::wrap_plain(&words.to_string(), theme.muted, painter.width(), 0);
    painter.lines(0, lines);
}
