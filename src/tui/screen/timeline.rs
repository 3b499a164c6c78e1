//! The second row: a tick for every step, under the name of its phase.
//!
//! ```text
//!  Hello ▪▮▪▮  Certificate ▮▮▪  Key exchange ▪▪◆▫▫▫  Change cipher ▯  Finished ▫▫▯▫▯▫▫▯▫  Data ▫▯▫▫▯▫▯▯
//! ```
//!
//! Where a run has several connections, they stand one after the other, and only the present one has
//! the names of its phases:
//!
//! ```text
//!  1 ▪▮▪▮ ▮▮▪ ▪▪▪▪▪▪ ▮ ▪▪▮▪▮▪▪▮▪ ▪▮▪▪▮▪▮▮ │ 2 Hello ▪▮▪◆  Key exchange ▫  Change cipher ▯  Finished ▫▫▯▫▯▫▫▯▫ …
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

/// A phase on the row: its name, and those of its steps that have a tick. Of a connection for which
/// there is no room, one part stands for all.
struct Part {
    phase: Phase,
    /// The connection, by its place in the list.
    at: usize,
    /// The first step.
    start: usize,
    /// The number of the connection that begins here, where there are several.
    lead: String,
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
        self.x + text::width(&self.lead) + name + self.mark(model, 0)
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

/// The phases of a connection with their steps.
type Phases = Vec<(Phase, Range<usize>)>;

/// The steps of each phase, connection by connection; within one no phase comes back, and none is cut
/// in two.
fn phases(model: &Model) -> Vec<Phases> {
    let steps = model.trace.steps();
    let end = match model.ending_is_open() {
        true => model.cursor + 1,
        false => steps.len(),
    };
    let all = model.index.connections.iter().enumerate();
    all.map(|(at, stretch)| {
        let next = model.index.connections.get(at + 1);
        let last = next.map_or(steps.len(), |next| next.first);
        let starts = Phase::ALL.into_iter().filter_map(|phase| {
            let start = stretch.phases[phase as usize]?;
            Some((phase, start))
        });
        let mut starts: Vec<(Phase, usize)> = starts.collect();
        starts.sort_by_key(|(_, start)| *start);
        let ends = starts.iter().skip(1).map(|(_, start)| *start);
        let ends: Vec<usize> = ends.chain([last]).collect();
        let all = starts.into_iter().zip(ends);
        all.map(|((phase, start), next)| (phase, start..next.min(end).max(start)))
            .collect()
    })
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

/// How much there is room for.
#[derive(Clone, Copy)]
struct Form {
    /// The names of the phases: long, short, or that of the present one alone.
    names: usize,
    /// Columns between two phases.
    gap: usize,
    /// The most ticks of a phase.
    most: usize,
    /// What the other connections show.
    others: Others,
}

/// What the connections show in which the reader is not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    /// A tick for each step.
    Ticks,
    /// Their number.
    Number,
    /// One mark for all that are before, and one for all that are behind.
    Mark,
}

impl Form {
    /// All of them, from the one that needs the most room.
    fn all(width: usize, several: bool) -> Vec<Form> {
        let wide = if width >= 160 { 4 } else { 2 };
        let named = [(0, wide), (0, 2), (1, 2), (1, 1), (2, 1)];
        let form = |names, gap, most, others| Form {
            names,
            gap,
            most,
            others,
        };
        let mut all: Vec<Form> = Vec::new();
        if several {
            let ticks = named.iter().take(4);
            all.extend(ticks.map(|(names, gap)| form(*names, *gap, usize::MAX, Others::Ticks)));
        }
        let others = match several {
            true => vec![Others::Number, Others::Mark],
            false => vec![Others::Ticks],
        };
        for others in others {
            let whole = named.iter();
            all.extend(whole.map(|(names, gap)| form(*names, *gap, usize::MAX, others)));
            // a phase of very many steps shows those around the present one
            let cut = [40, 24, 12, 6, 3, 1];
            all.extend(cut.map(|most| form(2, 1, most, others)));
        }
        all
    }
}

/// The parts of the row, in the first form for which there is room.
fn parts(model: &Model, width: usize) -> Vec<Part> {
    let all = phases(model);
    let forms = Form::all(width, all.len() > 1).into_iter();
    let laid_out = forms.map(|form| lay_out(model, &all, form));
    let fits = |parts: &Vec<Part>| parts.last().is_none_or(|last| last.end(model) < width);
    laid_out.into_iter().find(fits).unwrap_or_default()
}

fn lay_out(model: &Model, all: &[Phases], form: Form) -> Vec<Part> {
    let here = model.index.connection_at(model.cursor);
    let mut x = 1;
    let mut parts: Vec<Part> = Vec::new();
    for (at, phases) in all.iter().enumerate() {
        let mut own = match at == here || form.others == Others::Ticks {
            true => with_ticks(model, at, phases, form),
            false => folded(at, phases),
        };
        let nearest = at.abs_diff(here) <= 1;
        if form.others == Others::Mark && !nearest {
            continue;
        }
        if let (Some(first), true) = (own.first_mut(), all.len() > 1) {
            first.lead = lead(model, at, form, parts.is_empty());
        }
        for mut part in own {
            part.x = x;
            let gap = if at == here { form.gap } else { 1 };
            x = part.end(model) + gap;
            parts.push(part);
        }
    }
    parts
}

/// What stands before the first phase of a connection.
fn lead(model: &Model, at: usize, form: Form, first: bool) -> String {
    let here = model.index.connection_at(model.cursor);
    let line = match first {
        true => String::new(),
        false => format!("{} ", model.theme.marks.lines[UP_DOWN]),
    };
    match form.others == Others::Mark && at != here {
        true => line,
        false => {
            let number = model.index.connections[at].connection.number();
            format!("{line}{number} ")
        }
    }
}

/// The upright among the lines.
const UP_DOWN: usize = 3;

/// A connection for which there is no room: a mark.
fn folded(at: usize, phases: &Phases) -> Vec<Part> {
    let first = phases.first().map(|(phase, steps)| Part {
        phase: *phase,
        at,
        start: steps.start,
        lead: String::new(),
        name: "",
        x: 0,
        cut: [true, false],
        ticks: steps.start..steps.start,
    });
    first.into_iter().collect()
}

/// The phases of a connection, with ticks.
fn with_ticks(model: &Model, at: usize, phases: &Phases, form: Form) -> Vec<Part> {
    let here = model.index.connection_at(model.cursor);
    let present = model.step().map(|step| step.phase);
    let name = |phase: Phase| match form.names {
        _ if at != here => "",
        0 => phase.title(),
        1 => short(phase),
        _ if present == Some(phase) => short(phase),
        _ => "",
    };
    let parts = phases.iter().map(|(phase, steps)| {
        let last = steps.end.saturating_sub(1).max(steps.start);
        let around = model.cursor.clamp(steps.start, last);
        let first = text::first_row(around - steps.start, steps.len(), form.most) + steps.start;
        let end = first.saturating_add(form.most).min(steps.end);
        Part {
            phase: *phase,
            at,
            start: steps.start,
            lead: String::new(),
            name: name(*phase),
            x: 0,
            cut: [first > steps.start, end < steps.end],
            ticks: first..end,
        }
    });
    parts.collect()
}

/// Draws the row.
pub fn draw(model: &Model, row: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut painter = Painter::new(buf, row);
    let at = model.index.connection_at(model.cursor);
    let here = model.step().map(|step| (at, step.phase));
    let parts = parts(model, painter.width());
    for part in &parts {
        let own = (part.at, part.phase);
        let style = |present: bool| match () {
            () if present => theme.title,
            () if here.is_some_and(|here| own < here) => theme.text,
            () => theme.muted,
        };
        let first = part.first(model);
        painter.at(
            0,
            part.x,
            Span::styled(part.lead.clone(), style(part.at == at)),
        );
        let name = part.x + text::width(&part.lead);
        painter.at(0, name, Span::styled(part.name, style(here == Some(own))));
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
        _ => Some(part.start),
    }
}
