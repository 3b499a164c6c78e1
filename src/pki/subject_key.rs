//! The public key in a certificate (RFC 5280 section 4.1.2.7): of which kind it is, and where it lies.

use super::algorithm::{self, PssParameters};
use super::name;
use crate::crypto::rsa::{KeyError, PublicKey};
use std::ops::Range;
use x509_parser::certificate::X509CertificateParser;
use x509_parser::nom::{Offset, Parser};
use x509_parser::public_key::PublicKey as X509PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

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
    pub(super) fn from_info(info: &SubjectPublicKeyInfo<'_>) -> SubjectKey {
        let oid = info.algorithm.algorithm.to_id_string();
        if oid == algorithm::PSS {
            return SubjectKey::for_pss(info);
        }
        if oid != "1.2.840.113549.1.1.1" {
            return SubjectKey::Other {
                algorithm: name::shown(algorithm::name(&oid)),
            };
        }
        match PublicKey::from_spki_der(info.raw) {
            Ok(key) => SubjectKey::Rsa(key),
            Err(error) => SubjectKey::Unusable(error),
        }
    }

    fn for_pss(info: &SubjectPublicKeyInfo<'_>) -> SubjectKey {
        let only = match info.algorithm.parameters.as_ref() {
            None => None,
            parameters => match PssParameters::read(parameters) {
                Ok(only) => Some(only),
                Err(what) => {
                    return SubjectKey::Other {
                        algorithm: format!("id-RSASSA-PSS {what}"),
                    };
                }
            },
        };
        match PublicKey::from_pkcs1_der(&info.subject_public_key.data) {
            Ok(key) => SubjectKey::RsaPss { key, only },
            Err(error) => SubjectKey::Unusable(error),
        }
    }

    /// The key in a few words, `RSA, 2048 bits`.
    pub fn describe(&self) -> String {
        match self {
            SubjectKey::RsaPss { key, only } => {
                let only = only.map_or_else(String::new, |only| {
                    let (hash, salt_len) = (only.hash.name(), only.salt_len);
                    format!(" with {hash} and a salt of at least {salt_len} bytes")
                });
                format!("RSA for PSS signatures only{only}, {} bits", key.bits())
            }
            SubjectKey::Rsa(key) => format!("RSA, {} bits", key.bits()),
            SubjectKey::Other { algorithm } => algorithm.clone(),
            SubjectKey::Unusable(error) => format!("RSA, unusable: {error}"),
        }
    }
}

/// Where modulus and public exponent of an RSA key lie in a certificate's DER, without a sign byte.
/// `None` where it is no certificate, or the key in it is of another kind. Far cheaper than
/// [`super::Certificate::from_der`].
pub fn rsa_key_places(der: &[u8]) -> Option<(Range<usize>, Range<usize>)> {
    let (_, parsed) = X509CertificateParser::new()
        .with_deep_parse_extensions(false)
        .parse(der)
        .ok()?;
    let Ok(X509PublicKey::RSA(key)) = parsed.tbs_certificate.subject_pki.parsed() else {
        return None;
    };
    let place = |number: &[u8]| {
        let sign = number.iter().take_while(|byte| **byte == 0).count();
        let start = der.offset(number);
        start + sign..start + number.len()
    };
    Some((place(key.modulus), place(key.exponent)))
}
