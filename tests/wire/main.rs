//! The room `wire` from outside.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod codec;
mod filters;
#[path = "../support/peers.rs"]
mod peers;
