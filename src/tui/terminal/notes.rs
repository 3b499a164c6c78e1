//! The speaker's screen on the terminal: it hears the audience's screen, and its clock goes on.

use super::TuiError;
use super::program::{self, Next, Program};
use super::screen::Screen;
use crate::tui::key::Key;
use crate::tui::{Heard, Notes, Options};
use ratatui::crossterm::event::Event;
use std::io;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// How often the clock and the bar are drawn.
const TICK: Duration = Duration::from_millis(500);

/// Shows the notes of a talk, by its place among all, until the speaker leaves or the presentation ends.
///
/// # Errors
/// As [`super::run`].
pub fn speak(talk: usize, heard: Receiver<Heard>, options: Options) -> Result<(), TuiError> {
    program::demand()?;
    let mut notes = OnTerminal {
        notes: Notes::new(talk, options),
        opened: Instant::now(),
    };
    program::run(&mut notes, false, |ear| {
        ear.listen_to_the_end(heard, |heard| heard);
    })
}

struct OnTerminal {
    notes: Notes,
    opened: Instant,
}

impl Program for OnTerminal {
    type Own = Heard;

    fn draw(&mut self, screen: &mut Screen) -> io::Result<()> {
        let (width, height) = screen.size();
        screen.draw(&self.notes.draw(width, height, self.opened.elapsed()))
    }

    fn due(&self) -> Option<Instant> {
        Some(Instant::now() + TICK)
    }

    fn time_passed(&mut self) {}

    fn input(&mut self, event: Event, _: &mut Screen) -> io::Result<Next> {
        Ok(match event {
            Event::Key(event) => {
                let key = Key::of(event);
                match key.is_none_or(|key| self.notes.press(key, self.opened.elapsed())) {
                    true if key == Some(Key::Ctrl('z')) => Next::Suspend,
                    true => Next::Draw,
                    false => Next::End,
                }
            }
            Event::Resize(..) => Next::Redraw,
            _ => Next::Draw,
        })
    }

    fn hear(&mut self, heard: Heard) -> Next {
        self.notes.hear(heard, self.opened.elapsed());
        Next::Draw
    }

    fn cannot_stop(&mut self) {}
}
