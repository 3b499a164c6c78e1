//! Those who look along: what a screen tells them, and a screen that follows another.

use super::place::Tab;
use super::presenting::Presenting;
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
    /// Whether it is the presentation that is shown, and what of it.
    pub presenting: Presenting,
}

/// What comes from a screen that is followed.
#[derive(Clone, Debug)]
pub enum Guidance {
    /// It shows this now.
    Shows(Box<Shared>),
    /// It is closed.
    Gone,
}

/// Tells others what is shown.
pub type Tell = Box<dyn FnMut(&Shared)>;

/// Who else looks at a screen, and whom it follows.
#[derive(Default)]
pub struct Company {
    pub(in crate::tui) tell: Option<Tell>,
    pub(in crate::tui) guide: Option<Receiver<Guidance>>,
}

impl Company {
    /// A screen that tells others.
    pub fn telling(tell: Tell) -> Self {
        Company {
            tell: Some(tell),
            guide: None,
        }
    }

    /// A screen that follows another.
    pub fn guided(guide: Receiver<Guidance>) -> Self {
        Company {
            tell: None,
            guide: Some(guide),
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
    /// Whether the reader goes along. One who steps is left alone until they ask.
    pub along: bool,
    /// Whether it is closed.
    pub gone: bool,
}
