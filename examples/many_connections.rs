//! A capture of many connections, and their key log, to measure with: the handshake of `classic`, each time
//! with another seed. Some dozens of connections are open at a time.
//!
//! ```sh
//! cargo run --release --example many_connections -- 20000 many
//! ```
//!
//! writes `many.pcapng` and `many.keys`. A third argument is the number of bytes that the server sends on each
//! connection beside the messages of `classic`: with 1024 connections and 1048576 bytes the capture has more
//! than 1 GiB. With `every` as the last argument, each connection takes the next version and suite in turn.
//! The same arguments give the same bytes.

use premaster::export::pcapng::Address;
use premaster::export::{keylog, pcapng};
use premaster::pki::time::UnixTime;
use premaster::protocol::{Rules, SUITES, Suite, Versions};
use premaster::scenario::{AppMessage, Overrides, Scenario, simulate};
use premaster::trace::{Side, Trace};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, Write};

/// Microseconds from the beginning of a connection to that of the next.
const NEXT: u64 = 2_000;
/// When the first begins, in seconds since 1970.
const CLOCK: i64 = 1_795_220_503;
/// Bytes of a long message: what a record can hold.
const RECORD: usize = 1 << 14;

/// What to write.
struct Order {
    connections: u32,
    path: String,
    bytes: usize,
    every: bool,
}

/// Packets that are still to be written, by their time and number.
struct Packets<W> {
    out: W,
    waiting: BTreeMap<(u64, usize), Vec<u8>>,
    number: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let order = Order::read(std::env::args().skip(1))?;
    let mut keys = BufWriter::new(File::create(format!("{}.keys", order.path))?);
    let mut out = BufWriter::new(File::create(format!("{}.pcapng", order.path))?);
    pcapng::begin(&mut out)?;
    let mut packets = Packets {
        out,
        waiting: BTreeMap::new(),
        number: 0,
    };
    let mut scenarios = (kinds(order.every).into_iter())
        .map(|kind| scenario(kind, order.bytes))
        .collect::<Result<Vec<_>, _>>()?;
    for number in 0..order.connections {
        let kind = number as usize % scenarios.len();
        scenarios[kind].seed = u64::from(number) + 1;
        let trace = simulate(&scenarios[kind]);
        keys.write_all(&key_log(&trace)?)?;
        let begins = CLOCK.unsigned_abs() * 1_000_000 + u64::from(number) * NEXT;
        packets.write_until(begins)?;
        let mut blocks = Vec::new();
        let connection = trace.last_connection();
        pcapng::append_bare(&mut blocks, &trace, connection, ends(number), begins)?;
        packets.add(&blocks);
    }
    packets.write_until(u64::MAX)?;
    packets.out.flush()?;
    keys.flush()?;
    Ok(())
}

impl Order {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut arguments: Vec<String> = arguments.collect();
        let every = arguments.last().is_some_and(|last| last == "every");
        arguments.truncate(arguments.len() - usize::from(every));
        let [connections, path, bytes @ ..] = &arguments[..] else {
            return Err("arguments: CONNECTIONS PATH [BYTES] [every]".into());
        };
        Ok(Order {
            connections: connections.parse()?,
            path: path.clone(),
            bytes: bytes.first().map_or(Ok(0), |bytes| bytes.parse())?,
            every,
        })
    }
}

/// The versions and suites that the connections have in turn.
fn kinds(every: bool) -> Vec<(&'static Rules, &'static Suite)> {
    let rules = Rules::all().filter(|rules| every || rules.is_newest());
    let of = |rules: &'static Rules| {
        let suites = SUITES.iter().filter(|suite| suite.is_in(rules.version));
        suites.map(move |suite| (rules, suite))
    };
    let all = rules.flat_map(of);
    all.take(if every { usize::MAX } else { 1 }).collect()
}

/// `classic` with a version and a suite, and more bytes of the server's.
fn scenario(
    (rules, suite): (&'static Rules, &'static Suite),
    bytes: usize,
) -> Result<Scenario, Box<dyn Error>> {
    let overrides = Overrides {
        clock: Some(UnixTime(CLOCK)),
        ..Overrides::seed(0)
    };
    let mut scenario = Scenario::builtin("classic", overrides)?;
    for versions in [&mut scenario.client.versions, &mut scenario.server.versions] {
        *versions = Versions::only(rules.version);
    }
    scenario.client.suites = vec![suite];
    scenario.server.suites = vec![suite];
    for start in (0..bytes).step_by(RECORD) {
        let text = ".".repeat(RECORD.min(bytes - start));
        let from = Side::Server;
        scenario.messages.push(AppMessage { from, text });
    }
    Ok(scenario)
}

/// The secrets of a run, as OpenSSL and NSS log them: the master secret by the client's random.
fn key_log(trace: &Trace) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    keylog::write(&mut lines, trace)?;
    let lines = lines.split_inclusive(|byte| *byte == b'\n');
    let logged = lines.filter(|line| line.starts_with(b"CLIENT_RANDOM"));
    Ok(logged.flatten().copied().collect())
}

/// The ends of a connection, client first: 16 clients of a network that take their ports in turn, and a server.
fn ends(number: u32) -> [Address; 2] {
    let host = u8::try_from(number % 16).unwrap_or_default() + 1;
    let port = u16::try_from(number / 16 % 48_000).unwrap_or_default() + 16_000;
    [
        Address {
            ip: [192, 0, 2, host],
            port,
        },
        Address {
            ip: [198, 51, 100, 1],
            port: 443,
        },
    ]
}

impl<W: Write> Packets<W> {
    /// Adds the packets in these blocks of pcapng.
    fn add(&mut self, mut blocks: &[u8]) {
        let word = |bytes: &[u8], at: usize| {
            let word = bytes[at..].first_chunk().copied().unwrap_or_default();
            u32::from_le_bytes(word)
        };
        while !blocks.is_empty() {
            // type, length, interface, and the two halves of the time
            let (block, rest) = blocks.split_at(word(blocks, 4) as usize);
            let time = u64::from(word(block, 12)) << 32 | u64::from(word(block, 16));
            self.waiting.insert((time, self.number), block.to_vec());
            self.number += 1;
            blocks = rest;
        }
    }

    /// Writes the packets before this time.
    fn write_until(&mut self, time: u64) -> io::Result<()> {
        while let Some(first) = self.waiting.first_entry()
            && first.key().0 < time
        {
            self.out.write_all(&first.remove())?;
        }
        Ok(())
    }
}
