//! A page that has the terminal for itself: it takes keys, hears something from elsewhere, and its clock goes on.

use super::TuiError;
use super::program::{self, Next, Program};
use super::screen::Screen;
use crate::tui::key::Key;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::Event;
use std::io;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// How often a page is drawn that shows the time.
const TICK: Duration = Duration::from_millis(500);

/// A page. It has no clock: `now` is the time since it was opened.
pub(super) trait Page {
    /// What it hears from elsewhere.
    type Heard: Send + 'static;

    /// A key was pressed; false ends the page.
    fn press(&mut self, key: Key, now: Duration) -> bool;

    /// Something was heard.
    fn hear(&mut self, heard: Self::Heard, now: Duration);

    /// Draws it.
    fn draw(&self, width: u16, height: u16, now: Duration) -> Buffer;
}

/// Shows a page until its reader leaves, or until what it hears from ends. `links` says whether the terminal gets
/// hyperlinks.
///
/// # Errors
/// As [`super::run`].
pub(super) fn show<P: Page>(
    page: &mut P,
    heard: Option<Receiver<P::Heard>>,
    links: bool,
) -> Result<(), TuiError> {
    program::demand()?;
    let mut shown = OnTerminal {
        page,
        opened: Instant::now(),
    };
    program::run(&mut shown, false, links, |ear| {
        if let Some(heard) = heard {
            ear.listen_to_the_end(heard, |heard| heard);
        }
    })
}

struct OnTerminal<'p, P> {
    page: &'p mut P,
    opened: Instant,
}

impl<P: Page> Program for OnTerminal<'_, P> {
    type Own = P::Heard;

    fn draw(&mut self, screen: &mut Screen) -> io::Result<()> {
        let (width, height) = screen.size();
        screen.draw(&self.page.draw(width, height, self.opened.elapsed()))
    }

    fn due(&self) -> Option<Instant> {
        Some(Instant::now() + TICK)
    }

    fn time_passed(&mut self) {}

    fn input(&mut self, event: Event, _: &mut Screen) -> io::Result<Next> {
        Ok(match event {
            Event::Key(event) => {
                let key = Key::of(event);
                match key.is_none_or(|key| self.page.press(key, self.opened.elapsed())) {
                    true if key == Some(Key::Ctrl('z')) => Next::Suspend,
                    true => Next::Draw,
                    false => Next::End,
                }
            }
            Event::Resize(..) => Next::Redraw,
            _ => Next::Draw,
        })
    }

    fn hear(&mut self, heard: P::Heard) -> Next {
        self.page.hear(heard, self.opened.elapsed());
        Next::Draw
    }

    fn cannot_stop(&mut self) {}
}
