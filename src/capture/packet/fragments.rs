//! Fragments of IP packets, put together again (RFC 791 §3.2, RFC 8200 §4.5).

use etherparse::defrag::IpDefragBuf;
use etherparse::{IpFragOffset, IpNumber, Ipv6ExtensionSlice, LaxIpSlice};
use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

/// The most packets that are put together at once; each has at most 65,535 bytes.
const MAX_PACKETS: usize = 256;
/// The most parts of a packet that do not touch each other.
const MAX_PARTS: usize = 256;
/// How long the rest of a packet is waited for, in nanoseconds of the capture's time.
const MAX_AGE: u64 = 30_000_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Id {
    from: IpAddr,
    to: IpAddr,
    number: u32,
    protocol: IpNumber,
}

/// A fragment's place.
struct Place {
    number: u32,
    offset: IpFragOffset,
    more: bool,
}

/// The packets of which not all fragments have come.
#[derive(Default)]
pub(super) struct Fragments {
    begun: HashMap<Id, (u64, IpDefragBuf)>,
    /// The packets in the order in which they began, and when. Some may be whole by now.
    order: VecDeque<(u64, Id)>,
}

impl Fragments {
    /// Takes a fragment in, and gives the payload of the packet if it is the last that was missing.
    pub fn add(&mut self, at: u64, ip: &LaxIpSlice<'_>) -> Option<Vec<u8>> {
        let place = place(ip)?;
        let payload = ip.payload();
        if payload.incomplete {
            // not all of it was captured, so the packet cannot become whole
            return None;
        }
        self.make_room(at);
        let id = Id {
            from: ip.source_addr(),
            to: ip.destination_addr(),
            number: place.number,
            protocol: payload.ip_number,
        };
        let (_, buffer) = self.begun.entry(id).or_insert_with(|| {
            self.order.push_back((at, id));
            let buffer = IpDefragBuf::new(payload.ip_number, Vec::new(), Vec::new());
            (at, buffer)
        });
        let added = buffer.add(place.offset, place.more, payload.payload);
        if added.is_ok() && !buffer.is_complete() && buffer.sections().len() < MAX_PARTS {
            return None;
        }
        let (_, buffer) = self.begun.remove(&id)?;
        buffer.is_complete().then(|| buffer.take_bufs().0)
    }

    /// Forgets what is too old or too much.
    fn make_room(&mut self, now: u64) {
        while let Some((at, id)) = self.order.front() {
            let old = now.saturating_sub(*at) > MAX_AGE;
            if !old && self.order.len() < MAX_PACKETS {
                break;
            }
            // the same numbers may have been used again since
            if self.begun.get(id).is_some_and(|(begun, _)| begun == at) {
                self.begun.remove(id);
            }
            self.order.pop_front();
        }
    }
}

fn place(ip: &LaxIpSlice<'_>) -> Option<Place> {
    match ip {
        LaxIpSlice::Ipv4(ip) => Some(Place {
            number: u32::from(ip.header().identification()),
            offset: ip.header().fragments_offset(),
            more: ip.header().more_fragments(),
        }),
        LaxIpSlice::Ipv6(ip) => ip.extensions().clone().into_iter().find_map(|it| match it {
            Ipv6ExtensionSlice::Fragment(fragment) => Some(Place {
                number: fragment.identification(),
                offset: fragment.fragment_offset(),
                more: fragment.more_fragments(),
            }),
            _ => None,
        }),
    }
}
