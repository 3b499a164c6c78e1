//! What is recorded of a run: its steps, and where its bytes come from.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod diagnosis;
#[path = "../support/ends.rs"]
mod ends;
mod own_peer;
mod provenance;
mod simulation;
