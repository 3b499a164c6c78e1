//! The parts of the messages that premaster neither sends nor accepts, for the annotation: the key exchanges
//! other than RSA, and CertificateStatus.

use crate::wire::form::Form;
use crate::wire::names::{EcCurveType, HandshakeType, SignatureAlgorithm};
use crate::wire::suite::KeyExchangeForm;
use crate::wire::{Field as F, ParseError, Reader};

/// Reads the body of a message.
pub(super) type Read = fn(&mut Reader<'_>, &Form) -> Result<(), ParseError>;

/// The field of a message's body and how that is laid out; `None` where its parts are not known.
pub(super) fn of(handshake_type: HandshakeType, form: &Form) -> Option<(F, Read)> {
    let exchange = form.key_exchange;
    match handshake_type {
        HandshakeType::ServerKeyExchange if exchange.has_server_message() => {
            Some((F::ServerKeyExchange, server_key_exchange))
        }
        HandshakeType::ClientKeyExchange if !exchange.encrypts_alone() => {
            Some((F::ClientKeyExchange, client_key_exchange))
        }
        HandshakeType::CertificateStatus => Some((F::CertificateStatus, certificate_status)),
        _ => None,
    }
}

/// The signed part of a ServerKeyExchange (RFC 5246 §7.4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedParameters<'b> {
    /// The parameters, as they are signed.
    pub parameters: &'b [u8],
    /// The algorithm of the signature; `None` before TLS 1.2, which does not name it.
    pub algorithm: Option<SignatureAlgorithm>,
    /// The signature.
    pub signature: &'b [u8],
}

impl<'b> SignedParameters<'b> {
    /// Those of a message with this body; `None` if it has no signature, or cannot be read.
    pub fn of(body: &'b [u8], form: &Form) -> Option<Self> {
        let mut r = Reader::unannotated(body);
        parameters(&mut r, form).ok()?;
        let parameters = body.get(..r.position())?;
        let signature = signature(&mut r, form).ok()??;
        Some(SignedParameters {
            parameters,
            algorithm: signature.algorithm,
            signature: signature.bytes,
        })
    }
}

/// A signature, and its algorithm if that is named.
struct Signature<'b> {
    algorithm: Option<SignatureAlgorithm>,
    bytes: &'b [u8],
}

/// ServerKeyExchange (RFC 5246 §7.4.3, RFC 8422 §5.4, RFC 4279 §2): the hint at a shared key, the parameters,
/// and a signature over both randoms and them, each where the key exchange has it.
fn server_key_exchange(r: &mut Reader<'_>, form: &Form) -> Result<(), ParseError> {
    parameters(r, form)?;
    signature(r, form).map(drop)
}

fn parameters(r: &mut Reader<'_>, form: &Form) -> Result<(), ParseError> {
    let exchange = form.key_exchange;
    if exchange.has_hint() {
        r.vec16(0.., F::PskIdentityHintLength, F::PskIdentityHint)?;
    }
    if exchange == KeyExchangeForm::RsaExport {
        r.vec16(1.., F::RsaModulusLength, F::RsaModulus)?;
        r.vec16(1.., F::RsaExponentLength, F::RsaExponent)?;
    }
    if exchange.has_dh() {
        r.vec16(1.., F::DhPrimeLength, F::DhPrime)?;
        r.vec16(1.., F::DhGeneratorLength, F::DhGenerator)?;
        r.vec16(1.., F::DhServerPublicLength, F::DhServerPublic)?;
    }
    if exchange.has_curve() {
        if EcCurveType::of(r.u8(F::CurveType)?) != EcCurveType::NamedCurve {
            // the parameters of a curve without a name, which RFC 8422 §5.4 no longer allows
            return r.rest(F::EcParameters).map(drop);
        }
        r.u16(F::NamedCurve)?;
        r.vec8(1.., F::EcServerPublicLength, F::EcServerPublic)?;
    }
    Ok(())
}

/// The algorithm and the signature, where the key exchange has one. Without a name for its curve, the whole
/// message is taken for parameters.
fn signature<'b>(r: &mut Reader<'b>, form: &Form) -> Result<Option<Signature<'b>>, ParseError> {
    if !form.key_exchange.is_signed() || r.remaining() == 0 {
        return Ok(None);
    }
    let algorithm = match form.signature_algorithms {
        true => Some(SignatureAlgorithm::of(r.u16(F::SignatureAlgorithm)?)),
        false => None,
    };
    let bytes = r.vec16(0.., F::ServerSignatureLength, F::ServerSignature)?;
    Ok(Some(Signature { algorithm, bytes }))
}

/// ClientKeyExchange (RFC 5246 §7.4.7.2, RFC 8422 §5.7, RFC 4279 §2): the identity of a shared key, and the
/// client's public value or an encrypted secret. A public value that the client's certificate has is left
/// out.
fn client_key_exchange(r: &mut Reader<'_>, form: &Form) -> Result<(), ParseError> {
    use KeyExchangeForm as K;
    let exchange = form.key_exchange;
    if exchange.has_hint() {
        r.vec16(0.., F::SharedKeyIdentityLength, F::SharedKeyIdentity)?;
    }
    if r.remaining() == 0 {
        return Ok(());
    }
    match exchange {
        K::Dh | K::Dhe | K::DhAnon | K::DhePsk => {
            r.vec16(1.., F::DhClientPublicLength, F::DhClientPublic)?;
        }
        K::Ecdh | K::Ecdhe | K::EcdhAnon | K::EcdhePsk => {
            r.vec8(1.., F::EcClientPublicLength, F::EcClientPublic)?;
        }
        K::RsaPsk => {
            let (length, secret) = (
                F::EncryptedPreMasterSecretLength,
                F::EncryptedPreMasterSecret,
            );
            r.vec16(1.., length, secret)?;
        }
        K::Psk => {}
        K::Rsa | K::RsaExport | K::InHellos | K::Unknown => {
            r.rest(F::OtherHandshake)?;
        }
    }
    Ok(())
}

/// CertificateStatus (RFC 6066 §8).
fn certificate_status(r: &mut Reader<'_>, _: &Form) -> Result<(), ParseError> {
    r.u8(F::StatusType)?;
    let len = r.u24(F::OcspResponseLength)?;
    r.opaque(F::OcspResponse, len).map(drop)
}
