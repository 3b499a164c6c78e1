//! The panes: the two sides' values, the sequence of messages, and the tabs below. Each is one file
//! behind one trait, and none knows of another or of what lies over the screen.

pub mod bytes;
pub mod certificates;
pub mod explain;
pub mod keys;
pub mod map;
pub mod math;
pub mod sequence;
pub mod transcript;
pub mod values;

use super::model::Model;
use crate::text::Said;
use crate::trace::ValueId;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A part of the screen that the arrow keys can move in. The columns that its methods get are those
/// that [`Pane::columns`] has cut its room into.
pub trait Pane: Sync {
    /// The columns of its room, from the left; the frame draws a line between each two.
    fn columns(&self, room: Rect) -> Vec<Rect> {
        vec![room]
    }

    /// Whether it has anything to show at the present step.
    fn holds(&self, model: &Model) -> bool;

    /// How many rows can be selected, or to how many places its text can be scrolled.
    fn len(&self, model: &Model, columns: &[Rect]) -> usize;

    /// How far the text beside its list can be scrolled.
    fn scrolls(&self, model: &Model, columns: &[Rect]) -> usize {
        let _ = (model, columns);
        0
    }

    /// The row at a cell of the screen, where rows can be selected.
    fn row_at(&self, model: &Model, columns: &[Rect], x: u16, y: u16) -> Option<usize> {
        let _ = (model, columns, x, y);
        None
    }

    /// The byte at a cell of the screen: which of the message's buffers it is in, and its offset.
    fn byte_at(&self, model: &Model, columns: &[Rect], x: u16, y: u16) -> Option<(usize, usize)> {
        let _ = (model, columns, x, y);
        None
    }

    /// The selected value.
    fn value(&self, model: &Model) -> Option<ValueId> {
        let _ = model;
        None
    }

    /// What the Enter key opens.
    fn open(&self, model: &Model) -> Opening {
        self.value(model).map_or(Opening::Nothing, Opening::Value)
    }

    /// Draws it into its columns.
    fn draw(&self, model: &Model, columns: &[Rect], buf: &mut Buffer);
}

/// What is opened.
pub enum Opening {
    /// There is nothing to open.
    Nothing,
    /// Nothing, and why.
    Refused(Said),
    /// A value with all its bytes.
    Value(ValueId),
    /// All that is said of the selected field.
    Field,
    /// The message of a step, over the whole width.
    Message(usize),
    /// A step.
    Step(usize),
    /// A certificate in DER, field by field.
    Certificate(Vec<u8>),
    /// The computation of a check: its step, and which of its checks it is.
    Check(usize, usize),
}

/// A room cut into columns of these widths and what is left, three cells apart: a blank, a line, a
/// blank.
fn split(room: Rect, widths: &[u16]) -> Vec<Rect> {
    let mut left = room;
    let mut columns = Vec::with_capacity(widths.len() + 1);
    for width in widths.iter().copied() {
        columns.push(Rect { width, ..left });
        let taken = (width + 3).min(left.width);
        left = Rect {
            x: left.x + taken,
            width: left.width - taken,
            ..left
        };
    }
    columns.push(left);
    columns
}
