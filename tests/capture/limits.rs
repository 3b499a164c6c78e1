//! What is kept is bounded, whatever a capture holds.

use premaster::capture::packet::Flags;
use premaster::capture::{Finder, FlowEvent, Flows, Found, Segment, Want};
use std::net::SocketAddr;

/// A segment of the client with this port.
fn segment(port: u16, host: u8, seq: u32, payload: &[u8]) -> Segment<'_> {
    Segment {
        at: 0,
        from: SocketAddr::from(([10, 0, 0, host], port)),
        to: SocketAddr::from(([10, 1, 0, 0], 443)),
        seq,
        ack: 1,
        flags: Flags {
            ack: true,
            ..Flags::default()
        },
        payload,
        missing: 0,
    }
}

/// The other direction, so that the flow is not taken for one of which only one direction was captured.
fn answer(port: u16, host: u8) -> Segment<'static> {
    let forward = segment(port, host, 1, b"x");
    Segment {
        from: forward.to,
        to: forward.from,
        ack: 2,
        ..forward
    }
}

#[test]
fn a_gap_is_given_up_before_too_much_waits_behind_it() {
    let mut flows = Flows::default();
    let (mut given_up, mut delivered) = (None, 0);
    let mut give = |n: u32, segment: &Segment<'_>| {
        flows.segment(segment, &mut |event| {
            match event {
                FlowEvent::Missing { .. } => given_up = Some(n),
                FlowEvent::Data { bytes, .. } => delivered += bytes.len(),
                _ => {}
            }
            Want::More
        });
    };
    give(0, &segment(1, 1, 1, b"a"));
    give(0, &answer(1, 1));
    // not acknowledged, so the byte between may still come
    for n in 0..20_000 {
        give(n, &segment(1, 1, 3 + n, b"b"));
    }
    let given_up = given_up.expect("a gap");
    assert!((1000..10_000).contains(&given_up), "{given_up}");
    assert_eq!(delivered, 20_002);
}

#[test]
fn all_flows_together_keep_a_bounded_number_of_bytes() {
    let mut flows = Flows::default();
    let (mut held, mut most) = (0_i64, 0);
    let payload = vec![0; 50_000];
    for flow in 0..200 {
        let mut give = |segment: &Segment<'_>, waits: bool| {
            held += if waits {
                segment.payload.len() as i64
            } else {
                0
            };
            flows.segment(segment, &mut |event| {
                if let FlowEvent::Data { bytes, .. } = event
                    && bytes.len() == payload.len()
                {
                    held -= bytes.len() as i64;
                }
                Want::More
            });
            most = most.max(held);
        };
        give(&segment(flow, 1, 1, b"a"), false);
        give(&answer(flow, 1), false);
        for n in 0..18 {
            give(&segment(flow, 1, 10 + n * 50_000, &payload), true);
        }
    }
    assert!(held > 60 << 20, "{held}");
    assert!(most <= 64 << 20, "{most}");
}

#[test]
fn a_bounded_number_of_flows_is_remembered() {
    let mut flows = Flows::default();
    let (mut opened, mut done) = (0, 0);
    let mut count = |event: FlowEvent<'_>| {
        match event {
            FlowEvent::Opened { .. } => opened += 1,
            FlowEvent::Done { .. } => done += 1,
            _ => {}
        }
        Want::More
    };
    for n in 0..70_000_u32 {
        let (port, host) = (n as u16, (n >> 16) as u8);
        flows.segment(&segment(port, host, 1, b"a"), &mut count);
    }
    flows.segment(&segment(1, 99, 1, b"a"), &mut count);
    assert_eq!(opened, 70_001);
    assert_eq!(done, 70_001 - (1 << 16));
}

#[test]
fn what_is_not_wanted_is_not_told() {
    let hello = [&[22, 3, 1, 0, 50, 1, 0, 0, 46, 3, 3][..], &[0; 44]].concat();
    let mut finder = Finder::default();
    let mut told = 0;
    let syn = Flags {
        syn: true,
        ..Flags::default()
    };
    let opening = Segment {
        flags: syn,
        ..segment(1, 1, 0, b"")
    };
    for segment in [
        opening,
        segment(1, 1, 1, &hello),
        segment(1, 1, 56, b"more"),
    ] {
        finder.segment(&segment, &mut |found| {
            told += 1;
            assert!(matches!(found, Found::Connection { .. }));
            Want::Nothing
        });
    }
    finder.finish(&mut |_| unreachable!());
    assert_eq!(told, 1);
}

/// A late segment of a flow that was reset opens none, unless many others have ended since.
#[test]
fn flows_that_are_over_are_remembered_for_a_while() {
    let mut flows = Flows::default();
    let mut opened = 0;
    let mut give = |segment: &Segment<'_>| {
        flows.segment(segment, &mut |event| {
            opened += i32::from(matches!(event, FlowEvent::Opened { .. }));
            Want::More
        });
        opened
    };
    let ended = 10_000;
    for port in 0..ended {
        give(&segment(port, 1, 1, b"a"));
        let reset = Flags {
            rst: true,
            ..Flags::default()
        };
        give(&Segment {
            flags: reset,
            ..segment(port, 1, 2, b"")
        });
    }
    // the last are known to be over, and the first are forgotten
    assert_eq!(give(&segment(ended - 1, 1, 2, b"late")), 10_000);
    assert_eq!(give(&segment(ended - 8_000, 1, 2, b"late")), 10_000);
    assert_eq!(give(&segment(0, 1, 2, b"late")), 10_001);
}

/// The same two ends again and again are a flow each.
#[test]
fn the_same_ports_are_another_flow_each_time() {
    let mut flows = Flows::default();
    let (mut opened, mut done) = (0, 0);
    let flags = |syn, rst| Flags {
        syn,
        rst,
        ..Flags::default()
    };
    for n in 0..200_000_u32 {
        let mut give = |segment: &Segment<'_>| {
            flows.segment(segment, &mut |event| {
                opened += u32::from(matches!(event, FlowEvent::Opened { .. }));
                done += u32::from(matches!(event, FlowEvent::Done { .. }));
                Want::More
            });
        };
        let seq = n.wrapping_mul(1_000_003);
        give(&Segment {
            flags: flags(true, false),
            ..segment(1, 1, seq, b"")
        });
        give(&segment(1, 1, seq.wrapping_add(1), b"a"));
        if n % 2 == 0 {
            give(&Segment {
                flags: flags(false, true),
                ..segment(1, 1, seq.wrapping_add(2), b"")
            });
        }
    }
    assert_eq!((opened, done), (200_000, 199_999));
}
