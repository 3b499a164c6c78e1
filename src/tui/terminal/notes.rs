//! The speaker's screen on the terminal: it hears the audience's screen, and its clock goes on.

use super::TuiError;
use super::page::{self, Page};
use crate::tui::key::Key;
use crate::tui::{Heard, Notes, Options};
use ratatui::buffer::Buffer;
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// Shows the notes of a talk, by its place among all, until the speaker leaves or the presentation ends.
///
/// # Errors
/// As [`super::run`].
pub fn speak(talk: usize, heard: Receiver<Heard>, options: Options) -> Result<(), TuiError> {
    let links = options.links;
    page::show(&mut Notes::new(talk, options), Some(heard), links)
}

impl Page for Notes {
    type Heard = Heard;

    fn press(&mut self, key: Key, now: Duration) -> bool {
        Notes::press(self, key, now)
    }

    fn hear(&mut self, heard: Heard, now: Duration) {
        Notes::hear(self, heard, now);
    }

    fn draw(&self, width: u16, height: u16, now: Duration) -> Buffer {
        Notes::draw(self, width, height, now)
    }
}
