//! A distinguished name as text (RFC 4514), so that it can be compared with that of a certificate.
//!
//! One name can be written in many ways: a comma in a value as `\,` or `\2C`, an attribute type as `CN`,
//! `commonName` or `2.5.4.3`, with spaces around what separates. Values in quotes and `;` between the parts
//! are those of the older RFC 2253, and read too. Left out: types with other names than the table has, which
//! are compared as they are written.

use crate::pki::der::Reader;
use crate::pki::name::{ATTRIBUTE_TYPES, Name, fold, fold_value};
use crate::wire::x509::object_name;

/// A name in the form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DistinguishedName {
    /// The relative distinguished names in the order of a certificate, the reverse of the text's; each a
    /// sorted set of attribute type and value.
    rdns: Vec<Vec<(String, Vec<u8>)>>,
}

/// Other names of attribute types that are in use, in lower case.
const OTHER_NAMES: [(&str, &str); 6] = [
    ("s", "2.5.4.8"),
    ("t", "2.5.4.12"),
    ("g", "2.5.4.42"),
    ("email", "1.2.840.113549.1.9.1"),
    ("e", "1.2.840.113549.1.9.1"),
    ("pkcs9email", "1.2.840.113549.1.9.1"),
];

impl DistinguishedName {
    /// The name of a certificate.
    pub fn of(name: &Name) -> DistinguishedName {
        let rdn = |rdn: &Vec<(String, Vec<u8>)>| {
            let attributes = rdn
                .iter()
                .map(|(oid, value)| (oid.clone(), caseless(value.clone())));
            sorted(attributes.collect())
        };
        DistinguishedName {
            rdns: name.folded().iter().map(rdn).collect(),
        }
    }

    /// Reads a name; `None` where it is none.
    pub fn parse(text: &str) -> Option<DistinguishedName> {
        let mut rest = text.trim_start();
        let mut rdns = Vec::new();
        let mut rdn = Vec::new();
        while !rest.is_empty() {
            let (kind, after) = rest.split_once('=')?;
            let (value, separator, after) = value(after.trim_start())?;
            rdn.push((oid(kind.trim())?, value));
            if separator != Some('+') {
                rdns.push(sorted(std::mem::take(&mut rdn)));
            }
            // after a separator something must come
            if separator.is_some() && after.trim_start().is_empty() {
                return None;
            }
            rest = after;
        }
        rdns.reverse();
        Some(DistinguishedName { rdns })
    }
}

fn sorted(mut attributes: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    attributes.sort();
    attributes
}

/// A folded value without regard to case; what is no text as it is.
fn caseless(folded: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(folded) {
        Ok(text) => text.to_lowercase().into_bytes(),
        Err(odd) => odd.into_bytes(),
    }
}

/// The object identifier of an attribute type; an unknown name as it is written, in lower case.
fn oid(kind: &str) -> Option<String> {
    let kind = kind.to_ascii_lowercase();
    let kind = kind.strip_prefix("oid.").unwrap_or(&kind);
    let legal = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b';');
    if kind.is_empty() || !kind.bytes().all(legal) {
        return None;
    }
    // the short name, or that of RFC 4519
    let is = |name: &str| name.eq_ignore_ascii_case(kind);
    let known = ATTRIBUTE_TYPES
        .iter()
        .find(|(oid, short)| is(short) || object_name(oid).is_some_and(is));
    let other = || OTHER_NAMES.iter().find(|(name, _)| *name == kind);
    let oid = (known.map(|(oid, _)| *oid)).or_else(|| other().map(|(_, oid)| *oid));
    Some(oid.unwrap_or(kind).to_owned())
}

/// The value at the start of a text, what separates it from the next, and the text after that.
fn value(text: &str) -> Option<(Vec<u8>, Option<char>, &str)> {
    let is_hex = text.starts_with('#');
    let mut bytes = Vec::new();
    // up to where the value goes whatever comes: spaces at its end do not count, if they are not escaped
    let mut kept = 0;
    let mut quoted = false;
    let mut characters = text.char_indices();
    let mut separator = None;
    let mut after = "";
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                let next = characters.next()?.1;
                match next.to_digit(16) {
                    Some(high) => {
                        let low = characters.next()?.1.to_digit(16)?;
                        bytes.push(u8::try_from(high << 4 | low).ok()?);
                    }
                    None => push(&mut bytes, next),
                }
                kept = bytes.len();
            }
            '"' => {
                quoted = !quoted;
                kept = bytes.len();
            }
            ',' | ';' | '+' if !quoted => {
                separator = Some(character);
                after = &text[at + 1..];
                break;
            }
            ' ' if !quoted => bytes.push(b' '),
            other => {
                push(&mut bytes, other);
                kept = bytes.len();
            }
        }
    }
    bytes.truncate(kept);
    let value = String::from_utf8(bytes).ok()?;
    let folded = match value.strip_prefix('#').filter(|_| is_hex) {
        Some(digits) => {
            let der = crate::wire::display::unhex(digits)?;
            let mut reader = Reader::new(&der, "AttributeValue");
            let value = reader.any("AttributeValue").ok()?;
            reader.done().ok()?;
            fold_value(&value)
        }
        None => fold(&value),
    };
    (!quoted).then_some((caseless(folded), separator, after))
}

fn push(bytes: &mut Vec<u8>, character: char) {
    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::pki::demo;
    use proptest::prelude::*;

    #[test]
    fn one_name_is_written_in_many_ways() {
        let one = DistinguishedName::parse(r"CN=Müller\, Hans,O=T").unwrap();
        for text in [
            r"CN=Müller\2C Hans,O=T",
            r"CN=M\C3\BCller\, Hans,O=T",
            r"CN=M\c3\bcller\2c Hans,O=T",
            r"commonName=Müller\, Hans,organizationName=T",
            r"2.5.4.3=Müller\, Hans,2.5.4.10=T",
            r"OID.2.5.4.3=Müller\, Hans,oid.2.5.4.10=T",
            r#"CN="Müller, Hans",O=T"#,
            r"cn = MÜLLER\,  hans  ; o =  t ",
            "cn=#0c0d4dc3bc6c6c65722c2048616e73,O=T",
        ] {
            assert_eq!(DistinguishedName::parse(text), Some(one.clone()), "{text}");
        }
        for text in [
            r"O=T,CN=Müller\, Hans",
            r"CN=Müller\, Hans+O=T",
            r"CN=Müller Hans,O=T",
            r"CN=Müller\, Hans",
            r"OU=Müller\, Hans,O=T",
        ] {
            let other = DistinguishedName::parse(text);
            assert!(other.is_some() && other != Some(one.clone()), "{text}");
        }
    }

    #[test]
    fn an_attribute_type_has_several_names() {
        for (names, identifier) in [
            (&["CN", "commonName"][..], "2.5.4.3"),
            (&["sn", "surname"], "2.5.4.4"),
            (&["serialNumber"], "2.5.4.5"),
            (&["C", "countryName"], "2.5.4.6"),
            (&["L", "localityName"], "2.5.4.7"),
            (&["ST", "S", "stateOrProvinceName"], "2.5.4.8"),
            (&["STREET", "streetAddress"], "2.5.4.9"),
            (&["O", "organizationName"], "2.5.4.10"),
            (&["OU", "organizationalUnitName"], "2.5.4.11"),
            (&["title", "T"], "2.5.4.12"),
            (&["GN", "G", "givenName"], "2.5.4.42"),
            (&["UID", "userId"], "0.9.2342.19200300.100.1.1"),
            (&["DC", "domainComponent"], "0.9.2342.19200300.100.1.25"),
            (
                &["emailAddress", "email", "E", "pkcs9email"],
                "1.2.840.113549.1.9.1",
            ),
            // the name of something else is no attribute type
            (&["keyusage"], "keyusage"),
        ] {
            for name in names {
                assert_eq!(oid(name).as_deref(), Some(identifier), "{name}");
            }
        }
    }

    #[test]
    fn a_set_has_no_order_and_a_value_may_be_odd() {
        let same = |one, other| {
            let (one, other) = (
                DistinguishedName::parse(one),
                DistinguishedName::parse(other),
            );
            one.is_some() && one == other
        };
        assert!(same("CN=a+UID=b,O=c", "uid=b + cn=a,o=c"));
        assert!(same(r"CN=\ a\ ", r#"CN=" a ""#));
        assert!(same(r"CN=\#1", r"CN=\231"));
        assert!(same("CN=a=b", r"CN=a\=b"));
        assert!(same("CN=,O=c", "CN= ,O=c"));
        assert!(same("x-mine=1", "X-Mine=1"));
        assert_eq!(
            DistinguishedName::parse("").map(|name| name.rdns.len()),
            Some(0)
        );
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in [
            "nobody",
            "CN=a,",
            "CN=a+",
            "=a",
            "CN=a,b",
            r"CN=a\",
            r"CN=\f",
            r"CN=\fg",
            "C N=a",
            "CN=\"a",
            "CN=#0",
            "CN=#xy",
            r"CN=\ff",
            "CN=#",
            "CN=#0c01",
            "CN=#0c016100",
        ] {
            assert_eq!(DistinguishedName::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_certificate_has_the_name_that_it_is_shown_with() {
        for (file, _) in demo::FILES
            .iter()
            .filter(|(file, _)| file.ends_with(".pem"))
        {
            let subject = demo::certificate(file).unwrap().subject;
            let parsed = DistinguishedName::parse(&subject.to_string());
            assert_eq!(parsed, Some(DistinguishedName::of(&subject)), "{file}");
        }
    }

    /// What is no text is its DER in hex (RFC 4514 section 2.4), and nothing else is equal to it.
    #[test]
    fn a_value_that_is_no_text_has_its_tag() {
        let der = *b"\x30\x0f\x31\x0d\x30\x0b\x06\x03\x55\x04\x03\x04\x04root";
        let name = Name::read(&Reader::new(&der, "Name").any("Name").unwrap()).unwrap();
        let octets = DistinguishedName::of(&name);
        let parse = |text: &str| DistinguishedName::parse(text).unwrap();
        assert_eq!(parse(&name.to_string()), octets);
        assert_eq!(parse("cn=#0404726F6F74"), octets);
        // a text in hex is that text
        assert_eq!(parse("CN=#0c04726f6f74"), parse("CN=root"));
        for other in [
            "CN=root",
            "CN=#0c04726f6f74",
            "CN=#0404526f6f74",
            "CN=#0403726f6f",
            "CN=#04040000ff00",
            r"CN=\#0404726f6f74",
        ] {
            assert_ne!(parse(other), octets, "{other}");
        }
        // bytes that are no UTF-8 are told apart, too
        assert_ne!(parse("CN=#0401fe"), parse("CN=#0401ff"));
    }

    /// Work that grew with the square of the length would not end.
    #[test]
    fn many_values_and_many_blanks_are_read() {
        let text = "CN=a,".repeat(50_000) + "O=x" + &" ".repeat(1_000_000);
        let name = DistinguishedName::parse(&text).unwrap();
        assert_eq!(name.rdns.len(), 50_001);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text: String, value: String) {
            let _ = DistinguishedName::parse(&text);
            let _ = DistinguishedName::parse(&format!("CN={value},O=x"));
        }
    }
}
