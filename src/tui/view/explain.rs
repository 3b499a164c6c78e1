//! The tab Explain: what happens and why, in words; beside it, where there is room, the values
//! and the checks of the step.

use super::super::formula;
use super::super::key::Key;
use super::super::layout::Layout;
use super::super::source::Driver;
use super::super::stage::Stage;
use super::super::text;
use super::super::ui_state::Tab;
use super::hex::{self, Dump};
use super::{Painter, scroll_hint};
use crate::explain::{PartKind, Span as Prose};

use crate::trace::{BufferKind, Check, Message, Step, Value};
use crate::wire::display;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

pub fn draw(stage: &Stage, at: &Layout, buf: &mut Buffer) {
    let columns = &at.columns;
    let Some(main) = columns.first() else { return };
    let Some(step) = stage.step() else {
        return before(stage, &mut Painter::new(buf, *main));
    };
    let beside = columns.get(1);
    let most = scrolls(stage, at);
    let scroll = stage.picks.tab[Tab::Explain as usize].min(most);
    let lines = prose(stage, step, at);
    column(&mut Painter::new(buf, *main), lines, scroll);
    if let Some(area) = beside {
        let mut painter = Painter::new(buf, *area);
        let lines = evidence(stage, step, painter.width(), painter.height());
        column(&mut painter, lines, scroll);
    }
    scroll_hint::more(stage, *beside.unwrap_or(main), scroll, most, buf);
}

/// Before the first step of a connection: what it waits for.
fn before(stage: &Stage, painter: &mut Painter<'_>) {
    if let Driver::Connection(connection) = &stage.driver {
        let theme = &stage.theme;
        let status = connection.said();
        let words = said!("tui.explain.connection", status).to_string();
        let mut lines = text::wrap_plain(&words, theme.text, painter.width().min(90), 0);
        if stage.flight_waits() {
            let key = Key::Right.label(theme.marks.ascii);
            lines.push(Line::from(vec![
                Span::styled(key, theme.key),
                Span::styled(format!(" {}", label!("tui.explain.sends")), theme.text),
            ]));
        }
        painter.lines(1, lines);
    }
}

/// A column, scrolled if it is longer than its room.
fn column(painter: &mut Painter<'_>, lines: Vec<Line<'static>>, scroll: usize) {
    let most = lines.len().saturating_sub(painter.height());
    painter.lines(0, lines.into_iter().skip(scroll.min(most)));
}

/// How far the prose can be scrolled.
pub fn scrolls(stage: &Stage, at: &Layout) -> usize {
    let columns = &at.columns;
    let (Some(main), Some(step)) = (columns.first(), stage.step()) else {
        return 0;
    };
    let lines = prose(stage, step, at).len();
    let beside = columns.get(1).map_or(0, |area| {
        evidence(stage, step, area.width.into(), area.height.into()).len()
    });
    lines.max(beside).saturating_sub(main.height.into())
}

/// Text of `assets/en/` in the colours of its values.
pub fn spans(stage: &Stage, prose: &[Prose]) -> Vec<Span<'static>> {
    let theme = &stage.theme;
    let styled = prose.iter().map(|span| {
        let style = match span {
            Prose::Text(_) => theme.text,
            Prose::Strong(_) => theme.title,
            Prose::Value { id, .. } => stage
                .value(*id)
                .map_or(theme.text, |value| theme.value(value.name)),
        };
        Span::styled(theme.marks.prose(span.text()).into_owned(), style)
    });
    styled.collect()
}

/// The columns of the headings, where they stand beside the text.
const HEADINGS: usize = 15;

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

fn prose(stage: &Stage, step: &Step, at: &Layout) -> Vec<Line<'static>> {
    let width = usize::from(at.columns.first().map_or(0, |main| main.width));
    let alone = at.columns.len() == 1;
    let theme = &stage.theme;
    let beside = width >= 76 && !alone;
    let room = width
        .saturating_sub(if beside { HEADINGS } else { 0 })
        .min(90);
    let mut lines = Vec::new();
    if alone {
        lines.extend(checks(
            stage,
            step,
            step.checks.iter().filter(|check| !check.passed),
            room,
        ));
    }
    let explanation = crate::explain::step(&stage.trace, step);
    // where it has no row of its own
    if at.caption.is_none() {
        let caption = theme.marks.prose(&explanation.caption).into_owned();
        lines.extend(text::wrap_plain(&caption, theme.accent, width, 0));
    }
    for part in explanation.parts {
        let title = heading(part.kind);
        // how a change ends is for the reader to find out
        let shown = match part.kind == PartKind::Middle && stage.ending_is_open() {
            true => &part.spans[..part.spans.len().min(1)],
            false => &part.spans,
        };
        let mut body = spans(stage, shown);
        if beside {
            lines.push(Line::default());
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
                let run_in = theme.title.add_modifier(Modifier::BOLD);
                body.insert(0, Span::styled(format!("{title}. "), run_in));
            }
            lines.extend(text::wrap(&body, room, 0));
        }
    }
    if alone {
        lines.extend(checks(
            stage,
            step,
            step.checks.iter().filter(|check| check.passed),
            room,
        ));
    }
    lines
}

/// The values of the step with their origins, and its checks.
fn evidence(stage: &Stage, step: &Step, width: usize, height: usize) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let mut lines = Vec::new();
    let title = |words: &str| Line::from(Span::styled(words.to_owned(), theme.muted));
    lines.push(Line::default());
    if !step.checks.is_empty() {
        lines.push(title(label!("tui.explain.checks")));
        let failed = step.checks.iter().filter(|check| !check.passed);
        let passed = step.checks.iter().filter(|check| check.passed);
        lines.extend(checks(stage, step, failed.chain(passed), width));
        lines.push(Line::default());
    }
    let values: Vec<&Value> = step
        .values
        .iter()
        .filter_map(|id| stage.value(*id))
        .collect();
    if !values.is_empty() {
        lines.push(title(label!("tui.explain.values")));
    }
    // as many rows of bytes as there is room for
    let room = width.saturating_sub(2);
    let rows = (height.saturating_sub(lines.len()) / values.len().max(1)).saturating_sub(3);
    for value in values {
        let style = theme.value(value.name);
        let length = display::count(value.bytes.len() as u64, "byte");
        let (name, length) = (value.title(), format!("  {length}"));
        let room_for_both = text::width(&name) + text::width(&length) <= width;
        let mut head = vec![Span::styled(name, style.add_modifier(Modifier::BOLD))];
        if room_for_both {
            head.push(Span::styled(length, theme.muted));
            lines.push(Line::from(head));
        } else {
            lines.push(Line::from(head));
            lines.push(Line::from(Span::styled(length, theme.muted)));
        }
        let whole = value.bytes.len() * 2 <= rows.min(12) * (room / 2 * 2);
        let shown = match whole && text::printable(&value.bytes).is_none() {
            true => display::hex(&value.bytes),
            false => text::bytes(&value.bytes, room, &theme.marks),
        };
        lines.extend(indented(text::wrap_plain(&shown, style, room / 2 * 2, 0)));
        lines.extend(indented(text::wrap(
            &formula::origin(stage, value),
            room,
            2,
        )));
        if rows > 2 {
            lines.push(Line::default());
        }
    }
    let left = height.saturating_sub(lines.len() + 2);
    match &step.message {
        Some(message) if left > 0 => {
            lines.extend(on_the_wire(stage, step, message, width, left));
        }
        // with room to spare: how it is computed, as far as it goes
        None if left >= 8 && width >= 60 => {
            lines.push(title(label!("tui.explain.computation")));
            lines.extend(indented(super::math::beginning(stage, width - 2, left)));
        }
        _ => {}
    }
    lines
}

/// The bytes of the message as they crossed, as many as there is room for.
fn on_the_wire(
    stage: &Stage,
    step: &Step,
    message: &Message,
    width: usize,
    height: usize,
) -> Vec<Line<'static>> {
    let Some(record) = message.buffer(BufferKind::Record) else {
        return Vec::new();
    };
    let dump = Dump {
        colours: hex::colours(stage, step, BufferKind::Record),
        own: record.own.clone(),
        ..Dump::of(&record.bytes)
    };
    let title = label!("tui.explain.on_the_wire");
    let mut lines = vec![Line::from(Span::styled(title, stage.theme.muted))];
    lines.extend(indented(hex::plain(
        stage,
        &dump,
        width.saturating_sub(4),
        height,
    )));
    lines
}

fn indented(lines: Vec<Line<'static>>) -> impl Iterator<Item = Line<'static>> {
    lines.into_iter().map(|line| {
        let mut spans = vec![Span::raw("  ")];
        spans.extend(line.spans);
        Line::from(spans)
    })
}

/// The mark of a check, and its style: passed, failed, or skipped.
pub fn verdict(stage: &Stage, check: &Check) -> (String, Style) {
    let theme = &stage.theme;
    match check.skipped {
        true => {
            let words = label!("tui.explain.skipped");
            (format!("{} {words}:", theme.marks.nothing), theme.bad)
        }
        false => {
            let mark = theme.marks.check(check.passed);
            (mark.to_owned(), theme.check(check.passed))
        }
    }
}

/// Checks with their evidence.
pub fn checks<'a>(
    stage: &Stage,
    step: &Step,
    checks: impl Iterator<Item = &'a Check>,
    width: usize,
) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let mut lines = Vec::new();
    for check in checks {
        let (mark, style) = verdict(stage, check);
        let name = theme.marks.prose(&check.title()).into_owned();
        let mut words = vec![
            Span::styled(format!("{mark} "), style),
            Span::styled(
                format!("{name}: "),
                if check.passed { theme.title } else { theme.bad },
            ),
        ];
        words.extend(coloured(stage, step, &check.detail.to_string()));
        lines.extend(text::wrap(&words, width, 2));
    }
    lines
}

/// Words of a check, in which the values of the step have their colours.
pub fn coloured(stage: &Stage, step: &Step, words: &str) -> Vec<Span<'static>> {
    let theme = &stage.theme;
    let of = |digits: &str| {
        let values = step.values.iter().filter_map(|id| stage.value(*id));
        let hex = digits.len() >= 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let begins = |value: &&Value| {
            let shown = value.bytes.len().min(digits.len().div_ceil(2));
            hex && display::hex(&value.bytes[..shown]).starts_with(digits)
        };
        values.filter(|value| !value.bytes.is_empty()).find(begins)
    };
    let mut spans = Vec::new();
    for word in words.split_inclusive(' ') {
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let style = of(digits).map_or(theme.text, |value| theme.value(value.name));
        let rest = &word[digits.len()..];
        spans.push(Span::styled(theme.marks.prose(digits).into_owned(), style));
        spans.push(Span::styled(
            theme.marks.prose(rest).into_owned(),
            theme.text,
        ));
    }
    spans
}
