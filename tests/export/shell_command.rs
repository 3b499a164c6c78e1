//! The command for a single value: pasted into a shell, it prints the value.
#![cfg(unix)]

use crate::peers::{there, there_is_openssl_with_rc4};
use crate::running::{Switched, agreed, classic, connection, derived, family, run, with_client};
use premaster::crypto::cipher::Cipher;
use premaster::explain::command::command;
use premaster::protocol::{SSL30, SUITES, Suite, TLS10, TLS11, TLS12};
use premaster::scenario::Overrides;
use premaster::trace::{Origin, Side, Trace};
use premaster::wire::display::hex;

/// Whether there is what the commands need.
fn tools() -> bool {
    there("openssl") && there("xxd")
}

fn every_command_prints_its_value(trace: &Trace) -> usize {
    let mut count = 0;
    for value in derived(trace) {
        let name = value.name.key();
        let command = command(trace, value.id).unwrap_or_else(|| panic!("{name}: no command"));
        let said = run(&command);
        assert_eq!(said.errors, "", "{name}\n{command}");
        assert_eq!(said.lines, [hex(&value.bytes)], "{name}\n{command}");
        let comments = command.lines().filter(|line| line.starts_with('#'));
        assert_eq!(comments.count(), 0, "{name}\n{command}");
        count += 1;
    }
    count
}

#[test]
fn every_derived_value_of_every_suite() {
    if !tools() {
        return;
    }
    for suite in Suite::defaults() {
        let trace = classic(Overrides {
            suite: Some(suite),
            ..Overrides::seed(42)
        });
        assert!(every_command_prints_its_value(&trace) >= 25);
    }
}

#[test]
fn every_derived_value_of_the_older_versions() {
    if !tools() {
        return;
    }
    for (rules, suite) in [
        (&TLS11, &SUITES[2]),
        (&TLS10, &SUITES[4]),
        (&TLS10, &SUITES[5]),
        (&SSL30, &SUITES[3]),
        (&SSL30, &SUITES[6]),
    ] {
        if suite.cipher != Cipher::Rc4 || there_is_openssl_with_rc4() {
            let trace = with_client(rules, suite);
            assert!(every_command_prints_its_value(&trace) >= 25);
        }
    }
}

#[test]
fn every_derived_value_of_a_ticket_and_of_what_can_be_switched_on() {
    if !tools() {
        return;
    }
    every_command_prints_its_value(&agreed("ticket", &TLS12, &SUITES[0], Switched::BOTH));
}

#[test]
fn what_a_server_opens_with_its_key_and_a_client_without() {
    if !tools() {
        return;
    }
    for side in Side::BOTH {
        let trace = connection(side, |_, bytes| bytes);
        let opens = derived(&trace).any(|value| {
            command(&trace, value.id).is_some_and(|command| command.contains("PRIVATE KEY"))
        });
        assert_eq!(opens, side == Side::Server);
        every_command_prints_its_value(&trace);
    }
}

#[test]
fn only_what_was_derived_has_a_command() {
    for (rules, suite) in family() {
        only_what_was_derived(&with_client(rules, suite));
    }
}

fn only_what_was_derived(trace: &Trace) {
    for value in trace.values() {
        let is_derived = matches!(value.origin, Origin::Derived { .. });
        let command = command(trace, value.id);
        assert_eq!(command.is_some(), is_derived, "{:?}", value.name);
    }
}
