//! The terminal: the loop that waits for news, and draws when something changed.
//!
//! Nothing is polled. Keys, signals and news of a connection come from threads that block on
//! them; a timeout is set only while a run plays or a message
//! travels. The terminal is never asked a question, since
//! its answer could be lost or come too late.

mod clipboard;
mod encode;
mod exam;
mod input;
mod notes;
mod page;
mod screen;
#[cfg(unix)]
mod signals;

use super::Options;
use super::effect::Effect;
use super::key::Key;
use super::model::guided::{Company, Guidance, Shared, Tell};
use super::model::moment::{FRAME, Moment, Way};
use super::model::source::Source;
use super::stage::Stage;
use crate::label;
use crate::said;
use crate::trace::feed::Update;
pub use encode::changes;
pub use exam::examine;
pub use notes::{Spoken, speak};
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
    Guidance(Guidance),
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

/// Shows a source on the terminal until the reader quits. `company` looks along, or is followed.
///
/// After SIGTERM, SIGHUP or SIGINT the terminal is given back and the process ends by that
/// signal, as its parent expects.
///
/// # Errors
/// [`TuiError::NotATerminal`] when the standard output is no terminal, [`TuiError::Io`] when
/// it fails.
pub fn run(source: Source, options: Options, company: Company) -> Result<(), TuiError> {
    run_from(source, options, company, |_| {})
}

/// As [`run`], with something that is done on the stage first.
///
/// # Errors
/// As [`run`].
pub fn run_from(
    source: Source,
    options: Options,
    company: Company,
    begin: impl FnOnce(&mut Stage),
) -> Result<(), TuiError> {
    if !io::stdout().is_terminal() {
        return Err(TuiError::NotATerminal);
    }
    let (mouse, links) = (options.mouse, options.links);
    let (mut stage, updates) = Stage::new(source, options);
    begin(&mut stage);
    // from here on a signal is news, so that none leaves the terminal as the screen needs it
    let (sender, news) = mpsc::channel();
    #[cfg(unix)]
    {
        let sender = sender.clone();
        signals::listen(move |signal| sender.send(News::Signal(signal)).is_ok())?;
    }
    let mut screen = Screen::enter(mouse, links)?;
    let (width, height) = screen.size();
    stage.resize(width, height);
    screen.draw(&stage.draw(width, height))?;

    if let Some(guide) = company.guide {
        let sender = sender.clone();
        thread::spawn(move || forward(&guide, &sender, News::Guidance));
    }
    listen(updates, sender);
    let mut running = Loop {
        stage: &mut stage,
        screen: &mut screen,
        motion: None,
        played: Instant::now(),
        tell: company.tell,
        told: None,
    };
    running.tell();
    let end = running.run(&news);
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
        thread::spawn(move || forward(&updates, &sender, News::Update));
    }
    thread::spawn(move || {
        // Whether it ends or fails: there will be no more keys.
        let _ = input::listen(|event| sender.send(News::Input(event)).is_ok());
        // Once the loop has ended, this is of no use to it.
        let _ = sender.send(News::Gone);
    });
}

fn forward<T>(from: &Receiver<T>, news: &Sender<News>, of: fn(T) -> News) {
    for one in from {
        if news.send(of(one)).is_err() {
            return;
        }
    }
}

/// A motion of a step: when it began, which way it goes, and the key that is pressed when it is over.
struct Motion {
    since: Instant,
    way: Way,
    then: Option<Key>,
}

impl Motion {
    fn moment(&self) -> Moment {
        Moment::after(self.since.elapsed(), self.way)
    }

    fn is_over(&self) -> bool {
        self.since.elapsed() >= Moment::duration(self.way)
    }
}

/// A step that plays is drawn so many times.
const PARTS_OF_BAR: u32 = 10;

/// The loop: it waits for news, and draws when something has changed or moves.
struct Loop<'a> {
    stage: &'a mut Stage,
    screen: &'a mut Screen,
    motion: Option<Motion>,
    /// When the present step began to play.
    played: Instant,
    /// Tells others what is shown.
    tell: Option<Tell>,
    /// What they were told last.
    told: Option<Shared>,
}

impl Loop<'_> {
    fn run(&mut self, news: &Receiver<News>) -> io::Result<Next> {
        loop {
            let playing = self.stage.pace().is_some();
            let mut next = match self.wait(news) {
                Ok(first) => self.handle(first)?,
                Err(RecvTimeoutError::Timeout) => {
                    self.time_passed();
                    Next::Draw
                }
                Err(RecvTimeoutError::Disconnected) => Next::End,
            };
            // what has piled up is handled before anything is drawn
            while let Next::Draw = next {
                match news.try_recv() {
                    Ok(more) => next = self.handle(more)?,
                    Err(_) => break,
                }
            }
            if !playing {
                self.played = Instant::now();
            }
            match next {
                Next::Draw => {}
                Next::Redraw => self.screen.forget(),
                #[cfg(unix)]
                Next::Suspend if signals::may_stop() => {
                    self.screen.leave();
                    signals::stop()?;
                    self.screen.enter_again()?;
                }
                Next::Suspend => self.stage.complain(said!("tui.notice.no_shell")),
                end => return Ok(end),
            }
            self.draw()?;
        }
    }

    /// Waits for news, no longer than until something moves or the next step is to be played.
    fn wait(&self, news: &Receiver<News>) -> Result<News, RecvTimeoutError> {
        let now = Instant::now();
        let frame = self.motion.as_ref().map(|_| now + FRAME);
        let due = self.stage.pace().map(|pace| {
            // the bar that fills grows in between
            let next = now + (pace / PARTS_OF_BAR).max(FRAME);
            next.min(self.played + pace)
        });
        match frame.into_iter().chain(due).min() {
            Some(due) => news.recv_timeout(due.saturating_duration_since(now)),
            None => news.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn time_passed(&mut self) {
        if self.motion.as_ref().is_some_and(Motion::is_over) {
            self.end_motion();
        }
        let due = self.stage.pace().map(|pace| self.played + pace);
        if due.is_some_and(|due| due <= Instant::now()) {
            self.played = Instant::now();
            self.stage.tick();
        }
    }

    /// A motion is over, or a key has ended it: a step back is taken now.
    fn end_motion(&mut self) {
        if let Some(Motion {
            then: Some(key), ..
        }) = self.motion.take()
        {
            self.stage.press(key);
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        let (width, height) = self.screen.size();
        self.stage.resize(width, height);
        let moment = self.motion.as_ref().map_or(Moment::STILL, Motion::moment);
        let moment = match self.stage.pace() {
            Some(pace) => moment.playing(self.played.elapsed(), pace),
            None => moment,
        };
        let frame = self.stage.draw_at(width, height, moment);
        self.screen.draw(&frame)?;
        self.tell();
        Ok(())
    }

    /// Tells others what is shown, if that has changed.
    fn tell(&mut self) {
        let Some(tell) = &mut self.tell else {
            return;
        };
        let shared = self.stage.shared();
        if let Some(shared) = shared.filter(|shared| self.told.as_ref() != Some(shared)) {
            tell(&shared);
            self.told = Some(shared);
        }
    }

    fn press(&mut self, key: Key) -> Effect {
        let way = self.stage.motion_of(key);
        let motion = |way, then| Motion {
            since: Instant::now(),
            way,
            then,
        };
        match way {
            Some(way @ Way::Back) => {
                self.motion = Some(motion(way, Some(key)));
                Effect::None
            }
            way => {
                let effect = self.stage.press(key);
                self.motion = way.map(|way| motion(way, None));
                effect
            }
        }
    }

    fn handle(&mut self, news: News) -> io::Result<Next> {
        if matches!(
            news,
            News::Input(Event::Key(_) | Event::Mouse(_) | Event::Paste(_))
        ) {
            self.end_motion();
        }
        let effect = match news {
            News::Input(Event::Key(event)) => match Key::of(event) {
                Some(key) => self.press(key),
                None => Effect::None,
            },
            News::Input(Event::Paste(text)) => {
                self.stage.paste(&text);
                Effect::None
            }
            News::Input(Event::Mouse(mouse)) => {
                let (x, y) = (mouse.column, mouse.row);
                match mouse.kind {
                    MouseEventKind::Down(MouseButton::Left) => self.stage.click(x, y),
                    MouseEventKind::ScrollDown => self.stage.wheel(true, x, y),
                    MouseEventKind::ScrollUp => self.stage.wheel(false, x, y),
                    _ => Effect::None,
                }
            }
            News::Input(Event::Resize(..)) => Effect::Redraw,
            News::Input(Event::FocusGained | Event::FocusLost) => Effect::None,
            News::Update(update) => {
                self.stage.update(update);
                Effect::None
            }
            News::Guidance(guidance) => {
                self.stage.guide(guidance);
                Effect::None
            }
            #[cfg(unix)]
            News::Signal(signal) => {
                return Ok(match signals::Meaning::of(signal) {
                    signals::Meaning::Stop => Next::Suspend,
                    signals::Meaning::Continue => {
                        self.screen.leave();
                        self.screen.enter_again()?;
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
                self.screen.write(&clipboard::osc52(&text))?;
                Next::Draw
            }
            Effect::Mouse(on) => {
                self.screen.set_mouse(on)?;
                Next::Draw
            }
        })
    }
}
