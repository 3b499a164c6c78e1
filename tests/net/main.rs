//! Connections over real sockets on loopback: our own ends, other programs, hostile peers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cli;
mod endings;
mod interop;
mod interop_client_auth;
mod live;
mod loopback;
mod net;
#[path = "../support/peers.rs"]
mod peers;
mod processes;
#[path = "../support/tiles.rs"]
mod tiles;
