//! The parts of the editor that the reader goes through.

use crate::label;
use crate::tui::model::draft::Action;

/// A part of the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What to do.
    What,
    /// To which byte, or to which field.
    Byte,
    /// To which bit, or which bytes instead.
    Bit,
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 3] = [Part::What, Part::Byte, Part::Bit];

    /// What is asked in it, for something to do.
    pub fn title(self, action: Action) -> &'static str {
        match (self, action) {
            (Part::What, _) => label!("tui.editor.what"),
            (Part::Byte, Action::Bits) => label!("tui.editor.which_byte"),
            (Part::Byte, _) => label!("tui.editor.which_field"),
            (Part::Bit, Action::ReplaceField) => label!("tui.editor.which_bytes"),
            (Part::Bit, _) => label!("tui.editor.which_bit"),
        }
    }

    /// Whether there is anything to choose in it, for something to do.
    pub fn is_asked(self, action: Action) -> bool {
        match self {
            Part::What => true,
            Part::Byte => action.is_of_a_field(),
            Part::Bit => matches!(action, Action::Bits | Action::ReplaceField),
        }
    }

    /// The next part in which there is something to choose, or the one before.
    pub fn beside(self, action: Action, on: bool) -> Part {
        let asked = Part::ALL.into_iter().filter(|part| part.is_asked(action));
        let asked: Vec<Part> = asked.collect();
        let here = asked.iter().position(|part| *part == self).unwrap_or(0);
        let by = if on { 1 } else { asked.len() - 1 };
        asked[(here + by) % asked.len()]
    }
}
