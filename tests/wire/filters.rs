//! Wireshark's names for our fields, asked of `tshark`: each filter exists, and each filter that is
//! shown for a field of a run matches the packet with the bytes that are shown.

use crate::peers;
use premaster::protocol::{Switch, Switches};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{BufferKind, ConnectionId, Message, Side, Trace, ValueName};
use premaster::wire::display::hex;
use premaster::wire::{Field, Node, node};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// What `tshark` answers.
fn tshark(arguments: &[&str]) -> String {
    let output = Command::new("tshark").args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn every_filter_is_a_field_that_tshark_knows() {
    if !peers::there("tshark") {
        return;
    }
    let listed = tshark(&["-G", "fields"]);
    // F, the name in words, the filter, …
    let known: BTreeSet<&str> = listed
        .lines()
        .filter_map(|line| line.strip_prefix("F\t")?.split('\t').nth(1))
        .collect();
    let filters = Field::ALL.iter().filter_map(|field| field.wireshark());
    let unknown: Vec<&str> = filters.filter(|filter| !known.contains(filter)).collect();
    assert_eq!(unknown, Vec::<&str>::new(), "of {} fields", known.len());
}

/// A capture of raw IPv4 packets, one for each message, as `tcpdump` would write it.
fn capture(messages: &[&Message]) -> Vec<u8> {
    const RAW_IP: u32 = 101;
    let mut out = Vec::new();
    for number in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 0x0004_0000, RAW_IP] {
        out.extend(number.to_le_bytes());
    }
    // the next sequence number of each side
    let mut next = [1_u32, 1];
    for (second, message) in (0_u32..).zip(messages) {
        let payload = &message.buffer(BufferKind::Record).unwrap().bytes;
        let (from, to) = match message.sender {
            Side::Client => (0, 1),
            Side::Server => (1, 0),
        };
        let ports = [40_000_u16, 443];
        let mut packet = vec![0x45, 0];
        packet.extend((40 + payload.len() as u16).to_be_bytes());
        packet.extend([0, 0, 0x40, 0, 64, 6, 0, 0]);
        packet.extend([192, 0, 2, 1 + from as u8, 192, 0, 2, 1 + to as u8]);
        packet.extend(ports[from].to_be_bytes());
        packet.extend(ports[to].to_be_bytes());
        packet.extend(next[from].to_be_bytes());
        packet.extend(next[to].to_be_bytes());
        packet.extend([0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0]);
        packet.extend(payload);
        next[from] += payload.len() as u32;
        let length = packet.len() as u32;
        for number in [second, 0, length, length] {
            out.extend(number.to_le_bytes());
        }
        out.extend(packet);
    }
    out
}

/// The key log of a run, with which `tshark` decrypts it.
fn key_log(trace: &Trace) -> String {
    let of = |name| hex(&trace.first(ConnectionId::FIRST, name).unwrap().bytes);
    let (random, master) = (of(ValueName::ClientRandom), of(ValueName::MasterSecret));
    format!("CLIENT_RANDOM {random} {master}\n")
}

/// The attribute of an XML element that is on a line of its own.
fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// What Wireshark has of a field: its bytes in hexadecimal, and how many they are. Of a field without
/// a type of its own, PDML has only their number, of an element of DER without tag and length.
type Dissected = (String, usize);

/// The fields of each packet by name.
fn dissected(file: &Path, keys: &str) -> Vec<BTreeMap<String, Vec<Dissected>>> {
    let pdml = tshark(&["-r", file.to_str().unwrap(), "-o", keys, "-T", "pdml"]);
    let mut packets = Vec::new();
    for line in pdml.lines() {
        if line.trim_start().starts_with("<packet") {
            packets.push(BTreeMap::new());
        }
        if let (Some(name), Some(packet)) = (attribute(line, "name"), packets.last_mut()) {
            let bytes = attribute(line, "unmaskedvalue").or(attribute(line, "value"));
            let size = attribute(line, "size").and_then(|size| size.parse().ok());
            let all: &mut Vec<Dissected> = packet.entry(name.to_owned()).or_default();
            all.push((
                bytes.unwrap_or_default().to_owned(),
                size.unwrap_or_default(),
            ));
        }
    }
    packets
}

/// Whether what Wireshark has of a field are the bytes that we show: all of them, or, of an element
/// of DER that we show with its tag and length, its content. Wireshark counts the sign octet of an
/// INTEGER among its bytes.
fn same(field: Field, ours: &str, theirs: &str) -> bool {
    let signed = field == Field::Modulus && theirs.strip_prefix("00") == Some(ours);
    signed || ours == theirs || (ours.ends_with(theirs) && ours.len() - theirs.len() <= 8)
}

#[test]
fn every_filter_that_is_shown_matches_its_packet_and_its_bytes() {
    if !peers::there("tshark") {
        return;
    }
    let mut seen = BTreeSet::new();
    for name in ["classic", "mutual"] {
        let trace = simulate(&Scenario::builtin(name, Overrides::seed(42)).unwrap());
        let sent = trace
            .steps()
            .iter()
            .filter_map(|step| step.message.as_ref());
        let messages: Vec<&Message> = sent.collect();
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("run.pcap");
        let log = directory.path().join("keys.log");
        std::fs::write(&file, capture(&messages)).unwrap();
        std::fs::write(&log, key_log(&trace)).unwrap();
        let keys = format!("tls.keylog_file:{}", log.display());
        let packets = dissected(&file, &keys);
        assert_eq!(packets.len(), messages.len(), "{name}");
        for (message, packet) in messages.iter().zip(&packets) {
            for buffer in &message.buffers {
                for placed in node::walk(&buffer.tree) {
                    let Some(filter) = placed.node.wireshark() else {
                        continue;
                    };
                    let bytes = &buffer.bytes[placed.node.range()];
                    check(packet, filter, placed.node, bytes, &placed.path, name);
                    seen.insert(placed.node.field);
                }
            }
        }
    }
    assert!(seen.len() > 70, "only {} fields", seen.len());
}

/// One field against what Wireshark makes of its packet.
fn check(
    packet: &BTreeMap<String, Vec<Dissected>>,
    filter: &str,
    node: &Node,
    bytes: &[u8],
    path: &str,
    run: &str,
) {
    let found = packet.get(filter);
    let found = found.unwrap_or_else(|| panic!("{run}, {path}: {filter} does not match"));
    // of what has parts, Wireshark says no more than that it is there
    if node.is_leaf() {
        let ours = hex(bytes);
        let matches = found.iter().any(|(theirs, size)| match theirs.is_empty() {
            true => node.len() - size <= 4,
            false => same(node.field, &ours, theirs),
        });
        assert!(matches, "{run}, {path}: {filter}: {ours} against {found:?}");
    }
}

#[test]
fn no_filter_is_shown_for_a_field_without_bytes() {
    let overrides = Overrides {
        switches: Switches::default().with(Switch::RenegotiationInfo, true),
        ..Overrides::seed(42)
    };
    let trace = simulate(&Scenario::builtin("classic", overrides).unwrap());
    let hello = trace
        .steps()
        .iter()
        .find(|step| step.key() == "client_hello")
        .unwrap();
    let tree = &hello.message.as_ref().unwrap().buffers[0].tree;
    for field in [Field::SessionId, Field::RenegotiatedConnection] {
        let node = tree.iter().find_map(|root| root.find(field)).unwrap();
        assert!(node.is_empty() && field.wireshark().is_some());
        assert_eq!(node.wireshark(), None);
    }
}
