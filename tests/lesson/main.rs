//! Learning from a run: beliefs, questions and homework.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod by_hand;
mod docs;
mod mistakes;
#[path = "../support/peers.rs"]
mod peers;
mod questions;
mod solver;
