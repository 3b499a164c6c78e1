//! The stage: a run on one screen of a terminal.
//!
//! ```text
//!  premaster   TLS 1.2   RSA (history, not advice)        classic   seed 42   step 12/31
//!  Hello ●──── Certificate ●──── Key exchange ◉──── Change cipher ○──── Finished ○──── Data ○
//! ┌ Client ────────┬ Wire: what an eavesdropper sees ─────────┬ Server ─────────────────────┐
//! │ values it knows│ messages, bytes, what Eve knows          │ values it knows             │
//! ├ Explain  Bytes  Keys  Certificates  Transcript ─────────────────────────────────────────┤
//! │ the tab that is open                                                                    │
//! └─────────────────────────────────────────────────────────────────────────────────────────┘
//!  ←→ step   ⏎ open   ? help
//! ```
//!
//! [`Stage`] is the model; `update` changes it by commands, `view` draws it and changes nothing,
//! `layout` says where everything is, `command` is the one table of what can be done, `terminal`
//! is the only file that knows of a terminal. The stage shows a [`Trace`](crate::trace::Trace)
//! and never looks into an endpoint.

mod cbc_counterpart;
mod command;
mod compare;
mod copy;
mod formula;
mod glossary;
mod hints;
mod index;
mod inspect;
mod jump;
mod key;
mod layout;
mod lines;
mod marks;
mod mouse;
mod provenance;
mod select;
mod source;
mod stage;
mod tamper;
mod terminal;
mod text;
mod theme;
mod tree;
mod ui_state;
mod update;
mod view;

pub use command::{COMMANDS, Command, Row, Scope, palette};
pub use copy::{Form, value as copied};
pub use hints::keys_markdown;
pub use key::{Key, UnknownKey};
pub use layout::SMALLEST;
pub use provenance::{Asked, Question};
pub use source::{Good, Listed, Load, Save, Simulate, Simulation, Source};
pub use stage::Stage;
pub use terminal::{TuiError, changes, run};
pub use theme::{ColorChoice, Ground};
pub use ui_state::{Focus, Overlay, Prompt, Tab};
pub use update::Effect;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// How the screen is to look and to behave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Draw nothing but ASCII.
    pub ascii: bool,
    /// Which colours.
    pub color: ColorChoice,
    /// Capture the mouse.
    pub mouse: bool,
}

impl Stage {
    /// The screen at a size in columns and rows, as it would be drawn.
    pub fn draw(&self, width: u16, height: u16) -> Buffer {
        view::draw(self, Rect::new(0, 0, width, height))
    }
}
