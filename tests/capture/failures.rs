//! Failed connections, captured between OpenSSL and GnuTLS: what the reader says of the cause.

use crate::observed::{Observed, observe};
use crate::reading::found;
use premaster::capture::secrets::ServerKey;
use premaster::capture::{Setup, WhySealed};
use premaster::explain;
use premaster::pki::file;
use premaster::trace::{Outcome, Side};
use premaster::wire::AlertDescription as A;
use std::collections::BTreeSet;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/failures");

/// A capture, the alert that ended it, and what is said of the cause.
type Case = (&'static str, Option<(Side, A)>, &'static str);

/// By the name of the capture: who sent which fatal alert, and words of the cause.
#[rustfmt::skip]
const CASES: [Case; 21] = [
    ("expired", Some((Side::Client, A::CertificateExpired)), "for shop.example: it was valid until 2020-12-31"),
    ("expired-gnutls", Some((Side::Client, A::BadCertificate)), "for shop.example: it was valid until 2020-12-31"),
    ("expired-tls13", Some((Side::Client, A::CertificateExpired)), "TLS 1.3 encrypts the server's certificate"),
    ("wrong-name", Some((Side::Client, A::BadCertificate)), "the client asked for bank.example; the certificate names shop.example"),
    ("missing-intermediate", Some((Side::Client, A::UnknownCa)), "CN=Premaster Demonstration Intermediate, O=Premaster Demonstration issued it, but the issuer's certificate was not sent"),
    ("inspected", Some((Side::Client, A::UnknownCa)), "CN=Nobody You Know Root, O=Premaster Demonstration issued it, but the issuer's certificate was not sent"),
    ("no-common-suite", Some((Side::Server, A::HandshakeFailure)), "the client offers TLS 1.2 at most, TLS_RSA_WITH_AES_128_CBC_SHA256 and TLS_RSA_WITH_AES_128_CBC_SHA, and"),
    ("no-common-group", Some((Side::Server, A::HandshakeFailure)), "the groups x25519 and secp256r1, and the server accepts no combination of these"),
    ("no-common-version", Some((Side::Server, A::ProtocolVersion)), "the client offers TLS 1.1 at most"),
    ("only-tls13", Some((Side::Server, A::ProtocolVersion)), "the client offers TLS 1.2 at most; a server that knew only older versions would choose one of them, so this one demands a newer version"),
    ("fallback-refused", Some((Side::Server, A::InappropriateFallback)), "the client offers TLS 1.1 at most and says that this is a second attempt"),
    ("client-refused", Some((Side::Server, A::UnknownCa)), "the client's certificate, client-7, issued by Premaster Demonstration Intermediate; none of its issuers is among those that the server asks for"),
    ("client-without-certificate", Some((Side::Server, A::HandshakeFailure)), "the client sent none"),
    ("wrong-key", Some((Side::Server, A::BadRecordMac)), "most likely the server's private key does not belong to its certificate"),
    ("wrong-key-ecdhe", Some((Side::Client, A::DecryptError)), "does not verify the server's signature over its key share"),
    ("unknown-host", Some((Side::Server, A::UnrecognizedName)), "the client asked for the host shop.example"),
    ("blocked", Some((Side::Server, A::HandshakeFailure)), "the record of the alert says SSL 3.0, which the client never offered"),
    ("reset-after-hello", None, "the server reset the TCP connection before the handshake was complete, after the client's ClientHello: it sent no answer at all"),
    ("reset-by-client", None, "the client reset the TCP connection before the handshake was complete, after the server's ServerHelloDone: it sent no alert"),
    ("closed-after-hello", Some((Side::Client, A::DecodeError)), "the server ended the TCP connection before the handshake was complete, after the client's ClientHello: it sent no answer at all"),
    ("http-answer", None, "the server does not speak TLS here, but sends HTTP in the clear"),
];

fn capture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{FOLDER}/{name}.pcapng")).unwrap()
}

/// A reader who trusts what the client trusts.
fn with_anchors() -> Setup {
    let pem = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/certs/root.pem")).unwrap();
    Setup {
        anchors: file::certificates(&pem).unwrap().into(),
        ..Setup::default()
    }
}

fn only(name: &str, setup: Setup) -> Observed {
    let mut all = observe(&capture(name), setup);
    assert_eq!(all.len(), 1, "{name}");
    all.remove(0)
}

#[test]
fn every_capture_has_its_case() {
    let cases = CASES.iter().map(|(name, ..)| (*name).to_owned());
    let cases: BTreeSet<String> = cases.chain(["http-request".to_owned()]).collect();
    let files = std::fs::read_dir(FOLDER).unwrap().filter_map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        Some(name.strip_suffix(".pcapng")?.to_owned())
    });
    assert_eq!(files.collect::<BTreeSet<_>>(), cases);
}

#[test]
fn the_cause_is_told_in_the_list_and_in_the_trace() {
    for (name, alert, words) in CASES {
        let one = only(name, with_anchors());
        let sent = one.summary.alert;
        assert_eq!(
            sent.map(|(side, alert)| (side, alert.description)),
            alert,
            "{name}"
        );
        let reason = one.summary.reason.as_ref().unwrap().to_string();
        assert!(reason.contains(words), "{name}: {reason}");
        let Outcome::Failed { .. } = one.trace.outcome() else {
            panic!("{name}: {:?}", one.trace.outcome());
        };
        assert!(!one.summary.seems_complete(), "{name}");
        let told = one
            .trace
            .steps()
            .iter()
            .flat_map(|step| explain::step(&one.trace, step).parts);
        let told: Vec<String> = told.map(|part| part.plain()).collect();
        let told = told.join(" ").replace('\n', " ");
        assert!(told.contains(words), "{name}: {told}");
    }
}

#[test]
fn no_text_is_too_long_and_none_lacks_a_value() {
    for (name, ..) in CASES {
        let one = only(name, with_anchors());
        for step in one.trace.steps() {
            let explained = explain::step(&one.trace, step);
            assert_eq!(
                explained.unfilled,
                Vec::<String>::new(),
                "{name}: {}",
                step.key()
            );
            for part in explained.parts {
                let words = part.plain().split_whitespace().count();
                assert!(words <= 120, "{name}: {}: {words} words", step.key());
            }
        }
    }
}

#[test]
fn without_trusted_certificates_the_reader_says_what_is_missing() {
    let one = only("expired", Setup::default());
    let reason = one.summary.reason.unwrap().to_string();
    assert!(reason.contains("`--ca` names some"), "{reason}");
}

#[test]
fn a_certificate_that_passes_here_is_not_blamed() {
    let mut setup = with_anchors();
    setup.server_name = Some("www.shop.example".to_owned());
    let one = only("wrong-name", setup);
    let reason = one.summary.reason.unwrap().to_string();
    assert!(reason.contains("passes premaster's own check"), "{reason}");
}

/// A reader who has this private key of `certs/`.
fn with_key(name: &str) -> Setup {
    let path = format!("{}/certs/{name}", env!("CARGO_MANIFEST_DIR"));
    let key = file::private_key(&std::fs::read(&path).unwrap()).unwrap();
    let mut setup = with_anchors();
    setup.secrets.keys.push(ServerKey {
        key: key.into(),
        path,
    });
    setup
}

#[test]
fn the_key_of_the_certificate_shows_which_side_is_right() {
    let one = only("wrong-key", with_key("server.key"));
    let reason = one.summary.reason.unwrap().to_string();
    assert!(reason.contains("so the client is right"), "{reason}");
}

#[test]
fn a_key_that_is_not_the_certificate_s_is_said_to_be_none() {
    let one = only("wrong-key", with_key("thief.key"));
    assert_eq!(one.summary.sealed, Some(WhySealed::OtherKey));
    let mut steps = one.trace.steps().iter();
    let step = steps.find(|step| step.key() == "reader_take_secrets");
    let explained = explain::step(&one.trace, step.unwrap());
    let told: Vec<String> = explained.parts.iter().map(|part| part.plain()).collect();
    let told = told.join(" ").replace('\n', " ");
    assert!(
        told.contains("does not belong to the server's certificate"),
        "{told}"
    );
}

#[test]
fn an_issuer_that_is_not_known_may_have_two_reasons() {
    let one = only("missing-intermediate", with_anchors());
    let reason = one.summary.reason.unwrap().to_string();
    assert!(
        reason.contains("leaves out an intermediate certificate"),
        "{reason}"
    );
    assert!(!reason.contains("--ca"), "{reason}");
}

#[test]
fn the_signature_over_a_share_is_verified_where_it_is_good() {
    for name in ["expired", "missing-intermediate", "wrong-key-ecdhe"] {
        let one = only(name, with_anchors());
        let steps = one.trace.steps().iter();
        let mut checks = steps.filter(|step| step.key() == "reader_check_key_share");
        let step = checks.next().unwrap_or_else(|| panic!("{name}: no check"));
        let passed = step.checks.iter().all(|check| check.passed);
        assert_eq!(passed, name != "wrong-key-ecdhe", "{name}");
    }
}

#[test]
fn a_request_in_http_on_a_port_of_tls_is_named() {
    let (connections, others) = found(&capture("http-request"));
    assert!(connections.is_empty());
    let [other] = &others[..] else {
        panic!("{others:?}")
    };
    assert!(other.ends_with("HTTP in the clear"), "{other}");
}
