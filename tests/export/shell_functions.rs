//! The shell functions on inputs that no run has: secrets of odd length, and padding of other peers.
#![cfg(unix)]

use crate::peers::there;
use crate::running::run;
use premaster::crypto::prf::Prf;
use premaster::explain::command::FUNCTIONS;
use premaster::wire::display::hex;

/// What calls of the functions print, a line for each.
fn called(calls: &[String]) -> Vec<String> {
    let lines = calls
        .iter()
        .map(|call| format!("printf '%s\\n' \"$({call})\"\n"));
    let said = run(&format!("{FUNCTIONS}\n{}", lines.collect::<String>()));
    assert_eq!(said.errors, "");
    said.lines
}

#[test]
fn secrets_of_any_length_are_stretched() {
    if !there("openssl") || !there("xxd") {
        return;
    }
    let (mut calls, mut expected) = (Vec::new(), Vec::new());
    let seed = [0xa0, 0xb0];
    for len in [1, 2, 3, 47, 48] {
        let secret: Vec<u8> = (1..=len).collect();
        let (digits, seed_digits) = (hex(&secret), hex(&seed));
        calls.push(format!("prf_tls10 {digits} 'a label' {seed_digits} 41"));
        expected.push(hex(&Prf::Tls10
            .expand(&secret, "a label", &seed, 41)
            .output));
        calls.push(format!("prf_ssl3 {digits} {seed_digits} 41"));
        expected.push(hex(&Prf::Ssl3.expand(&secret, "", &seed, 41).output));
    }
    assert_eq!(called(&calls), expected);
}

/// The length of a MAC is 2 bytes here.
#[test]
fn padding_is_what_the_version_takes_for_it() {
    if !there("xxd") {
        return;
    }
    let cases = [
        // rule, plaintext, content, padding
        ("filled", "0aaabb020202", "0a", "020202"),
        ("filled", "0aaabb020302", "0aaabb", "02"),
        ("free-8", "0aaabb020302", "0a", "020302"),
        (
            "free-8",
            "0aaabb00000000000000000009",
            "0aaabb00000000000000",
            "09",
        ),
        (
            "free-16",
            "0aaabb00000000000000000009",
            "0a",
            "00000000000000000009",
        ),
        ("filled", "aabb0303", "aa", "03"),
        ("free-8", "aabb03", "", "03"),
        ("none", "0aaabb", "0a", ""),
    ];
    let calls = cases.map(|(rule, plaintext, ..)| {
        ["content", "padding"].map(|function| format!("{function} {rule} 2 {plaintext}"))
    });
    let expected = cases.map(|(.., content, padding)| [content, padding]);
    assert_eq!(called(&calls.concat()), expected.concat());
}
