//! How a connection ends after its handshake: whatever the output calls a failure has exit code 1, and
//! hints are given only where they apply.

use crate::loopback::{dial, peer, served, service};
use crate::malformed::{self, client_hello, handshake};
use crate::peers::there;
use crate::processes::{Connected, Process, cert, premaster, serve};
use premaster::net::Reply;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::Duration;

/// What a relay does to the records of the server once its Finished has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// It closes the connection at once.
    Closed,
    /// It closes the connection after the first data.
    ClosedAfterData,
    /// It closes the connection with unread data, which resets it.
    Reset,
    /// It delivers the first data twice.
    Replayed,
    /// It adds a close_notify in the clear.
    CloseNotifyInTheClear,
    /// It passes everything on.
    Orderly,
}

fn record(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut record = vec![0; 5];
    stream.read_exact(&mut record).ok()?;
    let length = usize::from(u16::from_be_bytes([record[3], record[4]]));
    record.resize(5 + length, 0);
    stream.read_exact(&mut record[5..]).ok()?;
    Some(record)
}

/// A relay before our own server, with this ending: its port.
fn relay(ending: Ending) -> u16 {
    let (port, _told) = served(service(Reply::Echo, 1));
    let (relay_port, joined) = peer();
    thread::spawn(move || {
        let client = joined.join().unwrap();
        let mut server = dial(port);
        let (mut from_client, mut to_server) =
            (client.try_clone().unwrap(), server.try_clone().unwrap());
        let forwards = thread::spawn(move || {
            let mut finished = false;
            while let Some(record) = record(&mut from_client) {
                to_server.write_all(&record).unwrap();
                if finished && ending == Ending::Reset {
                    // what comes next stays unread
                    break;
                }
                finished |= record[0] == 20;
            }
        });
        let mut to_client = client.try_clone().unwrap();
        let (mut changed, mut finished) = (false, false);
        while let Some(record) = record(&mut server) {
            if finished {
                match ending {
                    Ending::Replayed if record[0] == 23 => to_client.write_all(&record).unwrap(),
                    Ending::CloseNotifyInTheClear if record[0] == 23 => {
                        to_client.write_all(&[21, 3, 3, 0, 2, 1, 0]).unwrap();
                    }
                    _ => {}
                }
            }
            if to_client.write_all(&record).is_err() {
                break;
            }
            finished |= changed && record[0] == 22;
            changed |= record[0] == 20;
            let data = record[0] == 23;
            match ending {
                Ending::Reset if finished => {
                    forwards.join().unwrap();
                    // the client's data has arrived by then, and no one has read it
                    thread::sleep(Duration::from_millis(300));
                    return;
                }
                Ending::Closed if finished => break,
                Ending::ClosedAfterData if data => break,
                _ => {}
            }
        }
        let _ = to_client.shutdown(Shutdown::Both);
    });
    relay_port
}

const SHOP: [&str; 2] = ["--server-name", "shop.example"];

#[test]
fn what_is_told_as_a_failure_has_exit_code_1() {
    for (ending, told) in [
        (Ending::Closed, "ended without close_notify"),
        (Ending::ClosedAfterData, "ended without close_notify"),
        (Ending::Reset, "the server reset the connection"),
        (
            Ending::Replayed,
            "does not match its content and sequence number",
        ),
        (Ending::CloseNotifyInTheClear, ""),
    ] {
        // a connection that failed has no session to resume
        for more in [&[][..], &["--resume"]] {
            let us = Connected::to(relay(ending), [&SHOP[..], more].concat());
            let at = format!("{ending:?} {more:?}: {}", us.notes);
            assert_eq!(us.code, Some(1), "{at}");
            assert_eq!(us.document["outcome"], "failed", "{at}");
            let line = us.notes.lines().find(|line| line.starts_with("error: "));
            assert!(line.is_some_and(|line| line.contains(told)), "{at}");
            assert!(!us.notes.contains("hint:"), "{at}");
        }
    }
    let us = Connected::to(relay(Ending::Orderly), SHOP);
    assert_eq!(us.code, Some(0), "{}", us.notes);
}

#[test]
fn the_first_connection_is_kept_where_there_is_no_second() {
    let folder = tempfile::tempdir().unwrap();
    let [log, capture] = ["run.keys", "run.pcapng"].map(|name| folder.path().join(name));
    let [log_name, capture_name] = [&log, &capture].map(|path| path.to_str().unwrap());
    let more = ["--resume", "--keylog", log_name, "--pcapng", capture_name];
    // the relay accepts one connection
    let us = Connected::to(relay(Ending::Orderly), [&SHOP[..], &more].concat());
    assert_eq!(us.code, Some(1), "{}", us.notes);
    assert!(us.notes.contains("error: 127.0.0.1:"), "{}", us.notes);
    assert!(us.notes.contains("refused"), "{}", us.notes);
    let connections = us.document["connections"].as_array().unwrap();
    assert_eq!(connections.len(), 1, "{connections:?}");
    assert_eq!(us.document["outcome"], "established");
    let secrets = std::fs::read_to_string(log).unwrap();
    assert_eq!(secrets.matches("CLIENT_RANDOM").count(), 1, "{secrets}");
    assert!(std::fs::metadata(capture).unwrap().len() > 1000);
}

#[test]
fn the_exit_code_is_documented() {
    for command in ["connect", "serve"] {
        let (_, help) = Process::start(premaster().args([command, "--help"])).end();
        assert!(help.contains("exit code"), "{command}: {help}");
    }
}

#[test]
fn a_server_that_counts_tells_by_its_exit_code_whether_a_client_failed() {
    let (server, port) = serve(&["--count", "1"]);
    assert_eq!(Connected::to(port, SHOP).code, Some(0));
    assert_eq!(server.end().0, Some(0));
    let (server, port) = serve(&["--count", "1"]);
    let name = ["--server-name", "other.example"];
    assert_eq!(Connected::to(port, name).code, Some(1));
    assert_eq!(server.end().0, Some(1));
}

#[test]
fn insecure_is_advised_only_where_it_helps() {
    let root = cert("stranger-root.pem");
    let stranger = ["--ca", root.to_str().unwrap()];
    let (_server, port) = serve(&[]);
    let us = Connected::to(port, [&SHOP[..], &stranger].concat());
    assert!(us.notes.contains("`--insecure`"), "{}", us.notes);
    // it was given already
    let us = Connected::to(
        relay(Ending::Replayed),
        [&SHOP[..], &["--insecure"]].concat(),
    );
    assert_eq!(us.code, Some(1));
    assert!(!us.notes.contains("`--insecure`"), "{}", us.notes);
}

/// A server that says this and closes: its port.
fn says(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        record(&mut stream).unwrap();
        stream.write_all(answer).unwrap();
        let _ = stream.shutdown(Shutdown::Write);
        let _ = stream.read(&mut [0; 64]);
    });
    port
}

#[test]
fn a_port_is_doubted_only_where_nothing_speaks_tls() {
    let doubt = "does a TLS server listen on that port?";
    for (answer, doubted) in [
        (&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], true),
        (b"", true),
        // handshake_failure, and a record of a handshake that is none
        (&[21, 3, 3, 0, 2, 2, 40], false),
        (&[22, 3, 3, 0, 4, 99, 0, 0, 0], false),
    ] {
        let us = Connected::to(says(answer), SHOP);
        assert_eq!(us.code, Some(1), "{answer:?}: {}", us.notes);
        assert_eq!(
            us.notes.contains(doubt),
            doubted,
            "{answer:?}: {}",
            us.notes
        );
    }
}

/// A client that answers the certificate with this alert: what `serve` says of it.
fn refused_with(alert: u8, arguments: &[&str]) -> String {
    let (server, port) = serve(&[&["--count", "1"], arguments].concat());
    let mut stream = dial(port);
    let hello = client_hello(&[0, 0x3c], &[0], &[]);
    stream.write_all(&handshake(&hello)).unwrap();
    stream.read_exact(&mut [0; 5]).unwrap();
    stream.write_all(&malformed::alert(&[2, alert])).unwrap();
    server.end().1
}

#[test]
fn a_client_that_distrusts_the_demonstration_is_told_of() {
    for alert in [42, 46, 48] {
        let said = refused_with(alert, &[]);
        assert!(
            said.contains("does not trust the demonstration root"),
            "{alert}: {said}"
        );
        assert!(said.contains("--cacert certs/root.pem"), "{alert}: {said}");
    }
    // handshake_failure has another cause
    assert!(!refused_with(40, &[]).contains("trust"));
}

/// A certificate of one's own has another root, and maybe intermediate certificates.
#[test]
fn a_client_that_distrusts_a_certificate_of_ones_own_is_told_of() {
    if !there("openssl") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let made = Command::new("openssl")
        .current_dir(dir.path())
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3",
        ])
        .args(["-subj", "/CN=own.example", "-keyout", "own.key", "-out"])
        .arg("own.pem")
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let [certificate, key] = ["own.pem", "own.key"].map(|name| dir.path().join(name));
    let files = [
        "--cert",
        certificate.to_str().unwrap(),
        "--key",
        key.to_str().unwrap(),
    ];
    let said = refused_with(48, &files);
    assert!(
        said.contains(
            "\n  hint: the client does not trust the issuer of this certificate: give the client \
             the root that `--cert` leads to"
        ),
        "{said}"
    );
    assert!(!said.contains("demonstration"), "{said}");
    assert!(!refused_with(40, &files).contains("hint:"), "{said}");
}

#[test]
fn a_connection_is_printed_whole_if_wanted() {
    for (form, told) in [
        ("text", "── Hello"),
        ("markdown", "## Contents"),
        ("json", "{\"format\":1"),
    ] {
        let command = [
            "serve",
            "--headless",
            "--listen",
            "127.0.0.1:0",
            "--count",
            "2",
            "--format",
            form,
        ];
        let server = Process::start(premaster().args(command));
        let said = server.expect("reachable");
        let port = crate::processes::port_after(&said, "listening on ");
        for _ in 0..2 {
            assert_eq!(Connected::to(port, SHOP).code, Some(0));
        }
        let (code, said) = server.end();
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(said.matches(told).count(), 2, "{form}: {said}");
        if form == "json" {
            for line in said.lines().filter(|line| line.starts_with('{')) {
                let document: serde_json::Value = serde_json::from_str(line).unwrap();
                assert_eq!(document["outcome"], "established");
            }
        }
    }
}
