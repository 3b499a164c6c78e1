//! Jumps: to a message, to where something comes from, to where it was noticed; and back.

use super::stage::Stage;
use super::ui_state::{Focus, Overlay, Picks, Room, Tab};
use crate::said;

/// Where a reader was before a jump.
#[derive(Debug)]
pub(super) struct Jump {
    cursor: usize,
    tab: Tab,
    focus: Focus,
    room: Room,
    picks: Picks,
    overlay: Option<Overlay>,
}

impl Stage {
    /// Remembers where the reader is, before a jump from there or from what lies over it.
    pub(super) fn jump(&mut self, overlay: Option<Overlay>) {
        /// The most jumps that are remembered.
        const MOST: usize = 100;
        if self.jumps.len() == MOST {
            self.jumps.remove(0);
        }
        self.jumps.push(Jump {
            cursor: self.cursor,
            tab: self.tab,
            focus: self.focus,
            room: self.room,
            picks: self.picks,
            overlay,
        });
    }

    /// Goes back to where the reader was before the last jump.
    pub(super) fn jump_back(&mut self) {
        let Some(jump) = self.jumps.pop() else {
            return self.say(said!("tui.notice.no_jump"));
        };
        self.go_to(jump.cursor);
        (self.tab, self.focus, self.room) = (jump.tab, jump.focus, jump.room);
        self.picks = jump.picks;
        self.overlay = jump.overlay;
    }

    /// Whether there was a jump to go back from.
    pub(super) fn has_jumped(&self) -> bool {
        !self.jumps.is_empty()
    }
}
