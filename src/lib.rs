//! premaster: a step debugger for the TLS handshake.

pub mod crypto;
pub mod endpoint;
pub mod explain;
pub mod export;
pub mod net;
pub mod pki;
pub mod scenario;
pub mod trace;
pub mod tui;
pub mod wire;
