//! The exam on the terminal.

use super::TuiError;
use super::page::{self, Page};
use crate::tui::Exam;
use crate::tui::key::Key;
use ratatui::buffer::Buffer;
use std::convert::Infallible;
use std::time::Duration;

/// Shows the exam until it is over, or its reader leaves.
///
/// # Errors
/// As [`super::run`].
pub fn examine(exam: &mut Exam) -> Result<(), TuiError> {
    page::show(exam, None, false)
}

impl Page for Exam {
    type Heard = Infallible;

    fn press(&mut self, key: Key, now: Duration) -> bool {
        Exam::press(self, key, now)
    }

    fn hear(&mut self, heard: Infallible, _: Duration) {
        match heard {}
    }

    fn draw(&self, width: u16, height: u16, _: Duration) -> Buffer {
        Exam::draw(self, width, height)
    }
}
