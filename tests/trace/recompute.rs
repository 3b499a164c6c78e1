//! What if: values computed again from changed ones.

use premaster::crypto::hash::HashAlgorithm;
use premaster::crypto::key_block::{self, FinishedLabel};
use premaster::pki::time::UnixTime;
use premaster::protocol::{SUITES, TLS12};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{
    Change, ConnectionId, Gap, Holder, Recomputed, Side, Trace, ValueId, ValueName,
};

fn run(name: &str) -> Trace {
    let overrides = Overrides {
        clock: Some(UnixTime(1_795_220_503)),
        ..Overrides::seed(42)
    };
    simulate(&Scenario::builtin(name, overrides).unwrap())
}

fn id(trace: &Trace, name: ValueName) -> ValueId {
    trace
        .first(ConnectionId::FIRST, name)
        .unwrap_or_else(|| panic!("{name:?}"))
        .id
}

/// A value with the lowest bit of one of its bytes flipped.
fn flipped(trace: &Trace, name: ValueName, byte: usize) -> (ValueId, Vec<u8>) {
    let id = id(trace, name);
    let mut bytes = trace.value(id).bytes.clone();
    bytes[byte] ^= 1;
    (id, bytes)
}

fn what_if(trace: &Trace, value: (ValueId, Vec<u8>), at: [bool; 2]) -> [Vec<Recomputed>; 2] {
    trace.recomputed(&Change {
        values: vec![value],
        at,
    })
}

fn changed(all: &[Vec<Recomputed>; 2], side: Side, id: ValueId) -> &[u8] {
    match &all[side as usize][id.0] {
        Recomputed::Changed(bytes) => bytes,
        other => panic!("{other:?}"),
    }
}

const BOTH: [bool; 2] = [true, true];
const CLIENT: [bool; 2] = [true, false];
const SERVER: [bool; 2] = [false, true];

#[test]
fn with_nothing_changed_every_value_of_every_scenario_comes_out_again() {
    let mut made = 0;
    for scenario in Scenario::list() {
        let trace = run(scenario.name);
        for (side, id, bytes) in trace.computed_again() {
            let value = trace.value(id);
            match bytes {
                Err(Gap::Salted) => {}
                Err(Gap::Input)
                    if trace
                        .first(ConnectionId::FIRST, ValueName::SignatureSalt)
                        .is_some() => {}
                bytes => assert_eq!(
                    bytes.as_ref(),
                    Ok(&value.bytes),
                    "{}: {} of the {}",
                    scenario.name,
                    value.key(),
                    side.name()
                ),
            }
            made += 1;
        }
    }
    assert!(made > 500, "{made}");
}

#[test]
fn a_changed_master_secret_gives_what_the_prf_gives() {
    let trace = run("classic");
    let suite = trace.last_connection().suite.unwrap();
    let secret = flipped(&trace, ValueName::MasterSecret, 5);
    let all = what_if(&trace, secret.clone(), BOTH);
    let bytes = |name| trace.value(id(&trace, name)).bytes.clone();
    let random = |name| <[u8; 32]>::try_from(bytes(name)).unwrap();
    let (client, server) = (
        random(ValueName::ClientRandom),
        random(ValueName::ServerRandom),
    );
    let prf = (TLS12.prf)(suite);
    let (block, keys) = key_block::expand(
        prf,
        TLS12.key_block_layout(suite),
        &secret.1,
        &server,
        &client,
    );
    let hash = bytes(ValueName::HandshakeHash(Side::Client));
    let proof = key_block::verify_data(prf, &secret.1, FinishedLabel::Client, &hash, 12).output;
    for side in Side::BOTH {
        let now = |name| changed(&all, side, id(&trace, name));
        assert_eq!(now(ValueName::KeyBlock), block.output);
        assert_eq!(
            now(ValueName::WriteKey(Side::Server)),
            keys.server_write().key
        );
        assert_eq!(
            now(ValueName::WriteMacKey(Side::Client)),
            keys.client_write().mac_key
        );
        assert_eq!(now(ValueName::VerifyData(Side::Client)), proof);
    }
    let random = id(&trace, ValueName::ClientRandom);
    assert_eq!(all[0][random.0], Recomputed::Same);
    assert_eq!(suite.prf_hash, HashAlgorithm::Sha256);
    assert!(SUITES.contains(suite));
}

#[test]
fn a_pre_master_secret_is_encrypted_and_decrypted_anew() {
    let trace = run("classic");
    let secret = flipped(&trace, ValueName::PreMasterSecret, 20);
    let all = what_if(&trace, secret.clone(), CLIENT);
    let encrypted = id(&trace, ValueName::EncryptedPreMasterSecret);
    assert_eq!(
        changed(&all, Side::Client, encrypted),
        changed(&all, Side::Server, encrypted)
    );
    assert_eq!(changed(&all, Side::Server, secret.0), secret.1);
    // a new secret on both sides alike: nothing parts them
    assert_eq!(all[0], all[1]);
    let content = id(&trace, ValueName::RecordContent(Side::Client, 1));
    assert_eq!(all[1][content.0], Recomputed::Same);
}

#[test]
fn a_changed_ciphertext_is_what_the_run_with_that_change_has() {
    let trace = run("classic");
    let attacked = run("flipped-pre-master");
    let mut encrypted = attacked.of_name(ConnectionId::FIRST, ValueName::EncryptedPreMasterSecret);
    let arrived = encrypted
        .find(|value| value.holder == Holder::Of(Side::Server))
        .unwrap();
    let change = (
        id(&trace, ValueName::EncryptedPreMasterSecret),
        arrived.bytes.clone(),
    );
    let all = what_if(&trace, change, SERVER);
    let names = [
        ValueName::MasterSecret,
        ValueName::KeyBlock,
        ValueName::WriteKey(Side::Client),
    ];
    for name in names {
        assert_eq!(all[0][id(&trace, name).0], Recomputed::Same);
        let other = attacked
            .named(ConnectionId::FIRST, name, Side::Client)
            .unwrap();
        assert_eq!(trace.value(id(&trace, name)).bytes, other.bytes);
        // the server's substitute is drawn at random, and the same in both runs
        let there = attacked
            .named(ConnectionId::FIRST, name, Side::Server)
            .unwrap();
        assert_eq!(
            changed(&all, Side::Server, id(&trace, name)),
            there.bytes,
            "{name:?}"
        );
    }
}

#[test]
fn a_random_of_another_run_gives_the_values_of_that_run() {
    // the server's random reaches the client, and through the messages both Finished
    let trace = run("classic");
    let all = what_if(&trace, flipped(&trace, ValueName::ServerRandom, 31), SERVER);
    assert_eq!(all[0], all[1]);
    for name in [
        ValueName::MasterSecret,
        ValueName::HandshakeHash(Side::Client),
        ValueName::VerifyData(Side::Server),
        ValueName::RecordCiphertext(Side::Client, 1),
        ValueName::RecordMac(Side::Server, 1),
    ] {
        changed(&all, Side::Client, id(&trace, name));
    }
}

#[test]
fn one_key_of_one_side_parts_the_two() {
    let trace = run("classic");
    let key = flipped(&trace, ValueName::WriteKey(Side::Client), 0);
    let all = what_if(&trace, key, SERVER);
    let content = id(&trace, ValueName::RecordContent(Side::Client, 0));
    assert_eq!(all[0][content.0], Recomputed::Same);
    changed(&all, Side::Server, content);
    let mac_key = flipped(&trace, ValueName::WriteMacKey(Side::Client), 0);
    let all = what_if(&trace, mac_key, SERVER);
    assert_eq!(all[1][content.0], Recomputed::Same);
    changed(
        &all,
        Side::Server,
        id(&trace, ValueName::RecordMac(Side::Client, 0)),
    );
}

#[test]
fn a_ciphertext_that_no_one_has_encrypted_gives_the_servers_substitute() {
    let trace = run("classic");
    let encrypted = flipped(&trace, ValueName::EncryptedPreMasterSecret, 255);
    let secret = id(&trace, ValueName::PreMasterSecret);
    let hash = id(&trace, ValueName::HandshakeHash(Side::Client));
    let sent = what_if(&trace, encrypted.clone(), CLIENT);
    let received = what_if(&trace, encrypted, SERVER);
    assert_eq!(sent[0][secret.0], Recomputed::Same);
    assert_eq!(
        changed(&sent, Side::Server, secret),
        changed(&received, Side::Server, secret)
    );
    // what is sent is in the transcripts of both, what is changed on the way in one of them
    assert_eq!(
        changed(&sent, Side::Client, hash),
        changed(&sent, Side::Server, hash)
    );
    assert_eq!(received[0][hash.0], Recomputed::Same);
    assert_eq!(
        changed(&received, Side::Server, hash),
        changed(&sent, Side::Server, hash)
    );
}
