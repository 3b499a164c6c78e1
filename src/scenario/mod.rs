//! What to run, and [`simulate`]: a run is a function of its [`Scenario`].

mod description;
mod error;
mod file;
mod library;
mod nearest;
mod simulate;

pub use description::{AppMessage, Overrides, Scenario};
pub use error::ScenarioError;
pub use library::{Listed, suite_named};
pub use simulate::simulate;
