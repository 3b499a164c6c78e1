//! Where values come from, what is made of them, and who could compute them.

use premaster::pki::time::UnixTime;
use premaster::protocol::{SUITES, Suite};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{
    ConnectionId, Could, Holder, How, Knowledge, Party, Side, Source, Trace, Value, ValueId,
    ValueName,
};
use std::collections::BTreeSet;

fn run(suite: usize) -> Trace {
    let message = "description = \"\"\n[[message]]\nfrom = \"client\"\ntext = \"hello\"";
    let overrides = Overrides {
        clock: Some(UnixTime(1_795_220_503)),
        ..Overrides::seed(42)
    };
    let mut scenario = Scenario::from_toml(message, "test", "test", overrides).unwrap();
    scenario.client.suites = vec![&SUITES[suite]];
    simulate(&scenario)
}

fn id(trace: &Trace, name: ValueName) -> ValueId {
    trace
        .first(ConnectionId::FIRST, name)
        .unwrap_or_else(|| panic!("{name:?}"))
        .id
}

fn value_of(trace: &Trace, source: Source) -> &Value {
    match source {
        Source::Value(id) => trace.value(id),
        Source::Message(..) | Source::Padding(_) => panic!("{source:?} is not a value"),
    }
}

#[test]
fn a_byte_of_the_write_key_is_followed_to_the_randoms_and_the_pre_master() {
    let trace = run(0);
    let key = id(&trace, ValueName::WriteKey(Side::Client));
    let ancestors = trace.ancestors(key, 0..1);
    let told: Vec<(usize, String, std::ops::Range<usize>)> = ancestors
        .iter()
        .map(|a| {
            (
                a.depth,
                value_of(&trace, a.source).name.key(),
                a.range.clone(),
            )
        })
        .collect();
    // AES-128-CBC with SHA-256: two MAC keys of 32 bytes come before it in the key block.
    assert_eq!(told[0], (0, "client_write_key".into(), 0..1));
    assert_eq!(told[1], (1, "key_block".into(), 64..65));
    assert_eq!(ancestors[0].how, How::Copied);
    assert_eq!(
        ancestors[1].how,
        How::Hmac {
            first: 3,
            last: 3,
            offset: 0
        }
    );
    assert_eq!(told[2], (2, "master_secret".into(), 0..48));
    assert_eq!(
        ancestors[2].how,
        How::Hmac {
            first: 1,
            last: 2,
            offset: 0
        }
    );
    let ends: BTreeSet<String> = ancestors
        .iter()
        .filter(|a| matches!(a.how, How::Drawn { .. } | How::Kept { .. }))
        .map(|a| value_of(&trace, a.source).name.key())
        .collect();
    let expected = [
        "client_random",
        "client_version",
        "pre_master_random",
        "server_random",
    ];
    assert_eq!(ends, expected.map(String::from).into());
}

/// The ranges are right: the bytes really are the same where the tree says they are copied.
#[test]
fn copied_bytes_are_the_same_bytes() {
    for (i, suite) in Suite::defaults().enumerate() {
        let trace = run(i);
        let mut copied = 0;
        for value in trace.values() {
            for at in 0..value.bytes.len() {
                let (how, parents) = trace.parents(value.id, &(at..at + 1));
                if how == How::Copied {
                    let [(parent, range)] = &parents[..] else {
                        panic!("one source per byte")
                    };
                    let source = &trace.bytes_of(*parent)[range.clone()];
                    assert_eq!(source, [value.bytes[at]], "{:?} byte {at}", value.name);
                    copied += 1;
                }
            }
        }
        // Four keys and the pre-master secret at the least.
        let keys = suite.cipher.key_len() + suite.mac.output_len();
        assert!(copied >= 2 * keys + 48);
    }
}

#[test]
fn an_hmac_is_the_one_that_gave_the_bytes() {
    let trace = run(1);
    let block = trace.value(id(&trace, ValueName::KeyBlock));
    let premaster::trace::Origin::Derived {
        operation: premaster::trace::Operation::Prf(expansion),
        ..
    } = &block.origin
    else {
        panic!("the key block comes from the PRF")
    };
    for at in 0..block.bytes.len() {
        let (how, _) = trace.parents(block.id, &(at..at + 1));
        let How::Hmac {
            first,
            last,
            offset,
        } = how
        else {
            panic!()
        };
        assert_eq!(first, last);
        assert_eq!(
            expansion.p_hash[0].blocks[first - 1][offset],
            block.bytes[at]
        );
    }
}

#[test]
fn uses_go_the_other_way() {
    let trace = run(0);
    let names = |ids: Vec<ValueId>| -> Vec<String> {
        ids.into_iter()
            .map(|id| trace.value(id).name.key())
            .collect()
    };
    let random = id(&trace, ValueName::ServerRandom);
    assert_eq!(names(trace.uses(random)), ["master_secret", "key_block"]);
    for value in trace.values() {
        for used in trace.uses(value.id) {
            let whole = 0..trace.value(used).bytes.len();
            let (_, parents) = trace.parents(used, &whole);
            assert!(
                parents
                    .iter()
                    .any(|(parent, _)| *parent == Source::Value(value.id))
            );
        }
    }
}

#[test]
fn the_eavesdropper_gets_nowhere_and_the_thief_of_the_key_gets_everything() {
    let trace = run(0);
    let open = trace.seen_in_the_open(trace.steps().len());
    let could = trace.computable(&open);
    for secret in [
        ValueName::PreMasterSecret,
        ValueName::MasterSecret,
        ValueName::KeyBlock,
        ValueName::WriteKey(Side::Server),
        ValueName::VerifyData(Side::Client),
        ValueName::RecordContent(Side::Client, 1),
    ] {
        assert_eq!(could[id(&trace, secret).0], None, "{secret:?}");
    }
    // All but the last handshake message were in the open, and so is the hash of them.
    let hash = ValueName::HandshakeHash(Side::Client);
    assert!(matches!(
        could[id(&trace, hash).0],
        Some(Could::Computes(_))
    ));
    assert_eq!(
        could[id(&trace, ValueName::HandshakeHash(Side::Server)).0],
        None
    );

    let mut stolen = open;
    stolen.push(id(&trace, ValueName::ServerPrivateExponent));
    let could = trace.computable(&stolen);
    let pre_master = id(&trace, ValueName::PreMasterSecret);
    assert!(matches!(could[pre_master.0], Some(Could::Decrypts(_))));
    for value in trace.values() {
        let alerts = matches!(value.name, ValueName::RecordContent(..));
        assert!(alerts || could[value.id.0].is_some(), "{:?}", value.name);
    }
    let random = id(&trace, ValueName::PreMasterRandom);
    assert_eq!(could[random.0], Some(Could::CutsOut(pre_master)));
    let data = id(&trace, ValueName::RecordContent(Side::Client, 1));
    assert!(could[data.0].is_some(), "the application data is read");
    assert_eq!(trace.value(data).bytes, b"hello");
}

/// The random part of the pre-master secret is known to those who know the whole.
#[test]
fn the_parts_of_the_pre_master_secret_go_with_it() {
    let trace = run(0);
    let whole = trace
        .first(ConnectionId::FIRST, ValueName::PreMasterSecret)
        .unwrap();
    let part = trace
        .first(ConnectionId::FIRST, ValueName::PreMasterRandom)
        .unwrap();
    let mut changes = 0;
    for step in whole.step..trace.steps().len() {
        for party in Party::ALL {
            let knows = part.known_to(party, step);
            assert_eq!(knows, whole.known_to(party, step), "{party:?}, step {step}");
            changes += usize::from(
                part.history
                    .iter()
                    .any(|(at, who, _)| (*at, *who) == (step, party)),
            );
        }
    }
    assert_eq!(changes, 4, "drawn, seen sealed by two, decrypted");
}

/// A private key was there before the run that it is used in.
#[test]
fn a_private_key_is_known_from_the_start() {
    // whether the run uses it or not
    for (trace, used) in [(run(0), true), (scenario("expired"), false)] {
        let key = trace
            .first(ConnectionId::FIRST, ValueName::ServerPrivateExponent)
            .unwrap();
        assert_eq!(key.step, 0);
        assert_eq!(key.known_to(Party::Server, 0), Knowledge::Known);
        assert_eq!(key.known_to(Party::Client, usize::MAX), Knowledge::Unknown);
        assert_eq!(trace.comes_up(key) > 0, used);
        let new = trace.steps().iter().flat_map(|step| trace.new_in(step));
        assert_eq!(new.filter(|value| value.id == key.id).count(), 1);
    }
    // an attacker with a recording does not have it
    let trace = scenario("replayed-server");
    assert!(
        trace
            .first(ConnectionId::FIRST, ValueName::ServerPrivateExponent)
            .is_none()
    );
}

fn scenario(name: &str) -> Trace {
    simulate(&Scenario::builtin(name, Overrides::seed(42)).unwrap())
}

/// Where the countermeasure goes on with a secret of the server's own, no one gets at it with the
/// private key, and it comes from the server's random bytes, not from the ciphertext.
#[test]
fn the_secret_that_the_server_drew_itself_is_not_in_the_ciphertext() {
    let trace = scenario("flipped-pre-master");
    let of_server = |name| {
        trace
            .named(ConnectionId::FIRST, name, Side::Server)
            .unwrap()
    };
    let secret = of_server(ValueName::PreMasterSecret);
    assert_eq!(secret.holder, Holder::Of(Side::Server));
    let mut stolen = trace.seen_in_the_open(trace.steps().len());
    stolen.push(id(&trace, ValueName::ServerPrivateExponent));
    let could = trace.computable(&stolen);
    for name in [ValueName::PreMasterSecret, ValueName::MasterSecret] {
        assert_eq!(could[of_server(name).id.0], None, "{name:?}");
    }
    let random = of_server(ValueName::PreMasterRandom);
    let (how, parents) = trace.parents(secret.id, &(2..48));
    assert_eq!(how, How::Copied);
    assert_eq!(parents, [(Source::Value(random.id), 0..46)]);
}

/// The key of an impostor opens nothing that was made for the key in the certificate.
#[test]
fn the_key_of_an_impostor_opens_nothing() {
    let trace = scenario("impostor");
    let mut stolen = trace.seen_in_the_open(trace.steps().len());
    stolen.push(id(&trace, ValueName::ServerPrivateExponent));
    let could = trace.computable(&stolen);
    for side in Side::BOTH {
        let secret = trace
            .named(ConnectionId::FIRST, ValueName::PreMasterSecret, side)
            .unwrap();
        assert_eq!(could[secret.id.0], None, "{side:?}");
    }
}

/// The keys view says of a value what the graph says: an eavesdropper has what it could compute.
#[test]
fn what_the_eavesdropper_has_is_what_it_could_compute() {
    for listed in Scenario::list() {
        let name = &listed.name;
        let scenario = Scenario::builtin(name, Overrides::seed(42)).unwrap();
        let trace = simulate(&scenario);
        for step in 0..trace.steps().len() {
            let could = trace.computable(&trace.seen_in_the_open(step));
            for value in trace.values().iter().filter(|value| value.step <= step) {
                let has = value.known_to(Party::Eavesdropper, step) == Knowledge::Known;
                let able = could[value.id.0].is_some();
                assert_eq!(has, able, "{name}, step {step}: {}", value.key());
            }
        }
    }
}

/// What a verify_data is made of leads down to each message that is hashed.
#[test]
fn a_hash_of_the_transcript_comes_of_its_messages() {
    let trace = run(0);
    for side in Side::BOTH {
        let hash = trace.value(id(&trace, ValueName::HandshakeHash(side)));
        let (how, sources) = trace.parents(hash.id, &(0..hash.bytes.len()));
        assert_eq!(how, How::Whole);
        let mut all = Vec::new();
        for (source, range) in &sources {
            all.extend_from_slice(&trace.bytes_of(*source)[range.clone()]);
        }
        // SHA-256 by another's hand
        let digest = <sha2::Sha256 as sha2::Digest>::digest(&all);
        assert_eq!(digest.as_slice(), hash.bytes);
        let sealed = sources
            .iter()
            .filter(|(s, _)| matches!(s, Source::Value(_)));
        assert_eq!(sealed.count(), usize::from(side == Side::Server));
        let verify_data = id(&trace, ValueName::VerifyData(side));
        let messages = trace.ancestors(verify_data, 0..12);
        let sent = messages
            .iter()
            .filter(|a| matches!(a.how, How::Sent { .. }));
        let sent: BTreeSet<Source> = sent.map(|a| a.source).collect();
        assert_eq!(sent.len(), 5);
    }
}

/// The encryption of the pre-master secret is not deterministic: its random padding is among what the
/// ciphertext comes from.
#[test]
fn a_ciphertext_of_rsa_comes_from_random_padding_too() {
    let trace = run(0);
    let ciphertext = id(&trace, ValueName::EncryptedPreMasterSecret);
    let ancestors = trace.ancestors(ciphertext, 0..256);
    let by = Side::Client;
    let mut padding = ancestors.iter().filter(|it| it.how == How::Drawn { by });
    let padding = padding
        .find(|it| it.source == Source::Padding(ciphertext))
        .expect("the padding");
    let bytes = trace.bytes_of(padding.source);
    // 256 bytes without 00 02, the 00 before the secret, and the secret itself
    assert_eq!((bytes.len(), padding.range.clone()), (205, 0..205));
    assert!(bytes.iter().all(|byte| *byte != 0), "none of them is zero");
    let secret = id(&trace, ValueName::PreMasterSecret);
    assert_eq!(trace.parents(secret, &(0..48)).0, How::Joined);
    assert_eq!(trace.parents(secret, &(0..1)).0, How::Copied);
}
