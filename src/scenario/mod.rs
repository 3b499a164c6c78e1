//! What to run, and [`simulate`]: a run is a function of its [`Scenario`].

mod description;
mod error;
mod file;
mod interception;
mod library;
mod link;
mod nearest;
mod simulate;

pub use description::{AppMessage, Overrides, Scenario};
pub use error::ScenarioError;
pub use interception::{Change, Interception, MESSAGES};
pub use library::{Listed, suite_named};
pub use simulate::simulate;
