//! The exam: a page of its own and not the stage, which would show the answers. It asks one question after the other,
//! and how sure the reader is; it tells no verdict. At its end it shows what it is given to tell.
//!
//! ```text
//!   question ──Enter──► how sure? ──1 2 3──► question ──► … ──► told
//!      └────────────Esc───┴──► leave? ──y──► end
//! ```

mod draw;

use super::Options;
use super::draw::theme::Theme;
use super::key::Key;
use crate::label;
use crate::lesson::course::Shown;
use crate::lesson::exam::{Sheet, Taking};
use crate::lesson::question::{Answer, Form, letter};
use crate::said;
use std::cell::Cell;
use std::fmt;
use std::time::Duration;

/// Keeps a sheet after each answer; an error is prose.
pub type KeepSheet = Box<dyn Fn(&Sheet) -> Result<(), String>>;
/// What is told once a sheet is finished.
pub type Told = Box<dyn Fn(&Sheet) -> Vec<Shown>>;

/// The page.
pub struct Exam {
    /// Who takes which form; `None` for a page that is only read.
    taking: Option<Taking>,
    /// What is told, once there is something.
    told: Vec<Shown>,
    /// Whether it is asked if the reader wants to leave.
    leaving: bool,
    /// The answer that is selected.
    cursor: Option<usize>,
    /// Answers that are ticked, or parts in the order in which they were named.
    picked: Vec<usize>,
    scroll: usize,
    /// How far it can be scrolled, as it was drawn last.
    most: Cell<usize>,
    /// How many rows of text it had.
    rows: Cell<usize>,
    notice: Option<String>,
    /// Keeps what was answered; `None` where nothing is kept.
    keep: Option<KeepSheet>,
    tell: Told,
    theme: Theme,
}

impl fmt::Debug for Exam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exam")
            .field("taking", &self.taking)
            .finish_non_exhaustive()
    }
}

impl Exam {
    /// The page for someone who takes a form.
    pub fn new(taking: Taking, keep: Option<KeepSheet>, tell: Told, options: &Options) -> Exam {
        let mut exam = Exam {
            taking: Some(taking),
            keep,
            tell,
            ..Exam::reading(Vec::new(), options)
        };
        exam.turn();
        exam
    }

    /// A page that is only read.
    pub fn reading(told: Vec<Shown>, options: &Options) -> Exam {
        let color = options.color.of_environment();
        Exam {
            taking: None,
            told,
            leaving: false,
            cursor: None,
            picked: Vec::new(),
            scroll: 0,
            most: Cell::new(0),
            rows: Cell::new(1),
            notice: None,
            keep: None,
            tell: Box::new(|_| Vec::new()),
            theme: Theme::new(color, options.ground, options.ascii),
        }
    }

    /// The answers so far.
    pub fn sheet(&self) -> Option<&Sheet> {
        self.taking.as_ref().map(Taking::sheet)
    }

    /// Who takes which form.
    pub fn taking(&self) -> Option<&Taking> {
        self.taking.as_ref()
    }

    /// A key was pressed; false ends the page.
    pub fn press(&mut self, key: Key, now: Duration) -> bool {
        self.notice = None;
        if self.leaving {
            match key {
                Key::Char('y' | 'Y') => return false,
                Key::Char('n' | 'N') | Key::Esc => self.leaving = false,
                _ => {}
            }
            return true;
        }
        match key {
            Key::PageDown => self.scroll_to(self.scroll + self.rows.get().max(2) - 1),
            Key::PageUp => self.scroll_to(self.scroll.saturating_sub(self.rows.get().max(2) - 1)),
            _ if !self.told.is_empty() => return self.read(key),
            Key::Esc | Key::Ctrl('c') => self.leaving = true,
            key => self.answer(key, now),
        }
        true
    }

    fn scroll_to(&mut self, line: usize) {
        self.scroll = line.min(self.most.get());
        // the selected answer does not pull the text back
        self.cursor = None;
    }

    /// A key while something is told.
    fn read(&mut self, key: Key) -> bool {
        match key {
            Key::Char('q') | Key::Esc | Key::Ctrl('c') => return false,
            Key::Down => self.scroll_to(self.scroll + 1),
            Key::Up => self.scroll_to(self.scroll.saturating_sub(1)),
            Key::Char(' ') => self.scroll_to(self.scroll + self.rows.get().max(2) - 1),
            Key::Home => self.scroll_to(0),
            Key::End => self.scroll_to(usize::MAX),
            _ => {}
        }
        true
    }

    /// A key while something is asked.
    fn answer(&mut self, key: Key, now: Duration) {
        let Some(taking) = &mut self.taking else {
            return;
        };
        if taking.chosen().is_some() {
            match key {
                Key::Backspace | Key::Left => taking.reconsider(),
                Key::Char(c) => {
                    let sure = c.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
                    if sure.is_some_and(|sure| taking.sure(sure, now)) {
                        self.turn_kept();
                    }
                }
                _ => {}
            }
            return;
        }
        let Some(form) = taking.question().map(|question| question.form.clone()) else {
            return;
        };
        let count = taking.question().map_or(0, |one| one.offered().len());
        match key {
            Key::Char('?') => {
                taking.choose(Answer::Unknown, now);
                self.turn_kept();
            }
            Key::Down => self.cursor = Some(self.cursor.map_or(0, |at| (at + 1).min(count - 1))),
            Key::Up => self.cursor = Some(self.cursor.map_or(0, |at| at.saturating_sub(1))),
            Key::Home => self.cursor = Some(0),
            Key::End => self.cursor = Some(count.saturating_sub(1)),
            Key::Backspace => drop(self.picked.pop()),
            Key::Char(' ') => {
                if let Some(at) = self.cursor {
                    self.pick(&form, at);
                }
            }
            Key::Char(c) => {
                let named = (0..count).find(|place| letter(*place) == c.to_ascii_lowercase());
                if let Some(place) = named {
                    self.cursor = Some(place);
                    self.pick(&form, place);
                }
            }
            Key::Enter => self.accept(&form, count, now),
            _ => {}
        }
    }

    /// Ticks an answer or names a part; or takes that back. Of a question with one answer, the selected one is it.
    fn pick(&mut self, form: &Form, place: usize) {
        if matches!(form, Form::One(_)) {
            return;
        }
        match self.picked.iter().position(|one| *one == place) {
            Some(at) => drop(self.picked.remove(at)),
            None => self.picked.push(place),
        }
    }

    /// The answer is given, if there is one.
    fn accept(&mut self, form: &Form, all: usize, now: Duration) {
        let given = self.picked.len();
        let answer = match form {
            Form::One(_) => self.cursor.map(Answer::One),
            Form::Order(_) if given > 0 && given < all => {
                self.notice = Some(said!("exam.order_first", given, all).to_string());
                return;
            }
            Form::Order(_) => (given == all).then(|| Answer::Order(self.picked.clone())),
            _ => (given > 0).then(|| Answer::Many(self.picked.clone())),
        };
        match (answer, &mut self.taking) {
            (Some(answer), Some(taking)) => taking.choose(answer, now),
            _ => self.notice = Some(label!("exam.answer_first").to_owned()),
        }
    }

    /// An answer was given: it is kept, and the next question comes.
    fn turn_kept(&mut self) {
        if let (Some(taking), Some(keep)) = (&self.taking, &self.keep)
            && let Err(why) = keep(taking.sheet())
        {
            self.notice = Some(said!("exam.not_kept", why).to_string());
        }
        self.turn();
    }

    /// The next question, or what is told at the end.
    fn turn(&mut self) {
        self.cursor = None;
        self.picked.clear();
        self.scroll = 0;
        if let Some(taking) = &self.taking
            && taking.item().is_none()
        {
            self.told = (self.tell)(taking.sheet());
        }
    }
}
