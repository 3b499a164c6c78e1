//! Which fields the messages that can be intercepted have on the wire: what a scenario's file may name.
//!
//! Left out: which of them stands inside which other, and how long it is. That depends on the run,
//! and is said there.

use crate::wire::Field;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Around every message in the clear, and what stands where it cannot be read.
const CLEAR: &[RangeInclusive<Field>] = &[
    Field::Record..=Field::Record,
    Field::ContentType..=Field::Fragment,
    Field::Unparsed..=Field::Unparsed,
];

/// All that is seen of a protected record (RFC 5246 §6.2.3.2).
const PROTECTED: &[RangeInclusive<Field>] = &[
    Field::ProtectedRecord..=Field::RecordLength,
    Field::GenericBlockCipher..=Field::Ciphertext,
    Field::Unparsed..=Field::Unparsed,
];

/// Around every handshake message (RFC 5246 §7.4), which may be spread over several records.
const HANDSHAKE: &[RangeInclusive<Field>] = &[
    Field::Handshake..=Field::HandshakeLength,
    Field::HandshakeFragment..=Field::HandshakeFragment,
    Field::OtherHandshake..=Field::OtherHandshake,
];

/// What both hellos have.
const HELLO: &[RangeInclusive<Field>] = &[
    Field::Random..=Field::SessionId,
    Field::CipherSuite..=Field::CipherSuite,
    Field::CompressionMethod..=Field::CompressionMethod,
    Field::ExtensionsLength..=Field::RenegotiatedConnection,
];

const CLIENT_HELLO: &[RangeInclusive<Field>] = &[
    Field::ClientHello..=Field::ClientHello,
    Field::ClientVersion..=Field::ClientVersion,
    Field::CipherSuitesLength..=Field::CompressionMethods,
];

const SERVER_HELLO: &[RangeInclusive<Field>] = &[
    Field::ServerHello..=Field::ServerHello,
    Field::ServerVersion..=Field::ServerVersion,
];

const CERTIFICATE: &[RangeInclusive<Field>] = &[Field::Certificate..=Field::SignatureValue];

const CERTIFICATE_REQUEST: &[RangeInclusive<Field>] = &[
    Field::CertificateRequest..=Field::DistinguishedName,
    Field::SignatureAlgorithmsLength..=Field::SignatureAlgorithm,
];

const SERVER_HELLO_DONE: &[RangeInclusive<Field>] =
    &[Field::ServerHelloDone..=Field::ServerHelloDone];

const CLIENT_KEY_EXCHANGE: &[RangeInclusive<Field>] =
    &[Field::ClientKeyExchange..=Field::EncryptedPreMasterSecret];

const CERTIFICATE_VERIFY: &[RangeInclusive<Field>] = &[
    Field::CertificateVerify..=Field::Signature,
    Field::SignatureAlgorithm..=Field::SignatureAlgorithm,
];

const CHANGE_CIPHER_SPEC: &[RangeInclusive<Field>] =
    &[Field::ChangeCipherSpec..=Field::ChangeCipherSpecType];

const ALERT: &[RangeInclusive<Field>] = &[Field::Alert..=Field::AlertDescription];

/// The names of the fields that a message can have, by the key of its step, outermost first.
pub(super) fn names(message: &str) -> Vec<&'static str> {
    let parts: &[&[RangeInclusive<Field>]] = match message {
        "client_hello" => &[CLEAR, HANDSHAKE, CLIENT_HELLO, HELLO],
        "server_hello" => &[CLEAR, HANDSHAKE, SERVER_HELLO, HELLO],
        "server_certificate" | "client_certificate" => &[CLEAR, HANDSHAKE, CERTIFICATE],
        "certificate_request" => &[CLEAR, HANDSHAKE, CERTIFICATE_REQUEST],
        "server_hello_done" => &[CLEAR, HANDSHAKE, SERVER_HELLO_DONE],
        "client_key_exchange" => &[CLEAR, HANDSHAKE, CLIENT_KEY_EXCHANGE],
        "certificate_verify" => &[CLEAR, HANDSHAKE, CERTIFICATE_VERIFY],
        "client_change_cipher_spec" | "server_change_cipher_spec" => &[CLEAR, CHANGE_CIPHER_SPEC],
        // before the keys are there an alert is in the clear
        "alert" => &[CLEAR, ALERT, PROTECTED],
        _ => &[PROTECTED],
    };
    let ranges: Vec<_> = parts.iter().copied().flatten().collect();
    let fields = Field::ALL.iter();
    let mut seen = BTreeSet::new();
    fields
        .filter(|field| ranges.iter().any(|range| range.contains(field)))
        .map(|field| field.key())
        .filter(|key| seen.insert(*key))
        .collect()
}

/// The first part of a path that no message of this kind has; `None` if there is none.
pub(super) fn unknown<'a>(message: &str, path: &'a str) -> Option<&'a str> {
    let names = names(message);
    path.split('.').find(|part| {
        // several of a kind are numbered: cipher_suite[2]
        let name = match part
            .strip_suffix(']')
            .and_then(|rest| rest.rsplit_once('['))
        {
            Some((name, index)) if index.parse::<usize>().is_ok() => name,
            _ => part,
        };
        !names.contains(&name)
    })
}
