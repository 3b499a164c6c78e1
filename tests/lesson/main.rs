//! Learning from a run: beliefs, questions and homework.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod mistakes;
mod questions;
