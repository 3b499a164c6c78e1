//! What happens in a flow.

use crate::protocol::Side;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::net::SocketAddr;

/// The number of a flow, in the order in which they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FlowId(pub u64);

/// What is known of flows, by their numbers.
pub(in crate::capture) type ByFlow<T> = HashMap<FlowId, T, BuildHasherDefault<Spread>>;

/// A hash of a number that is counted here: no one can choose numbers that collide.
#[derive(Default)]
pub(in crate::capture) struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        // the odd number next to 2^64 divided by the golden ratio
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        // a table takes the lowest bits and the highest
        self.0 ^ self.0 >> 32
    }
}

/// How one side ended a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Closing {
    /// It has no more to send (FIN).
    Fin,
    /// It broke the connection off (RST).
    Reset,
}

/// What happens in a flow. Times are in nanoseconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowEvent<'a> {
    /// There is a flow. Said just before the first of its other events, and never of a flow without any.
    Opened {
        /// Its number.
        flow: FlowId,
        /// Who opened it. If the beginning is missing, who sent first, which may be wrong.
        client: SocketAddr,
        /// Who answers.
        server: SocketAddr,
        /// Whether its beginning was captured: the streams have all bytes from the first on.
        from_start: bool,
        /// The time of its first packet.
        at: u64,
    },
    /// The next bytes of a stream.
    Data {
        /// The flow.
        flow: FlowId,
        /// Who sent them.
        from: Side,
        /// When they were captured.
        at: u64,
        /// The bytes, at least one, from one packet.
        bytes: &'a [u8],
    },
    /// The next bytes of a stream were not captured.
    Missing {
        /// The flow.
        flow: FlowId,
        /// Who sent them.
        from: Side,
        /// How many.
        len: u64,
    },
    /// Bytes were sent twice, and not the same. The first count.
    Differing {
        /// The flow.
        flow: FlowId,
        /// Who seems to have sent them.
        from: Side,
        /// When the second ones were captured.
        at: u64,
        /// How many bytes differ.
        len: u64,
    },
    /// A side has ended its stream.
    Closed {
        /// The flow.
        flow: FlowId,
        /// Which side.
        from: Side,
        /// How.
        how: Closing,
        /// When.
        at: u64,
    },
    /// Nothing more comes of this flow.
    Done {
        /// The flow.
        flow: FlowId,
    },
}

/// Whether more of a flow is wanted. What is not wanted is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Its further events.
    More,
    /// No further event, not even its end.
    Nothing,
}
