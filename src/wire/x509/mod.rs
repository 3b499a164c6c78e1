//! The annotation of a certificate's DER (RFC 5280 §4.1): every byte with its name.
//!
//! The TLS messages carry certificates as opaque bytes, and nothing in the protocol fails when
//! they cannot be read. What does not have the expected form stays one field, the smallest that can
//! be told from what is around it. What a certificate means, and whether it is valid, is the business
//! of `pki`.
//!
//! A constructed element is a node whose first leaf is its tag and length; a primitive one is one
//! leaf with its tag and length in it. The two numbers that a reader compares with values of the run,
//! the modulus and the signature, have leaves of their own that hold the number and nothing else.

mod der;
mod extension;
mod object;
mod value;

pub use object::object_name;
pub(super) use value::value;

use super::{Field, Node};
use der::{BIT_STRING, BOOLEAN, Cursor, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET};

/// `[0] EXPLICIT`, the version.
const VERSION: u8 = 0xa0;
/// id-ecPublicKey (RFC 5480 §2.1.1).
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
/// `[3] EXPLICIT`, the extensions.
const EXTENSIONS: u8 = 0xa3;

/// The parts of a certificate, which fill all of `der`; `None` if it is not a certificate, or not DER
/// in its outline.
pub fn certificate(der: &[u8]) -> Option<Vec<Node>> {
    let mut c = Cursor::new(der);
    let mut parts = Vec::new();
    c.open(SEQUENCE, &mut parts)?;
    parts.push(c.constructed(SEQUENCE, Field::TbsCertificate, tbs_certificate)?);
    let algorithm = c.identified();
    parts.push(c.apart(
        SEQUENCE,
        Field::CertificateSignatureAlgorithm,
        algorithm_identifier,
    )?);
    c.bits(&mut parts, Field::SignatureValue)?;
    c.is_done().then_some(())?;
    if let (Some(true), Some(value)) = (algorithm.map(is_ecdsa), parts.last_mut()) {
        value.children = ecdsa_signature(&der[value.range()], value.start);
    }
    Some(parts)
}

/// Whether an object identifier is one of ecdsa-with-SHA1 (RFC 3279 §2.2.3) and ecdsa-with-SHA224 to
/// ecdsa-with-SHA512 (RFC 5758 §3.2): all in the arc 1.2.840.10045.4.
fn is_ecdsa(identifier: &[u8]) -> bool {
    identifier.starts_with(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4])
}

/// The parts of `Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279 §2.2.3), which begins at
/// `start`; none if it is something else.
fn ecdsa_signature(der: &[u8], start: usize) -> Vec<Node> {
    let mut c = Cursor::new(der);
    let mut parts = Vec::new();
    let mut read = || {
        c.open(SEQUENCE, &mut parts)?;
        c.unsigned(&mut parts, Field::EcdsaR)?;
        c.unsigned(&mut parts, Field::EcdsaS)?;
        c.is_done().then_some(())
    };
    match read() {
        Some(()) => parts.into_iter().map(|part| part.shifted(start)).collect(),
        None => Vec::new(),
    }
}

fn tbs_certificate(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    if c.next_is(VERSION) {
        parts.push(c.primitive(VERSION, Field::CertificateVersion)?);
    }
    parts.push(c.primitive(INTEGER, Field::SerialNumber)?);
    parts.push(c.apart(SEQUENCE, Field::TbsSignature, algorithm_identifier)?);
    parts.push(c.apart(SEQUENCE, Field::Issuer, name)?);
    parts.push(c.apart(SEQUENCE, Field::Validity, |c, parts| {
        parts.push(c.any(Field::NotBefore)?);
        parts.push(c.any(Field::NotAfter)?);
        Some(())
    })?);
    parts.push(c.apart(SEQUENCE, Field::Subject, name)?);
    parts.push(c.apart(SEQUENCE, Field::SubjectPublicKeyInfo, public_key_info)?);
    // issuerUniqueID and subjectUniqueID
    for _ in 0..2 {
        if !c.is_done() && !c.next_is(EXTENSIONS) {
            parts.push(c.any(Field::UniqueIdentifier)?);
        }
    }
    if c.next_is(EXTENSIONS) {
        parts.push(
            c.apart(EXTENSIONS, Field::CertificateExtensions, |c, parts| {
                c.open(SEQUENCE, parts)?;
                c.each(parts, |c| {
                    c.apart(SEQUENCE, Field::CertificateExtension, extension)
                })
            })?,
        );
    }
    Some(())
}

/// `AlgorithmIdentifier ::= SEQUENCE { algorithm, parameters OPTIONAL }` (§4.1.1.2).
fn algorithm_identifier(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    parts.push(c.primitive(OBJECT_IDENTIFIER, Field::Algorithm)?);
    if !c.is_done() {
        parts.push(c.any(Field::AlgorithmParameters)?);
    }
    Some(())
}

/// `RDNSequence`, each a SET of types with their values (§4.1.2.4).
fn name(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    c.each(parts, |c| {
        c.apart(SET, Field::RelativeDistinguishedName, attributes)
    })
}

fn attributes(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    c.each(parts, |c| {
        c.apart(SEQUENCE, Field::AttributeTypeAndValue, |c, parts| {
            parts.push(c.primitive(OBJECT_IDENTIFIER, Field::AttributeType)?);
            parts.push(c.any(Field::AttributeValue)?);
            Some(())
        })
    })
}

fn public_key_info(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    let algorithm = c.identified();
    parts.push(c.apart(SEQUENCE, Field::PublicKeyAlgorithm, algorithm_identifier)?);
    let key = match algorithm {
        Some(EC_PUBLIC_KEY) => {
            |c: &mut Cursor<'_>, parts: &mut _| bare_key(c, parts, Field::EcPublicKey)
        }
        Some([0x2b, 0x65, 0x6e..=0x71]) => {
            |c: &mut Cursor<'_>, parts: &mut _| bare_key(c, parts, Field::RawPublicKey)
        }
        // A key of another type stays one field.
        _ => rsa_public_key,
    };
    parts.push(c.apart(BIT_STRING, Field::SubjectPublicKey, key)?);
    Some(())
}

/// A key that is nothing but its bytes, behind the number of unused bits: a point on a curve (RFC 5480 §2.2),
/// or a key of X25519, X448, Ed25519 or Ed448 (RFC 8410 §4).
fn bare_key(c: &mut Cursor<'_>, parts: &mut Vec<Node>, field: Field) -> Option<()> {
    parts.push(c.octet(0, Field::UnusedBits)?);
    parts.push(c.rest(field)?);
    Some(())
}

/// `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }` (RFC 8017 §A.1.1),
/// behind the number of unused bits of the BIT STRING.
fn rsa_public_key(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    parts.push(c.octet(0, Field::UnusedBits)?);
    c.open(SEQUENCE, parts)?;
    c.unsigned(parts, Field::Modulus)?;
    parts.push(c.primitive(INTEGER, Field::PublicExponent)?);
    Some(())
}

fn extension(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    let identifier = c.content(OBJECT_IDENTIFIER)?;
    parts.push(c.primitive(OBJECT_IDENTIFIER, Field::ExtnId)?);
    if c.next_is(BOOLEAN) {
        parts.push(c.primitive(BOOLEAN, Field::Critical)?);
    }
    parts.push(match extension::body(identifier) {
        Some(body) => c.apart(OCTET_STRING, Field::ExtnValue, body)?,
        None => c.primitive(OCTET_STRING, Field::ExtnValue)?,
    });
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{display, node};

    #[test]
    fn what_is_no_certificate_has_no_parts() {
        for bytes in [
            &[][..],
            &[0x30],
            &[0x30, 0],
            &[0x30, 0x82, 1, 0],
            b"no certificate",
        ] {
            assert_eq!(certificate(bytes), None);
        }
    }

    /// A certificate cut from a message, its length set to whatever is left of it.
    #[test]
    fn parts_fill_what_they_are_parts_of() {
        let tbs: &[u8] = &[
            0x30, 0x1f, 0xa0, 3, 2, 1, 2, 2, 1, 7, 0x30, 0, 0x30, 0, 0x30, 4, 0x17, 0, 0x17, 0,
            0x30, 0, 0x30, 7, 0x30, 0, 3, 3, 0, 1, 2,
        ];
        let rest: &[u8] = &[0x30, 0, 3, 1, 0];
        let tbs = [&[0x30, tbs.len() as u8 - 2], &tbs[2..]].concat();
        let whole = [&[0x30, (tbs.len() + rest.len()) as u8][..], &tbs, rest].concat();
        let parts = certificate(&whole).unwrap_or_default();
        assert_eq!(node::tiles(&parts, whole.len()), Ok(()));
        let leaves = node::leaves(&parts);
        assert!(
            leaves
                .iter()
                .any(|leaf| leaf.field == Field::SubjectPublicKey)
        );
        for len in 0..whole.len() {
            assert_eq!(certificate(&whole[..len]), None);
        }
    }

    /// An element: a tag, the length of all that is in it, and that.
    fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let len = u32::try_from(content.len()).unwrap_or_default();
        let mut out = vec![tag];
        match len {
            0..=0x7f => out.push(len as u8),
            _ => {
                out.push(0x83);
                out.extend(&len.to_be_bytes()[1..]);
            }
        }
        out.extend(content);
        out
    }

    /// A certificate with these names as issuer and these extensions, and nothing else that is right.
    fn with(issuer: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
        let empty = der(SEQUENCE, &[]);
        let extensions: Vec<&[u8]> = extensions.iter().map(Vec::as_slice).collect();
        let tbs = [
            &der(INTEGER, &[&[7]])[..],
            &empty,
            issuer,
            &empty,
            &empty,
            &empty,
            &der(EXTENSIONS, &[&der(SEQUENCE, &extensions)]),
        ];
        der(
            SEQUENCE,
            &[&der(SEQUENCE, &tbs), &empty, &der(BIT_STRING, &[&[0]])],
        )
    }

    fn extension_of(identifier: &[u8], value: &[u8]) -> Vec<u8> {
        let identifier = der(OBJECT_IDENTIFIER, &[identifier]);
        der(SEQUENCE, &[&identifier, &der(OCTET_STRING, &[value])])
    }

    /// The paths of the fields inside the one extension, and what they say.
    fn told(identifier: &[u8], value: &[u8]) -> Vec<String> {
        let whole = with(&der(SEQUENCE, &[]), &[extension_of(identifier, value)]);
        let parts = certificate(&whole).unwrap_or_default();
        assert_eq!(node::tiles(&parts, whole.len()), Ok(()));
        let inside = node::walk(&parts).into_iter().filter_map(|placed| {
            let (_, path) = placed.path.split_once(".extn_value.")?;
            let said = display::value(placed.node, &whole);
            (placed.node.field != Field::DerHeader).then(|| format!("{path}: {said}"))
        });
        inside.collect()
    }

    #[test]
    fn extensions_are_told_apart_to_their_parts() {
        let purposes = [
            &[0x30, 0x0f, 6, 8][..],
            &[0x2b, 6, 1, 5, 5, 7, 3, 1],
            &[6, 3, 0x2a, 3, 4],
        ]
        .concat();
        let issuer = der(0xa4, &[&der(SEQUENCE, &[&rdn()])]);
        let uri = der(0x86, &[b"http://a.example/"]);
        let ca_issuers = [0x2b, 6, 1, 5, 5, 7, 0x30, 2];
        for (identifier, value, expected) in [
            (
                &[0x55, 0x1d, 0x13][..],
                vec![0x30, 6, 1, 1, 0xff, 2, 1, 0],
                &[
                    "basic_constraints: cA TRUE",
                    "basic_constraints.ca: TRUE",
                    "basic_constraints.path_len_constraint: 0",
                ][..],
            ),
            (
                &[0x55, 0x1d, 0x0f],
                vec![3, 2, 1, 6],
                &["key_usage: keyCertSign, cRLSign"],
            ),
            (
                &[0x55, 0x1d, 0x25],
                purposes,
                &[
                    "ext_key_usage: 2 purposes",
                    "ext_key_usage.key_purpose_id[0]: serverAuth (1.3.6.1.5.5.7.3.1)",
                    "ext_key_usage.key_purpose_id[1]: 1.2.3.4",
                ],
            ),
            (
                &[0x55, 0x1d, 0x11],
                der(
                    SEQUENCE,
                    &[&der(0x82, &[b"a.example"]), &der(0x87, &[&[1; 4]]), &issuer],
                ),
                &[
                    "general_names: 3 names",
                    "general_names.dns_name: \"a.example\"",
                    "general_names.ip_address: 1.1.1.1",
                    "general_names.directory_name: commonName = \"a\"",
                    "general_names.directory_name.relative_distinguished_name: commonName = \"a\"",
                    "general_names.directory_name.relative_distinguished_name.attribute_type_and_value: commonName = \"a\"",
                    "general_names.directory_name.relative_distinguished_name.attribute_type_and_value.type: commonName, CN (2.5.4.3)",
                    "general_names.directory_name.relative_distinguished_name.attribute_type_and_value.value: \"a\"",
                ],
            ),
            (
                &[0x55, 0x1d, 0x0e],
                vec![4, 2, 0xab, 0xcd],
                &["subject_key_identifier: abcd"],
            ),
            (
                &[0x55, 0x1d, 0x23],
                vec![0x30, 7, 0x80, 2, 0xab, 0xcd, 0x82, 1, 9],
                &[
                    "authority_key_identifier: 9 bytes",
                    "authority_key_identifier.key_identifier: abcd",
                    "authority_key_identifier.authority_cert_serial_number: 09",
                ],
            ),
            (
                &[0x55, 0x1d, 0x1f],
                der(
                    SEQUENCE,
                    &[&der(
                        SEQUENCE,
                        &[&der(0xa0, &[&der(0xa0, &[&uri])]), &[0x81, 2, 5, 0x60]],
                    )],
                ),
                &[
                    "crl_distribution_points: 1 distribution point",
                    "crl_distribution_points.distribution_point: 29 bytes",
                    "crl_distribution_points.distribution_point.distribution_point_name: 23 bytes",
                    "crl_distribution_points.distribution_point.distribution_point_name.full_name: 1 name",
                    "crl_distribution_points.distribution_point.distribution_point_name.full_name.uniform_resource_identifier: \"http://a.example/\"",
                    "crl_distribution_points.distribution_point.reasons: keyCompromise, cACompromise",
                ],
            ),
            (
                &[0x55, 0x1d, 0x20],
                vec![0x30, 8, 0x30, 6, 6, 4, 0x55, 0x1d, 0x20, 0],
                &[
                    "certificate_policies: 10 bytes",
                    "certificate_policies.policy_information: 8 bytes",
                    "certificate_policies.policy_information.policy_identifier: anyPolicy (2.5.29.32.0)",
                ],
            ),
            (
                &[0x2b, 6, 1, 5, 5, 7, 1, 1],
                der(
                    SEQUENCE,
                    &[&der(SEQUENCE, &[&der(6, &[&ca_issuers]), &uri])],
                ),
                &[
                    "authority_info_access: 33 bytes",
                    "authority_info_access.access_description: 31 bytes",
                    "authority_info_access.access_description.access_method: id-ad-caIssuers (1.3.6.1.5.5.7.48.2)",
                    "authority_info_access.access_description.uniform_resource_identifier: \"http://a.example/\"",
                ],
            ),
        ] {
            assert_eq!(told(identifier, &value), expected);
            // what is longer than it says, or shorter, stays whole
            let none = Vec::<String>::new();
            assert_eq!(told(identifier, &[&value[..], &[0]].concat()), none);
            assert_eq!(told(identifier, &value[..value.len() - 1]), none);
        }
        assert_eq!(told(&[0x2a, 3], &[0x30, 0]), Vec::<String>::new());
    }

    /// A RelativeDistinguishedName of one attribute.
    fn rdn() -> Vec<u8> {
        let kind = der(OBJECT_IDENTIFIER, &[&[0x55, 4, 3]]);
        der(SET, &[&der(SEQUENCE, &[&kind, &der(0x0c, &[b"a"])])])
    }

    #[test]
    fn a_list_that_is_too_long_stays_whole_and_hides_nothing_else() {
        let many = |element: &[u8], count: usize| der(SEQUENCE, &[&element.repeat(count)]);
        let names = |count| extension_of(&[0x55, 0x1d, 0x11], &many(&[0x82, 0], count));
        let usage = extension_of(&[0x55, 0x1d, 0x0f], &[3, 2, 1, 6]);
        let nodes = |issuer: &[u8], extensions: &[Vec<u8>]| {
            let whole = with(issuer, extensions);
            let parts = certificate(&whole).unwrap_or_default();
            assert_eq!(node::tiles(&parts, whole.len()), Ok(()));
            let has = |field| parts.iter().any(|part| part.find(field).is_some());
            assert!(has(Field::Issuer) && has(Field::CertificateExtensions));
            let all = node::walk(&parts).len();
            (all, has(Field::DnsName), has(Field::KeyUsage))
        };
        let empty = der(SEQUENCE, &[]);
        let (all, named, used) = nodes(&empty, &[names(1000), usage.clone()]);
        assert!(all > 1000 && named && used, "{all}");
        let (all, named, used) = nodes(&empty, &[names(100_000), usage.clone()]);
        assert!(all < 50 && !named && used, "{all}");
        let (all, named, used) = nodes(&many(&rdn(), 100_000), &[names(9), usage.clone()]);
        assert!(all < 60 && named && used, "{all}");
        // each below the bound, together above it
        let (all, _, used) = nodes(&empty, &[vec![names(3000); 100], vec![usage]].concat());
        assert!(all < 2 * der::MOST && used, "{all}");
        let (all, _, _) = nodes(&empty, &vec![extension_of(&[0x2a], &[]); 100_000]);
        assert!(all < 50, "{all}");
    }
}
