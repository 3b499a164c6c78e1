//! Lessons: a CommonMark file leads through runs, tells, asks, waits for something to be done, and sees that it was.
//!
//! ```text
//!   text ──► Course { front matter, blocks }          read once, checked to the column
//!               │
//!   View ──► Session ──► Page { what is shown now }   a pure state machine: no key, no clock, no file
//!               ├──► Order { open this run, go there } for whatever shows the run
//!               └──► Progress { what is done }         kept by a hash of each block
//! ```
//!
//! `docs/lessons.md` is the form of a lesson for those who write one.

mod action;
mod aim;
mod block;
mod case;
mod check;
mod condition;
mod desk;
mod directive;
mod document;
mod fault;
mod fill;
mod guesses;
mod library;
mod numbers;
mod page;
mod posed;
mod progress;
mod prose;
mod quiz;
mod read;
mod resume;
mod session;
mod settled;
mod told;
mod view;
mod walk;

pub use action::{Action, KINDS, Tamper};
pub use aim::Aim;
pub use block::{Asked, Block, Kind, Opened, Telling};
pub use check::{Finding, SEEDS, check};
pub use condition::Condition;
pub use desk::Desk;
pub use document::{document, documents};
pub use fault::{Fault, Spot};
pub use guesses::{Guess, Tally};
pub use library::{builtin, names, nearest};
pub use page::{Bit, Page, Role, Shown};
pub use posed::{marked, posed, reviewed};
pub use progress::{Done, How, Progress};
pub use prose::{Look, Passage, PassageKind, Target, Word};
pub use session::{Keys, Order, Session, Todo};
pub use view::{TABS, View};

use serde::Deserialize;

/// A lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// Its name: that of its file, without folder and extension.
    pub name: String,
    /// What a list says of it.
    pub front: Front,
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
}

/// What a list says of a lesson: its first block.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Front {
    /// Its title.
    pub title: String,
    /// How long it takes a reader who does everything, in minutes.
    pub minutes: u32,
    /// How much it expects: 1 for beginners.
    pub level: u8,
    /// The names of the lessons that should come before it.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What the reader can do afterwards.
    pub objectives: Vec<String>,
    /// Whether nothing tells how a run goes on before the reader gets there.
    #[serde(default)]
    pub veiled: bool,
    /// Whether guesses are counted, and looked at again at the end.
    #[serde(default)]
    pub scored: bool,
}

impl Course {
    /// How many things there are to do.
    pub fn tasks(&self) -> usize {
        self.blocks.iter().map(|block| block.kind.tasks()).sum()
    }
}
