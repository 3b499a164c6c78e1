//! TLS found by its content, whatever the port: the connections of TLS among the flows.
//!
//! It begins with a ClientHello, as the first bytes, or when a side begins to speak again after the other:
//! so after the STARTTLS of any protocol. Where bytes are missing it may also be found by its records.
//! Until a flow is decided, a bounded number of its bytes is held, and what is not TLS is no longer followed.

mod looks;
mod opening;
mod talk;
mod undecided;

pub use opening::{Opening, Other, Protocol};

use super::flow::{ByFlow, Closing, FlowEvent, FlowId, Flows, Want};
use super::packet::Segment;
use crate::protocol::Side;
use std::net::SocketAddr;
use undecided::{Held, Undecided, Verdict};

/// What was found. Of a connection there is first `Connection`, then its events; of another flow there is
/// `Other` alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// A flow has TLS.
    Connection {
        /// The flow.
        flow: FlowId,
        /// Who sends the ClientHello, or who seems to be the client if it is missing.
        client: SocketAddr,
        /// The other.
        server: SocketAddr,
        /// Whether the beginning of the flow was captured.
        from_start: bool,
        /// The time of its first packet, in nanoseconds since the epoch.
        at: u64,
        /// How TLS begins.
        opening: Opening,
    },
    /// A flow has no TLS.
    Other {
        /// The flow.
        flow: FlowId,
        /// Who has opened it.
        client: SocketAddr,
        /// Who answers.
        server: SocketAddr,
        /// The time of its first packet, in nanoseconds since the epoch.
        at: u64,
        /// What it has.
        other: Other,
    },
    /// What happens in a connection: anything but [`FlowEvent::Opened`]. What came before TLS is left out.
    /// The sides are those of TLS.
    Event(FlowEvent<'a>),
}

/// Who is told, and whether more is wanted of the flow.
type Tell<'t> = &'t mut dyn FnMut(Found<'_>) -> Want;

/// Finds the connections of TLS among segments.
#[derive(Default)]
pub struct Finder {
    flows: Flows,
    known: ByFlow<Flow>,
}

struct Flow {
    client: SocketAddr,
    server: SocketAddr,
    from_start: bool,
    at: u64,
    state: State,
}

enum State {
    Undecided {
        undecided: Box<Undecided>,
        /// How sides were closed before it was known what for.
        closed: Vec<(Side, Closing, u64)>,
    },
    Tls {
        /// Whether the client of TLS is the other end than that of the flow.
        swapped: bool,
        /// Which sides of the flow send records already.
        begun: [bool; 2],
    },
}

impl Finder {
    /// Takes a segment in, and tells what it shows.
    pub fn segment(&mut self, segment: &Segment<'_>, tell: &mut dyn FnMut(Found<'_>) -> Want) {
        let known = &mut self.known;
        self.flows
            .segment(segment, &mut |event| hear(known, event, tell));
    }

    /// Tells what is left, since the capture is at its end.
    pub fn finish(&mut self, tell: &mut dyn FnMut(Found<'_>) -> Want) {
        let known = &mut self.known;
        self.flows.finish(&mut |event| hear(known, event, tell));
    }
}

/// Whether records begin with these bytes, as far as they go. After a gap, records can be read again from a
/// segment of which this is true.
pub fn begins_with_records(bytes: &[u8]) -> bool {
    looks::records(bytes) == looks::Fit::Yes
}

/// Whether a ClientHello begins with these bytes, in a record or in the form of SSL 2.0.
pub fn begins_with_hello(bytes: &[u8]) -> bool {
    looks::client_hello(bytes) == looks::Fit::Yes
}

/// The flow of an event.
fn flow_of(event: &FlowEvent<'_>) -> FlowId {
    match event {
        FlowEvent::Opened { flow, .. }
        | FlowEvent::Data { flow, .. }
        | FlowEvent::Missing { flow, .. }
        | FlowEvent::Differing { flow, .. }
        | FlowEvent::Closed { flow, .. }
        | FlowEvent::Done { flow } => *flow,
    }
}

fn hear(known: &mut ByFlow<Flow>, event: FlowEvent<'_>, tell: Tell<'_>) -> Want {
    let id = flow_of(&event);
    if let FlowEvent::Opened {
        client,
        server,
        from_start,
        at,
        ..
    } = event
    {
        let state = State::Undecided {
            undecided: Box::new(Undecided::new(from_start)),
            closed: Vec::new(),
        };
        let flow = Flow {
            client,
            server,
            from_start,
            at,
            state,
        };
        known.insert(id, flow);
        return Want::More;
    }
    let Some(flow) = known.get_mut(&id) else {
        return Want::Nothing;
    };
    let want = flow.hear(id, event, tell);
    if want == Want::Nothing || matches!(event, FlowEvent::Done { .. }) {
        known.remove(&id);
    }
    want
}

impl Flow {
    fn hear(&mut self, id: FlowId, event: FlowEvent<'_>, tell: Tell<'_>) -> Want {
        let State::Undecided { undecided, closed } = &mut self.state else {
            return self.pass_on(event, tell);
        };
        let verdict = match event {
            FlowEvent::Data {
                from, at, bytes, ..
            } => undecided.data(from, at, bytes),
            FlowEvent::Missing { from, .. } => undecided.missing(from),
            FlowEvent::Closed { from, how, at, .. } => {
                closed.push((from, how, at));
                None
            }
            FlowEvent::Done { .. } => Some(undecided.end()),
            FlowEvent::Opened { .. } | FlowEvent::Differing { .. } => None,
        };
        let want = match verdict {
            None => Want::More,
            Some(Verdict::Tls(opening, client)) => self.found(id, opening, client, tell),
            Some(Verdict::Other(other)) => {
                tell(Found::Other {
                    flow: id,
                    client: self.client,
                    server: self.server,
                    at: self.at,
                    other,
                });
                Want::Nothing
            }
        };
        match (want, event) {
            (Want::More, FlowEvent::Done { .. } | FlowEvent::Missing { .. }) => {
                self.pass_on(event, tell)
            }
            _ => want,
        }
    }

    /// Tells of a connection, and all that was held of it.
    fn found(
        &mut self,
        id: FlowId,
        opening: Opening,
        client: Option<Side>,
        tell: Tell<'_>,
    ) -> Want {
        let swapped = client == Some(Side::Server);
        // where everything is TLS, what does not look like it is told too
        let begun = [opening == Opening::Direct; 2];
        let state = State::Tls { swapped, begun };
        let State::Undecided { undecided, closed } = std::mem::replace(&mut self.state, state)
        else {
            return Want::More;
        };
        let ends = [self.client, self.server];
        let mut want = tell(Found::Connection {
            flow: id,
            client: ends[usize::from(swapped)],
            server: ends[usize::from(!swapped)],
            from_start: self.from_start,
            at: self.at,
            opening,
        });
        let first = client.unwrap_or(Side::Client);
        for from in [first, first.peer()] {
            want = self.pass_held_on(id, from, &undecided.held[from as usize], want, tell);
        }
        for (from, how, at) in closed {
            if want == Want::More {
                let flow = id;
                want = self.pass_on(
                    FlowEvent::Closed {
                        flow,
                        from,
                        how,
                        at,
                    },
                    tell,
                );
            }
        }
        want
    }

    fn pass_held_on(
        &mut self,
        flow: FlowId,
        from: Side,
        held: &Held,
        mut want: Want,
        tell: Tell<'_>,
    ) -> Want {
        for (at, bytes) in held.segments() {
            if want == Want::More {
                // what is held was looked at as a whole
                if let State::Tls { begun, .. } = &mut self.state {
                    begun[from as usize] = true;
                }
                want = self.pass_on(
                    FlowEvent::Data {
                        flow,
                        from,
                        at,
                        bytes,
                    },
                    tell,
                );
            }
        }
        want
    }

    /// Tells of an event in a connection.
    fn pass_on(&mut self, event: FlowEvent<'_>, tell: Tell<'_>) -> Want {
        let State::Tls { swapped, begun } = &mut self.state else {
            return Want::More;
        };
        match event {
            FlowEvent::Data { from, bytes, .. } => {
                let side = &mut begun[from as usize];
                *side = *side || looks::records(bytes) != looks::Fit::No;
                if !*side {
                    return Want::More;
                }
            }
            FlowEvent::Missing { from, .. } | FlowEvent::Differing { from, .. }
                if !begun[from as usize] =>
            {
                return Want::More;
            }
            _ => {}
        }
        tell(Found::Event(sided(event, *swapped)))
    }
}

/// An event as it is said of the sides of TLS.
fn sided(mut event: FlowEvent<'_>, swapped: bool) -> FlowEvent<'_> {
    if let FlowEvent::Data { from, .. }
    | FlowEvent::Missing { from, .. }
    | FlowEvent::Differing { from, .. }
    | FlowEvent::Closed { from, .. } = &mut event
        && swapped
    {
        *from = from.peer();
    }
    event
}
