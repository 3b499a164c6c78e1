//! What both ends refuse from a peer that breaks the rules of a message, and with which alert: each
//! refusal is the one that RFC 5246 and the RFCs of the extensions name.

use crate::ends::{client_config, server_config};
use crate::flights::{flight, records};
use crate::malformed::{self, *};

use premaster::endpoint::{Client, Endpoint, Identity, Server, ServerConfig};
use premaster::pki::demo;
use premaster::protocol::{Event, Failure};
use premaster::wire::record::to_bytes;
use premaster::wire::{AlertDescription as A, ContentType, ProtocolVersion};

/// Lets an endpoint work until it waits; gives what it sent and why it gave up, if it did.
fn work(endpoint: &mut dyn Endpoint) -> (Vec<u8>, Option<Failure>) {
    let (acts, sent) = flight(endpoint);
    let failure = acts
        .iter()
        .flat_map(|act| &act.events)
        .find_map(|event| match event {
            Event::Failed(failure) => Some(failure.clone()),
            _ => None,
        });
    (sent, failure)
}

fn server_hello(extensions: &[u8]) -> Vec<u8> {
    let body = [
        [3, 3].to_vec(),
        vec![9; 32],
        vector(1, &[]),
        vec![0, 0x3c, 0],
        vector(2, extensions),
    ];
    message(2, &body.concat())
}

fn server_fails(records: &[Vec<u8>]) -> Option<Failure> {
    let mut server = Server::new(server_config());
    records.iter().for_each(|record| server.feed(record));
    work(&mut server).1
}

/// What a client makes of these records after its ClientHello.
fn client_fails(records: &[Vec<u8>]) -> Option<Failure> {
    let mut client = Client::new(client_config());
    work(&mut client);
    records.iter().for_each(|record| client.feed(record));
    work(&mut client).1
}

#[track_caller]
fn assert_refused(failure: Option<Failure>, expected: A, word: &str, case: &str) {
    let failure = failure.unwrap_or_else(|| panic!("{case} was accepted"));
    let reason = failure.reason.to_string();
    assert_eq!(
        failure.alert.map(|alert| alert.description),
        Some(expected),
        "{case}: {reason}"
    );
    assert!(reason.contains(word), "{case}: {reason}");
}

#[test]
fn a_plain_hello_is_accepted() {
    let signatures = extension(SIGNATURES, &vector(2, &[4, 1]));
    let hello = client_hello(&[0, 0x3c], &[0], &signatures);
    assert_eq!(server_fails(&[handshake(&hello)]), None);
    let names = [vec![0], vector(2, b"shop.example")].concat();
    for (kind, data) in [
        (SERVER_NAME, vector(2, &names)),
        (GROUPS, vector(2, &[0, 23])),
        (POINTS, vector(1, &[0])),
        (ALPN, vector(2, &vector(1, b"http/1.1"))),
        (ENCRYPT_THEN_MAC, vec![]),
        (EXTENDED_MASTER_SECRET, vec![]),
        (VERSIONS, vector(1, &[3, 3])),
        (RENEGOTIATION, vector(1, &[])),
    ] {
        let record = handshake(&with_extension(kind, &data));
        assert_eq!(server_fails(&[record]), None, "{kind}");
    }
    assert_eq!(client_fails(&[handshake(&server_hello(&[]))]), None);
}

#[test]
fn what_a_client_must_not_send_first_is_refused() {
    for one in malformed::first_messages() {
        let failure = server_fails(&one.records);
        assert_refused(failure, one.alert, one.says, one.case);
    }
}

#[test]
fn a_certificate_has_at_least_one_byte() {
    let certificate = message(0x0b, &vector(3, &vector(3, &[])));
    let failure = client_fails(&[handshake(&server_hello(&[])), handshake(&certificate)]);
    assert_refused(
        failure,
        A::DecodeError,
        "at least 1 byte",
        "an empty certificate",
    );
}

#[test]
fn a_certificate_request_needs_types_and_algorithms() {
    let leaf = demo::certificates(&["server.pem", "intermediate.pem"]);
    let chain: Vec<u8> = leaf.iter().flat_map(|one| vector(3, &one.der)).collect();
    let opening = [
        handshake(&server_hello(&[])),
        handshake(&message(0x0b, &vector(3, &chain))),
    ];
    let request = |types: &[u8], algorithms: &[u8], names: &[u8]| {
        let body = [vector(1, types), vector(2, algorithms), vector(2, names)].concat();
        let mut records = opening.to_vec();
        records.push(handshake(&message(0x0d, &body)));
        client_fails(&records)
    };
    assert_eq!(request(&[1], &[4, 1], &[]), None);
    for (case, failure) in [
        ("no types", request(&[], &[4, 1], &[])),
        ("no algorithms", request(&[1], &[], &[])),
        ("an empty name", request(&[1], &[4, 1], &vector(2, &[]))),
    ] {
        assert_refused(failure, A::DecodeError, "at least", case);
    }
}

#[test]
fn an_extension_that_comes_twice_is_an_illegal_parameter() {
    let info = extension(RENEGOTIATION, &vector(1, &[]));
    let twice = [info.clone(), info].concat();
    let failure = client_fails(&[handshake(&server_hello(&twice))]);
    assert_refused(failure, A::IllegalParameter, "renegotiation_info", "server");
}

#[test]
fn a_server_answers_only_what_it_may() {
    for (case, data, expected) in [
        (
            "signature_algorithms",
            extension(SIGNATURES, &vector(2, &[4, 1])),
            A::IllegalParameter,
        ),
        (
            "data in server_name",
            extension(SERVER_NAME, &vector(2, &[0])),
            A::DecodeError,
        ),
        (
            "an extension that was not offered",
            extension(EXTENDED_MASTER_SECRET, &[]),
            A::UnsupportedExtension,
        ),
        (
            "one of TLS 1.3",
            extension(VERSIONS, &[3, 4]),
            A::UnsupportedExtension,
        ),
        (
            "renegotiation_info without data",
            extension(RENEGOTIATION, &[]),
            A::DecodeError,
        ),
    ] {
        let failure = client_fails(&[handshake(&server_hello(&data))]);
        assert_refused(failure, expected, "", case);
    }
}

/// The order is judged by the type of a message, whatever else is wrong with it.
#[test]
fn a_malformed_message_out_of_order_is_unexpected() {
    let failure = client_fails(&[handshake(&message(0x14, &[0; 36]))]);
    assert_refused(
        failure,
        A::UnexpectedMessage,
        "expected ServerHello",
        "client",
    );
}

/// The first byte of a message is its type: there is no need to wait for the rest.
#[test]
fn the_beginning_of_a_message_out_of_order_is_refused_at_once() {
    let failure = client_fails(&[handshake(&[0x5f; 80])]);
    assert_refused(failure, A::UnexpectedMessage, "0x5f", "an unknown type");
    // one that may come now is waited for
    let hello = client_hello(&[0, 0x3c], &[0], &[]);
    assert_eq!(server_fails(&[handshake(&hello[..10])]), None);
}

/// A server that waits for the client's ClientKeyExchange, ChangeCipherSpec and Finished, and these.
fn before_the_last_flight() -> (Server, Vec<u8>) {
    let (mut client, mut server) = (Client::new(client_config()), Server::new(server_config()));
    server.feed(&work(&mut client).0);
    client.feed(&work(&mut server).0);
    (server, work(&mut client).0)
}

/// An encrypted Finished before ChangeCipherSpec is read as a plain message of up to 16 MiB: it must
/// not be waited for.
#[test]
fn an_encrypted_record_before_change_cipher_spec_is_refused_at_once() {
    let (mut server, flight) = before_the_last_flight();
    let kind = |record: &[u8]| ContentType::of(record[0]);
    for record in records(&flight) {
        if kind(&record) != ContentType::ChangeCipherSpec {
            server.feed(&record);
        }
    }
    let (sent, failure) = work(&mut server);
    let word = "expected ChangeCipherSpec";
    assert_refused(
        failure,
        A::UnexpectedMessage,
        word,
        "without ChangeCipherSpec",
    );
    assert_eq!(sent, alert(&[2, 10]));
}

#[test]
fn a_change_cipher_spec_is_the_byte_1() {
    let (mut server, flight) = before_the_last_flight();
    server.feed(&records(&flight)[0]);
    let wrong = to_bytes(ContentType::ChangeCipherSpec, ProtocolVersion::Tls12, &[2]);
    server.feed(&wrong);
    let failure = work(&mut server).1;
    assert_refused(failure, A::DecodeError, "01", "the byte 2");
}

/// An alert may come in the middle of a message: after a fatal one all is over, and it is named; a
/// warning changes nothing (§7.2.2).
#[test]
fn alerts_in_the_middle_of_a_message() {
    let hello = client_hello(&[0, 0x3c], &[0], &[]);
    let [first, second] = [handshake(&hello[..20]), handshake(&hello[20..])];
    let mut server = Server::new(server_config());
    server.feed(&first);
    server.feed(&alert(&[2, 40]));
    let (sent, failure) = work(&mut server);
    let failure = failure.unwrap();
    assert_eq!((sent, failure.alert), (vec![], None), "nothing is answered");
    let reason = failure.reason.to_string();
    assert!(reason.contains("handshake_failure"), "{reason}");

    let mut server = Server::new(server_config());
    for record in [&first, &alert(&[1, 90]), &second] {
        server.feed(record);
    }
    let (sent, failure) = work(&mut server);
    assert_eq!(failure, None);
    assert_eq!(sent[5], 2, "a ServerHello");

    let mut client = Client::new(client_config());
    work(&mut client);
    client.feed(&handshake(&server_hello(&[])[..9]));
    client.feed(&alert(&[2, 80]));
    let (sent, failure) = work(&mut client);
    assert!(sent.is_empty());
    assert!(
        failure
            .unwrap()
            .reason
            .to_string()
            .contains("internal_error")
    );
}

#[test]
fn an_alert_of_an_unknown_level_is_an_illegal_parameter() {
    let failure = client_fails(&[alert(&[0, 40])]);
    assert_refused(failure, A::IllegalParameter, "got 0", "level 0");
}

/// A client that lists signature algorithms is sent only certificates that are signed with one of
/// them (§7.4.2).
#[test]
fn a_client_that_does_not_accept_the_certificates_signature_is_refused() {
    let hello = |algorithms: &[u8]| with_extension(SIGNATURES, &vector(2, algorithms));
    assert_eq!(server_fails(&[handshake(&hello(&[8, 4, 4, 1]))]), None);
    // the signature of a self-signed certificate is not verified
    let identity = Identity {
        chain: demo::certificates(&["root.pem"]),
        ..Identity::demonstration()
    };
    let mut server = Server::new(ServerConfig {
        identity,
        ..server_config()
    });
    server.feed(&handshake(&hello(&[8, 4])));
    assert_eq!(work(&mut server).1, None);
}
