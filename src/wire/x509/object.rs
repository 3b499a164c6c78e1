//! Object identifiers and their names.

/// The name of an object identifier in dotted decimal, if it occurs in current certificates.
pub fn object_name(identifier: &str) -> Option<&'static str> {
    let found = OBJECTS.iter().find(|(known, _)| *known == identifier);
    found.map(|(_, name)| *name)
}

/// The object identifiers that occur in current certificates: attribute types, extensions, purposes,
/// policies, algorithms, curves (RFC 4519, RFC 5280 appendix A, RFC 8017 appendix C, RFC 5480, RFC 5758,
/// RFC 8410, and for the policies of the web the CA/Browser Forum's Baseline Requirements §7.1.6.1).
const OBJECTS: [(&str, &str); 63] = [
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
    ("1.3.6.1.5.5.7.3.1", "serverAuth"),
    ("1.3.6.1.5.5.7.3.2", "clientAuth"),
    ("1.3.6.1.5.5.7.3.3", "codeSigning"),
    ("1.3.6.1.5.5.7.3.4", "emailProtection"),
    ("1.3.6.1.5.5.7.3.8", "timeStamping"),
    ("1.3.6.1.5.5.7.3.9", "OCSPSigning"),
    ("2.5.29.37.0", "anyExtendedKeyUsage"),
    ("1.3.6.1.5.5.7.48.1", "id-ad-ocsp"),
    ("1.3.6.1.5.5.7.48.2", "id-ad-caIssuers"),
    ("2.5.29.32.0", "anyPolicy"),
    ("2.23.140.1.2.1", "domain-validated"),
    ("2.23.140.1.2.2", "organization-validated"),
    ("1.2.840.10045.3.1.7", "secp256r1"),
    ("1.3.132.0.34", "secp384r1"),
    ("1.3.132.0.35", "secp521r1"),
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

/// The short names of attribute types in the text of a name (RFC 4514 §3).
const SHORT: [(&str, &str); 9] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.6", "C"),
    ("2.5.4.9", "STREET"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("0.9.2342.19200300.100.1.1", "UID"),
];

/// An object identifier's content by its name, or in dotted decimal.
pub(super) fn name(content: &[u8]) -> Option<String> {
    let dotted = dotted(content)?;
    Some(object_name(&dotted).map_or(dotted.clone(), str::to_owned))
}

/// The same, followed by the dotted decimal: `serverAuth (1.3.6.1.5.5.7.3.1)`; of an attribute
/// type with its short name, `commonName, CN (2.5.4.3)`.
pub(super) fn identified(content: &[u8]) -> Option<String> {
    let dotted = dotted(content)?;
    let Some(name) = object_name(&dotted) else {
        return Some(dotted);
    };
    let short = SHORT.iter().find(|(known, _)| *known == dotted);
    Some(match short {
        Some((_, short)) => format!("{name}, {short} ({dotted})"),
        None => format!("{name} ({dotted})"),
    })
}

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
    fn an_object_is_said_with_its_number() {
        let said = |content: &[u8]| identified(content).unwrap_or_default();
        assert_eq!(said(&[0x55, 4, 3]), "commonName, CN (2.5.4.3)");
        assert_eq!(said(&[0x55, 0x1d, 0x11]), "subjectAltName (2.5.29.17)");
        assert_eq!(said(&[0x2a, 3, 4]), "1.2.3.4");
        // an arc that is cut off, and one that is too large
        for wrong in [&[0x80][..], &[0xff; 12], &[]] {
            assert_eq!(identified(wrong), None);
        }
    }
}
