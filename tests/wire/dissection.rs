//! What `tshark` makes of the bytes of a connection, and our fields against it.

use premaster::protocol::Side;
use premaster::wire::display::hex;
use premaster::wire::{Field, Node};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// What `tshark` answers.
pub fn tshark(arguments: &[&str]) -> String {
    let output = Command::new("tshark").args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A capture of raw IPv4 packets, one for each payload with its sender, as `tcpdump` would write it.
pub fn capture(payloads: &[(Side, &[u8])]) -> Vec<u8> {
    const RAW_IP: u32 = 101;
    let mut out = Vec::new();
    for number in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 0x0004_0000, RAW_IP] {
        out.extend(number.to_le_bytes());
    }
    // the next sequence number of each side
    let mut next = [1_u32, 1];
    for (second, (sender, payload)) in (0_u32..).zip(payloads) {
        let (from, to) = match sender {
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
        packet.extend(*payload);
        next[from] += payload.len() as u32;
        let length = packet.len() as u32;
        for number in [second, 0, length, length] {
            out.extend(number.to_le_bytes());
        }
        out.extend(packet);
    }
    out
}

/// The attribute of an XML element that is on a line of its own.
fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// What Wireshark has of a field: its bytes in hexadecimal, and how many they are. Of a field without
/// a type of its own, PDML has only their number, of an element of DER without tag and length.
pub type Dissected = (String, usize);

/// The fields of each packet by name.
pub fn dissected(file: &Path, options: &[&str]) -> Vec<BTreeMap<String, Vec<Dissected>>> {
    let mut arguments = vec!["-r", file.to_str().unwrap(), "-T", "pdml"];
    arguments.extend(options);
    let pdml = tshark(&arguments);
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

/// One field against what Wireshark makes of its packet.
pub fn check(
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
