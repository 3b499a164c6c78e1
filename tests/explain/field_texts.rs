//! The texts about fields are true of the certificate or the message that the field is in.

use premaster::explain;
use premaster::pki::Certificate;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Message, Side, Step, Trace};
use premaster::wire::{Field, Node, display};
use std::collections::BTreeSet;

fn run(name: &str) -> Trace {
    simulate(&Scenario::builtin(name, Overrides::seed(42)).unwrap())
}

/// The certificates of a message, the sender's first, as nodes of its first buffer.
fn listed(message: &Message) -> Vec<&Node> {
    let lists = message.buffers[0].tree.iter();
    let list = lists.filter_map(|root| root.find(Field::CertificateList));
    list.flat_map(|list| &list.children)
        .filter(|node| node.field == Field::Asn1Cert)
        .collect()
}

/// What is said about a field below a node.
fn said(trace: &Trace, step: &Step, below: &Node, field: Field) -> String {
    let buffer = &step.message.as_ref().unwrap().buffers[0];
    let text = explain::field(trace, step, buffer, below.find(field).unwrap());
    assert_eq!(text.unfilled, Vec::<String>::new(), "{field:?}");
    let parts = [text.purpose, text.attack].map(|spans| explain::plain(&spans));
    parts.join(" ")
}

/// What only a text about a certificate of that owner says.
const MARKS: [(&str, &[&str]); 4] = [
    (
        "the server",
        &[
            "of the server",
            "client encrypts",
            "client raises",
            "client looks for",
        ],
    ),
    (
        "the client",
        &["of the client", "server verifies", "server raises"],
    ),
    ("this CA", &["of this CA", "issued certificate"]),
    ("its subject", &["of its subject"]),
];

#[test]
fn the_text_about_a_key_names_the_owner_of_the_certificate() {
    let mut owners = BTreeSet::new();
    for scenario in Scenario::list() {
        let trace = run(scenario.name);
        for step in trace.steps() {
            let Some(message) = &step.message else {
                continue;
            };
            for (place, node) in listed(message).into_iter().enumerate() {
                let der = &message.buffers[0].bytes[node.range()];
                let certificate = Certificate::from_der(der).unwrap();
                let basic = certificate.extensions.basic_constraints.as_ref();
                let owner = match (place, message.sender) {
                    (0, Side::Server) => "the server",
                    (0, Side::Client) => "the client",
                    _ if basic.is_some_and(|basic| basic.ca) => "this CA",
                    _ => "its subject",
                };
                owners.insert(owner);
                let key = said(&trace, step, node, Field::SubjectPublicKey);
                let keeps = format!("which {owner} must keep secret");
                assert!(key.contains(&keeps), "{}: {key}", scenario.name);
                for field in [
                    Field::Modulus,
                    Field::PublicExponent,
                    Field::SubjectPublicKey,
                ] {
                    let text = said(&trace, step, node, field);
                    for (other, marks) in MARKS.into_iter().filter(|(other, _)| *other != owner) {
                        let wrong = marks.iter().find(|mark| text.contains(**mark));
                        assert_eq!(wrong, None, "{}, {owner}, {other}: {text}", scenario.name);
                    }
                    if owner != "its subject" {
                        let (_, marks) = MARKS.iter().find(|(one, _)| *one == owner).unwrap();
                        assert!(marks.iter().any(|mark| text.contains(mark)), "{text}");
                    }
                }
            }
        }
    }
    let all = MARKS.map(|(owner, _)| owner);
    assert_eq!(owners, BTreeSet::from(all), "scenarios show every owner");
}

#[test]
fn a_wildcard_is_said_to_cover_one_label_only() {
    let trace = run("classic");
    let step = trace
        .steps()
        .iter()
        .find(|step| step.key() == "server_certificate")
        .unwrap();
    let leaf = listed(step.message.as_ref().unwrap())[0];
    let text = said(&trace, step, leaf, Field::DnsName);
    assert!(text.contains("one label only (RFC 9525 §6.3)"), "{text}");
    assert!(!text.contains("all hosts of the domain"), "{text}");
}

#[test]
fn the_modulus_and_the_signature_are_numbers_without_their_encoding() {
    let trace = run("mutual");
    for (key, modulus) in [
        ("server_certificate", "server_modulus"),
        ("client_certificate", "client_modulus"),
    ] {
        let step = trace.steps().iter().find(|step| step.key() == key).unwrap();
        let message = step.message.as_ref().unwrap();
        let bytes = &message.buffers[0].bytes;
        let leaf = listed(message)[0];
        let der = Certificate::from_der(&bytes[leaf.range()]).unwrap();
        let node = leaf.find(Field::Modulus).unwrap();
        assert_eq!(node.len(), 256);
        let value = trace
            .values()
            .iter()
            .find(|value| value.name.key() == modulus)
            .unwrap();
        assert_eq!(bytes[node.range()], value.bytes);
        let signature = leaf.find(Field::SignatureValue).unwrap();
        assert_eq!(bytes[signature.range()], der.der[der.signature.clone()]);
        for (field, value) in [(Field::UnusedBits, "0"), (Field::SignOctet, "0")] {
            let node = leaf.find(field).unwrap();
            assert_eq!(
                (node.len(), display::value(node, bytes)),
                (1, value.to_owned())
            );
        }
    }
}

#[test]
fn a_field_cites_the_section_of_the_message_that_it_is_in() {
    let trace = run("mutual");
    let cited = |key: &str, field: Field| {
        let step = trace.steps().iter().find(|step| step.key() == key).unwrap();
        step.message.as_ref().unwrap().rfc(field)
    };
    assert_eq!(cited("client_hello", Field::Random), "RFC 5246 §7.4.1.2");
    for field in [Field::Random, Field::SessionId, Field::CipherSuite] {
        assert_eq!(cited("server_hello", field), "RFC 5246 §7.4.1.3");
    }
    assert_eq!(
        cited("server_certificate", Field::Certificate),
        "RFC 5246 §7.4.2"
    );
    assert_eq!(
        cited("client_certificate", Field::Certificate),
        "RFC 5246 §7.4.6"
    );
    assert_eq!(Field::DerHeader.rfc(), "X.690 §8.1");
    assert_eq!(Field::SupportedGroups.rfc(), "RFC 8446 §4.2.7");
}

#[test]
fn a_length_is_shown_in_words_whatever_it_is() {
    // the length of compression_methods is one byte long, and says that one byte follows
    let scenario = Scenario::builtin("classic", Overrides::seed(42)).unwrap();
    let trace = simulate(&scenario);
    let mut text = Vec::new();
    let style = premaster::export::text::Style::default();
    let contents = &premaster::export::text::CONTENTS;
    let report = premaster::export::report::Report::whole(&trace, contents);
    premaster::export::text::write(&mut text, &report, style).unwrap();
    let text = String::from_utf8(text).unwrap();
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("  length of "))
        .collect();
    assert!(lines.len() > 12, "{}", lines.len());
    for line in lines {
        assert!(
            line.ends_with(" byte") || line.ends_with(" bytes"),
            "{line}"
        );
    }
}

#[test]
fn a_signature_algorithm_is_told_by_its_hash_and_its_signature() {
    let node = |field, end| Node {
        field,
        start: 0,
        end,
        children: vec![],
    };
    let said = |bytes: &[u8]| display::value(&node(Field::SignatureAlgorithm, bytes.len()), bytes);
    assert_eq!(
        said(&[4, 1]),
        "rsa_pkcs1_sha256: hash sha256, signature rsa (0x0401)"
    );
    assert_eq!(
        said(&[2, 3]),
        "ecdsa_sha1: hash sha1, signature ecdsa (0x0203)"
    );
    assert_eq!(said(&[8, 4]), "rsa_pss_rsae_sha256 (0x0804)");
    assert_eq!(said(&[9, 9]), "unknown (0x0909)");
}
