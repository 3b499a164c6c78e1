//! The public key in a certificate (RFC 5280 section 4.1.2.7): of which kind it is, and where it lies.

use super::algorithm::{self, PssParameters};
use super::der::{Algorithm, DerError, Element, Reader, Signed, tag};
use super::name;
use crate::crypto::rsa::{KeyError, PublicKey};
use crate::said;
use std::ops::Range;

/// The subject's public key.
#[derive(Clone, Debug)]
pub enum SubjectKey {
    /// rsaEncryption (RFC 3279 section 2.3.1).
    Rsa(PublicKey),
    /// id-RSASSA-PSS: an RSA key that is for such signatures alone (RFC 4055 section 1.2).
    RsaPss {
        /// The key.
        key: PublicKey,
        /// With which hash alone, and with a salt of at least which length; `None` with any.
        only: Option<PssParameters>,
    },
    /// A key of another algorithm, which this program does not use: the name of the
    /// algorithm, or its object identifier.
    Other {
        /// Such as `id-ecPublicKey`.
        algorithm: String,
    },
    /// Said to be an RSA key, but none that can be used.
    Unusable(KeyError),
}

impl SubjectKey {
    /// Reads a subjectPublicKeyInfo. A key that cannot be used is no error.
    pub(super) fn from_info(info: &Element<'_>) -> Result<SubjectKey, DerError> {
        let (algorithm, bits) = parts(info)?;
        Ok(match algorithm.oid.as_str() {
            algorithm::PSS => SubjectKey::for_pss(&algorithm, bits.bits()?.0),
            RSA => match PublicKey::from_spki_der(info.bytes()) {
                Ok(key) => SubjectKey::Rsa(key),
                Err(error) => SubjectKey::Unusable(error),
            },
            oid => SubjectKey::Other {
                algorithm: name::shown(algorithm::name(oid)),
            },
        })
    }

    fn for_pss(algorithm: &Algorithm<'_>, bits: &[u8]) -> SubjectKey {
        let only = match algorithm.parameters.as_ref() {
            None => None,
            parameters => match PssParameters::read(parameters) {
                Ok(only) => Some(only),
                Err(what) => {
                    return SubjectKey::Other {
                        algorithm: said!("pki.key.pss_other", what).to_string(),
                    };
                }
            },
        };
        match PublicKey::from_pkcs1_der(bits) {
            Ok(key) => SubjectKey::RsaPss { key, only },
            Err(error) => SubjectKey::Unusable(error),
        }
    }

    /// The RSA key, whatever it may be used for.
    pub fn rsa(&self) -> Option<&PublicKey> {
        match self {
            SubjectKey::Rsa(key) | SubjectKey::RsaPss { key, .. } => Some(key),
            SubjectKey::Other { .. } | SubjectKey::Unusable(_) => None,
        }
    }

    /// The key in a few words, `RSA, 2048 bits`.
    pub fn describe(&self) -> String {
        let said = match self {
            SubjectKey::RsaPss { key, only } => {
                let only = only.map(|only| {
                    let (hash, salt_len) = (only.hash.name(), only.salt_len);
                    let mask = (only.mask != only.hash).then(|| only.mask.name());
                    said!("pki.key.pss_only", hash, mask, salt_len)
                });
                said!("pki.key.pss", only, bits = key.bits())
            }
            SubjectKey::Rsa(key) => said!("pki.key.rsa", bits = key.bits()),
            SubjectKey::Other { algorithm } => return algorithm.clone(),
            SubjectKey::Unusable(error) => said!("pki.key.unusable", error = error.to_string()),
        };
        said.to_string()
    }
}

/// rsaEncryption (RFC 3279 section 2.3.1).
const RSA: &str = "1.2.840.113549.1.1.1";

/// The algorithm of a subjectPublicKeyInfo, and the BIT STRING with the key.
fn parts<'d>(info: &Element<'d>) -> Result<(Algorithm<'d>, Element<'d>), DerError> {
    let mut inside = info.inside();
    let algorithm = Algorithm::read(&mut inside, "algorithm")?;
    let bits = inside.tagged(tag::BIT_STRING, "subjectPublicKey")?;
    inside.done()?;
    bits.bits()?;
    Ok((algorithm, bits))
}

/// Where modulus and public exponent of an RSA key lie in a certificate's DER, without a sign byte.
/// `None` where it is no certificate, or the key in it is of another kind. Far cheaper than
/// [`super::Certificate::from_der`].
pub fn rsa_key_places(der: &[u8]) -> Option<(Range<usize>, Range<usize>)> {
    let mut tbs = Signed::read(der, "Certificate", "tbsCertificate")
        .ok()?
        .tbs
        .inside();
    tbs.optional(tag::constructed(0), "version").ok()?;
    // serialNumber, signature, issuer, validity, subject
    for part in ["serialNumber", "signature", "issuer", "validity", "subject"] {
        tbs.any(part).ok()?;
    }
    let info = tbs.tagged(tag::SEQUENCE, "subjectPublicKeyInfo").ok()?;
    let (algorithm, bits) = parts(&info).ok()?;
    let mut key = Reader::within(
        der,
        bits.content_range().start + 1..bits.content_range().end,
    )
    .sequence("RSAPublicKey")
    .ok()?;
    let mut place = |part| {
        let range = key.tagged(tag::INTEGER, part).ok()?.content_range();
        let sign = der[range.clone()].iter().take_while(|byte| **byte == 0);
        Some(range.start + sign.count()..range.end)
    };
    let places = (place("modulus")?, place("publicExponent")?);
    (algorithm.oid == RSA).then_some(places)
}
