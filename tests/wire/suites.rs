//! The names of the cipher suites against the tables of OpenSSL and of Wireshark.

use crate::dissection::tshark;
use crate::peers;
use premaster::wire::{CipherSuite, FragmentForm, KeyExchangeForm};
use std::collections::BTreeMap;
use std::process::Command;

/// What Wireshark calls the values of a field.
fn named(filter: &str) -> BTreeMap<u16, String> {
    let all = tshark(&["-G", "values"]);
    let mut out = BTreeMap::new();
    for line in all.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        if let ["V", found, code, name] = cells[..]
            && found == filter
            && let Ok(code) = code.parse()
        {
            out.insert(code, name.to_owned());
        }
    }
    out
}

#[test]
fn wireshark_knows_every_suite_by_the_same_name() {
    if !peers::there("tshark") {
        return;
    }
    // registered after the version of Wireshark that is tested with
    const NEWER: [u16; 2] = [0x1306, 0x1307];
    let theirs = named("tls.handshake.ciphersuite");
    let mut same = 0;
    for code in 0..=u16::MAX {
        let ours = CipherSuite::of(code).name();
        match (ours, theirs.get(&code)) {
            (Some("GREASE"), Some(name)) => assert!(name.contains("GREASE"), "{code:04x}"),
            (Some(ours), Some(theirs)) => assert_eq!(ours, theirs, "{code:04x}"),
            (Some(ours), None) => assert!(NEWER.contains(&code), "{ours}"),
            // what IANA has not registered: private numbers, SSL 3.0's own, and drafts
            (None, Some(theirs)) => {
                let private = code >= 0xe000 || (0xcc13..=0xcc15).contains(&code);
                let other = private || !theirs.starts_with("TLS_");
                assert!(other, "{code:04x} {theirs}");
            }
            (None, None) => {}
        }
        same += usize::from(ours.is_some());
    }
    println!("{same} suites have Wireshark's name");
    assert!(same > 350, "{same}");
}

/// Key exchange and cipher of each suite that OpenSSL has, as its columns `Kx` and `Enc` say.
#[test]
fn openssl_agrees_on_key_exchange_and_cipher() {
    if !peers::there("openssl") {
        return;
    }
    let every = "ALL:COMPLEMENTOFALL:eNULL@SECLEVEL=0";
    let output = Command::new("openssl")
        .args(["ciphers", "-V", "-stdname", every])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut count = 0;
    for line in text.lines() {
        let (code, rest) = line.split_once(" - ").unwrap();
        let code = code.trim().replace("0x", "").replace(',', "");
        let suite = CipherSuite::of(u16::from_str_radix(&code, 16).unwrap());
        let words: Vec<&str> = rest.split_whitespace().collect();
        assert_eq!(suite.name(), Some(words[0]), "{line}");
        let cell = |name: &str| {
            let found = words.iter().find_map(|word| word.strip_prefix(name));
            found.unwrap_or_else(|| panic!("{name} in {line}"))
        };
        assert_eq!(
            suite.key_exchange(),
            exchange(cell("Kx="), cell("Au=")),
            "{line}"
        );
        let form = suite.fragment_form().unwrap();
        let aead = cell("Mac=") == "AEAD";
        assert_eq!(matches!(form, FragmentForm::Aead { .. }), aead, "{line}");
        if !aead {
            assert_eq!(form, fragment(cell("Enc=")), "{line}");
        }
        count += 1;
    }
    println!("{count} suites are OpenSSL's");
    assert!(count > 100, "{count}");
}

fn exchange(kx: &str, au: &str) -> KeyExchangeForm {
    use KeyExchangeForm as K;
    match (kx, au) {
        ("any", _) => K::InHellos,
        ("RSA", _) => K::Rsa,
        ("DH", "None") => K::DhAnon,
        ("DH", _) => K::Dhe,
        ("ECDH", "None") => K::EcdhAnon,
        ("ECDH", _) => K::Ecdhe,
        ("PSK", _) => K::Psk,
        ("RSAPSK", _) => K::RsaPsk,
        ("DHEPSK", _) => K::DhePsk,
        ("ECDHEPSK", _) => K::EcdhePsk,
        _ => K::Unknown,
    }
}

fn fragment(cipher: &str) -> FragmentForm {
    let name = cipher.split('(').next().unwrap();
    match name {
        "None" | "RC4" => FragmentForm::Stream,
        "3DES" | "DES" | "IDEA" | "RC2" => FragmentForm::Block { iv_len: 8 },
        _ => FragmentForm::Block { iv_len: 16 },
    }
}
