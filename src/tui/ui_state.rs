//! Where on the screen a reader is: the tab, the pane, what lies over it, what is selected.

use super::provenance::Asked;
use crate::explain::glossary::Term;
use crate::label;
use crate::text::Said;
use crate::trace::{Side, ValueId};
use std::time::Duration;

/// The tabs of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tab {
    /// What happens and why, in words.
    Explain,
    /// The bytes and what each of them is.
    Bytes,
    /// All values so far and who knows them.
    Keys,
    /// The certificates that were sent, and their checks.
    Certificates,
    /// The handshake messages as the Finished messages cover them.
    Transcript,
    /// What is computed in this step, in detail.
    Math,
}

impl Tab {
    /// In the order of the screen.
    pub const ALL: [Tab; 6] = [
        Tab::Explain,
        Tab::Bytes,
        Tab::Keys,
        Tab::Certificates,
        Tab::Transcript,
        Tab::Math,
    ];

    /// The name on the screen.
    pub fn title(self) -> &'static str {
        match self {
            Tab::Explain => label!("tui.tab.explain"),
            Tab::Bytes => label!("tui.tab.bytes"),
            Tab::Math => label!("tui.tab.math"),
            Tab::Keys => label!("tui.tab.keys"),
            Tab::Certificates => label!("tui.tab.certificates"),
            Tab::Transcript => label!("tui.tab.transcript"),
        }
    }
}

/// Which pane the arrow keys up and down move in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// A side's values.
    Side(Side),
    /// The messages.
    Wire,
    /// The tab below.
    Panel,
}

/// Who has the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Stage above, panel below.
    Shared,
    /// The panel alone.
    Panel,
}

/// What lies over the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The keys; scrolled by so many lines.
    Help(usize),
    /// A value with all its bytes.
    Value {
        /// Which.
        id: ValueId,
        /// Scrolled by so many lines.
        scroll: usize,
    },
    /// All there is to say about the selected field.
    Field {
        /// Scrolled by so many lines.
        scroll: usize,
    },
    /// The commands, filtered.
    Palette {
        /// What has been typed.
        query: String,
        /// The selected one of those that match.
        selected: usize,
    },
    /// The scenarios.
    Scenarios {
        /// What has been typed.
        query: String,
        /// The selected one of those that match.
        selected: usize,
    },
    /// The terms of art.
    Glossary {
        /// What has been typed.
        query: String,
        /// The chosen one of those that match.
        selected: usize,
    },
    /// A term of art by itself.
    Term {
        /// Which.
        term: &'static Term,
        /// Scrolled by so many lines.
        scroll: usize,
        /// The list that it lies over, and gives way to again.
        over: Box<Overlay>,
    },
    /// Where a value comes from, what it is used for, who could compute it.
    Provenance(Asked),
    /// What an attacker could do with the selected byte, and with its message.
    Tamper {
        /// The selected one of these.
        selected: usize,
    },
    /// This run beside one without the failure.
    Compare {
        /// The chosen row.
        selected: usize,
    },
    /// The forms in which a value can be copied.
    CopyAs {
        /// Which value.
        id: ValueId,
        /// The chosen form.
        selected: usize,
        /// What it lies over, and what is shown again when it closes.
        over: Option<Box<Overlay>>,
    },
    /// A line to be typed.
    Prompt {
        /// For what.
        prompt: Prompt,
        /// What has been typed.
        text: String,
    },
}

/// What a typed line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// A step's number.
    Step,
    /// A seed.
    Seed,
    /// Application data from a side.
    Message(Side),
    /// A field's name or value, or bytes in hexadecimal.
    Search,
    /// What the selected byte becomes.
    SetByte,
    /// What the selected field becomes.
    ReplaceField,
    /// The file in which the scenario is to be saved.
    Save,
}

/// A message to the reader, in the footer until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The message.
    pub said: Said,
    /// Whether something went wrong.
    pub bad: bool,
}

/// How fast a run plays: the time that each step stays.
pub const PACES: [Duration; 6] = [
    Duration::from_secs(8),
    Duration::from_secs(4),
    Duration::from_secs(2),
    Duration::from_secs(1),
    Duration::from_millis(500),
    Duration::from_millis(250),
];

/// Whether the run is played, and how fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Play {
    /// Whether it does.
    pub running: bool,
    /// Which of [`PACES`].
    pub pace: usize,
}

/// The selected row of every list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Picks {
    /// Values of the client and of the server: the row, when one was chosen.
    pub side: [Option<usize>; 2],
    /// Which of the messages so far, when one was chosen.
    pub message: Option<usize>,
    /// The row, or the scroll position, of each tab.
    pub tab: [usize; Tab::ALL.len()],
    /// The block of a record that a computation shows.
    pub block: usize,
    /// The byte of the selected field, when one was chosen.
    pub byte: Option<usize>,
}
