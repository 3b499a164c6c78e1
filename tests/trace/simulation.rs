//! The simulated handshake: its steps, that it repeats, and that its annotation is whole.

use crate::tiles::tiles;
use premaster::pki::demo;
use premaster::pki::time::UnixTime;
use premaster::protocol::Suite;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Actor, Holder, Outcome};
use premaster::wire::{Field, display, node, x509};

fn classic(seed: u64) -> Scenario {
    let clock = Some(UnixTime(1_795_220_503));
    Scenario::builtin(
        "classic",
        Overrides {
            clock,
            ..Overrides::seed(seed)
        },
    )
    .unwrap()
}

#[test]
fn the_steps_are_those_of_the_table() {
    let trace = simulate(&classic(42));
    let steps: Vec<String> = trace
        .steps()
        .iter()
        .map(|s| format!("{} {}", s.actor.name(), s.key()))
        .collect();
    assert_eq!(
        steps,
        [
            "client draw_client_random",
            "client client_hello",
            "server negotiate",
            "server server_hello",
            "server server_certificate",
            "server server_hello_done",
            "client check_certificate",
            "client draw_pre_master_secret",
            "client encrypt_pre_master_secret",
            "client client_key_exchange",
            "server decrypt_pre_master_secret",
            "both derive_master_secret",
            "both expand_key_block",
            "client client_change_cipher_spec",
            "client client_compute_verify_data",
            "client client_protect_finished",
            "client client_finished",
            "server server_check_finished",
            "server server_change_cipher_spec",
            "server server_compute_verify_data",
            "server server_protect_finished",
            "server server_finished",
            "client client_check_finished",
            "client client_protect_application_data",
            "client client_application_data",
            "server server_open_application_data",
            "server server_protect_application_data",
            "server server_application_data",
            "client client_open_application_data",
            "client client_close_notify",
            "server server_close_notify",
        ]
    );
    assert_eq!(*trace.outcome(), Outcome::Established);
    assert!(
        trace
            .steps()
            .iter()
            .flat_map(|s| &s.checks)
            .all(|check| check.passed)
    );
    assert!(
        trace
            .values()
            .iter()
            .all(|value| value.holder == Holder::Agreed),
        "both sides agree"
    );
    assert_eq!(
        trace
            .steps()
            .iter()
            .filter(|s| s.actor == Actor::Both)
            .count(),
        2
    );
}

#[test]
fn equal_scenarios_give_equal_traces() {
    let (a, b) = (simulate(&classic(7)), simulate(&classic(7)));
    assert_eq!(format!("{a:?}"), format!("{b:?}"));
    let other = simulate(&classic(8));
    assert_ne!(a.values()[0].bytes, other.values()[0].bytes);
}

#[test]
fn the_leaves_tile_every_buffer() {
    for suite in Suite::defaults() {
        let mut scenario = classic(1);
        scenario.client.suites = vec![suite];
        let trace = simulate(&scenario);
        assert_eq!(*trace.outcome(), Outcome::Established, "{}", suite.name);
        tiles(&trace);
    }
}

/// The DER of every certificate is named as well, and by the same parts that the chain checks use.
#[test]
fn certificates_are_annotated_to_the_byte() {
    for name in ["root.pem", "intermediate.pem", "server.pem", "client.pem"] {
        let certificate = &demo::certificates(&[name])[0];
        let parts = x509::certificate(&certificate.der).expect(name);
        assert_eq!(node::tiles(&parts, certificate.der.len()), Ok(()), "{name}");
        let find = |field| parts.iter().find_map(|part| part.find(field)).unwrap();
        assert_eq!(
            find(Field::TbsCertificate).range(),
            certificate.tbs,
            "{name}"
        );
        assert_eq!(find(Field::SignatureValue).end, certificate.signature.end);
        let modulus = &certificate.der[find(Field::Modulus).range()];
        assert!(modulus.ends_with(&certificate.rsa_key().unwrap().n()));
        let value = |field| display::value(find(field), &certificate.der);
        assert_eq!(
            value(Field::NotAfter),
            certificate.validity.not_after.to_string()
        );
        assert_eq!(
            value(Field::NotBefore),
            certificate.validity.not_before.to_string()
        );
        assert_eq!(
            value(Field::CertificateVersion),
            format!("v{}", certificate.version)
        );
        let signed = value(Field::CertificateSignatureAlgorithm);
        assert_eq!(signed, certificate.signature_algorithm.name());
        assert!(node::leaves(&parts).len() > 50, "{name}");
        // and the extensions down to what they say
        let places = node::walk(&parts);
        let told = |field| {
            let mut of = places.iter().filter(|placed| placed.node.field == field);
            of.next_back()
                .map(|placed| display::value(placed.node, &certificate.der))
        };
        let extensions = &certificate.extensions;
        let ca = extensions.basic_constraints.as_ref().is_some_and(|c| c.ca);
        assert_eq!(told(Field::Ca), ca.then(|| "TRUE".to_owned()), "{name}");
        let host = extensions
            .subject_alt_names
            .as_ref()
            .and_then(|names| names.dns.last());
        assert_eq!(told(Field::DnsName), host.map(|host| format!("\"{host}\"")));
        let key = extensions.subject_key_id.as_deref().map(display::hex);
        assert_eq!(told(Field::SubjectKeyIdentifier), key, "{name}");
        for leaf in node::leaves(&parts) {
            assert_ne!(leaf.field, Field::ExtnValue, "{name}");
        }
    }
}
