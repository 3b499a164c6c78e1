//! The decisive test: handshakes between two OpenSSLs, computed again from the server's private key
//! alone, down to the application data. See `data/captures/README.md`.

use crate::hex::hex;
use premaster::crypto::hash::HashAlgorithm;
use premaster::crypto::key_block::{self, FinishedLabel};
use premaster::crypto::pkcs1::{self, recover_pre_master};
use premaster::crypto::pss;
use premaster::crypto::random;
use premaster::crypto::record::{Algorithms, DirectionKeys, IvSource, Start, unprotect};
use premaster::crypto::rsa::PrivateKey;
use premaster::pki::Certificate;
use premaster::protocol::{Rules, Suite};
use premaster::wire::ProtocolVersion;

const CHANGE_CIPHER_SPEC: u8 = 20;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;

#[test]
fn tls_1_2_aes_128_sha_256() {
    recompute("tls12-aes128-sha256", 0x003C, [3, 3]);
}

#[test]
fn tls_1_2_aes_256_sha_256() {
    recompute("tls12-aes256-sha256", 0x003D, [3, 3]);
}

#[test]
fn tls_1_2_aes_128_sha() {
    recompute("tls12-aes128-sha", 0x002F, [3, 3]);
}

#[test]
fn tls_1_2_aes_256_sha() {
    recompute("tls12-aes256-sha", 0x0035, [3, 3]);
}

#[test]
fn tls_1_1_aes_128_sha() {
    recompute("tls11-aes128-sha", 0x002F, [3, 2]);
}

#[test]
fn tls_1_0_aes_128_sha() {
    recompute("tls10-aes128-sha", 0x002F, [3, 1]);
}

#[test]
fn tls_1_0_aes_256_sha() {
    recompute("tls10-aes256-sha", 0x0035, [3, 1]);
}

/// CertificateVerify covers ClientHello up to and including ClientKeyExchange, and nothing else
/// (RFC 5246 §7.4.8).
#[test]
fn the_client_s_signature_is_over_the_messages_before_it() {
    let path = "tests/data/captures/tls12-client-auth.pcapng";
    let [client, server] = tcp_streams(&std::fs::read(path).unwrap()).map(|s| sent(&s));
    let messages = messages(&client.handshake);
    let kinds: Vec<u8> = messages.iter().map(|message| message[0]).collect();
    assert_eq!(
        kinds,
        [1, 11, 16, 15],
        "hello, certificate, key exchange, verify"
    );
    // header (4), length of the list (3), length of the first certificate (3)
    let list = messages[1];
    let len = usize::from(list[8]) << 8 | usize::from(list[9]);
    let leaf = Certificate::from_der(&list[10..10 + len]).unwrap();
    let key = leaf.rsa_key().unwrap();
    // header (4), algorithm (2), length (2), signature
    let verify = messages[3];
    let signature = &verify[8..];
    let covered = [messages[0], &server.handshake, messages[1], messages[2]].concat();
    let valid = |message: &[u8]| match verify[4..6] {
        [4, 1] => pkcs1::verify(key, HashAlgorithm::Sha256, message, signature)
            .outcome
            .is_ok(),
        [8, 4] => pss::verify(key, HashAlgorithm::Sha256, 32, message, signature)
            .outcome
            .is_ok(),
        _ => panic!("an algorithm that is not expected: {:02x?}", &verify[4..6]),
    };
    assert!(valid(&covered));
    assert!(!valid(&[&covered[..], verify].concat()));
    assert!(!valid(&covered[..covered.len() - messages[2].len()]));
    let mut changed = covered.clone();
    changed[10] ^= 1;
    assert!(!valid(&changed));
}

/// The handshake messages of one side, with their headers.
fn messages(mut stream: &[u8]) -> Vec<&[u8]> {
    let mut out = Vec::new();
    while let [_, a, b, c, ..] = stream {
        let len = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
        let (message, rest) = stream.split_at(4 + len);
        out.push(message);
        stream = rest;
    }
    out
}

/// A session by the rules of its version.
fn recompute(name: &str, suite_id: u16, version: [u8; 2]) {
    let session = Session::read(name);
    let suite = Suite::by_id(suite_id).unwrap();
    assert_eq!(session.suite, suite_id);
    assert_eq!(session.server_version, version);
    let rules = Rules::of(ProtocolVersion::of(u16::from_be_bytes(version))).unwrap();
    let prf = (rules.prf)(suite);

    // the pre-master secret, with the server's key
    let key = PrivateKey::from_pem(&data("server.key")).unwrap();
    let mut rng = random::seeded(0, 0);
    let recovery = recover_pre_master(
        &key,
        &session.encrypted_pre_master,
        session.client_version,
        &mut rng,
    );
    assert!(!recovery.used_fallback);
    assert_eq!(
        recovery.pre_master_secret.to_vec(),
        session.key_log.pre_master
    );

    // the master secret
    let (client_random, server_random) = (&session.client_random, &session.server_random);
    let pre_master = &recovery.pre_master_secret;
    let master = key_block::master_secret(prf, pre_master, client_random, server_random).output;
    assert_eq!(master, session.key_log.master_secret);

    // the key block, and the protected records
    let layout = rules.key_block_layout(suite);
    let (_, block) = key_block::expand(prf, layout, &master, server_random, client_random);
    let algorithms = rules.algorithms(suite);
    let opened =
        |keys: &DirectionKeys, sent: &Sent| open(algorithms, keys, version, &sent.protected);
    let client = opened(&block.client_write(), &session.client);
    let server = opened(&block.server_write(), &session.server);

    // the two Finished, the second of which covers the first
    let mut transcript = session.transcript();
    for (label, messages) in [
        (FinishedLabel::Client, &client),
        (FinishedLabel::Server, &server),
    ] {
        let (content_type, finished) = &messages[0];
        assert_eq!(*content_type, HANDSHAKE);
        let hash = (rules.transcript_hash)(suite).digest(&transcript);
        let verify_data = key_block::verify_data(prf, &master, label, &hash, 12).output;
        let expected = [&[20, 0, 0, 12][..], &verify_data].concat();
        assert_eq!(*finished, expected, "{}", label.label());
        transcript.extend_from_slice(finished);
    }

    assert_eq!(application_data(&client), "premaster says hello\n");
    assert_eq!(application_data(&server), "olleh syas retsamerp\n");
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

// ---- what a capture says, for want of a parser in this room

fn data(name: &str) -> String {
    std::fs::read_to_string(format!("tests/data/captures/{name}")).unwrap()
}

struct KeyLog {
    pre_master: Vec<u8>,
    master_secret: Vec<u8>,
}

/// What one side sent.
#[derive(Default)]
struct Sent {
    /// The handshake messages before ChangeCipherSpec, with their headers.
    handshake: Vec<u8>,
    /// Content types and fragments of the records after ChangeCipherSpec.
    protected: Vec<(u8, Vec<u8>)>,
}

struct Session {
    client: Sent,
    server: Sent,
    client_version: [u8; 2],
    server_version: [u8; 2],
    client_random: [u8; 32],
    server_random: [u8; 32],
    suite: u16,
    /// Length of ClientHello with its header, in bytes.
    client_hello_len: usize,
    encrypted_pre_master: Vec<u8>,
    key_log: KeyLog,
}

impl Session {
    fn read(name: &str) -> Self {
        let path = format!("tests/data/captures/{name}.pcapng");
        let [client, server] = tcp_streams(&std::fs::read(path).unwrap()).map(|s| sent(&s));

        // ClientHello and ServerHello: header (4), version (2), random (32), session_id (1 + n)
        let (hello, server_hello) = (&client.handshake, &server.handshake);
        assert_eq!((hello[0], server_hello[0]), (1, 2));
        let after_session_id = 39 + usize::from(server_hello[38]);
        let suite = &server_hello[after_session_id..after_session_id + 2];

        // ClientKeyExchange: header (4), length (2), EncryptedPreMasterSecret
        let client_hello_len = 4 + usize::from(u16::from_be_bytes([hello[2], hello[3]]));
        let key_exchange = &hello[client_hello_len..];
        assert_eq!(key_exchange[0], 16);

        let text = data(&format!("{name}.keys"));
        let line = |label| {
            let mut lines = text.lines().map(|line| line.split(' ').collect::<Vec<_>>());
            let line = lines.find(|words| words[0] == label).unwrap();
            (hex(line[1]), hex(line[2]))
        };
        let (logged_random, master_secret) = line("CLIENT_RANDOM");
        let (first_bytes, pre_master) = line("RSA");
        assert_eq!(logged_random, hello[6..38]);
        assert_eq!(first_bytes, key_exchange[6..14]);

        Self {
            client_version: [hello[4], hello[5]],
            server_version: [server_hello[4], server_hello[5]],
            client_random: hello[6..38].try_into().unwrap(),
            server_random: server_hello[6..38].try_into().unwrap(),
            suite: u16::from_be_bytes([suite[0], suite[1]]),
            client_hello_len,
            encrypted_pre_master: key_exchange[6..].to_vec(),
            key_log: KeyLog {
                pre_master,
                master_secret,
            },
            client,
            server,
        }
    }

    /// The handshake messages up to the client's Finished, in the order in which they were sent.
    fn transcript(&self) -> Vec<u8> {
        let (hello, key_exchange) = self.client.handshake.split_at(self.client_hello_len);
        [hello, &self.server.handshake, key_exchange].concat()
    }
}

/// Cuts a byte stream into records, and sorts them.
fn sent(mut stream: &[u8]) -> Sent {
    let mut sent = Sent::default();
    let mut protected = false;
    while let [content_type, _, _, high, low, rest @ ..] = stream {
        let (fragment, rest) = rest.split_at(usize::from(u16::from_be_bytes([*high, *low])));
        match *content_type {
            CHANGE_CIPHER_SPEC => protected = true,
            content_type if protected => sent.protected.push((content_type, fragment.to_vec())),
            HANDSHAKE => sent.handshake.extend_from_slice(fragment),
            other => panic!("a record of type {other} before ChangeCipherSpec"),
        }
        stream = rest;
    }
    assert!(stream.is_empty(), "half a record at the end");
    sent
}

/// What client and server sent, out of a little-endian pcapng with one TCP connection over Ethernet
/// and IPv4. The client is who sent the first packet.
fn tcp_streams(mut pcapng: &[u8]) -> [Vec<u8>; 2] {
    const ENHANCED_PACKET_BLOCK: u32 = 6;
    let u32_at =
        |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let mut client_port = None;
    let mut segments: [Vec<(u32, Vec<u8>)>; 2] = Default::default();
    while !pcapng.is_empty() {
        let (block, rest) = pcapng.split_at(u32_at(pcapng, 4) as usize);
        pcapng = rest;
        if u32_at(block, 0) != ENHANCED_PACKET_BLOCK {
            continue;
        }
        let frame = &block[28..28 + u32_at(block, 20) as usize];
        assert_eq!(frame[12..14], [0x08, 0x00], "IPv4");
        let ip = &frame[14..];
        let total_len = usize::from(u16::from_be_bytes([ip[2], ip[3]]));
        let tcp = &ip[usize::from(ip[0] & 0x0F) * 4..total_len];
        let payload = &tcp[usize::from(tcp[12] >> 4) * 4..];
        let source = [tcp[0], tcp[1]];
        let side = usize::from(*client_port.get_or_insert(source) != source);
        if !payload.is_empty() {
            let sequence = u32::from_be_bytes(tcp[4..8].try_into().unwrap());
            segments[side].push((sequence, payload.to_vec()));
        }
    }
    segments.map(|mut segments| {
        segments.sort();
        segments.dedup();
        segments
            .into_iter()
            .flat_map(|(_, payload)| payload)
            .collect()
    })
}
