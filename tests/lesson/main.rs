//! Learning from a run: beliefs, questions, homework and lessons.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod lessons;
mod mistakes;
mod questions;
