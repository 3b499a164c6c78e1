//! The room `capture`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod build;
mod damaged;
mod files;
mod find;
mod flows;
mod packets;
#[path = "../support/peers.rs"]
mod peers;
mod reading;
mod shuffled;
