//! The script for every version with every suite and every switch, with and without a certificate of the
//! client, and for sessions that are resumed.
#![cfg(unix)]

use crate::peers::{there, there_is_openssl_with_rc4};
use crate::running::{
    Said, Switched, agreed, agreeing, connection_in, family, only, run, sampled, script, which,
    with_client, with_path,
};
use premaster::crypto::cipher::Cipher;
use premaster::protocol::{Rules, SSL30, SUITES, Suite, TLS10, TLS11, TLS12};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Outcome, Side};
use std::os::unix::fs::PermissionsExt;

/// Whether OpenSSL is there and has the cipher of a suite.
fn there_is(suite: &Suite) -> bool {
    match suite.cipher {
        Cipher::Rc4 => there_is_openssl_with_rc4(),
        _ => there("openssl"),
    }
}

fn every_suite_of(rules: &Rules) {
    let own = family().filter(|(other, _)| other.version == rules.version);
    let own = own.filter(|(_, suite)| there_is(suite));
    // with a certificate of the client there is everything that there is without one, and more
    let rows = own.flat_map(|(rules, suite)| {
        let all = Switched::all(rules, suite).into_iter();
        let mutual = all.map(move |switched| ("mutual", suite, switched));
        mutual.chain([("classic", suite, Switched::default())])
    });
    for (scenario, suite, switched) in sampled(rows) {
        println!("{scenario} {} {switched:?}", suite.name);
        let trace = agreed(scenario, rules, suite, switched);
        let said = run(&script(&trace));
        said.reproduces(&trace);
        let signed = said.names("ok").contains(&"handshake_signature".to_owned());
        assert_eq!(signed, scenario == "mutual");
        let title = format!("({} section", rules.rfc);
        let titles = said.lines.iter().filter(|line| line.contains(&title));
        assert_eq!(titles.count(), 6, "{:?}", said.lines);
    }
}

/// The session of the first connection is resumed on the second: by its id, and with a ticket.
#[test]
fn every_resumed_session_of_every_version() {
    let suites = [&SUITES[2], &SUITES[4], &SUITES[6]];
    let rows = ["resumed", "ticket"].into_iter().flat_map(|scenario| {
        let versions = Rules::all().zip(suites.into_iter().cycle());
        versions.flat_map(move |(rules, suite)| {
            let all = Switched::all(rules, suite).into_iter();
            all.map(move |switched| (scenario, rules, suite, switched))
        })
    });
    for (scenario, rules, suite, switched) in sampled(rows) {
        if !there_is(suite) {
            continue;
        }
        println!("{scenario} {} {} {switched:?}", rules.version, suite.name);
        let trace = agreed(scenario, rules, suite, switched);
        run(&script(&trace)).reproduces(&trace);
        // a ticket is an extension, and SSL 3.0 has none
        let resumes = rules.form.extensions || scenario == "resumed";
        let last = trace.last_connection().id;
        assert_eq!(
            trace.is_resumed(last),
            resumes,
            "{scenario} {}",
            rules.version
        );
    }
}

/// SSL 3.0 has no extensions by which a client could ask for them.
#[test]
fn what_is_switched_on_changes_nothing_in_ssl_3_0() {
    for scenario in ["classic", "mutual", "resumed", "ticket"] {
        let run = |switched: Switched| {
            let overrides = switched.on(agreeing(&SSL30, &SUITES[2]));
            script(&simulate(&Scenario::builtin(scenario, overrides).unwrap()))
        };
        assert_eq!(run(Switched::BOTH), run(Switched::default()), "{scenario}");
    }
}

// a test for each version, so that they run at once

#[test]
fn every_suite_of_tls_1_2() {
    every_suite_of(&TLS12);
}

#[test]
fn every_suite_of_tls_1_1() {
    every_suite_of(&TLS11);
}

#[test]
fn every_suite_of_tls_1_0() {
    every_suite_of(&TLS10);
}

#[test]
fn every_suite_of_ssl_3_0() {
    every_suite_of(&SSL30);
}

/// A block of 8 bytes and one of 16 are filled in every way.
#[test]
fn every_length_of_padding_in_older_versions() {
    if !there("openssl") {
        return;
    }
    for (rules, suite, lens) in [(&SSL30, &SUITES[4], 1..9), (&TLS10, &SUITES[3], 1..17)] {
        for len in lens.step_by(2) {
            // both sides send data, and one byte more comes with the answer
            let overrides = Overrides {
                message: Some("m".repeat(len)),
                ..agreeing(rules, suite)
            };
            let mut scenario = Scenario::builtin("classic", overrides).unwrap();
            for message in &mut scenario.messages {
                if message.from == Side::Server {
                    message.text = "a".repeat(len + 1);
                }
            }
            let trace = simulate(&scenario);
            assert_eq!(*trace.outcome(), Outcome::Established);
            run(&script(&trace)).reproduces(&trace);
        }
    }
}

#[test]
fn data_in_several_records_of_older_versions() {
    for (rules, suite) in [(&TLS10, &SUITES[2]), (&SSL30, &SUITES[5])] {
        if !there_is(suite) {
            continue;
        }
        let overrides = Overrides {
            message: Some("long ".repeat(8000)),
            ..agreeing(rules, suite)
        };
        let trace = simulate(&Scenario::builtin("classic", overrides).unwrap());
        assert_eq!(*trace.outcome(), Outcome::Established);
        run(&script(&trace)).reproduces(&trace);
    }
}

/// Handshakes that fail, and connections that an attacker changes, in the older versions.
#[test]
fn what_goes_wrong_in_older_versions_is_reproduced() {
    for (rules, suite) in [
        (&TLS10, &SUITES[4]),
        (&SSL30, &SUITES[2]),
        (&SSL30, &SUITES[6]),
    ] {
        if !there_is(suite) {
            continue;
        }
        for name in [
            "client-no-certificate",
            "client-wrong-key",
            "flipped-pre-master",
            "flipped-record",
        ] {
            println!("{name} {} {}", rules.version, suite.name);
            let scenario = Scenario::builtin(name, agreeing(rules, suite)).unwrap();
            let trace = simulate(&scenario);
            assert!(matches!(*trace.outcome(), Outcome::Failed { .. }));
            run(&script(&trace)).reproduces(&trace);
        }
    }
}

/// With one end only: the client's without the server's key, the server's with it.
#[test]
fn connections_in_older_versions_are_reproduced() {
    for (rules, suite) in [
        (&TLS10, &SUITES[3]),
        (&SSL30, &SUITES[2]),
        (&SSL30, &SUITES[5]),
    ] {
        if !there_is(suite) {
            continue;
        }
        for side in Side::BOTH {
            let trace = connection_in(side, rules, suite);
            assert_eq!(*trace.outcome(), Outcome::Established);
            let said = run(&script(&trace));
            said.reproduces(&trace);
            let opened = said.names("ok").contains(&"encryption_block".to_owned());
            assert_eq!(opened, side == Side::Server);
        }
    }
}

/// The script with an openssl that fails when it is asked for RC4.
fn without_rc4(text: &str) -> Said {
    let dir = tempfile::tempdir().unwrap();
    only(&["mktemp", "rm", "od"], dir.path());
    let openssl = which("openssl").unwrap();
    let stub = format!(
        "#!/bin/sh\nfor word; do\n  [ \"$word\" != -rc4 ] || exit 1\ndone\nexec '{}' \"$@\"\n",
        openssl.display()
    );
    let path = dir.path().join("openssl");
    std::fs::write(&path, stub).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    with_path(dir.path(), text)
}

#[test]
fn an_openssl_without_rc4_is_told_of_at_once_and_only_where_it_matters() {
    if !there("openssl") {
        return;
    }
    let said = without_rc4(&script(&with_client(&TLS10, &SUITES[6])));
    assert_eq!((said.code, said.lines.len()), (3, 0), "{}", said.errors);
    let told = "this openssl has no RC4: its legacy provider is missing\n";
    assert_eq!(said.errors, told);
    let trace = with_client(&TLS10, &SUITES[4]);
    without_rc4(&script(&trace)).reproduces(&trace);
}
