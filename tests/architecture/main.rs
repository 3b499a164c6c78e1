//! Holds the tree to its rooms, and the words to their files. docs/architecture.md explains both.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod rooms;
mod source;
mod words;
