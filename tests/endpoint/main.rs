//! The two state machines, driven by hand.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod client_auth;
#[path = "../support/ends.rs"]
mod ends;
mod faults;
#[path = "../support/flights.rs"]
mod flights;
#[path = "../support/malformed.rs"]
mod malformed;
#[path = "../support/peers.rs"]
mod peers;
mod protocol;
#[path = "../support/recording.rs"]
mod recording;
mod refusals;
mod resumption;
mod switches;
mod tampering;
#[path = "../support/tiles.rs"]
mod tiles;
mod versions;
