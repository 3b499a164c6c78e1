//! Client authentication with OpenSSL in both roles: with, without and with the wrong certificate.
//!
//! Each test runs on loopback. Without OpenSSL the test says so and passes; with `CI` set in the
//! environment it fails instead.

use crate::openssl;
use crate::peers::there;
use crate::processes::{Connected, Process, cert, chain, serve};
use std::ffi::OsString;

const CIPHER: &str = "AES128-SHA256:@SECLEVEL=0";

fn path(name: &str) -> String {
    cert(name).to_str().unwrap().to_owned()
}

/// OpenSSL as a client of our server.
fn s_client(port: u16, arguments: &[&str]) -> Process {
    let tls_1_2 = ["-tls1_2", "-cipher", CIPHER];
    openssl::s_client(port, &[&tls_1_2[..], arguments].concat())
}

/// What a client shows: certificate, key and intermediate.
fn identity(certificate: &str, key: &str) -> Vec<String> {
    let (certificate, key, chain) = (path(certificate), path(key), path("intermediate.pem"));
    ["-cert", &certificate, "-key", &key, "-cert_chain", &chain]
        .map(str::to_owned)
        .to_vec()
}

#[test]
fn openssl_shows_our_server_who_it_is() {
    if !there("openssl") {
        return;
    }
    let (list, directory) = (path("intermediate.crl"), path("directory.ldif"));
    let client = identity("client.pem", "client.key");
    let other = identity("other-client.pem", "other-client.key");
    let revoked = identity("revoked-client.pem", "client.key");
    let none = Vec::new();
    let require = ["--client-auth", "require"];
    let request = ["--client-auth", "request"];
    for (server, client, accepted) in [
        (vec![require[0], require[1]], &client, None),
        (vec![request[0], request[1]], &client, None),
        (vec![request[0], request[1]], &none, None),
        (
            vec![require[0], require[1]],
            &none,
            Some("handshake_failure"),
        ),
        (vec![require[0], require[1], "--crl", &list], &client, None),
        (
            vec![require[0], require[1], "--crl", &list],
            &revoked,
            Some("certificate_revoked"),
        ),
        (
            vec![require[0], require[1], "--directory", &directory],
            &client,
            None,
        ),
        (vec![require[0], require[1], "--directory"], &client, None),
        (
            vec![require[0], require[1], "--directory", &directory],
            &other,
            Some("access_denied"),
        ),
    ] {
        let (us, port) = serve(&[&server[..], &["--count", "1"]].concat());
        let arguments: Vec<&str> = client.iter().map(String::as_str).collect();
        let mut peer = s_client(port, &arguments);
        peer.say("good day\n");
        match accepted {
            None => {
                peer.expect("\ngood day\n");
                let (code, said) = peer.end();
                assert_eq!(code, Some(0), "{server:?}: {said}");
                let said = us.expect("closed");
                let who = match client.is_empty() {
                    true => "anonymous, accepted  closed",
                    false => "client-7, accepted  closed",
                };
                assert!(said.contains(who), "{server:?}: {said}");
            }
            Some(alert) => {
                let said = us.expect(&format!("answered with {alert}"));
                assert!(said.contains(", not accepted  failed: "), "{said}");
                assert!(said.contains("failed: "), "{server:?}: {said}");
                let (code, said) = peer.end();
                assert_ne!(code, Some(0), "{server:?}: {said}");
            }
        }
        us.end();
    }
}

#[test]
fn openssl_signs_with_pss_for_our_server() {
    if !there("openssl") {
        return;
    }
    for algorithm in ["RSA-PSS+SHA256", "RSA-PSS+SHA384", "RSA+SHA512"] {
        let (us, port) = serve(&["--count", "1", "--client-auth", "require"]);
        let mut arguments = identity("client.pem", "client.key");
        arguments.extend(["-client_sigalgs", algorithm].map(str::to_owned));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut peer = s_client(port, &arguments);
        peer.say("good day\n");
        peer.expect("\ngood day\n");
        let (code, said) = peer.end();
        assert_eq!(code, Some(0), "{algorithm}: {said}");
        us.expect("closed");
        us.end();
    }
}

/// OpenSSL as a server that asks.
fn s_server(arguments: &[&str]) -> (Process, u16) {
    let root = path("root.pem");
    let tls_1_2 = ["-tls1_2", "-rev", "-cipher", CIPHER];
    let checks = ["-verify_return_error", "-CAfile", &root];
    openssl::s_server(&[&tls_1_2[..], &checks, arguments].concat())
}

#[test]
fn our_client_shows_openssl_who_it_is() {
    if !there("openssl") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let shop = ["--server-name", "shop.example", "--send", "hello"].map(OsString::from);
    let with = |certificate: &str, key: &str| -> Vec<OsString> {
        let identity = [
            "--cert".into(),
            chain(dir.path(), certificate).into(),
            "--key".into(),
            cert(key).into(),
        ];
        shop.iter().cloned().chain(identity).collect()
    };
    let signature = |us: &Connected| {
        let steps = us.document["steps"].as_array().unwrap().iter();
        let mut fields = steps.filter(|step| step["key"] == "certificate_verify");
        fields.next().map(|step| step.to_string())
    };
    // asked or told, with a certificate, by PKCS#1 v1.5 and where nothing else is offered by PSS
    for (arguments, algorithm) in [
        (&["-verify", "3"][..], "rsa_pkcs1_sha256"),
        (&["-Verify", "3"], "rsa_pkcs1_sha256"),
        (
            &["-Verify", "3", "-client_sigalgs", "RSA-PSS+SHA256"],
            "rsa_pss_rsae_sha256",
        ),
    ] {
        let (server, port) = s_server(arguments);
        let us = Connected::to(port, with("client.pem", "client.key"));
        assert_eq!(us.code, Some(0), "{arguments:?}: {}", us.notes);
        assert_eq!(us.data("server"), "olleh\n");
        let signed = signature(&us).expect("a CertificateVerify");
        assert!(signed.contains(algorithm), "{arguments:?}: {signed}");
        server.expect("CN = client-7");
    }
    // asked, without one: OpenSSL goes on
    let (_server, port) = s_server(&["-verify", "3"]);
    let us = Connected::to(port, shop.to_vec());
    assert_eq!(us.code, Some(0), "{}", us.notes);
    assert!(signature(&us).is_none());
    // told, without one
    let (_server, port) = s_server(&["-Verify", "3"]);
    let us = Connected::to(port, shop.to_vec());
    assert_eq!(us.code, Some(1), "{}", us.notes);
    assert!(us.notes.contains("handshake_failure"), "{}", us.notes);
    // a certificate that is none for clients
    let (_server, port) = s_server(&["-Verify", "3"]);
    let us = Connected::to(port, with("server.pem", "server.key"));
    assert_eq!(us.code, Some(1), "{}", us.notes);
    assert!(us.notes.contains("unsupported_certificate"), "{}", us.notes);
}

#[test]
fn a_certificate_that_was_not_sent_is_said_with_the_reason() {
    if !there("openssl") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let shop = ["--server-name", "shop.example", "--send", "hello"].map(OsString::from);
    let identity = [
        "--cert".into(),
        chain(dir.path(), "client.pem").into(),
        "--key".into(),
        cert("client.key").into(),
    ];
    let with: Vec<OsString> = shop.iter().cloned().chain(identity).collect();
    let stranger = path("stranger-root.pem");
    let issuers = ["-Verify", "3", "-CAfile", &stranger];
    let sha224 = ["-Verify", "3", "-client_sigalgs", "RSA+SHA224"];
    let ecdsa = ["-Verify", "3", "-client_sigalgs", "ECDSA+SHA256"];
    let not_sent = "the certificate of `--cert` was not sent: ";
    for (arguments, ours, code, words) in [
        (
            &issuers[..],
            &with[..],
            1,
            format!("hint: {not_sent}the server accepts certificates of CN=Nobody You Know Root"),
        ),
        (
            &sha224[..],
            &with,
            1,
            format!("hint: {not_sent}the server accepts no signature"),
        ),
        (
            &ecdsa[..],
            &with,
            1,
            format!("hint: {not_sent}the server does not accept RSA certificates"),
        ),
        (
            &["-Verify", "3"],
            &shop,
            1,
            "hint: the server asks for a client certificate: `--cert` and `--key` give one.".into(),
        ),
        (
            &["-verify", "3", "-CAfile", &stranger],
            &with,
            0,
            format!("note: {not_sent}the server accepts certificates of CN=Nobody You Know Root"),
        ),
        (
            &[],
            &with,
            0,
            "note: the certificate of `--cert` was not sent: the server did not ask".into(),
        ),
    ] {
        let (_server, port) = s_server(arguments);
        let us = Connected::to(port, ours.to_vec());
        assert_eq!(us.code, Some(code), "{arguments:?}: {}", us.notes);
        assert!(us.notes.contains(&words), "{arguments:?}: {}", us.notes);
        assert!(!us.notes.contains("nothing in common"), "{}", us.notes);
    }
}
