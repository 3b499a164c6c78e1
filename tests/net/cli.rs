//! `premaster connect` and `premaster serve`: what they say, and with which exit code.

use crate::processes::{Connected, Process, cert, chain, premaster, serve};
use premaster::protocol::Rules;
use std::net::{Ipv4Addr, TcpListener};
use std::thread;

#[test]
fn wrong_arguments_are_said_with_exit_code_2() {
    let missing = cert("missing.pem");
    let missing = missing.to_str().unwrap();
    let (server, client_key) = (cert("server.pem"), cert("client.key"));
    let (server, client_key) = (server.to_str().unwrap(), client_key.to_str().unwrap());
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
            "holds a private key, not a certificate",
        ),
        (
            &["connect", "localhost:1", "--format", "json"],
            "--headless",
        ),
        (
            &["connect", "localhost:1"],
            "with `--headless` the run is printed",
        ),
        (&["serve"], "with `--headless` each connection is printed"),
        (&["serve", "--cert", server, "--headless"], "--key"),
        (
            &["serve", "--cert", server, "--key", client_key, "--headless"],
            "does not belong to the certificate in",
        ),
        (
            &["serve", "--cert", server, "--key", server, "--headless"],
            "not an RSA private key",
        ),
        (&["serve", "--timeout", "0", "--headless"], "seconds"),
        (
            &["serve", "--count", "x", "--headless"],
            "expected a whole number from 1 to",
        ),
    ] {
        let (code, said) = Process::start(premaster().args(arguments)).end();
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(said.contains(message), "{arguments:?}: {said}");
    }
}

#[test]
fn an_address_that_is_none_is_told_with_what_to_write() {
    for (given, error, hint) in [
        (
            "https://shop.example",
            "expected HOST:PORT, got a URL",
            "write shop.example:443.",
        ),
        (
            "https://u@[::1]:8443/x?y",
            "expected HOST:PORT, got a URL",
            "write [::1]:8443.",
        ),
        (
            "shop.example",
            "without a port",
            "for HTTPS write shop.example:443.",
        ),
        (
            "::1:443",
            "expected an IPv6 address in brackets, as [::1]:443",
            "",
        ),
    ] {
        let (code, said) = Process::start(premaster().args(["connect", given, "--headless"])).end();
        assert_eq!(code, Some(2), "{given}: {said}");
        assert!(said.contains(error), "{given}: {said}");
        let hints: Vec<&str> = said
            .lines()
            .filter_map(|line| line.strip_prefix("hint: "))
            .collect();
        assert!(hints.concat().ends_with(hint), "{given}: {said}");
    }
}

/// A block whose content does not matter.
fn block(label: &str) -> Vec<u8> {
    format!("-----BEGIN {label}-----\nMAA=\n-----END {label}-----\n").into_bytes()
}

/// The PKCS#8 of a key on the curve P-256, with nothing in it.
const EC_KEY: [u8; 28] = [
    0x30, 0x1a, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x00,
];

/// The beginning of a private key that is encrypted under a password (RFC 5958 section 3).
const SEALED_KEY: [u8; 17] = [
    0x30, 0x0f, 0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d, 0x04,
    0x00,
];

#[test]
fn a_wrong_file_is_called_by_its_name_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("given");
    let given = path.to_str().unwrap();
    let file = |name: &str| std::fs::read(cert(name)).unwrap();
    let text = |name: &str| String::from_utf8(file(name)).unwrap();
    let certificate = premaster::pki::demo::certificate("server.pem").unwrap().der;
    let list = premaster::pki::demo::revocation_list("root.crl").unwrap();
    let half = |name: &str| file(name)[..400].to_vec();
    let sealed = text("server.key").replace(
        "-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n",
    );
    let whose = cert("server.pem");
    let whose = whose.to_str().unwrap();
    let ca = ["connect", "localhost:1", "--headless", "--ca", given];
    let crl = ["connect", "localhost:1", "--headless", "--crl", given];
    let key = ["serve", "--headless", "--cert", whose, "--key", given];
    let ldif = &[
        "serve",
        "--headless",
        "--client-auth=require",
        "--directory",
        given,
    ];
    let (ca, crl, key, ldif) = (&ca[..], &crl[..], &key[..], &ldif[..]);
    let verify = &["verify", whose, "--ca", given][..];
    let to_trust = "to trust are given with `--ca`, your own with";
    for (arguments, content, got, hint) in [
        (
            ca,
            file("server.key"),
            "holds a private key",
            "with `--key`",
        ),
        (
            verify,
            file("server.key"),
            "holds a private key",
            "leave the private key out",
        ),
        (ca, file("root.crl"), "holds a revocation list", "`--crl`"),
        (ca, list.der.clone(), "holds a revocation list", "`--crl`"),
        (
            ca,
            file("directory.ldif"),
            "holds a directory",
            "begins with",
        ),
        (ca, block("PKCS7"), "holds a PKCS#7 bundle", "-print_certs"),
        (ca, block("DH"), "holds -----BEGIN DH-----", "begins with"),
        (ca, block("PUBLIC KEY"), "holds a public key", "whose it is"),
        (
            ca,
            block("CERTIFICATE REQUEST"),
            "holds a certificate request",
            "when a CA signs it",
        ),
        (
            ca,
            [block("EC PARAMETERS"), block("EC PRIVATE KEY")].concat(),
            "holds an EC private key, not a certificate\n",
            "with `--key`",
        ),
        (ca, vec![], "got an empty file", "was to write it"),
        (
            ca,
            b"hello".to_vec(),
            "holds no certificate, neither as PEM nor as DER",
            "begins with",
        ),
        (ca, half("server.pem"), "has no END", "cut off"),
        (
            ca,
            certificate[..500].to_vec(),
            &format!("got the first 500 of {} bytes", certificate.len()),
            "cut off",
        ),
        (crl, certificate.clone(), "holds a certificate", to_trust),
        (
            crl,
            [file("root.pem"), file("server.pem")].concat(),
            "holds 2 certificates",
            to_trust,
        ),
        // the list is there, and it is broken
        (
            crl,
            [file("root.pem"), half("root.crl")].concat(),
            "BEGIN X509 CRL has no END",
            "cut off",
        ),
        (crl, block("PUBLIC KEY"), "holds a public key", "X509 CRL"),
        (key, file("server.pem"), "holds a certificate", "`--cert`"),
        (key, certificate.clone(), "holds a certificate", "`--cert`"),
        (key, file("root.crl"), "holds a revocation list", "`--crl`"),
        (key, block("EC PRIVATE KEY"), "holds an EC", "only RSA keys"),
        (key, EC_KEY.to_vec(), "holds an EC", "only RSA keys"),
        (
            key,
            SEALED_KEY.to_vec(),
            "holds an encrypted",
            "its password",
        ),
        (
            key,
            sealed.into_bytes(),
            "holds an encrypted",
            "its password",
        ),
        (
            key,
            block("ENCRYPTED PRIVATE KEY"),
            "holds an encrypted private key, not an RSA private key",
            "its password",
        ),
        (
            key,
            block("PUBLIC KEY"),
            "holds a public key",
            "is not enough",
        ),
        (
            key,
            block("OPENSSH PRIVATE KEY"),
            "holds an OpenSSH private key",
            "ssh-keygen",
        ),
        (key, half("server.key"), "no -----END PRIVATE", "cut off"),
        (ldif, file("root.pem"), "holds a certificate", to_trust),
        (ldif, certificate.clone(), "holds a certificate", to_trust),
        (ldif, b"hello".to_vec(), "line 1: expected", "is LDIF"),
    ] {
        std::fs::write(&path, &content).unwrap();
        let (code, said) = Process::start(premaster().args(arguments)).end();
        let (error, advice) = said.split_once("\nhint: ").unwrap();
        assert_eq!(code, Some(2), "{got}: {said}");
        assert!(format!("{error}\n").contains(got), "{got}: {said}");
        assert!(advice.contains(hint), "{hint}: {said}");
    }
    std::fs::File::create(&path)
        .unwrap()
        .set_len(17 << 20)
        .unwrap();
    let (_, said) = Process::start(premaster().args(ca)).end();
    assert!(said.contains("got a file of more than 16 MiB"), "{said}");
    let folder = ["verify", whose, "--ca", dir.path().to_str().unwrap()];
    let (_, said) = Process::start(premaster().args(folder)).end();
    assert!(said.contains("give a file that is in it"), "{said}");
}

#[test]
fn der_is_read_where_pem_is() {
    let dir = tempfile::tempdir().unwrap();
    let server = dir.path().join("server.der");
    let leaf = premaster::pki::demo::certificate("server.pem").unwrap();
    std::fs::write(&server, leaf.der).unwrap();
    let both = dir.path().join("both.pem");
    let file = |name: &str| std::fs::read(cert(name)).unwrap();
    let all = ["server.key", "server.pem", "intermediate.pem"].map(file);
    std::fs::write(&both, all.concat()).unwrap();
    let key = cert("server.key");
    for (certificate, key) in [(&server, &key), (&both, &both)] {
        let files = [
            "--cert",
            certificate.to_str().unwrap(),
            "--key",
            key.to_str().unwrap(),
        ];
        let (server, _) = serve(&files);
        assert!(
            server.said().contains("as shop.example"),
            "{}",
            server.said()
        );
        assert!(!server.said().contains("passed over"), "{}", server.said());
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
    assert!(said.contains("check the port. To try it out"), "{said}");
    let nowhere = ["connect", "nowhere.invalid:443", "--headless"];
    let (code, said) = Process::start(premaster().args(nowhere)).end();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("nowhere.invalid"), "{said}");
    assert!(said.contains("there is no address for the name"), "{said}");
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
        us.notes
            .contains("most public servers refuse it. If this one does"),
        "{}",
        us.notes
    );
    let (code, said) = server.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("TLS_RSA_WITH_AES_128_CBC_SHA256  closed  6 bytes in, 6 bytes out"));
}

/// `connect --resume` connects twice, with a certificate of the client; how `serve` remembers sessions
/// decides whether the second connection resumes the session of the first. Both say what became of the
/// certificate, which is not sent again when the session is resumed.
#[test]
fn our_program_resumes_the_sessions_of_our_program() {
    // most of the time is spent waiting until the server has said all it has to say
    thread::scope(|scope| {
        for rules in Rules::all() {
            // without extensions there are no tickets
            let ways = [("none", false), ("id", true), ("ticket", true)];
            let ways = &ways[..if rules.form.extensions { 3 } else { 2 }];
            for (sessions, is_resumed) in ways.iter().copied() {
                scope.spawn(move || resumes(rules, sessions, is_resumed));
            }
        }
    });
}

fn resumes(rules: &Rules, sessions: &str, is_resumed: bool) {
    let folder = tempfile::tempdir().unwrap();
    let certificate = chain(folder.path(), "client.pem");
    let (certificate, key) = (certificate.to_str().unwrap(), cert("client.key"));
    let identity = ["--cert", certificate, "--key", key.to_str().unwrap()];
    let switches = ["--extended-master-secret", "--encrypt-then-mac"];
    let switches = &switches[..if rules.form.extensions { 2 } else { 0 }];
    let version = rules.key();
    let only = ["--min", &version, "--max", &version];
    let asks = ["--count", "2", "--sessions", sessions];
    let (server, port) =
        serve(&[&asks[..], &["--client-auth", "require"], &only, switches].concat());
    let shop = ["--server-name", "shop.example", "--send", "hello"];
    let us = Connected::to(
        port,
        [&["--resume"], &shop[..], &only, &identity, switches].concat(),
    );
    let at = format!("{version}, --sessions {sessions}: {}", us.notes);
    assert_eq!(us.code, Some(0), "{at}");
    let connections = us.document["connections"].as_array().unwrap();
    let resumed: Vec<_> = connections.iter().map(|it| &it["resumed"]).collect();
    assert_eq!(resumed, [false, is_resumed], "{at}");
    let count = |message| us.messages().iter().filter(|it| *it == message).count();
    let signed = 2 - usize::from(is_resumed);
    assert_eq!(count("client CertificateVerify"), signed, "{at}");
    assert_eq!(count("client Finished"), 2, "{at}");
    assert_eq!(us.data("server"), "hello\nhello\n", "{at}");
    let of_both = "application data: 12 bytes sent, 12 bytes received.";
    assert!(us.notes.contains(of_both), "{at}");
    assert!(!us.notes.contains("was not sent"), "{at}");
    let carried = "was sent on the first connection. The second resumed its session";
    assert_eq!(us.notes.contains(carried), is_resumed, "{at}");
    let (code, said) = server.end();
    assert_eq!(code, Some(0), "{at}: {said}");
    let accepted = said.matches("client-7, accepted").count();
    assert_eq!(accepted, signed, "{at}: {said}");
    let known = said.matches("client-7, known from the resumed session");
    assert_eq!(known.count(), 2 - signed, "{at}: {said}");
    let closed = said.matches("closed  6 bytes in, 6 bytes out").count();
    assert_eq!(closed, 2, "{at}: {said}");
}
