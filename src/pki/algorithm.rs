//! The algorithms that certificates and revocation lists name (RFC 4055, RFC 5280 section 4.1.1.2).
//!
//! Signatures with RSA are told apart down to their parameters; of others the name is known, so that
//! it can be said.

use x509_parser::asn1_rs::{Any, Tag};
use x509_parser::signature_algorithm::RsaSsaPssParams;
use x509_parser::x509::AlgorithmIdentifier;

use super::name::shown;
use crate::crypto::hash::HashAlgorithm;
use crate::wire::names::SignatureAlgorithm as CodePoint;
use crate::wire::x509;

/// How a certificate is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with that hash (RFC 8017 section 8.2).
    RsaPkcs1(HashAlgorithm),
    /// RSASSA-PSS with that hash, for the message and for the mask (RFC 8017 section 8.1,
    /// RFC 4055 section 3.1).
    RsaPss {
        /// The hash.
        hash: HashAlgorithm,
        /// The length of the salt in bytes.
        salt_len: usize,
    },
    /// One that this program does not verify.
    Other {
        /// The dotted object identifier.
        oid: String,
        /// Its name where it is known, or else the object identifier again.
        name: String,
    },
}

/// The name of an object identifier, or the identifier itself.
pub(super) fn name(oid: &str) -> &str {
    x509::object_name(oid).unwrap_or(oid)
}

impl SignatureAlgorithm {
    pub(super) fn from_identifier(identifier: &AlgorithmIdentifier<'_>) -> SignatureAlgorithm {
        let oid = identifier.algorithm.to_id_string();
        let name = shown(name(&oid));
        if oid == PSS {
            return match PssParameters::read(identifier.parameters.as_ref()) {
                Ok(PssParameters { hash, salt_len }) => {
                    SignatureAlgorithm::RsaPss { hash, salt_len }
                }
                Err(what) => SignatureAlgorithm::Other {
                    oid,
                    name: format!("{name} {what}"),
                },
            };
        }
        let hash = match name.as_str() {
            "md5WithRSAEncryption" => HashAlgorithm::Md5,
            "sha1WithRSAEncryption" => HashAlgorithm::Sha1,
            "sha256WithRSAEncryption" => HashAlgorithm::Sha256,
            "sha384WithRSAEncryption" => HashAlgorithm::Sha384,
            "sha512WithRSAEncryption" => HashAlgorithm::Sha512,
            _ => return SignatureAlgorithm::Other { oid, name },
        };
        // RFC 4055 section 5: the parameters are NULL; to accept them absent is common
        match &identifier.parameters {
            Some(parameters) if parameters.tag() != Tag::Null => SignatureAlgorithm::Other {
                oid,
                name: format!("{name} with parameters"),
            },
            _ => SignatureAlgorithm::RsaPkcs1(hash),
        }
    }

    /// As the RFCs spell it: `sha256WithRSAEncryption`.
    pub fn name(&self) -> &str {
        match self {
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Md5) => "md5WithRSAEncryption",
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha1) => "sha1WithRSAEncryption",
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha256) => "sha256WithRSAEncryption",
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha384) => "sha384WithRSAEncryption",
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha512) => "sha512WithRSAEncryption",
            SignatureAlgorithm::RsaPss { hash, .. } => match hash {
                HashAlgorithm::Md5 => "id-RSASSA-PSS with MD5",
                HashAlgorithm::Sha1 => "id-RSASSA-PSS with SHA-1",
                HashAlgorithm::Sha256 => "id-RSASSA-PSS with SHA-256",
                HashAlgorithm::Sha384 => "id-RSASSA-PSS with SHA-384",
                HashAlgorithm::Sha512 => "id-RSASSA-PSS with SHA-512",
            },
            SignatureAlgorithm::Other { name, .. } => name,
        }
    }

    /// The code points by which a hello names the algorithm (RFC 5246 section 7.4.1.4.1, RFC 8446
    /// section 4.2.3); none where it has none that is known here.
    pub fn code_points(&self) -> &'static [CodePoint] {
        use CodePoint as C;
        match self {
            SignatureAlgorithm::RsaPkcs1(hash) => match hash {
                HashAlgorithm::Md5 => &[C::RsaPkcs1Md5],
                HashAlgorithm::Sha1 => &[C::RsaPkcs1Sha1],
                HashAlgorithm::Sha256 => &[C::RsaPkcs1Sha256],
                HashAlgorithm::Sha384 => &[C::RsaPkcs1Sha384],
                HashAlgorithm::Sha512 => &[C::RsaPkcs1Sha512],
            },
            SignatureAlgorithm::RsaPss { hash, .. } => match hash {
                HashAlgorithm::Sha256 => &[C::RsaPssRsaeSha256, C::RsaPssPssSha256],
                HashAlgorithm::Sha384 => &[C::RsaPssRsaeSha384, C::RsaPssPssSha384],
                HashAlgorithm::Sha512 => &[C::RsaPssRsaeSha512, C::RsaPssPssSha512],
                HashAlgorithm::Md5 | HashAlgorithm::Sha1 => &[],
            },
            SignatureAlgorithm::Other { name, .. } => match name.as_str() {
                "ecdsa-with-SHA256" => &[C::EcdsaSecp256r1Sha256],
                "ecdsa-with-SHA384" => &[C::EcdsaSecp384r1Sha384],
                "ecdsa-with-SHA512" => &[C::EcdsaSecp521r1Sha512],
                _ => &[],
            },
        }
    }

    /// The hash, for an algorithm that can be verified here.
    pub fn hash(&self) -> Option<HashAlgorithm> {
        match self {
            SignatureAlgorithm::RsaPkcs1(hash) | SignatureAlgorithm::RsaPss { hash, .. } => {
                Some(*hash)
            }
            SignatureAlgorithm::Other { .. } => None,
        }
    }
}

/// id-RSASSA-PSS: a signature, and a key that is for such signatures alone.
pub(super) const PSS: &str = "1.2.840.113549.1.1.10";

/// The parameters of RSASSA-PSS (RFC 4055 section 3.1), where the mask is made with the same hash and
/// the trailer is the usual one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PssParameters {
    /// The hash, for the message and for the mask.
    pub hash: HashAlgorithm,
    /// The length of the salt in bytes; of a key the least length of one.
    pub salt_len: usize,
}

/// Hashes by object identifier: RFC 4055 section 2.1, and those of FIPS 202.
const HASHES: [(&str, &str, Option<HashAlgorithm>); 9] = [
    ("1.3.14.3.2.26", "SHA-1", Some(HashAlgorithm::Sha1)),
    (
        "2.16.840.1.101.3.4.2.1",
        "SHA-256",
        Some(HashAlgorithm::Sha256),
    ),
    (
        "2.16.840.1.101.3.4.2.2",
        "SHA-384",
        Some(HashAlgorithm::Sha384),
    ),
    (
        "2.16.840.1.101.3.4.2.3",
        "SHA-512",
        Some(HashAlgorithm::Sha512),
    ),
    ("2.16.840.1.101.3.4.2.4", "SHA-224", None),
    ("2.16.840.1.101.3.4.2.7", "SHA3-224", None),
    ("2.16.840.1.101.3.4.2.8", "SHA3-256", None),
    ("2.16.840.1.101.3.4.2.9", "SHA3-384", None),
    ("2.16.840.1.101.3.4.2.10", "SHA3-512", None),
];

impl PssParameters {
    /// Reads the parameters.
    ///
    /// # Errors
    /// What they are that is not supported here, in words that go on after the algorithm's name.
    pub(super) fn read(parameters: Option<&Any<'_>>) -> Result<PssParameters, String> {
        const MGF1: &str = "1.2.840.113549.1.1.8";
        // only a key may have none
        let parameters = parameters.ok_or("without parameters")?;
        let broken = "with parameters that cannot be read";
        let parameters = RsaSsaPssParams::try_from(parameters).map_err(|_| broken)?;
        let mask = parameters.mask_gen_algorithm().map_err(|_| broken)?;
        let named = |oid: &str| match HASHES.iter().find(|(known, ..)| *known == oid) {
            Some((_, name, hash)) => ((*name).to_owned(), *hash),
            None => (shown(oid), None),
        };
        let (name, hash) = named(&parameters.hash_algorithm_oid().to_id_string());
        let Some(hash) = hash else {
            return Err(format!("with the hash {name}"));
        };
        if mask.mgf.to_id_string() != MGF1 {
            return Err(format!("with {name} and a mask that MGF1 does not make"));
        }
        let (of_mask, _) = named(&mask.hash.to_id_string());
        if of_mask != name {
            return Err(format!(
                "with {name} and a mask that MGF1 makes with {of_mask}"
            ));
        }
        if parameters.trailer_field() != 1 {
            return Err(format!("with {name} and another trailer than bc"));
        }
        let salt_len = usize::try_from(parameters.salt_length()).map_err(|_| broken)?;
        Ok(PssParameters { hash, salt_len })
    }
}
