//! The stage: a run on one screen of a terminal.
//!
//! ```text
//!  premaster  classic  seed 42     TLS 1.2 · RSA (history, not advice) · AES-128-CBC    ◀ step 10 of 31 ▶
//!  Hello ▪▮▪▮  Certificate ▮▮▪  Key exchange ▪▪◆▫▫▫  Change cipher ▯  Finished ▫▫▯▫▯▫▫▯▫  Data ▫▯▫▫▯▫▯▯
//!  CLIENT ━━▶ SERVER   ClientKeyExchange                record of 267 bytes, 256 of them encrypted
//!  The pre-master secret crosses the wire, encrypted with the server's public key.
//! ┌ Client ────────┬──── = all 4 shared values agree ────┬ Eve ┬─ Server ───────────┐
//! │ its values   = │ every step, and the present message │  ●  │= its values        │
//! ├─▸1 Explain ─ 2 Bytes ─ 3 Keys ─ 4 Certificates ──────┴─────┴────────────────────┤
//! │ the tab that is open                                                            │
//! └─────────────────────────────────────────────────────────────────────────────────┘
//!  ←→ step   Space play   o scenario   : commands   ? help              ⏎ open   w where from
//! ```
//!
//! | module | what lives there | knows of |
//! |---|---|---|
//! | `model` | what is shown, and where the reader is | no pane |
//! | `pane` | the values, the sequence, the tabs: each one file behind one trait | the model |
//! | `overlay` | what can lie over the screen: each one file behind one trait | the model |
//! | `stage` | the model with what lies over it | panes, overlays |
//! | `requests` | what a reader can ask the stage for | overlays |
//! | `commands` | the one table of what can be done | the stage |
//! | `control` | keys, pastes, the mouse | the table |
//! | `screen` | the whole screen, drawn as a pure function | all of these |
//! | `draw` | colours, marks, text and bytes in little room | the model |
//! | `benches` | a handshake that is built, and what comes of it | the stage |
//! | `company`, `votes` | a screen that others follow, and what it asks them | the stage |
//! | `taught`, `lessons` | the lesson that the reader is in, and what it does to the stage | the stage |
//! | `notes`, `exam` | pages of their own, for a speaker and for someone who takes an exam | the drawing |
//! | `picture`, `cast` | a screen as SVG, a run as an asciicast: what needs no terminal | the stage |
//! | `terminal` | the only one that knows of a terminal | |
//!
//! The stage shows a [`Trace`](crate::trace::Trace) and never looks into an endpoint.

use crate::text::Said;
use crate::trace::Located;

mod benches;
mod cast;
mod command;
mod commands;
mod company;
mod control;
mod draw;
mod effect;
mod exam;
mod key;
mod layout;
mod leading;
mod lessons;
mod model;
mod notes;
mod overlay;
mod pane;
mod picture;
mod requests;
mod screen;
mod stage;
mod tabs;
mod taught;
mod terminal;
mod votes;

pub use cast::{Cast, Film};
pub use command::{Command, Scope};
pub use commands::{
    Binding, BindingError, COMMANDS, Row, check as check_binding, key_of_title, keys_markdown,
    palette,
};
pub use draw::theme::{ColorChoice, Ground};
pub use effect::Effect;
pub use exam::{Exam, KeepSheet, Told};
pub use key::{Key, UnknownKey};
pub use layout::{COMFORTABLE, SMALLEST};
pub use model::copy::{Form, value as copied};
pub use model::guided::{Company, Guidance, LessonNotes, SendReply, Shared, Tell};
pub use model::moment::{Moment, Way};
pub use model::place::{Focus, PACES, Tab};
pub use model::presenting::{Part, Pointer, Presenting};
pub use model::source::{
    Capture, Captured, Exports, Format, Good, Lazily, Library, Listed, Load, OpenCaptured, Print,
    Save, Simulate, Simulation, Source, Write,
};
pub use model::voting::{Poll, PollState, Reply, Votes};
pub use notes::{Heard, Notes, Spoken};
pub use picture::svg;
pub use stage::Stage;
pub use taught::{Keep, Keeper};
pub use terminal::{TuiError, changes, examine, run, speak};

/// How the screen is to look and to behave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Draw nothing but ASCII.
    pub ascii: bool,
    /// Which colours.
    pub color: ColorChoice,
    /// Capture the mouse.
    pub mouse: bool,
    /// Give the terminal hyperlinks.
    pub links: bool,
    /// Whether messages travel; by default where there are colours.
    pub motion: Option<bool>,
    /// Which palette, where the theme brings its own ground.
    pub ground: Ground,
    /// Begin with the presentation.
    pub present: bool,
    /// The reader's own keys.
    pub keys: Vec<Binding>,
    /// How fast a run plays: which of [`PACES`]; by default the usual speed.
    pub pace: Option<usize>,
    /// What the reader is told first, as something that went wrong.
    pub notice: Option<Said>,
    /// The step to begin at, and what to point at there.
    pub at: Located,
    /// The tab to begin with; by default the one that shows what is pointed at.
    pub tab: Option<Tab>,
}
