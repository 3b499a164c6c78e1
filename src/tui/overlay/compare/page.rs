//! The page with what is the same and what differs: a summary, then formulas, messages and values.

use super::sheet::{BEFORE, Sheet};
use crate::explain::comparison::What;
use crate::trace::Relation;
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::{label, said};
use ratatui::text::Line;
use ratatui::text::Span;

/// Columns of what a line of the summary is about.
const ABOUT: usize = 12;

/// The lines of the page.
pub fn lines(model: &Model, width: usize) -> Vec<Line<'static>> {
    let Some(compared) = model.compared.as_deref() else {
        return Vec::new();
    };
    let mut sheet = Sheet::new(model, compared, width);
    sheet.titles();
    sheet.summary();
    sheet.formulas();
    sheet.messages();
    sheet.values();
    sheet.lines
}

impl Sheet<'_> {
    fn titles(&mut self) {
        let (theme, compared) = (&self.model.theme, self.compared);
        let [left, right] = compared.story.titles.clone().map(|title| {
            let title = theme.marks.prose(&title.to_string()).into_owned();
            vec![Span::styled(title, theme.title)]
        });
        self.cells(Span::raw(""), Span::raw(" "), &left, &right);
        self.blank();
        if compared.story.is_same() {
            self.words(BEFORE, label!("tui.compare.nothing"), theme.title);
            self.blank();
        }
    }

    /// What a line is about, its mark, and what is said of each run.
    fn cells(
        &mut self,
        about: Span<'static>,
        mark: Span<'static>,
        left: &[Span<'static>],
        right: &[Span<'static>],
    ) {
        let room = self.width.saturating_sub(BEFORE + ABOUT + 2 + 2) / 2;
        let [left, right] = [left, right].map(|spans| text::wrap(spans, room, 0));
        let about = Line::from(vec![
            Span::raw(" ".repeat(BEFORE)),
            Span::styled(text::pad(&about.content, ABOUT), about.style),
            mark,
            Span::raw(" "),
        ]);
        let mut before = about;
        for i in 0..left.len().max(right.len()) {
            let at = |lines: &[Line<'static>]| lines.get(i).cloned().unwrap_or_default();
            let (left, right) = (at(&left), at(&right));
            let pad = room.saturating_sub(left.width()) + 2;
            let blank = Line::from(" ".repeat(BEFORE + ABOUT + 2));
            let mut line = std::mem::replace(&mut before, blank);
            line.spans.extend(left.spans);
            line.push_span(Span::raw(" ".repeat(pad)));
            line.spans.extend(right.spans);
            self.lines.push(line);
        }
    }

    fn summary(&mut self) {
        let (theme, compared) = (&self.model.theme, self.compared);
        let styled = |said: &crate::text::Said, ink| {
            let words = theme.marks.prose(&said.to_string()).into_owned();
            vec![Span::styled(words, ink)]
        };
        for line in &compared.story.summary {
            let (relation, ink) = match line.same {
                true => (Relation::Same, theme.text),
                false => (Relation::Bytes, theme.title),
            };
            let mark = self.mark(relation);
            let about = Span::styled(line.about.label().to_string(), theme.muted);
            match &line.what {
                What::Each(left, right) => {
                    self.cells(about, mark, &styled(left, ink), &styled(right, ink));
                }
                What::Both(said) => {
                    let before = BEFORE + ABOUT + 2;
                    let room = self.width.saturating_sub(before);
                    let mut lines = text::wrap(&styled(said, ink), room, 0);
                    for (i, line) in lines.iter_mut().enumerate() {
                        let lead = match i {
                            0 => vec![
                                Span::raw(" ".repeat(BEFORE)),
                                Span::styled(text::pad(&about.content, ABOUT), about.style),
                                mark.clone(),
                                Span::raw(" "),
                            ],
                            _ => vec![Span::raw(" ".repeat(before))],
                        };
                        line.spans.splice(0..0, lead);
                    }
                    self.lines.extend(lines);
                }
            }
        }
    }

    fn formulas(&mut self) {
        let compared = self.compared;
        for (i, pair) in compared.story.changed.iter().enumerate() {
            if i == 0 {
                self.heading(label!("tui.compare.formulas"));
            }
            self.formula(pair, &pair.kind_title().to_string());
        }
    }

    fn messages(&mut self) {
        let (theme, compared) = (&self.model.theme, self.compared);
        let rows = compared.comparison.in_both();
        for (i, row) in rows.filter(|row| !row.fields.is_empty()).enumerate() {
            if i == 0 {
                self.heading(label!("tui.compare.messages"));
            }
            if let Some(at) = row.right_step() {
                let title = self.model.trace.steps()[at].title();
                let title = said!("tui.compare.message", title, fields = row.fields.len());
                self.words(0, &title.to_string(), theme.text);
            }
            for pair in &row.fields {
                self.field(pair);
            }
        }
    }

    fn values(&mut self) {
        let compared = self.compared;
        let all = compared.comparison.values.iter();
        let differ = all.filter(|pair| pair.relation != Relation::Same);
        for (i, pair) in differ.enumerate() {
            if i == 0 {
                self.heading(label!("tui.compare.values"));
            }
            self.value(pair);
        }
    }
}
