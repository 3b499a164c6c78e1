//! The command for a single value: pasted into a shell, it prints the value.
#![cfg(unix)]

use crate::peers::there;
use crate::running::{classic, connection, derived, run};
use premaster::explain::command::command;
use premaster::protocol::Suite;
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
    let trace = classic(Overrides::seed(42));
    for value in trace.values() {
        let is_derived = matches!(value.origin, Origin::Derived { .. });
        let command = command(&trace, value.id);
        assert_eq!(command.is_some(), is_derived, "{:?}", value.name);
    }
}
