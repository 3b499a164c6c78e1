//! The content of the extensions that occur in current certificates (RFC 5280 §4.2): what is inside
//! extnValue.
//!
//! Left out: the rarer ones (nameConstraints, policyMappings and the like), whose content stays one
//! field, and within the others what seldom occurs: policyQualifiers, otherName, x400Address,
//! ediPartyName.

use super::super::{Field, Node};
use super::der::{
    BIT_STRING, BOOLEAN, Body, Cursor, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE,
};

/// What reads the content of an extension, by the content of its extnID.
pub(super) fn body(identifier: &[u8]) -> Option<Body> {
    Some(match identifier {
        // id-ce, 2.5.29
        [0x55, 0x1d, 0x0e] => subject_key_identifier,
        [0x55, 0x1d, 0x0f] => key_usage,
        [0x55, 0x1d, 0x11 | 0x12] => alternative_names,
        [0x55, 0x1d, 0x13] => basic_constraints,
        [0x55, 0x1d, 0x1f] => crl_distribution_points,
        [0x55, 0x1d, 0x20] => certificate_policies,
        [0x55, 0x1d, 0x23] => authority_key_identifier,
        [0x55, 0x1d, 0x25] => ext_key_usage,
        // id-pe, 1.3.6.1.5.5.7.1
        [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01] => authority_info_access,
        _ => return None,
    })
}

/// `AuthorityKeyIdentifier ::= SEQUENCE { [0] keyIdentifier, [1] authorityCertIssuer,
/// [2] authorityCertSerialNumber }`, all optional (§4.2.1.1).
fn authority_key_identifier(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    parts.push(
        c.constructed(SEQUENCE, Field::AuthorityKeyIdentifier, |c, parts| {
            if c.next_is(0x80) {
                parts.push(c.any(Field::KeyIdentifier)?);
            }
            if c.next_is(0xa1) {
                parts.push(c.apart(0xa1, Field::AuthorityCertIssuer, general_names)?);
            }
            if c.next_is(0x82) {
                parts.push(c.any(Field::AuthorityCertSerialNumber)?);
            }
            Some(())
        })?,
    );
    Some(())
}

/// `SubjectKeyIdentifier ::= OCTET STRING` (§4.2.1.2).
fn subject_key_identifier(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    parts.push(c.primitive(OCTET_STRING, Field::SubjectKeyIdentifier)?);
    Some(())
}

/// `KeyUsage ::= BIT STRING` (§4.2.1.3).
fn key_usage(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    parts.push(c.primitive(BIT_STRING, Field::KeyUsage)?);
    Some(())
}

/// `SEQUENCE OF SEQUENCE { policyIdentifier, policyQualifiers OPTIONAL }` (§4.2.1.4).
fn certificate_policies(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    list(c, parts, Field::CertificatePolicies, |c| {
        c.apart(SEQUENCE, Field::PolicyInformation, |c, parts| {
            parts.push(c.primitive(OBJECT_IDENTIFIER, Field::PolicyIdentifier)?);
            if !c.is_done() {
                parts.push(c.primitive(SEQUENCE, Field::PolicyQualifiers)?);
            }
            Some(())
        })
    })
}

/// `SubjectAltName ::= GeneralNames` (§4.2.1.6), and `IssuerAltName` (§4.2.1.7).
fn alternative_names(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    list(c, parts, Field::GeneralNames, general_name)
}

/// `BasicConstraints ::= SEQUENCE { cA DEFAULT FALSE, pathLenConstraint OPTIONAL }` (§4.2.1.9).
fn basic_constraints(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    parts.push(
        c.constructed(SEQUENCE, Field::BasicConstraints, |c, parts| {
            if c.next_is(BOOLEAN) {
                parts.push(c.any(Field::Ca)?);
            }
            if c.next_is(INTEGER) {
                parts.push(c.any(Field::PathLenConstraint)?);
            }
            Some(())
        })?,
    );
    Some(())
}

/// `ExtKeyUsageSyntax ::= SEQUENCE OF KeyPurposeId` (§4.2.1.12).
fn ext_key_usage(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    list(c, parts, Field::ExtKeyUsage, |c| {
        c.primitive(OBJECT_IDENTIFIER, Field::KeyPurposeId)
    })
}

/// `SEQUENCE OF SEQUENCE { [0] distributionPoint, [1] reasons, [2] cRLIssuer }`, all optional (§4.2.1.13).
fn crl_distribution_points(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    list(c, parts, Field::CrlDistributionPoints, |c| {
        c.apart(SEQUENCE, Field::DistributionPoint, |c, parts| {
            if c.next_is(0xa0) {
                let point = c.apart(0xa0, Field::DistributionPointName, |c, parts| {
                    parts.push(match c.next()? {
                        0xa0 => c.apart(0xa0, Field::FullName, general_names)?,
                        _ => c.apart(0xa1, Field::NameRelativeToCrlIssuer, super::attributes)?,
                    });
                    Some(())
                });
                parts.push(point?);
            }
            if c.next_is(0x81) {
                parts.push(c.any(Field::Reasons)?);
            }
            if c.next_is(0xa2) {
                parts.push(c.apart(0xa2, Field::CrlIssuer, general_names)?);
            }
            Some(())
        })
    })
}

/// `SEQUENCE OF SEQUENCE { accessMethod, accessLocation GeneralName }` (§4.2.2.1).
fn authority_info_access(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    list(c, parts, Field::AuthorityInfoAccess, |c| {
        c.apart(SEQUENCE, Field::AccessDescription, |c, parts| {
            parts.push(c.primitive(OBJECT_IDENTIFIER, Field::AccessMethod)?);
            parts.push(general_name(c)?);
            Some(())
        })
    })
}

/// A SEQUENCE OF something.
fn list(
    c: &mut Cursor<'_>,
    parts: &mut Vec<Node>,
    field: Field,
    element: impl Fn(&mut Cursor<'_>) -> Option<Node>,
) -> Option<()> {
    parts.push(c.constructed(SEQUENCE, field, |c, parts| c.each(parts, element))?);
    Some(())
}

fn general_names(c: &mut Cursor<'_>, parts: &mut Vec<Node>) -> Option<()> {
    c.each(parts, general_name)
}

/// `GeneralName ::= CHOICE`, told by its tag (§4.2.1.6).
fn general_name(c: &mut Cursor<'_>) -> Option<Node> {
    match c.next()? {
        0xa0 => c.any(Field::OtherName),
        0x81 => c.any(Field::Rfc822Name),
        0x82 => c.any(Field::DnsName),
        0xa3 => c.any(Field::X400Address),
        // a Name is a CHOICE itself, and so its tag is kept
        0xa4 => c.apart(0xa4, Field::DirectoryName, |c, parts| {
            c.open(SEQUENCE, parts)?;
            super::name(c, parts)
        }),
        0xa5 => c.any(Field::EdiPartyName),
        0x86 => c.any(Field::UniformResourceIdentifier),
        0x87 => c.any(Field::IpAddress),
        0x88 => c.any(Field::RegisteredId),
        _ => None,
    }
}
