//! The loop of a page that has the terminal for itself: it waits for keys, for what the page hears from elsewhere, and
//! for the time to pass.

use super::screen::Screen;
use super::{TuiError, input};
use crate::tui::key::Key;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::Event;
use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
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

enum News<T> {
    Input(Event),
    Heard(T),
    #[cfg(unix)]
    Signal(i32),
    /// There will be no more keys, or nothing more to show.
    Gone,
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
    if !io::stdout().is_terminal() {
        return Err(TuiError::NotATerminal);
    }
    let (sender, news) = mpsc::channel();
    #[cfg(unix)]
    {
        let sender = sender.clone();
        super::signals::listen(move |signal| sender.send(News::Signal(signal)).is_ok())?;
    }
    let mut screen = Screen::enter(false, links)?;
    listen(heard, sender);
    let end = present(page, &mut screen, &news);
    screen.leave();
    #[cfg(unix)]
    if let Some(signal) = end? {
        super::signals::die(signal)?;
    }
    #[cfg(not(unix))]
    end?;
    Ok(())
}

fn listen<T: Send + 'static>(heard: Option<Receiver<T>>, sender: Sender<News<T>>) {
    let keys = sender.clone();
    if let Some(heard) = heard {
        thread::spawn(move || {
            for one in heard {
                if sender.send(News::Heard(one)).is_err() {
                    return;
                }
            }
            // the loop may have ended before
            let _ = sender.send(News::Gone);
        });
    }
    thread::spawn(move || {
        let _ = input::listen(|event| keys.send(News::Input(event)).is_ok());
        let _ = keys.send(News::Gone);
    });
}

/// The signal that ended it, if one did.
fn present<P: Page>(
    page: &mut P,
    screen: &mut Screen,
    news: &Receiver<News<P::Heard>>,
) -> io::Result<Option<i32>> {
    let opened = Instant::now();
    loop {
        let (width, height) = screen.size();
        screen.draw(&page.draw(width, height, opened.elapsed()))?;
        match news.recv_timeout(TICK) {
            Ok(News::Input(Event::Key(event))) => {
                let goes_on = Key::of(event).is_none_or(|key| page.press(key, opened.elapsed()));
                if !goes_on {
                    return Ok(None);
                }
            }
            Ok(News::Input(Event::Resize(..))) => screen.forget(),
            Ok(News::Input(_)) | Err(RecvTimeoutError::Timeout) => {}
            Ok(News::Heard(heard)) => page.hear(heard, opened.elapsed()),
            #[cfg(unix)]
            Ok(News::Signal(signal)) => match super::signals::Meaning::of(signal) {
                super::signals::Meaning::End => return Ok(Some(signal)),
                super::signals::Meaning::Stop if super::signals::may_stop() => {
                    screen.leave();
                    super::signals::stop()?;
                    screen.enter_again()?;
                }
                super::signals::Meaning::Stop => {}
                super::signals::Meaning::Continue => {
                    screen.leave();
                    screen.enter_again()?;
                }
                super::signals::Meaning::Resize => screen.forget(),
            },
            Ok(News::Gone) | Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
    }
}
