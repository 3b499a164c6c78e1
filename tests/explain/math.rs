//! The computations laid open: every number in a row is computed anew, with the primitives alone.

use crate::crafted::{bytes, crafted, rows, section, sections};
use crate::runs::{bad, good, one_sided};
use hmac::{Hmac as HmacOf, KeyInit, Mac};
use premaster::crypto::cipher::Cipher;
use premaster::crypto::hash::HashAlgorithm;
use premaster::explain::math::{
    About, Cbc, Computation, Hashed, Row, Ruler, TranscriptLine, of_step, of_value,
};
use premaster::explain::{self, Span};
use premaster::trace::{
    Actor, ConnectionId, MessageName, Operation, Origin, Side, Step, Trace, Value, ValueId,
    ValueName,
};
use premaster::wire::HandshakeType;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

fn runs() -> Vec<(String, Trace)> {
    [good(), bad(), one_sided(), crafted()].concat()
}

/// Calls `f` with every computation of every run, those of single values too.
fn each(mut f: impl FnMut(&str, &Trace, &Computation<'_>)) {
    for (run, trace) in runs() {
        for step in trace.steps() {
            for computation in of_step(&trace, step) {
                let at = format!("{run}, step {}, {}", step.index, computation.title);
                f(&at, &trace, &computation);
            }
        }
        for value in trace.values() {
            if let Some(computation) = of_value(&trace, value.id) {
                f(&format!("{run}, {}", value.key()), &trace, &computation);
            }
        }
    }
}

fn step<'t>(trace: &'t Trace, key: &str) -> &'t Step {
    let found = trace.steps().iter().find(|step| step.key() == key);
    found.unwrap_or_else(|| panic!("no step {key}"))
}

fn run(name: &str) -> Trace {
    let found = runs().into_iter().find(|(run, _)| run == name);
    found.unwrap_or_else(|| panic!("no run {name}")).1
}

fn hmacs<'a, 't>(computation: &'a Computation<'t>, key: &str) -> Vec<&'a Hashed<'t>> {
    let rows = section(computation, key).into_iter();
    rows.filter_map(|row| match row {
        Row::Hashed(hmac) => Some(hmac),
        _ => None,
    })
    .collect()
}

#[test]
fn every_part_of_a_computation_has_its_words() {
    let mut used = BTreeSet::new();
    each(|at, _, computation| {
        assert_eq!(computation.unfilled, Vec::<String>::new(), "{at}");
        assert!(!computation.title.is_empty(), "{at}");
        let columns = computation.title.chars().count();
        assert!(columns <= 60, "{at}: {columns} columns");
        assert!(!computation.sections.is_empty(), "{at}");
        for section in &computation.sections {
            used.insert(format!("section.{}", section.key));
            assert!(!section.title.is_empty(), "{at}: {}", section.key);
            let Some(Row::Prose(prose)) = section.rows.first() else {
                panic!("{at}: {} has no prose", section.key);
            };
            well_written(&explain::plain(prose), at);
        }
        for row in rows(computation) {
            if let Row::Ruler(ruler) = row {
                for cut in &ruler.cuts {
                    used.insert(format!("purpose.{}", cut.name.trim_end_matches("@server")));
                    well_written(&explain::plain(&cut.purpose), at);
                }
            }
        }
    });
    let told: BTreeSet<String> = explain::texts()
        .into_iter()
        .filter_map(|(place, _)| Some(place.strip_prefix("math.toml: ")?.to_owned()))
        .filter(|place| !place.starts_with("computation."))
        .map(|place| {
            let place = place.trim_end_matches(".text").trim_end_matches(".title");
            place.to_owned()
        })
        .collect();
    assert_eq!(used, told, "texts and sections are the same");
}

fn well_written(text: &str, at: &str) {
    assert!(text.ends_with('.'), "{at}: {text}");
    for bad in ["  ", " .", " ,", "{", "}", "[", "]", "not known here"] {
        assert!(!text.contains(bad), "{at}: {bad:?} in {text}");
    }
}

#[test]
fn every_derived_value_is_laid_open_and_no_other() {
    let mut count = 0;
    for (run, trace) in runs() {
        for value in trace.values() {
            let at = format!("{run}, {}", value.key());
            let computation = of_value(&trace, value.id);
            let derived = matches!(value.origin, Origin::Derived { .. });
            assert_eq!(computation.is_some(), derived, "{at}");
            let Some(computation) = computation else {
                continue;
            };
            count += 1;
            assert_eq!(computation.about, About::Value(value.id), "{at}");
            assert_eq!(computation.step, value.step, "{at}");
            let formula = explain::plain(&explain::formula(&trace, value).unwrap());
            let line = explain::plain(&computation.formula);
            assert_eq!(line, format!("{} = {formula}", value.key()), "{at}");
            assert!(shows(&computation, value), "{at}: its bytes are not shown");
        }
    }
    assert!(count > 200, "only {count} values");
}

/// Whether the bytes of a value stand in some row, whole or as the sum of its parts.
fn shows(computation: &Computation<'_>, value: &Value) -> bool {
    rows(computation).into_iter().any(|row| match row {
        Row::Bytes(bytes) => {
            bytes.concat() == value.bytes || bytes.parts.iter().any(|p| p.bytes == value.bytes)
        }
        Row::Integer(number) => number.bytes == value.bytes,
        Row::Hashed(hmac) => hmac.output == value.bytes,
        _ => false,
    })
}

#[test]
fn what_a_step_derives_is_in_its_computations() {
    for (run, trace) in runs() {
        for step in trace.steps() {
            let computations = of_step(&trace, step);
            for derivation in trace.derived_in(step.index) {
                let value = trace.value(derivation.value);
                let shown = computations.iter().any(|one| {
                    let by = one.by.includes(derivation.by);
                    let cut = rows(one).into_iter().any(|row| match row {
                        Row::Ruler(ruler) => ruler.cuts.iter().any(|cut| cut.value == value.id),
                        _ => false,
                    });
                    by && (cut || shows(one, value))
                });
                assert!(shown, "{run}, step {}: {}", step.index, value.key());
            }
            let signatures = step.checks.iter().filter(|one| one.signature.is_some());
            let shown = computations.iter();
            let shown = shown.filter(|one| matches!(one.about, About::Check(_)));
            assert_eq!(
                shown.count(),
                signatures.count(),
                "{run}, step {}",
                step.index
            );
        }
    }
}

#[test]
fn formulas_name_the_inputs_as_values() {
    for (run, trace) in runs() {
        for value in trace.values() {
            let Origin::Derived {
                operation, inputs, ..
            } = &value.origin
            else {
                assert_eq!(explain::formula(&trace, value), None);
                continue;
            };
            if let Operation::TranscriptHash { .. } = operation {
                continue;
            }
            let formula = explain::formula(&trace, value).unwrap();
            let named: BTreeSet<ValueId> = formula
                .iter()
                .filter_map(|span| match span {
                    Span::Value { id, text } => {
                        assert_eq!(*text, trace.value(*id).key());
                        Some(*id)
                    }
                    _ => None,
                })
                .collect();
            let inputs: BTreeSet<ValueId> = operation.made_of(inputs).iter().copied().collect();
            assert_eq!(named, inputs, "{run}, {}", value.key());
        }
    }
}

fn hmac_anew(hash: HashAlgorithm, key: &[u8], data: &[u8]) -> Vec<u8> {
    macro_rules! with {
        ($hash:ty) => {{
            let mut mac = HmacOf::<$hash>::new_from_slice(key).unwrap();
            mac.update(data);
            mac.finalize().into_bytes().to_vec()
        }};
    }
    match hash {
        HashAlgorithm::Md5 => with!(md5::Md5),
        HashAlgorithm::Sha1 => with!(sha1::Sha1),
        HashAlgorithm::Sha256 => with!(sha2::Sha256),
        other => panic!("{} is in no run", other.name()),
    }
}

#[test]
fn every_hmac_comes_out_again() {
    let mut hashes = BTreeSet::new();
    let mut count = 0;
    each(|at, trace, computation| {
        for row in rows(computation) {
            let Row::Hashed(hmac) = row else { continue };
            count += 1;
            hashes.insert(hmac.hash.name());
            let anew = match &hmac.key {
                Some(key) => hmac_anew(hmac.hash, key.bytes, &hmac.message()),
                None => hmac.hash.digest(&hmac.message()),
            };
            assert_eq!(hmac.output, anew, "{at}: {}", hmac.name);
            for part in hmac.data.iter().chain(&hmac.key) {
                if let Some(id) = part.value {
                    assert_eq!(part.bytes, trace.value(id).bytes, "{at}: {}", part.name);
                    assert_eq!(part.name, trace.value(id).key(), "{at}");
                }
            }
        }
    });
    assert!(count > 400, "only {count}");
    assert_eq!(
        hashes.into_iter().collect::<Vec<_>>(),
        ["MD5", "SHA-1", "SHA-256"]
    );
}

#[test]
fn the_chain_of_a_prf_holds_together_and_gives_the_output() {
    let mut count = 0;
    each(|at, _, computation| {
        let chain = hmacs(computation, "prf_chain");
        if chain.is_empty() {
            return;
        }
        count += 1;
        let [secret, label, seed] = bytes(computation, "prf_inputs")[..] else {
            panic!("{at}: secret, label, seed");
        };
        let labelled = [label.concat(), seed.concat()].concat();
        let blocks = hmacs(computation, "prf_hmacs");
        let outputs = match bytes(computation, "prf_output") {
            none if none.is_empty() => bytes(computation, "prf_xor"),
            one => one,
        };
        let whole = outputs.last().unwrap().concat();
        if let [output] = outputs[..] {
            let (mut before, mut result) = (labelled.clone(), Vec::new());
            assert_eq!(chain.len(), blocks.len(), "{at}");
            for (i, (a, block)) in chain.iter().zip(&blocks).enumerate() {
                assert_eq!(a.name, format!("A({})", i + 1), "{at}");
                assert_eq!(a.key.as_ref().unwrap().bytes, secret.concat(), "{at}");
                assert_eq!(a.message(), before, "{at}: {}", a.name);
                assert_eq!(a.gives, None, "{at}");
                let data = [a.output, &labelled[..]].concat();
                assert_eq!(block.message(), data, "{at}: {}", block.name);
                let gives = block.gives.clone().unwrap();
                assert_eq!(gives.start, result.len(), "{at}: {}", block.name);
                result.extend_from_slice(&block.output[..gives.len()]);
                assert_eq!(output.parts[i].name, block.name, "{at}");
                assert_eq!(output.parts[i].bytes, &block.output[..gives.len()], "{at}");
                before = a.output.to_vec();
            }
            assert_eq!(result, whole, "{at}");
            assert_eq!(output.parts.len(), blocks.len(), "{at}");
        } else {
            // TLS 1.0: two runs over the halves of the secret, XORed
            let [md5, sha1, result] = outputs[..] else {
                panic!("{at}: two runs and their sum");
            };
            let xored = md5
                .concat()
                .into_iter()
                .zip(sha1.concat())
                .map(|(a, b)| a ^ b);
            assert_eq!(xored.collect::<Vec<_>>(), result.concat(), "{at}");
            let halves: BTreeSet<&[u8]> = chain
                .iter()
                .map(|a| a.key.as_ref().unwrap().bytes)
                .collect();
            let secret = secret.concat();
            let (s1, s2) = secret.split_at(secret.len() / 2);
            assert_eq!(halves, BTreeSet::from([s1, s2]), "{at}");
        }
    });
    assert!(count > 80, "only {count}");
}

#[test]
fn the_seeds_change_places_between_master_secret_and_key_block() {
    for (run, trace) in good() {
        let computations = of_step(&trace, step(&trace, "expand_key_block"));
        let [computation] = computations.as_slice() else {
            panic!("{run}: one computation of both");
        };
        assert_eq!(computation.by, Actor::Both, "{run}");
        let seeds = bytes(computation, "seeds");
        let ids = |i: usize| -> Vec<ValueName> {
            let parts = seeds[i].parts.iter();
            parts
                .map(|part| trace.value(part.value.unwrap()).name)
                .collect()
        };
        let (client, server) = (ValueName::ClientRandom, ValueName::ServerRandom);
        assert_eq!(ids(0), [client, server], "{run}");
        assert_eq!(ids(1), [server, client], "{run}");
    }
}

#[test]
fn the_ruler_is_cut_without_gaps() {
    let mut count = 0;
    each(|at, trace, computation| {
        for row in rows(computation) {
            let Row::Ruler(Ruler { value, bytes, cuts }) = row else {
                continue;
            };
            count += 1;
            assert_eq!(*bytes, trace.value(*value).bytes, "{at}");
            let mut end = 0;
            for cut in cuts {
                assert_eq!(cut.range.start, end, "{at}: {}", cut.name);
                let key = trace.value(cut.value);
                assert_eq!(bytes[cut.range.clone()], key.bytes, "{at}: {}", cut.name);
                end = cut.range.end;
            }
            assert_eq!((cuts.len(), end), (4, bytes.len()), "{at}");
            use ValueName as N;
            let names: Vec<N> = cuts.iter().map(|cut| trace.value(cut.value).name).collect();
            let (c, s) = (Side::Client, Side::Server);
            let order = [
                N::WriteMacKey(c),
                N::WriteMacKey(s),
                N::WriteKey(c),
                N::WriteKey(s),
            ];
            assert_eq!(names, order, "{at}");
        }
    });
    assert!(count > 60, "only {count}");
}

#[test]
fn where_the_two_sides_differ_each_has_its_own_computation() {
    let trace = run("pre-master changed");
    let computations = of_step(&trace, step(&trace, "expand_key_block"));
    let by: Vec<Actor> = computations.iter().map(|one| one.by).collect();
    assert_eq!(by, Side::BOTH.map(Actor::One));
    let about = |i: usize| match computations[i].about {
        About::Value(id) => trace.value(id).holder.side(),
        About::Check(_) => None,
    };
    assert_eq!([about(0), about(1)], Side::BOTH.map(Some));
}

fn aes_anew(cipher: Cipher, key: &[u8], block: &[u8]) -> Vec<u8> {
    use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
    let mut block = Array::try_from(block).unwrap();
    match cipher {
        Cipher::Aes128Cbc => aes::Aes128::new_from_slice(key)
            .unwrap()
            .encrypt_block(&mut block),
        Cipher::Aes256Cbc => aes::Aes256::new_from_slice(key)
            .unwrap()
            .encrypt_block(&mut block),
        Cipher::TripleDesCbc | Cipher::Rc4 => unreachable!(),
    }
    block.to_vec()
}

#[test]
fn every_block_of_a_record_comes_out_again() {
    let mut count = 0;
    each(|at, trace, computation| {
        for row in rows(computation) {
            let Row::Cbc(cbc) = row else { continue };
            count += 1;
            check_cbc(at, trace, cbc);
        }
    });
    assert!(count > 100, "only {count}");
}

fn check_cbc(at: &str, trace: &Trace, cbc: &Cbc<'_>) {
    let key = cbc.key.as_ref().unwrap();
    assert_eq!(key.bytes, trace.value(key.value.unwrap()).bytes, "{at}");
    let cipher = cbc.cipher.unwrap();
    let (mut previous, mut plaintext) = (cbc.iv.bytes, Vec::new());
    assert_eq!(cbc.ciphertext.len(), 16 * cbc.block_count(), "{at}");
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
            aes_anew(cipher, key.bytes, &xored),
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
fn what_is_authenticated_is_what_rfc_5246_says() {
    let mut count = 0;
    each(|at, trace, computation| {
        for key in ["mac", "open_mac"] {
            for hmac in hmacs(computation, key) {
                count += 1;
                let [seq, kind, version, length, content] = &hmac.data[..] else {
                    panic!("{at}: five parts");
                };
                let names = [seq, kind, version, length].map(|part| part.name.as_str());
                assert_eq!(names, ["seq_num", "type", "version", "length"], "{at}");
                assert_eq!(version.bytes, [3, 3], "{at}");
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
fn the_parts_of_a_record_are_its_plaintext_and_its_fragment() {
    let mut seen = BTreeSet::new();
    each(|at, trace, computation| {
        let first = |key: &str| bytes(computation, key).first().map(|bytes| bytes.concat());
        let (plaintext, fragment) = match (first("padding"), first("open_padding")) {
            (Some(plaintext), None) => (plaintext, first("fragment").unwrap()),
            (None, Some(plaintext)) => (plaintext, first("open_fragment").unwrap()),
            _ => return,
        };
        seen.insert(computation.sections[0].key);
        let cbc = rows(computation).into_iter().find_map(|row| match row {
            Row::Cbc(cbc) => Some(cbc),
            _ => None,
        });
        let cbc = cbc.unwrap();
        assert_eq!(plaintext.len(), cbc.ciphertext.len(), "{at}");
        assert_eq!(fragment, [cbc.iv.bytes, cbc.ciphertext].concat(), "{at}");
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
        ["mac", "open_fragment"]
    );
}

fn lines<'a, 't>(computation: &'a Computation<'t>) -> Vec<&'a TranscriptLine<'t>> {
    let rows = rows(computation).into_iter();
    rows.filter_map(|row| match row {
        Row::Transcript(line) => Some(line),
        _ => None,
    })
    .collect()
}

#[test]
fn the_transcript_hashes_to_what_the_prf_is_given() {
    let mut count = 0;
    each(|at, trace, computation| {
        let lines = lines(computation);
        if lines.is_empty() {
            return;
        }
        count += 1;
        let mut hash = Sha256::new();
        let mut last = Vec::new();
        for line in &lines {
            let step = &trace.steps()[line.step];
            let message = step.message.as_ref().unwrap();
            assert_eq!(
                (line.message, line.sender),
                (message.name, message.sender),
                "{at}"
            );
            assert!(line.step < computation.step, "{at}");
            let handshake = matches!(line.message, MessageName::Handshake(_));
            assert!(handshake || !line.included(), "{at}: {:?}", line.message);
            let Some(running) = line.running_hash else {
                assert!(line.bytes.is_empty(), "{at}");
                continue;
            };
            hash.update(line.bytes);
            last = hash.clone().finalize().to_vec();
            assert_eq!(running, last, "{at}: {:?}", line.message);
            assert!(line.wire_len > line.bytes.len(), "{at}: {:?}", line.message);
        }
        let shown = ["transcript_hash", "signed_hash"].map(|key| bytes(computation, key));
        let shown = shown.concat()[0];
        assert_eq!(shown.concat(), last, "{at}");
        if let [_, _, seed] = bytes(computation, "prf_inputs")[..] {
            assert_eq!(seed.concat(), last, "{at}");
        }
    });
    assert!(count > 40, "only {count}");
}

#[test]
fn the_second_finished_covers_the_first_and_nobody_covers_a_change_cipher_spec() {
    for (run, trace) in good() {
        for key in ["server_compute_verify_data", "client_check_finished"] {
            let computations = of_step(&trace, step(&trace, key));
            let verify = computations.last().unwrap();
            let (inside, outside): (Vec<_>, Vec<_>) =
                lines(verify).into_iter().partition(|line| line.included());
            let named = |lines: Vec<&TranscriptLine<'_>>| -> Vec<(&str, Side)> {
                lines
                    .iter()
                    .map(|line| (line.message.name(), line.sender))
                    .collect()
            };
            let (c, s) = (Side::Client, Side::Server);
            assert_eq!(
                named(inside),
                [
                    ("ClientHello", c),
                    ("ServerHello", s),
                    ("Certificate", s),
                    ("ServerHelloDone", s),
                    ("ClientKeyExchange", c),
                    ("Finished", c)
                ],
                "{run}, {key}"
            );
            let left_out = named(outside);
            assert_eq!(
                left_out[..2],
                [("ChangeCipherSpec", c), ("ChangeCipherSpec", s)]
            );
            let own = (key == "client_check_finished").then_some(("Finished", s));
            assert_eq!(
                left_out[2..],
                own.into_iter().collect::<Vec<_>>(),
                "{run}, {key}"
            );
        }
    }
}

#[test]
fn a_finished_enters_both_transcripts_under_its_own_sender() {
    let finished = MessageName::Handshake(HandshakeType::Finished);
    for (run, trace) in good() {
        for side in Side::BOTH {
            let entries = trace.last_connection().transcript(side).iter();
            let senders: Vec<Side> = entries
                .filter(|entry| entry.message == finished)
                .map(|entry| {
                    let message = trace.steps()[entry.step].message.as_ref().unwrap();
                    assert_eq!(message.content, entry.bytes, "{run}");
                    entry.sender
                })
                .collect();
            assert_eq!(
                senders,
                Side::BOTH,
                "{run}, transcript of the {}",
                side.name()
            );
        }
    }
}

#[test]
fn a_checked_finished_is_compared_byte_by_byte() {
    for (run, trace) in good() {
        for key in ["server_check_finished", "client_check_finished"] {
            let computations = of_step(&trace, step(&trace, key));
            let rows: Vec<_> = computations
                .iter()
                .flat_map(|one| section(one, "finished_compare"))
                .collect();
            let Some(Row::Compare(compare)) = rows.last() else {
                panic!("{run}, {key}: no comparison");
            };
            assert!(compare.equal(), "{run}, {key}");
            assert_eq!(compare.left.1.len(), 12, "{run}, {key}");
        }
    }
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

#[test]
fn computations_are_the_same_for_the_same_run_and_follow_the_seed() {
    let dump = |trace: &Trace| -> Vec<String> {
        let all = trace.steps().iter().flat_map(|step| of_step(trace, step));
        all.map(|one| format!("{:?}", sections(&one))).collect()
    };
    let (one, again) = (good(), good());
    assert_eq!(dump(&one[0].1), dump(&again[0].1));
    assert_ne!(dump(&one[0].1), dump(&again[1].1));
}
