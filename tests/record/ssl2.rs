//! A ClientHello in the form of SSL 2.0: recognized, laid open to the field, and refused.

use premaster::record::RecordReader;
use premaster::wire::annotate::{self, Protection};
use premaster::wire::node::tiles;
use premaster::wire::{AlertDescription, Field, KeyExchangeForm, ProtocolVersion, ssl2};

/// Offers up to TLS 1.0, with three suites: two of SSL 2.0 and one of TLS (RFC 5246 appendix E.2).
fn hello() -> Vec<u8> {
    let specs = [0x01, 0x00, 0x80, 0x07, 0x00, 0xc0, 0x00, 0x00, 0x2f];
    let body = [&[1, 3, 1, 0, 9, 0, 0, 0, 16][..], &specs, &[0x5a; 16]].concat();
    let length = (0x8000 | body.len() as u16).to_be_bytes();
    [&length[..], &body].concat()
}

#[test]
fn it_is_recognized_and_refused() {
    let bytes = hello();
    for portion in [1, 7, bytes.len()] {
        let mut reader = RecordReader::default();
        let mut found = Vec::new();
        for part in bytes.chunks(portion) {
            reader.feed(part);
            found.extend(std::iter::from_fn(|| reader.next_message()));
        }
        assert_eq!(found.len(), 1, "portions of {portion}");
        let fault = found[0].content.as_ref().unwrap_err();
        assert_eq!(fault.alert, AlertDescription::ProtocolVersion);
        let said = fault.reason.to_string();
        assert!(
            said.contains("SSL 2.0") && said.contains("up to TLS 1.0 and 3 suites"),
            "{said}"
        );
        assert_eq!(found[0].transfer.carriers[0].record[..], bytes[..]);
    }
}

#[test]
fn every_byte_of_it_has_a_field() {
    let bytes = hello();
    let tree = annotate::record(&bytes, &Protection::Clear(&[]), KeyExchangeForm::Rsa);
    assert_eq!(tree[0].field, Field::Ssl2ClientHello);
    assert_eq!(tiles(&tree, bytes.len()), Ok(()));
    let parsed = ssl2::parse(&bytes).0.unwrap();
    assert_eq!(parsed.version, ProtocolVersion::Tls10);
    assert_eq!(parsed.cipher_specs, 3);
    // and whatever is cut off or changed, there is no byte without a node
    for end in 0..bytes.len() {
        let (result, tree) = ssl2::parse(&bytes[..end]);
        assert!(result.is_err(), "{end} bytes");
        assert_eq!(tiles(&tree, end), Ok(()), "{end} bytes");
    }
}

#[test]
fn other_data_is_not_taken_for_it() {
    for bytes in [
        &b"GET / HTTP/1.1"[..],
        &[0x16, 3, 1, 0, 5],
        &[0x80],
        &[0x80, 3, 2, 3, 0],
    ] {
        assert_eq!(ssl2::hello_len(bytes), None, "{bytes:02x?}");
    }
}
