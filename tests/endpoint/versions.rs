//! A handshake in each version that can be run: both ends agree on it, and what they compute is what
//! OpenSSL computes from the same inputs.

use crate::ends::{NOW, client_config, server_config};
use crate::flights::exchange;
use crate::peers;
use premaster::crypto::hash::HashAlgorithm;
use premaster::crypto::record::IvSource;
use premaster::endpoint::Endpoint;
use premaster::endpoint::config::{CERTIFICATE_ALGORITHMS, SIGNATURE_ALGORITHMS};
use premaster::endpoint::{
    Client, ClientAuth, ClientConfig, ClientTrust, Identity, Server, ServerConfig,
};
use premaster::pki::demo;
use premaster::protocol::{
    Act, Event, MessageName, Rules, SUITES, Side, Suite, Switch, Switches, Topic, ValueName,
    Versions,
};
use premaster::wire::{Alert, AlertDescription, Handshake, HandshakeType, ProtocolVersion, form};
use std::collections::HashMap;
use std::process::Command;

/// A run with client authentication, with the default suites: what each side reports.
fn run(client: ProtocolVersion, oldest: ProtocolVersion) -> Vec<Act> {
    run_with(client, oldest, Suite::defaults().collect(), true)
}

/// A run in which the client has a certificate or none, with these suites.
fn run_with(
    client: ProtocolVersion,
    oldest: ProtocolVersion,
    suites: Vec<&'static Suite>,
    certificate: bool,
) -> Vec<Act> {
    run_switched(client, oldest, suites, certificate, Switches::default())
}

/// The same with switches.
fn run_switched(
    client: ProtocolVersion,
    oldest: ProtocolVersion,
    suites: Vec<&'static Suite>,
    certificate: bool,
    switches: Switches,
) -> Vec<Act> {
    let mut client = Client::new(ClientConfig {
        versions: Versions {
            oldest,
            newest: client,
        },
        suites: suites.clone(),
        switches,
        identity: certificate.then(|| Identity {
            chain: demo::certificates(&["client.pem", "intermediate.pem"]),
            certificate_path: "certs/client.pem".into(),
            key: demo::private_key("client.key"),
            key_path: "certs/client.key".into(),
        }),
        signature_algorithms: CERTIFICATE_ALGORITHMS.to_vec(),
        ..client_config()
    });
    let trust = ClientTrust {
        anchors: demo::certificates(&["root.pem"]),
        revocation_lists: [].into(),
        directory: None,
        signature_algorithms: SIGNATURE_ALGORITHMS.to_vec(),
    };
    let mut server = Server::new(ServerConfig {
        versions: Versions {
            oldest,
            newest: Rules::newest().version,
        },
        clock: NOW,
        suites,
        switches,
        client_auth: match certificate {
            true => ClientAuth::Require(trust),
            false => ClientAuth::Request(trust),
        },
        ..server_config()
    });
    let mut all = Vec::new();
    client.send(b"ping");
    client.send(b"pong, of which there is more than a block");
    server.send(b"and back");
    exchange(&mut client, &mut server, |_, acts, sent| {
        all.extend(acts);
        sent
    });
    all
}

/// The values of a side, by name.
fn values(acts: &[Act], side: Side) -> HashMap<ValueName, Vec<u8>> {
    let events = acts.iter().filter(|act| act.side == side);
    let events = events.flat_map(|act| &act.events);
    let named = events.filter_map(|event| match event {
        Event::Derived { name, bytes, .. }
        | Event::Generated { name, bytes }
        | Event::Stored { name, bytes, .. } => Some((*name, bytes.clone())),
        _ => None,
    });
    named.collect()
}

fn fails(act: &Act) -> bool {
    act.events
        .iter()
        .any(|event| matches!(event, Event::Failed(_)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The PRF as OpenSSL computes it.
fn openssl_prf(digest: &str, secret: &[u8], label: &str, seed: &[u8], len: usize) -> Vec<u8> {
    let output = Command::new("openssl")
        .args(["kdf", "-binary", "-keylen", &len.to_string()])
        .args(["-kdfopt", &format!("digest:{digest}")])
        .args(["-kdfopt", &format!("hexsecret:{}", hex(secret))])
        .args(["-kdfopt", &format!("seed:{label}")])
        .args(["-kdfopt", &format!("hexseed:{}", hex(seed))])
        .arg("TLS1-PRF")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

/// What was sent, by kind of message.
fn sent(acts: &[Act], wanted: HandshakeType) -> Vec<u8> {
    let topic = Topic::Send(MessageName::Handshake(wanted));
    let act = acts.iter().find(|act| act.topic == topic).unwrap();
    let found = act.events.iter().find_map(|event| match event {
        Event::Sent(transfer) => Some(transfer.content.clone()),
        _ => None,
    });
    found.unwrap()
}

const VERSIONS: [(ProtocolVersion, &str); 3] = [
    (ProtocolVersion::Tls10, "MD5-SHA1"),
    (ProtocolVersion::Tls11, "MD5-SHA1"),
    (ProtocolVersion::Tls12, "SHA256"),
];

/// Everything that can be negotiated: each version with each of its suites.
fn family() -> impl Iterator<Item = (&'static Rules, &'static Suite)> {
    let suites = |rules: &'static Rules| {
        let all = SUITES.iter().filter(|suite| suite.is_in(rules.version));
        all.map(move |suite| (rules, suite))
    };
    Rules::all().flat_map(suites)
}

#[test]
fn both_sides_complete_the_handshake_in_each_version_with_each_suite() {
    let mut count = 0;
    for (rules, suite) in family() {
        for certificate in [true, false] {
            let version = rules.version;
            let at = format!("{version} {} {certificate}", suite.name);
            let acts = run_with(version, version, vec![suite], certificate);
            let failed = acts.iter().find(|act| fails(act));
            assert!(failed.is_none(), "{at}: {failed:?}");
            for side in Side::BOTH {
                let mut events = acts
                    .iter()
                    .filter(|act| act.side == side)
                    .flat_map(|act| &act.events);
                assert!(
                    events.any(|event| matches!(event, Event::Agreed { version: agreed, suite: with, .. } if (*agreed, *with) == (version, suite))),
                    "{at}: {side:?}"
                );
            }
            let [client, server] = Side::BOTH.map(|side| values(&acts, side));
            for name in [
                ValueName::MasterSecret,
                ValueName::KeyBlock,
                ValueName::VerifyData(Side::Client),
                ValueName::VerifyData(Side::Server),
            ] {
                assert_eq!(client[&name], server[&name], "{at}: {name:?}");
            }
            if certificate {
                let name = ValueName::SignedHash;
                assert_eq!(client[&name], server[&name], "{at}");
            }
            for (n, data) in [
                (1, &b"ping"[..]),
                (2, b"pong, of which there is more than a block"),
            ] {
                let data_name = ValueName::RecordContent(Side::Client, n);
                assert_eq!(server[&data_name], data, "{at}");
            }
            let back = ValueName::RecordContent(Side::Server, 1);
            assert_eq!(client[&back], b"and back", "{at}");
            count += 1;
        }
    }
    assert_eq!(count, 2 * (7 + 3 * 5));
}

#[test]
fn the_oldest_of_both_sides_is_kept_to() {
    let newest = run(ProtocolVersion::Tls12, ProtocolVersion::Ssl30);
    let agreed = newest
        .iter()
        .flat_map(|act| &act.events)
        .find_map(|event| match event {
            Event::Agreed { version, .. } => Some(*version),
            _ => None,
        });
    assert_eq!(agreed, Some(ProtocolVersion::Tls12), "the newest in common");
    let refused = run(ProtocolVersion::Tls11, ProtocolVersion::Tls12);
    assert!(refused.iter().any(fails));
}

#[test]
fn a_version_has_its_own_messages_and_hashes() {
    for (version, _) in VERSIONS {
        let acts = run(version, ProtocolVersion::Tls10);
        let form = Rules::of(version).unwrap().form;
        let verify = sent(&acts, HandshakeType::CertificateVerify);
        let Ok(Handshake::CertificateVerify(verify)) = Handshake::parse(&verify, form).0 else {
            panic!("{version}");
        };
        let request = sent(&acts, HandshakeType::CertificateRequest);
        let Ok(Handshake::CertificateRequest(request)) = Handshake::parse(&request, form).0 else {
            panic!("{version}");
        };
        let names = form == &form::TLS12;
        assert_eq!(verify.algorithm.is_some(), names, "{version}");
        assert_eq!(request.signature_algorithms.is_some(), names, "{version}");
        let hash = &values(&acts, Side::Client)[&ValueName::HandshakeHash(Side::Client)];
        assert_eq!(hash.len(), if names { 32 } else { 36 }, "{version}");
    }
}

/// The extended master secret covers the messages up to ClientKeyExchange, whatever comes between that
/// and the derivation (RFC 7627 §3, §4).
#[test]
fn openssl_computes_the_same_extended_master_secret() {
    if !peers::there("openssl") {
        return peers::say_skipped("openssl is not installed");
    }
    for (version, digest) in VERSIONS {
        for certificate in [false, true] {
            let suites = Suite::defaults().collect();
            let acts = run_switched(
                version,
                version,
                suites,
                certificate,
                Switches::of(|it| it == Switch::ExtendedMasterSecret),
            );
            let failed = acts.iter().find(|act| fails(act));
            assert!(failed.is_none(), "{version}: {failed:?}");
            let values = values(&acts, Side::Server);
            let mut covered = Vec::new();
            for act in &acts {
                for event in &act.events {
                    if let (Side::Client, Event::Transcribed { message, bytes, .. }) =
                        (act.side, event)
                    {
                        covered.extend_from_slice(bytes);
                        let exchange = HandshakeType::ClientKeyExchange;
                        if *message == MessageName::Handshake(exchange) {
                            let hash = match digest {
                                "SHA256" => HashAlgorithm::Sha256.digest(&covered),
                                _ => HashAlgorithm::Md5Sha1.digest(&covered),
                            };
                            assert_eq!(values[&ValueName::SessionHash], hash, "{version}");
                        }
                    }
                }
            }
            let master = openssl_prf(
                digest,
                &values[&ValueName::PreMasterSecret],
                "extended master secret",
                &values[&ValueName::SessionHash],
                48,
            );
            assert_eq!(master, values[&ValueName::MasterSecret], "{version}");
        }
    }
}

#[test]
fn openssl_computes_the_same_secrets() {
    if !peers::there("openssl") {
        return peers::say_skipped("openssl is not installed");
    }
    for (version, digest) in VERSIONS {
        let acts = run(version, ProtocolVersion::Tls10);
        let [client, values] = Side::BOTH.map(|side| values(&acts, side));
        let (client_random, server_random) = (
            &client[&ValueName::ClientRandom],
            &values[&ValueName::ServerRandom],
        );
        let master = openssl_prf(
            digest,
            &values[&ValueName::PreMasterSecret],
            "master secret",
            &[client_random.as_slice(), server_random].concat(),
            48,
        );
        assert_eq!(master, values[&ValueName::MasterSecret], "{version}");
        let block = &values[&ValueName::KeyBlock];
        let expanded = openssl_prf(
            digest,
            &master,
            "key expansion",
            &[server_random.as_slice(), client_random].concat(),
            block.len(),
        );
        assert_eq!(&expanded, block, "{version}");
        for (side, label) in [
            (Side::Client, "client finished"),
            (Side::Server, "server finished"),
        ] {
            let hash = &values[&ValueName::HandshakeHash(side)];
            let proof = openssl_prf(digest, &master, label, hash, 12);
            assert_eq!(
                proof,
                values[&ValueName::VerifyData(side)],
                "{version}: {label}"
            );
        }
    }
}

/// With encrypt-then-MAC the records differ, and everything arrives all the same; no changed byte is
/// accepted (RFC 7366).
#[test]
fn encrypt_then_mac_in_each_version_with_each_block_cipher() {
    for (rules, suite) in family() {
        let version = rules.version;
        let at = format!("{version} {}", suite.name);
        let ends = || {
            let versions = Versions::only(version);
            let mut client = Client::new(ClientConfig {
                versions,
                suites: vec![suite],
                switches: Switches::of(|it| it == Switch::EncryptThenMac),
                ..client_config()
            });
            let server = Server::new(ServerConfig {
                versions,
                suites: vec![suite],
                switches: Switches::of(|it| it == Switch::EncryptThenMac),
                ..server_config()
            });
            client.send(b"ping, and more than a block of it");
            (client, server)
        };
        let mut all = Vec::new();
        let (mut client, mut server) = ends();
        exchange(&mut client, &mut server, |_, acts, sent| {
            all.extend(acts);
            sent
        });
        assert!(!all.iter().any(fails), "{at}");
        let expected = rules.form.extensions && suite.cipher.block_len().is_some();
        let agreed = all
            .iter()
            .flat_map(|act| &act.events)
            .find_map(|event| match event {
                Event::Agreed { switches, .. } => Some(switches.encrypt_then_mac),
                _ => None,
            });
        assert_eq!(agreed, Some(expected), "{at}");
        let server_values = values(&all, Side::Server);
        let data = ValueName::RecordContent(Side::Client, 1);
        assert_eq!(
            server_values[&data], b"ping, and more than a block of it",
            "{at}"
        );
        if !expected {
            continue;
        }
        // the MAC is over what is on the wire
        let client_values = values(&all, Side::Client);
        let key = &client_values[&ValueName::WriteMacKey(Side::Client)];
        let ciphertext = &client_values[&ValueName::RecordCiphertext(Side::Client, 1)];
        let iv = client_values.get(&ValueName::RecordIv(Side::Client, 1));
        let iv = match rules.iv {
            IvSource::InRecord => iv.unwrap().clone(),
            IvSource::Chained => Vec::new(),
        };
        let length = ((iv.len() + ciphertext.len()) as u16).to_be_bytes();
        let header = [&[0, 0, 0, 0, 0, 0, 0, 1, 23][..], &version.bytes(), &length].concat();
        let mac = suite
            .mac
            .hmac(key, &[header, iv, ciphertext.clone()].concat());
        assert_eq!(
            client_values[&ValueName::RecordMac(Side::Client, 1)],
            mac,
            "{at}"
        );
        // a changed byte of the data record is refused before anything is decrypted
        for back in [1, mac.len() + 1, mac.len() + ciphertext.len()] {
            let (mut client, mut server) = ends();
            let mut acts = Vec::new();
            let mut flights = 0;
            exchange(&mut client, &mut server, |side, told, mut sent| {
                acts.extend(told);
                flights += usize::from(side == Side::Client && !sent.is_empty());
                if side == Side::Client && flights == 3 && !sent.is_empty() {
                    let at = sent.len() - back;
                    sent[at] ^= 1;
                }
                sent
            });
            let alert = acts
                .iter()
                .flat_map(|act| &act.events)
                .find_map(|event| match event {
                    Event::Failed(failure) => failure.alert,
                    _ => None,
                });
            let expected = Alert::fatal(AlertDescription::BadRecordMac);
            assert_eq!(alert, Some(expected), "{at}, {back} from the end");
            let data = ValueName::RecordContent(Side::Client, 1);
            assert_eq!(values(&acts, Side::Server).get(&data), None, "{at}");
        }
    }
}
