//! Wireshark's names for our fields, asked of `tshark`: each filter exists, and each filter that is
//! shown for a field of a run matches the packet with the bytes that are shown.

use crate::dissection::{capture, check, dissected, tshark};
use crate::peers;
use premaster::protocol::{Switch, Switches};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{BufferKind, ConnectionId, Message, Trace, ValueName};
use premaster::wire::display::hex;
use premaster::wire::{Field, node};
use std::collections::BTreeSet;

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

/// The key log of a run, with which `tshark` decrypts it.
fn key_log(trace: &Trace) -> String {
    let of = |name| hex(&trace.first(ConnectionId::FIRST, name).unwrap().bytes);
    let (random, master) = (of(ValueName::ClientRandom), of(ValueName::MasterSecret));
    format!("CLIENT_RANDOM {random} {master}\n")
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
        let record = |message: &&Message| message.buffer(BufferKind::Record).unwrap().bytes.clone();
        let records: Vec<Vec<u8>> = messages.iter().map(record).collect();
        let payloads = messages.iter().zip(&records);
        let payloads: Vec<_> = payloads
            .map(|(message, bytes)| (message.sender, bytes.as_slice()))
            .collect();
        std::fs::write(&file, capture(&payloads)).unwrap();
        std::fs::write(&log, key_log(&trace)).unwrap();
        let keys = format!("tls.keylog_file:{}", log.display());
        let packets = dissected(&file, &["-o", &keys]);
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
