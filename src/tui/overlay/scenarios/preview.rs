//! What a scenario shows, its run as ticks, what to watch, what there is to learn, and how it ends.

use crate::tui::draw::formula::plain_name;
use crate::tui::draw::lines::Lines;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::tui::model::choices::Likeness;
use crate::tui::model::endings::Ending;
use crate::tui::model::source::Listed;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The most values that are listed.
const VALUES: usize = 8;

/// Draws it: beside the list, or below it in a few rows.
pub fn draw(model: &Model, listed: &Listed, beside: bool, room: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let preview = Preview {
        model,
        listed,
        ending: model.ending(&listed.name),
        width: usize::from(room.width),
    };
    if beside {
        let mut painter = Painter::new(buf, room);
        let rows = painter.height();
        return painter.lines(0, text::clip(preview.whole(), rows, preview.width, theme));
    }
    if room.height == 0 {
        return;
    }
    let mut lines = Lines::new(room);
    lines.horizontal(room.y, room.x, room.right().saturating_sub(1));
    lines.draw(buf, &theme.marks, theme.muted);
    let mut painter = Painter::new(buf, room);
    let rows = painter.height().saturating_sub(1);
    painter.lines(1, preview.short(rows));
}

struct Preview<'a> {
    model: &'a Model,
    listed: &'a Listed,
    ending: Option<&'a Ending>,
    width: usize,
}

impl Preview<'_> {
    fn wrapped(&self, words: &str, indent: usize) -> Vec<Line<'static>> {
        let theme = &self.model.theme;
        let words = theme.marks.prose(words);
        let room = self.width.saturating_sub(indent);
        let lines = text::wrap_plain(&words, theme.text, room, 0).into_iter();
        lines.map(|line| indented(line, indent)).collect()
    }

    /// A heading, with a blank row above it.
    fn heading(&self, out: &mut Vec<Line<'static>>, words: &str) {
        out.push(Line::default());
        let words = Span::styled(words.to_owned(), self.model.theme.muted);
        out.push(Line::from(words));
    }

    fn whole(&self) -> Vec<Line<'static>> {
        let theme = &self.model.theme;
        let mut out = vec![Line::from(Span::styled(
            self.listed.name.clone(),
            theme.title,
        ))];
        out.extend(self.wrapped(&self.listed.description, 0));
        if self.model.endings.hidden {
            self.heading(&mut out, label!("tui.chooser.predict"));
            out.extend(self.wrapped(label!("tui.chooser.question"), 2));
            return out;
        }
        if let Some(ending) = self.ending {
            let steps = said!("tui.chooser.steps", steps = ending.steps()).to_string();
            self.heading(&mut out, &steps);
            out.extend(self.ticks(ending));
            out.extend(self.marked(ending));
            self.watch(&mut out, ending);
        }
        if !self.listed.lesson.is_empty() {
            self.heading(&mut out, label!("tui.chooser.learn"));
            out.extend(self.wrapped(&self.listed.lesson, 2));
        }
        if let Some(ending) = self.ending {
            self.heading(&mut out, label!("tui.chooser.ends"));
            let ends = text::wrap(&self.ends(ending).spans, self.width.saturating_sub(2), 2);
            out.extend(ends.into_iter().map(|line| indented(line, 2)));
        }
        self.alike(&mut out);
        out
    }

    /// In a few rows, the most important first.
    fn short(&self, rows: usize) -> Vec<Line<'static>> {
        let theme = &self.model.theme;
        let clipped = |lines, rows| text::clip(lines, rows, self.width, theme);
        let mut out = clipped(self.wrapped(&self.listed.description, 0), rows.min(2));
        if self.model.endings.hidden {
            let question = self.wrapped(label!("tui.chooser.question"), 0);
            let left = rows.saturating_sub(out.len());
            out.extend(clipped(question, left));
        } else if let Some(ending) = self.ending {
            let mut ticks = self.ticks(ending).into_iter().next().unwrap_or_default();
            for line in self.marked(ending) {
                ticks.push_span(Span::raw(" "));
                ticks.spans.extend(line.spans);
            }
            out.push(ticks);
            out.push(indented(self.ends(ending), 2));
            let left = rows.saturating_sub(out.len());
            out.extend(clipped(self.wrapped(&self.listed.lesson, 0), left));
        }
        out.truncate(rows);
        out
    }

    /// Each step as a tick.
    fn ticks(&self, ending: &Ending) -> Vec<Line<'static>> {
        let theme = &self.model.theme;
        let marks = &theme.marks;
        let mut spans = vec![Span::raw("  ")];
        let mut step = 0;
        let most = self.width.saturating_sub(2 + ending.phases.len());
        'all: for (i, phase) in ending.phases.iter().enumerate() {
            if i > 0 {
                spans.push(Span::raw(" "));
            }
            for message in phase {
                let done = marks.done[usize::from(!message)];
                spans.push(match () {
                    () if step >= most => {
                        spans.push(Span::styled(marks.ellipsis, theme.muted));
                        break 'all;
                    }
                    () if ending.failed == Some(step) => Span::styled(marks.bad, theme.bad),
                    () if ending.parted == Some(step) => Span::styled(marks.lost, theme.bad),
                    () => Span::styled(done, theme.text),
                });
                step += 1;
            }
        }
        vec![Line::from(spans)]
    }

    /// Where the two parted, and where that was noticed.
    fn marked(&self, ending: &Ending) -> Vec<Line<'static>> {
        let theme = &self.model.theme;
        let marks = &theme.marks;
        let mut spans = vec![Span::raw("  ")];
        let parted = ending
            .parted
            .filter(|parted| Some(*parted) != ending.failed);
        if let Some(step) = parted {
            let words = said!("tui.timeline.parted", step = step + 1);
            spans.push(Span::styled(format!("{} {words}", marks.lost), theme.bad));
            spans.push(Span::raw("   "));
        }
        if let Some(step) = ending.failed {
            let words = match parted {
                Some(_) => said!("tui.timeline.noticed", step = step + 1),
                None => said!("tui.timeline.stopped", step = step + 1),
            };
            spans.push(Span::styled(format!("{} {words}", marks.bad), theme.bad));
        }
        match spans.len() {
            1 => Vec::new(),
            _ => vec![Line::from(spans)],
        }
    }

    /// The values that come to differ, or else the check that fails.
    fn watch(&self, out: &mut Vec<Line<'static>>, ending: &Ending) {
        let theme = &self.model.theme;
        let marks = &theme.marks;
        if ending.differing.is_empty() && ending.check.is_none() {
            return;
        }
        self.heading(out, label!("tui.chooser.watch"));
        if let Some(check) = ending.check.filter(|_| ending.differing.is_empty()) {
            let words = format!("{} {}", marks.bad, check.label());
            return out.extend(self.wrapped(&words, 2));
        }
        for (name, step) in ending.differing.iter().take(VALUES) {
            let from = said!("tui.chooser.from_step", step = step + 1).to_string();
            out.push(Line::from(vec![
                Span::raw("  "),
                Span::styled(text::pad(&plain_name(*name, 18), 18), theme.value(*name)),
                Span::styled(format!(" {} ", marks.differs), theme.bad),
                Span::styled(from, theme.text),
            ]));
        }
        let more = ending.differing.len().saturating_sub(VALUES);
        if more > 0 {
            let words = said!("tui.chooser.more_values", values = more).to_string();
            out.push(Line::from(Span::styled(format!("  {words}"), theme.muted)));
        }
    }

    fn ends(&self, ending: &Ending) -> Line<'static> {
        let theme = &self.model.theme;
        let marks = &theme.marks;
        if ending.established {
            let words = label!("tui.chooser.established");
            return Line::from(vec![
                Span::styled(format!("{} ", marks.good), theme.good),
                Span::styled(words, theme.text),
            ]);
        }
        let bad = |words: String| Span::styled(format!("{} {words}", marks.bad), theme.bad);
        match ending.alert {
            Some(sent) => {
                let (side, step) = (sent.side.name(), sent.step + 1);
                let from = said!("tui.chooser.from_side", side, step).to_string();
                Line::from(vec![
                    bad(sent.alert.description.to_string()),
                    Span::styled(format!(" {from}"), theme.text),
                ])
            }
            None => Line::from(bad(label!("tui.chooser.silent").to_owned())),
        }
    }

    fn alike(&self, out: &mut Vec<Line<'static>>) {
        let theme = &self.model.theme;
        let alike = self.model.alike(&self.listed.name);
        if alike.is_empty() {
            return;
        }
        self.heading(out, label!("tui.chooser.compare_with"));
        for (name, likeness) in alike {
            let words = match likeness {
                Likeness::Alert => label!("tui.chooser.same_alert"),
                Likeness::Step => label!("tui.chooser.same_step"),
            };
            let spans = [
                Span::styled(format!("{name}: "), theme.title),
                Span::styled(words, theme.text),
            ];
            let one = text::wrap(&spans, self.width.saturating_sub(2), 2);
            out.extend(one.into_iter().map(|line| indented(line, 2)));
        }
    }
}

fn indented(mut line: Line<'static>, by: usize) -> Line<'static> {
    line.spans.insert(0, Span::raw(" ".repeat(by)));
    line
}
