//! What is recorded of a run: its steps, and where its bytes come from.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod comparison;
mod diagnosis;
#[path = "../support/ends.rs"]
mod ends;
#[path = "../support/flights.rs"]
mod flights;
mod journal;
mod own_peer;
mod places;
mod provenance;
mod recompute;
mod simulation;
#[path = "../support/tiles.rs"]
mod tiles;
mod wrong;
