//! Jumps: to a message, to where something comes from, to where it was noticed; and back.

use super::Model;
use super::place::Jump;
use crate::said;

impl Model {
    /// Remembers where the reader is, before a jump from there. The number tells the jumps of a run
    /// apart.
    pub fn jump(&mut self) -> usize {
        /// The most jumps that are remembered.
        const MOST: usize = 100;
        if self.jumps.len() == MOST {
            self.jumps.remove(0);
        }
        let id = self.jumps.last().map_or(0, |last| last.id + 1);
        self.jumps.push(Jump {
            id,
            cursor: self.cursor,
            tab: self.tab,
            focus: self.focus,
            room: self.room,
            picks: self.picks,
        });
        id
    }

    /// Goes back to where the reader was before the last jump. Its number, if there was one.
    pub fn jump_back(&mut self) -> Option<usize> {
        let Some(jump) = self.jumps.pop() else {
            self.say(said!("tui.notice.no_jump"));
            return None;
        };
        self.go_to(jump.cursor);
        (self.tab, self.focus, self.room) = (jump.tab, jump.focus, jump.room);
        self.picks = jump.picks;
        Some(jump.id)
    }

    /// The number of the last jump, if there was one.
    pub fn last_jump(&self) -> Option<usize> {
        self.jumps.last().map(|jump| jump.id)
    }

    /// Whether there was a jump to go back from.
    pub fn has_jumped(&self) -> bool {
        !self.jumps.is_empty()
    }
}
