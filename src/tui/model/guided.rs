//! Those who look along: what a screen tells them, and a screen that follows another.

use super::place::{Focus, Tab};
use super::presenting::Presenting;
use super::voting::{Poll, Reply, Votes};
use crate::scenario::Scenario;
use crate::trace::Place;
use std::fmt;
use std::sync::mpsc::Receiver;

/// What a screen shows, for those who look along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The scenario, with every change that was made to it.
    pub scenario: Scenario,
    /// The present step, and what is selected.
    pub at: Place,
    /// The tab that is open.
    pub tab: Tab,
    /// The pane that the arrow keys move in.
    pub focus: Focus,
    /// The row that is selected in a list of that pane.
    pub row: Option<usize>,
    /// Whether it is the presentation that is shown, and what of it.
    pub presenting: Presenting,
    /// The question that is put to the class.
    pub poll: Option<Poll>,
    /// The lesson that the reader is in. Only the speaker's notes are told.
    pub lesson: Option<LessonNotes>,
}

/// A lesson as its speaker needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonNotes {
    /// Its title.
    pub title: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// What it says to the speaker at the present page, in paragraphs.
    pub notes: Vec<String>,
}

/// What comes from a screen that is followed.
#[derive(Clone, Debug)]
pub enum Guidance {
    /// It shows this now.
    Shows(Box<Shared>),
    /// It is closed, and may come back.
    Gone,
    /// It does not come back.
    Over,
}

/// Tells others what is shown.
pub type Tell = Box<dyn FnMut(&Shared)>;
/// Passes on what the reader votes for.
pub type SendReply = Box<dyn FnMut(&Reply)>;

/// Who else looks at a screen, and whom it follows.
#[derive(Default)]
pub struct Company {
    pub(in crate::tui) tell: Option<Tell>,
    pub(in crate::tui) votes: Option<Receiver<Votes>>,
    pub(in crate::tui) guide: Option<Receiver<Guidance>>,
    pub(in crate::tui) answer: Option<SendReply>,
}

impl Company {
    /// A screen that tells others; `votes` come from a class that follows.
    pub fn telling(tell: Tell, votes: Option<Receiver<Votes>>) -> Self {
        Company {
            tell: Some(tell),
            votes,
            ..Company::default()
        }
    }

    /// A screen that follows another, and answers what that asks.
    pub fn guided(guide: Receiver<Guidance>, answer: SendReply) -> Self {
        Company {
            guide: Some(guide),
            answer: Some(answer),
            ..Company::default()
        }
    }
}

impl fmt::Debug for Company {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Company").finish_non_exhaustive()
    }
}

/// What the other screen shows, and whether the reader goes along.
#[derive(Debug)]
pub struct Guided {
    /// What it shows.
    pub shared: Box<Shared>,
    /// The index of its step, where it shows the same run as this screen.
    pub step: Option<usize>,
    /// Whether the reader goes along. One who steps is left alone until they ask.
    pub along: bool,
    /// How this screen looked when it last went along. A reader who looks at something else now is not disturbed.
    pub view: Option<View>,
    /// Whether the other screen has gone on since.
    pub behind: bool,
    /// Whether it is closed.
    pub gone: bool,
}

/// What of a screen a reader changes by looking around.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Whether it is the presentation.
    pub presenting: bool,
    /// The tab that is open.
    pub tab: Tab,
    /// The pane that the arrow keys move in.
    pub focus: Focus,
    /// The row that is selected in it.
    pub row: Option<usize>,
    /// The step, and what is selected there.
    pub at: Option<Place>,
}
