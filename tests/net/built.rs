//! Handshakes that were built wrong, sent to OpenSSL's server: it refuses them as ours does.

use crate::ends::{client_config, server_config};
use crate::flights::{flight, records};
use crate::loopback::dial;
use crate::openssl::s_server;
use crate::peers::there;
use premaster::endpoint::{Client, Endpoint, Server};
use premaster::protocol::{Blank, Built, Formulas, Piece, Side};
use premaster::wire::{AlertDescription as A, ContentType};
use std::io::{ErrorKind, Read, Write};

use Piece as P;

/// The messages of a full handshake.
const RIGHT: [Piece; 9] = [
    P::ClientHello,
    P::ServerHello,
    P::ServerCertificate,
    P::ServerHelloDone,
    P::ClientKeyExchange,
    P::ClientChangeCipherSpec,
    P::ClientFinished,
    P::ServerChangeCipherSpec,
    P::ServerFinished,
];

fn client(order: &[Piece], formulas: Formulas) -> Client {
    let built = Built {
        side: Side::Client,
        order: Some(order.to_vec()),
        formulas,
    };
    Client::new(client_config()).building(&built, Vec::new())
}

/// The alert in the clear among these bytes.
fn alert(bytes: &[u8]) -> Option<A> {
    let found = records(bytes);
    let found = found
        .iter()
        .find(|record| record[0] == ContentType::Alert.code());
    found.map(|record| A::of(record[6]))
}

fn ours(mut client: Client) -> Option<A> {
    let mut server = Server::new(server_config());
    let mut said = Vec::new();
    loop {
        let sent = flight(&mut client).1;
        server.feed(&sent);
        let answered = flight(&mut server).1;
        client.feed(&answered);
        said.extend_from_slice(&answered);
        if sent.is_empty() && answered.is_empty() {
            return alert(&said);
        }
    }
}

fn theirs(mut client: Client, port: u16) -> Option<A> {
    let mut stream = dial(port);
    let (mut said, mut bytes) = (Vec::new(), [0; 4096]);
    loop {
        let sent = flight(&mut client).1;
        // it may have closed already
        let _ = stream.write_all(&sent);
        match stream.read(&mut bytes) {
            Ok(0) => return alert(&said),
            Ok(len) => {
                client.feed(&bytes[..len]);
                said.extend_from_slice(&bytes[..len]);
            }
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return alert(&said),
            Err(error) => panic!("{error}"),
        }
    }
}

/// An order, formulas, and the alert that both servers send.
type Case = (&'static str, Vec<Piece>, Formulas, A);

fn cases() -> Vec<Case> {
    let swapped = |at: usize| {
        let mut order = RIGHT.to_vec();
        order.swap(at, at + 1);
        order
    };
    let mut with_certificate = RIGHT.to_vec();
    with_certificate.insert(4, P::ClientCertificate);
    let wrong = |blank: Blank, key: &str| {
        let mut formulas = Formulas::default();
        let choice = blank.choices().iter().find(|choice| choice.key() == key);
        formulas.pick(blank, Some(*choice.unwrap()));
        formulas
    };
    let right = RIGHT.to_vec();
    vec![
        (
            "ChangeCipherSpec first",
            swapped(4),
            Formulas::default(),
            A::UnexpectedMessage,
        ),
        (
            "Finished first",
            swapped(5),
            Formulas::default(),
            A::UnexpectedMessage,
        ),
        (
            "a certificate unasked",
            with_certificate,
            Formulas::default(),
            A::UnexpectedMessage,
        ),
        (
            "another secret is encrypted",
            right.clone(),
            wrong(Blank::Encrypted, "master_secret"),
            A::BadRecordMac,
        ),
        (
            "another label of the key block",
            right.clone(),
            wrong(Blank::BlockLabel, "master secret"),
            A::BadRecordMac,
        ),
        (
            "the MAC over the ciphertext",
            right.clone(),
            wrong(Blank::MacOver, "ciphertext"),
            A::BadRecordMac,
        ),
        (
            "record headers in the transcript",
            right.clone(),
            wrong(Blank::Messages, "with_record_headers"),
            A::DecryptError,
        ),
        (
            "the label of the server",
            right,
            wrong(Blank::ClientFinishedLabel, "server finished"),
            A::DecryptError,
        ),
    ]
}

#[test]
fn openssl_refuses_what_was_built_wrong_as_we_do() {
    for (case, order, formulas, expected) in cases() {
        assert_eq!(ours(client(&order, formulas)), Some(expected), "{case}");
    }
    if !there("openssl") {
        return;
    }
    let options = ["-tls1_2", "-rev", "-cipher", "kRSA:@SECLEVEL=0"];
    let (_server, port) = s_server(&options);
    for (case, order, formulas, expected) in cases() {
        // OpenSSL calls a Finished that is wrong by its alert of RFC 5246, too
        assert_eq!(
            theirs(client(&order, formulas), port),
            Some(expected),
            "{case}"
        );
    }
}
