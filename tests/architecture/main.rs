//! Holds the tree to its rooms. docs/architecture.md explains them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod circles;
mod rooms;
mod source;
mod tables;
mod timing;
mod words;
