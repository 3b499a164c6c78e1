//! Where on the screen a reader is: the tab, the pane, what is selected.

use crate::label;
use crate::lesson::course::TABS;
use crate::text::Said;
use crate::trace::Side;
use std::time::Duration;

/// The tabs of the panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// What happens and why, in words.
    #[default]
    Explain,
    /// The bytes and what each of them is.
    Bytes,
    /// What is made of what, as one diagram.
    Map,
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
    pub const ALL: [Tab; 7] = [
        Tab::Explain,
        Tab::Bytes,
        Tab::Map,
        Tab::Keys,
        Tab::Certificates,
        Tab::Transcript,
        Tab::Math,
    ];

    /// The name in lessons and in files.
    pub const fn key(self) -> &'static str {
        TABS[self as usize]
    }

    /// The name on the screen.
    pub fn title(self) -> &'static str {
        match self {
            Tab::Explain => label!("tui.tab.explain"),
            Tab::Bytes => label!("tui.tab.bytes"),
            Tab::Map => label!("tui.tab.map"),
            Tab::Math => label!("tui.tab.math"),
            Tab::Keys => label!("tui.tab.keys"),
            Tab::Certificates => label!("tui.tab.certificates"),
            Tab::Transcript => label!("tui.tab.transcript"),
        }
    }

    /// The name where there is little room.
    pub fn short_title(self) -> &'static str {
        match self {
            Tab::Certificates => label!("tui.tab.certificates_short"),
            tab => tab.title(),
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

/// A message to the reader, in the footer until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The message.
    pub said: Said,
    /// Whether something went wrong.
    pub bad: bool,
}

/// How fast a run plays, beside the usual speed: its name, and by what the time of a step is divided,
/// in quarters.
pub const PACES: [(&str, u32); 6] = [
    ("1/4", 1),
    ("1/2", 2),
    ("1", 4),
    ("2", 8),
    ("4", 16),
    ("8", 32),
];

/// Which of [`PACES`] is the usual speed.
pub const USUAL_PACE: usize = 2;

/// The time that a step stays at the usual speed, for so many words: as long as it takes to read them
/// aloud to oneself, some 220 a minute, and a moment to look.
pub fn reading_time(words: usize) -> Duration {
    let words = u32::try_from(words).unwrap_or(u32::MAX).min(1000);
    Duration::from_secs(2) + Duration::from_millis(270) * words
}

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
    /// The row of the values of both sides, when one was chosen.
    pub value: Option<usize>,
    /// Which step of the sequence, when one was chosen.
    pub step: Option<usize>,
    /// The row, or the scroll position, of each tab.
    pub tab: [usize; Tab::ALL.len()],
    /// How far the text beside a list is scrolled.
    pub scroll: usize,
    /// The block of a record that a computation shows.
    pub block: usize,
    /// The byte of the selected field, when one was chosen.
    pub byte: Option<usize>,
}

/// Where a reader was before a jump.
#[derive(Debug)]
pub struct Jump {
    /// Its number among the jumps of a run.
    pub id: usize,
    /// The step.
    pub cursor: usize,
    /// The tab.
    pub tab: Tab,
    /// The pane.
    pub focus: Focus,
    /// Who had the room.
    pub room: Room,
    /// What was selected.
    pub picks: Picks,
}
