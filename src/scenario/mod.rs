//! What to run, and [`simulate`]: a run is a function of its [`Scenario`].

mod description;
mod simulate;

pub use description::{AppMessage, Scenario};
pub use simulate::simulate;
