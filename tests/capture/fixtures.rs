//! Connections between two OpenSSLs, as `data/captures/README.md` describes them: each gives its plaintext, or
//! says why not.

use crate::build::{Frame, Order, pcap};
use crate::observed::{
    Observed, key, observe, run_of, steps_of_reader, with_key, with_log, with_master,
};
use crate::reading::items;
use crate::recorded::{RESUMED, SINGLE};
use premaster::capture::{Keep, Observer, Setup, WhySealed};
use premaster::explain;
use premaster::pki::time::UnixTime;
use premaster::trace::{
    Findings, Knowledge, MessageName, Outcome, Party, Recorder, Side, Step, ValueName,
};
use std::sync::Arc;

/// What the client says, and what the server answers: in a first connection, and in one that resumes it.
const SAID: &str = "premaster says hello\nolleh syas retsamerp\n";
const SAID_AGAIN: &str = "premaster says again\nniaga syas retsamerp\n";

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
fn the_private_key_gives_the_plaintext_of_a_session_that_is_resumed_in_the_capture() {
    for name in RESUMED {
        let private = with_key(key(&text("server.key")));
        let [first, second] = &observe(&capture(name), private)[..] else {
            panic!("{name}: two connections");
        };
        assert_read(name, first, SAID);
        assert_read(name, second, SAID_AGAIN);
        assert_eq!(
            [first, second].map(|one| one.summary.resumed),
            [None, Some(1)]
        );
        let log = observe(&capture(name), log(name));
        let master = |one: &Observed| {
            let connection = one.trace.last_connection().id;
            let value = one.trace.first(connection, ValueName::MasterSecret);
            value.unwrap().bytes.clone()
        };
        assert_eq!(master(second), master(&log[1]), "{name}");
    }
}

#[test]
fn a_session_that_began_before_the_capture_stays_sealed() {
    for name in RESUMED {
        let whole = capture(name);
        // the packets of the first connection are left out: they come before the second SYN
        let begins = second_connection(&whole);
        let private = with_key(key(&text("server.key")));
        let [second] = &observe(&begins, private)[..] else {
            panic!("{name}: one connection");
        };
        assert_eq!(
            second.summary.sealed,
            Some(WhySealed::OtherSecrets),
            "{name}"
        );
        assert_eq!(second.summary.resumed, None, "{name}");
    }
}

/// A capture from the packet on that opens the second connection.
fn second_connection(capture: &[u8]) -> Vec<u8> {
    const SYN: u8 = 2;
    let (packets, _, _) = items(capture);
    let mut opens = packets.iter().enumerate().filter(|(_, (_, _, bytes, _))| {
        // Ethernet and IPv4 without options: the flags of TCP
        bytes.get(14 + 20 + 13) == Some(&SYN)
    });
    let (from, _) = opens.next_back().unwrap();
    let link = packets[from].1;
    let frames: Vec<Frame> = packets[from..]
        .iter()
        .map(|(at, _, bytes, len)| (*at, bytes.clone(), *len))
        .collect();
    pcap(Order::Little, true, link, &frames)
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

/// A capture as anyone makes it: tcpdump records, curl asks for a page and writes the key log.
#[test]
fn tcpdump_and_curl_give_a_page_that_can_be_read() {
    let file = std::fs::read("tests/data/captures/tls12-curl.pcap").unwrap();
    for setup in [log("tls12-curl"), with_key(key(&text("server.key")))] {
        let [one] = &observe(&file, setup)[..] else {
            panic!("one connection");
        };
        assert!(one.summary.is_verified(), "{:?}", one.summary);
        assert_eq!(one.summary.server_name.as_deref(), Some("localhost"));
        assert_eq!(one.failed_checks(), [""; 0]);
        let said = one.text();
        assert!(
            said.starts_with("GET /page.txt HTTP/1.1\r\nHost: localhost:15202\r\n"),
            "{said}"
        );
        assert!(said.contains("User-Agent: curl/"), "{said}");
        assert!(said.ends_with("\r\n\r\na page for a capture\n"), "{said}");
        assert_eq!(*one.trace.outcome(), Outcome::Established);
    }
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

/// In a recorded handshake of OpenSSL with 0-RTT the client sends data before ServerHello. It looks like any
/// record of application data, and is encrypted all the same.
#[test]
fn early_data_is_not_taken_for_data_in_the_clear() {
    let flight = std::fs::read_to_string("tests/data/flights/tls13-resumed.txt").unwrap();
    let mut observer = Observer::new(Arc::default(), UnixTime(0), Keep::Entries);
    for line in flight.lines() {
        let sender = match line.get(..2) {
            Some("> ") => Side::Client,
            Some("< ") => Side::Server,
            _ => continue,
        };
        observer.data(sender, &bytes(&line[2..]));
    }
    let mut recorder = Recorder::new(run_of("flight"));
    for entry in observer.take_entries() {
        recorder.record(entry);
    }
    let trace = recorder.finish(Findings::default());
    let data = |step: &&Step| {
        let message = step.message.as_ref();
        message.is_some_and(|message| message.name == MessageName::ApplicationData)
    };
    let early = trace.steps().iter().find(data).unwrap();
    let message = early.message.as_ref().unwrap();
    assert!(message.sealed && message.protected, "{message:?}");
    assert_eq!(message.sender, Side::Client);
    let explained = explain::step(&trace, early);
    assert_eq!(explained.title, "Early data that stays encrypted");
    // what comes after ServerHello is no early data
    let later = trace.steps().iter().filter(data).nth(1).unwrap();
    assert_eq!(
        explain::step(&trace, later).title,
        "A record that stays encrypted"
    );
}

/// Digits as bytes.
fn bytes(digits: &str) -> Vec<u8> {
    let pairs = digits.trim().as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    pairs.map(byte).collect()
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
