//! The two ends of a connection as state machines without input or output of their own
//! (RFC 5246 §7.3: a full handshake with RSA key exchange, then application data).
//!
//! Bytes are fed in and taken out; in between an endpoint works in small units, one for each line
//! of the handshake's story, and tells of each in an [`event::Act`]. Each end has only its own
//! configuration and what it was fed, so neither can reach what only the other knows. States are
//! types named for what they wait for or are about to do, and hold exactly what is known by then.
//!
//! Left out on purpose: renegotiation (declined with `no_renegotiation`), session resumption,
//! extended master secret and encrypt-then-MAC (offered by nobody here, declined when a peer
//! offers them).

pub mod client;
mod client_auth;
pub mod config;
mod connection;
mod core;
pub mod event;
mod finishing;
mod messages;
mod negotiation;
mod open;
mod record_reader;
mod record_writer;
mod secrets;
pub mod server;

pub use client::Client;
pub use config::{ClientAuth, ClientConfig, ClientTrust, Identity, ServerConfig};
pub use connection::{Connection, Endpoint, Progress};
pub use server::Server;
