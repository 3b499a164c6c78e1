//! The loop of the speaker's screen: it waits for keys, for the audience's screen and for the next second.

use super::screen::Screen;
use super::{TuiError, input};
use crate::trace::Trace;
use crate::tui::key::Key;
use crate::tui::{Notes, Options};
use ratatui::crossterm::event::Event;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How often the clock and the bar are drawn.
const TICK: Duration = Duration::from_millis(500);

/// What the audience sees now.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// The run.
    pub trace: Arc<Trace>,
    /// The index of the step.
    pub step: usize,
}

enum News {
    Input(Event),
    Spoken(Spoken),
    #[cfg(unix)]
    Signal(i32),
    /// There will be no more keys, or nothing more to show.
    Gone,
}

/// Shows the notes of a talk, by its place among all, until the speaker leaves or the presentation ends.
///
/// # Errors
/// As [`super::run`].
pub fn speak(talk: usize, heard: Receiver<Spoken>, options: Options) -> Result<(), TuiError> {
    if !io::stdout().is_terminal() {
        return Err(TuiError::NotATerminal);
    }
    let (sender, news) = mpsc::channel();
    #[cfg(unix)]
    {
        let sender = sender.clone();
        super::signals::listen(move |signal| sender.send(News::Signal(signal)).is_ok())?;
    }
    let mut screen = Screen::enter(false, options.links)?;
    listen(heard, sender);
    let end = present(&mut Notes::new(talk, options), &mut screen, &news);
    screen.leave();
    #[cfg(unix)]
    if let Some(signal) = end? {
        super::signals::die(signal)?;
    }
    #[cfg(not(unix))]
    end?;
    Ok(())
}

fn listen(heard: Receiver<Spoken>, sender: Sender<News>) {
    let keys = sender.clone();
    thread::spawn(move || {
        for spoken in heard {
            if sender.send(News::Spoken(spoken)).is_err() {
                return;
            }
        }
        // the loop may have ended before
        let _ = sender.send(News::Gone);
    });
    thread::spawn(move || {
        let _ = input::listen(|event| keys.send(News::Input(event)).is_ok());
        let _ = keys.send(News::Gone);
    });
}

/// The signal that ended it, if one did.
fn present(
    notes: &mut Notes,
    screen: &mut Screen,
    news: &Receiver<News>,
) -> io::Result<Option<i32>> {
    let opened = Instant::now();
    loop {
        let (width, height) = screen.size();
        screen.draw(&notes.draw(width, height, opened.elapsed()))?;
        match news.recv_timeout(TICK) {
            Ok(News::Input(Event::Key(event))) => {
                let goes_on = Key::of(event).is_none_or(|key| notes.press(key, opened.elapsed()));
                if !goes_on {
                    return Ok(None);
                }
            }
            Ok(News::Input(Event::Resize(..))) => screen.forget(),
            Ok(News::Input(_)) | Err(RecvTimeoutError::Timeout) => {}
            Ok(News::Spoken(Spoken { trace, step })) => notes.show(trace, step, opened.elapsed()),
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
