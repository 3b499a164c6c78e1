//! The bench: a handshake is built from its messages and its formulas, and run.
//!
//! ```text
//!  client          placed          server │ tray
//!   1  ──────── ClientHello ───────────▶  │ ──▶ Finished
//!   2  ◀─────── ServerHello ────────────  │ ◀── Certificate
//!   ▸  the next message goes here         │ ──▶ ClientKeyExchange
//!      run it                             │
//! ```

mod formulas;
mod messages;

use super::{Deed, Overlay, window};
use crate::lesson::build::Level;
use crate::tui::command::{Command, Scope};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::tui::model::desk::{Desk, Part, Taken};
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// The bench over the screen. What is on it is in the model, and stays there when it is closed.
#[derive(Debug)]
pub struct BenchWindow {
    /// What Enter is called where the reader is.
    accepts: &'static str,
}

/// The columns of the window.
const WIDTH: u16 = 118;
/// The rows at the bottom: a line across, and what there is to do or a hint.
const FOOT: u16 = 3;

impl BenchWindow {
    /// Where the reader was.
    pub fn of(model: &Model) -> Self {
        BenchWindow {
            accepts: accepts(model),
        }
    }
}

fn accepts(model: &Model) -> &'static str {
    let Some(desk) = &model.desk else {
        return label!("tui.bench.choose");
    };
    match desk.part {
        _ if desk.is_on_run() => label!("tui.footer.run"),
        Part::Placed => label!("tui.bench.to_tray"),
        Part::Tray => label!("tui.bench.place"),
        Part::Formulas => label!("tui.bench.to_choices"),
        Part::Choices => label!("tui.bench.pick"),
    }
}

impl Overlay for BenchWindow {
    fn name(&self) -> &'static str {
        "bench"
    }

    fn scope(&self) -> Scope {
        Scope::Bench
    }

    fn title(&self, model: &Model) -> String {
        let Some(desk) = &model.desk else {
            return String::new();
        };
        let scenario = &desk.bench.scenario().name;
        let level = desk.bench.level().number();
        said!("tui.bench.title", scenario, level).to_string()
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let rows = model.desk.as_ref().map_or(0, |desk| match desk.part {
            Part::Placed | Part::Tray => messages::rows(desk),
            Part::Formulas | Part::Choices => formulas::rows(desk),
        });
        let rows = u16::try_from(rows).unwrap_or(u16::MAX);
        (WIDTH, rows.saturating_add(FOOT + 2).min(screen.height))
    }

    fn len(&self, model: &Model, _: Rect) -> usize {
        model.desk.as_ref().map_or(0, |desk| desk.len(desk.part))
    }

    fn at(&self) -> usize {
        0
    }

    fn go(&mut self, _: usize) {}

    fn offers(&self, model: &Model, command: Command) -> bool {
        let Some(desk) = &model.desk else {
            return false;
        };
        match command {
            Command::Exchange => desk.part == Part::Placed,
            Command::NextPart | Command::PreviousPart => desk.parts().len() > 1,
            _ => true,
        }
    }

    fn accept_label(&self) -> &'static str {
        self.accepts
    }

    fn accept(mut self: Box<Self>, model: &mut Model) -> Deed {
        let taken = model.desk.as_mut().map(Desk::take);
        if taken == Some(Taken::Run) {
            return Deed::Run(Command::RunBuilt);
        }
        self.accepts = accepts(model);
        Deed::Stays(self)
    }

    fn act(&mut self, model: &mut Model, command: Command) -> bool {
        let Some(desk) = &mut model.desk else {
            return false;
        };
        let row = desk.row(desk.part);
        match command {
            Command::Up => desk.go(row.saturating_sub(1)),
            Command::Down => desk.go(row + 1),
            Command::Top => desk.go(0),
            Command::Bottom => desk.go(usize::MAX),
            Command::NextPart => desk.turn(true),
            Command::PreviousPart => desk.turn(false),
            Command::TakeOut => desk.take_out(),
            Command::Exchange => desk.exchange(),
            Command::BenchHint => desk.ask_hint(),
            _ => return false,
        }
        self.accepts = accepts(model);
        true
    }

    fn click(&mut self, model: &mut Model, room: Rect, x: u16, y: u16) -> bool {
        let Some(desk) = &mut model.desk else {
            return false;
        };
        let found = match desk.part {
            Part::Placed | Part::Tray => messages::at(desk, work(room), x, y),
            Part::Formulas | Part::Choices => None,
        };
        if let Some((part, row)) = found {
            desk.part = part;
            desk.go(row);
        }
        self.accepts = accepts(model);
        true
    }

    fn refresh(&mut self, model: &Model) {
        self.accepts = accepts(model);
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let Some(desk) = &model.desk else {
            return;
        };
        let work = work(room);
        window::ledge(model, room, work.height, buf);
        match desk.part {
            Part::Placed | Part::Tray => messages::draw(model, desk, work, buf),
            Part::Formulas | Part::Choices => formulas::draw(model, desk, work, buf),
        }
        let below = Rect {
            y: work.bottom() + 1,
            height: room.height.saturating_sub(work.height + 1),
            ..room
        };
        foot(model, desk, below, buf);
    }
}

/// The room without its foot.
fn work(room: Rect) -> Rect {
    Rect {
        height: room.height.saturating_sub(FOOT),
        ..room
    }
}

/// The hint that was asked for, or what came of it last, or else what there is to do.
fn foot(model: &Model, desk: &Desk, room: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let mut painter = Painter::new(buf, room);
    let (words, style) = match (&desk.hint, &desk.verdict) {
        (Some(hint), _) => (hint.to_string(), theme.text),
        (None, Some(verdict)) => {
            let last = verdict.said.last().map(ToString::to_string);
            let good = verdict.broken.is_none();
            (last.unwrap_or_default(), theme.check(good))
        }
        (None, None) => {
            let task = match desk.bench.level() {
                Level::Messages => label!("tui.bench.task_messages"),
                Level::Formulas => label!("tui.bench.task_formulas"),
                Level::Everything => label!("tui.bench.task_both"),
            };
            (task.to_owned(), theme.text)
        }
    };
    let words = theme.marks.prose(&words).into_owned();
    let width = painter.width();
    let lines = text::wrap(&[Span::styled(words, style)], width, 0);
    let lines = text::clip(lines, painter.height(), width, theme);
    painter.lines(0, lines);
}
