//! Distinguished names (RFC 5280 section 4.1.2.4), and the escaping of foreign text.
//!
//! A name comes from whoever made the certificate, so it may hold anything: terminal
//! escapes, text that runs backwards, a comma that feigns another attribute. It is escaped
//! here, once, in the way RFC 4514 escapes a distinguished name; nothing after this has to
//! think of it again. Left out: the full string preparation of RFC 5280 section 7.1. Names
//! are compared as OpenSSL compares them: ASCII letters of either case alike, runs of spaces as one.

use std::fmt;

use x509_parser::asn1_rs::{Any, Tag};
use x509_parser::x509::X509Name;

/// A distinguished name: relative distinguished names, in the order of the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The relative distinguished names; each is a set of one attribute, rarely more.
    pub rdns: Vec<Vec<Attribute>>,
    /// What [`Name::matches`] compares: type and folded value of each attribute.
    folded: Vec<Vec<(String, Vec<u8>)>>,
}

/// One attribute of a name, such as the common name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The attribute type as RFC 4514 abbreviates it ("CN"), or else its dotted object identifier.
    pub kind: String,
    /// The value as text, escaped by [`printable`]; what is no string as `#` and its DER
    /// content in hex.
    pub value: String,
}

/// The attribute types with a short name: RFC 4514 section 3, and a few that are often met.
const ATTRIBUTE_TYPES: [(&str, &str); 14] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.42", "GN"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
];

impl Name {
    pub(super) fn from_x509(name: &X509Name<'_>) -> Name {
        let mut rdns = Vec::new();
        let mut folded = Vec::new();
        for rdn in name.iter_rdn() {
            let mut attributes = Vec::new();
            let mut folds = Vec::new();
            for attribute in rdn.iter() {
                let oid = attribute.attr_type().to_id_string();
                let short = ATTRIBUTE_TYPES.iter().find(|(known, _)| *known == oid);
                let kind = short.map_or_else(|| oid.clone(), |(_, short)| (*short).to_owned());
                let raw = attribute.attr_value();
                let (value, fold) = match text_of(raw) {
                    // an unescaped hash mark at the start says that hex follows
                    Some(text) if text.starts_with('#') => {
                        (format!("\\{}", printable(&text)), fold(&text))
                    }
                    Some(text) => (printable(&text), fold(&text)),
                    None => (hex_value(raw.data), raw.data.to_vec()),
                };
                attributes.push(Attribute { kind, value });
                folds.push((oid, fold));
            }
            // a set has no order
            folds.sort();
            rdns.push(attributes);
            folded.push(folds);
        }
        Name { rdns, folded }
    }

    /// Whether two names are the same name (RFC 5280 section 7.1, as far as this module goes).
    pub fn matches(&self, other: &Name) -> bool {
        self.folded == other.folded
    }

    /// Whether the name has no attribute at all.
    pub fn is_empty(&self) -> bool {
        self.rdns.is_empty()
    }

    /// The most specific common name, escaped as [`printable`] does.
    pub fn common_name(&self) -> Option<&str> {
        let attributes = self.rdns.iter().rev().flatten();
        attributes
            .into_iter()
            .find(|a| a.kind == "CN")
            .map(|a| a.value.as_str())
    }
}

/// In the order of RFC 4514, most specific first: `CN=shop.example, O=Premaster Demonstration`.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("(empty name)");
        }
        for (i, rdn) in self.rdns.iter().rev().enumerate() {
            f.write_str(if i == 0 { "" } else { ", " })?;
            for (j, attribute) in rdn.iter().enumerate() {
                f.write_str(if j == 0 { "" } else { "+" })?;
                write!(
                    f,
                    "{}={}",
                    attribute.kind,
                    separators_escaped(&attribute.value)
                )?;
            }
        }
        Ok(())
    }
}

/// Text from outside, made safe to show: control characters, characters that change the
/// direction of text or have no width, and the backslash become `\HH` for each byte of their
/// UTF-8, as in RFC 4514 section 2.4. Two texts that differ still differ.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '\\' || is_unsafe(character) {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(&format!("\\{byte:02X}"));
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// Bytes as hexadecimal with colons, `1f:00:a7`.
pub fn hex_with_colons(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.join(":")
}

fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The characters that would end a value or start another, escaped as RFC 4514 section 2.4 does.
fn separators_escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let last = value.chars().count().saturating_sub(1);
    for (i, character) in value.chars().enumerate() {
        let at_the_edge = character == ' ' && (i == 0 || i == last);
        if matches!(character, ',' | '+' | '"' | '<' | '>' | ';') || at_the_edge {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// The text of a string type; `None` for what is no string, or not one of its type.
fn text_of(value: &Any<'_>) -> Option<String> {
    let bytes = value.data;
    match value.tag() {
        Tag::Utf8String
        | Tag::PrintableString
        | Tag::Ia5String
        | Tag::NumericString
        | Tag::VisibleString => std::str::from_utf8(bytes).ok().map(str::to_owned),
        // nobody uses T.61's own character set: in practice these bytes are Latin-1
        Tag::T61String => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Tag::BmpString if bytes.len().is_multiple_of(2) => {
            let units = bytes
                .chunks_exact(2)
                .map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
            char::decode_utf16(units)
                .collect::<Result<String, _>>()
                .ok()
        }
        Tag::UniversalString if bytes.len().is_multiple_of(4) => bytes
            .chunks_exact(4)
            .map(|unit| char::from_u32(u32::from_be_bytes([unit[0], unit[1], unit[2], unit[3]])))
            .collect(),
        _ => None,
    }
}

fn fold(text: &str) -> Vec<u8> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    words.join(" ").to_ascii_lowercase().into_bytes()
}

fn hex_value(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("#{digits}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;
    use x509_parser::asn1_rs::{FromDer, oid};
    use x509_parser::x509::{AttributeTypeAndValue, RelativeDistinguishedName};

    fn name(attributes: &[(&str, &'static [u8])]) -> Name {
        let rdns = attributes.iter().map(|(kind, value)| {
            let kind = match *kind {
                "CN" => oid!(2.5.4.3),
                "O" => oid!(2.5.4.10),
                _ => oid!(1.2.3.4),
            };
            let value = Any::from_tag_and_data(Tag::Utf8String, value);
            RelativeDistinguishedName::new(vec![AttributeTypeAndValue::new(kind, value)])
        });
        Name::from_x509(&X509Name::new(rdns.collect(), &[]))
    }

    #[test]
    fn is_written_most_specific_first() {
        let shop = name(&[("O", b"Premaster Demonstration"), ("CN", b"shop.example")]);
        assert_eq!(
            shop.to_string(),
            "CN=shop.example, O=Premaster Demonstration"
        );
        assert_eq!(shop.common_name(), Some("shop.example"));
        assert_eq!(name(&[]).to_string(), "(empty name)");
        assert_eq!(name(&[("?", b"x")]).to_string(), "1.2.3.4=x");
    }

    #[test]
    fn cannot_feign_an_attribute_or_drive_a_terminal() {
        let evil = name(&[("CN", "a, O=Bank\u{1b}[2J\u{202e}\\ ".as_bytes())]);
        assert_eq!(evil.to_string(), r"CN=a\, O=Bank\1B[2J\E2\80\AE\5C\ ");
        assert_eq!(name(&[("CN", b"#ff")]).to_string(), r"CN=\#ff");
        assert_eq!(evil.common_name(), Some(r"a, O=Bank\1B[2J\E2\80\AE\5C "));
    }

    #[test]
    fn is_compared_without_case_and_spaces() {
        let one = name(&[("O", b" Premaster   Demonstration"), ("CN", b"Root")]);
        assert!(one.matches(&name(&[("O", b"premaster demonstration"), ("CN", b"ROOT")])));
        assert!(!one.matches(&name(&[("O", b"premasterdemonstration"), ("CN", b"root")])));
        assert!(!one.matches(&name(&[("CN", b"root"), ("O", b"premaster demonstration")])));
        assert!(!one.matches(&name(&[("O", b"premaster demonstration")])));
    }

    #[test]
    fn a_value_of_the_old_string_types_is_text_too() {
        let text = |der: &[u8]| text_of(&Any::from_der(der).unwrap().1);
        assert_eq!(
            text(&[0x1e, 4, 0x00, 0x41, 0x20, 0xac]),
            Some("A€".to_owned())
        );
        assert_eq!(
            text(&[0x1c, 4, 0x00, 0x01, 0xf5, 0x11]),
            Some("\u{1f511}".to_owned())
        );
        assert_eq!(text(&[0x14, 1, 0xe9]), Some("é".to_owned()));
        assert_eq!(text(&[0x0c, 1, 0xe9]), None);
        assert_eq!(text(&[0x04, 1, 0x41]), None);
    }

    proptest! {
        #[test]
        fn printable_text_has_nothing_unsafe_and_keeps_texts_apart(a: String, b: String) {
            prop_assert!(!printable(&a).chars().any(is_unsafe));
            prop_assert_eq!(printable(&a) == printable(&b), a == b);
        }
    }
}
