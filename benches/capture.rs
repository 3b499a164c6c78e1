//! How long the list of a capture takes, with and without its key log, and opening one connection of it.
//!
//! `cargo bench --bench capture`. `benches/compare_captures.sh` compares with other programs, on a larger one.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use premaster::capture::secrets::Secrets;
use premaster::capture::{Connection, Keep, Other, Setup, Visitor, read};
use premaster::export::pcapng::Address;
use premaster::export::{keylog, pcapng};
use premaster::scenario::{Overrides, Scenario, simulate};
use std::hint::black_box;
use std::net::SocketAddr;

/// How many connections the capture has.
const CONNECTIONS: u16 = 200;

/// Counts the connections of which both Finished were verified.
struct Verified {
    keep: Keep,
    count: usize,
}

impl Visitor for Verified {
    fn begins(&mut self, _: usize, _: SocketAddr, _: SocketAddr) -> Keep {
        self.keep
    }

    fn goes_on(&mut self, connection: &mut Connection) {
        black_box(connection.observer.take_entries());
    }

    fn other(&mut self, _: SocketAddr, _: SocketAddr, _: Other) {}

    fn ends(&mut self, connection: Connection) {
        self.count += usize::from(connection.observer.summary().is_verified());
    }
}

/// A capture of one connection after the other, and its key log.
fn capture() -> (Vec<u8>, String) {
    let (mut packets, mut log) = (Vec::new(), Vec::new());
    pcapng::begin(&mut packets).unwrap();
    for number in 0..CONNECTIONS {
        let scenario = Scenario::builtin("classic", Overrides::seed(number.into())).unwrap();
        let trace = simulate(&scenario);
        keylog::write(&mut log, &trace).unwrap();
        let ends = [
            Address {
                ip: [192, 0, 2, 1],
                port: 16_000 + number,
            },
            Address {
                ip: [198, 51, 100, 1],
                port: 443,
            },
        ];
        let begins = u64::from(number) * 1_000_000;
        pcapng::append_bare(&mut packets, &trace, trace.last_connection(), ends, begins).unwrap();
    }
    (packets, String::from_utf8(log).unwrap())
}

fn listing(c: &mut Criterion) {
    let (packets, log) = capture();
    let secrets = Secrets::default();
    secrets.log.add(&log);
    let known = Setup {
        secrets,
        ..Setup::default()
    };
    let mut group = c.benchmark_group("200 connections");
    group.throughput(Throughput::Elements(CONNECTIONS.into()));
    for (name, setup, keep, verified) in [
        ("listed without secrets", Setup::default(), Keep::Summary, 0),
        (
            "listed and verified",
            known.clone(),
            Keep::Summary,
            CONNECTIONS,
        ),
        ("with all their entries", known, Keep::Entries, CONNECTIONS),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| {
                let mut visitor = Verified { keep, count: 0 };
                read(&packets[..], setup.clone(), None, &mut visitor).unwrap();
                assert_eq!(visitor.count, usize::from(verified));
            })
        });
    }
    group.finish();
}

criterion_group!(benches, listing);
criterion_main!(benches);
