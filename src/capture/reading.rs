//! A capture read from its beginning to its end, with an observer for each connection of TLS in it.

use super::file::{CaptureFile, FileError, Item};
use super::find::{Finder, Found, Opening, Other};
use super::flow::{ByFlow, Closing, FlowEvent, FlowId, Want};
use super::observer::{Ending, Keep, Observer, Sessions, Setup};
use super::packet::Decoder;
use crate::pki::time::UnixTime;
use std::io::Read;
use std::net::SocketAddr;
use std::sync::Arc;

/// Nanoseconds in a second.
const SECOND: u64 = 1_000_000_000;

/// A connection of TLS in a capture.
#[derive(Debug)]
pub struct Connection {
    /// Its number, from 1, in the order in which the connections begin.
    pub number: usize,
    /// The client's address.
    pub client: SocketAddr,
    /// The server's address.
    pub server: SocketAddr,
    /// When its first packet was captured, in nanoseconds since the epoch.
    pub at: u64,
    /// How TLS begins on it.
    pub opening: Opening,
    /// Who has watched it.
    pub observer: Observer,
}

/// Who is told of the connections of a capture.
pub trait Visitor {
    /// A connection begins: what is to be kept of it? `None` if it is of no interest.
    fn begins(&mut self, number: usize, client: SocketAddr, server: SocketAddr) -> Option<Keep>;

    /// Something has happened on a connection of which entries are kept.
    fn goes_on(&mut self, connection: &mut Connection);

    /// A flow of TCP is no TLS.
    fn other(&mut self, client: SocketAddr, server: SocketAddr, other: Other);

    /// A connection is over, or the capture is.
    fn ends(&mut self, connection: Connection);
}

/// Reads a capture.
///
/// # Errors
/// Why it cannot be read, or not to its end: then the visitor has been told of what came before.
pub fn read(file: impl Read, setup: Setup, visitor: &mut impl Visitor) -> Result<(), FileError> {
    let mut file = CaptureFile::open(file)?;
    let mut decoder = Decoder::default();
    let mut finder = Finder::default();
    let mut reading = Reading {
        setup: Arc::new(setup),
        sessions: Arc::default(),
        begun: 0,
        connections: ByFlow::default(),
        visitor,
    };
    let outcome = loop {
        match file.next_item() {
            Ok(Some(Item::Packet(packet))) => {
                if let Some(segment) = decoder.segment(&packet) {
                    finder.segment(&segment, &mut |found| reading.found(found));
                }
            }
            Ok(Some(Item::KeyLog(text))) => {
                // what cannot be read of an embedded log leads to nothing
                let _ = reading.setup.secrets.log.add(&text);
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    finder.finish(&mut |found| reading.found(found));
    outcome
}

struct Reading<'v, V> {
    setup: Arc<Setup>,
    sessions: Arc<Sessions>,
    begun: usize,
    connections: ByFlow<Box<Connection>>,
    visitor: &'v mut V,
}

impl<V: Visitor> Reading<'_, V> {
    fn found(&mut self, found: Found<'_>) -> Want {
        match found {
            Found::Connection {
                flow,
                client,
                server,
                at,
                opening,
                ..
            } => {
                self.begun += 1;
                let Some(keep) = self.visitor.begins(self.begun, client, server) else {
                    return Want::Nothing;
                };
                let clock = UnixTime(i64::try_from(at / SECOND).unwrap_or(i64::MAX));
                let mut observer = Observer::new(self.setup.clone(), clock, keep)
                    .among(self.sessions.clone(), self.begun);
                if opening == Opening::Midway {
                    observer.midway();
                }
                let connection = Connection {
                    number: self.begun,
                    client,
                    server,
                    at,
                    opening,
                    observer,
                };
                self.connections.insert(flow, Box::new(connection));
            }
            Found::Other {
                client,
                server,
                other,
                ..
            } => self.visitor.other(client, server, other),
            Found::Event(event) => self.event(event),
        }
        Want::More
    }

    fn event(&mut self, event: FlowEvent<'_>) {
        match event {
            FlowEvent::Data {
                flow, from, bytes, ..
            } => self.on(flow, |observer| observer.data(from, bytes)),
            FlowEvent::Missing { flow, from, len } => {
                self.on(flow, |observer| observer.missing(from, len));
            }
            FlowEvent::Closed {
                flow, from, how, ..
            } => {
                let ending = match how {
                    Closing::Fin => Ending::Fin(from),
                    Closing::Reset => Ending::Reset(from),
                };
                self.on(flow, |observer| observer.ended(ending));
            }
            FlowEvent::Done { flow } => {
                if let Some(connection) = self.connections.remove(&flow) {
                    self.visitor.ends(*connection);
                }
            }
            // the first bytes count, and a flow is opened when it is found
            FlowEvent::Differing { .. } | FlowEvent::Opened { .. } => {}
        }
    }

    fn on(&mut self, flow: FlowId, tell: impl FnOnce(&mut Observer)) {
        let Some(connection) = self.connections.get_mut(&flow) else {
            return;
        };
        tell(&mut connection.observer);
        if connection.observer.keeps_entries() {
            self.visitor.goes_on(connection);
        }
    }
}
