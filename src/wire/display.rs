//! The value of a field in words.

use super::alert::{AlertDescription, AlertLevel};
use super::names::{
    CertificateCompressionAlgorithm, CertificateStatusType, ClientCertificateType,
    CompressionMethod, ContentType, EcCurveType, EcPointFormat, ExtensionType, HandshakeType,
    HeartbeatMode, MaxFragmentLength, NameType, NamedGroup, ProtocolVersion, PskKeyExchangeMode,
    SignatureAlgorithm,
};
use super::{CipherSuite, Field, Node, x509};
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
    match field {
        F::PaddingLength | F::UnusedBits | F::SignOctet => Some(number().to_string()),
        F::DerHeader => x509::value(field, bytes),
        length if length.is_length() => Some(count(number(), "byte")),
        F::TicketLifetimeHint => Some(count(number(), "second")),
        F::ContentType => Some(ContentType::of(u8_of()?).with_code()),
        F::RecordVersion
        | F::ClientVersion
        | F::ServerVersion
        | F::SupportedVersion
        | F::SelectedVersion => Some(ProtocolVersion::of(u16_of()?).with_code()),
        F::HandshakeType => Some(HandshakeType::of(u8_of()?).with_code()),
        F::CipherSuite => Some(CipherSuite::of(u16_of()?).with_code()),
        F::CompressionMethod => Some(CompressionMethod::of(u8_of()?).with_code()),
        F::ExtensionType => Some(ExtensionType::of(u16_of()?).with_code()),
        F::SignatureAlgorithm => {
            let algorithm = SignatureAlgorithm::of(u16_of()?);
            let parts = algorithm.hash_and_signature();
            let parts =
                parts.map(|(hash, signature)| format!(": hash {hash}, signature {signature}"));
            let parts = parts.unwrap_or_default();
            Some(match algorithm.name() {
                Some(name) => format!("{name}{parts} (0x{:04x})", algorithm.code()),
                None => format!("{algorithm}{parts}"),
            })
        }
        F::NamedGroup | F::NamedCurve | F::KeyShareGroup | F::SelectedGroup => {
            Some(NamedGroup::of(u16_of()?).with_code())
        }
        F::EcPointFormat => Some(EcPointFormat::of(u8_of()?).with_code()),
        F::CurveType => Some(EcCurveType::of(u8_of()?).with_code()),
        F::PskMode => Some(PskKeyExchangeMode::of(u8_of()?).with_code()),
        F::StatusType => Some(CertificateStatusType::of(u8_of()?).with_code()),
        F::CertificateCompression => {
            Some(CertificateCompressionAlgorithm::of(u16_of()?).with_code())
        }
        F::MaxFragmentLength => Some(MaxFragmentLength::of(u8_of()?).with_code()),
        F::HeartbeatMode => Some(HeartbeatMode::of(u8_of()?).with_code()),
        F::SctTimestamp => Some(milliseconds(number())),
        F::RecordSizeLimit => Some(count(number(), "byte")),
        F::SelectedIdentity | F::ObfuscatedTicketAge => Some(number().to_string()),
        F::NameType => Some(NameType::of(u8_of()?).with_code()),
        F::CertificateType => Some(ClientCertificateType::of(u8_of()?).with_code()),
        F::AlertLevel => Some(AlertLevel::of(u8_of()?).with_code()),
        F::AlertDescription => Some(AlertDescription::of(u8_of()?).with_code()),
        F::ChangeCipherSpecType => match u8_of()? {
            1 => Some("change_cipher_spec (0x01)".to_owned()),
            other => Some(format!("unknown (0x{other:02x})")),
        },
        F::HostName
        | F::ProtocolName
        | F::ApplicationData
        | F::PskIdentityHint
        | F::SharedKeyIdentity => Some(format!("\"{}\"", escaped(bytes))),
        _ => x509::value(field, bytes),
    }
}

/// A time in milliseconds since the beginning of 1970.
fn milliseconds(since: u64) -> String {
    let nanoseconds = i128::from(since) * 1_000_000;
    let Ok(at) = time::OffsetDateTime::from_unix_timestamp_nanos(nanoseconds) else {
        return since.to_string();
    };
    let (date, time) = (at.date(), at.time());
    let (hour, minute, second, milli) = time.as_hms_milli();
    format!("{date} {hour:02}:{minute:02}:{second:02}.{milli:03} UTC")
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
        Field::SupportedGroups => parts("group", Field::NamedGroup),
        Field::KeyShareList => parts("key share", Field::KeyShareEntry),
        Field::PskIdentities => parts("identity", Field::PskIdentity),
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
