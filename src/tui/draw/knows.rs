//! What a party has of a value, in the words of the legend.

use crate::label;
use crate::trace::{Knowledge, Party};

/// A party as the screen calls it: the eavesdropper is Eve.
pub fn who(party: Party) -> &'static str {
    match party {
        Party::Eavesdropper => label!("tui.pane.eve"),
        side => side.name(),
    }
}

/// What it has of a value that has been made.
pub fn what(knowledge: Knowledge) -> &'static str {
    match knowledge {
        Knowledge::Known => label!("tui.legend.has"),
        Knowledge::Sealed => label!("tui.legend.encrypted"),
        Knowledge::Unknown => label!("tui.legend.lacks"),
    }
}
