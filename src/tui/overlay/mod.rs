//! What can lie over the screen. Each is one file behind one trait.

pub mod bench;
pub mod captured;
pub mod compare;
pub mod copy_as;
pub mod document;
pub mod editor;
pub mod exports;
pub mod field;
pub mod glossary;
pub mod help;
pub mod lens;
pub mod lessons;
pub mod links;
pub mod origins;
pub mod palette;
pub mod prompt;
pub mod question;
pub mod questions;
pub mod scenarios;
pub mod switches;
pub mod term;
pub mod text_window;
pub mod value;
pub mod verdict;
pub mod vote;
pub mod what_if;
pub mod window;

use super::command::{Command, Scope};
use super::effect::Effect;
use super::key::Key;
use super::model::Model;
use super::model::exporting::Exported;
use crate::lesson::course::Asked;
use crate::lesson::question::Answer;
use crate::lesson::vote::Ballot;
use crate::trace::ValueId;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::fmt;

/// Something that lies over the screen.
pub trait Overlay: fmt::Debug {
    /// Its name, by which tests and keys tell what lies over the screen: `palette`, `value`, ….
    fn name(&self) -> &'static str;

    /// Which keys are valid in it.
    fn scope(&self) -> Scope;

    /// What the header says while it lies there, in ever fewer words.
    fn chip(&self) -> Vec<String> {
        Vec::new()
    }

    /// What stands in its frame.
    fn title(&self, model: &Model) -> String;

    /// The columns and rows that it would like, its frame included.
    fn size(&self, model: &Model, screen: Rect) -> (u16, u16);

    /// How many rows can be selected in its room, or to how many places its text can be scrolled.
    fn len(&self, model: &Model, room: Rect) -> usize;

    /// The selected row, or how far it is scrolled.
    fn at(&self) -> usize;

    /// Selects a row, or scrolls.
    fn go(&mut self, row: usize);

    /// The row at a row of its room, where rows can be selected.
    fn row_at(&self, model: &Model, room: Rect, row: usize) -> Option<usize> {
        let _ = (model, room, row);
        None
    }

    /// The line that is typed in it, and how many characters it may have.
    fn typed(&mut self) -> Option<(&mut String, usize)> {
        None
    }

    /// What is typed and selected in it as the answer to a lesson's question; `None` for what asks none.
    fn answer(&self) -> Option<Given<'_>> {
        None
    }

    /// The value that it is about.
    fn value(&self, model: &Model) -> Option<ValueId> {
        let _ = model;
        None
    }

    /// The value that it asks about, whichever is selected in it.
    fn about(&self) -> Option<ValueId> {
        None
    }

    /// Whether a command means something in it at the moment.
    fn offers(&self, model: &Model, command: Command) -> bool {
        let _ = (model, command);
        true
    }

    /// What Enter is called in it.
    fn accept_label(&self) -> &'static str;

    /// Enter: what was selected or typed is taken.
    fn accept(self: Box<Self>, model: &mut Model) -> Deed;

    /// A command of its own; false for one that it does not know.
    fn act(&mut self, model: &mut Model, command: Command) -> bool {
        let _ = (model, command);
        false
    }

    /// A key that is no command where it is; false for one that means nothing.
    fn press(&mut self, model: &mut Model, key: Key) -> bool {
        let _ = (model, key);
        false
    }

    /// A click into its room, where there is more than rows to select; false for one that means nothing.
    fn click(&mut self, model: &mut Model, room: Rect, x: u16, y: u16) -> bool {
        let _ = (model, room, x, y);
        false
    }

    /// The run, or something in it, may have changed.
    fn refresh(&mut self, model: &Model) {
        let _ = model;
    }

    /// Draws it into its room, which is inside its frame.
    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer);
}

/// An answer that is being given.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The line that is typed.
    pub line: &'a str,
    /// The place of the answer that is selected.
    pub selected: Option<usize>,
}

/// What comes of Enter.
pub enum Deed {
    /// It is done, and the overlay is closed.
    Closed,
    /// The same, and something is left for the terminal to do.
    Effect(Effect),
    /// The overlay stays.
    Stays(Box<dyn Overlay>),
    /// It stays under another one.
    Over(Box<dyn Overlay>, Box<dyn Overlay>),
    /// It closes, and a command is carried out.
    Run(Command),
    /// A scenario is opened.
    Load(String),
    /// The connection at this place among those of the capture is opened.
    Connection(usize),
    /// A lesson is opened.
    Learn(String),
    /// A lesson is opened, and from there the way leads back to the present one.
    LearnThere(String),
    /// A question of the lesson is answered.
    Answer(Answer),
    /// A question is put to the class.
    Put(Box<Asked>, Box<Ballot>),
    /// The run, or the screen, is written to a file. If that is refused, the overlay stays.
    Export(Box<dyn Overlay>, Exported, String),
    /// This run is compared with a scenario.
    Compare(String),
    /// The reader goes away; the way back leads to the overlay.
    Jump(Box<dyn Overlay>, Box<dyn FnOnce(&mut Model)>),
}
