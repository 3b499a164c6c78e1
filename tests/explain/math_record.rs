//! Records laid open: blocks, keystreams and MACs are computed again, with the primitives alone.

use crate::crafted::{bytes, rows, section, sections};
use crate::math::{each, hmacs, run, step};
use crate::runs::of_every_version;
use premaster::crypto::cipher::Cipher;
use premaster::crypto::hash::HashAlgorithm;
use premaster::explain;
use premaster::explain::math::{Cbc, Hashed, Row, of_step, of_value};
use premaster::trace::{ConnectionId, Side, Trace, ValueName};
use premaster::wire::ProtocolVersion;
use std::collections::BTreeSet;

/// A block, encrypted with the primitive alone.
fn block_anew(cipher: Cipher, key: &[u8], block: &[u8]) -> Vec<u8> {
    use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
    macro_rules! with {
        ($cipher:ty) => {{
            let mut block = Array::try_from(block).unwrap();
            <$cipher>::new_from_slice(key)
                .unwrap()
                .encrypt_block(&mut block);
            block.to_vec()
        }};
    }
    match cipher {
        Cipher::Aes128Cbc => with!(aes::Aes128),
        Cipher::Aes256Cbc => with!(aes::Aes256),
        Cipher::TripleDesCbc => with!(des::TdesEde3),
        Cipher::Rc4 => panic!("no block cipher"),
    }
}

#[test]
fn every_block_of_a_record_comes_out_again() {
    let mut count = 0;
    let mut lengths = BTreeSet::new();
    each(|at, trace, computation| {
        for row in rows(computation) {
            let Row::Cbc(cbc) = row else { continue };
            count += 1;
            lengths.insert(cbc.iv.bytes.len());
            check_cbc(at, trace, cbc);
        }
    });
    assert!(count > 100, "only {count}");
    assert_eq!(lengths, BTreeSet::from([8, 16]), "3DES and AES");
}

fn check_cbc(at: &str, trace: &Trace, cbc: &Cbc<'_>) {
    let key = cbc.key.as_ref().unwrap();
    assert_eq!(key.bytes, trace.value(key.value.unwrap()).bytes, "{at}");
    let cipher = cbc.cipher.unwrap();
    let (mut previous, mut plaintext) = (cbc.iv.bytes, Vec::new());
    assert_eq!(
        cbc.ciphertext.len(),
        previous.len() * cbc.block_count(),
        "{at}"
    );
    for i in 0..cbc.block_count() {
        let block = cbc.block(i).unwrap();
        assert_eq!((block.index, block.of), (i + 1, cbc.block_count()), "{at}");
        assert_eq!(block.previous, previous, "{at}: block {i}");
        let xored: Vec<u8> = block
            .plaintext
            .iter()
            .zip(previous)
            .map(|(a, b)| a ^ b)
            .collect();
        assert_eq!(block.xored, xored[..], "{at}: block {i}");
        assert_eq!(
            block.ciphertext,
            block_anew(cipher, key.bytes, &xored),
            "{at}: block {i}"
        );
        let parts: Vec<u8> = block
            .parts
            .iter()
            .flat_map(|part| part.bytes)
            .copied()
            .collect();
        assert_eq!(parts, block.plaintext, "{at}: block {i}");
        plaintext.extend_from_slice(block.plaintext);
        previous = block.ciphertext;
    }
    assert_eq!(cbc.block(cbc.block_count()), None, "{at}");
    assert_eq!(cbc.block(usize::MAX), None, "{at}");
    let parts: Vec<u8> = cbc
        .plaintext
        .iter()
        .flat_map(|part| part.bytes)
        .copied()
        .collect();
    assert_eq!(plaintext, parts, "{at}");
}

#[test]
fn a_long_record_is_laid_open_without_copying_it() {
    let trace = crate::crafted::long_record();
    let step = step(&trace, "client_protect_application_data");
    let computations = of_step(&trace, step);
    let Some(Row::Cbc(cbc)) = section(&computations[0], "cbc").last() else {
        panic!("no blocks");
    };
    assert_eq!(cbc.block_count(), (16_384 + 32_usize).div_ceil(16) + 1);
    check_cbc("a long record", &trace, cbc);
    let content = ValueName::RecordContent(Side::Client, 1);
    let content = trace.first(ConnectionId::FIRST, content).unwrap();
    let part = &cbc.plaintext[0];
    assert_eq!(part.value, Some(content.id));
    assert_eq!(part.bytes.len(), 16_384);
}

#[test]
fn what_is_authenticated_is_what_the_rfcs_say() {
    let mut count = 0;
    each(|at, trace, computation| {
        for key in ["mac", "open_mac"] {
            for hmac in hmacs(computation, key) {
                if hmac.key.is_none() {
                    continue;
                }
                count += 1;
                let [seq, kind, version, length, content] = &hmac.data[..] else {
                    panic!("{at}: five parts");
                };
                let names = [seq, kind, version, length].map(|part| part.name.as_str());
                assert_eq!(names, ["seq_num", "type", "version", "length"], "{at}");
                let agreed = trace
                    .last_connection()
                    .version
                    .unwrap_or(ProtocolVersion::Tls12);
                assert_eq!(version.bytes, agreed.bytes(), "{at}");
                let length = u16::from_be_bytes(length.bytes.try_into().unwrap());
                assert_eq!(usize::from(length), content.bytes.len(), "{at}");
                let mac_key = trace.value(hmac.key.as_ref().unwrap().value.unwrap()).name;
                let ValueName::WriteMacKey(side) = mac_key else {
                    panic!("{at}: {mac_key:?}");
                };
                let sequence = u64::from_be_bytes(seq.bytes.try_into().unwrap());
                let name = ValueName::RecordContent(side, sequence);
                if let Some(id) = content.value {
                    assert_eq!(trace.value(id).name, name, "{at}");
                }
            }
        }
    });
    assert!(count > 100, "only {count}");
}

#[test]
fn the_mac_of_ssl_3_is_two_hashes_without_the_version() {
    let mut count = 0;
    each(|at, trace, computation| {
        for key in ["mac", "open_mac"] {
            let [inner, outer] = hmacs(computation, key)[..] else {
                continue;
            };
            count += 1;
            let names = |one: &Hashed<'_>| -> Vec<String> {
                one.data.iter().map(|part| part.name.clone()).collect()
            };
            let first = &names(inner)[1..5];
            assert_eq!(first, ["pad_1", "seq_num", "type", "length"], "{at}");
            assert_eq!(names(outer)[1..], ["pad_2", "inner"], "{at}");
            let pad = if inner.hash == HashAlgorithm::Md5 {
                48
            } else {
                40
            };
            assert_eq!(inner.data[1].bytes, vec![0x36; pad], "{at}");
            assert_eq!(outer.data[1].bytes, vec![0x5c; pad], "{at}");
            assert_eq!(outer.data[2].bytes, inner.output, "{at}");
            assert_eq!(
                trace.last_connection().version,
                Some(ProtocolVersion::Ssl30),
                "{at}"
            );
        }
    });
    assert!(count > 50, "only {count}");
}

/// This many bytes of RC4's keystream, from the beginning.
fn rc4_anew(key: &[u8], len: usize) -> Vec<u8> {
    let mut s: Vec<u8> = (0..=255).collect();
    let mut j = 0_usize;
    for i in 0..256 {
        j = (j + usize::from(s[i]) + usize::from(key[i % key.len()])) % 256;
        s.swap(i, j);
    }
    let (mut i, mut j) = (0, 0);
    let mut next = || {
        i = (i + 1) % 256;
        j = (j + usize::from(s[i])) % 256;
        s.swap(i, j);
        s[(usize::from(s[i]) + usize::from(s[j])) % 256]
    };
    (0..len).map(|_| next()).collect()
}

#[test]
fn every_keystream_comes_out_again_and_goes_on_from_record_to_record() {
    let mut count = 0;
    for (run, trace) in of_every_version() {
        let rc4 = trace.last_connection().suite.unwrap().cipher == Cipher::Rc4;
        for side in rc4.then_some(Side::BOTH).into_iter().flatten() {
            let key = &trace
                .first(ConnectionId::FIRST, ValueName::WriteKey(side))
                .unwrap()
                .bytes;
            let stream = rc4_anew(key, 4096);
            let mut used = 0;
            for n in 0.. {
                let Some(value) =
                    trace.first(ConnectionId::FIRST, ValueName::RecordCiphertext(side, n))
                else {
                    break;
                };
                let at = format!("{run}, {}", value.key());
                let computation = of_value(&trace, value.id).unwrap();
                let [plaintext, keystream] = bytes(&computation, "stream")[..] else {
                    panic!("{at}: plaintext and keystream");
                };
                let plaintext = plaintext.concat();
                let here = &stream[used..used + plaintext.len()];
                assert_eq!(keystream.concat(), here, "{at}");
                let xored: Vec<u8> = plaintext.iter().zip(here).map(|(a, b)| a ^ b).collect();
                assert_eq!(value.bytes, xored, "{at}");
                let [fragment] = bytes(&computation, "stream_fragment")[..] else {
                    panic!("{at}: the fragment");
                };
                assert_eq!(fragment.concat(), xored, "{at}");
                let prose = sections(&computation).iter().flat_map(|one| &one.rows);
                let told = prose.filter_map(|row| match row {
                    Row::Prose(spans) => Some(explain::plain(spans)),
                    _ => None,
                });
                let told = told.collect::<String>();
                assert!(
                    told.contains(&format!("{used} bytes of it are used up")),
                    "{told}"
                );
                used += plaintext.len();
                count += 1;
            }
        }
    }
    assert!(count > 60, "only {count}");
}

#[test]
fn the_parts_of_a_record_are_its_plaintext_and_its_fragment() {
    let mut seen = BTreeSet::new();
    each(|at, trace, computation| {
        let first = |key: &str| bytes(computation, key).first().map(|bytes| bytes.concat());
        let (plaintext, keys) = match (first("padding"), first("open_padding")) {
            (Some(plaintext), None) => (plaintext, ["fragment", "fragment_without_iv"]),
            (None, Some(plaintext)) => (plaintext, ["open_fragment", "open_fragment_without_iv"]),
            _ => return,
        };
        seen.insert(computation.sections[0].key);
        let cbc = rows(computation).into_iter().find_map(|row| match row {
            Row::Cbc(cbc) => Some(cbc),
            _ => None,
        });
        let cbc = cbc.unwrap();
        assert_eq!(plaintext.len(), cbc.ciphertext.len(), "{at}");
        let fragment = match keys.map(first) {
            [Some(fragment), None] => {
                assert_eq!(fragment, [cbc.iv.bytes, cbc.ciphertext].concat(), "{at}");
                fragment
            }
            [None, Some(fragment)] => {
                assert_eq!(fragment, cbc.ciphertext, "{at}");
                let source = ["iv_key_block", "iv_previous"].map(first);
                let shown = source.into_iter().flatten().next().unwrap();
                assert_eq!(shown, cbc.iv.bytes, "{at}");
                fragment
            }
            other => panic!("{at}: {other:?}"),
        };
        // what was sealed or opened here is what crossed the wire
        let sent = trace
            .steps()
            .iter()
            .filter_map(|step| step.message.as_ref());
        let mut records = sent.flat_map(|m| m.buffers.iter().chain(m.arrived.iter().flatten()));
        let ends_so = records.any(|buffer| buffer.bytes.ends_with(&fragment));
        assert!(ends_so || at.starts_with("record with"), "{at}");
    });
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        ["mac", "open_fragment", "open_fragment_without_iv"]
    );
}

#[test]
fn a_refused_record_shows_what_was_wrong() {
    for (name, mac, padding) in [
        ("record with a changed content", false, true),
        ("record with a changed padding", false, false),
    ] {
        let trace = run(name);
        let computations = of_step(&trace, &trace.steps()[0]);
        let [computation] = computations.as_slice() else {
            panic!("{name}: one record");
        };
        let verdict = |key: &str, name: &str| -> Vec<bool> {
            let rows = section(computation, key).into_iter();
            rows.filter_map(|row| match row {
                Row::Compare(compare) => Some(compare.equal()),
                Row::Check(check) if check.name.label() == name => Some(check.passed),
                _ => None,
            })
            .collect()
        };
        assert_eq!(verdict("open_mac", "MAC"), [mac; 2], "{name}");
        assert_eq!(verdict("open_padding", "padding"), [padding], "{name}");
        let Some(Row::Cbc(cbc)) = section(computation, "open_cbc").last() else {
            panic!("{name}: no blocks");
        };
        check_cbc(name, &trace, cbc);
    }
}
