//! Drawing the whole screen: a pure function of the model and of the moment of its motion. No clock,
//! no input or output, no change.

pub mod band;
pub mod footer;
pub mod frame;
pub mod header;
pub mod lesson;
pub mod present;
pub mod timeline;

use super::draw::painter::Painter;
use super::layout::{Layout, SMALLEST, layout};
use super::model::Model;
use super::model::moment::Moment;
use super::overlay::window;
use super::pane::{sequence, values};
use super::stage::Stage;
use super::tabs;
use crate::trace::Side;
use crate::{said, text};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Line;

impl Stage {
    /// The screen at a size in columns and rows, as it would be drawn once nothing moves any more.
    pub fn draw(&self, width: u16, height: u16) -> Buffer {
        self.draw_at(width, height, Moment::STILL)
    }

    /// The screen at a moment of its motion.
    pub fn draw_at(&self, width: u16, height: u16, moment: Moment) -> Buffer {
        let screen = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(screen);
        buf.set_style(screen, self.model.theme.base);
        let (area, beside) = self.rooms(screen);
        match layout(area, self.model.room_on(area)) {
            Some(at) => whole(self, &at, moment, &mut buf),
            None => too_small(area, &mut buf),
        }
        if let (Some(room), Some(taught)) = (beside, &self.taught) {
            lesson::draw(self, taught, room, &mut buf);
        }
        underline_words_only(&mut buf);
        buf
    }
}

/// Takes the underline from blanks and lines of frames, where it would look like one of them.
fn underline_words_only(buf: &mut Buffer) {
    let plain = |cell: &Cell| {
        let mut all = cell.symbol().chars();
        all.all(|c| c == ' ' || ('\u{2500}'..='\u{257f}').contains(&c))
    };
    for cell in buf.content.iter_mut().filter(|cell| plain(cell)) {
        cell.modifier -= Modifier::UNDERLINED;
    }
}

fn too_small(area: Rect, buf: &mut Buffer) {
    let (width, height) = SMALLEST;
    let (here, rows) = (area.width, area.height);
    let said = said!("tui.too_small", width, height, here, rows);
    let lines = text::wrap(&said.to_string(), area.width.into());
    let high = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let high = high.min(area.height);
    let rows = Rect {
        y: area.y + (area.height - high) / 2,
        height: high,
        ..area
    };
    let mut painter = Painter::new(buf, rows);
    for (y, line) in (0..high).zip(lines) {
        painter.line(y.into(), Line::from(line));
    }
}

fn whole(stage: &Stage, at: &Layout, moment: Moment, buf: &mut Buffer) {
    let model = &stage.model;
    match model.presenting.on {
        // what is asked could be read off
        _ if stage.covers_run() => {}
        true => present::draw(model, model.screen(), moment, buf),
        false => parts(model, at, moment, buf),
    }
    if let Some(over) = stage.over.last().filter(|_| !stage.asks_aside()) {
        window::draw(model, &**over, at.over, buf);
        let area = window::area(model, &**over, at.over);
        let forms = over.chip();
        if !forms.is_empty() && !area.intersects(at.header) {
            header::chip(model, at.header, &forms, buf);
        }
        if model.notice.is_some() && (area.intersects(at.sentence) || stage.covers_run()) {
            band::draw_sentence(model, at.sentence, buf);
        }
    }
    footer::draw(stage, at.footer, buf);
}

fn parts(model: &Model, at: &Layout, moment: Moment, buf: &mut Buffer) {
    header::draw(model, at.header, moment, buf);
    if let Some(row) = at.timeline {
        timeline::draw(model, row, buf);
    }
    band::draw(model, at.band, buf);
    let pane = tabs::pane(model.tab);
    let columns = pane.columns(at.panel);
    frame::draw(model, at, &columns, moment, buf);
    if let Some(panes) = at.stage {
        values::draw(model, Side::Client, panes.client, moment, buf);
        sequence::draw(model, panes.sequence, moment, buf);
        values::draw_eve(model, panes.eve, panes.client, moment, buf);
        values::draw(model, Side::Server, panes.server, moment, buf);
    }
    pane.draw(model, &columns, buf);
    band::draw_sentence(model, at.sentence, buf);
}
