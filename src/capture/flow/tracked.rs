//! A flow that is being followed: two streams and who is who.

use super::event::{Closing, FlowEvent, FlowId};
use super::stream::{Content, Piece, Stream};
use crate::capture::packet::Segment;
use crate::protocol::Side;
use std::net::SocketAddr;

/// One of the two ends, in the order of their addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Low,
    High,
}

impl End {
    pub fn other(self) -> End {
        match self {
            End::Low => End::High,
            End::High => End::Low,
        }
    }
}

/// Who is told.
pub(super) type Tell<'t> = &'t mut dyn FnMut(FlowEvent<'_>);

/// How far an RST may be ahead of the stream that it ends.
const MAX_RESET_AHEAD: i64 = 1 << 20;

/// A flow that is being followed.
pub(super) struct Tracked {
    pub id: FlowId,
    /// The addresses of the two ends.
    addresses: [SocketAddr; 2],
    /// Who opened it, once that is known.
    client: Option<End>,
    from_start: bool,
    /// The time of the first packet.
    at: u64,
    /// Whether it was told that there is this flow.
    opened: bool,
    /// What each end sends.
    streams: [Stream; 2],
    /// Of which streams the end was told.
    closed: [bool; 2],
    /// Of which ends something was captured.
    seen: [bool; 2],
    pub over: bool,
}

impl Tracked {
    pub fn new(id: FlowId, addresses: [SocketAddr; 2], at: u64) -> Self {
        Tracked {
            id,
            addresses,
            client: None,
            from_start: false,
            at,
            opened: false,
            streams: [Stream::default(), Stream::default()],
            closed: [false; 2],
            seen: [false; 2],
            over: false,
        }
    }

    /// The numbers of the SYNs that were captured, by the order of the addresses.
    pub fn isns(&self) -> [Option<u32>; 2] {
        [self.streams[0].isn, self.streams[1].isn]
    }

    /// The memory in bytes that pending bytes take.
    pub fn cost(&self) -> usize {
        self.streams.iter().map(Stream::cost).sum()
    }

    /// Whether a SYN opens another flow between the same addresses.
    pub fn is_reopened_by(&self, from: End, segment: &Segment<'_>) -> bool {
        !self.streams[from as usize].follows(segment.seq)
    }

    /// Takes a segment in.
    pub fn receive(&mut self, from: End, segment: &Segment<'_>, tell: Tell<'_>) {
        self.seen[from as usize] = true;
        let flags = segment.flags;
        if flags.syn {
            self.open(from, segment);
        }
        if flags.ack {
            self.acknowledge(from.other(), segment, tell);
        }
        let seq = segment.seq.wrapping_add(u32::from(flags.syn));
        if flags.rst {
            return self.reset(from, segment, tell);
        }
        let content = Content {
            at: segment.at,
            seq,
            bytes: segment.payload,
            missing: u64::from(segment.missing),
            fin: flags.fin,
        };
        if !content.bytes.is_empty() || content.missing > 0 {
            self.client.get_or_insert(from);
        }
        let one_sided = !self.seen[from.other() as usize];
        self.with_stream(from, tell, |stream, tell| {
            stream.receive(content, one_sided, tell);
        });
        self.close(segment.at, tell);
    }

    /// Learns from a SYN where the streams begin, and who is the client.
    fn open(&mut self, from: End, segment: &Segment<'_>) {
        let stream = &mut self.streams[from as usize];
        if stream.isn.is_some() || !stream.is_fresh() {
            return;
        }
        stream.isn = Some(segment.seq);
        stream.begin(segment.seq.wrapping_add(1));
        self.from_start = true;
        if !segment.flags.ack {
            self.client.get_or_insert(from);
            return;
        }
        let peer = from.other();
        self.client = Some(peer);
        if !self.streams[peer as usize].begun() {
            self.streams[peer as usize].begin(segment.ack);
        }
    }

    fn acknowledge(&mut self, of: End, segment: &Segment<'_>, tell: Tell<'_>) {
        self.with_stream(of, tell, |stream, tell| {
            stream.acknowledge(segment.at, segment.ack, tell);
        });
    }

    /// An RST ends both streams.
    fn reset(&mut self, from: End, segment: &Segment<'_>, tell: Tell<'_>) {
        let ahead = self.streams[from as usize].ahead(segment.seq);
        if ahead.is_some_and(|ahead| !(-1..MAX_RESET_AHEAD).contains(&ahead)) {
            // it does not belong to this stream, and a receiver ignores it
            return;
        }
        self.flush(tell);
        self.closing(from, Closing::Reset, segment.at, tell);
        self.done(tell);
    }

    /// Tells which streams are at their end, and whether both are.
    fn close(&mut self, at: u64, tell: Tell<'_>) {
        if self.streams.iter().all(Stream::is_received) {
            self.flush(tell);
        }
        for end in [End::Low, End::High] {
            let complete = self.streams[end as usize].is_complete();
            if complete && !self.closed[end as usize] {
                self.closing(end, Closing::Fin, at, tell);
            }
        }
        if self.closed == [true; 2] {
            self.done(tell);
        }
    }

    /// Ends the flow, whether it is complete or not.
    pub fn finish(&mut self, at: u64, tell: Tell<'_>) {
        if self.over {
            return;
        }
        self.flush(tell);
        self.close(at, tell);
        self.done(tell);
    }

    /// Delivers what is pending, to make room.
    pub fn give_all_up(&mut self, at: u64, tell: Tell<'_>) {
        for end in [End::Low, End::High] {
            self.with_stream(end, tell, |stream, tell| stream.give_all_up(at, tell));
        }
    }

    /// Delivers what there is, whatever is missing.
    fn flush(&mut self, tell: Tell<'_>) {
        for end in [End::Low, End::High] {
            self.with_stream(end, tell, |stream, tell| stream.finish(tell));
        }
    }

    fn closing(&mut self, end: End, how: Closing, at: u64, tell: Tell<'_>) {
        self.closed[end as usize] = true;
        // a flow without content is not worth a word
        if self.opened {
            let (flow, from) = (self.id, self.side(end));
            tell(FlowEvent::Closed {
                flow,
                from,
                how,
                at,
            });
        }
    }

    fn done(&mut self, tell: Tell<'_>) {
        if self.opened && !self.over {
            tell(FlowEvent::Done { flow: self.id });
        }
        self.over = true;
    }

    fn side(&self, end: End) -> Side {
        match self.client == Some(end) {
            true => Side::Client,
            false => Side::Server,
        }
    }

    /// Lets a stream work, and tells of it what becomes known.
    fn with_stream(
        &mut self,
        end: End,
        tell: Tell<'_>,
        work: impl FnOnce(&mut Stream, &mut dyn FnMut(Piece<'_>)),
    ) {
        let (flow, from) = (self.id, self.side(end));
        let opening = self.opening();
        let opened = &mut self.opened;
        work(&mut self.streams[end as usize], &mut |piece| {
            if !std::mem::replace(opened, true) {
                tell(opening);
            }
            tell(match piece {
                Piece::Data { at, bytes } => FlowEvent::Data {
                    flow,
                    from,
                    at,
                    bytes,
                },
                Piece::Missing(len) => FlowEvent::Missing { flow, from, len },
                Piece::Differing { at, len } => FlowEvent::Differing {
                    flow,
                    from,
                    at,
                    len,
                },
            });
        });
    }

    fn opening(&self) -> FlowEvent<'static> {
        let client = self.client.unwrap_or(End::Low);
        FlowEvent::Opened {
            flow: self.id,
            client: self.addresses[client as usize],
            server: self.addresses[client.other() as usize],
            from_start: self.from_start,
            at: self.at,
        }
    }
}
