//! A capture read from its beginning to its end, with an observer for each connection of TLS in it.
//!
//! Two threads share the work: one reads the file and finds the streams of TLS in it, the other decrypts and
//! verifies what they carry, always in the order of the capture.

use super::batch::{self, Batch};
use super::file::FileError;
use super::find::{Found, Opening, Other};
use super::flow::{ByFlow, Closing, FlowEvent, FlowId};
use super::observer::{Ending, Keep, Observer, Sessions, Setup};
use crate::pki::time::UnixTime;
use std::io::Read;
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::{panic, thread};

/// Nanoseconds in a second.
const SECOND: u64 = 1_000_000_000;
/// How many batches may wait to be taken. Each is what one read of the file has led to.
const AHEAD: usize = 2;

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
    /// A connection begins: what is to be kept of it?
    fn begins(&mut self, number: usize, client: SocketAddr, server: SocketAddr) -> Keep;

    /// Something has happened on a connection of which entries are kept.
    fn goes_on(&mut self, connection: &mut Connection);

    /// A flow of TCP is no TLS.
    fn other(&mut self, client: SocketAddr, server: SocketAddr, other: Other);

    /// A connection is over, or the capture is.
    fn ends(&mut self, connection: Connection);

    /// Whether the rest of the capture is still of interest.
    fn wants_more(&self) -> bool {
        true
    }
}

/// Reads a capture. If a port is given, only flows from or to it are of interest.
///
/// # Errors
/// Why it cannot be read, or not to its end: then the visitor has been told of what came before.
pub fn read(
    file: impl Read + Send,
    setup: Setup,
    port: Option<u16>,
    visitor: &mut impl Visitor,
) -> Result<(), FileError> {
    let mut reading = Reading {
        port,
        setup: Arc::new(setup),
        sessions: Arc::default(),
        begun: 0,
        connections: ByFlow::default(),
        visitor,
    };
    thread::scope(|scope| {
        let (batches, received) = mpsc::sync_channel(AHEAD);
        let finding = scope.spawn(move || batch::find(file, port, batches));
        for batch in received {
            reading.take(batch);
            if !reading.visitor.wants_more() {
                break;
            }
        }
        finding
            .join()
            .unwrap_or_else(|lost| panic::resume_unwind(lost))
    })
}

struct Reading<'v, V> {
    port: Option<u16>,
    setup: Arc<Setup>,
    sessions: Arc<Sessions>,
    begun: usize,
    connections: ByFlow<Box<Connection>>,
    visitor: &'v mut V,
}

impl<V: Visitor> Reading<'_, V> {
    fn take(&mut self, batch: Batch) {
        batch.replay(|news| match news {
            batch::News::Found(found) => self.found(found),
            // what cannot be read of an embedded log leads to nothing
            batch::News::KeyLog(text) => drop(self.setup.secrets.log.add(text)),
        });
    }

    fn found(&mut self, found: Found<'_>) {
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
                if !batch::is_wanted(self.port, client, server) {
                    return;
                }
                let keep = self.visitor.begins(self.begun, client, server);
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
