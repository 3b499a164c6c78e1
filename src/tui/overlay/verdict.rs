//! What came of a handshake that was built. The run lies below, at the step in which it breaks.

use super::text_window as window;
use super::{Deed, Overlay};
use crate::label;
use crate::tui::command::{Command, Scope};
use crate::tui::draw::text;
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// What came of it.
#[derive(Debug, Default)]
pub struct VerdictWindow {
    scroll: usize,
}

const WIDTH: u16 = 92;

impl Overlay for VerdictWindow {
    fn name(&self) -> &'static str {
        "verdict"
    }

    fn scope(&self) -> Scope {
        Scope::Chooser
    }

    fn title(&self, model: &Model) -> String {
        match broken(model) {
            true => label!("tui.bench.broken").to_owned(),
            false => label!("tui.bench.works").to_owned(),
        }
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let lines = lines(model, window::columns(WIDTH, screen));
        (WIDTH, window::rows(lines.len(), 40))
    }

    fn len(&self, model: &Model, room: Rect) -> usize {
        window::len(lines(model, room.width.into()).len(), room)
    }

    fn at(&self) -> usize {
        self.scroll
    }

    fn go(&mut self, row: usize) {
        self.scroll = row;
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.bench.change")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        if let Some(desk) = &mut model.desk {
            desk.go_to_spot();
        }
        Deed::Run(Command::Build)
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        window::draw(
            model,
            lines(model, room.width.into()),
            self.scroll,
            room,
            buf,
        );
    }
}

fn broken(model: &Model) -> bool {
    let verdict = model.desk.as_ref().and_then(|desk| desk.verdict.as_ref());
    verdict.is_some_and(|verdict| verdict.broken.is_some())
}

/// What is said, a passage for each sentence, and how to go on.
fn lines(model: &Model, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let Some(verdict) = model.desk.as_ref().and_then(|desk| desk.verdict.as_ref()) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let last = verdict.said.len().saturating_sub(1);
    for (i, said) in verdict.said.iter().enumerate() {
        let style = if i == last { theme.title } else { theme.text };
        let words = theme.marks.prose(&said.to_string()).into_owned();
        lines.extend(text::wrap_plain(&words, style, width, 0));
        lines.push(Line::default());
    }
    let on = theme.marks.prose(label!("tui.bench.go_on")).into_owned();
    lines.extend(text::wrap_plain(&on, theme.muted, width, 0));
    lines
}
