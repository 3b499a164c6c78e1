//! Wrong input around client authentication ends in the right alert, and the steps come in their order.

use premaster::pki::Certificate;
use premaster::scenario::{Ask, Change, Intercepted, Interception, Overrides, Scenario, simulate};
use premaster::trace::{
    BufferKind, CheckName, ConnectionId, MessageName, Outcome, Presented, Side, Step, Trace,
    ValueName, Withheld,
};
use premaster::wire::extension::Extension;
use premaster::wire::form;
use premaster::wire::names::{ExtensionType, SignatureAlgorithm};
use premaster::wire::{Handshake, HandshakeType, ProtocolVersion};

fn mutual() -> Scenario {
    Scenario::builtin("mutual", Overrides::seed(42)).unwrap()
}

fn intercepted(scenario: &Scenario, message: &str, change: Change) -> Trace {
    let mut scenario = scenario.clone();
    scenario.interceptions = vec![Interception {
        message: Intercepted::named(message).unwrap(),
        occurrence: 1,
        change,
    }];
    let trace = simulate(&scenario);
    assert!(trace.tampering()[0].done.is_ok(), "{:?}", trace.tampering());
    trace
}

/// The alert, and the step in which somebody gave up first.
fn end(trace: &Trace) -> (String, &'static str) {
    let failed = trace.steps().iter().find(|step| step.failure.is_some());
    let alert = match trace.outcome() {
        Outcome::Failed {
            alert: Some(sent), ..
        } => sent.alert.description.to_string(),
        other => format!("{other:?}"),
    };
    (alert, failed.map_or("", Step::key))
}

fn replace(field: &str, bytes: Vec<u8>) -> Change {
    Change::Replace {
        field: field.to_owned(),
        bytes,
    }
}

#[test]
fn the_steps_come_in_their_order() {
    let trace = simulate(&mutual());
    let keys: Vec<&str> = trace.steps().iter().map(Step::key).collect();
    let expected = [
        "server_certificate",
        "certificate_request",
        "server_hello_done",
        "check_certificate",
        "client_certificate",
        "draw_pre_master_secret",
        "encrypt_pre_master_secret",
        "client_key_exchange",
        "sign_handshake",
        "certificate_verify",
        "check_client_certificate",
        "check_certificate_verify",
        "decrypt_pre_master_secret",
        "derive_master_secret",
        "expand_key_block",
    ];
    let start = keys.iter().position(|key| *key == expected[0]).unwrap();
    assert_eq!(keys[start..start + expected.len()], expected);
    // Finished covers CertificateVerify; the signature covers everything before it
    let names = |side| -> Vec<MessageName> {
        trace
            .last_connection()
            .transcript(side)
            .iter()
            .map(|entry| entry.message)
            .collect()
    };
    assert_eq!(names(Side::Client), names(Side::Server));
    let verify = MessageName::Handshake(HandshakeType::CertificateVerify);
    let at = names(Side::Client)
        .iter()
        .position(|name| *name == verify)
        .unwrap();
    let covered: Vec<u8> = trace.last_connection().transcript(Side::Client)[..at]
        .iter()
        .flat_map(|entry| entry.bytes.clone())
        .collect();
    let signed = trace
        .first(ConnectionId::FIRST, ValueName::SignedHash)
        .unwrap();
    let hash = premaster::crypto::hash::HashAlgorithm::Sha256;
    assert_eq!(signed.bytes, hash.digest(&covered));
}

#[test]
fn every_way_to_get_it_wrong_has_its_alert() {
    let scenario = mutual();
    for (message, change, alert, step) in [
        // the server takes what it has not offered for a mistake
        (
            "certificate_verify",
            replace("signature_algorithm", vec![2, 2]),
            "illegal_parameter",
            "check_certificate_verify",
        ),
        (
            "certificate_verify",
            Change::Drop,
            "unexpected_message",
            "reject",
        ),
        (
            "certificate_verify",
            Change::Repeat,
            "unexpected_message",
            "reject",
        ),
        (
            "client_certificate",
            Change::Drop,
            "unexpected_message",
            "reject",
        ),
        (
            "client_certificate",
            Change::Repeat,
            "unexpected_message",
            "reject",
        ),
        (
            "certificate_request",
            Change::Repeat,
            "unexpected_message",
            "reject",
        ),
        (
            "certificate_request",
            replace("certificate_types", vec![2]),
            "handshake_failure",
            "check_client_certificate",
        ),
        // there must be at least one (§7.4.4)
        (
            "certificate_request",
            replace("certificate_types", vec![]),
            "decode_error",
            "reject",
        ),
        (
            "client_certificate",
            replace("certificate_list", vec![]),
            "handshake_failure",
            "check_client_certificate",
        ),
        (
            "client_certificate",
            replace("asn1_cert[0].tbs_certificate.serial_number", vec![1]),
            "bad_certificate",
            "reject",
        ),
        // the client does not sign what it has not been asked for: nobody knows of the request
        (
            "certificate_request",
            Change::Drop,
            "unexpected_message",
            "reject",
        ),
    ] {
        let trace = intercepted(&scenario, message, change.clone());
        let got = end(&trace);
        assert_eq!(got, (alert.to_owned(), step), "{message} {change:?}");
    }
}

#[test]
fn a_changed_message_is_noticed_by_the_signature_before_finished() {
    let change = Change::Flip {
        field: "signature_algorithms".to_owned(),
        byte: 3,
        bit: 1,
    };
    let trace = intercepted(&mutual(), "client_hello", change);
    assert_eq!(
        end(&trace),
        ("decrypt_error".into(), "check_certificate_verify")
    );
}

#[test]
fn a_server_that_only_asks_goes_on_without_an_answer() {
    let mut scenario = mutual();
    scenario.server.ask = Ask::Request;
    scenario.client.identity = None;
    let trace = simulate(&scenario);
    assert_eq!(*trace.outcome(), Outcome::Established);
    assert!(
        trace
            .steps()
            .iter()
            .all(|step| step.key() != "certificate_verify")
    );
    scenario.server.ask = Ask::Require;
    let trace = simulate(&scenario);
    assert_eq!(
        end(&trace),
        ("handshake_failure".into(), "check_client_certificate")
    );
    // nobody asks, nobody shows anything
    scenario.server.ask = Ask::None;
    assert_eq!(*simulate(&scenario).outcome(), Outcome::Established);
}

#[test]
fn a_client_shows_nothing_to_a_server_that_would_not_take_it() {
    let mut scenario = mutual();
    scenario.server.ask = Ask::Request;
    scenario.server.client_anchors =
        premaster::scenario::Kept::demonstration(&["stranger-root.pem"]);
    let trace = simulate(&scenario);
    assert_eq!(*trace.outcome(), Outcome::Established);
    let Some(Withheld::Issuer {
        wanted,
        subject,
        issuer,
    }) = &trace.last_connection().withheld
    else {
        panic!("{:?}", trace.last_connection().withheld)
    };
    assert!(
        wanted.len() == 1 && wanted[0].contains("CN=Nobody You Know Root"),
        "{wanted:?}"
    );
    assert!(subject.contains("CN=client-7"), "{subject}");
    assert!(issuer.contains("Root"), "{issuer}");
    let hint = trace
        .last_connection()
        .withheld
        .as_ref()
        .and_then(Withheld::hint)
        .unwrap()
        .to_string();
    assert!(hint.contains(issuer) && hint.contains(&wanted[0]), "{hint}");
    let last = trace.steps().len();
    assert_eq!(
        trace.presented(ConnectionId::FIRST, last),
        Some(Presented::Nothing)
    );
    let before = trace
        .steps()
        .iter()
        .take_while(|step| step.key() != "client_certificate");
    assert_eq!(
        trace.presented(ConnectionId::FIRST, before.count() - 1),
        None
    );
    let shown = simulate(&mutual());
    assert_eq!(shown.last_connection().withheld, None);
    let chain = shown.presented(ConnectionId::FIRST, last).unwrap();
    assert!(matches!(chain, Presented::Chain(chain) if chain.certificates.len() == 2));
    let certificate = trace
        .steps()
        .iter()
        .find(|step| step.key() == "client_certificate")
        .unwrap();
    let check = certificate
        .checks
        .iter()
        .find(|check| check.name == CheckName::ClientCertificate)
        .unwrap();
    assert!(
        check.detail.to_string().contains("An empty list is sent"),
        "{}",
        check.detail
    );
}

/// RFC 9155: neither offered nor used, unless a scenario says so.
#[test]
fn sha_1_is_not_offered_and_not_used() {
    let sha1 = SignatureAlgorithm::RsaPkcs1Sha1;
    let trace = simulate(&mutual());
    let offers = trace
        .steps()
        .iter()
        .filter_map(|step| step.message.as_ref());
    let mut lists = 0;
    for message in offers.filter(|message| !message.protected) {
        let listed = match Handshake::parse(&message.content, &form::TLS12).0 {
            Ok(Handshake::ClientHello(hello)) => {
                let extensions = hello.extensions.unwrap();
                extensions
                    .into_iter()
                    .find_map(|extension| match extension {
                        Extension::SignatureAlgorithms(listed) => Some(listed),
                        _ => None,
                    })
            }
            Ok(Handshake::CertificateRequest(request)) => request.signature_algorithms,
            _ => None,
        };
        if let Some(listed) = listed {
            lists += 1;
            assert!(!listed.contains(&sha1), "{listed:?}");
        }
    }
    assert_eq!(lists, 2, "ClientHello and CertificateRequest");
    // a server that accepts nothing else gets no certificate
    let mut scenario = mutual();
    scenario.server.signature_algorithms = vec![sha1];
    let trace = simulate(&scenario);
    assert_eq!(trace.last_connection().withheld, Some(Withheld::Signature));
    scenario.client.signature_algorithms.push(sha1);
    assert_eq!(*simulate(&scenario).outcome(), Outcome::Established);
}

/// A client of TLS 1.1 follows RFC 4346: what came with TLS 1.2 is not in its offer.
#[test]
fn a_client_of_an_older_version_offers_nothing_of_tls_1_2() {
    let scenario = Scenario::builtin("no-common-version", Overrides::seed(42)).unwrap();
    let trace = simulate(&scenario);
    let hello = trace
        .steps()
        .iter()
        .find(|step| step.key() == "client_hello")
        .unwrap();
    let Ok(Handshake::ClientHello(hello)) =
        Handshake::parse(&hello.message.as_ref().unwrap().content, &form::TLS12).0
    else {
        panic!()
    };
    assert_eq!(hello.client_version, ProtocolVersion::Tls11);
    let suites: Vec<u16> = hello
        .cipher_suites
        .iter()
        .map(|suite| suite.code())
        .collect();
    assert_eq!(suites, [0x002f, 0x0035], "those of RFC 3268");
    let kinds: Vec<ExtensionType> = hello
        .extensions
        .iter()
        .flatten()
        .map(Extension::extension_type)
        .collect();
    assert_eq!(kinds, [ExtensionType::ServerName]);
}

#[test]
fn each_algorithm_that_can_be_made_is_accepted_and_kept_with_its_steps() {
    for algorithm in premaster::endpoint::config::KNOWN_SIGNATURE_ALGORITHMS {
        let mut scenario = mutual();
        scenario
            .client
            .signature_algorithms
            .push(SignatureAlgorithm::RsaPkcs1Sha1);
        scenario.server.signature_algorithms = vec![algorithm];
        let trace = simulate(&scenario);
        assert_eq!(*trace.outcome(), Outcome::Established, "{algorithm}");
        let salt = trace.first(ConnectionId::FIRST, ValueName::SignatureSalt);
        let pss = matches!(
            algorithm,
            SignatureAlgorithm::RsaPssRsaeSha256
                | SignatureAlgorithm::RsaPssRsaeSha384
                | SignatureAlgorithm::RsaPssRsaeSha512
        );
        assert_eq!(salt.is_some(), pss, "{algorithm}");
        let verify = trace
            .steps()
            .iter()
            .find(|step| step.key() == "certificate_verify")
            .unwrap();
        let record = verify
            .message
            .as_ref()
            .unwrap()
            .buffer(BufferKind::Record)
            .unwrap();
        let signature = trace
            .first(ConnectionId::FIRST, ValueName::HandshakeSignature)
            .unwrap();
        assert!(record.bytes.ends_with(&signature.bytes), "{algorithm}");
    }
}

/// certificate_authorities has a length of two bytes. A server that trusts more than it can name names
/// nobody; one that has an anchor twice names it once.
#[test]
fn more_anchors_than_can_be_named_are_not_named() {
    let root = premaster::pki::demo::certificate("root.pem").unwrap();
    let other = |i: usize| {
        let mut der = root.der.clone();
        let word = b"Demonstration Root";
        let found: Vec<usize> = (0..der.len() - word.len())
            .filter(|at| der.get(*at..at + word.len()) == Some(&word[..]))
            .collect();
        for at in found {
            der[at..at + 13].copy_from_slice(format!("{i:013}").as_bytes());
        }
        Certificate::from_der(&der).unwrap()
    };
    let named = |anchors: Vec<Certificate>| -> (usize, bool) {
        let mut scenario = mutual();
        scenario.server.client_anchors.items = anchors.into();
        let trace = simulate(&scenario);
        assert_eq!(*trace.outcome(), Outcome::Established);
        let step = trace
            .steps()
            .iter()
            .find(|step| step.key() == "certificate_request");
        let step = step.unwrap();
        let content = &step.message.as_ref().unwrap().content;
        let Ok(Handshake::CertificateRequest(request)) = Handshake::parse(content, &form::TLS12).0
        else {
            panic!("{content:?}");
        };
        (
            request.certificate_authorities.len(),
            step.checks.is_empty(),
        )
    };
    let few: Vec<Certificate> = [0, 0, 1].map(other).into();
    assert_eq!(named([few, vec![root.clone(); 2]].concat()), (3, true));
    let many: Vec<Certificate> = (0..1_000).map(other).collect();
    assert_eq!(named([many, vec![root.clone()]].concat()), (0, false));
}
