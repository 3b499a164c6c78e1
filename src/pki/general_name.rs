//! GeneralName (RFC 5280 section 4.2.1.6): the names that extensions give.

use super::der::{DerError, Element, Reader, tag};
use super::name::{Name, shown, shown_hex};
use std::fmt;

/// A name of one of the kinds that the RFC has; what is said of it as the certificate writes it, not escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum GeneralName {
    Other(String),
    Rfc822(String),
    Dns(String),
    X400,
    Directory(Name),
    EdiParty,
    Uri(String),
    IpAddress(Vec<u8>),
    RegisteredId(String),
    /// None of these, or with a content that the kind does not have.
    Malformed {
        /// The number of its tag.
        number: u8,
        content: Vec<u8>,
    },
}

impl GeneralName {
    /// All names of a SEQUENCE OF them.
    pub fn all(mut names: Reader<'_>) -> Result<Vec<GeneralName>, DerError> {
        let mut all = Vec::new();
        while !names.is_done() {
            all.push(GeneralName::read(&names.any("GeneralName")?)?);
        }
        Ok(all)
    }

    fn read(element: &Element<'_>) -> Result<GeneralName, DerError> {
        let malformed = || GeneralName::Malformed {
            number: element.tag & 0x1f,
            content: element.content().to_vec(),
        };
        let text = |kind: fn(String) -> GeneralName| match element.ascii() {
            Ok(text) => kind(text.to_owned()),
            Err(_) => malformed(),
        };
        let mut inside = element.inside();
        Ok(match element.tag {
            0xa0 => GeneralName::Other(inside.object_identifier("type-id")?),
            0x81 => text(GeneralName::Rfc822),
            0x82 => text(GeneralName::Dns),
            0xa3 => GeneralName::X400,
            0xa4 => {
                let name = inside.tagged(tag::SEQUENCE, "directoryName")?;
                inside.done()?;
                GeneralName::Directory(Name::read(&name)?)
            }
            0xa5 => GeneralName::EdiParty,
            0x86 => text(GeneralName::Uri),
            0x87 => GeneralName::IpAddress(element.content().to_vec()),
            0x88 => GeneralName::RegisteredId(element.object_identifier()?),
            _ => malformed(),
        })
    }
}

/// The kind by the name of the RFC, and what it says, escaped and cut: `rfc822Name client-7@shop.example`.
impl fmt::Display for GeneralName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GeneralName::Other(oid) => write!(f, "otherName {}", shown(oid)),
            GeneralName::Rfc822(text) => write!(f, "rfc822Name {}", shown(text)),
            GeneralName::Dns(text) => write!(f, "dNSName {}", shown(text)),
            GeneralName::X400 => f.write_str("x400Address"),
            GeneralName::Directory(name) => write!(f, "directoryName {name}"),
            GeneralName::EdiParty => f.write_str("ediPartyName"),
            GeneralName::Uri(text) => write!(f, "uniformResourceIdentifier {}", shown(text)),
            GeneralName::IpAddress(bytes) => write!(f, "iPAddress {}", shown_hex(bytes)),
            GeneralName::RegisteredId(oid) => write!(f, "registeredID {}", shown(oid)),
            GeneralName::Malformed { number, content } => {
                write!(f, "malformed name [{number}] {}", shown_hex(content))
            }
        }
    }
}
