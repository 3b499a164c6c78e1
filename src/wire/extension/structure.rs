//! The parts of the extensions that play no part in a handshake here, for the annotation: the key shares and
//! pre-shared keys of TLS 1.3 (RFC 8446 §4.2), and what clients send besides.
//!
//! Left out: extensions whose content is encrypted or of another protocol, such as encrypted_client_hello and
//! quic_transport_parameters.

use super::Hello;
use crate::wire::names::ExtensionType;
use crate::wire::{Field as F, ParseError, Reader};

/// Reads the data of an extension.
pub(super) type Read = fn(&mut Reader<'_>) -> Result<(), ParseError>;

/// How the data of an extension is laid out; `None` where its parts are not known.
pub(super) fn of(extension_type: ExtensionType, hello: Hello) -> Option<Read> {
    use ExtensionType as E;
    Some(match (extension_type, hello) {
        (E::KeyShare, Hello::Client) => key_shares,
        (E::KeyShare, Hello::Server) => key_share,
        (E::KeyShare, Hello::Retry) => |r| r.u16(F::SelectedGroup).map(drop),
        (E::SupportedVersions, _) => |r| r.u16(F::SelectedVersion).map(drop),
        (E::PskKeyExchangeModes, _) => psk_modes,
        (E::PreSharedKey, Hello::Client) => offered_psks,
        (E::PreSharedKey, _) => |r| r.u16(F::SelectedIdentity).map(drop),
        (E::Cookie, _) => |r| r.vec16(1.., F::CookieLength, F::Cookie).map(drop),
        (E::StatusRequest, Hello::Client) => status_request,
        (E::SignedCertificateTimestamp, Hello::Server) => timestamps,
        (E::MaxFragmentLength, _) => |r| r.u8(F::MaxFragmentLength).map(drop),
        (E::Heartbeat, _) => |r| r.u8(F::HeartbeatMode).map(drop),
        (E::RecordSizeLimit, _) => |r| r.u16(F::RecordSizeLimit).map(drop),
        (E::CompressCertificate, _) => compression_algorithms,
        (E::Padding, _) => padding,
        (E::SignatureAlgorithmsCert | E::DelegatedCredential, _) => signature_algorithms,
        (E::CertificateAuthorities, _) => certificate_authorities,
        _ => return None,
    })
}

/// `KeyShareClientHello` (RFC 8446 §4.2.8).
fn key_shares(r: &mut Reader<'_>) -> Result<(), ParseError> {
    let (length, list) = (F::KeyShareListLength, F::KeyShareList);
    r.list16(0.., length, list, key_share).map(drop)
}

fn key_share(r: &mut Reader<'_>) -> Result<(), ParseError> {
    r.node(F::KeyShareEntry, |r| {
        r.u16(F::KeyShareGroup)?;
        r.vec16(1.., F::KeyExchangeLength, F::KeyExchange).map(drop)
    })
}

/// `PskKeyExchangeModes` (RFC 8446 §4.2.9).
fn psk_modes(r: &mut Reader<'_>) -> Result<(), ParseError> {
    let mode = |r: &mut Reader<'_>| r.u8(F::PskMode);
    r.list8(1.., F::PskModesLength, F::PskModes, mode).map(drop)
}

/// `OfferedPsks` (RFC 8446 §4.2.11).
fn offered_psks(r: &mut Reader<'_>) -> Result<(), ParseError> {
    r.list16(7.., F::PskIdentitiesLength, F::PskIdentities, |r| {
        r.node(F::PskIdentity, |r| {
            r.vec16(1.., F::IdentityLength, F::Identity)?;
            r.opaque(F::ObfuscatedTicketAge, 4).map(drop)
        })
    })?;
    r.list16(33.., F::PskBindersLength, F::PskBinders, |r| {
        r.vec8(32.., F::PskBinderLength, F::PskBinder).map(drop)
    })
    .map(drop)
}

/// `CertificateStatusRequest` (RFC 6066 §8). OCSP is the only type that was ever used.
fn status_request(r: &mut Reader<'_>) -> Result<(), ParseError> {
    r.u8(F::StatusType)?;
    r.list16(0.., F::ResponderIdListLength, F::ResponderIdList, |r| {
        r.vec16(1.., F::ResponderIdLength, F::ResponderId).map(drop)
    })?;
    let (length, extensions) = (F::RequestExtensionsLength, F::RequestExtensions);
    r.vec16(0.., length, extensions).map(drop)
}

/// `SignedCertificateTimestampList` (RFC 6962 §3.3).
fn timestamps(r: &mut Reader<'_>) -> Result<(), ParseError> {
    r.list16(1.., F::SctListLength, F::SctList, |r| {
        let len = usize::from(r.u16(F::SctLength)?);
        r.bounded(F::Sct, len, timestamp)
    })
    .map(drop)
}

/// `SignedCertificateTimestamp` (RFC 6962 §3.2).
fn timestamp(r: &mut Reader<'_>) -> Result<(), ParseError> {
    r.u8(F::SctVersion)?;
    r.opaque(F::SctLogId, 32)?;
    r.opaque(F::SctTimestamp, 8)?;
    r.vec16(0.., F::SctExtensionsLength, F::SctExtensions)?;
    r.u16(F::SignatureAlgorithm)?;
    r.vec16(0.., F::SctSignatureLength, F::SctSignature)
        .map(drop)
}

/// RFC 8879 §3.
fn compression_algorithms(r: &mut Reader<'_>) -> Result<(), ParseError> {
    let (length, list) = (F::CertificateCompressionsLength, F::CertificateCompressions);
    r.list8(2.., length, list, |r| r.u16(F::CertificateCompression))
        .map(drop)
}

/// RFC 7685 §3.
fn padding(r: &mut Reader<'_>) -> Result<(), ParseError> {
    match r.remaining() {
        0 => Ok(()),
        _ => r.rest(F::PaddingData).map(drop),
    }
}

/// The list of `signature_algorithms` in another extension (RFC 8446 §4.2.3, RFC 9345 §4.1.1).
fn signature_algorithms(r: &mut Reader<'_>) -> Result<(), ParseError> {
    let (length, list) = (F::SignatureAlgorithmsLength, F::SignatureAlgorithms);
    r.list16(2.., length, list, |r| r.u16(F::SignatureAlgorithm))
        .map(drop)
}

/// `CertificateAuthoritiesExtension` (RFC 8446 §4.2.4).
fn certificate_authorities(r: &mut Reader<'_>) -> Result<(), ParseError> {
    let (length, list) = (F::CertificateAuthoritiesLength, F::CertificateAuthorities);
    r.list16(3.., length, list, |r| {
        let (length, name) = (F::DistinguishedNameLength, F::DistinguishedName);
        r.vec16(1.., length, name).map(drop)
    })
    .map(drop)
}
