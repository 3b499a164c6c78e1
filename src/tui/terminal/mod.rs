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
mod program;
mod screen;
#[cfg(unix)]
mod signals;

use super::Options;
use super::effect::Effect;
use super::key::Key;
use super::model::guided::{Company, Guidance, SendReply, Shared, Tell};
use super::model::moment::{FRAME, Moment, Way};
use super::model::source::Source;
use super::model::voting::{Reply, Votes};
use super::stage::Stage;
use crate::label;
use crate::lesson::vote::Chosen;
use crate::said;
use crate::trace::feed::Update;
pub use encode::changes;
pub use exam::examine;
pub use notes::speak;
use program::{Next, Program};
use ratatui::crossterm::event::{Event, MouseButton, MouseEventKind};
use screen::Screen;
use std::io;
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

/// Shows a source on the terminal until the reader quits. `company` looks along, or is followed; `begin` is done on the
/// stage first.
///
/// After SIGTERM, SIGHUP or SIGINT the terminal is given back and the process ends by that
/// signal, as its parent expects.
///
/// # Errors
/// [`TuiError::NotATerminal`] when the standard output is no terminal, [`TuiError::Io`] when
/// it fails.
pub fn run(
    source: Source,
    options: Options,
    company: Company,
    begin: impl FnOnce(&mut Stage),
) -> Result<(), TuiError> {
    program::demand()?;
    let (mouse, links) = (options.mouse, options.links);
    let (mut stage, updates) = Stage::new(source, options);
    begin(&mut stage);
    let Company {
        tell,
        votes,
        guide,
        answer,
    } = company;
    if votes.is_some() {
        stage.teaches();
    }
    let mut shown = OnStage {
        stage: &mut stage,
        motion: None,
        played: Instant::now(),
        tell,
        told: None,
        answer,
        answered: None,
    };
    program::run(&mut shown, mouse, links, |ear| {
        if let Some(guide) = guide {
            ear.listen(guide, Own::Guidance);
        }
        if let Some(votes) = votes {
            ear.listen(votes, Own::Votes);
        }
        if let Some(updates) = updates {
            ear.listen(updates, Own::Update);
        }
    })
}

/// What a stage hears beside keys and signals.
enum Own {
    Update(Update),
    Guidance(Guidance),
    Votes(Votes),
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

/// A stage on the terminal.
struct OnStage<'a> {
    stage: &'a mut Stage,
    motion: Option<Motion>,
    /// When the present step began to play.
    played: Instant,
    /// Tells others what is shown.
    tell: Option<Tell>,
    /// What they were told last.
    told: Option<Shared>,
    /// Passes on what the reader votes for.
    answer: Option<SendReply>,
    /// What was passed on last.
    answered: Option<Reply>,
}

impl OnStage<'_> {
    /// A motion is over, or a key has ended it: a step back is taken now.
    fn end_motion(&mut self) {
        if let Some(Motion {
            then: Some(key), ..
        }) = self.motion.take()
        {
            self.stage.press(key);
        }
    }

    /// Tells others what is shown, and passes on what the reader votes for, if that has changed.
    fn tell(&mut self) {
        if let Some(tell) = &mut self.tell {
            let shared = self.stage.shared();
            if let Some(shared) = shared.filter(|shared| self.told.as_ref() != Some(shared)) {
                tell(&shared);
                self.told = Some(shared);
            }
        }
        if let Some(answer) = &mut self.answer {
            let reply = self.stage.reply();
            let before = self.answered.as_ref();
            let news = reply.filter(|reply| match reply.chosen {
                // no answer is news only where there was one
                Chosen::Nothing => before.is_some_and(|before| {
                    before.round == reply.round && before.chosen != Chosen::Nothing
                }),
                _ => before != Some(reply),
            });
            if let Some(reply) = news {
                answer(&reply);
                self.answered = Some(reply);
            }
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

    /// What is left for the terminal to do.
    fn carry_out(effect: Effect, screen: &mut Screen) -> io::Result<Next> {
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
}

impl Program for OnStage<'_> {
    type Own = Own;

    fn draw(&mut self, screen: &mut Screen) -> io::Result<()> {
        let (width, height) = screen.size();
        self.stage.resize(width, height);
        let moment = self.motion.as_ref().map_or(Moment::STILL, Motion::moment);
        let moment = match self.stage.pace() {
            Some(pace) => moment.playing(self.played.elapsed(), pace),
            None => moment,
        };
        let frame = self.stage.draw_at(width, height, moment);
        screen.draw(&frame)?;
        self.tell();
        Ok(())
    }

    fn due(&self) -> Option<Instant> {
        let now = Instant::now();
        let frame = self.motion.as_ref().map(|_| now + FRAME);
        let due = self.stage.pace().map(|pace| {
            // the bar that fills grows in between
            let next = now + (pace / PARTS_OF_BAR).max(FRAME);
            next.min(self.played + pace)
        });
        frame.into_iter().chain(due).min()
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

    fn input(&mut self, event: Event, screen: &mut Screen) -> io::Result<Next> {
        if matches!(event, Event::Key(_) | Event::Mouse(_) | Event::Paste(_)) {
            self.end_motion();
        }
        let playing = self.stage.pace().is_some();
        let effect = match event {
            Event::Key(event) => match Key::of(event) {
                Some(key) => self.press(key),
                None => Effect::None,
            },
            Event::Paste(text) => {
                self.stage.paste(&text);
                Effect::None
            }
            Event::Mouse(mouse) => {
                let (x, y) = (mouse.column, mouse.row);
                match mouse.kind {
                    MouseEventKind::Down(MouseButton::Left) => self.stage.click(x, y),
                    MouseEventKind::ScrollDown => self.stage.wheel(true, x, y),
                    MouseEventKind::ScrollUp => self.stage.wheel(false, x, y),
                    _ => Effect::None,
                }
            }
            Event::Resize(..) => Effect::Redraw,
            Event::FocusGained | Event::FocusLost => Effect::None,
        };
        if !playing {
            self.played = Instant::now();
        }
        OnStage::carry_out(effect, screen)
    }

    fn hear(&mut self, own: Own) -> Next {
        match own {
            Own::Update(update) => self.stage.update(update),
            Own::Guidance(guidance) => self.stage.guide(guidance),
            Own::Votes(votes) => self.stage.voted(votes),
        }
        Next::Draw
    }

    fn cannot_stop(&mut self) {
        self.stage.complain(said!("tui.notice.no_shell"));
    }
}
