//! What our server answers to a client that breaks the rules, and what OpenSSL's answers to the same bytes.

use crate::ends::{client_config, server_config};
use crate::flights::{flight, records};
use crate::loopback::dial;
use crate::malformed;
use crate::openssl::s_server;
use crate::peers::there;
use premaster::endpoint::{Client, Endpoint, Server};
use premaster::wire::record::to_bytes;
use premaster::wire::{AlertDescription as A, ContentType, ProtocolVersion};
use std::fmt::Write as _;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};

/// What a server makes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Refuses(A),
    /// It goes on with the handshake, and waits for more.
    GoesOn,
    /// It closes without an alert.
    Closes,
}
use Answer::{Closes, GoesOn, Refuses};

/// Where OpenSSL answers otherwise: its answer, and why ours is another.
const DIFFERENCES: [(&str, Answer, &str); 14] = [
    (
        "no suites",
        Refuses(A::IllegalParameter),
        "a vector below its minimum is a decode_error (RFC 5246 §7.2.2)",
    ),
    (
        "an empty server name",
        GoesOn,
        "it takes an empty HostName<1..2^16-1> for no name",
    ),
    (
        "supported_versions without data",
        Refuses(A::ProtocolVersion),
        "it looks for a version in the list and finds none",
    ),
    (
        "no versions",
        Refuses(A::ProtocolVersion),
        "it looks for a version in the list and finds none",
    ),
    (
        "data in encrypt_then_mac",
        GoesOn,
        "it does not look at the data of this extension",
    ),
    (
        "an unknown extension twice",
        GoesOn,
        "it looks for repetitions among the extensions that it knows",
    ),
    (
        "compression alone",
        Refuses(A::DecodeError),
        "RFC 5246 §7.4.1.2 demands null and names no alert; the vector itself is well-formed",
    ),
    (
        "SSL 3.0",
        Refuses(A::HandshakeFailure),
        "SSL 3.0 had no protocol_version; RFC 5246 appendix E.1 demands it",
    ),
    (
        "ECDSA and PSS alone",
        GoesOn,
        "it does not hold its certificates to the list, as RFC 5246 §7.4.2 demands",
    ),
    (
        "the beginning of a Finished",
        Refuses(A::DecodeError),
        "it waits for the rest of the header, and refuses the end of the stream",
    ),
    (
        "an alert of level 3",
        Refuses(A::UnexpectedMessage),
        "it takes no alert before a ClientHello; after one its answer is ours",
    ),
    (
        "an alert of one byte",
        Refuses(A::UnexpectedMessage),
        "it takes no alert before a ClientHello",
    ),
    (
        "a handshake record without content",
        Refuses(A::DecodeError),
        "it passes over some such records, and refuses the end of the stream",
    ),
    (
        "a record of version 9.9",
        Closes,
        "it says nothing to what may not be TLS",
    ),
];

fn answer(sent: &[u8]) -> Answer {
    let records = records(sent);
    let of_type = |wanted: ContentType| move |record: &&Vec<u8>| record[0] == wanted.code();
    if records
        .iter()
        .any(|it| of_type(ContentType::Handshake)(&it))
    {
        return GoesOn;
    }
    match records.iter().rfind(of_type(ContentType::Alert)) {
        Some(alert) => Refuses(A::of(alert[6])),
        None => Closes,
    }
}

/// Everything that a peer sends until it ends.
fn heard(stream: &mut TcpStream) -> Vec<u8> {
    let (mut all, mut bytes) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut bytes) {
            Ok(0) => return all,
            Ok(len) => all.extend_from_slice(&bytes[..len]),
            // the peer has closed without having read everything
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return all,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Sends a peer the last that it gets. It may have closed before that.
fn send_last(stream: &mut TcpStream, records: &[Vec<u8>]) {
    let _ = stream.write_all(&records.concat());
    let _ = stream.shutdown(Shutdown::Write);
}

/// OpenSSL with our suites, and no other key exchange.
const LIKE_OURS: [&str; 4] = ["-tls1_2", "-rev", "-cipher", "kRSA:@SECLEVEL=0"];

#[test]
fn openssl_refuses_the_first_message_as_we_do() {
    if !there("openssl") {
        return;
    }
    let (_server, port) = s_server(&LIKE_OURS);
    let mut wrong = String::new();
    let all = malformed::first_messages();
    for one in &all {
        let mut ours = Server::new(server_config());
        ours.feed(&one.records.concat());
        let ours = answer(&flight(&mut ours).1);
        let mut stream = dial(port);
        send_last(&mut stream, &one.records);
        let theirs = answer(&heard(&mut stream));
        let known = DIFFERENCES.iter().find(|(case, ..)| *case == one.case);
        // a difference must be known, and a known one must be there
        let expected = known.map_or(ours, |(_, answer, _)| *answer);
        if theirs != expected || known.is_some() && theirs == ours {
            writeln!(wrong, "{}: ours {ours:?}, OpenSSL {theirs:?}", one.case).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    for (case, ..) in DIFFERENCES {
        assert!(all.iter().any(|one| one.case == case), "no case is {case}");
    }
}

/// After the server's first flight: ChangeCipherSpec that is none, or is left out.
#[test]
fn openssl_refuses_what_is_no_change_cipher_spec_as_we_do() {
    if !there("openssl") {
        return;
    }
    let (_server, port) = s_server(&LIKE_OURS);
    let of_byte_2 = to_bytes(ContentType::ChangeCipherSpec, ProtocolVersion::Tls12, &[2]);
    // RFC 5246 §7.1 gives it the value 1 and names no alert: to us, another is a value that cannot be read
    for (instead, ours_is, theirs_is) in [
        (vec![], A::UnexpectedMessage, A::UnexpectedMessage),
        (of_byte_2, A::DecodeError, A::UnexpectedMessage),
    ] {
        let changed = |flight: &[u8]| -> Vec<Vec<u8>> {
            let is_change = |record: &[u8]| record[0] == ContentType::ChangeCipherSpec.code();
            let records = records(flight).into_iter();
            let changed = records.map(|record| match is_change(&record) {
                true => instead.clone(),
                false => record,
            });
            changed.collect()
        };
        let (mut client, mut ours) = (Client::new(client_config()), Server::new(server_config()));
        ours.feed(&flight(&mut client).1);
        client.feed(&flight(&mut ours).1);
        ours.feed(&changed(&flight(&mut client).1).concat());
        assert_eq!(answer(&flight(&mut ours).1), Refuses(ours_is));

        let mut client = Client::new(client_config());
        let mut stream = dial(port);
        stream.write_all(&flight(&mut client).1).unwrap();
        let (mut last, mut bytes) = (Vec::new(), [0; 4096]);
        while last.is_empty() {
            let len = stream.read(&mut bytes).unwrap();
            assert!(len > 0, "OpenSSL has ended");
            client.feed(&bytes[..len]);
            last = flight(&mut client).1;
        }
        send_last(&mut stream, &changed(&last));
        assert_eq!(answer(&heard(&mut stream)), Refuses(theirs_is));
    }
}
