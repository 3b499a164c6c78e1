//! Learning from a run: beliefs, questions and homework.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod grading;
mod homework;
mod mistakes;
#[path = "../support/peers.rs"]
mod peers;
