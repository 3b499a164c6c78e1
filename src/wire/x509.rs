//! The annotation of a certificate's DER (RFC 5280 §4.1): every byte with its name.
//!
//! The TLS messages carry certificates as opaque bytes, and nothing in the protocol fails when
//! they cannot be read: what does not fit is left as one field. What a certificate means, and
//! whether it is good, is the business of `pki`.
//!
//! A constructed element is a node whose first leaf is its tag and length; a primitive one is one
//! leaf with its tag and length in it.

use super::display::{escaped, hex};
use super::{Field, Node};
use std::ops::Range;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const BOOLEAN: u8 = 0x01;
const OBJECT_IDENTIFIER: u8 = 0x06;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// `[0] EXPLICIT`, the version.
const VERSION: u8 = 0xa0;
/// `[3] EXPLICIT`, the extensions.
const EXTENSIONS: u8 = 0xa3;

/// The parts of a certificate, which fill all of `der`; `None` where it is not one, or not DER in
/// its outline.
pub fn certificate(der: &[u8]) -> Option<Vec<Node>> {
    let mut c = Cursor {
        der,
        at: 0,
        end: der.len(),
    };
    let mut parts = Vec::new();
    c.open(SEQUENCE, &mut parts)?;
    parts.push(c.constructed(SEQUENCE, Field::TbsCertificate, tbs_certificate)?);
    parts.push(c.primitive(SEQUENCE, Field::CertificateSignatureAlgorithm)?);
    parts.push(c.primitive(BIT_STRING, Field::SignatureValue)?);
    c.is_done().then_some(parts)
}

fn tbs_certificate(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    if c.next_is(VERSION) {
        parts.push(c.primitive(VERSION, Field::CertificateVersion)?);
    }
    parts.push(c.primitive(INTEGER, Field::SerialNumber)?);
    parts.push(c.primitive(SEQUENCE, Field::TbsSignature)?);
    parts.push(c.constructed(SEQUENCE, Field::Issuer, name)?);
    parts.push(c.constructed(SEQUENCE, Field::Validity, |c, parts| {
        parts.push(c.any(Field::NotBefore)?);
        parts.push(c.any(Field::NotAfter)?);
        Some(())
    })?);
    parts.push(c.constructed(SEQUENCE, Field::Subject, name)?);
    parts.push(c.constructed(SEQUENCE, Field::SubjectPublicKeyInfo, public_key_info)?);
    while !c.is_done() && !c.next_is(EXTENSIONS) {
        parts.push(c.any(Field::UniqueIdentifier)?);
    }
    if c.next_is(EXTENSIONS) {
        parts.push(
            c.constructed(EXTENSIONS, Field::CertificateExtensions, |c, parts| {
                c.open(SEQUENCE, parts)?;
                while !c.is_done() {
                    parts.push(c.constructed(SEQUENCE, Field::CertificateExtension, extension)?);
                }
                Some(())
            })?,
        );
    }
    Some(())
}

fn name(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    while !c.is_done() {
        parts.push(c.primitive(SET, Field::RelativeDistinguishedName)?);
    }
    Some(())
}

fn public_key_info(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    parts.push(c.primitive(SEQUENCE, Field::PublicKeyAlgorithm)?);
    let before = c.at;
    let rsa = c.constructed(BIT_STRING, Field::SubjectPublicKey, rsa_public_key);
    parts.push(match rsa {
        Some(node) => node,
        // A key of another kind: its bits as one field.
        None => {
            c.at = before;
            c.primitive(BIT_STRING, Field::SubjectPublicKey)?
        }
    });
    Some(())
}

/// `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }` (RFC 8017 §A.1.1),
/// behind the number of unused bits of the BIT STRING.
fn rsa_public_key(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    let start = c.at;
    if c.der.get(c.at) != Some(&0) {
        return None;
    }
    c.at += 1;
    let content = c.header(SEQUENCE)?;
    parts.push(leaf(Field::DerHeader, start..content.start));
    (c.at, c.end) = (content.start, content.end);
    parts.push(c.primitive(INTEGER, Field::Modulus)?);
    parts.push(c.primitive(INTEGER, Field::PublicExponent)?);
    Some(())
}

fn extension(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    parts.push(c.primitive(OBJECT_IDENTIFIER, Field::ExtnId)?);
    if c.next_is(BOOLEAN) {
        parts.push(c.primitive(BOOLEAN, Field::Critical)?);
    }
    parts.push(c.primitive(OCTET_STRING, Field::ExtnValue)?);
    Some(())
}

struct Cursor<'a> {
    der: &'a [u8],
    at: usize,
    end: usize,
}

impl Cursor<'_> {
    fn is_done(&self) -> bool {
        self.at == self.end
    }

    fn next_is(&self, tag: u8) -> bool {
        self.at < self.end && self.der[self.at] == tag
    }

    /// The content of the element of this tag that comes next.
    fn header(&self, tag: u8) -> Option<Range<usize>> {
        let (content, found) = element(self.der, self.at..self.end)?;
        (found == tag).then_some(content)
    }

    /// Goes into an element that fills the rest; its tag and length become a leaf.
    fn open(&mut self, tag: u8, parts: &mut Vec<Node>) -> Option<()> {
        let content = self.header(tag)?;
        parts.push(leaf(Field::DerHeader, self.at..content.start));
        (content.end == self.end).then_some(())?;
        self.at = content.start;
        Some(())
    }

    /// An element as one leaf.
    fn primitive(&mut self, tag: u8, field: Field) -> Option<Node> {
        self.header(tag)?;
        self.any(field)
    }

    /// An element of whatever tag as one leaf.
    fn any(&mut self, field: Field) -> Option<Node> {
        let (content, _) = element(self.der, self.at..self.end)?;
        let node = leaf(field, self.at..content.end);
        self.at = content.end;
        Some(node)
    }

    /// An element as a node: its tag and length, and its parts.
    fn constructed(
        &mut self,
        tag: u8,
        field: Field,
        body: impl FnOnce(&mut Self, &mut Vec<Node>) -> Option<()>,
    ) -> Option<Node> {
        let content = self.header(tag)?;
        let start = self.at;
        let mut children = vec![leaf(Field::DerHeader, start..content.start)];
        let outer = self.end;
        (self.at, self.end) = (content.start, content.end);
        let read = body(self, &mut children);
        let done = self.at == content.end;
        (self.at, self.end) = (content.end, outer);
        (read.is_some() && done).then_some(())?;
        Some(Node {
            field,
            start,
            end: content.end,
            children,
        })
    }
}

fn leaf(field: Field, range: Range<usize>) -> Node {
    Node {
        field,
        start: range.start,
        end: range.end,
        children: Vec::new(),
    }
}

/// The content and the tag of the element at the start of a range (X.690 §8.1): tags of one byte,
/// definite lengths of up to four.
fn element(der: &[u8], within: Range<usize>) -> Option<(Range<usize>, u8)> {
    let bytes = der.get(within.clone())?;
    let (&tag, rest) = bytes.split_first()?;
    let (&short, rest) = rest.split_first()?;
    let (header, len) = match short {
        0..=0x7f => (2, usize::from(short)),
        0x81..=0x83 => {
            let digits = rest.get(..usize::from(short & 0x7f))?;
            (
                2 + digits.len(),
                digits
                    .iter()
                    .fold(0, |n, digit| n << 8 | usize::from(*digit)),
            )
        }
        _ => return None,
    };
    let start = within.start + header;
    (tag & 0x1f != 0x1f && start + len <= within.end).then_some((start..start + len, tag))
}

/// What the bytes of a primitive field say, in words; `None` where they say nothing shorter than
/// themselves.
pub(super) fn value(field: Field, bytes: &[u8]) -> Option<String> {
    let content = |bytes| {
        let (content, _): (Range<usize>, u8) = element(bytes, 0..bytes.len())?;
        Some(&bytes[content])
    };
    match field {
        // [0] { INTEGER }, and 0 stands for v1 (§4.1.2.1).
        Field::CertificateVersion => {
            let number = content(content(bytes)?)?;
            number.first().map(|n| format!("v{}", u16::from(*n) + 1))
        }
        Field::SerialNumber => Some(hex(content(bytes)?)),
        Field::PublicExponent => {
            let number = content(bytes)?.iter().try_fold(0_u64, |n, byte| {
                n.checked_mul(256).map(|n| n + u64::from(*byte))
            })?;
            Some(number.to_string())
        }
        Field::Critical => Some(match content(bytes)? {
            [0] => "FALSE".to_owned(),
            _ => "TRUE".to_owned(),
        }),
        Field::ExtnId => object(content(bytes)?),
        // SEQUENCE { OBJECT IDENTIFIER, parameters }
        Field::TbsSignature | Field::PublicKeyAlgorithm | Field::CertificateSignatureAlgorithm => {
            object(content(content(bytes)?)?)
        }
        Field::NotBefore | Field::NotAfter => {
            let (content, tag) = element(bytes, 0..bytes.len())?;
            date(&bytes[content], tag)
        }
        // SET { SEQUENCE { OBJECT IDENTIFIER, value } }
        Field::RelativeDistinguishedName => {
            let attribute = content(content(bytes)?)?;
            let (kind, _) = element(attribute, 0..attribute.len())?;
            let name = object(&attribute[kind.clone()])?;
            let text = content(&attribute[kind.end..])?;
            Some(format!("{name} = \"{}\"", escaped(text)))
        }
        _ => None,
    }
}

/// UTCTime and GeneralizedTime as certificates write them (§4.1.2.5): whole seconds, UTC.
fn date(text: &[u8], tag: u8) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    if !text.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let (century, rest) = match (tag, text.len()) {
        (UTC_TIME, 12) if text < "50" => ("20", text),
        (UTC_TIME, 12) => ("19", text),
        (GENERALIZED_TIME, 14) => text.split_at(2),
        _ => return None,
    };
    let part = |i: usize| &rest[2 * i..2 * i + 2];
    let (y, mo, d, h, mi, s) = (part(0), part(1), part(2), part(3), part(4), part(5));
    Some(format!("{century}{y}-{mo}-{d} {h}:{mi}:{s} UTC"))
}

/// An object identifier by its name, or in dotted decimal.
fn object(content: &[u8]) -> Option<String> {
    // The first element of an AlgorithmIdentifier's content has a header of its own.
    let content = match element(content, 0..content.len()) {
        Some((inner, OBJECT_IDENTIFIER)) => &content[inner],
        _ => content,
    };
    let dotted = dotted(content)?;
    Some(object_name(&dotted).map_or(dotted.clone(), str::to_owned))
}

/// The name of an object identifier in dotted decimal, if certificates of today carry it.
pub fn object_name(identifier: &str) -> Option<&'static str> {
    let found = OBJECTS.iter().find(|(known, _)| *known == identifier);
    found.map(|(_, name)| *name)
}

/// The object identifiers that certificates of today carry: attribute types, extensions, algorithms (RFC
/// 4519, RFC 5280 appendix A, RFC 8017 appendix C, RFC 5480, RFC 5758, RFC 8410).
const OBJECTS: [(&str, &str); 48] = [
    ("2.5.4.3", "commonName"),
    ("2.5.4.4", "surname"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "countryName"),
    ("2.5.4.7", "localityName"),
    ("2.5.4.8", "stateOrProvinceName"),
    ("2.5.4.9", "streetAddress"),
    ("2.5.4.10", "organizationName"),
    ("2.5.4.11", "organizationalUnitName"),
    ("2.5.4.12", "title"),
    ("2.5.4.42", "givenName"),
    ("0.9.2342.19200300.100.1.1", "userId"),
    ("0.9.2342.19200300.100.1.25", "domainComponent"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("2.5.29.14", "subjectKeyIdentifier"),
    ("2.5.29.15", "keyUsage"),
    ("2.5.29.17", "subjectAltName"),
    ("2.5.29.18", "issuerAltName"),
    ("2.5.29.19", "basicConstraints"),
    ("2.5.29.30", "nameConstraints"),
    ("2.5.29.31", "cRLDistributionPoints"),
    ("2.5.29.32", "certificatePolicies"),
    ("2.5.29.33", "policyMappings"),
    ("2.5.29.35", "authorityKeyIdentifier"),
    ("2.5.29.36", "policyConstraints"),
    ("2.5.29.37", "extKeyUsage"),
    ("2.5.29.54", "inhibitAnyPolicy"),
    ("1.3.6.1.5.5.7.1.1", "authorityInfoAccess"),
    ("1.3.6.1.4.1.11129.2.4.2", "signedCertificateTimestampList"),
    ("1.2.840.113549.1.1.1", "rsaEncryption"),
    ("1.2.840.113549.1.1.4", "md5WithRSAEncryption"),
    ("1.2.840.113549.1.1.5", "sha1WithRSAEncryption"),
    ("1.2.840.113549.1.1.10", "id-RSASSA-PSS"),
    ("1.2.840.113549.1.1.11", "sha256WithRSAEncryption"),
    ("1.2.840.113549.1.1.12", "sha384WithRSAEncryption"),
    ("1.2.840.113549.1.1.13", "sha512WithRSAEncryption"),
    ("1.2.840.113549.1.1.14", "sha224WithRSAEncryption"),
    ("1.2.840.10040.4.1", "id-dsa"),
    ("1.2.840.10045.2.1", "id-ecPublicKey"),
    ("1.2.840.10045.4.1", "ecdsa-with-SHA1"),
    ("1.2.840.10045.4.3.2", "ecdsa-with-SHA256"),
    ("1.2.840.10045.4.3.3", "ecdsa-with-SHA384"),
    ("1.2.840.10045.4.3.4", "ecdsa-with-SHA512"),
    ("2.16.840.1.101.3.4.3.2", "id-dsa-with-sha256"),
    ("1.3.101.110", "id-X25519"),
    ("1.3.101.111", "id-X448"),
    ("1.3.101.112", "id-Ed25519"),
    ("1.3.101.113", "id-Ed448"),
];

/// An object identifier's content in dotted decimal (X.690 §8.19).
fn dotted(content: &[u8]) -> Option<String> {
    let mut arcs: Vec<u64> = Vec::new();
    let mut arc = 0_u64;
    for byte in content {
        arc = arc.checked_mul(128)?.checked_add(u64::from(byte & 0x7f))?;
        if byte & 0x80 == 0 {
            arcs.push(arc);
            arc = 0;
        }
    }
    let (first, rest) = arcs.split_first()?;
    let top = (*first / 40).min(2);
    let mut out = format!("{top}.{}", first - 40 * top);
    for arc in rest {
        out.push_str(&format!(".{arc}"));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::node;

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

    #[test]
    fn no_object_is_named_twice() {
        for (i, (identifier, name)) in OBJECTS.iter().enumerate() {
            assert_eq!(object_name(identifier), Some(*name));
            assert!(
                OBJECTS[..i].iter().all(|(_, other)| other != name),
                "{name}"
            );
        }
        assert_eq!(object_name("1.2.3"), None);
    }

    #[test]
    fn values_are_said_in_words() {
        let said = |field, bytes: &[u8]| value(field, bytes).unwrap_or_default();
        assert_eq!(said(Field::CertificateVersion, &[0xa0, 3, 2, 1, 2]), "v3");
        assert_eq!(
            said(Field::NotBefore, b"\x17\x0d200101000000Z"),
            "2020-01-01 00:00:00 UTC"
        );
        assert_eq!(
            said(Field::NotAfter, b"\x18\x0f20991231235959Z"),
            "2099-12-31 23:59:59 UTC"
        );
        assert_eq!(said(Field::PublicExponent, &[2, 3, 1, 0, 1]), "65537");
        assert_eq!(
            said(Field::ExtnId, &[6, 3, 0x55, 0x1d, 0x11]),
            "subjectAltName"
        );
        let name = [
            &[0x31, 11, 0x30, 9, 6, 3, 0x55, 4, 3, 0x0c, 2][..],
            b"a\x1b",
        ]
        .concat();
        assert_eq!(
            said(Field::RelativeDistinguishedName, &name),
            "commonName = \"a\\u{1b}\""
        );
    }
}
