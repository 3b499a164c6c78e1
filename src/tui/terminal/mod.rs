//! The terminal: the loop that waits for news, and draws when something changed.
//!
//! Nothing is polled. Keys, signals and news of a connection come from threads that block on
//! them; a timeout is set only while a run plays. The terminal is never asked a question, since
//! its answer could be lost or come too late.

mod clipboard;
mod encode;
mod input;
mod screen;
#[cfg(unix)]
mod signals;

use super::Options;
use super::key::Key;
use super::source::Source;
use super::stage::Stage;
use super::update::Effect;
use crate::label;
use crate::said;
use crate::trace::feed::Update;
pub use encode::changes;
use ratatui::crossterm::event::{Event, MouseButton, MouseEventKind};
use screen::Screen;
use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Instant;

/// Why there is no stage.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// The output goes somewhere else.
    #[error("{}", label!("tui.terminal.none"))]
    NotATerminal,
    /// The terminal could not be read or written.
    #[error("{}", said!("tui.terminal.failed", error = .0.to_string()))]
    Io(#[from] io::Error),
}

/// Something that the loop has to look at.
enum News {
    Input(Event),
    Update(Update),
    #[cfg(unix)]
    Signal(i32),
    /// There will be no more keys.
    Gone,
}

/// How the loop goes on.
enum Next {
    Draw,
    Redraw,
    Suspend,
    End,
    #[cfg(unix)]
    Die(i32),
}

/// Shows a source on the terminal until the reader quits.
///
/// After SIGTERM, SIGHUP or SIGINT the terminal is given back and the process ends by that
/// signal, as its parent expects.
///
/// # Errors
/// [`TuiError::NotATerminal`] when the standard output is no terminal, [`TuiError::Io`] when
/// it fails.
pub fn run(source: Source, options: Options) -> Result<(), TuiError> {
    if !io::stdout().is_terminal() {
        return Err(TuiError::NotATerminal);
    }
    let (mut stage, updates) = Stage::new(source, options);
    // from here on a signal is news, so that none leaves the terminal as the screen needs it
    let (sender, news) = mpsc::channel();
    #[cfg(unix)]
    {
        let sender = sender.clone();
        signals::listen(move |signal| sender.send(News::Signal(signal)).is_ok())?;
    }
    let mut screen = Screen::enter(options.mouse)?;
    let (width, height) = screen.size();
    stage.resize(width, height);
    screen.draw(&stage.draw(width, height))?;

    listen(updates, sender);
    let end = attend(&mut stage, &mut screen, &news);
    screen.leave();
    match end? {
        #[cfg(unix)]
        Next::Die(signal) => signals::die(signal)?,
        _ => {}
    }
    Ok(())
}

/// Starts the threads that wait for keys and for news of a connection.
fn listen(updates: Option<Receiver<Update>>, sender: Sender<News>) {
    if let Some(updates) = updates {
        let sender = sender.clone();
        thread::spawn(move || forward(&updates, &sender));
    }
    thread::spawn(move || {
        // Whether it ends or fails: there will be no more keys.
        let _ = input::listen(|event| sender.send(News::Input(event)).is_ok());
        // Once the loop has ended, this is of no use to it.
        let _ = sender.send(News::Gone);
    });
}

fn forward(updates: &Receiver<Update>, news: &Sender<News>) {
    for update in updates {
        if news.send(News::Update(update)).is_err() {
            return;
        }
    }
}

fn attend(stage: &mut Stage, screen: &mut Screen, news: &Receiver<News>) -> io::Result<Next> {
    let mut played = Instant::now();
    loop {
        let first = match stage.pace() {
            None => news.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(pace) => {
                let due = played + pace;
                news.recv_timeout(due.saturating_duration_since(Instant::now()))
            }
        };
        let playing = stage.pace().is_some();
        let mut next = match first {
            Ok(first) => handle(stage, screen, first)?,
            Err(RecvTimeoutError::Timeout) => {
                played = Instant::now();
                stage.tick();
                Next::Draw
            }
            Err(RecvTimeoutError::Disconnected) => Next::End,
        };
        // what has piled up is handled before anything is drawn
        while let Next::Draw = next {
            match news.try_recv() {
                Ok(more) => next = handle(stage, screen, more)?,
                Err(_) => break,
            }
        }
        if !playing {
            played = Instant::now();
        }
        match next {
            Next::Draw => {}
            Next::Redraw => screen.forget(),
            #[cfg(unix)]
            Next::Suspend if signals::may_stop() => {
                screen.leave();
                signals::stop()?;
                screen.enter_again()?;
            }
            Next::Suspend => stage.complain(said!("tui.notice.no_shell")),
            end => return Ok(end),
        }
        let (width, height) = screen.size();
        stage.resize(width, height);
        screen.draw(&stage.draw(width, height))?;
    }
}

fn handle(stage: &mut Stage, screen: &mut Screen, news: News) -> io::Result<Next> {
    let effect = match news {
        News::Input(Event::Key(event)) => match Key::of(event) {
            Some(key) => stage.press(key),
            None => Effect::None,
        },
        News::Input(Event::Paste(text)) => {
            stage.paste(&text);
            Effect::None
        }
        News::Input(Event::Mouse(mouse)) => {
            match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => stage.click(mouse.column, mouse.row),
                MouseEventKind::ScrollDown => stage.wheel(true, mouse.column, mouse.row),
                MouseEventKind::ScrollUp => stage.wheel(false, mouse.column, mouse.row),
                _ => {}
            }
            Effect::None
        }
        News::Input(Event::Resize(..)) => Effect::Redraw,
        News::Input(Event::FocusGained | Event::FocusLost) => Effect::None,
        News::Update(update) => {
            stage.update(update);
            Effect::None
        }
        #[cfg(unix)]
        News::Signal(signal) => {
            return Ok(match signals::Meaning::of(signal) {
                signals::Meaning::Stop => Next::Suspend,
                signals::Meaning::Continue => {
                    screen.leave();
                    screen.enter_again()?;
                    Next::Redraw
                }
                signals::Meaning::Resize => Next::Redraw,
                signals::Meaning::End => Next::Die(signal),
            });
        }
        News::Gone => return Ok(Next::End),
    };
    Ok(match effect {
        Effect::None => Next::Draw,
        Effect::Redraw => Next::Redraw,
        Effect::Suspend => Next::Suspend,
        Effect::Quit => Next::End,
        Effect::Copy(text) => {
            screen.write(&clipboard::osc52(&text))?;
            Next::Draw
        }
        Effect::Mouse(on) => {
            screen.set_mouse(on)?;
            Next::Draw
        }
    })
}
