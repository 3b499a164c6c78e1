//! The questions that can be put to the class at a step. None of their answers is marked.

use super::{Deed, Overlay};
use crate::explain::plain;
use crate::label;
use crate::lesson::course::Asked;
use crate::lesson::question::letter;
use crate::lesson::vote::Ballot;
use crate::tui::command::Scope;
use crate::tui::draw::choice::{Choice, choice};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

/// The questions.
#[derive(Debug)]
pub struct QuestionsWindow {
    rows: Vec<(Asked, Ballot)>,
    /// How many of them the speaker's notes plan: they come first.
    planned: usize,
    selected: usize,
}

/// The rows below the list for the whole of the selected question.
const BELOW: usize = 9;
const WIDTH: u16 = 100;

impl QuestionsWindow {
    /// With the first one selected.
    pub fn of(rows: Vec<(Asked, Ballot)>, planned: usize) -> Self {
        QuestionsWindow {
            rows,
            planned,
            selected: 0,
        }
    }

    /// The selected question with its answers.
    fn whole(&self, model: &Model, width: usize) -> Vec<Line<'static>> {
        let Some((_, ballot)) = self.rows.get(self.selected) else {
            return Vec::new();
        };
        let theme = &model.theme;
        let prose = |words: String, style: Style, indent| {
            text::wrap_plain(&theme.marks.prose(&words), style, width, indent)
        };
        let mut lines = prose(plain(&ballot.question().prompt), theme.title, 0);
        for (place, answer) in ballot.answers().iter().enumerate() {
            let words = format!("{} {}", letter(place), plain(&answer.text));
            lines.extend(prose(words, theme.text, 2));
        }
        lines
    }
}

/// The rows of the list.
fn list_height(room: Rect, len: usize) -> usize {
    let most = usize::from(room.height).saturating_sub(1 + BELOW);
    most.min(len).max(1)
}

impl Overlay for QuestionsWindow {
    fn name(&self) -> &'static str {
        "questions"
    }

    fn scope(&self) -> Scope {
        Scope::Chooser
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.vote.which").to_owned()
    }

    fn size(&self, _: &Model, _: Rect) -> (u16, u16) {
        let rows = self.rows.len() + 1 + BELOW + 2;
        (WIDTH, u16::try_from(rows).unwrap_or(u16::MAX))
    }

    fn len(&self, _: &Model, _: Rect) -> usize {
        self.rows.len()
    }

    fn at(&self) -> usize {
        self.selected
    }

    fn go(&mut self, row: usize) {
        self.selected = row;
    }

    fn row_at(&self, _: &Model, room: Rect, row: usize) -> Option<usize> {
        let height = list_height(room, self.rows.len());
        let first = text::first_row(self.selected, self.rows.len(), height);
        let row = Some(first + row).filter(|_| row < height)?;
        (row < self.rows.len()).then_some(row)
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.ask")
    }

    fn accept(mut self: Box<Self>, _: &mut Model) -> Deed {
        match self.selected < self.rows.len() {
            true => {
                let (asked, ballot) = self.rows.swap_remove(self.selected);
                Deed::Put(Box::new(asked), Box::new(ballot))
            }
            false => Deed::Closed,
        }
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let mut painter = Painter::new(buf, room);
        let width = painter.width();
        let height = list_height(room, self.rows.len());
        let first = text::first_row(self.selected, self.rows.len(), height);
        let shown = self.rows.iter().enumerate().skip(first).take(height);
        for (y, (i, (_, ballot))) in shown.enumerate() {
            let right = match i < self.planned {
                true => label!("tui.vote.planned"),
                false => "",
            };
            let row = Choice {
                name: &plain(&ballot.question().prompt),
                name_room: width.saturating_sub(text::width(right) + 6),
                doc: "",
                right,
            };
            choice(model, &mut painter, y, i == self.selected, &row);
        }
        let room_below = painter.height().saturating_sub(height + 1);
        let lines = self.whole(model, width);
        let lines = text::clip(lines, room_below, width, theme);
        painter.lines(height + 1, lines);
        let list = Rect {
            width: room.width.saturating_sub(1),
            height: u16::try_from(height).unwrap_or(room.height),
            ..room
        };
        let most = self.rows.len().saturating_sub(height);
        scroll_hint::inside(model, list, first, most, buf);
    }
}
