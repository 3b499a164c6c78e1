//! The algorithms that certificates and revocation lists name (RFC 4055, RFC 5280 section 4.1.1.2).
//!
//! Signatures with RSA are told apart down to their parameters; of others the name is known, so that
//! it can be said.

use super::der::{Algorithm, DerError, Element, Reader, tag};
use super::name::shown;
use crate::crypto::hash::HashAlgorithm;
use crate::text::Said;
use crate::wire::names::SignatureAlgorithm as CodePoint;
use crate::wire::x509;
use crate::{label, said};

/// How a certificate is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with that hash (RFC 8017 section 8.2).
    RsaPkcs1(HashAlgorithm),
    /// RSASSA-PSS (RFC 8017 section 8.1, RFC 4055 section 3.1).
    RsaPss(PssParameters),
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
    pub(super) fn from_identifier(identifier: &Algorithm<'_>) -> SignatureAlgorithm {
        let oid = identifier.oid.clone();
        let name = shown(name(&oid));
        if oid == PSS {
            return match PssParameters::read(identifier.parameters.as_ref()) {
                Ok(parameters) => SignatureAlgorithm::RsaPss(parameters),
                Err(what) => SignatureAlgorithm::Other {
                    oid,
                    name: said!("pki.algorithm.other", name, what).to_string(),
                },
            };
        }
        let known = PKCS1.iter().find(|(known, ..)| *known == oid);
        let Some((_, hash)) = known else {
            return SignatureAlgorithm::Other { oid, name };
        };
        // RFC 4055 section 5: the parameters are NULL; to accept them absent is common
        match &identifier.parameters {
            Some(parameters) if parameters.null().is_err() => SignatureAlgorithm::Other {
                oid,
                name: said!("pki.algorithm.with_parameters", name).to_string(),
            },
            _ => SignatureAlgorithm::RsaPkcs1(*hash),
        }
    }

    /// As the RFCs spell it: `sha256WithRSAEncryption`.
    pub fn name(&self) -> &str {
        match self {
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Md5) => "md5WithRSAEncryption",
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha1) => "sha1WithRSAEncryption",
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha224) => "sha224WithRSAEncryption",
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha256) => "sha256WithRSAEncryption",
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha384) => "sha384WithRSAEncryption",
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha512) => "sha512WithRSAEncryption",
            // the key alone: no certificate is signed so
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Md5Sha1) => "rsaEncryption",
            SignatureAlgorithm::RsaPss(parameters) => match parameters.hash {
                HashAlgorithm::Md5 | HashAlgorithm::Md5Sha1 => label!("pki.algorithm.pss_md5"),
                HashAlgorithm::Sha1 => label!("pki.algorithm.pss_sha1"),
                HashAlgorithm::Sha224 => label!("pki.algorithm.pss_sha224"),
                HashAlgorithm::Sha256 => label!("pki.algorithm.pss_sha256"),
                HashAlgorithm::Sha384 => label!("pki.algorithm.pss_sha384"),
                HashAlgorithm::Sha512 => label!("pki.algorithm.pss_sha512"),
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
                HashAlgorithm::Sha224 => &[C::RsaPkcs1Sha224],
                HashAlgorithm::Sha256 => &[C::RsaPkcs1Sha256],
                HashAlgorithm::Sha384 => &[C::RsaPkcs1Sha384],
                HashAlgorithm::Sha512 => &[C::RsaPkcs1Sha512],
                HashAlgorithm::Md5Sha1 => &[],
            },
            // the code points are for the same hash in the mask
            SignatureAlgorithm::RsaPss(with) if with.mask != with.hash => &[],
            SignatureAlgorithm::RsaPss(with) => match with.hash {
                HashAlgorithm::Sha256 => &[C::RsaPssRsaeSha256, C::RsaPssPssSha256],
                HashAlgorithm::Sha384 => &[C::RsaPssRsaeSha384, C::RsaPssPssSha384],
                HashAlgorithm::Sha512 => &[C::RsaPssRsaeSha512, C::RsaPssPssSha512],
                _ => &[],
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
            SignatureAlgorithm::RsaPkcs1(hash) => Some(*hash),
            SignatureAlgorithm::RsaPss(parameters) => Some(parameters.hash),
            SignatureAlgorithm::Other { .. } => None,
        }
    }
}

/// id-RSASSA-PSS: a signature, and a key that is for such signatures alone.
pub(super) const PSS: &str = "1.2.840.113549.1.1.10";

/// RSASSA-PKCS1-v1_5 by object identifier (RFC 4055 section 5, RFC 3279 section 2.2.1), and the name that
/// OIW gave to the same with SHA-1, which old Windows tools write.
const PKCS1: [(&str, HashAlgorithm); 7] = [
    ("1.2.840.113549.1.1.4", HashAlgorithm::Md5),
    ("1.2.840.113549.1.1.5", HashAlgorithm::Sha1),
    ("1.3.14.3.2.29", HashAlgorithm::Sha1),
    ("1.2.840.113549.1.1.14", HashAlgorithm::Sha224),
    ("1.2.840.113549.1.1.11", HashAlgorithm::Sha256),
    ("1.2.840.113549.1.1.12", HashAlgorithm::Sha384),
    ("1.2.840.113549.1.1.13", HashAlgorithm::Sha512),
];

/// The parameters of RSASSA-PSS (RFC 4055 section 3.1), with the usual trailer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PssParameters {
    /// The hash for the message.
    pub hash: HashAlgorithm,
    /// The hash of MGF1, which makes the mask.
    pub mask: HashAlgorithm,
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
    (
        "2.16.840.1.101.3.4.2.4",
        "SHA-224",
        Some(HashAlgorithm::Sha224),
    ),
    ("2.16.840.1.101.3.4.2.7", "SHA3-224", None),
    ("2.16.840.1.101.3.4.2.8", "SHA3-256", None),
    ("2.16.840.1.101.3.4.2.9", "SHA3-384", None),
    ("2.16.840.1.101.3.4.2.10", "SHA3-512", None),
];

/// The parameters as they are written, before they are judged.
struct Written {
    hash: String,
    /// The mask generation function, and the hash in it.
    mask: (String, String),
    salt_len: u32,
    trailer: u32,
}

impl Written {
    fn read(parameters: &Element<'_>) -> Result<Written, DerError> {
        const MGF1: &str = "1.2.840.113549.1.1.8";
        const SHA1: &str = "1.3.14.3.2.26";
        let mut written = Written {
            hash: SHA1.to_owned(),
            mask: (MGF1.to_owned(), SHA1.to_owned()),
            salt_len: 20,
            trailer: 1,
        };
        let mut list = parameters.inside();
        let mut explicit = |number: u8, part| -> Result<Option<Reader<'_>>, DerError> {
            Ok(list
                .optional(tag::constructed(number), part)?
                .map(|it| it.inside()))
        };
        if let Some(mut inside) = explicit(0, "hashAlgorithm")? {
            written.hash = Algorithm::read(&mut inside, "hashAlgorithm")?.oid;
            inside.done()?;
        }
        if let Some(mut inside) = explicit(1, "maskGenAlgorithm")? {
            let mask = Algorithm::read(&mut inside, "maskGenAlgorithm")?;
            inside.done()?;
            let hash = match mask.parameters {
                Some(hash) if hash.tag == tag::SEQUENCE => {
                    hash.inside().object_identifier("maskGenAlgorithm")?
                }
                _ => String::new(),
            };
            written.mask = (mask.oid, hash);
        }
        if let Some(mut inside) = explicit(2, "saltLength")? {
            written.salt_len = inside.tagged(tag::INTEGER, "saltLength")?.number()?;
            inside.done()?;
        }
        if let Some(mut inside) = explicit(3, "trailerField")? {
            written.trailer = inside.tagged(tag::INTEGER, "trailerField")?.number()?;
            inside.done()?;
        }
        list.done()?;
        match written.mask.0 == MGF1 {
            true => Ok(written),
            false => Ok(Written {
                mask: (String::new(), String::new()),
                ..written
            }),
        }
    }
}

impl PssParameters {
    /// Reads the parameters.
    ///
    /// # Errors
    /// What they are that is not supported here, in words that go on after the algorithm's name.
    pub(super) fn read(parameters: Option<&Element<'_>>) -> Result<PssParameters, Said> {
        // only a key may have none
        let parameters = parameters.ok_or_else(|| said!("pki.algorithm.no_parameters"))?;
        let broken = || said!("pki.algorithm.broken");
        if parameters.tag != tag::SEQUENCE {
            return Err(broken());
        }
        let written = Written::read(parameters).map_err(|_| broken())?;
        let named = |oid: &str| match HASHES.iter().find(|(known, ..)| *known == oid) {
            Some((_, name, hash)) => ((*name).to_owned(), *hash),
            None => (shown(oid), None),
        };
        let (name, hash) = named(&written.hash);
        let Some(hash) = hash else {
            return Err(said!("pki.algorithm.hash", name));
        };
        if written.mask.0.is_empty() {
            return Err(said!("pki.algorithm.no_mgf1", name));
        }
        let (of_mask, mask) = named(&written.mask.1);
        let Some(mask) = mask else {
            return Err(said!("pki.algorithm.mask", name, of_mask));
        };
        if written.trailer != 1 {
            return Err(said!("pki.algorithm.trailer", name));
        }
        let salt_len = usize::try_from(written.salt_len).map_err(|_| broken())?;
        Ok(PssParameters {
            hash,
            mask,
            salt_len,
        })
    }
}
