//! What the tests of computations share: their rows, and runs that no handshake here has.
#![allow(dead_code, reason = "each room uses a part of it")]

use super::recording::Recording;
use premaster::crypto::hash::HashAlgorithm;
use premaster::crypto::pkcs1;
use premaster::crypto::prf::Prf;
use premaster::crypto::random;
use premaster::crypto::record::{self, DirectionKeys, Start};
use premaster::crypto::signature::Verification;
use premaster::explain::math::{Bytes, Computation, Row, Section};
use premaster::pki::time::UnixTime;
use premaster::pki::{CheckKind, demo};
use premaster::protocol::{SUITES, Switches, TLS12};
use premaster::said;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::text::Said;
use premaster::trace::{
    Act, Check, CheckName, CheckedSignature, Event, Operation, Run, RunKind, Side, Signed, StateId,
    Topic, Trace, ValueName,
};
use premaster::wire::names::SignatureAlgorithm;
use premaster::wire::{ContentType, ProtocolVersion};
use std::sync::Arc;

/// All rows, in order.
pub fn rows<'a, 't>(computation: &'a Computation<'t>) -> Vec<&'a Row<'t>> {
    let sections = computation.sections.iter();
    sections.flat_map(|section| &section.rows).collect()
}

/// The rows of the sections of a name.
pub fn section<'a, 't>(computation: &'a Computation<'t>, key: &str) -> Vec<&'a Row<'t>> {
    let sections = computation.sections.iter();
    sections
        .filter(|one| one.key == key)
        .flat_map(|one| &one.rows)
        .collect()
}

/// The rows of bytes in the sections of a name.
pub fn bytes<'a, 't>(computation: &'a Computation<'t>, key: &str) -> Vec<&'a Bytes<'t>> {
    let rows = section(computation, key).into_iter();
    rows.filter_map(|row| match row {
        Row::Bytes(bytes) => Some(bytes),
        _ => None,
    })
    .collect()
}

/// The sections, to compare.
pub fn sections<'a, 't>(computation: &'a Computation<'t>) -> &'a [Section<'t>] {
    &computation.sections
}

/// A handshake in which the client sends as much as fits into one record.
pub fn long_record() -> Trace {
    let mut overrides = Overrides::seed(7);
    overrides.message = Some("0123456789abcdef".repeat(1024));
    simulate(&Scenario::builtin("classic", overrides).unwrap())
}

/// Acts that no handshake here has, by name: RSA that cannot be done, signatures that do not
/// hold, the PRF of TLS 1.0.
pub fn crafted() -> Vec<(String, Trace)> {
    vec![
        ("client authentication".into(), mutual(None)),
        (
            "client authentication by PSS".into(),
            mutual(Some(SignatureAlgorithm::RsaPssRsaeSha256)),
        ),
        ("ciphertext not below n".into(), decrypted(vec![0xFF; 256])),
        ("ciphertext too short".into(), decrypted(vec![0x01; 100])),
        (
            "signature over something else".into(),
            signed(b"that", true),
        ),
        ("signature with another key".into(), signed(b"this", false)),
        ("PRF of TLS 1.0".into(), tls10()),
        ("record with a changed content".into(), opened(0)),
        ("record with a changed padding".into(), opened(66)),
    ]
}

/// A handshake in which the client signs.
fn mutual(algorithm: Option<SignatureAlgorithm>) -> Trace {
    let mut scenario = Scenario::builtin("mutual", Overrides::seed(7)).unwrap();
    if let Some(algorithm) = algorithm {
        scenario.server.signature_algorithms = vec![algorithm];
    }
    simulate(&scenario)
}

fn recorded(act: Act) -> Trace {
    let mut recorder = Recording::new(Run {
        scenario: "crafted".into(),
        description: String::new(),
        kind: RunKind::Simulation,
        seed: None,
        clock: UnixTime(0),
        server_name: None,
    });
    recorder.record(act);
    recorder.finish()
}

/// The detail of a check that no test reads.
fn as_it_is() -> Said {
    said!("text.example", bytes = 1_u8, name = "as it is")
}

fn act(side: Side, topic: Topic, events: Vec<Event>) -> Act {
    let state = StateId::Negotiate;
    Act {
        side,
        topic,
        events,
        state,
    }
}

fn stored(name: ValueName, bytes: Vec<u8>) -> Event {
    let path = "a test".into();
    Event::Stored { name, bytes, path }
}

/// The server decrypts these bytes.
pub fn decrypted(ciphertext: Vec<u8>) -> Trace {
    let key = demo::private_key("server.key");
    let mut rng = random::seeded(3, 1);
    let recovery = pkcs1::recover_pre_master(&key, &ciphertext, [3, 3], &mut rng);
    let check = |one: &pkcs1::RecoveryCheck| {
        Event::Checked(Check::new(
            CheckName::PreMaster(one.kind),
            one.passed,
            as_it_is(),
        ))
    };
    let checks: Vec<Event> = recovery.checks.iter().map(check).collect();
    let mut events = vec![
        stored(ValueName::EncryptedPreMasterSecret, ciphertext),
        stored(ValueName::ServerPrivateExponent, key.d()),
        stored(ValueName::ServerModulus, key.public().n()),
    ];
    events.extend(checks);
    let mut inputs = vec![
        ValueName::EncryptedPreMasterSecret,
        ValueName::ServerPrivateExponent,
        ValueName::ServerModulus,
    ];
    if recovery.used_fallback {
        events.push(stored(ValueName::ClientVersion, vec![3, 3]));
        events.push(Event::Generated {
            name: ValueName::PreMasterRandom,
            bytes: recovery.fallback[2..].to_vec(),
        });
        inputs.extend([ValueName::ClientVersion, ValueName::PreMasterRandom]);
    }
    events.push(Event::Derived {
        name: ValueName::PreMasterSecret,
        bytes: recovery.pre_master_secret.to_vec(),
        operation: Operation::RsaDecryption(Arc::new(recovery)),
        inputs,
        output: 0..48,
    });
    recorded(act(Side::Server, Topic::DecryptPreMasterSecret, events))
}

/// The client checks a signature over `this`, which was made over some message, with the key
/// that it is checked with or with another.
fn signed(message: &[u8], own_key: bool) -> Trace {
    let hash = HashAlgorithm::Sha256;
    let made_with = demo::private_key("server.key");
    let signature = pkcs1::sign(&made_with, hash, message).unwrap().signature;
    let checked_with = match own_key {
        true => made_with.public().clone(),
        false => {
            let chain = demo::certificates(&["intermediate.pem"]);
            match &chain[0].public_key {
                premaster::pki::SubjectKey::Rsa(key) => key.clone(),
                other => panic!("{other:?}"),
            }
        }
    };
    let verification = pkcs1::verify(&checked_with, hash, b"this", &signature);
    let mut check = Check::new(
        CheckName::Chain(CheckKind::Signature),
        verification.outcome.is_ok(),
        as_it_is(),
    );
    check.signature = Some(Arc::new(CheckedSignature {
        verification: Verification::Pkcs1(verification),
        what: Signed::Certificate,
        signed: b"this"[..].into(),
    }));
    recorded(act(
        Side::Client,
        Topic::CheckCertificate,
        vec![Event::Checked(check)],
    ))
}

/// A master secret by the PRF of TLS 1.0.
fn tls10() -> Trace {
    let (secret, one, two) = (vec![0xAB; 48], vec![1; 32], vec![2; 32]);
    let seed = [one.clone(), two.clone()].concat();
    let expansion = Prf::Tls10.expand(&secret, "master secret", &seed, 48);
    let events = vec![
        stored(ValueName::PreMasterSecret, secret),
        stored(ValueName::ClientRandom, one),
        stored(ValueName::ServerRandom, two),
        Event::Derived {
            name: ValueName::MasterSecret,
            bytes: expansion.output.clone(),
            output: 0..48,
            operation: Operation::Prf(Arc::new(expansion)),
            inputs: vec![
                ValueName::PreMasterSecret,
                ValueName::ClientRandom,
                ValueName::ServerRandom,
            ],
        },
    ];
    recorded(act(Side::Client, Topic::DeriveMasterSecret, events))
}

/// The server opens a record of the client of which one bit was changed, at this offset behind
/// the IV.
fn opened(at: usize) -> Trace {
    let suite = &SUITES[0];
    let keys = DirectionKeys {
        mac_key: vec![5; 32],
        key: vec![6; 16],
        iv: Vec::new(),
    };
    let algorithms = TLS12.algorithms(suite);
    let content = b"an order of three apples, and of pears four";
    let kind = ContentType::ApplicationData.code();
    let sent = record::protect(algorithms, &keys, 3, kind, [3, 3], content, &[7; 16]);
    let mut fragment = sent.fragment.clone();
    fragment[16 + at] ^= 1;
    let opened = record::unprotect(
        algorithms,
        &keys,
        3,
        kind,
        [3, 3],
        &fragment,
        Start::InRecord,
    )
    .unwrap();
    let client = Side::Client;
    let operation = Operation::Unprotection(Arc::new(opened.clone()));
    let events = vec![
        Event::Agreed {
            version: ProtocolVersion::Tls12,
            suite,
            switches: Switches::default(),
        },
        stored(ValueName::WriteMacKey(client), keys.mac_key),
        stored(ValueName::WriteKey(client), keys.key),
        stored(ValueName::RecordIv(client, 3), fragment[..16].to_vec()),
        stored(
            ValueName::RecordCiphertext(client, 3),
            fragment[16..].to_vec(),
        ),
        Event::Derived {
            name: ValueName::RecordContent(client, 3),
            bytes: opened.content().to_vec(),
            operation: operation.clone(),
            inputs: vec![
                ValueName::WriteKey(client),
                ValueName::RecordIv(client, 3),
                ValueName::RecordCiphertext(client, 3),
            ],
            output: opened.content.clone(),
        },
        Event::Derived {
            name: ValueName::RecordMac(client, 3),
            bytes: opened.computed_mac.clone(),
            operation,
            inputs: vec![
                ValueName::WriteMacKey(client),
                ValueName::RecordContent(client, 3),
            ],
            output: opened.mac.clone(),
        },
        Event::Checked(Check::new(
            CheckName::Padding,
            opened.padding_ok,
            as_it_is(),
        )),
        Event::Checked(Check::new(CheckName::Mac, opened.mac_ok, as_it_is())),
    ];
    recorded(act(Side::Server, Topic::OpenApplicationData, events))
}
