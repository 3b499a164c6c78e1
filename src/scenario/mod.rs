//! What to run, and [`simulate`]: a run is a function of its [`Scenario`].

mod blame;
mod both_ends;
mod description;
mod error;
mod expectation;
mod fields;
mod file;
mod intercepted;
mod interception;
mod kept;
mod library;
mod link;
mod run;
mod simulate;
mod tables;
mod tamper;
mod write;

pub use crate::protocol::Skippable;
pub use both_ends::{BothEnds, Unit};
pub use description::{
    AppMessage, Ask, ClientSide, Further, Overrides, Random, Scenario, ServerSide, Sessions,
};
pub use error::ScenarioError;
pub use expectation::Expectation;
pub use intercepted::Intercepted;
pub use interception::{Change, Interception};
pub use kept::{Holder, Kept};
pub use library::{Group, Listed, suite_named};
pub use run::play;
pub use simulate::simulate;
