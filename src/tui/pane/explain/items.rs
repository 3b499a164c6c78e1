//! The entries of the list beside the text: where the two sides parted, the checks, the values.

use crate::explain::checks::{asked, in_order};
use crate::text::around;
use crate::trace::{Buffer as Annotated, BufferKind, Check, Step, Value, ValueId};
use crate::tui::draw::checks::{coloured, fails, verdict};
use crate::tui::draw::theme::Theme;
use crate::tui::draw::{acts, formula, text};
use crate::tui::model::Model;
use crate::tui::model::place::Tab;
use crate::wire::display;
use crate::{label, said};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use std::collections::BTreeSet;

/// The rows of its bytes that a value has at least while it is selected.
pub const ROWS: usize = 6;

/// What an entry of the list leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Value(ValueId),
    Check(usize),
    Step(usize),
}

/// An entry of the list: the words of its first line, and what stands below it.
pub struct Item {
    /// The heading above it, where it is the first of its kind.
    pub heading: Option<String>,
    pub target: Target,
    pub head: Vec<Span<'static>>,
    pub right: String,
    /// What stands below it while it is selected.
    pub whole: Vec<Line<'static>>,
    /// How many of these lines, the first, are bytes, of which some may be left out.
    pub bytes: usize,
    /// What stands below it while it is not.
    pub brief: Vec<Line<'static>>,
}

impl Item {
    /// The rows below it while it is selected, with so many rows of bytes at most.
    pub fn rows(&self, most: usize) -> usize {
        self.whole.len() - self.bytes + self.bytes.min(most)
    }

    /// Leaves out rows of bytes from so many on.
    pub fn shorten(&mut self, most: usize, width: usize, theme: &Theme) {
        if self.bytes > most {
            let rest = self.whole.split_off(self.bytes);
            let bytes = std::mem::take(&mut self.whole);
            self.whole = text::clip(bytes, most, width, theme);
            self.bytes = self.whole.len();
            self.whole.extend(rest);
        }
    }
}

/// The entries of the list: where the sides parted, the checks, the values.
pub fn items(model: &Model, width: usize, rows: usize) -> Vec<Item> {
    let Some(step) = model.step() else {
        return Vec::new();
    };
    let mut items = Vec::new();
    if step.failure.is_some() {
        items.extend(parted(model, width));
    }
    let order = in_order(step);
    let subjects: BTreeSet<&Option<String>> =
        step.checks.iter().map(|check| &check.subject).collect();
    let mut before = None;
    for check in order.first.into_iter().chain(order.rest) {
        let mut all = step.checks.iter();
        let nth = all
            .position(|other| std::ptr::eq(other, check))
            .unwrap_or(0);
        // of several certificates each has its heading
        let subject = check.subject.as_ref().filter(|_| subjects.len() > 1);
        let name = match subject {
            Some(_) if check.passed => check.name.label().to_owned(),
            Some(_) => fails(check),
            None => check.name.question().to_owned(),
        };
        let mut item = check_item(model, step, (nth, check), &name, width);
        if before.replace(subject) != Some(subject) {
            item.heading = Some(match subject {
                Some(subject) => said!("tui.explain.checks_of", subject).to_string(),
                None => label!("tui.explain.checks").to_owned(),
            });
        }
        items.push(item);
    }
    let values = step.values.iter().filter_map(|id| model.value(*id));
    for (i, value) in values.enumerate() {
        let mut item = value_item(model, value, width, rows);
        item.heading = (i == 0).then(|| label!("tui.explain.values").to_owned());
        items.push(item);
    }
    items
}

/// Where a message was changed: the bytes around it, as they were sent and as they arrived.
fn parted(model: &Model, width: usize) -> Option<Item> {
    let theme = &model.theme;
    let at = model.parted_at()?;
    let step = model.trace.steps().get(at)?;
    let name = step.message.as_ref().map_or_else(
        || acts::doing(step.topic, false).to_owned(),
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
        heading: Some(label!("tui.explain.parted").to_owned()),
        target: Target::Step(at),
        head: vec![Span::styled(head, theme.bad)],
        right: String::new(),
        brief: whole.clone(),
        bytes: 0,
        whole,
    })
}

fn check_item(
    model: &Model,
    step: &Step,
    (nth, check): (usize, &Check),
    name: &str,
    width: usize,
) -> Item {
    let theme = &model.theme;
    let (mark, style) = verdict(model, check);
    let room = width.saturating_sub(4);
    let used = text::width(&mark) + 1;
    let name = theme.marks.prose(name);
    let name = text::cut(&name, room.saturating_sub(used), &theme.marks);
    let name_style = if check.passed { theme.text } else { theme.bad };
    let detail = theme.marks.prose(&asked(check).sentence()).into_owned();
    let mut words = Vec::new();
    words.extend(coloured(model, step, &detail));
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
        bytes: 0,
        whole,
        brief,
    }
}

fn indented(line: Line<'static>) -> Line<'static> {
    let mut spans = vec![Span::raw("  ")];
    spans.extend(line.spans);
    Line::from(spans)
}

fn value_item(model: &Model, value: &Value, width: usize, rows: usize) -> Item {
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
            let lines = value.bytes.chunks(per_row).map(|row| {
                let groups: Vec<String> = row.chunks(4).map(display::hex).collect();
                Line::from(Span::styled(groups.join(" "), style))
            });
            // one more than there is room for says that there are more
            text::clip(lines.take(rows + 1).collect(), rows, room, theme)
        }
    };
    let bytes = whole.len();
    let mut origin = formula::origin(model, value);
    if matches!(value.origin, crate::trace::Origin::Derived { .. }) {
        origin.insert(0, Span::styled("= ", theme.text));
    }
    whole.extend(text::wrap(&origin, room, 2));
    let rival = model.trace.rival(value);
    let rival = rival.filter(|rival| model.sees(rival.id));
    let beginning = match rival {
        Some(rival) => around(&value.bytes, &rival.bytes, room, theme.marks.ellipsis),
        None => text::start(&value.bytes, room, &theme.marks),
    };
    let brief = match &unseen {
        Some(words) => hidden(words),
        None => Line::from(Span::styled(beginning, style)),
    };
    Item {
        heading: None,
        target: Target::Value(value.id),
        head: vec![Span::styled(name, style.add_modifier(Modifier::BOLD))],
        right: value.size().to_string(),
        whole: whole.into_iter().map(indented).collect(),
        bytes,
        brief: vec![indented(brief)],
    }
}

/// The entry that is selected: at first the value or the check that the step is about.
pub fn selected(model: &Model) -> Option<Item> {
    let mut items = items(model, 40, 1);
    let at = at(model, &items)?;
    Some(items.swap_remove(at))
}

pub fn at(model: &Model, items: &[Item]) -> Option<usize> {
    let last = items.len().checked_sub(1)?;
    Some(model.picks.tab[Tab::Explain as usize].min(last))
}
