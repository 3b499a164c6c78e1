//! The computations laid open: every number in a row is computed anew, with the primitives alone.

use crate::crafted::{bytes, crafted, rows, section, sections};
use crate::runs::{
    bad, good, of_every_version, of_little_data, one_sided, switched, with_sessions,
};
use hmac::{Hmac as HmacOf, KeyInit, Mac};
use premaster::crypto::hash::HashAlgorithm;
use premaster::explain::math::{About, Computation, Hashed, Row, Ruler, of_step, of_value};
use premaster::explain::{self, Span};
use premaster::protocol::Input;
use premaster::trace::{Actor, Operation, Origin, Side, Step, Trace, Value, ValueId, ValueName};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

fn runs() -> Vec<(String, Trace)> {
    [
        good(),
        of_every_version(),
        switched(),
        of_little_data(),
        bad(),
        one_sided(),
        crafted(),
        with_sessions(),
    ]
    .concat()
}

/// Calls `f` with every computation of every run, those of single values too.
pub fn each(mut f: impl FnMut(&str, &Trace, &Computation<'_>)) {
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

pub fn step<'t>(trace: &'t Trace, key: &str) -> &'t Step {
    let found = trace.steps().iter().find(|step| step.key() == key);
    found.unwrap_or_else(|| panic!("no step {key}"))
}

pub fn run(name: &str) -> Trace {
    let found = runs().into_iter().find(|(run, _)| run == name);
    found.unwrap_or_else(|| panic!("no run {name}")).1
}

pub fn hmacs<'a, 't>(computation: &'a Computation<'t>, key: &str) -> Vec<&'a Hashed<'t>> {
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
                    let (name, _) = cut.name.split_once('@').unwrap_or((&cut.name, ""));
                    used.insert(format!("purpose.{name}"));
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
            assert_eq!(
                line,
                format!("{} = {formula}", value.key_from(value.connection)),
                "{at}"
            );
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
                        let key = trace.value(*id).key_from(value.connection);
                        assert_eq!(*text, key);
                        Some(*id)
                    }
                    _ => None,
                })
                .collect();
            let inputs = match operation {
                // the contents among the messages are in handshake_messages[0..n]
                Operation::Ssl3Proof { .. } => operation.named(value.name, inputs, Input::Secret),
                _ => operation.made_of(inputs),
            };
            let inputs: BTreeSet<ValueId> = inputs.iter().copied().collect();
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

pub fn hash_anew(hash: HashAlgorithm, data: &[u8]) -> Vec<u8> {
    match hash {
        HashAlgorithm::Md5 => md5::Md5::digest(data).to_vec(),
        HashAlgorithm::Sha1 => sha1::Sha1::digest(data).to_vec(),
        HashAlgorithm::Sha256 => Sha256::digest(data).to_vec(),
        HashAlgorithm::Md5Sha1 => [HashAlgorithm::Md5, HashAlgorithm::Sha1]
            .map(|one| hash_anew(one, data))
            .concat(),
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
                None => hash_anew(hmac.hash, &hmac.message()),
            };
            assert_eq!(hmac.output, anew, "{at}: {}", hmac.name);
            for part in hmac.data.iter().chain(&hmac.key) {
                if let Some(id) = part.value {
                    assert_eq!(part.bytes, trace.value(id).bytes, "{at}: {}", part.name);
                    let here = trace.steps()[computation.step].connection;
                    assert_eq!(part.name, trace.value(id).key_from(here), "{at}");
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
            assert_eq!(end, bytes.len(), "{at}");
            use ValueName as N;
            let names: Vec<N> = cuts.iter().map(|cut| trace.value(cut.value).name).collect();
            let (c, s) = (Side::Client, Side::Server);
            let order = [
                N::WriteMacKey(c),
                N::WriteMacKey(s),
                N::WriteKey(c),
                N::WriteKey(s),
                N::WriteIv(c),
                N::WriteIv(s),
            ];
            let chained = at.contains("CBC") && (at.contains("TLS 1.0") || at.contains("SSL 3.0"));
            let cut = if chained { 6 } else { 4 };
            assert_eq!(names, order[..cut], "{at}");
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
