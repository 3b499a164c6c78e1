//! What `connect` and `serve` keep of their connections: key logs and captures.

use crate::loopback::{peer, target};
use crate::peers::there;
use crate::processes::{Process, premaster, serve};
use premaster::export::pcapng;
use premaster::net;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

/// Our client connects, with these arguments and this key log in its environment: its exit code, and what it
/// said.
fn connect(port: u16, arguments: &[&str], variable: Option<&Path>) -> (Option<i32>, String) {
    let mut command = premaster();
    command.args(["connect", &format!("127.0.0.1:{port}"), "--headless"]);
    command.args(["--server-name", "shop.example"]);
    command.args(arguments).env_remove("SSLKEYLOGFILE");
    if let Some(path) = variable {
        command.env("SSLKEYLOGFILE", path);
    }
    Process::start(&mut command).end()
}

/// What both sides said on a connection of a capture, as `tshark` decrypts it with the embedded secrets.
fn said(capture: &Path, connection: usize) -> String {
    let mut tshark = Command::new("tshark");
    tshark.arg("-r").arg(capture);
    tshark.args(["-q", "-z", &format!("follow,tls,ascii,{connection}")]);
    String::from_utf8(tshark.output().unwrap().stdout).unwrap()
}

fn sorted(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[cfg(unix)]
fn is_the_owner_s(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).unwrap().permissions().mode() & 0o777 == 0o600
}

#[cfg(not(unix))]
fn is_the_owner_s(_: &Path) -> bool {
    true
}

#[test]
fn both_sides_keep_the_same_secrets_and_packets_that_can_be_decrypted() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let [served_log, served] = [file("served.log"), file("served.pcapng")];
    let [own_log, own] = [file("own.log"), file("own.pcapng")];
    // what is there stays there
    fs::write(&served_log, "# mine\n").unwrap();
    let (server, port) = serve(&[
        "--count",
        "2",
        "--sessions",
        "id",
        "--keylog",
        served_log.to_str().unwrap(),
        "--pcapng",
        served.to_str().unwrap(),
    ]);
    // more than is recorded of a connection that is only printed
    let text = "good day ".repeat(8_000);
    let arguments = [
        "--resume",
        "--send",
        &text,
        "--pcapng",
        own.to_str().unwrap(),
    ];
    let (code, told) = connect(port, &arguments, Some(&own_log));
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(server.end().0, Some(0));
    let mut expected = sorted(&own_log);
    assert_eq!(
        expected.len(),
        3,
        "one RSA, and CLIENT_RANDOM for each connection"
    );
    expected.insert(0, "# mine".to_owned());
    assert_eq!(sorted(&served_log), expected);
    assert!(is_the_owner_s(&own_log) && is_the_owner_s(&own) && is_the_owner_s(&served));
    if !there("tshark") {
        return;
    }
    for capture in [own, served] {
        for connection in [0, 1] {
            let said = said(&capture, connection).replace(['\n', '\t'], "");
            // there and back
            let times = said.matches("good day").count();
            assert!(times > 15_900, "{capture:?}, {connection}: {times}");
        }
    }
}

#[test]
fn a_capture_is_not_overwritten_unless_forced() {
    let folder = tempfile::tempdir().unwrap();
    let capture = folder.path().join("run.pcapng");
    let name = capture.to_str().unwrap();
    fs::write(&capture, "mine").unwrap();
    let (server, port) = serve(&["--count", "1"]);
    let (code, told) = connect(port, &["--pcapng", name], None);
    assert_eq!(code, Some(2), "{told}");
    assert!(
        told.contains("already exists") && told.contains("--force"),
        "{told}"
    );
    assert_eq!(fs::read(&capture).unwrap(), b"mine");
    // it did not even connect
    let (code, told) = connect(port, &["--pcapng", name, "--force"], None);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        fs::read(&capture)
            .unwrap()
            .starts_with(&[0x0a, 0x0d, 0x0d, 0x0a])
    );
    server.end();
}

#[test]
fn the_option_beats_the_variable_and_a_variable_that_leads_nowhere_hinders_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let [named, other] = ["named.log", "other.log"].map(|name| folder.path().join(name));
    let nowhere = folder.path().join("no folder/keys.log");
    let (server, port) = serve(&["--count", "2"]);
    let keylog = ["--keylog", named.to_str().unwrap()];
    let (code, told) = connect(port, &keylog, Some(&other));
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(sorted(&named).len(), 2);
    assert!(!other.exists());
    let (code, told) = connect(port, &[], Some(&nowhere));
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("SSLKEYLOGFILE"), "{told}");
    server.end();
    // what was asked for by name must be possible
    let (code, told) = connect(port, &["--keylog", nowhere.to_str().unwrap()], None);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("cannot write to"), "{told}");
}

#[test]
fn a_connection_that_the_peer_resets_ends_so_in_the_capture() {
    const RST: u8 = 4;
    let (port, joined) = peer();
    thread::spawn(move || {
        let stream = joined.join().unwrap();
        // the client's hello has arrived by then, and no one has read it
        thread::sleep(Duration::from_millis(300));
        drop(stream);
    });
    let report = net::connect(&target(port)).unwrap();
    let mut capture = Vec::new();
    pcapng::write(&mut capture, &report.trace).unwrap();
    // the last block: a packet without data and comments
    let frame = &capture[capture.len() - 4 - 56..];
    let (server, flags) = (&frame[26..30], frame[14 + 20 + 13]);
    assert_eq!(server, [198, 51, 100, 1]);
    assert_ne!(flags & RST, 0, "{flags:02x}");
}
