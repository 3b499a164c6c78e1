//! From packets to segments, in every wrapping.

use crate::build::{ACK, Order, SYN, Seg, client, frames, ipv4, ipv6, linked, pcap};
use crate::reading::segments;
use premaster::capture::{Decoder, LinkType, Packet};

/// What a test asks of a segment.
type Seen = (String, String, u32, u32, Vec<u8>, u32);

fn seen(file: &[u8]) -> Vec<Seen> {
    let mut out = Vec::new();
    segments(file, |it| {
        let (from, to) = (it.from.to_string(), it.to.to_string());
        out.push((from, to, it.seq, it.ack, it.payload.to_vec(), it.missing));
    });
    out
}

fn segs() -> [Seg; 2] {
    let four = client(17, 23, ACK, b"hello");
    let six = Seg {
        from: "[2001:db8::1]:50000".parse().unwrap(),
        to: "[2001:db8::2]:443".parse().unwrap(),
        ..four.clone()
    };
    [four, six]
}

fn expected(segs: &[Seg]) -> Vec<Seen> {
    let seen = |it: &Seg| {
        let (from, to) = (it.from.to_string(), it.to.to_string());
        (from, to, it.seq, it.ack, it.payload.clone(), 0)
    };
    segs.iter().map(seen).collect()
}

#[test]
fn every_link_type_leads_to_the_same_segments() {
    for link in [0, 1, 12, 14, 101, 108, 113, 276] {
        let file = pcap(Order::Little, true, link, &frames(link, &segs()));
        assert_eq!(seen(&file), expected(&segs()), "link type {link}");
    }
    let [four, six] = segs();
    for (link, seg) in [(228, four), (229, six)] {
        let seg = [seg];
        let file = pcap(Order::Little, true, link, &frames(link, &seg));
        assert_eq!(seen(&file), expected(&seg), "link type {link}");
    }
}

#[test]
fn tags_of_virtual_networks_are_passed_over() {
    let [seg, _] = segs();
    let plain = linked(1, &seg.ip());
    for tags in [vec![0x8100], vec![0x88a8, 0x8100], vec![0x9100, 0x8100]] {
        let mut bytes = plain[..12].to_vec();
        for tag in tags {
            bytes.extend(u16::to_be_bytes(tag));
            bytes.extend([0, 7]);
        }
        bytes.extend(&plain[12..]);
        let len = bytes.len() as u32;
        let file = pcap(Order::Little, true, 1, &[(0, bytes, len)]);
        assert_eq!(seen(&file), expected(std::slice::from_ref(&seg)));
    }
}

#[test]
fn padding_of_ethernet_is_no_content() {
    let seg = client(1, 1, ACK, b"x");
    let mut bytes = linked(1, &seg.ip());
    bytes.resize(60, 0);
    let file = pcap(Order::Little, true, 1, &[(0, bytes, 60)]);
    assert_eq!(seen(&file), expected(&[seg]));
}

#[test]
fn what_was_cut_off_is_counted() {
    for seg in segs() {
        let bytes = linked(1, &seg.ip());
        let len = bytes.len() as u32;
        let cut = bytes[..bytes.len() - 2].to_vec();
        let file = pcap(Order::Little, true, 1, &[(0, cut, len)]);
        let (.., payload, missing) = seen(&file).remove(0);
        assert_eq!((payload.as_slice(), missing), (b"hel".as_slice(), 2));
    }
}

#[test]
fn a_packet_that_the_network_card_was_to_split_says_no_length() {
    let seg = client(1, 1, ACK, &[7; 3000]);
    let mut bytes = linked(1, &seg.ip());
    bytes[16..18].copy_from_slice(&[0, 0]);
    let len = bytes.len() as u32;
    let file = pcap(Order::Little, true, 1, &[(0, bytes.clone(), len)]);
    assert_eq!(seen(&file), expected(&[seg]));
    let file = pcap(Order::Little, true, 1, &[(0, bytes[..1000].to_vec(), len)]);
    assert_eq!(seen(&file)[0].5, len - 1000);
}

/// The fragments of an IPv4 packet, of so many bytes each.
fn fragments(seg: &Seg, id: u16, each: usize) -> Vec<Vec<u8>> {
    let tcp = seg.tcp();
    let last = tcp.len().div_ceil(each) - 1;
    let parts = tcp.chunks(each).enumerate();
    let fragment = |(n, part): (usize, &[u8])| {
        let more = if n < last { 0x2000 } else { 0 };
        let offset = (n * each / 8) as u16;
        ipv4(seg.from.ip(), seg.to.ip(), part, id, more | offset)
    };
    parts.map(fragment).collect()
}

#[test]
fn fragments_are_put_together_in_any_order() {
    let one = client(5, 5, ACK, &[1; 100]);
    let two = client(105, 5, ACK, &[2; 50]);
    let mut packets = fragments(&one, 1, 24);
    let mut others = fragments(&two, 2, 16);
    packets.reverse();
    let first = packets.remove(0);
    packets.append(&mut others);
    packets.push(first.clone());
    packets.push(first);
    let frames: Vec<_> = packets
        .into_iter()
        .map(|ip| (0, ip.clone(), ip.len() as u32))
        .collect();
    let file = pcap(Order::Little, true, 101, &frames);
    assert_eq!(seen(&file), expected(&[two, one]));
}

#[test]
fn headers_of_ipv6_are_passed_over_and_fragments_put_together() {
    let [_, seg] = segs();
    let (from, to, tcp) = (seg.from.ip(), seg.to.ip(), seg.tcp());
    // hop-by-hop options, then destination options
    let options = [&[60, 0, 1, 4, 0, 0, 0, 0, 6, 0, 1, 4, 0, 0, 0, 0][..], &tcp].concat();
    let whole = ipv6(from, to, &options, 0);
    let fragment = |offset: u16, more: u16, part: &[u8]| {
        let head = [&[6, 0][..], &(offset | more).to_be_bytes(), &[0, 0, 0, 9]].concat();
        ipv6(from, to, &[&head, part].concat(), 44)
    };
    let (one, two) = tcp.split_at(16);
    let packets = [whole, fragment(16, 0, two), fragment(0, 1, one)];
    let frames = packets.map(|ip| (0, ip.clone(), ip.len() as u32));
    let file = pcap(Order::Little, true, 101, &frames);
    assert_eq!(seen(&file), expected(&[seg.clone(), seg]));
}

#[test]
fn fragments_that_never_become_whole_take_bounded_memory() {
    let seg = client(5, 5, ACK, &[1; 3980]);
    let mut decoder = Decoder::default();
    let mut give = |at: u64, bytes: &[u8]| {
        let packet = Packet {
            at,
            link: LinkType::RAW,
            bytes,
            len: bytes.len() as u32,
        };
        decoder.segment(&packet).is_some()
    };
    // the rest of an old packet comes too late, and that of one of the last in time
    for (count, whole) in [(100, true), (1000, false)] {
        let begun = fragments(&seg, 0, 2000);
        give(0, &begun[0]);
        for id in 1..=count {
            give(0, &fragments(&seg, id, 2000)[0]);
        }
        assert_eq!(give(0, &begun[1]), whole, "after {count} others");
    }
    let begun = fragments(&seg, 0, 2000);
    give(0, &begun[0]);
    assert!(!give(31_000_000_000, &begun[1]), "after 31 seconds");
}

#[test]
fn what_is_not_tcp_is_counted() {
    let mut decoder = Decoder::default();
    let seg = client(1, 1, SYN, b"");
    let good = linked(1, &seg.ip());
    let mut udp = good.clone();
    udp[14 + 9] = 17;
    let mut arp = good.clone();
    arp[13] = 6;
    let mut header = good.clone();
    header[14] = 0x41;
    for (link, bytes) in [(1, &udp), (1, &arp), (1, &header), (147, &good), (1, &good)] {
        let packet = Packet {
            at: 0,
            link: LinkType(link),
            bytes,
            len: bytes.len() as u32,
        };
        assert_eq!(
            decoder.segment(&packet).is_some(),
            link == 1 && bytes == &good
        );
    }
    let passed_over = decoder.passed_over();
    assert_eq!((passed_over.other, passed_over.broken), (2, 1));
    assert_eq!(passed_over.link, Some((LinkType(147), 1)));
}
