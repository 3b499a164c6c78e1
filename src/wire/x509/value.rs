//! What the fields of a certificate say, in words.

use super::super::Field;
use super::super::display::{escaped, hex};
use super::der::{
    BMP_STRING, BOOLEAN, GENERALIZED_TIME, NULL, OBJECT_IDENTIFIER, UTC_TIME, element, elements,
};
use super::object::{identified, name};
use crate::label;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The bits of a keyUsage, in order (§4.2.1.3).
const KEY_USAGE: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

/// The bits of ReasonFlags (§4.2.1.13).
const REASONS: [&str; 9] = [
    "unused",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "privilegeWithdrawn",
    "aACompromise",
];

/// What the bytes of a field say, in words; `None` if they say nothing shorter than themselves, and
/// for a field that does not occur in certificates.
pub(in crate::wire) fn value(field: Field, bytes: &[u8]) -> Option<String> {
    let (range, tag) = element(bytes, 0..bytes.len())?;
    let content = &bytes[range];
    match field {
        // [0] { INTEGER }, where 0 means v1 (§4.1.2.1).
        Field::CertificateVersion => {
            let (_, number) = elements(content).next()?;
            number.first().map(|n| format!("v{}", u16::from(*n) + 1))
        }
        Field::SerialNumber
        | Field::SubjectKeyIdentifier
        | Field::KeyIdentifier
        | Field::AuthorityCertSerialNumber => Some(hex(content)),
        Field::PublicExponent | Field::PathLenConstraint => number(content),
        Field::Critical | Field::Ca => truth(content),
        Field::ExtnId
        | Field::Algorithm
        | Field::AttributeType
        | Field::KeyPurposeId
        | Field::PolicyIdentifier
        | Field::AccessMethod
        | Field::RegisteredId => identified(content),
        // SEQUENCE { OBJECT IDENTIFIER, … }
        Field::TbsSignature
        | Field::PublicKeyAlgorithm
        | Field::CertificateSignatureAlgorithm
        | Field::CertificateExtension => match elements(content).next()? {
            (OBJECT_IDENTIFIER, identifier) => name(identifier),
            _ => None,
        },
        Field::AlgorithmParameters => match (tag, content) {
            (NULL, []) => Some("NULL".to_owned()),
            (OBJECT_IDENTIFIER, curve) => identified(curve),
            _ => None,
        },
        Field::NotBefore | Field::NotAfter => date(content, tag),
        Field::Issuer | Field::Subject => all(content, rdn, ", "),
        Field::RelativeDistinguishedName => rdn(content),
        Field::AttributeTypeAndValue => attribute(content),
        Field::AttributeValue => Some(text(tag, content)),
        Field::KeyUsage => bits(content, &KEY_USAGE),
        Field::Reasons => bits(content, &REASONS),
        Field::BasicConstraints => Some(match elements(content).next() {
            Some((BOOLEAN, ca)) => format!("cA {}", truth(ca)?),
            _ => label!("wire.value.ca_default").to_owned(),
        }),
        Field::Rfc822Name | Field::DnsName | Field::UniformResourceIdentifier => {
            Some(text(tag, content))
        }
        Field::IpAddress => address(content),
        Field::DirectoryName => all(elements(content).next()?.1, rdn, ", "),
        // [0] { type-id OBJECT IDENTIFIER, value }
        Field::OtherName => match elements(content).next()? {
            (OBJECT_IDENTIFIER, identifier) => identified(identifier),
            _ => None,
        },
        _ => None,
    }
}

/// A number that is not too large to be said in decimal.
fn number(content: &[u8]) -> Option<String> {
    let number = content.iter().try_fold(0_u64, |n, byte| {
        n.checked_mul(256).map(|n| n + u64::from(*byte))
    })?;
    Some(number.to_string())
}

fn truth(content: &[u8]) -> Option<String> {
    Some(match content {
        [0] => "FALSE".to_owned(),
        _ => "TRUE".to_owned(),
    })
}

/// What is said about every element of some content, unless there are too many for a line.
fn all(content: &[u8], said: impl Fn(&[u8]) -> Option<String>, between: &str) -> Option<String> {
    const FIT: usize = 32;
    let fit = (1..=FIT).contains(&elements(content).take(FIT + 1).count());
    let each = elements(content).map(|(_, one)| said(one));
    let each: Option<Vec<String>> = if fit { each.collect() } else { None };
    each.map(|each| each.join(between))
}

/// From the content of a RelativeDistinguishedName, a SET OF AttributeTypeAndValue.
fn rdn(content: &[u8]) -> Option<String> {
    all(content, attribute, " + ")
}

/// `commonName = "shop.example"`, from the content of an AttributeTypeAndValue.
fn attribute(content: &[u8]) -> Option<String> {
    let mut parts = elements(content);
    let (_, kind) = parts.next()?;
    let (tag, said) = parts.next()?;
    Some(format!("{} = {}", name(kind)?, text(tag, said)))
}

/// A string, whichever of ASN.1's kinds it is, in quotes.
fn text(tag: u8, content: &[u8]) -> String {
    if tag == BMP_STRING {
        let units = content.chunks_exact(2).map(|pair| match pair {
            [high, low] => u16::from_be_bytes([*high, *low]),
            _ => 0,
        });
        let wide: String = char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        return format!("\"{}\"", escaped(wide.as_bytes()));
    }
    format!("\"{}\"", escaped(content))
}

/// The names of the bits that are set in a BIT STRING (X.690 §8.6): the first byte counts the unused
/// bits at its end.
fn bits(content: &[u8], names: &[&str]) -> Option<String> {
    let (_, bytes) = content.split_first()?;
    let set = |bit: &usize| {
        let byte = bytes.get(bit / 8);
        byte.is_some_and(|byte| byte & (0x80 >> (bit % 8)) != 0)
    };
    let set: Vec<&str> = (0..names.len()).filter(set).map(|bit| names[bit]).collect();
    Some(match set.is_empty() {
        true => label!("wire.value.no_bit").to_owned(),
        false => set.join(", "),
    })
}

/// An address of IPv4 or IPv6, by its length (§4.2.1.6).
fn address(content: &[u8]) -> Option<String> {
    if let Ok(four) = <[u8; 4]>::try_from(content) {
        return Some(Ipv4Addr::from(four).to_string());
    }
    let sixteen = <[u8; 16]>::try_from(content).ok()?;
    Some(Ipv6Addr::from(sixteen).to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(field: Field, bytes: &[u8]) -> String {
        value(field, bytes).unwrap_or_default()
    }

    #[test]
    fn values_are_said_in_words() {
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
            "subjectAltName (2.5.29.17)"
        );
        assert_eq!(said(Field::AlgorithmParameters, &[5, 0]), "NULL");
        assert_eq!(said(Field::Ca, &[1, 1, 0xff]), "TRUE");
        assert_eq!(said(Field::PathLenConstraint, &[2, 1, 0]), "0");
        assert_eq!(
            said(Field::BasicConstraints, &[0x30, 0]),
            "cA FALSE, the default"
        );
        assert_eq!(
            said(Field::BasicConstraints, &[0x30, 3, 1, 1, 0xff]),
            "cA TRUE"
        );
    }

    #[test]
    fn names_are_escaped_and_of_whichever_kind() {
        let name = [
            &[0x31, 11, 0x30, 9, 6, 3, 0x55, 4, 3, 0x0c, 2][..],
            b"a\x1b",
        ]
        .concat();
        let all = "commonName = \"a\\u{1b}\"";
        assert_eq!(said(Field::RelativeDistinguishedName, &name), all);
        assert_eq!(said(Field::AttributeTypeAndValue, &name[2..]), all);
        assert_eq!(said(Field::AttributeValue, &name[9..]), "\"a\\u{1b}\"");
        let two = [&[0x31, 22][..], &name[2..], &name[2..]].concat();
        assert_eq!(
            said(Field::RelativeDistinguishedName, &two),
            format!("{all} + {all}")
        );
        assert_eq!(
            said(Field::AttributeValue, &[0x1e, 4, 0, b'h', 0x26, 0x3a]),
            "\"h☺\""
        );
        assert_eq!(
            said(Field::DnsName, b"\x82\x0cshop.example"),
            "\"shop.example\""
        );
        assert_eq!(
            said(Field::IpAddress, &[0x87, 4, 192, 0, 2, 7]),
            "192.0.2.7"
        );
        let six = [&[0x87, 16, 0x20, 1, 0x0d, 0xb8][..], &[0; 11], &[7]].concat();
        assert_eq!(said(Field::IpAddress, &six), "2001:db8::7");
        assert_eq!(value(Field::IpAddress, &six[..2]), None);
    }

    #[test]
    fn bits_have_the_names_of_the_rfc() {
        assert_eq!(
            said(Field::KeyUsage, &[3, 2, 5, 0xa0]),
            "digitalSignature, keyEncipherment"
        );
        assert_eq!(said(Field::KeyUsage, &[3, 3, 7, 0, 0x80]), "decipherOnly");
        assert_eq!(said(Field::KeyUsage, &[3, 1, 0]), "no bit is set");
        assert_eq!(value(Field::KeyUsage, &[3, 0]), None);
        assert_eq!(
            said(Field::Reasons, &[0x81, 2, 5, 0x60]),
            "keyCompromise, cACompromise"
        );
    }
}
