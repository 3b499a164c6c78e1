//! A question of a lesson, with its answers to choose from or a line to type one. Beside a lesson it is drawn in the
//! lesson's page; where there is no room for that, in a window.

use super::{Deed, Given, Overlay, text_window};
use crate::label;
use crate::lesson::course::{Page, Role, Shown};
use crate::lesson::question::{Answer, Form, Question};
use crate::tui::command::Scope;
use crate::tui::draw::choice::typed;
use crate::tui::draw::painter::Painter;
use crate::tui::model::Model;
use crate::tui::screen::lesson::passage;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Whether a character can be part of an answer.
pub fn takes(c: char) -> bool {
    c.is_alphanumeric() || " ?,;:._-/#".contains(c)
}

/// A question.
#[derive(Debug)]
pub struct QuestionWindow {
    question: Question,
    /// What stands above the line that is typed.
    shown: Vec<Shown>,
    line: String,
    /// The answer that is selected, where one is to be chosen.
    selected: Option<usize>,
}

const WIDTH: u16 = 92;

impl QuestionWindow {
    /// The question at the end of a page.
    pub fn of(question: Question, page: &Page) -> Self {
        let prompt = page
            .shown
            .iter()
            .rposition(|shown| shown.role == Role::Prompt);
        let shown = page.shown.get(prompt.unwrap_or(0)..).unwrap_or_default();
        QuestionWindow {
            question,
            shown: shown.to_vec(),
            line: String::new(),
            selected: None,
        }
    }

    /// How many answers there are to select from: where several are to be named, they are typed.
    fn choices(&self) -> usize {
        match &self.question.form {
            Form::One(choices) => choices.len(),
            _ => 0,
        }
    }

    /// The lines above the one that is typed, with the line on which the selected answer begins and ends.
    fn lines(&self, model: &Model, width: usize) -> (Vec<Line<'static>>, Option<(usize, usize)>) {
        let mut lines = Vec::new();
        let mut selected = None;
        for shown in &self.shown {
            if matches!(shown.role, Role::Form | Role::Hint | Role::Item(_)) {
                lines.push(Line::default());
            }
            let from = lines.len();
            lines.extend(passage(model, shown, width));
            if shown.role == Role::Prompt {
                lines.push(Line::default());
            }
            if self
                .selected
                .is_some_and(|place| shown.role == Role::Choice(place))
            {
                selected = Some((from, lines.len()));
            }
        }
        (lines, selected)
    }
}

impl Overlay for QuestionWindow {
    fn name(&self) -> &'static str {
        "question"
    }

    fn scope(&self) -> Scope {
        Scope::Question
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.lesson.question").to_owned()
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let (lines, _) = self.lines(model, text_window::columns(WIDTH, screen));
        (WIDTH, text_window::rows(lines.len() + 2, 60))
    }

    fn len(&self, _: &Model, _: Rect) -> usize {
        self.choices()
    }

    fn at(&self) -> usize {
        self.selected.unwrap_or(0)
    }

    fn go(&mut self, row: usize) {
        // the first press selects the first answer
        let first = self.selected.is_none() && self.choices() > 0;
        if self.choices() > 0 {
            self.selected = Some(if first && row == 1 { 0 } else { row });
        }
    }

    fn typed(&mut self) -> Option<(&mut String, usize)> {
        self.selected = None;
        Some((&mut self.line, 4096))
    }

    fn answer(&self) -> Option<Given<'_>> {
        let Self { line, selected, .. } = self;
        let selected = *selected;
        Some(Given { line, selected })
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.lesson.answer")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        if let Some(place) = self.selected {
            return Deed::Answer(Answer::One(place));
        }
        if self.line.trim().is_empty() {
            model.say(crate::said!("tui.lesson.type_first"));
            return Deed::Stays(self);
        }
        match self.question.read(&self.line) {
            Ok(answer) => Deed::Answer(answer),
            Err(said) => {
                model.complain(crate::said!("tui.notice.plain", words = said));
                Deed::Stays(self)
            }
        }
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let (lines, selected) = self.lines(model, room.width.into());
        let height = usize::from(room.height.saturating_sub(2));
        // the answers come into sight before what is asked
        let most = lines.len().saturating_sub(height);
        let scroll = selected
            .map_or(0, |(_, end)| end.saturating_sub(height))
            .min(most);
        let text = Rect {
            height: room.height.saturating_sub(2),
            ..room
        };
        let mut painter = Painter::new(buf, text);
        painter.lines(0, lines.into_iter().skip(scroll));
        if let Some((from, end)) = selected {
            for row in from..end {
                if let Some(row) = row.checked_sub(scroll) {
                    painter.select(row, model.theme.selected);
                }
            }
        }
        crate::tui::draw::scroll_hint::more(model, room, scroll, most, buf);
        let below = Rect {
            y: room.bottom().saturating_sub(1),
            height: 1,
            ..room
        };
        let mut painter = Painter::new(buf, below);
        let width = painter.width();
        painter.line(
            0,
            typed(model, label!("tui.lesson.your_answer"), &self.line, width),
        );
    }
}
