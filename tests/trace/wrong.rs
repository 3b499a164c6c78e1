//! Wrong values by the table of mistakes: each differs from the right one and from the others, and the mistake is
//! named when it is handed in.

use premaster::protocol::{Side, ValueName};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::text::hex;
use premaster::trace::diagnosis::{Own, from_own, wrong};
use premaster::trace::{Diagnosis, Trace, Value};
use std::collections::BTreeSet;

fn run(name: &str, seed: u64) -> Trace {
    let scenario = Scenario::builtin(name, Overrides::seed(seed)).unwrap();
    simulate(&scenario)
}

fn asked() -> Vec<ValueName> {
    use ValueName as V;
    let mut names = vec![V::PreMasterSecret, V::MasterSecret, V::KeyBlock];
    for side in Side::BOTH {
        names.extend([
            V::WriteMacKey(side),
            V::WriteKey(side),
            V::HandshakeHash(side),
        ]);
        names.extend([
            V::VerifyData(side),
            V::RecordMac(side, 1),
            V::RecordContent(side, 1),
        ]);
    }
    names
}

fn value(trace: &Trace, name: ValueName) -> &Value {
    trace.first(trace.last_connection().id, name).unwrap()
}

#[test]
fn each_wrong_value_is_one_of_its_own_and_is_recognised() {
    for (scenario, seed) in [("classic", 42), ("mutual", 7)] {
        let trace = run(scenario, seed);
        for name in asked() {
            let value = value(&trace, name);
            let all = wrong(&trace, value);
            let fewest = if matches!(name, ValueName::RecordContent(..)) {
                6
            } else {
                4
            };
            assert!(all.len() >= fewest, "{}: {}", name.key(), all.len());
            let different: BTreeSet<&[u8]> = all.iter().map(|one| one.bytes.as_slice()).collect();
            assert_eq!(different.len(), all.len());
            assert!(
                !different.contains(value.bytes.as_slice()),
                "{}",
                name.key()
            );
            let mut tried = BTreeSet::new();
            for one in all.iter().filter(|one| tried.insert(one.mistake)) {
                let found = Diagnosis::of_result(&trace, value, &one.bytes).unwrap();
                let named = &found.mistakes[0];
                // bytes that are those of another value are called that
                let same = named.key == one.mistake || named.key.starts_with("result_");
                assert!(
                    same || named.key == "other_value",
                    "{}: {} is called {}",
                    name.key(),
                    one.mistake,
                    named.key
                );
            }
        }
    }
}

/// The mistakes of a class, by what a teacher calls them.
#[test]
fn the_usual_mistakes_are_in_the_table() {
    let trace = run("classic", 42);
    let has = |name: ValueName, keys: &[&str]| {
        let all = wrong(&trace, value(&trace, name));
        let all: BTreeSet<&str> = all.iter().map(|one| one.mistake).collect();
        let missing: Vec<_> = keys.iter().filter(|key| !all.contains(*key)).collect();
        assert!(missing.is_empty(), "{}: no {missing:?}", name.key());
    };
    use ValueName as V;
    has(
        V::PreMasterSecret,
        &["block_kept", "block_tail_kept", "pre_master_length"],
    );
    has(
        V::MasterSecret,
        &[
            "master_randoms_swapped",
            "other_prf",
            "pre_master_length",
            "master_label",
            "prf_chain",
            "randoms_without_time",
            "ciphertext_as_secret",
        ],
    );
    has(
        V::KeyBlock,
        &["key_block_randoms_swapped", "no_master_secret"],
    );
    has(
        V::WriteKey(Side::Server),
        &["keys_swapped", "key_block_order"],
    );
    has(
        V::VerifyData(Side::Server),
        &[
            "finished_label",
            "transcript_record_headers",
            "transcript_without_headers",
            "transcript_change_cipher_spec",
            "transcript_without_message",
            "transcript_encrypted_finished",
            "transcript_not_hashed",
            "verify_data_without_prf",
        ],
    );
    has(
        V::RecordMac(Side::Client, 1),
        &[
            "mac_without_sequence",
            "mac_other_sequence",
            "mac_wrong_length",
            "mac_content_alone",
            "keys_swapped",
            "mac_over_iv",
            "mac_over_padding",
            "mac_other_hash",
        ],
    );
    has(
        V::RecordContent(Side::Client, 1),
        &[
            "mac_and_padding_kept",
            "mac_kept",
            "pkcs7_padding",
            "iv_left_out",
            "keys_swapped",
        ],
    );
}

/// Results that only resemble the right ones: a part is noise.
#[test]
fn noise_that_shows_its_cause() {
    let trace = run("classic", 42);
    let named = |name: ValueName, got: &[u8]| {
        let found = Diagnosis::of_result(&trace, value(&trace, name), got).unwrap();
        found.mistakes.first().map(|found| found.key)
    };
    let content = value(&trace, ValueName::RecordContent(Side::Client, 1))
        .bytes
        .clone();
    let noise = [0x5a; 16];
    let name = ValueName::RecordContent(Side::Client, 1);
    assert_eq!(
        named(name, &[&noise, content.as_slice()].concat()),
        Some("iv_kept")
    );
    assert_eq!(
        named(name, &[&noise, &content[16..]].concat()),
        Some("first_block")
    );
    assert_eq!(named(name, &vec![0x5a; content.len()]), None);
    assert_eq!(
        named(ValueName::PreMasterSecret, &[7; 48]),
        Some("not_a_pre_master")
    );
    let right = &value(&trace, ValueName::PreMasterSecret).bytes;
    let like = [&right[..2], &[7; 46]].concat();
    assert_eq!(named(ValueName::PreMasterSecret, &like), None);
}

#[test]
fn what_follows_from_a_wrong_value_is_computed() {
    let trace = run("classic", 42);
    let of = |name| value(&trace, name);
    let (pre_master, master) = (of(ValueName::PreMasterSecret), of(ValueName::MasterSecret));
    for name in [
        ValueName::MasterSecret,
        ValueName::KeyBlock,
        ValueName::VerifyData(Side::Client),
    ] {
        let right = from_own(&trace, of(name), Own::PreMaster(&pre_master.bytes)).unwrap();
        assert_eq!(hex(&right), hex(&of(name).bytes), "{}", name.key());
    }
    let block = from_own(&trace, of(ValueName::KeyBlock), Own::Master(&master.bytes)).unwrap();
    assert_eq!(block, of(ValueName::KeyBlock).bytes);
    // a master secret of a wrong pre-master secret is what the table gives for that mistake
    let without_version = &pre_master.bytes[2..];
    let got = from_own(&trace, master, Own::PreMaster(without_version)).unwrap();
    let all = wrong(&trace, master);
    let listed = all.iter().find(|one| one.bytes == got).unwrap();
    assert_eq!(listed.mistake, "pre_master_length");
}
