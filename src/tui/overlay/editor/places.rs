//! Where the parts of the editor are in its room: for drawing and for the mouse alike.

use super::part::Part;
use crate::tui::model::draft::{Action, Draft};
use ratatui::layout::Rect;

/// The columns on the left, where there is room for two, and the frame between.
pub const LEFT: u16 = 28;
/// The columns from which on what to do stands beside the rest.
const SIDE_BY_SIDE: u16 = 92;
/// The rows of the part at the end, which shows what comes of it.
const RESULT: u16 = 5;
/// The columns of a bit.
const BIT: u16 = 5;
/// The columns of what stands before the bits.
const BEFORE_BITS: u16 = 8;

/// Where the parts are. What is not shown has no rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Places {
    /// Whether what to do stands beside the rest; otherwise one part is shown at a time.
    pub beside: bool,
    /// Where there is no room beside: the row of the names of the parts.
    pub tabs: Rect,
    /// What to do: a heading, then a row for each.
    pub actions: Rect,
    /// Which byte: a heading, then the name of the field, then the bytes.
    pub byte: Rect,
    /// The bytes of the field.
    pub dump: Rect,
    /// The first row of bytes that is shown.
    pub first: usize,
    /// Which bit, or which bytes.
    pub bit: Rect,
    /// Whether bits stand in boxes.
    pub boxes: bool,
    /// What comes of it.
    pub result: Rect,
}

/// Bytes in a row of a room of so many columns.
pub fn per_row(columns: u16) -> usize {
    if columns >= 56 { 16 } else { 8 }
}

/// The parts in a room.
pub fn places(draft: &Draft, part: Part, room: Rect) -> Places {
    let rows = |room: Rect, y: u16, height: u16| {
        let y = y.min(room.height);
        Rect {
            y: room.y + y,
            height: height.min(room.height - y),
            ..room
        }
    };
    let beside = room.width >= SIDE_BY_SIDE && room.height >= 18;
    let mut at = Places {
        beside,
        ..Places::default()
    };
    if !beside {
        at.tabs = rows(room, 0, 1);
        // a blank row where there is room for one
        let gap = u16::from(room.height >= 12);
        let result = (RESULT - 1).min(room.height / 3 + 1);
        let body = rows(
            room,
            1 + gap,
            room.height.saturating_sub(1 + gap + result + gap),
        );
        at.result = rows(room, room.height.saturating_sub(result), result);
        match part {
            Part::What => at.actions = body,
            Part::Byte => {
                at.byte = body;
                at.dump = rows(body, 2, body.height);
            }
            Part::Bit => {
                at.bit = body;
                at.boxes = body.height >= 7;
            }
        }
    } else {
        at.actions = Rect {
            width: LEFT,
            ..room
        };
        // two columns for the frame between
        let right = Rect {
            x: room.x + LEFT + 3,
            width: room.width - LEFT - 3,
            ..room
        };
        at.boxes = right.height >= 26;
        let gap = u16::from(at.boxes);
        let bit = if at.boxes { 6 } else { 4 };
        let around = 3 + 1 + bit + 1 + gap + RESULT + 4 * gap;
        let range = draft.range();
        let all = range.len().div_ceil(per_row(right.width));
        let dump = (right.height - around.min(right.height)).min(8);
        let dump = dump.min((all as u16).max(3));
        at.byte = rows(right, 0, 3 + dump);
        at.dump = rows(right, 3, dump);
        at.bit = rows(right, 3 + dump + 1, bit);
        at.result = rows(right, 3 + dump + 1 + bit + 1 + gap, RESULT + 4 * gap);
    }
    let per_row = per_row(at.dump.width);
    let row = (draft.at() - draft.range().start.min(draft.at())) / per_row;
    let all = draft.range().len().div_ceil(per_row);
    let height = usize::from(at.dump.height);
    let most = all.saturating_sub(height);
    at.first = row.saturating_sub(height / 2).min(most);
    at
}

/// The column of the first digit of a byte in its row.
pub fn column(byte: usize) -> usize {
    6 + byte * 3 + byte / 8
}

/// The column in which the digit of a bit stands.
pub fn bit_column(bit: u8) -> u16 {
    BEFORE_BITS + u16::from(7 - bit) * BIT + 1
}

/// What stands at a cell of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A part.
    Part(Part),
    /// Something to do.
    Action(Action),
    /// A byte of the record.
    Byte(usize),
    /// A bit of the byte under the cursor.
    Bit(u8),
}

impl Places {
    /// What stands at a cell of the screen.
    pub fn at(&self, draft: &Draft, x: u16, y: u16) -> Option<Place> {
        let cell = (x, y).into();
        if self.tabs.contains(cell) {
            let third = self.tabs.width.div_ceil(3).max(1);
            let nth = usize::from((x - self.tabs.x) / third);
            return Part::ALL.get(nth).copied().map(Place::Part);
        }
        if self.actions.contains(cell) {
            let heading = u16::from(self.beside);
            let nth = (y - self.actions.y).checked_sub(heading);
            let action = nth.and_then(|nth| Action::ALL.get(usize::from(nth)));
            return Some(match action {
                Some(action) => Place::Action(*action),
                None => Place::Part(Part::What),
            });
        }
        if self.dump.contains(cell) {
            let per_row = per_row(self.dump.width);
            let column_here = usize::from(x - self.dump.x);
            let mut bytes = 0..per_row;
            let byte = bytes.find(|byte| {
                let start = column(*byte);
                (start..start + 2).contains(&column_here)
            });
            let row = self.first + usize::from(y - self.dump.y);
            let range = draft.range();
            let at = byte.map(|byte| range.start + row * per_row + byte);
            return Some(match at.filter(|at| range.contains(at)) {
                Some(at) => Place::Byte(at),
                None => Place::Part(Part::Byte),
            });
        }
        if self.bit.contains(cell) {
            let column_here = x - self.bit.x;
            let mut bits = 0..8;
            let bit = bits.find(|bit| {
                let middle = bit_column(*bit);
                (middle - 1..=middle + 1).contains(&column_here)
            });
            let bit = bit.filter(|_| draft.action == Action::Bits);
            return Some(bit.map_or(Place::Part(Part::Bit), Place::Bit));
        }
        self.byte.contains(cell).then_some(Place::Part(Part::Byte))
    }
}
