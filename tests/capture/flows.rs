//! The streams of a flow, however its segments come.

use crate::build::{ACK, FIN, Order, RST, SYN, Seg, client, frames, pcap, server};
use crate::reading::{Flow, flows};
use premaster::protocol::Side;

fn file(segs: &[Seg]) -> Vec<u8> {
    pcap(Order::Little, true, 101, &frames(101, segs))
}

/// The flows of segments that come one millisecond after the other.
fn of(segs: &[Seg]) -> Vec<Flow> {
    let timed = segs.iter().cloned().enumerate();
    let timed: Vec<Seg> = timed
        .map(|(n, seg)| {
            let at = if seg.at == 0 {
                n as u64 * 1_000_000
            } else {
                seg.at
            };
            seg.at(at)
        })
        .collect();
    flows(&file(&timed))
}

fn one(segs: &[Seg]) -> Flow {
    let mut flows = of(segs);
    assert_eq!(flows.len(), 1, "{flows:#?}");
    flows.remove(0)
}

const ISN: u32 = 1000;
const PEER: u32 = 2000;

fn handshake() -> Vec<Seg> {
    vec![
        client(ISN, 0, SYN, b""),
        server(PEER, ISN + 1, SYN | ACK, b""),
        client(ISN + 1, PEER + 1, ACK, b""),
    ]
}

fn after_handshake(more: &[Seg]) -> Flow {
    one(&[handshake(), more.to_vec()].concat())
}

/// A client's segment, its number counted from the first byte.
fn c(at: u32, payload: &str) -> Seg {
    client(ISN + 1 + at, PEER + 1, ACK, payload.as_bytes())
}

fn s(at: u32, acked: u32, payload: &str) -> Seg {
    server(PEER + 1 + at, ISN + 1 + acked, ACK, payload.as_bytes())
}

#[test]
fn a_whole_connection() {
    let flow = after_handshake(&[
        c(0, "hello"),
        s(0, 5, "world!"),
        client(ISN + 6, PEER + 7, ACK | FIN, b""),
        server(PEER + 7, ISN + 7, ACK | FIN, b""),
        client(ISN + 7, PEER + 8, ACK, b""),
    ]);
    assert_eq!(flow.client, "10.0.0.1:50000");
    assert_eq!(flow.server, "10.0.0.2:443");
    assert!(flow.from_start);
    assert_eq!(flow.text(Side::Client), "hello");
    assert_eq!(flow.text(Side::Server), "world!");
    assert_eq!(flow.closed, ["client Fin", "server Fin"]);
    assert_eq!((flow.missing, flow.differing), ([0, 0], 0));
}

#[test]
fn order_repetition_and_overlap_do_not_matter() {
    let flow = after_handshake(&[
        c(5, " the "),
        c(10, "rest"),
        c(10, "rest"),
        c(3, "lo the r"),
        c(0, "hello"),
        c(0, "hello the"),
        c(14, "!"),
    ]);
    assert_eq!(flow.text(Side::Client), "hello the rest!");
    assert_eq!((flow.missing, flow.differing), ([0, 0], 0));
}

#[test]
fn the_first_bytes_count_and_other_ones_are_told() {
    // against what is waiting
    let flow = after_handshake(&[c(2, "CD"), c(1, "bcde"), c(0, "a")]);
    assert_eq!(flow.text(Side::Client), "abCDe");
    assert_eq!(flow.differing, 2);
    // against what was delivered
    let flow = after_handshake(&[c(0, "abcd"), c(2, "XdeF")]);
    assert_eq!(flow.text(Side::Client), "abcdeF");
    assert_eq!(flow.differing, 1);
    // bytes that fill a gap between others
    let flow = after_handshake(&[c(1, "b"), c(3, "d"), c(0, "AxCyE")]);
    assert_eq!(flow.text(Side::Client), "AbCdE");
    assert_eq!(flow.differing, 2);
}

#[test]
fn a_keep_alive_is_no_content() {
    let flow = after_handshake(&[c(0, "ab"), c(1, ""), c(1, "b"), s(0, 2, ""), c(2, "c")]);
    assert_eq!(flow.text(Side::Client), "abc");
    assert_eq!((flow.missing, flow.differing), ([0, 0], 0));
}

#[test]
fn sequence_numbers_wrap_around() {
    let isn = u32::MAX - 5;
    let segs = [
        client(isn, 0, SYN, b""),
        server(PEER, isn.wrapping_add(1), SYN | ACK, b""),
        client(isn.wrapping_add(8), PEER + 1, ACK, b"hij"),
        client(isn.wrapping_add(1), PEER + 1, ACK, b"abcdefg"),
        client(isn.wrapping_add(11), PEER + 1, ACK, b"k"),
    ];
    let flow = one(&segs);
    assert_eq!(flow.text(Side::Client), "abcdefghijk");
}

#[test]
fn what_the_other_side_has_acknowledged_is_given_up_after_a_while() {
    // the capture lost five bytes, but the server has them
    let lost = [c(0, "abc"), s(0, 12, ""), c(8, "ijkl")];
    let later = c(12, "m").at(5_000_000_000);
    let flow =
        after_handshake(&[lost.to_vec(), vec![later, c(3, "defgh").at(6_000_000_000)]].concat());
    assert_eq!(flow.text(Side::Client), "abc?????ijklm");
    assert_eq!(flow.missing, [5, 0]);
    // not acknowledged: it may still come
    let lost = [c(0, "abc"), s(0, 3, ""), c(8, "ijkl")];
    let later = c(12, "m").at(5_000_000_000);
    let flow =
        after_handshake(&[lost.to_vec(), vec![later, c(3, "defgh").at(6_000_000_000)]].concat());
    assert_eq!(flow.text(Side::Client), "abcdefghijklm");
    assert_eq!(flow.missing, [0, 0]);
}

#[test]
fn what_is_missing_at_the_end_is_told() {
    let flow = after_handshake(&[
        c(0, "abc"),
        client(ISN + 9, PEER + 1, ACK | FIN, b""),
        server(PEER + 1, ISN + 10, ACK | FIN, b""),
        client(ISN + 10, PEER + 2, ACK, b""),
    ]);
    assert_eq!(flow.text(Side::Client), "abc?????");
    assert_eq!(flow.missing, [5, 0]);
    assert_eq!(flow.closed.len(), 2);
    let flow = after_handshake(&[c(0, "abc"), s(0, 5, "x")]);
    assert_eq!(flow.text(Side::Client), "abc??");
    assert_eq!(flow.text(Side::Server), "x");
}

#[test]
fn cut_packets_have_missing_bytes() {
    let segs = [
        handshake(),
        vec![c(0, "abcdef"), c(12, "mnopqr"), c(6, "ghijkl")],
    ]
    .concat();
    let cut: Vec<_> = frames(101, &segs)
        .into_iter()
        .map(|(at, mut bytes, len)| {
            bytes.truncate(44);
            (at, bytes, len)
        })
        .collect();
    let flows = flows(&pcap(Order::Little, true, 101, &cut));
    assert_eq!(flows[0].text(Side::Client), "abcd??ghij??mnop??");
    assert_eq!(flows[0].missing, [6, 0]);
}

#[test]
fn a_flow_without_its_beginning() {
    let flow = one(&[
        server(70, 10, ACK, b"hi"),
        client(10, 72, ACK, b"there"),
        server(72, 15, ACK, b"!"),
    ]);
    // who speaks first is taken for the client
    assert_eq!(flow.client, "10.0.0.2:443");
    assert!(!flow.from_start);
    assert_eq!(flow.text(Side::Client), "hi!");
    assert_eq!(flow.text(Side::Server), "there");
    // a keep-alive before does not move the stream
    let flow = one(&[client(9, 70, ACK, b""), client(10, 70, ACK, b"x")]);
    assert_eq!(
        (flow.text(Side::Client).as_str(), flow.missing),
        ("x", [0, 0])
    );
}

#[test]
fn the_answer_alone_shows_the_beginning() {
    let flow = one(&[
        server(PEER, ISN + 1, SYN | ACK, b""),
        c(3, "def"),
        c(0, "abc"),
        s(0, 6, "x"),
    ]);
    assert!(flow.from_start);
    assert_eq!(flow.client, "10.0.0.1:50000");
    assert_eq!(flow.text(Side::Client), "abcdef");
    // a SYN that was captured late changes nothing
    let late = [
        &handshake()[1..],
        &[c(0, "abc"), handshake()[0].clone(), c(3, "d")],
    ]
    .concat();
    assert_eq!(one(&late).text(Side::Client), "abcd");
}

#[test]
fn a_reset_ends_both_streams() {
    let flow = after_handshake(&[
        c(0, "abc"),
        c(5, "fg"),
        server(PEER + 1, ISN + 4, RST | ACK, b""),
        s(0, 3, "late"),
    ]);
    assert_eq!(flow.text(Side::Client), "abc??fg");
    assert_eq!(flow.text(Side::Server), "");
    assert_eq!(flow.closed, ["server Reset"]);
    // one with another stream's number does not
    let flow = after_handshake(&[
        c(0, "abc"),
        server(PEER + 0x4000_0000, 0, RST, b""),
        s(0, 3, "x"),
    ]);
    assert_eq!(flow.text(Side::Server), "x");
    assert!(flow.closed.is_empty());
}

#[test]
fn the_same_ports_again_are_another_flow() {
    let again = |isn: u32| {
        vec![
            client(isn, 0, SYN, b""),
            client(isn, 0, SYN, b""),
            server(isn + 500, isn + 1, SYN | ACK, b""),
            client(isn + 1, isn + 501, ACK, b"again"),
        ]
    };
    let ended = [
        client(ISN + 4, PEER + 1, ACK | FIN, b""),
        server(PEER + 1, ISN + 5, ACK | FIN, b""),
        client(ISN + 5, PEER + 2, ACK, b""),
    ];
    let first = [handshake(), vec![c(0, "abc")]].concat();
    for first in [first.clone(), [first, ended.to_vec()].concat()] {
        let flows = of(&[first, again(0x7000_0000)].concat());
        assert_eq!(flows.len(), 2);
        assert_eq!(flows[0].text(Side::Client), "abc");
        assert_eq!(flows[1].text(Side::Client), "again");
    }
}

#[test]
fn a_flow_in_one_direction_does_not_wait_for_acknowledgments() {
    let mut segs = vec![client(ISN, 0, SYN, b""), c(0, "abc")];
    for n in 0..40 {
        segs.push(c(10 + n, "x").at(2_000_000_000 + u64::from(n)));
    }
    let flow = one(&segs);
    assert_eq!(
        flow.text(Side::Client),
        format!("abc???????{}", "x".repeat(40))
    );
}

#[test]
fn invented_numbers_do_no_harm() {
    let flow = after_handshake(&[c(0, "abc"), c(0x4000_0000, "?"), c(3, "def"), s(0, 6, "")]);
    assert_eq!(flow.text(Side::Client), "abcdef");
    assert_eq!(flow.missing, [0, 0]);
}
