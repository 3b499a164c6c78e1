//! `premaster open`: what is listed, what is printed of a capture and of a dump, and what is refused.

use std::io::Write;
use std::process::{Command, Stdio};

/// Exit code, standard output and standard error, with this on standard input.
pub fn open_with(input: &[u8], arguments: &[&str]) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_premaster"))
        .arg("open")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // a program that refuses its arguments reads nothing
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

fn open(arguments: &[&str]) -> (i32, String, String) {
    open_with(b"", arguments)
}

fn capture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/captures");
    format!("{folder}/{name}")
}

/// A record with a ClientHello, as `openssl s_client -msg` and others show it in hexadecimal.
const HELLO: &str = "16 03 01 00 2f 01 00 00 2b 03 03 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 \
     15 16 17 18 19 1a 1b 1c 1d 1e 1f 00 00 04 00 2f 00 ff 01 00";

#[test]
fn without_a_terminal_several_connections_are_listed_and_one_is_refused() {
    let file = capture("tls12-resumed.dsb.pcapng");
    let (code, list, said) = open(&[&file]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(list, open(&["--list", &file]).1);
    assert_eq!(list.matches("6 records decrypted and verified").count(), 2);
    assert!(said.contains("--stream N"), "{said}");
    // one connection needs a screen, and that is said
    for arguments in [&[&*capture("tls13.pcapng")][..], &["--stream", "2", &file]] {
        let (code, out, said) = open(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(said.contains("--headless"), "{said}");
    }
}

#[test]
fn a_connection_is_called_by_the_file_without_its_folders() {
    let file = capture("tls12-resumed.dsb.pcapng");
    let (code, text, said) = open(&["--headless", "--stream", "2", &file]);
    assert_eq!(code, 0, "{said}");
    assert!(
        text.contains("connection 2 of tls12-resumed.dsb.pcapng"),
        "{text}"
    );
    assert!(!text.contains("tests/data"), "{text}");
}

/// The ports of the two connections differ at the client alone.
#[test]
fn the_only_connection_of_a_port_is_opened_whatever_its_number() {
    let file = capture("tls12-resumed.dsb.pcapng");
    let (_, list, _) = open(&["--list", &file]);
    let second = list.lines().find(|line| line.starts_with('2')).unwrap();
    let port = second
        .split(" → ")
        .next()
        .unwrap()
        .rsplit(':')
        .next()
        .unwrap();
    let (code, text, said) = open(&["--headless", "--port", port, &file]);
    assert_eq!(code, 0, "{said}");
    assert!(text.contains("connection 2 of"), "{said}{text}");
}

/// With the private key alone the master secret of a resumed session is that of the connection before, and its
/// origin is there.
#[test]
fn a_resumed_session_comes_with_the_connection_on_which_it_began() {
    let key = capture("server.key");
    for name in ["tls12-resumed", "tls12-ticket-resumed"] {
        let file = capture(&format!("{name}.pcapng"));
        let arguments = [
            "--headless",
            "--format",
            "json",
            "--rsa-key",
            &key,
            "--stream",
            "2",
            &file,
        ];
        let (code, json, said) = open(&arguments);
        assert_eq!(code, 0, "{said}");
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["connections"].as_array().unwrap().len(), 2, "{name}");
        let [first, second] =
            ["master_secret", "master_secret@connection_2"].map(|name| &json["values"][name]);
        assert_eq!(first["hex"], second["hex"], "{name}");
        assert_eq!(second["origin"]["operation"], "keep", "{name}: {second}");
        assert_eq!(
            second["origin"]["inputs"][0], "master_secret",
            "{name}: {second}"
        );
        let (_, text, _) = open(&["--headless", "--rsa-key", &key, "--stream", "2", &file]);
        assert!(text.contains("This connection resumes a session"), "{text}");
        let (_, list, _) = open(&["--list", "--rsa-key", &key, &file]);
        assert_eq!(list.matches("decrypted and verified").count(), 2, "{list}");
    }
}

#[test]
fn a_dump_is_opened_from_a_file_and_from_standard_input() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("hello.txt");
    std::fs::write(&file, HELLO).unwrap();
    let path = file.to_str().unwrap();
    let (code, from_file, said) = open(&["--headless", "--hex", path]);
    assert_eq!(code, 0, "{said}");
    assert!(from_file.contains("ClientHello"), "{from_file}");
    assert!(
        from_file.contains("TLS_RSA_WITH_AES_128_CBC_SHA"),
        "{from_file}"
    );
    let (code, from_input, said) = open_with(HELLO.as_bytes(), &["--headless", "--hex"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        from_input.contains("bytes from standard input"),
        "{from_input}"
    );
    let steps = |text: &str| text.split_once("1/1 ").unwrap().1.to_owned();
    assert_eq!(steps(&from_file), steps(&from_input));
    let (code, json, said) = open_with(
        HELLO.as_bytes(),
        &["--headless", "--format", "json", "--hex"],
    );
    assert_eq!(code, 0, "{said}");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["steps"].as_array().unwrap().len(), 1);
}

#[test]
fn a_message_without_its_record_is_said_to_have_got_one() {
    let message = &HELLO[15..];
    let (code, text, said) = open_with(message.as_bytes(), &["--headless", "--hex"]);
    assert_eq!(code, 0, "{said}");
    assert!(text.contains("ClientHello"), "{text}");
    assert!(said.contains("record"), "{said}");
}

#[test]
fn what_is_no_dump_and_what_does_not_belong_to_one_is_refused() {
    let (code, out, said) = open_with(b"16 03\nhello", &["--headless", "--hex"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(said.contains("in line 2, got \"hello\""), "{said}");
    assert!(said.contains("xxd FILE"), "{said}");
    for option in ["--list", "--follow", "--stream=1", "--port=443"] {
        let (code, _, said) = open_with(HELLO.as_bytes(), &[option, "--hex"]);
        assert_eq!(code, 2, "{option}");
        assert!(said.contains("cannot be used with"), "{said}");
    }
    let (code, _, said) = open(&["--headless", "--hex", "/no/such/dump"]);
    assert_eq!(code, 2);
    assert!(said.contains("/no/such/dump"), "{said}");
    // a dump on a screen needs one
    let (code, _, said) = open_with(HELLO.as_bytes(), &["--hex"]);
    assert_eq!(code, 2);
    assert!(said.contains("--headless"), "{said}");
}
