//! Learning from a run: questions, and what is said to wrong answers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod by_hand;
mod docs;
#[path = "../support/peers.rs"]
mod peers;
mod questions;
mod solver;
