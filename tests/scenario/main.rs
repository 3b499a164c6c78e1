//! Scenarios: each ends as its file declares, whatever happens on the way.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod interceptions;
mod scenarios;
mod tampering;
