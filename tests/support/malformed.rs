//! Messages made by hand that break a rule, and what is to be answered. The same are sent to our server
//! and to OpenSSL's.
#![allow(dead_code, reason = "each room uses a part of it")]

use premaster::wire::record::to_bytes;
use premaster::wire::{AlertDescription as A, ContentType, ProtocolVersion};

pub const SERVER_NAME: u16 = 0;
pub const GROUPS: u16 = 10;
pub const POINTS: u16 = 11;
pub const SIGNATURES: u16 = 13;
pub const ALPN: u16 = 16;
pub const ENCRYPT_THEN_MAC: u16 = 22;
pub const EXTENDED_MASTER_SECRET: u16 = 23;
pub const VERSIONS: u16 = 43;
pub const RENEGOTIATION: u16 = 0xff01;

pub fn handshake(bytes: &[u8]) -> Vec<u8> {
    to_bytes(ContentType::Handshake, ProtocolVersion::Tls12, bytes)
}

pub fn alert(bytes: &[u8]) -> Vec<u8> {
    to_bytes(ContentType::Alert, ProtocolVersion::Tls12, bytes)
}

/// A vector behind a length of `width` bytes.
pub fn vector(width: usize, content: &[u8]) -> Vec<u8> {
    let len = (content.len() as u32).to_be_bytes();
    [&len[4 - width..], content].concat()
}

pub fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [vec![kind], vector(3, body)].concat()
}

pub fn extension(kind: u16, data: &[u8]) -> Vec<u8> {
    [kind.to_be_bytes().to_vec(), vector(2, data)].concat()
}

/// A ClientHello with these suites, compression methods and extensions.
pub fn client_hello(suites: &[u8], compression: &[u8], extensions: &[u8]) -> Vec<u8> {
    let body = [
        [3, 3].to_vec(),
        vec![7; 32],
        vector(1, &[]),
        vector(2, suites),
        vector(1, compression),
        vector(2, extensions),
    ];
    message(1, &body.concat())
}

pub fn with_extension(kind: u16, data: &[u8]) -> Vec<u8> {
    client_hello(&[0, 0x3c], &[0], &extension(kind, data))
}

/// What a client sends first, and what it is refused with.
pub struct Malformed {
    pub case: &'static str,
    pub records: Vec<Vec<u8>>,
    /// As RFC 5246 and the RFCs of the extensions name it.
    pub alert: A,
    /// What the reason for it tells.
    pub says: &'static str,
}

/// A handshake message, alone in a record.
fn of(case: &'static str, message: Vec<u8>, alert: A, says: &'static str) -> Malformed {
    Malformed {
        case,
        records: vec![handshake(&message)],
        alert,
        says,
    }
}

/// All of them.
pub fn first_messages() -> Vec<Malformed> {
    let parts = [
        short_vectors(),
        lengths(),
        contents(),
        out_of_order(),
        records(),
    ];
    parts.into_iter().flatten().collect()
}

/// `<1..n>` has at least one byte, `<2..n>` two (RFC 5246 §4.3).
fn short_vectors() -> Vec<Malformed> {
    let two_names = [vec![0], vector(2, b"a"), vec![0], vector(2, b"b")].concat();
    let no_name = [vec![0], vector(2, b"")].concat();
    let cases = vec![
        ("no suites", client_hello(&[], &[0], &[])),
        ("half a suite", client_hello(&[0], &[0], &[])),
        ("no compression methods", client_hello(&[0, 0x3c], &[], &[])),
        ("server_name without data", with_extension(SERVER_NAME, &[])),
        (
            "no server names",
            with_extension(SERVER_NAME, &vector(2, &[])),
        ),
        (
            "an empty server name",
            with_extension(SERVER_NAME, &vector(2, &no_name)),
        ),
        (
            "two server names",
            with_extension(SERVER_NAME, &vector(2, &two_names)),
        ),
        (
            "signature_algorithms without data",
            with_extension(SIGNATURES, &[]),
        ),
        (
            "no signature algorithms",
            with_extension(SIGNATURES, &vector(2, &[])),
        ),
        (
            "half a signature algorithm",
            with_extension(SIGNATURES, &vector(2, &[4])),
        ),
        ("supported_groups without data", with_extension(GROUPS, &[])),
        ("no groups", with_extension(GROUPS, &vector(2, &[]))),
        ("ec_point_formats without data", with_extension(POINTS, &[])),
        ("no point formats", with_extension(POINTS, &vector(1, &[]))),
        ("ALPN without data", with_extension(ALPN, &[])),
        ("no protocols", with_extension(ALPN, &vector(2, &[]))),
        (
            "an empty protocol",
            with_extension(ALPN, &vector(2, &vector(1, &[]))),
        ),
        (
            "supported_versions without data",
            with_extension(VERSIONS, &[]),
        ),
        ("no versions", with_extension(VERSIONS, &vector(1, &[]))),
        (
            "renegotiation_info without data",
            with_extension(RENEGOTIATION, &[]),
        ),
        (
            "data in extended_master_secret",
            with_extension(EXTENDED_MASTER_SECRET, &[0]),
        ),
        (
            "data in encrypt_then_mac",
            with_extension(ENCRYPT_THEN_MAC, &[0]),
        ),
    ];
    let all = cases.into_iter();
    all.map(|(case, hello)| of(case, hello, A::DecodeError, "expected"))
        .collect()
}

/// A ClientHello whose lengths do not fit what they count.
fn lengths() -> Vec<Malformed> {
    let hello = client_hello(&[0, 0x3c], &[0], &[]);
    let changed = |at: usize, byte: u8| {
        let mut hello = hello.clone();
        hello[at] = byte;
        hello
    };
    let mut longer = hello[4..].to_vec();
    longer.push(0);
    let past_the_end = [vec![0xff, 1], vec![0, 9], vec![0]].concat();
    vec![
        of(
            "one byte of a ClientHello",
            message(1, &[3]),
            A::DecodeError,
            "client_version",
        ),
        // behind type, length, version and random
        of(
            "a session identifier of 33 bytes",
            changed(4 + 2 + 32, 33),
            A::DecodeError,
            "session_id",
        ),
        of(
            "a byte behind the extensions",
            message(1, &longer),
            A::DecodeError,
            "1 byte",
        ),
        of(
            "an extension that goes on behind the extensions",
            client_hello(&[0, 0x3c], &[0], &past_the_end),
            A::DecodeError,
            "expected",
        ),
    ]
}

/// A ClientHello that is well-formed and says what cannot be.
fn contents() -> Vec<Malformed> {
    let info = extension(RENEGOTIATION, &vector(1, &[]));
    let unknown = extension(0x1234, &[]);
    let twice = |one: &[u8]| client_hello(&[0, 0x3c], &[0], &[one, one].concat());
    let of_version = |minor: u8| {
        let mut hello = client_hello(&[0, 0x3c], &[0], &[]);
        hello[5] = minor;
        hello
    };
    vec![
        of(
            "renegotiation_info twice",
            twice(&info),
            A::IllegalParameter,
            "renegotiation_info",
        ),
        of(
            "an unknown extension twice",
            twice(&unknown),
            A::IllegalParameter,
            "twice",
        ),
        of(
            "compression alone",
            client_hello(&[0, 0x3c], &[1], &[]),
            A::IllegalParameter,
            "null",
        ),
        of(
            "a suite of another key exchange",
            client_hello(&[0, 0x67], &[0], &[]),
            A::HandshakeFailure,
            "TLS_DHE_RSA",
        ),
        of("SSL 3.0", of_version(0), A::ProtocolVersion, "SSL 3.0"),
        of("TLS 1.1", of_version(2), A::ProtocolVersion, "TLS 1.1"),
        of(
            "ECDSA and PSS alone",
            with_extension(SIGNATURES, &vector(2, &[4, 3, 8, 4])),
            A::HandshakeFailure,
            "sha256WithRSAEncryption",
        ),
        of(
            "renegotiation_info of a renegotiation",
            with_extension(RENEGOTIATION, &vector(1, &[0; 12])),
            A::HandshakeFailure,
            "renegotiation_info",
        ),
    ]
}

/// Something else than a ClientHello. The order is judged by the type of a message, whatever else is wrong
/// with it, and its first byte is its type.
fn out_of_order() -> Vec<Malformed> {
    let of_type_0 = {
        let mut hello = client_hello(&[0, 0x3c], &[0], &[]);
        hello[0] = 0;
        hello
    };
    let of = |case, message| of(case, message, A::UnexpectedMessage, "expected ClientHello");
    let mut all = vec![
        of("a ClientHello of type 0", of_type_0),
        of("a Finished of 36 bytes", message(0x14, &[0; 36])),
        of("a ServerHello that is cut off", message(2, &[3])),
        of("the beginning of a Finished", vec![0x14, 0, 0xff]),
    ];
    for (case, content_type, bytes) in [
        (
            "a ChangeCipherSpec of the byte 2",
            ContentType::ChangeCipherSpec,
            &[2][..],
        ),
        (
            "application data",
            ContentType::ApplicationData,
            b"GET / HTTP/1.0",
        ),
    ] {
        all.push(Malformed {
            case,
            records: vec![to_bytes(content_type, ProtocolVersion::Tls12, bytes)],
            alert: A::UnexpectedMessage,
            says: "expected ClientHello",
        });
    }
    all
}

/// Records and alerts that there cannot be.
fn records() -> Vec<Malformed> {
    let with_header = |header: [u8; 5], len: usize| [&header[..], &vec![0; len]].concat();
    let one = |case, record, alert, says| Malformed {
        case,
        records: vec![record],
        alert,
        says,
    };
    let version = ProtocolVersion::Tls12;
    vec![
        one(
            "an alert of level 3",
            alert(&[3, 0]),
            A::IllegalParameter,
            "got 3",
        ),
        one(
            "a record of an unknown type",
            with_header([99, 3, 3, 0, 8], 8),
            A::UnexpectedMessage,
            "0x63",
        ),
        one(
            "a record that is too long",
            with_header([22, 3, 3, 0xff, 0xff], 0xffff),
            A::RecordOverflow,
            "65,535 bytes",
        ),
        one(
            "a handshake record without content",
            to_bytes(ContentType::Handshake, version, &[]),
            A::UnexpectedMessage,
            "got none",
        ),
        one(
            "a record of version 9.9",
            with_header([22, 9, 9, 0, 8], 8),
            A::ProtocolVersion,
            "0x0909",
        ),
        one(
            "an alert of one byte",
            alert(&[2]),
            A::DecodeError,
            "description",
        ),
    ]
}
