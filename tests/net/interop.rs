//! The real peers: OpenSSL in both roles, GnuTLS in both roles, and curl.
//!
//! Each test runs the installed peer on loopback, and no peer listens on any other address. Where it is
//! missing the test says so and passes; with `CI` set in the environment it fails instead.

use crate::flights::FULL_HANDSHAKE;
use crate::gnutls::{self, priority};
use crate::openssl::{cipher, s_client, s_server};
use crate::peers::there;
use crate::processes::{Connected, Process, cert, premaster, serve};
use premaster::protocol::{Suite, TLS12};
use std::ffi::OsString;
use std::process::Command;

/// The messages of one exchange after the handshake, and of the end.
const EXCHANGE: [&str; 4] = [
    "client ApplicationData",
    "server ApplicationData",
    "client Alert",
    "server Alert",
];

fn shop(arguments: &[&str]) -> Vec<OsString> {
    ["--server-name", "shop.example"]
        .iter()
        .chain(arguments)
        .map(OsString::from)
        .collect()
}

#[test]
fn our_client_speaks_with_openssl_in_every_suite() {
    if !there("openssl") {
        return;
    }
    for suite in Suite::defaults() {
        let (server, port) = s_server(&["-tls1_2", "-rev", "-cipher", &cipher(suite)]);
        let us = Connected::to(port, shop(&["--send", "hello"]));
        assert_eq!(us.code, Some(0), "{}: {}", suite.name, us.notes);
        assert_eq!(us.document["outcome"], "established", "{}", suite.name);
        assert_eq!(us.document["suite"]["name"], suite.name);
        assert_eq!(us.document["version"], "TLS 1.2");
        assert_eq!(us.document["seed"], serde_json::Value::Null);
        assert_eq!(us.document["connection"]["ours"], "client");
        assert_eq!(
            (us.data("client"), us.data("server")),
            ("hello\n".into(), "olleh\n".into())
        );
        assert_eq!(us.messages(), [&FULL_HANDSHAKE[..], &EXCHANGE].concat());
        let said = server.expect("CONNECTION CLOSED");
        assert!(
            said.contains(&format!("Ciphersuite: {}", suite.openssl)),
            "{said}"
        );
        assert!(
            said.contains("Client cipher list: AES128-SHA256:AES256-SHA256:"),
            "{said}"
        );
    }
}

#[test]
fn our_client_offers_the_suite_that_was_asked_for_alone() {
    if !there("openssl") {
        return;
    }
    let (server, port) = s_server(&["-tls1_2", "-rev", "-cipher", "ALL:@SECLEVEL=0"]);
    for suite in Suite::defaults() {
        let us = Connected::to(port, shop(&["--suite", suite.openssl]));
        assert_eq!(us.code, Some(0), "{}: {}", suite.name, us.notes);
        assert_eq!(us.document["suite"]["name"], suite.name);
        server.expect(&format!("Client cipher list: {}\n", suite.openssl));
    }
}

#[test]
fn openssl_speaks_with_our_server_in_every_suite() {
    if !there("openssl") {
        return;
    }
    let (server, port) = serve(&["--count", "4"]);
    for suite in Suite::defaults() {
        let mut client = s_client(port, &["-tls1_2", "-cipher", &cipher(suite)]);
        client.say("good day\n");
        client.expect("Extended master secret: no");
        client.expect("\ngood day\n");
        let (code, said) = client.end();
        assert_eq!(code, Some(0), "{said}");
        assert!(
            said.contains(&format!("Cipher is {}", suite.openssl)),
            "{said}"
        );
        assert!(said.contains("Verify return code: 0 (ok)"), "{said}");
        assert!(said.contains("Verified peername: shop.example"), "{said}");
        assert!(said.contains("Secure Renegotiation IS supported"), "{said}");
        assert!(
            !said.contains("session ticket"),
            "a ticket was not declined: {said}"
        );
        server.expect(&format!(
            "  {}  closed  9 bytes in, 9 bytes out",
            suite.name
        ));
    }
    assert_eq!(server.end().0, Some(0), "--count ends the server");
}

#[test]
fn openssl_as_it_comes_speaks_with_our_server() {
    if !there("openssl") {
        return;
    }
    // TLS 1.3, ECDHE, extended master secret, encrypt-then-MAC, tickets: all of it is offered
    let (server, port) = serve(&["--reply", "Good day to you."]);
    let mut client = s_client(port, &[""; 0]);
    client.say("hello\n");
    client.expect("Good day to you.");
    let (code, said) = client.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("New, TLSv1.2, Cipher is AES"), "{said}");
    server.expect("closed  6 bytes in, 16 bytes out");
}

#[test]
fn a_certificate_that_does_not_pass_is_refused_and_openssl_sees_why() {
    if !there("openssl") {
        return;
    }
    let (server, port) = s_server(&["-tls1_2", "-rev", "-cipher", "ALL:@SECLEVEL=0"]);
    let stranger = cert("client.pem");
    let mut arguments = shop(&["--ca"]);
    arguments.push(stranger.clone().into());
    let wrong_ca = Connected::to(port, &arguments);
    assert_eq!(wrong_ca.code, Some(1), "{}", wrong_ca.notes);
    assert_eq!(wrong_ca.document["outcome"], "failed");
    assert_eq!(wrong_ca.document["alert"]["name"], "unknown_ca");
    assert_eq!(wrong_ca.document["alert"]["side"], "client");
    assert!(
        wrong_ca.notes.contains("`--ca FILE` trusts"),
        "{}",
        wrong_ca.notes
    );
    server.expect("tlsv1 alert unknown ca");

    let wrong_name = Connected::to(port, ["--server-name", "bank.example"]);
    assert_eq!(wrong_name.code, Some(1), "{}", wrong_name.notes);
    assert_eq!(wrong_name.document["alert"]["name"], "certificate_unknown");
    assert!(
        wrong_name.notes.contains("asked for bank.example"),
        "{}",
        wrong_name.notes
    );
    assert!(
        wrong_name.notes.contains("`--server-name N`"),
        "{}",
        wrong_name.notes
    );
    server.expect("alert certificate unknown");

    // HOST is the name when none is given
    let no_name = Connected::to(port, ["--send", "x"]);
    assert_eq!(no_name.document["server_name"], "127.0.0.1");
    assert_eq!(no_name.code, Some(1), "{}", no_name.notes);

    arguments.push("--insecure".into());
    let insecure = Connected::to(port, &arguments);
    assert_eq!(insecure.code, Some(0), "{}", insecure.notes);
    assert_eq!(insecure.document["outcome"], "established");

    arguments.truncate(2);
    arguments.extend(["--ca".into(), cert("intermediate.pem").into()]);
    let right = Connected::to(port, &arguments);
    assert_eq!(
        right.code,
        Some(0),
        "an intermediate may be an anchor: {}",
        right.notes
    );
}

#[test]
fn a_server_that_wants_something_else_is_explained() {
    if !there("openssl") {
        return;
    }
    for (arguments, alert, hint) in [
        (
            &["-tls1_2", "-cipher", "ECDHE"][..],
            "handshake_failure",
            "most servers refuse",
        ),
        (&["-tls1_3"], "protocol_version", "does not speak TLS 1.2"),
    ] {
        let (_server, port) = s_server(arguments);
        let us = Connected::to(port, shop(&[]));
        assert_eq!(us.code, Some(1), "{}", us.notes);
        assert_eq!(us.document["alert"]["name"], alert, "{}", us.notes);
        assert_eq!(us.document["alert"]["side"], "server");
        assert!(us.notes.contains(hint), "{}", us.notes);
        assert!(
            us.notes.contains("It has no forward secrecy"),
            "{}",
            us.notes
        );
    }
}

#[test]
fn a_client_certificate_that_is_asked_for_is_not_there() {
    if !there("openssl") {
        return;
    }
    let suites = ["-tls1_2", "-rev", "-cipher", "ALL:@SECLEVEL=0"];
    let (server, port) = s_server(&[&suites[..], &["-verify", "3"]].concat());
    let us = Connected::to(port, shop(&[]));
    assert_eq!(us.code, Some(0), "{}", us.notes);
    let messages = us.messages();
    assert_eq!(messages[3], "server CertificateRequest");
    assert_eq!(messages[5], "client Certificate");
    assert!(!messages.contains(&"client CertificateVerify".to_owned()));
    server.expect("No peer certificate");

    let (_server, port) = s_server(&[&suites[..], &["-Verify", "3"]].concat());
    let us = Connected::to(port, shop(&[]));
    assert_eq!(us.code, Some(1), "{}", us.notes);
    assert_eq!(us.document["alert"]["name"], "handshake_failure");
    assert!(us.notes.contains("client certificate"), "{}", us.notes);
}

#[test]
fn a_renegotiation_is_declined_in_both_roles() {
    if !there("openssl") {
        return;
    }
    let (server, port) = serve(&[]);
    let mut client = s_client(port, &["-tls1_2", "-cipher", "AES128-SHA:@SECLEVEL=0"]);
    client.say("one\n");
    client.expect("\none\n");
    client.say("R\n");
    client.expect("RENEGOTIATING");
    client.expect("no renegotiation");
    client.end();
    server.expect("  TLS_RSA_WITH_AES_128_CBC_SHA  ");
    // and the next one is served
    assert_eq!(Connected::to(port, shop(&[])).code, Some(0));

    let suites = ["-tls1_2", "-cipher", "AES128-SHA:@SECLEVEL=0"];
    let (mut server, port) = s_server(&suites);
    let mut us = Process::start(
        premaster()
            .args([
                "connect",
                &format!("127.0.0.1:{port}"),
                "--server-name",
                "shop.example",
            ])
            .args(["--headless", "--send", "hello"]),
    );
    server.expect("hello");
    server.say("r\n");
    let said = us.expect("application data:");
    us.hush();
    let (_, all) = us.end();
    assert!(all.contains("HelloRequest"), "{said}");
    assert!(all.contains("no_renegotiation"), "{all}");
}

/// OpenSSL's client refuses a server without renegotiation_info since version 3.0; its server does not mind
/// a client without it.
#[test]
fn openssl_wants_renegotiation_info_of_servers() {
    if !there("openssl") {
        return;
    }
    let suites = ["-tls1_2", "-cipher", "AES128-SHA:@SECLEVEL=0"];
    let (_server, port) = serve(&["--no-renegotiation-info"]);
    let client = s_client(port, &suites);
    client.expect("unsafe legacy renegotiation disabled");
    assert_eq!(client.end().0, Some(1));
    let (_server, port) = serve(&[]);
    let client = s_client(port, &suites);
    client.expect("Secure Renegotiation IS supported");
    client.end();
    let rev = ["-tls1_2", "-rev", "-cipher", "AES128-SHA:@SECLEVEL=0"];
    let (_server, port) = s_server(&rev);
    let us = Connected::to(port, shop(&["--no-renegotiation-info"]));
    assert_eq!(us.code, Some(0), "{}", us.notes);
}

#[test]
fn curl_fetches_the_page() {
    if !there("curl") {
        return;
    }
    let (server, port) = serve(&["--reply", "http"]);
    let curl = |arguments: &[&str]| {
        let output = Command::new("curl")
            .args(["--silent", "--show-error", "--include", "--max-time", "20"])
            .args([
                "--tlsv1.2",
                "--tls-max",
                "1.2",
                "--ciphers",
                "AES128-SHA256",
            ])
            .arg("--cacert")
            .arg(cert("root.pem"))
            .args(["--resolve", &format!("shop.example:{port}:127.0.0.1")])
            .args(arguments)
            .arg(format!("https://shop.example:{port}/"))
            .output()
            .unwrap();
        let all = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(all).unwrap())
    };
    let (code, said) = curl(&[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("HTTP/1.1 200 OK\r\n"), "{said}");
    assert!(said.contains("TLS_RSA_WITH_AES_128_CBC_SHA256"), "{said}");
    assert!(said.ends_with("</html>\n"), "{said}");
    let (code, said) = curl(&["--data", "name=value"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.starts_with("HTTP/1.1 405 Method Not Allowed\r\n"),
        "{said}"
    );
    let served = server.expect("\n127.0.0.1");
    assert!(!served.contains("failed"), "{served}");
}

#[test]
fn gnutls_speaks_with_our_server_in_every_suite() {
    if !there("gnutls-cli") {
        return;
    }
    let (server, port) = serve(&[]);
    for suite in Suite::defaults() {
        let said = gnutls::client(port, &priority(&TLS12, suite), &[""; 0]).greets();
        assert!(said.contains("The certificate is trusted"), "{said}");
        server.expect(&format!("  {}  closed", suite.name));
    }
}

#[test]
fn our_client_speaks_with_gnutls_in_every_suite() {
    if !gnutls::server_is_there() {
        return;
    }
    for suite in Suite::defaults() {
        let (server, port) = gnutls::server(&priority(&TLS12, suite), 1, &[]);
        let us = Connected::to(port, shop(&["--send", "hello"]));
        assert_eq!(us.code, Some(0), "{}: {}", suite.name, us.notes);
        assert_eq!(us.document["suite"]["name"], suite.name);
        assert_eq!(us.data("server"), "hello\n", "{}", suite.name);
        let (code, said) = server.end();
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("handshake done"), "{said}");
        assert!(said.contains("closed"), "{said}");
    }
}
