//! The room `crypto` from outside: vectors, recorded sessions, OpenSSL.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod captured;
mod captures;
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
