//! Learning from a run: beliefs, questions, homework and lessons.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod banks;
mod build;
mod by_hand;
mod copied;
mod docs;
mod exam;
mod exam_class;
mod grading;
mod homework;
mod lesson_texts;
mod lessons;
mod mistakes;
#[path = "../support/peers.rs"]
mod peers;
mod predictions;
mod questions;
mod solver;
