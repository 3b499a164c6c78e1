//! Connections between two OpenSSLs, as `data/captures/README.md` describes them: each gives its plaintext, or
//! says why not.

use crate::observed::{Observed, key, observe, steps_of_reader, with_key, with_log, with_master};
use premaster::capture::{Setup, WhySealed};
use premaster::trace::{Knowledge, Outcome, Party, ValueName};

/// What the client says, and what the server answers: in a first connection, and in one that resumes it.
const SAID: &str = "premaster says hello\nolleh syas retsamerp\n";
const SAID_AGAIN: &str = "premaster says again\nniaga syas retsamerp\n";

/// Those with one connection, in which all is computed that crosses the wire.
const SINGLE: [&str; 10] = [
    "tls10-aes128-sha",
    "tls10-aes256-sha",
    "tls11-aes128-sha",
    "tls11-client-auth",
    "tls12-aes128-sha",
    "tls12-aes128-sha256",
    "tls12-aes256-sha",
    "tls12-aes256-sha256",
    "tls12-client-auth",
    "tls12-default",
];
const RESUMED: [&str; 2] = ["tls12-resumed", "tls12-ticket-resumed"];
/// Those whose key exchange is another.
const OTHER: [(&str, WhySealed); 2] = [
    ("tls12-ecdhe-gcm", WhySealed::Suite),
    ("tls13", WhySealed::Version),
];

fn capture(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/data/captures/{name}.pcapng")).unwrap()
}

fn text(name: &str) -> String {
    std::fs::read_to_string(format!("tests/data/captures/{name}")).unwrap()
}

fn log(name: &str) -> Setup {
    with_log(&text(&format!("{name}.keys")))
}

/// Every record and both Finished were verified, and this was said.
fn assert_read(name: &str, one: &Observed, said: &str) {
    assert!(one.summary.is_verified(), "{name}: {:?}", one.summary);
    assert_eq!(one.summary.records.refused, 0, "{name}");
    assert_eq!(one.summary.records.sealed, [0, 0], "{name}");
    assert_eq!(one.failed_checks(), [""; 0], "{name}");
    assert_eq!(one.text(), said, "{name}");
    assert_eq!(*one.trace.outcome(), Outcome::Established, "{name}");
}

#[test]
fn a_key_log_gives_every_plaintext() {
    for name in SINGLE {
        let [one] = &observe(&capture(name), log(name))[..] else {
            panic!("{name}: one connection");
        };
        assert_read(name, one, SAID);
    }
    for name in RESUMED {
        let [first, second] = &observe(&capture(name), log(name))[..] else {
            panic!("{name}: two connections");
        };
        assert_read(name, first, SAID);
        assert_read(name, second, SAID_AGAIN);
    }
}

#[test]
fn a_key_log_in_the_capture_needs_no_other() {
    let [first, second] = &observe(&capture("tls12-resumed.dsb"), Setup::default())[..] else {
        panic!("two connections");
    };
    assert_read("dsb", first, SAID);
    assert_read("dsb", second, SAID_AGAIN);
}

#[test]
fn the_private_key_gives_the_plaintext_of_every_full_handshake() {
    for name in SINGLE {
        let private = with_key(key(&text("server.key")));
        let [one] = &observe(&capture(name), private)[..] else {
            panic!("{name}: one connection");
        };
        assert_read(name, one, SAID);
        let [logged] = &observe(&capture(name), log(name))[..] else {
            panic!("{name}: one connection");
        };
        let master = |one: &Observed| {
            let connection = one.trace.last_connection().id;
            let value = one
                .trace
                .first(connection, ValueName::MasterSecret)
                .unwrap();
            value.bytes.clone()
        };
        assert_eq!(master(one), master(logged), "{name}");
    }
}

#[test]
fn a_master_secret_that_is_typed_in_is_enough() {
    let name = "tls12-aes128-sha256";
    let [logged] = &observe(&capture(name), log(name))[..] else {
        panic!("one connection");
    };
    let connection = logged.trace.last_connection().id;
    let master = logged.trace.first(connection, ValueName::MasterSecret);
    let master = master.unwrap().bytes.as_slice().try_into().unwrap();
    let [one] = &observe(&capture(name), with_master(master))[..] else {
        panic!("one connection");
    };
    assert_read(name, one, SAID);
}

#[test]
fn without_secrets_all_that_is_in_the_clear_is_there() {
    for name in SINGLE {
        let [one] = &observe(&capture(name), Setup::default())[..] else {
            panic!("{name}: one connection");
        };
        assert_eq!(one.summary.sealed, Some(WhySealed::NoSecrets), "{name}");
        assert!(one.data().iter().all(Option::is_none), "{name}");
        assert!(one.data().len() >= 2, "{name}");
        // a signature of the client is verified without secrets
        let own = usize::from(name.ends_with("auth"));
        assert_eq!(steps_of_reader(&one.trace), own, "{name}");
        let connection = one.trace.last_connection();
        assert_eq!(
            connection.chains.len(),
            if name.ends_with("auth") { 2 } else { 1 }
        );
        let secret = one.trace.first(connection.id, ValueName::PreMasterSecret);
        let secret = secret.unwrap();
        assert!(secret.sealed.is_some() && secret.bytes.is_empty(), "{name}");
        let last = one.trace.steps().len();
        assert_eq!(
            secret.known_to(Party::Eavesdropper, last),
            Knowledge::Sealed
        );
        assert_eq!(
            one.trace
                .first(connection.id, ValueName::MasterSecret)
                .map(|_| ()),
            None
        );
    }
}

#[test]
fn other_key_exchanges_say_why_they_stay_sealed() {
    for (name, why) in OTHER {
        for setup in [
            log(name),
            with_key(key(&text("server.key"))),
            Setup::default(),
        ] {
            let [one] = &observe(&capture(name), setup)[..] else {
                panic!("{name}: one connection");
            };
            assert_eq!(one.summary.sealed, Some(why), "{name}");
            assert!(one.summary.seems_complete(), "{name}");
            assert!(one.data().iter().all(Option::is_none), "{name}");
            assert_eq!(one.failed_checks(), [""; 0], "{name}");
        }
    }
}

#[test]
fn secrets_of_another_connection_are_said_to_be_so() {
    let [one] = &observe(&capture("tls12-aes128-sha"), log("tls12-aes256-sha"))[..] else {
        panic!("one connection");
    };
    assert_eq!(one.summary.sealed, Some(WhySealed::OtherSecrets));
    let [one] = &observe(&capture("tls12-aes128-sha"), with_master([7; 48]))[..] else {
        panic!("one connection");
    };
    assert_eq!(one.summary.records.verified, 0);
    assert!(one.summary.records.refused > 0);
    assert!(!one.failed_checks().is_empty());
}
