//! The room `capture`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod build;
mod corpus;
mod damaged;
mod failures;
mod files;
mod find;
mod fixtures;
mod flows;
#[path = "../support/fuzzed.rs"]
mod fuzzed;
mod key_log;
mod limits;
mod observed;
mod packets;
mod pasted;
#[path = "../support/peers.rs"]
mod peers;
mod reading;
#[path = "../support/recorded.rs"]
mod recorded;
mod round_trip;
mod shuffled;
