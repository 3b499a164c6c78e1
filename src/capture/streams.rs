//! What each side has said on the TLS connections of a capture, as bytes. Nothing is decrypted.

use super::file::{CaptureFile, FileError, Item};
use super::find::{Finder, Found};
use super::flow::{ByFlow, FlowEvent, FlowId, Want};
use super::packet::Decoder;
use crate::pki::time::UnixTime;
use crate::protocol::Side;
use std::io::Read;

/// Nanoseconds in a second.
const SECOND: u64 = 1_000_000_000;

/// What was said on a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The time of its first packet.
    pub at: UnixTime,
    /// What each side has sent up to the first gap, client first.
    pub by: [Vec<u8>; 2],
    /// Whether bytes of a side are missing, client first.
    gaps: [bool; 2],
}

impl Spoken {
    /// What a side has sent.
    pub fn of(&self, side: Side) -> &[u8] {
        &self.by[side as usize]
    }
}

/// The TLS connections of a capture, in the order in which they begin. Of each side the first `most` bytes are kept.
///
/// # Errors
/// Why the capture cannot be read to its end.
pub fn streams(file: impl Read, most: usize) -> Result<Vec<Spoken>, FileError> {
    let mut file = CaptureFile::open(file)?;
    let (mut decoder, mut finder) = (Decoder::default(), Finder::default());
    let mut heard = Heard {
        most,
        all: Vec::new(),
        places: ByFlow::default(),
    };
    while let Some(item) = file.next_item()? {
        if let Item::Packet(packet) = item
            && let Some(segment) = decoder.segment(&packet)
        {
            finder.segment(&segment, &mut |found| heard.found(found));
        }
    }
    finder.finish(&mut |found| heard.found(found));
    Ok(heard.all)
}

struct Heard {
    most: usize,
    all: Vec<Spoken>,
    /// Where the connection of each flow is in `all`.
    places: ByFlow<usize>,
}

impl Heard {
    fn found(&mut self, found: Found<'_>) -> Want {
        match found {
            Found::Connection { flow, at, .. } => {
                self.places.insert(flow, self.all.len());
                self.all.push(Spoken {
                    at: UnixTime(i64::try_from(at / SECOND).unwrap_or(i64::MAX)),
                    by: Default::default(),
                    gaps: [false; 2],
                });
            }
            Found::Event(FlowEvent::Data {
                flow, from, bytes, ..
            }) => self.says(flow, from, bytes),
            Found::Event(FlowEvent::Missing { flow, from, .. }) => {
                if let Some(spoken) = self.of(flow) {
                    spoken.gaps[from as usize] = true;
                }
            }
            Found::Event(_) | Found::Other { .. } => {}
        }
        Want::More
    }

    fn says(&mut self, flow: FlowId, from: Side, bytes: &[u8]) {
        let most = self.most;
        let Some(spoken) = self.of(flow) else {
            return;
        };
        let own = &mut spoken.by[from as usize];
        if !spoken.gaps[from as usize] {
            let room = most.saturating_sub(own.len()).min(bytes.len());
            own.extend_from_slice(&bytes[..room]);
        }
    }

    fn of(&mut self, flow: FlowId) -> Option<&mut Spoken> {
        let place = self.places.get(&flow)?;
        self.all.get_mut(*place)
    }
}
