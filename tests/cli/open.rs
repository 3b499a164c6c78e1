//! The list of a capture with many connections.

use crate::opened::open_with;
use premaster::export::keylog;
use premaster::export::pcapng::{self, Address};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::Trace;
use std::path::Path;
use std::process::{Command, Stdio};

/// How many connections are in it: more than are listed at once.
const CONNECTIONS: u16 = 600;

/// The blocks of a connection with its client at this port.
fn blocks(trace: &Trace, port: u16) -> Vec<Vec<u8>> {
    let ends = [([192, 0, 2, 1], port), ([198, 51, 100, 1], 443)];
    let ends = ends.map(|(ip, port)| Address { ip, port });
    let mut bytes = Vec::new();
    let begins = u64::from(port) * 1_000_000;
    pcapng::append_bare(&mut bytes, trace, trace.last_connection(), ends, begins).unwrap();
    let mut blocks = Vec::new();
    let mut rest = &bytes[..];
    while !rest.is_empty() {
        let len = u32::from_le_bytes(rest[4..8].try_into().unwrap()) as usize;
        blocks.push(rest[..len].to_vec());
        rest = &rest[len..];
    }
    blocks
}

/// A capture in which the first connection ends last, and its key log.
fn write(dir: &Path) {
    let trace = simulate(&Scenario::builtin("classic", Overrides::seed(1)).unwrap());
    let mut capture = Vec::new();
    pcapng::begin(&mut capture).unwrap();
    let mut first = blocks(&trace, 1);
    let last = first.split_off(8);
    capture.extend(first.concat());
    for port in 2..=CONNECTIONS {
        capture.extend(blocks(&trace, port).concat());
    }
    capture.extend(last.concat());
    std::fs::write(dir.join("many.pcapng"), capture).unwrap();
    let mut log = b"CLIENT_RANDOM 12 34\n".to_vec();
    keylog::write(&mut log, &trace).unwrap();
    std::fs::write(dir.join("many.keys"), log).unwrap();
}

#[test]
fn a_connection_of_a_capture_can_be_predicted() {
    let dir = tempfile::tempdir().unwrap();
    let trace = simulate(&Scenario::builtin("classic", Overrides::seed(1)).unwrap());
    let mut capture = Vec::new();
    pcapng::write(&mut capture, &trace).unwrap();
    std::fs::write(dir.path().join("one.pcapng"), capture).unwrap();
    let predict = |file: &str, typed: &str| {
        let file = dir.path().join(file).display().to_string();
        open_with(typed.as_bytes(), &["--predict", "--plain", &file])
    };
    let (code, said, noted) = predict("one.pcapng", &"next\n?\n".repeat(40));
    assert_eq!(code, 0, "{noted}");
    for told in [
        "Predict a run of one.pcapng",
        "Question:",
        "The answer is: ",
        "That is the end of",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    write(dir.path());
    let (code, _, noted) = predict("many.pcapng", "");
    assert_eq!(code, 2);
    assert!(noted.contains("--stream"), "{noted}");
}

/// What the program prints and notes.
fn list(dir: &Path, further: &[&str]) -> (String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_premaster"));
    command.current_dir(dir).stdin(Stdio::null());
    command
        .args(["open", "--list", "many.pcapng"])
        .args(further);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    [output.stdout, output.stderr]
        .map(|bytes| String::from_utf8(bytes).unwrap())
        .into()
}

#[test]
fn connections_are_listed_in_the_order_in_which_they_begin() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path());
    let (out, notes) = list(dir.path(), &["--keylog", "many.keys"]);
    assert!(notes.contains("many.keys, line 1: "), "{notes}");
    assert_eq!(notes.lines().count(), 1, "{notes}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 2 * usize::from(CONNECTIONS));
    for (number, pair) in (1..).zip(lines.chunks(2)) {
        let between = format!("{number}  192.0.2.1:{number} → 198.51.100.1:443");
        assert!(pair[0].trim_start().starts_with(&between), "{}", pair[0]);
        let became = "handshake complete; 6 records decrypted and verified";
        assert!(pair[1].ends_with(became), "{}", pair[1]);
        // both lines begin in the same column
        let [column, indent] = [
            pair[0].find("192.0.2.1").unwrap(),
            pair[1].find("TLS").unwrap(),
        ];
        assert_eq!(column, indent, "{number}");
    }
    // of one port, it has the same number
    let (one, _) = list(dir.path(), &["--port", "7"]);
    assert!(one.starts_with("7  192.0.2.1:7 → "), "{one}");
    assert_eq!(one.lines().count(), 2);
}
