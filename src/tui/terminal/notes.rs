//! The speaker's screen on the terminal.

use super::TuiError;
use super::page::{self, Page};
use crate::trace::Trace;
use crate::tui::key::Key;
use crate::tui::{Notes, Options};
use ratatui::buffer::Buffer;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// What the audience sees now.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// The run.
    pub trace: Arc<Trace>,
    /// The index of the step.
    pub step: usize,
}

/// Shows the notes of a talk, by its place among all, until the speaker leaves or the presentation ends.
///
/// # Errors
/// As [`super::run`].
pub fn speak(talk: usize, heard: Receiver<Spoken>, options: Options) -> Result<(), TuiError> {
    let links = options.links;
    page::show(&mut Notes::new(talk, options), Some(heard), links)
}

impl Page for Notes {
    type Heard = Spoken;

    fn press(&mut self, key: Key, now: Duration) -> bool {
        Notes::press(self, key, now)
    }

    fn hear(&mut self, heard: Spoken, now: Duration) {
        self.show(heard.trace, heard.step, now);
    }

    fn draw(&self, width: u16, height: u16, now: Duration) -> Buffer {
        Notes::draw(self, width, height, now)
    }
}
