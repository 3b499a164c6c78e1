//! What is recorded of a run: its steps, and where its bytes come from.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod provenance;
mod simulation;
