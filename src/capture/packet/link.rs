//! What comes before the IP header.

use crate::capture::file::LinkType;
use etherparse::{EtherType, ether_type};

/// Length in bytes of the two addresses of an Ethernet frame.
const ETHERNET_ADDRESSES: usize = 12;
/// Length in bytes of the address family of a loopback packet.
const FAMILY_LEN: usize = 4;
/// Where Linux cooked captures have the type of the payload, and where the payload begins.
const SLL: (usize, usize) = (14, 16);
const SLL2: (usize, usize) = (0, 20);
/// The most VLAN tags in a row.
const MAX_TAGS: usize = 4;

/// Why a packet has no IP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoIp {
    /// It is of some other protocol, or cut off before IP begins.
    Other,
    /// This kind of link is not read here.
    Link,
}

/// The packet from its IP header on.
pub(super) fn ip(link: LinkType, bytes: &[u8]) -> Result<&[u8], NoIp> {
    let found = match link {
        LinkType::ETHERNET => tagged(bytes, ETHERNET_ADDRESSES, ETHERNET_ADDRESSES + 2),
        LinkType::LINUX_SLL => tagged(bytes, SLL.0, SLL.1),
        LinkType::LINUX_SLL2 => tagged(bytes, SLL2.0, SLL2.1),
        // the numbers of address families differ by system, IP says its version itself
        LinkType::NULL | LinkType::LOOP => bytes.get(FAMILY_LEN..),
        LinkType::RAW | LinkType::IPV4 | LinkType::IPV6 => Some(bytes),
        link if LinkType::RAW_BSD.contains(&link) => Some(bytes),
        _ => return Err(NoIp::Link),
    };
    found.ok_or(NoIp::Other)
}

/// What follows an EtherType and the VLAN tags after it (IEEE 802.1Q: 2 bytes for the tag, 2 for the next
/// EtherType), if it is IP.
fn tagged(bytes: &[u8], type_at: usize, mut at: usize) -> Option<&[u8]> {
    let ether_type = |at: usize| {
        let bytes = bytes.get(at..at + 2)?;
        Some(EtherType(u16::from_be_bytes([bytes[0], bytes[1]])))
    };
    let mut inner = ether_type(type_at)?;
    for _ in 0..=MAX_TAGS {
        match inner {
            ether_type::IPV4 | ether_type::IPV6 => return bytes.get(at..),
            ether_type::VLAN_TAGGED_FRAME
            | ether_type::PROVIDER_BRIDGING
            | ether_type::VLAN_DOUBLE_TAGGED_FRAME => {
                inner = ether_type(at + 2)?;
                at += 4;
            }
            _ => return None,
        }
    }
    None
}
