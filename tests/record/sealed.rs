//! What the reader says of records that are protected with keys that it does not have.

use premaster::crypto::record::DirectionKeys;
use premaster::protocol::{MessageName, RecordPart, SUITES, TLS12};
use premaster::record::{Content, Incoming, RecordReader, RecordWriter};
use premaster::wire::annotate;
use premaster::wire::{
    CipherSuite, ContentType, Field, FragmentForm, HandshakeType, KeyExchangeForm,
};

const IV: [u8; 16] = [9; 16];
const FORM: FragmentForm = FragmentForm::Block { iv_len: 16 };

/// ChangeCipherSpec, and then a Finished and data under keys.
fn stream(content: &[u8]) -> Vec<u8> {
    let suite = &SUITES[0];
    let keys = DirectionKeys {
        mac_key: vec![1; suite.mac.output_len()],
        key: vec![2; suite.cipher.key_len()],
        iv: Vec::new(),
    };
    let mut writer = RecordWriter::default();
    writer.negotiated(TLS12.version);
    writer.send_clear(ContentType::ChangeCipherSpec, vec![1]);
    writer.protect(&TLS12, TLS12.algorithms(suite), keys);
    let finished = [&[0x14, 0, 0, 12][..], &[3; 12]].concat();
    for (kind, content) in [
        (ContentType::Handshake, finished.as_slice()),
        (ContentType::ApplicationData, content),
    ] {
        let prepared = writer.prepare(kind, content, &IV).unwrap();
        writer.send_prepared(prepared);
    }
    writer.take_output()
}

/// The messages that a reader without keys finds in a stream, which comes in portions of `portion` bytes.
fn observed(bytes: &[u8], portion: usize) -> Vec<Incoming> {
    let mut reader = RecordReader::default();
    let mut found = Vec::new();
    for bytes in bytes.chunks(portion) {
        reader.feed(bytes);
        while let Some(incoming) = reader.next_message() {
            if let Ok(Content::ChangeCipherSpec) = incoming.content {
                reader.seal(FORM);
            }
            found.push(incoming);
        }
    }
    assert_eq!(reader.unfinished(), 0);
    found
}

#[test]
fn sealed_records_show_their_type_their_number_and_their_parts() {
    let bytes = stream(b"three apples");
    for portion in [1, 7, bytes.len()] {
        let found = observed(&bytes, portion);
        let names: Vec<_> = found.iter().map(|one| one.transfer.message).collect();
        assert_eq!(
            names,
            [
                MessageName::ChangeCipherSpec,
                MessageName::Handshake(HandshakeType::Finished),
                MessageName::ApplicationData,
            ]
        );
        assert!(found[0].transfer.carriers[0].protected.is_none());
        for (number, one) in found[1..].iter().enumerate() {
            assert!(matches!(one.content, Ok(Content::Sealed)));
            assert!(one.unprotection.is_none());
            assert!(one.transfer.content.is_empty());
            let [carrier] = one.transfer.carriers.as_slice() else {
                panic!("one record");
            };
            let protected = carrier.protected.as_ref().unwrap();
            assert_eq!((protected.epoch, protected.sequence), (1, number as u64));
            assert_eq!(protected.inside, None);
            let fragment = &carrier.record[5..];
            let part = |part| &fragment[protected.fragment.get(part).unwrap()];
            assert_eq!(part(RecordPart::Iv), IV);
            assert_eq!(part(RecordPart::Ciphertext), &fragment[IV.len()..]);
            assert_eq!(protected.fragment.get(RecordPart::Mac), None);
        }
        let records = found.iter().flat_map(|one| &one.transfer.carriers);
        let records: Vec<u8> = records.flat_map(|one| one.record.iter().copied()).collect();
        assert_eq!(records, bytes, "nothing is lost");
    }
}

/// A fragment that is shorter than an IV has no ciphertext, and is no reason to stop.
#[test]
fn a_sealed_record_may_be_shorter_than_its_iv() {
    let mut reader = RecordReader::default();
    reader.seal(FORM);
    reader.feed(&[0x17, 3, 3, 0, 2, 0xaa, 0xbb, 0x15, 3, 3, 0, 0]);
    let short = reader.next_message().unwrap();
    let protected = short.transfer.carriers[0].protected.as_ref().unwrap();
    assert_eq!(protected.fragment.get(RecordPart::Iv), Some(0..2));
    assert_eq!(protected.fragment.get(RecordPart::Ciphertext), None);
    let empty = reader.next_message().unwrap();
    assert_eq!(empty.transfer.message, MessageName::Alert);
    assert!(reader.next_message().is_none());
}

/// The nonce of a suite with AEAD is told from the ciphertext, and messages are read as its key exchange has them.
#[test]
fn a_suite_with_aead_shows_its_nonce_and_its_key_exchange() {
    let suite = CipherSuite::of(0xc02f);
    let mut reader = RecordReader::default();
    reader.exchanging(suite.key_exchange());
    let exchange = [&[0x0c, 0, 0, 8, 3, 0, 29, 1, 9, 4, 3, 0][..]].concat();
    reader.feed(&[&[0x16, 3, 3, 0, 12][..], &exchange].concat());
    let message = reader.next_message().unwrap();
    let carrier = &message.transfer.carriers[0];
    assert_eq!(carrier.key_exchange, KeyExchangeForm::Ecdhe);
    let tree = annotate::message(&exchange, ContentType::Handshake, &carrier.form());
    assert!(tree[0].find(Field::EcServerPublic).is_some());

    reader.seal(TLS12.fragment_form(suite).unwrap());
    reader.feed(&[0x17, 3, 3, 0, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]);
    let data = reader.next_message().unwrap();
    let protected = data.transfer.carriers[0].protected.as_ref().unwrap();
    assert_eq!(protected.fragment.get(RecordPart::Nonce), Some(0..8));
    assert_eq!(protected.fragment.get(RecordPart::Ciphertext), Some(8..10));
}
