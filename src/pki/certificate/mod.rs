//! A certificate (RFC 5280 section 4.1), read from its DER.
//!
//! The bytes are kept, because the signature is over bytes: what is read from them are views
//! and copies. Reading judges the form alone; [`super::chain`] judges whether to believe it.
//! Left out: issuerUniqueID and subjectUniqueID, which no CA should use (section 4.1.2.8).

mod error;

pub use error::CertificateError;

use std::ops::Range;

use super::algorithm::SignatureAlgorithm;
use super::der::{Algorithm, DerError, DerFault, Element, Extension, Reader, Signed, tag};
use super::extensions::Extensions;
use super::name::{self, Name};
use super::subject_key::SubjectKey;
use super::time::UnixTime;
use crate::crypto::rsa::PublicKey;

/// A certificate.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The whole certificate, as it was sent.
    pub der: Vec<u8>,
    /// Where in [`Certificate::der`] the tbsCertificate is: the bytes that are signed.
    pub tbs: Range<usize>,
    /// Where in [`Certificate::der`] the subjectPublicKeyInfo is.
    pub public_key_info: Range<usize>,
    /// Where in [`Certificate::der`] the signature is (the content of signatureValue).
    pub signature: Range<usize>,
    /// 1, 2 or 3; the number in the certificate is one less (section 4.1.2.1).
    pub version: u32,
    /// serialNumber: the bytes of the INTEGER, big endian (section 4.1.2.2).
    pub serial: Vec<u8>,
    /// How the issuer says it has signed (section 4.1.1.2).
    pub signature_algorithm: SignatureAlgorithm,
    /// Whether the signed part names the same algorithm, as section 4.1.2.3 demands.
    pub algorithms_agree: bool,
    /// Who has signed (section 4.1.2.4).
    pub issuer: Name,
    /// From when to when the certificate may be used (section 4.1.2.5).
    pub validity: Validity,
    /// Whom the certificate is about (section 4.1.2.6).
    pub subject: Name,
    /// Where in [`Certificate::der`] issuer and subject are, as DER.
    pub names: [Range<usize>; 2],
    /// The subject's key (section 4.1.2.7).
    pub public_key: SubjectKey,
    /// Everything a version 3 certificate adds (section 4.2).
    pub extensions: Extensions,
}

/// The most bytes that certificate_list of a Certificate message may have, those of its own length not counted:
/// the length of the message has three bytes, as that of the list has.
pub const MAX_LIST_LEN: usize = 0xff_ffff - 3;

/// How many bytes a chain takes in a certificate_list: each certificate, and the three bytes of its length (RFC 5246
/// section 7.4.2).
pub fn list_len(chain: &[Certificate]) -> usize {
    chain
        .iter()
        .map(|certificate| 3 + certificate.der.len())
        .sum()
}

/// notBefore and notAfter; both are within (section 4.1.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first second.
    pub not_before: UnixTime,
    /// The last second.
    pub not_after: UnixTime,
}

impl Validity {
    /// Whether the certificate may be used at that time.
    pub fn contains(self, time: UnixTime) -> bool {
        self.not_before <= time && time <= self.not_after
    }
}

/// What stands in a tbsCertificate before the extensions.
struct Fields<'d> {
    version: u32,
    serial: &'d [u8],
    algorithm: Algorithm<'d>,
    /// Issuer and subject.
    names: [Element<'d>; 2],
    validity: Validity,
    public_key_info: Element<'d>,
    /// Whether issuerUniqueID or subjectUniqueID is there.
    unique: bool,
}

impl<'d> Fields<'d> {
    fn read(tbs: &mut Reader<'d>) -> Result<Fields<'d>, DerError> {
        let version = match tbs.optional(tag::constructed(0), "version")? {
            None => 1,
            Some(explicit) => {
                let mut inside = explicit.inside();
                let version = inside.tagged(tag::INTEGER, "version")?;
                inside.done()?;
                match version.number()? {
                    number @ 0..=2 => number + 1,
                    _ => return version.fault(DerFault::Range),
                }
            }
        };
        let serial = tbs.integer("serialNumber")?;
        let algorithm = Algorithm::read(tbs, "signature")?;
        let issuer = tbs.tagged(tag::SEQUENCE, "issuer")?;
        let mut dates = tbs.sequence("validity")?;
        let validity = Validity {
            not_before: dates.time("notBefore")?,
            not_after: dates.time("notAfter")?,
        };
        dates.done()?;
        let subject = tbs.tagged(tag::SEQUENCE, "subject")?;
        let public_key_info = tbs.tagged(tag::SEQUENCE, "subjectPublicKeyInfo")?;
        let mut unique = false;
        for (number, part) in [(1, "issuerUniqueID"), (2, "subjectUniqueID")] {
            if let Some(bits) = tbs.optional(tag::primitive(number), part)? {
                bits.bits()?;
                unique = true;
            }
        }
        Ok(Fields {
            version,
            serial,
            algorithm,
            names: [issuer, subject],
            validity,
            public_key_info,
            unique,
        })
    }
}

impl Certificate {
    /// Reads one certificate, and refuses anything that follows it.
    ///
    /// # Errors
    /// See [`CertificateError`]. A key or an algorithm that this program cannot use is no
    /// error here.
    pub fn from_der(der: &[u8]) -> Result<Certificate, CertificateError> {
        let malformed = |error| CertificateError::malformed(der, error);
        let signed = Signed::read(der, "Certificate", "tbsCertificate").map_err(malformed)?;
        let mut tbs = signed.tbs.inside();
        let fields = Fields::read(&mut tbs).map_err(malformed)?;
        let extensions = match tbs.optional(tag::constructed(3), "extensions") {
            Ok(None) => Vec::new(),
            Ok(Some(explicit)) => {
                let mut inside = explicit.inside();
                let list = inside.sequence("extensions");
                let list = list.and_then(|list| inside.done().map(|()| list));
                list.and_then(Extension::all).map_err(malformed)?
            }
            Err(error) => return Err(malformed(error)),
        };
        tbs.done().map_err(malformed)?;
        let Fields {
            version,
            serial,
            algorithm,
            names,
            validity,
            public_key_info,
            unique,
        } = fields;
        if version < 3 && !extensions.is_empty() {
            return Err(CertificateError::Version { version });
        }
        if version < 2 && unique {
            return Err(CertificateError::Version { version });
        }
        let [issuer, subject] = &names;
        Ok(Certificate {
            tbs: signed.tbs.range(),
            public_key_info: public_key_info.range(),
            signature: signed.signature,
            version,
            serial: serial.to_vec(),
            signature_algorithm: SignatureAlgorithm::from_identifier(&signed.algorithm),
            algorithms_agree: der[signed.algorithm.range] == der[algorithm.range],
            issuer: Name::read(issuer).map_err(malformed)?,
            validity,
            subject: Name::read(subject).map_err(malformed)?,
            names: [issuer.range(), subject.range()],
            public_key: SubjectKey::from_info(&public_key_info).map_err(malformed)?,
            extensions: Extensions::read(&extensions)?,
            der: der.to_vec(),
        })
    }

    /// The bytes that the issuer has signed.
    pub fn tbs_bytes(&self) -> &[u8] {
        &self.der[self.tbs.clone()]
    }

    /// The signature, as long as the issuer's modulus if it is RSA.
    pub fn signature_bytes(&self) -> &[u8] {
        &self.der[self.signature.clone()]
    }

    /// The issuer's name, as DER.
    pub fn issuer_bytes(&self) -> &[u8] {
        &self.der[self.names[0].clone()]
    }

    /// The subject's name, as DER.
    pub fn subject_bytes(&self) -> &[u8] {
        &self.der[self.names[1].clone()]
    }

    /// The subjectPublicKeyInfo, as DER.
    pub fn public_key_info_bytes(&self) -> &[u8] {
        &self.der[self.public_key_info.clone()]
    }

    /// Whether subject and issuer are the same name (RFC 5280 section 3.2). A self-signed
    /// certificate is self-issued, but not the other way round.
    pub fn self_issued(&self) -> bool {
        self.subject.matches(&self.issuer)
    }

    /// The RSA key, when it is one that can be used for whatever RSA can do.
    pub fn rsa_key(&self) -> Option<&PublicKey> {
        match &self.public_key {
            SubjectKey::Rsa(key) => Some(key),
            SubjectKey::RsaPss { .. } | SubjectKey::Other { .. } | SubjectKey::Unusable(_) => None,
        }
    }

    /// A short name for people: the common name, else the first DNS name, else the whole subject; cut
    /// where it is too long to be shown.
    pub fn short_name(&self) -> String {
        let dns = || {
            self.extensions
                .subject_alt_names
                .as_ref()?
                .dns
                .first()
                .map(String::as_str)
        };
        match self.subject.common_name().or_else(dns) {
            Some(name) => name.to_owned(),
            None => name::cut(self.subject.to_string(), name::MAX_SHOWN),
        }
    }
}

/// Two certificates are the same when their bytes are.
impl PartialEq for Certificate {
    fn eq(&self, other: &Certificate) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::crypto::hash::HashAlgorithm;
    use crate::pki::demo;
    use crate::pki::extensions::{BasicConstraints, KeyPurpose};
    use proptest::prelude::*;

    fn demo(name: &str) -> Certificate {
        Certificate::from_pem_chain(demo::file(name).unwrap())
            .unwrap()
            .remove(0)
    }

    #[test]
    fn the_demonstration_server_reads_as_it_was_made() {
        let server = demo("server.pem");
        assert_eq!(server.version, 3);
        assert_eq!(server.serial, [0x45, 0x52, 0x00, 0x01]);
        assert_eq!(
            server.subject.to_string(),
            "CN=shop.example, O=Premaster Demonstration"
        );
        assert_eq!(
            server.issuer.common_name(),
            Some("Premaster Demonstration Intermediate")
        );
        assert_eq!(server.validity.not_before, "2020-01-01".parse().unwrap());
        assert_eq!(
            server.validity.not_after,
            "2099-12-31T23:59:59Z".parse().unwrap()
        );
        assert_eq!(
            server.signature_algorithm,
            SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha256)
        );
        assert_eq!(server.signature_bytes().len(), 256);
        assert_eq!(server.public_key.describe(), "RSA, 2048 bits");
        assert_eq!(server.short_name(), "shop.example");
        let extensions = &server.extensions;
        assert_eq!(
            extensions.basic_constraints,
            Some(BasicConstraints {
                ca: false,
                path_len: None
            })
        );
        assert_eq!(
            extensions.key_usage.unwrap().names(),
            "digitalSignature, keyEncipherment"
        );
        assert_eq!(
            extensions.extended_key_usage,
            Some(vec![KeyPurpose::ServerAuth])
        );
        assert_eq!(
            extensions.subject_alt_names.as_ref().unwrap().dns,
            ["shop.example", "www.shop.example"]
        );
        assert_eq!(
            extensions.authority_key_id.as_ref().unwrap().key_id,
            demo("intermediate.pem").extensions.subject_key_id
        );
        assert!(extensions.unknown_critical.is_empty() && !server.self_issued());
        assert!(demo("root.pem").self_issued());
    }

    #[test]
    fn the_first_and_the_last_second_are_within() {
        let validity = demo("server.pem").validity;
        let UnixTime(first) = validity.not_before;
        let UnixTime(last) = validity.not_after;
        for (time, within) in [
            (first - 1, false),
            (first, true),
            (last, true),
            (last + 1, false),
        ] {
            assert_eq!(validity.contains(UnixTime(time)), within, "{time}");
        }
    }

    #[test]
    fn the_signed_bytes_are_a_sequence_of_their_own() {
        let server = demo("server.pem");
        for part in [server.tbs_bytes(), server.public_key_info_bytes()] {
            assert_eq!(part[..2], [0x30, 0x82]);
            assert_eq!(
                usize::from(u16::from_be_bytes([part[2], part[3]])) + 4,
                part.len()
            );
        }
        assert_eq!(server.tbs.start, 4);
        assert_eq!(server.signature.end, server.der.len());
    }

    #[test]
    fn every_truncation_and_any_trailing_byte_is_refused() {
        let der = demo("server.pem").der;
        for length in 0..der.len() {
            let error = Certificate::from_der(&der[..length]).unwrap_err();
            assert!(matches!(error, CertificateError::Malformed { got, .. } if got == length));
        }
        let longer = [&der[..], &[0]].concat();
        assert_eq!(
            Certificate::from_der(&longer),
            Err(CertificateError::TrailingBytes {
                expected: der.len(),
                got: der.len() + 1
            })
        );
    }

    #[test]
    fn an_algorithm_inside_that_differs_from_the_one_outside_is_noticed() {
        let server = demo("server.pem");
        assert!(server.algorithms_agree);
        // the last byte of sha256WithRSAEncryption (0b) before NULL, outside: make it SHA-1 (05)
        let mut der = server.der.clone();
        let at = server.tbs.end + 12;
        assert_eq!(der[at], 0x0b);
        der[at] = 0x05;
        let changed = Certificate::from_der(&der).unwrap();
        assert_eq!(changed.signature_algorithm.name(), "sha1WithRSAEncryption");
        assert!(!changed.algorithms_agree);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn no_mutation_makes_it_panic(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
            cut in any::<prop::sample::Index>(), cut_it in prop::bool::weighted(0.1),
            name in prop::sample::select(vec!["root.pem", "intermediate.pem", "server.pem", "client.pem"]),
        ) {
            let mut der = demo(name).der;
            for (at, value) in changes {
                let at = at.index(der.len());
                der[at] = value;
            }
            if cut_it {
                der.truncate(cut.index(der.len()));
            }
            if let Ok(certificate) = Certificate::from_der(&der) {
                prop_assert_eq!(&certificate.der, &der);
                prop_assert!(!certificate.facts().is_empty());
                prop_assert!(!certificate.short_name().chars().any(char::is_control));
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            prop_assert!(Certificate::from_der(&bytes).is_err());
        }
    }
}
