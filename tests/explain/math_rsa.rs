//! RSA laid open: the powers are computed anew by Python, and the blocks are taken apart by hand.

use crate::crafted::{bytes, crafted, decrypted, rows, section};
use crate::peers::there;
use crate::runs::{bad, good, one_sided};
use premaster::explain::math::{Bytes, Computation, Integer, Part, Row, of_step};
use premaster::explain::{self, Span};
use premaster::pki::{RevocationList, demo};
use premaster::trace::{ConnectionId, Holder, Side, Step, Trace, ValueName};
use premaster::wire::display::hex;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

fn runs() -> Vec<(String, Trace)> {
    [good(), bad(), one_sided(), crafted()].concat()
}

fn each(mut f: impl FnMut(&str, &Trace, &Step, &Computation<'_>)) {
    for (run, trace) in runs() {
        for step in trace.steps() {
            for computation in of_step(&trace, step) {
                let at = format!("{run}, step {}, {}", step.index, computation.title);
                f(&at, &trace, step, &computation);
            }
        }
    }
}

fn integers<'a, 't>(computation: &'a Computation<'t>) -> BTreeMap<&'static str, &'a Integer<'t>> {
    let integers = rows(computation).into_iter();
    integers
        .filter_map(|row| match row {
            Row::Integer(integer) => Some((integer.name, integer)),
            _ => None,
        })
        .collect()
}

/// Runs a Python program; `None` where there is no Python.
fn python(program: &str) -> Option<String> {
    if !there("python3") {
        return None;
    }
    let mut child = Command::new("python3")
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(program.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "python3 failed");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// `out = base^exponent mod n`, as the formula row of a computation says.
fn power(computation: &Computation<'_>) -> Option<[String; 3]> {
    let formulas = rows(computation).into_iter();
    let formula = formulas
        .filter_map(|row| match row {
            Row::Formula(formula) => Some(explain::plain(formula)),
            _ => None,
        })
        .find(|formula| formula.ends_with(" mod n"))?;
    let (out, right) = formula.split_once(" = ").unwrap();
    let (base, exponent) = right.trim_end_matches(" mod n").split_once('^').unwrap();
    Some([out, base, exponent].map(str::to_owned))
}

#[test]
fn every_power_and_every_decimal_come_out_again_in_another_language() {
    let (mut program, mut expected) = (String::new(), String::new());
    let mut count = 0;
    each(|at, _, _, computation| {
        let integers = integers(computation);
        for integer in integers.values() {
            let digits = hex(integer.bytes);
            writeln!(program, "n = int('{digits}', 16); print(n, n.bit_length())").unwrap();
            writeln!(expected, "{} {}", integer.decimal(), integer.bits()).unwrap();
        }
        if let Some([out, base, exponent]) = power(computation) {
            count += 1;
            let of = |name: &str| {
                let integer = integers.get(name);
                hex(integer.unwrap_or_else(|| panic!("{at}: no {name}")).bytes)
            };
            let (base, exponent, n) = (of(&base), of(&exponent), of("n"));
            let power = format!("pow(0x{base}, 0x{exponent}, 0x{n})");
            writeln!(program, "print('{{:0{}x}}'.format({power}))", n.len()).unwrap();
            writeln!(expected, "{}", of(&out)).unwrap();
        }
    });
    // one encryption, one decryption and two signatures in each good run
    assert!(count >= 4 * good().len(), "only {count} powers");
    program.insert_str(0, "import sys\nsys.set_int_max_str_digits(0) if hasattr(sys, 'set_int_max_str_digits') else None\n");
    if let Some(output) = python(&program) {
        for (i, (one, other)) in output.lines().zip(expected.lines()).enumerate() {
            assert_eq!(one, other, "line {i}");
        }
        assert_eq!(output.lines().count(), expected.lines().count());
    }
}

/// The parts of an encryption or signature block tile it.
fn block<'a, 't>(bytes: &'a Bytes<'t>, whole: &Integer<'_>) -> [&'a Part<'t>; 4] {
    assert_eq!(bytes.concat(), whole.bytes);
    let [kind, padding, separator, rest] = &bytes.parts[..] else {
        panic!("four parts");
    };
    assert_eq!(separator.bytes, [0]);
    assert!(padding.bytes.len() >= 8);
    [kind, padding, separator, rest]
}

#[test]
fn the_encryption_block_is_laid_open() {
    let mut count = 0;
    each(|at, trace, _, computation| {
        let Some(em) = bytes(computation, "rsa_block").first().copied() else {
            return;
        };
        count += 1;
        let integers = integers(computation);
        let [kind, padding, _, message] = block(em, integers["m"]);
        assert_eq!(kind.bytes, [0, 2], "{at}");
        assert!(padding.bytes.iter().all(|byte| *byte != 0), "{at}");
        let secret = trace.value(message.value.unwrap());
        assert_eq!(secret.name, ValueName::PreMasterSecret, "{at}");
        assert_eq!(message.bytes, secret.bytes, "{at}");
        let inside = bytes(computation, "rsa_block")[1];
        assert_eq!(inside.concat(), secret.bytes, "{at}");
        let names: Vec<&str> = inside.parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["client_version", "pre_master_random"], "{at}");
        for (letter, name) in [
            ("c", ValueName::EncryptedPreMasterSecret),
            ("e", ValueName::ServerExponent),
            ("n", ValueName::ServerModulus),
        ] {
            let value = trace.value(integers[letter].value.unwrap());
            assert_eq!(
                (value.name, &value.bytes[..]),
                (name, integers[letter].bytes),
                "{at}"
            );
        }
        assert_eq!(integers["m"].value, None, "{at}");
    });
    assert!(count >= good().len(), "only {count}");
}

fn decryption(trace: &Trace) -> Computation<'_> {
    let step = trace
        .steps()
        .iter()
        .find(|step| step.key() == "decrypt_pre_master_secret");
    let mut all = of_step(trace, step.unwrap());
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn keys<'t>(computation: &Computation<'t>) -> Vec<&'static str> {
    computation
        .sections
        .iter()
        .map(|section| section.key)
        .collect()
}

#[test]
fn a_good_decryption_shows_the_branch_that_was_not_taken() {
    for (run, trace) in good() {
        let computation = decryption(&trace);
        assert_eq!(
            keys(&computation),
            [
                "unrsa_power",
                "unrsa_block",
                "unrsa_checks",
                "unrsa_kept",
                "unrsa_not_drawn_upon"
            ]
        );
        let integers = integers(&computation);
        let em = bytes(&computation, "unrsa_block")[0];
        let [kind, _, _, message] = block(em, integers["m"]);
        assert_eq!(kind.bytes, [0, 2], "{run}");
        let kept = bytes(&computation, "unrsa_kept")[0];
        let secret = trace
            .named(
                ConnectionId::FIRST,
                ValueName::PreMasterSecret,
                Side::Server,
            )
            .unwrap();
        assert!(kept.used, "{run}");
        assert_eq!(kept.concat(), secret.bytes, "{run}");
        assert_eq!(message.bytes, secret.bytes, "{run}");
        let other = bytes(&computation, "unrsa_not_drawn_upon")[0];
        assert!(!other.used, "{run}");
        assert_eq!(other.concat().len(), 48, "{run}");
        assert_eq!(other.parts[0].bytes, &secret.bytes[..2], "{run}");
        assert_ne!(other.parts[1].bytes, &secret.bytes[2..], "{run}");
        // nothing else in the run ever holds it
        let fallback = other.concat();
        assert!(
            trace.values().iter().all(|value| value.bytes != fallback),
            "{run}"
        );
        let checks = section(&computation, "unrsa_checks");
        let passed = checks
            .iter()
            .filter(|row| matches!(row, Row::Check(one) if one.passed));
        assert_eq!(passed.count(), 8, "{run}");
    }
}

#[test]
fn a_bad_decryption_shows_what_was_put_in_its_place() {
    let (_, trace) = bad()
        .into_iter()
        .find(|(run, _)| run == "pre-master changed")
        .unwrap();
    let computation = decryption(&trace);
    assert_eq!(
        keys(&computation),
        [
            "unrsa_power",
            "unrsa_block",
            "unrsa_checks",
            "unrsa_replaced",
            "unrsa_discarded"
        ]
    );
    let secret = trace
        .named(
            ConnectionId::FIRST,
            ValueName::PreMasterSecret,
            Side::Server,
        )
        .unwrap();
    assert_eq!(secret.holder, Holder::Of(Side::Server));
    let taken = bytes(&computation, "unrsa_replaced")[0];
    assert!(taken.used);
    assert_eq!(taken.concat(), secret.bytes);
    let other = bytes(&computation, "unrsa_discarded")[0];
    assert!(!other.used);
    let em = bytes(&computation, "unrsa_block")[0].concat();
    assert!(em.ends_with(&other.concat()));
    assert_eq!(other.byte_count(), 48);
    let checks = section(&computation, "unrsa_checks");
    assert!(
        checks
            .iter()
            .any(|row| matches!(row, Row::Check(one) if !one.passed))
    );
}

#[test]
fn what_cannot_be_put_through_rsa_is_replaced_as_well() {
    for ciphertext in [vec![0xFF; 256], vec![0x01; 100]] {
        let trace = decrypted(ciphertext.clone());
        let computation = decryption(&trace);
        let expected = [
            "unrsa_impossible",
            "unrsa_checks",
            "unrsa_replaced",
            "unrsa_discarded",
        ];
        assert_eq!(keys(&computation), expected);
        assert_eq!(integers(&computation)["c"].bytes, ciphertext);
        assert_eq!(power(&computation), None);
        assert!(bytes(&computation, "unrsa_discarded").is_empty());
        let taken = bytes(&computation, "unrsa_replaced")[0].concat();
        assert_eq!(
            taken,
            trace
                .first(ConnectionId::FIRST, ValueName::PreMasterSecret)
                .unwrap()
                .bytes
        );
    }
}

#[test]
fn a_signature_is_undone_down_to_the_two_hashes() {
    let mut count = 0;
    each(|at, trace, _, computation| {
        if section(computation, "signature_power").is_empty() || at.starts_with("signature ") {
            return;
        }
        count += 1;
        let integers = integers(computation);
        if section(computation, "signature_block").is_empty() {
            let db = bytes(computation, "pss_unmask")[1];
            assert_eq!(db.parts[1].bytes, [1], "{at}");
            let hashes = bytes(computation, "pss_hashes");
            let [zeros, digest, salt] = &hashes[1].parts[..] else {
                panic!("{at}: M' has three parts");
            };
            assert_eq!(zeros.bytes, [0; 8], "{at}");
            assert_eq!(
                digest.bytes,
                &Sha256::digest(hashes[0].concat())[..],
                "{at}"
            );
            assert_eq!(salt.bytes, db.parts[2].bytes, "{at}");
            return;
        }
        let em = bytes(computation, "signature_block")[0];
        let [kind, padding, _, info] = block(em, integers["m"]);
        assert_eq!(kind.bytes, [0, 1], "{at}");
        assert!(padding.bytes.iter().all(|byte| *byte == 0xFF), "{at}");
        let parts = bytes(computation, "digest_info")[0];
        assert_eq!(parts.concat(), info.bytes, "{at}");
        // SEQUENCE { SEQUENCE { OID 2.16.840.1.101.3.4.2.1, NULL }, OCTET STRING } (RFC 8017 B.1)
        let oid = [6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
        assert_eq!(parts.parts[2].bytes, oid, "{at}");
        assert_eq!(parts.parts[2].name, "OBJECT IDENTIFIER SHA-256", "{at}");
        assert_eq!(parts.parts[3].bytes, [5, 0], "{at}");
        let signed = bytes(computation, "signature_hashes")[0].concat();
        assert_eq!(parts.parts[5].bytes, &Sha256::digest(&signed)[..], "{at}");
        let what = &bytes(computation, "signature_hashes")[0].parts[0].name;
        match what.as_str() {
            "tbsCertificate" => {
                let held = trace
                    .last_connection()
                    .chains
                    .iter()
                    .flat_map(|chain| &chain.certificates);
                let is = |der: &&Vec<u8>| der.windows(signed.len()).any(|part| part == signed);
                // the intermediate can stand in both sides' chains
                assert!(held.filter(is).count() >= 1, "{at}");
            }
            "tbsCertList" => {
                let lists = ["root.crl", "intermediate.crl"].map(demo::revocation_list);
                let is = |list: &RevocationList| list.tbs_bytes() == signed;
                assert_eq!(
                    lists.iter().flatten().filter(|list| is(list)).count(),
                    1,
                    "{at}"
                );
            }
            _ => {
                let entries = trace.last_connection().transcript(Side::Server).iter();
                let all: Vec<u8> = entries.flat_map(|entry| entry.bytes.clone()).collect();
                assert!(all.starts_with(&signed), "{at}");
            }
        }
        for key in ["signature_hashes", "signature_whole"] {
            let compares = section(computation, key).into_iter();
            let equal = compares.filter_map(|row| match row {
                Row::Compare(compare) => Some(compare.equal()),
                _ => None,
            });
            assert_eq!(equal.collect::<Vec<_>>(), [true], "{at}: {key}");
        }
    });
    assert!(count >= 2 * good().len(), "only {count}");
}

#[test]
fn a_signature_that_does_not_hold_shows_where() {
    let compared = |run: &str, key: &str| -> Vec<bool> {
        let (_, trace) = crafted().into_iter().find(|(name, _)| name == run).unwrap();
        let computations = of_step(&trace, &trace.steps()[0]);
        let rows = section(&computations[0], key);
        rows.into_iter()
            .filter_map(|row| match row {
                Row::Compare(compare) => Some(compare.equal()),
                _ => None,
            })
            .collect()
    };
    let other = "signature over something else";
    assert_eq!(compared(other, "signature_hashes"), [false]);
    assert_eq!(compared(other, "signature_whole"), [false]);
    let key = "signature with another key";
    assert_eq!(compared(key, "signature_hashes"), Vec::<bool>::new());
    assert_eq!(compared(key, "signature_whole"), [false]);
}

#[test]
fn letters_of_formulas_are_the_values_of_the_run() {
    each(|at, trace, _, computation| {
        for row in rows(computation) {
            let Row::Formula(formula) = row else { continue };
            for span in formula {
                let Span::Value { id, text } = span else {
                    continue;
                };
                let integers = integers(computation);
                if let Some(integer) = integers.get(text.as_str()) {
                    assert_eq!(integer.bytes, trace.value(*id).bytes, "{at}: {text}");
                } else {
                    assert_eq!(*text, trace.value(*id).key(), "{at}");
                }
            }
        }
    });
}
