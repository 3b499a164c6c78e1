//! Distinguished names (RFC 5280 section 4.1.2.4), and the escaping of foreign text.
//!
//! A name comes from the author of the certificate, so it may contain anything: terminal
//! escapes, text that runs backwards, a comma that feigns another attribute. It is escaped
//! here, once, in the way RFC 4514 escapes a distinguished name; nothing after this has to
//! think of it again. Left out: the full string preparation of RFC 5280 section 7.1. Names
//! are compared as OpenSSL compares them: ASCII letters of either case alike, runs of spaces as one.
//!
//! A name may also be 64 KiB long. What is shown of it is cut, and says so; what is compared is whole.

mod shown;

pub use shown::{
    MAX_SHOWN, cut, cut_hex, hex_with_colons, printable, serial_number, serial_number_hex, shown,
    shown_hex, some_of,
};
pub(crate) use shown::{beginning, note};

use std::fmt;

use super::der::{DerError, Element, Reader, tag};
use crate::wire::display::{count, hex};

/// So many attributes of one name are shown; real ones have three to seven.
const MAX_ATTRIBUTES: usize = 16;

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
    /// The value as text, escaped and cut by [`shown`]; what is no string as `#` and its DER in hex.
    pub value: String,
    /// How many bytes at the end of `value` are not of the value, but say that it was cut.
    note: usize,
}

impl Attribute {
    fn new(oid: &str, value: &Element<'_>) -> Attribute {
        let (shown_value, cut_from) = match text_of(value) {
            Some(text) => {
                let start = beginning(&text, MAX_SHOWN);
                // an unescaped hash mark at the start says that hex follows
                let mark = if text.starts_with('#') { "\\" } else { "" };
                let cut_from = (start.len() < text.len()).then_some(text.len());
                (format!("{mark}{}", printable(start)), cut_from)
            }
            None => {
                let (der, content) = (value.bytes(), value.content().len());
                let header = der.len() - content;
                let start = &der[..header + content.min(MAX_SHOWN / 2)];
                let cut_from = (start.len() < der.len()).then_some(der.len());
                (format!("#{}", hex(start)), cut_from)
            }
        };
        let note = cut_from.map(note).unwrap_or_default();
        Attribute {
            kind: shown(short_of(oid)),
            value: shown_value + &note,
            note: note.len(),
        }
    }
}

/// The attribute types with a short name: RFC 4514 section 3, and a few that are often met.
pub(super) const ATTRIBUTE_TYPES: [(&str, &str); 14] = [
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

/// The short name of an attribute type, or the object identifier itself.
fn short_of(oid: &str) -> &str {
    ATTRIBUTE_TYPES
        .iter()
        .find(|(known, _)| *known == oid)
        .map_or(oid, |(_, short)| short)
}

impl Name {
    /// A name from its DER; `None` for what is not a name, or has something after it.
    pub fn from_der(der: &[u8]) -> Option<Name> {
        let mut reader = Reader::new(der, "Name");
        let name = reader.tagged(tag::SEQUENCE, "Name").ok()?;
        reader.done().ok()?;
        Name::read(&name).ok()
    }

    /// A short name for people: the common name, or else the whole name, cut where it is too long to be
    /// shown.
    pub fn short(&self) -> String {
        self.common_name()
            .map_or_else(|| cut(self.to_string(), MAX_SHOWN), str::to_owned)
    }

    /// Reads a Name (RFC 5280 section 4.1.2.4), the SEQUENCE of relative distinguished names.
    pub(super) fn read(name: &Element<'_>) -> Result<Name, DerError> {
        let (mut rdns, mut folded) = (Vec::new(), Vec::new());
        let mut sequence = name.inside();
        while !sequence.is_done() {
            let mut set = sequence
                .tagged(tag::SET, "RelativeDistinguishedName")?
                .inside();
            let (mut attributes, mut folds) = (Vec::new(), Vec::new());
            while attributes.is_empty() || !set.is_done() {
                let mut attribute = set.sequence("AttributeTypeAndValue")?;
                let oid = attribute.object_identifier("AttributeType")?;
                let value = attribute.any("AttributeValue")?;
                attribute.done()?;
                attributes.push(Attribute::new(&oid, &value));
                folds.push((oid, fold_value(&value)));
            }
            // a set has no order
            folds.sort();
            rdns.push(attributes);
            folded.push(folds);
        }
        Ok(Name { rdns, folded })
    }

    /// Whether two names are the same name (RFC 5280 section 7.1, as far as this module goes).
    pub fn matches(&self, other: &Name) -> bool {
        self.folded == other.folded
    }

    /// What is compared: object identifier and folded value of each attribute, in the order of the
    /// certificate; a set of them sorted.
    pub(super) fn folded(&self) -> &[Vec<(String, Vec<u8>)>] {
        &self.folded
    }

    /// Whether the name has no attribute at all.
    pub fn is_empty(&self) -> bool {
        self.rdns.is_empty()
    }

    /// The most specific common name, escaped and cut as [`shown`] does.
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
        let all: usize = self.rdns.iter().map(Vec::len).sum();
        let mut written = 0;
        for rdn in self.rdns.iter().rev() {
            for (j, attribute) in rdn.iter().enumerate() {
                if written == MAX_ATTRIBUTES {
                    return write!(
                        f,
                        ", … ({})",
                        count((all - written) as u64, "more attribute")
                    );
                }
                f.write_str(match (written, j) {
                    (0, _) => "",
                    (_, 0) => ", ",
                    _ => "+",
                })?;
                let (value, note) =
                    (attribute.value).split_at(attribute.value.len() - attribute.note);
                write!(f, "{}={}{note}", attribute.kind, separators_escaped(value))?;
                written += 1;
            }
        }
        Ok(())
    }
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

/// The value of an attribute as it is compared: a text folded, anything else as its DER behind a byte
/// that no text has.
pub(super) fn fold_value(value: &Element<'_>) -> Vec<u8> {
    match text_of(value) {
        Some(text) => fold(&text),
        None => [&[0xff], value.bytes()].concat(),
    }
}

/// The text of a string type; `None` for what is no string, or not one of its type.
fn text_of(value: &Element<'_>) -> Option<String> {
    let bytes = value.content();
    match value.tag {
        // UTF8String, PrintableString, IA5String, NumericString, VisibleString
        tag::UTF8_STRING | 0x13 | 0x16 | 0x12 | 0x1a => {
            std::str::from_utf8(bytes).ok().map(str::to_owned)
        }
        // T61String: its own character set is not in use, and in practice these bytes are Latin-1
        0x14 => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        // BMPString
        0x1e if bytes.len().is_multiple_of(2) => {
            let units = bytes
                .chunks_exact(2)
                .map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
            char::decode_utf16(units)
                .collect::<Result<String, _>>()
                .ok()
        }
        // UniversalString
        0x1c if bytes.len().is_multiple_of(4) => bytes
            .chunks_exact(4)
            .map(|unit| char::from_u32(u32::from_be_bytes([unit[0], unit[1], unit[2], unit[3]])))
            .collect(),
        _ => None,
    }
}

/// A text as it is compared.
pub(super) fn fold(text: &str) -> Vec<u8> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    words.join(" ").to_ascii_lowercase().into_bytes()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::wire::display::is_unsafe;
    use proptest::prelude::*;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let len = content.len().to_be_bytes();
        let digits = &len[len.iter().take_while(|byte| **byte == 0).count()..];
        match digits {
            [] => vec![tag, 0],
            [short @ ..0x80] => [&[tag, *short], content].concat(),
            digits => [&[tag, 0x80 | digits.len() as u8], digits, content].concat(),
        }
    }

    fn read(rdns: &[Vec<u8>]) -> Name {
        let der = element(tag::SEQUENCE, &rdns.concat());
        Name::read(&Reader::new(&der, "Name").any("Name").unwrap()).unwrap()
    }

    fn rdn(kind: &str, tag: u8, value: &[u8]) -> Vec<u8> {
        let kind = match kind {
            "CN" => element(6, &[0x55, 4, 3]),
            "O" => element(6, &[0x55, 4, 10]),
            _ => element(6, &[0x2a, 3, 4]),
        };
        let attribute = element(0x30, &[kind, element(tag, value)].concat());
        element(0x31, &attribute)
    }

    fn name(attributes: &[(&str, &[u8])]) -> Name {
        let rdns = (attributes.iter()).map(|(kind, value)| rdn(kind, tag::UTF8_STRING, value));
        read(&rdns.collect::<Vec<_>>())
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
        let text = |der: &[u8]| text_of(&Reader::new(der, "value").any("value").unwrap());
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

    /// A value with that tag, which is no text.
    fn odd(tag: u8, content: &[u8]) -> Name {
        read(&[rdn("CN", tag, content)])
    }

    #[test]
    fn what_is_no_text_is_its_der() {
        let octets = odd(tag::OCTET_STRING, b"root");
        // RFC 4514 section 2.4: tag and length, too
        assert_eq!(octets.to_string(), "CN=#0404726f6f74");
        for other in [
            name(&[("CN", b"root")]),
            name(&[("CN", b"\x04\x04root")]),
            name(&[("CN", b"#0404726f6f74")]),
            odd(tag::BIT_STRING, b"root"),
            odd(tag::OCTET_STRING, b"Root"),
        ] {
            assert!(!octets.matches(&other), "{other}");
        }
        assert!(octets.matches(&odd(tag::OCTET_STRING, b"root")));
        let long: &'static [u8] = vec![0xab; 1_000].leak();
        let long = odd(tag::OCTET_STRING, long).to_string();
        let expected = format!("CN=#048203e8{}… (1,004 bytes)", "ab".repeat(128));
        assert_eq!(long, expected);
    }

    #[test]
    fn bytes_are_cut_before_they_are_written() {
        assert_eq!(hex_with_colons(&[]), "");
        assert_eq!(hex_with_colons(&[0x1f, 0, 0xa7]), "1f:00:a7");
        let all = vec![0x11; 16 << 20];
        let start = vec!["11"; 85].join(":");
        assert_eq!(shown_hex(&all), format!("{start}… (16,777,216 bytes)"));
        assert_eq!(shown_hex(&all[..85]), start);
        assert_eq!(shown_hex(&all[..3]), "11:11:11");
    }

    #[test]
    fn a_name_of_64_kib_is_cut_and_says_so() {
        let long: &'static [u8] = vec![b'a'; 65_536].leak();
        let one = name(&[("O", b"x"), ("CN", long)]);
        let shown_of_it = format!("{}… (65,536 bytes)", "a".repeat(256));
        assert_eq!(one.to_string(), format!("CN={shown_of_it}, O=x"));
        assert_eq!(one.common_name(), Some(shown_of_it.as_str()));
        // what is compared is not what is shown
        let other: &'static [u8] = [&long[1..], b"b"].concat().leak();
        let other = name(&[("O", b"x"), ("CN", other)]);
        assert_eq!(one.to_string(), other.to_string());
        assert!(!one.matches(&other));

        let whole = "a".repeat(256);
        assert_eq!(shown(&whole), whole);
        assert_eq!(
            shown(&"\u{1b}".repeat(300)),
            format!("{}… (300 bytes)", r"\1B".repeat(256))
        );
        assert_eq!(cut("ääääa".to_owned(), 3), "äää… (9 bytes)");

        let many = name(&vec![("O", &b"x"[..]); 1_018]).to_string();
        assert!(many.ends_with("O=x, … (1,002 more attributes)"), "{many}");
        assert!(many.len() < 200);
    }

    proptest! {
        #[test]
        fn printable_text_has_nothing_unsafe_and_keeps_texts_apart(a: String, b: String) {
            prop_assert!(!printable(&a).chars().any(is_unsafe));
            prop_assert_eq!(printable(&a) == printable(&b), a == b);
        }
    }
}
