//! The room `derive` from outside: recorded sessions, OpenSSL and Python, mistakes made by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/captured.rs"]
mod captured;
mod captures;
mod given;
#[path = "../support/hex.rs"]
mod hex;
mod kdf;
mod mistakes;
#[path = "../support/peers.rs"]
mod peers;
#[path = "../support/recorded.rs"]
mod recorded;
mod runs;
#[path = "../support/streams.rs"]
mod streams;
