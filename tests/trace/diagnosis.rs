//! What a real peer has done wrong: a peer made by hand makes one mistake at a time, and exactly that
//! one is named; a right one, and bytes that were changed on the way, are not accused of any.

use crate::ends::{NOW, client_config, server_config};
use crate::flights::flight;
use crate::own_peer::{Peer, Sent, message, messages, record, records};
use premaster::crypto::pkcs1;
use premaster::crypto::random;
use premaster::endpoint::{Client, Endpoint, Server};
use premaster::protocol::{SUITES, Side, Suite};
use premaster::trace::diagnosis::mistakes;
use premaster::trace::{Findings, Outcome, Recorder, Run, RunKind, Trace};
use std::collections::BTreeSet;

/// The mistakes that a peer of each side can make in what it protects, with the ways to make them.
const BUGS: &[&str] = &[
    "finished_in_the_clear",
    "pkcs7_padding",
    "zero_padding:length",
    "zero_padding:x923",
    "zero_padding:zeros",
    "other_padding:iso",
    "other_padding:random",
    "no_padding",
    "mac_without_sequence",
    "mac_sequence_four_bytes",
    "mac_other_sequence:first",
    "mac_other_sequence:counted_on",
    "mac_content_alone",
    "mac_wrong_length:mac",
    "mac_wrong_length:padded",
    "mac_wrong_length:fragment",
    "mac_wrong_length:little",
    "mac_part_left_out:type",
    "mac_part_left_out:version",
    "mac_part_left_out:length",
    "mac_other_version",
    "mac_over_iv",
    "mac_over_padding",
    "encrypt_then_mac",
    "no_mac",
    "mac_other_hash",
    "mac_other_hash:key",
    "iv_left_out",
    "iv_left_out:zero",
    "iv_from_key_block",
    "iv_from_key_block:besides",
    "master_randoms_swapped",
    "key_block_randoms_swapped",
    "randoms_swapped",
    "keys_swapped:both",
    "keys_swapped:mac",
    "keys_swapped:cipher",
    "key_block_order:cipher_first",
    "key_block_order:by_side",
    "key_block_order:ivs_first",
    "mac_key_length",
    "other_prf:sha1",
    "other_prf:sha384",
    "other_prf:tls10",
    "extended_master_secret",
    "master_label:underscore",
    "master_label:other",
    "key_block_label:empty",
    "key_block_label:nul",
    "no_master_secret",
    "pre_master_version:derived",
    "pre_master_length:derived",
    "pre_master_bytes:reversed",
    "pre_master_bytes:cut",
    "randoms_without_time",
    "prf_chain:counter",
    "prf_chain:without_seed",
    "ciphertext_as_secret",
    "text_for_bytes:pre_master",
    "text_for_bytes:master",
    "hash_as_text",
    "finished_label:swapped",
    "finished_label:short",
    "transcript_record_headers:all",
    "transcript_record_headers:first",
    "transcript_record_headers:client",
    "transcript_record_headers:server",
    "transcript_change_cipher_spec:byte",
    "transcript_change_cipher_spec:record",
    "transcript_without_message:ClientHello",
    "transcript_without_message:ServerHello",
    "transcript_without_message:Certificate",
    "transcript_without_message:ServerHelloDone",
    "transcript_without_message:ClientKeyExchange",
    "transcript_without_headers",
    "transcript_not_hashed",
    "transcript_other_hash:sha1",
    "transcript_other_hash:both",
    "verify_data_without_prf:hash",
    "verify_data_without_prf:hmac",
];

/// What only a server can do wrong, whose Finished comes second.
const OF_SERVERS: &[&str] = &[
    "transcript_without_client_finished",
    "transcript_encrypted_finished",
];

/// What only a client can do wrong: what it encrypts, and that it finishes first.
const OF_CLIENTS: &[&str] = &[
    "pre_master_version:sent",
    "pre_master_length:sent",
    "pre_master_padding",
    "encrypted_pre_master_without_length",
    "no_change_cipher_spec",
];

/// The mistakes with switches that these peers do not have. The tests of the room `derive` make them.
const WITH_SWITCHES: &[&str] = &["no_extended_master_secret", "mac_then_encrypt"];

/// What shows only in the second record.
const IN_DATA: &[&str] = &["mac_sequence_little_endian", "mac_other_sequence:stays"];

/// An endpoint of ours whose peer is real, as far as the recorder knows.
struct Ours<E> {
    endpoint: E,
    recorder: Recorder,
}

impl<E: Endpoint> Ours<E> {
    fn new(endpoint: E) -> Self {
        let recorder = Recorder::new(Run {
            scenario: "test".into(),
            description: String::new(),
            kind: RunKind::Connection {
                ours: endpoint.side(),
                peer: "192.0.2.7:4433".into(),
            },
            seed: None,
            clock: NOW,
            server_name: None,
        });
        Ours { endpoint, recorder }
    }

    /// Works until it waits or ends: what it sends.
    fn settle(&mut self) -> Vec<u8> {
        let (acts, sent) = flight(&mut self.endpoint);
        acts.into_iter().for_each(|act| self.recorder.record(act));
        sent
    }

    fn feed(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.endpoint.feed(bytes);
        self.settle()
    }

    /// Gets the last flight of a peer, its Finished at the end, and a record of data if wanted. The last
    /// record may be changed on its way. What our side makes of it.
    fn finish(
        mut self,
        peer: &Peer,
        (master, log): (&[u8], &[Sent]),
        mut flight: Vec<u8>,
        data: bool,
        on_the_way: OnTheWay,
    ) -> Trace {
        let keys = peer.keys(master);
        let mut last = peer.protect(&keys, 0, 22, &peer.finished(master, log));
        if data {
            self.feed(&[flight, last].concat());
            (flight, last) = (Vec::new(), peer.protect(&keys, 1, 23, b"hello"));
        }
        on_the_way(&mut last);
        self.feed(&[flight, last].concat());
        self.diagnosed()
    }

    fn diagnosed(self) -> Trace {
        self.recorder.finish(Findings::default())
    }
}

/// What is done to the last record on its way.
type OnTheWay = fn(&mut Vec<u8>);

fn untouched(_: &mut Vec<u8>) {}

/// A client of its own against our server.
fn client(suite: &'static Suite, bug: &str, data: bool, on_the_way: OnTheWay) -> Trace {
    let mut ours = Ours::new(Server::new(server_config()));
    let identity = server_config().identity;
    let client_random: [u8; 32] = std::array::from_fn(|i| (i * 5 + 3) as u8);
    let suites = [0, 2, (suite.id >> 8) as u8, suite.id as u8];
    let hello = [&[3, 3][..], &client_random, &[0], &suites, &[1, 0]].concat();
    let hello = record(22, &message(1, &hello));
    let mut log = messages(Side::Client, &hello);
    let flight = ours.feed(&hello);
    for record in records(&flight) {
        log.extend(messages(Side::Server, record));
    }
    let peer = Peer {
        side: Side::Client,
        suite,
        bug,
        client_random,
        server_random: log[1].message[6..38].try_into().unwrap(),
    };
    let mut pre_master: Vec<u8> = (0..48).map(|i| (i * 3 + 1) as u8).collect();
    pre_master[..2].copy_from_slice(&[3, 3]);
    match bug {
        "pre_master_version:sent" => pre_master[1] = 1,
        "pre_master_length:sent" => pre_master.drain(..2).for_each(drop),
        _ => {}
    }
    let key = identity.key.public();
    let encrypted = match bug {
        // the number as it is, filled up with zeros
        "pre_master_padding" => {
            let block = [vec![0; key.len() - 48], pre_master.clone()].concat();
            key.raw(&block).unwrap()
        }
        _ => {
            pkcs1::encrypt(key, &pre_master, &mut random::seeded(7, 0))
                .unwrap()
                .ciphertext
        }
    };
    let length = (encrypted.len() as u16).to_be_bytes();
    let exchange = match bug {
        "encrypted_pre_master_without_length" => encrypted,
        _ => [&length[..], &encrypted].concat(),
    };
    let exchange = record(22, &message(16, &exchange));
    log.extend(messages(Side::Client, &exchange));
    let master = peer.master(&pre_master, &log);
    let spec = match bug {
        "no_change_cipher_spec" => Vec::new(),
        _ => record(20, &[1]),
    };
    let flight = [exchange, spec].concat();
    ours.finish(&peer, (&master, &log), flight, data, on_the_way)
}

/// A server of its own against our client.
fn server(suite: &'static Suite, bug: &str, data: bool, on_the_way: OnTheWay) -> Trace {
    let mut config = client_config();
    config.suites = vec![suite];
    let mut ours = Ours::new(Client::new(config));
    let identity = server_config().identity;
    let mut log: Vec<Sent> = Vec::new();
    for record in records(&ours.settle()) {
        log.extend(messages(Side::Client, record));
    }
    let server_random: [u8; 32] = std::array::from_fn(|i| (i * 7 + 5) as u8);
    let suite_id = suite.id.to_be_bytes();
    let hello = [&[3, 3][..], &server_random, &[0], &suite_id, &[0]].concat();
    let certificates: Vec<u8> = (identity.chain.iter())
        .flat_map(|one| [&(one.der.len() as u32).to_be_bytes()[1..], &one.der].concat())
        .collect();
    let list = [
        &(certificates.len() as u32).to_be_bytes()[1..],
        &certificates,
    ]
    .concat();
    let mut flight = Vec::new();
    for (kind, body) in [(2, hello), (11, list), (14, Vec::new())] {
        let record = record(22, &message(kind, &body));
        log.extend(messages(Side::Server, &record));
        flight.extend(record);
    }
    let answer = ours.feed(&flight);
    let answer = records(&answer);
    let [exchange, _spec, finished] = answer[..] else {
        panic!("{} records, and not three", answer.len());
    };
    log.extend(messages(Side::Client, exchange));
    let peer = Peer {
        side: Side::Server,
        suite,
        bug,
        client_random: log[0].message[6..38].try_into().unwrap(),
        server_random,
    };
    let block = pkcs1::decrypt(&identity.key, &exchange[11..])
        .unwrap()
        .block;
    let pre_master = block[block.len() - 48..].to_vec();
    // what a right server would have read in the client's Finished
    let right = Peer { bug: "", ..peer };
    let their_master = right.master(&pre_master, &log);
    let theirs = Peer {
        side: Side::Client,
        ..right
    };
    log.push(Sent {
        sender: Side::Client,
        record_header: finished[..5].to_vec(),
        message: theirs.finished(&their_master, &log),
        encrypted: Some(finished[5..].to_vec()),
    });
    let master = peer.master(&pre_master, &log);
    ours.finish(&peer, (&master, &log), record(20, &[1]), data, on_the_way)
}

/// The keys of the mistakes that are named, and everything that is said.
fn named(trace: &Trace) -> (Vec<&'static str>, String) {
    let diagnoses = trace
        .steps()
        .iter()
        .filter_map(|step| step.diagnosis.as_ref());
    let all: Vec<_> = diagnoses.collect();
    assert!(all.len() <= 1, "one step of a run is diagnosed");
    let keys = all
        .iter()
        .flat_map(|one| one.mistakes.iter().map(|found| found.key));
    (
        keys.collect(),
        all.iter().map(|one| one.to_string()).collect(),
    )
}

type Conversation = fn(&'static Suite, &str, bool, OnTheWay) -> Trace;

const BOTH: [(&str, Conversation); 2] = [("client", client), ("server", server)];

fn is_named(trace: &Trace, peer: &str, suite: &Suite, bug: &str) {
    let what = format!("{peer} with {bug}, {}", suite.name);
    assert!(
        matches!(*trace.outcome(), Outcome::Failed { .. }),
        "{what}: {:?}",
        *trace.outcome()
    );
    let (keys, said) = named(trace);
    let expected = bug.split(':').next().unwrap();
    assert_eq!(keys, [expected], "{what}: {said}");
    assert!(
        !said.contains("trace.mistake"),
        "{what} has no text: {said}"
    );
    if let Some(message) = bug.strip_prefix("transcript_without_message:") {
        assert!(
            said.contains(&format!("leaves {message} out")),
            "{what}: {said}"
        );
    }
}

/// Whether a mistake can be told from what is right, with a suite.
fn shows(bug: &str, suite: &Suite) -> bool {
    let sha1 = suite.mac.output_len() == 20;
    match bug {
        // content and MAC fill the last block only with a MAC of 32 bytes
        "no_padding" => !sha1,
        // two IVs are as long as a MAC key and a cipher key: these are just the other side's keys
        "key_block_order:ivs_first" => sha1 || suite.cipher.key_len() != 32,
        // it is the right one
        "mac_other_hash" | "mac_other_hash:key" => !sha1,
        _ => true,
    }
}

#[test]
fn each_mistake_is_named_and_no_other() {
    for suite in Suite::defaults() {
        for bug in BUGS.iter().filter(|bug| shows(bug, suite)) {
            for (peer, converse) in BOTH {
                is_named(&converse(suite, bug, false, untouched), peer, suite, bug);
            }
        }
        for bug in OF_CLIENTS {
            is_named(&client(suite, bug, false, untouched), "client", suite, bug);
        }
        for bug in OF_SERVERS {
            is_named(&server(suite, bug, false, untouched), "server", suite, bug);
        }
    }
}

#[test]
fn a_mistake_that_shows_only_later_is_named_then() {
    for suite in Suite::defaults() {
        for bug in IN_DATA {
            for (peer, converse) in BOTH {
                is_named(&converse(suite, bug, true, untouched), peer, suite, bug);
            }
        }
    }
}

#[test]
fn every_mistake_has_a_peer_that_makes_it() {
    let bugs = BUGS.iter().chain(OF_CLIENTS).chain(IN_DATA);
    let bugs = bugs.chain(OF_SERVERS).chain(WITH_SWITCHES);
    let made: BTreeSet<&str> = bugs.map(|bug| bug.split(':').next().unwrap()).collect();
    for mistake in mistakes() {
        assert!(
            made.contains(mistake.key),
            "nothing makes the mistake {}",
            mistake.key
        );
    }
}

#[test]
fn a_right_peer_has_no_diagnosis() {
    for suite in Suite::defaults() {
        for (peer, converse) in BOTH {
            for data in [false, true] {
                let trace = converse(suite, "", data, untouched);
                assert_eq!(*trace.outcome(), Outcome::Established, "{peer}");
                assert_eq!(named(&trace), (Vec::new(), String::new()), "{peer}");
            }
        }
    }
}

#[test]
fn bytes_that_were_changed_on_the_way_are_no_mistake_of_the_peer() {
    let changes: [OnTheWay; 5] = [
        |record| record[5] ^= 1,
        |record| record[5 + 16] ^= 0x80,
        |record| record[5 + 32] ^= 1,
        |record| *record.last_mut().unwrap() ^= 1,
        |record| *record = [&[22, 3, 3, 0, 80][..], &[0xa5; 80]].concat(),
    ];
    for suite in Suite::defaults() {
        for (peer, converse) in BOTH {
            for (i, change) in changes.into_iter().enumerate() {
                let trace = converse(suite, "", false, change);
                let (keys, said) = named(&trace);
                assert!(keys.is_empty(), "{peer}, change {i}: {keys:?}");
                assert!(
                    said.contains("None of the usual mistakes")
                        || said.contains("none of the usual"),
                    "{peer}, change {i}: {said}"
                );
            }
        }
    }
}

#[test]
fn the_beginning_of_a_finished_is_pointed_out() {
    let trace = client(&SUITES[0], "pkcs7_padding", false, untouched);
    let (_, said) = named(&trace);
    assert!(said.contains("14 00 00 0c"), "{said}");
    let trace = client(&SUITES[0], "randoms_swapped", false, untouched);
    let (_, said) = named(&trace);
    assert!(!said.contains("14 00 00 0c"), "{said}");
}

#[test]
fn a_simulation_is_not_diagnosed() {
    let mut ours = Ours::new(Server::new(server_config()));
    ours.recorder = Recorder::new(Run {
        kind: RunKind::Simulation,
        ..ours.recorder.trace().run().clone()
    });
    ours.feed(&record(22, b"nothing"));
    assert_eq!(named(&ours.diagnosed()), (Vec::new(), String::new()));
}
