//! A trace that is still growing: how the driver of a real connection and the screen talk.
//!
//! The driver runs in a thread of its own. It stops before every flight of ours and waits for a
//! request to continue, so that a reader can step through a live handshake. Before it waits, for the reader
//! or for the peer, it hands over the trace so far.

use super::Trace;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

/// The screen's end of a live connection.
#[derive(Debug)]
pub struct Feed {
    /// What the reader wants; a driver whose feed is dropped closes the connection and ends.
    pub requests: Sender<Request>,
    /// The results, in order.
    pub updates: Receiver<Update>,
}

/// What the reader wants of a live connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Send the flight that waits.
    Continue,
    /// Send application data, once the handshake is complete.
    Send(Vec<u8>),
    /// Send close_notify and end the connection.
    Close,
}

/// News of a live connection.
#[derive(Clone, Debug)]
pub enum Update {
    /// The trace with everything so far.
    Trace(Arc<Trace>),
    /// What the connection is doing now.
    Status(Status),
}

/// What a live connection is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// A server waits for a client to connect; the address is where.
    Listening(String),
    /// Our next flight waits for [`Request::Continue`].
    Ready,
    /// We wait for the peer.
    WaitingForPeer,
    /// The handshake is complete: data may be sent.
    Open,
    /// It was captured, and nothing more comes; the text says what it is, for the reader.
    Recorded(String),
    /// It is over; the text says how, for the reader.
    Ended(String),
}
