//! What the mouse does: it selects where it is pressed, and scrolls where it is.

use super::command::Command;
use super::layout::layout;
use super::stage::Stage;
use super::ui_state::{Focus, Tab};
use super::view;
use crate::trace::Side;
use ratatui::layout::Rect;

impl Stage {
    /// The mouse was pressed at a cell of the screen.
    pub fn click(&mut self, x: u16, y: u16) {
        self.notice = None;
        if self.overlay.is_some() {
            return;
        }
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let Some(at) = layout(area, self.room, self.tab) else {
            return;
        };
        let position = (x, y).into();
        if at.tabs.contains(position) {
            if let Some(tab) = view::frame::tab_at(&at, x) {
                self.perform(Command::Show(tab));
            }
        } else if at.phases.contains(position) {
            if let Some(phase) = view::header::phase_at(self, at.phases, x) {
                self.go_to_phase(phase);
            }
        } else if let Some([client, wire, server]) = at.stage {
            for (side, pane) in [(Side::Client, client), (Side::Server, server)] {
                if pane.contains(position) {
                    self.focus = Focus::Side(side);
                    self.picks.side[side as usize] = view::side::row_at(self, pane, y);
                }
            }
            if wire.contains(position) {
                self.focus = Focus::Wire;
                self.picks.message = view::wire::row_at(self, wire, y);
            }
        }
        if at.columns.iter().any(|column| column.contains(position)) {
            self.focus = Focus::Panel;
            if self.tab == Tab::Bytes
                && let Some((buffer, byte)) = view::bytes::byte_at(self, &at.columns, x, y)
            {
                self.pick_byte_of(buffer, byte);
            } else if let Some(row) = view::row_at(self, &at, x, y) {
                match self.tab {
                    Tab::Bytes => self.pick_field(row),
                    tab => self.picks.tab[tab as usize] = row,
                }
            }
        }
    }

    /// The wheel was turned over a cell of the screen.
    pub fn wheel(&mut self, down: bool, x: u16, y: u16) {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let position = (x, y).into();
        let stage = layout(area, self.room, self.tab).and_then(|at| at.stage);
        if self.overlay.is_none() {
            self.focus = match stage {
                Some([client, ..]) if client.contains(position) => Focus::Side(Side::Client),
                Some([_, wire, _]) if wire.contains(position) => Focus::Wire,
                Some([.., server]) if server.contains(position) => Focus::Side(Side::Server),
                _ => Focus::Panel,
            };
        }
        self.perform(if down { Command::Down } else { Command::Up });
    }
}
