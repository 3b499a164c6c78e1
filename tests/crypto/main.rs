//! The room `crypto` from outside: vectors, recorded sessions, OpenSSL.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../support/captured.rs"]
mod captured;
mod captures;
#[path = "../support/hex.rs"]
mod hex;
#[path = "../support/peers.rs"]
mod peers;
mod pre_master;
mod pss;
mod records;
mod rsa;
#[path = "../support/streams.rs"]
mod streams;
mod vectors;
