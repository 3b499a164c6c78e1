//! The room `pki` from outside: chains with one defect each, judged by us and by OpenSSL, and
//! chains changed at random, and chains made at random with random defects.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cases;
mod chain;
#[path = "../support/der.rs"]
mod der;
mod issue;
mod lists;
mod openssl;
#[path = "../support/peers.rs"]
mod peers;
mod random;
mod strict;
