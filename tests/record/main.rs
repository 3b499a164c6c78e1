//! The room `record`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod sealed;
mod ssl2;
