//! The two ends of a connection as state machines without input or output of their own
//! (RFC 5246 §7.3: a full handshake with RSA key exchange, then application data).
//!
//! Bytes are fed in and taken out; in between an endpoint works in small units, one for each line
//! of the handshake's story, and reports each in an [`Act`]. Each end has only its own
//! configuration and what it was fed, so neither can reach what only the other knows. States are
//! types named for what they wait for or are about to do, and hold exactly what is known by then.
//!
//! Left out on purpose: renegotiation, which is declined with `no_renegotiation`.

mod built;
pub mod client;
mod client_auth;
mod completion;
pub mod config;
mod connection;
mod core;
mod fault;
mod finishing;
mod key_exchange;
mod negotiation;
mod open;
mod replayer;
mod resumption;
mod role;
pub mod server;
pub mod session;

pub use client::Client;
pub use config::{ClientAuth, ClientConfig, ClientTrust, Identity, ServerConfig};
pub use connection::Connection;
pub use replayer::Replayer;
pub use server::Server;
pub use session::{Session, SessionCache};

use crate::protocol::{Act, Side, StateId};

/// One end of a connection, without input and output of its own.
///
/// ```text
/// feed(bytes) ──► work() ──► acts: what happened
///                      └───► take_output(): bytes for the peer
/// ```
pub trait Endpoint {
    /// Which end it is.
    fn side(&self) -> Side;

    /// Takes bytes that came from the peer, in any portions.
    fn feed(&mut self, bytes: &[u8]);

    /// Says that no more bytes will come.
    fn end_of_input(&mut self);

    /// Accepts no more bytes from the peer: what has arrived in part is dropped, and so is the rest.
    fn stop_reading(&mut self);

    /// Does one unit of work and reports it.
    fn work(&mut self, acts: &mut Vec<Act>) -> Progress;

    /// Takes the bytes that are to go to the peer.
    fn take_output(&mut self) -> Vec<u8>;

    /// Queues application data, sent once the handshake is complete; each record takes at most
    /// 2^14 bytes.
    fn send(&mut self, data: &[u8]);

    /// Queues close_notify, after all queued data.
    fn close(&mut self);

    /// The application data that came and was not taken yet.
    fn take_received(&mut self) -> Vec<u8>;

    /// Where the state machine stands.
    fn state(&self) -> StateId;

    /// What can be resumed of it, once the handshake is complete and as long as it has not failed.
    fn session(&self) -> Option<Session>;

    /// Whether the handshake is complete and the connection has not ended.
    fn is_open(&self) -> bool;

    /// Whether the handshake is at a point where this end acts by itself: it generates, computes,
    /// checks or sends next. False while a message is waited for, and once the connection is open
    /// or has ended.
    fn acts_next(&self) -> bool;
}

/// The result of a call of [`Endpoint::work`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A unit was done; there may be more to do.
    Worked,
    /// Nothing can be done before more bytes, data to send or a close come in.
    Waits,
    /// The connection has ended; nothing can be done any more.
    Ended,
}
