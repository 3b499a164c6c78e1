//! The loop of a program that has the whole terminal: it waits for news, and draws. Keys, signals and sizes are the same
//! for every such program; what else there is to hear, each says itself.

use super::screen::Screen;
#[cfg(unix)]
use super::signals;
use super::{TuiError, input};
use ratatui::crossterm::event::Event;
use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Instant;

/// Something that a program has to look at.
pub enum News<T> {
    /// A key, a paste, the mouse, a size.
    Input(Event),
    /// What only this program hears.
    Own(T),
    /// A signal.
    #[cfg(unix)]
    Signal(i32),
    /// There will be no more keys.
    Gone,
}

/// How the loop goes on.
pub enum Next {
    /// What has changed is drawn.
    Draw,
    /// Everything is drawn.
    Redraw,
    /// The program goes into the background.
    Suspend,
    /// The program ends.
    End,
    /// The program ends by a signal.
    #[cfg(unix)]
    Die(i32),
}

/// A program that has the whole terminal.
pub trait Program {
    /// What it hears beside keys and signals.
    type Own: Send + 'static;

    /// Draws a frame.
    fn draw(&mut self, screen: &mut Screen) -> io::Result<()>;

    /// When something moves, if no news comes before; `None` if nothing does.
    fn due(&self) -> Option<Instant>;

    /// That time has come.
    fn time_passed(&mut self);

    /// Something was typed, clicked or resized.
    fn input(&mut self, event: Event, screen: &mut Screen) -> io::Result<Next>;

    /// What only this program hears.
    fn hear(&mut self, own: Self::Own) -> Next;

    /// It cannot go into the background, since no shell could bring it back.
    fn cannot_stop(&mut self);
}

/// Where a program hears what only it hears: told once, it sends for as long as there is something.
pub struct Ear<T>(Sender<News<T>>);

impl<T> Clone for Ear<T> {
    fn clone(&self) -> Self {
        Ear(self.0.clone())
    }
}

impl<T: Send + 'static> Ear<T> {
    /// Passes on what comes, from a thread of its own.
    pub fn listen<U: Send + 'static>(&self, from: Receiver<U>, of: fn(U) -> T) {
        let ear = self.clone();
        thread::spawn(move || {
            for one in from {
                if ear.0.send(News::Own(of(one))).is_err() {
                    return;
                }
            }
        });
    }

    /// Passes on the end too: when nothing more comes, the program ends.
    pub fn listen_to_the_end<U: Send + 'static>(&self, from: Receiver<U>, of: fn(U) -> T) {
        let ear = self.clone();
        thread::spawn(move || {
            for one in from {
                if ear.0.send(News::Own(of(one))).is_err() {
                    return;
                }
            }
            // the loop may have ended before
            let _ = ear.0.send(News::Gone);
        });
    }
}

/// Whether there is a terminal to show something on.
///
/// # Errors
/// [`TuiError::NotATerminal`].
pub fn demand() -> Result<(), TuiError> {
    match io::stdout().is_terminal() {
        true => Ok(()),
        false => Err(TuiError::NotATerminal),
    }
}

/// Runs a program until it ends. `links` says whether the terminal gets hyperlinks, and `begin` where else the program
/// hears something.
///
/// After SIGTERM, SIGHUP or SIGINT the terminal is given back and the process ends by that
/// signal, as its parent expects.
///
/// # Errors
/// [`TuiError::Io`] when the terminal fails.
pub fn run<P: Program>(
    program: &mut P,
    mouse: bool,
    links: bool,
    begin: impl FnOnce(&Ear<P::Own>),
) -> Result<(), TuiError> {
    // from here on a signal is news, so that none leaves the terminal as the screen needs it
    let (sender, news) = mpsc::channel();
    #[cfg(unix)]
    {
        let sender = sender.clone();
        signals::listen(move |signal| sender.send(News::Signal(signal)).is_ok())?;
    }
    let mut screen = Screen::enter(mouse, links)?;
    program.draw(&mut screen)?;
    let ear = Ear(sender);
    begin(&ear);
    let sender = ear.0;
    thread::spawn(move || {
        // Whether it ends or fails: there will be no more keys.
        let _ = input::listen(|event| sender.send(News::Input(event)).is_ok());
        // Once the loop has ended, this is of no use to it.
        let _ = sender.send(News::Gone);
    });
    let end = turn(program, &mut screen, &news);
    screen.leave();
    match end? {
        #[cfg(unix)]
        Next::Die(signal) => signals::die(signal)?,
        _ => {}
    }
    Ok(())
}

fn turn<P: Program>(
    program: &mut P,
    screen: &mut Screen,
    news: &Receiver<News<P::Own>>,
) -> io::Result<Next> {
    loop {
        let mut next = match wait(news, program.due()) {
            Ok(first) => handle(program, screen, first)?,
            Err(RecvTimeoutError::Timeout) => {
                program.time_passed();
                Next::Draw
            }
            Err(RecvTimeoutError::Disconnected) => Next::End,
        };
        // what has piled up is handled before anything is drawn
        while let Next::Draw = next {
            match news.try_recv() {
                Ok(more) => next = handle(program, screen, more)?,
                Err(_) => break,
            }
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
            Next::Suspend => program.cannot_stop(),
            end => return Ok(end),
        }
        program.draw(screen)?;
    }
}

fn wait<T>(news: &Receiver<News<T>>, due: Option<Instant>) -> Result<News<T>, RecvTimeoutError> {
    match due {
        Some(due) => news.recv_timeout(due.saturating_duration_since(Instant::now())),
        None => news.recv().map_err(|_| RecvTimeoutError::Disconnected),
    }
}

fn handle<P: Program>(
    program: &mut P,
    screen: &mut Screen,
    news: News<P::Own>,
) -> io::Result<Next> {
    Ok(match news {
        News::Input(event) => program.input(event, screen)?,
        News::Own(own) => program.hear(own),
        #[cfg(unix)]
        News::Signal(signal) => match signals::Meaning::of(signal) {
            signals::Meaning::Stop => Next::Suspend,
            signals::Meaning::Continue => {
                screen.leave();
                screen.enter_again()?;
                Next::Redraw
            }
            signals::Meaning::Resize => Next::Redraw,
            signals::Meaning::End => Next::Die(signal),
        },
        News::Gone => Next::End,
    })
}
