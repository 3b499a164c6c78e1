//! The lesson that the reader is in, beside the stage: its session, how far its page is scrolled, and where it is.

use crate::lesson::course::{Course, Page, Progress, Session};
use ratatui::layout::Rect;
use std::fmt;

/// Keeps what is done in the lesson of a name.
pub type Keep = Box<dyn Fn(&str, &Progress)>;

/// Where it is kept what a reader has done.
pub struct Keeper {
    /// What is done in a lesson; for a new reader with a seed of their own.
    pub progress: Box<dyn Fn(&Course) -> Progress>,
    /// How to keep it.
    pub keep: Keep,
    /// Looks at a lesson after each answer.
    pub answers: Box<dyn Fn(&Session)>,
}

impl Default for Keeper {
    /// Nothing is kept, and every reader has the same seed.
    fn default() -> Self {
        Keeper {
            progress: Box::new(|_| Progress::new(1)),
            keep: Box::new(|_, _| {}),
            answers: Box::new(|_| {}),
        }
    }
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keeper")
    }
}

/// The lesson beside the stage.
#[derive(Debug)]
pub struct Taught {
    /// The reader in the lesson.
    pub session: Session,
    /// What is shown of it.
    pub page: Page,
    /// What was kept of it last.
    pub kept: Option<Progress>,
    /// How many lines of its page are above the first that is shown.
    pub scroll: usize,
    /// Whether the reader has left a question to look around.
    pub looks_around: bool,
    /// Whether a speaker leads a class through it: what it waits for is done for the class.
    pub led: bool,
}

impl Taught {
    /// A lesson of which nothing is shown yet.
    pub fn of(session: Session) -> Self {
        Taught {
            session,
            kept: None,
            page: Page::default(),
            scroll: 0,
            looks_around: false,
            led: false,
        }
    }
}

impl Taught {
    /// Another page is shown, from its beginning.
    pub fn begin_page(&mut self) {
        self.scroll = 0;
        self.looks_around = false;
    }
}

/// The columns that the stage needs beside a lesson.
const STAGE: u16 = 80;
/// The columns of a lesson beside the stage: from, to.
const BESIDE: (u16, u16) = (40, 66);
/// The rows of a whole stage, and the rows of a lesson below one that is folded: from, to.
const WHOLE: u16 = 24;
const BELOW: (u16, u16) = (8, 16);
/// The rows of a folded stage above a lesson.
const FOLDED: u16 = 11;

/// The part of a screen for the stage, and the part for a lesson: beside it, or below it where there is less room for
/// columns. On a small screen there is none for a lesson.
pub fn split(screen: Rect) -> (Rect, Option<Rect>) {
    let beside = screen.width.saturating_sub(STAGE).min(BESIDE.1);
    if beside >= BESIDE.0 && screen.height >= FOLDED {
        let width = screen.width - beside;
        let lesson = Rect {
            x: screen.x + width,
            width: beside,
            ..screen
        };
        return (Rect { width, ..screen }, Some(lesson));
    }
    let folded = screen.height.saturating_sub(FOLDED).min(BELOW.1);
    let below = match screen.height.saturating_sub(WHOLE) {
        below if below >= BELOW.0 => below.min(BELOW.1),
        _ => folded,
    };
    if below < BELOW.0 {
        return (screen, None);
    }
    let height = screen.height - below;
    let lesson = Rect {
        y: screen.y + height,
        height: below,
        ..screen
    };
    (Rect { height, ..screen }, Some(lesson))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stage_and_lesson_tile_every_screen() {
        for width in 0..260 {
            for height in 0..90 {
                let screen = Rect::new(0, 0, width, height);
                let (stage, lesson) = split(screen);
                let Some(lesson) = lesson else {
                    assert_eq!(stage, screen);
                    continue;
                };
                assert_eq!(stage.area() + lesson.area(), screen.area());
                assert_eq!(stage.union(lesson), screen);
                assert!(
                    stage.height >= FOLDED && lesson.height >= BELOW.0,
                    "{screen:?}"
                );
            }
        }
    }
}
