//! What a capture holds.

use std::borrow::Cow;
use std::fmt;

/// The most bytes that a packet may have. Programs that capture cut off at 2^18 bytes.
pub(super) const MAX_PACKET: usize = 1 << 20;

/// How the bytes of a packet begin, as the registry of the pcap formats numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkType(pub u16);

impl LinkType {
    /// BSD loopback: the address family in the byte order of the machine.
    pub const NULL: LinkType = LinkType(0);
    /// Ethernet.
    pub const ETHERNET: LinkType = LinkType(1);
    /// Raw IP, as BSD and others number it.
    pub const RAW_BSD: [LinkType; 2] = [LinkType(12), LinkType(14)];
    /// Raw IP, version 4 or 6.
    pub const RAW: LinkType = LinkType(101);
    /// OpenBSD loopback: the address family in network byte order.
    pub const LOOP: LinkType = LinkType(108);
    /// Linux cooked capture.
    pub const LINUX_SLL: LinkType = LinkType(113);
    /// Raw IPv4.
    pub const IPV4: LinkType = LinkType(228);
    /// Raw IPv6.
    pub const IPV6: LinkType = LinkType(229);
    /// Linux cooked capture, version 2.
    pub const LINUX_SLL2: LinkType = LinkType(276);
}

impl fmt::Display for LinkType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A packet as it was captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// When, in nanoseconds since 1970-01-01 00:00 UTC. A packet without a time has that of the one before.
    pub at: u64,
    /// How its bytes begin.
    pub link: LinkType,
    /// The bytes that were captured.
    pub bytes: &'a [u8],
    /// How many bytes it had on the wire.
    pub len: u32,
}

/// What a capture holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item<'a> {
    /// A packet.
    Packet(Packet<'a>),
    /// A key log for TLS, in the form of `SSLKEYLOGFILE` (a decryption secrets block of pcapng).
    KeyLog(Cow<'a, str>),
}
