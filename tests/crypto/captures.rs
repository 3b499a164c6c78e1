//! The decisive test: handshakes between two OpenSSLs, computed again down to the application data, from
//! the key log alone. Where the handshake is a full one, the server's private key leads to the same master
//! secret. See `data/captures/README.md`.

use crate::captured::{APPLICATION_DATA, Capture, Connection, HANDSHAKE, data};
use premaster::crypto::hash::HashAlgorithm;
use premaster::crypto::key_block::{self, FinishedLabel};
use premaster::crypto::pkcs1::{self, recover_pre_master};
use premaster::crypto::prf::Prf;
use premaster::crypto::pss;
use premaster::crypto::random;
use premaster::crypto::record::{Algorithms, DirectionKeys, IvSource, Start, unprotect};
use premaster::crypto::rsa::PrivateKey;
use premaster::pki::Certificate;
use premaster::wire::names::ExtensionType;
use premaster::wire::{Handshake, HandshakeType, ProtocolVersion};

/// Length in bytes of the verify_data of TLS.
const VERIFY_DATA_LEN: usize = 12;

/// What the client says, and what the server answers: in a first connection, and in one that resumes it.
const SAID: [&str; 2] = ["premaster says hello\n", "olleh syas retsamerp\n"];
const SAID_AGAIN: [&str; 2] = ["premaster says again\n", "niaga syas retsamerp\n"];

#[test]
fn tls_1_2_aes_128_sha_256() {
    full("tls12-aes128-sha256", 0x003C, ProtocolVersion::Tls12);
}

#[test]
fn tls_1_2_aes_256_sha_256() {
    full("tls12-aes256-sha256", 0x003D, ProtocolVersion::Tls12);
}

#[test]
fn tls_1_2_aes_128_sha() {
    full("tls12-aes128-sha", 0x002F, ProtocolVersion::Tls12);
}

#[test]
fn tls_1_2_aes_256_sha() {
    full("tls12-aes256-sha", 0x0035, ProtocolVersion::Tls12);
}

#[test]
fn tls_1_1_aes_128_sha() {
    full("tls11-aes128-sha", 0x002F, ProtocolVersion::Tls11);
}

#[test]
fn tls_1_0_aes_128_sha() {
    full("tls10-aes128-sha", 0x002F, ProtocolVersion::Tls10);
}

#[test]
fn tls_1_0_aes_256_sha() {
    full("tls10-aes256-sha", 0x0035, ProtocolVersion::Tls10);
}

#[test]
fn tls_1_2_with_a_certificate_of_the_client() {
    full("tls12-client-auth", 0x003C, ProtocolVersion::Tls12);
}

#[test]
fn tls_1_1_with_a_certificate_of_the_client() {
    full("tls11-client-auth", 0x0035, ProtocolVersion::Tls11);
}

/// Extended master secret, encrypt-then-MAC and a ticket: what OpenSSL does unless told otherwise.
#[test]
fn tls_1_2_as_openssl_does_it_by_default() {
    let [connection] = recompute("tls12-default");
    agreed(&connection, 0x003C, ProtocolVersion::Tls12);
    assert!(!connection.is_abbreviated());
    assert!(has_openssl_s_defaults(&connection));
    assert!(connection.ticket().is_some());
}

#[test]
fn tls_1_2_resumed_by_session_id() {
    let [first, second] = recompute("tls12-resumed");
    for connection in [&first, &second] {
        agreed(connection, 0x003C, ProtocolVersion::Tls12);
        assert!(!has_openssl_s_defaults(connection));
        assert!(connection.ticket().is_none());
    }
    assert!(!first.is_abbreviated() && second.is_abbreviated());
    let id = first.server_hello.session_id;
    assert!(!id.is_empty());
    assert_eq!(id, second.client_hello.session_id, "the client asks for it");
    assert_eq!(id, second.server_hello.session_id, "the server agrees");
}

#[test]
fn tls_1_2_resumed_with_a_ticket() {
    let [first, second] = recompute("tls12-ticket-resumed");
    for connection in [&first, &second] {
        agreed(connection, 0x003C, ProtocolVersion::Tls12);
        assert!(has_openssl_s_defaults(connection));
    }
    assert!(!first.is_abbreviated() && second.is_abbreviated());
    let ticket = first.ticket().unwrap();
    assert_eq!(second.client_hello.ticket(), Some(&ticket[..]));
    // the client makes up a session_id to see by the answer whether the ticket is accepted (RFC 5077 §3.4)
    let made_up = second.client_hello.session_id;
    assert!(!made_up.is_empty());
    assert_eq!(made_up, second.server_hello.session_id);
}

/// CertificateVerify covers ClientHello up to and including ClientKeyExchange, and nothing else
/// (RFC 5246 §7.4.8, RFC 4346 §7.4.8).
#[test]
fn the_client_s_signature_is_over_the_messages_before_it() {
    for name in ["tls12-client-auth", "tls11-client-auth"] {
        let [connection] = &Capture::read(name).connections[..] else {
            panic!("{name} is one connection");
        };
        let Handshake::Certificate(list) = connection.of_client(HandshakeType::Certificate) else {
            unreachable!()
        };
        let leaf = Certificate::from_der(&list.certificates[0]).unwrap();
        let key = leaf.rsa_key().unwrap();
        let verify = connection.of_client(HandshakeType::CertificateVerify);
        let Handshake::CertificateVerify(verify) = verify else {
            unreachable!()
        };
        let signature = &verify.signature;
        let pkcs1 = |hash, message: &[u8]| pkcs1::verify(key, hash, message, signature).outcome;
        let pss = |hash, message: &[u8]| pss::verify(key, hash, 32, message, signature).outcome;
        let valid = |message: &[u8]| match verify.algorithm.map(|algorithm| algorithm.code()) {
            None => pkcs1(HashAlgorithm::Md5Sha1, message).is_ok(),
            Some(0x0401) => pkcs1(HashAlgorithm::Sha256, message).is_ok(),
            Some(0x0804) => pss(HashAlgorithm::Sha256, message).is_ok(),
            Some(other) => panic!("an algorithm that is not expected: {other:04x}"),
        };
        let all = connection.before_finished();
        let (_, covered) = all.split_last().unwrap();
        let exchange = covered.last().unwrap();
        assert_eq!(exchange[0], HandshakeType::ClientKeyExchange.code());
        let covered = covered.concat();
        assert!(valid(&covered), "{name}");
        assert!(!valid(&all.concat()), "{name}");
        assert!(!valid(&covered[..covered.len() - exchange.len()]), "{name}");
        let mut changed = covered.clone();
        changed[10] ^= 1;
        assert!(!valid(&changed), "{name}");
    }
}

/// A capture of one full handshake with neither extended master secret nor encrypt-then-MAC.
fn full(name: &str, suite: u16, version: ProtocolVersion) {
    let [connection] = recompute(name);
    agreed(&connection, suite, version);
    assert!(!connection.is_abbreviated());
    assert!(!has_openssl_s_defaults(&connection));
}

fn agreed(connection: &Connection, suite: u16, version: ProtocolVersion) {
    assert_eq!(connection.server_hello.cipher_suite.code(), suite);
    assert_eq!(connection.server_hello.server_version, version);
}

/// Whether the hellos agree on extended master secret and encrypt-then-MAC: on both or on neither.
fn has_openssl_s_defaults(connection: &Connection) -> bool {
    let extended = connection
        .server_hello
        .has(ExtensionType::ExtendedMasterSecret);
    assert_eq!(extended, connection.algorithms().encrypt_then_mac);
    extended
}

/// Computes a capture of so many connections again. The second resumes the session of the first: its
/// master secret is that of the first.
fn recompute<const N: usize>(name: &str) -> [Connection; N] {
    let capture = Capture::read(name);
    let mut session: Option<Vec<u8>> = None;
    for connection in &capture.connections {
        let (master, said) = match session {
            Some(kept) if connection.is_abbreviated() => (kept, SAID_AGAIN),
            _ => (from_the_private_key(connection, &capture), SAID),
        };
        let logged = (capture.key_log).master_secret(&connection.client_hello.random);
        assert_eq!(master, logged, "{name}");
        assert_eq!(decrypted(connection, &logged), said, "{name}");
        session = Some(master);
    }
    let connections = capture.connections.try_into();
    connections.unwrap_or_else(|all: Vec<_>| panic!("{name}: {} connections", all.len()))
}

/// The master secret of a full handshake, with the private key of the server.
fn from_the_private_key(connection: &Connection, capture: &Capture) -> Vec<u8> {
    let exchange = connection.of_client(HandshakeType::ClientKeyExchange);
    let Handshake::ClientKeyExchange(exchange) = exchange else {
        unreachable!()
    };
    let encrypted = &exchange.encrypted_pre_master_secret;
    let key = PrivateKey::from_pem(&data("server.key")).unwrap();
    let version = connection.client_hello.client_version.code().to_be_bytes();
    let recovery = recover_pre_master(&key, encrypted, version, &mut random::seeded(0, 0));
    assert!(!recovery.used_fallback);
    let pre_master = &recovery.pre_master_secret;
    let logged = capture.key_log.pre_master_secret(encrypted);
    assert_eq!(pre_master.to_vec(), logged);

    let prf = prf(connection);
    let (hello, answer) = (&connection.client_hello, &connection.server_hello);
    if answer.has(ExtensionType::ExtendedMasterSecret) {
        let until_exchange = connection.before_finished().concat();
        let session_hash = transcript_hash(connection).digest(&until_exchange);
        key_block::extended_master_secret(prf, pre_master, &session_hash).output
    } else {
        key_block::master_secret(prf, pre_master, &hello.random, &answer.random).output
    }
}

/// What client and server said, with keys of this master secret. Insists on every MAC and on both
/// Finished.
fn decrypted(connection: &Connection, master: &[u8]) -> [String; 2] {
    let (rules, suite) = (connection.rules(), connection.suite());
    let randoms = (
        &connection.server_hello.random,
        &connection.client_hello.random,
    );
    let layout = rules.key_block_layout(suite);
    let (_, block) = key_block::expand(prf(connection), layout, master, randoms.0, randoms.1);
    let version = rules.version.code().to_be_bytes();
    let opened = |keys: &DirectionKeys, records: &[(u8, Vec<u8>)]| {
        open(connection.algorithms(), keys, version, records)
    };
    let client = opened(&block.client_write(), &connection.client.protected);
    let server = opened(&block.server_write(), &connection.server.protected);

    // the second Finished covers the first
    let mut order = [
        (FinishedLabel::Client, &client),
        (FinishedLabel::Server, &server),
    ];
    if connection.is_abbreviated() {
        order.reverse();
    }
    let mut transcript = connection.before_finished().concat();
    for (label, records) in order {
        let (content_type, finished) = &records[0];
        assert_eq!(*content_type, HANDSHAKE);
        let hash = transcript_hash(connection).digest(&transcript);
        let verify_data =
            key_block::verify_data(prf(connection), master, label, &hash, VERIFY_DATA_LEN).output;
        let expected = [&[20, 0, 0, 12][..], &verify_data].concat();
        assert_eq!(*finished, expected, "{}", label.label());
        transcript.extend_from_slice(finished);
        transcript.extend_from_slice(connection.between_finished().unwrap_or_default());
    }
    [application_data(&client), application_data(&server)]
}

fn prf(connection: &Connection) -> Prf {
    (connection.rules().prf)(connection.suite())
}

fn transcript_hash(connection: &Connection) -> HashAlgorithm {
    (connection.rules().transcript_hash)(connection.suite())
}

/// Takes the protection off all records of one direction and insists on every MAC.
fn open(
    algorithms: Algorithms,
    keys: &DirectionKeys,
    version: [u8; 2],
    records: &[(u8, Vec<u8>)],
) -> Vec<(u8, Vec<u8>)> {
    let mut iv = keys.iv.clone();
    let mut of = 0;
    let open_one = |(sequence, (content_type, fragment)): (u64, &(u8, Vec<u8>))| {
        let start = match algorithms.iv {
            IvSource::InRecord => Start::InRecord,
            IvSource::Chained => Start::Chained { iv: &iv, of },
        };
        let kind = *content_type;
        let back = unprotect(algorithms, keys, sequence, kind, version, fragment, start).unwrap();
        assert!(back.ok(), "record {sequence}: {back:?}");
        (iv, of) = (fragment[fragment.len() - 16..].to_vec(), fragment.len());
        (kind, back.content().to_vec())
    };
    (0..).zip(records).map(open_one).collect()
}

fn application_data(records: &[(u8, Vec<u8>)]) -> String {
    let data = records
        .iter()
        .filter(|(content_type, _)| *content_type == APPLICATION_DATA);
    String::from_utf8(data.flat_map(|(_, content)| content.clone()).collect()).unwrap()
}
