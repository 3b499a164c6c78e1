//! Reads whole captures.

use crate::build::Frame;
use premaster::capture::{
    CaptureFile, Decoder, FileError, Finder, FlowEvent, Flows, Found, Item, Segment, Want,
};
use premaster::protocol::Side;

/// A packet: its time, link type, bytes and length.
pub type Read = (u64, u16, Vec<u8>, u32);

/// All packets and key logs, and the error at the end.
pub fn items(file: &[u8]) -> (Vec<Read>, Vec<String>, Option<FileError>) {
    let (mut packets, mut logs) = (Vec::new(), Vec::new());
    let error = each(file, |item| match item {
        Item::Packet(it) => packets.push((it.at, it.link.0, it.bytes.to_vec(), it.len)),
        Item::KeyLog(log) => logs.push(log.into_owned()),
    });
    (packets, logs, error.err())
}

pub fn each(file: impl std::io::Read, mut tell: impl FnMut(Item<'_>)) -> Result<(), FileError> {
    let mut file = CaptureFile::open(file)?;
    while let Some(item) = file.next_item()? {
        tell(item);
    }
    Ok(())
}

/// The packets that were put into a file.
pub fn read(link: u16, frames: &[Frame]) -> Vec<Read> {
    let read = |(at, bytes, len): &Frame| (*at, link, bytes.clone(), *len);
    frames.iter().map(read).collect()
}

/// The segments in a capture, as far as it can be read.
pub fn segments(file: &[u8], mut tell: impl FnMut(&Segment<'_>)) -> Option<FileError> {
    let mut decoder = Decoder::default();
    let error = each(file, |item| {
        if let Item::Packet(packet) = item
            && let Some(segment) = decoder.segment(&packet)
        {
            tell(&segment);
        }
    });
    error.err()
}

/// What was read of one flow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    pub client: String,
    pub server: String,
    pub from_start: bool,
    /// The bytes of the client and of the server. Missing ones are `?`.
    pub streams: [Vec<u8>; 2],
    pub missing: [u64; 2],
    pub differing: u64,
    pub closed: Vec<String>,
    pub done: bool,
}

impl Flow {
    fn add(&mut self, event: FlowEvent<'_>) {
        assert!(!self.done, "nothing comes after the end");
        match event {
            FlowEvent::Opened { .. } => unreachable!(),
            FlowEvent::Data { from, bytes, .. } => {
                assert!(!bytes.is_empty());
                self.streams[from as usize].extend(bytes);
            }
            FlowEvent::Missing { from, len, .. } => {
                assert!(len > 0);
                self.missing[from as usize] += len;
                let shown = len.min(1 << 20) as usize;
                self.streams[from as usize].extend(vec![b'?'; shown]);
            }
            FlowEvent::Differing { len, .. } => self.differing += len,
            FlowEvent::Closed { from, how, .. } => {
                self.closed.push(format!("{} {how:?}", from.name()));
            }
            FlowEvent::Done { .. } => self.done = true,
        }
    }

    pub fn text(&self, side: Side) -> String {
        String::from_utf8_lossy(&self.streams[side as usize]).into_owned()
    }
}

/// Collects what is told of flows.
#[derive(Default)]
pub struct Collected(pub Vec<Flow>);

impl Collected {
    pub fn add(&mut self, event: FlowEvent<'_>) -> Want {
        let (FlowEvent::Opened { flow, .. }
        | FlowEvent::Data { flow, .. }
        | FlowEvent::Missing { flow, .. }
        | FlowEvent::Differing { flow, .. }
        | FlowEvent::Closed { flow, .. }
        | FlowEvent::Done { flow }) = event;
        let at = flow.0 as usize;
        if self.0.len() <= at {
            self.0.resize(at + 1, Flow::default());
        }
        let flow = &mut self.0[at];
        if let FlowEvent::Opened {
            client,
            server,
            from_start,
            ..
        } = event
        {
            assert!(flow.client.is_empty(), "opened once");
            flow.client = client.to_string();
            flow.server = server.to_string();
            flow.from_start = from_start;
        } else {
            assert!(!flow.client.is_empty(), "opened first: {event:?}");
            flow.add(event);
        }
        Want::More
    }
}

/// The flows in a capture.
pub fn flows(file: &[u8]) -> Vec<Flow> {
    let (mut flows, mut out) = (Flows::default(), Collected::default());
    segments(file, |segment| {
        flows.segment(segment, &mut |event| out.add(event));
    });
    flows.finish(&mut |event| out.add(event));
    out.0.retain(|flow| !flow.client.is_empty());
    assert!(out.0.iter().all(|flow| flow.done));
    out.0
}

/// What is found in a capture: the connections of TLS, each with how it begins, and what else there is.
pub fn found(file: &[u8]) -> (Vec<(String, Flow)>, Vec<String>) {
    let mut finder = Finder::default();
    let (mut order, mut openings, mut others) = (Vec::new(), Vec::new(), Vec::new());
    let mut out = Collected::default();
    let mut tell = |found: Found<'_>| match found {
        Found::Connection {
            flow,
            client,
            server,
            from_start,
            at,
            opening,
        } => {
            order.push(flow);
            openings.push(opening.said().to_string());
            out.add(FlowEvent::Opened {
                flow,
                client,
                server,
                from_start,
                at,
            })
        }
        Found::Other { server, other, .. } => {
            others.push(format!("{server}: {}", other.said()));
            Want::Nothing
        }
        Found::Event(event) => out.add(event),
    };
    segments(file, |segment| finder.segment(segment, &mut tell));
    finder.finish(&mut tell);
    let flows = order.iter().map(|id| out.0[id.0 as usize].clone());
    (openings.into_iter().zip(flows).collect(), others)
}
