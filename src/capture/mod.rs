//! Connections that were recorded elsewhere, and what a reader makes of them.

pub mod observer;
pub mod secrets;
