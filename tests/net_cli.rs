//! `premaster connect` and `premaster serve`: what they say, and with which exit code.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod net_support;

use net_support::{Connected, Process, cert, premaster, serve};
use std::net::{Ipv4Addr, TcpListener};

#[test]
fn wrong_arguments_are_said_with_exit_code_2() {
    let missing = cert("missing.pem");
    let missing = missing.to_str().unwrap();
    let (server, client_key) = (cert("server.pem"), cert("client.key"));
    let (server, client_key) = (server.to_str().unwrap(), client_key.to_str().unwrap());
    let list = cert("root.crl");
    let list = list.to_str().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let ec = dir.path().join("ec.key");
    let block = "EC PRIVATE KEY-----";
    std::fs::write(&ec, format!("-----BEGIN {block}\nMAA=\n-----END {block}\n")).unwrap();
    let ec = ec.to_str().unwrap();
    for (arguments, message) in [
        (
            &["connect", "shop.example", "--headless"][..],
            "without a port",
        ),
        (&["connect", "::1:443", "--headless"], "in brackets"),
        (
            &["connect", "localhost:99999", "--headless"],
            "expected a port",
        ),
        (
            &["connect", "localhost:1", "--suite", "RC4", "--headless"],
            "AES_128_CBC",
        ),
        (
            &[
                "connect",
                "localhost:1",
                "--server-name",
                "a b",
                "--headless",
            ],
            "expected a DNS name",
        ),
        (
            &["connect", "localhost:1", "--ca", missing, "--headless"],
            "cannot read",
        ),
        (
            &["connect", "localhost:1", "--ca", client_key, "--headless"],
            "BEGIN CERTIFICATE",
        ),
        (
            &["connect", "localhost:1", "--format", "json"],
            "--headless",
        ),
        (&["connect", "localhost:1"], "`--headless` runs through"),
        (&["serve"], "`--headless` prints a line"),
        (&["serve", "--cert", server, "--headless"], "--key"),
        (
            &["serve", "--cert", server, "--key", client_key, "--headless"],
            "do not belong together",
        ),
        (
            &["serve", "--cert", server, "--key", server, "--headless"],
            "PRIVATE KEY",
        ),
        (&["serve", "--timeout", "0", "--headless"], "seconds"),
        (
            &["serve", "--count", "x", "--headless"],
            "expected a whole number from 1 to",
        ),
        (
            &["serve", "--cert", server, "--key", ec, "--headless"],
            "hint: only RSA keys can be used here",
        ),
        (
            &["connect", "localhost:1", "--ca", list, "--headless"],
            "hint: that is a revocation list, which `--crl` takes",
        ),
        (
            &["connect", "localhost:1", "--crl", server, "--headless"],
            "what there is begins with -----BEGIN CERTIFICATE-----\nhint: that is no revocation list",
        ),
        (
            &["connect", "localhost:1", "--ca", client_key, "--headless"],
            "hint: that is a key, which `--key` takes",
        ),
    ] {
        let (code, said) = Process::start(premaster().args(arguments)).end();
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(said.contains(message), "{arguments:?}: {said}");
    }
}

#[test]
fn what_cannot_be_reached_is_said_with_exit_code_1() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, said) =
        Process::start(premaster().args(["serve", "--headless", "--listen", &address])).end();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("cannot listen on"), "{said}");
    assert!(said.contains("another program listens there"), "{said}");
    drop(taken);
    let (code, said) = Process::start(premaster().args(["connect", &address, "--headless"])).end();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("refused the connection"), "{said}");
    assert!(said.contains("is the server running?"), "{said}");
    let nowhere = ["connect", "nowhere.invalid:443", "--headless"];
    let (code, said) = Process::start(premaster().args(nowhere)).end();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("nowhere.invalid"), "{said}");
    assert!(said.contains("resolve"), "{said}");
}

#[test]
fn our_program_speaks_with_our_program() {
    let (server, port) = serve(&["--count", "1"]);
    let said = server.said();
    assert!(
        said.contains("as shop.example, reachable from this machine only"),
        "{said}"
    );
    let us = Connected::to(port, ["--server-name", "shop.example", "--send", "hello"]);
    assert_eq!(us.code, Some(0), "{}", us.notes);
    assert!(
        us.notes.contains("6 bytes sent, 6 bytes received"),
        "{}",
        us.notes
    );
    assert!(
        us.notes.contains("only the demonstration root is trusted"),
        "{}",
        us.notes
    );
    assert!(
        us.notes.contains("most public servers refuse it today"),
        "{}",
        us.notes
    );
    let (code, said) = server.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("TLS_RSA_WITH_AES_128_CBC_SHA256  closed  6 bytes in, 6 bytes out"));
}
