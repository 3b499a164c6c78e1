//! The second row: a tick for every step, under the name of its phase.
//!
//! ```text
//!  Hello ▪▮▪▮  Certificate ▮▮▪  Key exchange ▪▪◆▫▫▫  Change cipher ▯  Finished ▫▫▯▫▯▫▫▯▫  Data ▫▯▫▫▯▫▯▯
//! ```

use crate::trace::Phase;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::ops::Range;

/// A phase on the row: its name, and those of its steps that have a tick.
struct Part {
    phase: Phase,
    name: &'static str,
    x: usize,
    /// Steps are left out before the first tick, and behind the last.
    cut: [bool; 2],
    ticks: Range<usize>,
}

impl Part {
    /// The column of the first tick.
    fn first(&self, model: &Model) -> usize {
        let name = match self.name {
            "" => 0,
            name => text::width(name) + 1,
        };
        self.x + name + self.mark(model, 0)
    }

    fn mark(&self, model: &Model, end: usize) -> usize {
        match self.cut[end] {
            true => text::width(model.theme.marks.ellipsis),
            false => 0,
        }
    }

    fn end(&self, model: &Model) -> usize {
        self.first(model) + self.ticks.len() + self.mark(model, 1)
    }
}

/// The steps of each phase; no phase comes back, and none is cut in two.
fn phases(model: &Model) -> Vec<(Phase, Range<usize>)> {
    let steps = model.trace.steps();
    let end = match model.ending_is_open() {
        true => model.cursor + 1,
        false => steps.len(),
    };
    let starts = Phase::ALL.into_iter().filter_map(|phase| {
        let start = model.index.phases[phase as usize]?;
        Some((phase, start))
    });
    let mut starts: Vec<(Phase, usize)> = starts.collect();
    starts.sort_by_key(|(_, start)| *start);
    let ends = starts.iter().skip(1).map(|(_, start)| *start);
    let ends: Vec<usize> = ends.chain([steps.len()]).collect();
    let all = starts.into_iter().zip(ends);
    all.map(|((phase, start), next)| (phase, start..next.min(end).max(start)))
        .collect()
}

/// The short name of a phase.
fn short(phase: Phase) -> &'static str {
    match phase {
        Phase::Hello => label!("tui.phase.hello"),
        Phase::Certificate => label!("tui.phase.certificate"),
        Phase::KeyExchange => label!("tui.phase.key_exchange"),
        Phase::ChangeCipher => label!("tui.phase.change_cipher"),
        Phase::Finished => label!("tui.phase.finished"),
        Phase::Data => label!("tui.phase.data"),
    }
}

/// The parts of the row, as many as there is room for: with long names, with short ones, with the name
/// of the present phase alone, and then with fewer ticks.
fn parts(model: &Model, width: usize) -> Vec<Part> {
    let all = phases(model);
    let here = model.step().map(|step| step.phase);
    let named = |form: usize, phase: Phase| match form {
        0 => phase.title(),
        1 => short(phase),
        _ if here == Some(phase) => short(phase),
        _ => "",
    };
    let wide = if width >= 160 { 4 } else { 2 };
    for (form, gap) in [(0, wide), (0, 2), (1, 2), (1, 1), (2, 1)] {
        let parts = lay_out(model, &all, gap, usize::MAX, |phase| named(form, phase));
        if parts.last().is_none_or(|last| last.end(model) < width) {
            return parts;
        }
    }
    // a phase of very many steps shows those around the present one
    for most in [40, 24, 12, 6, 3, 1] {
        let parts = lay_out(model, &all, 1, most, |phase| named(2, phase));
        if parts.last().is_none_or(|last| last.end(model) < width) {
            return parts;
        }
    }
    Vec::new()
}

fn lay_out(
    model: &Model,
    phases: &[(Phase, Range<usize>)],
    gap: usize,
    most: usize,
    name: impl Fn(Phase) -> &'static str,
) -> Vec<Part> {
    let mut x = 1;
    let mut parts = Vec::with_capacity(phases.len());
    for (phase, steps) in phases {
        let around = model
            .cursor
            .clamp(steps.start, steps.end.saturating_sub(1).max(steps.start));
        let first = text::first_row(around - steps.start, steps.len(), most) + steps.start;
        let last = first.saturating_add(most).min(steps.end);
        let part = Part {
            phase: *phase,
            name: name(*phase),
            x,
            cut: [first > steps.start, last < steps.end],
            ticks: first..last,
        };
        x = part.end(model) + gap;
        parts.push(part);
    }
    parts
}

/// Draws the row.
pub fn draw(model: &Model, row: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut painter = Painter::new(buf, row);
    let here = model.step().map(|step| step.phase);
    let parts = parts(model, painter.width());
    for part in &parts {
        let passed = here.is_some_and(|here| part.phase < here);
        let style = match () {
            () if here == Some(part.phase) => theme.title,
            () if passed => theme.text,
            () => theme.muted,
        };
        painter.at(0, part.x, Span::styled(part.name, style));
        let first = part.first(model);
        let more = Span::styled(marks.ellipsis, theme.muted);
        if part.cut[0] {
            painter.at(0, first - more.width(), more.clone());
        }
        for (i, step) in part.ticks.clone().enumerate() {
            let (mark, style) = tick(model, step);
            painter.at(0, first + i, Span::styled(mark, style));
        }
        if part.cut[1] {
            painter.at(0, first + part.ticks.len(), more);
        }
    }
    let end = parts.last().map_or(0, |last| last.end(model));
    let words = told(model);
    if end + words.width() + 2 < painter.width() {
        let column = painter.width() - words.width() - 1;
        painter.at(0, column, words);
    }
}

/// A step on the row.
fn tick(model: &Model, index: usize) -> (&'static str, Style) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let Some(step) = model.trace.steps().get(index) else {
        return ("", theme.muted);
    };
    let message = usize::from(step.message.is_none());
    let gave_up = model.index.failures.first() == Some(&index);
    let parted = model.index.parted == Some(index);
    if index > model.cursor {
        return (marks.to_come[message], theme.muted);
    }
    let (mark, style) = match () {
        () if index == model.cursor && model.hides_new() => (marks.here, theme.title),
        () if gave_up => (marks.bad, theme.bad),
        () if parted => (marks.lost, theme.bad),
        () if index == model.cursor => (marks.here, theme.title),
        () => (marks.done[message], theme.text),
    };
    match index == model.cursor {
        true => (mark, style.patch(theme.selected)),
        false => (mark, style),
    }
}

/// Where the two sides parted, and where that was noticed, once the reader has come there.
fn told(model: &Model) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut spans = Vec::new();
    if model.hides_new() {
        return Line::default();
    }
    if let Some(step) = model.parted_at() {
        let words = said!("tui.timeline.parted", step = step + 1);
        spans.push(Span::styled(format!("{} {words}", marks.lost), theme.bad));
    }
    if let Some(step) = model.noticed_at().filter(|step| *step <= model.cursor) {
        let words = match spans.is_empty() {
            true => said!("tui.timeline.stopped", step = step + 1),
            false => said!("tui.timeline.noticed", step = step + 1),
        };
        if !spans.is_empty() {
            spans.push(Span::raw("   "));
        }
        spans.push(Span::styled(format!("{} {words}", marks.bad), theme.bad));
    }
    Line::from(spans)
}

/// The step at a column of the row: that of the tick, or the first of the phase.
pub fn step_at(model: &Model, row: Rect, x: u16) -> Option<usize> {
    let column = usize::from(x.checked_sub(row.x)?);
    let parts = parts(model, row.width.into());
    let part = parts
        .into_iter()
        .find(|part| (part.x..part.end(model)).contains(&column))?;
    let first = part.first(model);
    match column.checked_sub(first) {
        Some(nth) if nth < part.ticks.len() => Some(part.ticks.start + nth),
        _ => model.index.phases[part.phase as usize],
    }
}
