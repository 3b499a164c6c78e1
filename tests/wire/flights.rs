//! Handshakes of other programs with key exchanges, keys and extensions that premaster does not have, byte by
//! byte. See `data/flights/make.py` for how they were recorded.

use crate::dissection::{capture, check, dissected};
use crate::peers;
use crate::streams::tcp_streams;
use premaster::protocol::{Rules, Side};
use premaster::wire::annotate::{self, Protection};
use premaster::wire::display::{unhex, value};
use premaster::wire::handshake::{Downgrade, ServerHello};
use premaster::wire::record::HEADER_LEN;
use premaster::wire::{
    CipherSuite, ContentType, Field, Form, FragmentForm, Handshake, KeyExchangeForm, Node,
    ParseFault, ProtocolVersion, node,
};
use std::collections::BTreeSet;

/// A record as it was sent, and its annotation.
struct Record {
    sender: Side,
    bytes: Vec<u8>,
    form: Form,
    tree: Vec<Node>,
}

impl Record {
    fn is_clear_handshake(&self) -> bool {
        self.tree
            .iter()
            .any(|root| root.find(Field::Handshake).is_some())
    }

    fn handshake(&self) -> &[u8] {
        &self.bytes[HEADER_LEN..]
    }
}

/// A handshake, followed as an observer follows it: what the ServerHello says decides how the rest is read.
struct Flight {
    name: String,
    records: Vec<Record>,
    server_hello: Option<ServerHello>,
}

impl Flight {
    fn of(name: &str, records: Vec<(Side, Vec<u8>)>) -> Self {
        let mut flight = Flight {
            name: name.to_owned(),
            records: Vec::new(),
            server_hello: None,
        };
        let mut changed = BTreeSet::new();
        for (sender, bytes) in records {
            let is_client = sender == Side::Client;
            let protection = flight.protection(&bytes, changed.contains(&is_client));
            if bytes[0] == ContentType::ChangeCipherSpec.code() {
                changed.insert(is_client);
            }
            let suite = flight.server_hello.as_ref().map(|hello| hello.cipher_suite);
            let exchange = suite.map_or(KeyExchangeForm::Unknown, CipherSuite::key_exchange);
            let tree = annotate::record(&bytes, &protection, exchange);
            let form = Form::of_record(&bytes).with(exchange);
            let parsed = Handshake::parse(&bytes[HEADER_LEN..], &form).0;
            if let (Protection::Clear(_), Ok(Handshake::ServerHello(hello))) = (protection, parsed)
            {
                flight.server_hello = Some(hello);
            }
            flight.records.push(Record {
                sender,
                bytes,
                form,
                tree,
            });
        }
        flight
    }

    /// How a record is protected. In TLS 1.3 those of application data are, and ChangeCipherSpec says nothing.
    fn protection(&self, record: &[u8], changed: bool) -> Protection<'static> {
        let version = self.version();
        let encrypted = match version {
            ProtocolVersion::Tls13 => record[0] == ContentType::ApplicationData.code(),
            _ => changed,
        };
        let suite = self.server_hello.as_ref().map(|hello| hello.cipher_suite);
        let form = match (encrypted, suite) {
            (false, _) => return Protection::Clear(&[]),
            // early data
            (true, None) => Some(FragmentForm::Aead { nonce_len: 0 }),
            (true, Some(suite)) => match Rules::of(version) {
                Some(rules) => rules.fragment_form(suite),
                None => suite.fragment_form(),
            },
        };
        match form.unwrap() {
            FragmentForm::Stream => Protection::Stream,
            FragmentForm::Block { iv_len } => Protection::Block { iv_len, mac_len: 0 },
            FragmentForm::Aead { nonce_len } => Protection::Aead { nonce_len },
        }
    }

    /// The version in use; TLS 1.3 while it is open, since only there a record is encrypted that early.
    fn version(&self) -> ProtocolVersion {
        let hello = self.server_hello.as_ref();
        hello.map_or(ProtocolVersion::Tls13, ServerHello::chosen_version)
    }

    /// What the first field of this kind says.
    fn says(&self, field: Field) -> Option<String> {
        self.records.iter().find_map(|record| {
            let found = record.tree.iter().find_map(|root| root.find(field))?;
            Some(value(found, &record.bytes))
        })
    }
}

/// A stream of bytes, cut into records.
fn cut(mut stream: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    while let [_, _, _, high, low, ..] = stream {
        let end = HEADER_LEN + usize::from(u16::from_be_bytes([*high, *low]));
        out.push(stream[..end].to_vec());
        stream = &stream[end..];
    }
    out
}

/// The first connection of a capture. The order of its records is the one that reading needs: the ClientHello,
/// everything from the server, and the rest.
fn captured(name: &str) -> Flight {
    let bytes = std::fs::read(format!("tests/data/captures/{name}.pcapng")).unwrap();
    let [client, server] = tcp_streams(&bytes).remove(0).map(|stream| cut(&stream));
    let mut client = client.into_iter().map(|record| (Side::Client, record));
    let server = server.into_iter().map(|record| (Side::Server, record));
    let first = client.next();
    Flight::of(
        name,
        first.into_iter().chain(server).chain(client).collect(),
    )
}

/// The recordings and the two captures.
fn flights() -> Vec<Flight> {
    let mut out = vec![captured("tls12-ecdhe-gcm"), captured("tls13")];
    for entry in std::fs::read_dir("tests/data/flights").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let records = text.lines().filter_map(|line| {
            let sender = match line.split_at(2) {
                ("> ", _) => Side::Client,
                ("< ", _) => Side::Server,
                _ => return None,
            };
            Some((sender, unhex(&line[2..]).unwrap()))
        });
        let name = path.file_stem().unwrap().to_str().unwrap();
        out.push(Flight::of(name, records.collect()));
    }
    out
}

#[test]
fn every_byte_of_other_programs_handshakes_is_named() {
    let mut fields = BTreeSet::new();
    let mut leaves = 0;
    for flight in flights() {
        for (number, record) in flight.records.iter().enumerate() {
            let at = format!("{}, record {number}", flight.name);
            assert_eq!(
                node::tiles(&record.tree, record.bytes.len()),
                Ok(()),
                "{at}"
            );
            for placed in node::walk(&record.tree) {
                let field = placed.node.field;
                let unread = [Field::Unparsed, Field::OtherHandshake, Field::EcParameters];
                assert!(!unread.contains(&field), "{at}: {}", placed.path);
                assert!(
                    !value(placed.node, &record.bytes).is_empty(),
                    "{at}: {}",
                    placed.path
                );
                fields.insert(field);
                leaves += usize::from(placed.node.is_leaf());
            }
        }
    }
    println!("{leaves} leaves of {} fields", fields.len());
    for field in [
        Field::SelectedVersion,
        Field::KeyShareGroup,
        Field::SelectedGroup,
        Field::PskMode,
        Field::Identity,
        Field::PskBinder,
        Field::SelectedIdentity,
        Field::StatusType,
        Field::OcspResponse,
        Field::MaxFragmentLength,
        Field::HeartbeatMode,
        Field::RecordSizeLimit,
        Field::CertificateCompression,
        Field::EcServerPublic,
        Field::EcClientPublic,
        Field::DhServerPublic,
        Field::DhClientPublic,
        Field::ServerSignature,
        Field::PskIdentityHint,
        Field::SharedKeyIdentity,
        Field::NonceExplicit,
        Field::AeadCiphered,
        Field::EcPublicKey,
        Field::RawPublicKey,
        Field::EcdsaR,
        Field::EcdsaS,
    ] {
        assert!(fields.contains(&field), "{field:?} occurs nowhere");
    }
}

#[test]
fn tshark_finds_the_same_bytes_under_each_filter() {
    if !peers::there("tshark") {
        return;
    }
    let mut seen = BTreeSet::new();
    for flight in flights() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("flight.pcap");
        let payloads = flight.records.iter();
        let payloads: Vec<_> = payloads
            .map(|it| (it.sender, it.bytes.as_slice()))
            .collect();
        std::fs::write(&file, capture(&payloads)).unwrap();
        let packets = dissected(&file, &[]);
        assert_eq!(packets.len(), payloads.len(), "{}", flight.name);
        for (record, packet) in flight.records.iter().zip(&packets) {
            for placed in node::walk(&record.tree) {
                if wireshark_differs(&flight, record, placed.node.field) {
                    continue;
                }
                let filter = placed.node.wireshark();
                if let Some(filter) = filter {
                    let bytes = &record.bytes[placed.node.range()];
                    check(
                        packet,
                        filter,
                        placed.node,
                        bytes,
                        &placed.path,
                        &flight.name,
                    );
                    seen.insert(placed.node.field);
                }
            }
        }
    }
    println!("{} fields have Wireshark's bytes", seen.len());
    assert!(seen.len() > 120, "only {} fields", seen.len());
}

/// Whether Wireshark has another name for a field or none. In TLS 1.3 a random has no time, and the type of a
/// protected record is not that of its content. Key exchanges with a shared key and something else it does not
/// take apart.
fn wireshark_differs(flight: &Flight, record: &Record, field: Field) -> bool {
    let exchange = record.form.key_exchange;
    if exchange.has_hint() && exchange != KeyExchangeForm::Psk {
        let messages = [Field::ServerKeyExchange, Field::ClientKeyExchange];
        let within = |message| record.tree.iter().find_map(|root| root.find(message));
        return messages
            .into_iter()
            .filter_map(within)
            .any(|it| it.find(field).is_some());
    }
    let random = [Field::GmtUnixTime, Field::RandomBytes].contains(&field);
    let protected = record.tree[0].field == Field::ProtectedRecord;
    let differs = random || (protected && field == Field::ContentType);
    differs && flight.version() == ProtocolVersion::Tls13
}

#[test]
fn the_parts_of_a_key_exchange_say_what_was_agreed_on() {
    use Field as F;
    let flights = flights();
    let of = |name: &str| flights.iter().find(|flight| flight.name == name).unwrap();
    for (name, field, expected) in [
        ("tls12-ecdhe-gcm", F::NamedCurve, "x25519 (0x001d)"),
        ("tls12-ecdhe-gcm", F::CurveType, "named_curve (0x03)"),
        ("tls12-ecdhe-gcm", F::EcServerPublic, "32 bytes"),
        ("tls12-ecdhe-gcm", F::EcClientPublic, "32 bytes"),
        ("tls12-ecdhe-gcm", F::ServerSignature, "256 bytes"),
        ("tls12-ecdhe-gcm", F::NonceExplicit, "8 bytes"),
        ("tls12-ecdhe-rsa-p384", F::NamedCurve, "secp384r1 (0x0018)"),
        ("tls12-ecdhe-rsa-p384", F::EcServerPublic, "97 bytes"),
        ("tls12-dhe-rsa", F::DhGenerator, "1 byte"),
        ("tls12-psk", F::PskIdentityHint, "\"a-hint\""),
        ("tls12-psk", F::SharedKeyIdentity, "\"alice\""),
        ("tls13", F::SelectedVersion, "TLS 1.3 (0x0304)"),
        ("tls13", F::KeyShareList, "1 key share"),
        ("tls13", F::PskMode, "psk_dhe_ke (0x01)"),
        ("tls13-retry", F::SelectedGroup, "secp384r1 (0x0018)"),
        ("tls13-resumed", F::SelectedIdentity, "0"),
        (
            "tls12-timestamp",
            F::SctTimestamp,
            "2023-11-14 22:13:20.123 UTC",
        ),
        ("tls12-stapled", F::StatusType, "ocsp (0x01)"),
        ("tls12-ecdhe-ecdsa", F::EcPublicKey, "65 bytes"),
        ("tls12-ecdhe-ed25519", F::RawPublicKey, "32 bytes"),
        (
            "hello-chromium",
            F::CertificateCompression,
            "brotli (0x0002)",
        ),
        (
            "hello-gnutls-more",
            F::HeartbeatMode,
            "peer_allowed_to_send (0x01)",
        ),
    ] {
        assert_eq!(of(name).says(field).as_deref(), Some(expected), "{name}");
    }
    // no signature in what is anonymous or has a shared key, and no algorithm before TLS 1.2
    for name in [
        "tls12-dh-anon",
        "tls12-ecdh-anon",
        "tls12-psk",
        "tls12-dhe-psk",
        "tls12-rsa-psk",
    ] {
        assert_eq!(of(name).says(F::ServerSignature), None, "{name}");
    }
    let named = |flight: &Flight| {
        let exchange = flight.records.iter().flat_map(|it| &it.tree);
        let exchange = exchange
            .filter_map(|root| root.find(F::ServerKeyExchange))
            .next();
        exchange.unwrap().find(F::SignatureAlgorithm).is_some()
    };
    assert!(named(of("tls12-dhe-rsa")) && named(of("tls12-ecdhe-gcm")));
    assert!(!named(of("tls10-dhe-rsa")) && !named(of("tls10-ecdhe-rsa")));
}

#[test]
fn a_server_hello_tells_its_version_and_whether_it_is_a_retry() {
    for flight in flights() {
        let Some(hello) = &flight.server_hello else {
            continue;
        };
        let (version, _) = flight.name.split_once('-').unwrap_or((&flight.name, ""));
        let expected = match version {
            "tls10" => ProtocolVersion::Tls10,
            "tls12" => ProtocolVersion::Tls12,
            _ => ProtocolVersion::Tls13,
        };
        assert_eq!(hello.chosen_version(), expected, "{}", flight.name);
        let tls13 = expected == ProtocolVersion::Tls13;
        assert_eq!(hello.server_version == expected, !tls13, "{}", flight.name);
        let retries = flight.records.iter().filter(|record| {
            let parsed = Handshake::parse(record.handshake(), &record.form).0;
            matches!(parsed, Ok(Handshake::ServerHello(hello)) if hello.is_retry())
        });
        let expected = usize::from(flight.name == "tls13-retry");
        assert_eq!(retries.count(), expected, "{}", flight.name);
        assert!(!hello.is_retry());
    }
}

/// OpenSSL's server has TLS 1.3, and says so in the random where a client does not offer it.
#[test]
fn a_downgrade_shows_at_the_end_of_the_random() {
    for flight in flights() {
        let downgrade = flight
            .server_hello
            .as_ref()
            .and_then(ServerHello::downgrade);
        let expected = match flight.version() {
            ProtocolVersion::Tls12 => Some(Downgrade::ToTls12),
            ProtocolVersion::Tls10 => Some(Downgrade::Below),
            _ => None,
        };
        let plays = flight.server_hello.is_some() && flight.name != "tls12-ecdhe-gcm";
        if plays {
            assert_eq!(downgrade, expected, "{}", flight.name);
        }
    }
}

#[test]
fn reserved_values_are_named_as_grease() {
    let flights = flights();
    let hello = flights
        .iter()
        .find(|it| it.name == "hello-chromium")
        .unwrap();
    let record = &hello.records[0];
    let walked = node::walk(&record.tree);
    for field in [
        Field::CipherSuite,
        Field::ExtensionType,
        Field::NamedGroup,
        Field::SupportedVersion,
        Field::KeyShareGroup,
    ] {
        let mut all = walked.iter().filter(|placed| placed.node.field == field);
        let grease = all.any(|placed| value(placed.node, &record.bytes).starts_with("GREASE (0x"));
        assert!(grease, "{field:?}");
    }
}

/// A message that is cut off fails at a field and keeps what was read of it.
#[test]
fn every_truncation_of_a_recorded_message_is_noticed() {
    let records = flights().into_iter().flat_map(|flight| flight.records);
    for record in records.filter(Record::is_clear_handshake) {
        let message = record.handshake();
        let (_, whole) = Handshake::parse(message, &record.form);
        let full: BTreeSet<_> = node::leaves(&whole)
            .iter()
            .map(|it| (it.field, it.start, it.end))
            .collect();
        let step = 1 + message.len() / 200;
        for len in (0..message.len()).step_by(step) {
            let (parsed, tree) = Handshake::parse(&message[..len], &record.form);
            let error = parsed.unwrap_err();
            assert!(
                matches!(error.fault, ParseFault::Truncated { .. }),
                "{len}: {error}"
            );
            assert_eq!(node::tiles(&tree, len), Ok(()));
            for leaf in node::leaves(&tree) {
                let kept = full.contains(&(leaf.field, leaf.start, leaf.end));
                let last = leaf.field == Field::Unparsed || leaf.end == len;
                assert!(kept || last, "{len}: {leaf:?}");
            }
        }
    }
}

/// What cannot be read of an extension or of a message that is only shown is one node, and what follows is read.
#[test]
fn damage_stays_where_it_is() {
    let records = flights().into_iter().flat_map(|flight| flight.records);
    for record in records.filter(Record::is_clear_handshake) {
        let message = record.handshake();
        for at in (0..message.len()).step_by(1 + message.len() / 150) {
            for change in [0x01, 0x80, 0xff] {
                let mut damaged = message.to_vec();
                damaged[at] ^= change;
                for exchange in [record.form.key_exchange, KeyExchangeForm::EcdhePsk] {
                    let (_, tree) = Handshake::parse(&damaged, &record.form.with(exchange));
                    assert_eq!(node::tiles(&tree, damaged.len()), Ok(()), "{at}");
                }
            }
        }
    }
}

#[test]
fn an_extension_that_is_malformed_does_not_hide_the_next() {
    let flights = flights();
    let hello = flights.iter().find(|it| it.name == "tls13").unwrap();
    let record = &hello.records[0];
    let length = record
        .tree
        .iter()
        .find_map(|root| root.find(Field::KeyShareListLength));
    let mut bytes = record.bytes.clone();
    // the list is now shorter than the key share in it
    bytes[length.unwrap().end - 1] -= 1;
    let tree = annotate::record(&bytes, &Protection::Clear(&[]), KeyExchangeForm::Rsa);
    assert_eq!(node::tiles(&tree, bytes.len()), Ok(()));
    let count = |tree: &[Node], field| {
        let placed = node::walk(tree).into_iter();
        placed.filter(|placed| placed.node.field == field).count()
    };
    assert_eq!(count(&tree, Field::Unparsed), 1);
    let extensions = count(&record.tree, Field::Extension);
    assert_eq!(count(&tree, Field::Extension), extensions);
    assert!(
        Handshake::parse(&bytes[HEADER_LEN..], &record.form)
            .0
            .is_ok()
    );
}
