//! Scenarios: each ends as its file declares, whatever happens on the way.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod built;
mod connections;
mod interceptions;
#[path = "../support/peers.rs"]
mod peers;
mod scenarios;
mod tampering;
#[path = "../support/tiles.rs"]
mod tiles;
