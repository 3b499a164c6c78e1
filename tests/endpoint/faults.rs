//! Wrong input: each ends in the alert that RFC 5246 names, in a step that says what was expected
//! and what came, and never in a panic or in two sides that believe different things.

use crate::ends::{NOW, client_config, server_config};
use crate::flights::{exchange, flight, records};
use crate::tiles::tiles;

use super::recording::Recording;
use premaster::endpoint::{Client, ClientConfig, Endpoint, Server, ServerConfig};
use premaster::pki::demo;
use premaster::pki::time::UnixTime;
use premaster::protocol::Suite;
use premaster::protocol::{Act, Event, Side, StateId, Topic, ValueName};
use premaster::trace::{ConnectionId, Holder, Outcome, Recorder, Run, RunKind, Step, Trace};
use premaster::wire::CipherSuite;
use premaster::wire::extension::Extension;
use premaster::wire::form;
use premaster::wire::handshake::{ClientHello, Finished, HEADER_LEN, ServerHello};
use premaster::wire::names::{CompressionMethod, ExtensionType};
use premaster::wire::record::{self, to_bytes};
use premaster::wire::{AlertDescription, ContentType, Handshake, HandshakeType, ProtocolVersion};
use std::sync::Arc;

/// A connection whose link a test can work on.
struct Wire {
    client: Client,
    server: Server,
    recorder: Recording,
    acts: Vec<Act>,
}

impl Wire {
    fn new() -> Self {
        Wire::with(client_config(), server_config())
    }

    fn with(client: ClientConfig, server: ServerConfig) -> Self {
        let recorder = Recording::new(Run {
            scenario: "test".into(),
            description: String::new(),
            kind: RunKind::Simulation,
            seed: Some(1),
            clock: NOW,
            server_name: None,
        });
        let (client, server) = (Client::new(client), Server::new(server));
        Wire {
            client,
            server,
            recorder,
            acts: Vec::new(),
        }
    }

    /// Lets one side work until it waits; gives what it sent.
    fn work(&mut self, side: Side) -> Vec<u8> {
        let endpoint: &mut dyn Endpoint = match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        };
        let (told, sent) = flight(endpoint);
        note(told, &mut self.recorder, &mut self.acts);
        sent
    }

    fn feed(&mut self, side: Side, bytes: &[u8]) {
        match side {
            Side::Client => self.client.feed(bytes),
            Side::Server => self.server.feed(bytes),
        }
    }

    /// Runs until both wait, with `tamper` between them: it gets each flight of records.
    fn run(&mut self, mut tamper: impl FnMut(Side, Vec<Vec<u8>>) -> Vec<Vec<u8>>) {
        exchange(&mut self.client, &mut self.server, |side, told, sent| {
            note(told, &mut self.recorder, &mut self.acts);
            tamper(side, records(&sent)).concat()
        });
    }

    /// The alert that a side gave up with, and why.
    fn failure(&self, side: Side) -> Option<(Option<AlertDescription>, String)> {
        self.acts
            .iter()
            .filter(|act| act.side == side)
            .flat_map(|act| &act.events)
            .find_map(|event| match event {
                Event::Failed(f) => Some((f.alert.map(|a| a.description), f.reason.to_string())),
                _ => None,
            })
    }

    #[track_caller]
    fn assert_fails(&self, side: Side, alert: AlertDescription, reason: &str) {
        let (got, why) = self.failure(side).expect("the side gave up");
        assert_eq!(got, Some(alert), "{why}");
        assert!(why.contains(reason), "{why:?} should say {reason:?}");
        // The other side gave up because it was told, or has not begun.
        if let Some((own, why)) = self.failure(side.peer()) {
            assert_eq!(own, None, "{why}");
            assert!(why.contains(alert.name().unwrap()), "{why}");
        }
        let trace = self.recorder.trace();
        let Outcome::Failed {
            alert: Some(sent), ..
        } = trace.outcome()
        else {
            panic!("the outcome names the alert: {:?}", *trace.outcome())
        };
        assert_eq!((sent.alert.description, sent.side), (alert, side));
        assert!(
            trace
                .steps()
                .iter()
                .any(|step| step.failure.as_ref().map(ToString::to_string) == Some(why.clone()))
        );
    }
}

fn note(told: Vec<Act>, recorder: &mut Recording, acts: &mut Vec<Act>) {
    for act in told {
        recorder.record(act.clone());
        acts.push(act);
    }
}

fn handshake_record(message: &Handshake) -> Vec<u8> {
    to_bytes(
        ContentType::Handshake,
        ProtocolVersion::Tls12,
        &message.to_bytes(),
    )
}

fn parse(record: &[u8]) -> Handshake {
    Handshake::parse(&record[record::HEADER_LEN..], &form::TLS12)
        .0
        .unwrap()
}

/// Changes the first message of a type as it passes.
fn rewrite(
    of: HandshakeType,
    change: impl Fn(Handshake) -> Handshake,
) -> impl FnMut(Side, Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    move |_, records| {
        let change = |record: Vec<u8>| {
            let hit = record[0] == 0x16 && record.get(5) == Some(&of.code());
            if hit {
                handshake_record(&change(parse(&record)))
            } else {
                record
            }
        };
        records.into_iter().map(change).collect()
    }
}

fn with_client_hello(change: impl Fn(&mut ClientHello)) -> Wire {
    let mut wire = Wire::new();
    wire.run(rewrite(HandshakeType::ClientHello, |message| {
        let Handshake::ClientHello(mut hello) = message else {
            panic!()
        };
        change(&mut hello);
        Handshake::ClientHello(hello)
    }));
    wire
}

fn with_server_hello(change: impl Fn(&mut ServerHello)) -> Wire {
    let mut wire = Wire::new();
    wire.run(rewrite(HandshakeType::ServerHello, |message| {
        let Handshake::ServerHello(mut hello) = message else {
            panic!()
        };
        change(&mut hello);
        Handshake::ServerHello(hello)
    }));
    wire
}

#[test]
fn an_untouched_handshake_is_established() {
    let mut wire = Wire::new();
    wire.run(|_, records| records);
    assert!(wire.client.is_open() && wire.server.is_open());
    wire.client.send(b"ping");
    wire.server.send(b"pong");
    wire.run(|_, records| records);
    assert_eq!(wire.server.take_received(), b"ping");
    assert_eq!(wire.client.take_received(), b"pong");
    wire.client.close();
    wire.run(|_, records| records);
    assert_eq!(wire.client.state(), StateId::Closed);
    assert_eq!(wire.server.state(), StateId::Closed);
    assert_eq!(*wire.recorder.trace().outcome(), Outcome::Established);
}

#[test]
fn large_data_goes_in_records_of_at_most_2_to_the_14() {
    let mut wire = Wire::new();
    wire.run(|_, records| records);
    let data: Vec<u8> = (0..40_000_u32).map(|i| i as u8).collect();
    wire.client.send(&data);
    let mut sizes = Vec::new();
    wire.run(|_, records| {
        sizes.extend(records.iter().map(Vec::len));
        records
    });
    assert_eq!(wire.server.take_received(), data);
    assert_eq!(sizes.len(), 3);
}

#[test]
fn messages_may_span_records_and_records_may_hold_several() {
    for size in [1, 2, 3, 5, 100, 1000, 16_384] {
        let mut wire = Wire::new();
        wire.run(|_, records| {
            // The clear handshake messages of a flight, cut anew; the rest as it is.
            let (mut stream, mut out) = (Vec::new(), Vec::new());
            for record in records {
                if record[0] == 0x16 && record[5] != 0x14 && stream.len() < 1 << 14 {
                    let clear = [0x01, 0x02, 0x0b, 0x0e, 0x10].contains(&record[5]);
                    let length = usize::from(record[6]) << 16
                        | usize::from(record[7]) << 8
                        | usize::from(record[8]);
                    if clear && record.len() == record::HEADER_LEN + HEADER_LEN + length {
                        stream.extend_from_slice(&record[record::HEADER_LEN..]);
                        continue;
                    }
                }
                flush(&mut stream, size, &mut out);
                out.push(record);
            }
            flush(&mut stream, size, &mut out);
            out
        });
        assert!(
            wire.client.is_open() && wire.server.is_open(),
            "records of {size}"
        );
        check_whole(wire.recorder.trace());
    }

    fn flush(stream: &mut Vec<u8>, size: usize, out: &mut Vec<Vec<u8>>) {
        let version = ProtocolVersion::Tls12;
        out.extend(
            stream
                .chunks(size)
                .map(|c| to_bytes(ContentType::Handshake, version, c)),
        );
        stream.clear();
    }
}

/// On a connection where only one side is ours, what came is annotated as it came.
#[test]
fn split_and_shared_records_are_annotated_whole() {
    for (size, buffers) in [(10, 2), (16_000, 1)] {
        let mut wire = Wire::new();
        let mut server_flight = Vec::new();
        let hello = wire.work(Side::Client);
        wire.feed(Side::Server, &hello);
        for record in records(&wire.work(Side::Server)) {
            server_flight.extend_from_slice(&record[record::HEADER_LEN..]);
        }
        let ours = Side::Client;
        let kind = RunKind::Connection {
            ours,
            peer: "test".into(),
        };
        let run = Run {
            kind,
            ..wire.recorder.trace().run().clone()
        };
        let mut live = Recorder::new(run);
        let mut client = Client::new(client_config());
        let (mut acts, _) = flight(&mut client);
        let version = ProtocolVersion::Tls12;
        for chunk in server_flight.chunks(size) {
            client.feed(&to_bytes(ContentType::Handshake, version, chunk));
        }
        acts.extend(flight(&mut client).0);
        acts.into_iter().for_each(|act| live.record(act));
        let trace = live.trace();
        check_whole(trace);
        let keys: Vec<&str> = trace.steps().iter().map(Step::key).collect();
        assert!(keys.contains(&"client_key_exchange"), "{keys:?}");
        let certificate = trace
            .steps()
            .iter()
            .find(|s| s.key() == "server_certificate")
            .unwrap();
        let message = certificate.message.as_ref().unwrap();
        assert_eq!(message.buffers.len(), buffers);
        assert_eq!(message.content[0], HandshakeType::Certificate.code());
        let modulus = trace
            .first(ConnectionId::FIRST, ValueName::ServerModulus)
            .unwrap();
        let place = &modulus.places[0];
        let buffer = message.buffer(place.buffer).unwrap();
        assert_eq!(place.step, certificate.index);
        assert_eq!(buffer.bytes[place.range.clone()], modulus.bytes);
        assert_eq!(modulus.bytes, demo::private_key("server.key").public().n());
    }
}

fn check_whole(trace: &Trace) {
    tiles(trace);
    for value in trace.values() {
        for place in &value.places {
            let message = trace.steps()[place.step].message.as_ref().unwrap();
            let buffer = message.buffer(place.buffer).unwrap();
            let there = &buffer.bytes[place.range.clone()];
            let sealed = value.name == ValueName::PreMasterSecret;
            assert!(sealed || there == value.bytes, "{:?}", value.name);
        }
    }
}

#[test]
fn versions_are_negotiated_or_refused() {
    let wire = with_client_hello(|hello| hello.client_version = ProtocolVersion::Tls11);
    wire.assert_fails(
        Side::Server,
        AlertDescription::ProtocolVersion,
        "up to TLS 1.1",
    );
    let wire = with_client_hello(|hello| {
        let list = Extension::SupportedVersions(vec![ProtocolVersion::Tls13]);
        hello.extensions.as_mut().unwrap().push(list);
    });
    wire.assert_fails(
        Side::Server,
        AlertDescription::ProtocolVersion,
        "lists TLS 1.3",
    );
    let wire = with_server_hello(|hello| hello.server_version = ProtocolVersion::Tls10);
    wire.assert_fails(
        Side::Client,
        AlertDescription::ProtocolVersion,
        "got TLS 1.0",
    );
}

#[test]
fn no_common_suite_is_a_handshake_failure() {
    let only = |id| vec![Suite::by_id(id).unwrap()];
    let client = ClientConfig {
        suites: only(0x002f),
        ..client_config()
    };
    let server = ServerConfig {
        suites: only(0x003d),
        ..server_config()
    };
    let mut wire = Wire::with(client, server);
    wire.run(|_, records| records);
    wire.assert_fails(
        Side::Server,
        AlertDescription::HandshakeFailure,
        "AES_256_CBC_SHA256",
    );
}

#[test]
fn the_server_must_choose_what_was_offered() {
    let wire = with_server_hello(|hello| hello.cipher_suite = CipherSuite::of(0x0005));
    wire.assert_fails(
        Side::Client,
        AlertDescription::IllegalParameter,
        "RC4_128_SHA",
    );
    let wire = with_server_hello(|h| h.compression_method = CompressionMethod::Deflate);
    wire.assert_fails(Side::Client, AlertDescription::IllegalParameter, "DEFLATE");
    let wire = with_server_hello(|hello| {
        let extra = Extension::Other(ExtensionType::ExtendedMasterSecret, vec![]);
        hello.extensions = Some(vec![extra]);
    });
    let alert = AlertDescription::UnsupportedExtension;
    wire.assert_fails(Side::Client, alert, "extended_master_secret");
    let wire = with_server_hello(|hello| {
        hello.extensions = Some(vec![Extension::RenegotiationInfo(vec![1, 2, 3])]);
    });
    wire.assert_fails(
        Side::Client,
        AlertDescription::HandshakeFailure,
        "renegotiation_info",
    );
}

#[test]
fn null_compression_must_be_offered() {
    let deflate = CompressionMethod::Deflate;
    let wire = with_client_hello(|hello| hello.compression_methods = vec![deflate]);
    wire.assert_fails(Side::Server, AlertDescription::IllegalParameter, "null");
}

#[test]
fn a_tampered_hello_is_noticed_by_finished_and_not_before() {
    // The strongest suite taken out, so that both agree on another.
    let wire = with_client_hello(|hello| {
        hello.cipher_suites.remove(0);
    });
    wire.assert_fails(Side::Server, AlertDescription::DecryptError, "verify_data");
    let trace = wire.recorder.trace();
    let noticed = trace
        .steps()
        .iter()
        .position(|step| step.failure.is_some())
        .unwrap();
    assert_eq!(trace.steps()[noticed].key(), "server_check_finished");
    // A random changed on the way makes the keys differ: the MAC fails first.
    let wire = with_client_hello(|hello| hello.random[31] ^= 1);
    wire.assert_fails(Side::Server, AlertDescription::BadRecordMac, "MAC");
}

#[test]
fn a_changed_pre_master_is_met_with_silence_until_finished() {
    let mut wire = Wire::new();
    wire.run(rewrite(HandshakeType::ClientKeyExchange, |message| {
        let Handshake::ClientKeyExchange(mut exchange) = message else {
            panic!()
        };
        exchange.encrypted_pre_master_secret[100] ^= 1;
        Handshake::ClientKeyExchange(exchange)
    }));
    wire.assert_fails(Side::Server, AlertDescription::BadRecordMac, "MAC");
    let trace = wire.recorder.trace();
    let decrypted = trace
        .steps()
        .iter()
        .find(|s| s.topic == Topic::DecryptPreMasterSecret)
        .unwrap();
    assert!(
        decrypted.failure.is_none(),
        "nothing is said at the decryption"
    );
    let holders: Vec<_> = trace
        .values()
        .iter()
        .filter(|value| value.name == ValueName::PreMasterSecret)
        .map(|value| value.holder)
        .collect();
    assert_eq!(holders, Side::BOTH.map(Holder::Of), "each side has its own");
}

#[test]
fn a_wrong_length_of_the_pre_master_is_met_with_silence_too() {
    for len in [0, 1, 48, 255, 257] {
        let mut wire = Wire::new();
        wire.run(rewrite(HandshakeType::ClientKeyExchange, |message| {
            let Handshake::ClientKeyExchange(mut exchange) = message else {
                panic!()
            };
            exchange.encrypted_pre_master_secret.resize(len, 0);
            Handshake::ClientKeyExchange(exchange)
        }));
        wire.assert_fails(Side::Server, AlertDescription::BadRecordMac, "MAC");
    }
}

#[test]
fn a_changed_record_is_a_bad_record_mac_wherever_it_is_changed() {
    for at in [5, 20, 21, 40, 60, 84] {
        let mut wire = Wire::new();
        wire.run(|_, records| records);
        wire.client.send(b"a message worth changing");
        wire.run(|_, mut records| {
            for record in records.iter_mut().filter(|record| record[0] == 0x17) {
                record[at] ^= 1;
            }
            records
        });
        let trace = wire.recorder.trace();
        let Outcome::Failed {
            alert: Some(sent), ..
        } = trace.outcome()
        else {
            panic!("{at}")
        };
        assert_eq!(
            sent.alert.description,
            AlertDescription::BadRecordMac,
            "byte {at}"
        );
        assert!(wire.server.take_received().is_empty());
    }
}

#[test]
fn a_replayed_record_is_a_bad_record_mac() {
    let mut wire = Wire::new();
    wire.run(|_, records| records);
    wire.client.send(b"once");
    wire.run(|_, records| {
        let twice = |r: Vec<u8>| {
            if r[0] == 0x17 {
                vec![r.clone(), r]
            } else {
                vec![r]
            }
        };
        records.into_iter().flat_map(twice).collect()
    });
    let (alert, _) = wire.failure(Side::Server).unwrap();
    assert_eq!(alert, Some(AlertDescription::BadRecordMac));
    assert_eq!(wire.server.take_received(), b"once");
}

/// What each side says to a record that does not belong where it comes.
#[test]
fn a_record_out_of_place_is_an_unexpected_message() {
    let version = ProtocolVersion::Tls12;
    let data = to_bytes(ContentType::ApplicationData, version, b"early");
    let change = to_bytes(ContentType::ChangeCipherSpec, version, &[1]);
    let done = handshake_record(&Handshake::ServerHelloDone);
    let hello_request = handshake_record(&Handshake::HelloRequest);
    for record in [&data, &change, &done, &hello_request] {
        let mut wire = Wire::new();
        wire.feed(Side::Server, record);
        wire.work(Side::Server);
        wire.assert_fails(
            Side::Server,
            AlertDescription::UnexpectedMessage,
            "ClientHello",
        );
    }
    for record in [&data, &change, &done] {
        let mut wire = Wire::new();
        wire.work(Side::Client);
        wire.feed(Side::Client, record);
        wire.work(Side::Client);
        wire.assert_fails(
            Side::Client,
            AlertDescription::UnexpectedMessage,
            "ServerHello",
        );
    }
}

#[test]
fn a_hello_request_is_ignored_in_a_handshake_and_declined_after_it() {
    let mut wire = Wire::new();
    let hello = wire.work(Side::Client);
    wire.feed(Side::Client, &handshake_record(&Handshake::HelloRequest));
    assert!(wire.work(Side::Client).is_empty());
    wire.feed(Side::Server, &hello);
    wire.run(|_, records| records);
    assert!(
        wire.client.is_open() && wire.server.is_open(),
        "it is not in the transcript either"
    );
}

#[test]
fn a_finished_without_change_cipher_spec_is_unexpected() {
    let mut wire = Wire::new();
    wire.run(|_, records| {
        let finished = Handshake::Finished(Finished {
            verify_data: vec![0; 12],
        });
        let swap = |r: Vec<u8>| {
            if r[0] == 0x14 {
                handshake_record(&finished)
            } else {
                r
            }
        };
        records.into_iter().map(swap).collect()
    });
    let alert = AlertDescription::UnexpectedMessage;
    wire.assert_fails(
        Side::Server,
        alert,
        "expected ChangeCipherSpec, got Finished",
    );
}

#[test]
fn a_change_cipher_spec_in_the_middle_of_a_message_is_unexpected() {
    let mut wire = Wire::new();
    let hello = wire.work(Side::Client);
    let version = ProtocolVersion::Tls10;
    let half = to_bytes(ContentType::Handshake, version, &hello[5..40]);
    wire.feed(Side::Server, &half);
    wire.feed(
        Side::Server,
        &to_bytes(ContentType::ChangeCipherSpec, version, &[1]),
    );
    wire.work(Side::Server);
    let alert = AlertDescription::UnexpectedMessage;
    wire.assert_fails(Side::Server, alert, "rest of a handshake message");
}

#[test]
fn records_that_are_none_are_refused() {
    use AlertDescription as A;
    let cases: [(&[u8], A, &str); 7] = [
        (
            b"GET / HTTP/1.1\r\n\r\n",
            A::UnexpectedMessage,
            "GET / HTTP/1.1",
        ),
        (
            &[0x16, 0x02, 0x00, 0x00, 0x01, 0x01],
            A::ProtocolVersion,
            "version 3.x",
        ),
        (
            &[0x16, 0x03, 0x01, 0x40, 0x01],
            A::RecordOverflow,
            "16,384 bytes",
        ),
        (
            &[0x16, 0x03, 0x01, 0x00, 0x00],
            A::UnexpectedMessage,
            "at least one byte",
        ),
        (
            // the order comes before the form
            &[0x14, 0x03, 0x01, 0x00, 0x01, 0x02],
            A::UnexpectedMessage,
            "got ChangeCipherSpec",
        ),
        (
            &[0x15, 0x03, 0x01, 0x00, 0x01, 0x02],
            A::DecodeError,
            "description",
        ),
        (
            &[0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0, 0, 1, 3],
            A::DecodeError,
            "client_version",
        ),
    ];
    for (bytes, alert, reason) in cases {
        let mut wire = Wire::new();
        wire.feed(Side::Server, bytes);
        let sent = wire.work(Side::Server);
        wire.assert_fails(Side::Server, alert, reason);
        assert_eq!(sent[..5], [0x15, 3, 1, 0, 2]);
        assert_eq!(sent[6], alert.code());
        wire.feed(Side::Server, bytes);
        assert!(
            wire.work(Side::Server).is_empty(),
            "after a fatal alert nothing more is sent"
        );
        tiles(wire.recorder.trace());
    }
}

#[test]
fn endless_warnings_are_not_endured() {
    let mut wire = Wire::new();
    let warning = to_bytes(ContentType::Alert, ProtocolVersion::Tls10, &[1, 90]);
    for _ in 0..40 {
        wire.feed(Side::Server, &warning);
    }
    wire.work(Side::Server);
    wire.assert_fails(
        Side::Server,
        AlertDescription::UnexpectedMessage,
        "in a row",
    );
}

#[test]
fn warnings_between_messages_are_endured() {
    let mut wire = Wire::new();
    let warnings = |version| to_bytes(ContentType::Alert, version, &[1, 90]).repeat(20);
    let hello = wire.work(Side::Client);
    wire.feed(Side::Server, &warnings(ProtocolVersion::Tls10));
    wire.feed(Side::Server, &hello);
    let answer = wire.work(Side::Server);
    wire.feed(Side::Client, &answer);
    let flight = wire.work(Side::Client);
    let key_exchange = 5 + usize::from(u16::from_be_bytes([flight[3], flight[4]]));
    wire.feed(Side::Server, &flight[..key_exchange]);
    wire.feed(Side::Server, &warnings(ProtocolVersion::Tls12));
    wire.feed(Side::Server, &flight[key_exchange..]);
    wire.work(Side::Server);
    assert!(wire.server.is_open(), "20 and 20, but not in a row");
}

/// Whoever has sent the last Finished may close at once: what comes behind it is read behind it.
#[test]
fn a_close_notify_right_behind_the_last_finished_is_no_failure() {
    let mut wire = Wire::new();
    let hello = wire.work(Side::Client);
    wire.feed(Side::Server, &hello);
    let answer = wire.work(Side::Server);
    wire.feed(Side::Client, &answer);
    let flight = wire.work(Side::Client);
    wire.feed(Side::Server, &flight);
    let last = wire.work(Side::Server);
    wire.server.close();
    let close = wire.work(Side::Server);
    assert!(!close.is_empty());
    wire.feed(Side::Client, &[last, close].concat());
    wire.work(Side::Client);
    assert_eq!(*wire.recorder.trace().outcome(), Outcome::Established);
}

#[test]
fn a_connection_that_just_ends_is_said_to() {
    let mut wire = Wire::new();
    let hello = wire.work(Side::Client);
    wire.feed(Side::Server, &hello[..30]);
    wire.server.end_of_input();
    assert!(
        wire.work(Side::Server).is_empty(),
        "there is nobody to send an alert to"
    );
    let (alert, reason) = wire.failure(Side::Server).unwrap();
    assert_eq!(alert, None);
    assert!(reason.contains("waits for ClientHello"), "{reason}");
    assert!(reason.contains("30 bytes into a message"), "{reason}");
    let last = wire.recorder.trace().steps().last().unwrap();
    assert_eq!(last.key(), "transport_closed");
}

#[test]
fn the_certificate_must_be_for_the_name_and_from_a_trusted_issuer() {
    let client = ClientConfig {
        server_name: "bank.example".into(),
        ..client_config()
    };
    let mut wire = Wire::with(client, server_config());
    wire.run(|_, records| records);
    wire.assert_fails(
        Side::Client,
        AlertDescription::CertificateUnknown,
        "bank.example",
    );

    let client = ClientConfig {
        anchors: Arc::new([]),
        ..client_config()
    };
    let mut wire = Wire::with(client, server_config());
    wire.run(|_, records| records);
    wire.assert_fails(Side::Client, AlertDescription::UnknownCa, "");

    let client = ClientConfig {
        clock: UnixTime(4_200_000_000),
        ..client_config()
    };
    let mut wire = Wire::with(client, server_config());
    wire.run(|_, records| records);
    wire.assert_fails(
        Side::Client,
        AlertDescription::CertificateExpired,
        "2099-12-31",
    );

    // Told to accept it all the same, the client goes on, and the checks still say what is wrong.
    let client = ClientConfig {
        server_name: "bank.example".into(),
        accept_any_certificate: true,
        ..client_config()
    };
    let mut wire = Wire::with(client, server_config());
    wire.run(|_, records| records);
    assert!(wire.client.is_open());
    let checks = wire
        .recorder
        .trace()
        .steps()
        .iter()
        .flat_map(|step| &step.checks);
    assert_eq!(checks.filter(|check| !check.passed).count(), 1);
}

#[test]
fn a_request_for_a_certificate_is_answered_with_an_empty_list() {
    let mut wire = Wire::new();
    let mut answers = Vec::new();
    wire.run(|side, records| {
        let mut out = Vec::new();
        for record in records {
            if side == Side::Server && record.get(5) == Some(&0x0e) {
                // certificate_types: rsa_sign; rsa_pkcs1_sha256; any issuer
                let body = [0x0d, 0, 0, 8, 1, 1, 0, 2, 4, 1, 0, 0];
                out.push(to_bytes(
                    ContentType::Handshake,
                    ProtocolVersion::Tls12,
                    &body,
                ));
            }
            if side == Side::Client && record.get(5) == Some(&0x0b) {
                answers.push(record.clone());
            }
            out.push(record);
        }
        out
    });
    assert_eq!(answers, [vec![0x16, 3, 3, 0, 7, 0x0b, 0, 0, 3, 0, 0, 0]]);
    // The server never asked, so it refuses what it did not expect.
    wire.assert_fails(
        Side::Server,
        AlertDescription::UnexpectedMessage,
        "ClientKeyExchange",
    );
}

/// One run for every few bytes of the handshake: no change is ever missed by both.
#[test]
fn no_changed_byte_leaves_two_sides_that_disagree() {
    let mut total = 0;
    Wire::new().run(|_, records| {
        total += records.iter().map(Vec::len).sum::<usize>();
        records
    });
    for target in (0..total).step_by(13) {
        let mut wire = Wire::new();
        let mut at = 0;
        wire.run(|_, mut records| {
            for byte in records.iter_mut().flatten() {
                if at == target {
                    *byte ^= 0x40;
                }
                at += 1;
            }
            records
        });
        // A record's length may now say more than will ever come: both are told that it ends.
        for side in Side::BOTH {
            match side {
                Side::Client => wire.client.end_of_input(),
                Side::Server => wire.server.end_of_input(),
            }
            let sent = wire.work(side);
            wire.feed(side.peer(), &sent);
        }
        let open = |side| {
            let established = |act: &&Act| act.events.contains(&Event::Established);
            wire.acts
                .iter()
                .filter(|act| act.side == side)
                .any(|act| established(&act))
        };
        // The record version of the first flight is the only thing that nobody vouches for.
        let unprotected = target == 2;
        assert!(
            unprotected || !(open(Side::Client) && open(Side::Server)),
            "byte {target} was changed and nobody noticed"
        );
        tiles(wire.recorder.trace());
    }
}
