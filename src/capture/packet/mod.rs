//! From packets to segments of TCP (RFC 9293 §3.1): link layer, IP with its fragments, TCP header.
//!
//! Left out on purpose: checksums, since most captures are made before the network card computes them, and
//! tunnels.

mod fragments;
mod link;

use super::file::{LinkType, Packet};
use etherparse::{IpNumber, LaxIpSlice, LenSource, TcpSlice};
use fragments::Fragments;
use link::NoIp;
use std::net::SocketAddr;

/// The flags of a segment that matter to a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// It opens a stream.
    pub syn: bool,
    /// Its acknowledgment number counts.
    pub ack: bool,
    /// It ends a stream.
    pub fin: bool,
    /// It breaks the connection off.
    pub rst: bool,
}

/// A segment of TCP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment<'a> {
    /// When it was captured, in nanoseconds since the epoch.
    pub at: u64,
    /// Who sent it.
    pub from: SocketAddr,
    /// To whom.
    pub to: SocketAddr,
    /// The number of its first byte.
    pub seq: u32,
    /// The number of the byte that the sender expects next, if `flags.ack` is set.
    pub ack: u32,
    /// Its flags.
    pub flags: Flags,
    /// Its content, as far as it was captured.
    pub payload: &'a [u8],
    /// How many bytes of content follow those that were captured.
    pub missing: u32,
}

/// How many packets gave no segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PassedOver {
    /// They are not TCP, or not even IP.
    pub other: u64,
    /// Their headers are cut off or damaged.
    pub broken: u64,
    /// They are of a link type that is not read here; one of these types.
    pub link: Option<(LinkType, u64)>,
}

/// Reads packets.
#[derive(Default)]
pub struct Decoder {
    fragments: Fragments,
    /// The packet that was put together last.
    whole: Vec<u8>,
    passed_over: PassedOver,
}

impl Decoder {
    /// The segment in a packet, or in the packet of which this is the last fragment; `None` if there is
    /// none.
    pub fn segment<'a>(&'a mut self, packet: &Packet<'a>) -> Option<Segment<'a>> {
        let bytes = match link::ip(packet.link, packet.bytes) {
            Ok(bytes) => bytes,
            Err(NoIp::Other) => {
                self.passed_over.other += 1;
                return None;
            }
            Err(NoIp::Link) => {
                let (_, count) = self.passed_over.link.unwrap_or((packet.link, 0));
                self.passed_over.link = Some((packet.link, count + 1));
                return None;
            }
        };
        let Ok((ip, stopped)) = LaxIpSlice::from_slice(bytes) else {
            self.passed_over.broken += 1;
            return None;
        };
        let payload = ip.payload();
        if payload.ip_number != IpNumber::TCP {
            let count = match stopped {
                Some(_) => &mut self.passed_over.broken,
                None => &mut self.passed_over.other,
            };
            *count += 1;
            return None;
        }
        let missing = missing(packet, &ip, bytes);
        let tcp = if payload.fragmented {
            self.whole = self.fragments.add(packet.at, &ip)?;
            TcpSlice::from_slice(&self.whole)
        } else {
            TcpSlice::from_slice(payload.payload)
        };
        let Ok(tcp) = tcp else {
            self.passed_over.broken += 1;
            return None;
        };
        Some(Segment {
            at: packet.at,
            from: SocketAddr::new(ip.source_addr(), tcp.source_port()),
            to: SocketAddr::new(ip.destination_addr(), tcp.destination_port()),
            seq: tcp.sequence_number(),
            ack: tcp.acknowledgment_number(),
            flags: Flags {
                syn: tcp.syn(),
                ack: tcp.ack(),
                fin: tcp.fin(),
                rst: tcp.rst(),
            },
            payload: tcp.payload(),
            missing,
        })
    }

    /// The packets that gave no segment so far. Fragments are not among them.
    pub fn passed_over(&self) -> PassedOver {
        self.passed_over
    }
}

/// How many bytes at the end of a packet were not captured.
fn missing(packet: &Packet<'_>, ip: &LaxIpSlice<'_>, bytes: &[u8]) -> u32 {
    let claimed = match ip {
        LaxIpSlice::Ipv4(ip) => usize::from(ip.header().total_len()),
        LaxIpSlice::Ipv6(ip) => 40 + usize::from(ip.header().payload_length()),
    };
    if ip.payload().incomplete {
        return claimed.saturating_sub(bytes.len()) as u32;
    }
    // a packet that the network card was to split says no length
    match ip.payload().len_source {
        LenSource::Slice => packet.len.saturating_sub(packet.bytes.len() as u32),
        _ => 0,
    }
}
