//! The codec, by property: what is written is what is read, field for field, and no truncation
//! goes unnoticed or loses its annotation.

use premaster::pki::demo;
use premaster::wire::CipherSuite;
use premaster::wire::alert::{Alert, AlertDescription, AlertLevel};
use premaster::wire::annotate::{self, Part, Protection};
use premaster::wire::extension::{Extension, ServerName};
use premaster::wire::form::{self, Form};
use premaster::wire::handshake::{
    CertificateList, CertificateRequest, CertificateVerify, ClientHello, ClientKeyExchange,
    Finished, NewSessionTicket, ServerHello,
};
use premaster::wire::names::{
    ClientCertificateType, CompressionMethod, EcPointFormat, ExtensionType, NameType, NamedGroup,
    SignatureAlgorithm,
};
use premaster::wire::record::to_bytes;
use premaster::wire::{
    ContentType, Field, Handshake, HandshakeType, KeyExchangeForm, ParseFault, ProtocolVersion,
    Writer, display, node, x509,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn random() -> impl Strategy<Value = [u8; 32]> {
    any::<[u8; 32]>()
}

fn bytes(max: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..=max)
}

/// At least one byte.
fn some_bytes(max: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 1..=max)
}

/// The extensions that both hellos can have in the same form.
fn extension() -> impl Strategy<Value = Extension> {
    prop_oneof![
        vec(any::<u16>().prop_map(SignatureAlgorithm::of), 1..6)
            .prop_map(Extension::SignatureAlgorithms),
        vec(any::<u16>().prop_map(NamedGroup::of), 1..6).prop_map(Extension::SupportedGroups),
        vec(any::<u8>().prop_map(EcPointFormat::of), 1..4).prop_map(Extension::EcPointFormats),
        vec(some_bytes(12), 1..3).prop_map(Extension::ProtocolNames),
        bytes(24).prop_map(Extension::RenegotiationInfo),
        Just(Extension::Other(
            ExtensionType::ExtendedMasterSecret,
            vec![]
        )),
        (0x0100_u16..0xff00, bytes(30))
            .prop_map(|(t, data)| Extension::Other(ExtensionType::of(t), data)),
    ]
}

/// Extensions whose parts are only shown, with any content.
fn shown_extension() -> impl Strategy<Value = Extension> {
    use ExtensionType as E;
    let kinds = prop::sample::select(vec![
        E::KeyShare,
        E::PreSharedKey,
        E::PskKeyExchangeModes,
        E::Cookie,
        E::StatusRequest,
        E::SignedCertificateTimestamp,
        E::MaxFragmentLength,
        E::RecordSizeLimit,
        E::CompressCertificate,
        E::Padding,
        E::SignatureAlgorithmsCert,
        E::CertificateAuthorities,
    ]);
    // small numbers, so that lengths are right now and then
    let content = vec(prop_oneof![3 => 0_u8..4, 1 => any::<u8>()], 0..40);
    (kinds, content).prop_map(|(kind, data)| Extension::Other(kind, data))
}

fn client_extension() -> impl Strategy<Value = Extension> {
    let name = (any::<u8>(), some_bytes(40)).prop_map(|(t, name)| ServerName {
        name_type: NameType::of(t),
        name,
    });
    prop_oneof![
        1 => vec(name, 1..2).prop_map(Extension::ServerName),
        1 => vec(any::<u16>().prop_map(ProtocolVersion::of), 1..4)
            .prop_map(Extension::SupportedVersions),
        4 => extension(),
        4 => shown_extension(),
    ]
}

fn server_extension() -> impl Strategy<Value = Extension> {
    prop_oneof![
        1 => Just(Extension::ServerNameAcknowledged),
        4 => extension(),
        4 => shown_extension(),
    ]
}

fn extensions(
    extension: impl Strategy<Value = Extension>,
) -> impl Strategy<Value = Option<Vec<Extension>>> {
    proptest::option::of(vec(extension, 0..5))
}

fn client_hello() -> impl Strategy<Value = Handshake> {
    (
        any::<u16>(),
        random(),
        bytes(32),
        vec(any::<u16>(), 1..8),
        vec(any::<u8>(), 1..3),
        extensions(client_extension()),
    )
        .prop_map(
            |(version, random, session_id, suites, methods, extensions)| {
                Handshake::ClientHello(ClientHello {
                    client_version: ProtocolVersion::of(version),
                    random,
                    session_id,
                    cipher_suites: suites.into_iter().map(CipherSuite::of).collect(),
                    compression_methods: methods.into_iter().map(CompressionMethod::of).collect(),
                    extensions,
                })
            },
        )
}

fn server_hello() -> impl Strategy<Value = Handshake> {
    (
        any::<u16>(),
        random(),
        bytes(32),
        any::<u16>(),
        any::<u8>(),
        extensions(server_extension()),
    )
        .prop_map(|(version, random, session_id, suite, method, extensions)| {
            Handshake::ServerHello(ServerHello {
                server_version: ProtocolVersion::of(version),
                random,
                session_id,
                cipher_suite: CipherSuite::of(suite),
                compression_method: CompressionMethod::of(method),
                extensions,
            })
        })
}

fn certificate_request() -> impl Strategy<Value = Handshake> {
    (
        vec(any::<u8>(), 1..4),
        prop::option::of(vec(any::<u16>(), 1..6)),
        vec(some_bytes(40), 0..3),
    )
        .prop_map(|(types, algorithms, authorities)| {
            Handshake::CertificateRequest(CertificateRequest {
                certificate_types: types.into_iter().map(ClientCertificateType::of).collect(),
                signature_algorithms: algorithms
                    .map(|listed| listed.into_iter().map(SignatureAlgorithm::of).collect()),
                certificate_authorities: authorities,
            })
        })
}

fn handshake() -> impl Strategy<Value = Handshake> {
    prop_oneof![
        client_hello(),
        server_hello(),
        certificate_request(),
        vec(some_bytes(60), 0..4)
            .prop_map(|certificates| { Handshake::Certificate(CertificateList { certificates }) }),
        Just(Handshake::HelloRequest),
        Just(Handshake::ServerHelloDone),
        bytes(300).prop_map(|encrypted_pre_master_secret| {
            Handshake::ClientKeyExchange(ClientKeyExchange {
                has_length: true,
                encrypted_pre_master_secret,
            })
        }),
        (prop::option::of(any::<u16>()), bytes(300)).prop_map(|(algorithm, signature)| {
            let algorithm = algorithm.map(SignatureAlgorithm::of);
            Handshake::CertificateVerify(CertificateVerify {
                algorithm,
                signature,
            })
        }),
        any::<[u8; 12]>().prop_map(|verify_data| Handshake::Finished(Finished {
            verify_data: verify_data.to_vec()
        })),
        (any::<u32>(), bytes(80)).prop_map(|(lifetime_hint, ticket)| {
            Handshake::NewSessionTicket(NewSessionTicket {
                lifetime_hint,
                ticket,
            })
        }),
        (0x20_u8..=0xff, bytes(60))
            .prop_map(|(t, body)| Handshake::Other(HandshakeType::of(t), body)),
    ]
}

/// The layout in which a message is written: that of TLS 1.2 where it names signature algorithms.
fn form_of(message: &Handshake) -> &'static Form {
    match message {
        Handshake::CertificateRequest(request) if request.signature_algorithms.is_none() => {
            &form::TLS11
        }
        Handshake::CertificateVerify(verify) if verify.algorithm.is_none() => &form::TLS10,
        _ => &form::TLS12,
    }
}

proptest! {
    #[test]
    fn what_is_written_is_what_is_read(message in handshake()) {
        let mut w = Writer::new();
        message.write(&mut w);
        let (bytes, written) = w.finish();
        let (parsed, read) = Handshake::parse(&bytes, form_of(&message));
        prop_assert_eq!(parsed.unwrap(), message);
        prop_assert_eq!(node::tiles(&written, bytes.len()), Ok(()));
        prop_assert_eq!(written, read);
    }

    #[test]
    fn every_truncation_fails_at_a_field_and_keeps_what_was_read(message in handshake()) {
        let bytes = message.to_bytes();
        let (_, whole) = Handshake::parse(&bytes, form_of(&message));
        for len in 0..bytes.len() {
            let cut = &bytes[..len];
            let (parsed, tree) = Handshake::parse(cut, form_of(&message));
            let error = parsed.unwrap_err();
            prop_assert!(matches!(error.fault, ParseFault::Truncated { .. }), "{len}: {error}");
            prop_assert!(error.to_string().contains(error.field.name()));
            prop_assert!(error.offset <= len);
            prop_assert_eq!(node::tiles(&tree, len), Ok(()));
            // All that was read stays: the leaves before the failure are those of the whole.
            let kept = node::leaves(&tree);
            let full = node::leaves(&whole);
            for leaf in kept.iter().filter(|leaf| leaf.field != Field::Unparsed) {
                let same = full.iter().any(|f| f.field == leaf.field && f.range() == leaf.range());
                let inner = leaf.is_empty() || leaf.end == len;
                prop_assert!(same || inner, "{len}: {leaf:?}");
            }
        }
    }

    #[test]
    fn trailing_bytes_are_an_error(message in handshake(), extra in 1..5_usize) {
        let mut bytes = message.to_bytes();
        bytes.extend(vec![0; extra]);
        let (parsed, tree) = Handshake::parse(&bytes, form_of(&message));
        prop_assert_eq!(parsed.unwrap_err().fault, ParseFault::Trailing { extra });
        prop_assert_eq!(node::tiles(&tree, bytes.len()), Ok(()));
    }

    #[test]
    fn any_bytes_are_annotated_whole(
        junk in bytes(200),
        parts in vec((any::<bool>(), 0..50_usize), 0..4),
        iv_len in 0..20_usize,
        suite in any::<u16>(),
    ) {
        let parts: Vec<Part> = parts
            .into_iter()
            .map(|(whole, n)| if whole { Part::Message(n) } else { Part::Fragment(n) })
            .collect();
        for protection in [Protection::Clear(&parts), Protection::Clear(&[]), Protection::Block { iv_len, mac_len: 0 }, Protection::Block { iv_len, mac_len: 20 }, Protection::Stream, Protection::Aead { nonce_len: iv_len / 2 }] {
            let tree = annotate::record(&junk, &protection, KeyExchangeForm::Rsa);
            prop_assert_eq!(node::tiles(&tree, junk.len()), Ok(()));
        }
        for code in 0x13..=0x18 {
            let record = to_bytes(ContentType::of(code), ProtocolVersion::Tls12, &junk);
            let exchange = CipherSuite::of(suite % 0x100).key_exchange();
            let tree = annotate::record(&record, &Protection::Clear(&parts), exchange);
            prop_assert_eq!(node::tiles(&tree, record.len()), Ok(()));
            let paths: Vec<String> = node::walk(&tree).into_iter().map(|p| p.path).collect();
            let mut unique = paths.clone();
            unique.sort();
            unique.dedup();
            prop_assert_eq!(unique.len(), paths.len(), "paths are unique: {:?}", paths);
        }
    }

    #[test]
    fn a_certificate_that_is_damaged_loses_no_byte(
        name in prop_oneof![Just("root.pem"), Just("intermediate.pem"), Just("server.pem"), Just("client.pem")],
        damage in vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut der = demo::certificates(&[name])[0].der.clone();
        for (at, byte) in damage {
            let at = at.index(der.len());
            der[at] = byte;
            if let Some(parts) = x509::certificate(&der) {
                prop_assert_eq!(node::tiles(&parts, der.len()), Ok(()));
                for placed in node::walk(&parts) {
                    prop_assert!(!display::value(placed.node, &der).is_empty(), "{}", placed.path);
                }
            }
        }
    }

    #[test]
    fn alerts_are_read_as_written(level: u8, description: u8) {
        let alert = Alert {
            level: AlertLevel::of(level),
            description: AlertDescription::of(description),
        };
        let mut w = Writer::new();
        alert.write(&mut w);
        let (bytes, tree) = w.finish();
        prop_assert_eq!(&bytes, &[level, description]);
        let record = to_bytes(ContentType::Alert, ProtocolVersion::Tls12, &bytes);
        let read = annotate::message(&bytes, ContentType::Alert, &form::TLS12);
        prop_assert_eq!(&read, &tree);
        prop_assert_eq!(node::tiles(&annotate::record(&record, &Protection::Clear(&[]), KeyExchangeForm::Rsa), 7), Ok(()));
    }
}

#[test]
fn field_keys_are_fit_for_paths() {
    for field in Field::ALL {
        let key = field.key();
        let fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(!key.is_empty() && key.chars().all(fit), "{key}");
        let cited = ["RFC ", "X.690 "]
            .iter()
            .any(|standard| field.rfc().starts_with(standard));
        assert!(cited, "{key}");
    }
}

#[test]
fn a_truncated_hello_names_the_field_that_is_cut() {
    let hello = Handshake::ClientHello(ClientHello {
        client_version: ProtocolVersion::Tls12,
        random: [7; 32],
        session_id: vec![],
        cipher_suites: vec![CipherSuite::of(0x003c)],
        compression_methods: vec![CompressionMethod::Null],
        extensions: None,
    });
    let bytes = hello.to_bytes();
    let error = Handshake::parse(&bytes[..20], &form::TLS12).0.unwrap_err();
    assert_eq!(
        error.to_string(),
        "random_bytes at byte 10: expected 28 bytes, got 10"
    );
}

fn leaf(field: Field, start: usize) -> node::Node {
    node::Node {
        field,
        start,
        end: start + 1,
        children: Vec::new(),
    }
}

#[test]
fn siblings_of_the_same_field_are_numbered() {
    use Field::{Certificate, CipherSuite, HandshakeLength};
    let fields = [
        Certificate,
        HandshakeLength,
        CipherSuite,
        Certificate,
        CipherSuite,
    ];
    let siblings: Vec<node::Node> = (fields.iter().enumerate())
        .map(|(at, field)| leaf(*field, at))
        .collect();
    let mut parent = leaf(CipherSuite, 0);
    (parent.end, parent.children) = (5, siblings);
    let forest = [parent.clone(), parent.shifted(5)];
    let paths: Vec<String> = node::walk(&forest).into_iter().map(|p| p.path).collect();
    let below = [
        "",
        ".certificate[0]",
        ".length",
        ".cipher_suite[0]",
        ".certificate[1]",
        ".cipher_suite[1]",
    ];
    let expected = |i| below.map(|below| format!("cipher_suite[{i}]{below}"));
    assert_eq!(paths, [expected(0), expected(1)].concat());
}

/// A peer chooses how many there are: were each compared with each, this would not end.
#[test]
fn a_list_of_very_many_siblings_is_walked() {
    const COUNT: usize = 1_000_000;
    let forest: Vec<node::Node> = (0..COUNT).map(|i| leaf(Field::Certificate, i)).collect();
    let placed = node::walk(&forest);
    assert_eq!(placed.len(), COUNT);
    for (i, placed) in placed.iter().enumerate() {
        assert_eq!(placed.path, format!("certificate[{i}]"));
    }
}
