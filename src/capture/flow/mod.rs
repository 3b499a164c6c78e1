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

pub(super) use event::ByFlow;
pub use event::{Closing, FlowEvent, FlowId, Want};

use super::packet::Segment;
use std::collections::{HashMap, VecDeque};
use std::hash::{Hash, Hasher};
use std::net::{IpAddr, SocketAddr};
use tracked::{End, Tracked};

/// The most flows that are remembered while they go on.
const MAX_FLOWS: usize = 1 << 16;
/// How many flows are remembered that are over: their late segments are not those of other flows.
const MAX_OVER: usize = 1 << 13;
/// The most memory that all bytes take together that wait for others, in bytes.
const MAX_PENDING: usize = 64 << 20;
/// How long a flow is remembered of which nothing is wanted, after its last segment, in nanoseconds.
const AFTERLIFE: u64 = 60_000_000_000;
/// How many flows are looked at for one that can be forgotten.
const LOOKS: usize = 8;

/// The two addresses, the lower one first. It is kept for every flow, and has no room for what a segment does
/// not have.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key([(IpAddr, u16); 2]);

impl Key {
    fn of(segment: &Segment<'_>) -> (Key, End) {
        let [from, to] = [segment.from, segment.to].map(|end| (end.ip(), end.port()));
        match from <= to {
            true => (Key([from, to]), End::Low),
            false => (Key([to, from]), End::High),
        }
    }

    fn addresses(self) -> [SocketAddr; 2] {
        self.0.map(SocketAddr::from)
    }
}

impl Hash for Key {
    /// All bytes at once, which is faster than one part after the other.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (mut bytes, mut len) = ([0; 36], 0);
        let mut put = |part: &[u8]| {
            bytes[len..len + part.len()].copy_from_slice(part);
            len += part.len();
        };
        for (ip, port) in &self.0 {
            match ip {
                IpAddr::V4(ip) => put(&ip.octets()),
                IpAddr::V6(ip) => put(&ip.octets()),
            }
            put(&port.to_be_bytes());
        }
        state.write(&bytes[..len]);
    }
}

/// A flow that is remembered.
struct Known {
    /// When its last segment was captured.
    last: u64,
    /// Whether it is among those that are looked at in turn.
    in_turn: bool,
    state: State,
}

enum State {
    /// It is being followed.
    Followed(Box<Tracked>),
    /// Nothing of it is wanted. The numbers of its SYNs.
    Unwanted([Option<u32>; 2]),
    /// It is over. The numbers of its SYNs.
    Over([Option<u32>; 2]),
}

/// The flows of a capture.
#[derive(Default)]
pub struct Flows {
    known: HashMap<Key, Known>,
    /// The flows that go on, in the order in which they are looked at. Some may be over by now.
    order: VecDeque<Key>,
    /// The flows that are over, in the order in which they ended.
    over: VecDeque<Key>,
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
        let known = match self.known.get_mut(&key) {
            Some(known) if !segment.flags.syn => known,
            _ => {
                self.begin(key, from, segment, tell);
                match self.known.get_mut(&key) {
                    Some(known) => known,
                    None => return,
                }
            }
        };
        known.last = segment.at;
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
        if flow.over {
            known.state = State::Over(flow.isns());
            self.retire(key);
        } else if wanted {
            self.pending += flow.cost();
        } else {
            known.state = State::Unwanted(flow.isns());
        }
    }

    /// Begins a flow if this is the first segment of one.
    fn begin(
        &mut self,
        key: Key,
        from: End,
        segment: &Segment<'_>,
        tell: &mut dyn FnMut(FlowEvent<'_>) -> Want,
    ) {
        match self.known.get_mut(&key) {
            Some(known) if !known.is_reopened_by(from, segment) => return,
            None if !opens(segment) => return,
            None => {}
            Some(known) => {
                if let State::Followed(flow) = &mut known.state {
                    self.pending -= flow.cost();
                    finish(flow, segment.at, tell);
                }
            }
        }
        self.make_room(tell);
        let flow = Tracked::new(FlowId(self.count), key.addresses(), segment.at);
        self.count += 1;
        let known = self.known.entry(key).or_insert(Known {
            last: segment.at,
            in_turn: false,
            state: State::Over([None; 2]),
        });
        known.state = State::Followed(Box::new(flow));
        if !std::mem::replace(&mut known.in_turn, true) {
            self.order.push_back(key);
        }
    }

    /// Remembers that a flow is over, and forgets the one that has been over for the longest if there are too many.
    fn retire(&mut self, key: Key) {
        self.over.push_back(key);
        if self.over.len() <= MAX_OVER {
            return;
        }
        if let Some(oldest) = self.over.pop_front()
            && let Some(known) = self.known.get(&oldest)
            && matches!(known.state, State::Over(_))
        {
            self.known.remove(&oldest);
        }
    }

    /// Forgets flows of which nothing is wanted, and some other if there are too many.
    fn make_room(&mut self, tell: &mut dyn FnMut(FlowEvent<'_>) -> Want) {
        let full = self.order.len() >= MAX_FLOWS;
        for look in 1..=LOOKS {
            let Some(key) = self.order.pop_front() else {
                return;
            };
            let stays = self.known.get_mut(&key).is_some_and(|known| {
                let idle = self.now.saturating_sub(known.last) > AFTERLIFE;
                known.in_turn = match known.state {
                    State::Over(_) => false,
                    State::Unwanted(_) => !full && !idle,
                    State::Followed(_) => !full || (!idle && look < LOOKS),
                };
                known.in_turn
            });
            if stays {
                self.order.push_back(key);
            } else {
                self.forget(key, tell);
            }
            let enough = match full {
                true => !stays,
                false => stays && look >= 2,
            };
            if enough {
                return;
            }
        }
    }

    /// Forgets a flow that goes on; one that is over has its own turn.
    fn forget(&mut self, key: Key, tell: &mut dyn FnMut(FlowEvent<'_>) -> Want) {
        let known = self.known.get(&key);
        if known.is_some_and(|known| matches!(known.state, State::Over(_))) {
            return;
        }
        if let Some(Known {
            last,
            state: State::Followed(mut flow),
            ..
        }) = self.known.remove(&key)
        {
            self.pending -= flow.cost();
            finish(&mut flow, last, tell);
        }
    }

    /// Tells of all flows what is left, since the capture is at its end.
    pub fn finish(&mut self, tell: &mut dyn FnMut(FlowEvent<'_>) -> Want) {
        self.order.clear();
        self.over.clear();
        self.pending = 0;
        let mut left: Vec<(u64, Box<Tracked>)> = self
            .known
            .drain()
            .filter_map(|(_, known)| match known.state {
                State::Followed(flow) => Some((known.last, flow)),
                State::Unwanted(_) | State::Over(_) => None,
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
            State::Unwanted(isns) | State::Over(isns) => isns[from as usize] != Some(segment.seq),
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
