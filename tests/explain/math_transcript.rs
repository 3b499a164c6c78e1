//! Transcripts laid open: their hashes, verify_data and the proofs of SSL 3.0 are computed again.

use crate::crafted::{bytes, rows, section};
use crate::math::{each, hash_anew, step};
use crate::runs::good;
use premaster::crypto::hash::HashAlgorithm;
use premaster::explain::math::{About, Computation, Row, TranscriptLine, of_step};
use premaster::trace::{ConnectionId, MessageName, Side, Trace, ValueName};
use premaster::wire::{HandshakeType, ProtocolVersion};

fn lines<'a, 't>(computation: &'a Computation<'t>) -> Vec<&'a TranscriptLine<'t>> {
    let rows = rows(computation).into_iter();
    rows.filter_map(|row| match row {
        Row::Transcript(line) => Some(line),
        _ => None,
    })
    .collect()
}

#[test]
fn the_transcript_hashes_to_what_the_prf_is_given() {
    let mut count = 0;
    each(|at, trace, computation| {
        let lines = lines(computation);
        if lines.is_empty() {
            return;
        }
        count += 1;
        let mut hashed = Vec::new();
        let mut last = Vec::new();
        let older = trace
            .last_connection()
            .rules()
            .is_some_and(|rules| rules.version != ProtocolVersion::Tls12);
        let hash = match older {
            true => HashAlgorithm::Md5Sha1,
            false => HashAlgorithm::Sha256,
        };
        for line in &lines {
            let step = &trace.steps()[line.step];
            let message = step.message.as_ref().unwrap();
            assert_eq!(
                (line.message, line.sender),
                (message.name, message.sender),
                "{at}"
            );
            assert!(line.step < computation.step, "{at}");
            let handshake = matches!(line.message, MessageName::Handshake(_));
            assert!(handshake || !line.included(), "{at}: {:?}", line.message);
            let Some(running) = line.running_hash else {
                assert!(line.bytes.is_empty(), "{at}");
                continue;
            };
            hashed.extend_from_slice(line.bytes);
            last = hash_anew(hash, &hashed);
            assert_eq!(running, last, "{at}: {:?}", line.message);
            assert!(line.wire_len > line.bytes.len(), "{at}: {:?}", line.message);
        }
        if !section(computation, "ssl3_outer").is_empty() {
            return proved(at, trace, computation, &hashed);
        }
        let shown = ["transcript_hash", "signed_hash"].map(|key| bytes(computation, key));
        let shown = shown.concat()[0];
        assert_eq!(shown.concat(), last, "{at}");
        if let [_, _, seed] = bytes(computation, "prf_inputs")[..] {
            assert_eq!(seed.concat(), last, "{at}");
        }
    });
    assert!(count > 40, "only {count}");
}

/// The proof of SSL 3.0 over some messages, computed again (RFC 6101 §5.6.8, §5.6.9).
fn proved(at: &str, trace: &Trace, computation: &Computation<'_>, messages: &[u8]) {
    let About::Value(id) = computation.about else {
        panic!("{at}: about a value");
    };
    let value = trace.value(id);
    let sender: &[u8] = match value.name {
        ValueName::VerifyData(Side::Client) => b"CLNT",
        ValueName::VerifyData(Side::Server) => b"SRVR",
        ValueName::SignedHash => b"",
        other => panic!("{at}: {other:?}"),
    };
    let secret = &trace
        .first(ConnectionId::FIRST, ValueName::MasterSecret)
        .unwrap()
        .bytes;
    let half = |hash: HashAlgorithm, pad: usize| {
        let (pad_1, pad_2) = (vec![0x36; pad], vec![0x5c; pad]);
        let inner = hash_anew(hash, &[messages, sender, secret, &pad_1].concat());
        hash_anew(hash, &[secret.as_slice(), &pad_2, &inner].concat())
    };
    let both = [half(HashAlgorithm::Md5, 48), half(HashAlgorithm::Sha1, 40)];
    assert_eq!(value.bytes, both.concat(), "{at}");
    assert_eq!(
        bytes(computation, "ssl3_outer")[0].concat(),
        both.concat(),
        "{at}"
    );
}

#[test]
fn the_second_finished_covers_the_first_and_nobody_covers_a_change_cipher_spec() {
    for (run, trace) in good() {
        for key in ["server_compute_verify_data", "client_check_finished"] {
            let computations = of_step(&trace, step(&trace, key));
            let verify = computations.last().unwrap();
            let (inside, outside): (Vec<_>, Vec<_>) =
                lines(verify).into_iter().partition(|line| line.included());
            let named = |lines: Vec<&TranscriptLine<'_>>| -> Vec<(&str, Side)> {
                lines
                    .iter()
                    .map(|line| (line.message.name(), line.sender))
                    .collect()
            };
            let (c, s) = (Side::Client, Side::Server);
            assert_eq!(
                named(inside),
                [
                    ("ClientHello", c),
                    ("ServerHello", s),
                    ("Certificate", s),
                    ("ServerHelloDone", s),
                    ("ClientKeyExchange", c),
                    ("Finished", c)
                ],
                "{run}, {key}"
            );
            let left_out = named(outside);
            assert_eq!(
                left_out[..2],
                [("ChangeCipherSpec", c), ("ChangeCipherSpec", s)]
            );
            let own = (key == "client_check_finished").then_some(("Finished", s));
            assert_eq!(
                left_out[2..],
                own.into_iter().collect::<Vec<_>>(),
                "{run}, {key}"
            );
        }
    }
}

#[test]
fn a_finished_enters_both_transcripts_under_its_own_sender() {
    let finished = MessageName::Handshake(HandshakeType::Finished);
    for (run, trace) in good() {
        for side in Side::BOTH {
            let entries = trace.last_connection().transcript(side).iter();
            let senders: Vec<Side> = entries
                .filter(|entry| entry.message == finished)
                .map(|entry| {
                    let message = trace.steps()[entry.step].message.as_ref().unwrap();
                    assert_eq!(message.content, entry.bytes, "{run}");
                    entry.sender
                })
                .collect();
            assert_eq!(
                senders,
                Side::BOTH,
                "{run}, transcript of the {}",
                side.name()
            );
        }
    }
}

#[test]
fn a_checked_finished_is_compared_byte_by_byte() {
    for (run, trace) in good() {
        for key in ["server_check_finished", "client_check_finished"] {
            let computations = of_step(&trace, step(&trace, key));
            let rows: Vec<_> = computations
                .iter()
                .flat_map(|one| section(one, "finished_compare"))
                .collect();
            let Some(Row::Compare(compare)) = rows.last() else {
                panic!("{run}, {key}: no comparison");
            };
            assert!(compare.equal(), "{run}, {key}");
            assert_eq!(compare.left.1.len(), 12, "{run}, {key}");
        }
    }
}
