//! Random segments: cut, shuffled, sent twice, overlapping, lost. What is read is compared with what was
//! sent, and with what `tshark` reads.

use crate::build::{ACK, FIN, Order, Pcapng, SYN, Seg, client, frames, linked, pcap, server};
use crate::peers;
use crate::reading::{Flow, flows};
use premaster::protocol::Side;
use premaster::text::unhex;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::process::Command;

type Rng = ChaCha8Rng;

/// What a connection carries, and the numbers of its SYNs.
struct Sent {
    streams: [Vec<u8>; 2],
    isns: [u32; 2],
}

impl Sent {
    fn random(rng: &mut Rng) -> Self {
        let mut stream = || {
            let len = rng.random_range(0..4000);
            (0..len).map(|_| rng.random()).collect::<Vec<u8>>()
        };
        let streams = [stream(), stream()];
        // some streams wrap around
        let near = u32::MAX - rng.random_range(0..5000);
        let isns = [if rng.random() { near } else { rng.random() }, rng.random()];
        Sent { streams, isns }
    }

    /// A segment with a part of a stream; everything is acknowledged that the other side has sent before.
    fn seg(&self, side: Side, from: usize, to: usize, acked: usize, flags: u8) -> Seg {
        let number = |side: Side, at: usize| {
            self.isns[side as usize]
                .wrapping_add(1)
                .wrapping_add(at as u32)
        };
        let (seq, ack) = (number(side, from), number(side.peer(), acked));
        let bytes = &self.streams[side as usize][from..to];
        match side {
            Side::Client => client(seq, ack, ACK | flags, bytes),
            Side::Server => server(seq, ack, ACK | flags, bytes),
        }
    }

    fn opening(&self) -> [Seg; 3] {
        let [c, s] = self.isns;
        [
            client(c, 0, SYN, b""),
            server(s, c.wrapping_add(1), SYN | ACK, b""),
            client(c.wrapping_add(1), s.wrapping_add(1), ACK, b""),
        ]
    }

    /// The segments of both streams in their order, cut anywhere.
    fn segments(&self, rng: &mut Rng) -> Vec<Seg> {
        let mut out = Vec::new();
        let mut at = [0, 0];
        while at != [self.streams[0].len(), self.streams[1].len()] {
            let side = Side::BOTH[rng.random_range(0..2)];
            let (from, stream) = (at[side as usize], &self.streams[side as usize]);
            let to = (from + rng.random_range(0..700)).min(stream.len());
            out.push(self.seg(side, from, to, at[side.peer() as usize], 0));
            at[side as usize] = to;
        }
        out
    }

    fn ending(&self) -> [Seg; 3] {
        let [c, s] = [self.streams[0].len(), self.streams[1].len()];
        [
            self.seg(Side::Client, c, c, s, FIN),
            self.seg(Side::Server, s, s, c + 1, FIN),
            // the FIN takes a number too
            Seg {
                seq: self.isns[0].wrapping_add(c as u32 + 2),
                ..self.seg(Side::Client, c, c, s + 1, 0)
            },
        ]
    }

    /// A copy of some part of a stream.
    fn again(&self, rng: &mut Rng) -> Seg {
        let side = Side::BOTH[rng.random_range(0..2)];
        let len = self.streams[side as usize].len();
        let from = rng.random_range(0..=len);
        let to = (from + rng.random_range(0..900)).min(len);
        self.seg(side, from, to, 0, 0)
    }
}

/// Moves segments by a few places.
fn shuffle(segs: &mut [Seg], rng: &mut Rng) {
    for from in 0..segs.len() {
        let to = (from + rng.random_range(0..6)).min(segs.len() - 1);
        segs.swap(from, to);
    }
}

/// Lets each segment acknowledge what was captured before it: `tshark` gives up at once what was
/// acknowledged earlier.
fn acknowledge(sent: &Sent, segs: &mut [Seg]) {
    let mut came = sent.streams.clone().map(|stream| vec![false; stream.len()]);
    for seg in segs {
        let side = usize::from(seg.from.port() == 443);
        let first = |side: usize| sent.isns[side].wrapping_add(1);
        let at = seg.seq.wrapping_sub(first(side)) as usize;
        came[side][at..at + seg.payload.len()].fill(true);
        let next = came[1 - side].iter().take_while(|came| **came).count();
        seg.ack = first(1 - side).wrapping_add(next as u32);
    }
}

/// Gives segments their times, a tenth of a millisecond apart.
fn timed(segs: Vec<Seg>) -> Vec<Seg> {
    let segs = segs.into_iter().enumerate();
    segs.map(|(n, seg)| seg.at(n as u64 * 100_000)).collect()
}

fn file(segs: &[Seg]) -> Vec<u8> {
    pcap(Order::Little, true, 101, &frames(101, segs))
}

fn one(segs: &[Seg], seed: u64) -> Flow {
    let mut flows = flows(&file(segs));
    assert_eq!(flows.len(), 1, "seed {seed}");
    flows.remove(0)
}

#[test]
fn streams_become_what_was_sent() {
    for seed in 0..400 {
        let mut rng = Rng::seed_from_u64(seed);
        let sent = Sent::random(&mut rng);
        let mut segs = sent.segments(&mut rng);
        for _ in 0..rng.random_range(0..10) {
            let at = rng.random_range(0..=segs.len());
            segs.insert(at, sent.again(&mut rng));
        }
        shuffle(&mut segs, &mut rng);
        let all = [&sent.opening()[..], &segs, &sent.ending()].concat();
        let flow = one(&timed(all), seed);
        assert_eq!(flow.streams, sent.streams, "seed {seed}");
        assert_eq!((flow.missing, flow.differing), ([0, 0], 0), "seed {seed}");
        if !sent.streams.iter().all(Vec::is_empty) {
            assert_eq!(flow.closed.len(), 2, "seed {seed}");
        }
    }
}

#[test]
fn lost_segments_leave_gaps_of_their_length() {
    for seed in 0..400 {
        let mut rng = Rng::seed_from_u64(seed);
        let sent = Sent::random(&mut rng);
        let mut expected = sent.streams.clone();
        let mut lost = [0, 0];
        let mut segs = sent.segments(&mut rng);
        segs.retain(|seg| {
            let keep = rng.random_bool(0.8);
            if !keep {
                let side = usize::from(seg.from.port() == 443);
                let first = sent.isns[side].wrapping_add(1);
                let at = seg.seq.wrapping_sub(first) as usize;
                expected[side][at..at + seg.payload.len()].fill(b'?');
                lost[side] += seg.payload.len() as u64;
            }
            keep
        });
        if segs.iter().all(|seg| seg.payload.is_empty()) {
            continue;
        }
        shuffle(&mut segs, &mut rng);
        let all = [&sent.opening()[..], &segs, &sent.ending()].concat();
        let flow = one(&timed(all), seed);
        assert_eq!(flow.streams, expected, "seed {seed}");
        assert_eq!(flow.missing, lost, "seed {seed}");
    }
}

/// What `tshark` says of the streams of so many flows, in bytes: the client's and the server's.
fn followed(path: &std::path::Path, flows: usize) -> Vec<[Vec<u8>; 2]> {
    let mut tshark = Command::new("tshark");
    tshark.arg("-r").arg(path).arg("-q");
    for flow in 0..flows {
        tshark.args(["-z", &format!("follow,tcp,raw,{flow}")]);
    }
    let output = tshark.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut out = vec![[Vec::new(), Vec::new()]; flows];
    let (mut flow, mut swapped) = (0, false);
    for line in text.lines() {
        if let Some(number) = line.strip_prefix("Filter: tcp.stream eq ") {
            flow = number.parse().unwrap();
        } else if let Some(node) = line.strip_prefix("Node 0: ") {
            swapped = node.ends_with(":443");
        } else {
            let side = usize::from(line.starts_with('\t') != swapped);
            let hex = line.bytes().all(|it| it.is_ascii_hexdigit() || it == b'\t');
            if hex && let Some(bytes) = unhex(line) {
                out[flow][side].extend(bytes);
            }
        }
    }
    out.into_iter()
        .map(|it| it.map(|it| unmarked(&it)))
        .collect()
}

/// Bytes with `?` for those that `tshark` says are missing.
fn unmarked(bytes: &[u8]) -> Vec<u8> {
    const MARK: &[u8] = b" bytes missing in capture file]\0";
    let mut out = bytes.to_vec();
    while let Some(mark) = out.windows(MARK.len()).position(|it| it == MARK) {
        let digits = out[..mark]
            .iter()
            .rev()
            .take_while(|it| it.is_ascii_digit());
        let from = mark - digits.count();
        let len = std::str::from_utf8(&out[from..mark])
            .unwrap()
            .parse()
            .unwrap();
        out.splice(from - 1..mark + MARK.len(), vec![b'?'; len]);
    }
    out
}

/// Bytes without what is missing at their end.
fn without_end(mut bytes: Vec<u8>) -> Vec<u8> {
    while bytes.last() == Some(&b'?') {
        bytes.pop();
    }
    bytes
}

/// The segments of a connection: shuffled and repeated, or, where there are gaps, in order.
fn disturbed(sent: &Sent, rng: &mut Rng, gaps: bool) -> Vec<Seg> {
    let mut segs = sent.segments(rng);
    if gaps {
        segs.retain(|_| rng.random_bool(0.8));
    } else {
        for _ in 0..rng.random_range(0..10) {
            let at = rng.random_range(0..=segs.len());
            segs.insert(at, sent.again(rng));
        }
        shuffle(&mut segs, rng);
        acknowledge(sent, &mut segs);
    }
    timed([&sent.opening()[..], &segs, &sent.ending()].concat())
}

#[test]
fn tshark_reads_the_same_streams() {
    if !peers::there("tshark") {
        return;
    }
    const FLOWS: usize = 60;
    let folder = tempfile::tempdir().unwrap();
    for order in [Order::Little, Order::Big] {
        let mut file = Pcapng::new(order);
        let links = [1, 113, 276, 101, 0];
        for link in links {
            file.interface(link, 0, &[(9, vec![9])]);
        }
        let mut originals = Vec::new();
        for flow in 0..FLOWS {
            let mut rng = Rng::seed_from_u64(flow as u64 + 1000 * order as u64);
            let sent = Sent::random(&mut rng);
            let (gaps, interface) = (flow % 3 == 0, flow % links.len());
            for mut seg in disturbed(&sent, &mut rng, gaps) {
                let port = 40_000 + flow as u16;
                match seg.to.port() {
                    443 => seg.from.set_port(port),
                    _ => seg.to.set_port(port),
                }
                let bytes = linked(links[interface], &seg.ip());
                file.packet(interface as u32, seg.at, &bytes, bytes.len() as u32);
            }
            originals.push((!gaps).then_some(sent.streams));
        }
        let path = folder.path().join("random.pcapng");
        std::fs::write(&path, &file.bytes).unwrap();
        let (ours, theirs) = (flows(&file.bytes), followed(&path, FLOWS));
        assert_eq!(ours.len(), FLOWS);
        for (n, flow) in ours.iter().enumerate() {
            if let Some(sent) = &originals[n] {
                assert_eq!(&flow.streams, sent, "flow {n}, {order:?}");
            }
            // it does not say what is missing at the end
            let ours = flow.streams.clone().map(without_end);
            let theirs = theirs[n].clone().map(without_end);
            assert!(ours == theirs, "flow {n}, {order:?}");
        }
    }
}
