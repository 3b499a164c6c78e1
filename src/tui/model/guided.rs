//! A screen that follows another.

use crate::tui::Shared;

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
