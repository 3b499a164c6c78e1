//! Flows: the segments of TCP that belong together, as two streams of bytes (RFC 9293 §3.4).
//!
//! Segments may come in any order, twice, overlapping, or not at all. The first bytes that come for a position
//! count; that later ones differ is told. Bytes that were lost on the way into the capture are given up when
//! the other side has acknowledged them and the capture has gone on without them. Memory is bounded: for
//! each stream, for all streams together, and in the number of flows.
//!
//! Left out on purpose: urgent data, and checking windows, timestamps and checksums as a receiver does.

mod event;
mod pending;
mod stream;
mod tail;
mod tracked;

pub use event::{Closing, FlowEvent, FlowId, Want};

use super::packet::Segment;
use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use tracked::{End, Tracked};

/// The most flows that are remembered.
const MAX_FLOWS: usize = 1 << 16;
/// The most memory that all bytes take together that wait for others, in bytes.
const MAX_PENDING: usize = 64 << 20;
/// How long a flow is remembered that is over, or of which nothing is wanted, in nanoseconds: its late
/// segments are not those of another flow.
const AFTERLIFE: u64 = 60_000_000_000;
/// How many flows are looked at for one that can be forgotten.
const LOOKS: usize = 8;

/// The two addresses, the lower one first.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key([SocketAddr; 2]);

impl Key {
    fn of(segment: &Segment<'_>) -> (Key, End) {
        match segment.from <= segment.to {
            true => (Key([segment.from, segment.to]), End::Low),
            false => (Key([segment.to, segment.from]), End::High),
        }
    }
}

/// A flow that is remembered.
struct Known {
    /// When its last segment was captured.
    last: u64,
    state: State,
}

enum State {
    /// It is being followed.
    Followed(Box<Tracked>),
    /// It is over, or nothing of it is wanted. The numbers of its SYNs.
    Passed([Option<u32>; 2]),
}

/// The flows of a capture.
#[derive(Default)]
pub struct Flows {
    known: HashMap<Key, Known>,
    /// The flows in the order in which they are looked at.
    order: VecDeque<Key>,
    /// How many flows there were.
    count: u64,
    /// The memory in bytes that pending bytes of all flows take.
    pending: usize,
    /// The time of the last segment.
    now: u64,
}

impl Flows {
    /// Takes a segment in, and tells what becomes known by it.
    pub fn segment(&mut self, segment: &Segment<'_>, tell: &mut dyn FnMut(FlowEvent<'_>) -> Want) {
        self.now = segment.at;
        let (key, from) = Key::of(segment);
        let fresh = |count: &mut u64| {
            *count += 1;
            let flow = Tracked::new(FlowId(*count - 1), key.0, segment.at);
            State::Followed(Box::new(flow))
        };
        let known = match self.known.get_mut(&key) {
            Some(known) => known,
            None if opens(segment) => {
                self.make_room(tell);
                self.order.push_back(key);
                let state = fresh(&mut self.count);
                let known = Known { last: 0, state };
                self.known.entry(key).or_insert(known)
            }
            None => return,
        };
        known.last = segment.at;
        if segment.flags.syn && known.is_reopened_by(from, segment) {
            if let State::Followed(flow) = &mut known.state {
                self.pending -= flow.cost();
                finish(flow, segment.at, tell);
            }
            known.state = fresh(&mut self.count);
        }
        let State::Followed(flow) = &mut known.state else {
            return;
        };
        let before = flow.cost();
        let mut wanted = true;
        let tell = &mut |event: FlowEvent<'_>| {
            wanted = wanted && tell(event) == Want::More;
        };
        flow.receive(from, segment, tell);
        if self.pending + flow.cost() > MAX_PENDING + before {
            flow.give_all_up(segment.at, tell);
        }
        self.pending -= before;
        if wanted && !flow.over {
            self.pending += flow.cost();
        } else {
            known.state = State::Passed(flow.isns());
        }
    }

    /// Forgets flows that are over, and some other if there are too many.
    fn make_room(&mut self, tell: &mut dyn FnMut(FlowEvent<'_>) -> Want) {
        let full = self.known.len() >= MAX_FLOWS;
        for look in 1..=LOOKS {
            let Some(key) = self.order.pop_front() else {
                return;
            };
            let Some(known) = self.known.get(&key) else {
                continue;
            };
            let idle = self.now.saturating_sub(known.last) > AFTERLIFE;
            let passed = matches!(known.state, State::Passed(_));
            if (passed && idle) || (full && (passed || idle || look == LOOKS)) {
                self.forget(key, tell);
                if full {
                    return;
                }
            } else {
                self.order.push_back(key);
                if !full && look == 2 {
                    return;
                }
            }
        }
    }

    fn forget(&mut self, key: Key, tell: &mut dyn FnMut(FlowEvent<'_>) -> Want) {
        if let Some(Known {
            last,
            state: State::Followed(mut flow),
        }) = self.known.remove(&key)
        {
            self.pending -= flow.cost();
            finish(&mut flow, last, tell);
        }
    }

    /// Tells of all flows what is left, since the capture is at its end.
    pub fn finish(&mut self, tell: &mut dyn FnMut(FlowEvent<'_>) -> Want) {
        self.order.clear();
        self.pending = 0;
        let mut left: Vec<(u64, Box<Tracked>)> = self
            .known
            .drain()
            .filter_map(|(_, known)| match known.state {
                State::Followed(flow) => Some((known.last, flow)),
                State::Passed(_) => None,
            })
            .collect();
        left.sort_by_key(|(_, flow)| flow.id);
        for (last, mut flow) in left {
            finish(&mut flow, last, tell);
        }
    }
}

impl Known {
    /// Whether a SYN opens another flow between the same addresses.
    fn is_reopened_by(&self, from: End, segment: &Segment<'_>) -> bool {
        match &self.state {
            State::Followed(flow) => flow.is_reopened_by(from, segment),
            State::Passed(isns) => isns[from as usize] != Some(segment.seq),
        }
    }
}

/// Whether there is a flow from this segment on: others tell nothing by themselves.
fn opens(segment: &Segment<'_>) -> bool {
    let content = !segment.payload.is_empty() || segment.missing > 0;
    !segment.flags.rst && (segment.flags.syn || content)
}

fn finish(flow: &mut Tracked, at: u64, tell: &mut dyn FnMut(FlowEvent<'_>) -> Want) {
    let mut wanted = true;
    flow.finish(at, &mut |event| {
        wanted = wanted && tell(event) == Want::More;
    });
}
