//! Connections over real sockets on loopback: our own ends, other programs, hostile peers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod alerts;
mod bad_clients;
mod bad_servers;
mod both_ends;
mod built;
mod cli;
mod endings;
#[path = "../support/ends.rs"]
mod ends;
mod family;
#[path = "../support/flights.rs"]
mod flights;
mod gnutls;
mod interop;
mod interop_client_auth;
mod limits;
mod live;
mod loopback;
#[path = "../support/malformed.rs"]
mod malformed;
mod matrix;
mod openssl;
mod own_client;
#[path = "../support/peers.rs"]
mod peers;
mod processes;
mod recording;
#[path = "../support/tiles.rs"]
mod tiles;
mod tlslite;
