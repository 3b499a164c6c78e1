//! The value of a field in words.

use super::alert::{AlertDescription, AlertLevel};
use super::names::{
    CipherSuite, ClientCertificateType, CompressionMethod, ContentType, EcPointFormat,
    ExtensionType, HandshakeType, NameType, NamedGroup, ProtocolVersion, SignatureAlgorithm,
};
use super::{Field, Node, x509};
pub use crate::text::{count, escaped, hex, is_unsafe, unhex};

/// What the bytes of a node say, on one line: a number, the name of a code point, a text, or how
/// many bytes or parts there are. `buffer` is the buffer that the node's range counts in.
pub fn value(node: &Node, buffer: &[u8]) -> String {
    meaning(node, buffer).unwrap_or_else(|| match node.len() {
        0 => "empty".to_owned(),
        len => count(len as u64, "byte"),
    })
}

/// The same, but `None` for bytes that have no meaning in words, such as a random: of them only the
/// bytes themselves are worth showing.
pub fn meaning(node: &Node, buffer: &[u8]) -> Option<String> {
    let bytes = buffer.get(node.range()).unwrap_or_default();
    named(node.field, bytes).or_else(|| structural(node, bytes))
}

fn named(field: Field, bytes: &[u8]) -> Option<String> {
    use Field as F;
    let number = || bytes.iter().fold(0_u64, |n, b| n << 8 | u64::from(*b));
    let u8_of = || bytes.first().copied();
    let u16_of = || bytes.try_into().ok().map(u16::from_be_bytes);
    let code = |name: String, digits: &dyn Fn() -> String| {
        Some(if name.starts_with("unknown") {
            name
        } else {
            format!("{name} ({})", digits())
        })
    };
    let hex8 = || format!("0x{:02x}", u8_of().unwrap_or_default());
    let hex16 = || format!("0x{:04x}", u16_of().unwrap_or_default());
    match field {
        F::RecordLength
        | F::HandshakeLength
        | F::SessionIdLength
        | F::CipherSuitesLength
        | F::CompressionMethodsLength
        | F::ExtensionsLength
        | F::ExtensionDataLength
        | F::ServerNameListLength
        | F::HostNameLength
        | F::SignatureAlgorithmsLength
        | F::SupportedGroupsLength
        | F::EcPointFormatsLength
        | F::ProtocolNameListLength
        | F::ProtocolNameLength
        | F::SupportedVersionsLength
        | F::RenegotiatedConnectionLength
        | F::CertificateListLength
        | F::Asn1CertLength
        | F::CertificateTypesLength
        | F::CertificateAuthoritiesLength
        | F::DistinguishedNameLength
        | F::EncryptedPreMasterSecretLength
        | F::SignatureLength
        | F::TicketLength => Some(count(number(), "byte")),
        F::PaddingLength | F::UnusedBits | F::SignOctet => Some(number().to_string()),
        F::TicketLifetimeHint => Some(count(number(), "second")),
        F::ContentType => code(ContentType::of(u8_of()?).to_string(), &hex8),
        F::RecordVersion | F::ClientVersion | F::ServerVersion | F::SupportedVersion => {
            code(ProtocolVersion::of(u16_of()?).to_string(), &hex16)
        }
        F::HandshakeType => code(HandshakeType::of(u8_of()?).to_string(), &hex8),
        F::CipherSuite => code(CipherSuite::of(u16_of()?).to_string(), &hex16),
        F::CompressionMethod => code(CompressionMethod::of(u8_of()?).to_string(), &hex8),
        F::ExtensionType => code(ExtensionType::of(u16_of()?).to_string(), &hex16),
        F::SignatureAlgorithm => {
            let algorithm = SignatureAlgorithm::of(u16_of()?);
            let name = match algorithm.hash_and_signature() {
                Some((hash, signature)) => {
                    format!("{algorithm}: hash {hash}, signature {signature}")
                }
                None => algorithm.to_string(),
            };
            code(name, &hex16)
        }
        F::NamedGroup => code(NamedGroup::of(u16_of()?).to_string(), &hex16),
        F::EcPointFormat => code(EcPointFormat::of(u8_of()?).to_string(), &hex8),
        F::NameType => code(NameType::of(u8_of()?).to_string(), &hex8),
        F::CertificateType => code(ClientCertificateType::of(u8_of()?).to_string(), &hex8),
        F::AlertLevel => code(AlertLevel::of(u8_of()?).to_string(), &hex8),
        F::AlertDescription => code(AlertDescription::of(u8_of()?).to_string(), &hex8),
        F::ChangeCipherSpecType => match u8_of()? {
            1 => Some("change_cipher_spec (0x01)".to_owned()),
            other => Some(format!("unknown (0x{other:02x})")),
        },
        F::HostName | F::ProtocolName | F::ApplicationData => {
            Some(format!("\"{}\"", escaped(bytes)))
        }
        _ => x509::value(field, bytes),
    }
}

fn structural(node: &Node, bytes: &[u8]) -> Option<String> {
    let parts = |what: &str, part: Field| {
        let parts = node.children.iter().filter(|child| child.field == part);
        count(parts.count() as u64, what)
    };
    Some(match node.field {
        Field::CipherSuites => parts("suite", Field::CipherSuite),
        Field::CompressionMethods => parts("method", Field::CompressionMethod),
        Field::Extensions => parts("extension", Field::Extension),
        Field::SignatureAlgorithms => parts("algorithm", Field::SignatureAlgorithm),
        Field::CertificateList => parts("certificate", Field::Asn1Cert),
        // if they could be told apart
        Field::CertificateExtensions if !node.is_leaf() => {
            parts("extension", Field::CertificateExtension)
        }
        Field::GeneralNames | Field::AuthorityCertIssuer | Field::FullName | Field::CrlIssuer
            if !node.is_leaf() =>
        {
            // the first part is tag and length
            count(node.children.len() as u64 - 1, "name")
        }
        Field::ExtKeyUsage if !node.is_leaf() => parts("purpose", Field::KeyPurposeId),
        Field::CrlDistributionPoints if !node.is_leaf() => {
            parts("distribution point", Field::DistributionPoint)
        }
        Field::Extension => {
            let code = bytes
                .first_chunk::<2>()
                .map(|code| u16::from_be_bytes(*code));
            ExtensionType::of(code?).to_string()
        }
        _ => return None,
    })
}
