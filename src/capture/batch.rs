//! What is found in a capture, on its way from the thread that reads the file to the one that makes something
//! of it.

use super::file::{CaptureFile, FileError, Item};
use super::find::{Finder, Found};
use super::flow::{FlowEvent, FlowId, Want};
use super::packet::Decoder;
use crate::protocol::Side;
use std::cell::RefCell;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::ops::Range;
use std::rc::Rc;
use std::sync::mpsc::SyncSender;

/// What one read of the file has led to, in the order of the capture.
#[derive(Default)]
pub(super) struct Batch {
    kept: Vec<Kept>,
    /// The bytes of all streams, one after the other.
    bytes: Vec<u8>,
}

/// A piece of news, whose bytes are in the batch.
enum Kept {
    /// All that is found but data.
    Found(Found<'static>),
    /// The next bytes of a stream.
    Data {
        flow: FlowId,
        from: Side,
        at: u64,
        bytes: Range<usize>,
    },
    /// A key log.
    KeyLog(String),
}

/// A piece of news.
pub(super) enum News<'a> {
    /// Something was found.
    Found(Found<'a>),
    /// The capture brings secrets with it.
    KeyLog(&'a str),
}

/// Whether a flow between these has the port that is asked for, if there is one.
pub(super) fn is_wanted(port: Option<u16>, client: SocketAddr, server: SocketAddr) -> bool {
    port.is_none_or(|port| [client.port(), server.port()].contains(&port))
}

/// Reads a capture and sends what is found in it: of connections without the port that is asked for, only that
/// they are there. It ends early if what it sends is no longer taken.
///
/// # Errors
/// Why the file cannot be read, or not to its end.
pub(super) fn find(
    file: impl Read,
    port: Option<u16>,
    batches: SyncSender<Batch>,
) -> Result<(), FileError> {
    let outbox = Rc::new(RefCell::new(Outbox {
        batch: Batch::default(),
        batches,
        closed: false,
    }));
    let mut file = CaptureFile::open(Sending {
        file,
        outbox: outbox.clone(),
    })?;
    let mut decoder = Decoder::default();
    let mut finder = Finder::default();
    let mut keep = |found: Found<'_>| outbox.borrow_mut().batch.keep(found, port);
    let outcome = loop {
        match file.next_item() {
            Ok(Some(Item::Packet(packet))) => {
                if let Some(segment) = decoder.segment(&packet) {
                    finder.segment(&segment, &mut keep);
                }
            }
            Ok(Some(Item::KeyLog(text))) => {
                let news = Kept::KeyLog(text.into_owned());
                outbox.borrow_mut().batch.kept.push(news);
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    finder.finish(&mut keep);
    outbox.borrow_mut().send();
    outcome
}

impl Batch {
    /// Keeps what was found, and says whether more is wanted of the flow.
    fn keep(&mut self, found: Found<'_>, port: Option<u16>) -> Want {
        let mut want = Want::More;
        let kept = match found {
            Found::Connection {
                flow,
                client,
                server,
                from_start,
                at,
                opening,
            } => {
                if !is_wanted(port, client, server) {
                    want = Want::Nothing;
                }
                Kept::Found(Found::Connection {
                    flow,
                    client,
                    server,
                    from_start,
                    at,
                    opening,
                })
            }
            Found::Other {
                flow,
                client,
                server,
                at,
                other,
            } => {
                if !is_wanted(port, client, server) {
                    return Want::Nothing;
                }
                Kept::Found(Found::Other {
                    flow,
                    client,
                    server,
                    at,
                    other,
                })
            }
            Found::Event(FlowEvent::Data {
                flow,
                from,
                at,
                bytes,
            }) => {
                let start = self.bytes.len();
                self.bytes.extend_from_slice(bytes);
                Kept::Data {
                    flow,
                    from,
                    at,
                    bytes: start..self.bytes.len(),
                }
            }
            Found::Event(FlowEvent::Missing { flow, from, len }) => {
                Kept::Found(Found::Event(FlowEvent::Missing { flow, from, len }))
            }
            Found::Event(FlowEvent::Closed {
                flow,
                from,
                how,
                at,
            }) => Kept::Found(Found::Event(FlowEvent::Closed {
                flow,
                from,
                how,
                at,
            })),
            Found::Event(FlowEvent::Done { flow }) => {
                Kept::Found(Found::Event(FlowEvent::Done { flow }))
            }
            // the first bytes count, and a flow is opened when it is found
            Found::Event(FlowEvent::Differing { .. } | FlowEvent::Opened { .. }) => return want,
        };
        self.kept.push(kept);
        want
    }

    /// Tells what is in it.
    pub fn replay(self, mut tell: impl FnMut(News<'_>)) {
        for kept in self.kept {
            tell(match &kept {
                Kept::Found(found) => News::Found(found.clone()),
                Kept::Data {
                    flow,
                    from,
                    at,
                    bytes,
                } => News::Found(Found::Event(FlowEvent::Data {
                    flow: *flow,
                    from: *from,
                    at: *at,
                    bytes: &self.bytes[bytes.clone()],
                })),
                Kept::KeyLog(text) => News::KeyLog(text),
            });
        }
    }
}

/// Where a batch grows until it is sent.
struct Outbox {
    batch: Batch,
    batches: SyncSender<Batch>,
    /// Whether batches are no longer taken.
    closed: bool,
}

impl Outbox {
    fn send(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        self.closed |= !batch.kept.is_empty() && self.batches.send(batch).is_err();
    }
}

/// A file that sends what it has led to before it is read further, so that nothing waits for bytes that come
/// later.
struct Sending<R> {
    file: R,
    outbox: Rc<RefCell<Outbox>>,
}

impl<R: Read> Read for Sending<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut outbox = self.outbox.borrow_mut();
        outbox.send();
        match outbox.closed {
            true => Ok(0),
            false => self.file.read(buffer),
        }
    }
}
