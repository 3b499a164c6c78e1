//! The room `wire` from outside.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod codec;
mod dissection;
mod filters;
mod flights;
#[path = "../support/peers.rs"]
mod peers;
#[path = "../support/streams.rs"]
mod streams;
mod suites;
