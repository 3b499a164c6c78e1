//! Which fields the messages that can be intercepted have on the wire: what a scenario's file may name.
//!
//! Left out: which of them is inside which other, and how long it is. That depends on the run,
//! and is said there.

use super::intercepted::Intercepted;
use crate::wire::Field;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Around every message in the clear, and for what cannot be read.
const CLEAR: &[RangeInclusive<Field>] = &[
    Field::Record..=Field::Record,
    Field::ContentType..=Field::Fragment,
    Field::Unparsed..=Field::Unparsed,
];

/// All that is visible of a protected record (RFC 5246 §6.2.3.2).
const PROTECTED: &[RangeInclusive<Field>] = &[
    Field::ProtectedRecord..=Field::RecordLength,
    Field::GenericStreamCipher..=Field::Ciphertext,
    Field::Mac..=Field::Mac,
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
    Field::Ticket..=Field::Ticket,
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

const NEW_SESSION_TICKET: &[RangeInclusive<Field>] = &[Field::NewSessionTicket..=Field::Ticket];

const CHANGE_CIPHER_SPEC: &[RangeInclusive<Field>] =
    &[Field::ChangeCipherSpec..=Field::ChangeCipherSpecType];

const ALERT: &[RangeInclusive<Field>] = &[Field::Alert..=Field::AlertDescription];

/// The names of the fields that a message can have, outermost first.
pub(super) fn names(message: Intercepted) -> Vec<&'static str> {
    let parts: &[&[RangeInclusive<Field>]] = match message {
        Intercepted::ClientHello => &[CLEAR, HANDSHAKE, CLIENT_HELLO, HELLO],
        Intercepted::ServerHello => &[CLEAR, HANDSHAKE, SERVER_HELLO, HELLO],
        Intercepted::ServerCertificate | Intercepted::ClientCertificate => {
            &[CLEAR, HANDSHAKE, CERTIFICATE]
        }
        Intercepted::CertificateRequest => &[CLEAR, HANDSHAKE, CERTIFICATE_REQUEST],
        Intercepted::ServerHelloDone => &[CLEAR, HANDSHAKE, SERVER_HELLO_DONE],
        Intercepted::ClientKeyExchange => &[CLEAR, HANDSHAKE, CLIENT_KEY_EXCHANGE],
        Intercepted::CertificateVerify => &[CLEAR, HANDSHAKE, CERTIFICATE_VERIFY],
        Intercepted::NewSessionTicket => &[CLEAR, HANDSHAKE, NEW_SESSION_TICKET],
        Intercepted::ClientChangeCipherSpec | Intercepted::ServerChangeCipherSpec => {
            &[CLEAR, CHANGE_CIPHER_SPEC]
        }
        // before there are keys, an alert is in the clear
        Intercepted::Alert => &[CLEAR, ALERT, PROTECTED],
        Intercepted::ClientFinished
        | Intercepted::ServerFinished
        | Intercepted::ClientApplicationData
        | Intercepted::ServerApplicationData
        | Intercepted::ClientCloseNotify
        | Intercepted::ServerCloseNotify => &[PROTECTED],
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
pub(super) fn unknown(message: Intercepted, path: &str) -> Option<&str> {
    let names = names(message);
    path.split('.').find(|part| {
        // several of a kind have numbers: cipher_suite[2]
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
