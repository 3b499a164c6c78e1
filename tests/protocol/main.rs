//! The room `protocol`: its tables hold for what runs record.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod tables;
