//! The exam: two forms with the same twelve places, one taken before a course and one after it, in either order. What was
//! learnt is what changed between them.
//!
//! ```text
//!   assets/exam/forms.toml ──► Item { situation, question } ──► Taking ──► Sheet, a result file
//!                                                                            │
//!                 review() ◄── of one person, once both forms are finished ── Marked ──► Class ──► report
//! ```
//!
//! While a form is taken no verdict is told, and none before the other one is finished too. A sheet holds answers, not
//! marks, so that it can be marked again. `docs/exams.md` describes the forms, the file and the formulas.

mod change;
mod class;
mod form;
mod item;
mod marked;
mod predicted;
pub mod report;
mod review;
mod sheet;
mod taking;

pub use change::{Gain, normalised};
pub use class::{BeliefStatistic, Class, FEW, MAY_DIFFER, Person, PlaceStatistic, Right, Shown};
pub use form::Form;
pub use item::{Item, digest, unworded, worded};
pub use marked::{Marked, MarkedPlace, warnings};
pub use predicted::predicted;
pub use review::{finished, how_sure, review};
pub use sheet::{Fault, Given, NO_NAME, Sheet, What, program};
pub use taking::{SURE, Taking};
