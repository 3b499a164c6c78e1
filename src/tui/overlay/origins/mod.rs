//! The history of a value: a strip of its bytes, the tree of what they come from or of what they are
//! used for, and the formula of the selected line; or who could compute it.

mod strip;
mod tree;
mod who;

use super::{Deed, Overlay, text_window};
use crate::trace::{Origin, Source, Trace, ValueId};
use crate::tui::command::{Command, Scope};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::origins::{Asked, Branch, Question};
use crate::tui::model::place::{Focus, Tab};
use crate::wire::Field;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use strip::{head, strip};
use tree::{Widths, branch_line, detail};
use who::who;

/// The history of a value.
#[derive(Debug)]
pub struct Origins {
    asked: Asked,
    /// The selected line, or how far the answer is scrolled.
    row: usize,
    /// The tree that answers, and for which question it was found: a run may have thousands of values.
    branches: (Asked, Vec<Branch>),
}

impl Origins {
    /// Where a value comes from, or one of its bytes.
    pub fn of(model: &Model, id: ValueId, byte: Option<usize>) -> Self {
        let asked = Asked {
            id,
            byte,
            question: Question::From,
        };
        Origins {
            asked,
            row: 0,
            branches: (asked, asked.branches(&model.trace)),
        }
    }

    /// What is asked: `from`, `used` or `who`.
    fn question(&self) -> Question {
        self.asked.question
    }

    /// Another question about the same value; asked twice, where it comes from again.
    fn turn(&mut self, to: Question) {
        let same = self.asked.question == to;
        self.asked.question = if same { Question::From } else { to };
        self.row = 0;
    }

    fn pick_byte(&mut self, trace: &Trace, to: impl Fn(Option<usize>) -> usize) {
        let value = trace.values().get(self.asked.id.0);
        let last = value.map_or(0, |value| value.bytes.len().saturating_sub(1));
        self.asked.byte = Some(to(self.asked.byte).min(last));
    }

    /// What stands on the selected line.
    fn source(&self, model: &Model) -> Option<Source> {
        let branches = &self.branches.1;
        let last = branches.len().saturating_sub(1);
        let branch = branches.get(self.row.min(last));
        let own = || {
            model
                .value(self.asked.id)
                .map(|value| Source::Value(value.id))
        };
        branch.map(|branch| branch.source).or_else(own)
    }
}

/// Goes to the step and the field of a value, or to a message.
fn go_to(model: &mut Model, source: Source) {
    match source {
        Source::Message(connection, side, index) => {
            let step = model.trace.connection(connection).transcript(side)[index].step;
            model.go_to(step);
            model.focus = Focus::Panel;
            model.tab = Tab::Bytes;
            if let Some(row) = model.row_of_field(Field::Handshake) {
                model.pick_field(row);
            }
        }
        Source::Value(id) | Source::Padding(id) => {
            let Some(value) = model.value(id) else { return };
            let step = value.step;
            let computed = matches!(value.origin, Origin::Derived { .. });
            model.go_to(step);
            let message = model.step().is_some_and(|step| step.message.is_some());
            model.focus = Focus::Panel;
            model.tab = match computed && !message {
                true => Tab::Math,
                false => Tab::Bytes,
            };
            if let Some(row) = model.row_of(id) {
                model.pick_field(row);
            }
            model.picks.tab[Tab::Keys as usize] = model.row_of_value(id);
        }
    }
}

impl Overlay for Origins {
    fn name(&self) -> &'static str {
        match self.question() {
            Question::From => "from",
            Question::Used => "used",
            Question::Who => "who",
        }
    }

    fn about(&self) -> Option<ValueId> {
        Some(self.asked.id)
    }

    fn scope(&self) -> Scope {
        Scope::Provenance
    }

    fn title(&self, _: &Model) -> String {
        let title = match self.question() {
            Question::From => label!("tui.provenance.from"),
            Question::Used => label!("tui.provenance.used"),
            Question::Who => label!("tui.provenance.who"),
        };
        title.to_owned()
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let rows = self.rows(model, text_window::columns(WIDTH, screen));
        (WIDTH, (rows + 2).clamp(16, 50) as u16)
    }

    fn len(&self, model: &Model, room: Rect) -> usize {
        match self.question() {
            Question::Who => {
                let width = room.width.into();
                let lines = who(model, &self.asked, width).len();
                let top = self.top(model, width, room.height.into());
                lines.saturating_sub(usize::from(room.height).saturating_sub(top)) + 1
            }
            _ => self.branches.1.len(),
        }
    }

    fn at(&self) -> usize {
        self.row
    }

    fn go(&mut self, row: usize) {
        self.row = row;
    }

    fn row_at(&self, model: &Model, room: Rect, row: usize) -> Option<usize> {
        if self.question() == Question::Who {
            return None;
        }
        let (top, first, shown) = self.window(model, room);
        let row = row.checked_sub(top).filter(|row| *row < shown)?;
        let at = first + row;
        (at < self.branches.1.len()).then_some(at)
    }

    fn value(&self, model: &Model) -> Option<ValueId> {
        match self.source(model)? {
            Source::Value(id) => Some(id),
            Source::Message(..) | Source::Padding(_) => None,
        }
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.go_there")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        match self.source(model) {
            Some(source) => Deed::Jump(self, Box::new(move |model| go_to(model, source))),
            None => Deed::Closed,
        }
    }

    fn act(&mut self, model: &mut Model, command: Command) -> bool {
        match command {
            Command::WhereUsed => self.turn(Question::Used),
            Command::WhoCould => self.turn(Question::Who),
            Command::NextByte => {
                self.pick_byte(&model.trace, |at| at.map_or(0, |at| at + 1));
            }
            Command::PreviousByte => {
                self.pick_byte(&model.trace, |at| at.map_or(0, |at| at.saturating_sub(1)));
            }
            Command::AllBytes => self.asked.byte = None,
            Command::WhereFrom => match self.source(model) {
                Some(Source::Value(id)) => *self = Origins::of(model, id, None),
                Some(Source::Padding(_)) => model.complain(said!("tui.notice.a_padding")),
                Some(Source::Message(..)) | None => {
                    let key = model.key_of(Command::Open);
                    model.complain(said!("tui.notice.a_message", key));
                }
            },
            _ => return false,
        }
        true
    }

    fn refresh(&mut self, model: &Model) {
        if self.branches.0 != self.asked {
            self.branches = (self.asked, self.asked.branches(&model.trace));
        }
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let asked = &self.asked;
        let Some(value) = model.value(asked.id) else {
            return;
        };
        let mut painter = Painter::new(buf, room);
        let (width, height) = (painter.width(), painter.height());
        painter.line(0, head(model, asked, value));
        painter.lines(1, strip(model, asked, value, width, strip_rows(height)));
        let widths = Widths::of(model, asked, &self.branches.1, width);
        let top = self.top(model, width, height);
        if asked.question == Question::Who {
            let lines = who(model, asked, width);
            let most = lines.len().saturating_sub(height.saturating_sub(top));
            let scroll = self.row.min(most);
            painter.lines(top, lines.into_iter().skip(scroll));
            return scroll_hint::more(model, room, scroll, most, buf);
        }
        let branches = &self.branches.1;
        let (top, first, shown) = self.window(model, room);
        let row = self.row.min(branches.len().saturating_sub(1));
        for (y, i) in (first..branches.len()).take(shown).enumerate() {
            let picked = i == row;
            painter.line(
                top + y,
                branch_line(model, asked, &branches[i], picked, &widths),
            );
            if picked {
                painter.select(top + y, model.theme.selected);
            }
        }
        let below = top + shown.min(branches.len()) + blank_rows(height);
        painter.lines(below, self.detail(model, width, height));
        let most = branches.len().saturating_sub(shown);
        scroll_hint::more(model, room, first, most, buf);
    }
}

const WIDTH: u16 = 124;

/// The rows of bytes in a window of a height.
fn strip_rows(height: usize) -> usize {
    match height {
        24.. => 4,
        16.. => 2,
        _ => 1,
    }
}

/// The blank rows above the tree and below it.
fn blank_rows(height: usize) -> usize {
    usize::from(height >= 10)
}

/// The rows of the selected line in full.
fn detail_rows(height: usize) -> usize {
    match height {
        16.. => 4,
        10.. => 2,
        _ => 1,
    }
}

impl Origins {
    /// The rows that the answer takes at a width, in whatever row the reader is.
    fn rows(&self, model: &Model, width: usize) -> usize {
        let Some(value) = model.value(self.asked.id) else {
            return 0;
        };
        let strip = strip(model, &self.asked, value, width, 4).len();
        let answer = match self.question() {
            Question::Who => who(model, &self.asked, width).len(),
            // below the tree a blank, the formula, and the step
            _ => self.branches.1.len() + 5,
        };
        1 + strip + 1 + answer
    }

    /// The row at which the answer begins.
    fn top(&self, model: &Model, width: usize, height: usize) -> usize {
        let value = model.value(self.asked.id);
        let strip = value.map_or(0, |value| {
            strip(model, &self.asked, value, width, strip_rows(height)).len()
        });
        1 + strip + blank_rows(height)
    }

    /// The selected line in full.
    fn detail(&self, model: &Model, width: usize, height: usize) -> Vec<Line<'static>> {
        let branches = &self.branches.1;
        let row = self.row.min(branches.len().saturating_sub(1));
        let branch = branches.get(row);
        let rows = detail_rows(height);
        branch.map_or(Vec::new(), |branch| detail(model, branch, width, rows))
    }

    /// Where the tree begins, its first line that is shown, and how many are shown.
    fn window(&self, model: &Model, room: Rect) -> (usize, usize, usize) {
        let (width, height) = (room.width.into(), usize::from(room.height));
        let top = self.top(model, width, height);
        let below = self.detail(model, width, height).len() + blank_rows(height);
        let shown = height.saturating_sub(top + below).max(1);
        let len = self.branches.1.len();
        let row = self.row.min(len.saturating_sub(1));
        (top, text::first_row(row, len, shown), shown)
    }
}
