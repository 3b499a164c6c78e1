//! A TCP segment in an IPv4 packet in an Ethernet frame (RFC 9293, RFC 791).

use crate::trace::Side;

/// Maximum number of bytes of data in a segment: what fits into Ethernet's 1500 bytes without options.
pub(super) const MAX_SEGMENT: usize = 1460;

/// The addresses of the two ends: locally administered, and from the networks for documentation (RFC 5737)
/// where a run has none.
const CLIENT_MAC: [u8; 6] = [0x02, 0, 0, 0, 0, 0x01];
const SERVER_MAC: [u8; 6] = [0x02, 0, 0, 0, 0, 0x02];
pub(super) const CLIENT_IP: [u8; 4] = [192, 0, 2, 1];
pub(super) const SERVER_IP: [u8; 4] = [198, 51, 100, 1];

const ETHERTYPE_IPV4: u16 = 0x0800;
const IP_HEADER_LEN: usize = 20;
const TCP_HEADER_LEN: usize = 20;
const DONT_FRAGMENT: u16 = 0x4000;
const TIME_TO_LIVE: u8 = 64;
const PROTOCOL_TCP: u8 = 6;
/// The receive window of both ends, without scaling.
const WINDOW: u16 = 64240;
/// The option of a SYN that says [`MAX_SEGMENT`].
const OPTION_MSS: [u8; 2] = [2, 4];

/// Flags of TCP.
pub(super) mod flag {
    pub const FIN: u8 = 0x01;
    pub const SYN: u8 = 0x02;
    pub const RST: u8 = 0x04;
    pub const PSH: u8 = 0x08;
    pub const ACK: u8 = 0x10;
}

/// An address of IPv4 with a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// The address, the highest byte first.
    pub ip: [u8; 4],
    /// The port of TCP.
    pub port: u16,
}

/// A segment of TCP.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment<'a> {
    /// Who sends it.
    pub(super) from: Side,
    /// The addresses and ports of the two ends, client first.
    pub(super) ends: [Address; 2],
    /// The number of this packet among those of its sender.
    pub(super) identification: u16,
    /// The sequence number of its first byte.
    pub(super) sequence: u32,
    /// The sequence number of the peer's next byte; 0 without the flag ACK.
    pub(super) acknowledgment: u32,
    /// The flags.
    pub(super) flags: u8,
    /// At most [`MAX_SEGMENT`] bytes.
    pub(super) data: &'a [u8],
}

impl Segment<'_> {
    /// The whole frame, without the checksum of Ethernet, which captures do not have.
    pub(super) fn frame(&self) -> Vec<u8> {
        let [client, server] = self.ends;
        let [(from_mac, from), (to_mac, to)] = match self.from {
            Side::Client => [(CLIENT_MAC, client), (SERVER_MAC, server)],
            Side::Server => [(SERVER_MAC, server), (CLIENT_MAC, client)],
        };
        let tcp = self.tcp(from, to);
        let ip = self.ip(from.ip, to.ip, tcp.len());
        let mut out = Vec::with_capacity(14 + ip.len() + tcp.len());
        out.extend(to_mac);
        out.extend(from_mac);
        out.extend(ETHERTYPE_IPV4.to_be_bytes());
        out.extend(ip);
        out.extend(tcp);
        out
    }

    fn ip(&self, from: [u8; 4], to: [u8; 4], tcp_len: usize) -> Vec<u8> {
        // version 4, and a header of five words
        let mut out = vec![0x45, 0];
        out.extend(length(IP_HEADER_LEN + tcp_len).to_be_bytes());
        out.extend(self.identification.to_be_bytes());
        out.extend(DONT_FRAGMENT.to_be_bytes());
        out.extend([TIME_TO_LIVE, PROTOCOL_TCP, 0, 0]);
        out.extend(from);
        out.extend(to);
        let checksum = checksum(&[&out]);
        out[10..12].copy_from_slice(&checksum.to_be_bytes());
        out
    }

    fn tcp(&self, from: Address, to: Address) -> Vec<u8> {
        let options = match self.flags & flag::SYN != 0 {
            true => [&OPTION_MSS[..], &length(MAX_SEGMENT).to_be_bytes()].concat(),
            false => Vec::new(),
        };
        // the length of the header in words, in the upper half of the byte
        let words = (TCP_HEADER_LEN + options.len()) / 4;
        let mut out = Vec::new();
        out.extend(from.port.to_be_bytes());
        out.extend(to.port.to_be_bytes());
        out.extend(self.sequence.to_be_bytes());
        out.extend(self.acknowledgment.to_be_bytes());
        out.extend([(words as u8) << 4, self.flags]);
        out.extend(WINDOW.to_be_bytes());
        // the checksum, and no urgent data
        out.extend([0; 4]);
        out.extend(options);
        out.extend(self.data);
        let length = length(out.len()).to_be_bytes();
        let [from, to] = [from.ip, to.ip];
        let pseudo_header = [&from[..], &to, &[0, PROTOCOL_TCP], &length].concat();
        let checksum = checksum(&[&pseudo_header, &out]);
        out[16..18].copy_from_slice(&checksum.to_be_bytes());
        out
    }
}

/// A length as the headers have it.
fn length(bytes: usize) -> u16 {
    u16::try_from(bytes).unwrap_or(u16::MAX)
}

/// The checksum of the Internet (RFC 1071): the ones' complement of the sum of all 16-bit words. Every part but
/// the last has an even length.
fn checksum(parts: &[&[u8]]) -> u16 {
    let words = parts.iter().flat_map(|part| part.chunks(2));
    let sum = words.fold(0_u32, |sum, word| {
        let low = word.get(1).copied().unwrap_or_default();
        sum + u32::from(u16::from_be_bytes([word[0], low]))
    });
    let folded = (sum & 0xffff) + (sum >> 16);
    let folded = (folded & 0xffff) + (folded >> 16);
    !(folded as u16)
}

#[cfg(test)]
mod tests {
    use super::checksum;

    #[test]
    fn the_checksum_is_that_of_rfc_1071() {
        // the example of §3: the sum is ddf2
        let data = [0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7];
        assert_eq!(checksum(&[&data]), !0xddf2);
        assert_eq!(checksum(&[&data[..4], &data[4..]]), !0xddf2);
        // an odd length is filled with a zero byte
        assert_eq!(checksum(&[&[0x12, 0x34, 0x56]]), !(0x1234 + 0x5600));
    }
}
