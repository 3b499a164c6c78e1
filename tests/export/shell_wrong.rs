//! Wrong digits in the script: the comparisons would be worth nothing if they did not notice one.
#![cfg(unix)]

use crate::peers::{there, there_is_openssl_with_rc4};
use crate::running::{Switched, agreed, classic, run, script, with_client};
use premaster::protocol::{SSL30, SUITES, TLS10, TLS11, TLS12};
use premaster::scenario::Overrides;
use premaster::trace::Trace;
use std::collections::BTreeSet;

/// With the last digit before a place changed.
fn flipped_before(text: &str, end: usize) -> String {
    let at = text[..end]
        .rfind(|c: char| c.is_ascii_hexdigit())
        .expect("a digit");
    let other = if text.as_bytes()[at] == b'0' {
        "1"
    } else {
        "0"
    };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}

/// Where the literal begins and ends that follows a place, if one follows.
fn literal_at(text: &str, start: usize) -> Option<std::ops::Range<usize>> {
    let rest = &text[start..];
    let inside = |c: char| c.is_ascii_hexdigit() || "\\\n".contains(c);
    if let Some(lines) = rest.strip_prefix("\"\\\n") {
        let end = lines.find(|c| !inside(c))?;
        return Some(start + 3..start + 3 + end);
    }
    let end = rest
        .find(|c: char| !c.is_ascii_hexdigit())
        .unwrap_or(rest.len());
    Some(start..start + end)
}

#[test]
fn one_wrong_digit_in_any_expected_value_is_noticed() {
    if !there("openssl") {
        return;
    }
    each_expected_value_is_compared(&classic(Overrides::seed(42)));
    each_expected_value_is_compared(&with_client(&TLS10, &SUITES[4]));
    each_expected_value_is_compared(&agreed("ticket", &TLS12, &SUITES[2], Switched::BOTH));
    each_expected_value_is_compared(&with_client(&SSL30, &SUITES[2]));
    if there_is_openssl_with_rc4() {
        each_expected_value_is_compared(&with_client(&TLS11, &SUITES[6]));
    }
}

/// If a digit of each expected value is changed, each differs.
fn each_expected_value_is_compared(trace: &Trace) {
    let mut text = script(trace);
    let right = run(&text);
    let mut spoiled = BTreeSet::new();
    for word in ["ok", "read"] {
        for name in right.names(word) {
            let function = if word == "ok" { "reproduced" } else { "found" };
            let variable = name.replace('@', "_of_");
            let before = format!("\n{function} {name} \"${variable}\" ");
            let Some(at) = text.find(&before) else {
                assert!(name.ends_with("_signature"), "{name}");
                continue;
            };
            let literal = literal_at(&text, at + before.len()).unwrap();
            assert!(!literal.is_empty(), "{name}");
            text = flipped_before(&text, literal.end);
            spoiled.insert(name);
        }
    }
    assert!(spoiled.len() > 40, "{}", spoiled.len());
    let said = run(&text);
    assert_eq!(said.code, 1);
    let differing: BTreeSet<String> = said.names("DIFFERS").into_iter().collect();
    assert_eq!(differing, spoiled);
    // what is left are the verdicts on signatures, at least those of two certificates and two lists
    let verdicts = right.lines.iter().filter(|line| line.ends_with("  valid"));
    let verdicts = verdicts.count();
    assert!(verdicts >= 4, "{verdicts}");
    assert_eq!(said.counts(), (verdicts, spoiled.len()));
}

/// Where the records of a script begin.
fn records(text: &str) -> Vec<usize> {
    let start = |n| {
        let start = format!("\nrecord_{n}=");
        text.find(&start).map(|at| at + start.len())
    };
    (1..20).filter_map(start).collect()
}

#[test]
fn one_wrong_digit_in_a_record_of_an_older_version_is_noticed() {
    let mut runs = Vec::new();
    if there("openssl") {
        runs.push(with_client(&SSL30, &SUITES[4]));
    }
    if there_is_openssl_with_rc4() {
        runs.push(with_client(&TLS10, &SUITES[5]));
    }
    for trace in runs {
        let text = script(&trace);
        let records = records(&text);
        let protected = [
            "client_record_0",
            "server_record_0",
            "client_record_1",
            "server_record_1",
            "client_record_2",
            "server_record_2",
        ];
        let own = &records[records.len() - protected.len()..];
        for (record, name) in own.iter().zip(protected) {
            let literal = literal_at(&text, *record).unwrap();
            let said = run(&flipped_before(&text, literal.end));
            let differing = said.names("DIFFERS");
            assert_eq!(said.code, 1, "{name}");
            let noticed = differing.iter().any(|other| other.starts_with(name));
            assert!(noticed, "{name}: {differing:?}");
        }
    }
}

#[test]
fn one_wrong_digit_on_the_wire_is_noticed() {
    if !there("openssl") {
        return;
    }
    let trace = classic(Overrides::seed(42));
    let text = script(&trace);
    let records = records(&text);
    assert_eq!(records.len(), 11, "all but the two ChangeCipherSpec");
    // in the order of the records, what must differ when the last byte of one is changed
    for (record, name) in records.into_iter().zip([
        "client_handshake_hash",
        "client_handshake_hash",
        "server_certificate_2_block",
        "client_handshake_hash",
        "encryption_block",
        "client_record_0_plaintext",
        "server_record_0_plaintext",
        "client_record_1_plaintext",
        "server_record_1_plaintext",
        "client_record_2_plaintext",
        "server_record_2_plaintext",
    ]) {
        let literal = literal_at(&text, record).unwrap();
        let said = run(&flipped_before(&text, literal.end));
        let differing = said.names("DIFFERS");
        assert_eq!(said.code, 1, "{name}");
        assert!(differing.iter().any(|n| n == name), "{name}: {differing:?}");
    }
}

#[test]
fn a_wrong_key_is_noticed() {
    if !there("openssl") {
        return;
    }
    let trace = classic(Overrides::seed(42));
    let text = script(&trace);
    let client = premaster::pki::demo::file("client.key").unwrap();
    let blocks = |text: &str, label: &str| {
        let begin = text.find(&format!("-----BEGIN {label}-----")).unwrap();
        let end = text.find(&format!("-----END {label}-----")).unwrap();
        begin..end
    };
    let own = blocks(&text, "PRIVATE KEY");
    let other = &client[blocks(client, "PRIVATE KEY")];
    let said = run(&format!(
        "{}{other}{}",
        &text[..own.start],
        &text[own.end..]
    ));
    assert_eq!(said.code, 1);
    assert!(said.names("DIFFERS").contains(&"encryption_block".into()));

    // the exponent of the anchor's key, at the end of its DER, is 65537
    let anchor = blocks(&text, "PUBLIC KEY");
    assert!(text[anchor.clone()].ends_with("IDAQAB\n"));
    let public = format!("{}IDAQAD\n", &text[..anchor.end - 7]);
    let said = run(&format!("{public}{}", &text[anchor.end..]));
    assert_eq!(said.code, 1);
    let differing = said.names("DIFFERS");
    for name in [
        "server_certificate_2_block",
        "server_certificate_2_signature",
    ] {
        assert!(differing.contains(&name.into()), "{differing:?}");
    }
}
