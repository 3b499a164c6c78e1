//! The capture and the key log of a run: whole, in order, and the same every time.

use crate::peers::there;
use crate::running::{Switched, agreed, connection, family, repacked};
use premaster::export::{keylog, pcapng};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::text::hex;
use premaster::trace::{ConnectionId, Side, Trace, ValueName};
use std::cell::RefCell;
use std::path::Path;
use std::process::Command;

fn run(scenario: &str) -> Trace {
    simulate(&Scenario::builtin(scenario, Overrides::seed(42)).unwrap())
}

fn key_log(trace: &Trace) -> Vec<String> {
    let mut out = Vec::new();
    keylog::write(&mut out, trace).unwrap();
    let text = String::from_utf8(out).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn capture(trace: &Trace) -> Vec<u8> {
    let mut out = Vec::new();
    pcapng::write(&mut out, trace).unwrap();
    out
}

/// A value in hexadecimal.
fn value(trace: &Trace, connection: ConnectionId, name: ValueName) -> String {
    hex(&trace.first(connection, name).unwrap().bytes)
}

#[test]
fn the_key_log_has_the_secrets_of_every_connection() {
    let trace = run("resumed");
    let [first, second] = [ConnectionId(0), ConnectionId(1)];
    let of = |connection, name| value(&trace, connection, name);
    let encrypted = of(first, ValueName::EncryptedPreMasterSecret);
    let master = of(first, ValueName::MasterSecret);
    let expected = [
        format!(
            "RSA {} {}",
            &encrypted[..16],
            of(first, ValueName::PreMasterSecret)
        ),
        format!(
            "CLIENT_RANDOM {} {master}",
            of(first, ValueName::ClientRandom)
        ),
        // the session has one master secret, and each connection its own random
        format!(
            "CLIENT_RANDOM {} {master}",
            of(second, ValueName::ClientRandom)
        ),
    ];
    assert_eq!(key_log(&trace), expected);
}

#[test]
fn each_side_has_its_lines_where_the_secrets_differ() {
    let trace = run("flipped-pre-master");
    let lines = key_log(&trace);
    let master = |side| {
        let master = trace.named(ConnectionId::FIRST, ValueName::MasterSecret, side);
        hex(&master.unwrap().bytes)
    };
    let (client, server) = (master(Side::Client), master(Side::Server));
    assert_ne!(client, server);
    let place = |master: &str| {
        lines
            .iter()
            .position(|line| line.ends_with(master))
            .unwrap()
    };
    // a reader that keeps the last keeps the client's
    assert!(place(&server) < place(&client), "{lines:?}");
}

#[test]
fn without_secrets_there_is_neither_a_line_nor_a_block() {
    let trace = run("no-common-suite");
    assert_eq!(key_log(&trace), [""; 0]);
    let kinds: Vec<u32> = blocks(&capture(&trace)).map(|(kind, _)| kind).collect();
    assert!(!kinds.contains(&SECRETS));
    assert!(kinds.contains(&PACKET));
}

const PACKET: u32 = 6;
const SECRETS: u32 = 10;

/// The blocks of a capture: type and body. Each says its length before and after.
fn blocks(capture: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let number = |at: usize| u32::from_le_bytes(capture[at..at + 4].try_into().unwrap());
    let mut at = 0;
    std::iter::from_fn(move || {
        if at == capture.len() {
            return None;
        }
        let (kind, len) = (number(at), number(at + 4) as usize);
        assert_eq!(len % 4, 0);
        assert_eq!(number(at + len - 4) as usize, len);
        let body = &capture[at + 8..at + len - 4];
        at += len;
        Some((kind, body))
    })
}

/// The flags of TCP of each packet, and who sent it.
fn flags(capture: &[u8]) -> Vec<(u8, Side)> {
    let packets = blocks(capture).filter(|(kind, _)| *kind == PACKET);
    let flags = packets.map(|(_, body)| {
        let frame = &body[20..];
        let side = match frame[26] {
            192 => Side::Client,
            _ => Side::Server,
        };
        (frame[14 + 20 + 13], side)
    });
    flags.collect()
}

const FIN: u8 = 1;
const RST: u8 = 4;

#[test]
fn tcp_ends_as_the_run_did() {
    for (scenario, expected) in [
        // the client closes
        ("classic", Some(Side::Client)),
        // the server sends a fatal alert
        ("flipped-record", Some(Side::Server)),
        ("no-common-suite", Some(Side::Server)),
        ("expired", Some(Side::Client)),
        // an attacker cuts the connection in the client's name
        ("truncated-order", Some(Side::Client)),
    ] {
        let flags = flags(&capture(&run(scenario)));
        assert!(
            flags.iter().all(|(flags, _)| flags & RST == 0),
            "{scenario}"
        );
        let first = flags.iter().find(|(flags, _)| flags & FIN != 0);
        assert_eq!(first.map(|(_, side)| *side), expected, "{scenario}");
    }
}

#[test]
fn the_same_run_gives_the_same_capture() {
    assert_eq!(capture(&run("mutual")), capture(&run("mutual")));
}

/// A message may be in several records, and a record may hold several messages.
#[test]
fn what_crossed_a_real_connection_is_there_once_however_records_are_cut() {
    for ours in Side::BOTH {
        for size in [1 << 14, 100, 7] {
            let streams = RefCell::new([Vec::new(), Vec::new()]);
            let trace = connection(ours, |side, bytes| {
                let bytes = match side {
                    Side::Client => bytes,
                    Side::Server => repacked(&bytes, size),
                };
                streams.borrow_mut()[side as usize].extend_from_slice(&bytes);
                bytes
            });
            // what our own side is said to have sent is not cut
            let peer = ours.peer();
            let crossings = trace.crossings(ConnectionId::FIRST);
            let own = crossings.iter().filter(|one| one.sender == peer);
            let crossed: Vec<u8> = own.flat_map(|one| one.bytes.unwrap()).copied().collect();
            assert_eq!(
                hex(&crossed),
                hex(&streams.borrow()[peer as usize]),
                "{size}"
            );
        }
    }
}

fn written(trace: &Trace, folder: &Path) -> std::path::PathBuf {
    let path = folder.join("run.pcapng");
    std::fs::write(&path, capture(trace)).unwrap();
    path
}

fn output(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// What `tshark` thinks of TCP: sequence numbers, acknowledgments, windows, checksums. Anything odd has a flag.
#[test]
fn tshark_finds_nothing_wrong_with_tcp() {
    const ODD: &str = "tcp.analysis.flags || tcp.checksum.status == 0 || ip.checksum.status == 0 || _ws.malformed";
    if !there("tshark") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut long = Scenario::builtin("classic", Overrides::seed(42)).unwrap();
    for message in &mut long.messages {
        message.text = "a long message ".repeat(10_000);
    }
    let scenarios = ["mutual", "resumed", "replayed-record", "truncated-order"].map(run);
    for trace in scenarios.into_iter().chain([simulate(&long)]) {
        let file = written(&trace, folder.path());
        let mut tshark = Command::new("tshark");
        tshark.arg("-r").arg(&file).args(["-Y", ODD]);
        tshark.args([
            "-o",
            "tcp.check_checksum:TRUE",
            "-o",
            "ip.check_checksum:TRUE",
        ]);
        let odd = output(&mut tshark);
        assert_eq!(odd, "", "{}", trace.run().scenario);
    }
}

#[test]
fn a_comment_says_what_an_attacker_did() {
    if !there("tshark") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (scenario, expected) in [
        ("flipped-record", "An attacker changed it"),
        ("replayed-record", "the copy that an attacker sent"),
        ("dropped-record", "An attacker dropped it"),
        ("reordered-messages", "An attacker held it back"),
        ("truncated-order", "An attacker had ended the connection"),
        ("replayed-client", "from a recording of another run"),
    ] {
        let file = written(&run(scenario), folder.path());
        let mut tshark = Command::new("tshark");
        tshark.arg("-r").arg(&file);
        tshark.args(["-T", "fields", "-e", "frame.comment"]);
        let comments = output(&mut tshark);
        assert!(comments.contains("server sends ServerHello"), "{comments}");
        assert!(comments.contains(expected), "{scenario}: {comments}");
    }
    let file = written(&run("classic"), folder.path());
    let mut tshark = Command::new("tshark");
    tshark
        .arg("-r")
        .arg(&file)
        .args(["-T", "fields", "-e", "frame.comment"]);
    assert!(!output(&mut tshark).contains("attacker"));
}

/// A second opinion. It gets the server's private key, or the key log beside the capture. Version 1.4 decrypts
/// AES alone.
#[test]
fn ssldump_decrypts_every_version_with_aes() {
    if !there("ssldump") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/certs/server.key");
    let log = folder.path().join("keys.log");
    let read = |trace: &Trace, by: [&str; 2]| {
        let file = written(trace, folder.path());
        let mut ssldump = Command::new("ssldump");
        ssldump.arg("-n").arg("-r").arg(&file).args(by).arg("-d");
        String::from_utf8_lossy(&ssldump.output().unwrap().stdout).into_owned()
    };
    let check = |trace: &Trace, by: [&str; 2], what: &str| {
        let said = read(trace, by);
        let sent = Scenario::builtin(&trace.run().scenario, Overrides::seed(42)).unwrap();
        for message in &sent.messages {
            let times = said.matches(message.text.as_str()).count();
            assert_eq!(times, trace.connections().len(), "{what}, {by:?}: {said}");
        }
        assert!(said.contains("close_notify"), "{what}, {by:?}: {said}");
    };
    let of_aes = family().filter(|(_, suite)| suite.name.contains("AES"));
    for (rules, suite) in of_aes {
        for scenario in ["classic", "resumed"] {
            let what = format!("{scenario}, {}, {}", rules.version, suite.name);
            let trace = agreed(scenario, rules, suite, Switched::default());
            std::fs::write(&log, key_log(&trace).join("\n") + "\n").unwrap();
            check(&trace, ["-l", log.to_str().unwrap()], &what);
            check(&trace, ["-k", key], &what);
        }
    }
}
