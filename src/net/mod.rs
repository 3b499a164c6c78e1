//! Endpoints over TCP: one end is ours, the other is a real peer.
//!
//! ```text
//!   TcpStream ──► Link::read ──► Endpoint::feed          Endpoint::work ─► entries ─► Recorder
//!   TcpStream ◄── Link::flush ◄── Endpoint::take_output                              ──► Trace
//! ```
//!
//! [`connect`] and [`serve`] run through without a reader; [`connect_live`] and
//! [`serve_live`] stop before every flight of ours, for a reader at the terminal. Everything has
//! a deadline, and everything that a peer can make grow has a limit. Only the host that was
//! named is contacted.
//!
//! Left out on purpose: the system's trust store (anchors are named, or the demonstration's),
//! proxies, STARTTLS, and answering a browser with more than one page.

mod address;
mod again;
mod client;
mod error;
mod identity;
mod link;
mod live;
mod place;
mod reply;
mod report;
mod sample;
mod server;

pub use crate::endpoint::{ClientAuth, Identity, SessionCache};
pub use address::{Address, AddressError};
pub use again::serve_again;
pub use client::{Target, connect, connect_live};
pub use error::NetError;
pub use identity::client_trust;
pub use link::{MAX_INPUT, MAX_STEPS};
pub use live::Driver;
pub use place::{MAX_CONNECTIONS, MAX_SILENCE_WHEN_FULL};
pub use reply::Reply;
pub use report::Report;
pub use sample::MAX_RECORDED_DATA;
pub use server::{Listener, Randomness, Service, serve, serve_live, ticket_keys};

use std::time::Duration;

/// How long to wait for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a name to resolve and for TCP to connect.
    pub connect: Duration,
    /// For the whole handshake, and for a whole HTTP request after it. With a reader at the
    /// terminal: for each answer of the peer, at which a person may sit as well.
    pub handshake: Duration,
    /// For the first answer to what a client sent.
    pub reply: Duration,
    /// For the next data on an open connection.
    pub idle: Duration,
    /// For the peer to accept what is sent.
    pub write: Duration,
    /// For a connection as a whole that no one watches at the terminal.
    pub total: Duration,
}

impl Timeouts {
    /// For running through, with this time for each stage of the connection.
    pub const fn through(stage: Duration) -> Self {
        Timeouts {
            connect: stage,
            handshake: stage,
            reply: stage,
            idle: Duration::from_secs(60),
            write: stage,
            total: Duration::from_secs(300),
        }
    }

    /// For stepping through at the terminal: the reader may take their time, and so may a
    /// peer at which someone steps too.
    pub const fn stepping(stage: Duration) -> Self {
        let patience = Duration::from_secs(15 * 60);
        Timeouts {
            handshake: patience,
            idle: patience,
            ..Timeouts::through(stage)
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Timeouts::through(Duration::from_secs(10))
    }
}
