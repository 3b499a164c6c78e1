//! The certificate extensions (RFC 5280 section 4.2) that a chain check looks at.
//!
//! Left out: the content of certificate policies, which cannot fail a path under RFC 5280's
//! default (any policy will do), and name and policy constraints: those would need checks of
//! their own, so a certificate that carries them as critical is refused.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::authority_key_id::AuthorityKeyId;
use super::certificate::CertificateError;
use super::der::{DerError, DerFault, Extension, Reader, tag};
use super::distribution_point::DistributionPoint;
use super::extension_id::ExtensionId;
use super::general_name::GeneralName;
use super::name::shown;
use crate::wire::display::count;
use crate::wire::x509::object_name;

/// What the extensions of a certificate say; `None` where the extension is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extensions {
    /// Whether the subject is a CA (section 4.2.1.9).
    pub basic_constraints: Option<BasicConstraints>,
    /// What the key may be used for (section 4.2.1.3).
    pub key_usage: Option<KeyUsage>,
    /// For which purposes the certificate may be used (section 4.2.1.12), in its order.
    pub extended_key_usage: Option<Vec<KeyPurpose>>,
    /// Whom the certificate is for (section 4.2.1.6).
    pub subject_alt_names: Option<SubjectAltNames>,
    /// A name for the subject's key (section 4.2.1.2), mostly the SHA-1 of it.
    pub subject_key_id: Option<Vec<u8>>,
    /// Which certificate of the issuer is meant (section 4.2.1.1).
    pub authority_key_id: Option<AuthorityKeyId>,
    /// Where the lists are that speak of the certificate (section 4.2.1.13).
    pub distribution_points: Vec<DistributionPoint>,
    /// The extensions that say they must be understood and are not: object identifiers, with
    /// the name where it is known. Name constraints count even when not marked critical:
    /// section 4.2.1.10 demands the mark.
    pub unknown_critical: Vec<String>,
    /// The object identifiers of all extensions, in the order of the certificate, with their
    /// `critical` mark.
    pub present: Vec<(String, bool)>,
}

/// Section 4.2.1.9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// `cA`: the subject may issue certificates.
    pub ca: bool,
    /// `pathLenConstraint`: how many intermediate certificates may follow, the leaf not counted.
    pub path_len: Option<u32>,
}

/// One bit of the key usage (section 4.2.1.3); the value is the number of the bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names are the RFC's
pub enum KeyUsageBit {
    DigitalSignature = 0,
    NonRepudiation = 1,
    KeyEncipherment = 2,
    DataEncipherment = 3,
    KeyAgreement = 4,
    KeyCertSign = 5,
    CrlSign = 6,
    EncipherOnly = 7,
    DecipherOnly = 8,
}

impl KeyUsageBit {
    /// All bits, in the order of the RFC.
    pub const ALL: [KeyUsageBit; 9] = [
        KeyUsageBit::DigitalSignature,
        KeyUsageBit::NonRepudiation,
        KeyUsageBit::KeyEncipherment,
        KeyUsageBit::DataEncipherment,
        KeyUsageBit::KeyAgreement,
        KeyUsageBit::KeyCertSign,
        KeyUsageBit::CrlSign,
        KeyUsageBit::EncipherOnly,
        KeyUsageBit::DecipherOnly,
    ];

    /// As the RFC spells it: `keyCertSign`.
    pub fn name(self) -> &'static str {
        match self {
            KeyUsageBit::DigitalSignature => "digitalSignature",
            KeyUsageBit::NonRepudiation => "nonRepudiation",
            KeyUsageBit::KeyEncipherment => "keyEncipherment",
            KeyUsageBit::DataEncipherment => "dataEncipherment",
            KeyUsageBit::KeyAgreement => "keyAgreement",
            KeyUsageBit::KeyCertSign => "keyCertSign",
            KeyUsageBit::CrlSign => "cRLSign",
            KeyUsageBit::EncipherOnly => "encipherOnly",
            KeyUsageBit::DecipherOnly => "decipherOnly",
        }
    }
}

/// The set of key usage bits; bit n of the number is bit n of the RFC's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage(pub u16);

impl KeyUsage {
    /// Whether the bit is set.
    pub fn contains(self, bit: KeyUsageBit) -> bool {
        self.0 & (1 << bit as u16) != 0
    }

    /// The names of the bits that are set, as `digitalSignature, keyEncipherment`.
    pub fn names(self) -> String {
        let set: Vec<&str> = KeyUsageBit::ALL
            .iter()
            .filter(|b| self.contains(**b))
            .map(|b| b.name())
            .collect();
        if set.is_empty() {
            "(nothing)".to_owned()
        } else {
            set.join(", ")
        }
    }
}

/// A purpose named by the extended key usage (section 4.2.1.12).
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names are the RFC's
pub enum KeyPurpose {
    ServerAuth,
    ClientAuth,
    CodeSigning,
    EmailProtection,
    TimeStamping,
    OcspSigning,
    AnyExtendedKeyUsage,
    /// Some other purpose: its dotted object identifier.
    Other(String),
}

impl KeyPurpose {
    /// As the RFC spells it, without `id-kp-`: `serverAuth`; an object identifier for the others.
    pub fn name(&self) -> &str {
        match self {
            KeyPurpose::ServerAuth => "serverAuth",
            KeyPurpose::ClientAuth => "clientAuth",
            KeyPurpose::CodeSigning => "codeSigning",
            KeyPurpose::EmailProtection => "emailProtection",
            KeyPurpose::TimeStamping => "timeStamping",
            KeyPurpose::OcspSigning => "OCSPSigning",
            KeyPurpose::AnyExtendedKeyUsage => "anyExtendedKeyUsage",
            KeyPurpose::Other(oid) => oid,
        }
    }

    fn from_oid(oid: &str) -> KeyPurpose {
        match oid {
            "1.3.6.1.5.5.7.3.1" => KeyPurpose::ServerAuth,
            "1.3.6.1.5.5.7.3.2" => KeyPurpose::ClientAuth,
            "1.3.6.1.5.5.7.3.3" => KeyPurpose::CodeSigning,
            "1.3.6.1.5.5.7.3.4" => KeyPurpose::EmailProtection,
            "1.3.6.1.5.5.7.3.8" => KeyPurpose::TimeStamping,
            "1.3.6.1.5.5.7.3.9" => KeyPurpose::OcspSigning,
            "2.5.29.37.0" => KeyPurpose::AnyExtendedKeyUsage,
            _ => KeyPurpose::Other(shown(oid)),
        }
    }
}

/// The subject alternative names (section 4.2.1.6), by kind; text escaped and cut by
/// [`shown`], which leaves every true host name as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectAltNames {
    /// `dNSName`s, in their order.
    pub dns: Vec<String>,
    /// `iPAddress`es, in their order.
    pub ip: Vec<IpAddr>,
    /// The other kinds, as text with the kind in front: `rfc822Name client-7@shop.example`.
    pub other: Vec<String>,
}

/// The extensions that this module can process: the two key identifiers, keyUsage, subjectAltName,
/// basicConstraints, certificatePolicies and extKeyUsage.
const PROCESSED: [ExtensionId; 7] = [
    ExtensionId::SubjectKeyIdentifier,
    ExtensionId::AuthorityKeyIdentifier,
    ExtensionId::KeyUsage,
    ExtensionId::SubjectAltName,
    ExtensionId::BasicConstraints,
    ExtensionId::CertificatePolicies,
    ExtensionId::ExtKeyUsage,
];

/// The RFC's name of an extension with that object identifier, or the identifier itself.
pub fn extension_name(oid: &str) -> &str {
    let of_list = || OF_LISTS.iter().find(|(known, _)| *known == oid);
    object_name(oid)
        .or_else(|| of_list().map(|(_, name)| *name))
        .unwrap_or(oid)
}

/// The extensions of revocation lists and of their entries (sections 5.2 and 5.3) that certificates do not have.
const OF_LISTS: [(&str, &str); 7] = [
    ("2.5.29.20", "cRLNumber"),
    ("2.5.29.21", "reasonCode"),
    ("2.5.29.24", "invalidityDate"),
    ("2.5.29.27", "deltaCRLIndicator"),
    ("2.5.29.28", "issuingDistributionPoint"),
    ("2.5.29.29", "certificateIssuer"),
    ("2.5.29.46", "freshestCRL"),
];

impl Extensions {
    /// Reads the extensions of one certificate.
    ///
    /// # Errors
    /// When one is there twice (section 4.2 forbids it), or one of those that are read here is
    /// not what its section says.
    pub(super) fn read(list: &[Extension<'_>]) -> Result<Extensions, CertificateError> {
        let mut all = Extensions::default();
        // there may be a million of them
        let mut seen = HashSet::with_capacity(list.len());
        for extension in list {
            let oid = extension.oid.as_str();
            let name = shown(extension_name(oid));
            if !seen.insert(oid) {
                return Err(CertificateError::DuplicateExtension { name });
            }
            let id = ExtensionId::of(oid);
            if let Err(error) = all.read_one(id, extension.value.inside()) {
                return Err(CertificateError::MalformedExtension { name, error });
            }
            let processed = id.is_some_and(|id| PROCESSED.contains(&id));
            if !processed && (extension.critical || id == Some(ExtensionId::NameConstraints)) {
                all.unknown_critical.push(name);
            }
        }
        all.present = (list.iter())
            .map(|extension| (extension.oid.clone(), extension.critical))
            .collect();
        Ok(all)
    }

    /// Reads one extension into its place.
    fn read_one(&mut self, id: Option<ExtensionId>, mut value: Reader<'_>) -> Result<(), DerError> {
        use ExtensionId as Id;
        match id {
            Some(Id::SubjectKeyIdentifier) => {
                let id = value.tagged(tag::OCTET_STRING, "subjectKeyIdentifier")?;
                self.subject_key_id = Some(id.content().to_vec());
            }
            Some(Id::KeyUsage) => self.key_usage = Some(KeyUsage::read(&mut value)?),
            Some(Id::SubjectAltName) => {
                let names = GeneralName::all(value.sequence("subjectAltName")?)?;
                self.subject_alt_names = Some(SubjectAltNames::read(names));
            }
            Some(Id::BasicConstraints) => {
                self.basic_constraints = Some(BasicConstraints::read(&mut value)?)
            }
            Some(Id::CrlDistributionPoints) => {
                self.distribution_points = DistributionPoint::all(&mut value)?
            }
            Some(Id::AuthorityKeyIdentifier) => {
                let said = AuthorityKeyId::read(value)?;
                self.authority_key_id = Some(said).filter(|it| *it != AuthorityKeyId::default());
                return Ok(());
            }
            Some(Id::ExtKeyUsage) => {
                let mut list = value.sequence("extKeyUsage")?;
                let mut purposes = Vec::new();
                while !list.is_done() {
                    let oid = list.object_identifier("KeyPurposeId")?;
                    purposes.push(KeyPurpose::from_oid(&oid));
                }
                self.extended_key_usage = Some(purposes);
            }
            _ => return Ok(()),
        }
        value.done()
    }
}

impl KeyUsage {
    fn read(value: &mut Reader<'_>) -> Result<KeyUsage, DerError> {
        let element = value.tagged(tag::BIT_STRING, "keyUsage")?;
        let (bits, _) = element.bits()?;
        // bit 0 is the first of the first byte; beyond bit 8 none has a meaning
        let [first, second, ..] = [bits, &[0, 0]].concat()[..] else {
            return element.fault(DerFault::BitString);
        };
        let bits = u16::from_be_bytes([first, second]).reverse_bits();
        Ok(KeyUsage(bits & 0x1ff))
    }
}

impl BasicConstraints {
    fn read(value: &mut Reader<'_>) -> Result<BasicConstraints, DerError> {
        let mut inside = value.sequence("basicConstraints")?;
        let ca = match inside.optional(tag::BOOLEAN, "cA")? {
            Some(ca) => ca.boolean()?,
            None => false,
        };
        let path_len = match inside.optional(tag::INTEGER, "pathLenConstraint")? {
            Some(length) => Some(length.number()?),
            None => None,
        };
        inside.done()?;
        Ok(BasicConstraints { ca, path_len })
    }
}

impl SubjectAltNames {
    fn read(names: Vec<GeneralName>) -> SubjectAltNames {
        let mut all = SubjectAltNames::default();
        for name in names {
            let other = match name {
                GeneralName::Dns(text) => {
                    all.dns.push(shown(&text));
                    continue;
                }
                GeneralName::IpAddress(bytes) => match ip_address(&bytes) {
                    Some(address) => {
                        all.ip.push(address);
                        continue;
                    }
                    None => format!("iPAddress of {}", count(bytes.len() as u64, "byte")),
                },
                other => other.to_string(),
            };
            all.other.push(other);
        }
        all
    }

    /// All names: hosts and addresses alone, and the others with their kind.
    pub fn hosts(&self) -> Vec<String> {
        let ip = self.ip.iter().map(IpAddr::to_string);
        let hosts = self.dns.iter().cloned().chain(ip);
        hosts.chain(self.other.iter().cloned()).collect()
    }

    /// All names with their kind, as `dNSName shop.example`.
    pub fn listed(&self) -> Vec<String> {
        let dns = self.dns.iter().map(|name| format!("dNSName {name}"));
        let ip = self.ip.iter().map(|address| format!("iPAddress {address}"));
        dns.chain(ip).chain(self.other.iter().cloned()).collect()
    }
}

fn ip_address(bytes: &[u8]) -> Option<IpAddr> {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        return Some(IpAddr::V4(Ipv4Addr::from(four)));
    }
    <[u8; 16]>::try_from(bytes)
        .ok()
        .map(|sixteen| IpAddr::V6(Ipv6Addr::from(sixteen)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn read(oid: &str, value: &[u8]) -> Option<Extensions> {
        let mut all = Extensions::default();
        let read = all.read_one(ExtensionId::of(oid), Reader::new(value, "value"));
        read.ok().map(|()| all)
    }

    #[test]
    fn key_usage_bits_have_the_numbers_of_the_rfc() {
        // BIT STRING 101: digitalSignature and keyEncipherment
        let usage = read("2.5.29.15", &[0x03, 0x02, 0x05, 0xa0])
            .unwrap()
            .key_usage
            .unwrap();
        assert_eq!(usage.names(), "digitalSignature, keyEncipherment");
        // the ninth bit is in a second byte
        let usage = read("2.5.29.15", &[0x03, 0x03, 0x07, 0x02, 0x80])
            .unwrap()
            .key_usage
            .unwrap();
        assert_eq!(usage.names(), "cRLSign, decipherOnly");
        for (i, bit) in KeyUsageBit::ALL.iter().enumerate() {
            assert_eq!(*bit as usize, i);
        }
    }

    #[test]
    fn basic_constraints_default_to_no_ca() {
        let none = read("2.5.29.19", &[0x30, 0])
            .unwrap()
            .basic_constraints
            .unwrap();
        assert_eq!(
            none,
            BasicConstraints {
                ca: false,
                path_len: None
            }
        );
        let ca = [0x30, 6, 1, 1, 0xff, 2, 1, 0];
        let ca = read("2.5.29.19", &ca).unwrap().basic_constraints.unwrap();
        assert_eq!(
            ca,
            BasicConstraints {
                ca: true,
                path_len: Some(0)
            }
        );
    }

    #[test]
    fn what_is_malformed_or_too_long_is_refused() {
        assert_eq!(read("2.5.29.19", &[0x30, 0, 0]), None);
        assert_eq!(read("2.5.29.19", &[0x04, 0]), None);
        assert_eq!(read("2.5.29.14", &[0x04, 2, 1]), None);
        assert_eq!(read("2.5.29.37", &[0x30, 3, 6, 5, 1]), None);
        // an unknown one is not looked into
        assert_eq!(read("1.2.3", &[0xff]), Some(Extensions::default()));
    }

    /// None of a hundred thousand is compared with all before it: that would take minutes.
    #[test]
    fn many_extensions_are_read() {
        let value = Reader::new(&[4, 0], "value").any("value").unwrap();
        let extension = |number: u64| Extension {
            oid: format!("1.2.3.{number}"),
            critical: false,
            value,
        };
        let mut list: Vec<_> = (0..100_000).map(extension).collect();
        let all = Extensions::read(&list).unwrap();
        assert_eq!(all.present.len(), 100_000);
        assert_eq!(all.present[99_999], ("1.2.3.99999".to_owned(), false));
        list.push(extension(7));
        let name = "1.2.3.7".to_owned();
        assert_eq!(
            Extensions::read(&list),
            Err(CertificateError::DuplicateExtension { name })
        );
    }

    #[test]
    fn alternative_names_are_sorted_by_kind() {
        let value = [
            &[0x30, 25][..],
            &[0x82, 1, b'a'],
            &[0x87, 4, 192, 0, 2, 1],
            &[0x81, 3, b'a', b'@', b'b'],
            &[0x82, 3, b'*', b'.', b'b'],
            &[0x87, 1, 7],
            &[0x82, 1, 0xff],
        ]
        .concat();
        let names = read("2.5.29.17", &value)
            .unwrap()
            .subject_alt_names
            .unwrap();
        assert_eq!(
            names.listed(),
            [
                "dNSName a",
                "dNSName *.b",
                "iPAddress 192.0.2.1",
                "rfc822Name a@b",
                "iPAddress of 1 byte",
                "malformed name [2] ff"
            ]
        );
        // one of any length is cut
        let value = [
            &[0x30, 0x82, 3, 0xec, 0x82, 0x82, 3, 0xe8][..],
            &[0xff; 1000],
        ]
        .concat();
        let names = read("2.5.29.17", &value).unwrap().subject_alt_names;
        let start = vec!["ff"; 85].join(":");
        assert_eq!(
            names.unwrap().listed(),
            [format!("malformed name [2] {start}… (1,000 bytes)")]
        );
    }
}
